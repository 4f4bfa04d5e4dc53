"""For whom, and under which version of the law, an assessment answers: one sentence, said wherever the answer is."""

from breaches.law.duties import rule
from breaches.law.duty_catalogue import CATALOGUE_VERSION
from breaches.law.facts_model import Context
from breaches.law.phrases import Phrase
from breaches.law.vocabulary import RiskThreshold

_THRESHOLDS = {
    RiskThreshold.RISK: "une violation se notifie à la CNIL sauf si un risque est improbable",
    RiskThreshold.HIGH_RISK: "une violation se notifie à la CNIL si un risque élevé est vraisemblable",
}
_CARE = {True: "soigne des patients", False: "ne soigne pas de patients"}


def threshold(version: str = "") -> RiskThreshold:
    """From which risk on a breach is notified under a version of the catalogue (RGPD art. 33(1)).

    An open breach keeps that of its own version. Empty: no version yet, the present law.
    """
    return rule("rgpd_33", version or CATALOGUE_VERSION).threshold or RiskThreshold.RISK


def assumed(context: Context, version: str = "") -> Phrase:
    """The organisation and the law that an answer on art. 33 and 34 supposes, in one French sentence."""
    return Phrase(
        "Réponse pour : {kind} · {role} · {care}. Catalogue {version} : {threshold}.",
        kind=context.kind.label, role=context.role.label, care=_CARE[context.gives_care],
        version=version or CATALOGUE_VERSION, threshold=_THRESHOLDS[context.threshold],
    )  # fmt: skip
