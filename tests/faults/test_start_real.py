"""`manage.py start_real` as real processes: a database of its own, an administrator, then the switch."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = {
    "organisation_name": "Centre hospitalier de Noirétable",
    "siren": "262500018",
    "kind": "etablissement_sante_public",
    "department": "42",
    "admin_name": "Alix Bertaud",
    "admin_email": "alix@example.org",
    "password": "une phrase longue et calme",
}


def start_real(var: Path, answers: object, *options: str) -> "subprocess.CompletedProcess[str]":
    return manage(var, answers if isinstance(answers, str) else json.dumps(answers), "start_real", *options)


def manage(var: Path, typed: str, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NOTIFY_")}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        input=typed,
        env={**inherited, "NOTIFY_VAR": str(var), "DJANGO_SETTINGS_MODULE": "notify.settings", **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A var directory in which a real start has gone well."""
    var = tmp_path_factory.mktemp("begun")
    done = start_real(var, ANSWERS, "--json")
    assert done.returncode == 0, done.stderr
    return var


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A var directory with the empty real database that a start makes first: a refusal need not wait for it again."""
    var = tmp_path_factory.mktemp("tables")
    made = manage(var, "", "migrate", "--verbosity", "0", NOTIFY_PROFILE="real")
    assert made.returncode == 0, made.stderr
    return var


def organisations(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM breaches_organisation")]


def test_a_real_start_creates_its_own_database_then_switches(begun: Path) -> None:
    assert organisations(begun / "real.sqlite3") == [ANSWERS["organisation_name"]]
    assert (begun / "profile").read_text() == "real\n"
    assert not (begun / "demo.sqlite3").exists() or (begun / "demo.sqlite3").stat().st_size == 0


def test_a_second_real_start_is_refused_and_changes_nothing(begun: Path, tmp_path: Path) -> None:
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    again = start_real(tmp_path, {**ANSWERS, "organisation_name": "Un autre", "siren": "262500026"}, "--json")
    assert again.returncode == 1
    assert "contient déjà une organisation" in again.stderr
    assert organisations(tmp_path / "real.sqlite3") == [ANSWERS["organisation_name"]]


@pytest.mark.parametrize("password", ["", "Trop-bref-1", "1qaz2wsx3edc", "demo-notify-2026"])
def test_a_weak_password_is_refused_without_being_shown_and_nothing_is_created(
    tables: Path, tmp_path: Path, password: str
) -> None:
    shutil.copytree(tables, tmp_path, dirs_exist_ok=True)
    refused = start_real(tmp_path, {**ANSWERS, "password": password}, "--json")
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: ")
    assert not password or password not in refused.stderr
    assert organisations(tmp_path / "real.sqlite3") == []
    assert not (tmp_path / "profile").exists()


@pytest.mark.parametrize("answers", ["no json", "[]", "{}", json.dumps({**ANSWERS, "role": "admin"})])
def test_answers_that_do_not_fit_are_refused_with_the_expected_keys(tmp_path: Path, answers: str) -> None:
    refused = start_real(tmp_path, answers, "--json")
    assert refused.returncode == 1
    assert "JSON" in refused.stderr or "admin_email" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "real.sqlite3").exists()


def test_without_a_terminal_what_lacks_is_named(tmp_path: Path) -> None:
    refused = start_real(tmp_path, "", "--organisation-name", "CH", "--siren", "262500018")
    assert refused.returncode == 1
    assert "--admin-email" in refused.stderr
    assert "--siren" not in refused.stderr


def test_the_password_is_no_option(tmp_path: Path) -> None:
    assert "--password" not in start_real(tmp_path, "", "--help").stdout
