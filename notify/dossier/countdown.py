"""The countdown sheet: one page of paper that goes on when every screen is off. No fact of the case, no patient."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Template
from django.utils import translation
from django.utils.translation import gettext as _

from breaches.law import duties as law
from breaches.models import Breach, Duty
from breaches.states import DutyState
from notify import wording
from notify.alerts.deadlines import complement_due, title
from notify.pdf import PdfMetadata, render_document
from notify.typography import typo

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "dossier"
CALLS = ("DPO", "Direction", "CERT Santé / ANSSI", "Assureur", "Police, gendarmerie", "Prestataire")


def countdown_sheet(breach: Breach, *, now: datetime) -> bytes:
    """The sheet of a confirmed breach as PDF. Raises PdfUnavailableError."""
    return countdown_document(breach, now=now)[0]


def countdown_document(breach: Breach, *, now: datetime) -> tuple[bytes, int]:
    """The bytes and the number of pages."""
    with translation.override("fr"):
        name = _("Feuille de décompte, violation {reference}").format(reference=breach.reference)
        html = _template().render(Context(_told(breach, name, now), use_l10n=False, use_tz=False))
    metadata = PdfMetadata(title=name, author=breach.organisation.name, created=now)
    document = render_document(html, metadata=metadata, stylesheets=(_style(),), variant="pdf/ua-1", tags=True)
    return document.content, document.pages


def _told(breach: Breach, name: str, now: datetime) -> dict[str, Any]:
    target = complement_due(breach)
    return {
        "title": name,
        "reference": breach.reference,
        "house": breach.organisation.name,
        "exercise": breach.exercise,
        "zero": wording.instant(breach.aware_at) if breach.aware_at else "",
        "attack": wording.instant(breach.attack_known_at) if breach.attack_known_at else "",
        "lines": [_line(duty) for duty in _standing(breach)],
        "target": wording.instant(target) if target else "",
        "calls": CALLS,
        "made": wording.instant(now),
    }


def _standing(breach: Breach) -> list[Duty]:
    """Open and fulfilled duties, the soonest first, those without an hour last."""
    standing = [duty for duty in breach.duties.all() if duty.state != DutyState.NOT_REQUIRED]
    return sorted(standing, key=lambda duty: (duty.due_at is None, duty.due_at or duty.opened_at, duty.code))


def _line(duty: Duty) -> dict[str, Any]:
    rule = law.rule(duty.code, duty.rule_version)
    done = duty.state == DutyState.FULFILLED and duty.fulfilled_at is not None
    return {
        "title": typo(title(duty)),
        "who": typo(f"{_(rule.addressee)} · {_(rule.channel)}"),
        "due": wording.instant(duty.due_at) if duty.due_at else typo(_(rule.deadline_text)),
        "fixed": duty.due_at is not None,
        "done": wording.instant(duty.fulfilled_at) if done and duty.fulfilled_at else "",
    }


@cache
def _template() -> Template:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True).get_template("decompte.html")


@cache
def _style() -> str:
    return (TEMPLATES / "decompte.css").read_text(encoding="utf-8")
