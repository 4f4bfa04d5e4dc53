"""The door: sign in and out, a session that ended, pages that are not one's own, drafts, one organisation at a time."""

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from breaches.models import HeldRole, Member
from notify.accounts.models import Link
from notify.accounts.validators import DEMO_PASSWORD
from notify.web.models import Draft
from notify.web.sign_in import read_replay
from tests.notify.web.conftest import PASSWORD

ORGANISATION = "/organisme/"


def sign_in(client: Client, member, password=PASSWORD, **more):
    return client.post("/connexion/", {"username": member.email, "password": password, **more})


def hidden(page: str) -> dict[str, str]:
    """The first hidden field of each name: the language switch at the foot has a `next` of its own."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in reversed(found)}


def test_a_member_signs_in_and_lands_on_the_dashboard(world, client: Client) -> None:
    assert sign_in(client, world.bob)["Location"] == "/"


def test_the_address_may_be_typed_in_capitals(world, client: Client) -> None:
    answer = client.post("/connexion/", {"username": " BOB@Example.org ", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_wrong_password_is_told_without_saying_which_of_the_two_is_wrong(world, client: Client) -> None:
    known = sign_in(client, world.bob, "faux mot de passe").content.decode()
    unknown = client.post("/connexion/", {"username": "personne@example.org", "password": "x"}).content.decode()
    sentence = "Cette adresse et ce mot de passe ne vont pas ensemble."
    assert sentence in known
    assert sentence in unknown


def test_too_many_failures_suspend_this_address_from_here(world, client: Client) -> None:
    for _ in range(8):
        answer = sign_in(client, world.bob, "faux mot de passe")
    assert answer.status_code == 429
    assert "Connexion suspendue" in answer.content.decode()
    assert sign_in(client, world.bob).status_code == 429
    assert sign_in(client, world.carla).status_code == 302


def test_a_page_behind_the_door_comes_back_after_signing_in(world, client: Client) -> None:
    answer = client.get(ORGANISATION)
    assert answer["Location"] == "/connexion/?next=%2Forganisme%2F"
    assert sign_in(client, world.bob, next=ORGANISATION)["Location"] == ORGANISATION


def test_the_way_back_never_leads_to_another_site(world, client: Client) -> None:
    assert sign_in(client, world.bob, next="https://example.com/")["Location"] == "/"


def test_a_form_sent_after_the_session_ended_is_given_back_whole_after_signing_in(world, client: Client) -> None:
    typed = {"name": "Laboratoire <b>& fils", "street": "3 rue du Port\nbâtiment B", "x": ["1", "2"]}
    typed["password"] = "secret"
    ended = client.post(ORGANISATION, typed)
    assert ended.status_code == 401
    kept = hidden(ended.content.decode())
    assert "secret" not in ended.content.decode()
    wrong = sign_in(client, world.bob, "faux", next=kept["next"], replay=kept["replay"])
    again = hidden(wrong.content.decode())
    back = sign_in(client, world.bob, next=again["next"], replay=again["replay"])
    page = back.content.decode()
    assert "Votre saisie est intacte" in page
    assert 'action="/organisme/"' in page
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    assert ("name", "Laboratoire &lt;b&gt;&amp; fils") in fields
    assert [value for name, value in fields if name == "x"] == ["1", "2"]
    assert unescape(dict(fields)["street"]) == "3 rue du Port\nbâtiment B"


def test_the_form_given_back_is_saved_when_sent(world, client: Client) -> None:
    typed = {"name": "Nouveau nom", "kind": "laboratoire", "role": "controller", "nis2": "none"}
    kept = hidden(client.post(ORGANISATION, typed).content.decode())
    page = sign_in(client, world.bob, next=kept["next"], replay=kept["replay"]).content.decode()
    client.post(kept["next"], hidden(page))
    world.organisation.refresh_from_db()
    assert world.organisation.name == "Nouveau nom"


def test_signing_in_meanwhile_in_another_tab_gives_the_typing_back_too(world, client: Client) -> None:
    kept = hidden(client.post(ORGANISATION, {"name": "Tapé avant la fin"}).content.decode())
    sign_in(client, world.bob)
    answer = client.post("/connexion/", {"next": kept["next"], "replay": kept["replay"]})
    assert "Tapé avant la fin" in answer.content.decode()


def test_a_replay_to_another_site_is_not_offered(world, client: Client) -> None:
    replay = json.dumps({"name": ["x"]})
    answer = sign_in(client, world.bob, next="https://example.com/", replay=replay)
    assert answer["Location"] == "/"


@pytest.mark.parametrize("text", ["", "no json", "[]", "3", '{"csrfmiddlewaretoken": ["x"]}', '{"password": "x"}'])
def test_a_replay_that_holds_nothing_reads_as_nothing(text: str) -> None:
    assert read_replay(text) == []


def test_a_form_with_a_foreign_token_is_refused_and_its_texts_are_shown(world) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.bob.link.user, backend="django.contrib.auth.backends.ModelBackend")
    answer = strict.post(ORGANISATION, {"street": "un texte à garder", "password": "pas celui-ci non plus"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "un texte à garder" in page
    assert "pas celui-ci" not in page


def test_signing_out_ends_the_session_and_needs_a_post(world, client_for) -> None:
    client = client_for(world.bob)
    assert client.get("/deconnexion/").status_code == 405
    client.post("/deconnexion/")
    assert client.get(ORGANISATION).status_code == 302


def test_a_role_that_may_not_is_told_whose_page_it_is(world, client_for) -> None:
    answer = client_for(world.alice).get(ORGANISATION)
    assert answer.status_code == 403
    assert "administrateur technique" in answer.content.decode()


def test_a_user_who_is_a_member_nowhere_gets_no_page(world, client_for) -> None:
    client = client_for(world.bob)
    Link.objects.filter(member=world.bob).delete()
    answer = client.get("/")
    assert answer.status_code == 403
    assert "rattaché à aucun organisme" in answer.content.decode()


def test_a_closed_access_ends_at_once(world, client_for) -> None:
    client = client_for(world.bob)
    Member.objects.filter(pk=world.bob.pk).update(active=False)
    assert client.get("/").status_code == 403


def _in_both(world) -> Member:
    twin = Member.objects.create(organisation=world.elsewhere, key="bob", name="Bob Lefèvre", email=world.bob.email)
    HeldRole.objects.create(member=twin, role="dpo")
    Link.objects.create(user=world.bob.link.user, member=twin)
    return twin


def test_a_person_of_two_organisations_switches_visibly(world, client_for) -> None:
    twin, client = _in_both(world), client_for(world.bob)
    answer = client.post("/organisme/choisir/", {"organisation": str(twin.pk)}, follow=True)
    assert answer.wsgi_request.member == twin
    assert "Vous agissez maintenant pour Clinique de la Lande." in answer.content.decode()


@pytest.mark.parametrize("other", ["dan", "carla"])
def test_nobody_switches_to_a_member_they_are_not(world, client_for, other: str) -> None:
    client = client_for(world.bob)
    answer = client.post("/organisme/choisir/", {"organisation": str(getattr(world, other).pk)})
    assert answer.status_code == 404
    assert client.get("/").wsgi_request.member == world.bob


def test_the_theme_is_kept_in_a_cookie(client: Client, db) -> None:
    client.post("/affichage/", {"theme": "dark", "next": "/connexion/"})
    assert 'data-theme="dark"' in client.get("/connexion/").content.decode()


def test_the_demonstration_shows_its_log_ins(world, client: Client, settings) -> None:
    settings.NOTIFY_DEMO = True
    page = client.get("/connexion/").content.decode()
    assert DEMO_PASSWORD in page
    assert world.bob.email in page


def test_a_real_installation_shows_no_address(world, client: Client, settings) -> None:
    settings.NOTIFY_DEMO = False
    page = client.get("/connexion/").content.decode()
    assert DEMO_PASSWORD not in page
    assert world.bob.email not in page
    assert reverse("start") not in page


def test_an_unknown_page_is_told_in_words(client: Client, db) -> None:
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert "Page introuvable" in answer.content.decode()


def test_a_broken_page_is_told_in_words_without_a_query(world, django_assert_num_queries) -> None:
    from notify.web.errors import server_error

    with django_assert_num_queries(0):
        answer = server_error(None)
    assert answer.status_code == 500
    assert "Aucun acte n’est enregistré à moitié." in answer.content.decode()


def test_what_is_typed_is_kept_as_a_draft_without_the_password(world, client_for) -> None:
    answer = client_for(world.bob).post(
        "/brouillons/assessment/42/", {"reasons": "à moitié", "c": ["1", "2"], "password": "secret"}
    )
    assert answer.status_code == 204
    assert "notify:saved" in answer["HX-Trigger"]
    assert Draft.objects.get(member=world.bob).data == {"reasons": ["à moitié"], "c": ["1", "2"]}


def test_a_draft_is_for_its_member_only(world, client_for) -> None:
    client_for(world.bob).post("/brouillons/assessment/42/", {"reasons": "de Bob"})
    client_for(world.carla).post("/brouillons/assessment/42/", {"reasons": "de Carla"})
    assert {draft.member_id: draft.data["reasons"] for draft in Draft.objects.all()} == {
        world.bob.pk: ["de Bob"], world.carla.pk: ["de Carla"],
    }  # fmt: skip


def test_a_draft_without_a_session_leaves_the_page_alone(client: Client, db) -> None:
    answer = client.post("/brouillons/assessment/42/", {"reasons": "x"})
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize("fields", [{"reasons": "x" * 200_001}, {f"f{n}": "x" for n in range(401)}])
def test_a_draft_larger_than_any_form_is_refused(world, client_for, fields) -> None:
    assert client_for(world.bob).post("/brouillons/assessment/42/", fields).status_code == 400
    assert not Draft.objects.exists()
