"""Score, CNIL gravity and recommendation of given facts, in the shape their partials draw. Computes, never saves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from breaches.law.assumptions import assumed
from breaches.law.facts import Context, Facts, parse_facts
from breaches.law.risk import Recommendation, exemption_objection, proposed_cnil_gravity, recommend
from breaches.law.severity import EnisaFactors, Factor, Severity, assess_explicit, assess_severity
from breaches.law.vocabulary import AuthorityAdvice, CnilGravity, Exemption, SubjectsAdvice
from notify import wording
from notify.web.phrases import said


@dataclass(frozen=True)
class Outcome:
    """Everything the assessment says of one set of facts."""

    facts: Facts
    severity: Severity
    advice: Recommendation
    gravity: CnilGravity
    gravity_reason: str
    context: Context
    version: str


def outcome(
    plain: Mapping[str, Any], context: Context, explicit: EnisaFactors | None = None, version: str = ""
) -> Outcome:
    """Compute from plain facts; `explicit` factors take the place of those derived; `version` is that of the law."""
    facts = parse_facts(plain)
    severity = assess_severity(facts, context)
    if explicit is not None:
        severity = assess_explicit(explicit, _("cotation à la main"))
    gravity, reason = proposed_cnil_gravity(facts, severity, context)
    return Outcome(facts, severity, recommend(facts, severity, context), gravity, reason, context, version)


def panel(found: Outcome) -> dict[str, Any]:
    """Context of the score column: `score`, `gravity`, `recommendation` and two hints for the opinion."""
    return {
        "score": _score(found.severity),
        "gravity": _gravity(found),
        "recommendation": _recommendation(found.advice),
        "assumed": said(assumed(found.context, found.version)),
        "hint_authority": _recommended_authority(found.advice),
        "hint_subjects": _recommended_subjects(found.advice),
    }


def _score(severity: Severity) -> dict[str, Any]:
    return {
        "value": severity.se,
        "most": severity.max_se,
        "level": said(severity.level.label),
        "key": str(severity.level),
        "factors": [_factor(factor) for factor in severity.factors],
    }


def _factor(factor: Factor) -> dict[str, str]:
    waits = factor.unknown and factor.value_quarters == 0
    return {
        "label": said(factor.label),
        "reason": "" if waits else said(factor.reason),
        "text": "" if waits else _points(factor),
    }


def _points(factor: Factor) -> str:
    lang = wording.language(get_language())
    if factor.key == "dpc":
        return wording.number(factor.value_quarters / 4, lang=lang)
    points = wording.points(factor.value_quarters / 4, lang=lang)
    if factor.key == "ei":
        return f"×\u00a0{points}"
    return f"+\u00a0{points}" if factor.value_quarters else "0"


def _gravity(found: Outcome) -> dict[str, Any]:
    note = _("Proposée : {why} Vous pouvez en choisir une autre, avec un motif.").format(why=said(found.gravity_reason))
    options = [{"label": said(level.label), "chosen": level is found.gravity} for level in CnilGravity]
    return {"options": options, "note": note}


_VERDICTS = {
    (True, True): gettext_noop("Notifier la CNIL et informer les personnes."),
    (True, False): gettext_noop("Notifier la CNIL, sans informer les personnes."),
    (False, True): gettext_noop("Informer les personnes, sans notifier la CNIL."),
    (False, False): gettext_noop("Ni notifier la CNIL, ni informer les personnes."),
}


def _recommendation(advice: Recommendation) -> dict[str, Any]:
    notify = advice.authority is AuthorityAdvice.NOTIFY
    communicate = advice.subjects is SubjectsAdvice.COMMUNICATE
    return {
        "verdict": _(_VERDICTS[notify, communicate]),
        "for": list(dict.fromkeys(said(reason.text) for reason in advice.reasons_for)),
        "against": list(dict.fromkeys(said(reason.text) for reason in advice.reasons_against)),
    }


def _recommended_authority(advice: Recommendation) -> str:
    return _("Recommandé : oui.") if advice.authority is AuthorityAdvice.NOTIFY else _("Recommandé : non.")


def _recommended_subjects(advice: Recommendation) -> str:
    return _("Recommandé : oui.") if advice.subjects is SubjectsAdvice.COMMUNICATE else _("Recommandé : non.")


def exemption_hints(found: Outcome) -> dict[str, str]:
    """Why the facts exclude an exemption of art. 34(3), by its letter."""
    hints = {}
    for exemption in (Exemption.A, Exemption.B):
        objection = exemption_objection(found.facts, found.context, exemption)
        if objection:
            hints[str(exemption)] = _("Exclu par les faits : {why}").format(why=said(objection))
    return hints
