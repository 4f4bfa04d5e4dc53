"""The threshold of art. 33(1) belongs to a version of the law; an answer says under which one and for whom it holds."""

from dataclasses import replace

import pytest
from hypothesis import given

from breaches.law import assumptions
from breaches.law.duty_catalogue import CATALOGUE_VERSION
from breaches.law.facts import Context
from breaches.law.risk import recommend
from breaches.law.severity import assess_severity
from breaches.law.vocabulary import AuthorityAdvice, OrganisationKind, RiskThreshold
from tests.law.law_strategies import CONTEXTS, FACTS, HOSPITAL
from tests.law.test_law_risk import EMPLOYEES, sent

HIGH = "Sous le texte applicable à cette violation, seul un risque élevé se notifie."


@given(FACTS, CONTEXTS)
def test_under_a_high_threshold_a_breach_is_notified_when_its_risk_is_high_and_then_only(told, context):
    severity = assess_severity(told, context)
    present = recommend(told, severity, replace(context, threshold=RiskThreshold.RISK))
    later = recommend(told, severity, replace(context, threshold=RiskThreshold.HIGH_RISK))

    assert later.high_risk == present.high_risk
    assert (later.authority is AuthorityAdvice.NOTIFY) == present.high_risk
    if present.authority is not later.authority:
        assert HIGH in {reason.text for reason in later.reasons_against}


def test_a_risk_that_is_not_high_is_notified_today_and_not_under_a_high_threshold():
    told = sent(EMPLOYEES, trusted=False)
    severity = assess_severity(told, HOSPITAL)

    assert recommend(told, severity, HOSPITAL).authority is AuthorityAdvice.NOTIFY
    later = recommend(told, severity, replace(HOSPITAL, threshold=RiskThreshold.HIGH_RISK))
    assert later.authority is AuthorityAdvice.DO_NOT_NOTIFY
    assert HIGH in {reason.text for reason in later.reasons_against}


def test_the_present_version_notifies_unless_a_risk_is_unlikely():
    assert assumptions.threshold() is assumptions.threshold(CATALOGUE_VERSION) is RiskThreshold.RISK


@pytest.mark.parametrize("kind", list(OrganisationKind))
@pytest.mark.parametrize("threshold", list(RiskThreshold))
def test_an_answer_says_for_whom_and_under_which_version_it_holds(kind, threshold):
    context = Context(kind=kind, threshold=threshold)
    words = assumptions.assumed(context)

    said = str(words)
    assert kind.label in said
    assert CATALOGUE_VERSION in said
    assert ("risque élevé" in said) == (threshold is RiskThreshold.HIGH_RISK)
    assert ("ne soigne pas" in said) == (not context.gives_care)
