"""Acts on a breach through their pages: confirm, set aside, correct, fulfil, measure, evidence, close."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from breaches import operations
from breaches.models import Awareness, Breach, Duty, Evidence, Measure
from breaches.states import AwarenessState
from notify.recipients.models import PrivateFile
from tests.notify.web.conftest import ASSESSED, AWARE, CONFIRMED, FRIDAY, PASSWORD, SATURDAY

pytestmark = pytest.mark.django_db

EVENING = {"aware_at_date": "2026-09-11", "aware_at_hour": "18 h 47"}


@pytest.fixture(autouse=True)
def private_store(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"


def post(client_for, member, breach, path, data, now=CONFIRMED):
    with time_machine.travel(now, tick=False):
        return client_for(member).post(f"/violations/{breach.pk}/{path}", data)


def get(client_for, member, breach, path, now=CONFIRMED):
    with time_machine.travel(now, tick=False):
        return client_for(member).get(f"/violations/{breach.pk}/{path}")


def text_of(response):
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


CONFIRMATION = EVENING | {"title": "Fichier en ligne", "reasons": "Fichier ouvert et reconnu."}


def test_confirming_keeps_the_set_aside_hours_and_opens_the_duty(world, client_for, reported_breach):
    rows = {
        "candidate": ["0", "3"],
        "c0-at_date": "2026-09-11", "c0-at_hour": "16 h 02", "c0-why": "Signalement, sans vérification.",
        "c3-at_date": "2026-09-11", "c3-at_hour": "15 h 02", "c3-why": "Premier constat.",
    }  # fmt: skip
    response = post(client_for, world.bob, reported_breach, "confirmer/", CONFIRMATION | rows)
    breach = Breach.objects.get(pk=reported_breach.pk)
    assert response.status_code == 302
    assert (breach.state, breach.title, breach.aware_at) == ("confirmed", "Fichier en ligne", AWARE)
    assert breach.awareness_times.filter(state=AwarenessState.CANDIDATE).count() == 2
    assert breach.duties.get(code="rgpd_33").due_at == AWARE + timedelta(hours=72)


def test_the_confirmation_proposes_the_reported_hours_as_candidates(world, client_for, reported_breach):
    shown = get(client_for, world.bob, reported_breach, "confirmer/").content.decode()
    assert 'value="16 h 02"' in shown
    assert 'value="15 h 02"' in shown


def test_a_candidate_row_is_added_and_removed_without_a_script_and_nothing_typed_is_lost(
    world, client_for, reported_breach
):
    typed = CONFIRMATION | {"candidate": ["0"], "c0-at_date": "2026-09-11", "c0-at_hour": "17 h", "c0-why": "Appel"}
    more = post(client_for, world.bob, reported_breach, "confirmer/", typed | {"add_candidate": "1"})
    fewer = post(client_for, world.bob, reported_breach, "confirmer/", typed | {"remove_candidate": "0"})
    assert 'name="candidate" value="1"' in more.content.decode()
    assert 'value="17 h"' in more.content.decode()
    assert 'name="candidate"' not in fewer.content.decode()
    assert "Fichier ouvert et reconnu." in fewer.content.decode()
    assert Breach.objects.get(pk=reported_breach.pk).state == "reported"


def test_a_future_awareness_is_refused_beside_its_field(world, client_for, reported_breach):
    data = CONFIRMATION | {"aware_at_hour": "23 h 30"}
    response = post(client_for, world.bob, reported_breach, "confirmer/", data)
    shown = text_of(response)
    assert response.status_code == 422
    assert "Il est 17 h 17. Indiquez une heure déjà passée." in shown or "Indiquez une heure déjà passée" in shown
    assert "Fichier ouvert et reconnu." in shown
    assert Breach.objects.get(pk=reported_breach.pk).state == "reported"


def test_an_awareness_before_the_occurrence_is_refused_beside_its_field(world, client_for, reported_breach):
    reported_breach.occurred_from = FRIDAY
    reported_breach.save()
    data = CONFIRMATION | {"aware_at_hour": "15 h 00"}
    response = post(client_for, world.bob, reported_breach, "confirmer/", data)
    shown = text_of(response)
    assert response.status_code == 422
    assert "la prise de connaissance ne peut être antérieure" in shown
    assert 'id="id_aware_at_error"' in shown
    assert Breach.objects.get(pk=reported_breach.pk).state == "reported"


def test_a_candidate_before_the_occurrence_is_refused_beside_its_own_field(world, client_for, reported_breach):
    reported_breach.occurred_from = FRIDAY
    reported_breach.save()
    row = {"candidate": ["0"], "c0-at_date": "2026-09-11", "c0-at_hour": "15 h", "c0-why": "Appel"}
    response = post(client_for, world.bob, reported_breach, "confirmer/", CONFIRMATION | row)
    assert response.status_code == 422
    assert 'id="id_c0-at_error"' in response.content.decode()


def test_confirming_twice_is_harmless(world, client_for, reported_breach):
    post(client_for, world.bob, reported_breach, "confirmer/", CONFIRMATION)
    second = post(client_for, world.bob, reported_breach, "confirmer/", CONFIRMATION)
    assert second.status_code == 302
    assert second.url == f"/violations/{reported_breach.pk}/"
    assert Awareness.objects.filter(breach=reported_breach).count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "confirmer/",
        "ecarter/",
        "rouvrir/",
        "prise-de-connaissance/",
        "faits/",
        "evaluer/",
        "mesures/",
        "pieces/",
        "cloturer/",
    ],
)
def test_the_acts_of_the_dpo_are_hers_alone(world, client_for, assessed_breach, path):
    for member in (world.carla, world.david, world.eve, world.alice):
        assert get(client_for, member, assessed_breach, path, SATURDAY).status_code == 403
    assert get(client_for, world.dan, assessed_breach, path, SATURDAY).status_code == 404


def test_setting_aside_says_what_falls_and_keeps_the_reasons(world, client_for, confirmed_breach):
    before = text_of(get(client_for, world.bob, confirmed_breach, "ecarter/"))
    response = post(client_for, world.bob, confirmed_breach, "ecarter/", {"reasons": "Aucune donnée personnelle."})
    assert "Les obligations ouvertes tombent : 1." in before
    assert response.status_code == 302
    assert Breach.objects.get(pk=confirmed_breach.pk).closing_reasons == "Aucune donnée personnelle."


def test_a_report_set_aside_is_reopened_with_reasons(world, client_for, reported_breach):
    operations.dismiss_breach(actor=world.bob, breach_id=reported_breach.pk, now=CONFIRMED, reasons="Doublon.")
    empty = post(client_for, world.bob, reported_breach, "rouvrir/", {"reasons": " "})
    done = post(client_for, world.bob, reported_breach, "rouvrir/", {"reasons": "Un autre patient appelle."})
    assert empty.status_code == 422
    assert done.status_code == 302
    assert Breach.objects.get(pk=reported_breach.pk).state == "reported"


def test_a_correction_waits_for_a_second_person_and_the_earlier_hour_rules(world, client_for, confirmed_breach):
    data = {"aware_at_date": "2026-09-11", "aware_at_hour": "17 h 47", "reasons": "Le courriel le disait."}
    response = post(client_for, world.bob, confirmed_breach, "prise-de-connaissance/", data, ASSESSED)
    breach = Breach.objects.get(pk=confirmed_breach.pk)
    assert response.status_code == 302
    assert breach.aware_at == AWARE - timedelta(hours=1)
    shown = text_of(get(client_for, world.carla, confirmed_breach, "", ASSESSED))
    assert "Attend une seconde personne" in shown


def test_a_duty_is_fulfilled_at_its_own_hour_with_its_reference(world, client_for, described_breach):
    duty = described_breach.duties.get(code="csp_incident")
    data = {"done_at_date": "2026-09-11", "done_at_hour": "20 h 12", "reference": "ARS-77"}
    response = post(client_for, world.bob, described_breach, f"obligations/{duty.pk}/", data, SATURDAY)
    duty = Duty.objects.get(pk=duty.pk)
    assert response.status_code == 302
    assert (duty.state, duty.reference) == ("fulfilled", "ARS-77")
    assert "Fait vendredi à 20 h 12" in text_of(get(client_for, world.bob, described_breach, "", SATURDAY))


def test_the_duty_of_another_breach_is_not_found(world, client_for, described_breach, reported_breach):
    other = operations.report_incident(
        actor=world.bob, now=SATURDAY, report=operations.Report(summary="Autre incident.")
    ).breach
    duty = described_breach.duties.first()
    assert get(client_for, world.bob, other, f"obligations/{duty.pk}/", SATURDAY).status_code == 404


def test_a_measure_is_planned_then_done(world, client_for, confirmed_breach):
    post(client_for, world.bob, confirmed_breach, "mesures/", {"what": "Fermer les comptes", "due_on": "2026-09-20"})
    measure = Measure.objects.get(breach=confirmed_breach)
    post(client_for, world.bob, confirmed_breach, f"mesures/{measure.pk}/faite/", {}, SATURDAY)
    again = post(
        client_for, world.bob, confirmed_breach, f"mesures/{measure.pk}/faite/", {}, SATURDAY + timedelta(hours=1)
    )
    measure.refresh_from_db()
    assert measure.owner == "Bob Lefèvre"
    assert measure.done_at == SATURDAY
    assert again.status_code == 302


def test_evidence_is_encrypted_and_comes_back_byte_for_byte(world, client_for, confirmed_breach, tmp_path):
    content = b"%PDF-1.7 recu de la plainte " * 40
    upload = SimpleUploadedFile("récépissé.pdf", content, content_type="application/pdf")
    response = post(client_for, world.bob, confirmed_breach, "pieces/", {"what": "Récépissé", "file": upload})
    row = Evidence.objects.get(breach=confirmed_breach)
    stored = [path.read_bytes() for path in (tmp_path / "private").rglob("*") if path.is_file()]
    assert response.status_code == 302
    assert len(stored) == 1
    assert b"plainte" not in stored[0]
    download = get(client_for, world.carla, confirmed_breach, f"pieces/{row.pk}/", SATURDAY)
    assert download.content == content
    assert "attachment" in download["Content-Disposition"]


def test_evidence_is_for_those_who_read_the_case(world, client_for, confirmed_breach):
    upload = SimpleUploadedFile("piece.txt", b"contenu")
    post(client_for, world.bob, confirmed_breach, "pieces/", {"what": "Pièce", "file": upload})
    row = Evidence.objects.get(breach=confirmed_breach)
    assert get(client_for, world.david, confirmed_breach, f"pieces/{row.pk}/").status_code == 403
    assert get(client_for, world.dan, confirmed_breach, f"pieces/{row.pk}/").status_code == 404


def test_an_empty_or_a_too_large_file_is_refused_and_nothing_is_stored(
    world, client_for, confirmed_breach, monkeypatch
):
    monkeypatch.setattr("notify.web.forms.acts.EVIDENCE_LIMIT", 10)
    for content in (b"", b"x" * 11):
        upload = SimpleUploadedFile("piece.txt", content)
        response = post(client_for, world.bob, confirmed_breach, "pieces/", {"what": "Pièce", "file": upload})
        assert response.status_code == 422
        assert 'id="id_file_error"' in response.content.decode()
    assert not PrivateFile.objects.exists()


def test_closing_lists_what_is_left_and_offers_no_button(world, client_for, assessed_breach):
    shown = text_of(get(client_for, world.bob, assessed_breach, "cloturer/", SATURDAY))
    assert "obligations ouvertes" in shown
    assert ">Clôturer le dossier</button>" not in shown


def test_closing_asks_for_the_password(world, client_for, closable_breach):
    refused = post(
        client_for, world.bob, closable_breach, "cloturer/", {"lessons": "Vérifier.", "password": "non"}, SATURDAY
    )
    closed = post(
        client_for, world.bob, closable_breach, "cloturer/", {"lessons": "Vérifier.", "password": PASSWORD}, SATURDAY
    )
    assert refused.status_code == 422
    assert "Vérifier." in refused.content.decode()
    assert closed.status_code == 302
    assert Breach.objects.get(pk=closable_breach.pk).state == "closed"


@pytest.fixture
def closable_breach(world, described_breach):
    """Decided: notify nobody, tell nobody; nothing is left open."""
    harmless = {
        "natures": ["confidentiality"],
        "confidentiality": {"exposure": "excluded"},
        "populations": [{"key": "patients", "categories": ["patient"], "data": ["contact"]}],
    }
    operations.describe(actor=world.bob, breach_id=described_breach.pk, now=ASSESSED, facts=harmless)
    operations.assess(
        actor=world.bob, breach_id=described_breach.pk, now=ASSESSED,
        decision=operations.Verdict("do_not_notify", "do_not_communicate", "Divulgation exclue."),
    )  # fmt: skip
    decision = described_breach.decisions.get()
    operations.submit_decision(actor=world.bob, decision_id=decision.pk, now=ASSESSED)
    operations.approve_decision(actor=world.carla, decision_id=decision.pk, now=ASSESSED)
    return Breach.objects.get(pk=described_breach.pk)
