import csv
import io

import pytest

from notify.recipients.outcomes import Rejected
from notify.recipients.rejects import COLUMNS, neutralised, write_rejects


def rejected(text):
    return Rejected(12, 2, "nom", "mojibake", "accents abîmés", "des lettres", text)


def written(*rejects):
    stream = io.BytesIO()
    size = write_rejects(rejects, stream)
    assert size == len(stream.getvalue())
    return stream.getvalue()


def test_the_file_opens_in_a_spreadsheet_with_its_accents_and_its_columns():
    data = written(rejected("LefÃ¨vre;Zoé"), rejected('a;"b\nc";d'))

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))

    assert data.startswith(b"\xef\xbb\xbf")
    assert rows[0] == list(COLUMNS)
    assert rows[1][:3] == ["12", "2", "nom"]
    assert [row[-1] for row in rows[1:]] == ["LefÃ¨vre;Zoé", 'a;"b\nc";d']


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  =", "＝", "|"])
def test_no_cell_is_taken_for_a_formula(start):
    data = written(rejected(f"{start}cmd|' /C calc'!A0"))

    row = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))[1]

    assert row[-1].startswith("'")


def test_an_ordinary_cell_is_left_alone():
    assert neutralised("Le Gouëvec") == "Le Gouëvec"
