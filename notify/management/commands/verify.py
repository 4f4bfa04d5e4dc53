"""`manage.py verify`: is the live record still what its journal says?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notify.verifying import verify_record

DIVERGED, UNFIT = 1, 2


class Command(BaseCommand):
    """Exit 0, or 1 with the first divergence; 2 for an argument that this version does not take."""

    requires_system_checks = ()
    help = "Verifies every journal, the guards of the database, and the free texts against their commitments."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossier", nargs="?", help="not in this version: a dossier to verify offline")

    def handle(self, **options: Any) -> None:
        if options["dossier"]:
            told = f"{options['dossier']} : vérifier un dossier hors ligne n’est pas dans cette version."
            raise CommandError(f"{told} Sans argument, la commande vérifie le journal vivant.", returncode=UNFIT)
        found = verify_record()
        if found.divergence:
            raise CommandError(f"divergence : {found.divergence}", returncode=DIVERGED)
        self.stdout.write(
            f"{found.organisations} organisations, {found.entries} entrées, {found.commitments} textes vérifiés : "
            "aucune divergence."
        )
