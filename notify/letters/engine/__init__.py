"""Compiled letters: a page is laid out once by WeasyPrint, then each person's fields are stamped into it.

    template = Template(html, (Field("name"), Field("address", Kind.LINES)), Sheet(css=(style,)))
    letter = compile_letter(template)
    with open("batch.pdf", "wb") as sink:
        write_batch(letter, records, sink, duplex=True)

A stamped page is the page that WeasyPrint would have drawn: pixel for pixel, glyph for glyph. What cannot be stamped
exactly is rendered by WeasyPrint and merged in its place. The package knows no framework and no database.
"""

from notify.letters.engine.batch import WrittenBatch, WrittenLetter, quick, standard, write_batch
from notify.letters.engine.errors import (
    CompileError,
    EngineError,
    NothingToWriteError,
    RecordError,
    SelfTestError,
    TemplateError,
)
from notify.letters.engine.fields import Field, Kind, Record, Value
from notify.letters.engine.letter import LATIN, CompiledLetter, Template
from notify.letters.engine.plain import fill_template, plain_letter
from notify.letters.engine.reference import Sheet
from notify.letters.engine.selftest import compile_letter
from notify.letters.engine.single import SingleWriter

__all__ = [
    "LATIN",
    "CompileError",
    "CompiledLetter",
    "EngineError",
    "Field",
    "Kind",
    "NothingToWriteError",
    "Record",
    "RecordError",
    "SelfTestError",
    "Sheet",
    "SingleWriter",
    "Template",
    "TemplateError",
    "Value",
    "WrittenBatch",
    "WrittenLetter",
    "compile_letter",
    "fill_template",
    "plain_letter",
    "quick",
    "standard",
    "write_batch",
]
