"""The T0 file: every hour with who, on what evidence and why; one sealed; both values wherever a correction was."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from breaches import journal, operations
from breaches.models import Awareness, Breach, JournalEntry
from breaches.operations import Candidate
from breaches.queries import register
from notify.dossier.companion import as_mapping
from notify.dossier.frozen import freeze
from notify.dossier.register import rows_of
from notify.verifying import verify_commitments
from tests.notify.web.conftest import AWARE, CONFIRMED, FRIDAY, SATURDAY

EARLIER = AWARE - timedelta(hours=2)


def squeeze(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("&#x27;", "’").split())


@pytest.fixture
def told_breach(world, reported_breach) -> Breach:
    return operations.confirm_breach(
        actor=world.bob, breach_id=reported_breach.pk, now=CONFIRMED, aware_at=AWARE, reasons="Douze lignes reconnues.",
        evidence="Courriel de 18 h 47", candidates=[Candidate(FRIDAY, "Une rumeur.", "Appel au standard")],
    )  # fmt: skip


def corrected(world, breach: Breach) -> Awareness:
    return operations.correct_awareness(
        actor=world.bob, breach_id=breach.pk, now=SATURDAY, aware_at=EARLIER, reasons="Le ticket est plus ancien.",
        evidence="Ticket 418",
    )  # fmt: skip


def page(client, breach: Breach) -> str:
    with time_machine.travel(SATURDAY, tick=False):
        return squeeze(client.get(f"/violations/{breach.pk}/").content.decode())


def test_the_page_shows_each_hour_with_who_evidence_reasons_and_which_is_sealed(world, client_for, told_breach) -> None:
    block = page(client_for(world.carla), told_breach).split('id="connaissance"')[1].split("</section>")[0]

    for words in ("Une rumeur.", "Appel au standard", "Douze lignes reconnues.", "Courriel de 18 h 47", "Bob Lefèvre"):
        assert words in block
    assert block.count("Scellée") == 1
    assert "Heure retenue" in block
    assert "Heure candidate" in block


def test_until_a_second_person_answers_the_earlier_hour_rules_and_the_page_says_so(
    world, client_for, told_breach
) -> None:
    corrected(world, told_breach)
    shown = page(client_for(world.bob), told_breach)

    assert "En attendant l’accord, les délais courent depuis vendredi 11 septembre à 16 h 47" in shown
    assert "Ticket 418" in shown


def test_the_evidence_is_part_of_what_is_sealed_and_of_what_a_second_person_reads(
    world, client_for, told_breach
) -> None:
    proposed = corrected(world, told_breach)
    sheet = client_for(world.carla).get(reverse("approval", args=["awareness", proposed.pk])).content.decode()
    assert "Ticket 418" in sheet

    told = {"at": journal.instant(EARLIER), "reasons": proposed.reasons, "salt": proposed.salt}
    assert proposed.content_sha256 != journal.sha256(journal.canonical(told))
    entry = JournalEntry.objects.get(kind="awareness.proposed")
    assert journal.payload_of(entry)["evidence"] == journal.commitment(proposed, "evidence")
    assert "Ticket" not in entry.body


def test_after_a_correction_both_hours_stand_in_register_dossier_and_declaration(
    world, client_for, approved_notification
) -> None:
    breach = approved_notification.breach
    proposed = corrected(world, breach)
    operations.approve_awareness(actor=world.carla, awareness_id=proposed.pk, now=SATURDAY)

    row = next(iter(rows_of(register(world.bob))))
    particulars = dict(freeze(approved_notification.pk, now=SATURDAY).particulars)
    mapping = as_mapping(freeze(approved_notification.pk, now=SATURDAY))
    shown = squeeze(client_for(world.bob).get(f"/violations/{breach.pk}/declaration/").content.decode())

    for text in (row.values["aware_at"], particulars["Heures corrigées"]):
        assert "Heure remplacée : vendredi 11 septembre 2026 à 18 h 47" in squeeze(text)
        assert "Heure retenue : vendredi 11 septembre 2026 à 16 h 47" in squeeze(text)
    assert {each["etat"] for each in mapping["heures_corrigees"]} == {"chosen", "superseded"}
    assert "Heure remplacée : vendredi 11 septembre 2026 à 18 h 47" in shown


def test_the_journal_holds_the_evidence_of_every_hour_even_after_a_file_was_reopened(world, told_breach) -> None:
    corrected(world, told_breach)
    waiting = Awareness.objects.get(state="correction")
    operations.refuse_awareness(actor=world.carla, awareness_id=waiting.pk, now=SATURDAY, comment="Non.")
    operations.dismiss_breach(actor=world.bob, breach_id=told_breach.pk, now=SATURDAY, reasons="Fausse alerte.")
    operations.reopen_breach(actor=world.bob, breach_id=told_breach.pk, now=SATURDAY, reasons="Un autre fichier.")
    again = SATURDAY + timedelta(minutes=7)
    operations.confirm_breach(
        actor=world.bob, breach_id=told_breach.pk, now=again, aware_at=AWARE, reasons="Relu.", evidence="Ticket 9"
    )

    assert verify_commitments(world.organisation.pk)[1] is None
    Awareness.objects.filter(evidence="Ticket 9").update(salt="0" * 32)
    assert verify_commitments(world.organisation.pk)[1] is not None


def test_without_a_correction_the_register_has_one_hour_only(world, told_breach) -> None:
    row = next(iter(rows_of(register(world.bob))))

    assert row.values["aware_at"].count("septembre") == 1


def test_the_form_keeps_the_piece_of_each_hour(world, client_for, reported_breach) -> None:
    typed = {
        "title": "Fichier en libre accès", "aware_at_date": "2026-09-11", "aware_at_hour": "18 h 47",
        "reasons": "Lignes reconnues.", "evidence": "Courriel", "candidate": ["0"], "c0-at_date": "2026-09-11",
        "c0-at_hour": "16 h 02", "c0-why": "Rumeur.", "c0-evidence": "Appel",
    }  # fmt: skip
    with time_machine.travel(SATURDAY, tick=False):
        answer = client_for(world.bob).post(f"/violations/{reported_breach.pk}/confirmer/", typed)

    assert answer.status_code == 302, answer.content.decode()
    assert set(Awareness.objects.values_list("evidence", flat=True)) == {"Courriel", "Appel"}
