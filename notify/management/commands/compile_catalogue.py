"""`manage.py compile_catalogue`: translations from .po to .mo, without gettext on the machine."""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


def compile_one(source: Path) -> bool:
    """Writes the .mo beside a .po; false when it is there already and not older.

    A file of its own is renamed into place, so that a reader never sees half a catalogue.
    """
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    with source.open("rb") as stream:
        catalogue = read_po(stream, abort_invalid=True)
    partial = target.with_suffix(f".mo.{os.getpid()}")
    with partial.open("wb") as output:
        write_mo(output, catalogue)
    partial.replace(target)
    return True


class Command(BaseCommand):
    """Compiles what is newer than its compiled form."""

    help = "Compiles the translation catalogues that have changed."

    def handle(self, **_options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if compile_one(source):
                    self.stdout.write(f"compiled {source.relative_to(settings.BASE_DIR)}")
