"""The package for the print shop: opened by another tool, recounted from its PDFs, whole or not at all."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from breaches import journal, operations
from breaches.models import Communication, JournalEntry
from breaches.permissions import PermissionRefusedError
from notify.letters.models import Lot, Package
from notify.letters.package.control import TOOL
from notify.letters.package.errors import (
    LotAlteredError,
    LotSimulatedError,
    LotsMissingError,
    LotWithoutTableError,
    MailevaLimitError,
    NothingToPackError,
    SeparatorsRefusedError,
)
from notify.letters.package.making import make_package
from notify.letters.package.options import Options
from notify.recipients import store, vault
from notify.recipients.models import PrivateFile, Recipient
from notify.recipients.store import StoreFullError

from .conftest import LETTER, PASSWORD, SATURDAY
from .mailing_world import approved, imported, proved, started, worked

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
SEVEN_ZIP = shutil.which("7z") or shutil.which("7zz") or os.environ.get("NOTIFY_TEST_7Z", "")


def ready(world, communication, *lines, lot_letters=2):
    row = imported(communication, world.david, SATURDAY, *lines)
    row = approved(row, world.bob, world.carla, SATURDAY)
    row = proved(row, world.david, world.bob, world.carla, now=SATURDAY)
    return started(row, world.david, SATURDAY, lot_letters)


@pytest.fixture
def produced(world, draft_communication):
    """Three letters in two lots, all made; the third goes abroad."""
    row = ready(world, draft_communication)
    worked(SATURDAY)
    return Communication.objects.get(pk=row.pk)


def packed(world, row, **options):
    return make_package(actor=world.david, communication_id=row.pk, options=Options(**options), now=SATURDAY)


def opened(made, tmp_path):
    """The files of the archive, by a tool that is none of ours: 7-Zip."""
    if not SEVEN_ZIP:
        pytest.skip("no 7z on this machine (NOTIFY_TEST_7Z names it)")
    archive = tmp_path / f"{made.package.pk}.zip"
    archive.write_bytes(store.read(made.package.file))
    target = tmp_path / str(made.package.pk)
    done = extracted(archive, target, made.password)
    assert done.returncode == 0, done.stdout
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


def extracted(archive, target, password):
    return subprocess.run(
        [SEVEN_ZIP, "x", f"-p{password}", f"-o{target}", "-y", str(archive)],
        capture_output=True,
        text=True,
        check=False,
    )


def table(data):
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def own_digest(streams, resources):
    """The rule of LISEZMOI.txt written a second time, on pikepdf."""
    made = hashlib.sha256()
    for stream in streams:
        made.update(stream.read_bytes())
    objects = resources.get("/XObject", {}) if resources is not None else {}
    for name in sorted(objects.keys()):
        inner = objects[name]
        made.update(name.encode() + own_digest([inner], inner.get("/Resources")))
    return made.digest()


def letter_digest(pdf, first, count):
    pages = []
    for page in list(pdf.pages)[first - 1 : first - 1 + count]:
        contents = page.obj.get("/Contents")
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        pages.append(own_digest(streams, page.obj.get("/Resources")))
    return hashlib.sha256(b"".join(pages)).hexdigest()


def recounted(files):
    """Every line of the manifest against the PDFs; returns the lines."""
    lines = table(files["manifest.csv"])
    documents = {name: pikepdf.open(io.BytesIO(data)) for name, data in files.items() if name.endswith(".pdf")}
    for line in lines:
        name = next(name for name in documents if name.endswith(f"_{line['batch']}.pdf"))
        first, count = int(line["page_start"]), int(line["page_count"])
        assert letter_digest(documents[name], first, count) == line["sha256"]
        assert first % 2 == 1
        assert int(line["sheets"]) == (count + 1) // 2
        text = [page.extract_text() for page in PdfReader(io.BytesIO(files[name])).pages]
        assert all(line["letter_id"] in page for page in text[first - 1 : first - 1 + count])
        assert line["line6"] in " ".join(text[first - 1].split())
        assert len(text) >= first - 1 + 2 * int(line["sheets"])
        assert sum(line["letter_id"] in page for page in text if "Feuille de séparation" not in page) == count
    return lines


def test_the_archive_opens_with_its_password_in_another_tool_and_with_no_other(world, produced, tmp_path):
    made = packed(world, produced)
    files = opened(made, tmp_path)
    reference = produced.breach.reference
    names = {f"batch_{reference}_001.pdf", f"batch_{reference}_002.pdf"}
    assert set(files) == names | {"manifest.csv", "control.json", "LISEZMOI.txt"}
    archive = next(tmp_path.glob("*.zip"))
    wrong = extracted(archive, tmp_path / "wrong", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
    assert wrong.returncode != 0
    assert not any(path.stat().st_size for path in (tmp_path / "wrong").rglob("*") if path.is_file())
    assert b"manifest.csv" in archive.read_bytes()
    assert b"QUEMENEUR" not in archive.read_bytes()
    assert re.fullmatch(r"([A-HJKMNP-Z2-9]{5}-){4}[A-HJKMNP-Z2-9]{5}", made.password)
    assert packed(world, produced).password != made.password


def test_every_line_of_the_manifest_is_recomputed_from_the_pdf(world, produced, tmp_path):
    lines = recounted(opened(packed(world, produced, postage="FAST", colour=True), tmp_path))
    codes = list(Recipient.objects.order_by("seq").values_list("code", flat=True))
    assert [line["letter_id"] for line in lines] == codes
    assert [line["batch"] for line in lines] == ["001", "001", "002"]
    assert [line["country"] for line in lines] == ["", "", "SUISSE"]
    assert [line["envelope"] for line in lines] == ["DL", "DL", "DL45"]
    assert {(line["postage_class"], line["colour"], line["duplex"]) for line in lines} == {("FAST", "oui", "oui")}
    assert lines[0]["line1"] == "MADAME SOIZIC QUEMENEUR-ZYX"
    assert lines[0]["line4"] == "27 BIS RUE DE FOUGERES"


def test_control_json_counts_what_is_there_and_names_who_approved_by_their_ids(world, produced, tmp_path):
    made = packed(world, produced)
    files = opened(made, tmp_path)
    control = json.loads(files["control.json"])
    lines = table(files["manifest.csv"])
    told = {name: one["sha256"] for name, one in control["files"].items()}
    assert told == {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "control.json"}
    assert control["letters"] == len(lines) == made.package.letters == 3
    assert control["pages"] == sum(int(line["page_count"]) for line in lines) == made.package.pages
    assert control["sheets"] == sum(int(line["sheets"]) for line in lines) == made.package.sheets
    assert control["approved_by"] == [str(world.carla.pk)]
    assert sorted(control["proof_signed_by"]) == sorted([str(world.bob.pk), str(world.carla.pk)])
    assert control["template_sha256"] == "0" * 64
    assert not any(name in files["control.json"].decode() for name in ("Bob", "Carla", "QUEMENEUR"))
    assert "letter_id;status;date;deposit_slip" in files["LISEZMOI.txt"].decode("utf-8-sig")
    pages = {name: len(PdfReader(io.BytesIO(files[name])).pages) for name in told if name.endswith(".pdf")}
    assert pages == {name: control["files"][name]["pages"] for name in pages}


def test_the_tool_names_the_version_of_the_project():
    project = (ROOT / "pyproject.toml").read_text()
    version = re.search(r'^version = "([^"]+)"', project, re.MULTILINE)
    assert version
    assert f"notify {version[1]}" == TOOL


@pytest.mark.parametrize("separate", [None, 0, 1])
def test_print_files_keep_saying_that_they_are_pdf_a_and_carry_their_fonts(world, produced, tmp_path, separate):
    files = opened(packed(world, produced, separate=separate), tmp_path)
    control = json.loads(files["control.json"])
    for name in (name for name in files if name.endswith(".pdf")):
        document = pikepdf.open(io.BytesIO(files[name]))
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "U")
        assert control["files"][name]["pdf_a"] == "3U"
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert document.Root.OutputIntents[0].DestOutputProfile.read_bytes()
        assert "/ID" in document.trailer
        assert "/Encrypt" not in document.trailer
        for page in document.pages:
            for font in page.obj.get("/Resources", {}).get("/Font", {}).values():
                descriptor = font.get("/DescendantFonts", [font])[0].FontDescriptor
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


@pytest.mark.parametrize("separate,expected", [(0, 2), (1, 3), (2, 2)])
def test_separator_sheets_are_counted_apart_and_shift_the_pages(world, produced, tmp_path, separate, expected):
    files = opened(packed(world, produced, separate=separate), tmp_path)
    lines = recounted(files)
    control = json.loads(files["control.json"])
    assert len(lines) == 3
    assert control["separator_sheets"] == expected
    for name, told in control["files"].items():
        if not name.endswith(".pdf"):
            continue
        text = [page.extract_text() for page in PdfReader(io.BytesIO(files[name])).pages]
        found = [number for number, page in enumerate(text, 1) if "Feuille de séparation" in page]
        assert found == told["separators_on_pages"]
        assert all(not text[number].strip() for number in found)
        assert len(text) == told["pages"]
        assert not any("MADAME" in text[number - 1] for number in found)
    assert sum(len(told.get("separators_on_pages", [])) for told in control["files"].values()) == expected


def test_the_journal_tells_counts_and_the_hash_of_the_archive_and_no_password(world, produced):
    made = packed(world, produced)
    told = journal.payload_of(JournalEntry.objects.get(kind="package.made"))
    assert told["sha256"] == hashlib.sha256(store.read(made.package.file)).hexdigest() == made.package.file.sha256
    assert (told["letters"], told["files"], told["form"]) == (3, 2, "generic")
    everything = "".join(JournalEntry.objects.values_list("body", flat=True))
    assert made.password not in everything
    assert made.password.encode() not in b"".join(
        path.read_bytes() for path in Path(settings.PRIVATE_DIR).rglob("*") if path.is_file()
    )


# ---------------------------------------------------------------- refused, with place and reason
def nothing_kept():
    assert not Package.objects.exists()
    assert not PrivateFile.objects.filter(purpose="package").exists()
    assert not JournalEntry.objects.filter(kind="package.made").exists()
    assert not list(Path(settings.PRIVATE_DIR).rglob("*.part"))


def test_zero_letters_are_refused_by_the_name_of_the_communication(world, draft_communication):
    with pytest.raises(NothingToPackError) as error:
        packed(world, draft_communication)
    assert "« courrier » : zéro lettre" in str(error.value)
    nothing_kept()


def test_a_lot_that_is_not_produced_is_named(world, draft_communication):
    row = ready(world, draft_communication)
    Communication.objects.filter(pk=row.pk).update(letters_produced=1)
    with pytest.raises(LotsMissingError) as error:
        packed(world, row)
    assert "Lots 1, 2" in str(error.value)
    nothing_kept()


def test_lots_that_were_never_printed_are_refused(world, produced):
    Lot.objects.filter(number=2).update(simulated=True)
    with pytest.raises(LotSimulatedError):
        packed(world, produced)
    nothing_kept()


def test_a_lot_without_its_table_is_refused_by_its_number(world, produced):
    Lot.objects.filter(number=2).update(places=None)
    with pytest.raises(LotWithoutTableError) as error:
        packed(world, produced)
    assert "Lot 2" in str(error.value)
    nothing_kept()


def test_letters_of_another_file_than_the_journal_tells_of_are_refused(world, produced):
    Lot.objects.filter(number=2).update(sha256="0" * 64)
    with pytest.raises(LotAlteredError) as error:
        packed(world, produced)
    assert "Lot 2" in str(error.value)
    nothing_kept()


def test_a_letter_whose_row_has_another_code_is_refused(world, produced):
    Recipient.objects.filter(seq=3).update(code="AAAA-AAAA-AA")
    with pytest.raises(LotAlteredError):
        packed(world, produced)
    nothing_kept()


@pytest.mark.parametrize("who", ["alice", "bob", "carla", "eve", "dan"])
def test_only_the_mailing_room_makes_a_package(world, produced, who):
    with pytest.raises(PermissionRefusedError):
        make_package(actor=getattr(world, who), communication_id=produced.pk, options=Options(), now=SATURDAY)
    nothing_kept()


@pytest.fixture
def small_disk(tmp_path, settings):
    """A real file system of 1 MiB; the lots are reached through links, what is written lands on it."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this process may not mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_refused_with_the_place_and_leaves_no_half_package(world, produced, small_disk, settings):
    before = Path(settings.PRIVATE_DIR)
    for path in before.rglob("*"):
        if path.is_file():
            (small_disk / path.parent.name).mkdir(exist_ok=True)
            (small_disk / path.parent.name / path.name).symlink_to(path)
    settings.PRIVATE_DIR = small_disk
    (small_disk / "filling").write_bytes(b"\x00" * (shutil.disk_usage(small_disk).free - 24 * 1024))
    with pytest.raises(StoreFullError) as error:
        packed(world, produced)
    assert str(small_disk) in str(error.value)
    nothing_kept()
    (small_disk / "filling").unlink()
    made = packed(world, produced)
    assert made.package.letters == 3


@pytest.mark.django_db(transaction=True)  # an open transaction cannot be copied
@pytest.mark.parametrize("point,left", [("package.between_files", ".part"), ("package.before_commit", "")])
def test_a_kill_leaves_no_package(world, produced, tmp_path, vendor, point, left):
    """A process of its own, killed by itself at the point; the record is read from its database afterwards."""
    if vendor != "sqlite":
        pytest.skip("the record of this test is copied to a process of its own: SQLite only")
    home = tmp_path / "home"
    shutil.copytree(settings.PRIVATE_DIR, home / "private" / "demo")
    known = set(home.rglob("*"))
    connection.ensure_connection()
    copy = sqlite3.connect(home / "demo.sqlite3")
    connection.connection.backup(copy)
    copy.close()
    env = {name: value for name, value in os.environ.items() if name != "NOTIFY_DATABASE_URL"} | {
        "NOTIFY_VAR": str(home),
        "NOTIFY_PROFILE": "demo",
        "NOTIFY_KEK": settings.NOTIFY_KEK,
        "NOTIFY_SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, "manage.py", "package", str(produced.pk), "--as", world.david.email]
    kill = {"NOTIFY_KILL_AT": point, "NOTIFY_KILL_FLAG": str(home / "flag")}
    killed = subprocess.run(command, cwd=ROOT, env=env | kill, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert counted(home) == (0, 0)
    new = [path for path in home.rglob("*") if path not in known and path.is_file() and "private" in path.parts]
    assert [path.suffix for path in new] == [left]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert counted(home) == (1, 1)
    assert re.search(r"mot de passe, .* : ([A-Z2-9]{5}-){4}[A-Z2-9]{5}$", done.stdout.strip())


def counted(home):
    """Packages and their entries in the journal, as another process finds them."""
    copy = sqlite3.connect(home / "demo.sqlite3")
    try:
        packages = copy.execute("SELECT count(*) FROM letters_package").fetchone()[0]
        told = copy.execute("SELECT count(*) FROM breaches_journalentry WHERE kind = 'package.made'").fetchone()[0]
    finally:
        copy.close()
    return packages, told


def test_the_command_says_why_it_refuses(world, draft_communication):
    row = str(draft_communication.pk)
    for communication, email, reason in (
        (row, world.david.email, "zéro lettre"),
        ("nothing", world.david.email, "n’existe pas"),
        (row, world.dan.email, "aucun membre"),
        (row, world.bob.email, "Il revient à"),
    ):
        with pytest.raises(CommandError, match=reason):
            call_command("package", communication, f"--as={email}")
    nothing_kept()


# ---------------------------------------------------------------- Maileva
def test_the_maileva_plan_gives_each_recipient_their_pages_within_the_limits(world, produced, tmp_path):
    files = opened(packed(world, produced, kind="maileva", postage="FAST"), tmp_path)
    plan = json.loads(files["envoi_001/envoi.json"])
    people = json.loads(files["envoi_001/destinataires.json"])["import_recipients"]
    assert plan["sending"]["postage_type"] == "FAST"
    assert plan["sending"]["with_health_data"] is True
    assert len(plan["sending"]["custom_id"]) <= 38
    assert [one["file"] for one in plan["documents"]] == ["document_01.pdf", "document_02.pdf"]
    assert [one["country_code"] for one in people] == ["FR", "FR", "CH"]
    for one in people:
        (pages,) = one["documents_override"]
        text = [page.extract_text() for page in PdfReader(io.BytesIO(files[f"envoi_001/{pages['document_id']}"])).pages]
        mine = text[pages["start_page"] - 1 : pages["end_page"]]
        assert mine
        assert all(one["custom_id"] in page for page in mine)
        assert sum(one["custom_id"] in page for page in text) == len(mine)
        assert "address_line_1" not in one
        assert one["address_line_2"] in " ".join(mine[0].split())
        assert len(one["custom_id"]) <= 32
    lines = table(files["envoi_001/destinataires.csv"])
    assert [line["custom_id"] for line in lines] == [one["custom_id"] for one in people]
    assert "manifest.csv" not in files


def test_what_breaks_a_limit_of_maileva_is_refused_by_line_and_nothing_is_kept(world, produced):
    key = produced.key_of
    keys = store.opened(key)
    place = {"organisation": key.organisation_id, "campaign": key.pk}
    second = Recipient.objects.get(seq=2)
    record = vault.open_row(keys, **place, row_id=second.pk, blob=second.blob)
    record["address"] = [*record["address"][:5], "3500 RENNES"]
    Recipient.objects.filter(pk=second.pk).update(blob=vault.seal_row(keys, **place, row_id=second.pk, record=record))
    with pytest.raises(MailevaLimitError) as error:
        packed(world, produced, kind="maileva")
    assert f"{second.line} (ligne 6" in str(error.value)
    assert "refuserait 1 lettres" in str(error.value)
    assert "WAUTRELOT" not in str(error.value)
    nothing_kept()
    with pytest.raises(SeparatorsRefusedError):
        packed(world, produced, kind="maileva", separate=0)
    nothing_kept()


# ---------------------------------------------------------------- page and return
def url(name, row, **more):
    return reverse(name, kwargs={"communication_id": row.pk} | more)


def flat(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


CHOICES = {"kind": "generic", "postage": "ECONOMIC", "separators": ""}


def test_the_page_shows_the_password_once_and_the_archive_leaves_after_the_journal_says_so(
    world, client_for, produced, tmp_path
):
    client = client_for(world.david)
    assert url("packages", produced) in flat(client.get(url("mailing", produced)))
    assert client.post(url("packages", produced), CHOICES).status_code == 422
    assert not Package.objects.exists()
    response = client.post(url("packages", produced), CHOICES | {"password": PASSWORD})
    assert response["Cache-Control"] == "no-store"
    password = re.search(r"<code>((?:[A-Z2-9]{5}-){4}[A-Z2-9]{5})</code>", flat(response))
    assert password
    package = Package.objects.get()
    again = flat(client.get(url("packages", produced)))
    assert password[1] not in again
    link = url("package_file", produced, package_id=package.pk)
    assert link in again
    archive = client.get(link)
    (tmp_path / "got.zip").write_bytes(archive.content)
    assert hashlib.sha256(archive.content).hexdigest() == package.file.sha256
    told = journal.payload_of(JournalEntry.objects.get(kind="package.downloaded"))
    assert told["sha256"] == package.file.sha256
    if SEVEN_ZIP:
        assert extracted(tmp_path / "got.zip", tmp_path / "got", password[1]).returncode == 0


def test_nobody_else_reaches_the_package(world, client_for, produced):
    made = packed(world, produced)
    for who in ("bob", "carla", "eve", "dan"):
        client = client_for(getattr(world, who))
        assert client.get(url("packages", produced)).status_code == 403
        assert client.get(url("package_file", produced, package_id=made.package.pk)).status_code == 403
        assert client.post(url("package_return", produced)).status_code == 403
    other = operations.prepare_communication(
        actor=world.david, breach_id=produced.breach_id, now=SATURDAY, key="autre", population="patients",
        channel="post", letter=LETTER,
    )  # fmt: skip
    elsewhere = url("package_file", other, package_id=made.package.pk)
    assert client_for(world.david).get(elsewhere).status_code == 404
    assert not JournalEntry.objects.filter(kind="package.downloaded").exists()


def test_a_refusal_stays_beside_its_field(world, client_for, produced):
    chosen = CHOICES | {"kind": "maileva", "separators": "50", "password": PASSWORD}
    response = client_for(world.david).post(url("packages", produced), chosen)
    assert response.status_code == 422
    assert "Maileva n’accepte pas de feuille de séparation" in flat(response)
    nothing_kept()


def test_the_return_is_reconciled_line_by_line(world, client_for, produced):
    operations.hand_over(actor=world.david, communication_id=produced.pk, now=SATURDAY)
    one, two, _three = Recipient.objects.order_by("seq").values_list("code", flat=True)
    lines = ["letter_id;status;date;deposit_slip", f"{one};POSTED;2026-09-14;B-77", f"{two};SPOILED;2026-09-14;"]
    lines += ["7KD4-XXXX-00;POSTED;2026-09-14;B-77", f"{one};SPOILED;2026-09-15;"]
    sent = SimpleUploadedFile("retour.csv", "\r\n".join(lines).encode("utf-8-sig"))
    page = flat(client_for(world.david).post(url("package_return", produced), {"file": sent}))
    assert "Code inconnu : lignes 4" in page
    assert "Lettre déjà citée plus haut : lignes 5" in page
    assert "Lettres remises" in page
    assert ">Écart<" not in page
    told = journal.payload_of(JournalEntry.objects.get(kind="package.returned"))
    counts = {name: told[name] for name in ("posted", "spoiled", "under_way", "silent", "foreign")}
    assert counts == {"posted": 1, "spoiled": 1, "under_way": 0, "silent": 1, "foreign": 1}
    assert PrivateFile.objects.filter(purpose="return").count() == 1


def test_a_return_before_the_hand_over_is_refused(world, client_for, produced):
    sent = SimpleUploadedFile("retour.csv", b"letter_id;status;date;deposit_slip\r\n")
    response = client_for(world.david).post(url("package_return", produced), {"file": sent})
    assert response.status_code == 422
    assert "En production" in flat(response)
    assert not JournalEntry.objects.filter(kind="package.returned").exists()
    assert not PrivateFile.objects.filter(purpose="return").exists()
