"""The package for the print shop: opened by another tool, recounted from its PDFs, refused whole or handed over whole."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from pypdf import PdfReader

from breaches import journal
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
from notify.recipients import store
from notify.recipients.models import PrivateFile, Recipient
from notify.recipients.store import StoreFullError

from .conftest import SATURDAY
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
    assert TOOL == f"notify {version[1]}"


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
