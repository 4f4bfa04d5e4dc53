"""`manage.py compile_catalogue`: only what is newer, without gettext."""

import gettext
import os
from pathlib import Path

import pytest
from django.core.management import call_command

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Violation"
msgstr "Breach"

#, fuzzy
msgid "Registre"
msgstr "Guess"
"""


@pytest.fixture
def source(tmp_path: Path, settings) -> Path:
    path = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE)
    settings.LOCALE_PATHS = [tmp_path]
    settings.BASE_DIR = tmp_path
    return path


def test_a_compiled_catalogue_translates_and_leaves_doubtful_entries_out(source: Path) -> None:
    call_command("compile_catalogue")
    with source.with_suffix(".mo").open("rb") as compiled:
        english = gettext.GNUTranslations(compiled)
    assert english.gettext("Violation") == "Breach"
    assert english.gettext("Registre") == "Registre"


def test_a_catalogue_is_compiled_again_only_when_it_is_newer(source: Path, capsys) -> None:
    call_command("compile_catalogue")
    assert capsys.readouterr().out == "compiled en/LC_MESSAGES/django.po\n"
    call_command("compile_catalogue")
    assert capsys.readouterr().out == ""
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    call_command("compile_catalogue")
    assert capsys.readouterr().out == "compiled en/LC_MESSAGES/django.po\n"


def test_nothing_but_the_compiled_catalogue_is_left(source: Path) -> None:
    call_command("compile_catalogue")
    assert {path.name for path in source.parent.iterdir()} == {"django.po", "django.mo"}
