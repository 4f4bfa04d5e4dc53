"""What changed between two versions: by question or by section, paragraph by paragraph, changed words in bold."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from breaches.law import cnil_form
from breaches.law.cnil_form import Field
from notify.dossier.content import texts_of

_WORDS = re.compile(r"\s*\S+\s*")
ALIKE = 0.4  # below this share of common words, bold would mark nearly everything: the wash is enough


@dataclass(frozen=True, slots=True)
class Change:
    """One line of `components/diff.html`."""

    where: str
    removed: str
    added: str


def of_answers(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Questions of the CNIL form whose answer changed, in the order of the form."""
    found: list[Change] = []
    for change in cnil_form.diff(old, new):
        field = cnil_form.field_of(change.field)
        before, after = ("\n".join(texts_of(field, value)) for value in (change.old, change.new))
        found.extend(of_text(field.label, before, after, numbered=False))
    return found


def of_fields(fields: Iterable[Field], old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Questions of any declaration whose answer changed, in their order."""
    found: list[Change] = []
    for field in fields:
        before, after = ("\n".join(texts_of(field, answers.get(field.id))) for answers in (old, new))
        if before != after:
            found.extend(of_text(field.label, before, after, numbered=False))
    return found


def of_sections(old: Mapping[str, str], new: Mapping[str, str], headings: Mapping[str, str]) -> list[Change]:
    """Paragraphs that changed in the sections of a letter, in the order of the headings."""
    found: list[Change] = []
    for key in dict.fromkeys((*headings, *new, *old)):
        where = headings.get(key, key)
        found.extend(of_text(where, old.get(key, ""), new.get(key, "")))
    return found


def of_text(where: str, old: str, new: str, *, numbered: bool = True) -> list[Change]:
    """Paragraphs (lines) that changed between two texts; several in one text are numbered."""
    before, after = old.splitlines(), new.splitlines()
    several = numbered and max(len(before), len(after)) > 1
    return [
        Change(_place(where, place) if several else where, *marked("\n".join(gone), "\n".join(come)))
        for place, gone, come in _blocks(before, after)
    ]


def _blocks(before: list[str], after: list[str]) -> Iterator[tuple[int, list[str], list[str]]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            yield first + 1, before[start:end], after[first:last]


def _place(where: str, number: int) -> str:
    if number == 1:
        return gettext("« {section} », 1ᵉʳ paragraphe").format(section=where)
    return gettext("« {section} », {n}ᵉ paragraphe").format(section=where, n=number)


def marked(old: str, new: str) -> tuple[str, str]:
    """Both texts, escaped, the words that differ in bold; without bold when they have little in common."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if not old or not new or matcher.ratio() < ALIKE:
        return old, new
    codes = matcher.get_opcodes()
    return (
        _bold([(tag == "equal", "".join(before[i:j])) for tag, i, j, _k, _l in codes]),
        _bold([(tag == "equal", "".join(after[k:l])) for tag, _i, _j, k, l in codes]),  # noqa: E741 - difflib's names
    )


def _bold(pieces: list[tuple[bool, str]]) -> SafeString:
    shown = ((("", text, "") if same else ("<b>", text, "</b>")) for same, text in pieces if text)
    return format_html_join("", "{}{}{}", ((SafeString(a), text, SafeString(b)) for a, text, b in shown))
