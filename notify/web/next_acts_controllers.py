"""What is left to do of a processor towards its controllers, by the state of its last round. Pure: reads a `Case`."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from breaches.models import SubjectKind
from breaches.states import DutyState, NoticeRoundState
from notify.web import links
from notify.web.case import Case
from notify.web.next_act import Act

_N = gettext_noop
_WORDS = {
    None: ("notices.edit", _N("Prévenez chaque responsable de traitement."),
           _N("{who} prévient chaque responsable de traitement."), _N("Inscrire les responsables")),
    NoticeRoundState.DRAFT: (
        "notices.edit", _N("Terminez l’information aux responsables, puis demandez l’accord."),
        _N("{who} termine l’information aux responsables de traitement."), _N("Ouvrir l’information")),
    NoticeRoundState.IN_REVIEW: (
        "notices.approve", _N("Répondez : l’information aux responsables attend votre accord."),
        _N("{who} relit l’information aux responsables de traitement."), _N("Lire l’information")),
    NoticeRoundState.APPROVED: (
        "notices.send", _N("Envoyez l’information aux responsables de traitement."),
        _N("{who} envoie l’information aux responsables de traitement."), _N("Ouvrir l’information")),
    NoticeRoundState.SENDING: (
        "notices.send", _N("Suivez l’information : des responsables ne sont pas encore prévenus."),
        _N("{who} suit l’information aux responsables de traitement."), _N("Voir les responsables")),
}  # fmt: skip


def controllers(case: Case) -> Iterator[Act]:
    """The one act on the last round: while the duty runs, and until a later round has left."""
    duty = case.duty("rgpd_33_2")
    last = max(case.breach.notice_rounds.all(), key=lambda row: row.number, default=None)
    state = NoticeRoundState(last.state) if last else None
    running = duty is not None and duty.state == DutyState.OPEN
    if not running and state in (None, NoticeRoundState.SENDING):
        return
    right, step, waiting, label = _WORDS[state]
    reviewed = last is not None and state == NoticeRoundState.IN_REVIEW

    def url() -> str:
        if reviewed and last is not None:
            return links.to_approval(SubjectKind.CONTROLLERS, last.pk)
        return links.to_controllers(case.breach)

    yield Act(
        right=right, step=_(step), waiting=_(waiting), label=_(label), url=url, duty=duty,
        why=_("Sous-traitant pour ces données : chaque responsable l’apprend dans les meilleurs délais."),
        authors=frozenset({last.submitted_by_id}) if reviewed and last else frozenset(),
    )  # fmt: skip
