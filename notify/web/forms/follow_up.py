"""Forms of the follow-up: letters of the CNIL, requests of people, a delay, references, lessons, the hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from breaches.states import LetterKind, RequestKind, RequestOutcome
from notify.web.forms.acts import EvidenceForm, within_limit

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_UNREAD = _("Cette date ne se lit pas. Écrivez par exemple 11/09/2026.")
_LINES = forms.Textarea(attrs={"rows": 3})
_WHY = _("Motivez en une phrase au moins.")


def _day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    errors = {"invalid": _UNREAD, "required": _("Donnez le jour.")}
    return forms.DateField(label=label, required=required, widget=_DATE, error_messages=errors, **more)


def _words(label: Any, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=4000, widget=_LINES, error_messages={"required": _WHY}, **more
    )


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect,
        error_messages={"required": _("Répondez à cette question.")},
    )  # fmt: skip


def _file(label: Any) -> forms.FileField:
    return forms.FileField(
        label=label, required=False, max_length=200, error_messages=EvidenceForm.base_fields["file"].error_messages,
        help_text=_("25 Mo au plus. Il est chiffré ; son empreinte SHA-256 est inscrite au journal."),
    )  # fmt: skip


class _WithFile(forms.Form):
    """A form whose file, when there is one, is not too large."""

    def clean_file(self) -> Any:
        """Refuses more than the limit of evidence."""
        found = self.cleaned_data.get("file")
        return within_limit(found) if found else None


class LetterForm(_WithFile):
    """A letter received from the CNIL."""

    kind = _choice(_("Sur quoi porte-t-il ?"), LetterKind.choices)
    reference = forms.CharField(
        label=_("Référence du courrier"), max_length=80,
        error_messages={"required": _("Donnez la référence qui figure sur le courrier.")},
    )  # fmt: skip
    received_on = _day(_("Quand l’avez-vous reçu ?"))
    due_on = _day(
        _("Pour quand attend-il une réponse ?"), required=False,
        help_text=_("Le terme que le courrier fixe lui-même. Laissez vide s’il ne demande rien."),
    )  # fmt: skip
    about = _words(_("Que dit-il, que demande-t-il ?"), help_text=_("Sans nom de patient."))
    file = _file(_("Le courrier"))


class AnswerForm(_WithFile):
    """The answer to a letter."""

    answered_on = _day(_("Quand avez-vous répondu ?"))
    answer = _words(_("Qu’avez-vous répondu ?"), help_text=_("Sans nom de patient."))
    file = _file(_("La réponse envoyée"))


class RequestForm(forms.Form):
    """A request of a data subject, by its number."""

    kind = _choice(_("Que demande la personne ?"), RequestKind.choices)
    reference = forms.CharField(
        label=_("Numéro de la demande dans votre outil"), max_length=40,
        help_text=_("Jamais le nom de la personne : son identité reste dans votre outil."),
        error_messages={"required": _("Donnez le numéro de la demande dans votre outil.")},
    )  # fmt: skip
    received_on = _day(_("Quand l’avez-vous reçue ?"), help_text=_("Le délai d’un mois part de ce jour."))


class ExtendForm(forms.Form):
    """Why two more months."""

    reasons = _words(
        _("Pourquoi prolonger de deux mois ?"), required=True,
        help_text=_("Complexité ou nombre des demandes. Sans nom de patient."),
    )  # fmt: skip


class HandleForm(forms.Form):
    """How a request ended."""

    handled_on = _day(_("Quand est-elle traitée ?"))
    outcome = _choice(_("Quelle suite lui avez-vous donnée ?"), RequestOutcome.choices)
    reasons = _words(_("Motifs"), help_text=_("Nécessaires si elle est refusée, même en partie. Sans nom de patient."))

    def clean(self) -> dict[str, Any]:
        """A refusal has reasons."""
        said = super().clean() or {}
        if said.get("outcome") in (RequestOutcome.PARTLY, RequestOutcome.REFUSED) and not said.get("reasons"):
            self.add_error("reasons", str(_WHY))
        return said


class DelayForm(forms.Form):
    """A delay that an authority asks for (recital 88)."""

    authority = forms.CharField(
        label=_("Qui le demande ?"), max_length=200,
        help_text=_("Service de police ou de gendarmerie, parquet, juge d’instruction."),
        error_messages={"required": _("Nommez l’autorité qui demande le report.")},
    )  # fmt: skip
    reference = forms.CharField(
        label=_("Sous quelle référence ?"), max_length=120,
        error_messages={"required": _("Donnez la référence de la demande : procès-verbal, courrier, numéro.")},
    )  # fmt: skip
    why = _words(_("Que demande-t-elle exactement ?"))
    starts_on = _day(_("Depuis quand ?"))
    until_on = _day(_("Jusqu’à quand ?"), help_text=_("Ce jour compris. Un report plus long en est un autre."))


class LinksForm(forms.Form):
    """Where the processing and the contract are written."""

    processing_record = forms.CharField(
        label=_("Fiche du registre des traitements (art. 30)"), required=False, max_length=300,
        help_text=_("Numéro, intitulé ou adresse de la fiche."),
    )  # fmt: skip
    processor_contract = forms.CharField(
        label=_("Contrat du sous-traitant (art. 28)"), required=False, max_length=300,
        help_text=_("Titre, date ou numéro. Vide s’il n’y a pas de sous-traitant."),
    )  # fmt: skip


class LessonsForm(forms.Form):
    """What was learnt."""

    lessons = forms.CharField(
        label=_("Qu’en retenez-vous ?"), max_length=8000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Ce qui a bien marché, ce qui changera. Ces lignes figureront au registre."),
        error_messages={"required": _("Écrivez au moins une phrase.")},
    )  # fmt: skip


class HoldForm(forms.Form):
    """Why nothing may be purged."""

    reason = _words(
        _("Pourquoi geler ce dossier ?"), required=True, help_text=_("Contrôle, plainte, contentieux, réquisition.")
    )


class ReleaseForm(forms.Form):
    """Why the hold ends."""

    reasons = _words(_("Pourquoi lever le gel ?"), required=True)
