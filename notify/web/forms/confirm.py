"""Confirm, set aside, reopen, correct: the hour of awareness, its reasons, the other hours it could have been."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from breaches.models import Breach
from breaches.operations import Candidate, ProcessorWord
from notify import wording
from notify.web.forms import rows
from notify.web.forms.fields import LocalInstantField
from notify.web.templatetags.notify_forms import error_items

CANDIDATE = "candidate"
_TEXT = {"rows": 4}


def _piece() -> forms.CharField:
    return forms.CharField(
        label=_("Quelle pièce le montre ?"),
        required=False,
        max_length=200,
        help_text=_("Courriel, ticket, appel : de quoi la retrouver. Sans nom de patient."),
    )


class ReasonsForm(forms.Form):
    """An act that is explained and nothing more."""

    reasons = forms.CharField(
        label=_("Pour quels motifs ?"),
        help_text=_("Une à trois phrases. Elles figureront au registre."),
        widget=forms.Textarea(attrs=_TEXT),
        max_length=4000,
        error_messages={"required": _("Cet acte se motive : écrivez au moins une phrase.")},
    )


class AwarenessForm(ReasonsForm):
    """An awareness time with its reasons."""

    aware_at = LocalInstantField(
        past=True,
        label=_("Quand l’organisme a-t-il eu la certitude raisonnable d’une violation ?"),
        help_text=_("Heure de Paris. Les 72 heures courent depuis cet instant, pas depuis votre clic."),
    )
    evidence = _piece()
    field_order: tuple[str, ...] = ("aware_at", "reasons", "evidence")


class ConfirmForm(AwarenessForm):
    """The title of the file, and the chosen awareness time."""

    title = forms.CharField(
        label=_("Comment appeler ce dossier ?"),
        max_length=160,
        help_text=_("Quelques mots, sans nom de personne."),
        error_messages={"required": _("Donnez un intitulé au dossier.")},
    )
    processor_name = forms.CharField(
        label=_("Un sous-traitant vous a-t-il prévenus ? Lequel ?"), required=False, max_length=200,
        help_text=_("Vide sinon. Vous avez en principe connaissance de la violation quand il vous en informe "
                    "(EDPB, lignes directrices 9/2022) : votre délai court de votre connaissance, pas de la sienne."),
    )  # fmt: skip
    processor_told_at = LocalInstantField(
        past=True, required=False, label=_("Quand vous a-t-il prévenus ?"),
        help_text=_("Cette heure est gardée parmi les heures possibles."),
    )  # fmt: skip
    processor_reference = forms.CharField(label=_("Sa référence"), required=False, max_length=120)
    field_order = (
        "title", "processor_name", "processor_told_at", "processor_reference", "aware_at", "reasons", "evidence",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A name goes with its instant."""
        cleaned = super().clean() or {}
        name, at = cleaned.get("processor_name"), cleaned.get("processor_told_at")
        if name and at is None and "processor_told_at" not in self.errors:
            self.add_error(
                "processor_told_at", gettext("Indiquez l’heure à laquelle le sous-traitant vous a prévenus.")
            )
        if not name and (at is not None or cleaned.get("processor_reference")):
            self.add_error("processor_name", gettext("Écrivez le nom du sous-traitant qui vous a prévenus."))
        return cleaned

    def processor(self) -> ProcessorWord | None:
        """What the processor said, None when none did."""
        said = self.cleaned_data
        if not said["processor_name"]:
            return None
        return ProcessorWord(said["processor_name"], said["processor_told_at"], said["processor_reference"])


class CandidateForm(forms.Form):
    """Another hour at which awareness may have begun, and why it is not the one."""

    at = LocalInstantField(past=True, required=False, label=_("Quand ?"))
    why = forms.CharField(
        label=_("Pourquoi l’écarter ?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence = _piece()

    def clean(self) -> dict[str, Any]:
        """An hour goes with its reason; a block left empty is no candidate."""
        cleaned = super().clean() or {}
        at, why = cleaned.get("at"), str(cleaned.get("why", "")).strip()
        if at is not None and not why:
            self.add_error("why", gettext("Dites en quelques mots pourquoi cette heure n’est pas retenue."))
        if why and at is None and "at" not in self.errors:
            self.add_error("at", gettext("Indiquez l’heure dont vous parlez."))
        return cleaned


class Confirmation:
    """The form and its candidate rows as one."""

    def __init__(self, breach: Breach, data: QueryDict | None = None) -> None:
        self.breach = breach
        if data is not None:
            self.indexes = rows.posted(data, CANDIDATE)
            self.form = ConfirmForm(data)
            self.candidates = [CandidateForm(data, prefix=f"c{index}") for index in self.indexes]
            return
        known = list(reported_times(breach))
        self.indexes = list(range(len(known)))
        self.form = ConfirmForm(initial=first_answers(breach))
        self.candidates = [
            CandidateForm(prefix=f"c{i}", initial={"at": at, "why": why}) for i, (at, why) in enumerate(known)
        ]

    @classmethod
    def typed(cls, breach: Breach, data: QueryDict, indexes: list[int] | None = None) -> "Confirmation":
        """What was typed so far, not judged: a draft, or a row added or removed."""
        shown = cls(breach)
        shown.indexes = rows.posted(data, CANDIDATE) if indexes is None else indexes
        shown.form = ConfirmForm(initial=rows.typed(ConfirmForm(), data))
        shown.candidates = [
            CandidateForm(prefix=f"c{i}", initial=rows.typed(CandidateForm(prefix=f"c{i}"), data))
            for i in shown.indexes
        ]
        return shown

    @property
    def blocks(self) -> list[tuple[int, CandidateForm]]:
        """Candidate rows with their numbers."""
        return list(zip(self.indexes, self.candidates, strict=True))

    def is_valid(self) -> bool:
        """All parts can be read, and no hour lies before the breach began."""
        valid = all([self.form.is_valid(), *(row.is_valid() for row in self.candidates)])
        begun = self.breach.occurred_from
        for row in self.candidates:
            at = row.cleaned_data.get("at") if hasattr(row, "cleaned_data") else None
            if begun is not None and at is not None and at < begun:
                shown = wording.instant(begun, lang=wording.language(get_language()))
                row.add_error(
                    "at", gettext("La violation a commencé {at} : cette heure est antérieure.").format(at=shown)
                )
                valid = False
        return valid

    def chosen_candidates(self) -> list[Candidate]:
        """The candidates of a valid form."""
        told = [row.cleaned_data for row in self.candidates]
        return [Candidate(each["at"], each["why"].strip(), each["evidence"]) for each in told if each.get("at")]

    def errors(self) -> list[Mapping[str, str]]:
        """Lines of the error summary over all parts."""
        return [line for form in (self.form, *self.candidates) for line in error_items(form)]


def first_answers(breach: Breach) -> dict[str, Any]:
    """What the form starts from: the instant of the processor's notice is the awareness time it proposes."""
    names = ("processor_name", "processor_told_at", "processor_reference")
    proposed = breach.aware_at or breach.processor_told_at
    return {"title": breach.title, "aware_at": proposed} | {name: getattr(breach, name) for name in names}


def reported_times(breach: Breach) -> Iterable[tuple[datetime, str]]:
    """Hours that the reports name, each with a first reason not to retain it."""
    for report in sorted(breach.reports.all(), key=lambda row: row.reported_at):
        if report.detected_at is not None:
            yield report.detected_at, gettext("Premier constat, avant toute vérification.")
        yield (
            report.reported_at,
            gettext("Signalement {reference} reçu, avant vérification.").format(reference=report.reference),
        )
