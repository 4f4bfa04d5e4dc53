"""Forms of the small acts on a breach: a duty done, a measure, a piece of evidence, the closing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from breaches.law.closing import OpenItem
from breaches.operations.closing import phrase
from notify.accounts.reauth import PasswordAgain
from notify.web.forms.fields import LocalInstantField

EVIDENCE_LIMIT = 25 * 1000 * 1000
PDF_HEAD = b"%PDF-"


class FulfilForm(forms.Form):
    """When a duty was done, its reference, and why so late if it was."""

    done_at = LocalInstantField(past=True, label=_("Quand est-ce fait ?"), help_text=_("Heure de Paris."))
    reference = forms.CharField(
        label=_("Numéro ou référence"),
        required=False,
        max_length=80,
        help_text=_("Récépissé, numéro de plainte, accusé de réception."),
    )
    reasons_for_delay = forms.CharField(
        label=_("Motifs du retard"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Seulement si le terme était passé."),
    )


class MeasureForm(forms.Form):
    """A measure taken or planned."""

    what = forms.CharField(
        label=_("Quelle mesure ?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Prise ou prévue. Sans nom de patient."),
        error_messages={"required": _("Décrivez la mesure en une phrase.")},
    )
    owner = forms.CharField(
        label=_("Qui en répond ?"), required=False, max_length=120, help_text=_("Vous, si ce champ reste vide.")
    )
    due_on = forms.DateField(
        label=_("Pour quand ?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Cette date ne se lit pas. Écrivez par exemple 11/09/2026.")},
    )
    done_at = LocalInstantField(
        past=True, required=False, label=_("Déjà faite ? Quand ?"), help_text=_("Laissez vide si elle est prévue.")
    )


class ArrangementForm(forms.Form):
    """Who leads among joint controllers, and where it is written."""

    lead = forms.CharField(
        label=_("Qui conduit la notification et l’information des personnes ?"), max_length=200,
        help_text=_("Le responsable conjoint que l’accord désigne pour les articles 33 et 34."),
        error_messages={"required": _("Écrivez le nom du responsable conjoint qui conduit.")},
    )  # fmt: skip
    reference = forms.CharField(
        label=_("Où l’accord le dit-il ?"), required=False, max_length=200,
        help_text=_("Titre, date ou numéro de l’accord (RGPD, article 26)."),
    )  # fmt: skip


class EvidenceForm(forms.Form):
    """A file and what it shows."""

    what = forms.CharField(
        label=_("Que montre cette pièce ?"),
        max_length=200,
        help_text=_("Par exemple : récépissé de plainte."),
        error_messages={"required": _("Dites en quelques mots ce que montre la pièce.")},
    )
    file = forms.FileField(
        label=_("Le fichier"),
        max_length=200,
        help_text=_("25 Mo au plus. Il est chiffré ; son empreinte SHA-256 est inscrite au journal."),
        error_messages={
            "required": _("Choisissez un fichier."),
            "empty": _("Ce fichier est vide. Choisissez celui qui contient la pièce."),
            "max_length": _("Le nom de ce fichier est trop long. Renommez-le, puis recommencez."),
        },
    )

    def clean_file(self) -> Any:
        """Refuses more than EVIDENCE_LIMIT."""
        return within_limit(self.cleaned_data["file"])


def within_limit(found: Any) -> Any:
    """The upload. Raises ValidationError when it is larger than EVIDENCE_LIMIT."""
    if found.size > EVIDENCE_LIMIT:
        raise forms.ValidationError(gettext("Ce fichier dépasse 25 Mo. Joignez-en une partie, ou compressez-le."))
    return found


class RecapForm(forms.Form):
    """The recap that the teleservice gives after a filing."""

    file = forms.FileField(
        label=_("Le récapitulatif du téléservice"),
        max_length=200,
        help_text=_("Un PDF, 25 Mo au plus. Il est chiffré ; son empreinte SHA-256 est inscrite au journal."),
        error_messages=EvidenceForm.base_fields["file"].error_messages,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> Any:
        """Refuses what is no PDF, or too large."""
        found = within_limit(self.cleaned_data["file"])
        head = found.read(len(PDF_HEAD))
        found.seek(0)
        if head != PDF_HEAD:
            raise forms.ValidationError(gettext("Ce fichier n’est pas un PDF. Choisissez celui du téléservice."))
        return found


class CloseForm(PasswordAgain):
    """What was learnt, and the password: a closed file does not reopen."""

    lessons = forms.CharField(
        label=_("Qu’en retenez-vous ?"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Ce qui a bien marché, ce qui changera. Ces lignes figureront au registre."),
    )
    field_order = ("lessons", "password")

    def __init__(self, *args: Any, open_items: Iterable[OpenItem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in open_items:
            self.fields[f"why_{item.code}"] = forms.CharField(
                label=gettext("{what}. Pourquoi clôturer quand même ?").format(what=capfirst(phrase(item))),
                max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": gettext("Justifiez-le en une phrase au moins.")},
            )  # fmt: skip
        self.order_fields([*(name for name in self.fields if name.startswith("why_")), "lessons", "password"])
