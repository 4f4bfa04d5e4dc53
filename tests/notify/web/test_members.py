"""People come and go: roles, a one-time password shown once, an access that shuts at once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from breaches import journal
from breaches.models import JournalEntry, Member
from notify.accounts.models import Link, User
from notify.accounts.onboarding import SharedAccountError, reset_password
from tests.notify.web.conftest import FRIDAY, PASSWORD

URL = "/personnes/"
PERSON = {"name": "Zoé Le Bihan", "email": "Zoe@Example.org", "roles": ["legal", "observer"]}
OWN = "une phrase bien à moi et longue"


def invite(client: Client, **more):
    return client.post(URL, PERSON | more)


def shown_password(answer) -> str:
    found = re.search(r'id="one-time-password">([^<]+)<', answer.content.decode())
    assert found
    return found[1]


def access(client: Client, member: Member, act: str, password: str = PASSWORD):
    return client.post(f"{URL}{member.pk}/acces/", {"act": act, "password": password})


def test_a_person_is_enrolled_with_roles_and_a_password_shown_once(world, client_for) -> None:
    client = client_for(world.eve)
    password = shown_password(invite(client))
    member = Member.objects.get(email="zoe@example.org")
    assert member.roles == {"legal", "observer"}
    assert member.organisation == world.organisation
    assert member.link.user.check_password(password)
    assert password not in client.get(URL).content.decode()


def test_the_journal_tells_of_ids_and_roles_and_of_nothing_else(world, client_for) -> None:
    invite(client_for(world.eve))
    entry = JournalEntry.objects.filter(kind="member.added").latest("seq")
    member = Member.objects.get(email="zoe@example.org")
    assert journal.payload_of(entry) == {"member": str(member.pk), "roles": ["legal", "observer"]}
    assert entry.actor == world.eve
    assert "Zoé" not in entry.body


def test_the_one_time_password_must_be_changed_before_anything_else(world, client_for) -> None:
    password = shown_password(invite(client_for(world.eve)))
    zoe = Client()
    zoe.post("/connexion/", {"username": "zoe@example.org", "password": password})
    assert zoe.get("/")["Location"] == "/mot-de-passe/"
    same = zoe.post("/mot-de-passe/", {"password": password, "password_again": password})
    assert "choisissez-en un autre" in same.content.decode()
    assert zoe.post("/mot-de-passe/", {"password": OWN, "password_again": OWN})["Location"] == "/"
    assert zoe.get("/").status_code == 200
    assert User.objects.get(email="zoe@example.org").check_password(OWN)


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"password": OWN, "password_again": "autre chose"}, "Les deux saisies diffèrent"),
        ({"password": "court", "password_again": "court"}, "au minimum 12"),
        ({"password": "", "password_again": ""}, "Choisissez un mot de passe."),
    ],
)
def test_a_new_password_that_will_not_do_is_explained(world, client_for, fields, sentence: str) -> None:
    page = client_for(world.bob).post("/mot-de-passe/", fields).content.decode()
    assert sentence in page
    assert world.bob.link.user.check_password(PASSWORD)


def test_enrolling_twice_is_told_and_creates_nobody(world, client_for) -> None:
    client = client_for(world.eve)
    invite(client)
    page = invite(client, name="Zoé bis").content.decode()
    assert "Cette adresse est déjà inscrite" in page
    assert 'value="Zoé bis"' in page
    assert Member.objects.filter(email="zoe@example.org").count() == 1


def test_two_people_may_bear_the_same_name(world, client_for) -> None:
    client = client_for(world.eve)
    invite(client)
    invite(client, email="zoe2@example.org")
    assert set(Member.objects.filter(name=PERSON["name"]).values_list("key", flat=True)) == {
        "zoe-le-bihan", "zoe-le-bihan-2",
    }  # fmt: skip


def test_what_is_missing_is_said_beside_its_field(world, client_for) -> None:
    page = client_for(world.eve).post(URL, {"name": "", "email": "pas une adresse"}).content.decode()
    assert "Écrivez le prénom et le nom." in page
    assert "Cette adresse n’est pas complète." in page
    assert "Choisissez au moins un rôle." in page


def test_a_person_of_another_organisation_keeps_their_password(world, client_for) -> None:
    answer = invite(client_for(world.eve), email=world.dan.email)
    assert "a déjà un mot de passe" in answer.content.decode()
    assert world.dan.link.user.check_password(PASSWORD)
    assert Link.objects.filter(user=world.dan.link.user).count() == 2


def test_no_second_decider_joins_while_the_one_person_regime_holds(world, client_for) -> None:
    world.organisation.sole_practitioner = True
    world.organisation.save()
    page = invite(client_for(world.eve)).content.decode()
    assert "praticien unique" in page
    assert not Member.objects.filter(email="zoe@example.org").exists()


def test_an_access_shuts_after_the_password_and_is_told(world, client_for) -> None:
    client, carla = client_for(world.eve), client_for(world.carla)
    page = client.get(f"{URL}{world.carla.pk}/acces/?act=close").content.decode()
    assert "Carla Nguyen ne pourra plus se connecter" in page
    assert access(client, world.carla, "close")["Location"] == URL
    assert carla.get("/").status_code == 403
    entry = JournalEntry.objects.get(kind="member.deactivated")
    assert journal.payload_of(entry) == {"member": str(world.carla.pk), "roles": ["legal"]}
    access(client, world.carla, "open")
    assert carla.get("/").status_code == 200


def test_a_wrong_password_shuts_nothing(world, client_for) -> None:
    page = access(client_for(world.eve), world.carla, "close", "faux").content.decode()
    assert "Ce mot de passe n’est pas le vôtre." in page
    world.carla.refresh_from_db()
    assert world.carla.active


def test_an_empty_password_is_asked_for(world, client_for) -> None:
    assert "Saisissez votre mot de passe" in access(client_for(world.eve), world.carla, "close", "").content.decode()


def test_the_password_holds_for_five_minutes_and_no_longer(world, client_for) -> None:
    noon = datetime(2026, 9, 12, 10, 0, tzinfo=UTC)
    with time_machine.travel(noon, tick=False) as travel:
        client = client_for(world.eve)
        access(client, world.carla, "close")
        travel.move_to(noon + timedelta(minutes=4))
        assert 'type="password"' not in client.get(f"{URL}{world.david.pk}/acces/?act=close").content.decode()
        assert access(client, world.david, "close", "").status_code == 302
        travel.move_to(noon + timedelta(minutes=5))
        assert access(client, world.david, "open", "").status_code == 200
    world.david.refresh_from_db()
    assert not world.david.active


def test_five_wrong_passwords_end_the_session(world, client_for) -> None:
    client = client_for(world.eve)
    for _ in range(5):
        access(client, world.carla, "close", "faux")
    assert client.get(URL).status_code == 302


def test_a_lost_password_is_replaced_and_told(world, client_for) -> None:
    carla = client_for(world.carla)
    password = shown_password(access(client_for(world.eve), world.carla, "password"))
    assert User.objects.get(pk=world.carla.link.user_id).check_password(password)
    assert carla.get("/").status_code == 302
    assert JournalEntry.objects.filter(kind="member.password_reset", actor=world.eve).exists()


def test_no_administrator_resets_the_key_of_another_house(world) -> None:
    invited = Member.objects.create(organisation=world.elsewhere, key="c", name="Carla", email=world.carla.email)
    Link.objects.create(user=world.carla.link.user, member=invited)
    with pytest.raises(SharedAccountError):
        reset_password(actor=world.eve, member=world.carla, now=FRIDAY)
    assert world.carla.link.user.check_password(PASSWORD)


def test_people_of_another_organisation_are_not_found(world, client_for) -> None:
    client = client_for(world.eve)
    assert access(client, world.dan, "close").status_code == 404
    assert world.dan.name not in client.get(URL).content.decode()


@pytest.mark.parametrize("act", ["", "delete"])
def test_an_unknown_act_is_not_found(world, client_for, act: str) -> None:
    assert client_for(world.eve).get(f"{URL}{world.carla.pk}/acces/?act={act}").status_code == 404


@pytest.mark.parametrize("who", ["alice", "bob", "carla", "david"])
def test_only_administrators_manage_people(world, client_for, who: str) -> None:
    assert client_for(getattr(world, who)).get(URL).status_code == 403


def test_the_list_costs_few_queries(world, client_for, django_assert_max_num_queries) -> None:
    client = client_for(world.eve)
    with django_assert_max_num_queries(20):
        client.get(URL)
