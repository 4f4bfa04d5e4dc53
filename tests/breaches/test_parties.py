"""A controller told by its processor starts its own clock; joint controllers say who leads and keep their duties."""

from datetime import timedelta

import pytest

from breaches import operations
from breaches.law import cnil_form
from breaches.operations import ProcessorWord, Report
from breaches.operations.base import InstantInFutureError
from breaches.operations.notifying import answers_of
from breaches.operations.parties import ArrangementMissingError, ProcessorIncompleteError
from tests import factories as f

pytestmark = pytest.mark.django_db
TOLD = f.AWARE - timedelta(hours=2)
WORD = ProcessorWord("Éditions du Lac", TOLD, "TCK-7781")


def confirm(people, breach, **more):
    given = {"now": f.CONFIRMED, "aware_at": f.AWARE, "reasons": "Liste reçue."} | more
    return operations.confirm_breach(actor=people.bob, breach_id=breach.pk, **given)


def test_the_clock_runs_from_the_controllers_own_awareness_and_the_notice_is_kept_as_a_candidate(people):
    breach = confirm(people, f.reported(people), processor=WORD)
    assert breach.duties.get(code="rgpd_33").starts_at == f.AWARE
    candidate = breach.awareness_times.get(state="candidate")
    assert candidate.at == TOLD
    assert "Éditions du Lac" in candidate.reasons
    assert "9/2022" in candidate.reasons


def test_the_notice_that_is_the_awareness_time_is_no_candidate_beside_it(people):
    breach = confirm(people, f.reported(people), aware_at=TOLD, processor=WORD)
    assert [time.state for time in breach.awareness_times.all()] == ["chosen"]


def test_what_the_report_said_of_the_processor_is_kept_at_the_confirmation(people):
    report = Report("Un accès anormal.", source="processor", processor=WORD)
    row = operations.report_incident(actor=people.alice, now=f.CONFIRMED, report=report)
    breach = confirm(people, row.breach)
    assert (breach.processor_name, breach.processor_told_at, breach.processor_reference) == (
        "Éditions du Lac", TOLD, "TCK-7781",
    )  # fmt: skip
    assert breach.awareness_times.filter(at=TOLD, state="candidate").exists()


@pytest.mark.parametrize("word", [ProcessorWord(" ", TOLD), ProcessorWord("Éditeur", None)])
def test_a_processor_has_a_name_and_an_instant(people, word):
    with pytest.raises(ProcessorIncompleteError):
        confirm(people, f.reported(people), processor=word)


def test_a_notice_to_come_is_refused(people):
    with pytest.raises(InstantInFutureError):
        confirm(people, f.reported(people), processor=ProcessorWord("Éditeur", f.LATER))


def test_the_journal_names_neither_processor_nor_lead(people):
    breach = confirm(people, f.reported(people), processor=WORD)
    operations.record_arrangement(actor=people.bob, breach_id=breach.pk, now=f.LATER, lead="GHT de l’Estuaire")
    bodies = "".join(people.organisation.journal.values_list("body", flat=True))
    assert "Lac" not in bodies
    assert "Estuaire" not in bodies


def test_the_declaration_names_the_processor_and_who_leads_and_shifts_no_responsibility(people):
    breach = confirm(people, f.reported(people), processor=WORD)
    operations.describe(actor=people.bob, breach_id=breach.pk, now=f.DESCRIBED, facts=f.facts())
    operations.record_arrangement(
        actor=people.bob, breach_id=breach.pk, now=f.LATER, lead="GHT de l’Estuaire", reference="Accord, article 6"
    )
    made = operations.prepare_notification(actor=people.bob, breach_id=breach.pk, now=f.LATER, phase="initial")
    answers = answers_of(made)
    bodies = {body["ao_denomination"]: body["ao_role"] for body in answers["autres_organismes"]}
    assert bodies == {"Éditions du Lac": "processor", "GHT de l’Estuaire": "joint_controller"}
    assert "TCK-7781" in answers["circonstances_decouverte"]
    assert "garde sa responsabilité" in answers["circonstances_decouverte"]
    assert not cnil_form.validate(answers)
    assert breach.duties.get(code="rgpd_33").state == "open"


def test_an_arrangement_says_who_leads(people):
    with pytest.raises(ArrangementMissingError):
        operations.record_arrangement(actor=people.bob, breach_id=f.confirmed(people).pk, now=f.LATER, lead=" ")
