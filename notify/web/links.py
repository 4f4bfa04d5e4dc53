"""Addresses of the acts on a breach, by what is acted on."""

from typing import Any

from django.urls import reverse

from breaches.models import Breach, Communication, Duty


def to_breach(breach: Breach, anchor: str = "") -> str:
    """The page of a breach."""
    return reverse("breach", args=[breach.pk]) + (f"#{anchor}" if anchor else "")


def to_act(name: str, breach: Breach, *more: Any) -> str:
    """A page below that of the breach."""
    return reverse(name, args=[breach.pk, *more])


def to_approval(kind: str, subject_id: Any) -> str:
    """The sheet on which a second person answers."""
    return reverse("approval", args=[kind, subject_id])


def to_notification(breach: Breach) -> str:
    """The notification to the authority: the latest one, or where to prepare the first."""
    return reverse("declaration", args=[breach.pk])


def to_communication(breach: Breach, communication: Communication | None = None) -> str:
    """The communication to the persons; where to prepare one when there is none."""
    if communication is None:
        return reverse("communication_new", args=[breach.pk])
    return reverse("communication", args=[communication.pk])


def to_mailing(communication: Communication) -> str:
    """Proofs, production and hand-over of a communication."""
    return reverse("mailing", args=[communication.pk])


def to_controllers(breach: Breach) -> str:
    """The notices of a processor to its controllers."""
    return reverse("controllers", args=[breach.pk])


def to_duty(breach: Breach, duty: Duty) -> str:
    """Where a duty is fulfilled: its own form, but for the filing, the letters and the notices to controllers."""
    if duty.code == "rgpd_33_2":
        return to_controllers(breach)
    return reverse("duty_fulfil", args=[breach.pk, duty.pk])
