"""python -m tests.notify.letters.engine.rate: paragraphs a second of CPU, ours and WeasyPrint's layout, in one run."""

import random
import re
import sys
import time
from collections.abc import Callable, Mapping
from statistics import median

from notify.letters.engine.breaks import NBSP, THIN
from notify.letters.engine.flow import Paragraph
from notify.letters.engine.operators import hex_writer
from notify.letters.engine.shaping import Style
from tests.notify.letters.engine.corpus import record
from tests.notify.letters.engine.truth import LEFT, face, render, text_run

_TEXT = (
    "Le {date}, une personne non autorisée a consulté le dossier de {prenom} {nom}, suivi à {lieu} : l’identité, "
    "l’adresse, le numéro de téléphone et les comptes rendus de consultation ont été vus. Le montant des soins "
    "concernés est de {montant}. Nous avons fermé l’accès, changé les mots de passe et prévenu l’autorité de contrôle ; "
    "nous continuons de surveiller."
).replace(" :", NBSP + ":").replace(" ;", THIN + ";")


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
    kept = []
    while len(kept) < count:
        values = record(rng)
        try:
            block.lines(values)
        except ValueError:
            raise
        except Exception:  # noqa: S112
            continue
        kept.append(values)
    return kept


def main(count: int) -> None:
    """Five repeats, new records each."""
    rng, write = random.Random(), hex_writer()
    for bold in (False, True):
        block = sample(bold=bold)
        figures = []
        for _ in range(5):
            records = certain(block, count, rng)
            theirs = 100 / _seconds(lambda: render([(block, values) for values in records[:100]]))
            figures.append((rate(block.lines, records), rate(block.line_count, records), theirs))
            written = rate(lambda v: [write.array(p.glyphs) for line in block.lines(v) for p in line.pieces], records)
            print(f"bold={bold} lines {figures[-1][0]:.0f}/s, with TJ {written:.0f}/s, counts {figures[-1][1]:.0f}/s, WeasyPrint layout {theirs:.0f}/s, ratio {figures[-1][0] / theirs:.0f}")
        print("median", [round(median(column)) for column in zip(*figures, strict=True)], "ratio", round(median(a / c for a, _, c in figures)))


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
