import io
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.recipients.encoding import FileError
from notify.recipients.generator import Dirt, write_csv
from notify.recipients.importing import NoRecipientError, check_file
from notify.recipients.outcomes import Blank, CheckedRow, Excluded, Merged, Rejected

NOW = datetime(2026, 9, 17, 22, 30, tzinfo=UTC)
HEADER = "nom;prenom;date_naissance;adresse1;code_postal;ville;decede\n"
GOOD = "Martin;Alice;03/02/1961;1 rue du Puits;35000;Rennes;\n"


def run(text, encoding="utf-8"):
    check = check_file(io.BytesIO(text.encode(encoding)), now=NOW)
    return list(check), check.report


def test_every_kind_of_line_is_accounted_for():
    outcomes, report = run(
        "\n"
        + HEADER
        + GOOD
        + "MARTIN;alice;1961-02-03;1, Rue du Puits;35000;RENNES;\n"
        + ";;;;;;\n"
        + "Durand;Paul;04/05/1950;2 rue du Puits;35000;Rennes;oui\n"
        + 'Petit;Zoé;;"3 rue du Puits\n";35000;Rennes;\n'
        + "Petit;Zoé;;;35000;Rennes;\n"
    )

    assert [type(outcome) for outcome in outcomes] == [Blank, CheckedRow, Merged, Blank, Excluded, CheckedRow, Rejected]
    assert report.physical_lines == 9
    assert report.lines == {"accepted": 3, "rejected": 1, "merged": 1, "excluded": 1, "blank": 2}
    assert report.records["accepted"] == 2
    assert report.remainder == 0
    assert report.merged == ((4, 3),)
    assert report.excluded == ((6, "deceased"),)
    assert report.reasons == {("missing", "adresse1"): 1}


def test_the_same_name_at_the_same_address_without_birth_dates_is_two_persons():
    text = HEADER + "Martin;Paul;;1 rue A;35000;Rennes;\n" + "Martin;Paul;03/02/1990;1 rue A;35000;Rennes;\n"

    outcomes, report = run(text)

    assert [type(outcome) for outcome in outcomes] == [CheckedRow, CheckedRow]
    assert report.records["merged"] == 0


def test_nobody_dies_on_one_line_and_gets_a_letter_on_another():
    alive = GOOD
    dead = "MARTIN;Alice;1961-02-03;Ailleurs;99999;Rennes;oui\n"

    outcomes, _report = run(HEADER + alive + dead + GOOD.replace("Martin", "Durand"))

    assert outcomes[0] == Excluded(2, 1, "deceased_elsewhere")
    assert outcomes[1] == Excluded(3, 1, "deceased")


def test_minority_is_judged_on_the_day_in_paris():
    born = "18/09/2008"  # 18 years on the 18th, already begun in Paris at 22 h 30 UTC

    outcomes, _report = run(HEADER + GOOD.replace("03/02/1961", born))

    assert not outcomes[0].minor


@pytest.mark.parametrize("body", ["", "\n\n", "Martin;;;;;;\n", "Martin;A;03/02/1961;1 rue A;35000;Rennes;oui\n"])
def test_a_file_without_anybody_to_write_to_is_refused(body):
    with pytest.raises(NoRecipientError) as error:
        run(HEADER + body)

    assert error.value.field == "file"


def test_the_check_can_be_run_again_with_the_same_account():
    check = check_file(io.BytesIO((HEADER + GOOD + GOOD).encode()), now=NOW)
    first, report = [type(outcome) for outcome in check], check.report

    assert [type(outcome) for outcome in check] == first == [CheckedRow, Merged]
    assert check.report == report


def test_no_outcome_shows_a_name_when_printed():
    outcomes, report = run(HEADER + GOOD + "Petit;Zoé;;;35000;Rennes;\n")

    assert "Martin" not in repr((outcomes, report)).title()
    assert "Petit" not in repr((outcomes, report))


CELL = st.one_of(
    st.sampled_from(
        ["Martin", "Zoé", "1 rue A", "35000", "1300", "Rennes", "oui", "", "NULL", "SDF", "HÃ©lÃ¨ne", "01/02/1990"]
    ),
    st.text(st.sampled_from("aé\"'; \n\r\t=€\ufffd"), max_size=6),
)
LINE = st.one_of(
    st.just(GOOD.strip()),
    st.lists(CELL, min_size=1, max_size=9).map(";".join),
    st.lists(CELL, min_size=7, max_size=7).map(lambda cells: ";".join(f'"{c}"' if "\n" in c else c for c in cells)),
)


@given(
    lines=st.lists(st.tuples(LINE, st.sampled_from(["\n", "\r\n", "\r"])), max_size=25),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    closed=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_physical_lines_always_add_up(lines, encoding, closed):
    body = "".join(line + end for line, end in lines)
    text = HEADER + body + (GOOD if closed else GOOD.strip())
    data = text.encode(encoding, errors="replace")
    decoded = data.decode(encoding)
    expected = len(re.findall(r"\r\n|\r|\n", decoded)) + bool(re.split(r"\r\n|\r|\n", decoded)[-1])

    try:
        check = check_file(io.BytesIO(data), now=NOW)
        outcomes = list(check)
    except FileError:
        return  # the whole file refused, nothing kept
    report = check.report

    assert report.physical_lines == expected
    assert report.header_lines + sum(outcome.lines for outcome in outcomes) == expected
    starts = [outcome.line for outcome in outcomes]
    assert starts == sorted(set(starts))
    assert report.remainder == 0


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_generated_dirty_file_adds_up_and_shows_each_defect(tmp_path, encoding):
    path = tmp_path / "patients.csv"
    dirt = Dirt(duplicate=0.05, missing=0.02, mojibake=0.02, no_abode=0.01, deceased=0.02, foreign=0.02, long_name=0.02)
    write_csv(path, 1500, 3, encoding=encoding, dirt=dirt)

    with path.open("rb") as stream:
        check = check_file(stream, now=NOW)
        outcomes = list(check)
    report = check.report

    assert report.physical_lines == 1501
    assert len(outcomes) == 1500
    assert report.remainder == 0
    assert min(report.records[kind] for kind in ("accepted", "rejected", "merged", "excluded")) > 5
    assert {"mojibake", "missing", "no_fixed_abode"} <= {code for code, _column in report.reasons}
    assert report.repairs["leading_zero"] > 5
    assert report.minors > 20
    assert report.foreign > 5
