"""Each duty as an act, in the infinitive of a title and the imperative of a next step."""

from django.utils.translation import gettext, gettext_noop

from breaches.law import duties
from breaches.law.errors import LawError

_N = gettext_noop
TITLES = {
    "rgpd_33": _N("Notifier la CNIL, notification initiale"),
    "rgpd_33_2": _N("Prévenir chaque responsable de traitement"),
    "rgpd_34": _N("Informer les personnes concernées"),
    "csp_incident": _N("Signaler l’incident à l’ARS et au CERT Santé"),
    "hds_contract": _N("Prévenir le client hébergé"),
    "nis2_early": _N("Alerter l’ANSSI, alerte précoce NIS 2"),
    "nis2_notification": _N("Notifier l’incident à l’ANSSI, NIS 2"),
    "nis2_final": _N("Remettre le rapport final NIS 2 à l’ANSSI"),
    "nis1_ose": _N("Déclarer l’incident à l’ANSSI, opérateur de services essentiels"),
    "oiv": _N("Déclarer l’incident à l’ANSSI, opérateur d’importance vitale"),
    "eidas": _N("Notifier l’incident à l’ANSSI, services de confiance"),
    "telecom": _N("Notifier la CNIL, opérateur de communications électroniques"),
    "lopmi": _N("Porter plainte, condition de l’assurance cyber"),
    "dora_initial": _N("Notifier l’ACPR, notification initiale DORA"),
    "dora_intermediate": _N("Remettre le rapport intermédiaire DORA à l’ACPR"),
    "dora_final": _N("Remettre le rapport final DORA à l’ACPR"),
}
STEPS = {
    "rgpd_33_2": _N("Prévenez chaque responsable de traitement."),
    "csp_incident": _N("Signalez l’incident à l’ARS et au CERT Santé."),
    "hds_contract": _N("Prévenez le client hébergé."),
    "nis2_early": _N("Alertez l’ANSSI : alerte précoce NIS 2."),
    "nis2_notification": _N("Notifiez l’incident à l’ANSSI."),
    "nis2_final": _N("Remettez le rapport final NIS 2 à l’ANSSI."),
    "nis1_ose": _N("Déclarez l’incident à l’ANSSI."),
    "oiv": _N("Déclarez l’incident à l’ANSSI."),
    "eidas": _N("Notifiez l’incident à l’ANSSI."),
    "telecom": _N("Notifiez la CNIL comme opérateur de communications électroniques."),
    "lopmi": _N("Portez plainte : l’indemnisation de l’assurance en dépend."),
    "dora_initial": _N("Notifiez l’ACPR : notification initiale DORA."),
    "dora_intermediate": _N("Remettez le rapport intermédiaire DORA à l’ACPR."),
    "dora_final": _N("Remettez le rapport final DORA à l’ACPR."),
}


def title(code: str) -> str:
    """The duty as a title: an act in the infinitive."""
    return gettext(TITLES.get(code, "")) if code in TITLES else _catalogue_title(code)


def step(code: str) -> str:
    """The duty as a next step: an imperative sentence."""
    known = STEPS.get(code)
    return gettext(known) if known else gettext("Accomplissez cette obligation : {title}.").format(title=title(code))


def _catalogue_title(code: str) -> str:
    try:
        return gettext(duties.rule(code).title)
    except LawError:
        return code
