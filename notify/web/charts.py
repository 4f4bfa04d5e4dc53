"""Horizontal bars as SVG: places in pixels, lengths in percent, so that the text is never scaled."""

from dataclasses import dataclass

from django.utils.translation import gettext

from notify.dossier.statistics import Table

_LABEL = 36  # characters of 13 px that fit at 320 px; the table beside the chart has the whole label
_TEXT, _BAR, _GAP = 18, 9, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: baseline of its words, top of its bars, lengths as CSS percentages."""

    label: str
    text_y: int
    own_y: int
    own: str
    value: int
    national_y: int
    national: str | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A table drawn: `height` in pixels."""

    bars: tuple[Bar, ...]
    height: int
    national: bool


def chart_of(table: Table) -> Chart:
    """The chart of a table; lengths are shares, so that both series can be compared."""
    national = table.national_total is not None
    step = _TEXT + _BAR + (_BAR if national else 0) + _GAP
    bars = []
    for place, line in enumerate(table.lines):
        top, label = place * step, gettext(line.label)
        bars.append(
            Bar(
                label=label if len(label) <= _LABEL else label[: _LABEL - 1].rstrip() + "…",
                text_y=top + 12, own_y=top + _TEXT, own=_percent(table.share(line)), value=line.own,
                national_y=top + _TEXT + _BAR,
                national=_percent(table.national_share(line)) if national else None,
            )
        )  # fmt: skip
    return Chart(tuple(bars), max(step * len(bars) - _GAP, 0), national)


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0):.2f}%"
