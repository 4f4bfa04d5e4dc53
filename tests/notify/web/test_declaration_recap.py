"""After a filing: the recap of the teleservice, kept encrypted; what changes since; what contradicts it."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from breaches import journal, operations
from breaches.models import AuthorityNotification, Evidence, JournalEntry
from breaches.operations.following_up import NotFiledError
from breaches.operations.notifying import answers_of
from notify.recipients.models import PrivateFile
from tests.notify.web.conftest import SATURDAY, World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 recapitulatif de notification"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_DIR = tmp_path


def url(notification: AuthorityNotification, name: str = "declaration_recap") -> str:
    return reverse(name, args=[notification.breach_id, notification.number])


def send(client: Client, notification: AuthorityNotification, content: bytes = PDF) -> Any:
    return client.post(url(notification), {"file": SimpleUploadedFile("recap.pdf", content)})


def test_the_recap_is_encrypted_its_hash_enters_the_journal_and_it_comes_back_whole(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client], tmp_path: Any
) -> None:
    client = client_for(world.bob)

    answer = send(client, filed_notification)

    row = Evidence.objects.get(notification=filed_notification)
    told = journal.payload_of(JournalEntry.objects.get(kind="evidence.added"))
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert answer.status_code == 302
    assert (told["sha256"], told["notification"]) == (hashlib.sha256(PDF).hexdigest(), str(filed_notification.pk))
    assert kept
    assert not any(PDF in each for each in kept)
    page = client.get(url(filed_notification, "declaration_number")).content.decode()
    address = reverse("evidence_file", args=[row.breach_id, row.pk])
    assert address in page
    assert client.get(address).content == PDF


def test_what_is_no_pdf_is_refused_beside_its_field_and_nothing_is_kept(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    answer = send(client_for(world.bob), filed_notification, b"MZ not a recap")

    assert answer.status_code == 422
    assert "n’est pas un PDF" in answer.content.decode()
    assert not PrivateFile.objects.exists()


def test_only_a_filing_has_a_recap(
    world: World, approved_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    answer = send(client_for(world.bob), approved_notification)

    assert answer.status_code == 422
    assert not PrivateFile.objects.exists()
    with pytest.raises(NotFiledError):
        operations.add_evidence(
            actor=world.bob, breach_id=approved_notification.breach_id, now=SATURDAY, what="recap",
            file_name="r.pdf", size=1, sha256="a" * 64, stored_as=approved_notification.pk,
            notification_id=approved_notification.pk,
        )  # fmt: skip


def test_another_organisation_and_other_roles_reach_no_recap(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    assert send(client_for(world.dan), filed_notification).status_code == 404
    assert send(client_for(world.david), filed_notification).status_code == 403
    send(client_for(world.bob), filed_notification)
    row = Evidence.objects.get()
    address = reverse("evidence_file", args=[row.breach_id, row.pk])
    assert client_for(world.dan).get(address).status_code == 404
    assert client_for(world.david).get(address).status_code == 403


def test_marks_of_what_was_copied_are_of_one_person_and_one_content(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    with time_machine.travel(SATURDAY):
        pages = [
            client_for(each).get(url(filed_notification, "declaration_number")) for each in (world.bob, world.carla)
        ]

    keys = [re.search(r'data-copied-key="([^"]+)"', page.content.decode()) for page in pages]
    assert [key and key[1] for key in keys] == [
        f"{each.pk}:{filed_notification.content_sha256}" for each in (world.bob, world.carla)
    ]
    assert "seul le nombre de signes" in pages[0].content.decode()


def test_a_refused_complement_still_shows_what_changes_since_the_filing(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    on: dict[str, Any] = {"actor": world.bob, "now": SATURDAY + timedelta(hours=3)}
    more = operations.prepare_notification(**on, breach_id=filed_notification.breach_id, phase="complementary")
    answers = answers_of(more)
    operations.edit_notification(**on, notification_id=more.pk, answers=answers | {"effectif": "48"})
    operations.submit_notification(**on, notification_id=more.pk)
    operations.refuse_notification(
        actor=world.carla, now=on["now"], notification_id=more.pk, comment="Précisez l’effectif."
    )
    operations.edit_notification(**on, notification_id=more.pk, answers=answers | {"effectif": "49"})

    context = client_for(world.bob).get(url(more, "declaration_number")).context

    assert [change.where for change in context["changes"]] == ["Effectif"]
    assert ("Effectif", "", "49") in [(each.where, each.removed, each.added) for each in context["since_filed"]]


def test_the_declaration_names_what_contradicts_it(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    on: dict[str, Any] = {"actor": world.bob, "breach_id": filed_notification.breach_id, "code": "insurer"}
    at = SATURDAY + timedelta(hours=3)
    operations.write_sheet(**on, now=at, answers={"nb_personnes": 12_500})
    operations.transmit_sheet(**on, now=at, addressee="Assureur")

    client = client_for(world.bob)

    shown = client.get(url(filed_notification, "declaration_number")).context["contradictions"]
    assert [(each.topic, each.first.family, each.second.family) for each in shown] == [
        ("nb_personnes", "cnil", "insurer")
    ]
