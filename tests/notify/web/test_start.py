"""Commencer pour de vrai: an empty database of one's own, and the demonstration stays as it is."""

import sqlite3
from pathlib import Path

import pytest
from django.test import Client

from breaches.models import Organisation
from notify.accounts.validators import DEMO_PASSWORD
from notify.web import start
from notify.web.start import StartRefusedError, create_real

URL = "/commencer/"
ANSWERS = {
    "organisation_name": "Centre hospitalier de Noirétable", "siren": "262 500 010",
    "kind": "etablissement_sante_public", "department": "42", "admin_name": "Alix Bertaud",
    "admin_email": "alix@example.org", "password": "une phrase longue et calme",
    "password_again": "une phrase longue et calme",
}  # fmt: skip


@pytest.fixture
def var(settings, tmp_path: Path, monkeypatch) -> Path:
    """A demonstration whose var directory is the test's own."""
    settings.NOTIFY_DEMO, settings.VAR_DIR = True, tmp_path
    for name in ("NOTIFY_DATABASE_URL", "NOTIFY_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.slow
def test_the_form_creates_the_real_database_and_leaves_the_demonstration(world, client: Client, var: Path) -> None:
    answer = client.post(URL, ANSWERS)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == "/commencer/suite/"
    with sqlite3.connect(var / "real.sqlite3") as database:
        assert database.execute("SELECT name, siren FROM breaches_organisation").fetchall() == [
            ("Centre hospitalier de Noirétable", "262500010")
        ]
    assert (var / "profile").read_text() == "real\n"
    assert not Organisation.objects.filter(siren="262500010").exists()
    again = client.post(URL, ANSWERS)
    assert "contient déjà une organisation" in again.content.decode()


@pytest.mark.parametrize(
    "field, value, sentence",
    [
        ("password", DEMO_PASSWORD, "celui de la démonstration"),
        ("password", DEMO_PASSWORD.upper(), "celui de la démonstration"),
        ("password", "court", "au minimum 12"),
        ("password_again", "autre chose", "Les deux saisies diffèrent"),
        ("siren", "262500011", "clé de contrôle"),
        ("siren", "", "écrivez ses neuf chiffres"),
        ("department", "Loire", "Écrivez un numéro de département"),
        ("admin_email", "alix", "n’est pas complète"),
    ],
)
def test_an_answer_that_will_not_do_creates_nothing_and_keeps_the_rest(
    client: Client, db, var: Path, monkeypatch, field: str, value: str, sentence: str
) -> None:
    monkeypatch.setattr(start, "create_real", lambda _answers: pytest.fail("nothing may be created"))
    page = client.post(URL, ANSWERS | {field: value}).content.decode()
    assert sentence in page
    assert 'value="Alix Bertaud"' in page
    assert ANSWERS["password"] not in page
    assert list(var.glob("real*")) == []


def test_no_password_is_ever_an_argument(var: Path, monkeypatch) -> None:
    seen = {}

    def run(argv, **more):
        seen.update(argv=argv, sent=more["input"])
        raise start.subprocess.TimeoutExpired(argv, 1)

    monkeypatch.setattr(start.subprocess, "run", run)
    with pytest.raises(StartRefusedError, match="prend trop de temps"):
        create_real({"password": "une phrase longue et calme"})
    assert "une phrase longue et calme" not in " ".join(seen["argv"])
    assert "une phrase longue et calme" in seen["sent"]


@pytest.mark.parametrize("line", ["", "Traceback\nKeyError: 'alix@example.org'"])
def test_a_failure_without_a_sentence_shows_nothing_of_its_trace(line: str) -> None:
    assert "alix" not in start._reason(line)
    assert "rien n’a changé" in start._reason(line)


def test_the_page_that_waits_gives_way_to_the_real_sign_in(client: Client, db, var: Path, settings) -> None:
    assert "Le site redémarre" in client.get("/commencer/suite/").content.decode()
    settings.NOTIFY_DEMO = False
    assert client.get("/commencer/suite/")["Location"] == "/connexion/"


def test_a_real_installation_has_no_such_page(client: Client, db, settings) -> None:
    settings.NOTIFY_DEMO = False
    assert client.get(URL).status_code == 404


def test_the_dashboard_of_the_demonstration_leads_there(world, client_for, var: Path) -> None:
    assert 'href="/commencer/"' in client_for(world.bob).get("/").content.decode()
