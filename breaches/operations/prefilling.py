"""The first answers of a notification, drawn from the record; a complement starts from the last (art. 33(3), (4))."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import translation

from breaches.law import cnil_form, sheets
from breaches.law.facts import Facts
from breaches.law.french_dates import french_date, french_datetime
from breaches.models import AuthorityNotification, Breach, Decision, IncidentReport, Organisation
from breaches.queries import latest_decision, latest_facts
from breaches.states import CommunicationState, DecisionState, DutyState, Phase, Source

# What a complement takes again from the record; everything else stays as it was filed, a person completes it.
REFRESHED = frozenset(
    {
        "type_notification", "numero_notification_initiale", "periode_determinee", "date_debut", "date_fin",
        "en_cours", "date_connaissance", "motifs_retard", "nature", "origine", "cause", "nature_donnees",
        "donnees_sensibles", "nb_enregistrements", "categories_personnes", "nb_personnes", "impacts",
        "gravite", "mesures_post", "information_personnes", "date_information", "nb_personnes_informees",
        "contenu_information", "moyen_communication", "motif_non_information", "transfrontalier",
        "autre_autorite_hors_pd", "autre_autorite_hors_pd_texte",
    }
)  # fmt: skip
# Regimes whose addressee is neither the CNIL nor the persons nor a party to a contract.
NOT_AUTHORITIES = frozenset({"rgpd_33", "rgpd_33_2", "rgpd_34", "hds_contract", "telecom"})
REASON_OF_EXEMPTION = {
    "": "no_high_risk",
    "a": "unintelligible",
    "b": "ulterior_measures",
    "c": "disproportionate",
}


def prefilled(breach: Breach, phase: str, last: AuthorityNotification | None, now: datetime) -> dict[str, Any]:
    """Answers known from the record at `now`, in French whatever the page; unknown ones are left out.

    With `last` (a complement) the answers last filed are kept and only `REFRESHED` ones follow the record;
    answers that no longer have a question to stand under are dropped.
    """
    with translation.override("fr"):
        derived: dict[str, Any] = dict(cnil_form.prefill(*_record(breach, phase, now)))
    if last is None:
        return visible(derived)
    filed: dict[str, Any] = json.loads(last.content)
    fresh = {key: value for key, value in derived.items() if key in REFRESHED or key not in filed}
    merged = filed | fresh
    if "mesures_post" in fresh:
        merged["mesures_post"] = _with_new_lines(str(filed.get("mesures_post") or ""), str(fresh["mesures_post"]))
    return visible(merged)


def known(breach: Breach, now: datetime) -> dict[str, Any]:
    """Every answer that the record gives at `now`, whichever declaration asks; in French whatever the page."""
    first = breach.notifications.filter(number=1).first()
    with translation.override("fr"):
        facts, organisation, told = _record(breach, "", now)
        return sheets.known_answers(
            facts, organisation, told | {
                "discovered_at": _discovered_at(breach), "attack_known_at": breach.attack_known_at,
                "cnil_receipt": first.receipt if first else "",
            },
        )  # fmt: skip


def _discovered_at(breach: Breach) -> datetime | None:
    """When somebody first saw it, else when it was first reported."""
    seen = [report.detected_at or report.reported_at for report in breach.reports.all()]
    return min(seen, default=None)


def _record(breach: Breach, phase: str, now: datetime) -> tuple[Facts | None, dict[str, Any], dict[str, Any]]:
    """Facts, organisation and breach in the terms of the law ring."""
    return latest_facts(breach), _organisation(breach.organisation), _breach(breach, phase, now)


def visible(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers whose question is asked, given the other answers (conditions of the form)."""
    shown = {field.id for field in cnil_form.visible_fields(answers)}
    return {key: value for key, value in answers.items() if key in shown or key not in cnil_form.FIELDS}


def _with_new_lines(filed: str, fresh: str) -> str:
    """What was filed, then the measures taken since: a sentence that somebody rewrote is never lost."""
    known = {line.strip() for line in filed.splitlines()}
    return "\n".join([filed, *(line for line in fresh.splitlines() if line.strip() not in known)]).strip()


def _organisation(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "siren": organisation.siren,
        "sector": organisation.sector,
        "kind": organisation.kind,
        "role": organisation.role,
        "address": {
            "street": organisation.street, "postcode": organisation.postcode, "city": organisation.city,
        },
        "contacts": organisation.contacts,
    }  # fmt: skip


def _breach(breach: Breach, phase: str, now: datetime) -> dict[str, Any]:
    reports = list(breach.reports.order_by("reported_at"))
    assessment = breach.assessments.order_by("number").last()
    first = breach.notifications.filter(number=1).first()
    return {
        "phase": phase,
        "initial_receipt": first.receipt if first and phase == Phase.COMPLEMENTARY else "",
        "aware_at": breach.aware_at,
        "occurred_from": breach.occurred_from,
        "occurred_to": breach.occurred_to,
        "summary": "\n".join(report.summary for report in reports),
        "circumstances": _circumstances(breach, reports),
        "gravity": assessment.cnil_gravity if assessment else "",
        "communication": _communication(breach),
        "late_reasons": _late_reasons(breach),
        "processors": _processors(breach, reports),
        "joint_controllers": [{"name": breach.joint_lead}] if breach.joint_lead else [],
        "other_authorities": _other_authorities(breach, now),
        **_measures(breach),
    }


def joint_sentence(breach: Breach) -> str:
    """Who leads by arrangement (art. 26); responsibility is not shifted by it."""
    reference = f" ({breach.joint_reference})" if breach.joint_reference else ""
    return (
        f"Responsabilité conjointe : selon l’accord{reference}, {breach.joint_lead} conduit la notification et "
        "l’information des personnes. Chaque responsable conjoint garde sa responsabilité."
    )


def _processors(breach: Breach, reports: list[IncidentReport]) -> list[dict[str, Any]]:
    if breach.processor_name:
        return [{"name": breach.processor_name, "informed_at": breach.processor_told_at}]
    return [{"informed_at": report.reported_at} for report in reports if report.source == Source.PROCESSOR]


def _circumstances(breach: Breach, reports: list[IncidentReport]) -> str:
    """How the breach was found: each report with origin and instant, then why the awareness was retained."""
    told = [
        f"Signalement du {french_datetime(report.reported_at)}, origine : {Source(report.source).label.lower()}."
        for report in reports
    ]
    if breach.processor_told_at is not None:
        reference = f", référence {breach.processor_reference}" if breach.processor_reference else ""
        at = french_datetime(breach.processor_told_at)
        told.append(f"Information par le sous-traitant {breach.processor_name}{reference}, le {at}.")
    if breach.joint_lead:
        told.append(joint_sentence(breach))
    chosen = breach.awareness_times.filter(state="chosen").first()
    if chosen is not None:
        told.append(f"Prise de connaissance le {french_datetime(chosen.at)}. {chosen.reasons}")
    return "\n".join(told)


def _measures(breach: Breach) -> dict[str, list[str]]:
    taken, planned = [], []
    for measure in breach.measures.all():
        if measure.done_at is not None:
            taken.append(f"{measure.what} (fait le {french_date(measure.done_at.date(), weekday=False)})")
        else:
            due = f" (échéance : {french_date(measure.due_on, weekday=False)})" if measure.due_on else ""
            planned.append(measure.what + due)
    return {"measures_taken": taken, "measures_planned": planned}


def _late_reasons(breach: Breach) -> str:
    duty = breach.duties.filter(code="rgpd_33").first()
    return duty.reasons_for_delay if duty and duty.late else ""


def _other_authorities(breach: Breach, now: datetime) -> list[str]:
    duties = breach.duties.exclude(code__in=NOT_AUTHORITIES).exclude(state=DutyState.NOT_REQUIRED)
    return list(dict.fromkeys(duty.addressee for duty in duties if duty.opened_at <= now))


def _communication(breach: Breach) -> dict[str, Any]:
    """State of the information of persons: what was handed over, else what was decided (art. 34)."""
    sent = [item for item in breach.communications.all() if item.state in _HANDED_OVER]
    waiting = breach.communications.exclude(state__in=_HANDED_OVER).exists()
    if sent and not waiting:
        return {
            "state": "informed",
            "informed_at": min(item.handed_over_at for item in sent if item.handed_over_at),
            "count": sum(item.recipient_count for item in sent),
            "channel": _POST,
            "content": "\n\n".join(_text_of(item.content) for item in sent),
        }
    decision = latest_decision(breach)
    if sent or waiting or (decision is not None and decision.subjects == "communicate"):
        return {"state": "will_be_informed", "channel": _POST if sent or waiting else ""}
    return _withheld(decision)


_HANDED_OVER = (CommunicationState.DISPATCHED, CommunicationState.RECONCILED)
_POST = "Courrier postal individuel."


def _withheld(decision: Decision | None) -> dict[str, Any]:
    """Not communicating is said to the authority only once it is decided."""
    if decision is None or decision.state != DecisionState.DECIDED:
        return {"state": "undetermined"}
    return {"state": "will_not_be_informed", "reason": REASON_OF_EXEMPTION[decision.exemption]}


def _text_of(content: str) -> str:
    sections: dict[str, Any] = json.loads(content)["text"]
    return "\n".join(str(text).strip() for text in sections.values() if str(text).strip())
