"""`manage.py play`: exit codes, the throw-away database, and what it writes."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection
from jsonschema import Draft202012Validator

import notify.pdf
from breaches.models import Breach, JournalEntry
from notify.letters.stamped import compiled
from notify.pdf import PdfUnavailableError
from notify.scenarios.throwaway import template_database, throw_away_database
from tests.scenarios.conftest import CONFIRMED, HEAD, PRODUCED, REPORTED, line_of

Written = Callable[..., Path]
pytestmark = pytest.mark.django_db


def run(*arguments: object, **options: object) -> str:
    output = io.StringIO()
    call_command("play", *map(str, arguments), stdout=output, stderr=output, **options)
    return output.getvalue()


def code(*arguments: object) -> tuple[int, str]:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return caught.value.returncode, str(caught.value)


def test_a_play_in_the_throw_away_database_leaves_no_trace(written: Written) -> None:
    said = run(written(CONFIRMED + "  - expect: {state: confirmed}\n"))
    assert "2 événements joués sur 2, dont 0 refus attendus ; 1 attentes tenues sur 1" in said
    assert not Breach.objects.exists()


def test_the_throw_away_database_is_a_copy_of_one_template(settings: Any) -> None:
    template = template_database()
    before = template.stat().st_mtime_ns
    with throw_away_database() as folder:
        assert connection.vendor == "sqlite"
        assert Path(connection.settings_dict["NAME"]).parent == folder
        assert Path(settings.PRIVATE_DIR).parent == folder
        assert not JournalEntry.objects.exists()
    assert not folder.exists()
    assert template_database().stat().st_mtime_ns == before


def test_a_failed_expectation_is_code_1_with_line_found_and_expected(written: Written) -> None:
    file = written(CONFIRMED + "  - expect: {state: closed}\n")
    line = line_of(file, "state: closed")
    assert code(file) == (1, f"essai.yaml, ligne {line}, expect.state : trouvé « confirmed », attendu « closed »")


def test_an_event_refused_against_expectation_is_code_1(written: Written) -> None:
    file = written(REPORTED + '  - {at: "2026-09-14T09:00+02:00", by: bob, do: close}\n')
    returned, said = code(file)
    assert returned == 1
    assert f"ligne {line_of(file, 'do: close')}, close par bob : trouvé OutOfOrderError" in said


@pytest.mark.parametrize(
    "arguments", [["absent.yaml"], ["{file}", "--start", "hier"], ["{file}", "--letters", "-1"], ["{unfit}"]]
)
def test_what_does_not_fit_is_code_2(written: Written, arguments: list[str]) -> None:
    unfit = written("  - {at: hier, do: wait}\n", name="faux.yaml")
    names = {"file": written(REPORTED), "unfit": unfit}
    assert code(*(argument.format(**names) for argument in arguments))[0] == 2


def test_missing_libraries_are_code_3_and_the_play_stops_where_paper_begins(
    written: Written, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing() -> None:
        raise PdfUnavailableError

    compiled.cache_clear()  # a letter compiled before would need no library any more
    monkeypatch.setattr(notify.pdf, "_engine", missing)
    returned, said = code(written(PRODUCED), "--out", tmp_path / "out")
    assert returned == 3
    assert "libpango" in said
    found = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert found["paper_missing"]
    assert found["events"]["played"] == 6
    assert found["breach"]["communications"][0]["recipients"]["read"] == 15


def test_played_into_the_database_the_second_call_does_nothing(written: Written) -> None:
    file = written(CONFIRMED)
    run(file, "--into", "--start", "now-30h")
    entries = JournalEntry.objects.count()
    assert "déjà jouée" in run(file, "--into", "--start", "now-30h")
    assert JournalEntry.objects.count() == entries
    assert Breach.objects.count() == 1


def test_a_failed_play_into_the_database_says_that_nothing_changed(written: Written) -> None:
    returned, said = code(written(REPORTED + "  - expect: {state: closed}\n"), "--into", "--start", "now-30h")
    assert returned == 1
    assert "La base est restée comme elle était." in said
    assert not Breach.objects.exists()


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Path:
    """One play for the tests that only read its files; two former files stand in the folder."""
    folder = tmp_path_factory.mktemp("play")
    out = folder / "out"
    (out / "lettres").mkdir(parents=True)
    (out / "lettres" / "lot-ancien.pdf").write_bytes(b"old")
    (out / "a-moi.txt").write_text("kept")
    events = PRODUCED + (
        '  - {at: "2026-09-14T14:00+02:00", by: bob, do: prepare_notification, with: {phase: initial}}\n'
        '  - {at: "2026-09-14T14:10+02:00", by: bob, do: submit, with: {what: notification}}\n'
        '  - {at: "2026-09-14T14:20+02:00", by: carla, do: approve, with: {what: notification}}\n'
    )
    (folder / "essai.yaml").write_text(HEAD + events, encoding="utf-8")
    with django_db_blocker.unblock():
        run(folder / "essai.yaml", "--letters", 2, "--out", out)
    return out


def test_what_a_play_writes_is_what_a_user_would_hold(outputs: Path) -> None:
    names = {path.relative_to(outputs).as_posix() for path in outputs.rglob("*") if path.is_file()}
    assert names == {
        "a-moi.txt", "summary.json", "registre.csv", "echeances.ics", "notification-1-initial.json",
        "notification-1-initial.pdf", "rejets.csv", "epreuves.pdf",
        "lettres/lot-2026-001-courrier-001.pdf", "lettres/manifest.csv", "lettres/control.json",
    }  # fmt: skip
    assert all(path.read_bytes().startswith(b"%PDF") for path in outputs.rglob("*.pdf"))
    schema = json.loads((Path(django_settings.BASE_DIR) / "docs" / "summary.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads((outputs / "summary.json").read_text()))


def test_manifest_control_and_files_tell_the_same(outputs: Path) -> None:
    control = json.loads((outputs / "lettres" / "control.json").read_text())[0]
    text = (outputs / "lettres" / "manifest.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == control["letters"] == control["recipients"]
    assert [int(row["rang"]) for row in rows] == list(range(1, len(rows) + 1))
    assert len({row["lettre"] for row in rows}) == len(rows)
    rendered = [lot for lot in control["lots"] if not lot["simulated"]]
    assert [lot["letters"] for lot in rendered] == [2]
    data = (outputs / "lettres" / rendered[0]["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == rendered[0]["sha256"]
    assert control["remainder"] == 0
    assert {row["fichier"] for row in rows} == {rendered[0]["file"], ""}


def test_the_register_and_the_notification_speak_of_the_breach(outputs: Path) -> None:
    register = list(csv.reader(io.StringIO((outputs / "registre.csv").read_text(encoding="utf-8-sig")), delimiter=";"))
    assert len(register) == 2
    assert "2026-001" in register[1]
    notification = json.loads((outputs / "notification-1-initial.json").read_text())
    assert notification["etat"] == "approved"
    assert notification["answers"]["type_notification"] == "initial"
