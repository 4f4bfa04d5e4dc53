"""What the declaration page shows of a notification: what is missing, what changed, its questions, its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from breaches import permissions
from breaches.law import cnil_form
from breaches.law.clocks import complement_target
from breaches.models import Approval, AuthorityNotification, Member, SubjectKind
from breaches.operations.notifying import answers_of
from breaches.states import NotificationState, Phase, Ratification
from notify.dossier.content import is_late, is_uncertain, parts_of
from notify.dossier.models import Dossier
from notify.web import differences
from notify.web.case import Case
from notify.web.phrases import said

LEVELS = ("hard", "required", "recommended")


@dataclass(frozen=True, slots=True)
class Former:
    """The version to compare with: its content, and who refused or filed it."""

    answers: Mapping[str, Any]
    title: str
    comment: str = ""
    receipt: str = ""


def lacks(answers: Mapping[str, Any], phase: str, *, late: bool) -> list[dict[str, Any]]:
    """What is missing for the phase of this notification, then for a complement: groups of links by level."""
    phases = (phase,) if phase != Phase.INITIAL else (Phase.INITIAL, Phase.COMPLEMENTARY)
    return [_lacks_of(answers, str(each), late=late) for each in phases]


def _lacks_of(answers: Mapping[str, Any], phase: str, *, late: bool) -> dict[str, Any]:
    missing = cnil_form.missing(answers, phase, late=late)
    groups = [(level, [_lack(item) for item in missing if item.level == level]) for level in LEVELS]
    counts = {level: len(items) for level, items in groups}
    return {
        "phase": phase,
        "title": gettext(_LACK_TITLES[phase]),
        "kind": "late" if counts["hard"] else "todo" if counts["required"] else "done",
        "counts": counts,
        "groups": [(level, items) for level, items in groups if items],
        "uncertain": any(item["uncertain"] for _level, items in groups for item in items),
    }


_LACK_TITLES = {
    "initial": gettext_noop("Pour la notification initiale"),
    "complementary": gettext_noop("Pour une notification complémentaire"),
    "complete": gettext_noop("Pour une notification complète"),
}


def _lack(item: cnil_form.Missing) -> dict[str, Any]:
    field = cnil_form.field_of(item.field)
    return {
        "href": f"#id_{item.field}_field",
        "text": said(item.message),
        "label": field.label,
        "uncertain": is_uncertain(field),
    }


def former(notification: AuthorityNotification, before: AuthorityNotification | None) -> Former | None:
    """The last version that somebody refused or approved, else the notification filed before this one."""
    verdict = (
        Approval.objects.filter(
            subject_kind=SubjectKind.NOTIFICATION, subject_id=notification.pk, version__lt=notification.version
        )
        .exclude(content="")
        .select_related("approver")
        .order_by("version", "at")
        .last()
    )
    if verdict is not None:
        pattern = (
            gettext("la version {n}, refusée par {who}")
            if verdict.verdict == "refused"
            else gettext("la version {n}, approuvée par {who}")
        )
        title = pattern.format(n=verdict.version, who=verdict.approver.name)
        return Former(answers_in(verdict.content), title, verdict.comment)
    if before is not None:
        title = gettext("la notification déposée, récépissé {receipt}").format(receipt=before.receipt)
        return Former(answers_of(before), title, receipt=before.receipt)
    return None


def answers_in(content: str) -> dict[str, Any]:
    """The answers inside a frozen content."""
    return answers_of(AuthorityNotification(content=content))


def sections(notification: AuthorityNotification, *, late: bool) -> Any:
    """The questions asked, with their answers, in the order of the form."""
    return parts_of(answers_of(notification), notification.phase, late=late)


def changes(notification: AuthorityNotification, found: Former | None) -> list[differences.Change] | None:
    """What changed since the former version; None when there is none."""
    return None if found is None else differences.of_answers(found.answers, answers_of(notification))


def since_filed(
    notification: AuthorityNotification, before: AuthorityNotification | None, found: Former | None
) -> list[differences.Change] | None:
    """What changed since the last filing, when the changes shown are those since a version that was read."""
    if before is None or found is None or before.receipt == found.receipt:
        return None
    return differences.of_answers(answers_of(before), answers_of(notification))


def present(case: Case, number: int | None = None) -> AuthorityNotification | None:
    """The notification of that number, else the one in progress, else the last one filed."""
    if number is not None:
        return next((row for row in case.notifications if row.number == number), None)
    return case.notifications[-1] if case.notifications else None


def before(case: Case, notification: AuthorityNotification) -> AuthorityNotification | None:
    """The one filed just before."""
    return next((row for row in reversed(case.notifications) if row.number < notification.number), None)


def lateness(case: Case, now: datetime) -> bool:
    """Whether the reasons for the delay are asked."""
    return is_late(case.duty("rgpd_33"), now)


def target(case: Case) -> datetime | None:
    """72 h after the initial filing: what the CNIL asks of a complement, a target and no limit."""
    filed = [row for row in case.notifications if row.state == NotificationState.FILED]
    wanted = bool(filed) and filed[-1].phase == Phase.INITIAL and len(filed) == len(case.notifications)
    return complement_target(filed[0].filed_at) if wanted and filed[0].filed_at else None


def documents(notification: AuthorityNotification) -> list[dict[str, Any]]:
    """The dossiers made of this notification, for `components/documents.html`."""
    found = Dossier.objects.filter(notification=notification).select_related("file")
    return [
        {
            "name": _document_name(dossier),
            "url": reverse("dossier", args=[dossier.pk]),
            "at": dossier.rendered_at,
            "size": dossier.file.size,
            "hash": dossier.file.sha256,
        }
        for dossier in found
    ]


def recaps(notification: AuthorityNotification, member: Member) -> list[dict[str, Any]]:
    """The recaps of the teleservice kept with this filing; without address for who may not read evidence."""
    readable = permissions.may(member, "evidence.read")
    return [
        {
            "name": row.what,
            "url": reverse("evidence_file", args=[row.breach_id, row.pk]) if readable else "",
            "at": row.added_at,
            "size": row.size,
            "hash": row.sha256,
        }
        for row in notification.recaps.all()
    ]


def _document_name(dossier: Dossier) -> str:
    state = str(NotificationState(dossier.state).label).lower()
    return gettext("Dossier PDF, version {n}, {state}").format(n=dossier.version, state=state)


def allowed(notification: AuthorityNotification, member: Member) -> dict[str, bool]:
    """Which acts the page shows to this member, in this state."""
    state = notification.state
    edit = permissions.may(member, "notification.edit")
    glass = permissions.may(member, "notification.break_glass") and notification.phase == Phase.INITIAL
    waiting = state == NotificationState.IN_REVIEW or notification.ratification == Ratification.PENDING
    return {
        "edit": edit and state == NotificationState.DRAFT,
        "take_back": edit and state in (NotificationState.IN_REVIEW, NotificationState.APPROVED),
        "break_glass": glass and state in (NotificationState.DRAFT, NotificationState.IN_REVIEW),
        "file": permissions.may(member, "notification.file") and state == NotificationState.APPROVED,
        "answer": waiting and permissions.may(member, "notification.approve"),
        "complete": edit and state == NotificationState.FILED,
        "recap": state == NotificationState.FILED and permissions.may(member, "evidence.add"),
    }


def verdict(notification: AuthorityNotification) -> Approval | None:
    """The answer that stands on the present version."""
    rows = Approval.objects.filter(
        subject_kind=SubjectKind.NOTIFICATION,
        subject_id=notification.pk,
        version=notification.version,
        voided_at=None,
    )
    return rows.select_related("approver").order_by("at").last()


def address(notification: AuthorityNotification) -> str:
    """The page of this very notification."""
    return reverse("declaration_number", args=[notification.breach_id, notification.number])
