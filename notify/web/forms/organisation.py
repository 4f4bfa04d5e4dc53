"""What the organisation says of itself: it goes into declarations and letters, and decides which duties apply."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from breaches.models import Organisation
from breaches.operations.organising import EDITABLE, fingerprint
from breaches.states import Nis2Status, OrganisationKind, ProcessingRole
from notify.web.forms.fields import SirenField

CONTACTS = (
    ("dpo", _("Délégué à la protection des données")),
    ("deputy", _("Suppléant")),
    ("representative", _("Représentant légal")),
)
PARTS = ("title", "first_name", "last_name", "function", "email", "phone")
REGIMES = {
    "ose": _("Opérateur de services essentiels"),
    "oiv": _("Opérateur d’importance vitale"),
    "trust_service_provider": _("Prestataire de services de confiance"),
    "telecom_provider": _("Opérateur de communications électroniques ouvertes au public"),
    "insured_cyber": _("Assuré contre les cyberattaques"),
    "financial_entity": _("Entité financière"),
    "sole_practitioner": _("Praticien unique"),
}
REGIME_HINTS = {
    "trust_service_provider": _("Signature, cachet ou horodatage électroniques. NIS 2 lui laisse alors 24 heures."),
    "telecom_provider": _("Un hôpital n’en est pas un. Toute violation va alors à la CNIL en 24 heures."),
    "insured_cyber": _("Alors une plainte est à déposer dans les 72 heures."),
    "sole_practitioner": _("Pour une personne seule : elle approuve ce qu’elle rédige, et chaque document le dit."),
}
_HOURS = _("Écrivez un nombre d’heures, de 1 à 720.")
_HOUR = _("Écrivez une heure entière, de 0 à 23.")
_NEEDED = _("Cette réponse est nécessaire aux déclarations.")


def _text(label: Any, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=more.pop("required", False), **more)


class OrganisationForm(forms.Form):
    """Fields named as in the model; those of a contact are `dpo_email` and so on."""

    use_required_attribute = False

    read_sha256 = forms.CharField(widget=forms.HiddenInput, required=False)
    name = _text(_("Dénomination"), 200, required=True, error_messages={"required": _NEEDED})
    siren = SirenField(
        label=_("SIREN"), max_length=20, required=False, help_text=_("Neuf chiffres."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )  # fmt: skip
    street = _text(_("Adresse"), 200)
    postcode = forms.RegexField(
        r"^\d{5}$", label=_("Code postal"), required=False,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"invalid": _("Un code postal a cinq chiffres.")},
    )  # fmt: skip
    city = _text(_("Ville"), 100)
    department = forms.RegexField(
        r"^(\d{2}|2[ABab]|97\d)$", label=_("Département"), required=False,
        help_text=_("Son numéro : 35, 2A, 974. Il désigne l’agence régionale de santé et le parquet."),
        widget=forms.TextInput(attrs={"class": "short"}),
        error_messages={"invalid": _("Écrivez un numéro de département : 35, 2A ou 974.")},
    )  # fmt: skip
    sector = _text(_("Secteur d’activité"), 120)
    kind = forms.ChoiceField(label=_("Nature de l’organisme"), choices=OrganisationKind.choices)
    role = forms.ChoiceField(
        label=_("Rôle habituel pour les données"), choices=ProcessingRole.choices, widget=forms.RadioSelect
    )
    nis2 = forms.ChoiceField(label=_("Directive NIS 2"), choices=Nis2Status.choices, widget=forms.RadioSelect)
    nis2_from = forms.DateField(
        label=_("NIS 2 s’applique depuis le"), required=False,
        help_text=_(
            "Laissez vide tant que vous ne l’avez pas vérifié : sans date, aucune obligation NIS 2 ne s’ouvre. Au "
            "12 juin 2026, la loi française de transposition n’était pas promulguée ; la suite n’est pas établie ici."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Cette date ne se lit pas. Écrivez par exemple 11/09/2026.")},
    )  # fmt: skip
    hds_contract_hours = forms.IntegerField(
        label=_("Délai du contrat d’hébergement, en heures"), required=False, min_value=1, max_value=720,
        help_text=_("Pour un hébergeur de données de santé : ce que le contrat promet. Vide : sans heure fixe."),
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"invalid": _HOURS, "min_value": _HOURS, "max_value": _HOURS},
    )  # fmt: skip
    daily_hour = forms.IntegerField(
        label=_("Heure du message quotidien"), required=False, min_value=0, max_value=23,
        help_text=_("Chaque jour, le DPO et son suppléant reçoivent la prochaine échéance, ou « rien n’est à faire »."),
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"invalid": _HOUR, "min_value": _HOUR, "max_value": _HOUR},
    )  # fmt: skip
    regimes = forms.MultipleChoiceField(
        label=_("L’organisme est aussi"), choices=list(REGIMES.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regimes"].option_hints = REGIME_HINTS  # type: ignore[attr-defined]  # read by notify_forms
        for key, _label in CONTACTS:
            self.fields |= {
                f"{key}_title": forms.ChoiceField(
                    label=_("Civilité"), choices=(("", "–"), ("Mme", "Mme"), ("M.", "M.")), required=False
                ),
                f"{key}_first_name": _text(_("Prénom"), 60),
                f"{key}_last_name": _text(_("Nom"), 60),
                f"{key}_function": _text(_("Fonction"), 120),
                f"{key}_email": forms.EmailField(
                    label=_("Adresse électronique"), required=False,
                    error_messages={"invalid": _("Cette adresse n’est pas complète. Exemple : dpo@exemple.fr")},
                ),
                f"{key}_phone": _text(_("Téléphone"), 30),
            }  # fmt: skip

    def clean_department(self) -> str:
        """Corsican letters in capitals."""
        return str(self.cleaned_data["department"]).upper()

    def contact_groups(self) -> Iterator[dict[str, Any]]:
        """Title and fields of each contact, for the page."""
        for key, label in CONTACTS:
            yield {"key": key, "label": label, "fields": [self[f"{key}_{part}"] for part in PARTS]}

    def values(self) -> dict[str, Any]:
        """What the operation saves; a contact without any answer is left out."""
        data = self.cleaned_data
        contacts = {key: {part: data[f"{key}_{part}"] for part in PARTS} for key, _label in CONTACTS}
        kept = {key: {p: v for p, v in parts.items() if v} for key, parts in contacts.items()}
        plain = {name: data[name] for name in EDITABLE if name in data}
        if plain.get("daily_hour") is None:
            plain.pop("daily_hour", None)  # left empty: the hour stays as it is
        regimes = {name: name in data["regimes"] for name in REGIMES}
        return plain | regimes | {"contacts": {key: parts for key, parts in kept.items() if parts}}


def initial_of(organisation: Organisation) -> dict[str, Any]:
    """The settings as the form shows them, with the fingerprint that tells a stale form."""
    shown = {name: getattr(organisation, name) for name in EDITABLE if name not in ("contacts", *REGIMES)}
    shown |= {name: "" for name in ("nis2_from", "hds_contract_hours") if shown[name] is None}
    regimes = [name for name in REGIMES if getattr(organisation, name)]
    contacts = {f"{key}_{part}": value for key, parts in organisation.contacts.items() for part, value in parts.items()}
    return shown | contacts | {"regimes": regimes, "read_sha256": fingerprint(organisation)}
