"""Statistics: figures counted by hand on a small set, the national ones beside them and never among them."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from breaches import operations, queries
from breaches.models import AuthorityNotification, Breach, JournalEntry
from breaches.operations import OldLine, Report
from notify.dossier.models import NationalCount, NationalFile
from notify.dossier.register import rows_of
from notify.dossier.statistics import Table, Year, figures
from notify.web.charts import chart_of
from tests.notify.web.conftest import ASSESSED, AWARE, CONFIRMED, FACTS, FRIDAY, SATURDAY, World, fill_minimum

pytestmark = pytest.mark.django_db
HEADINGS = (
    "Date de réception de la notification\u00a0;Secteur d'activité de l'organisme concerné;Natures de la violation;"
    "Nombre de personnes impactées;Typologies des données impactées;Données sensibles;Origines de l'incident;"
    "Causes de l'incident;Information des personnes"
)
CIVIL = "Etat civil (ex : nom, sexe, date de naissance, âge...)"
LINES = (
    f"2026-09;Santé humaine et action sociale;Perte de la confidentialité,Perte de l''intégrité;"
    f"Entre 6 et 50 personnes;{CIVIL};Oui;Autre;Acte externe malveillant;Non ils ne le seront pas",
    "2026-09;Enseignement;Perte de la confidentialité;Plus de 5000 personnes;Données de localisation;;Autre;"
    "Acte interne accidentel;Oui, les personnes ont été informées",
    f"2026-02;Enseignement;Perte de la disponibilité;Entre 0 et 5 personnes;{CIVIL};;Autre;Cause nouvelle;"
    "Non, mais elles le seront",
    "2025-12;Construction;Perte de la disponibilité;Entre 0 et 5 personnes;;;Autre;Inconnu;Non, mais elles le seront",
)
NATIONAL = "\r\n".join(("Extraction générée le 2026-10-01;;;;;;;;", HEADINGS, *LINES, "")).encode("cp1252")


@pytest.fixture
def small_set(world: World, filed_notification: AuthorityNotification) -> list[Breach]:
    """2026: one notified on time, one notified late, one confirmed only, one dismissed, one exercise; 2025: none."""
    late = _confirmed(world, "Un envoi égaré.")
    operations.describe(
        actor=world.bob, breach_id=late.pk, now=ASSESSED, facts=FACTS | {"cause": "internal_accidental"}
    )
    _file_late(world, late)
    waiting = _confirmed(world, "Une porte ouverte.")
    gone = operations.report_incident(actor=world.alice, now=FRIDAY, report=Report(summary="Un badge.")).breach
    operations.dismiss_breach(actor=world.bob, breach_id=gone.pk, now=CONFIRMED, reasons="Badge vierge.")
    operations.report_incident(actor=world.alice, now=FRIDAY, report=Report(summary="Exercice."), exercise=True)
    old = [OldLine(2, FRIDAY.date(), {"facts": "Ancien.", "authority": "oui"})]
    operations.take_over_register(actor=world.bob, now=ASSESSED, sha256="d" * 64, lines=old)
    return [filed_notification.breach, late, waiting, gone]


def _confirmed(world: World, summary: str) -> Breach:
    report = operations.report_incident(actor=world.alice, now=FRIDAY, report=Report(summary=summary))
    return operations.confirm_breach(
        actor=world.bob, breach_id=report.breach_id, now=CONFIRMED, aware_at=AWARE, reasons="Vu.", title=summary
    )


def _file_late(world: World, breach: Breach) -> None:
    """Filed under break-glass, five days after awareness."""
    notification = operations.prepare_notification(
        actor=world.bob, breach_id=breach.pk, now=ASSESSED, phase="initial"
    )  # fmt: skip
    from_answers = fill_minimum(notification, world.bob, ASSESSED)
    operations.break_glass(actor=world.bob, notification_id=from_answers.pk, now=SATURDAY, reasons="Urgence.")
    operations.file_notification(
        actor=world.bob, notification_id=from_answers.pk, now=AWARE + timedelta(days=5), receipt="V-9",
        reasons_for_delay="Le service était fermé.",
    )  # fmt: skip


def of_2026(world: World, **more: Any) -> Year:
    rows = rows_of(queries.register(world.bob))
    return figures(rows, 2026, sector=world.organisation.sector, **more)


def counts(year: Year, key: str) -> dict[str, int]:
    """Lines of a table that are not zero."""
    return {line.label: line.own for line in table(year, key).lines if line.own}


def table(year: Year, key: str) -> Table:
    return next(each for each in year.tables if each.key == key)


def test_the_figures_are_those_counted_by_hand(world: World, small_set: list[Breach]) -> None:
    year = of_2026(world)

    assert (year.counted, year.notified, year.on_time, year.rate) == (3, 2, 1, 0.5)
    assert counts(year, "deadline") == {
        "Notifiées dans les 72 heures": 1, "Notifiées en retard": 1, "Pas encore notifiées": 1,
        "Écartées : pas de violation de données": 1,
    }  # fmt: skip
    assert counts(year, "lateness") == {"De 24 h à 3 jours": 1}
    assert counts(year, "month") == {"Septembre": 3}
    assert counts(year, "nature") == {"Perte de la confidentialité": 2}
    assert counts(year, "cause")["Acte interne accidentel"] == 1
    assert sum(counts(year, "cause").values()) == 2
    assert sorted(counts(year, "data").values()) == [2, 2, 2]
    assert counts(year, "sensitive") == {"Oui": 2}
    assert counts(year, "persons") == {"Plus de 5000 personnes": 2, "Nombre inconnu": 1}
    assert counts(year, "sector") == {"Santé humaine et action sociale": 3}
    assert counts(year, "subjects") == {"Non déterminé pour le moment": 3}


def test_a_year_without_a_breach_has_no_rate_and_no_share(world: World, small_set: list[Breach]) -> None:
    year = figures(rows_of(queries.register(world.bob)), 2025, sector="x")

    assert (year.counted, year.rate) == (0, None)
    assert all(each.share(line) is None for each in year.tables for line in each.lines)


def imported(client: Client, data: bytes = NATIONAL) -> Any:
    return client.post(reverse("national_import"), {"file": SimpleUploadedFile("opencnil.csv", data)})


def test_the_national_file_is_counted_by_month_and_value(world: World, client_for: Callable[..., Client]) -> None:
    assert imported(client_for(world.bob)).status_code == 302

    file = NationalFile.objects.get()
    kept = dict(NationalCount.objects.filter(file=file, axis="nature").values_list("value", "count"))
    months = dict(NationalCount.objects.filter(file=file, axis="total").values_list("month", "count"))
    assert (file.rows, file.first_month, file.last_month) == (4, "2025-12", "2026-09")
    assert file.extracted == "Extraction générée le 2026-10-01"
    assert months == {"2025-12": 1, "2026-02": 1, "2026-09": 2}
    assert set(kept) == {"Perte de la confidentialité", "Perte de l’intégrité", "Perte de la disponibilité"}


def test_the_national_figures_stand_beside_ours_and_change_none_of_them(
    world: World, small_set: list[Breach], client_for: Callable[..., Client]
) -> None:
    client, before = client_for(world.bob), of_2026(world)
    imported(client)

    after = client.get(reverse("register_statistics"), {"annee": "2026"}).context["figures"]

    assert [(t.key, [n.own for n in t.lines if n.own]) for t in after.tables] == [
        (t.key, [n.own for n in t.lines if n.own]) for t in before.tables
    ]
    beside = {line.label: line.national for line in table(after, "data").lines}
    causes = {line.label: line.national for line in table(after, "cause").lines}
    assert table(after, "data").national_total == 3
    assert beside["État civil (nom, sexe, date de naissance, âge...)"] == 2
    assert causes["Cause nouvelle"] == 1
    assert {n.label: n.national for n in table(after, "month").lines if n.national} == {"Février": 1, "Septembre": 2}


def test_the_same_national_file_is_kept_once_and_another_house_sees_none(
    world: World, client_for: Callable[..., Client]
) -> None:
    client, entries = client_for(world.bob), JournalEntry.objects.count()
    imported(client)
    imported(client)

    assert NationalFile.objects.count() == 1
    assert JournalEntry.objects.count() == entries
    assert client_for(world.dan).get(reverse("register_statistics")).context["file"] is None
    assert imported(client_for(world.carla)).status_code == 403
    imported(client_for(world.dan))
    assert {file.organisation for file in NationalFile.objects.all()} == {world.organisation, world.elsewhere}


@pytest.mark.parametrize("data,said", [
    (b"nom;prenom\r\nA;B\r\n", "il manque la colonne"),
    (NATIONAL.replace(b"2026-02", b"02/2026"), "Attendu : un mois"),
    (NATIONAL.replace(b";Enseignement;", b";"), "Attendu : 9 cellules"),
])  # fmt: skip
def test_a_file_that_is_not_the_cnil_s_is_refused_whole(
    data: bytes, said: str, world: World, client_for: Callable[..., Client]
) -> None:
    answer = imported(client_for(world.bob), data)

    assert answer.status_code == 422
    assert said in answer.content.decode().replace("\u00a0", " ")
    assert not NationalFile.objects.exists()


def test_each_chart_has_a_title_a_description_and_the_table_of_the_same_numbers(
    world: World, small_set: list[Breach], client_for: Callable[..., Client]
) -> None:
    answer = client_for(world.bob).get(reverse("register_statistics"), {"annee": "2026"})
    page = answer.content.decode()

    tables = answer.context["tables"]
    assert page.count('<svg class="chart" role="img"') == len(tables) == page.count("<caption")
    assert page.count("<desc ") == len(tables)
    for each in tables:
        assert [bar.value for bar in each["chart"].bars] == [line["own"] for line in each["lines"]]
    assert "style=" not in page.split("<main", 1)[1]


def test_a_bar_is_as_long_as_its_share(world: World, small_set: list[Breach]) -> None:
    [bar] = [b for b in chart_of(table(of_2026(world), "persons")).bars if b.label == "Nombre inconnu"]

    assert (bar.value, bar.own, bar.national) == (1, "33.33%", None)


def test_the_csv_has_the_numbers_of_the_page(
    world: World, small_set: list[Breach], client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    imported(client)

    text = client.get(reverse("register_statistics_csv"), {"annee": "2026"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))

    [line] = [row for row in rows if row["Ligne"] == "Perte de la confidentialité"]
    assert line["Organisme : nombre"] == "2"
    assert line["Organisme : part"] == "66,7 %"
    assert line["France : nombre"] == "2"
    assert line["France : part"] == "66,7 %"


def test_the_page_costs_the_same_queries_for_more_breaches(
    world: World, small_set: list[Breach], client_for: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    client = client_for(world.bob)
    imported(client)
    client.get(reverse("register_statistics"))
    for rank in range(8):
        _confirmed(world, f"Incident {rank}.")
    with django_assert_num_queries(QUERIES):
        client.get(reverse("register_statistics"), {"annee": "2026"})


QUERIES = 19
