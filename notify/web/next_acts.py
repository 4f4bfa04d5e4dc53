"""What is left to do on a breach, act by act, in the order in which it matters. Pure: reads a `Case`."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breaches.models import Decision, Duty, SubjectKind
from breaches.operations.closing import left_to_do
from breaches.states import BreachState, DecisionState, DutyState
from notify.web import duty_words, links
from notify.web.case import Case
from notify.web.next_act import Act
from notify.web.next_acts_controllers import controllers
from notify.web.next_acts_follow_up import follow_up
from notify.web.next_acts_outward import afterwards, communication, notification
from notify.web.questions import open_questions

PRESSING = timedelta(hours=12)
OWN_SCREEN = ("rgpd_33", "rgpd_33_2", "rgpd_34")


def acts(case: Case, now: datetime) -> Iterator[Act]:
    """Everything that waits for somebody, the first one first."""
    if case.breach.state == BreachState.REPORTED:
        yield _qualify(case)
    if not case.is_open:
        return
    nothing = True
    for act in _on_an_open_file(case, now):
        nothing = False
        yield act
    if nothing and case.breach.state == BreachState.ASSESSED and not left_to_do(case.breach, now):
        yield _close(case)


def _on_an_open_file(case: Case, now: datetime) -> Iterator[Act]:
    yield from _other_duties(case, now, pressing=True)
    yield from _correction(case)
    yield from controllers(case)
    yield from _assessment(case)
    yield from notification(case)
    yield from communication(case)
    yield from _other_duties(case, now, pressing=False)
    yield from follow_up(case)
    yield from afterwards(case)


def _close(case: Case) -> Act:
    return Act(
        right="breach.close",
        step=_("Clôturez le dossier."),
        waiting=_("{who} clôture le dossier."),
        why=_("Plus rien ne reste à faire. Le dossier reste au registre."),
        label=_("Clôturer le dossier"),
        url=lambda: links.to_act("breach_close", case.breach),
    )


def _qualify(case: Case) -> Act:
    return Act(
        right="breach.confirm",
        step=_("Confirmez la violation, ou écartez le signalement."),
        waiting=_("{who} confirme la violation, ou écarte le signalement."),
        why=_("La confirmation fixe l’heure de prise de connaissance : les 72 heures courent depuis elle."),
        label=_("Confirmer la violation"),
        url=lambda: links.to_act("breach_confirm", case.breach),
        link=(_("Écarter le signalement"), lambda: links.to_act("breach_dismiss", case.breach)),
        due=case.provisional_due,
        due_label=_("Si la violation est confirmée, il reste au plus tard"),
        due_for=_("pour notifier la CNIL"),
    )


def _other_duties(case: Case, now: datetime, *, pressing: bool) -> Iterator[Act]:
    """Duties beside art. 33 and 34, before everything else once their term is near."""
    for duty in case.duties:
        near = duty.due_at is not None and duty.due_at - now <= PRESSING
        if duty.state == DutyState.OPEN and duty.code not in OWN_SCREEN and near == pressing:
            yield _duty(case, duty)


def _duty(case: Case, duty: Duty) -> Act:
    title = duty_words.title(duty.code)
    return Act(
        right="duty.fulfil",
        step=duty_words.step(duty.code),
        waiting=_("{who} doit faire ceci : {title}.").replace("{title}", title[:1].lower() + title[1:]),
        why=_(duty.why),
        label=_("Dire que c’est fait"),
        url=lambda: links.to_duty(case.breach, duty),
        duty=duty,
        due_for=title[:1].lower() + title[1:],
    )


def _correction(case: Case) -> Iterator[Act]:
    row = case.correction
    if row is not None:
        yield Act(
            right="awareness.approve",
            step=_("Répondez à la correction de la prise de connaissance."),
            waiting=_("{who} répond à la correction de la prise de connaissance."),
            why=_("En attendant, la plus ancienne des deux heures commande les délais."),
            label=_("Lire la correction"),
            url=lambda: links.to_approval(SubjectKind.AWARENESS, row.pk),
            authors=frozenset({row.author_id, row.submitted_by_id}),
        )


def _assessment(case: Case) -> Iterator[Act]:
    decision = case.decision
    if case.version is None:
        yield _describe(case)
    elif decision is None or not case.assessment_is_current or decision.state == DecisionState.REFUSED:
        yield _assess(case)
    elif decision.state == DecisionState.PROPOSED:
        yield _submit(case)
    elif decision.state == DecisionState.IN_REVIEW:
        yield _decide(decision)


def _describe(case: Case) -> Act:
    return Act(
        right="facts.describe",
        step=_("Décrivez les faits."),
        waiting=_("{who} décrit les faits."),
        why=_("L’évaluation, la notification et les lettres s’appuient sur eux. Ce qui n’est pas connu peut attendre."),
        label=_("Décrire les faits"),
        url=lambda: links.to_act("breach_facts", case.breach),
    )


def _assess(case: Case) -> Act:
    assert case.version is not None  # noqa: S101  # the caller has looked; narrows the type
    left = len(open_questions(case.version.facts, case.breach))
    again = case.assessment is not None
    step = _("Évaluez de nouveau le risque.") if again else _("Évaluez le risque.")
    if left:
        asked = ngettext("il reste {n} question", "il reste {n} questions", left).format(n=small(left, feminine=True))
        step = _("Terminez l’évaluation : {asked}.").format(asked=asked)
    why = _("Les faits ont changé, ou la décision a été refusée : la question se pose de nouveau.")
    return Act(
        right="breach.assess",
        step=step,
        waiting=_("{who} évalue le risque et rend son avis."),
        why=why if again else _("Votre avis en dépend, puis la décision du responsable."),
        label=_("Terminer l’évaluation") if left else _("Évaluer le risque"),
        url=lambda: links.to_act("breach_assess", case.breach),
    )


def small(number: int, *, feminine: bool = False) -> str:
    """Small numbers in letters, as in a sentence."""
    first = _("une") if feminine else _("un")
    names = (first, _("deux"), _("trois"), _("quatre"), _("cinq"), _("six"), _("sept"), _("huit"), _("neuf"))
    return names[number - 1] if 0 < number <= len(names) else str(number)


def _submit(case: Case) -> Act:
    return Act(
        right="assessment.submit",
        step=_("Demandez la décision du responsable."),
        waiting=_("{who} demande la décision du responsable."),
        why=_("Votre avis est rendu. La décision revient à une autre personne."),
        label=_("Demander la décision"),
        url=lambda: links.to_act("decision_submit", case.breach),
        method="post",
    )


def _decide(decision: Decision) -> Act:
    return Act(
        right="assessment.approve",
        step=_("Décidez : notifier la CNIL, informer les personnes."),
        waiting=_("{who} décide pour le responsable."),
        why=_("Le DPO conseille, le responsable décide. Rien n’est retenu avant cette réponse."),
        label=_("Lire l’avis et décider"),
        url=lambda: links.to_approval(SubjectKind.ASSESSMENT, decision.pk),
        authors=frozenset({decision.submitted_by_id}),
    )
