"""Cells as characters: damage is named and refused, what is harmless is normalised."""

import re
import unicodedata

from notify.recipients.reasons import RowError

_SPACES = re.compile(r"\s+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NOT_ALPHANUMERIC = re.compile(r"[^A-Z0-9]+")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_PLACEHOLDERS = {"NULL", "NONE", "INCONNU", "INCONNUE", "ANONYME", "SANSNOM", "X", "XX", "XXX", "ND", "NPAI"}
_LONGEST_PLACEHOLDER = 12  # characters, punctuation included
_NO_ABODE_HINT = re.compile(r"s\W*d\W*f|sans", re.IGNORECASE)
_NO_ABODE = re.compile(r"\b(SDF|S D F|SANS DOMICILE|SANS ADRESSE|SANS ABRI)\b")
# Letters that Unicode does not decompose; both cases are not needed, the text is in capitals.
_LETTERS = str.maketrans(
    {"Œ": "OE", "Æ": "AE", "ẞ": "SS", "Ł": "L", "Đ": "D", "Ð": "D", "Ø": "O", "Þ": "TH", "Ħ": "H", "’": "'", "ʼ": "'"}
)


def clean(value: str, column: str) -> str:
    """A cell in NFC with single spaces. Raises RowError (line_break, control, mojibake, lost_character)."""
    text = value.strip()
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text) if "  " in text else text
    if "\n" in text or "\r" in text:
        raise RowError("line_break", column, found="retour à la ligne")
    text = unicodedata.normalize("NFC", text)
    for character in text:
        if unicodedata.category(character) in _HIDDEN:
            raise RowError("control", column, found=f"U+{ord(character):04X}")
    if is_mojibake(text):
        raise RowError("mojibake", column, found="accents abîmés", expected="des lettres accentuées")
    return _SPACES.sub(" ", text)


def is_mojibake(text: str) -> bool:
    """True when UTF-8 was read as Windows-1252, or when the replacement character shows a loss.

    Each run of non-ASCII characters is tried backwards: written as Windows-1252, does it read as UTF-8? Real French
    runs (é, ï, «é) never do.
    """
    if "\ufffd" in text or re.search("Ã(?=[ \u00a0]|$)", text):
        return True
    return any(_reads_as_utf8(run) for run in _NOT_ASCII.findall(text))


def _reads_as_utf8(run: str) -> bool:
    try:
        run.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
    return True


def to_capitals(text: str) -> str:
    """Capitals without accents, ligatures expanded: ŒUVRE → OEUVRE, Đỗ → DO. Other scripts stay as they are."""
    if text.isascii():
        return text.upper()
    upper = unicodedata.normalize("NFKD", text.upper().translate(_LETTERS))
    return "".join(character for character in upper if not unicodedata.combining(character)).upper()


def normalised(text: str) -> str:
    """Comparison key of a name or an address line: capitals, letters and digits, single spaces."""
    return _NOT_ALPHANUMERIC.sub(" ", to_capitals(text)).strip()


def is_placeholder(text: str) -> bool:
    """NULL, INCONNU, X… : a filler word, or nothing but punctuation."""
    if not text or len(text) > _LONGEST_PLACEHOLDER:
        return False
    compact = normalised(text).replace(" ", "")
    return compact in _PLACEHOLDERS or (compact == "" and text.isascii())


def is_no_fixed_abode(text: str) -> bool:
    """SDF, SANS DOMICILE FIXE and the like, anywhere in a cell."""
    return bool(_NO_ABODE_HINT.search(text) and _NO_ABODE.search(normalised(text)))
