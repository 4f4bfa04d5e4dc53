"""`manage.py collect_messages`: every text people read into the English catalogue, without gettext on the machine.

The texts stand in templates and in calls of gettext, where Babel reads them; and, as plain French that the edge
translates when it shows it, in refusals, guards, code lists and the sentences of the law ring, read here.

French on purpose, and so not collected: the labels and choices of the CNIL's form (`breaches/law/cnil_fields*.py`) and
of the other declarations (`sheets_*.py`), which are copied one by one into forms in French; the answers prefilled for
them; the letters to patients, the dossier and the register's files, which are French documents; what the scenarios and
commands print.
"""

import ast
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

from breaches.errors import DomainError
from breaches.guard_rules import GUARDS
from breaches.law.cnil_form import SECTIONS
from breaches.law.codes import Labelled
from breaches.law.errors import LawError
from breaches.law.message import MENTIONS
from breaches.law.sheets import SHEETS, Sheet

Found = tuple[Any, str]  # a text (singular and plural in a tuple), the file it stands in

PACKAGES = ("breaches", "notify")
KEYWORDS = DEFAULT_KEYWORDS | {"_N": None, "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2)}
NO_PAGE = ("/migrations/", "/management/", "/scenarios/")
TABLES = ("breaches/law/*.py", "notify/recipients/reasons.py")
NO_TABLE = re.compile(r"cnil_(fields|prefill)|sheets_|french_dates|law/message")
_ONLY_A_VALUE = re.compile(r"\{\w+\}")
_SENTENCE = re.compile(r"(?=.*[^\W\d_]{2})[^|\\\[\]]* [^|\\\[\]]*", re.DOTALL)  # no pattern, no choice "a | b"


def _files(pattern: str) -> Iterator[tuple[Path, str]]:
    for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
        place = path.relative_to(settings.BASE_DIR).as_posix()
        if not any(part in place for part in NO_PAGE):
            yield path, place


def _marked(source: bytes, place: str) -> Iterator[Found]:
    for _line, text, _comments, _context in extract("python", BytesIO(source), keywords=KEYWORDS):
        yield text, place


def of_templates() -> Iterator[Found]:
    """What stands in `translate` and `blocktranslate`."""
    for path, place in _files("templates/**/*.*"):
        if path.suffix in (".html", ".txt"):
            yield from _marked(templatize(path.read_text(encoding="utf-8"), origin=place).encode(), place)


def of_calls() -> Iterator[Found]:
    """What stands in calls of gettext and its kin."""
    for path, place in (each for package in PACKAGES for each in _files(f"{package}/**/*.py")):
        yield from _marked(path.read_bytes(), place)


def _plain(tree: ast.Module) -> Iterator[str]:
    """String constants with more than one word, docstrings and pieces of f-strings left out."""
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in statements | pieces else None
        if isinstance(text, str) and _SENTENCE.fullmatch(text):
            yield text


def of_tables() -> Iterator[Found]:
    """Sentences of the law ring and of other tables, the notes on the CNIL's form, the mentions of art. 34(2)."""
    for pattern in TABLES:
        for path, place in _files(pattern):
            if not NO_TABLE.search(place):
                yield from ((text, place) for text in _plain(ast.parse(path.read_text(encoding="utf-8"))))
    for section in SECTIONS:
        fields = [field for each in section.fields for field in (each, *each.items)]
        yield from ((note, "breaches/law/cnil_form.py") for note in (section.note, *(one.note for one in fields)))
    yield from ((text, "breaches/law/sheets.py") for sheet in SHEETS for text in _of_sheet(sheet))
    yield from ((text, "breaches/law/message.py") for one in MENTIONS for text in (one.label, one.basis))


def _of_sheet(sheet: Sheet) -> Iterator[str]:
    """What the page says around the questions of a declaration, which stay French."""
    yield from (sheet.title, sheet.addressee, sheet.channel, sheet.basis, sheet.correction, sheet.note)
    yield from (field.gdpr for field in sheet.fields)


def _kinds(base: type[Any]) -> Iterator[type[Any]]:
    """A class of ours and all that derive from it; those of a test stay out."""
    if base.__module__.startswith(PACKAGES):
        yield base
        for kind in base.__subclasses__():
            yield from _kinds(kind)


def of_classes() -> Iterator[Found]:
    """Refusals, labels of the code lists, guards of the database."""
    for package in map(import_module, PACKAGES):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name and not module.name.endswith("sgi"):
                import_module(module.name)
    for error in (*_kinds(DomainError), *_kinds(LawError)):
        yield error.message, error.__module__.replace(".", "/") + ".py"
    for codes in _kinds(Labelled):
        yield from ((code.label, codes.__module__.replace(".", "/") + ".py") for code in codes)
    yield from ((guard.message, "breaches/guard_rules.py") for guard in GUARDS)


def collected() -> Catalog:
    """All texts with the files they stand in."""
    catalogue = Catalog(locale="en", project="notify", fuzzy=False)
    for text, place in (*of_templates(), *of_calls(), *of_tables(), *of_classes()):
        if text and text[0] and not _ONLY_A_VALUE.fullmatch(text[0] if isinstance(text, tuple) else text):
            catalogue.add(text, locations=[(place, 0)])
    return catalogue


def merged(source: Path, found: Catalog) -> Catalog:
    """`found` with the translations of the file; texts that are gone are dropped, new ones wait to be translated."""
    with source.open("rb") as stream:
        known = read_po(stream, locale="en", abort_invalid=True)
    found.creation_date = known.creation_date  # the file changes only when a text does
    known.update(found, no_fuzzy_matching=True)
    known.obsolete.clear()
    return known


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts without their translation, or with a doubtful one."""
    waiting = [each for each in catalogue if each.id and (each.fuzzy or not each.string or not all(each.string))]
    return [each.id if isinstance(each.id, str) else each.id[0] for each in waiting]


class Command(BaseCommand):
    """Merges; translating is a person's work, and a test says what is left."""

    help = "Collects the texts to translate into the English catalogue, keeping its translations."
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            source = Path(folder) / "en" / "LC_MESSAGES" / "django.po"
            catalogue = merged(source, collected())
            with source.open("wb") as stream:
                write_po(stream, catalogue, width=110, sort_by_file=True, include_lineno=False)
            self.stdout.write(f"{len(catalogue)} texts, {len(untranslated(catalogue))} to translate")
