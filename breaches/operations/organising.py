"""The house's own affairs: what the organisation says of itself, and who still acts for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError, UnknownObjectError
from breaches.models import Breach, Duty, Member, Organisation
from breaches.operations import duties
from breaches.operations.base import operation, tie
from breaches.states import BreachState, Role

EDITABLE = (
    "name", "siren", "street", "postcode", "city", "department", "sector", "kind", "role", "nis2", "nis2_from", "ose",
    "oiv", "trust_service_provider", "telecom_provider", "hds_contract_hours", "insured_cyber", "financial_entity",
    "sole_practitioner", "daily_hour", "contacts",
)  # fmt: skip
# Answers that decide which duties apply: the open files follow them at once.
REGIMES = frozenset({
    "department", "kind", "role", "nis2", "nis2_from", "ose", "oiv", "trust_service_provider", "telecom_provider",
    "hds_contract_hours", "insured_cyber", "financial_entity",
})  # fmt: skip


class OrganisationChangedError(DomainError):
    """Somebody else saved the settings in between."""

    message = (
        "Quelqu’un d’autre a enregistré ces réglages entre-temps. Vos réponses sont conservées ci-dessous : "
        "comparez-les, puis enregistrez de nouveau."
    )


class NotAloneError(DomainError):
    """The one-person regime lifts the four eyes: it is for those who have no second person."""

    message = (
        "Le régime « praticien unique » vaut pour une personne seule. Ici, {count} personnes peuvent conseiller ou "
        "décider : elles se relisent l’une l’autre."
    )
    default_field = "sole_practitioner"


class OwnAccessError(DomainError):
    """An administrator who shuts themselves out leaves nobody to open again."""

    message = "Vous ne pouvez pas fermer votre propre accès : demandez-le à un autre administrateur."


def fingerprint(organisation: Organisation) -> str:
    """SHA-256 of the editable settings: what a form was filled from."""
    told = {name: getattr(organisation, name) for name in EDITABLE}
    told["nis2_from"] = organisation.nis2_from.isoformat() if organisation.nis2_from else None
    return journal.sha256(journal.canonical(told))


@operation
def edit_organisation(
    *, actor: Member, now: datetime, values: Mapping[str, Any], read_sha256: str = ""
) -> tuple[str, ...]:
    """Save settings (keys of EDITABLE); one journal entry names the fields that changed, never their values.

    Settings that decide which duties apply bring the open files in line. Returns the names.
    Nothing is written when there are none. Raises PermissionRefusedError,
    OrganisationChangedError, NotAloneError.
    """
    permissions.require(actor, "organisation.edit")
    journal.lock_head(actor.organisation_id)
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    if read_sha256 and read_sha256 != fingerprint(organisation):
        raise OrganisationChangedError()
    changed = tuple(name for name in EDITABLE if name in values and values[name] != getattr(organisation, name))
    if "sole_practitioner" in changed and values["sole_practitioner"]:
        _require_alone(organisation)
    for name in changed:
        setattr(organisation, name, values[name])
    if changed:
        organisation.save(update_fields=list(changed))
        moved = _in_line(organisation, now) if REGIMES & set(changed) else []
        entry = journal.append(
            "organisation.edited", organisation_id=organisation.pk, now=now, actor=actor,
            payload={"fields": sorted(changed)} | ({"duties": duties.told(moved)} if moved else {}),
        )  # fmt: skip
        tie(moved, entry)
    return changed


def _in_line(organisation: Organisation, now: datetime) -> list[Duty]:
    """Changed duties of every open file (unsaved): a switched-on regime must not wait for the next act."""
    running = Breach.objects.filter(
        organisation=organisation, state__in=[BreachState.CONFIRMED, BreachState.ASSESSED]
    ).select_related("organisation")
    return [duty for breach in running.order_by("reported_at") for duty in duties.sync(breach, now)]


def _require_alone(organisation: Organisation) -> None:
    deciding = Member.objects.filter(
        organisation=organisation, active=True, held_roles__role__in=[Role.DPO, Role.LEGAL]
    ).distinct()
    if (count := deciding.count()) > 1:
        raise NotAloneError(count=count)


@operation
def set_member_active(*, actor: Member, member_id: Any, now: datetime, active: bool) -> Member:
    """Open or shut the access of a member, told in the journal by id and roles. The record of their acts stays.

    Raises PermissionRefusedError, UnknownObjectError, OwnAccessError.
    """
    permissions.require(actor, "members.manage")
    journal.lock_head(actor.organisation_id)
    member = Member.objects.filter(pk=member_id, organisation_id=actor.organisation_id).first()
    if member is None:
        raise UnknownObjectError()
    if member.pk == actor.pk:
        raise OwnAccessError()
    if member.active != active:
        member.active = active
        member.save(update_fields=["active"])
        journal.append(
            "member.activated" if active else "member.deactivated", organisation_id=actor.organisation_id, now=now,
            actor=actor, payload={"member": str(member.pk), "roles": sorted(member.roles)},
        )  # fmt: skip
    return member
