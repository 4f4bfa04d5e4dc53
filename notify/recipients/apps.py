"""Recipients as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate

from breaches import guards
from notify.recipients.guards import GUARDS


def install_guards(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Receiver of `post_migrate`: SQLite loses a table's triggers when a migration remakes it."""
    guards.install(GUARDS, using)


class RecipientsConfig(AppConfig):
    """Encrypted rows, their keys, and the private store."""

    name = "notify.recipients"
    label = "recipients"

    def ready(self) -> None:
        """Reinstall the database guards after each migration."""
        post_migrate.connect(install_guards, sender=self, dispatch_uid="recipients.guards")
