"""French typography of what people read: no-break spaces, apostrophes, ordinals.

`typo` works on plain text, `typo_html` on the text nodes of rendered HTML. Both are idempotent and
neither touches a letter or a figure, except the ordinal "1er".
Source: Lexique des règles typographiques en usage à l'Imprimerie nationale.
"""

import html
import re
from collections.abc import Callable, Iterator

NBSP = "\u00a0"
THIN = "\u202f"
_S = f"[ {NBSP}{THIN}]"
_INNER = r"(?:(?<=\S)|\A)"  # a space inside a line, not the indentation of a template
_MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|janv\.|févr\.|avr\.|juill\.|sept\.|oct\.|nov\.|déc\."
)
_UNITS = "h|min|s|j|o|Ko|Mo|Go|km|cm|mm|m|kg|g|px|pt"
_BEFORE_WORD = r"n°|nᵒ|art\.|article|articles|paragraphe|§|Dr|Pr|Me|Mme|M\.|[LRD]\."

_Repl = str | Callable[["re.Match[str]"], str]


def _spaces_to(space: str) -> Callable[["re.Match[str]"], str]:
    return lambda match: re.sub(_S, space, match[0])


_RULES: tuple[tuple[re.Pattern[str], _Repl], ...] = (
    (re.compile(r"(?<=[^\W\d_])'(?=\w|«)"), "’"),
    (re.compile(r"\b1er\b"), "1ᵉʳ"),
    # phone numbers before thousands: 02 99 00 00 14, +33 2 99 00 00 14, 0 805 200 100
    (re.compile(rf"(?<!\d)(?:0\d|\+33{_S}\d)(?:{_S}\d\d){{4}}(?!\d)"), _spaces_to(NBSP)),
    (re.compile(rf"(?<!\d)0{_S}8\d\d{_S}\d{{3}}{_S}\d{{3}}(?!\d)"), _spaces_to(NBSP)),
    (re.compile(rf"(?<![\d,.])(?<!\d{_S})[1-9]\d{{0,2}}(?:{_S}\d{{3}})+(?!{_S}?\d)"), _spaces_to(THIN)),
    (re.compile(rf"«{_S}*(?=\S)"), "«" + NBSP),
    (re.compile(rf"(?<=\S){_S}*»"), NBSP + "»"),
    (re.compile(rf"{_INNER}{_S}+(?=[;!?])|(?<=[\w)»’])(?=[;!?](?:[\s»)]|\Z))"), THIN),
    (re.compile(rf"(?<=\d){_S}*(?=%)|\A{_S}+(?=%)"), THIN),
    (re.compile(rf"{_INNER}{_S}+(?=:(?:\s|«|\Z))|(?<=[^\W\d_]|[)»’])(?=:(?:\s|\Z))"), NBSP),
    (re.compile(rf"(?<=\d){_S}+h{_S}+(?=\d\d\b)"), f"{NBSP}h{NBSP}"),
    (re.compile(rf"(?<=\d){_S}+(?=(?:{_UNITS})\b|€|°C)"), NBSP),
    (re.compile(rf"(?<=\d|ʳ){_S}+(?=(?:{_MONTHS}))"), NBSP),
    (re.compile(rf"\b({_MONTHS}){_S}+(?=\d{{4}}\b)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<!\w)({_BEFORE_WORD}){_S}+(?=\w)"), rf"\1{NBSP}"),
    (re.compile(rf"{_INNER}{_S}+(?=[–·](?:\s|\Z))"), NBSP),
    (re.compile(rf"([−+×]){_S}+(?=\d)"), rf"\1{NBSP}"),
)


def typo(text: str) -> str:
    """`text` with the spaces and apostrophes of French typography; idempotent."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


_TAG = re.compile(r"""(<!--.*?-->|<!?/?[A-Za-z](?:"[^"]*"|'[^']*'|[^'">])*>)""", re.DOTALL)
_NAME = re.compile(r"</?([A-Za-z][\w-]*)")
_VERBATIM_TAGS = frozenset({"code", "pre", "textarea", "script", "style", "kbd", "samp"})
_VERBATIM_ATTRIBUTE = re.compile(r"""\s(?:data-verbatim\b|lang=["']?en\b)""")


class _Verbatim:
    """Tells whether we are inside an element whose text is left as it is."""

    def __init__(self) -> None:
        self.name = ""
        self.depth = 0

    def see(self, tag: str) -> None:
        found = _NAME.match(tag)
        if not found or tag.endswith("/>"):
            return
        name = found[1].lower()
        closing = tag.startswith("</")
        if self.depth:
            if name == self.name:
                self.depth += -1 if closing else 1
        elif not closing and (name in _VERBATIM_TAGS or _VERBATIM_ATTRIBUTE.search(tag)) and name != "html":
            self.name, self.depth = name, 1


def _typo_node(text: str) -> str:
    if not text or text.isspace():
        return text
    if "&" not in text:
        return typo(text)
    return html.escape(typo(html.unescape(text)), quote=False)


def _pieces(markup: str) -> Iterator[str]:
    verbatim = _Verbatim()
    for index, piece in enumerate(_TAG.split(markup)):
        if index % 2:
            verbatim.see(piece)
            yield piece
        else:
            yield piece if verbatim.depth else _typo_node(piece)


def typo_html(markup: str) -> str:
    """`markup` with `typo` applied to its text nodes.

    Left as they are: tags with their attributes, comments, `code`, `pre`, `textarea`, `script`, `style`, any
    element marked `data-verbatim` (a text somebody approves word for word) or in English.
    """
    return "".join(_pieces(markup))
