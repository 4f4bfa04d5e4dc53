"""The CNIL dossier: a PDF re-read page by page, made once, whatever was typed into the answers."""

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pypdf import PdfReader

from breaches import operations
from breaches.models import AuthorityNotification
from breaches.operations.notifying import answers_of
from notify.dossier import companion, rendering
from notify.dossier.content import parts_of
from notify.dossier.frozen import freeze
from notify.dossier.models import Dossier
from notify.pdf import pdf_available
from notify.recipients import store
from notify.recipients.models import PrivateFile
from notify.work import claims, runner
from notify.work.models import Work
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not pdf_available(), reason="needs Pango")]
NOW = f.LATER + timedelta(hours=1)
HOSTILE = (
    '<script>alert("x")</script>',
    "</p><img src=http://exemple.invalid/x.png>",
    "{{ organisation }} {% include 'x' %}",
    "a & b &amp; c « d »",
)


def squeezed(text: str) -> str:
    """Text without any space: a PDF breaks lines where it likes."""
    return re.sub(r"\s", "", text)


def pages_of(dossier: Dossier) -> list[str]:
    """The text of each page of the stored PDF."""
    reader = PdfReader(io.BytesIO(store.read(dossier.file)))
    return [squeezed(page.extract_text()) for page in reader.pages]


def with_answers(people: f.House, **answers: Any) -> AuthorityNotification:
    """A notification approved with these answers beside the derived ones."""
    draft = f.prepared(people)
    operations.edit_notification(
        actor=people.bob, notification_id=draft.pk, now=f.ASSESSED + timedelta(hours=2),
        answers=answers_of(draft) | answers,
    )  # fmt: skip
    operations.submit_notification(actor=people.bob, notification_id=draft.pk, now=f.ASSESSED + timedelta(hours=3))
    return operations.approve_notification(actor=people.carla, notification_id=draft.pk, now=f.LATER)


@pytest.fixture
def people(db: None) -> f.House:
    """A laboratory."""
    return f.house()


def test_every_answer_stands_in_the_pdf_in_the_order_of_the_form(people: f.House) -> None:
    notification = f.filed(people)

    text = "".join(pages_of(rendering.render(notification, now=NOW)))

    place = text.index("1.Typedenotification")
    for part in parts_of(answers_of(notification), notification.phase, late=False):
        place = text.index(squeezed(f"{part.id}. {part.title}"), place)
        for line in part.lines:
            place = text.index(squeezed(line.label), place)
            for answer in line.texts:
                for row in answer.splitlines():
                    place = text.index(squeezed(row), place)


def test_each_page_says_which_content_it_is(people: f.House) -> None:
    notification = f.filed(people)

    pages = pages_of(rendering.render(notification, now=NOW))

    entry = AuthorityNotification.objects.get(pk=notification.pk).last_entry
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert notification.content_sha256 in page
        assert f"Journal,entrée{entry.seq}{entry.hash}" in page
        assert f"Violation{notification.breach.reference}·notificationn°1·version1·déposée" in page
        assert f"Page{number}sur{len(pages)}" in page


def test_what_is_not_answered_is_said(people: f.House) -> None:
    notification = f.approved(people)

    text = "".join(pages_of(rendering.render(notification, now=NOW)))

    assert "NumérodeTVAintracommunautaireSansréponse." in text
    assert "Elleestattendueaucomplément." in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_answer_is_printed_sign_for_sign(people: f.House, hostile: str) -> None:
    notification = with_answers(people, descriptif=hostile, denomination=hostile)

    dossier = rendering.render(notification, now=NOW)

    text = "".join(pages_of(dossier))
    assert text.count(squeezed(hostile)) >= 2
    assert b"/JavaScript" not in store.read(dossier.file)


def test_a_very_long_answer_runs_over_several_pages_and_loses_nothing(people: f.House) -> None:
    sentence = "Phrase numéro {} d’un récit très long, sans aucun retour à la ligne. "
    story = "".join(sentence.format(rank) for rank in range(400))
    notification = with_answers(people, descriptif=story.strip())

    pages = pages_of(rendering.render(notification, now=NOW))

    # the text of a page ends with its foot: numbers are looked for one by one
    text = "".join(pages)
    assert len(pages) > 8
    assert all(f"numéro{rank}d" in text for rank in range(400))


def test_an_exercise_is_marked_on_each_page(people: f.House) -> None:
    report = operations.report_incident(
        actor=people.alice, now=f.FRIDAY, report=operations.Report(summary="Exercice."), exercise=True
    )
    operations.confirm_breach(
        actor=people.bob, breach_id=report.breach_id, now=f.CONFIRMED, aware_at=f.AWARE, reasons="Exercice."
    )
    operations.describe(actor=people.bob, breach_id=report.breach_id, now=f.DESCRIBED, facts=f.facts())
    draft = operations.prepare_notification(
        actor=people.bob, breach_id=report.breach_id, now=f.ASSESSED, phase="initial"
    )
    submitted = operations.submit_notification(actor=people.bob, notification_id=draft.pk, now=f.ASSESSED)

    pages = pages_of(rendering.render(submitted, now=NOW))

    assert all("EXERCICE" in page for page in pages)


def test_the_regime_of_a_sole_practitioner_is_printed(people: f.House) -> None:
    people.organisation.sole_practitioner = True
    people.organisation.save()
    notification = f.submitted(people)

    text = "".join(pages_of(rendering.render(notification, now=NOW)))

    assert "praticienunique" in text


def test_a_late_filing_prints_its_lateness_and_reasons(people: f.House) -> None:
    late = f.AWARE + timedelta(hours=74)
    notification = operations.file_notification(
        actor=people.bob, notification_id=f.approved(people).pk, now=late, receipt="V-9",
        reasons_for_delay="La juriste était absente.",
    )  # fmt: skip

    text = "".join(pages_of(rendering.render(notification, now=late)))

    assert "Retardconstaté2h" in text
    assert "Lajuristeétaitabsente." in text


def test_a_filing_without_approval_prints_its_reasons(people: f.House) -> None:
    notification = operations.break_glass(
        actor=people.bob, notification_id=f.prepared(people).pk, now=f.LATER, reasons="Carla est injoignable."
    )

    text = "".join(pages_of(rendering.render(notification, now=NOW)))

    assert "Dépôtsansaccordpréalable" in text
    assert "Carlaestinjoignable." in text
    assert "Ratificationàratifier" in text


def test_a_ratification_makes_a_dossier_that_says_so(people: f.House) -> None:
    broken = operations.break_glass(
        actor=people.bob, notification_id=f.prepared(people).pk, now=f.LATER, reasons="Carla est injoignable."
    )
    before = rendering.render(broken, now=NOW)
    operations.approve_notification(actor=people.carla, notification_id=broken.pk, now=NOW)

    runner.sweep(now=lambda: NOW)

    after = Dossier.objects.exclude(pk=before.pk).get()
    text = "".join(pages_of(after))
    assert "Ratificationratifié" in text
    assert "parCarlaNguyễn" in text


def test_the_pdf_is_tagged_in_french_and_has_a_title(people: f.House) -> None:
    notification = f.filed(people)

    reader = PdfReader(io.BytesIO(store.read(rendering.render(notification, now=NOW).file)))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("fr")
    assert notification.breach.reference in reader.metadata.title


def test_the_same_state_is_rendered_once(people: f.House) -> None:
    notification = f.filed(people)

    first = rendering.render(notification, now=NOW)
    again = rendering.render(notification, now=NOW + timedelta(hours=1))

    assert again.pk == first.pk
    assert PrivateFile.objects.filter(purpose="dossier").count() == 1


def test_each_state_has_its_own_dossier(people: f.House) -> None:
    approved = f.approved(people)
    rendering.render(approved, now=NOW)
    filed = operations.file_notification(actor=people.bob, notification_id=approved.pk, now=NOW, receipt="V-1")

    rendering.render(filed, now=NOW)

    assert list(Dossier.objects.values_list("state", flat=True)) == ["approved", "filed"]


def test_a_worker_that_comes_second_keeps_the_first_file(people: f.House, monkeypatch: pytest.MonkeyPatch) -> None:
    notification = f.filed(people)
    slow = rendering.pdf_of
    first: list[Dossier] = []

    def overtaken(*args: Any, **more: Any) -> bytes:
        monkeypatch.setattr(rendering, "pdf_of", slow)
        first.append(rendering.render(notification, now=NOW))
        return slow(*args, **more)

    monkeypatch.setattr(rendering, "pdf_of", overtaken)
    second = rendering.render(notification, now=NOW)

    assert second.pk == first[0].pk
    assert PrivateFile.objects.filter(purpose="dossier").count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_held_while_rendering(people: f.House, monkeypatch: pytest.MonkeyPatch) -> None:
    notification = f.filed(people)
    render, held = rendering.pdf_of, []

    def watched(*args: Any, **more: Any) -> bytes:
        held.append(connection.in_atomic_block)
        return render(*args, **more)

    monkeypatch.setattr(rendering, "pdf_of", watched)
    rendering.render(notification, now=NOW)

    assert held == [False]


def test_the_reaction_to_a_filing_makes_the_dossier(people: f.House, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    notification = f.filed(people)

    while runner.sweep(now=lambda: NOW, budget=500):
        pass

    assert Dossier.objects.filter(notification=notification, state="filed").exists()
    assert not Work.objects.filter(kind="dossier", done_at=None).exists()


def test_a_lost_lease_leaves_no_dossier(people: f.House) -> None:
    notification = f.filed(people)
    planned = claims.Planned(
        "dossier", "dossier:test", f.FRIDAY, {"notification": str(notification.pk)}, people.organisation.pk
    )
    claims.plan([planned], f.FRIDAY)
    work = Work.objects.get(key="dossier:test")  # nobody has claimed it: whoever finishes it holds no lease
    work.lease = people.organisation.pk

    with pytest.raises(claims.LeaseLostError):
        rendering.render_dossier(work, lambda: NOW)

    assert not Dossier.objects.exists()


def test_the_stored_file_is_encrypted(people: f.House, settings: Any) -> None:
    dossier = rendering.render(f.filed(people), now=NOW)

    raw = b"".join(path.read_bytes() for path in settings.PRIVATE_DIR.rglob("*") if path.is_file())

    assert b"%PDF" not in raw
    assert store.read(dossier.file).startswith(b"%PDF")


def test_the_companion_says_what_the_pdf_says(people: f.House) -> None:
    notification = f.filed(people)
    frozen = freeze(notification.pk, now=NOW)

    told = json.loads(companion.as_json(frozen))
    text = "".join(pages_of(rendering.render(notification, now=NOW)))

    answers = [one["reponse"] for part in told["sections"] for one in part["reponses"] if one["reponse"]]
    assert told["answers"] == answers_of(notification)
    assert all(squeezed(row) in text for answer in answers for row in answer.splitlines())
    assert companion.file_name(frozen, "pdf") == f"{notification.breach.reference}-notification-1-initial.pdf"
