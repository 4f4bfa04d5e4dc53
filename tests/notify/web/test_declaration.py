"""Déclaration à la CNIL: prepare, fill in, save, ask for approval, compare, copy, export."""

import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from breaches import operations
from breaches.models import AuthorityNotification, Breach, JournalEntry
from breaches.operations.notifying import answers_of
from notify.web.models import Draft
from tests.notify.web.conftest import ASSESSED, AWARE, CONFIRMED, PASSWORD, SATURDAY, World, fill_minimum

pytestmark = pytest.mark.django_db
EVENING = ASSESSED + timedelta(hours=1)


def words(response: Any) -> str:
    """The page with plain spaces and no entities, as a person reads it."""
    text = unescape(response.content.decode())
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def fresh(notification: AuthorityNotification) -> AuthorityNotification:
    """The row as it is now (a protected state refuses `refresh_from_db`)."""
    return AuthorityNotification.objects.get(pk=notification.pk)


def url(breach: Breach, name: str = "declaration", number: int | None = None) -> str:
    return reverse(name, args=[breach.pk] if number is None else [breach.pk, number])


def posted(client: Client, breach: Breach, number: int = 1) -> dict[str, Any]:
    """Every value that the form of the page would send back untouched."""
    form = client.get(url(breach, "declaration_number", number)).context["form"]
    data: dict[str, Any] = {}
    for bound in (*form, *(field for body in form.bodies for field in body)):
        value = bound.value()
        if hasattr(bound.field.widget, "decompress"):
            parts = bound.field.widget.decompress(value)
            data |= {f"{bound.html_name}_{place}": part for place, part in enumerate(parts)}
            data |= _named_parts(bound, parts)
        elif isinstance(value, bool):
            data[bound.html_name] = str(value).lower()
        elif value is not None:
            data[bound.html_name] = value
    data |= {f"autres_organismes-{key}": "1" for key in ("TOTAL_FORMS",)}
    data |= {"autres_organismes-INITIAL_FORMS": "0", "autres_organismes-TOTAL_FORMS": str(len(form.bodies.forms))}
    return {key: value for key, value in data.items() if value is not None}


def _named_parts(bound: Any, parts: list[str]) -> dict[str, str]:
    names = bound.field.widget.widgets_names
    return {bound.html_name + name: part for name, part in zip(names, parts, strict=True)}


def save(client: Client, breach: Breach, number: int = 1, **changed: Any) -> Any:
    data = posted(client, breach, number) | changed
    return client.post(url(breach, "declaration_save", number), data)


def test_without_notification_the_page_offers_to_prepare_one(
    world: World, assessed_breach: Breach, client_for: Callable[..., Client]
) -> None:
    page = client_for(world.bob).get(url(assessed_breach))

    assert page.status_code == 200
    assert "Préparer la notification initiale" in words(page)


def test_a_report_cannot_be_notified_before_it_is_confirmed(
    world: World, reported_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)

    page = client.get(url(reported_breach))
    answer = client.post(url(reported_breach, "declaration_new"), {"phase": "initial"}, follow=True)

    assert "Préparer la notification initiale" not in words(page)
    assert "On notifie une violation confirmée" in words(answer)
    assert not AuthorityNotification.objects.exists()


def test_preparing_prefills_the_form_from_the_record(
    world: World, assessed_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)

    answer = client.post(url(assessed_breach, "declaration_new"), {"phase": "initial"}, follow=True)

    answers = answers_of(AuthorityNotification.objects.get())
    assert answer.status_code == 200
    assert answers["denomination"] == "Laboratoire des Trois-Rivières"
    assert answers["nb_personnes"] == 10_000
    assert answers["date_connaissance"] == AWARE.isoformat().replace("+00:00", "Z")
    assert answers["gravite"] == "maximum"
    assert answers["information_personnes"] == "will_be_informed"
    assert "le fichier a été ouvert et reconnu" in answers["circonstances_decouverte"].lower()


def test_preparing_twice_keeps_one_open_notification(
    world: World, assessed_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    client.post(url(assessed_breach, "declaration_new"), {"phase": "initial"})

    again = client.post(url(assessed_breach, "declaration_new"), {"phase": "initial"}, follow=True)

    assert again.status_code == 200
    assert AuthorityNotification.objects.count() == 1


def test_all_sections_stand_in_the_order_of_the_form(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    page = client_for(world.bob).get(url(draft_notification.breach)).content.decode()

    places = [page.index(f'id="partie-{number}"') for number in range(1, 16)]
    assert places == sorted(places)


def test_what_is_missing_is_said_by_phase_and_level(
    world: World, assessed_breach: Breach, client_for: Callable[..., Client]
) -> None:
    world.organisation.contacts = {}
    world.organisation.save()
    operations.prepare_notification(actor=world.bob, breach_id=assessed_breach.pk, now=EVENING, phase="initial")

    page = client_for(world.bob).get(url(assessed_breach))

    said = words(page)
    assert "Pour la notification initiale" in said
    assert "Pour une notification complémentaire" in said
    assert "réponses indispensables au dépôt" in said
    assert "à vérifier sur le téléservice" in said or "n’ont pas pu être vérifiés" in said


def test_saving_untouched_changes_nothing(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    before = (draft_notification.content_sha256, JournalEntry.objects.count())

    answer = save(client_for(world.bob), draft_notification.breach, act="save")

    draft_notification = fresh(draft_notification)
    assert answer.status_code == 302
    assert (draft_notification.content_sha256, JournalEntry.objects.count()) == before


def test_saving_keeps_the_answers_and_counts_the_save(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    lock = draft_notification.lock

    answer = save(client_for(world.bob), draft_notification.breach, act="save", effectif="48", nb_personnes="12 500")

    draft_notification = fresh(draft_notification)
    assert answer.status_code == 302
    assert draft_notification.lock == lock + 1
    assert answers_of(draft_notification)["effectif"] == "48"
    assert answers_of(draft_notification)["nb_personnes"] == 12_500


def test_an_answer_that_does_not_fit_stands_beside_its_field_and_nothing_is_lost(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    sha = draft_notification.content_sha256

    answer = save(client_for(world.bob), draft_notification.breach, act="save", siren="123456789", ville="Cancale")

    draft_notification = fresh(draft_notification)
    assert answer.status_code == 422
    assert "Ce numéro SIREN n’est pas valide" in words(answer)
    assert 'value="Cancale"' in answer.content.decode()
    assert draft_notification.content_sha256 == sha


def test_an_end_before_the_beginning_is_refused(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    answer = save(
        client_for(world.bob), draft_notification.breach, act="save",
        date_debut_date="2026-09-10", date_debut_hour="10 h 00", date_fin_date="2026-09-09",
        date_fin_hour="9 h 00", en_cours="false",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "La fin précède le début" in words(answer)


def test_an_hour_that_occurs_twice_is_asked_for_its_offset(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    night = {"date_debut_date": "2025-10-26", "date_debut_hour": "2 h 30"}
    client = client_for(world.bob)

    asked = save(client, draft_notification.breach, act="save", **night)
    kept = save(client, draft_notification.breach, act="save", **night, date_debut_offset="+01:00")

    draft_notification = fresh(draft_notification)
    assert asked.status_code == 422
    assert "Cette heure a existé deux fois" in words(asked)
    assert kept.status_code == 302
    assert answers_of(draft_notification)["date_debut"] == "2025-10-26T01:30:00Z"


def test_an_answer_whose_question_is_no_longer_asked_is_removed_and_named(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)

    answer = client.post(
        url(draft_notification.breach, "declaration_save", 1),
        posted(client, draft_notification.breach)
        | {"act": "save", "information_personnes": "undetermined", "date_information_prevue": "2026-09-20"},
        follow=True,
    )

    draft_notification = fresh(draft_notification)
    assert "date_information_prevue" not in answers_of(draft_notification)
    assert "Date prévue de l’information" in words(answer)


def test_another_body_is_added_and_its_siren_checked(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    body = {"autres_organismes-0-ao_denomination": "Éditeur SA", "autres_organismes-0-ao_role": "processor"}

    refused = save(client, draft_notification.breach, **body, **{"autres_organismes-0-ao_siren": "111"})
    kept = save(client, draft_notification.breach, **body)

    draft_notification = fresh(draft_notification)
    assert refused.status_code == 422
    assert "Ce numéro SIREN n’est pas valide" in words(refused)
    assert kept.status_code == 302
    assert answers_of(draft_notification)["autres_organismes"] == [
        {"ao_denomination": "Éditeur SA", "ao_role": "processor"}
    ]


def test_a_stale_form_keeps_what_was_typed_and_shows_the_other_version(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    mine = posted(client, draft_notification.breach) | {"ville": "Dinard", "act": "save"}
    operations.edit_notification(
        actor=world.bob, notification_id=draft_notification.pk, now=EVENING,
        answers=answers_of(draft_notification) | {"ville": "Fougères"},
    )  # fmt: skip

    answer = client.post(url(draft_notification.breach, "declaration_save", 1), mine)
    again = client.post(
        url(draft_notification.breach, "declaration_save", 1),
        mine | {"expected_lock": answer.context["form"]["expected_lock"].value()},
    )

    assert answer.status_code == 409
    assert "Quelqu’un d’autre a enregistré" in words(answer)
    assert 'value="Dinard"' in answer.content.decode()
    assert "Fougères" in words(answer)
    assert again.status_code == 302
    assert answers_of(AuthorityNotification.objects.get())["ville"] == "Dinard"


def test_what_was_typed_and_not_sent_comes_back(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    typed = posted(client, draft_notification.breach) | {"ville": "Saint-Malo"}
    kept = client.post(reverse("draft", args=["declaration", draft_notification.pk]), typed)

    page = client.get(url(draft_notification.breach))
    save(client, draft_notification.breach, act="save")

    assert kept.status_code == 204
    assert 'value="Saint-Malo"' in page.content.decode()
    assert answers_of(AuthorityNotification.objects.get())["ville"] == "Saint-Malo"
    assert not Draft.objects.exists()


def test_asking_for_approval_saves_and_freezes(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    answer = save(client_for(world.bob), draft_notification.breach, act="submit", effectif="48")

    draft_notification = fresh(draft_notification)
    assert answer.status_code == 302
    assert draft_notification.state == "in_review"
    assert answers_of(draft_notification)["effectif"] == "48"


def test_asking_without_the_minimum_saves_and_says_what_is_missing(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    data = posted(client, draft_notification.breach) | {"act": "submit", "descriptif": "", "effectif": "48"}

    answer = client.post(url(draft_notification.breach, "declaration_save", 1), data, follow=True)

    draft_notification = fresh(draft_notification)
    assert draft_notification.state == "draft"
    assert answers_of(draft_notification)["effectif"] == "48"
    assert "Il manque le strict minimum" in words(answer)
    assert "Descriptif détaillé de la violation" in words(answer)


def test_after_submission_the_page_is_a_text_to_copy_field_by_field(
    world: World, submitted_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    page = client_for(world.bob).get(url(submitted_notification.breach)).content.decode()

    assert 'data-copy="#reponse-descriptif"' in page
    assert 'name="descriptif"' not in page


def test_taking_an_approved_content_up_again_voids_the_approval(
    world: World, approved_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    warned = client.get(url(approved_notification.breach) + "?modifier=1")
    data = _form_values(warned) | {"ville": "Vitré", "act": "save"}

    client.post(url(approved_notification.breach, "declaration_save", 1), data)

    approved_notification = fresh(approved_notification)
    assert "la lecture recommence" in words(warned)
    assert approved_notification.state == "draft"
    assert approved_notification.version == 2


def _form_values(page: Any) -> dict[str, Any]:
    """The values of a form already fetched, instants left as they are."""
    form = page.context["form"]
    data = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field.widget, "decompress"):
            data |= _named_parts(bound, bound.field.widget.decompress(value))
        elif value is not None:
            data[bound.html_name] = str(value).lower() if isinstance(value, bool) else value
    return data | {"autres_organismes-TOTAL_FORMS": "1", "autres_organismes-INITIAL_FORMS": "0"}


def test_a_refused_version_is_compared_word_by_word(
    world: World, submitted_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    operations.refuse_notification(
        actor=world.carla, notification_id=submitted_notification.pk, now=EVENING, comment="Précisez la ville."
    )
    answers = answers_of(submitted_notification) | {"descriptif": "Un fichier entier est en ligne."}
    operations.edit_notification(
        actor=world.bob, notification_id=submitted_notification.pk, now=EVENING, answers=answers
    )

    page = client_for(world.bob).get(url(submitted_notification.breach))

    assert "la version 1, refusée par Carla Nguyen" in words(page)
    assert "Précisez la ville." in words(page)
    assert "<del" in page.content.decode()


def test_the_complement_starts_from_what_was_filed_with_the_record_refreshed(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    breach = filed_notification.breach
    operations.take_measure(actor=world.bob, breach_id=breach.pk, now=SATURDAY, what="Accès fermés", done_at=SATURDAY)
    client = client_for(world.bob)

    answer = client.post(url(breach, "declaration_new"), {"phase": "complementary"}, follow=True)

    second = AuthorityNotification.objects.get(number=2)
    answers = answers_of(second)
    assert answers["numero_notification_initiale"] == filed_notification.receipt
    assert answers["type_notification"] == "complementary"
    assert "Accès fermés" in answers["mesures_post"]
    assert answers["descriptif"] == answers_of(filed_notification)["descriptif"]
    assert "la notification déposée, récépissé V-2026-000123" in words(answer)


def test_the_complement_has_a_target_that_is_no_limit(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    page = words(client_for(world.bob).get(url(filed_notification.breach)))

    assert "Cible : mardi 15 septembre 2026 à 13 h 02" in page
    assert "pas un terme" in page


def test_break_glass_needs_reasons_and_the_password(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client], password: str
) -> None:
    client = client_for(world.bob)
    address = url(draft_notification.breach, "declaration_break_glass", 1)

    without_reasons = client.post(address, {"reasons": "", "password": password})
    wrong = client.post(address, {"reasons": "Le terme approche.", "password": "faux"})
    done = client.post(address, {"reasons": "Le terme approche.", "password": password})

    draft_notification = fresh(draft_notification)
    assert without_reasons.status_code == wrong.status_code == 422
    assert "Le terme approche." in words(wrong)
    assert done.status_code == 302
    assert (draft_notification.state, draft_notification.ratification) == ("approved", "pending")


def test_break_glass_is_for_the_initial_notification_only(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client], password: str
) -> None:
    operations.prepare_notification(
        actor=world.bob, breach_id=filed_notification.breach_id, now=SATURDAY + timedelta(hours=2),
        phase="complementary",
    )  # fmt: skip
    address = url(filed_notification.breach, "declaration_break_glass", 2)

    answer = client_for(world.bob).post(address, {"reasons": "Vite.", "password": password})

    assert answer.status_code == 422
    assert "ne vaut que pour la notification initiale" in words(answer)


@pytest.fixture
def password() -> str:
    """The password of everybody in these tests."""
    return PASSWORD


def file_it(client: Client, breach: Breach, password: str, **more: str) -> Any:
    data = {"receipt": "V-2026-000777", "filed_at_date": "2026-09-12", "filed_at_hour": "13 h 10",
            "password": password} | more  # fmt: skip
    return client.post(url(breach, "declaration_file", 1), data)


def test_a_filing_in_time_is_recorded_without_reasons(
    world: World, approved_notification: AuthorityNotification, client_for: Callable[..., Client], password: str
) -> None:
    with time_machine.travel(SATURDAY + timedelta(hours=2), tick=False):
        answer = file_it(client_for(world.bob), approved_notification.breach, password)

    approved_notification = fresh(approved_notification)
    duty = approved_notification.breach.duties.get(code="rgpd_33")
    assert answer.status_code == 302
    assert approved_notification.receipt == "V-2026-000777"
    assert duty.late is False


def test_a_late_filing_asks_for_its_reasons(
    world: World, approved_notification: AuthorityNotification, client_for: Callable[..., Client], password: str
) -> None:
    late = {"filed_at_date": "2026-09-15", "filed_at_hour": "9 h 00"}
    with time_machine.travel(AWARE + timedelta(days=4), tick=False):
        client = client_for(world.bob)
        page = client.get(url(approved_notification.breach, "declaration_file", 1))
        refused = file_it(client, approved_notification.breach, password, **late)
        done = file_it(
            client, approved_notification.breach, password, **late, reasons_for_delay="La juriste était absente."
        )

    duty = approved_notification.breach.duties.get(code="rgpd_33")
    assert "donnez les motifs du retard" in words(page)
    assert refused.status_code == 422
    assert "les motifs du retard accompagnent la notification" in words(refused)
    assert 'value="V-2026-000777"' in refused.content.decode()
    assert done.status_code == 302
    assert duty.late is True
    assert duty.reasons_for_delay == "La juriste était absente."


def test_a_filing_to_come_is_refused(
    world: World, approved_notification: AuthorityNotification, client_for: Callable[..., Client], password: str
) -> None:
    with time_machine.travel(SATURDAY + timedelta(minutes=5), tick=False):
        answer = file_it(client_for(world.bob), approved_notification.breach, password)

    assert answer.status_code == 422
    assert "Indiquez une heure déjà passée" in words(answer)


def test_a_receipt_serves_once(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client], password: str
) -> None:
    later = SATURDAY + timedelta(hours=2)
    second = operations.prepare_notification(
        actor=world.bob, breach_id=filed_notification.breach_id, now=later, phase="complementary"
    )
    operations.submit_notification(actor=world.bob, notification_id=second.pk, now=later)
    operations.approve_notification(actor=world.carla, notification_id=second.pk, now=later)
    data = {"receipt": filed_notification.receipt, "filed_at_date": "2026-09-12", "filed_at_hour": "14 h 30",
            "password": password}  # fmt: skip

    with time_machine.travel(later + timedelta(hours=1), tick=False):
        answer = client_for(world.bob).post(url(filed_notification.breach, "declaration_file", 2), data)

    assert answer.status_code == 422
    assert "Ce récépissé est déjà celui d’une autre notification" in words(answer)


def test_a_filing_before_the_approval_is_refused(
    world: World, submitted_notification: AuthorityNotification, client_for: Callable[..., Client], password: str
) -> None:
    with time_machine.travel(SATURDAY + timedelta(hours=2), tick=False):
        answer = file_it(client_for(world.bob), submitted_notification.breach, password)

    assert answer.status_code == 422
    assert "Le dépôt vient après l’accord" in words(answer)


def test_the_json_export_holds_the_very_content(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    answer = client_for(world.bob).get(url(filed_notification.breach, "declaration_json", 1))

    told = json.loads(answer.content)
    assert told["answers"] == answers_of(filed_notification)
    assert told["sha256"] == filed_notification.content_sha256
    assert told["recepisse"] == "V-2026-000123"


def test_the_text_export_has_every_answer(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    answer = client_for(world.bob).get(url(draft_notification.breach, "declaration_text", 1))

    text = answer.content.decode()
    assert "Dénomination\nLaboratoire des Trois-Rivières" in text
    assert "[sans réponse]" in text


NAMES = ("declaration", "declaration_number", "declaration_json", "declaration_text")


@pytest.mark.parametrize("name", NAMES)
def test_another_organisation_sees_nothing(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client], name: str
) -> None:
    number = None if name == "declaration" else 1

    assert client_for(world.dan).get(url(draft_notification.breach, name, number)).status_code == 404


ACTS = ("declaration_save", "declaration_break_glass", "declaration_file", "dossier_make")


@pytest.mark.parametrize("name", ACTS)
def test_another_organisation_does_nothing(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client], name: str
) -> None:
    assert client_for(world.dan).post(url(draft_notification.breach, name, 1)).status_code == 404


@pytest.mark.parametrize("name", ACTS[:3])
def test_the_lawyer_edits_and_files_nothing(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client], name: str
) -> None:
    assert client_for(world.carla).post(url(draft_notification.breach, name, 1)).status_code == 403


def test_the_lawyer_reads_without_a_form(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    page = client_for(world.carla).get(url(draft_notification.breach) + "?modifier=1").content.decode()

    assert 'name="descriptif"' not in page


def test_mailing_and_admin_see_no_declaration(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    address = url(draft_notification.breach)

    assert [client_for(who).get(address).status_code for who in (world.david, world.eve)] == [403, 403]


def test_hostile_answers_are_text(
    world: World, draft_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    hostile = "<script>alert(1)</script>"
    operations.edit_notification(
        actor=world.bob, notification_id=draft_notification.pk, now=EVENING,
        answers=answers_of(draft_notification) | {"descriptif": hostile},
    )  # fmt: skip

    page = client_for(world.carla).get(url(draft_notification.breach)).content.decode()

    assert hostile not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_declaration_stays_within_its_budget_of_queries(
    world: World,
    filed_notification: AuthorityNotification,
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    client = client_for(world.bob)
    fill = operations.prepare_notification(
        actor=world.bob, breach_id=filed_notification.breach_id, now=SATURDAY + timedelta(hours=3),
        phase="complementary",
    )  # fmt: skip
    fill_minimum(fill, world.bob, SATURDAY + timedelta(hours=3))

    most = 39  # comparing what was sent with the present facts reads the record once more
    with django_assert_max_num_queries(most):
        client.get(url(filed_notification.breach))
    with django_assert_max_num_queries(most):
        client.get(url(filed_notification.breach, "declaration_number", 1))


def test_a_processor_notifies_nothing(world: World, reported_breach: Breach, client_for: Callable[..., Client]) -> None:
    world.organisation.role = "processor"
    world.organisation.save()
    operations.confirm_breach(
        actor=world.bob, breach_id=reported_breach.pk, now=CONFIRMED, aware_at=AWARE, reasons="Reconnu."
    )

    page = client_for(world.bob).get(url(reported_breach))

    assert "l’organisme est sous-traitant" in words(page)
