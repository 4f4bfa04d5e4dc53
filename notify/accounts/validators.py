"""Passwords of the demo never open a real installation."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from notify.accounts.models import User

DEMO_PASSWORD = "demo-notify-2026"  # noqa: S105  # printed by ./run on purpose, refused everywhere else


class NotADemoPassword:
    """Refuses the password that `./run` prints."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002  # Django's own signature
        """Raise ValidationError for the demo password outside the demo."""
        if password.strip().lower() == DEMO_PASSWORD and not settings.NOTIFY_DEMO:
            raise ValidationError(_("Ce mot de passe est celui de la démonstration. Choisissez-en un autre."))

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return _("Douze caractères au moins ; pas celui de la démonstration.")
