"""Filters and tags of the pages: typography, times, numbers, hashes, marks, form fields."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from notify import wording
from notify.typography import typo_html
from notify.web.phrases import said

register = template.Library()


def _lang() -> str:
    return wording.language(get_language())


class TypoNode(template.Node):
    """`{% typo %}…{% endtypo %}`: French typography on the text nodes of what it holds, in French only."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        rendered = self.nodelist.render(context)
        if _lang() != "fr":
            return rendered
        return mark_safe(typo_html(rendered))  # noqa: S308 - already rendered and escaped by the engine


@register.tag("typo")
def typo_tag(parser: Parser, _token: Token) -> TypoNode:
    """Open a `{% typo %}` block."""
    nodelist = parser.parse(("endtypo",))
    parser.delete_first_token()
    return TypoNode(nodelist)


@register.filter("typo", is_safe=True)
def typo_filter(value: str) -> SafeString:
    """French typography on one value, in French only."""
    escaped = conditional_escape(value)
    return mark_safe(typo_html(escaped)) if _lang() == "fr" else escaped  # noqa: S308 - escaped above


@register.filter
def instant(value: datetime | None, arg: str = "") -> str:
    """`lundi 14 septembre 2026 à 18 h 47`; "no_year" drops the year, "near" keeps weekday and hour."""
    if value is None:
        return ""
    if arg == "near":
        return wording.near_instant(value, lang=_lang())
    return wording.instant(value, year=arg != "no_year", lang=_lang())


@register.filter
def day(value: datetime | None, arg: str = "") -> str:
    """`lundi 14 septembre 2026`; `"no_year"` drops the year."""
    return "" if value is None else wording.day(value, year=arg != "no_year", lang=_lang())


@register.filter
def hour(value: datetime | None) -> str:
    """`18 h 47`."""
    return "" if value is None else wording.clock_time(value, lang=_lang())


@register.filter
def short_instant(value: datetime | None, arg: str = "") -> str:
    """`lun. 14 sept.`; `"hour"` adds ", 18 h 47"."""
    return "" if value is None else wording.short_instant(value, lang=_lang(), hour=arg == "hour")


@register.filter
def remaining(due: datetime, now: datetime) -> str:
    """`{{ due|remaining:now }}`: "41 h 12 min"."""
    return wording.remaining(due, now, lang=_lang())


@register.filter
def duration(value: Any) -> str:
    """A timedelta as "2 h 10 min"."""
    return wording.duration(value, lang=_lang())


@register.filter
def number(value: Any, decimals: int = 0) -> str:
    """`1 204`; `{{ 5|number:1 }}` gives "5,0". Empty for None."""
    return "" if value is None else wording.number(value, decimals=decimals, lang=_lang())


@register.filter
def points(value: Any) -> str:
    """A score in quarters of a point: "5,0", "4,75"."""
    return wording.points(value, lang=_lang())


@register.filter
def filesize_fr(value: int) -> str:
    """`412 Ko` (412 KB in English)."""
    return wording.size(value, lang=_lang())


@register.filter
def hash4(value: str) -> SafeString:
    """A whole digest in groups of four, in `code` so that nothing rewrites it."""
    return format_html('<code class="hash">{}</code>', wording.hash_groups(value))


@register.filter
def short_hash(value: str, length: int = 8) -> SafeString:
    """The first characters of a digest (8 in a journal, 12 for a document), in groups of four, in `code`."""
    return format_html('<code class="hash">{}</code>', wording.hash_groups(value, length=length))


@register.filter
def hash_pairs(value: str) -> list[str]:
    """A digest as lines of two groups of four, for the approval sheet."""
    return [wording.hash_groups(value[i : i + 8]) for i in range(0, len(value), 8)]


@register.simple_tag
def remaining_time(due: datetime, now: datetime, css: str = "") -> SafeString:
    """The time left, recomputed each minute by the script from the instant it carries."""
    late = " late" if due <= now else ""
    return format_html(
        '<time class="{}{}" datetime="{}" data-remaining="{}">{}</time>',
        css, late, due.isoformat(), due.isoformat(), wording.remaining(due, now, lang=_lang()),
    )  # fmt: skip


@register.simple_tag
def instant_time(value: datetime, arg: str = "") -> SafeString:
    """An instant in words inside a `time` element; same arguments as the filter `instant`."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), instant(value, arg))


@register.inclusion_tag("web/components/mark.html")
def mark(kind: str, text: object, small: bool = False) -> dict[str, object]:
    """`{% mark "done" text %}`: a state mark. Kinds: done, doing, todo, waiting, late, none, saved."""
    return {"kind": kind, "text": text, "small": small}


@register.filter("said")
def said_filter(text: str) -> str:
    """A sentence of the law ring in the language of the page."""
    return said(text)


@register.filter
def lookup(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """`{{ mapping|lookup:key }}`, or None."""
    return mapping.get(key) if mapping else None


@register.filter
def paired(first: Iterable[Any], second: Iterable[Any]) -> list[tuple[Any, Any]]:
    """`{% for a, b in first|paired:second %}`: two lists of the same length, side by side."""
    return list(zip(first, second, strict=True))


@register.filter
def pct(value: float) -> str:
    """A percentage for an SVG attribute, never with a decimal comma: "42.75%"."""
    return f"{float(value):g}%"


@register.filter
def share(part: Any, whole: Any) -> str:
    """`part` of `whole` for an SVG attribute: "69.87%"; "0%" of nothing."""
    return f"{min(1.0, max(0.0, float(part) / float(whole))) * 100:.2f}%" if whole else "0%"


@register.simple_tag
def spread(low: Any, high: Any, whole: Any) -> str:
    """From `low` to `high` on a scale of `whole`, for an SVG width."""
    return share(high - low, whole)


@register.filter
def quoted(text: object) -> str:
    """`« text »`, in the quotation marks of the page's language."""
    return gettext("« {text} »").format(text=text)


@register.filter
def with_hour(pattern: str, at: datetime) -> str:
    """`Enregistré à {heure}` with the hour of `at`; the script fills the same pattern."""
    return pattern.replace("{heure}", hour(at))
