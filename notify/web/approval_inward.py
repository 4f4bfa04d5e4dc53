"""Sheets of what binds the house: the controller's decision, a correction of the awareness time."""

from datetime import timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from breaches import journal
from breaches.law.vocabulary import Exemption, SeverityLevel
from breaches.models import Assessment, Awareness, Decision, Member, SubjectKind
from breaches.states import AwarenessState, BreachState, DecisionState
from notify import wording
from notify.web import differences
from notify.web.approval_sheet import Block, Sheet, persons_of
from notify.web.case import Case, notice_period


def _lang() -> str:
    return wording.language(get_language())


def assessment_sheet(row: Decision, case: Case, member: Member) -> Sheet:  # noqa: ARG001 - one face for all kinds
    """The decision proposed, beside the DPO's opinion and the computed risk."""
    assessment = row.assessment
    duty = case.duty("rgpd_33")
    return Sheet(
        kind=SubjectKind.ASSESSMENT,
        subject=row,
        case=case,
        right="assessment.approve",
        title=_("Décision du responsable, évaluation {n}").format(n=assessment.number),
        what=[
            (_("Question"), _("notifier la CNIL, et informer les personnes")),
            (_("Faits"), _("version {n}").format(n=assessment.facts_version.number)),
            (_("Gravité ENISA"), _severity(assessment)),
            *_gravity(assessment),
        ],
        blocks=[_decided(row), _advised(assessment)],
        content=_decision_content(row),
        changes=_decision_changes(row, case),
        former=_("Comparée à la décision proposée avec l’évaluation précédente."),
        consequences=_decision_consequences(row, case),
        waiting=row.state == DecisionState.IN_REVIEW and case.breach.state != BreachState.CLOSED,
        step=_("Lisez la décision proposée, puis décidez."),
        approve=_("Décider ainsi"),
        refuse=_("Refuser avec ce commentaire"),
        due=duty.due_at if duty and duty.state == "open" else None,
        due_for=_("pour notifier la CNIL"),
    )


def _severity(assessment: Assessment) -> str:
    value = wording.number(assessment.severity_quarters / 4, decimals=2, lang=_lang())
    return f"{value}, {_(SeverityLevel(assessment.severity_level).label).lower()}"


def _gravity(assessment: Assessment) -> list[tuple[str, str]]:
    labels = {"negligible": _("négligeable"), "limited": _("limité"), "important": _("important")}
    text = labels.get(assessment.cnil_gravity, _("maximal") if assessment.cnil_gravity else "")
    return [(_("Gravité CNIL"), text)] if text else []


def _decided(row: Decision) -> Block:
    lines = [
        (_("À la CNIL"), str(row.get_authority_display())),
        (_("Aux personnes"), str(row.get_subjects_display())),
    ]
    if row.exemption:
        label = _(Exemption(row.exemption).label)
        lines.append((_("Dispense"), f"RGPD, article 34, paragraphe 3, {row.exemption}). {label}"))
    lines.append((_("Motifs"), row.reasons))
    return Block(heading=_("Décision proposée"), lines=tuple(lines))


def _advised(assessment: Assessment) -> Block:
    return Block(
        heading=_("Avis du délégué à la protection des données"),
        lines=(
            (_("À la CNIL"), str(assessment.get_opinion_authority_display())),
            (_("Aux personnes"), str(assessment.get_opinion_subjects_display())),
            (_("Motifs"), assessment.opinion_reasons),
        ),
    )


def _decision_content(row: Decision) -> str:
    """The text whose hash is approved, as the record makes it."""
    content = {
        "assessment": str(row.assessment_id),
        "authority": row.authority,
        "subjects": row.subjects,
        "exemption": row.exemption,
        "reasons": row.reasons,
        "facts": row.assessment.facts_version.sha256,
    }
    return journal.canonical(content)


def _decision_changes(row: Decision, case: Case) -> list[differences.Change] | None:
    """Against the decision proposed before, when there was one."""
    earlier = [each.decision for each in case.assessments if each.number < row.assessment.number]
    if not earlier:
        return None
    old, new = (dict(_decided(each).lines) for each in (earlier[-1], row))
    changes: list[differences.Change] = []
    for label in dict.fromkeys((*old, *new)):
        changes.extend(differences.of_text(label, old.get(label, ""), new.get(label, ""), numbered=False))
    return changes


def _decision_consequences(row: Decision, case: Case) -> list[str]:
    persons = persons_of(case)
    people = (
        _("les personnes concernées, dont le nombre n’est pas connu")
        if persons is None
        else _("environ {n} personnes").format(n=wording.number(persons, lang=_lang()))
    )
    authority = (
        _("La CNIL sera notifiée, dans les 72 heures de la prise de connaissance.")
        if row.authority == "notify"
        else _("La CNIL ne sera pas notifiée : l’obligation tombe, le dossier reste au registre avec ces motifs.")
    )
    told = (
        _("Seront informées : {people}.")
        if row.subjects == "communicate"
        else _("Ne seront pas informées individuellement : {people}.")
    )
    return [authority, told.format(people=people), _("Une décision ne se réécrit pas : on réévalue.")]


def awareness_sheet(row: Awareness, case: Case, member: Member) -> Sheet:  # noqa: ARG001 - one face for all kinds
    """The correction: old and new instant, and what becomes of the 72 hours."""
    chosen = next((each for each in case.awareness_times if each.state == AwarenessState.CHOSEN), None)
    old = wording.instant(chosen.at, lang=_lang()) if chosen else ""
    new = wording.instant(row.at, lang=_lang())
    return Sheet(
        kind=SubjectKind.AWARENESS,
        subject=row,
        case=case,
        right="awareness.approve",
        title=_("Correction de la prise de connaissance"),
        what=[(_("Heure retenue"), old), (_("Heure proposée"), new), (_("Qui"), row.author.name)],
        blocks=[Block(lines=_awareness_lines(row, new))],
        content=journal.canonical(
            {"at": journal.instant(row.at), "reasons": row.reasons}
            | ({"evidence": row.evidence} if row.evidence else {})
        ),
        changes=differences.of_text(_("Prise de connaissance"), old, new) if row.state == "correction" else None,
        former=_("En attendant, la plus ancienne des deux heures fait courir le délai."),
        consequences=_awareness_consequences(row, chosen, notice_period(case.breach.rule_version)),
        waiting=row.state == AwarenessState.CORRECTION,
        step=_("Lisez la correction proposée, puis répondez."),
        approve=_("Approuver cette heure"),
        refuse=_("Refuser avec ce commentaire"),
        due=case.breach.aware_at + notice_period(case.breach.rule_version) if case.breach.aware_at else None,
        due_for=_("pour notifier la CNIL, au plus tôt des deux heures"),
    )


def _awareness_lines(row: Awareness, new: str) -> tuple[tuple[str, str], ...]:
    piece = ((_("Pièce à l’appui"), row.evidence),) if row.evidence else ()
    return ((_("Prise de connaissance"), new), (_("Motifs"), row.reasons), *piece)


def _awareness_consequences(row: Awareness, chosen: Any, period: timedelta) -> list[str]:
    after = wording.instant(row.at + period, lang=_lang())
    if chosen is None:
        return [_("Le terme des 72 heures serait {after}.").format(after=after)]
    before = wording.instant(chosen.at + period, lang=_lang())
    return [
        _("Approuver déplace le terme des 72 heures de {before} à {after}.").format(before=before, after=after),
        _("Refuser rétablit l’heure retenue. Les deux heures restent visibles au dossier."),
    ]
