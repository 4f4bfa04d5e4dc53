"""Print batches in the compact shape of a fast writer, written here by hand for the tests of the read-back.

Nothing is taken from the product: object streams of page dictionaries, one static stream for all pages, a dynamic
stream each, strings of one byte through an embedded CMap. `Slot` is a text and where it stands, so that a test plants
a fault by changing data.
"""

import io
import random
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.resources import files

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

MM = 96 / 25.4  # the content is scaled to CSS pixels, as WeasyPrint does
FLIP = b"1 0 0 -1 0 841.889764 cm\n0.75 0 0 0.75 0 0 cm\n"
FORBIDDEN = b"()\\\r\n"
CHARSET = "".join(map(chr, [*range(32, 127), *range(0xC0, 0x17F)])) + "’–œŒ€"
BYTES = CHARSET[: 95 + 64]  # what the one-byte font knows; anything else is set in hexadecimal
KERNED = {"AV": -15, "To": -32, "Ma": 12}


@dataclass(frozen=True)
class Slot:
    """Text at mm from the top left; `size` in pixels; `clip` is the width of its frame in mm."""

    text: str
    x: float
    y: float
    size: float = 12.0
    clip: float = 95.0
    kerned: bool = False
    font: bytes = b"/F1"
    left: float | None = None  # where the frame begins, just before the text unless told


@dataclass
class Face:
    """A TrueType subset with glyph numbers kept, and the code of each character."""

    data: bytes
    glyphs: dict[str, int]
    widths: dict[str, float]
    codes: dict[str, int] = field(default_factory=dict)


def face() -> Face:
    source = files("font_source_sans_pro") / "files" / "SourceSansPro-Regular.ttf"
    font = TTFont(io.BytesIO(source.read_bytes()))
    options = subset.Options(retain_gids=True, layout_features=[], notdef_outline=True, name_IDs=[], hinting=False)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=[ord(character) for character in CHARSET])
    maker.subset(font)
    target = io.BytesIO()
    font.save(target)
    scale = 1000 / font["head"].unitsPerEm
    names = font.getBestCmap()
    free = [code for code in range(1, 256) if code not in FORBIDDEN]
    return Face(
        target.getvalue(),
        {chr(point): font.getGlyphID(name) for point, name in names.items()},
        {chr(point): font["hmtx"][name][0] * scale for point, name in names.items()},
        dict(zip(BYTES, free, strict=False)),
    )


FACE = face()


def width(text: str, size: float = 12.0) -> float:
    """Millimetres."""
    return sum(FACE.widths[character] for character in text) / 1000 * size / MM


def strings(slot: Slot) -> bytes:
    """The operand of TJ."""
    if slot.font == b"/F2" or any(character not in FACE.codes for character in slot.text):
        return b"<%s>" % "".join(f"{FACE.glyphs[character]:04x}" for character in slot.text).encode()
    pieces, last = [], 0
    for place in range(1, len(slot.text) + 1):
        kern = KERNED.get(slot.text[place - 1 : place + 1]) if slot.kerned else None
        if kern is not None or place == len(slot.text):
            pieces.append(b"(%s)" % bytes(FACE.codes[character] for character in slot.text[last:place]))
            pieces.append(b"%d" % kern if kern is not None else b"")
            last = place
    return b"".join(pieces)


def dynamic(slots: Iterable[Slot]) -> bytes:
    parts = []
    for slot in slots:
        hexadecimal = any(character not in FACE.codes for character in slot.text)
        x, y, font = slot.x * MM, slot.y * MM, b"/F2" if hexadecimal else slot.font
        frame = (x - 0.2 if slot.left is None else slot.left * MM, y - slot.size, slot.clip * MM, slot.size * 1.35)
        parts.append(
            b"q\n%.3f %.3f %.3f %.3f re\nW\nn\n0 0 0 rg\nBT\n%s %.3f Tf\n1 0 0 -1 %.3f %.3f Tm\n[%s]TJ\nET\nQ\n"
            % (*frame, font, slot.size, x, y, strings(slot))
        )
    return b"".join(parts)


STATIC = FLIP + dynamic(
    [
        Slot("Centre hospitalier de Ré", 20, 22, font=b"/F2"),
        Slot("Ce que vous pouvez faire", 20, 130, font=b"/F2"),
        Slot("Nous avons fermé cet accès.", 58, 150, font=b"/F2"),
    ]
)


def cmap(sections: bytes, width: int) -> bytes:
    low, high = b"<" + b"00" * width + b">", b"<" + b"ff" * width + b">"
    return b"begincmap\n1 begincodespacerange\n%s %s\nendcodespacerange\n%sendcmap\n" % (low, high, sections)


def unicode_map(keys: dict[str, int], width: int) -> bytes:
    rows = b"".join(
        b"<%s> <%s>\n" % (code.to_bytes(width, "big").hex().encode(), character.encode("utf-16-be").hex().encode())
        for character, code in keys.items()
    )
    return cmap(b"%d beginbfchar\n%sendbfchar\n" % (len(keys), rows), width)


def code_map() -> bytes:
    rows = b"".join(b"<%02x> %d\n" % (code, FACE.glyphs[character]) for character, code in FACE.codes.items())
    return cmap(b"%d begincidchar\n%sendcidchar\n" % (len(FACE.codes), rows), 1)


@dataclass
class Fonts:
    """What the file says of its fonts, open to lies."""

    program: bytes = FACE.data
    texts: dict[str, int] = field(default_factory=lambda: dict(FACE.codes))
    widths: dict[int, float] = field(
        default_factory=lambda: {glyph: FACE.widths[character] for character, glyph in FACE.glyphs.items()}
    )
    codes: bytes = field(default_factory=code_map)


class Writer:
    """Objects of a file, then its cross-reference stream."""

    def __init__(self) -> None:
        self.out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self.places: dict[int, tuple[int, int, int]] = {}
        self.next = 1

    def number(self) -> int:
        self.next += 1
        return self.next - 1

    def add(self, body: bytes, number: int | None = None) -> int:
        number = number or self.number()
        self.places[number] = (1, len(self.out), 0)
        self.out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        return number

    def stream(self, data: bytes, extra: bytes = b"", number: int | None = None) -> int:
        packed = zlib.compress(data, 1)
        body = b"<</Length %d/Filter/FlateDecode%s>>\nstream\n%s\nendstream" % (len(packed), extra, packed)
        return self.add(body, number)

    def pack(self, objects: dict[int, bytes]) -> None:
        heads, body = b"", b""
        number = self.number()
        for place, (each, text) in enumerate(objects.items()):
            heads += b"%d %d " % (each, len(body))
            body += text + b" "
            self.places[each] = (2, number, place)
        self.stream(heads + body, b"/Type/ObjStm/N %d/First %d" % (len(objects), len(heads)), number)

    def finish(self, root: int) -> bytes:
        number, start = self.number(), len(self.out)
        self.places[number] = (1, start, 0)
        rows = b"".join(
            kind.to_bytes(1, "big") + first.to_bytes(5, "big") + second.to_bytes(2, "big")
            for kind, first, second in (self.places.get(each, (0, 0, 0)) for each in range(self.next))
        )
        self.stream(rows, b"/Type/XRef/W[1 5 2]/Size %d/Root %d 0 R" % (self.next, root), number)
        return bytes(self.out + b"startxref\n%d\n%%%%EOF\n" % start)


def add_fonts(writer: Writer, fonts: Fonts) -> bytes:
    program = writer.stream(fonts.program)
    descriptor = writer.add(
        b"<</Type/FontDescriptor/FontName/AAAAAA+Sans/Flags 4/FontBBox[0 -300 1000 1000]/ItalicAngle 0/Ascent 750"
        b"/Descent -250/CapHeight 660/StemV 80/FontFile2 %d 0 R>>" % program
    )
    widths = b" ".join(b"%d [%.2f]" % each for each in sorted(fonts.widths.items()))
    kid = writer.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Sans/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap/Identity/W[%s]>>" % (descriptor, widths)
    )
    head = b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Sans/DescendantFonts[%d 0 R]" % kid
    one = writer.stream(
        fonts.codes, b"/Type/CMap/CMapName/One/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    )
    texts = writer.stream(unicode_map(fonts.texts, 1)), writer.stream(unicode_map(FACE.glyphs, 2))
    first = writer.add(head + b"/Encoding %d 0 R/ToUnicode %d 0 R>>" % (one, texts[0]))
    second = writer.add(head + b"/Encoding/Identity-H/ToUnicode %d 0 R>>" % texts[1])
    return b"<</Font<</F1 %d 0 R/F2 %d 0 R>>>>" % (first, second)


def write(
    pages: Iterable[list[Slot] | None],
    *,
    static: bytes = STATIC,
    fonts: Fonts | None = None,
    edit: Callable[[int, bytes], bytes] = lambda _page, content: content,
) -> bytes:
    """The file of these pages; None is a blank verso. `edit` may change the dynamic stream of a page, from 1."""
    writer = Writer()
    root, tree = writer.number(), writer.number()
    resources = writer.add(add_fonts(writer, fonts or Fonts()))
    shared = writer.stream(static)
    nodes, made = [], []
    for number, slots in enumerate(pages, start=1):
        contents = b"" if slots is None else b"%d 0 R %d 0 R" % (shared, writer.stream(edit(number, dynamic(slots))))
        made.append(contents)
    for first in range(0, len(made), 100):
        part = made[first : first + 100]
        node = writer.number()
        kids = {writer.number(): b"<</Type/Page/Parent %d 0 R/Contents[%s]>>" % (node, contents) for contents in part}
        writer.pack(kids)
        refs = b" ".join(b"%d 0 R" % kid for kid in kids)
        writer.add(b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (tree, len(kids), refs), node)
        nodes.append(node)
    refs = b" ".join(b"%d 0 R" % node for node in nodes)
    writer.add(
        b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 595.275591 841.889764]/Resources %d 0 R>>"
        % (len(made), refs, resources),
        tree,
    )
    writer.add(b"<</Type/Catalog/Pages %d 0 R>>" % tree, root)
    return writer.finish(root)


@dataclass(frozen=True)
class Person:
    """An invented addressee."""

    lines: tuple[str, ...]
    code: str
    salutation: str
    pages: int = 1


NAMES = ["MARTIN", "BERNARD", "AVENEL", "LEFÈVRE", "GARCIA", "ROUSSEL", "ÉTIENNE", "FOURNIER", "TORRES", "CARADEC"]
FIRST = ["Tomas", "Hélène", "Marie", "Aïcha", "Jean", "Yann", "Éva", "Paul", "Zoé", "Victor"]
TOWNS = ["RENNES", "BREST", "LORIENT", "VANNES", "QUIMPER", "AVIGNON", "TOULON"]
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def people(count: int, *, seed: int = 1, long: float = 0.0) -> list[Person]:
    """Distinct people; a part of the letters has two pages."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        name, first = chance.choice(NAMES), chance.choice(FIRST)
        tail = "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=5))
        street = f"{chance.randrange(1, 200)} RUE {chance.choice(NAMES)} {tail}"
        extra = (f"APT {chance.randrange(90)} BATIMENT {tail[:1]}",) if chance.random() < 0.4 else ()
        lines = (f"MME {first.upper()} {name}-{tail}", *extra, street, f"{35000 + number % 900} {chance.choice(TOWNS)}")
        body = "".join(chance.choices(ALPHABET, k=4)) + f"{number % 32**4:04X}"[-4:]
        code = f"{body[:4]}-{body[4:]}-{number % 97 + 2:02d}"
        found.append(Person(lines, code, f"Madame {first} {name.title()},", 1 + (chance.random() < long)))
    return found


def sheets(person: Person, *, duplex: bool = False) -> list[list[Slot] | None]:
    """The pages of one letter."""
    address = [Slot(line, 112.5, 62.0 + 3.3 * place) for place, line in enumerate(person.lines)]
    first = [
        *address,
        Slot("17 septembre 2026", 20, 63, 12.5),
        Slot(person.code, 20, 72, 12.5),
        Slot(person.salutation, 58, 122, 14.4, kerned=True),
        Slot("Page 1 sur 2" if person.pages == 2 else "Page 1 sur 1", 172, 280, 11.5, clip=30),
        Slot(f"Lettre {person.code}", 155, 283.5, 11.5, clip=45),
    ]
    second = [
        Slot(f"Lettre {person.code}", 188 - width(f"Lettre {person.code}", 11.5), 16, 11.5, clip=60, left=130),
        Slot("Page 2 sur 2", 172, 280, 11.5, clip=30),
    ]
    made: list[list[Slot] | None] = [first, second][: person.pages]
    return made + [None] * (duplex and len(made) % 2)


def without_outline(character: str) -> bytes:
    """The font with the drawing of one character taken away, its number and width kept."""
    font = TTFont(io.BytesIO(FACE.data))
    font["glyf"][font.getBestCmap()[ord(character)]] = Glyph()
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()
