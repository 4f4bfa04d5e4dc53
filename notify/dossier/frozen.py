"""The frozen view of a notification: everything its dossier says, read once, before anything is laid out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from breaches.law.french_dates import french_datetime
from breaches.models import Approval, AuthorityNotification, Breach, Duty, Member, SubjectKind
from breaches.operations.notifying import answers_of
from breaches.states import NotificationState, Phase, Ratification
from notify import wording
from notify.dossier import awareness_times
from notify.dossier.content import Part, is_late, parts_of


@dataclass(frozen=True, slots=True)
class Frozen:
    """One notification at one entry of the journal. Texts are French, whatever the language of the page."""

    notification: AuthorityNotification
    breach: Breach
    duty: Duty | None
    approval: Approval | None
    parts: tuple[Part, ...]
    particulars: tuple[tuple[str, str], ...]
    journal_seq: int
    journal_hash: str

    @property
    def title(self) -> str:
        """`Notification initiale à la CNIL`."""
        return f"Notification {str(Phase(self.notification.phase).label).lower()} à la CNIL"

    @property
    def state(self) -> str:
        """The state in words."""
        return str(NotificationState(self.notification.state).label).lower()


def freeze(notification_id: Any, *, now: datetime) -> Frozen:
    """Read a notification with what surrounds it. Raises AuthorityNotification.DoesNotExist."""
    notification = AuthorityNotification.objects.select_related(
        "breach__organisation", "last_entry", "submitted_by", "filed_by", "break_glass_by"
    ).get(pk=notification_id)
    breach = notification.breach
    duty = breach.duties.filter(code="rgpd_33").first()
    approval = _approval(notification)
    return Frozen(
        notification=notification,
        breach=breach,
        duty=duty,
        approval=approval,
        parts=parts_of(answers_of(notification), notification.phase, late=is_late(duty, now)),
        particulars=tuple(_particulars(notification, breach, duty, approval)),
        journal_seq=notification.last_entry.seq,
        journal_hash=notification.last_entry.hash,
    )


def _approval(notification: AuthorityNotification) -> Approval | None:
    """The verdict on the present version, when there is one that stands."""
    return (
        Approval.objects.filter(
            subject_kind=SubjectKind.NOTIFICATION,
            subject_id=notification.pk,
            version=notification.version,
            voided_at=None,
        )
        .select_related("approver")
        .order_by("at")
        .last()
    )


def _particulars(
    notification: AuthorityNotification, breach: Breach, duty: Duty | None, approval: Approval | None
) -> list[tuple[str, str]]:
    """What stands on top of the first page, label and text; blank texts are left out."""
    organisation = breach.organisation
    found = [
        ("Responsable de traitement", organisation.name),
        ("Violation", breach.reference),
        ("Prise de connaissance", _at(breach.aware_at)),
        ("Heures corrigées", "\n".join(awareness_times.in_words(awareness_times.corrections(breach)))),
        ("Terme des 72 heures", _at(duty.due_at if duty else None)),
        ("Préparée", _at(notification.created_at)),
        ("Soumise", _by(notification.submitted_by, notification.submitted_at)),
        *_verdict(notification, approval),
        *_filing(notification, duty),
        ("Régime", _regime(organisation.sole_practitioner)),
    ]
    return [(label, text) for label, text in found if text]


def _verdict(notification: AuthorityNotification, approval: Approval | None) -> list[tuple[str, str]]:
    said = "Approuvée" if approval is None or approval.verdict == "approved" else "Refusée"
    lines = [(said, _by(approval.approver, approval.at) if approval else "")]
    if notification.break_glass_at:
        ratification = str(Ratification(notification.ratification).label).lower()
        lines = [
            ("Dépôt sans accord préalable", _by(notification.break_glass_by, notification.break_glass_at)),
            ("Motifs de ce dépôt", notification.break_glass_reasons),
            (
                "Ratification",
                f"{ratification}, {_by(approval.approver, approval.at)}" if approval else ratification,
            ),
        ]
    if approval and approval.comment:
        lines.append(("Commentaire", approval.comment))
    return lines


def _filing(notification: AuthorityNotification, duty: Duty | None) -> list[tuple[str, str]]:
    lines = [
        ("Déposée", _by(notification.filed_by, notification.filed_at)),
        ("Récépissé", notification.receipt),
    ]
    if duty and duty.late and duty.late_by is not None and notification.number == 1:
        lines.append(("Retard constaté", wording.duration(duty.late_by)))
        lines.append(("Motifs du retard", duty.reasons_for_delay))
    return lines


def _at(instant: datetime | None) -> str:
    return f"{french_datetime(instant)} (heure de Paris)" if instant else ""


def _by(member: Member | None, instant: datetime | None) -> str:
    if instant is None:
        return ""
    return f"{french_datetime(instant)}, par {member.name}" if member else french_datetime(instant)


def _regime(sole_practitioner: bool) -> str:
    """Art. 24 leaves the organisation free; the absence of a second person is said on the document."""
    return "praticien unique : une même personne rédige et approuve" if sole_practitioner else ""
