"""Communications: the list, the first draft, the desk of a letter, its preview, its submission."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from breaches import operations
from breaches.law.message import MENTIONS
from breaches.models import Communication, HeldRole, JournalEntry
from breaches.operations.communicating import letter_of
from notify.letters.samples import SAMPLES
from notify.web import drafts
from notify.web.forms.letter import initial_of

from .conftest import ASSESSED, FACTS, LETTER, SATURDAY
from .mailing_world import approved, imported, proved, started

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> {{ x }} {% now %} =1+1 \u202e&amp;"


def url(name, communication):
    return reverse(name, kwargs={"communication_id": communication.pk})


def posted(communication, **more):
    row = Communication.objects.get(pk=communication.pk)
    return initial_of(letter_of(row), row.lock) | more


def pdf_text(response):
    assert response["Content-Type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)


def test_the_list_tells_state_population_and_next_act(world, client_for, bound_communication):
    page = client_for(world.david).get(reverse("communications")).content.decode()
    assert "courrier" in page
    assert "patients" in page
    assert "Brouillon" in page
    assert "Soumettez la lettre à l’accord." in page


def test_the_list_costs_as_many_queries_for_ten_letters_as_for_one(
    world, client_for, assessed_breach, draft_communication, django_assert_max_num_queries
):
    client = client_for(world.bob)
    for number in range(9):
        operations.prepare_communication(
            actor=world.david, breach_id=assessed_breach.pk, now=ASSESSED + timedelta(hours=2), key=f"autre-{number}",
            population="patients", channel="post", letter=LETTER,
        )  # fmt: skip
    with django_assert_max_num_queries(20):
        client.get(reverse("communications"))
    with django_assert_max_num_queries(20):
        client.get(reverse("mailings"))


def test_a_new_letter_is_drafted_from_the_facts_with_the_contacts_filled_in(world, client_for, assessed_breach):
    client = client_for(world.david)
    address = reverse("communication_new", kwargs={"breach_id": assessed_breach.pk})
    assert client.get(address).status_code == 200
    response = client.post(address, {"population": "patients", "channel": "post", "key": ""})
    made = Communication.objects.get(breach=assessed_breach)
    assert response.url == url("communication", made)
    text = letter_of(made).text
    assert made.key == "lettre-patients"
    assert "bob@example.org" in text["contact"]
    assert "{{" not in "".join(text.values())
    assert world.organisation.name in text["title"]
    assert "publiées sans droit" in text["nature"]
    assert text["data"].startswith("– ")


def test_the_same_name_twice_is_said_beside_its_field(world, client_for, assessed_breach, draft_communication):
    address = reverse("communication_new", kwargs={"breach_id": assessed_breach.pk})
    response = client_for(world.david).post(
        address, {"population": "patients", "channel": "post", "key": draft_communication.key}
    )
    assert "Ce nom est déjà pris" in response.content.decode()
    assert Communication.objects.count() == 1


def test_a_population_that_the_facts_do_not_describe_changes_nothing(world, client_for, assessed_breach):
    address = reverse("communication_new", kwargs={"breach_id": assessed_breach.pk})
    response = client_for(world.bob).post(address, {"population": "autres", "channel": "post"})
    assert response.status_code == 200
    assert not Communication.objects.exists()


def test_the_desk_shows_each_passage_and_what_is_missing(world, client_for, draft_communication):
    letter = letter_of(draft_communication)
    operations.edit_communication(
        actor=world.david, communication_id=draft_communication.pk, now=SATURDAY,
        letter=replace(letter, text=dict(letter.text) | {"contact": ""}),
    )  # fmt: skip
    page = client_for(world.david).get(url("communication", draft_communication)).content.decode()
    for mention in MENTIONS:
        assert f'name="{mention.id}"' in page
    missing = re.search(r'class="mentions".*?</ul>', page, re.DOTALL)[0]
    assert missing.count("mark--waiting") == 1
    assert "À qui vous adresser" in missing
    assert "il manque un passage obligatoire" in page


def test_what_is_missing_follows_what_is_typed_and_not_saved(world, client_for, draft_communication):
    drafts_url = reverse("draft", kwargs={"form": "communication", "subject": draft_communication.pk})
    client = client_for(world.david)
    client.post(drafts_url, posted(draft_communication, contact="  "))
    side = client.get(url("letter_side", draft_communication)).content.decode()
    assert side.count("mark--waiting") == 1
    assert letter_of(draft_communication).text["contact"]


def test_saving_writes_one_entry_and_saving_again_writes_none(world, client_for, draft_communication):
    client = client_for(world.david)
    typed = posted(draft_communication, nature="Un fichier a été copié.\r\n\r\nNous le regrettons.")
    before = JournalEntry.objects.count()
    assert client.post(url("communication", draft_communication), typed).status_code == 302
    assert letter_of(Communication.objects.get()).text["nature"] == "Un fichier a été copié.\n\nNous le regrettons."
    client.post(url("communication", draft_communication), typed | {"lock": 1})
    assert JournalEntry.objects.count() == before + 1


def test_a_stale_save_keeps_the_typing_shows_the_other_text_and_then_goes_through(
    world, client_for, draft_communication
):
    client = client_for(world.david)
    mine = posted(draft_communication, nature="Ce que David a tapé.")
    other = posted(draft_communication, nature="Ce que Bob a enregistré.")
    client_for(world.bob).post(url("communication", draft_communication), other)
    response = client.post(url("communication", draft_communication), mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Quelqu’un d’autre a enregistré cette page" in page
    assert "Ce que David a tapé." in page
    assert "Ce que Bob a enregistré." in re.sub(r"</?b>", "", page)
    assert letter_of(Communication.objects.get()).text["nature"] == "Ce que Bob a enregistré."
    lock = re.search(r'name="lock" value="(\d+)"', page)[1]
    assert client.post(url("communication", draft_communication), mine | {"lock": lock}).status_code == 302
    assert letter_of(Communication.objects.get()).text["nature"] == "Ce que David a tapé."


def test_a_draft_comes_back_and_can_be_abandoned(world, client_for, draft_communication):
    client = client_for(world.david)
    client.post(
        reverse("draft", kwargs={"form": "communication", "subject": draft_communication.pk}),
        posted(draft_communication, title="Un titre sous la plume"),
    )
    assert "Un titre sous la plume" in client.get(url("communication", draft_communication)).content.decode()
    assert "Un titre sous la plume" not in (
        client_for(world.bob).get(url("communication", draft_communication)).content.decode()
    )
    client.post(url("communication", draft_communication), {"abandon": "1"})
    assert drafts.initial(world.david, "communication", draft_communication.pk) is None
    assert "Un titre sous la plume" not in client.get(url("communication", draft_communication)).content.decode()


@pytest.mark.parametrize("person", sorted(SAMPLES))
def test_the_preview_is_the_true_page_of_an_invented_person(world, client_for, draft_communication, person):
    response = client_for(world.david).get(url("letter_preview", draft_communication), {"personne": person})
    text = pdf_text(response)
    assert SAMPLES[person].record.address_lines[0] in text
    assert "trois-rivieres.example" in text
    assert response["Cache-Control"] == "no-store"


def test_the_preview_shows_what_is_posted_without_saving_it(world, client_for, draft_communication):
    before = JournalEntry.objects.count()
    typed = posted(draft_communication, title="Titre seulement tapé") | {"personne": "ordinary"}
    assert "Titre seulement tapé" in pdf_text(
        client_for(world.david).post(url("letter_preview", draft_communication), typed)
    )
    assert JournalEntry.objects.count() == before


def test_the_preview_may_stand_in_a_frame_of_our_own_page_only(world, client_for, draft_communication):
    response = client_for(world.david).get(url("letter_preview", draft_communication))
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_hostile_text_is_data_on_the_page_and_in_the_pdf(world, client_for, draft_communication):
    client = client_for(world.david)
    typed = posted(draft_communication, nature=HOSTILE, title=HOSTILE, advice=f"- {HOSTILE}")
    assert client.post(url("communication", draft_communication), typed).status_code == 302
    page = client.get(url("communication", draft_communication)).content.decode()
    reading = client_for(world.carla).get(url("communication", draft_communication)).content.decode()
    assert "<script>alert(1)" not in page + reading
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ x }}" in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert "<script>alert(1)</script>" in pdf_text(client.get(url("letter_preview", draft_communication)))
    assert "{{ x }}" in pdf_text(client.get(url("letter_preview", draft_communication)))


def test_too_long_a_passage_is_an_error_beside_its_field_and_the_preview_says_so(
    world, client_for, draft_communication
):
    typed = posted(draft_communication, nature="long " * 2_000)
    client = client_for(world.david)
    assert client.post(url("communication", draft_communication), typed).status_code == 422
    assert client.post(url("letter_preview", draft_communication), typed).status_code == 422
    assert letter_of(Communication.objects.get()).text["nature"] == LETTER.text["nature"]


def test_submission_names_each_missing_passage_beside_its_field(world, client_for, bound_communication):
    typed = posted(bound_communication, contact="", advice="")
    response = client_for(world.bob).post(url("communication_submit", bound_communication), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Ce passage est obligatoire") == 4  # beside each of two fields and in the summary
    assert Communication.objects.get().state == "draft"


def test_submission_without_a_list_is_refused(world, client_for, draft_communication):
    response = client_for(world.bob).post(url("communication_submit", draft_communication))
    assert "Importez d’abord les destinataires" in response.content.decode()
    assert Communication.objects.get().state == "draft"


def test_submission_saves_what_is_typed_and_a_second_click_changes_nothing(world, client_for, bound_communication):
    client = client_for(world.bob)
    typed = posted(bound_communication, nature="La dernière phrase tapée.")
    assert client.post(url("communication_submit", bound_communication), typed).status_code == 302
    entries = JournalEntry.objects.count()
    assert client.post(url("communication_submit", bound_communication), typed).status_code == 302
    row = Communication.objects.get()
    assert row.state == "in_review"
    assert letter_of(row).text["nature"] == "La dernière phrase tapée."
    assert JournalEntry.objects.count() == entries


def test_a_submitted_letter_is_read_only_and_modifying_it_says_what_falls(world, client_for, approved_communication):
    client = client_for(world.david)
    page = client.get(url("communication", approved_communication)).content.decode()
    assert 'name="nature"' not in page
    assert 'class="merge"' in page
    assert "Approuvée par Carla Nguyen" in page
    warned = client.get(url("communication", approved_communication), {"modifier": "1"}).content.decode()
    assert "l’accord tombe" in warned
    client.post(url("communication", approved_communication), posted(approved_communication, title="Autre titre"))
    row = Communication.objects.get()
    assert (row.state, row.version) == ("draft", 2)
    assert "Autre titre" in client.get(url("communication", row)).content.decode()


def test_a_refusal_shows_its_comment_and_what_changed_since(world, client_for, submitted_communication):
    operations.refuse_communication(
        actor=world.carla, communication_id=submitted_communication.pk, now=SATURDAY, comment="Dites la date."
    )
    client = client_for(world.david)
    assert "Dites la date." in client.get(url("communication", submitted_communication)).content.decode()
    client.post(
        url("communication", submitted_communication),
        posted(submitted_communication, nature=LETTER.text["nature"] + "\nC’était le 9 septembre."),
    )
    page = client.get(url("communication", submitted_communication)).content.decode()
    changed = re.search(r'class="diff".*?</section>', page, re.DOTALL)[0]
    assert "C’était le 9 septembre." in re.sub(r"</?b>", "", changed).replace("\u00a0", " ")


def test_a_letter_in_production_is_not_written_any_more(world, client_for, draft_communication):
    row = approved(imported(draft_communication, world.david, SATURDAY), world.bob, world.carla, SATURDAY)
    row = started(proved(row, world.david, world.bob, world.carla, now=SATURDAY), world.david, SATURDAY)
    client = client_for(world.david)
    typed = posted(row, title="Trop tard")
    page = client.post(url("communication", row), typed, follow=True).content.decode()
    assert "Cet acte ne vient pas à ce moment" in page
    assert 'name="nature"' not in client.get(url("communication", row), {"modifier": "1"}).content.decode()
    assert letter_of(Communication.objects.get()).text["title"] == LETTER.text["title"]


@pytest.mark.parametrize(
    "who,reads,writes",
    [("bob", 200, True), ("carla", 200, False), ("david", 200, True), ("alice", 403, False), ("eve", 403, False)],
)
def test_roles_read_and_write_as_they_may(world, client_for, draft_communication, who, reads, writes):
    client = client_for(getattr(world, who))
    page = client.get(url("communication", draft_communication))
    assert page.status_code == reads
    assert ('name="nature"' in page.content.decode()) is writes
    typed = posted(draft_communication, title=f"De {who}")
    assert client.post(url("communication", draft_communication), typed).status_code == (302 if writes else 403)


@pytest.mark.parametrize(
    "name",
    ["communication", "communication_submit", "letter_side", "letter_preview", "recipients", "rejects", "mailing",
     "mailing_progress", "proof_make", "proof_sign", "proof_file", "production_start", "production_retry", "hand_over"],
)  # fmt: skip
def test_another_organisation_finds_nothing(world, client_for, draft_communication, name):
    HeldRole.objects.create(member=world.dan, role="mailing")
    client = client_for(world.dan)
    address = url(name, draft_communication)
    assert client.post(address).status_code in (404, 405)
    assert client.get(address).status_code in (404, 405)
    assert 404 in {client.post(address).status_code, client.get(address).status_code}


def test_facts_do_not_reach_the_mailing_service_beside_the_letter(world, client_for, assessed_breach):
    client = client_for(world.david)
    page = client.get(reverse("communication_new", kwargs={"breach_id": assessed_breach.pk})).content.decode()
    assert assessed_breach.title not in page
    assert str(FACTS["populations"][0]["persons"]["claimed"]) not in page
