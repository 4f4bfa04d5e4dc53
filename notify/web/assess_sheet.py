"""One request to the page Évaluer: the answers as posted, how they count, and the opinion."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import QueryDict

from breaches.law.errors import LawError
from breaches.law.facts import facts_to_dict, parse_facts
from breaches.law.severity import EnisaFactors
from breaches.queries import law_context
from notify.web import score
from notify.web.case import Case
from notify.web.forms import rows
from notify.web.forms.assess import FACTORS, AnswersForm, OpinionForm, explicit_factors
from notify.web.questions import open_questions, overlay, questions
from notify.web.templatetags.notify_forms import error_items

SHOWN = "shown"


class Sheet:
    """The answers and the opinion of one request. `judged`: the opinion is given, its errors are shown."""

    def __init__(self, case: Case, data: QueryDict | None = None, *, judged: bool = False) -> None:
        assert case.version is not None  # noqa: S101  # the page is not shown before the facts; narrows the type
        self.case = case
        self.saved: Mapping[str, Any] = case.version.facts
        self.questions = list(questions(self.saved))
        self.data = self._up_to_date(data)
        self.answers = AnswersForm(self.saved, self.questions, self.data)
        self.opinion = self._opinion(self.data if judged else None)

    def _up_to_date(self, data: QueryDict | None) -> QueryDict | None:
        """What was posted; on facts that changed meanwhile, answers nobody was asked for give way to the saved ones."""
        if data is None or not self.is_stale(rows.expected_version(data)):
            return data
        fresh, seen = data.copy(), {*data.getlist(SHOWN), *data.getlist("modify")}
        unseen = AnswersForm(self.saved, [question for question in self.questions if question.name not in seen])
        for bound in unseen:
            value = bound.value()
            fresh.setlist(bound.name, value if isinstance(value, list) else [value])
        return fresh

    def _opinion(self, judged: QueryDict | None) -> OpinionForm:
        proposed = str(self.outcome.gravity)
        if judged is not None:
            form = OpinionForm(judged, proposed=proposed)
        elif self.data is not None:
            form = OpinionForm(proposed=proposed, initial=rows.typed(OpinionForm(), self.data))
        else:
            form = OpinionForm(proposed=proposed)
        form.fields["exemption"].option_hints = score.exemption_hints(self.outcome)  # type: ignore[attr-defined]  # field.html
        hints = score.panel(self.outcome)
        form.fields["authority"].help_text = hints["hint_authority"]
        form.fields["subjects"].help_text = hints["hint_subjects"]
        return form

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The saved facts with the posted answers over them; the saved ones when an answer cannot be read."""
        if not (self.answers.is_bound and self.answers.is_valid()):
            return dict(self.saved)
        given = {q: value for q, value in self.answers.answers().items() if q.name in self._posted}
        return facts_to_dict(parse_facts(overlay(self.saved, given)))

    @property
    def _posted(self) -> frozenset[str]:
        """Questions the page held: a list that is shown and left empty says "none", one that is absent says nothing."""
        assert self.data is not None  # noqa: S101  # only read on a bound form
        return frozenset({*self.data.getlist(SHOWN), *self.data})

    @cached_property
    def explicit(self) -> EnisaFactors | None:
        """Factors set by hand; None when they are not set, or do not fit the tables."""
        data = self.data
        if data is None or not all(each.isascii() for name in FACTORS for each in data.get(name, "")):
            return None
        try:
            return explicit_factors({name: data.get(name, "") for name in FACTORS})
        except (LawError, ValueError):
            return None

    @cached_property
    def outcome(self) -> score.Outcome:
        """What the law ring says of the answers as they stand."""
        breach = self.case.breach
        return score.outcome(self.facts, law_context(breach), self.explicit, breach.rule_version)

    @property
    def changes_facts(self) -> bool:
        """Whether the answers differ from the saved facts."""
        return self.facts != self.saved

    def is_stale(self, expected: int) -> bool:
        """Whether another version of the facts came in since the page was shown."""
        return self.case.version is not None and expected != self.case.version.number

    @property
    def given_since(self) -> bool:
        """Whether an opinion was given since the page was shown."""
        shown = self.data.get("expected_assessment") if self.data is not None else None
        return shown is not None and shown != str(self.assessments)

    @property
    def assessments(self) -> int:
        """How many assessments there are."""
        return len(self.case.assessments)

    def is_valid(self) -> bool:
        """Answers and opinion can be read."""
        return all([self.answers.is_valid(), self.opinion.is_valid()])

    @cached_property
    def shown(self) -> list[str]:
        """Names of the questions shown as fields: those open when the page was first shown, and those to modify."""
        found = [question.name for question in open_questions(self.saved, self.case.breach)]
        asked = [] if self.data is None else [*self.data.getlist(SHOWN), *self.data.getlist("modify")]
        wrong = list(self.answers.errors) if self.answers.is_bound else []
        keep = {*found, *asked, *wrong}
        return [name for name in self.answers.fields if name in keep]

    @property
    def unanswered(self) -> list[str]:
        """Questions that were open and still are."""
        return [name for name in self.shown if self.answers.unknown(name)]

    @property
    def hand_open(self) -> bool:
        """Whether the factors set by hand are to be seen: some are set, or wrong."""
        wrong = self.opinion.is_bound and not {*FACTORS, "enisa_justification"}.isdisjoint(self.opinion.errors)
        return wrong or any(self.opinion[name].value() for name in FACTORS)

    @property
    def gravity_open(self) -> bool:
        """Whether the choice of another gravity is to be seen."""
        wrong = self.opinion.is_bound and not {"cnil_gravity", "gravity_reasons"}.isdisjoint(self.opinion.errors)
        return wrong or bool(self.opinion["cnil_gravity"].value())

    def errors(self) -> list[Mapping[str, str]]:
        """Lines of the error summary."""
        bound = [form for form in (self.answers, self.opinion) if form.is_bound]
        return [line for form in bound for line in error_items(form)]
