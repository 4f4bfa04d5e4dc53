"""Every state with its French label. Art. 33 and art. 34 have tracks of their own: one status cannot say both."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BreachState(models.TextChoices):
    """Life of a breach (register of art. 33(5))."""

    REPORTED = "reported", _("Signalée")
    CONFIRMED = "confirmed", _("Confirmée")
    ASSESSED = "assessed", _("Évaluée")
    CLOSED = "closed", _("Clôturée")
    DISMISSED = "dismissed", _("Écartée")


class DutyState(models.TextChoices):
    """Life of a duty. Late is a frozen fact, not a state that one leaves."""

    OPEN = "open", _("À faire")
    FULFILLED = "fulfilled", _("Faite")
    NOT_REQUIRED = "not_required", _("Sans objet")


class NotificationState(models.TextChoices):
    """Life of a notification to the authority (art. 33)."""

    DRAFT = "draft", _("Brouillon")
    IN_REVIEW = "in_review", _("À approuver")
    APPROVED = "approved", _("Approuvée")
    FILED = "filed", _("Déposée")


class Ratification(models.TextChoices):
    """What legal says after a filing under break-glass; a filing is never undone."""

    NONE = "none", _("Sans objet")
    PENDING = "pending", _("À ratifier")
    RATIFIED = "ratified", _("Ratifiée")
    REFUSED = "refused", _("Ratification refusée")


class CommunicationState(models.TextChoices):
    """Life of a communication to the data subjects (art. 34)."""

    DRAFT = "draft", _("Brouillon")
    IN_REVIEW = "in_review", _("À approuver")
    APPROVED = "approved", _("Approuvée")
    DISPATCHING = "dispatching", _("En production")
    DISPATCHED = "dispatched", _("Remise")
    RECONCILED = "reconciled", _("Rapprochée")


class DecisionState(models.TextChoices):
    """Life of the controller's decision on an assessment."""

    PROPOSED = "proposed", _("Proposée")
    IN_REVIEW = "in_review", _("À décider")
    DECIDED = "decided", _("Décidée")
    REFUSED = "refused", _("Refusée")


class AwarenessState(models.TextChoices):
    """Place of one awareness time among the candidates."""

    CANDIDATE = "candidate", _("Heure candidate")
    CHOSEN = "chosen", _("Heure retenue")
    CORRECTION = "correction", _("Correction à approuver")
    SUPERSEDED = "superseded", _("Heure remplacée")
    REFUSED = "refused", _("Correction refusée")


class NoticeRoundState(models.TextChoices):
    """Life of one round of notices to the controllers (art. 33(2)): text and list together."""

    DRAFT = "draft", _("Brouillon")
    IN_REVIEW = "in_review", _("À approuver")
    APPROVED = "approved", _("Approuvée")
    SENDING = "sending", _("Partie")


class NoticeState(models.TextChoices):
    """Life of the notice to one controller."""

    DRAFTED = "drafted", _("Préparée")
    APPROVED = "approved", _("Approuvée, pas encore partie")
    SENT = "sent", _("Partie")
    ACKNOWLEDGED = "acknowledged", _("Réception confirmée")
    FAILED = "failed", _("Échec")
    SET_ASIDE = "set_aside", _("Écartée avec motifs")


class OrderFinding(models.TextChoices):
    """What the authority says under art. 34(4)."""

    COMMUNICATE = "communicate", _("Demande d’informer les personnes")
    EXEMPT = "exempt", _("Constate qu’une dispense s’applique")


class Phase(models.TextChoices):
    """Phase of a notification to the authority (art. 33(4))."""

    INITIAL = "initial", _("Initiale")
    COMPLEMENTARY = "complementary", _("Complémentaire")
    COMPLETE = "complete", _("Complète")


class Channel(models.TextChoices):
    """Means of a communication. This version produces letters only; the others come with their channels."""

    POST = "post", _("Courrier")


class Role(models.TextChoices):
    """What a member may do in an organisation."""

    REPORTER = "reporter", _("Déclarant")
    DPO = "dpo", _("Délégué à la protection des données")
    LEGAL = "legal", _("Juriste ou direction")
    MAILING = "mailing", _("Service courrier")
    OBSERVER = "observer", _("Observateur")
    ADMIN = "admin", _("Administrateur technique")


class Source(models.TextChoices):
    """Where a report came from."""

    INTERNAL = "internal", _("Personnel")
    PROCESSOR = "processor", _("Sous-traitant")
    PATIENT = "patient", _("Patient")
    PRESS = "press", _("Presse")
    AUTHORITY = "authority", _("Autorité")
    ATTACKER = "attacker", _("Attaquant")
    RESEARCHER = "researcher", _("Chercheur en sécurité")


class OrganisationKind(models.TextChoices):
    """Kind of organisation; decides which duties may apply."""

    PUBLIC_HOSPITAL = "etablissement_sante_public", _("Établissement de santé public")
    PRIVATE_HOSPITAL = "etablissement_sante_prive", _("Établissement de santé privé")
    LABORATORY = "laboratoire", _("Laboratoire de biologie médicale")
    MEDICO_SOCIAL = "medico_social", _("Établissement médico-social")
    PRACTICE = "professionnel_liberal", _("Professionnel libéral")
    HDS_HOST = "hebergeur_hds", _("Hébergeur de données de santé")
    PUBLISHER = "editeur", _("Éditeur de logiciels")
    THIRD_PARTY_PAYER = "tiers_payant", _("Opérateur de tiers payant")
    COMPLEMENTARY = "organisme_complementaire", _("Organisme complémentaire")
    OTHER = "autre", _("Autre")


class ProcessingRole(models.TextChoices):
    """Role of the organisation for a processing (art. 4(7), 4(8), 26)."""

    CONTROLLER = "controller", _("Responsable de traitement")
    JOINT_CONTROLLER = "joint_controller", _("Responsable conjoint")
    PROCESSOR = "processor", _("Sous-traitant")


class Nis2Status(models.TextChoices):
    """Standing under directive (EU) 2022/2555."""

    NONE = "none", _("Non concernée")
    IMPORTANT = "important", _("Entité importante")
    ESSENTIAL = "essential", _("Entité essentielle")


class LetterKind(models.TextChoices):
    """What a letter of the supervisory authority is about."""

    COMPLEMENT = "complement", _("Demande de compléments")
    ORDER = "order", _("Ordre d’informer les personnes (art. 34, § 4)")
    CLOSING = "closing", _("Clôture par l’autorité")
    OTHER = "other", _("Autre courrier")


class RequestKind(models.TextChoices):
    """What a data subject asks after the notice."""

    ACCESS = "access", _("Accès aux données")
    ERASURE = "erasure", _("Effacement")
    OTHER = "other", _("Autre demande")
    COMPLAINT = "complaint", _("Réclamation")


class RequestOutcome(models.TextChoices):
    """How a request ended."""

    SATISFIED = "satisfied", _("Satisfaite")
    PARTLY = "partly", _("Satisfaite en partie")
    REFUSED = "refused", _("Refusée avec motifs")


class RetentionKind(models.TextChoices):
    """Kinds of objects that a house may purge after a time. The journal is none of them: it is never purged."""

    REPORT = "report", _("Signalements")
    EVIDENCE = "evidence", _("Pièces")
    LIST = "list", _("Listes de destinataires")
    PDF = "pdf", _("PDF (lettres, épreuves, dossiers)")
    RETURNS = "returns", _("Plis revenus")


class RetentionVerdict(models.TextChoices):
    """What a second person said of a proposed period."""

    PENDING = "pending", _("À approuver")
    APPROVED = "approved", _("Approuvée")
    REFUSED = "refused", _("Refusée")
