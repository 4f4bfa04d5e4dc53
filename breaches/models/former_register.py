"""An old register taken over: its lines, kept as they were read. They are no breaches: no state, duty or clock."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.models.journal_entry import JournalEntry
from breaches.models.member import Member
from breaches.models.organisation import Organisation


class FormerRegister(Record):
    """One file taken over, by whom, when, under which SHA-256; the file itself is not kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_registers")
    sha256 = models.CharField(max_length=64)
    read = models.PositiveIntegerField(_("lignes lues"))
    accepted = models.PositiveIntegerField(_("lignes reprises"))
    blank = models.PositiveIntegerField(_("lignes vides"))
    imported_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(_("repris le"))
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-imported_at",)
        constraints = [
            models.UniqueConstraint(
                name="former_register_once",
                fields=["organisation", "sha256"],
                violation_error_message=_("Ce fichier est déjà repris : ses lignes figurent au registre."),
            ),
            models.CheckConstraint(
                name="former_register_sha256_whole",
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("Un registre repris porte l’empreinte SHA-256 entière de son fichier."),
            ),
            models.CheckConstraint(
                name="former_register_adds_up",
                condition=models.Q(read=models.F("accepted") + models.F("blank"), accepted__gt=0),
                violation_error_message=_("Les lignes lues sont les lignes reprises et les lignes vides, sans reste."),
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:8]


class FormerLine(Record):
    """One line of an old register: `texts` as they were written, by column of the register, and what a page sorts."""

    register = models.ForeignKey(FormerRegister, on_delete=models.PROTECT, related_name="lines")
    line = models.PositiveIntegerField(_("ligne du fichier"))
    aware_on = models.DateField(_("prise de connaissance"))
    texts: "models.JSONField[Any, dict[str, str]]" = models.JSONField(_("colonnes"))

    class Meta:
        ordering = ("-aware_on", "line")
        constraints = [models.UniqueConstraint(name="former_line_once", fields=["register", "line"])]

    def __str__(self) -> str:
        return str(self.id)
