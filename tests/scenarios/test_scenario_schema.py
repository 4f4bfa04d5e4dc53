"""A file that does not fit is refused with line, key path, found and expected; the schema is published."""

import importlib
import json
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

import breaches
import notify
from breaches.errors import DomainError
from breaches.states import Role
from notify.management.commands.scenario_schema import SCHEMAS, published
from notify.scenarios.acting import ACTS
from notify.scenarios.error_names import ROOMS, error_names
from notify.scenarios.expecting import CHECKS
from notify.scenarios.fitting import ScenarioRefusedError
from notify.scenarios.loading import load
from notify.scenarios.operations import LATER, WITH
from notify.scenarios.reading import read_document
from notify.scenarios.schema import scenario_schema
from notify.scenarios.vocabulary import facts_schema
from tests.scenarios.conftest import CONFIRMED, HEAD, REPORTED, line_of

LIBRARY = Path(notify.__file__).parent / "scenarios" / "library"
Written = Callable[..., Path]


def faults(path: Path) -> list[str]:
    with pytest.raises(ScenarioRefusedError) as caught:
        load(path)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_published_schema_is_the_one_of_the_code(name: str) -> None:
    text = (Path(settings.BASE_DIR) / "docs" / name).read_text(encoding="utf-8")
    assert text == published(name), "run manage.py scenario_schema"
    Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_scenario_of_the_library_fits_the_published_schema(path: Path) -> None:
    schema = json.loads((Path(settings.BASE_DIR) / "docs" / "scenario.schema.json").read_text(encoding="utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(read_document(path.read_bytes()).value))
    assert load(path).events


def test_every_operation_of_the_schema_can_be_played_and_no_other() -> None:
    assert set(WITH) == {"wait", *ACTS}
    assert not set(WITH) & set(LATER)


def test_every_expectation_of_the_schema_is_checked() -> None:
    assert set(scenario_schema()["$defs"]["expectation"]["properties"]) == {*CHECKS, "refused"}


def test_the_schema_lists_every_refusal_of_the_rooms_that_a_play_goes_through() -> None:
    for package in (breaches, notify):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name and not module.name.endswith("gi") and module.name.startswith(ROOMS):
                importlib.import_module(module.name)
    listed = set(error_names())
    pending, found = [DomainError], set()
    while pending:
        for cls in pending.pop().__subclasses__():
            pending.append(cls)
            if cls.__module__.startswith(("breaches.", *ROOMS)):
                found.add(cls.__name__)
    assert {"AwarenessInFutureError", "OwnContentError", "UnknownColumnError", "NoRecipientError"} <= listed
    assert found == listed


def test_the_schema_gives_every_default_of_the_facts() -> None:
    facts = facts_schema()["properties"]
    population = facts["populations"]["items"]["properties"]
    assert facts["malicious"]["default"] == "unknown"
    assert facts["protection"]["properties"]["encrypted"]["default"] == "unknown"
    assert population["persons"]["properties"]["estimate"]["default"] is None
    assert population["data"]["default"] == []
    assert facts_schema()["required"] == ["natures", "populations"]


@pytest.mark.parametrize(
    "event,path,found,expected",
    [
        ("{at: demain, by: bob, do: close}", "events[0].at", "« demain »", "un instant avec son décalage"),
        ('{at: "2026-09-14T08:00", by: bob, do: close}', "events[0].at", "2026-09-14T08:00", "son décalage"),
        ('{at: "2026-02-30T08:00Z", by: bob, do: close}', "events[0].at", "2026-02-30T08:00Z", "qui existe"),
        ('{at: "2026-09-14T08:00Z", do: close}', "events[0].by", "rien", "la clé « by »"),
        ('{at: "2026-09-14T08:00Z", by: bob, do: fermer}', "events[0].do", "« fermer »", "report_incident"),
        ('{at: "2026-09-14T08:00Z", by: zoe, do: close}', "events[0].by", "« zoe »", "alice | bob"),
        ('{at: "2026-09-14T08:00Z", by: bob, do: dismiss}', "events[0].with", "rien", "la clé « with »"),
        ('{at: "2026-09-14T08:00Z", by: bob, do: dismiss, with: {}}', "events[0].with.reasons", "rien", "reasons"),
        ('{at: "2026-09-14T08:00Z", by: bob, do: close, with: {lecon: x}}', "events[0].with.lecon", "lecon", "lessons"),
        ('{at: "2026-09-14T08:00Z", by: bob, do: close, quand: x}', "events[0].quand", "quand", "at, by, do, with"),
        (
            '{at: "2026-09-14T08:00Z", by: bob, do: describe, with: {facts: {natures: [perte], '
            "populations: [{key: p}]}}}",
            "events[0].with.facts.natures[0]", "« perte »", "confidentiality | integrity | availability",
        ),
        (
            '{at: "2026-09-14T08:00Z", by: bob, do: describe, with: {facts: {natures: [integrity], populations: '
            "[{key: p, persons: {estimate: beaucoup}}]}}}",
            "events[0].with.facts.populations[0].persons.estimate", "« beaucoup »", "un nombre entier",
        ),
        (
            '{at: "2026-09-14T08:00Z", by: bob, do: describe, with: {facts: {natures: [integrity], populations: '
            "[{key: p}, {key: p}]}}}",
            "events[0].with.facts.populations", "['p', 'p']", "toutes différentes",
        ),
        (
            '{at: "2026-09-14T08:00Z", by: bob, do: assess, with: {decision: {authority: notify, '
            "subjects: communicate, reasons: x}, enisa: {dpc: 9, ei: 1}}}",
            "events[0].with.enisa.dpc", "9", "1, 2, 3 ou 4",
        ),
        (
            '{at: "2026-09-14T08:00Z", by: david, do: import_recipients, with: {communication: c, file: absent.csv}}',
            "events[0].with.file", "« absent.csv »", "un fichier qui existe",
        ),
        (
            '{at: "2026-09-14T08:00Z", by: david, do: import_recipients, with: {communication: c}}',
            "events[0].with", "ni l’un ni l’autre", "soit file, soit generate",
        ),
        (
            '{at: "2026-09-14T08:00Z", by: bob, do: submit, with: {what: awareness}}',
            "events[0].with.what", "« awareness »", "notification | assessment | communication",
        ),
        ("{expect: {state: confirmed}}", "events[0]", "une attente", "un événement avant elle"),
        ("{expect: {}}", "events[0].expect", "0 élément", "au moins 1 clé"),
    ],
)  # fmt: skip
def test_what_does_not_fit_says_line_path_found_and_expected(
    written: Written, event: str, path: str, found: str, expected: str
) -> None:
    file = written(f"  - {event}\n")
    said = faults(file)[0]
    assert said.startswith(f"essai.yaml : ligne {line_of(file, '  - ' + event[:12])}, {path} : trouvé ")
    assert found in said.split(", attendu ")[0]
    assert expected in said.split(", attendu ")[1]


@pytest.mark.parametrize("name", LATER)
def test_an_operation_of_a_later_version_is_said_to_be_one_with_its_line(written: Written, name: str) -> None:
    file = written(REPORTED + f'  - {{at: "2026-09-15T08:00Z", by: bob, do: {name}, with: {{n: 1}}}}\n')
    said = faults(file)
    assert len(said) == 1
    assert said[0].startswith(
        f"essai.yaml : ligne {line_of(file, name)}, events[1].do : trouvé « {name} », pas dans cette "
    )


def test_another_channel_is_not_in_this_version(written: Written) -> None:
    event = "do: prepare_communication, with: {key: c, population: p, channel: sms, template: courrier-patient}"
    said = faults(written(f'  - {{at: "2026-09-15T08:00Z", by: bob, {event}}}\n'))
    assert "events[0].with.channel : trouvé « sms », pas dans cette version, attendu post" in said[0]


def test_events_out_of_time_order_are_refused(written: Written) -> None:
    file = written(CONFIRMED + '  - {at: "2026-09-14T08:59+02:00", by: bob, do: close}\n')
    assert f"ligne {line_of(file, 'do: close')}, events[2].at" in faults(file)[0]


def test_an_unknown_error_name_is_refused_with_its_line(written: Written) -> None:
    file = written(REPORTED + "  - expect: {refused: NoSuchError}\n")
    assert f"ligne {line_of(file, 'NoSuchError')}, events[1].expect.refused" in faults(file)[0]


@pytest.mark.parametrize(
    "old,new,path",
    [
        ('"000000042"', '"000000043"', "organisations[0].siren"),
        ('"000000042"', "000000042", "organisations[0].siren"),
        ("key: voisin, name", "key: labo, name", "organisations[1].key"),
        ("organisation: voisin", "organisation: ailleurs", "people[4].organisation"),
        ("{key: carla, name", "{key: bob, name", "people[2].key"),
        ("roles: [legal]}", "roles: [juriste]}", "people[2].roles[0]"),
        ("scenario: 1", "scenario: 2", "scenario"),
        ("scenario: 1\n", "", "scenario"),
    ],
)
def test_organisations_and_people_are_checked_too(written: Written, old: str, new: str, path: str) -> None:
    file = written(REPORTED, head=HEAD.replace(old, new))
    assert f", {path} : " in faults(file)[0]


def test_every_role_of_the_record_may_be_played(written: Written) -> None:
    people = "".join(f"  - {{key: p{n}, name: Personne, roles: [{role}]}}\n" for n, role in enumerate(Role.values))
    file = written(REPORTED, head=HEAD.replace("events:\n", f"{people}events:\n"))
    assert len(load(file).people) == 5 + len(Role.values)


def test_all_faults_are_told_in_the_order_of_their_lines(written: Written) -> None:
    file = written(
        "  - {at: a, by: bob, do: close}\n  - {at: b, by: bob, do: close}\n  - {at: c, by: bob, do: close}\n"
    )
    assert [said.split(", ")[1][:9] for said in faults(file)] == ["events[0]", "events[1]", "events[2]"]
