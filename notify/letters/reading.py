"""A letter to be read on a screen: the same words and typography as the paper, its merged fields by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from breaches.models import Communication
from breaches.operations.communicating import Letter, letter_of
from notify.letters.composing import text_from
from notify.letters.content import Sender
from notify.letters.page import Block, Section, blocks_of, sections_of


@dataclass(frozen=True, slots=True)
class Reading:
    """Title, opening, sections, end, and who writes. Nothing here depends on a patient.

    Title and signature still need the typography that pages apply to their text nodes.
    """

    title: str
    intro: tuple[Block, ...]
    sections: tuple[Section, ...]
    signature: tuple[str, ...]
    sender: Sender


def read_letter(letter: Letter) -> Reading:
    """The letter in the order of its paper page; empty parts are left out, as on paper."""
    text = text_from(letter)
    return Reading(
        text.title,
        blocks_of(text.what_happened),
        tuple(sections_of(text)),
        text.signature,
        text.sender,
    )


def reading_of(communication: Communication) -> Reading:
    """The letter of a communication, from its frozen content (the context `reading` of `letter_text.html`)."""
    return read_letter(letter_of(communication))


def with_text(letter: Letter, text: Mapping[str, str], sender: Mapping[str, object]) -> Letter:
    """The same letter with another text and sender: what is typed and not saved yet."""
    return Letter(letter.template, letter.template_sha256, dict(sender), dict(text))
