"""The words of the ribbon, in French and in English."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from notify import wording
from notify.typography import NBSP


@dataclass(frozen=True)
class Words:
    """Phrases with `{}` for an instant or a length of time."""

    start: str
    term: str
    now: str
    elapsed: str
    before: str
    after: str
    sent: str
    reminder: str
    to_come: str
    sentence: str
    left: str


_WORDS = {
    "fr": Words(
        start="Prise de connaissance", term="Terme", now="Maintenant", elapsed="{} écoulées",
        before="{} avant", after="{} après", sent="envoyé", reminder="Rappel, {}", to_come="à venir",
        sentence="Délai de {length}, du {start} au {due}. Le {now} : {state}.", left="il reste {}",
    ),
    "en": Words(
        start="Awareness", term="Deadline", now="Now", elapsed="{} elapsed",
        before="{} before", after="{} after", sent="sent", reminder="Reminder, {}", to_come="to come",
        sentence="Period of {length}, from {start} to {due}. On {now}: {state}.", left="{} left",
    ),
}  # fmt: skip


def words(lang: str) -> Words:
    """The phrases of a language."""
    return _WORDS[wording.language(lang)]


def start_text(start: datetime, *, lang: str, zone: tzinfo) -> str:
    """`Prise de connaissance, 18 h 47`."""
    return f"{words(lang).start}, {wording.clock_time(start, lang=lang, zone=zone)}"


def term_text(due: datetime, *, lang: str, zone: tzinfo) -> str:
    """`Terme, lundi 18 h 47`."""
    weekday = wording.weekday(due, lang=lang, zone=zone)
    return f"{words(lang).term}, {weekday} {wording.clock_time(due, lang=lang, zone=zone)}"


def now_texts(start: datetime, due: datetime, now: datetime, *, lang: str, zone: tzinfo) -> tuple[str, str]:
    """`Maintenant, dimanche 1 h 35` and `30 h 48 min écoulées`, or how late it is."""
    weekday = wording.weekday(now, lang=lang, zone=zone)
    first = f"{words(lang).now}, {weekday} {wording.clock_time(now, lang=lang, zone=zone)}"
    if now >= due:
        return first, wording.remaining(due, now, lang=lang)
    elapsed = max(now - start, timedelta(0))
    return first, words(lang).elapsed.format(wording.duration(elapsed, lang=lang))


def _offset(at: datetime, due: datetime, lang: str) -> str:
    phrase = words(lang).before if at < due else words(lang).after
    return phrase.format(wording.duration(due - at, lang=lang))


def reminder_label(at: datetime, due: datetime, *, sent: bool, lang: str) -> tuple[str, str]:
    """(`2 h`, `2 h avant, envoyé`): the short form stands beside its neighbours, with a + after the term."""
    length = wording.duration(due - at, lang=lang)
    phrase = _offset(at, due, lang)
    short = length if at < due else f"+{NBSP}{length}"
    return short, f"{phrase}, {words(lang).sent}" if sent else phrase


def reminder_line(at: datetime, due: datetime, *, sent: bool, lang: str) -> str:
    """`Rappel, 48 h avant, envoyé`."""
    state = words(lang).sent if sent else words(lang).to_come
    return f"{words(lang).reminder.format(_offset(at, due, lang))}, {state}"


def sentence(start: datetime, due: datetime, now: datetime, *, lang: str, zone: tzinfo) -> str:
    """What the drawing says, in one sentence or two, for those who do not see it."""
    left = wording.remaining(due, now, lang=lang)
    state = words(lang).left.format(left) if now < due else left[0].lower() + left[1:]
    return words(lang).sentence.format(
        length=wording.duration(due - start, lang=lang),
        start=wording.instant(start, lang=lang, zone=zone),
        due=wording.instant(due, lang=lang, zone=zone),
        now=wording.instant(now, lang=lang, zone=zone),
        state=state,
    )
