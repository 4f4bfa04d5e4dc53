"""What a schema cannot say of a scenario: order in time, names, files beside it, facts that the law ring refuses."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path as Folder
from typing import Any

from breaches.law.facts import parse_facts
from breaches.law.severity import parse_factors
from notify.scenarios.document import Document, Path, ScenarioFileError, shown
from notify.scenarios.fitting import law_faults
from notify.scenarios.instants import parse_instant

_MOMENTS = (
    "at", "aware_at", "detected_at", "attack_known_at", "occurred_from", "occurred_to", "filed_at", "done", "due_at",
)  # fmt: skip
_ENISA = ("dpc", "ei", "c", "i", "a", "m")


def other_faults(document: Document, folder: Folder) -> Iterator[ScenarioFileError]:
    """The faults of a document that fits the schema; `folder` is where its other files stand."""
    yield from _names(document)
    yield from _sirens(document)
    if "expect" in document.value["events"][0]:
        yield document.error(("events", 0), "une attente", "un événement avant elle")
    before: datetime | None = None
    for rank, step in enumerate(document.value["events"]):
        if "expect" in step:
            continue
        faults = list(_event_faults(document, rank, step, folder))
        yield from faults
        at = _instant(step["at"])
        if at and before and at < before:
            yield document.error(("events", rank, "at"), shown(step["at"]), f"au plus tôt {before.isoformat()}")
        before = at or before


def _names(document: Document) -> Iterator[ScenarioFileError]:
    """Keys of organisations and people: each once, each reference known."""
    organisations = [each["key"] for each in document.value["organisations"]]
    people = [each["key"] for each in document.value["people"]]
    for group, keys in (("organisations", organisations), ("people", people)):
        for rank, key in enumerate(keys):
            if key in keys[:rank]:
                yield document.error((group, rank, "key"), f"« {key} » une seconde fois", "une clé à elle")
    for rank, person in enumerate(document.value["people"]):
        if person.get("organisation", organisations[0]) not in organisations:
            found = shown(person["organisation"])
            yield document.error(("people", rank, "organisation"), found, " | ".join(organisations))
    for rank, step in enumerate(document.value["events"]):
        if "by" in step and step["by"] not in people:
            yield document.error(("events", rank, "by"), shown(step["by"]), " | ".join(people))


def _sirens(document: Document) -> Iterator[ScenarioFileError]:
    for rank, each in enumerate(document.value["organisations"]):
        if each.get("siren") and not luhn(each["siren"]):
            yield document.error(
                ("organisations", rank, "siren"), shown(each["siren"]), "un SIREN dont la clé est juste"
            )


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    doubled = [int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _event_faults(
    document: Document, rank: int, step: Mapping[str, Any], folder: Folder
) -> Iterator[ScenarioFileError]:
    at, given = ("events", rank, "with"), step.get("with") or {}
    yield from _moments(document, ("events", rank), {"at": step["at"], **given})
    if step["do"] == "describe":
        yield from law_faults(document, (*at, "facts"), lambda: parse_facts(given["facts"]))
    if "enisa" in given:
        points = {key: value for key, value in given["enisa"].items() if key in _ENISA}
        yield from law_faults(document, (*at, "enisa"), lambda: parse_factors(points))
    if "file" in given and not (folder / given["file"]).is_file():
        yield document.error((*at, "file"), shown(given["file"]), "un fichier qui existe, à côté du scénario")
    if step["do"] == "import_recipients" and ("file" in given) == ("generate" in given):
        yield document.error(at, "les deux" if "file" in given else "ni l’un ni l’autre", "soit file, soit generate")


def _moments(document: Document, path: Path, given: Mapping[str, Any]) -> Iterator[ScenarioFileError]:
    """Instants whose form is right and whose value is not, like a 30 February."""
    for key in _MOMENTS:
        if key in given and _instant(given[key]) is None:
            place = (*path, key) if key == "at" else (*path, "with", key)
            yield document.error(place, shown(given[key]), "un instant qui existe")


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text)
    except ValueError:
        return None
