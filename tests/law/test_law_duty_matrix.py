"""Every kind of organisation × every duty: it opens, or says why not. And the catalogue as a dated thing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from breaches.law import duties, duty_catalogue
from breaches.law.duties import Starts, applicable, catalogue, not_applicable, rule, version_for
from breaches.law.facts import Context
from breaches.law.vocabulary import Nis2, OrganisationKind, Role
from tests.law.law_strategies import HOSPITAL, MONDAY, facts

HACKED = facts(origin="hack", malicious=True)
CODES = tuple(each.code for each in catalogue())
CARE = ("etablissement_sante_public", "etablissement_sante_prive", "laboratoire", "medico_social")
PROCESSORS = ("hebergeur_hds", "editeur", "tiers_payant")
# What opens for each kind that has declared nothing else, attacked, with a decision to tell the persons.
OPENS = {kind: {"rgpd_33", "rgpd_34"} for kind in OrganisationKind}
OPENS |= {kind: {"rgpd_33", "rgpd_34", "csp_incident"} for kind in CARE}
OPENS |= {kind: {"rgpd_33_2"} for kind in PROCESSORS}
OPENS["hebergeur_hds"] = {"rgpd_33_2", "hds_contract"}
# With every regime declared and every earlier filing made: the same and these.
REGIMES = {
    "nis2_early", "nis2_notification", "nis2_final", "nis1_ose", "oiv", "eidas", "telecom", "lopmi",
}  # fmt: skip
DORA = {"dora_initial", "dora_intermediate", "dora_final"}
NIS2 = {"nis2_early", "nis2_notification", "nis2_final"}
FILED = Starts(
    aware_at=MONDAY, detected_at=MONDAY, nis2_notification_filed_at=MONDAY, dora_initial_filed_at=MONDAY,
    dora_intermediate_filed_at=MONDAY,
)  # fmt: skip
SWITCHED_ON = date(2026, 9, 1)


def role_of(kind: OrganisationKind) -> Role:
    return Role.PROCESSOR if kind in PROCESSORS else Role.CONTROLLER


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", list(OrganisationKind))
@pytest.mark.parametrize("regimes", ["plain", "all", "financial"])
def test_each_duty_opens_for_the_kinds_it_binds_and_tells_the_others_why_not(kind, code, regimes) -> None:
    declared = regimes != "plain"
    context = Context(
        kind=kind, role=role_of(kind), nis2=Nis2.ESSENTIAL if declared else Nis2.NONE, ose=declared, oiv=declared,
        insured_cyber=declared, trust_service_provider=declared, telecom_provider=declared,
        financial_entity=regimes == "financial",
    )  # fmt: skip
    given = (HACKED, context, FILED, True)
    expected = {"plain": OPENS[kind], "all": OPENS[kind] | REGIMES, "financial": OPENS[kind] | (REGIMES - NIS2) | DORA}

    opened = {each.code for each in applicable(*given, nis2_from=SWITCHED_ON)}
    reasons = dict(not_applicable(*given, nis2_from=SWITCHED_ON))

    assert (code in opened) == (code in expected[regimes])
    assert (code in opened) != bool(reasons.get(code))
    assert code in opened or reasons[code].endswith(".")


def test_nothing_that_is_only_proposed_is_in_the_catalogue() -> None:
    told = " ".join(f"{each.basis} {each.deadline_text} {each.note}" for each in catalogue())

    assert "Omnibus" not in told
    assert "96" not in told


@pytest.mark.parametrize("each", catalogue(), ids=lambda each: each.code)
def test_each_rule_says_from_where_and_when_it_was_checked(each) -> None:
    assert each.source
    assert each.checked_on == date(2026, 11, 22)
    assert each.valid_from is not None or "n’était pas promulguée" in each.note


def test_only_the_text_that_was_read_is_said_to_have_been_read() -> None:
    assert [each.code for each in catalogue() if each.source == "Texte lu"] == ["lopmi"]


@pytest.fixture
def later_version(monkeypatch) -> str:
    """An invented version in which the authority is told within 96 hours, from 1 January 2028."""
    changed = tuple(
        replace(each, deadline_hours=96) if each.code == "rgpd_33" else each
        for each in duty_catalogue.CATALOGUES[duty_catalogue.CATALOGUE_VERSION]
    )
    monkeypatch.setitem(duties.CATALOGUES, "2028-01-01", changed)
    monkeypatch.setitem(duties.EFFECTIVE_FROM, "2028-01-01", date(2028, 1, 1))
    return "2028-01-01"


def test_the_version_of_a_breach_is_that_of_the_day_of_awareness_in_paris(later_version) -> None:
    eve = datetime(2027, 12, 31, 22, 59, tzinfo=UTC)  # 23:59 in Paris

    assert version_for(eve) == duty_catalogue.CATALOGUE_VERSION
    assert version_for(eve + timedelta(minutes=1)) == later_version
    assert version_for(datetime(2019, 1, 1, tzinfo=UTC)) == duty_catalogue.CATALOGUE_VERSION


def test_each_version_keeps_its_own_hours(later_version) -> None:
    starts = Starts(aware_at=datetime(2028, 3, 1, 8, 7, tzinfo=UTC))
    due = {
        version: {each.code: each.due_at for each in applicable(HACKED, HOSPITAL, starts, version=version)}["rgpd_33"]
        for version in (duty_catalogue.CATALOGUE_VERSION, later_version)
    }

    assert due[duty_catalogue.CATALOGUE_VERSION] == starts.aware_at + timedelta(hours=72)
    assert due[later_version] == starts.aware_at + timedelta(hours=96)
    assert rule("rgpd_33").deadline_hours == 72
