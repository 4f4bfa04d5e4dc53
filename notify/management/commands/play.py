"""`manage.py play FILE`: a scenario, in a throw-away database or, once, in the configured one."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from breaches.errors import DomainError
from notify.pdf import PdfUnavailableError, pdf_available
from notify.scenarios.instants import Shift, parse_start
from notify.scenarios.into import already_played, play_into
from notify.scenarios.loading import load
from notify.scenarios.outputs import write_outputs
from notify.scenarios.playing import Result, play
from notify.scenarios.scenario import Event, Scenario
from notify.scenarios.telling import lines_of, told
from notify.scenarios.throwaway import throw_away_database

FAILED, UNFIT, PAPER_MISSING = 1, 2, 3


class Command(BaseCommand):
    """Exit 0; 1 a failed expectation or refused event; 2 the file does not fit; 3 a system library is missing."""

    requires_system_checks = ()
    help = "Plays a scenario through the operations, and writes what a user would hold in hand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--out", type=Path, help="folder for the outputs; they are written in clear")
        parser.add_argument("--into", action="store_true", help="play into the configured database, once")
        parser.add_argument("--start", help="where the first event falls: now-30h, or an instant with its offset")
        parser.add_argument("--letters", type=int, help="letters to render for each communication (default: all)")

    def handle(self, **options: Any) -> None:
        with translation.override("fr"):
            self._play(options)

    def _play(self, options: dict[str, Any]) -> None:
        now, scenario = timezone.now(), _loaded(options["file"])
        shift = _shift(options["start"], scenario, now)
        if options["letters"] is not None and options["letters"] < 0:
            raise CommandError(f"--letters : trouvé {options['letters']}, attendu 0 ou plus.", returncode=UNFIT)
        if options["into"]:
            if already_played(scenario):
                self.stdout.write(f"« {scenario.title} » : déjà jouée dans cette base, rien n’a changé.")
                return
            result = play_into(scenario, shift=shift, letters=options["letters"], now=now, watch=self._watch(options))
            self._conclude(result, options)
        else:
            with throw_away_database():
                result = play(scenario, shift=shift, letters=options["letters"], watch=self._watch(options))
                self._conclude(result, options)

    def _watch(self, options: dict[str, Any]) -> Callable[[Event, str], None]:
        """Every event on one line with `-v 2`."""

        def tell(event: Event, outcome: str) -> None:
            if options["verbosity"] > 1:
                self.stdout.write(told(event, outcome))

        return tell

    def _conclude(self, result: Result, options: dict[str, Any]) -> None:
        rolled_back = options["into"] and bool(result.failures)
        if not rolled_back:
            self.stdout.write("\n".join(lines_of(result)))
            if options["out"]:
                self._write(result, options["out"])
        if result.failures:
            name = options["file"].name
            faults = [f"{name}, {failure}" for failure in result.failures]
            if rolled_back:
                faults.append("La base est restée comme elle était.")
            raise CommandError("\n".join(faults), returncode=FAILED)
        if result.paper_missing or not pdf_available():
            raise CommandError(str(PdfUnavailableError()), returncode=PAPER_MISSING)

    def _write(self, result: Result, folder: Path) -> None:
        written = write_outputs(result, folder)
        self.stdout.write(f"{len(written)} fichiers dans {folder}, en clair : à garder en lieu sûr.")


def _loaded(path: Path) -> Scenario:
    try:
        return load(path)
    except OSError as error:
        raise CommandError(f"{path} : ce fichier ne se lit pas ({error.strerror}).", returncode=UNFIT) from error
    except DomainError as error:
        raise CommandError(str(error), returncode=UNFIT) from error


def _shift(start: str | None, scenario: Scenario, now: datetime) -> Shift:
    try:
        return Shift.to(parse_start(start, now) if start else None, scenario.events[0].at)
    except DomainError as error:
        raise CommandError(str(error), returncode=UNFIT) from error
