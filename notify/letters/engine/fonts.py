"""Fonts of a compiled letter: read whole from the reference, cut to the characters declared, and given code pages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import uharfbuzz

from notify.letters.engine.glyphs import CodePage

_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 0 >> def
/CMapName /{name} def
/CMapType {kind} def
1 begincodespacerange
<{first}> <{last}>
endcodespacerange
{body}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


# Shaping is done before: what a viewer draws with needs no layout table, and no name.
_LAYOUT = (b"GSUB", b"GPOS", b"GDEF", b"kern", b"MATH", b"BASE", b"DSIG", b"OS/2", b"post", b"name", b"STAT", b"meta")


@dataclass(frozen=True, slots=True, repr=False)
class FontSource:
    """A font of the reference: its whole file, its description, the text and the width of each glyph."""

    name: str
    data: bytes
    open_type: bool
    descriptor: Mapping[str, str]
    texts: Mapping[int, str]
    widths: Mapping[int, int]

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """The font file with these glyphs only, numbers kept."""
        wanted = uharfbuzz.SubsetInput()
        wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_HINTING
        wanted.sets(uharfbuzz.SubsetInputSets.GLYPH_INDEX).update({0, *glyphs})
        wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag) for tag in _LAYOUT)
        face = uharfbuzz.subset(uharfbuzz.Face(self.data), wanted)
        data: bytes = face.blob.data
        return data


def font_source(name: str, font: Any) -> FontSource:
    """Read a Type0 font of the reference PDF."""
    descendant = font["/DescendantFonts"][0].get_object()
    descriptor = descendant["/FontDescriptor"].get_object()
    key = "/FontFile2" if "/FontFile2" in descriptor else "/FontFile3"
    kept = {str(k): _plain(v) for k, v in descriptor.items() if k not in {"/FontFile2", "/FontFile3", "/CIDSet"}}
    return FontSource(
        name,
        descriptor[key].get_object().get_data(),
        key == "/FontFile3",
        kept,
        dict(_texts(font["/ToUnicode"].get_object().get_data())),
        dict(_widths(descendant["/W"])),
    )


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "[" + " ".join(map(_plain, value)) + "]"
    if isinstance(value, str) and not value.startswith("/"):
        return "(" + re.sub(r"([()\\])", r"\\\1", value) + ")"
    return str(value)


def _texts(data: bytes) -> Iterator[tuple[int, str]]:
    body = data.partition(b"endcodespacerange")[2]
    for code, text in _PAIR.findall(body):
        yield int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be")


def _widths(array: Any) -> Iterator[tuple[int, int]]:
    items = list(array)
    place = 0
    while place < len(items):
        first = int(items[place])
        following = items[place + 1]
        if isinstance(following, list):
            for number, width in enumerate(following):
                yield first + number, round(float(width))
            place += 2
        else:
            for gid in range(first, int(following) + 1):
                yield gid, round(float(items[place + 2]))
            place += 3


def widths_array(widths: Mapping[int, int], glyphs: Iterable[int]) -> str:
    """The W array of these glyphs, consecutive ones together."""
    made: list[str] = []
    previous = -2
    for gid in sorted(set(glyphs)):
        width = widths.get(gid, 0)
        made.append(f" {width}" if gid == previous + 1 else f"{']' if made else ''}{gid}[{width}")
        previous = gid
    return f"[{''.join(made)}]]" if made else "[]"


def identity_to_unicode(texts: Mapping[int, str], glyphs: Iterable[int]) -> bytes:
    """The ToUnicode map of two-byte glyph numbers."""
    pairs = [(f"<{gid:04x}>", _utf16(texts[gid])) for gid in sorted(set(glyphs)) if texts.get(gid)]
    return _map("0000", "ffff", "Adobe-Identity-UCS", "UCS", 2, pairs, "bfchar")


def page_to_unicode(page: CodePage) -> bytes:
    """The ToUnicode map of a code page."""
    pairs = [(f"<{code:02x}>", _utf16(page.text(code))) for code in range(256) if page.glyphs[code]]
    return _map("00", "ff", "Notify-UCS", "UCS", 2, pairs, "bfchar")


def page_encoding(page: CodePage, name: str) -> bytes:
    """The CMap of a code page: one byte to a glyph number."""
    pairs = [(f"<{code:02x}>", str(gid)) for code, gid in enumerate(page.glyphs) if gid]
    return _map("00", "ff", name, "Identity", 1, pairs, "cidchar")


def _utf16(text: str) -> str:
    return f"<{text.encode('utf-16-be').hex()}>"


def _map(
    first: str, last: str, name: str, ordering: str, kind: int, pairs: list[tuple[str, str]], operator: str
) -> bytes:
    sections = []
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        lines = "\n".join(f"{code} {target}" for code, target in part)
        sections.append(f"{len(part)} begin{operator}\n{lines}\nend{operator}")
    body = "\n".join(sections)
    return _CMAP.format(first=first, last=last, name=name, ordering=ordering, kind=kind, body=body).encode()
