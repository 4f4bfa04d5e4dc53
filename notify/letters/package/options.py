"""What is chosen when a package is made, and the limits that rule its cutting."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from notify.letters.models import PackageKind

MOST_LETTERS = 500  # in one print file
MOST_BYTES = 20_000_000  # in one print file; "20 MB" read the narrow way
DL_SHEETS = 5  # beyond, the folded sheets need a C4 envelope


class Postage(models.TextChoices):
    """How fast the letters travel; the print shop maps it to the postal product of its contract."""

    ECONOMIC = "ECONOMIC", _("Économique")
    FAST = "FAST", _("Rapide")
    URGENT = "URGENT", _("Urgent")


@dataclass(frozen=True, slots=True)
class Options:
    """The choices. `separate`: None without separator sheets, 0 one before each file, N one before each N letters."""

    kind: str = PackageKind.GENERIC
    postage: str = Postage.ECONOMIC
    colour: bool = False
    separate: int | None = None
    health_data: bool = True  # Maileva: needs a right that the account must already have


def envelope(sheets: int, country: str) -> str:
    """DL up to five sheets (DL45 for a seventh line, which only shows in a 45 mm window), else C4."""
    if sheets > DL_SHEETS:
        return "C4"
    return "DL45" if country else "DL"
