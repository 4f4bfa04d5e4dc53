"""The band of the declaration pages: what to do with this notification, by when, who."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from breaches.models import AuthorityNotification, Member
from breaches.states import NotificationState
from notify.web.case import Case
from notify.web.next_step import band_of

Band = dict[str, Any]
CLOCK = ("due", "due_label", "due_for", "words", "words_hint")


def band(case: Case, notification: AuthorityNotification, may: dict[str, bool], member: Member, now: datetime) -> Band:
    """The dict of `components/band.html`; the file's own next step when nothing waits on this page."""
    own = _own(notification, may, case)
    return band_of(case, member, now) if own is None else _with_clock(own, case, member, now)


def of_act(step: Any, case: Case, member: Member, now: datetime) -> Band:
    """The band of a page that is one act: what to do there, and the file's clock."""
    return _with_clock({"step": str(step)}, case, member, now)


def _with_clock(own: Band, case: Case, member: Member, now: datetime) -> Band:
    general = band_of(case, member, now)
    clock = {key: general[key] for key in CLOCK if key in general}
    return own | {"who": _("Vous, {name}").format(name=member.name)} | clock


def _own(notification: AuthorityNotification, may: dict[str, bool], case: Case) -> Band | None:
    args = [case.breach.pk, notification.number]
    if may["edit"]:
        return {
            "step": _("Complétez la déclaration, puis demandez l’accord."),
            "why": _("Ce qui manque se complète plus tard : seul le strict minimum arrête le dépôt."),
            "action": {"label": _("Voir ce qui manque"), "url": "#manque"},
            "link": {"label": _("Aller aux réponses"), "url": "#partie-1"},
        }
    if may["file"]:
        return {
            "step": _("Déposez sur le téléservice de la CNIL, puis inscrivez le récépissé."),
            "why": _("Recopiez les réponses une à une : le texte approuvé ne change plus."),
            "action": {"label": _("Inscrire le dépôt"), "url": reverse("declaration_file", args=args)},
            "link": {"label": _("Recopier les réponses"), "url": "#partie-1"},
        }
    if may["answer"]:
        return {
            "step": _("Lisez la notification à la CNIL, puis répondez."),
            "why": _("Votre accord porte sur ce texte exact. Une modification le fait tomber."),
            "action": {
                "label": _("Lire et répondre"),
                "url": reverse("approval", args=["notification", notification.pk]),
            },
        }
    if notification.state == NotificationState.IN_REVIEW and may["take_back"]:
        return {
            "step": _("Attendez l’accord, ou déposez sans attendre si le terme presse."),
            "why": _("Le contenu est figé. Le reprendre pour le modifier recommence la lecture."),
        }
    return None
