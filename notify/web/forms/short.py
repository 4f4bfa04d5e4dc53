"""An addressing error as thirteen questions, and the facts, the report and the verdict they stand for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from breaches.operations import Report, Verdict
from notify.web.forms.fields import LocalInstantField
from notify.web.forms.suggested import SuggestedInput

KINDS = (
    ("letter", _("Un courrier")),
    ("fax", _("Une télécopie")),
    ("email", _("Un message électronique")),
    ("handed", _("Un document remis en main propre")),
)
TITLES = {
    "letter": _("Courrier parti au mauvais destinataire"),
    "fax": _("Télécopie partie au mauvais destinataire"),
    "email": _("Message parti au mauvais destinataire"),
    "handed": _("Document remis à la mauvaise personne"),
}
DATA = (
    ("civil_status", _("État civil (nom, date de naissance)")),
    ("contact", _("Coordonnées")),
    ("nir", _("Numéro de sécurité sociale")),
    ("health", _("Données de santé")),
    ("financial", _("Données bancaires ou financières")),
)
RECIPIENTS = (
    ("trusted", _("Un professionnel connu, tenu au secret")),
    ("private", _("Un particulier connu")),
    ("unknown", _("On ne sait pas")),
)
BACK = (("yes", _("Oui")), ("no", _("Non")), ("unknown", _("Pas encore connu")))
SPECIAL = (
    ("minors", _("Un mineur")),
    ("sensitive_service", _("Un service dont le seul nom révèle une situation intime")),
    ("hidden_identity", _("Une adresse ou une identité tenue secrète")),
)
# In French on every page: what is chosen becomes the reason in the record.
HOW_KNOWN = (
    "Le destinataire nous a prévenus et a décrit ce qu’il a reçu.",
    "La personne concernée nous a prévenus, pièce en main.",
    "Un membre du personnel a constaté l’erreur et l’a vérifiée.",
    "Le document est revenu à l’organisme.",
)
_LINES = {"rows": 3}


class ShortForm(forms.Form):
    """What happened, then the DPO's answer to both questions with its reasons."""

    use_required_attribute = False

    once = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Qu’est-ce qui est parti ?"), choices=KINDS, initial="letter", widget=forms.RadioSelect
    )
    known_at = LocalInstantField(
        label=_("Quand l’organisme l’a-t-il su ?"),
        past=True,
        help_text=_("Heure de Paris. Les 72 heures courent depuis cet instant, pas depuis votre clic."),
    )
    how_known = forms.CharField(
        label=_("Comment l’a-t-on su avec certitude ?"),
        max_length=300,
        help_text=_("Choisissez, ou écrivez vos propres mots. C’est le motif de l’heure retenue. Sans nom de patient."),
        widget=SuggestedInput(suggestions=HOW_KNOWN),
        error_messages={"required": _("Dites en quelques mots comment on l’a su : l’heure retenue se motive.")},
    )
    where = forms.CharField(
        label=_("Dans quel service ?"),
        max_length=50,
        help_text=_("Le nom du service, jamais celui d’une personne."),
        widget=SuggestedInput,
        error_messages={"required": _("Indiquez le service où l’erreur s’est produite.")},
    )
    persons = forms.IntegerField(
        label=_("Combien de personnes sont concernées ?"),
        min_value=1,
        max_value=1_000_000,
        initial=1,
        help_text=_("Celles dont les données sont parties."),
    )
    about = forms.MultipleChoiceField(
        label=_("Quelles données ?"),
        choices=DATA,
        initial=["civil_status", "contact", "health"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez au moins une sorte de données.")},
    )
    recipient = forms.ChoiceField(
        label=_("Qui l’a reçu ?"), choices=RECIPIENTS, initial="private", widget=forms.RadioSelect
    )
    back = forms.ChoiceField(
        label=_("Est-ce revenu, ou l’effacement est-il confirmé ?"),
        choices=BACK,
        initial="unknown",
        widget=forms.RadioSelect,
    )
    special = forms.MultipleChoiceField(
        label=_("Un cas particulier ?"), choices=SPECIAL, required=False, widget=forms.CheckboxSelectMultiple
    )
    done = forms.CharField(
        label=_("Qu’avez-vous fait ?"),
        max_length=500,
        help_text=_("Appel, reprise, correction de l’adresse. Sans nom de patient."),
        widget=forms.Textarea(attrs=_LINES),
        error_messages={"required": _("Dites en une phrase ce qui a été fait, même si rien ne l’est encore.")},
    )
    authority = forms.ChoiceField(
        label=_("Notifier la CNIL ?"),
        choices=[("notify", _("Oui")), ("do_not_notify", _("Non"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Répondez à cette question : c’est votre avis.")},
    )
    subjects = forms.ChoiceField(
        label=_("Informer les personnes ?"),
        choices=[("communicate", _("Oui, individuellement")), ("do_not_communicate", _("Non"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Répondez à cette question : c’est votre avis.")},
    )
    reasons = forms.CharField(
        label=_("Motivation"),
        max_length=8000,
        help_text=_("Une à trois phrases. Elles figureront au registre."),
        widget=forms.Textarea(attrs=_LINES),
        error_messages={"required": _("Un avis se motive : écrivez au moins une phrase.")},
    )

    def clean(self) -> dict[str, Any]:
        """Only somebody who is known can give back or confirm."""
        cleaned = super().clean() or {}
        if cleaned.get("recipient") == "unknown" and cleaned.get("back") == "yes":
            self.add_error("back", gettext("Qui l’a rendu ou effacé ? Indiquez plus haut qui l’a reçu."))
        return cleaned

    def report(self) -> Report:
        """The report of a valid form."""
        said = self.cleaned_data
        summary = gettext("{what} ({where})").format(what=TITLES[said["kind"]], where=said["where"].strip())
        return Report(
            summary=summary, detected_at=said["known_at"], kind="misdirected", ongoing="no", unit=said["where"]
        )

    def verdict(self) -> Verdict:
        """The opinion of a valid form."""
        said = self.cleaned_data
        return Verdict(said["authority"], said["subjects"], said["reasons"].strip())


def facts_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that the answers stand for; what is not answered stays unknown."""
    data, recipient = said.get("about") or [], said.get("recipient") or "unknown"
    health = "health" in data
    return {
        "natures": ["confidentiality"], "origin": "wrong_recipient", "cause": "internal_accidental",
        "protection": {"encrypted": "unknown" if said.get("kind") == "email" else "none"},
        "confidentiality": _confidentiality(recipient, str(said.get("back") or "unknown")),
        "integrity": {"altered": "none"}, "availability": {"lost": "none"},
        "mitigations": [said["done"].strip()] if said.get("done") else [],
        "impacts": ["secrecy"] if health else [],
        "populations": [
            {
                "key": "personnes", "categories": ["patient"], "persons": {"estimate": said.get("persons")},
                "data": [each for each in data if each != "health"], "sensitive": ["health"] if health else [],
                "special_context": list(said.get("special") or []),
            }
        ],
    }  # fmt: skip


def _confidentiality(recipient: str, back: str) -> dict[str, Any]:
    if recipient == "unknown":
        return {"exposure": "unknown_recipients"}
    deleted = {"yes": True, "no": False}.get(back, "unknown")
    return {
        "exposure": "known_recipients",
        "recipients": 1,
        "trusted": recipient == "trusted",
        "deletion_confirmed": deleted,
    }
