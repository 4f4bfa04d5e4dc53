"""Hypothesis strategies and short builders for the tests of the law ring."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from breaches.law.facts import (
    Availability,
    Confidentiality,
    Context,
    Facts,
    Integrity,
    Persons,
    Population,
    Protection,
    parse_facts,
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
    OrganisationKind,
    Origin,
    PersonCategory,
    Reveals,
    Role,
    Sensitive,
    SpecialContext,
)

TRI = st.sampled_from([None, True, False])
COUNTS = st.none() | st.integers(0, 40_000_000)


def one(codes):
    return st.sampled_from(list(codes))


def several(codes, at_least=0):
    return st.lists(one(codes), unique=True, min_size=at_least, max_size=4).map(tuple)


PERSONS = st.builds(Persons, estimate=COUNTS, min=COUNTS, max=COUNTS, claimed=COUNTS, confirmed=COUNTS)
POPULATIONS = st.builds(
    Population,
    key=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True),
    role=st.none() | one(Role),
    categories=several(PersonCategory),
    persons=PERSONS,
    records=COUNTS,
    data=several(DataCategory),
    sensitive=several(Sensitive),
    identification=st.none() | one(Identification),
    vulnerable=TRI,
    special_context=several(SpecialContext),
    reveals=one(Reveals),
    public_already=TRI,
    long_history=TRI,
    details=st.text(max_size=20),
)
FACTS = st.builds(
    Facts,
    natures=several(Nature, at_least=1),
    populations=st.lists(POPULATIONS, min_size=1, max_size=3, unique_by=lambda each: each.key).map(tuple),
    origin=one(Origin),
    cause=one(Cause),
    ongoing=TRI,
    cross_border=TRI,
    protection=st.builds(Protection, encrypted=one(Encryption), key_compromised=TRI, pseudonymised=TRI),
    confidentiality=st.builds(
        Confidentiality,
        exposure=one(Exposure),
        recipients=COUNTS,
        trusted=TRI,
        deletion_confirmed=TRI,
    ),
    integrity=st.builds(Integrity, altered=one(Altered)),
    availability=st.builds(Availability, lost=one(Lost), backup=one(Backup), outage_hours=COUNTS, care_affected=TRI),
    malicious=TRI,
    mitigations=st.lists(st.text(max_size=20), max_size=2).map(tuple),
    impacts=several(Impact),
)
CONTEXTS = st.builds(
    Context,
    kind=one(OrganisationKind),
    role=one(Role),
    ose=st.booleans(),
    oiv=st.booleans(),
    insured_cyber=st.booleans(),
    financial_entity=st.booleans(),
    trust_service_provider=st.booleans(),
    telecom_provider=st.booleans(),
)
INSTANTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds, the zone comes with timezones
    max_value=datetime(2060, 1, 1),  # noqa: DTZ001 - same
    timezones=st.just(UTC),
)

HOSPITAL = Context(kind=OrganisationKind.ETABLISSEMENT_SANTE_PUBLIC)
LABORATORY = Context(kind=OrganisationKind.LABORATOIRE)
MONDAY = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
ONE_HOUR = timedelta(hours=1)


def facts(*, population=None, **answers) -> Facts:
    """Facts from plain data: a confidentiality breach of patients' health files unless said otherwise."""
    people = {
        "key": "patients",
        "categories": ["patient"],
        "data": ["civil_status", "contact"],
        "sensitive": ["health"],
        **(population or {}),
    }
    return parse_facts({"natures": ["confidentiality"], "populations": [people], **answers})
