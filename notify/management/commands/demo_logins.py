"""`manage.py demo_logins`: who can sign in to the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from breaches.states import Role
from notify.accounts.models import Link
from notify.accounts.validators import DEMO_PASSWORD


class Command(BaseCommand):
    """Prints the addresses and roles, and the one password of the demonstration."""

    help = "Prints the log-ins of the demonstration."

    def handle(self, **_options: Any) -> None:
        if not settings.NOTIFY_DEMO:
            raise CommandError("the real profile has no log-ins to print.")
        links = Link.objects.select_related("user", "member__organisation").prefetch_related("member__held_roles")
        self.stdout.write(f"Log-ins of the demonstration (password: {DEMO_PASSWORD})")
        for link in links:
            roles = ", ".join(str(Role(held.role).label) for held in link.member.held_roles.all())
            self.stdout.write(f"  {link.user.email:<36} {roles} – {link.member.organisation.name}")
