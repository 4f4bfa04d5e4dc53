"""Why each regime applies or not: the reason, the text, how sure it is, and when that was checked."""

from datetime import datetime, time
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from breaches.law import duties as law
from breaches.law.clocks import PARIS, art_3_5_argument
from breaches.law.holidays import Holidays
from breaches.models import Breach, Duty
from breaches.operations.duties import starts_of
from breaches.queries import law_context
from breaches.states import DutyState
from notify import wording
from notify.web import duty_words
from notify.web.case import Case
from notify.web.phrases import said


def rule_of(duty: Duty) -> law.DutyRule:
    """The rule a duty was opened under: its own version of the catalogue, not today's."""
    return law.rule(duty.code, duty.rule_version)


def applies(rule: law.DutyRule, why: str) -> str:
    """The paragraph under a duty that stands: addressee, delay, reason, reserve, source."""
    parts = (
        _("Destinataire : {text}.").format(text=_(rule.addressee)),
        _("Délai : {text}.").format(text=_(rule.deadline_text)),
        said(why),
        _(rule.note) if rule.note else "",
        source(rule),
    )
    return " ".join(part for part in parts if part)


def source(rule: law.DutyRule) -> str:
    """Where the rule was read, how sure that is, and when."""
    lang = wording.language(get_language())
    checked = wording.day(datetime.combine(rule.checked_on, time(12), PARIS), lang=lang)
    return _("Source : {source}. {confidence}. Vérifié le {day}.").format(
        source=_(rule.source), confidence=_(rule.confidence.label), day=checked
    )


def left_out(case: Case, now: datetime) -> list[dict[str, str]]:
    """Duties of the catalogue that do not apply, each with its reason (art. 33(5))."""
    breach = case.breach
    if breach.aware_at is None:
        return []
    present = {duty.code: duty for duty in case.duties}
    dropped = {code: d.closing_reason for code, d in present.items() if d.state == DutyState.NOT_REQUIRED}
    reasons = {code: why for code, why in _reasons(breach, case, now) if code not in present and code != "rgpd_34"}
    return [_row(law.rule(code, breach.rule_version), why) for code, why in (dropped | reasons).items()]


def _reasons(breach: Breach, case: Case, now: datetime) -> tuple[tuple[str, str], ...]:
    return law.not_applicable(
        case.facts, law_context(breach), starts_of(breach, now),
        version=breach.rule_version, nis2_from=breach.organisation.nis2_from,
    )  # fmt: skip


def _row(rule: law.DutyRule, why: str) -> dict[str, Any]:
    return {"name": duty_words.title(rule.code), "why": said(why), "law": _(rule.basis), "source": source(rule)}


def delay_argument(duty: Duty, department: str) -> str:
    """What may be pleaded for a late filing, and that it is disputed; empty where that reading changes nothing."""
    hours = rule_of(duty).deadline_hours
    at = art_3_5_argument(duty.starts_at, PARIS, Holidays(department), hours) if hours else None
    if at is None:
        return ""
    return _(
        "Argument possible, discuté : selon le règlement 1182/71, article 3, paragraphe 5, tout délai de deux jours ou "
        "plus comprend deux jours ouvrés, ce qui mènerait à {at}. Ni la CNIL ni la Cour de justice ne l’ont retenu : "
        "le terme reste le même."
    ).format(at=wording.instant(at, lang=wording.language(get_language())))
