"""Who is on stage: the organisations and people of a scenario, made through onboarding or found again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from breaches.errors import DomainError, UnknownObjectError
from breaches.models import Breach, Communication, Member, Organisation
from notify.accounts.onboarding import add_member, add_organisation, give_login
from notify.scenarios.instants import Shift
from notify.scenarios.scenario import Scenario


class SecondBreachError(DomainError):
    """A scenario plays one breach; a second report would open another."""

    message = "Un scénario joue une seule violation : le premier signalement en a déjà ouvert une."


class BreachMissingError(DomainError):
    """An operation on a breach that nobody has reported yet."""

    message = "Rien n’est encore signalé : le premier événement d’une violation est report_incident."


@dataclass(slots=True)
class Stage:
    """What the acts need: people by key, the breach once reported, the clock's move, how many letters to render."""

    organisation: Organisation
    people: Mapping[str, Member]
    folder: Path
    shift: Shift
    exercise: bool = False
    letters: int | None = None
    breach_id: Any = None
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def breach(self) -> Breach:
        """The breach as it is now. Raises BreachMissingError."""
        if self.breach_id is None:
            raise BreachMissingError()
        return Breach.objects.select_related("organisation").get(pk=self.breach_id)

    def communication(self, key: str | None) -> Communication:
        """The communication of that key, the only one without a key. Raises UnknownObjectError."""
        found = self.breach.communications.all()
        if key is not None:
            found = found.filter(key=key)
        if len(found) != 1:
            raise UnknownObjectError()
        return found[0]


def set_stage(scenario: Scenario, shift: Shift, *, letters: int | None = None, password: str | None = None) -> Stage:
    """Create the organisations that have people, and the people; those that exist already are taken as they are.

    `password` gives every new member a log-in.
    """
    now = scenario.events[0].at + shift.by
    houses = {each["key"]: each for each in scenario.organisations}
    first = scenario.organisations[0]["key"]
    wanted = {first, *(person.get("organisation", first) for person in scenario.people)}
    organisations = {key: _organisation(houses[key], now) for key in houses if key in wanted}
    people = {}
    for person in scenario.people:
        house = person.get("organisation", first)
        people[person["key"]] = _member(person, house, organisations[house], now, password)
    return Stage(organisations[first], people, scenario.folder, shift, scenario.exercise, letters)


def _organisation(told: Mapping[str, Any], now: datetime) -> Organisation:
    siren = told.get("siren") or ""
    same = Organisation.objects.filter(siren=siren) if siren else Organisation.objects.filter(name=told["name"])
    if found := same.order_by("created_at").first():
        return found
    address = told.get("address", {})
    options = (
        "department", "sector", "kind", "role", "nis2", "nis2_from", "ose", "oiv", "trust_service_provider",
        "telecom_provider", "hds_contract_hours", "insured_cyber", "financial_entity", "sole_practitioner", "contacts",
    )  # fmt: skip
    return add_organisation(
        name=told["name"], siren=siren, now=now,
        street=address.get("street", ""), postcode=address.get("postcode", ""), city=address.get("city", ""),
        **{key: told[key] for key in options if key in told},
    )  # fmt: skip


def _member(
    told: Mapping[str, Any], house: str, organisation: Organisation, now: datetime, password: str | None
) -> Member:
    if found := Member.objects.filter(organisation=organisation, key=told["key"]).first():
        return found
    email = told.get("email") or f"{told['key']}@{house}.example"
    member = add_member(
        organisation=organisation, name=told["name"], email=email, roles=told["roles"], key=told["key"], now=now
    )
    if password:
        give_login(member, password)
    return member
