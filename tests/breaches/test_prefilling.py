"""The first answers of a notification: what the record knows, never more; a complement refreshes what moved."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from breaches import operations
from breaches.law import cnil_form
from breaches.models import AuthorityNotification
from breaches.operations import Report
from breaches.operations.notifying import answers_of
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: None) -> f.House:
    """A laboratory."""
    return f.house()


def prepare(people: f.House, breach: Any, now: Any = f.LATER, phase: str = "initial") -> dict[str, Any]:
    """The answers of a notification prepared now."""
    made = operations.prepare_notification(actor=people.bob, breach_id=breach.pk, now=now, phase=phase)
    return answers_of(made)


def complement(people: f.House, filed: AuthorityNotification, after: timedelta = timedelta(hours=1)) -> dict[str, Any]:
    """The answers of the complement of a filed notification."""
    return prepare(people, filed.breach, f.LATER + after, "complementary")


def test_what_the_record_knows_is_answered(people: f.House) -> None:
    answers = prepare(people, f.assessed(people))

    assert answers["denomination"] == people.organisation.name
    assert answers["siren"] == people.organisation.siren
    assert (answers["pc_nom"], answers["rl_nom"]) == ("Lefèvre", "Caradec")
    assert answers["type_notification"] == "initial"
    assert cnil_form.validate(answers) == ()


def test_what_nobody_knows_is_left_out(people: f.House) -> None:
    answers = prepare(people, f.confirmed(people))

    assert not {"nature", "nb_personnes", "origine", "gravite"} & set(answers)
    assert answers["information_personnes"] == "undetermined"


def test_only_questions_that_are_asked_are_answered(people: f.House) -> None:
    answers = prepare(people, f.assessed(people))

    asked = {field.id for field in cnil_form.visible_fields(answers)}
    assert set(answers) <= asked


def test_the_answers_are_french_on_an_english_page(people: f.House) -> None:
    breach = f.assessed(people)

    with translation.override("en"):
        answers = prepare(people, breach)

    assert answers["circonstances_decouverte"].startswith("Signalement du ")
    assert "origine : personnel" in answers["circonstances_decouverte"]


def test_not_informing_is_told_to_the_authority_once_it_is_decided(people: f.House) -> None:
    breach = f.assessed(people, f.verdict("notify", "do_not_communicate"))
    before = prepare(people, breach)["information_personnes"]
    decision = f.decision_of(breach)
    operations.submit_decision(actor=people.bob, decision_id=decision.pk, now=f.LATER)
    operations.approve_decision(actor=people.carla, decision_id=decision.pk, now=f.LATER)
    note = AuthorityNotification.objects.get()
    for act, who, more in (
        ("submit_notification", people.bob, {}),
        ("approve_notification", people.carla, {}),
        ("file_notification", people.bob, {"receipt": "V-1"}),
    ):
        getattr(operations, act)(actor=who, notification_id=note.pk, now=f.LATER, **more)

    after = complement(people, note)

    assert before == "undetermined"
    assert after["information_personnes"] == "will_not_be_informed"
    assert after["motif_non_information"] == "no_high_risk"


def test_a_complement_keeps_what_a_person_wrote(people: f.House) -> None:
    draft = f.prepared(people)
    operations.edit_notification(
        actor=people.bob, notification_id=draft.pk, now=f.LATER,
        answers=answers_of(draft) | {"descriptif": "Récit relu par la juriste.", "mesures_post": "Accès fermés."},
    )  # fmt: skip
    operations.break_glass(actor=people.bob, notification_id=draft.pk, now=f.LATER, reasons="Nuit.")
    filed = operations.file_notification(actor=people.bob, notification_id=draft.pk, now=f.LATER, receipt="V-1")
    operations.take_measure(
        actor=people.bob, breach_id=filed.breach_id, now=f.LATER, what="Mots de passe changés", done_at=f.LATER
    )

    answers = complement(people, filed)

    assert answers["descriptif"] == "Récit relu par la juriste."
    assert answers["mesures_post"].splitlines()[0] == "Accès fermés."
    assert "Mots de passe changés (fait le 24 octobre 2026)" in answers["mesures_post"]


def test_a_complement_follows_the_new_facts_and_names_the_initial_receipt(people: f.House) -> None:
    filed = f.filed(people)
    facts = f.facts()
    facts["populations"][0]["persons"] = {"confirmed": 12_345}
    operations.describe(actor=people.bob, breach_id=filed.breach_id, now=f.LATER, facts=facts)

    answers = complement(people, filed)

    assert answers["nb_personnes"] >= 12_345
    assert answers["nb_personnes"] != answers_of(filed)["nb_personnes"]
    assert answers["numero_notification_initiale"] == filed.receipt
    assert answers["type_notification"] == "complementary"


def test_a_breach_found_to_go_on_has_no_end_in_the_complement(people: f.House) -> None:
    filed = f.filed(people)
    operations.describe(actor=people.bob, breach_id=filed.breach_id, now=f.LATER, facts=f.facts(ongoing=True))

    answers = complement(people, filed)

    assert answers["en_cours"] is True
    assert "date_fin" not in answers


def test_a_late_filing_leaves_its_reasons_to_the_complement(people: f.House) -> None:
    late = f.AWARE + timedelta(hours=80)
    filed = operations.file_notification(
        actor=people.bob, notification_id=f.approved(people).pk, now=late, receipt="V-1",
        reasons_for_delay="La juriste était absente.",
    )  # fmt: skip

    answers = prepare(people, filed.breach, late, "complementary")

    assert answers["motifs_retard"] == "La juriste était absente."


def test_a_report_by_a_processor_dates_its_notice(people: f.House) -> None:
    report = operations.report_incident(
        actor=people.alice, now=f.FRIDAY, report=Report(summary="L’hébergeur nous prévient.", source="processor")
    )
    breach = operations.confirm_breach(
        actor=people.bob, breach_id=report.breach_id, now=f.CONFIRMED, aware_at=f.AWARE, reasons="Vu."
    )

    [body] = prepare(people, breach)["autres_organismes"]

    assert body["ao_role"] == "processor"
    assert body["ao_date_information"] == f.FRIDAY.isoformat().replace("+00:00", "Z")
