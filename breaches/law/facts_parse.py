"""Plain mapping (YAML, JSON, form) to `Facts` and back, strictly."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from breaches.law.codes import Labelled
from breaches.law.errors import FactsError
from breaches.law.facts_model import (
    Availability,
    Confidentiality,
    Facts,
    Integrity,
    Persons,
    Population,
    Protection,
)
from breaches.law.vocabulary import (
    Altered,
    Backup,
    Cause,
    DataCategory,
    Encryption,
    Exposure,
    Identification,
    Impact,
    Lost,
    Nature,
    Origin,
    PersonCategory,
    Reveals,
    Role,
    Sensitive,
    SpecialContext,
)

UNKNOWN = "unknown"
MAX_TEXT = 20_000
KEY_PATTERN = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_CLIP = 60

Code = TypeVar("Code", bound=Labelled)
Item = TypeVar("Item")


def _shown(value: object) -> str:
    text = "rien" if value is None else repr(value)
    return text if len(text) <= _CLIP else text[: _CLIP - 1] + "…"


class _Reader:
    """Reads one mapping key by key; what is left unread is refused."""

    def __init__(self, data: object, path: str) -> None:
        if not isinstance(data, Mapping):
            raise FactsError(field=path, path=path or "facts", found=_shown(data), expected="un dictionnaire")
        self._data = data
        self._path = path
        self._read: set[str] = set()

    def path(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def value(self, key: str) -> object:
        self._read.add(key)
        return self._data.get(key)

    def refuse(self, key: str, found: object, expected: str) -> FactsError:
        path = self.path(key)
        return FactsError(field=path, path=path, found=_shown(found), expected=expected)

    def code(self, key: str, codes: type[Code], default: Code) -> Code:
        found = self.optional_code(key, codes)
        return default if found is None else found

    def optional_code(self, key: str, codes: type[Code]) -> Code | None:
        found = self.value(key)
        return None if found is None else self._as_code(key, found, codes)

    def _as_code(self, key: str, found: object, codes: type[Code]) -> Code:
        if isinstance(found, str) and found in set(codes):
            return codes(found)
        raise self.refuse(key, found, " | ".join(codes))

    def codes(self, key: str, codes: type[Code], at_least: int = 0) -> tuple[Code, ...]:
        found = [self._as_code(f"{key}[{rank}]", item, codes) for rank, item in enumerate(self._list(key, at_least))]
        if len(set(found)) != len(found):
            raise self.refuse(key, [str(item) for item in found], "une liste sans doublon")
        return tuple(found)

    def _list(self, key: str, at_least: int = 0) -> list[object]:
        found = self.value(key)
        items: object = [] if found is None else found
        if not isinstance(items, list | tuple):
            raise self.refuse(key, found, "une liste")
        if len(items) < at_least:
            raise self.refuse(key, found, f"une liste d’au moins {at_least} élément")
        return list(items)

    def tri(self, key: str) -> bool | None:
        found = self.value(key)
        if found is None or isinstance(found, bool):
            return found
        if found == UNKNOWN:
            return None
        raise self.refuse(key, found, "true | false | unknown")

    def count(self, key: str) -> int | None:
        found = self.value(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or found < 0:
            raise self.refuse(key, found, "un nombre entier positif ou nul")
        return found

    def text(self, key: str) -> str:
        return self._as_text(key, self.value(key), default="")

    def _as_text(self, key: str, found: object, default: str | None = None) -> str:
        if found is None and default is not None:
            return default
        if not isinstance(found, str):
            raise self.refuse(key, found, "un texte")
        if len(found) > MAX_TEXT:
            raise self.refuse(key, len(found), f"un texte d’au plus {MAX_TEXT} signes")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._as_text(f"{key}[{rank}]", item) for rank, item in enumerate(self._list(key)))

    def key(self, key: str) -> str:
        found = self.value(key)
        if isinstance(found, str) and KEY_PATTERN.fullmatch(found):
            return found
        raise self.refuse(key, found, "un identifiant en minuscules, chiffres, - ou _")

    def part(self, key: str, parse: Callable[["_Reader"], Item]) -> Item:
        found = self.value(key)
        return read({} if found is None else found, self.path(key), parse)

    def parts(self, key: str, parse: Callable[["_Reader"], Item], at_least: int) -> tuple[Item, ...]:
        items = self._list(key, at_least)
        return tuple(read(item, f"{self.path(key)}[{rank}]", parse) for rank, item in enumerate(items))

    def close(self) -> None:
        for key in self._data:
            if key not in self._read:
                known = ", ".join(sorted(self._read))
                raise self.refuse(str(key), self._data[key], f"une de ces clés : {known}")


def read(data: object, path: str, parse: Callable[[_Reader], Item]) -> Item:
    """Parse one mapping and refuse the keys that nobody read."""
    reader = _Reader(data, path)
    item = parse(reader)
    reader.close()
    return item


def _protection(reader: _Reader) -> Protection:
    return Protection(
        encrypted=reader.code("encrypted", Encryption, Encryption.UNKNOWN),
        key_compromised=reader.tri("key_compromised"),
        pseudonymised=reader.tri("pseudonymised"),
    )


def _confidentiality(reader: _Reader) -> Confidentiality:
    return Confidentiality(
        exposure=reader.code("exposure", Exposure, Exposure.UNKNOWN),
        recipients=reader.count("recipients"),
        trusted=reader.tri("trusted"),
        deletion_confirmed=reader.tri("deletion_confirmed"),
    )


def _integrity(reader: _Reader) -> Integrity:
    return Integrity(altered=reader.code("altered", Altered, Altered.UNKNOWN))


def _availability(reader: _Reader) -> Availability:
    return Availability(
        lost=reader.code("lost", Lost, Lost.UNKNOWN),
        backup=reader.code("backup", Backup, Backup.UNKNOWN),
        outage_hours=reader.count("outage_hours"),
        care_affected=reader.tri("care_affected"),
    )


def _persons(reader: _Reader) -> Persons:
    return Persons(
        estimate=reader.count("estimate"),
        min=reader.count("min"),
        max=reader.count("max"),
        claimed=reader.count("claimed"),
        confirmed=reader.count("confirmed"),
    )


def _population(reader: _Reader) -> Population:
    return Population(
        key=reader.key("key"),
        name=reader.text("name"),
        role=reader.optional_code("role", Role),
        categories=reader.codes("categories", PersonCategory),
        persons=reader.part("persons", _persons),
        records=reader.count("records"),
        data=reader.codes("data", DataCategory),
        sensitive=reader.codes("sensitive", Sensitive),
        identification=reader.optional_code("identification", Identification),
        vulnerable=reader.tri("vulnerable"),
        special_context=reader.codes("special_context", SpecialContext),
        reveals=reader.code("reveals", Reveals, Reveals.UNKNOWN),
        public_already=reader.tri("public_already"),
        long_history=reader.tri("long_history"),
        details=reader.text("details"),
    )


def _populations(reader: _Reader) -> tuple[Population, ...]:
    populations = reader.parts("populations", _population, at_least=1)
    keys = [population.key for population in populations]
    if len(set(keys)) != len(keys):
        raise reader.refuse("populations", keys, "des clés toutes différentes")
    return populations


def _facts(reader: _Reader) -> Facts:
    return Facts(
        natures=reader.codes("natures", Nature, at_least=1),
        populations=_populations(reader),
        origin=reader.code("origin", Origin, Origin.UNKNOWN),
        cause=reader.code("cause", Cause, Cause.UNKNOWN),
        ongoing=reader.tri("ongoing"),
        cross_border=reader.tri("cross_border"),
        protection=reader.part("protection", _protection),
        confidentiality=reader.part("confidentiality", _confidentiality),
        integrity=reader.part("integrity", _integrity),
        availability=reader.part("availability", _availability),
        malicious=reader.tri("malicious"),
        mitigations=reader.texts("mitigations"),
        impacts=reader.codes("impacts", Impact),
    )


def parse_facts(data: Mapping[str, object]) -> Facts:
    """Read the facts of a breach (art. 33(3)(a)), refusing what does not fit.

    Accepts plain data (YAML, JSON). A missing key or null means "not known", as does `unknown` for a yes/no
    answer. Raises FactsError naming the path, the value found and what is expected; unknown keys are refused.
    """
    return read(data, "", _facts)
