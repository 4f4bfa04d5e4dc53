"""The letter as HTML: text and records go into the template as data, French typography on the way.

The template engine is closed on itself: no context processor, no tag library, no other directory.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path

from django.template import Context, Engine, Template

from notify.letters.content import LetterRecord, LetterText
from notify.letters.geometry import INLAND, AddressBlock, block_for
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


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """One letter as the template reads it. Numbers are given as text: templates localise numbers."""

    number: str
    code: str
    total: str
    salutation: str
    address_lines: tuple[str, ...]
    block_class: str
    minor_name: str


def page_html(text: LetterText, letters: Sequence[LetterRecord], totals: Sequence[int], *, now: datetime) -> str:
    """The HTML of a document; `totals` are the page counts printed in the feet. Ids: letter-0, end-0, letter-1…"""
    sheets = [
        Sheet(
            str(number),
            letter.code,
            str(total),
            letter.salutation,
            letter.address_lines,
            "abroad" if letter.country else "inland",
            letter.minor_name,
        )
        for number, (letter, total) in enumerate(zip(letters, totals, strict=True))
    ]
    context = {
        "title": typo(text.title),
        "intro": blocks_of(text.what_happened),
        "sections": tuple(sections_of(text)),
        "closing": blocks_of(text.closing),
        "signature": tuple(map(typo, text.signature)),
        "sender": text.sender,
        "sender_address": tuple(map(typo, text.sender.address)),
        "check_phone": typo(text.sender.check_phone),
        "dpo_contact": typo(text.sender.dpo_contact),
        "date": _capitalised(day(now)),
        "exercise": text.exercise,
        "sheets": sheets,
    }
    return _template().render(Context(context, use_l10n=False, use_tz=False))


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
def _template() -> Template:
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
