"""People come in: members with roles, their users, and the first administrator of a real installation."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.text import slugify

from breaches import journal
from breaches.errors import DomainError
from breaches.models import HeldRole, Member, Organisation
from breaches.states import Role
from notify.accounts.models import Link, User

_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0 and 1


class AlreadyStartedError(DomainError):
    """The database has an organisation already."""

    message = "Cette base contient déjà une organisation : elle est en service."


def add_organisation(*, name: str, now: datetime, **particulars: Any) -> Organisation:
    """An organisation with its particulars (the fields of the model), checked as a form would."""
    organisation = Organisation(name=name, created_at=now, **particulars)
    organisation.full_clean()
    organisation.save(force_insert=True)
    return organisation


def add_member(
    *, organisation: Organisation, name: str, email: str, roles: Iterable[str], now: datetime,
    key: str = "", actor: Member | None = None,
) -> Member:  # fmt: skip
    """A member with roles, told in the journal by id and roles only."""
    with transaction.atomic():
        member = Member.objects.create(organisation=organisation, key=key or slugify(name)[:60], name=name, email=email)
        HeldRole.objects.bulk_create([HeldRole(member=member, role=role) for role in sorted(set(roles))])
        journal.append(
            "member.added", organisation_id=organisation.pk, now=now, actor=actor,
            payload={"member": str(member.pk), "roles": sorted(set(roles))},
        )  # fmt: skip
    return member


def give_login(member: Member, password: str) -> User:
    """The user of this member's address, made when there is none, linked to the member."""
    user = User.objects.filter(email=member.email.lower()).first()
    if user is None:
        user = User.objects.create_user(member.email, password, first_name=member.name[:150])
    Link.objects.get_or_create(member=member, defaults={"user": user})
    return user


class SharedAccountError(DomainError):
    """An administrator of one organisation never holds the key of another."""

    message = "Cette personne se connecte aussi à un autre organisme : elle seule change son mot de passe."


def one_time_password() -> str:
    """Four groups of four characters that nobody misreads; to be changed at the first sign-in."""
    groups = ("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def invite(
    *, organisation: Organisation, name: str, email: str, roles: Iterable[str], now: datetime, actor: Member
) -> tuple[Member, str]:
    """A new member and their one-time password; an empty one when the address has a log-in already."""
    with transaction.atomic():
        member = add_member(
            organisation=organisation, name=name, email=email.lower(), roles=roles, now=now, actor=actor,
            key=_free_key(organisation, name),
        )  # fmt: skip
        if User.objects.filter(email=member.email).exists():
            give_login(member, "")
            return member, ""
        password = one_time_password()
        user = give_login(member, password)
        user.temporary_password = True
        user.save(update_fields=["temporary_password"])
    return member, password


def _free_key(organisation: Organisation, name: str) -> str:
    base = slugify(name)[:50] or "membre"
    taken = set(Member.objects.filter(organisation=organisation, key__startswith=base).values_list("key", flat=True))
    return next(key for rank in count(1) if (key := base if rank == 1 else f"{base}-{rank}") not in taken)


def reset_password(*, actor: Member, member: Member, now: datetime) -> str:
    """A new one-time password for a member who lost theirs, told in the journal. Raises SharedAccountError."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(links__member=member)
        if user.links.exclude(member__organisation_id=actor.organisation_id).exists():
            raise SharedAccountError()
        password = one_time_password()
        user.set_password(password)
        user.temporary_password = True
        user.save(update_fields=["password", "temporary_password"])
        journal.append(
            "member.password_reset", organisation_id=actor.organisation_id, now=now, actor=actor,
            payload={"member": str(member.pk), "roles": sorted(member.roles)},
        )  # fmt: skip
    return password


def create_first(
    *,
    organisation_name: str,
    siren: str,
    kind: str,
    department: str,
    admin_name: str,
    admin_email: str,
    password: str,
    now: datetime,
) -> Member:
    """The organisation and its first administrator, who is also its DPO until somebody else is named.

    Raises AlreadyStartedError, django's ValidationError (weak or demo password).
    """
    if Organisation.objects.exists():
        raise AlreadyStartedError()
    validate_password(password, User(email=admin_email, first_name=admin_name))
    with transaction.atomic():
        organisation = Organisation.objects.create(
            name=organisation_name, siren=siren, kind=kind, department=department, created_at=now
        )
        roles = [Role.ADMIN, Role.DPO]
        member = add_member(organisation=organisation, name=admin_name, email=admin_email, roles=roles, now=now)
        give_login(member, password)
    return member
