"""Geometry of the 72-hour ribbon: instants in, positions in percent of its width and texts out. No clock.

The scale runs from the start to the term; when the term is past it is stretched by a quarter at most.
Texts have a fixed size in pixels while positions are percentages, so room is judged at two widths (`ROOMS`),
the narrowest of two ranges of windows; a style sheet shows the labels of one of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from notify import wording
from notify.web import ribbon_words
from notify.web.ribbon_labels import Dot, Label, Placer, merge_reminders, place_now, text_width

ROOMS = {"tight": 1070, "roomy": 1180}  # px of the drawing at 72 rem and at 80 rem, scroll bar deducted
NARROWEST = ROOMS["tight"]


@dataclass(frozen=True)
class RibbonEvent:
    """Something done: its instant and a few words ("Plainte déposée")."""

    at: datetime
    label: str


@dataclass(frozen=True)
class RibbonReminder:
    """A reminder of the ladder: sent, or to come."""

    at: datetime
    sent: bool


@dataclass(frozen=True)
class Tick:
    """A day or an hour on the scale; `label` is empty when there is no room, `short` serves on a phone."""

    x: float
    label: str
    short: str = ""
    midnight: bool = False


@dataclass(frozen=True)
class Line:
    """A line of the list behind the drawing."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Ribbon:
    """All that `ribbon.html` draws; every x is in percent, 0 to 100, each sequence in order of time."""

    start_text: str
    term_text: str
    term_x: float
    now_x: float
    now_text: str
    now_second: str
    now_text_x: float
    now_anchor: str
    late: bool
    days: tuple[Tick, ...]
    hours: tuple[Tick, ...]
    event_dots: tuple[float, ...]
    event_labels: tuple[tuple[str, tuple[Label, ...]], ...]
    reminders: tuple[Dot, ...]
    reminder_labels: tuple[tuple[str, tuple[Label, ...]], ...]
    lines: tuple[Line, ...]
    sentence: str

    @property
    def two_rows(self) -> bool:
        """True when, on a phone, the word of now would touch those of start and term."""
        return self.now_x < 32 or self.now_x > self.term_x - 32

    @property
    def phone_anchor(self) -> str:
        """Anchor of the word of now on a phone."""
        return "start" if self.now_x < 14 else "end" if self.now_x > 86 else "middle"


class _Scale:
    def __init__(self, start: datetime, due: datetime, now: datetime) -> None:
        # in UTC: two instants of one local zone would be subtracted by the wall clock
        self.start = start.astimezone(UTC)
        length = max(due.astimezone(UTC) - self.start, timedelta(minutes=1))
        self.end = self.start + max(length, min(now.astimezone(UTC) - self.start, length * 1.25))

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start) * 100
        return round(min(100.0, max(0.0, share)), 3)


def _local_hours(scale: _Scale, zone: tzinfo, step: int) -> Iterator[datetime]:
    """Every `step` hours on the wall clock of `zone`, strictly inside the scale, across a DST change too."""
    midnight = datetime.combine(scale.start.astimezone(zone).date(), time.min)
    while midnight.replace(tzinfo=zone).astimezone(UTC) < scale.end:
        for hour in range(0, 24, step):
            at = midnight.replace(hour=hour, tzinfo=zone).astimezone(UTC)
            if scale.start < at < scale.end:
                yield at
        midnight += timedelta(days=1)


def _hour_step(scale: _Scale) -> int:
    return 6 if scale.end - scale.start <= timedelta(hours=100) else 24


def _fits(text: str, room: float) -> bool:
    return text_width(text) + 10 <= room * NARROWEST / 100


def _days(scale: _Scale, zone: tzinfo, lang: str) -> tuple[Tick, ...]:
    midnights = [scale.start, *_local_hours(scale, zone, 24)]
    ends = [*(scale.x(at) for at in midnights[1:]), 100.0]
    ticks: list[Tick] = []
    for at, end in zip(midnights, ends, strict=True):
        x, local = scale.x(at), at.astimezone(zone)
        names = (
            f"{wording.weekday(at, lang=lang, zone=zone)} {local.day}",
            f"{wording.weekday(at, lang=lang, zone=zone, short=True)} {local.day}",
        )
        label = next((name for name in names if _fits(name, end - x)), "")
        short = wording.weekday(at, lang=lang, zone=zone, short=True) if end - x >= 14 else ""
        ticks.append(Tick(x, label, short))
    return tuple(ticks)


def _hours(scale: _Scale, zone: tzinfo, lang: str, term_x: float) -> tuple[Tick, ...]:
    step = _hour_step(scale)
    if step == 24:
        return ()
    ticks: list[Tick] = []
    for at in _local_hours(scale, zone, step):
        x, hour = scale.x(at), at.astimezone(zone).hour
        label = f"{hour} h" if lang == "fr" else f"{hour}:00"
        if hour == 0 or abs(term_x - x) > 2:
            clear = abs(term_x - x) > 3 and 2 < x < 98
            ticks.append(Tick(x, label if clear else "", midnight=hour == 0))
    return tuple(ticks)


def _lines(
    start: datetime, due: datetime, now: datetime, events: Sequence[RibbonEvent],
    reminders: Sequence[RibbonReminder], lang: str,
) -> tuple[Line, ...]:  # fmt: skip
    words = ribbon_words.words(lang)
    lines = [Line(start, words.start), Line(due, words.term), Line(now, words.now)]
    lines += [Line(event.at, event.label) for event in events]
    lines += [Line(r.at, ribbon_words.reminder_line(r.at, due, sent=r.sent, lang=lang)) for r in reminders]
    return tuple(sorted(lines, key=lambda line: line.at))


def build_ribbon(
    start: datetime, due: datetime, now: datetime, events: Iterable[RibbonEvent],
    reminders: Iterable[RibbonReminder], zone: tzinfo = wording.PARIS, *, lang: str = "fr",
) -> Ribbon:  # fmt: skip
    """The ribbon of a duty that runs from `start` to `due`, as it stands at `now`.

    Labels of events stand on two steps and give way when there is no room: no label crosses another, nor a
    leader, nor the line of now. What is not written on the drawing is always in `lines`.
    """
    lang = wording.language(lang)
    scale = _Scale(start, due, now)
    done = sorted(events, key=lambda event: event.at)
    drawn = [event for event in done if event.at >= start]  # what came before the start is in the list only
    ladder = sorted((r for r in reminders if r.at >= start), key=lambda reminder: reminder.at)
    late, now_x, term_x = now >= due, scale.x(now), scale.x(due)
    now_text, now_second = ribbon_words.now_texts(start, due, now, lang=lang, zone=zone)
    now_text_x, now_anchor = place_now(now_x, term_x, (now_text, now_second), NARROWEST)
    marks = [(scale.x(e.at), wording.clock_time(e.at, lang=lang, zone=zone), e.label) for e in drawn]
    taken = [(now_text_x, now_anchor, text) for text in (now_text, now_second)]
    dots = tuple(Dot(scale.x(r.at), r.sent) for r in ladder)
    texts = [ribbon_words.reminder_label(r.at, due, sent=r.sent, lang=lang) for r in ladder]
    return Ribbon(
        start_text=ribbon_words.start_text(start, lang=lang, zone=zone),
        term_text=ribbon_words.term_text(due, lang=lang, zone=zone),
        term_x=term_x, now_x=now_x, now_text=now_text, now_second=now_second, now_text_x=now_text_x,
        now_anchor=now_anchor, late=late, days=_days(scale, zone, lang),
        hours=_hours(scale, zone, lang, term_x), event_dots=tuple(x for x, _, _ in marks),
        event_labels=tuple(
            (name, Placer(room, (now_x, term_x), taken).place_events(marks)) for name, room in ROOMS.items()
        ),
        reminders=dots,
        reminder_labels=tuple((name, merge_reminders(dots, texts, room)) for name, room in ROOMS.items()),
        lines=_lines(start, due, now, done, ladder, lang),
        sentence=ribbon_words.sentence(start, due, now, lang=lang, zone=zone),
    )  # fmt: skip
