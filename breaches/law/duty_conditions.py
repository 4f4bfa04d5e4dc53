"""When each regime opens: one small condition per duty, with the reason in French."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from breaches.law.clocks import PARIS, deadline, month_deadline
from breaches.law.facts_model import Context, Facts, controlled, processed
from breaches.law.vocabulary import (
    Altered,
    Exposure,
    Lost,
    Nis2,
    OrganisationKind,
    Origin,
    Role,
    Sensitive,
)

DORA_HOURS_AFTER_CLASSIFICATION = 4
NIS2_TRUST_SERVICE_HOURS = 24


@dataclass(frozen=True, kw_only=True)
class Starts:
    """Instants from which duties run (aware); None: not happened or not known yet.

    `dora_major`: the classification of the incident, None while undecided. `hds_contract_hours`: the delay of
    the hosting contract. `holidays`: those of the place, for periods in months.
    """

    aware_at: datetime
    attack_known_at: datetime | None = None
    detected_at: datetime | None = None
    communication_decided_at: datetime | None = None
    nis2_notification_filed_at: datetime | None = None
    dora_major: bool | None = None
    dora_classified_at: datetime | None = None
    dora_initial_filed_at: datetime | None = None
    dora_intermediate_filed_at: datetime | None = None
    hds_contract_hours: int | None = None
    holidays: Container[date] = field(default=frozenset[date]())


@dataclass(frozen=True)
class Case:
    """Everything a condition may look at."""

    facts: Facts | None
    context: Context
    starts: Starts
    decision_subjects: bool | None

    @property
    def attack_at(self) -> datetime:
        """Knowledge of the attack, else of the breach: what the incident regimes run from."""
        known = self.starts.attack_known_at or self.context.attack_known_at
        return known or self.starts.aware_at

    @property
    def is_controller(self) -> bool:
        """Controller for at least one population; by its own role while facts are unknown."""
        if self.facts is None:
            return self.context.role is not Role.PROCESSOR
        return bool(controlled(self.facts, self.context))

    @property
    def is_processor(self) -> bool:
        """Processor for at least one population; by its own role while facts are unknown."""
        if self.facts is None:
            return self.context.role is Role.PROCESSOR
        return bool(processed(self.facts, self.context))


@dataclass(frozen=True)
class Verdict:
    """Does the duty open, why or why not; from when; until when if not the rule's hours."""

    opens: bool
    why: str
    starts_at: datetime
    due_at: datetime | None = None


SECURITY_EVENT_ORIGINS = frozenset(
    {Origin.HACK, Origin.UNINTENDED_PUBLICATION, Origin.WRONG_PERSON_PORTAL, Origin.OTHER, Origin.UNKNOWN}
)
_IT_LEAKS = frozenset({Origin.HACK, Origin.UNINTENDED_PUBLICATION, Origin.WRONG_PERSON_PORTAL})
_READ_BY_OTHERS = frozenset({Exposure.KNOWN_RECIPIENTS, Exposure.UNKNOWN_RECIPIENTS, Exposure.PUBLISHED})
_CSP_KINDS = frozenset(
    {
        OrganisationKind.ETABLISSEMENT_SANTE_PUBLIC,
        OrganisationKind.ETABLISSEMENT_SANTE_PRIVE,
        OrganisationKind.LABORATOIRE,
        OrganisationKind.MEDICO_SOCIAL,
    }
)
_UNDESCRIBED = "Les faits ne sont pas encore décrits."


def incident_effect(facts: Facts) -> str | None:
    """What makes this a grave or significant incident of an information system, in French; None if nothing.

    CSP D. 1111-16-2: safety of care, confidentiality or integrity of health data, normal functioning.
    """
    health = any(Sensitive.HEALTH in population.sensitive for population in facts.populations)
    if facts.availability.care_affected is True:
        return "Les soins sont affectés."
    if facts.origin is Origin.HACK:
        return "Le système d’information a été attaqué."
    if facts.availability.lost is Lost.PERMANENT:
        return "Des données sont perdues définitivement."
    if health and facts.integrity.altered in {Altered.RECOVERABLE, Altered.UNRECOVERABLE}:
        return "Des données de santé ont été altérées."
    if health and facts.origin in _IT_LEAKS and facts.confidentiality.exposure in _READ_BY_OTHERS:
        return "Des données de santé sont sorties du système d’information."
    return None


def _rgpd_33(case: Case) -> Verdict:
    if case.is_controller:
        why = "L’organisme est responsable de traitement d’au moins une population."
        return Verdict(True, why, case.starts.aware_at)
    why = "L’organisme n’est que sous-traitant : la notification revient aux responsables de traitement."
    return Verdict(False, why, case.starts.aware_at)


def _rgpd_33_2(case: Case) -> Verdict:
    if case.is_processor:
        why = "L’organisme est sous-traitant d’au moins une population."
        return Verdict(True, why, case.starts.aware_at)
    return Verdict(False, "L’organisme n’est sous-traitant d’aucune population.", case.starts.aware_at)


def _rgpd_34(case: Case) -> Verdict:
    start = case.starts.communication_decided_at or case.starts.aware_at
    if not case.is_controller:
        return Verdict(False, "L’information des personnes revient aux responsables de traitement.", start)
    if case.decision_subjects is None:
        return Verdict(False, "L’information des personnes n’est pas encore décidée.", start)
    if case.decision_subjects:
        return Verdict(True, "Il est décidé d’informer les personnes concernées.", start)
    return Verdict(False, "Il est décidé de ne pas informer les personnes concernées.", start)


def _incident(case: Case, concerned: bool, otherwise: str) -> Verdict:
    """Common shape of the incident regimes: the kind of organisation, then a grave enough incident."""
    if not concerned:
        return Verdict(False, otherwise, case.attack_at)
    if case.facts is None:
        return Verdict(False, _UNDESCRIBED, case.attack_at)
    effect = incident_effect(case.facts)
    if effect is None:
        return Verdict(False, "Les faits ne montrent pas d’incident de sécurité significatif.", case.attack_at)
    return Verdict(True, effect, case.attack_at)


def _csp_incident(case: Case) -> Verdict:
    concerned = case.context.kind in _CSP_KINDS
    return _incident(case, concerned, "Ce genre d’organisme n’est pas soumis à ce signalement.")


def _nis1_ose(case: Case) -> Verdict:
    return _incident(case, case.context.ose, "L’organisme n’est pas opérateur de services essentiels.")


def _oiv(case: Case) -> Verdict:
    return _incident(case, case.context.oiv, "L’organisme n’est pas opérateur d’importance vitale.")


def _nis2(case: Case) -> Verdict:
    if case.context.financial_entity:
        return Verdict(False, "Entité financière : DORA remplace NIS 2.", case.attack_at)
    concerned = case.context.nis2 is not Nis2.NONE
    return _incident(case, concerned, "L’organisme n’est ni entité essentielle ni entité importante.")


def _nis2_notification(case: Case) -> Verdict:
    verdict = _nis2(case)
    if not case.context.trust_service_provider:
        return verdict
    due = deadline(verdict.starts_at, NIS2_TRUST_SERVICE_HOURS)
    return Verdict(verdict.opens, verdict.why, verdict.starts_at, due)


def _nis2_final(case: Case) -> Verdict:
    verdict, filed_at = _nis2(case), case.starts.nis2_notification_filed_at
    if not verdict.opens:
        return verdict
    if filed_at is None:
        return Verdict(False, "La notification d’incident n’est pas encore déposée.", verdict.starts_at)
    due = month_deadline(filed_at, PARIS, case.starts.holidays)
    return Verdict(True, "La notification d’incident est déposée.", filed_at, due)


def _eidas(case: Case) -> Verdict:
    concerned = case.context.trust_service_provider
    return _incident(case, concerned, "L’organisme n’est pas prestataire de services de confiance.")


def _telecom(case: Case) -> Verdict:
    start = case.starts.detected_at or case.starts.aware_at
    if case.context.telecom_provider:
        return Verdict(True, "L’organisme fournit des communications électroniques au public.", start)
    return Verdict(False, "L’organisme n’est pas opérateur de communications électroniques.", start)


def _hds_contract(case: Case) -> Verdict:
    start, hours = case.starts.aware_at, case.starts.hds_contract_hours
    if case.context.kind is not OrganisationKind.HEBERGEUR_HDS:
        return Verdict(False, "L’organisme n’est pas hébergeur de données de santé.", start)
    if not case.is_processor:
        return Verdict(False, "Aucune population n’est hébergée pour un client.", start)
    due = None if hours is None else deadline(start, hours)
    return Verdict(True, "Des données hébergées pour un client sont concernées.", start, due)


def _lopmi(case: Case) -> Verdict:
    facts, start = case.facts, case.attack_at
    if not case.context.insured_cyber:
        return Verdict(False, "Aucune assurance contre les attaques informatiques n’est déclarée.", start)
    attacked = facts is not None and (
        facts.origin is Origin.HACK or (facts.intentional is True and facts.origin in SECURITY_EVENT_ORIGINS)
    )
    known = case.starts.attack_known_at or case.context.attack_known_at
    if attacked or (facts is None and known):
        if known:
            return Verdict(True, "Une atteinte au système est connue.", start)
        why = "Une atteinte au système est connue ; faute d’autre heure, la prise de connaissance compte."
        return Verdict(True, why, start)
    why = _UNDESCRIBED if facts is None else "Les faits ne montrent pas d’atteinte à un système de données."
    return Verdict(False, why, start)


def _dora(case: Case) -> Verdict:
    start, classified = case.starts.aware_at, case.starts.dora_classified_at
    if not case.context.financial_entity:
        return Verdict(False, "L’organisme n’est pas une entité financière.", start)
    if case.starts.dora_major is False:
        return Verdict(False, "L’incident n’est pas classé majeur.", start)
    latest = deadline(start, 24)
    if classified is None:
        return Verdict(True, "Incident à classer : l’obligation tombe s’il n’est pas majeur.", start, latest)
    due = min(latest, deadline(classified, DORA_HOURS_AFTER_CLASSIFICATION))
    return Verdict(True, "L’incident est classé majeur.", start, due)


def _dora_intermediate(case: Case) -> Verdict:
    verdict, filed_at = _dora(case), case.starts.dora_initial_filed_at
    if verdict.opens and filed_at is None:
        return Verdict(False, "La notification initiale n’est pas encore déposée.", verdict.starts_at)
    if not verdict.opens or filed_at is None:
        return verdict
    return Verdict(True, "La notification initiale est déposée.", filed_at)


def _dora_final(case: Case) -> Verdict:
    verdict, filed_at = _dora(case), case.starts.dora_intermediate_filed_at
    if verdict.opens and filed_at is None:
        return Verdict(False, "Le rapport intermédiaire n’est pas encore déposé.", verdict.starts_at)
    if not verdict.opens or filed_at is None:
        return verdict
    due = month_deadline(filed_at, PARIS, case.starts.holidays)
    return Verdict(True, "Le rapport intermédiaire est déposé.", filed_at, due)


CONDITIONS: Mapping[str, Callable[[Case], Verdict]] = {
    "rgpd_33": _rgpd_33,
    "rgpd_33_2": _rgpd_33_2,
    "rgpd_34": _rgpd_34,
    "csp_incident": _csp_incident,
    "hds_contract": _hds_contract,
    "nis2_early": _nis2,
    "nis2_notification": _nis2_notification,
    "nis2_final": _nis2_final,
    "nis1_ose": _nis1_ose,
    "oiv": _oiv,
    "eidas": _eidas,
    "telecom": _telecom,
    "lopmi": _lopmi,
    "dora_initial": _dora,
    "dora_intermediate": _dora_intermediate,
    "dora_final": _dora_final,
}
