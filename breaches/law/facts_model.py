"""The facts of a breach, as the DPO knows them at one moment (art. 33(3)(a), 33(5)).

`None` and the `UNKNOWN` codes mean "not known"; nothing here is guessed.
"""

from dataclasses import dataclass
from datetime import datetime

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
    Nis2,
    OrganisationKind,
    Origin,
    PersonCategory,
    Reveals,
    RiskThreshold,
    Role,
    Sensitive,
    SpecialContext,
)


@dataclass(frozen=True, kw_only=True)
class Persons:
    """How many people: claimed, estimated and confirmed numbers are kept apart (art. 33(3)(a))."""

    estimate: int | None = None
    min: int | None = None
    max: int | None = None
    claimed: int | None = None
    confirmed: int | None = None

    @property
    def best(self) -> int | None:
        """The number to declare: the surest one known, the upper bound of a range, a claim last."""
        candidates = (self.confirmed, self.estimate, self.max, self.min, self.claimed)
        return next((number for number in candidates if number is not None), None)


@dataclass(frozen=True, kw_only=True)
class Protection:
    """Measures in place before the breach (art. 34(3)(a))."""

    encrypted: Encryption = Encryption.UNKNOWN
    key_compromised: bool | None = None
    pseudonymised: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Confidentiality:
    """Who could read the data; the last three only with known recipients."""

    exposure: Exposure = Exposure.UNKNOWN
    recipients: int | None = None
    trusted: bool | None = None
    deletion_confirmed: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Integrity:
    """Were the data changed."""

    altered: Altered = Altered.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Availability:
    """Were the data out of reach, for how many hours, with what effect on care."""

    lost: Lost = Lost.UNKNOWN
    backup: Backup = Backup.UNKNOWN
    outage_hours: int | None = None
    care_affected: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Population:
    """A group of people with its own data categories and count; `role` None means the organisation's own.

    `key` is stable from version to version; `name` is how people write it ("Médecins"), empty when they did not.
    """

    key: str
    name: str = ""
    role: Role | None = None
    categories: tuple[PersonCategory, ...] = ()
    persons: Persons = Persons()
    records: int | None = None
    data: tuple[DataCategory, ...] = ()
    sensitive: tuple[Sensitive, ...] = ()
    identification: Identification | None = None
    vulnerable: bool | None = None
    special_context: tuple[SpecialContext, ...] = ()
    reveals: Reveals = Reveals.UNKNOWN
    public_already: bool | None = None
    long_history: bool | None = None
    details: str = ""

    @property
    def has_vulnerable_people(self) -> bool:
        """Minors, protected adults or other vulnerable people, however it was said (recital 75)."""
        return (
            self.vulnerable is True
            or SpecialContext.MINORS in self.special_context
            or PersonCategory.MINOR in self.categories
            or PersonCategory.VULNERABLE in self.categories
        )


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One version of what is known of the breach."""

    natures: tuple[Nature, ...]
    populations: tuple[Population, ...]
    origin: Origin = Origin.UNKNOWN
    cause: Cause = Cause.UNKNOWN
    ongoing: bool | None = None
    cross_border: bool | None = None
    protection: Protection = Protection()
    confidentiality: Confidentiality = Confidentiality()
    integrity: Integrity = Integrity()
    availability: Availability = Availability()
    malicious: bool | None = None
    mitigations: tuple[str, ...] = ()
    impacts: tuple[Impact, ...] = ()

    @property
    def intentional(self) -> bool | None:
        """Malicious intent: as answered, else as the declared cause implies."""
        if self.malicious is not None:
            return self.malicious
        return _INTENT_OF_CAUSE.get(self.cause)

    @property
    def unintelligible(self) -> bool:
        """State-of-the-art encryption and a key known to be safe (art. 34(3)(a))."""
        return self.protection.encrypted is Encryption.STATE_OF_THE_ART and self.protection.key_compromised is False


_INTENT_OF_CAUSE = {
    Cause.INTERNAL_MALICIOUS: True,
    Cause.EXTERNAL_MALICIOUS: True,
    Cause.INTERNAL_ACCIDENTAL: False,
    Cause.EXTERNAL_ACCIDENTAL: False,
}


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the organisation is: it decides the regimes and weighs the risk.

    `department` is the French department number; `attack_known_at` is when the attack on the system was
    known, personal data or not (Code des assurances L.12-10-1). `threshold` is that of the version of the law under
    which the breach was opened (RGPD art. 33(1)).
    """

    kind: OrganisationKind = OrganisationKind.AUTRE
    role: Role = Role.CONTROLLER
    department: str = ""
    nis2: Nis2 = Nis2.NONE
    ose: bool = False
    insured_cyber: bool = False
    financial_entity: bool = False
    sole_practitioner: bool = False
    oiv: bool = False
    trust_service_provider: bool = False
    telecom_provider: bool = False
    attack_known_at: datetime | None = None
    threshold: RiskThreshold = RiskThreshold.RISK

    @property
    def gives_care(self) -> bool:
        """Does the organisation care for patients (art. 9(2)(h))?"""
        return self.kind in CARE_KINDS


CARE_KINDS = frozenset(
    {
        OrganisationKind.ETABLISSEMENT_SANTE_PUBLIC,
        OrganisationKind.ETABLISSEMENT_SANTE_PRIVE,
        OrganisationKind.LABORATOIRE,
        OrganisationKind.MEDICO_SOCIAL,
        OrganisationKind.PROFESSIONNEL_LIBERAL,
    }
)


def role_of(population: Population, context: Context) -> Role:
    """The organisation's role for these data: the population's, else its own (art. 4(7)-(8))."""
    return population.role or context.role


def controlled(facts: Facts, context: Context) -> tuple[Population, ...]:
    """Populations for which the organisation is controller, alone or jointly (art. 33(1), 26)."""
    return tuple(p for p in facts.populations if role_of(p, context) is not Role.PROCESSOR)


def processed(facts: Facts, context: Context) -> tuple[Population, ...]:
    """Populations held on behalf of other controllers (art. 33(2))."""
    return tuple(p for p in facts.populations if role_of(p, context) is Role.PROCESSOR)
