"""The record of breaches as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate

from breaches import guards
from breaches.guard_rules import GUARDS


def install_guards(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Receiver of `post_migrate`: SQLite loses a table's triggers when a migration remakes it."""
    guards.install(GUARDS, using)


class BreachesConfig(AppConfig):
    """Models, journal and operations; knows nothing of HTTP, paper or Celery."""

    name = "breaches"
    label = "breaches"
    verbose_name = "Violations"

    def ready(self) -> None:
        """Reinstall the database guards after each migration."""
        post_migrate.connect(install_guards, sender=self, dispatch_uid="breaches.guards")
