"""Proofs, signatures, production, failures, downloads, account and hand-over of one mailing."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from breaches import journal
from breaches.models import Communication, JournalEntry, ProofSignature
from notify.accounts.onboarding import add_member, give_login
from notify.letters import production
from notify.letters.models import Lot, Proof
from notify.work.claims import MAX_ATTEMPTS
from notify.work.models import Work
from notify.work.runner import sweep

from .conftest import PASSWORD, SATURDAY
from .mailing_world import PEOPLE, approved, imported, proved, started, worked

pytestmark = pytest.mark.django_db
SUNDAY = SATURDAY + timedelta(days=1)


def url(name, communication, **more):
    return reverse(name, kwargs={"communication_id": communication.pk} | more)


def flat(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def seen(client, communication):
    return flat(client.get(url("mailing", communication)))


@pytest.fixture
def listed(world, draft_communication):
    return imported(draft_communication, world.david, SATURDAY)


@pytest.fixture
def cleared(world, listed):
    """Approved by Carla, proofs not made yet."""
    return approved(listed, world.bob, world.carla, SATURDAY)


@pytest.fixture
def signed(world, cleared):
    return proved(cleared, world.david, world.bob, world.carla, now=SATURDAY)


@pytest.fixture
def under_way(world, signed):
    """Two lots are cut, none is made."""
    return started(signed, world.david, SATURDAY)


@pytest.fixture
def produced(under_way):
    worked(SUNDAY)
    return Communication.objects.get(pk=under_way.pk)


def test_proofs_are_made_once_and_again_only_on_request(world, client_for, listed):
    client = client_for(world.david)
    client.post(url("proof_make", listed))
    client.post(url("proof_make", listed))
    assert Proof.objects.count() == 1
    client.post(url("proof_make", listed), {"again": "1"})
    assert Proof.objects.count() == 2
    assert "Épreuves de 3 lettres" in seen(client, listed)


def test_proofs_without_a_list_are_refused_in_words(world, client_for, draft_communication):
    client = client_for(world.david)
    response = client.post(url("proof_make", draft_communication), follow=True)
    assert "Importez d’abord les destinataires" in flat(response)
    assert not Proof.objects.exists()


def test_an_address_that_leaves_the_window_is_named_by_its_line_before_any_production(
    world, client_for, draft_communication
):
    wide = f"Madame;{'W' * 30};Ève;01/01/1950;1 rue A;35000;Rennes;"
    row = imported(draft_communication, world.david, SATURDAY, PEOPLE[0], wide)
    page = flat(client_for(world.david).post(url("proof_make", row), follow=True))
    assert "1 adresses ne tiennent pas dans la fenêtre" in page
    assert "lignes 3" in page
    assert not Proof.objects.exists()


def test_the_proof_packet_leaves_after_the_journal_says_so(world, client_for, signed):
    response = client_for(world.carla).get(url("proof_file", signed))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert "QUEMENEUR-ZYX" in text
    assert response["Cache-Control"] == "no-store"
    told = journal.payload_of(JournalEntry.objects.get(kind="proof.downloaded"))
    assert told["sha256"] == signed.proof_sha256


def test_signing_asks_for_the_password_and_counts_each_person_once(world, client_for, cleared):
    row = proved(cleared, world.david, now=SATURDAY)
    client = client_for(world.bob)
    read = {"read_sha256": row.proof_sha256}
    refused = client.post(url("proof_sign", row), read)
    assert refused.status_code == 422
    assert "Saisissez votre mot de passe" in flat(refused)
    wrong = client.post(url("proof_sign", row), read | {"password": "autre"})
    assert "n’est pas le vôtre" in flat(wrong)
    assert not ProofSignature.objects.exists()
    assert client.post(url("proof_sign", row), read | {"password": PASSWORD}).status_code == 302
    client.post(url("proof_sign", row), read | {"password": PASSWORD})
    assert ProofSignature.objects.count() == 1
    page = seen(client, row)
    assert "Attend une signature" in page
    assert "Bob Lefèvre" in page
    assert f'action="{url("proof_sign", row)}"' not in page


def test_proofs_made_again_since_they_were_read_are_not_signed(world, client_for, cleared):
    row = proved(cleared, world.david, now=SATURDAY)
    proved(row, world.david, now=SUNDAY)
    assert Communication.objects.get().proof_sha256 != row.proof_sha256
    response = client_for(world.bob).post(
        url("proof_sign", row), {"read_sha256": row.proof_sha256, "password": PASSWORD}
    )
    assert "refaites depuis votre lecture" in flat(response)
    assert not ProofSignature.objects.exists()


def test_production_waits_for_its_three_conditions(world, client_for, cleared):
    row = proved(cleared, world.david, world.bob, now=SATURDAY)
    client = client_for(world.david)
    assert "La production attend trois choses." in seen(client, row)
    response = client.post(url("production_start", row), {"password": PASSWORD})
    assert "il y en a 1" in flat(response)
    assert not Lot.objects.exists()


def test_starting_says_how_many_letters_and_a_second_click_starts_nothing_more(world, client_for, signed):
    client = client_for(world.david)
    assert "fait 3 lettres avec le texte approuvé" in seen(client, signed)
    assert client.post(url("production_start", signed)).status_code == 422
    assert not Lot.objects.exists()
    assert client.post(url("production_start", signed), {"password": PASSWORD}).status_code == 302
    entries, lots = JournalEntry.objects.count(), Lot.objects.count()
    assert client.post(url("production_start", signed), {"password": PASSWORD}).status_code == 302
    assert (JournalEntry.objects.count(), Lot.objects.count()) == (entries, lots)
    assert Communication.objects.get().state == "dispatching"


def test_progress_tells_lots_by_state_and_asks_to_be_read_again(world, client_for, under_way):
    client = client_for(world.david)
    page = seen(client, under_way)
    assert '0</span> <span class="of">sur 3 lettres produites' in page
    assert "1 à 2" in page
    assert "À produire" in page
    assert 'hx-trigger="every 3s"' in page
    assert "Production en cours" in page
    assert f'action="{url("hand_over", under_way)}"' not in page
    fragment = client.get(url("mailing_progress", under_way))
    assert "HX-Refresh" not in fragment
    worked(SUNDAY)
    assert client.get(url("mailing_progress", under_way))["HX-Refresh"] == "true"


def test_rate_and_time_left_come_from_the_instants_of_the_lots(world, client_for, under_way, time_machine):
    file = Proof.objects.get().file
    Lot.objects.filter(number=1).update(produced_at=SATURDAY + timedelta(seconds=4), pages=4, file=file)
    time_machine.move_to(SATURDAY + timedelta(seconds=5), tick=False)
    page = flat(client_for(world.david).get(url("mailing_progress", under_way)))
    assert "0,5 lettres par seconde" in page
    assert "environ 2 s" in page


def test_each_row_of_the_file_has_one_issue_and_the_rest_is_zero(world, client_for, produced):
    page = seen(client_for(world.david), produced)
    assert "Chaque ligne du fichier a exactement une issue." in page
    assert ">Écart<" not in page
    assert "Produit, à remettre" in page


def test_a_gap_is_said_and_the_hand_over_is_absent(world, client_for, produced):
    Communication.objects.filter(pk=produced.pk).update(letters_produced=2)
    client = client_for(world.david)
    page = seen(client, produced)
    assert ">Écart<" in page
    assert f'action="{url("hand_over", produced)}"' not in page
    assert "Un écart reste à expliquer" in page
    client.post(url("hand_over", produced), {"password": PASSWORD})
    assert Communication.objects.get().state == "dispatching"


def test_hand_over_asks_for_the_password_and_is_written_once(world, client_for, produced):
    client = client_for(world.david)
    assert "Remettez les 2 lots à l’imprimeur." in seen(client, produced)
    assert client.post(url("hand_over", produced)).status_code == 422
    assert client.post(url("hand_over", produced), {"password": PASSWORD}).status_code == 302
    entries = JournalEntry.objects.count()
    assert client.post(url("hand_over", produced), {"password": PASSWORD}).status_code == 302
    assert JournalEntry.objects.count() == entries
    assert Communication.objects.get().state == "dispatched"
    assert "Remis" in seen(client, produced)


def test_a_lot_is_its_letters_and_leaves_after_the_journal_says_so(world, client_for, produced):
    client = client_for(world.david)
    assert url("lot_file", produced, number=1) in seen(client, produced)
    response = client.get(url("lot_file", produced, number=1))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert "QUEMENEUR-ZYX" in text
    assert "WAUTRELOT" in text
    assert "MAELYS" not in text
    told = journal.payload_of(JournalEntry.objects.get(kind="lot.downloaded"))
    assert (told["number"], told["sha256"]) == (1, Lot.objects.get(number=1).sha256)
    assert client.get(url("lot_file", produced, number=9)).status_code == 404


def test_a_lot_that_died_is_shown_with_what_to_do_and_can_be_tried_again(world, client_for, under_way, monkeypatch):
    def broken(lot, now):
        raise OSError

    monkeypatch.setattr(production, "render_lot", broken)
    now = SUNDAY
    for _attempt in range(MAX_ATTEMPTS + 1):
        sweep(now=lambda: now)  # noqa: B023  # called before the next turn
        now += timedelta(hours=1)
    assert Work.objects.filter(kind="lot", dead_at__isnull=False).count() == 2
    client = client_for(world.david)
    page = seen(client, under_way)
    assert "Échec : OSError" in page
    assert "Ôtez la cause" in page
    assert "Relancez les lots qui ont échoué." in page
    monkeypatch.undo()
    client.post(url("production_retry", under_way))
    client.post(url("production_retry", under_way))
    worked(now + timedelta(days=90))
    sweep(now=lambda: now + timedelta(days=400))
    assert Communication.objects.get().letters_produced == 3
    assert "Échec" not in seen(client, under_way).replace("Échecs", "")


def test_lots_counted_for_the_demonstration_say_so(world, client_for, signed):
    production.start(actor=world.david, communication_id=signed.pk, now=SATURDAY, lot_letters=1, render=1)
    worked(SUNDAY)
    page = seen(client_for(world.david), signed)
    assert "Compté pour la démonstration, jamais imprimé" in page
    assert "dont 2 lettres comptées pour la démonstration" in page


@pytest.mark.parametrize("who,signs,produces", [("bob", True, False), ("carla", True, False), ("david", True, True)])
def test_each_role_sees_only_its_acts(world, client_for, cleared, who, signs, produces):
    row = proved(cleared, world.david, now=SATURDAY)
    client = client_for(getattr(world, who))
    page = seen(client, row)
    assert (f'action="{url("proof_sign", row)}"' in page) is signs
    assert (f'action="{url("proof_make", row)}"' in page) is produces
    assert client.get(url("proof_file", row)).status_code == 200
    for name in ("proof_make", "production_start", "production_retry", "hand_over"):
        assert (client.post(url(name, row)).status_code == 403) is not produces


def test_an_observer_reads_the_page_and_downloads_nothing(world, client_for, produced):
    olga = add_member(
        organisation=world.organisation, name="Olga", email="olga@example.org", roles=("observer",), key="olga",
        now=SATURDAY,
    )  # fmt: skip
    give_login(olga, PASSWORD)
    client = client_for(olga)
    page = seen(client, produced)
    assert ".pdf" not in page
    assert '<form method="post" action="/communications' not in page
    assert client.get(url("proof_file", produced)).status_code == 403
    assert client.get(url("lot_file", produced, number=1)).status_code == 403
    assert not JournalEntry.objects.filter(kind__contains="downloaded").exists()


def test_the_page_of_a_mailing_costs_few_queries(world, client_for, produced, django_assert_max_num_queries):
    client = client_for(world.david)
    with django_assert_max_num_queries(30):
        client.get(url("mailing", produced))


def test_two_hundred_lots_cost_no_query_more(world, client_for, signed, django_assert_max_num_queries):
    production.start(actor=world.david, communication_id=signed.pk, now=SATURDAY, lot_letters=1, render=0)
    client = client_for(world.david)
    with django_assert_max_num_queries(20):
        client.get(reverse("mailings"))


def test_the_list_tells_letters_produced(world, client_for, produced):
    page = flat(client_for(world.bob).get(reverse("mailings")))
    assert "courrier" in page
    assert "À David Œillet de remettre les lots à l’imprimeur." in page
    assert 'data-l="Produites">3<' in page
