"""Every code list of the law ring; the CNIL's official lists are re-exported. Data only."""

from breaches.law.codes import Confidence, Labelled, Option, label, options
from breaches.law.vocabulary_cnil import (
    Cause,
    CnilGravity,
    DataCategory,
    Impact,
    Nature,
    NoInformationReason,
    NotificationPhase,
    Origin,
    PersonCategory,
    Sensitive,
    SubjectsInformation,
)

__all__ = [
    "Altered",
    "AuthorityAdvice",
    "Backup",
    "Cause",
    "CnilGravity",
    "Confidence",
    "DataCategory",
    "Encryption",
    "Exemption",
    "Exposure",
    "Identification",
    "Impact",
    "Labelled",
    "Lost",
    "Nature",
    "Nis2",
    "NoInformationReason",
    "NotificationPhase",
    "Option",
    "OrganisationKind",
    "Origin",
    "PersonCategory",
    "Reveals",
    "RiskThreshold",
    "Role",
    "Sensitive",
    "SeverityLevel",
    "SpecialContext",
    "SubjectsAdvice",
    "SubjectsInformation",
    "label",
    "options",
]


class SeverityLevel(Labelled):
    """ENISA levels (labels translated by us)."""

    LOW = "low", "Faible"
    MEDIUM = "medium", "Moyenne"
    HIGH = "high", "Élevée"
    VERY_HIGH = "very_high", "Très élevée"


class Encryption(Labelled):
    """Were the data encrypted before the breach? Art. 34(3)(a)."""

    UNKNOWN = "unknown", "Non connu"
    NONE = "none", "Aucun chiffrement"
    PARTIAL = "partial", "Chiffrement partiel"
    STATE_OF_THE_ART = "state_of_the_art", "Chiffrement à l’état de l’art"


class Exposure(Labelled):
    """Who could read the data."""

    UNKNOWN = "unknown", "Non connu"
    EXCLUDED = "excluded", "Exclu, preuves à l’appui"
    POSSIBLE = "possible", "Possible, sans trace d’exploitation"
    KNOWN_RECIPIENTS = "known_recipients", "Destinataires connus"
    UNKNOWN_RECIPIENTS = "unknown_recipients", "Destinataires inconnus"
    PUBLISHED = "published", "Données publiées"


class Altered(Labelled):
    """Were the data changed?"""

    UNKNOWN = "unknown", "Non connu"
    NONE = "none", "Aucune altération"
    RESTORED = "restored", "Altérées, rétablies avant tout usage"
    RECOVERABLE = "recoverable", "Altérées, rétablissement possible"
    UNRECOVERABLE = "unrecoverable", "Altérées sans rétablissement possible"


class Lost(Labelled):
    """Were the data unavailable? A temporary loss counts."""

    UNKNOWN = "unknown", "Non connu"
    NONE = "none", "Aucune indisponibilité"
    TEMPORARY = "temporary", "Indisponibilité temporaire"
    PERMANENT = "permanent", "Perte définitive"


class Backup(Labelled):
    """Is there a copy to restore from?"""

    UNKNOWN = "unknown", "Non connu"
    FULL = "full", "Copie complète"
    PARTIAL = "partial", "Copie partielle"
    NONE = "none", "Aucune copie"


class Identification(Labelled):
    """ENISA ease of identification."""

    NEGLIGIBLE = "negligible", "Négligeable"
    LIMITED = "limited", "Limitée"
    SIGNIFICANT = "significant", "Importante"
    MAXIMUM = "maximum", "Maximale"


class Reveals(Labelled):
    """How much the set tells about one person (ENISA adjustment)."""

    UNKNOWN = "unknown", "Non connu"
    LITTLE = "little", "Peu"
    ORDINARY = "ordinary", "Comme d’ordinaire"
    MUCH = "much", "Beaucoup"


class SpecialContext(Labelled):
    """What makes these people more exposed."""

    SENSITIVE_SERVICE = "sensitive_service", "Service dont la seule mention révèle une situation intime"
    HIDDEN_IDENTITY = "hidden_identity", "Identité ou adresse tenue secrète"
    VIOLENCE = "violence", "Victimes de violences"
    PUBLIC_FIGURE = "public_figure", "Personnalités exposées"
    MINORS = "minors", "Mineurs"


class OrganisationKind(Labelled):
    """Kind of organisation: decides which regimes beside the RGPD apply."""

    ETABLISSEMENT_SANTE_PUBLIC = "etablissement_sante_public", "Établissement public de santé"
    ETABLISSEMENT_SANTE_PRIVE = "etablissement_sante_prive", "Établissement de santé privé"
    LABORATOIRE = "laboratoire", "Laboratoire de biologie médicale"
    MEDICO_SOCIAL = "medico_social", "Établissement ou service médico-social"
    PROFESSIONNEL_LIBERAL = "professionnel_liberal", "Professionnel de santé libéral"
    HEBERGEUR_HDS = "hebergeur_hds", "Hébergeur de données de santé"
    EDITEUR = "editeur", "Éditeur de logiciel"
    TIERS_PAYANT = "tiers_payant", "Opérateur de tiers payant"
    ORGANISME_COMPLEMENTAIRE = "organisme_complementaire", "Organisme complémentaire d’assurance maladie"
    AUTRE = "autre", "Autre organisme"


class Role(Labelled):
    """Role for a processing: art. 4(7), 4(8), 26."""

    CONTROLLER = "controller", "Responsable de traitement"
    JOINT_CONTROLLER = "joint_controller", "Responsable conjoint"
    PROCESSOR = "processor", "Sous-traitant"


class Nis2(Labelled):
    """Rank under directive (UE) 2022/2555."""

    NONE = "none", "Non concerné"
    IMPORTANT = "important", "Entité importante"
    ESSENTIAL = "essential", "Entité essentielle"


class AuthorityAdvice(Labelled):
    """Answer to: notify the CNIL? Art. 33(1)."""

    NOTIFY = "notify", "Notifier la CNIL"
    DO_NOT_NOTIFY = "do_not_notify", "Ne pas notifier la CNIL"


class SubjectsAdvice(Labelled):
    """Answer to: tell the people concerned? Art. 34(1)."""

    COMMUNICATE = "communicate", "Informer les personnes concernées"
    DO_NOT_COMMUNICATE = "do_not_communicate", "Ne pas informer les personnes concernées"


class RiskThreshold(Labelled):
    """From which risk on the authority is notified: art. 33(1), by version of the catalogue."""

    RISK = "risk", "Sauf si un risque est improbable"
    HIGH_RISK = "high_risk", "Si un risque élevé est vraisemblable"


class Exemption(Labelled):
    """Exceptions of art. 34(3)."""

    A = "a", "Mesures préalables rendant les données incompréhensibles"
    B = "b", "Mesures ultérieures écartant le risque élevé"
    C = "c", "Efforts disproportionnés : communication publique obligatoire"
