import csv
import tracemalloc
from collections import Counter
from datetime import date
from itertools import islice

import pytest

from notify.recipients.columns import column_of
from notify.recipients.generator import CLEAN, COLUMNS, Dirt, generate, load, write_csv, written


def test_the_same_seed_gives_the_same_rows_and_another_seed_others():
    assert list(generate(200, 7)) == list(generate(200, 7))
    assert list(generate(200, 7)) != list(generate(200, 8))


def test_a_longer_file_starts_like_a_shorter_one():
    assert list(generate(300, 7))[:100] == list(generate(100, 7))


def test_the_number_of_rows_is_exact_and_the_columns_are_known():
    rows = list(generate(500, 1))

    assert len(rows) == 500
    assert {tuple(row) for row in rows} == {COLUMNS}
    assert None not in {column_of(name) for name in COLUMNS}


def test_memory_does_not_grow_with_the_file():
    generator = generate(1_000_000, 2)
    list(islice(generator, 500))
    tracemalloc.start()
    for _row in islice(generator, 3000):
        pass
    kept, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 1_000_000


def test_there_are_at_least_150_towns_each_with_a_five_digit_code():
    towns = load("communes")

    assert len(towns) >= 150
    assert all(len(town["code_postal"]) == 5 and town["code_postal"].isdigit() and town["ville"] for town in towns)
    assert len({tuple(town.values()) for town in towns}) == len(towns)


def test_names_come_from_many_origins():
    last_names = " ".join(row["nom"] for row in generate(4000, 5)).upper()

    for part in ("LE GALL", "NGUYỄN", "KOWALSKI", "BENALI", "ETCHEVERRY", "HOARAU", "DE VILLIERS", "-"):
        assert part in last_names


def test_a_clean_file_has_no_defect():
    rows = list(generate(1000, 4, dirt=CLEAN))

    assert all(row["nom"] and row["adresse1"] and len(row["code_postal"]) == 5 for row in rows)
    assert not any(row["decede"] or "Ã" in "".join(row.values()) for row in rows)


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_defects_come_at_the_asked_rate(share):
    rows = list(generate(3000, 6, dirt=Dirt(0, 0, share, 0, 0, 0, 0, 0, 0, 0)))

    damaged = sum("Ã" in "".join(row.values()) or "Å" in "".join(row.values()) for row in rows)
    assert abs(damaged / 3000 - share) < 0.04


def test_duplicates_are_the_same_persons_under_another_identifier():
    rows = list(generate(3000, 6, dirt=Dirt(0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0)))

    persons = Counter((row["date_naissance"], row["adresse1"], row["code_postal"]) for row in rows)
    assert 200 < sum(count - 1 for count in persons.values()) < 400
    assert len({row["identifiant"] for row in rows}) == 3000


def test_nobody_is_born_after_the_given_day():
    until = date(2019, 6, 30)
    days = [row["date_naissance"].split("/") for row in generate(1500, 9, born_until=until)]

    assert max(date(int(y), int(m), int(d)) for d, m, y in days) <= until


def test_a_windows_1252_file_loses_only_the_letters_that_encoding_lacks(tmp_path):
    path = tmp_path / "patients.csv"
    write_csv(path, 800, 7)

    with path.open(encoding="cp1252", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))

    assert len(rows) == 800
    for row, original in zip(rows, generate(800, 7), strict=True):
        assert {name: written(text, "cp1252") for name, text in original.items()} == row
    assert written("Nguyễn Łukasz Zoé", "cp1252") == "Nguyen Lukasz Zoé"
