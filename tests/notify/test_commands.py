"""`assess`, `deadline`, `verify`, `generate_patients`: what they print, and their exit codes."""

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from breaches import guards, operations
from breaches.guard_rules import GUARDS
from breaches.models import Assessment, Awareness, Breach, IncidentReport, JournalEntry, Measure
from notify.calendars import UnknownDepartmentError, holidays_of, zone_of
from notify.recipients.importing import check_file
from notify.scenarios.loading import load
from notify.scenarios.playing import play
from tests.scenarios.conftest import ASSESSED, FACTS, HEAD

NOW = datetime(2026, 9, 14, tzinfo=UTC)


def run(*arguments: object) -> str:
    output = io.StringIO()
    call_command(*map(str, arguments), stdout=output, stderr=io.StringIO())
    return output.getvalue()


def code(*arguments: object) -> tuple[int, str]:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return caught.value.returncode, str(caught.value)


class TestDeadline:
    """Art. 33(1), with the other readings beside it."""

    def test_it_gives_the_deadline_and_the_other_readings(self) -> None:
        found = json.loads(run("deadline", "--aware", "2026-10-23T16:40+02:00"))
        assert found == {
            "due": "2026-10-26T14:40:00Z",
            "local": "2026-10-26T15:40:00+01:00",
            "limit_1182_71": "2026-10-26T15:00:00Z",
            "art_3_5_argument": None,
        }

    def test_a_holiday_of_the_department_moves_the_argument_of_article_3_5(self) -> None:
        aware = "2026-04-02T23:30+02:00"  # the eve of Good Friday, a holiday in Alsace and Moselle only
        inland = json.loads(run("deadline", "--aware", aware, "--department", "35"))
        alsace = json.loads(run("deadline", "--aware", aware, "--department", "67"))
        assert inland["due"] == alsace["due"] == "2026-04-05T21:30:00Z"
        assert inland["art_3_5_argument"] == "2026-04-07T22:00:00Z"
        assert alsace["art_3_5_argument"] == "2026-04-08T22:00:00Z"

    def test_an_overseas_department_has_its_own_clock(self) -> None:
        found = json.loads(run("deadline", "--aware", "2026-05-20T10:00Z", "--department", "974"))
        assert found["local"] == "2026-05-23T14:00:00+04:00"

    @pytest.mark.parametrize(
        "aware,said",
        [
            ("2026-10-23T16:40", "Précisez le décalage"),
            ("2026-10-25T02:30", "+02:00 / +01:00"),
            ("2026-03-29T02:30", "n’existe pas"),
            ("demain", "attendu un instant ISO 8601"),
            ("2026-10-23T25:00Z", "attendu un instant ISO 8601"),
            ("9999-12-31T23:00Z", "attendu un instant ISO 8601"),
        ],
    )
    def test_a_time_that_is_no_instant_is_code_2(self, aware: str, said: str) -> None:
        returned, message = code("deadline", "--aware", aware)
        assert returned == 2
        assert said in message

    @pytest.mark.parametrize("department", ["20", "99", "96", "2C", "rennes"])
    def test_an_unknown_department_is_code_2(self, department: str) -> None:
        returned, message = code("deadline", "--aware", "2026-10-23T16:40Z", "--department", department)
        assert returned == 2
        assert f"« {department} »" in message


class TestCalendars:
    """Holidays and zones of the departments."""

    @pytest.mark.parametrize(
        "department,name", [("35", "Europe/Paris"), ("2A", "Europe/Paris"), ("971", "America/Guadeloupe")]
    )
    def test_a_department_has_a_zone(self, department: str, name: str) -> None:
        assert str(zone_of(department)) == name

    @pytest.mark.parametrize(
        "department,day,off",
        [
            ("35", "2026-07-14", True), ("35", "2026-04-03", False), ("67", "2026-04-03", True),
            ("57", "2026-12-26", True), ("54", "2026-12-26", False), ("974", "2026-12-20", True),
            ("973", "2026-06-10", True), ("35", "2026-06-10", False),
        ],
    )  # fmt: skip
    def test_a_department_has_its_own_holidays(self, department: str, day: str, off: bool) -> None:
        assert (date.fromisoformat(day) in holidays_of(department)) is off

    def test_an_unknown_department_is_refused(self) -> None:
        with pytest.raises(UnknownDepartmentError):
            holidays_of("XX")


class TestAssess:
    """Facts in, severity and both answers out."""

    @pytest.fixture
    def facts(self, tmp_path: Path) -> Path:
        path = tmp_path / "facts.yaml"
        path.write_text(f"facts: {FACTS}\n", encoding="utf-8")
        return path

    def test_it_gives_severity_and_both_answers_with_reasons(self, facts: Path) -> None:
        found = json.loads(run("assess", facts))
        assert set(found) == {"severity", "authority", "subjects", "reasons", "context"}
        assert (found["authority"], found["subjects"]) == ("notify", "communicate")
        assert found["severity"]["se"] == 4.5
        assert found["severity"]["level"] == "very_high"
        assert [factor["key"] for factor in found["severity"]["factors"]] == ["dpc", "ei", "c", "i", "a", "m"]
        assert found["reasons"]["for"]
        assert found["reasons"]["against"] == []

    def test_it_reads_json_from_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = json.dumps({"facts": {"natures": ["integrity"], "populations": [{"key": "p"}]}}, indent=1).encode()
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        assert json.loads(run("assess", "-"))["severity"]["level"]

    @pytest.mark.parametrize(
        "text,said",
        [
            ("facts:\n  natures: [confidentiality]\n", "ligne 1, facts.populations : trouvé rien"),
            ("facts:\n  natures: [x]\n  populations: [{key: p}]\n", "ligne 2, facts.natures[0] : trouvé « x »"),
            (
                "facts:\n  natures: [integrity]\n  populations:\n    - {key: p, nom: x}\n",
                "ligne 4, facts.populations[0].nom",
            ),
            ("faits: {}\n", "ligne 1, faits : trouvé la clé « faits »"),
            ("[1, 2]\n", "ligne 1, document"),
            ("", "fichier vide"),
            (
                "facts:\n  natures: [integrity]\n  populations:\n    - {key: p, persons: {min: 9, max: 2}}\n",
                "populations[0].persons.min",
            ),
        ],
    )
    def test_facts_that_do_not_fit_are_code_2_with_their_line(self, tmp_path: Path, text: str, said: str) -> None:
        path = tmp_path / "facts.yaml"
        path.write_text(text, encoding="utf-8")
        returned, message = code("assess", path)
        assert returned == 2
        assert said in message

    def test_a_missing_file_is_code_2(self, tmp_path: Path) -> None:
        assert code("assess", tmp_path / "absent.yaml")[0] == 2


class TestGeneratePatients:
    """Seeded files for demonstrations and measures."""

    @pytest.mark.parametrize("encoding,delimiter", [("cp1252", ";"), ("utf-8", ","), ("utf-8-sig", ";")])
    def test_the_file_can_be_read_by_the_import(self, tmp_path: Path, encoding: str, delimiter: str) -> None:
        path = tmp_path / "patients.csv"
        run("generate_patients", 200, "--seed", 3, "--out", path, "--encoding", encoding, "--delimiter", delimiter)
        check = check_file(io.BytesIO(path.read_bytes()), now=NOW)
        list(check)
        assert sum(check.report.records.values()) == 200
        assert check.report.delimiter == delimiter

    def test_the_same_seed_gives_the_same_file_and_another_one_does_not(self, tmp_path: Path) -> None:
        for name, seed in (("a", 5), ("b", 5), ("c", 6)):
            run("generate_patients", 100, "--seed", seed, "--out", tmp_path / name)
        a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
        assert a == b
        assert a != c

    def test_no_rows_is_code_2(self, tmp_path: Path) -> None:
        assert code("generate_patients", 0, "--out", tmp_path / "x")[0] == 2


@pytest.fixture
def record(db: None, tmp_path: Path) -> Any:
    """A breach played up to its assessment, with a measure."""
    path = tmp_path / "essai.yaml"
    path.write_text(HEAD + ASSESSED, encoding="utf-8")
    result = play(load(path))
    stage = result.stage
    operations.take_measure(actor=stage.people["bob"], breach_id=stage.breach.pk, now=result.now, what="Portail fermé.")
    return stage


@pytest.fixture
def lifted(record: Any) -> Any:
    """The same record with the guards of the database away, as an intruder with its password would make it."""
    guards.remove(GUARDS)
    yield record
    guards.install(GUARDS)


def tampered() -> tuple[int, str]:
    """What `verify` says once the intruder has put the guards back."""
    guards.install(GUARDS)
    return code("verify")


class TestVerify:
    """The live journal: whole, or the first divergence."""

    def test_a_true_record_is_code_0(self, record: Any) -> None:
        said = run("verify")
        assert f"{JournalEntry.objects.count()} entrées" in said
        assert "aucune divergence" in said

    def test_missing_guards_are_told_first(self, lifted: Any) -> None:
        returned, said = code("verify")
        assert returned == 1
        assert "garde absente de la base" in said

    def test_a_changed_entry_is_found(self, lifted: Any) -> None:
        entry = JournalEntry.objects.get(kind="breach.confirmed")
        JournalEntry.objects.filter(pk=entry.pk).update(body=entry.body.replace("06:30", "08:30"))
        returned, said = tampered()
        assert returned == 1
        assert f"entrée {entry.seq} : hash" in said

    def test_a_changed_column_is_found(self, lifted: Any) -> None:
        entry = JournalEntry.objects.get(kind="facts.described")
        JournalEntry.objects.filter(pk=entry.pk).update(actor=lifted.people["carla"])
        assert f"entrée {entry.seq} : actor" in tampered()[1]

    def test_a_deleted_entry_is_found(self, lifted: Any) -> None:
        mine = JournalEntry.objects.filter(organisation=lifted.organisation, kind="member.added")
        gone = mine.order_by("seq")[1]
        JournalEntry.objects.filter(pk=gone.pk).delete()
        assert f"entrée {gone.seq + 1} : seq" in tampered()[1]

    @pytest.mark.parametrize(
        "model,field,kind",
        [
            (IncidentReport, "summary", "incident.reported"),
            (Awareness, "reasons", "breach.confirmed"),
            (Assessment, "opinion_reasons", "breach.assessed"),
            (Measure, "what", "measure.taken"),
        ],
    )
    def test_a_rewritten_text_is_found_by_its_commitment(self, lifted: Any, model: Any, field: str, kind: str) -> None:
        model.objects.update(**{field: "Rien de grave."})
        returned, said = tampered()
        assert returned == 1
        assert f"{kind}, {field}" in said

    def test_rewritten_facts_are_found_by_their_hash(self, lifted: Any) -> None:
        version = lifted.breach.facts_versions.get()
        version.facts["populations"][0]["persons"]["estimate"] = 6
        type(version).objects.filter(pk=version.pk).update(facts=version.facts)
        assert "facts.described, sha256" in tampered()[1]

    def test_a_row_that_is_gone_is_found(self, lifted: Any) -> None:
        Measure.objects.all().delete()
        assert "measure.taken, what : la ligne manque" in tampered()[1]

    def test_a_dismissed_text_is_checked_until_the_breach_is_reopened(self, record: Any) -> None:
        bob, pk = record.people["bob"], record.breach.pk
        later = NOW.replace(day=20)
        operations.dismiss_breach(actor=bob, breach_id=pk, now=later, reasons="Fausse alerte.")
        run("verify")
        operations.reopen_breach(actor=bob, breach_id=pk, now=later, reasons="Pas si fausse.")
        run("verify")
        guards.remove(GUARDS)
        Breach.objects.filter(pk=pk).update(closing_reasons="Autre chose.")
        guards.install(GUARDS)
        assert "aucune divergence" in run("verify")

    def test_a_dossier_is_refused_in_this_version(self, tmp_path: Path) -> None:
        returned, said = code("verify", tmp_path / "dossier.zip")
        assert returned == 2
        assert "pas dans cette version" in said
