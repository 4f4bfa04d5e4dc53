"""A paragraph with fields comes out as WeasyPrint lays it out and draws it, or is refused."""

import os
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify import pdf
from notify.letters.engine.breaks import NBSP, THIN
from notify.letters.engine.errors import NotFlowableError
from notify.letters.engine.flow import FieldRun, Paragraph, Run
from notify.letters.engine.shaping import UNITS, Style
from tests.notify.letters.engine.campaign import compare
from tests.notify.letters.engine.rate import sample
from tests.notify.letters.engine.truth import LEFT, differences, face, lay_out, render

needs_pango = pytest.mark.skipif(not pdf.pdf_available(), reason="WeasyPrint or Pango is missing")
SERIF, BOLD, SANS = (
    Style(face(family, weight), 14.4, (("lnum", 1),))
    for family, weight in (("Notify Serif", 400), ("Notify Serif", 700), ("Notify Sans", 400))
)
VALUES = {
    "nom": "Lefèvre-Dupont",
    "prenom": "Éloïse",
    "montant": f"12{THIN}345,67{NBSP}€",
    "date": f"6{NBSP}janvier{NBSP}2026",
    "lieu": "L’Haÿ-les-Roses",
}


def one_field(text: str = "Nous écrivons à {} au sujet de votre dossier.", **options: object) -> Paragraph:
    head, tail = text.split("{}")
    runs = (Run(SERIF, head), FieldRun(SERIF, "nom"), Run(SERIF, tail))
    return Paragraph(tuple(run for run in runs if not isinstance(run, Run) or run.text), 300, **options)


@needs_pango
def test_random_paragraphs_are_drawn_as_by_weasyprint() -> None:
    count = int(os.environ.get("NOTIFY_FLOW_PARAGRAPHS", "300"))
    outcome = compare(count, random.randrange(10**9))
    assert not outcome.faults, outcome.faults[:3]
    assert outcome.equal > 0.8 * count, outcome.refused


@needs_pango
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("align", ["justify", "start", "end", "center"])
def test_each_width_gives_the_same_lines(*, bold: bool, align: str) -> None:
    blocks, refused = [], 0
    for width in range(180, 700, 9):
        block = replace(sample(bold=bold), width_px=width + 0.3, align=align, indent_px=width % 4 * 8)
        try:
            blocks.append((block, VALUES, block.lines(VALUES)))
        except NotFlowableError:
            refused += 1
    drawn = lay_out([block[:2] for block in blocks])
    faults = [differences(ours, theirs, block) for (block, _, ours), theirs in zip(blocks, drawn, strict=True)]
    assert not [fault for fault in faults if fault]
    assert refused < 6


@needs_pango
@pytest.mark.parametrize(
    "text", ["Toute VAYSSE, Yvetôt et TAFFIN.", f"Affre{NBSP}: 12{THIN}345,67{NBSP}€ – 45%", "Íjar"]
)
@pytest.mark.parametrize("style", [SERIF, BOLD, SANS, replace(SERIF, size_px=10.8), replace(SANS, size_px=17.123)])
def test_a_width_is_that_of_the_text_box(text: str, style: Style) -> None:
    block = Paragraph((Run(style, text),), 700, left_px=LEFT)
    (line,) = block.lines({})
    document = render([(block, {})])
    box = document.pages[0]._page_box
    while box.children:
        box = box.children[0]
        if type(box).__name__ == "TextBox":
            break
    assert line.pieces[0].width_px == box.width
    assert style.shaper.scale == int(style.size_px * UNITS)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " Martin",
        "Martin ",
        "Le  Goff",
        "Mar\u00adtin",
        "Martin\n",
        "Mar\ttin",
        "Zoe\u0308",
        "כהן",
        "محمد",
        "李",
        "Smith\u200b",
        "100 $",
        "Col·legi",
        "Dupond )",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten",
    ],
)
def test_a_value_that_is_not_certain_is_refused_without_being_told(value: str) -> None:
    with pytest.raises(NotFlowableError) as caught:
        one_field().lines({"nom": value})
    assert caught.value.field in ("nom", "")
    assert value.strip() == "" or value.strip() not in str(caught.value)


def test_the_field_at_fault_is_named() -> None:
    runs = (
        Run(SERIF, "De "),
        FieldRun(SERIF, "prenom"),
        Run(SERIF, " "),
        FieldRun(SERIF, "nom"),
        Run(SERIF, " à vous."),
    )
    with pytest.raises(NotFlowableError) as caught:
        Paragraph(runs, 400).lines({"prenom": "Zoé", "nom": "李"})
    assert caught.value.field == "nom"


@pytest.mark.parametrize(
    "runs",
    [
        (Run(SERIF, " au bord"),),
        (Run(SERIF, "au bord "),),
        (Run(SERIF, "deux  espaces"),),
        (Run(SERIF, "usage privé \ue000"),),
        (Run(SERIF, "césure\u00adcachée"),),
        (Run(SERIF, "avant"), Run(BOLD, " gras")),
        (Run(replace(SERIF, letter_spacing=1), "large"),),
        (Run(replace(SERIF, word_spacing=1), "deux mots"),),
        (Run(replace(SERIF, lang="tr"), "bir söz"),),
    ],
)
def test_a_fixed_text_that_is_not_certain_is_refused(runs: tuple[Run, ...]) -> None:
    with pytest.raises(NotFlowableError) as caught:
        Paragraph(runs, 400).lines({})
    assert caught.value.field == ""


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="nom"):
        one_field().lines({})


NAMES = st.text("abcdefghijlmnoprstuvéèïçTVWY’-", min_size=1, max_size=20).map(lambda name: "M" + name + "n")


@given(name=NAMES, width=st.floats(250, 600))
@settings(max_examples=60, deadline=None)
def test_the_lines_hold_the_whole_text_and_never_more_than_the_width(name: str, width: float) -> None:
    block = replace(sample(bold=True), width_px=width)
    values = {**VALUES, "nom": name}
    try:
        lines = block.lines(values)
    except NotFlowableError:
        return
    written = "".join(values[run.name] if isinstance(run, FieldRun) else run.text for run in block.runs)
    assert "".join(piece.text for line in lines for piece in line.pieces).replace(" ", "") == written.replace(" ", "")
    assert block.line_count(values) == len(lines)
    for line in lines[:-1]:
        last = line.pieces[-1]
        if not any(" " in piece.text for piece in line.pieces):
            continue  # nothing to widen
        assert last.x_px + last.width_px == pytest.approx(width, abs=0.01)
    assert lines[-1].pieces[-1].x_px + lines[-1].pieces[-1].width_px <= width


def test_what_is_kept_from_one_record_to_the_next_is_bounded() -> None:
    block, rng = one_field(), random.Random(4)
    for _ in range(3):
        values = {"nom": "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=10))}
        block.lines(values)
    before = len(SERIF.shaper.pairs)
    for _ in range(2_000):
        block.lines({"nom": "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=10))})
    assert len(SERIF.shaper.pairs) <= before + 26 * 26 + 2 * 26
