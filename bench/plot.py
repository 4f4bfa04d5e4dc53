"""Results as a bar chart (SVG, logarithmic) and as a table (Markdown).

`python bench/plot.py RESULTS.json CHART.svg TABLE.md`. The file holds {"results": [row, …]}; a row has
`letters_per_cpu_second` and `bytes_per_letter`, or `not_run` with the reason, and is named by `label` or else by `peer`
and `per_document`. Rows with `ours` are drawn in ink, the others in grey. Rates a row was measured over several rounds
with may carry `low` and `high`: the chart shows them as a thin line.
"""

import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

INK, SOFT, BAR, HAIR, PAPER = "#16202a", "#4b5661", "#76818b", "#cfd4d6", "#fdfdfb"
REFERENCE = "weasyprint, one letter a document"
WIDTH, LEFT, RIGHT, TOP, STEP, THICK = 760, 250, 90, 52, 30, 14  # pixels


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the chart and of the table."""

    label: str
    rate: float | None
    size: float | None
    not_run: str = ""
    ours: bool = False
    low: float | None = None
    high: float | None = None


def rows_of(results: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Quickest first, those that did not run at the end."""
    rows = [
        Row(
            result.get("label") or _label(result["peer"], result["per_document"]),
            result.get("letters_per_cpu_second"),
            result.get("bytes_per_letter"),
            result.get("not_run", ""),
            bool(result.get("ours")),
            result.get("low"),
            result.get("high"),
        )
        for result in results
    ]
    return sorted(rows, key=lambda row: (row.rate is None, -(row.rate or 0)))


def _label(peer: str, per_document: int) -> str:
    return f"{peer}, {'one letter' if per_document == 1 else f'{per_document} letters'} a document"


def table(rows: Sequence[Row], reference: str = REFERENCE) -> str:
    """Markdown; the last column is the rate as a multiple of the reference's, empty when that did not run."""
    base = next((row.rate for row in rows if row.label == reference and row.rate), None)
    lines = [f"| way | letters/s of CPU | bytes a letter | × {reference} |", "|---|---:|---:|---:|"]
    for row in rows:
        name = f"**{row.label}**" if row.ours else row.label
        if row.rate is None:
            lines.append(f"| {name} | not run: {row.not_run.replace('|', '/')} | | |")
        else:
            lines.append(
                f"| {name} | {_number(row.rate)} | {_number(row.size)} | {_number(base and row.rate / base)} |"
            )
    return "\n".join(lines) + "\n"


def chart(rows: Sequence[Row], title: str = "Letters per second of CPU, one core") -> str:
    """SVG; the scale is logarithmic from a power of ten to another."""
    rates = [rate for row in rows for rate in (row.rate, row.low, row.high) if rate]
    first = math.floor(math.log10(min(rates, default=1.0)))
    if rates and math.log10(min(rates)) - first < 0.05:
        first -= 1  # the shortest bar is still seen
    last = max(math.ceil(math.log10(max(rates, default=10.0))), first + 1)
    scale = Scale(first, last)
    height = TOP + STEP * len(rows) + 14
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            f'font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="{escape(title)}">',
            f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
            f'<text x="12" y="20" font-weight="600" fill="{INK}">{escape(title)}, logarithmic scale</text>',
            *_grid(scale, height),
            *(line for place, row in enumerate(rows) for line in _bar(row, TOP + STEP * place, scale)),
            "</svg>\n",
        )
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Powers of ten at both ends of the axis."""

    first: int
    last: int

    def x(self, rate: float) -> float:
        """Pixels from the left."""
        share = (math.log10(rate) - self.first) / (self.last - self.first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)


def _grid(scale: Scale, height: int) -> list[str]:
    lines = []
    for power in range(scale.first, scale.last + 1):
        x = scale.x(10.0**power)
        lines.append(f'<path d="M{x:.1f} {TOP - 6}V{height - 10}" stroke="{HAIR}"/>')
        label = _number(10.0**power)
        lines.append(
            f'<text x="{x:.1f}" y="{TOP - 11}" font-size="11" text-anchor="middle" fill="{SOFT}">{label}</text>'
        )
    return lines


def _bar(row: Row, top: int, scale: Scale) -> list[str]:
    base = top + 13
    weight = ' font-weight="600"' if row.ours else ""
    name = f'<text x="{LEFT - 10}" y="{base}" text-anchor="end" fill="{INK}"{weight}>{escape(row.label)}</text>'
    if row.rate is None:
        return [name, f'<text x="{LEFT + 4}" y="{base}" font-style="italic" fill="{SOFT}">not run</text>']
    end = scale.x(row.rate)
    colour = INK if row.ours else BAR
    drawn = [name, f'<rect x="{LEFT}" y="{top + 2}" width="{end - LEFT:.1f}" height="{THICK}" fill="{colour}"/>']
    if row.low and row.high:
        span = f"M{scale.x(row.low):.1f} {top + 19.5}H{scale.x(row.high):.1f}"
        drawn.append(f'<path d="{span}" stroke="{SOFT}" stroke-width="2"/>')
    figure = f'<text x="{end + 6:.1f}" y="{base}" fill="{INK}"{weight}>{_number(row.rate)}</text>'
    return [*drawn, figure]


def _number(value: float | None) -> str:
    """Whole, or three figures below a hundred; thousands apart."""
    if value is None:
        return ""
    digits = max(2 - math.floor(math.log10(value)), 0) if value > 0 else 0
    text = f"{round(value, digits):,.{digits}f}".replace(",", "\u202f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def main() -> None:
    """Read the results, write the two files."""
    source, svg, markdown = map(Path, sys.argv[1:4])
    rows = rows_of(json.loads(source.read_text(encoding="utf-8"))["results"])
    svg.write_text(chart(rows), encoding="utf-8")
    markdown.write_text(table(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
