"""python -m tests.notify.letters.engine.rate: paragraphs a second of CPU, ours and WeasyPrint's layout, in one run."""

import random
import re
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from statistics import median

from notify.letters.engine.breaks import NBSP, THIN
from notify.letters.engine.errors import NotFlowableError
from notify.letters.engine.flow import Paragraph
from notify.letters.engine.operators import hex_writer
from notify.letters.engine.shaping import Style
from tests.notify.letters.engine.corpus import record
from tests.notify.letters.engine.truth import LEFT, face, render, text_run

_TEXT = (
    (
        "Le {date}, une personne non autorisée a consulté le dossier de {prenom} {nom}, suivi à {lieu} : l’identité, "
        "l’adresse, le numéro de téléphone et les comptes rendus de consultation ont été vus. Le montant des soins "
        "concernés est de {montant}. Nous avons fermé l’accès, changé les mots de passe et prévenu l’autorité de "
        "contrôle ; "
        "nous continuons de surveiller."
    )
    .replace(" :", NBSP + ":")
    .replace(" ;", THIN + ";")
)


def sample(*, bold: bool) -> Paragraph:
    """Five lines with five fields, the name bold or not."""
    regular, strong = (Style(face("Notify Serif", weight), 14.4, (("lnum", 1),)) for weight in (400, 700))
    parts = [part for part in re.split(r"(\{\w+\})", _TEXT) if part]
    runs = tuple(text_run(strong if bold and part in ("{prenom}", "{nom}") else regular, part) for part in parts)
    return Paragraph(runs, 514.0157, "justify", base=regular, left_px=LEFT)


def rate(work: Callable[[Mapping[str, str]], object], records: list[Mapping[str, str]]) -> float:
    """Records a second of CPU time."""
    begin = time.process_time()
    for values in records:
        work(values)
    return len(records) / (time.process_time() - begin)


def certain(block: Paragraph, count: int, rng: random.Random) -> list[Mapping[str, str]]:
    """Records that are not refused."""
    kept: list[Mapping[str, str]] = []
    while len(kept) < count:
        values = record(rng)
        with suppress(NotFlowableError):
            block.lines(values)
            kept.append(values)
    return kept


def main(count: int) -> None:
    """Five repeats, new records each: lines, lines written as TJ arrays, line counts, WeasyPrint's layout."""
    rng, writer = random.Random(), hex_writer()

    def written(block: Paragraph, values: Mapping[str, str]) -> list[bytes]:
        return [writer.array(piece.glyphs) for line in block.lines(values) for piece in line.pieces]

    for bold in (False, True):
        block = sample(bold=bold)
        figures = []
        for _ in range(5):
            records = certain(block, count, rng)
            few = [(block, values) for values in records[:100]]
            figures.append(
                (
                    rate(block.lines, records),
                    rate(partial(written, block), records),
                    rate(block.line_count, records),
                    100 * rate(lambda _, few=few: render(few), records[:1]),
                )
            )
        for name, column in zip(
            ("lines", "TJ arrays", "counts", "WeasyPrint"), zip(*figures, strict=True), strict=True
        ):
            sys.stdout.write(f"bold={bold} {name}: {median(column):.0f}/s ({min(column):.0f}-{max(column):.0f})\n")
        sys.stdout.write(f"bold={bold} ratio of lines: {median(mine / theirs for mine, *_, theirs in figures):.0f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5_000)
