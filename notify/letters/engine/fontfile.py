"""Fonts written into a file: each font once, cut to what the file shows, and its code pages beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from notify.letters.engine.fonts import (
    FontSource,
    identity_to_unicode,
    page_encoding,
    page_to_unicode,
    widths_array,
)
from notify.letters.engine.glyphs import CodePage, Features, Shaper, face_of
from notify.letters.engine.letter import CompiledLetter
from notify.letters.engine.objects import ObjectWriter

Shown = Mapping[str, Mapping[int, str]]  # font resource name → glyph → text


@dataclass(frozen=True, slots=True)
class Said:
    """The text of the pages: characters, the likeliest first, whole texts with their features, code pages in use."""

    characters: str
    texts: frozenset[tuple[str, Features]]
    code_pages: frozenset[bytes]


def write_fonts(
    objects: ObjectWriter, letter: CompiledLetter, shown: Shown, said: Said, codes: frozenset[int] | None = None
) -> bytes:
    """Write the fonts of `shown` and the code pages that the text uses; gives the Font resource dictionary.

    With `codes`, the code pages hold these only. A glyph that several characters share is said to be the one that the
    text holds.
    """
    glyphs = {name: dict(found) for name, found in shown.items()}
    pages: dict[str, list[tuple[bytes, CodePage]]] = {}
    for resource in sorted(said.code_pages):
        font, whole = letter.tables.pages[resource]
        page = whole if codes is None else whole.only(codes)
        pages.setdefault(font, []).append((resource, page))
        known = glyphs.setdefault(font, {})
        for gid in filter(None, page.glyphs):
            known.setdefault(gid, "")
    entries = []
    for name in sorted(glyphs):
        source = letter.tables.sources[name]
        descendant = _descendant(objects, source, glyphs[name])
        texts = {**source.texts, **_own_texts(source, said), **_said(glyphs[name])}
        unicode_map = identity_to_unicode(texts, glyphs[name])
        entries.append((name.encode(), _type0(objects, source, descendant, b"/Identity-H", unicode_map)))
        for resource, page in pages.get(name, ()):
            encoding = _encoding(objects, page, resource.decode())
            number = _type0(objects, source, descendant, encoding, page_to_unicode(page))
            entries.append((resource, number))
    return b"<<%b>>" % b"".join(b"/%b %d 0 R" % entry for entry in entries)


def _own_texts(source: FontSource, said: Said) -> dict[int, str]:
    """What each glyph stands for in this text: its character, or the characters that a ligature joins."""
    face = face_of(source.data)
    font = face.font(1000)
    found: dict[int, str] = {}
    for character in said.characters:
        gid = font.get_nominal_glyph(ord(character))
        if gid:
            found.setdefault(gid, character)
    for features in {features for _text, features in said.texts}:
        shaper = Shaper(face, 1.0, features)
        for text in sorted({text for text, own in said.texts if own == features}):
            infos, _positions = shaper.raw(text)
            for info, end in zip(infos, [*(item.cluster for item in infos[1:]), len(text)], strict=True):
                if end - info.cluster > 1:
                    found[info.codepoint] = text[info.cluster : end]
    return found


def _said(glyphs: Mapping[int, str]) -> dict[int, str]:
    """The glyphs that came with their text: ligatures."""
    return {gid: text for gid, text in glyphs.items() if len(text) > 1}


def _encoding(objects: ObjectWriter, page: CodePage, name: str) -> bytes:
    number = objects.reserve()
    info = b"/Type/CMap/CMapName/Notify-%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    objects.put_stream(number, page_encoding(page, f"Notify-{name}"), info % name.encode())
    return b"%d 0 R" % number


def _type0(objects: ObjectWriter, source: FontSource, descendant: int, encoding: bytes, unicode_map: bytes) -> int:
    number = objects.reserve(2)
    objects.put_stream(number + 1, unicode_map)
    objects.put(
        number,
        b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding %b/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (source.descriptor["/FontName"].encode(), encoding, descendant, number + 1),
    )
    return number


def _descendant(objects: ObjectWriter, source: FontSource, glyphs: Mapping[int, str]) -> int:
    number = objects.reserve(3)
    data = source.subset(glyphs)
    key, kind = (b"/FontFile3", b"CIDFontType0") if source.open_type else (b"/FontFile2", b"CIDFontType2")
    extra = b"/Subtype/OpenType" if source.open_type else b"/Length1 %d" % len(data)
    objects.put_stream(number + 2, data, extra)
    described = "".join(f"{name} {value}" for name, value in source.descriptor.items())
    objects.put(number + 1, b"<<%b%b %d 0 R>>" % (described.encode(), key, number + 2))
    mapping = b"" if source.open_type else b"/CIDToGIDMap/Identity"
    objects.put(
        number,
        b"<</Type/Font/Subtype/%b/BaseFont%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"%b/W %b/FontDescriptor %d 0 R>>"
        % (
            kind,
            source.descriptor["/FontName"].encode(),
            mapping,
            widths_array(source.widths, glyphs).encode(),
            number + 1,
        ),
    )
    return number
