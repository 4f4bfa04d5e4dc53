"""Décisions of the breach page: each one in full, with what was set aside. Opinion and decision never share a block."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from breaches.models import Approval, Awareness, Decision, Member, SubjectKind
from breaches.states import AwarenessState, BreachState, CommunicationState, DecisionState, NotificationState
from notify import wording
from notify.web import links
from notify.web.case import Case

Block = dict[str, Any]


class Decisions:
    """The blocks of one case for one member; `approvals` are those of its subjects, oldest first."""

    def __init__(self, case: Case, approvals: list[Approval], member: Member, may_answer: frozenset[str]) -> None:
        self.case = case
        self.lang = wording.language(get_language())
        self.member, self.may_answer = member, may_answer
        self.verdicts: dict[Any, list[Approval]] = {}
        for approval in approvals:
            self.verdicts.setdefault(approval.subject_id, []).append(approval)

    def blocks(self) -> list[Block]:
        """For `components/decision.html`, in the order in which they are taken."""
        return [
            *self._awareness(), *self._retained(), *self._opinion(), *self._decision(), *self._notifications(),
            *self._communications(), *self._ended(),
        ]  # fmt: skip

    def _at(self, when: Any) -> str:
        return wording.instant(when, year=False, lang=self.lang) if when else ""

    def _seal(self, name: str, when: Any, *more: str) -> str:
        return " · ".join((name, self._at(when), *more))

    def _awareness(self) -> list[Block]:
        """The chosen time, its set-aside candidates and every correction: both values stay visible."""
        times = self.case.awareness_times
        chosen = next((row for row in times if row.state == AwarenessState.CHOSEN), None)
        if chosen is None:
            return []
        aside = [self._aside(row) for row in times if row.state in _SET_ASIDE]
        aside[:0] = self._processor()
        ruling = self.case.breach.aware_at
        block = {
            "title": _("Prise de connaissance : {at}").format(at=self._at(chosen.at)),
            "reason": chosen.reasons,
            "aside": " ".join(aside),
            "seal": self._seal(chosen.author.name, chosen.created_at, _("heure scellée")),
        }
        if ruling is not None and ruling != chosen.at:
            block["aside"] += " " + _("En attendant l’accord, les délais courent depuis {at}.").format(
                at=self._at(ruling)
            )
        return [block, *(self._correction(row) for row in times if row.state == AwarenessState.CORRECTION)]

    def _processor(self) -> list[str]:
        """When the processor told the organisation, beside the hour that was retained."""
        breach = self.case.breach
        if breach.processor_told_at is None:
            return []
        text = _("Prévenu par le sous-traitant {name} : {at}.")
        if breach.processor_reference:
            text = _("Prévenu par le sous-traitant {name}, référence {reference} : {at}.")
        at = self._at(breach.processor_told_at)
        return [text.format(name=breach.processor_name, reference=breach.processor_reference, at=at)]

    def _aside(self, row: Awareness) -> str:
        text = {
            AwarenessState.CANDIDATE: _("Heure écartée : {at}, {why}"),
            AwarenessState.SUPERSEDED: _("Heure remplacée : {at}, {why}"),
            AwarenessState.REFUSED: _("Correction refusée : {at}, {why}"),
        }[AwarenessState(row.state)]
        said = text.format(at=self._at(row.at), why=row.reasons)
        said += self._verdict_words(row.pk)
        return said if said.endswith(".") else f"{said}."

    def _verdict_words(self, subject: Any) -> str:
        given = self.verdicts.get(subject)
        if not given:
            return ""
        last = given[-1]
        return f" ({last.approver.name}, {self._at(last.at)})"

    def _correction(self, row: Awareness) -> Block:
        able = self.case.able("awareness.approve", {row.author_id, row.submitted_by_id})
        return {
            "title": _("Correction proposée : {at}").format(at=self._at(row.at)),
            "pending": "waiting",
            "state": _("Attend une seconde personne"),
            "reason": row.reasons,
            "next": _("Répond ensuite : {names}").format(names=_either(able)),
            "seal": self._seal(row.author.name, row.created_at),
        } | self._answer(SubjectKind.AWARENESS, row, _("Lire la correction"))

    def _answer(self, kind: str, row: Any, label: str) -> Block:
        """The way to the approval sheet, for those who may answer and did not write it."""
        own = row.submitted_by_id == self.member.pk and not self.case.breach.organisation.sole_practitioner
        if own or kind not in self.may_answer:
            return {}
        return {"url": links.to_approval(kind, row.pk), "action": label}

    def _retained(self) -> list[Block]:
        breach = self.case.breach
        if breach.confirmed_at is None:
            return []
        chosen = [row for row in self.case.awareness_times if row.state != AwarenessState.CANDIDATE]
        first = min(chosen, key=lambda row: row.created_at) if chosen else None
        return [{
            "title": _("Violation de données retenue"),
            "reason": _("Le dossier est au registre sous le numéro {reference}.").format(reference=breach.reference),
            "seal": self._seal(first.author.name if first else "", breach.confirmed_at),
        }]  # fmt: skip

    def _opinion(self) -> list[Block]:
        found = self.case.assessment
        if found is None:
            return []
        stale = (
            ""
            if self.case.assessment_is_current
            else _("Les faits ont changé depuis : la question se pose de nouveau.")
        )
        title = _("Avis du DPO : {answers}").format(
            answers=_lower(found.get_opinion_authority_display(), found.get_opinion_subjects_display())
        )
        score = wording.points(found.severity_quarters / 4, lang=self.lang)
        aside = _("Gravité ENISA : {score}.").format(score=score)
        return [{
            "title": title, "reason": found.opinion_reasons, "aside": f"{aside} {stale}".strip(),
            "seal": self._seal(found.author.name, found.created_at),
        }]  # fmt: skip

    def _decision(self) -> list[Block]:
        decision = self.case.decision
        if decision is None:
            waits = [{
                "title": _("Notifier la CNIL, informer les personnes"), "pending": "waiting",
                "state": _("Attend l’avis du DPO"), "next": self._decider(),
            }]  # fmt: skip
            return waits if self.case.is_open else []
        block: Block = {"title": self._decision_title(decision)}
        given = self.verdicts.get(decision.pk, [])
        if decision.state == DecisionState.DECIDED and given:
            comment = given[-1].comment
            return [block | {"reason": comment or decision.reasons, "seal": self._verdict_seal(given[-1])}]
        if decision.state == DecisionState.REFUSED and given:
            refused = {"pending": "late", "state": _("Refusée"), "reason": given[-1].comment}
            return [block | refused | {"seal": self._verdict_seal(given[-1])}]
        block |= {"pending": "waiting", "state": _("Attend la décision du responsable"), "next": self._decider()}
        if decision.state == DecisionState.PROPOSED:
            return [block | {"state": _("Décision à demander")}]
        return [block | self._answer(SubjectKind.ASSESSMENT, decision, _("Lire l’avis et décider"))]

    def _decision_title(self, decision: Decision) -> str:
        answers = _lower(decision.get_authority_display(), decision.get_subjects_display())
        title = _("Décision du responsable : {answers}").format(answers=answers)
        if decision.exemption:
            title += " " + _("(dispense {article})").format(article=decision.get_exemption_display())
        return title

    def _decider(self) -> str:
        able = self.case.able("assessment.approve")
        return _("Décide ensuite : {names}").format(names=_either(able))

    def _verdict_seal(self, approval: Approval) -> str:
        sole = [_("praticien unique")] if approval.sole_practitioner else []
        return self._seal(approval.approver.name, approval.at, *sole, approval.sha256[:8])

    def _notifications(self) -> list[Block]:
        found = []
        for row in self.case.notifications:
            title = _("Notification à la CNIL n° {n}, {phase}").format(
                n=row.number, phase=row.get_phase_display().lower()
            )
            found += self._verdicts(title, row, row.state == NotificationState.IN_REVIEW, SubjectKind.NOTIFICATION)
        return found

    def _communications(self) -> list[Block]:
        found = []
        for row in self.case.communications:
            title = _("Lettre aux personnes : {key}").format(key=row.key)
            waits = row.state == CommunicationState.IN_REVIEW
            found += self._verdicts(title, row, waits, SubjectKind.COMMUNICATION)
        return found

    def _verdicts(self, title: str, row: Any, waits: bool, kind: str) -> list[Block]:
        blocks = [self._verdict(title, approval) for approval in self.verdicts.get(row.pk, [])]
        if waits:
            pending = {"title": title, "pending": "waiting", "state": _("Attend l’accord")}
            blocks.append(pending | self._answer(kind, row, _("Lire et répondre")))
        return blocks

    def _verdict(self, title: str, approval: Approval) -> Block:
        approved = approval.verdict == "approved"
        words = _("Approuvée, version {version}") if approved else _("Refusée, version {version}")
        aside = _("Accord tombé : le contenu a changé depuis.") if approval.voided_at else ""
        return {
            "title": title, "pending": "done" if approved and not approval.voided_at else "none",
            "state": words.format(version=approval.version), "reason": approval.comment, "aside": aside,
            "seal": self._verdict_seal(approval),
        }  # fmt: skip

    def _ended(self) -> list[Block]:
        breach = self.case.breach
        if breach.state == BreachState.DISMISSED:
            return [{"title": _("Signalement écarté"), "reason": breach.closing_reasons}]
        if breach.state == BreachState.CLOSED:
            reason = breach.lessons or _("Aucun enseignement n’a été noté.")
            return [{"title": _("Dossier clôturé"), "reason": reason, "seal": self._at(breach.closed_at)}]
        return []


_SET_ASIDE = (AwarenessState.CANDIDATE, AwarenessState.SUPERSEDED, AwarenessState.REFUSED)


def _lower(*answers: Any) -> str:
    return ", ".join(str(answer)[:1].lower() + str(answer)[1:] for answer in answers)


def _either(members: list[Any]) -> str:
    return _(" ou ").join(member.name for member in members[:2]) or _("personne n’a encore ce rôle")
