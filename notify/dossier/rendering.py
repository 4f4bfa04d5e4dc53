"""The CNIL dossier as a tagged PDF: laid out outside of transactions, kept once for a content and a state."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.template import Context, Engine, Template
from django.utils import translation

from breaches.models import AuthorityNotification
from notify import wording
from notify.dossier.companion import file_name
from notify.dossier.content import Line
from notify.dossier.frozen import Frozen, freeze
from notify.dossier.models import Dossier
from notify.pdf import PdfMetadata, render_pdf
from notify.recipients import store
from notify.typography import typo
from notify.work import claims
from notify.work.models import Work

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "dossier"
VARIANT = "pdf/ua-1"  # tagged; nobody has validated it, and the pages say so


def render_dossier(work: Work, now: Callable[[], datetime]) -> None:
    """Work handler: the dossier of the notification in the payload, finished in the transaction that keeps it."""
    frozen, found = _look(work.payload["notification"], now())
    content = None if found else pdf_of(frozen, now=now())
    with transaction.atomic():
        dossier = found or _keep(frozen, content or b"", now())
        claims.finish(work, now(), f"dossier:{dossier.version}")


def render(notification: AuthorityNotification, *, now: datetime) -> Dossier:
    """The dossier of a notification as it stands; the one already made when nothing changed since.

    Raises PdfUnavailableError.
    """
    frozen, found = _look(notification.pk, now)
    if found is not None:
        return found
    content = pdf_of(frozen, now=now)
    with transaction.atomic():
        return _keep(frozen, content, now)


def _look(notification_id: Any, now: datetime) -> tuple[Frozen, Dossier | None]:
    with translation.override("fr"):
        frozen = freeze(notification_id, now=now)
    return frozen, _existing(frozen)


def _existing(frozen: Frozen) -> Dossier | None:
    notification = frozen.notification
    return Dossier.objects.filter(
        notification=notification,
        version=notification.version,
        state=notification.state,
        ratification=notification.ratification,
        content_sha256=notification.content_sha256,
    ).first()


def _keep(frozen: Frozen, content: bytes, now: datetime) -> Dossier:
    """Store the file and its row; a worker that came first has won (only the winner stores a file)."""
    notification = frozen.notification
    AuthorityNotification.objects.select_for_update().get(pk=notification.pk)
    found = _existing(frozen)
    if found is not None:
        return found
    name = file_name(frozen, "pdf")
    file = store.save(breach=frozen.breach, purpose="dossier", name=name, data=content, now=now)
    return Dossier.objects.create(
        notification=notification,
        version=notification.version,
        state=notification.state,
        ratification=notification.ratification,
        content_sha256=notification.content_sha256,
        journal_seq=frozen.journal_seq,
        journal_hash=frozen.journal_hash,
        file=file,
        rendered_at=now,
    )


def pdf_of(frozen: Frozen, *, now: datetime) -> bytes:
    """The bytes of the dossier. Content is data: the engine escapes it, and nothing is ever fetched."""
    notification = frozen.notification
    title = f"{frozen.title}, violation {frozen.breach.reference}"
    context = {
        "title": title,
        "frozen": frozen,
        "parts": [replace(part, title=typo(part.title), lines=_set(part.lines)) for part in frozen.parts],
        "notification": notification,
        "organisation": frozen.breach.organisation,
        "number": str(notification.number),
        "version": str(notification.version),
        "sha256": wording.hash_groups(notification.content_sha256),
        "journal_seq": str(frozen.journal_seq),
        "journal_hash": wording.hash_groups(frozen.journal_hash),
        "rendered": wording.instant(now),
    }
    html = _template().render(Context(context, use_l10n=False, use_tz=False))
    metadata = PdfMetadata(title=title, author=frozen.breach.organisation.name, created=now)
    return render_pdf(html, metadata=metadata, stylesheets=(style(),), variant=VARIANT, tags=True)


def _set(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines with their labels in French typography; answers stay as they were approved, sign for sign."""
    return tuple(replace(line, label=typo(line.label)) for line in lines)


@cache
def _template() -> Template:
    engine = Engine(dirs=[str(TEMPLATES)], autoescape=True)
    return engine.get_template("notification-cnil.html")


@cache
def style() -> str:
    """The style sheet of every declaration."""
    return (TEMPLATES / "notification-cnil.css").read_text(encoding="utf-8")
