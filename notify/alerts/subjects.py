"""What each kind of alert says in its subject: the reference and the act, never a fact of the case."""

from django.utils.translation import gettext, gettext_lazy

from notify.alerts.models import Alert

SUBJECTS = {
    "report": gettext_lazy("Un incident vient d’être signalé"),
    "awareness_approval": gettext_lazy("Une correction de la prise de connaissance attend votre accord"),
    "awareness_refused": gettext_lazy("La correction de la prise de connaissance est refusée"),
    "decision_approval": gettext_lazy("Une décision vous est demandée"),
    "decision_refused": gettext_lazy("La décision proposée est refusée"),
    "notification_approval": gettext_lazy("Une notification à la CNIL attend votre accord"),
    "notification_approved": gettext_lazy("La notification à la CNIL est approuvée : déposez-la"),
    "notification_refused": gettext_lazy("La notification à la CNIL est refusée, avec un commentaire"),
    "ratification": gettext_lazy("Un dépôt sans accord attend votre ratification"),
    "ratified": gettext_lazy("Votre dépôt sans accord est ratifié"),
    "ratification_refused": gettext_lazy("Votre dépôt sans accord n’est pas ratifié ; le dépôt demeure"),
    "communication_approval": gettext_lazy("Une lettre aux personnes attend votre accord"),
    "communication_approved": gettext_lazy("La lettre aux personnes est approuvée"),
    "communication_refused": gettext_lazy("La lettre aux personnes est refusée, avec un commentaire"),
    "authority_order": gettext_lazy("La CNIL s’est prononcée sur l’information des personnes"),
    "authority_order_controller": gettext_lazy("La CNIL s’est prononcée sur l’information des personnes : à lire"),
    "complement": gettext_lazy("Complément attendu par la CNIL : une cible, pas un terme"),
    "notices_approval": gettext_lazy("L’information des responsables de traitement attend votre accord"),
    "notices_approved": gettext_lazy("L’information des responsables de traitement est approuvée : envoyez-la"),
    "notices_refused": gettext_lazy("L’information des responsables de traitement est refusée, avec un commentaire"),
    "notice_failed": gettext_lazy("Un responsable de traitement n’a pas reçu son information"),
    "measure_due": gettext_lazy("Une mesure arrive à son échéance"),
    "letter_due": gettext_lazy("Un courrier de la CNIL attend une réponse"),
    "request_due": gettext_lazy("La demande d’une personne attend une réponse"),
    "delay_due": gettext_lazy("Le report de l’information des personnes prend fin"),
    "retention_approval": gettext_lazy("Une durée de conservation attend votre accord"),
    "retention_approved": gettext_lazy("La durée de conservation est approuvée"),
    "retention_refused": gettext_lazy("La durée de conservation est refusée, avec un commentaire"),
    "dead": gettext_lazy("Un travail automatique a échoué et attend une personne"),
}


def subject_of(alert: Alert) -> str:
    """One line: exercise mark, reference, act."""
    reference = alert.breach.reference if alert.breach else alert.organisation.name
    if alert.kind == "reminder":
        overdue = alert.step.startswith("overdue")
        act = gettext("Terme dépassé") if overdue else gettext("Rappel du terme")
    else:
        act = str(SUBJECTS[alert.kind])
    mark = gettext("EXERCICE – ") if alert.breach and alert.breach.exercise else ""
    return f"{mark}{reference} – {act}"
