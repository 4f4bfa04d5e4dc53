"""An addressing error takes one page: the same operations as any breach, all of them or none."""

import re
import uuid

import pytest
import time_machine

from breaches import operations
from breaches.errors import DomainError
from breaches.models import Breach, Decision, Duty, IncidentReport, JournalEntry
from notify.web.forms.short import ShortForm
from tests.notify.web.conftest import SATURDAY

pytestmark = pytest.mark.django_db
PATH = "/violations/courte/"
KINDS = ["incident.reported", "breach.confirmed", "facts.described", "breach.assessed", "decision.submitted"]


@pytest.fixture
def browser(client_for, world):
    with time_machine.travel(SATURDAY, tick=False):
        yield client_for(world.bob)


def answers(**more):
    return {
        "once": str(uuid.uuid4()), "kind": "letter", "known_at_date": "2026-09-11", "known_at_hour": "16 h 05",
        "how_known": "Le destinataire nous a prévenus et a décrit ce qu’il a reçu.",
        "where": "secrétariat d’imagerie", "persons": "1", "about": ["civil_status", "health"], "recipient": "trusted",
        "back": "yes", "done": "Le cabinet a rendu le courrier.", "authority": "do_not_notify",
        "subjects": "do_not_communicate", "reasons": "Un confrère tenu au secret a rendu la lettre.", "record": "1",
    } | more  # fmt: skip


def journal():
    return list(JournalEntry.objects.filter(breach_id__isnull=False).order_by("seq").values_list("kind", flat=True))


def test_not_to_notify_waits_for_a_second_person_and_the_72_hours_run(browser):
    response = browser.post(PATH, answers())
    breach, decision = Breach.objects.get(), Decision.objects.get()
    assert response.status_code == 302
    assert str(breach.pk) in response["Location"]
    assert journal() == KINDS
    assert (decision.state, decision.authority) == ("in_review", "do_not_notify")
    duty = Duty.objects.get(breach=breach, code="rgpd_33")
    assert duty.state == "open"
    assert (duty.due_at - breach.aware_at).total_seconds() == 72 * 3600


def test_the_file_is_named_after_what_left_and_from_where_in_full(browser):
    browser.post(PATH, answers(where="hôp. de jour"))
    assert Breach.objects.get().title == "Courrier parti au mauvais destinataire (hôp. de jour)"


def test_the_record_is_in_french_whatever_the_page_is_read_in(browser, settings):
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Addressing error" in browser.get(PATH).content.decode()
    browser.post(PATH, answers())
    breach = Breach.objects.get()
    assert breach.title.startswith("Courrier parti au mauvais destinataire")
    assert breach.awareness_times.get().reasons.startswith("Le destinataire nous a prévenus")


def test_to_notify_goes_on_to_the_declaration(browser):
    response = browser.post(PATH, answers(authority="notify", subjects="communicate", recipient="unknown", back="no"))
    assert response["Location"].endswith("/declaration/")
    assert browser.get(response["Location"]).status_code == 200
    assert Duty.objects.filter(code="rgpd_33", state="open").exists()


@pytest.mark.parametrize(
    "field, wrong",
    [
        ("reasons", ""),
        ("where", ""),
        ("how_known", " "),
        ("persons", "0"),
        ("about", []),
        ("known_at_hour", "25 h"),
        ("authority", ""),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field_and_nothing_is_written(browser, field, wrong):
    response = browser.post(PATH, answers(**{field: wrong}))
    name = "known_at" if field == "known_at_hour" else field
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {name}
    if field != "where":
        assert "secrétariat d’imagerie" in response.content.decode()
    assert not IncidentReport.objects.exists()
    assert not journal()


def test_a_refusal_at_the_last_step_undoes_the_first_ones(browser, monkeypatch):
    def refuse(**_):
        raise DomainError()

    monkeypatch.setattr(operations, "submit_decision", refuse)
    assert browser.post(PATH, answers()).status_code == 422
    assert not Breach.objects.exists()
    assert not journal()


def test_nobody_unknown_can_have_given_it_back(browser):
    response = browser.post(PATH, answers(recipient="unknown", back="yes"))
    assert response.context["form"].errors.keys() == {"back"}
    assert not Breach.objects.exists()


def test_pressing_twice_opens_one_file(browser):
    sent = answers()
    browser.post(PATH, sent)
    assert browser.post(PATH, sent).status_code == 302
    assert Breach.objects.count() == 1


def test_without_a_script_the_score_is_recomputed_and_nothing_typed_is_lost(browser):
    first = answers(recipient="unknown", back="no", about=["civil_status", "nir", "health"])
    del first["record"]
    shown = browser.post(PATH, first)
    assert shown.status_code == 200
    assert "Le cabinet a rendu le courrier." in shown.content.decode()
    kinder = answers(about=["contact"])
    del kinder["record"]
    assert shown.context["score"]["value"] > browser.post(PATH, kinder).context["score"]["value"]
    assert not Breach.objects.exists()


def test_the_live_score_answers_to_half_a_form(browser):
    assert browser.post(f"{PATH}cote/", {"kind": "fax", "recipient": "private"}).status_code == 200
    assert not Breach.objects.exists()


def test_the_page_asks_at_most_thirteen_questions(browser):
    shown = browser.get(PATH).content.decode()
    assert len(re.findall(r'id="id_\w+_field"', shown)) == len(ShortForm().visible_fields()) <= 13


@pytest.mark.parametrize("who", ["alice", "carla", "david", "eve"])
def test_only_the_dpo_opens_such_a_file(client_for, world, who):
    client = client_for(getattr(world, who))
    assert client.get(PATH).status_code == 403
    assert client.post(PATH, answers()).status_code == 403
    assert not Breach.objects.exists()
    assert PATH not in client.get("/violations/").content.decode()


def test_the_list_offers_it_to_the_dpo_and_another_organisation_sees_no_file(browser, client_for, world):
    assert PATH in browser.get("/violations/").content.decode()
    browser.post(PATH, answers())
    breach = Breach.objects.get()
    assert breach.organisation == world.organisation
    assert client_for(world.dan).get(f"/violations/{breach.pk}/").status_code == 404
