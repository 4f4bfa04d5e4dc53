"""The tables of a template's fonts: a code page for each font and its features, pairs of glyphs for each size."""

import hashlib
from collections.abc import Mapping

from notify.letters.engine.fonts import FontSource
from notify.letters.engine.glyphs import CodePage, Shaper, TextFont, code_page, face_of, glyph_table
from notify.letters.engine.stamping import SlotFont


class FontTables:
    """Made when first asked for and kept. Names do not hang on the order in which they were asked for."""

    def __init__(self, sources: Mapping[str, FontSource], charset: str) -> None:
        self.sources, self.charset = sources, charset
        self.pages: dict[bytes, tuple[str, CodePage]] = {}  # resource name → font and page
        self._fonts: dict[TextFont, SlotFont] = {}

    def font(self, text: TextFont) -> SlotFont:
        """The tables of a text's font."""
        found = self._fonts.get(text)
        if found is None:
            shaper = Shaper(face_of(self.sources[text.font].data), float(text.size), text.features, text.language)
            page = code_page(shaper, self.charset)
            digest = hashlib.sha256(repr((text.font, page.characters, page.glyphs)).encode()).hexdigest()
            name = b"N" + digest[:8].encode()
            _font, page = self.pages.setdefault(name, (text.font, page))
            table = glyph_table(shaper, page)
            found = self._fonts[text] = SlotFont(table, name, text.font.encode(), text.size)
        return found
