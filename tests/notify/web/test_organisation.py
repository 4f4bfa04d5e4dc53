"""The house's settings: checked, one journal entry that names fields only, stale forms told, four eyes kept."""

import pytest
from django.test import Client

from breaches import journal, operations
from breaches.models import JournalEntry, Organisation
from breaches.operations.organising import NotAloneError, OwnAccessError, fingerprint
from notify.web.forms.fields import luhn
from notify.web.forms.organisation import OrganisationForm, initial_of
from notify.web.models import Draft
from tests.notify.web.conftest import FRIDAY, SATURDAY

URL = "/organisme/"


def answers(organisation: Organisation, **more):
    """What a browser sends when nothing was touched."""
    return initial_of(organisation) | more


def save(client: Client, organisation: Organisation, **more):
    return client.post(URL, answers(organisation, **more))


def test_a_change_is_saved_and_told_by_the_names_of_the_fields_only(world, client_for) -> None:
    client = client_for(world.eve)
    typed = {"street": "8 quai Neuf", "regimes": ["insured_cyber"], "dpo_phone": "02 99 11 22 33"}
    answer = save(client, world.organisation, **typed)
    assert answer.status_code == 302
    world.organisation.refresh_from_db()
    assert world.organisation.street == "8 quai Neuf"
    assert world.organisation.insured_cyber is True
    assert world.organisation.contacts["dpo"]["phone"] == "02 99 11 22 33"
    entry = JournalEntry.objects.filter(kind="organisation.edited").get()
    assert journal.payload_of(entry) == {"fields": ["contacts", "insured_cyber", "street"]}
    assert "quai Neuf" not in entry.body


def test_saving_without_a_change_writes_nothing(world, client_for) -> None:
    page = client_for(world.bob).post(URL, answers(world.organisation), follow=True).content.decode()
    assert "Rien n’a changé." in page
    assert not JournalEntry.objects.filter(kind="organisation.edited").exists()


@pytest.mark.parametrize("siren, sentence", [("73282932", "neuf chiffres"), ("732829321", "clé de contrôle")])
def test_a_siren_that_cannot_be_is_refused_and_the_rest_stays(world, client_for, siren: str, sentence: str) -> None:
    page = save(client_for(world.bob), world.organisation, siren=siren, city="Vitré").content.decode()
    assert sentence in page
    assert 'value="Vitré"' in page
    world.organisation.refresh_from_db()
    assert world.organisation.city == "Rennes"


def test_a_siren_may_be_typed_with_spaces(world, client_for) -> None:
    save(client_for(world.bob), world.organisation, siren="356 000 000")
    world.organisation.refresh_from_db()
    assert world.organisation.siren == "356000000"


@pytest.mark.parametrize("digits, right", [("732829320", True), ("356000000", True), ("732829302", False)])
def test_the_check_digit_of_a_siren(digits: str, right: bool) -> None:
    assert luhn(digits) is right


def test_a_form_older_than_somebody_elses_save_is_told_and_keeps_what_was_typed(world, client_for) -> None:
    client, stale = client_for(world.bob), answers(world.organisation, city="Fougères")
    save(client_for(world.eve), world.organisation, street="8 quai Neuf")
    page = client.post(URL, stale).content.decode()
    assert "Quelqu’un d’autre a enregistré ces réglages entre-temps." in page
    assert 'value="Fougères"' in page
    world.organisation.refresh_from_db()
    assert (world.organisation.city, world.organisation.street) == ("Rennes", "8 quai Neuf")
    assert fingerprint(world.organisation) in page


def test_what_is_typed_waits_as_a_draft_and_goes_when_saved(world, client_for) -> None:
    client = client_for(world.bob)
    client.post(f"/brouillons/organisation/{world.organisation.pk}/", answers(world.organisation, city="Vitré"))
    page = client.get(URL).content.decode()
    assert 'value="Vitré"' in page
    assert "Enregistré à" in page
    save(client, world.organisation, city="Vitré")
    assert not Draft.objects.exists()


def test_the_one_person_regime_is_refused_where_two_people_decide(world, client_for) -> None:
    page = save(client_for(world.bob), world.organisation, regimes=["sole_practitioner"]).content.decode()
    assert "2 personnes peuvent conseiller ou décider" in page
    world.organisation.refresh_from_db()
    assert world.organisation.sole_practitioner is False


def test_a_person_alone_may_declare_the_one_person_regime(world) -> None:
    operations.edit_organisation(actor=world.dan, now=FRIDAY, values={"sole_practitioner": True})
    world.elsewhere.refresh_from_db()
    assert world.elsewhere.sole_practitioner is True
    with pytest.raises(NotAloneError):
        operations.edit_organisation(actor=world.bob, now=FRIDAY, values={"sole_practitioner": True})


def test_settings_that_are_not_editable_are_never_touched(world) -> None:
    token = world.organisation.report_token
    operations.edit_organisation(actor=world.bob, now=FRIDAY, values={"report_token": "x", "name": "Autre"})
    world.organisation.refresh_from_db()
    assert (world.organisation.report_token, world.organisation.name) == (token, "Autre")


@pytest.mark.parametrize("who", ["alice", "carla", "david"])
def test_other_roles_may_not_change_the_settings(world, client_for, who: str) -> None:
    assert client_for(getattr(world, who)).get(URL).status_code == 403


def test_each_organisation_has_its_own_settings(world, client_for) -> None:
    page = client_for(world.dan).get(URL).content.decode()
    assert world.elsewhere.report_token in page
    assert world.organisation.report_token not in page


def test_the_report_link_is_shown_to_dpo_and_admin(world, client_for) -> None:
    for who in (world.bob, world.eve):
        page = client_for(who).get(URL).content.decode()
        assert f"http://testserver/signaler/{world.organisation.report_token}/" in page


def test_the_form_and_the_operation_speak_of_the_same_settings(world) -> None:
    form = OrganisationForm(answers(world.organisation))
    assert form.is_valid(), form.errors
    assert operations.edit_organisation(actor=world.bob, now=SATURDAY, values=form.values()) == ()


def test_nobody_shuts_themselves_out(world) -> None:
    with pytest.raises(OwnAccessError):
        operations.set_member_active(actor=world.eve, member_id=world.eve.pk, now=FRIDAY, active=False)
