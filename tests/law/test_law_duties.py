"""Which duties open, from which instant, until when, and why not the others."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from breaches.law.codes import Confidence
from breaches.law.duties import (
    CATALOGUE_VERSION,
    Starts,
    applicable,
    catalogue,
    not_applicable,
    rule,
    suggestions,
)
from breaches.law.duty_conditions import CONDITIONS
from breaches.law.errors import UnknownCatalogueError, UnknownDutyError
from breaches.law.facts import Context, parse_facts
from breaches.law.vocabulary import Nis2, OrganisationKind, Role
from tests.law.law_strategies import CONTEXTS, FACTS, HOSPITAL, LABORATORY, MONDAY, facts

HOUR = timedelta(hours=1)
OPERATOR = Context(kind=OrganisationKind.TIERS_PAYANT, role=Role.PROCESSOR, nis2=Nis2.IMPORTANT)
HACKED = facts(origin="hack", malicious=True)
MISDIRECTED = facts(origin="wrong_recipient", confidentiality={"exposure": "known_recipients"})


def codes(facts_, context, decided=None, starts=None, **options):
    openings = applicable(facts_, context, starts or Starts(aware_at=MONDAY), decided, **options)
    return {opening.code: opening for opening in openings}


def reason(code, facts_, context, decided=None, starts=None, **options):
    return dict(not_applicable(facts_, context, starts or Starts(aware_at=MONDAY), decided, **options))[code]


@given(FACTS, CONTEXTS)
def test_every_duty_of_the_catalogue_opens_or_says_why_not(given_facts, context) -> None:
    starts = Starts(aware_at=MONDAY)

    opened = {opening.code for opening in applicable(given_facts, context, starts, True)}
    closed = dict(not_applicable(given_facts, context, starts, True))

    assert opened | set(closed) == {each.code for each in catalogue()}
    assert not opened & set(closed)
    assert all(closed.values())


def test_every_rule_of_the_catalogue_has_its_condition_and_its_source() -> None:
    assert {each.code for each in catalogue()} == set(CONDITIONS)
    assert all(each.basis and each.source and each.channel for each in catalogue())


def test_hospital_ransomware_opens_cnil_people_and_health_agency() -> None:
    known = Starts(aware_at=MONDAY, attack_known_at=MONDAY - 3 * HOUR)

    opened = codes(HACKED, HOSPITAL, decided=True, starts=known)

    assert set(opened) == {"rgpd_33", "rgpd_34", "csp_incident"}
    assert opened["rgpd_33"].due_at == MONDAY + 72 * HOUR
    assert opened["rgpd_34"].due_at is None
    assert opened["csp_incident"].starts_at == MONDAY - 3 * HOUR
    assert opened["csp_incident"].due_at is None


def test_before_the_facts_only_the_role_counts() -> None:
    assert set(codes(None, HOSPITAL)) == {"rgpd_33"}
    assert set(codes(None, OPERATOR)) == {"rgpd_33_2"}
    assert reason("csp_incident", None, HOSPITAL) == "Les faits ne sont pas encore décrits."


def test_an_operator_files_only_for_the_population_it_controls() -> None:
    said = parse_facts(
        {
            "natures": ["confidentiality"],
            "origin": "hack",
            "populations": [{"key": "assures"}, {"key": "comptes", "role": "controller"}],
        }
    )

    assert set(codes(said, OPERATOR)) == {"rgpd_33", "rgpd_33_2"}


def test_a_pure_processor_never_files_with_the_cnil_nor_writes_to_people() -> None:
    opened = codes(HACKED, OPERATOR, decided=True)

    assert set(opened) == {"rgpd_33_2"}
    assert "responsables de traitement" in reason("rgpd_33", HACKED, OPERATOR)
    assert "responsables de traitement" in reason("rgpd_34", HACKED, OPERATOR, True)


def test_people_are_told_once_it_is_decided_from_the_decision() -> None:
    decided_at = Starts(aware_at=MONDAY, communication_decided_at=MONDAY + 9 * HOUR)

    assert codes(HACKED, HOSPITAL, True, decided_at)["rgpd_34"].starts_at == MONDAY + 9 * HOUR
    assert "pas encore décidée" in reason("rgpd_34", HACKED, HOSPITAL)
    assert "ne pas informer" in reason("rgpd_34", HACKED, HOSPITAL, False)


INCIDENTS = [
    facts(natures=["availability"], availability={"care_affected": True}),
    HACKED,
    facts(natures=["availability"], availability={"lost": "permanent"}),
    facts(natures=["integrity"], integrity={"altered": "recoverable"}),
    facts(origin="unintended_publication", confidentiality={"exposure": "published"}),
]


@pytest.mark.parametrize("said", INCIDENTS)
def test_a_grave_incident_of_the_system_goes_to_the_health_agency(said) -> None:
    assert "csp_incident" in codes(said, LABORATORY)


@pytest.mark.parametrize(
    "said",
    [
        MISDIRECTED,
        facts(origin="unintended_publication", population={"sensitive": []}),
        facts(natures=["integrity"], integrity={"altered": "recoverable"}, population={"sensitive": []}),
        facts(origin="verbal"),
    ],
)
def test_a_paper_error_does_not_go_to_the_health_agency(said) -> None:
    assert "csp_incident" not in codes(said, LABORATORY)
    assert "significatif" in reason("csp_incident", said, LABORATORY)


def test_a_mutual_insurer_does_not_report_to_the_health_agency() -> None:
    insurer = Context(kind=OrganisationKind.ORGANISME_COMPLEMENTAIRE)

    assert "pas soumis" in reason("csp_incident", HACKED, insurer)


def test_a_complaint_conditions_the_insurance_72_hours_after_the_attack_was_known() -> None:
    insured = Context(insured_cyber=True, attack_known_at=MONDAY - 20 * HOUR)

    opened = codes(HACKED, insured)["lopmi"]

    assert (opened.starts_at, opened.due_at) == (MONDAY - 20 * HOUR, MONDAY + 52 * HOUR)
    assert codes(None, insured)["lopmi"].due_at == MONDAY + 52 * HOUR


def test_without_another_hour_the_complaint_runs_from_awareness() -> None:
    insured = Context(insured_cyber=True)

    assert "faute d’autre heure" in codes(HACKED, insured)["lopmi"].why
    assert codes(facts(origin="other", cause="internal_malicious"), insured)["lopmi"].starts_at == MONDAY


def test_no_complaint_without_insurance_attack_or_facts() -> None:
    insured = Context(insured_cyber=True)

    assert "assurance" in reason("lopmi", HACKED, Context())
    assert "atteinte" in reason("lopmi", MISDIRECTED, insured)
    assert "pas encore décrits" in reason("lopmi", None, insured)


def test_a_duty_exists_only_if_its_text_was_in_force_at_its_own_start() -> None:
    insured = Context(insured_cyber=True)
    eve = datetime(2023, 4, 23, 21, 59, tzinfo=UTC)  # 23:59 in Paris
    first = datetime(2023, 4, 23, 22, 0, tzinfo=UTC)  # midnight in Paris

    assert "lopmi" not in codes(HACKED, insured, starts=Starts(aware_at=eve))
    assert "pas en vigueur" in reason("lopmi", HACKED, insured, starts=Starts(aware_at=eve))
    assert "lopmi" in codes(HACKED, insured, starts=Starts(aware_at=first))


def test_nis2_is_off_until_its_dated_switch() -> None:
    essential = Context(kind=OrganisationKind.ETABLISSEMENT_SANTE_PUBLIC, nis2=Nis2.ESSENTIAL)

    assert not {"nis2_early", "nis2_notification", "nis2_final"} & set(codes(HACKED, essential))
    assert "transposition" in reason("nis2_early", HACKED, essential)
    opened = codes(HACKED, essential, nis2_from=date(2026, 9, 1))
    assert opened["nis2_early"].due_at == MONDAY + 24 * HOUR
    assert opened["nis2_notification"].due_at == MONDAY + 72 * HOUR
    assert "pas encore déposée" in reason("nis2_final", HACKED, essential, nis2_from=date(2026, 9, 1))
    assert "nis2_early" not in codes(HACKED, essential, nis2_from=date(2026, 9, 15))


def test_nis2_final_report_runs_one_month_from_the_filing_of_the_notification() -> None:
    essential = Context(nis2=Nis2.ESSENTIAL)
    filed = Starts(aware_at=MONDAY, nis2_notification_filed_at=MONDAY + 70 * HOUR)

    opened = codes(HACKED, essential, starts=filed, nis2_from=date(2026, 9, 1))["nis2_final"]

    assert opened.starts_at == MONDAY + 70 * HOUR
    assert opened.due_at == datetime(2026, 10, 19, 22, 0, tzinfo=UTC)  # 17 October is a Saturday


def test_nis2_gives_a_trust_service_provider_one_day() -> None:
    provider = Context(nis2=Nis2.IMPORTANT, trust_service_provider=True)
    opened = codes(HACKED, provider, nis2_from=date(2026, 9, 1))

    assert opened["nis2_notification"].due_at == MONDAY + 24 * HOUR
    assert opened["eidas"].due_at == MONDAY + 24 * HOUR


def test_nis2_leaves_financial_entities_and_others_alone() -> None:
    fund = Context(nis2=Nis2.IMPORTANT, financial_entity=True)

    assert "DORA" in reason("nis2_early", HACKED, fund, nis2_from=date(2026, 9, 1))
    assert "DORA" in reason("nis2_final", HACKED, fund, nis2_from=date(2026, 9, 1))
    assert "ni entité essentielle" in reason("nis2_early", HACKED, HOSPITAL)


def test_designated_operators_report_at_once() -> None:
    designated = Context(ose=True, oiv=True)

    opened = codes(HACKED, designated)

    assert opened["nis1_ose"].due_at is None
    assert opened["oiv"].due_at is None
    assert "services essentiels" in reason("nis1_ose", HACKED, HOSPITAL)
    assert "importance vitale" in reason("oiv", HACKED, HOSPITAL)
    assert "confiance" in reason("eidas", HACKED, HOSPITAL)


def test_a_telecom_operator_has_24_hours_from_detection_whatever_the_risk() -> None:
    operator = Context(telecom_provider=True)
    detected = Starts(aware_at=MONDAY, detected_at=MONDAY - 2 * HOUR)

    assert codes(MISDIRECTED, operator, starts=detected)["telecom"].due_at == MONDAY + 22 * HOUR
    assert "opérateur" in reason("telecom", MISDIRECTED, HOSPITAL)


def test_a_host_owes_its_client_the_hours_of_the_contract() -> None:
    host = Context(kind=OrganisationKind.HEBERGEUR_HDS, role=Role.PROCESSOR)
    contract = Starts(aware_at=MONDAY, hds_contract_hours=8)

    assert codes(HACKED, host, starts=contract)["hds_contract"].due_at == MONDAY + 8 * HOUR
    assert codes(HACKED, host)["hds_contract"].due_at is None
    own = Context(kind=OrganisationKind.HEBERGEUR_HDS)
    assert "pour un client" in reason("hds_contract", HACKED, own)
    assert "pas hébergeur" in reason("hds_contract", HACKED, HOSPITAL)


FUND = Context(kind=OrganisationKind.ORGANISME_COMPLEMENTAIRE, financial_entity=True)


def test_dora_starts_with_one_day_then_four_hours_after_classification() -> None:
    classified = Starts(aware_at=MONDAY, dora_classified_at=MONDAY + 2 * HOUR)
    slow = Starts(aware_at=MONDAY, dora_classified_at=MONDAY + 30 * HOUR)

    assert codes(HACKED, FUND)["dora_initial"].due_at == MONDAY + 24 * HOUR
    assert "à classer" in codes(HACKED, FUND)["dora_initial"].why
    assert codes(HACKED, FUND, starts=classified)["dora_initial"].due_at == MONDAY + 6 * HOUR
    assert codes(HACKED, FUND, starts=slow)["dora_initial"].due_at == MONDAY + 24 * HOUR


def test_dora_reports_follow_each_other() -> None:
    filed = Starts(
        aware_at=MONDAY,
        dora_major=True,
        dora_initial_filed_at=MONDAY + 5 * HOUR,
        dora_intermediate_filed_at=MONDAY + 70 * HOUR,
        holidays=frozenset({date(2026, 10, 19)}),
    )

    opened = codes(HACKED, FUND, starts=filed)

    assert opened["dora_intermediate"].due_at == MONDAY + 77 * HOUR
    assert opened["dora_final"].due_at == datetime(2026, 10, 20, 22, 0, tzinfo=UTC)
    assert "initiale" in reason("dora_intermediate", HACKED, FUND)
    assert "intermédiaire" in reason("dora_final", HACKED, FUND)


@pytest.mark.parametrize("code", ["dora_initial", "dora_intermediate", "dora_final"])
def test_dora_needs_a_financial_entity_and_a_major_incident(code: str) -> None:
    minor = Starts(aware_at=MONDAY, dora_major=False)

    assert "pas classé majeur" in reason(code, HACKED, FUND, starts=minor)
    assert "entité financière" in reason(code, HACKED, HOSPITAL)


def test_a_rule_ends_after_its_last_day() -> None:
    ended = replace(rule("nis1_ose"), valid_to=date(2027, 1, 1))

    assert ended.in_force(date(2027, 1, 1))
    assert not ended.in_force(date(2027, 1, 2))


def test_rules_say_how_sure_they_are() -> None:
    assert rule("rgpd_33").confidence is Confidence.HIGH
    assert rule("nis2_early").confidence is Confidence.LOW


def test_unknown_rule_and_unknown_version_are_refused() -> None:
    with pytest.raises(UnknownDutyError, match="rgpd_35"):
        rule("rgpd_35")
    with pytest.raises(UnknownCatalogueError, match="1999"):
        catalogue("1999")
    assert catalogue(CATALOGUE_VERSION)


def test_affected_care_suggests_a_serious_adverse_event() -> None:
    care = facts(natures=["availability"], availability={"care_affected": True})

    assert [each.code for each in suggestions(care, HOSPITAL)] == ["eigs"]
    assert suggestions(care, FUND) == ()
    assert suggestions(None, HOSPITAL) == ()
    assert suggestions(HACKED, HOSPITAL) == ()
