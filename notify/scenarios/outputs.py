"""What a user would hold in hand after a play, written in clear under one folder, on purpose."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils import translation

from breaches.models import Breach, Communication, Member
from breaches.queries import register
from notify.alerts.deadlines import entries
from notify.alerts.ics import calendar
from notify.dossier.companion import as_json
from notify.dossier.frozen import freeze
from notify.dossier.models import Dossier
from notify.dossier.register import rows_of
from notify.dossier.register_files import as_csv
from notify.letters.models import Proof
from notify.recipients import store
from notify.recipients.models import RecipientImport
from notify.recipients.rejects import reject_lines
from notify.scenarios.letters_out import letter_files
from notify.scenarios.playing import Result
from notify.scenarios.summary import summary

_OURS = (
    "summary.json", "registre.csv", "echeances.ics", "notification-*.pdf", "notification-*.json", "rejets*.csv",
    "epreuves*.pdf", "lettres/*.pdf", "lettres/manifest.csv", "lettres/control.json",
)  # fmt: skip


def write_outputs(result: Result, folder: Path) -> list[str]:
    """Write every file of a play; returns their names. Files that an earlier play left there are replaced."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for pattern in _OURS:
        for former in folder.glob(pattern):
            former.unlink()
    written = []
    with translation.override("fr"):
        for name, data in _files(result):
            path = folder / name
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.write_bytes(data)
            written.append(name)
    return written


def _files(result: Result) -> Iterator[tuple[str, bytes]]:
    yield "summary.json", (json.dumps(summary(result), ensure_ascii=False, indent=2) + "\n").encode()
    if result.stage.breach_id is None:
        return
    breach = result.stage.breach
    yield "registre.csv", as_csv(rows_of(register(_anybody(result))))
    yield "echeances.ics", calendar(breach.reference, entries([breach], done=True, linked=False), now=result.now)
    yield from _notifications(breach, result)
    communications = list(breach.communications.order_by("created_at", "key"))
    yield from _rejects(communications)
    yield from _proofs(communications)
    yield from letter_files(communications)


def _anybody(result: Result) -> Member:
    """Somebody of the organisation: the register is read as one of its members sees it."""
    people = result.stage.people.values()
    return next(each for each in people if each.organisation_id == result.stage.organisation.pk)


def _notifications(breach: Breach, result: Result) -> Iterator[tuple[str, bytes]]:
    for each in breach.notifications.order_by("number"):
        name = f"notification-{each.number}-{each.phase}"
        yield f"{name}.json", as_json(freeze(each.pk, now=result.now))
        dossier = Dossier.objects.filter(notification=each).order_by("rendered_at", "journal_seq").last()
        if dossier is not None:
            yield f"{name}.pdf", store.read(dossier.file)


def _named(stem: str, extension: str, communications: Iterable[Communication]) -> Iterator[tuple[str, Communication]]:
    """`rejets.csv` for the only communication, `rejets-<key>.csv` for each of several."""
    several = list(communications)
    for each in several:
        yield (f"{stem}.{extension}" if len(several) == 1 else f"{stem}-{each.key}.{extension}"), each


def _rejects(communications: list[Communication]) -> Iterator[tuple[str, bytes]]:
    for name, each in _named("rejets", "csv", communications):
        batch = RecipientImport.objects.filter(communication=each, current=True).first()
        if batch is not None:
            yield name, store.read(batch.rejects) if batch.rejects else b"".join(reject_lines(()))


def _proofs(communications: list[Communication]) -> Iterator[tuple[str, bytes]]:
    for name, each in _named("epreuves", "pdf", communications):
        proof = Proof.objects.filter(communication=each).order_by("-made_at").first()
        if proof is not None:
            yield name, store.read(proof.file)
