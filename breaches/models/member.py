"""A person in an organisation, and the roles they hold there."""

from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.organisation import Organisation
from breaches.states import Role


class Member(Record):
    """One person in one organisation. A person in two organisations is two members."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    key = models.SlugField(_("clé"), max_length=60)
    name = models.CharField(_("nom"), max_length=120)
    email = models.EmailField(_("courriel"))
    active = models.BooleanField(_("actif"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="member_key_once",
                fields=["organisation", "key"],
                violation_error_message=_("Cette personne est déjà inscrite dans l’organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """Codes of the roles this member holds."""
        return frozenset(held.role for held in self.held_roles.all())


class HeldRole(models.Model):
    """One role held by one member; a table of its own so that triggers can read it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="held_roles")
    role = models.CharField(max_length=10, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="held_role_once", fields=["member", "role"]),
            models.CheckConstraint(name="held_role_known", condition=models.Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.role}"
