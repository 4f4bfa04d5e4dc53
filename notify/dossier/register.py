"""The register of art. 33(5): one row a breach, notified or not, in French. Reads `queries.register` and no more."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from breaches.law import cnil_form
from breaches.law.facts import Facts, controlled, parse_facts
from breaches.law.french_dates import french_date, french_datetime
from breaches.law.vocabulary import Exemption, SeverityLevel
from breaches.models import Assessment, AuthorityNotification, Breach, Decision, Duty
from breaches.operations.notifying import answers_of
from breaches.operations.prefilling import joint_sentence
from breaches.queries import law_context
from breaches.states import BreachState, DecisionState, DutyState, NotificationState, Phase, Source
from notify import wording
from notify.dossier import awareness_times

COLUMNS: tuple[tuple[str, str], ...] = (
    ("reference", "Identifiant"),
    ("state", "État du dossier"),
    ("aware_at", "Date de prise de connaissance"),
    ("nature", "Nature de la violation"),
    ("facts", "Faits et circonstances"),
    ("causes", "Origine et cause"),
    ("persons", "Catégories et nombre approximatif de personnes"),
    ("records", "Catégories et nombre approximatif d’enregistrements"),
    ("consequences", "Conséquences probables"),
    ("measures", "Mesures prises ou envisagées"),
    ("risk", "Appréciation du risque et motivation"),
    ("authority", "Décision de notifier la CNIL et motifs"),
    ("delay", "Motifs du retard"),
    ("subjects", "Décision d’informer les personnes et motifs"),
    ("information", "Date, contenu et preuve de l’information"),
    ("receipts", "Numéro de notification à la CNIL"),
    ("opinion", "Avis du délégué à la protection des données"),
    ("parties", "Sous-traitants et co-responsables"),
)
_NO_CHOICE = "Pas encore décidé."


class Subjects(StrEnum):
    """Where the information of the people stands (art. 34)."""

    INFORMED = "informed"
    DUE = "due"
    WITHHELD = "withheld"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the register: `values` by column; the rest is for sorting, filtering and counting.

    Either a breach logged here or a line of an old register (`former_id`), never both.
    """

    title: str
    at: datetime
    values: dict[str, str]
    breach: Breach | None = None
    former_id: UUID | None = None
    facts: Facts | None = None
    natures: tuple[str, ...] = ()
    cause: str = ""
    persons: int | None = None
    notified: bool = False
    withheld: bool = False
    subjects: Subjects = Subjects.UNDECIDED
    duty: Duty | None = None

    @property
    def dismissed(self) -> bool:
        """A near-miss: reported, then found to be no breach of personal data."""
        return self.breach is not None and self.breach.state == BreachState.DISMISSED

    def late(self, now: datetime) -> bool:
        """Notified after the 72 hours, or not notified yet and they are over (art. 33(1))."""
        if self.duty is None:
            return False
        open_duty = self.duty.state == DutyState.OPEN and self.duty.due_at is not None
        return bool(self.duty.late) or (open_duty and self.duty.due_at < now)  # type: ignore[operator]  # see above

    def haystack(self) -> str:
        """Everything that a search looks through, without accents and case."""
        people = (f"{each.name} {each.details}" for each in self.facts.populations) if self.facts else ()
        lessons = self.breach.lessons if self.breach else ""
        return folded(" ".join((self.title, lessons, *self.values.values(), *people)))


def folded(text: str) -> str:
    """`text` without accents and case: SQLite and PostgreSQL disagree on both, so neither is asked."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def rows_of(breaches: Iterable[Breach]) -> list[Row]:
    """A row for each breach of `breaches.queries.register`, in its order."""
    return [_row(breach) for breach in breaches]


def _row(breach: Breach) -> Row:
    versions, assessments = list(breach.facts_versions.all()), list(breach.assessments.all())
    facts = parse_facts(versions[-1].facts) if versions else None
    assessment = assessments[-1] if assessments else None
    decision = getattr(assessment, "decision", None)
    duty = next((duty for duty in breach.duties.all() if duty.code == "rgpd_33"), None)
    filed = [n for n in breach.notifications.all() if n.state == NotificationState.FILED]
    values = {
        **_identity(breach),
        **_description(breach, facts),
        **_decisions(assessment, decision),
        "measures": _measures(breach, facts),
        "delay": _delay(duty),
        "information": "\n".join(_information(breach)),
        "receipts": "\n".join(_receipt(notification) for notification in filed),
        "parties": "\n".join(_parties(breach)),
    }
    decided = decision if decision is not None and decision.state == DecisionState.DECIDED else None
    return Row(
        title=breach.title, at=breach.aware_at or breach.reported_at, values=values, breach=breach, facts=facts,
        natures=tuple(str(nature) for nature in facts.natures) if facts else (),
        cause=str(facts.cause) if facts else "",
        persons=_total(facts, breach), notified=bool(filed), duty=duty, subjects=_told(breach, decided),
        withheld=decided is not None and decided.authority == "do_not_notify",
    )  # fmt: skip


def _told(breach: Breach, decided: Decision | None) -> Subjects:
    """Informed once letters are handed over; before that what the controller has decided."""
    if any(sent.handed_over_at is not None for sent in breach.communications.all()):
        return Subjects.INFORMED
    if decided is None:
        return Subjects.UNDECIDED
    return Subjects.DUE if decided.subjects == "communicate" else Subjects.WITHHELD


def _identity(breach: Breach) -> dict[str, str]:
    marked = " (EXERCICE)" if breach.exercise else ""
    state = str(BreachState(breach.state).label)
    return {
        "reference": breach.reference + marked,
        "state": f"{state} : {breach.closing_reasons}" if breach.closing_reasons else state,
        "aware_at": "\n".join(_awareness(breach)),
    }


def _awareness(breach: Breach) -> Iterator[str]:
    """The hour that rules; after a correction, every hour that was ever retained or proposed."""
    if breach.aware_at is not None:
        yield french_datetime(breach.aware_at)
        yield from awareness_times.in_words(awareness_times.corrections(breach))


def _description(breach: Breach, facts: Facts | None) -> dict[str, str]:
    told = "\n".join(f"{report.reference}, {_source(report)}. {report.summary}" for report in breach.reports.all())
    answers = cnil_form.prefill(facts, {"role": breach.organisation.role}, {})
    return {
        "facts": f"{breach.title}\n{told}".strip(),
        "nature": _shown(answers, "nature"),
        "causes": _joined(answers, "origine", "cause"),
        "persons": _joined(answers, "categories_personnes", "nb_personnes") if facts else "",
        "records": _joined(answers, "nature_donnees", "donnees_sensibles", "nb_enregistrements") if facts else "",
        "consequences": _joined(
            answers,
            "consequences_confidentialite", "consequences_integrite", "consequences_disponibilite", "impacts",
        ),
    }  # fmt: skip


def _source(report: Any) -> str:
    return f"{french_datetime(report.reported_at)}, {str(Source(report.source).label).lower()}"


def _shown(answers: dict[str, Any], field: str) -> str:
    return cnil_form.display(field, answers.get(field))


def _joined(answers: dict[str, Any], *fields: str) -> str:
    return "\n".join(text for field in fields if (text := _shown(answers, field)))


def _total(facts: Facts | None, breach: Breach) -> int | None:
    """Persons of the populations of which the organisation is controller (all, for a pure processor)."""
    if facts is None:
        return None
    people = controlled(facts, law_context(breach)) or facts.populations
    known = [each.persons.best for each in people if each.persons.best is not None]
    return sum(known) if known else None


def _measures(breach: Breach, facts: Facts | None) -> str:
    lines = list(facts.mitigations) if facts else []
    for measure in breach.measures.all():
        when = measure.done_at.date() if measure.done_at else measure.due_on
        word = "faite le" if measure.done_at else "prévue pour le" if when else "prévue"
        lines.append(
            f"{measure.what} ({word} {french_date(when, weekday=False)})" if when else f"{measure.what} ({word})"
        )
    return "\n".join(lines)


def _decisions(assessment: Assessment | None, decision: Decision | None) -> dict[str, str]:
    if assessment is None or decision is None:
        return {"risk": "", "authority": _NO_CHOICE, "subjects": _NO_CHOICE, "opinion": ""}
    severity = f"{wording.number(assessment.severity_quarters / 4, decimals=2)}"
    level = SeverityLevel(assessment.severity_level).label
    gravity = cnil_form.display("gravite", assessment.cnil_gravity)
    return {
        "risk": f"Gravité ENISA : {severity}, {level.lower()}."
        + (f" Gravité CNIL : {gravity.lower()}." if gravity else "")
        + f"\n{assessment.opinion_reasons}",
        "authority": _choice(decision, decision.get_authority_display()),
        "subjects": _choice(decision, decision.get_subjects_display()) + _exemption(decision),
        "opinion": f"{assessment.get_opinion_authority_display()}. {assessment.get_opinion_subjects_display()}. "
        f"{assessment.opinion_reasons}",
    }


def _choice(decision: Decision, answer: str) -> str:
    state = str(DecisionState(decision.state).label).lower()
    return f"{answer} ({state}). {decision.reasons}"


def _exemption(decision: Decision) -> str:
    if not decision.exemption:
        return ""
    return f" Dispense : article 34, paragraphe 3, {decision.exemption}). {Exemption(decision.exemption).label}."


def _delay(duty: Duty | None) -> str:
    if duty is None or not duty.late or duty.late_by is None:
        return ""
    return f"Notifiée en retard, de {wording.duration(duty.late_by)}. {duty.reasons_for_delay}"


def _information(breach: Breach) -> Iterator[str]:
    """The proof is the hash of the approved content; the content itself is in the file under that hash."""
    for sent in breach.communications.all():
        if sent.handed_over_at is not None:
            yield (
                f"{french_date(sent.handed_over_at.astimezone(wording.PARIS).date())} : {sent.get_channel_display()}, "
                f"{wording.number(sent.recipient_count)} personnes. Contenu approuvé : SHA-256 {sent.content_sha256}."
            )


def _receipt(notification: AuthorityNotification) -> str:
    phase = str(Phase(notification.phase).label).lower()
    when = french_datetime(notification.filed_at) if isinstance(notification.filed_at, datetime) else ""
    return f"{notification.receipt} ({phase}, déposée le {when})"


def _parties(breach: Breach) -> Iterator[str]:
    """Who told and who leads, then bodies of the latest notification, else reports of a processor."""
    if breach.processor_told_at is not None:
        reference = f" (référence {breach.processor_reference})" if breach.processor_reference else ""
        at = french_datetime(breach.processor_told_at)
        yield f"{breach.processor_name}{reference}, sous-traitant, a prévenu l’organisme le {at}."
    if breach.joint_lead:
        yield joint_sentence(breach)
    if breach.processor_contract:
        yield f"Contrat du sous-traitant : {breach.processor_contract}."
    notifications = list(breach.notifications.all())
    bodies = answers_of(notifications[-1]).get("autres_organismes") if notifications else None
    if bodies:
        yield from (cnil_form.display("autres_organismes", [body]) for body in bodies)
        return
    for report in breach.reports.all():
        if report.source == Source.PROCESSOR and breach.processor_told_at is None:
            yield f"Signalée par un sous-traitant le {french_datetime(report.reported_at)}."
