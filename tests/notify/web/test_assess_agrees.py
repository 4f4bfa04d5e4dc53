"""The page Évaluer and `manage.py assess` give one answer to the same facts, and say for whom and under which law."""

import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from breaches import operations, queries
from breaches.law import duties as law
from breaches.law import duty_catalogue
from breaches.law.assumptions import threshold
from breaches.law.vocabulary import RiskThreshold
from breaches.models import Breach, Organisation
from notify.web.assess_sheet import Sheet
from notify.web.case import Case
from tests.law.test_law_archetypes import ARCHETYPES, PATIENTS
from tests.notify.web.conftest import AWARE, CONFIRMED, DESCRIBED

pytestmark = pytest.mark.django_db
KINDS = ("etablissement_sante_public", "editeur")


def whole(facts: dict[str, Any]) -> dict[str, Any]:
    return {"populations": [PATIENTS], **facts}


def command(tmp_path: Path, facts: dict[str, Any], *options: str) -> dict[str, Any]:
    path, out = tmp_path / "facts.json", StringIO()
    path.write_text(json.dumps({"facts": facts}), encoding="utf-8")
    with time_machine.travel(DESCRIBED, tick=False):
        call_command("assess", str(path), *options, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def described(world: Any, breach: Breach, facts: dict[str, Any], kind: str) -> Breach:
    Organisation.objects.filter(pk=breach.organisation_id).update(kind=kind)
    operations.describe(actor=world.bob, breach_id=breach.pk, now=DESCRIBED, facts=facts)
    return queries.load_file(Breach.objects.select_related("organisation").get(pk=breach.pk))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ARCHETYPES)
def test_page_and_command_agree(world, confirmed_breach, tmp_path, name, kind):
    facts = whole(ARCHETYPES[name].said)
    breach = described(world, confirmed_breach, facts, kind)
    page = Sheet(Case(breach)).outcome
    told = command(tmp_path, facts, "--kind", kind)
    assert told["severity"]["se"] == page.severity.quarters / 4
    assert told["severity"]["max_se"] == page.severity.max_quarters / 4
    assert (told["authority"], told["subjects"]) == (page.advice.authority, page.advice.subjects)
    for side, reasons in (("for", page.advice.reasons_for), ("against", page.advice.reasons_against)):
        assert [each["text"] for each in told["reasons"][side]] == [str(reason.text) for reason in reasons]


def test_the_page_and_the_command_print_the_same_line(world, client_for, confirmed_breach, tmp_path):
    facts = whole(next(iter(ARCHETYPES.values())).said)
    breach = described(world, confirmed_breach, facts, KINDS[0])
    with time_machine.travel(DESCRIBED, tick=False):
        shown = client_for(world.bob).get(f"/violations/{breach.pk}/evaluer/").content.decode()
    line = command(tmp_path, facts)["context"]["text"]
    assert line.startswith("Réponse pour : Établissement public de santé · Responsable de traitement · soigne")
    assert plain(line) in plain(shown)


def test_the_kind_matters_where_care_is_given(tmp_path):
    """What the bare command used to leave out: patients of a house that cares for them."""
    facts = {
        "natures": ["availability"], "origin": "other", "availability": {"lost": "temporary", "outage_hours": 90},
        "populations": [{"key": "patients", "categories": ["patient"], "data": ["civil_status"]}],
    }  # fmt: skip
    caring, other = command(tmp_path, facts), command(tmp_path, facts, "--kind", "editeur")
    assert (caring["subjects"], other["subjects"]) == ("communicate", "do_not_communicate")
    assert caring["severity"]["se"] > other["severity"]["se"]
    assert (caring["context"]["gives_care"], other["context"]["gives_care"]) == (True, False)


LATER = "2026-10-01"
MILD = {
    "natures": ["confidentiality"], "origin": "other", "cause": "internal_malicious", "ongoing": False,
    "confidentiality": {"exposure": "known_recipients", "recipients": 1, "trusted": False},
    "populations": [{"key": "patients", "categories": ["patient"], "data": ["civil_status", "contact"]}],
}  # fmt: skip


@pytest.fixture
def later_threshold(monkeypatch):
    """An invented version, from 1 October 2026, under which only a high risk is notified, within 96 hours."""
    rules = duty_catalogue.CATALOGUES[duty_catalogue.CATALOGUE_VERSION]
    changed = tuple(
        replace(each, deadline_hours=96, threshold=RiskThreshold.HIGH_RISK) if each.code == "rgpd_33" else each
        for each in rules
    )
    monkeypatch.setitem(law.CATALOGUES, LATER, changed)
    monkeypatch.setitem(law.EFFECTIVE_FROM, LATER, date(2026, 10, 1))
    return LATER


def confirm(world: Any, breach: Breach, version: str) -> Breach:
    """Retained under the version of its day; the breach of the fixture falls before the later one."""
    operations.confirm_breach(actor=world.bob, breach_id=breach.pk, now=CONFIRMED, aware_at=AWARE, reasons="Vu.")
    if version:
        Breach.objects.filter(pk=breach.pk).update(rule_version=version)
    return Breach.objects.get(pk=breach.pk)


def test_an_open_breach_keeps_the_threshold_of_its_own_version(world, reported_breach, later_threshold):
    breach = described(world, confirm(world, reported_breach, ""), MILD, KINDS[0])
    assert breach.rule_version == duty_catalogue.CATALOGUE_VERSION
    assert Sheet(Case(breach)).outcome.advice.authority == "notify"
    assert threshold(breach.rule_version) is RiskThreshold.RISK


def test_under_a_later_version_only_a_high_risk_is_notified(world, reported_breach, later_threshold, tmp_path):
    breach = described(world, confirm(world, reported_breach, LATER), MILD, KINDS[0])
    page = Sheet(Case(breach)).outcome
    assert (page.advice.authority, page.advice.subjects) == ("do_not_notify", "do_not_communicate")
    assert page.gravity == "limited"  # the risk is not unlikely for all that
    assert "seul un risque élevé" in page.advice.reasons_against[0].text
    told = command(tmp_path, MILD, "--rule-version", LATER)
    assert (told["authority"], told["context"]["threshold"]) == ("do_not_notify", "high_risk")
    assert command(tmp_path, MILD)["authority"] == "notify"
    kept = operations.assess(
        actor=world.bob, breach_id=breach.pk, now=DESCRIBED,
        decision=operations.Verdict("notify", "do_not_communicate", "Par prudence."),
    )  # fmt: skip
    assert kept.recommended_authority == "do_not_notify"


def test_a_high_risk_is_notified_under_either_version(world, reported_breach, later_threshold):
    published = MILD | {"confidentiality": {"exposure": "published"}, "populations": [PATIENTS]}
    breach = described(world, confirm(world, reported_breach, LATER), published, KINDS[0])
    advice = Sheet(Case(breach)).outcome.advice
    assert (advice.authority, advice.subjects) == ("notify", "communicate")
