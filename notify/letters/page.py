"""The letter as a template of the engine: the text goes in as data, French typography on the way; fields stay fields.

The Django template engine is closed on itself: no context processor, no tag library, no other directory.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.template import Template as Markup

from notify.letters.content import LetterRecord, LetterText
from notify.letters.engine import Field, Kind, Sheet, Template, Value
from notify.letters.geometry import INLAND, AddressBlock, block_for
from notify.pdf import PdfMetadata
from notify.typography import typo
from notify.wording import day

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "letters"
ITEM = re.compile(r"[-–—•] +(?=\S)")
LEFT, TOP = 20.0, 22.0  # mm, margins of the page style, from which the address is placed


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the items of a list."""

    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A word in the margin and its blocks."""

    heading: str
    blocks: tuple[Block, ...]


# What differs from letter to letter. The address is placed apart: its lines are packed, whatever their number.
FIELDS = (
    Field("code"),
    Field("address", Kind.LINES, at_most=7),
    Field("country"),
    Field("salutation"),
    Field("minor"),
)


def letter_template(text: LetterText, *, now: datetime, tags: bool = False, variant: str | None = None) -> Template:
    """The template of an approved text, dated `now`: everything in it but the fields is what everybody reads."""
    said = _without_markup(text)
    context = {
        "title": typo(said.title),
        "intro": blocks_of(said.what_happened),
        "sections": tuple(sections_of(said)),
        "closing": blocks_of(said.closing),
        "signature": tuple(map(typo, said.signature)),
        "sender": said.sender,
        "sender_address": tuple(map(typo, said.sender.address)),
        "check_phone": typo(said.sender.check_phone),
        "dpo_contact": typo(said.sender.dpo_contact),
        "date": _capitalised(day(now)),
        "exercise": said.exercise,
    }
    html = _template().render(Context(context, use_l10n=False, use_tz=False)).replace(_BRACE, "&#123;")
    metadata = PdfMetadata(title=text.title, author=text.sender.name, created=now)
    return Template(html, FIELDS, Sheet((page_style(),), metadata, variant, tags))


def values_of(letter: LetterRecord) -> dict[str, Value]:
    """The fields of one letter."""
    return {
        "code": letter.code,
        "address": letter.address_lines,
        "country": letter.country,
        "salutation": letter.salutation,
        "minor": letter.minor_name,
    }


_BRACE = "\ue000"  # stands for a typed brace while the template is made: what people type is no markup


def _without_markup(item: Any) -> Any:
    """The same text, each opening brace set apart."""
    if isinstance(item, str):
        return item.replace("{", _BRACE)
    if isinstance(item, tuple):
        return tuple(map(_without_markup, item))
    if is_dataclass(item) and not isinstance(item, type):
        return replace(item, **{field.name: _without_markup(getattr(item, field.name)) for field in fields(item)})
    return item


def sections_of(text: LetterText) -> Iterator[Section]:
    """The parts in the order of art. 34(2); an empty one is left out."""
    advice = (Block(items=tuple(map(typo, text.advice))),) if text.advice else ()
    parts = (
        ("Ce qui vous concerne", blocks_of(text.what_concerns_you)),
        ("Ce qui peut arriver", blocks_of(text.consequences)),
        ("Ce que nous avons fait", blocks_of(text.measures)),
        ("Ce que vous pouvez faire", advice),
        ("Vos droits", blocks_of(text.rights)),
        ("Nous joindre", blocks_of(text.contact)),
    )
    for heading, blocks in parts:
        if blocks:
            yield Section(typo(heading), blocks)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Paragraphs (an empty line parts them) and lists (lines that begin with a dash), in the order written."""
    made: list[Block] = []
    for is_item, lines in groupby(_marked(text), key=lambda line: line[0]):
        words = [line for _, line in lines]
        if is_item is None:
            continue
        made.append(Block(items=tuple(map(typo, words))) if is_item else Block(text=typo(" ".join(words))))
    return tuple(made)


def _marked(text: str) -> Iterator[tuple[bool | None, str]]:
    """Each line with what it is: an item, running text, or nothing (an empty line)."""
    for line in text.splitlines():
        words = " ".join(line.split())
        found = ITEM.match(words)
        yield (True, words[found.end() :]) if found else (False if words else None, words)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _template() -> Markup:
    engine = Engine(dirs=[str(TEMPLATES)], autoescape=True)
    return engine.get_template("courrier-patient.html")


@cache
def page_style() -> str:
    """The stylesheet of the letter, the address blocks of the geometry table included."""
    style = (TEMPLATES / "courrier-patient.css").read_text(encoding="utf-8")
    return style + _block_rule("inland", INLAND) + _block_rule("abroad", block_for("SUISSE"))


def _block_rule(name: str, block: AddressBlock) -> str:
    return (
        f".address.{name} {{ left: {block.x - LEFT:.2f}mm; top: {block.y - TOP:.2f}mm; width: {block.width:.2f}mm; "
        f"font-size: {block.size:.2f}pt; line-height: {block.pitch:.2f}mm }}\n"
    )
