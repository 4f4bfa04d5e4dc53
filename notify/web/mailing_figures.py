"""The figures of a mailing: progress with its rate, lots by state, the account that ends in zero. No writes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notify.letters.models import Lot
from notify.web import spoken
from notify.web.campaign import Campaign
from notify.work.models import Work

Row = dict[str, Any]
WINDOW = 10  # the last lots tell the present rate
SILENCE = timedelta(minutes=3)
FAILURES = {
    "AddressDoesNotFitError": gettext_lazy("une adresse dépasse la fenêtre de l’enveloppe"),
    "PdfUnavailableError": gettext_lazy("la production de PDF n’est pas installée sur cette machine"),
    "LetterLayoutError": gettext_lazy("la mise en page ne se stabilise pas"),
    "ContentMovedError": gettext_lazy("le contenu n’est plus celui qui a été approuvé"),
    "StoreFullError": gettext_lazy("le disque du coffre de fichiers est plein"),
    "VaultError": gettext_lazy("une ligne chiffrée ne s’ouvre pas"),
}


def progress(campaign: Campaign, now: datetime) -> Row:
    """The dict of `components/progress.html`, and `running`: whether the page should look again."""
    done, total = campaign.letters, campaign.communication.recipient_count
    per_second = rate(campaign)
    figures = []
    if per_second and done < total:
        left = _("environ {time}").format(time=about((total - done) / per_second))
        speed = _("{n} lettres par seconde").format(n=spoken.number(per_second, 1))
        figures = [{"label": _("Rythme"), "value": speed}, {"label": _("Reste"), "value": left}]
    failed = len(campaign.dead)
    failures = ngettext("{n} lot", "{n} lots", failed).format(n=failed) if failed else _("aucun")
    figures.append({"label": _("Échecs"), "value": failures})
    return {
        "done": done, "total": total, "of": _("lettres produites"), "figures": figures,
        "sentence": _sentence(campaign, now), "running": not campaign.all_produced,
    }  # fmt: skip


def _sentence(campaign: Campaign, now: datetime) -> str:
    if campaign.all_produced:
        return _("Toutes les lettres sont produites.")
    last = max([lot.produced_at for lot in _rendered(campaign) if lot.produced_at], default=campaign.started_at)
    if last is not None and now - last > SILENCE and not campaign.dead:
        return _(
            "Aucun lot n’est sorti depuis {hour}. La production reprend d’elle-même dès qu’un poste de travail répond."
        ).format(hour=spoken.hour(last))
    return _("Vous pouvez quitter cette page : la production continue.")


def _rendered(campaign: Campaign) -> list[Lot]:
    found = [lot for lot in campaign.lots if lot.produced_at is not None and not lot.simulated]
    return sorted(found, key=lambda lot: (lot.produced_at, lot.number))


def rate(campaign: Campaign) -> float:
    """Letters per second over the last lots, from the instants at which they were produced; 0 when unknown."""
    lots = _rendered(campaign)
    recent, before = lots[-WINDOW:], lots[: -WINDOW or None]
    start = before[-1].produced_at if before else campaign.started_at
    if not recent or start is None:
        return 0.0
    last = recent[-1].produced_at
    seconds = (last - start).total_seconds() if last else 0.0
    return sum(lot.letters for lot in recent) / seconds if seconds > 0 else 0.0


def about(seconds: float) -> str:
    """A rough length of time: "46 s", "12 min", "3 h 20 min"."""
    if seconds < 90:
        return _("{n} s").format(n=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return _("{n} min").format(n=minutes)
    return _("{h} h {m} min").format(h=minutes // 60, m=f"{minutes % 60:02d}")


def lot_rows(campaign: Campaign, now: datetime) -> tuple[list[Row], Row]:
    """Rows and totals of `components/lots.html`: neighbours in one state share a row."""
    states = [(lot, _state(campaign, lot, now)) for lot in campaign.lots]
    rows = [
        _row(campaign, [lot for lot, _state in group], kind, state)
        for (kind, state), group in groupby(states, key=lambda pair: pair[1])
    ]
    pages = sum(lot.pages for lot in campaign.lots)
    total = sum(lot.letters for lot in campaign.lots)
    return rows, {"lots": len(campaign.lots), "letters": total, "pages": pages}


def _row(campaign: Campaign, lots: list[Lot], kind: str, state: str) -> Row:
    first, last = lots[0].number, lots[-1].number
    several = len(lots) > 1
    return {
        "numbers": _("{first} à {last}").format(first=first, last=last) if several else str(first),
        "plural": several, "recipients": campaign.communication.population, "letters": sum(x.letters for x in lots),
        "pages": sum(x.pages for x in lots), "kind": kind, "state": state,
    }  # fmt: skip


def _state(campaign: Campaign, lot: Lot, now: datetime) -> tuple[str, str]:
    if lot.simulated:
        return "none", _("Compté pour la démonstration, jamais imprimé")
    if lot.produced_at is not None:
        at = campaign.communication.handed_over_at
        return ("done", _("Remis {at}").format(at=spoken.instant(at))) if at else ("waiting", _("Produit, à remettre"))
    return _state_of_work(campaign.works.get(str(lot.pk)), now)


def _state_of_work(work: Work | None, now: datetime) -> tuple[str, str]:
    if work is None or (not work.attempts and work.lease_until is None):
        return "todo", _("À produire")
    if work.dead_at is not None:
        return "late", _("Échec : {reason}").format(reason=failure(work))
    if work.lease_until is not None and work.lease_until >= now:
        return "doing", _("En production")
    return "waiting", _("Nouvel essai à {hour}").format(hour=spoken.hour(max(work.run_at, now)))


def failure(work: Work) -> str:
    """Why the work of a lot was given up, in words; the name of the error where there are none."""
    words = FAILURES.get(work.error)
    return str(words) if words else work.error


def reconciliation(campaign: Campaign) -> Row:
    """The dict of `components/reconciliation.html`: each row of the file has one issue, and the rest is zero."""
    counts = campaign.batch.counts if campaign.batch else {}
    waiting = ""
    if not campaign.all_produced:
        waiting = _("Production en cours") if campaign.lots else _("Avant la production")
    return {
        "file_rows": counts.get("read", 0), "issues": list(_issues(campaign, counts)), "rest": campaign.rest,
        "waiting": waiting if campaign.rest else "",
        "sentence": _(
            "Chaque ligne du fichier a exactement une issue. Personne n’est oublié, personne n’est servi deux fois."
        ),
    }  # fmt: skip


def _issues(campaign: Campaign, counts: dict[str, Any]) -> Iterator[Row]:
    produced = sum(lot.produced_at is not None for lot in campaign.lots)
    simulated = sum(lot.letters for lot in campaign.lots if lot.simulated)
    note = ngettext("{n} lot", "{n} lots", produced).format(n=spoken.number(produced)) if produced else ""
    if simulated:
        note += _(", dont {n} lettres comptées pour la démonstration").format(n=spoken.number(simulated))
    yield {"label": _("Lettres"), "note": note, "count": min(campaign.letters, campaign.communication.letters_produced)}
    yield {"label": _("Doublons écartés"), "note": _("même personne, même adresse"), "count": counts.get("merged", 0)}
    yield {"label": _("Personnes décédées"), "note": _("aucun envoi"), "count": counts.get("excluded", 0)}
    yield {"label": _("Lignes rejetées"), "note": _("à corriger à la source"), "count": counts.get("rejected", 0)}
