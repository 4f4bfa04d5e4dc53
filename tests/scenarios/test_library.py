"""The library as a whole: every act of this version is played somewhere in it; the great cases expect at each step."""

from pathlib import Path

import pytest

import notify
from notify.scenarios.loading import load
from notify.scenarios.operations import LATER, WITH
from notify.scenarios.scenario import Scenario
from tests.scenarios.test_playing import test_a_scenario_of_the_library_comes_as_it_says as played_by_hand

FOLDER = Path(notify.__file__).parent / "scenarios" / "library"
WHOLE = ("hopital", "laboratoire", "tiers-payant")
MAILING = {"accept_list", "resolve_hold", "record_returns", "stop", "purge"}


def library() -> dict[str, Scenario]:
    return {path.stem: load(path) for path in sorted(FOLDER.glob("*.yaml"))}


def test_every_operation_is_played_by_some_scenario_of_the_library() -> None:
    played = {event.do for scenario in library().values() for event in scenario.events}
    assert played == set(WITH)


def test_only_operations_of_the_mailing_are_left_to_later_versions() -> None:
    assert set(LATER) <= MAILING
    assert not set(LATER) & set(WITH)


def test_every_scenario_of_the_library_is_in_the_list_that_is_played() -> None:
    listed = set(played_by_hand.pytestmark[0].args[1])
    assert listed | {"laboratoire"} == set(library())


@pytest.mark.parametrize("name", WHOLE)
def test_the_three_great_cases_say_what_they_expect_at_every_step(name: str) -> None:
    silent = [event.line for event in library()[name].events if not event.expectations]
    assert silent == []


@pytest.mark.parametrize("name", sorted({path.stem for path in FOLDER.glob("*.yaml")}))
def test_a_scenario_names_nobody_of_another_one_s_organisation(name: str) -> None:
    """Two different organisations never share a SIREN: one would be taken for the other in a database."""
    own = load(FOLDER / f"{name}.yaml").organisations[0]
    others = [s.organisations[0] for other, s in library().items() if other != name]
    assert all(other["name"] == own["name"] for other in others if other.get("siren") == own.get("siren"))
