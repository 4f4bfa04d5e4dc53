"""`manage.py demo`: the demonstration, played once through the real engine, and who can sign in to it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from notify.management.commands.play import PAPER_MISSING

LIBRARY = settings.BASE_DIR / "notify" / "scenarios" / "library"
# A breach from the first call to the letters, then a second one whose 72 hours are running and whose assessment waits.
PLAYED = (("laboratoire", "now-30h"), ("ordinateur-vole", "now-7h"))
LETTERS = 200  # the plain renderer makes one lot of so many; the others are counted


class Command(BaseCommand):
    """One process for the tables, the catalogues and both plays: a second start does nothing, and quickly."""

    help = "Creates the tables, plays the demonstration into the configured database, once, and prints its log-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="folder for the PDFs and exports, in clear")

    def handle(self, **options: Any) -> None:
        if not settings.NOTIFY_DEMO:
            raise CommandError("the real profile has no demonstration.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("compile_catalogue", stdout=self.stdout)
        for name, start in PLAYED:
            self._play(name, start, options["out"] / name)
        call_command("demo_logins", stdout=self.stdout)

    def _play(self, name: str, start: str, out: Path) -> None:
        try:
            call_command(
                "play", LIBRARY / f"{name}.yaml", into=True, start=start, letters=LETTERS, out=out, stdout=self.stdout
            )
        except CommandError as error:
            if error.returncode != PAPER_MISSING:
                raise
            self.stdout.write(f"{error}\nnotify: « {name} » was played without its PDFs.")
        else:
            self.stdout.write(f"notify: PDFs and exports of « {name} »: {out}")
