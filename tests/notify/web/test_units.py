"""The unit where it happened: asked, suggested, kept out of the journal, and counted by year on the statistics."""

import csv
import io
import json
import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from breaches import journal, operations, queries
from breaches.models import Breach, JournalEntry
from breaches.operations import Report
from notify.dossier.register import rows_of
from notify.dossier.units import Trend, trend
from notify.web.charts import chart_of
from tests.notify.web.conftest import FRIDAY, SATURDAY
from tests.notify.web.test_short import answers

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def happened(world, unit, at=FRIDAY, **more):
    report = Report("Un courrier est parti au mauvais endroit.", unit=unit)
    return operations.report_incident(actor=world.bob, now=at, report=report, **more).breach


def found(world) -> Trend:
    return trend(rows_of(queries.register(world.bob)), 2026)


def test_units_are_counted_by_year_whatever_their_case_and_accents(world):
    for unit, at in (
        ("Radiologie", FRIDAY),
        ("radiologie ", FRIDAY - YEAR),
        ("RADIOLOGIE", FRIDAY),
        ("Accueil", FRIDAY),
    ):
        happened(world, unit, at)
    happened(world, "")
    counted = found(world)
    assert counted.years == (2022, 2023, 2024, 2025, 2026)
    assert [(unit.name.lower(), unit.counts, unit.repeats) for unit in counted.units] == [
        ("radiologie", (0, 0, 0, 1, 2), True), ("accueil", (0, 0, 0, 0, 1), False),
    ]  # fmt: skip
    assert counted.unnamed == 1


def test_near_misses_exercises_and_older_years_do_not_count(world):
    gone = happened(world, "Accueil")
    operations.dismiss_breach(actor=world.bob, breach_id=gone.pk, now=FRIDAY, reasons="Rien n’est parti.")
    happened(world, "Accueil", exercise=True)
    happened(world, "Accueil", FRIDAY - 6 * YEAR)
    assert (found(world).units, found(world).unnamed) == ((), 0)


def test_the_chart_draws_repeats_only_and_its_longest_bar_is_whole(world):
    for unit, at in (("Accueil", FRIDAY), ("Accueil", FRIDAY), ("Accueil", FRIDAY - YEAR), ("Standard", FRIDAY)):
        happened(world, unit, at)
    chart = chart_of(found(world).table())
    assert [(bar.label, bar.value, bar.own) for bar in chart.bars] == [
        ("Accueil, 2025", 1, "50.00%"), ("Accueil, 2026", 2, "100.00%"),
    ]  # fmt: skip


def test_another_organisation_s_units_are_neither_counted_nor_suggested(world, client_for):
    operations.report_incident(actor=world.dan, now=FRIDAY, report=Report("Ailleurs.", unit="Maternité"))
    assert found(world).units == ()
    assert queries.units_of(world.bob) == []
    with time_machine.travel(SATURDAY, tick=False):
        shown = client_for(world.bob).get("/registre/statistiques/").content.decode()
    assert "Maternité" not in shown


def test_page_export_and_dashboard_show_the_trend(world, client_for):
    happened(world, "Accueil")
    happened(world, "=1+1")
    with time_machine.travel(SATURDAY, tick=False):
        client = client_for(world.bob)
        section = re.search(r'id="services".*?</section>', client.get("/registre/statistiques/").content.decode(), re.S)
        lines = list(
            csv.reader(io.StringIO(client.get("/registre/statistiques.csv").content.decode("utf-8-sig")), delimiter=";")
        )
        assert "/registre/statistiques/#services" in client.get("/").content.decode()
    assert section is not None
    assert "Accueil" in section[0]
    assert "Aucun service n’apparaît deux fois" in section[0]
    ours = [line for line in lines if line[1] == "Répétitions par service"]
    assert ["2026", "Répétitions par service", "Accueil", "1", "", "", ""] in ours
    assert not any(cell.startswith("=") for line in ours for cell in line)


def test_the_journal_holds_a_commitment_and_not_the_unit(world):
    breach = happened(world, "Addictologie")
    told = journal.payload_of(JournalEntry.objects.get(kind="incident.reported"))
    assert told["unit"] == journal.commitment(breach, "unit")
    assert "Addictologie" not in json.dumps(told)


def test_the_staff_form_keeps_the_unit_and_suggests_former_ones_to_its_own_people_only(world, client_for):
    happened(world, "Accueil")
    address = f"/signaler/{world.organisation.report_token}/"
    with time_machine.travel(SATURDAY, tick=False):
        inside, outside = (each.get(address).content.decode() for each in (client_for(world.alice), Client()))
        sent = {
            "once": str(uuid.uuid4()), "summary": "Un fax est parti.", "detected_at_date": "2026-09-11",
            "detected_at_hour": "15 h 05", "unit": "  Standard   central ",
        }  # fmt: skip
        assert Client().post(address, sent).status_code == 302
    assert '<option value="Accueil">' in inside
    assert "Accueil" not in outside
    assert Breach.objects.filter(unit="Standard central").count() == 1


def test_the_short_form_keeps_the_unit_and_suggests_it_next_time(world, client_for):
    with time_machine.travel(SATURDAY, tick=False):
        client = client_for(world.bob)
        client.post("/violations/courte/", answers(where="Secrétariat <b>"))
        shown = client.get("/violations/courte/").content.decode()
    assert Breach.objects.get().unit == "Secrétariat <b>"
    assert '<option value="Secrétariat &lt;b&gt;">' in shown


def test_the_awareness_reason_of_the_short_form_is_what_was_typed(world, client_for):
    with time_machine.travel(SATURDAY, tick=False):
        client_for(world.bob).post("/violations/courte/", answers(how_known="Le facteur l’a rapporté."))
    assert Breach.objects.get().awareness_times.get().reasons == "Le facteur l’a rapporté."
