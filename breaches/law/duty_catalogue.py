"""The duties that a breach may open, as dated data. Checked on 22 November 2026.

A change of the law is a new catalogue version; an open breach keeps the version it was opened under.
"""

from dataclasses import dataclass
from datetime import date

from breaches.law.codes import Confidence
from breaches.law.vocabulary import RiskThreshold

CATALOGUE_VERSION = "2026-11-22"
CHECKED_ON = date(2026, 11, 22)
PROMPTLY = "dans les meilleurs délais"
AT_ONCE = "sans délai"


@dataclass(frozen=True, kw_only=True)
class DutyRule:
    """One regime and one addressee.

    `deadline_hours` is None for a duty without a fixed number of hours; `valid_from` None means the rule is
    switched off until a date is set; `source` says what was read, `checked_on` when. `threshold`: from which risk on
    the duty exists, for those that depend on one.
    """

    code: str
    title: str
    basis: str
    addressee: str
    channel: str
    deadline_hours: int | None
    deadline_text: str
    valid_from: date | None
    valid_to: date | None = None
    confidence: Confidence
    source: str
    checked_on: date = CHECKED_ON
    note: str = ""
    threshold: RiskThreshold | None = None

    def in_force(self, day: date) -> bool:
        """Does the rule's validity cover the day on which its own clock starts?"""
        if self.valid_from is None or day < self.valid_from:
            return False
        return self.valid_to is None or day <= self.valid_to


RGPD_FROM = date(2018, 5, 25)
_NIS2_NOTE = (
    "Directive (UE) 2022/2555 : au 12 juin 2026, la loi française de transposition n’était pas promulguée ; "
    "son état ultérieur n’est pas établi. L’organisme l’active à la date qu’il a vérifiée, dans ses réglages."
)
_DORA_BASIS = "Règl. (UE) 2022/2554, art. 19 ; règl. délégué (UE) 2025/301"
_DORA_NOTE = (
    "Incident majeur seulement. La plupart des entités peuvent déposer à midi le jour ouvré suivant si "
    "l’échéance tombe un week-end ou un jour férié, à vérifier."
)
_READ = "Texte lu"
_GENERAL = "Connaissance générale, texte non relu"
_RGPD_READ = "Connaissance générale ; article 33 recoupé par une source secondaire"
_NIS2_READ = "Directive : connaissance générale ; état du droit français : source secondaire du 12 juin 2026"

_RGPD = (
    DutyRule(
        code="rgpd_33",
        title="Notification à la CNIL",
        basis="RGPD, art. 33, § 1",
        addressee="CNIL",
        channel="Téléservice notifications.cnil.fr",
        deadline_hours=72,
        deadline_text="72 heures après la prise de connaissance",
        valid_from=RGPD_FROM,
        confidence=Confidence.HIGH,
        source=_RGPD_READ,
        note="Sauf si la violation n’est pas susceptible d’engendrer un risque. Au-delà, motifs du retard.",
        threshold=RiskThreshold.RISK,
    ),
    DutyRule(
        code="rgpd_33_2",
        title="Information des responsables de traitement",
        basis="RGPD, art. 33, § 2 et art. 28, § 3",
        addressee="Chaque responsable de traitement concerné",
        channel="Référent désigné au contrat",
        deadline_hours=None,
        deadline_text=PROMPTLY,
        valid_from=RGPD_FROM,
        confidence=Confidence.HIGH,
        source=_RGPD_READ,
        note="Sans appréciation du risque : elle revient au responsable de traitement.",
    ),
    DutyRule(
        code="rgpd_34",
        title="Communication aux personnes concernées",
        basis="RGPD, art. 34",
        addressee="Personnes concernées",
        channel="Message individuel, distinct de tout autre envoi",
        deadline_hours=None,
        deadline_text=PROMPTLY,
        valid_from=RGPD_FROM,
        confidence=Confidence.HIGH,
        source=_GENERAL,
        threshold=RiskThreshold.HIGH_RISK,
    ),
)

_HEALTH = (
    DutyRule(
        code="csp_incident",
        title="Signalement de l’incident de sécurité à l’ARS",
        basis="Code de la santé publique, L. 1111-8-2 et D. 1111-16-2 à -4",
        addressee="ARS et autorités compétentes, avec le CERT Santé",
        channel="signalement.social-sante.gouv.fr ; tout moyen vers l’ARS si le portail est inaccessible",
        deadline_hours=None,
        deadline_text=AT_ONCE,
        valid_from=date(2017, 10, 1),
        confidence=Confidence.MEDIUM,
        source="Page de l’ANS et décret 2022-715 ; article du déclarant à vérifier",
        note="Ne suppose pas de données personnelles et ne remplace pas la notification à la CNIL.",
    ),
    DutyRule(
        code="hds_contract",
        title="Information du client hébergé",
        basis="Code de la santé publique, L. 1111-8 et R. 1111-11 ; contrat d’hébergement",
        addressee="Client de l’hébergement",
        channel="Interlocuteur désigné au contrat",
        deadline_hours=None,
        deadline_text="délai du contrat, sinon dans les meilleurs délais",
        valid_from=date(2018, 4, 1),
        confidence=Confidence.MEDIUM,
        source=_GENERAL,
    ),
)

_SECURITY = (
    DutyRule(
        code="nis2_early",
        title="Alerte précoce NIS 2",
        basis="Directive (UE) 2022/2555, art. 23, § 4, a)",
        addressee="ANSSI (CERT-FR)",
        channel="Portail à désigner",
        deadline_hours=24,
        deadline_text="24 heures après la connaissance de l’incident important",
        valid_from=None,
        confidence=Confidence.LOW,
        source=_NIS2_READ,
        note=_NIS2_NOTE,
    ),
    DutyRule(
        code="nis2_notification",
        title="Notification d’incident NIS 2",
        basis="Directive (UE) 2022/2555, art. 23, § 4, b)",
        addressee="ANSSI (CERT-FR)",
        channel="Portail à désigner",
        deadline_hours=72,
        deadline_text="72 heures après la connaissance ; 24 heures pour un prestataire de confiance",
        valid_from=None,
        confidence=Confidence.LOW,
        source=_NIS2_READ,
        note=_NIS2_NOTE,
    ),
    DutyRule(
        code="nis2_final",
        title="Rapport final NIS 2",
        basis="Directive (UE) 2022/2555, art. 23, § 4, d)",
        addressee="ANSSI (CERT-FR)",
        channel="Portail à désigner",
        deadline_hours=None,
        deadline_text="un mois après le dépôt de la notification d’incident",
        valid_from=None,
        confidence=Confidence.LOW,
        source=_NIS2_READ,
        note=_NIS2_NOTE,
    ),
    DutyRule(
        code="nis1_ose",
        title="Déclaration d’un opérateur de services essentiels",
        basis="Loi 2018-133 du 26 février 2018, art. 7 ; décret 2018-384",
        addressee="ANSSI",
        channel="Formulaire de l’ANSSI",
        deadline_hours=None,
        deadline_text="sans délai après en avoir pris connaissance",
        valid_from=date(2018, 5, 26),
        confidence=Confidence.MEDIUM,
        source=_GENERAL,
        note="S’applique jusqu’à la transposition de NIS 2.",
    ),
    DutyRule(
        code="oiv",
        title="Déclaration d’un opérateur d’importance vitale",
        basis="Code de la défense, L. 1332-6-2",
        addressee="ANSSI, pour le Premier ministre",
        channel="Formulaire de l’ANSSI",
        deadline_hours=None,
        deadline_text=AT_ONCE,
        valid_from=date(2016, 7, 1),
        confidence=Confidence.MEDIUM,
        source=_GENERAL,
    ),
    DutyRule(
        code="eidas",
        title="Notification d’un prestataire de services de confiance",
        basis="Règl. (UE) 910/2014 modifié par le règl. (UE) 2024/1183, art. 19 bis et 24",
        addressee="ANSSI",
        channel="Formulaire de l’organe de contrôle",
        deadline_hours=24,
        deadline_text="24 heures",
        valid_from=date(2016, 7, 1),
        confidence=Confidence.MEDIUM,
        source=_GENERAL,
        note="L’ancien article 19 a été supprimé le 18 octobre 2024.",
    ),
    DutyRule(
        code="telecom",
        title="Notification d’un opérateur de communications électroniques",
        basis="Loi 78-17, art. 83 ; règl. (UE) 611/2013, art. 2",
        addressee="CNIL",
        channel="Téléservice notifications.cnil.fr",
        deadline_hours=24,
        deadline_text="24 heures après la détection, complément sous trois jours",
        valid_from=date(2013, 8, 25),
        confidence=Confidence.HIGH,
        source=_GENERAL,
        note="Toute violation, sans seuil de risque. Un hôpital n’est pas un opérateur.",
    ),
)

_MONEY = (
    DutyRule(
        code="lopmi",
        title="Dépôt de plainte, condition de l’indemnisation",
        basis="Code des assurances, L. 12-10-1",
        addressee="Police, gendarmerie ou procureur",
        channel="Plainte (ni signalement ni main courante)",
        deadline_hours=72,
        deadline_text="72 heures après la connaissance de l’atteinte par la victime",
        valid_from=date(2023, 4, 24),
        confidence=Confidence.HIGH,
        source=_READ,
        note="Condition de l’indemnisation par l’assureur ; sans objet si aucune garantie n’est demandée. Incertain : "
        "qui est la victime quand un prestataire héberge le système, et comment se comptent les heures.",
    ),
    DutyRule(
        code="dora_initial",
        title="Notification initiale DORA",
        basis=_DORA_BASIS,
        addressee="ACPR",
        channel="Portail de l’ACPR",
        deadline_hours=24,
        deadline_text="4 heures après le classement en majeur, au plus tard 24 heures après la connaissance",
        valid_from=date(2025, 1, 17),
        confidence=Confidence.HIGH,
        source=_GENERAL,
        note=_DORA_NOTE,
    ),
    DutyRule(
        code="dora_intermediate",
        title="Rapport intermédiaire DORA",
        basis=_DORA_BASIS,
        addressee="ACPR",
        channel="Portail de l’ACPR",
        deadline_hours=72,
        deadline_text="72 heures après la notification initiale",
        valid_from=date(2025, 1, 17),
        confidence=Confidence.HIGH,
        source=_GENERAL,
        note=_DORA_NOTE,
    ),
    DutyRule(
        code="dora_final",
        title="Rapport final DORA",
        basis=_DORA_BASIS,
        addressee="ACPR",
        channel="Portail de l’ACPR",
        deadline_hours=None,
        deadline_text="un mois après le dernier rapport intermédiaire",
        valid_from=date(2025, 1, 17),
        confidence=Confidence.HIGH,
        source=_GENERAL,
        note=_DORA_NOTE,
    ),
)

# A future text is one more version here, and the day from which an awareness time falls under it below.
CATALOGUES: dict[str, tuple[DutyRule, ...]] = {CATALOGUE_VERSION: (*_RGPD, *_HEALTH, *_SECURITY, *_MONEY)}
EFFECTIVE_FROM: dict[str, date] = {CATALOGUE_VERSION: date.min}
