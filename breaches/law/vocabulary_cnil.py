"""Lists of the CNIL form with their official labels. Data only.

Sources: working outline of the téléservice (July 2023) and values of the OpenCNIL open data.
"""

from breaches.law.codes import Labelled


class Nature(Labelled):
    """What was lost: art. 4(12) RGPD."""

    CONFIDENTIALITY = "confidentiality", "Perte de la confidentialité"
    INTEGRITY = "integrity", "Perte de l’intégrité"
    AVAILABILITY = "availability", "Perte de la disponibilité"


class Origin(Labelled):
    """Origin of the incident, as the CNIL lists it."""

    LOST_STOLEN_EQUIPMENT = "lost_stolen_equipment", "Equipement perdu ou volé"
    LOST_STOLEN_PAPER = (
        "lost_stolen_paper",
        "Papier perdu, volé ou laissé accessible dans un endroit non sécurisé",
    )
    LOST_OPENED_MAIL = "lost_opened_mail", "Courrier perdu ou ouvert avant d’être retourné à l’envoyeur"
    HACK = "hack", "Piratage, logiciel malveillant (par exemple rançongiciel) et/ou hameçonnage"
    TRASH_PAPER = (
        "trash_paper",
        "Mise au rebut de documents papier contenant des données personnelles sans destruction physique",
    )
    TRASH_DEVICE = (
        "trash_device",
        "Mise au rebut d’appareils numériques contenant des données personnelles sans effacement sécurisé",
    )
    UNINTENDED_PUBLICATION = "unintended_publication", "Publication non volontaire d’informations"
    WRONG_PERSON_PORTAL = (
        "wrong_person_portal",
        "Données de la mauvaise personne affichées sur le portail du client",
    )
    WRONG_RECIPIENT = "wrong_recipient", "Données personnelles envoyées à un mauvais destinataire"
    VERBAL = "verbal", "Informations personnelles divulguées de façon verbale"
    OTHER = "other", "Autre"
    UNKNOWN = "unknown", "Inconnu"


class Cause(Labelled):
    """Cause of the incident, as the CNIL lists it."""

    INTERNAL_MALICIOUS = "internal_malicious", "Acte interne malveillant"
    INTERNAL_ACCIDENTAL = "internal_accidental", "Acte interne accidentel"
    EXTERNAL_MALICIOUS = "external_malicious", "Acte externe malveillant"
    EXTERNAL_ACCIDENTAL = "external_accidental", "Acte externe accidentel"
    UNKNOWN = "unknown", "Inconnu"
    OTHER = "other", "Autre"


class DataCategory(Labelled):
    """Kind of data concerned (list « Nature des données » of the form)."""

    CIVIL_STATUS = "civil_status", "État civil (nom, sexe, date de naissance, âge...)"
    NIR = "nir", "NIR (Numéro de sécurité sociale)"
    CONTACT = (
        "contact",
        "Coordonnées (adresse postale ou électronique, numéros de téléphone fixe ou portable...)",
    )
    CREDENTIALS = (
        "credentials",
        "Données d’identification ou d’accès (identifiant, mot de passe, numéro client...)",
    )
    FINANCIAL = (
        "financial",
        "Données relatives à des informations financières "
        "(revenus, numéro de carte de crédit, coordonnées bancaires), économiques",
    )
    OFFICIAL_DOCUMENTS = "official_documents", "Documents officiels (Passeports, pièces d’identité, etc.)"
    LOCATION = "location", "Données de localisation"
    OFFENCES = "offences", "Données relatives à des infractions, condamnations, mesures de sûreté"
    UNKNOWN = "unknown", "Les données concernées ne sont pas connues pour le moment"
    OTHER = "other", "La violation concerne d’autres données"


class Sensitive(Labelled):
    """Special categories: art. 9 RGPD. NIR and offences are not among them."""

    RACIAL_ETHNIC = "racial_ethnic", "Origine raciale ou ethnique"
    POLITICAL = "political", "Opinions politiques"
    PHILOSOPHICAL_RELIGIOUS = "philosophical_religious", "Opinions philosophiques ou religieuses"
    TRADE_UNION = "trade_union", "Appartenance syndicale"
    SEXUAL = "sexual", "Orientation sexuelle"
    HEALTH = "health", "Données de santé"
    BIOMETRIC = "biometric", "Données biométriques"
    GENETIC = "genetic", "Données génétiques"


class PersonCategory(Labelled):
    """Whose data: art. 33(3)(a)."""

    EMPLOYEE = "employee", "Employés"
    USER = "user", "Utilisateurs"
    MEMBER = "member", "Adhérents"
    STUDENT = "student", "Étudiants / élèves"
    MILITARY = "military", "Personnel militaire"
    CUSTOMER = "customer", "Clients (actuels ou potentiels)"
    PATIENT = "patient", "Patients"
    MINOR = "minor", "Mineurs"
    VULNERABLE = "vulnerable", "Personnes vulnérables"
    UNDETERMINED = "undetermined", "Pas déterminé pour le moment"
    OTHER = "other", "Autres"


class Impact(Labelled):
    """Possible harm to people: recital 85, art. 33(3)(c)."""

    LOSS_CONTROL = "loss_control", "Perte de contrôle sur leurs données personnelles"
    RIGHTS = "rights", "Limitation de leurs droits"
    DISCRIMINATION = "discrimination", "Discrimination"
    IDENTITY_THEFT = "identity_theft", "Vol d’identité"
    FRAUD = "fraud", "Fraude"
    DEPSEUDONYMISATION = "depseudonymisation", "Levée non autorisée de la pseudonymisation"
    FINANCIAL = "financial", "Pertes financières"
    REPUTATION = "reputation", "Atteinte à la réputation"
    SECRECY = "secrecy", "Perte de la confidentialité de données protégées par un secret professionnel"
    OTHER = "other", "Autre"


class CnilGravity(Labelled):
    """The CNIL's own four levels; never mapped one to one to ENISA's."""

    NEGLIGIBLE = "negligible", "Négligeable"
    LIMITED = "limited", "Limité"
    IMPORTANT = "important", "Important"
    MAXIMUM = "maximum", "Maximal"


class SubjectsInformation(Labelled):
    """State of the information of people, as the form asks it."""

    INFORMED = "informed", "Oui, les personnes ont été informées"
    WILL_BE_INFORMED = "will_be_informed", "Non, mais elles le seront"
    WILL_NOT_BE_INFORMED = "will_not_be_informed", "Non ils ne le seront pas"
    UNDETERMINED = "undetermined", "Non déterminé pour le moment"


class NoInformationReason(Labelled):
    """Why people are not told: art. 34(1) and 34(3)."""

    NO_HIGH_RISK = "no_high_risk", "La violation n’est pas susceptible d’engendrer un risque élevé"
    UNINTELLIGIBLE = (
        "unintelligible",
        "Mesures de protection préalables rendant les données incompréhensibles",
    )
    ULTERIOR_MEASURES = (
        "ulterior_measures",
        "Mesures ultérieures garantissant que le risque élevé n’est plus susceptible de se matérialiser",
    )
    DISPROPORTIONATE = "disproportionate", "Efforts disproportionnés (communication publique)"


class NotificationPhase(Labelled):
    """Kind of notification: art. 33(4)."""

    INITIAL = "initial", "Notification initiale"
    COMPLEMENTARY = "complementary", "Notification complémentaire"
    COMPLETE = "complete", "Notification complète"
