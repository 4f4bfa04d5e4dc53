"""Taking over an old register: read first, counted without a remainder, all of it or nothing, and no clock starts."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from breaches import journal, operations, queries
from breaches.models import AuthorityNotification, Breach, Duty, FormerLine, FormerRegister, JournalEntry
from breaches.operations import OldLine
from breaches.operations.taking_over import AlreadyTakenOverError, NothingToTakeOverError
from notify.dossier.former_columns import recognised
from notify.dossier.former_reading import SIZE_MAX, dry_run
from notify.dossier.former_values import day_of, fault, natures_of
from notify.web.forms.former_register import uncarried
from notify.work.models import Work
from tests.notify.web.conftest import FRIDAY, World

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 14)
GOOD = (
    "N°;DATE DE DÉCOUVERTE;Description de la violation;Nature;Notifiée à la CNIL;Service\r\n"
    "12;03/02/2021;Un courrier de Mme Dupont égaré.;Perte de la confidentialité;Non : risque peu probable;Accueil\r\n"
    ";;;;;\r\n"
    "13;2022-11-30;=SOMME(A1);C, D;oui;Urgences\r\n"
)
BAD = GOOD.replace("2022-11-30", "l’hiver dernier").replace("C, D", "grave")


def sent(client: Client, text: str = GOOD, **more: Any) -> Any:
    """The file is chosen and read."""
    file = SimpleUploadedFile("ancien.csv", text.encode("cp1252"))
    return client.post(reverse("register_take_over"), {"file": file, **more})


def answered(client: Client, page: Any, act: str, **changed: str) -> Any:
    """The page of the dry run is sent on as it stands, but for what is `changed`."""
    form = page.context["mapping"]
    fields = {field.name: field.value() or "" for field in form}
    return client.post(reverse("register_take_over"), fields | {"act": act} | changed)


def nothing_was_written() -> bool:
    return not FormerRegister.objects.exists() and not FormerLine.objects.exists()


def test_reading_writes_nothing_and_its_counts_add_up(world: World, client_for: Callable[..., Client]) -> None:
    entries = JournalEntry.objects.count()

    page = sent(client_for(world.bob))

    run = page.context["run"]
    assert (run.read, run.accepted, run.refused, run.blank) == (3, 2, 0, 1)
    assert run.mapping == ("reference", "aware_at", "facts", "nature", "authority", "")
    assert run.left_out == ("Service",)
    assert "Reprendre 2" in page.content.decode()
    assert nothing_was_written()
    assert JournalEntry.objects.count() == entries


def test_each_refusal_names_line_column_found_and_expected(world: World, client_for: Callable[..., Client]) -> None:
    page = sent(client_for(world.bob), BAD)

    run = page.context["run"]
    assert (run.read, run.accepted, run.refused, run.blank) == (3, 1, 1, 1)
    assert [(fault.line, fault.column, fault.found) for fault in run.faults] == [
        (4, "DATE DE DÉCOUVERTE", "l’hiver dernier"), (4, "Nature", "grave"),
    ]  # fmt: skip
    assert "une date passée" in run.faults[0].expected
    assert 'value="import"' not in page.content.decode()


def test_one_refused_line_keeps_the_whole_file_out_even_when_asked(
    world: World, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)

    page = answered(client, sent(client, BAD), "import")

    assert page.status_code == 422
    assert nothing_was_written()


def test_confirming_takes_every_line_over_with_one_entry_of_counts_and_hash(
    world: World, client_for: Callable[..., Client]
) -> None:
    client, before = client_for(world.bob), JournalEntry.objects.count()

    answer = answered(client, sent(client), "import")

    assert answer.url == reverse("register") + "?state=former"
    entry = JournalEntry.objects.latest("id")
    assert JournalEntry.objects.count() == before + 1
    assert journal.payload_of(entry) == {
        "sha256": hashlib.sha256(GOOD.encode("cp1252")).hexdigest(), "read": 3, "accepted": 2, "blank": 1,
    }  # fmt: skip
    assert "Dupont" not in entry.body
    assert [(line.line, line.aware_on.year) for line in FormerLine.objects.all()] == [(4, 2022), (2, 2021)]
    page = client.get(answer.url).content.decode()
    assert page.count("Repris d’un ancien registre") >= 2


def test_a_line_taken_over_is_no_breach_and_opens_no_duty_no_clock_no_work(
    world: World, client_for: Callable[..., Client]
) -> None:
    client, work = client_for(world.bob), Work.objects.count()

    answered(client, sent(client), "import")

    assert not Breach.objects.exists()
    assert not Duty.objects.exists()
    assert Work.objects.count() == work
    assert not queries.open_duties(world.bob).exists()


def test_the_same_file_is_taken_over_once(world: World, client_for: Callable[..., Client]) -> None:
    client = client_for(world.bob)
    answered(client, sent(client), "import")

    again = answered(client, sent(client), "import")

    assert again.status_code == 422
    assert "Ce fichier est déjà repris" in again.content.decode()
    assert FormerRegister.objects.count() == 1


def test_columns_can_be_mapped_by_hand_and_the_required_ones_are_asked_for(
    world: World, client_for: Callable[..., Client]
) -> None:
    client, text = client_for(world.bob), GOOD.replace("Description de la violation", "Blabla")

    page = sent(client, text)
    refused = answered(client, page, "import")
    mapped = answered(client, page, "check", **{"column-2": "facts"})
    twice = answered(client, page, "import", **{"column-2": "facts", "column-5": "facts"})

    assert "Aucune ligne ne peut être reprise sans : Faits et circonstances" in spaced(page)
    assert refused.status_code == twice.status_code == 422
    assert "déjà choisie plus haut" in twice.content.decode()
    assert mapped.context["run"].accepted == 2
    assert nothing_was_written()


def spaced(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.mark.parametrize("content", ["", "!!", "QQ=Q"])
def test_a_carried_file_that_was_tampered_with_is_asked_for_again(
    content: str, world: World, client_for: Callable[..., Client]
) -> None:
    answer = client_for(world.bob).post(reverse("register_take_over"), {"content": content, "act": "import"})

    assert answer.status_code == 422
    assert "Choisissez-le de nouveau" in answer.content.decode()


@pytest.mark.parametrize("data,said", [
    (b"", "vide"), (b"PK\x03\x04rest", "un classeur"), (b"a;b\r\n\"x;y\r\n", "guillemet"),
    (b"x" * (SIZE_MAX + 1), "limite"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    data: bytes, said: str, world: World, client_for: Callable[..., Client]
) -> None:
    file = SimpleUploadedFile("ancien.csv", data)
    answer = client_for(world.bob).post(reverse("register_take_over"), {"file": file})

    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors["file"])


def test_only_the_dpo_takes_over_and_another_house_sees_nothing(
    world: World, client_for: Callable[..., Client]
) -> None:
    bob = client_for(world.bob)
    answered(bob, sent(bob), "import")

    statuses = [client_for(m).get(reverse("register_take_over")).status_code for m in (world.carla, world.david)]
    assert statuses == [403, 403]
    assert client_for(world.dan).get(reverse("register")).context["total"] == 0


def test_the_register_s_own_export_can_be_taken_over_elsewhere(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    exported = client_for(world.bob).get(reverse("register_csv")).content
    run = dry_run(exported, today=date(2026, 12, 1))

    assert "" not in run.mapping
    assert run.ready
    assert run.lines[0].aware_on == date(2026, 9, 11)


def test_an_empty_set_of_lines_and_a_second_time_are_refused(world: World) -> None:
    line = OldLine(2, date(2021, 1, 1), {"facts": "x"})
    with pytest.raises(NothingToTakeOverError):
        operations.take_over_register(actor=world.bob, now=FRIDAY, sha256="a" * 64, lines=[])
    operations.take_over_register(actor=world.bob, now=FRIDAY, sha256="a" * 64, lines=[line])
    with pytest.raises(AlreadyTakenOverError):
        operations.take_over_register(actor=world.bob, now=FRIDAY, sha256="a" * 64, lines=[line])
    operations.take_over_register(actor=world.dan, now=FRIDAY, sha256="a" * 64, lines=[line])


@pytest.mark.parametrize("text,day", [
    ("14/09/2024", (2024, 9, 14)), ("2024-09-14 18:47", (2024, 9, 14)), ("2024-09", (2024, 9, 1)),
    ("vendredi 11 septembre 2026 à 18\u00a0h\u00a047", (2026, 9, 11)), ("1ᵉʳ août 2023", (2023, 8, 1)),
])  # fmt: skip
def test_dates_are_read_as_people_write_them(text: str, day: tuple[int, int, int]) -> None:
    assert day_of(text, TODAY) == date(*day)


@pytest.mark.parametrize("text", ["", "15/09/2026", "31/02/2024", "31 février 2024", "hier", "03/02/21", "1900-01-01"])
def test_what_is_no_past_day_is_refused(text: str) -> None:
    assert day_of(text, TODAY) is None


def test_natures_are_known_by_label_word_and_letter() -> None:
    assert natures_of("Perte de l’intégrité,disponibilité ; C") == ("integrity", "availability", "confidentiality")
    assert natures_of("grave") is None
    assert fault("authority", "peut-être", TODAY) is not None
    assert fault("authority", "", TODAY) is None


def test_headings_of_the_cnil_and_of_houses_are_recognised_once_each() -> None:
    headings = [
        "Date de réception de la notification\u00a0",
        "NATURES DE LA VIOLATION",
        "Causes de l'incident",
        "Cause",
    ]

    assert recognised(headings) == ["aware_at", "nature", "causes", ""]


def test_what_the_page_carries_is_bounded() -> None:
    assert uncarried("A" * (SIZE_MAX * 2)) is None
