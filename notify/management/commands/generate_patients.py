"""`manage.py generate_patients N --out FILE`: a dirty but plausible French patient file; nobody in it exists."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notify.recipients.generator import write_csv
from notify.recipients.reading import DELIMITERS

ENCODINGS = ("cp1252", "utf-8", "utf-8-sig")


class Command(BaseCommand):
    """The same numbers and seed give the same file."""

    requires_system_checks = ()
    help = "Writes a generated patient file: duplicates, missing fields, damaged accents, minors, foreign addresses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int, help="rows, duplicates included")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--out", type=Path, required=True, help="file to write")
        parser.add_argument("--encoding", choices=ENCODINGS, default=ENCODINGS[0])
        parser.add_argument("--delimiter", choices=DELIMITERS, default=DELIMITERS[0])

    def handle(self, **options: Any) -> None:
        if options["count"] < 1:
            raise CommandError(f"count : trouvé {options['count']}, attendu 1 ou plus.", returncode=2)
        try:
            write_csv(
                options["out"], options["count"], options["seed"], encoding=options["encoding"],
                delimiter=options["delimiter"],
            )  # fmt: skip
        except OSError as error:
            raise CommandError(f"{options['out']} : {error.strerror}.", returncode=2) from error
        self.stdout.write(f"{options['count']} lignes dans {options['out']} ({options['encoding']})")
