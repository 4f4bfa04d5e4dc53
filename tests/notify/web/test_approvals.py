"""À approuver: read the exact content, then answer; four eyes, the hash that was read, double clicks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from breaches import operations
from breaches.models import (
    Approval,
    AuthorityNotification,
    Awareness,
    Breach,
    Communication,
    Decision,
    HeldRole,
    JournalEntry,
    Member,
)
from breaches.operations import Verdict
from breaches.operations.notifying import answers_of
from tests.notify.web.conftest import ASSESSED, AWARE, LETTER, PASSWORD, SATURDAY, World

pytestmark = pytest.mark.django_db
EVENING = ASSESSED + timedelta(hours=4)


def words(response: Any) -> str:
    """The page with plain spaces and no entities, as a person reads it."""
    text = unescape(response.content.decode())
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def sheet(kind: str, subject: Any) -> str:
    return reverse("approval", args=[kind, subject.pk])


def answer(client: Client, kind: str, subject: Any, verdict: str = "approve", **more: str) -> Any:
    """Answer as the page read just now would, hidden hash included."""
    data = {"answer": verdict, "comment": "", "read_sha256": subject.content_sha256, "password": PASSWORD} | more
    return client.post(sheet(kind, subject), data)


def fresh(row: Any) -> Any:
    """The row as it is now (a protected state refuses `refresh_from_db`)."""
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def submitted_decision(world: World, proposed_decision: Decision) -> Decision:
    """Waits for Carla."""
    return operations.submit_decision(actor=world.bob, decision_id=proposed_decision.pk, now=EVENING)


@pytest.fixture
def correction(world: World, described_breach: Breach) -> Awareness:
    """Bob says that it was known an hour earlier."""
    return operations.correct_awareness(
        actor=world.bob, breach_id=described_breach.pk, now=EVENING, aware_at=AWARE - timedelta(hours=1),
        reasons="Le journal du pare-feu le montre.",
    )  # fmt: skip


def test_the_sheet_shows_the_whole_content_and_its_whole_hash(
    world: World, submitted_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    page = client_for(world.carla).get(sheet("notification", submitted_notification))

    said = words(page)
    digest = submitted_notification.content_sha256
    pairs = [f"{digest[i : i + 4]} {digest[i + 4 : i + 8]}" for i in range(0, 64, 8)]
    assert all(pair in said for pair in pairs)
    assert "Laboratoire des Trois-Rivières" in said
    assert f'name="read_sha256" value="{digest}"' in page.content.decode()
    assert "environ 10 000 personnes" in said


def test_the_letter_is_read_by_sections_with_its_number_of_people(
    world: World, submitted_communication: Communication, client_for: Callable[..., Client]
) -> None:
    page = client_for(world.carla).get(sheet("communication", submitted_communication))

    said = words(page)
    assert all(text in said for text in LETTER.text.values())
    assert "autorise la production de 3 lettres avec ce texte" in said
    assert reverse("letter_preview", args=[submitted_communication.pk]) in page.content.decode()


def test_the_decision_is_read_beside_the_opinion(
    world: World, submitted_decision: Decision, client_for: Callable[..., Client]
) -> None:
    said = words(client_for(world.carla).get(sheet("assessment", submitted_decision)))

    assert "Avis du délégué à la protection des données" in said
    assert "Données de santé publiées, exploitables sans effort." in said
    assert "La CNIL sera notifiée" in said
    assert "environ 10 000 personnes" in said


def test_the_correction_says_what_becomes_of_the_deadline(
    world: World, correction: Awareness, client_for: Callable[..., Client]
) -> None:
    said = words(client_for(world.carla).get(sheet("awareness", correction)))

    assert "de lundi 14 septembre 2026 à 18 h 47 à lundi 14 septembre 2026 à 17 h 47" in said


SUBJECTS = [
    ("notification", "submitted_notification", "approved"),
    ("communication", "submitted_communication", "approved"),
    ("assessment", "submitted_decision", "decided"),
    ("awareness", "correction", "chosen"),
]


@pytest.mark.parametrize("kind,fixture,state", SUBJECTS)
def test_the_answer_of_a_second_person_counts(
    world: World, request: Any, client_for: Callable[..., Client], kind: str, fixture: str, state: str
) -> None:
    subject = request.getfixturevalue(fixture)

    done = answer(client_for(world.carla), kind, subject, comment="Conforme.")

    given = Approval.objects.get(subject_id=subject.pk)
    assert done.status_code == 302
    assert fresh(subject).state == state
    assert (given.verdict, given.approver_id, given.sha256) == ("approved", world.carla.pk, subject.content_sha256)
    assert given.comment == "Conforme."


@pytest.mark.parametrize("kind,fixture,state", SUBJECTS)
def test_a_second_answer_changes_nothing_and_says_so(
    world: World, request: Any, client_for: Callable[..., Client], kind: str, fixture: str, state: str
) -> None:
    subject = request.getfixturevalue(fixture)
    client = client_for(world.carla)
    answer(client, kind, subject)
    entries = JournalEntry.objects.count()

    again = answer(client, kind, subject)

    assert again.status_code == 422
    assert "Cette version est déjà approuvée" in words(again)
    assert JournalEntry.objects.count() == entries
    assert Approval.objects.filter(subject_id=subject.pk).count() == 1
    assert fresh(subject).state == state


@pytest.mark.parametrize("kind,fixture,state", SUBJECTS)
def test_the_author_cannot_answer(
    world: World, request: Any, client_for: Callable[..., Client], kind: str, fixture: str, state: str
) -> None:
    subject = request.getfixturevalue(fixture)
    HeldRole.objects.create(member=world.bob, role="legal")
    before = fresh(subject).state
    client = client_for(Member.objects.get(pk=world.bob.pk))

    page = client.get(sheet(kind, subject))
    refused = answer(client, kind, subject)

    assert "Vous avez rédigé ou soumis ce contenu" in words(page)
    assert 'name="answer"' not in page.content.decode()
    assert refused.status_code == 422
    assert "l’accord revient à une autre personne" in words(refused)
    assert fresh(subject).state == before != state
    assert not Approval.objects.exists()


@pytest.mark.parametrize("kind,fixture,state", SUBJECTS)
def test_a_refusal_needs_a_comment_and_is_recorded(
    world: World, request: Any, client_for: Callable[..., Client], kind: str, fixture: str, state: str
) -> None:
    subject = request.getfixturevalue(fixture)
    client = client_for(world.carla)

    silent = answer(client, kind, subject, "refuse")
    explained = answer(client, kind, subject, "refuse", comment="Dites ce qui a fui.")

    given = Approval.objects.get(subject_id=subject.pk)
    assert silent.status_code == 422
    assert "Un refus s’explique" in words(silent)
    assert explained.status_code == 302
    assert given.verdict == "refused"
    assert fresh(subject).state != state


@pytest.mark.parametrize("kind,fixture,state", SUBJECTS)
def test_a_wrong_password_changes_nothing_and_keeps_the_comment(
    world: World, request: Any, client_for: Callable[..., Client], kind: str, fixture: str, state: str
) -> None:
    subject = request.getfixturevalue(fixture)

    refused = answer(client_for(world.carla), kind, subject, comment="À relire mot à mot.", password="faux")

    assert refused.status_code == 422
    assert "À relire mot à mot." in words(refused)
    assert fresh(subject).state != state
    assert not Approval.objects.exists()


@pytest.mark.parametrize("kind,fixture,_state", SUBJECTS)
def test_another_organisation_finds_nothing(
    world: World, request: Any, client_for: Callable[..., Client], kind: str, fixture: str, _state: str
) -> None:
    subject = request.getfixturevalue(fixture)
    client = client_for(world.dan)

    assert client.get(sheet(kind, subject)).status_code == 404
    assert answer(client, kind, subject).status_code == 404


def test_a_content_that_changed_since_it_was_read_is_not_approved(
    world: World, submitted_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    read = submitted_notification.content_sha256
    operations.edit_notification(
        actor=world.bob, notification_id=submitted_notification.pk, now=EVENING,
        answers=answers_of(submitted_notification) | {"ville": "Fougères"},
    )  # fmt: skip
    changed = operations.submit_notification(actor=world.bob, notification_id=submitted_notification.pk, now=EVENING)
    client = client_for(world.carla)

    refused = answer(client, "notification", changed, read_sha256=read)

    assert refused.status_code == 422
    assert "Le contenu a changé depuis votre lecture" in words(refused)
    assert fresh(changed).state == "in_review"
    assert f'value="{changed.content_sha256}"' in refused.content.decode()


def test_a_draft_is_not_answered(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.carla)

    page = client.get(sheet("notification", draft_notification))
    refused = answer(client, "notification", draft_notification)

    assert 'name="answer"' not in page.content.decode()
    assert refused.status_code == 422
    assert "Rien n’est soumis à votre accord" in words(refused)


def test_a_decision_on_facts_that_changed_since_is_not_taken(
    world: World, submitted_decision: Decision, client_for: Callable[..., Client]
) -> None:
    version = submitted_decision.breach.facts_versions.get()
    operations.describe(
        actor=world.bob, breach_id=submitted_decision.breach_id, now=EVENING, facts=version.facts | {"ongoing": True}
    )

    refused = answer(client_for(world.carla), "assessment", submitted_decision)

    assert refused.status_code == 422
    assert "Les faits ont changé depuis cette évaluation" in words(refused)
    assert fresh(submitted_decision).state == "in_review"


def test_what_changed_since_the_refused_version_is_marked(
    world: World, submitted_communication: Communication, client_for: Callable[..., Client]
) -> None:
    operations.refuse_communication(
        actor=world.carla, communication_id=submitted_communication.pk, now=EVENING, comment="Dites où."
    )
    told = LETTER.text | {"nature": "Un fichier contenant vos données a été publié sur un forum."}
    operations.edit_communication(
        actor=world.david, communication_id=submitted_communication.pk, now=EVENING, letter=replace(LETTER, text=told)
    )
    operations.submit_communication(actor=world.bob, communication_id=submitted_communication.pk, now=EVENING)

    page = client_for(world.carla).get(sheet("communication", submitted_communication))

    raw = page.content.decode()
    assert "Vous aviez refusé la version 1. « Dites où. »" in words(page)
    assert "<b>sans droit.</b>" in raw
    assert "<b>sur un forum.</b>" in raw
    assert "Le reste est identique, mot pour mot." in words(page)


def test_what_was_filed_without_approval_is_ratified_on_the_same_sheet(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    operations.break_glass(
        actor=world.bob, notification_id=draft_notification.pk, now=EVENING, reasons="Carla est injoignable."
    )
    operations.file_notification(
        actor=world.bob, notification_id=draft_notification.pk, now=SATURDAY, receipt="V-2026-000999"
    )
    client = client_for(world.carla)

    page = client.get(sheet("notification", draft_notification))
    done = answer(client, "notification", fresh(draft_notification), comment="D’accord.")

    row = fresh(draft_notification)
    assert "Carla est injoignable." in words(page)
    assert "Le dépôt est fait et ne se défait pas." in words(page)
    assert done.status_code == 302
    assert (row.state, row.ratification) == ("filed", "ratified")


def test_a_sole_practitioner_answers_alone_and_the_page_says_so(
    world: World, submitted_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    world.organisation.sole_practitioner = True
    world.organisation.save()
    client = client_for(world.bob)

    page = client.get(sheet("notification", submitted_notification))
    done = answer(client, "notification", submitted_notification)

    assert "praticien unique" in words(page)
    assert done.status_code == 302
    assert Approval.objects.get().sole_practitioner


def test_mailing_reads_its_letter_only(
    world: World,
    submitted_communication: Communication,
    submitted_decision: Decision,
    client_for: Callable[..., Client],
) -> None:
    client = client_for(world.david)

    letter = client.get(sheet("communication", submitted_communication))
    decision = client.get(sheet("assessment", submitted_decision))

    assert letter.status_code == 200
    assert 'name="answer"' not in letter.content.decode()
    assert decision.status_code == 403
    assert answer(client, "communication", submitted_communication).status_code == 403


def test_an_unknown_kind_is_not_found(
    world: World, submitted_decision: Decision, client_for: Callable[..., Client]
) -> None:
    assert client_for(world.carla).get(f"/approbations/autre/{submitted_decision.pk}/").status_code == 404


def test_a_hostile_letter_is_text(
    world: World, bound_communication: Communication, client_for: Callable[..., Client]
) -> None:
    hostile = "</p><img src=http://exemple.invalid/x> {{ data }}"
    operations.edit_communication(
        actor=world.david, communication_id=bound_communication.pk, now=EVENING,
        letter=replace(LETTER, text=LETTER.text | {"nature": hostile}),
    )  # fmt: skip
    operations.submit_communication(actor=world.bob, communication_id=bound_communication.pk, now=EVENING)

    page = client_for(world.carla).get(sheet("communication", bound_communication)).content.decode()

    assert "<img" not in page
    assert "&lt;img src=http://exemple.invalid/x&gt;" in page
    assert '<span class="merge">{{ data }}</span>' in page


def test_a_new_decision_is_compared_with_the_one_before(
    world: World, submitted_decision: Decision, client_for: Callable[..., Client]
) -> None:
    operations.refuse_decision(
        actor=world.carla, decision_id=submitted_decision.pk, now=EVENING, comment="Motivez davantage."
    )
    operations.assess(
        actor=world.bob, breach_id=submitted_decision.breach_id, now=EVENING,
        decision=Verdict("notify", "communicate", "Données de santé publiées, exploitables par quiconque."),
    )  # fmt: skip
    second = Decision.objects.get(assessment__number=2)
    operations.submit_decision(actor=world.bob, decision_id=second.pk, now=EVENING)

    page = client_for(world.carla).get(sheet("assessment", second)).content.decode()

    assert "<b>par quiconque.</b>" in page


def test_a_sheet_stays_within_its_budget_of_queries(
    world: World,
    submitted_notification: AuthorityNotification,
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    client = client_for(world.carla)

    with django_assert_max_num_queries(30):
        client.get(sheet("notification", submitted_notification))
