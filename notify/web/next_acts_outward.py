"""What is left to do outwards: notify the authority, tell the people, then end the file. Pure: reads a `Case`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from breaches.law.clocks import complement_target
from breaches.models import SubjectKind
from breaches.operations.duties import ORDERED
from breaches.queries import order_unanswered, standing_order
from breaches.states import CommunicationState, DutyState, NotificationState, Phase, Ratification
from notify.web import links
from notify.web.case import Case
from notify.web.next_act import Act

_N = gettext_noop


def notification(case: Case) -> Iterator[Act]:
    duty = case.duty("rgpd_33")
    last = case.notifications[-1] if case.notifications else None
    if last is None or last.state == NotificationState.FILED:
        if duty is not None and duty.state == DutyState.OPEN and last is None:
            yield _prepare_notification(case, _("Préparez la notification initiale à la CNIL."))
        return
    url = lambda: links.to_notification(case.breach)  # noqa: E731  # three acts share one address
    if last.state == NotificationState.DRAFT:
        step, label = _("Soumettez la notification à la CNIL."), _("Compléter la notification")
        yield Act(
            right="notification.edit", step=step, label=label, url=url, duty=duty,
            waiting=_("{who} complète la notification à la CNIL."),
            why=_("Ce qui manque se complète plus tard : l’initiale peut partir avec le strict minimum."),
        )  # fmt: skip
    elif last.state == NotificationState.IN_REVIEW:
        yield Act(
            right="notification.approve", step=_("Répondez : la notification à la CNIL attend votre accord."),
            waiting=_("{who} relit la notification à la CNIL."), label=_("Lire la notification"), duty=duty,
            why=_("L’accord porte sur ce texte exact. Une modification le fait tomber."),
            url=lambda: links.to_approval(SubjectKind.NOTIFICATION, last.pk),
            authors=frozenset({last.submitted_by_id}),
        )  # fmt: skip
    else:
        yield Act(
            right="notification.file", step=_("Déposez la notification sur le téléservice de la CNIL."),
            waiting=_("{who} dépose la notification sur le téléservice de la CNIL."), url=url, duty=duty,
            why=_("Recopiez les champs, puis inscrivez ici le numéro du récépissé."), label=_("Ouvrir la notification"),
        )  # fmt: skip


def _prepare_notification(case: Case, step: str, due: datetime | None = None) -> Act:
    return Act(
        right="notification.edit",
        step=step,
        waiting=_("{who} prépare la notification à la CNIL."),
        why=_("Les faits décrits la remplissent déjà en partie."),
        label=_("Préparer la notification"),
        url=lambda: links.to_notification(case.breach),
        duty=case.duty("rgpd_33"),
        due=due,
        due_for=_("pour compléter la notification") if due else "",
    )


def communication(case: Case) -> Iterator[Act]:
    duty = case.duty("rgpd_34")
    if duty is None or (duty.state != DutyState.OPEN and not order_unanswered(case.breach)):
        return
    if not any(row.state in _LETTER_ACTS for row in case.communications):
        yield _act_34(case, "communication.edit", _("Préparez la lettre aux personnes concernées."),
                      _("{who} prépare la lettre aux personnes concernées."), _("Préparer la lettre"))  # fmt: skip
    for row in case.communications:
        yield from _one_communication(case, row)


_LETTER_ACTS = {
    CommunicationState.DRAFT: (
        "communication.edit", _N("Terminez la lettre aux personnes, puis soumettez-la."),
        _N("{who} termine la lettre aux personnes."), _N("Ouvrir la lettre"),
    ),
    CommunicationState.IN_REVIEW: (
        "communication.approve", _N("Répondez : la lettre aux personnes attend votre accord."),
        _N("{who} relit la lettre aux personnes."), _N("Lire la lettre"),
    ),
    CommunicationState.APPROVED: (
        "letters.produce", _N("Signez les épreuves, puis lancez la production des lettres."),
        _N("{who} lance la production des lettres."), _N("Ouvrir les envois"),
    ),
    CommunicationState.DISPATCHING: (
        "letters.hand_over", _N("Remettez les lots de lettres."),
        _N("{who} remet les lots de lettres."), _N("Ouvrir les envois"),
    ),
}  # fmt: skip


def _one_communication(case: Case, row: Any) -> Iterator[Act]:
    words = _LETTER_ACTS.get(row.state)
    if words is None:
        return
    right, step, waiting, label = words
    authors = frozenset({row.submitted_by_id}) if row.state == CommunicationState.IN_REVIEW else frozenset[Any]()
    yield _act_34(case, right, _(step), _(waiting), _(label), row, authors)


def _act_34(
    case: Case, right: str, step: str, waiting: str, label: str, row: Any = None, authors: frozenset[Any] = frozenset()
) -> Act:
    def url() -> str:
        if right == "communication.approve":
            return links.to_approval(SubjectKind.COMMUNICATION, row.pk)
        if right in ("letters.produce", "letters.hand_over"):
            return links.to_mailing(row)
        return links.to_communication(case.breach, row)

    return Act(
        right=right, step=step, waiting=waiting, label=label, url=url, authors=authors, duty=case.duty("rgpd_34"),
        why=_(ORDERED) if standing_order(case.breach)
        else _("Il est décidé d’informer les personnes, dans les meilleurs délais."),
    )  # fmt: skip


def afterwards(case: Case) -> Iterator[Act]:
    """After the filing: complete it, ratify, end the measures, close."""
    yield from _ratification(case)
    last = case.notifications[-1] if case.notifications else None
    if last and last.state == NotificationState.FILED and last.phase == Phase.INITIAL and last.filed_at:
        step = _("Complétez la notification à la CNIL.")
        yield _prepare_notification(case, step, complement_target(last.filed_at))
    undone = [row for row in case.breach.measures.all() if row.done_at is None]
    if undone:
        yield Act(
            right="measure.take", step=_("Terminez les mesures prévues, puis dites qu’elles sont faites."),
            waiting=_("{who} suit les mesures prévues."), label=_("Voir les mesures"),
            why=ngettext("Une mesure n’est pas faite.", "{n} mesures ne sont pas faites.", len(undone)).format(
                n=len(undone)
            ),
            url=lambda: links.to_breach(case.breach, "mesures"),
        )  # fmt: skip


def _ratification(case: Case) -> Iterator[Act]:
    for row in case.notifications:
        if row.ratification == Ratification.PENDING and row.state == NotificationState.FILED:
            yield Act(
                right="notification.approve", step=_("Ratifiez le dépôt fait sans accord, ou refusez."),
                waiting=_("{who} ratifie le dépôt fait sans accord, ou refuse."), label=_("Lire ce qui a été déposé"),
                why=_("Le DPO a déposé seul, en urgence. Le dépôt ne s’annule pas."),
                url=lambda pk=row.pk: links.to_approval(SubjectKind.NOTIFICATION, pk),  # type: ignore[misc]  # binds the row
                authors=frozenset({row.break_glass_by_id, row.submitted_by_id}),
            )  # fmt: skip
