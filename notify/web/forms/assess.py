"""The assessment as forms: the questions at hand, and the opinion with what may be set by hand."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from breaches.law import vocabulary as law
from breaches.law.facts_parse import UNKNOWN
from breaches.law.severity import EnisaFactors
from breaches.operations import Verdict
from notify.web.facts_words import population_names
from notify.web.forms.answers import choices_of
from notify.web.forms.facts import FactsForm, name_of
from notify.web.forms.populations import PopulationForm
from notify.web.questions import Question

SECOND = _("un motif et une deuxième signature seront demandés")


class AnswersForm(forms.Form):
    """One field for each question, the same as on the page of the facts."""

    def __init__(self, facts: Mapping[str, Any], asked: Sequence[Question], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.asked = {question.name: question for question in asked}
        names = population_names(facts["populations"])
        for name, question in self.asked.items():
            source = FactsForm if question.population is None else PopulationForm
            field = deepcopy(source.base_fields[name_of(question.path)])
            if question.population is not None and len(names) > 1:
                field.label = f"{field.label} ({names[question.population]})"
            field.initial = question.answer(facts)
            self.fields[name] = field

    def answers(self) -> dict[Question, Any]:
        """The answers of a valid form."""
        return {question: self.cleaned_data[name] for name, question in self.asked.items()}

    def words(self, name: str) -> str:
        """The present answer as its option says it."""
        bound = self[name]
        value = bound.value()
        labels = {str(key): str(label) for key, label in bound.field.choices}  # type: ignore[attr-defined]  # all are choices
        if isinstance(value, list | tuple):
            return ", ".join(labels.get(str(each), str(each)) for each in value) or gettext("Aucune de ces situations")
        return labels.get(str(value), gettext("Pas encore connu"))

    def unknown(self, name: str) -> bool:
        """Whether nothing is answered yet."""
        return self[name].value() in (UNKNOWN, None)


def _points(*values: tuple[str, str]) -> list[tuple[str, Any]]:
    return [("", _("Selon les faits")), *values]


_CIRCUMSTANCE = _points(("0", "0"), ("1", "0,25"), ("2", "0,5"))


class OpinionForm(forms.Form):
    """The DPO's answer to both questions, its reasons, and what departs from the proposals."""

    authority = forms.ChoiceField(
        label=_("Notifier la CNIL ?"),
        widget=forms.RadioSelect,
        choices=[("notify", _("Oui")), ("do_not_notify", _("Non"))],
        error_messages={"required": _("Répondez à cette question : c’est votre avis.")},
    )
    subjects = forms.ChoiceField(
        label=_("Informer les personnes ?"),
        widget=forms.RadioSelect,
        choices=[
            ("communicate", _("Oui, individuellement")),
            ("public", _("Oui, par une communication publique")),
            ("do_not_communicate", _("Non")),
        ],
        error_messages={"required": _("Répondez à cette question : c’est votre avis.")},
    )
    exemption = forms.ChoiceField(
        label=_("Si vous ne les informez pas, pourquoi ?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("Un risque élevé n’est pas probable")),
            ("a", _(law.Exemption.A.label)),
            ("b", _(law.Exemption.B.label)),
        ],
        help_text=_("RGPD, article 34, paragraphe 3."),
    )
    cnil_gravity = forms.ChoiceField(
        label=_("Quelle gravité retenez-vous pour la CNIL ?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("Celle qui est proposée")), *choices_of(law.CnilGravity)],
    )
    gravity_reasons = forms.CharField(
        label=_("Pourquoi une autre gravité que celle proposée ?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    dpc = forms.ChoiceField(
        label=_("Nature et contexte des données"),
        required=False,
        choices=_points(*((str(n), str(n)) for n in range(1, 5))),
    )
    ei_quarters = forms.ChoiceField(
        label=_("Facilité d’identification"),
        required=False,
        choices=_points(("1", "0,25"), ("2", "0,5"), ("3", "0,75"), ("4", "1")),
    )
    c = forms.ChoiceField(label=_("Perte de confidentialité"), required=False, choices=_CIRCUMSTANCE)
    i = forms.ChoiceField(label=_("Perte d’intégrité"), required=False, choices=_CIRCUMSTANCE)
    a = forms.ChoiceField(label=_("Perte de disponibilité"), required=False, choices=_CIRCUMSTANCE)
    m = forms.ChoiceField(label=_("Intention de nuire"), required=False, choices=_points(("0", "0"), ("2", "0,5")))
    enisa_justification = forms.CharField(
        label=_("Pourquoi coter à la main ?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("La méthode demande une justification écrite."),
    )
    reasons = forms.CharField(
        label=_("Motivation"),
        help_text=_("Une à trois phrases. Elles figureront au registre."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Un avis se motive : écrivez au moins une phrase.")},
    )

    def __init__(self, *posted: Any, proposed: str = "", **more: Any) -> None:
        super().__init__(*posted, **more)
        self.proposed = proposed
        self.fields["authority"].option_hints = {"do_not_notify": SECOND}  # type: ignore[attr-defined]  # read by field.html
        self.fields["subjects"].option_hints = {  # type: ignore[attr-defined]  # read by field.html
            "public": _("si l’information individuelle exige un effort disproportionné"), "do_not_communicate": SECOND,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Another gravity says why; factors set by hand come whole and say why."""
        cleaned = super().clean() or {}
        other = cleaned.get("cnil_gravity") not in ("", None, self.proposed)
        if other and not str(cleaned.get("gravity_reasons", "")).strip():
            self.add_error("gravity_reasons", gettext("Dites pourquoi cette gravité et non celle proposée."))
        if any(cleaned.get(name) for name in FACTORS):
            for name in ("dpc", "ei_quarters"):
                if not cleaned.get(name):
                    self.add_error(name, gettext("À la main, ce facteur se choisit aussi."))
            if not str(cleaned.get("enisa_justification", "")).strip():
                self.add_error("enisa_justification", gettext("Une cotation à la main se justifie par écrit."))
        return cleaned

    def verdict(self) -> Verdict:
        """The opinion of a valid form; a public communication is the exemption (c) of art. 34(3)."""
        said = self.cleaned_data
        subjects, exemption = said["subjects"], ""
        if subjects == "public":
            subjects, exemption = "do_not_communicate", "c"
        elif subjects == "do_not_communicate":
            exemption = said["exemption"]
        return Verdict(said["authority"], subjects, said["reasons"].strip(), exemption)

    def gravity(self) -> str:
        """The gravity retained for the authority."""
        return str(self.cleaned_data["cnil_gravity"] or self.proposed)

    def gravity_note(self) -> str:
        """Why another gravity than the proposed one, for the reasons of the opinion; empty when it is the proposed."""
        kept = self.gravity()
        if kept == self.proposed:
            return ""
        words = {"kept": law.CnilGravity(kept).label, "proposed": law.CnilGravity(self.proposed).label}
        note = gettext("Gravité pour la CNIL : {kept}, au lieu de {proposed}. {why}")
        return note.format(**words, why=self.cleaned_data["gravity_reasons"].strip())


FACTORS = ("dpc", "ei_quarters", "c", "i", "a", "m")


def explicit_factors(values: Mapping[str, Any]) -> EnisaFactors | None:
    """The factors set by hand in posted or cleaned values; None when the two main ones are not both there."""
    if not (values.get("dpc") and values.get("ei_quarters")):
        return None
    numbers = {name: int(values.get(name) or 0) for name in FACTORS}
    return EnisaFactors(**numbers)
