"""Codes of other letters in a text, by their shape: capitals and digits are one class, small letters another."""

from collections.abc import Collection, Iterator

_CLASSES = bytes(
    ord("X") if chr(byte) in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" else ord("x") if chr(byte).islower() else byte
    for byte in range(256)
)


def _shape(text: str) -> bytes:
    """One byte a character, so that places agree."""
    return text.encode("latin-1", "replace").translate(_CLASSES)


class CodeFinder:
    """All codes of a batch."""

    def __init__(self, codes: Collection[str]) -> None:
        self._codes = codes if isinstance(codes, frozenset) else frozenset(codes)
        self._shapes = sorted({_shape(code) for code in self._codes})

    def __len__(self) -> int:
        return len(self._codes)

    def codes(self, text: str) -> Iterator[tuple[int, str]]:
        """Every code of the batch in the text, with its place."""
        shaped = _shape(text)
        for shape in self._shapes:
            place = shaped.find(shape)
            while place >= 0:
                found = text[place : place + len(shape)]
                if found in self._codes:
                    yield place, found
                place = shaped.find(shape, place + 1)

    def foreign(self, text: str, own: str) -> bool:
        """Whether the code of another letter stands in the text."""
        return any(code != own for _place, code in self.codes(text))
