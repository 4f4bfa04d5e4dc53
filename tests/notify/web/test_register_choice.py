"""Registre: each filter keeps what it says, in files and on screen; every format says the same, as text."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from breaches import operations
from breaches.models import AuthorityNotification, Breach
from breaches.operations import OldLine, Report
from notify.dossier.register import COLUMNS
from notify.dossier.register_ods import MIMETYPE, sheet_of
from tests.notify.web.conftest import ASSESSED, AWARE, CONFIRMED, FRIDAY, World

pytestmark = pytest.mark.django_db
HOSTILE = '=HYPERLINK("http://exemple.invalid";"<script>")'
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@pytest.fixture
def dismissed(world: World) -> Breach:
    """A near-miss: nothing personal in it."""
    report = operations.report_incident(actor=world.alice, now=FRIDAY, report=Report(summary="Un badge trouvé."))
    return operations.dismiss_breach(
        actor=world.bob, breach_id=report.breach_id, now=CONFIRMED, reasons="Badge vierge, aucune donnée."
    )


@pytest.fixture
def former(world: World) -> None:
    """Two lines of an old register."""
    operations.take_over_register(
        actor=world.bob, now=ASSESSED, sha256="d" * 64,
        lines=[
            OldLine(2, FRIDAY.date().replace(year=2023), {
                "reference": "A-7", "aware_at": "11/09/2023", "facts": HOSTILE, "nature": "Confidentialité",
                "authority": "Oui, le lendemain", "persons": "1 200", "causes": "Acte interne accidentel",
            }),
            OldLine(3, FRIDAY.date().replace(year=2022), {"aware_at": "2022-09-11", "facts": "Un courrier ouvert."}),
        ],
    )  # fmt: skip


def found(client: Client, **query: str) -> list[str]:
    """Identifiers of the rows that a filter keeps, in their order."""
    text = client.get(reverse("register_csv"), query).content.decode("utf-8-sig")
    return [row["Identifiant"] for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=";")]


def test_each_filter_keeps_what_it_names(
    world: World, filed_notification: AuthorityNotification, dismissed: Breach, former: None,
    client_for: Callable[..., Client],
) -> None:  # fmt: skip
    client, ours, near, old = client_for(world.bob), filed_notification.breach.reference, dismissed.reference, "A-7"

    assert found(client) == [ours, near, old, "ancien, ligne 3"]
    assert found(client, outcome="dismissed") == [near]
    assert found(client, outcome="notified") == [ours, old]
    assert found(client, state="former") == [old, "ancien, ligne 3"]
    assert found(client, cause="internal_accidental") == [old]
    assert found(client, nature="confidentiality") == [ours, old]
    assert found(client, since="2023-01-01", until="2023-12-31") == [old]
    assert found(client, subjects="informed") == []
    assert found(client, late="yes") == []
    assert found(client, sort="-persons")[:2] == [ours, old]
    assert found(client, sort="title")[0] == old


def test_a_breach_whose_72_hours_are_over_is_late_until_it_is_notified_and_after(
    world: World, assessed_breach: Breach, former: None, client_for: Callable[..., Client], time_machine: Any
) -> None:
    client = client_for(world.bob)

    time_machine.move_to(AWARE + timedelta(hours=71), tick=False)
    assert found(client, late="yes") == []
    time_machine.move_to(AWARE + timedelta(hours=73), tick=False)
    assert found(client, late="yes") == [assessed_breach.reference]
    assert "En retard sur les 72" in client.get(reverse("register")).content.decode()


def test_the_search_ignores_accents_and_case_and_reads_the_free_texts_of_the_facts(
    world: World, filed_notification: AuthorityNotification, dismissed: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)

    assert found(client, q="BADGE trouve") == [dismissed.reference]
    assert found(client, q="patiénte article") == [filed_notification.breach.reference]
    assert found(client, q=filed_notification.breach.reference) == [filed_notification.breach.reference]


def test_a_period_that_ends_before_it_starts_is_said_beside_its_end_and_nothing_typed_is_lost(
    world: World, client_for: Callable[..., Client]
) -> None:
    page = client_for(world.bob).get(reverse("register"), {"since": "2026-05-01", "until": "2026-04-01", "q": "badge"})

    text = page.content.decode()
    assert page.status_code == 200
    assert "Cette date précède le début de la période" in text
    assert 'value="2026-05-01"' in text
    assert 'value="badge"' in text


def test_a_line_of_an_old_register_is_marked_and_leads_to_no_file(
    world: World, former: None, client_for: Callable[..., Client]
) -> None:
    text = client_for(world.bob).get(reverse("register")).content.decode()

    rows = text.split('<ul class="rows register">', 1)[1].split("</ul>", 1)[0]
    assert " ".join(rows.split()).replace("\u00a0", " ").count("A-7 · Repris d’un ancien registre ·") == 1
    assert "<a " not in rows
    assert "En retard" not in rows


def test_every_format_has_every_row_and_formulas_stay_text(
    world: World, filed_notification: AuthorityNotification, former: None, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    place = [key for key, _label in COLUMNS].index("facts")

    sheet = load_workbook(io.BytesIO(client.get(reverse("register_xlsx")).content)).active
    lines = ods_lines(client.get(reverse("register_ods")).content)

    assert [cell.data_type for cell in sheet[3]][place] == "s"
    assert sheet.cell(3, place + 1).value == HOSTILE
    assert [line[place] for line in lines][2] == HOSTILE
    assert [line[0] for line in lines] == ["Identifiant", filed_notification.breach.reference, "A-7", "ancien, ligne 3"]


def ods_lines(content: bytes) -> list[list[str]]:
    """The texts of the sheet, read strictly: type first and stored, strings only, no formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert package.read("mimetype").decode() == MIMETYPE
        manifest = package.read("META-INF/manifest.xml").decode()
        assert all(f'full-path="{name}"' in manifest for name in ("/", "content.xml", "styles.xml"))
        assert b"formula" not in package.read("content.xml")
        tree = ElementTree.fromstring(package.read("content.xml"))
    lines = []
    for row in tree.iter(f"{TABLE}table-row"):
        cells = row.findall(f"{TABLE}table-cell")
        assert {cell.get(f"{OFFICE}value-type") for cell in cells} <= {"string", None}
        lines.append(["\n".join(_paragraph(p) for p in cell.findall(f"{TEXT}p")) for cell in cells])
    return lines


def _paragraph(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        parts.append("\t" if child.tag == f"{TEXT}tab" else " " * int(child.get(f"{TEXT}c")))
        parts.append(child.tail or "")
    return "".join(parts)


@pytest.mark.parametrize("text", ["=1+1", "+33 2", "-5", "@x", "<&>\"'", "a  b", " a ", "a\tb", "deux\nlignes", "é’€"])
def test_an_ods_cell_reads_back_as_it_was_written(text: str) -> None:
    assert ods_lines(sheet_of("A & B", ["Titre"], [[text]])) == [["Titre"], [text]]


def test_a_character_that_xml_forbids_does_not_break_the_sheet() -> None:
    assert ods_lines(sheet_of("A", ["T"], [["a\x0bb"]])) == [["T"], ["a\ufffdb"]]


def test_the_pdf_is_landscape_tagged_and_says_that_nobody_validated_it(
    world: World, filed_notification: AuthorityNotification, former: None, client_for: Callable[..., Client]
) -> None:
    answer = client_for(world.bob).get(reverse("register_pdf"), {"outcome": "notified"})

    reader = PdfReader(io.BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert answer["Content-Type"] == "application/pdf"
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert "PDF balisé, non validé" in text.replace("\n", " ")
    assert "V-2026-000123" in text
    assert "ancien, ligne 3" not in text
    assert "Repris d’un ancien registre" in reader.pages[0].extract_text().replace("\n", " ")


def test_the_page_costs_the_same_queries_for_one_breach_and_for_many(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client],
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    client = client_for(world.bob)
    client.get(reverse("register"))
    with django_assert_num_queries(QUERIES + PREFETCHED):
        client.get(reverse("register"))
    for rank in range(12):
        report = operations.report_incident(actor=world.alice, now=FRIDAY, report=Report(summary=f"Incident {rank}."))
        operations.confirm_breach(
            actor=world.bob, breach_id=report.breach_id, now=CONFIRMED, aware_at=AWARE, reasons="Vu.", title=f"V{rank}"
        )
    with django_assert_num_queries(QUERIES + PREFETCHED):
        assert client.get(reverse("register")).context["count"] == 13


def test_old_lines_cost_one_query_whatever_their_number(
    world: World, former: None, client_for: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    client = client_for(world.bob)
    client.get(reverse("register"))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("register"))
    operations.take_over_register(
        actor=world.bob, now=ASSESSED, sha256="a" * 64,
        lines=[OldLine(n, FRIDAY.date(), {"facts": f"Ligne {n}."}) for n in range(2, 60)],
    )  # fmt: skip
    with django_assert_num_queries(QUERIES):
        assert client.get(reverse("register")).context["count"] == 60


QUERIES = 7  # of the page itself
PREFETCHED = 9  # what the columns of breaches need, once
