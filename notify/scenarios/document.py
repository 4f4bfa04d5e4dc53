"""A document that remembers its lines, and the error that names one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from breaches.errors import DomainError

SHOWN = 60  # characters of a found value

Path = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, both from 1


class ScenarioFileError(DomainError):
    """The file does not fit: line, key path, what was found, what was expected."""

    message = "ligne {line}, {path} : trouvé {found}, attendu {expected}"

    def __init__(self, *, place: Place, path: Path = (), found: str, expected: str) -> None:
        self.line, self.column = place
        super().__init__(
            line=self.line, column=self.column, path=written(path) or "document", found=found, expected=expected
        )


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data, and the place of every value; `keys` holds the place of the key that leads to a value."""

    value: Any
    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """Where `path` stands, or the nearest parent that stands in the file."""
        for length in range(len(path), -1, -1):
            found = self.keys.get(path[:length]) or self.values.get(path[:length])
            if found is not None:
                return found
        return (1, 1)

    def error(self, path: Path, found: str, expected: str) -> ScenarioFileError:
        """The error of a value at `path`."""
        return ScenarioFileError(place=self.place(path), path=path, found=found, expected=expected)


def written(path: Path) -> str:
    """`events[3].with.aware_at`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def shown(value: object) -> str:
    """A found value in a message: clipped, quoted when it is text."""
    if value is None:
        return "rien"
    text = f"« {value} »" if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
