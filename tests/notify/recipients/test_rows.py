from datetime import date

import pytest

from notify.recipients.characters import is_mojibake, normalised, to_capitals
from notify.recipients.columns import read_layout
from notify.recipients.identity import is_minor
from notify.recipients.outcomes import CheckedRow, Excluded, Rejected
from notify.recipients.reading import Record
from notify.recipients.rows import check_record

TODAY = date(2026, 9, 17)
USUAL = {
    "nom": "Le Gouëvec",
    "prenom": "Soizic",
    "adresse1": "27 bis rue de Fougères",
    "code_postal": "35300",
    "ville": "Fougères",
}
BY_LINES = {
    "nom": "Martin",
    "ligne1": "Mme Alice Martin",
    "ligne2": "",
    "ligne4": "1 rue du Puits",
    "ligne6": "75013 Paris",
}


def check(values=USUAL, **changes):
    cells = values | changes
    layout = read_layout(Record(1, 1, tuple(cells), ""))
    return check_record(Record(2, 1, tuple(cells.values()), ";".join(cells.values())), layout, today=TODAY)


def test_an_ordinary_row_gives_its_postal_lines():
    row = check(civilite="Mme", complement="Appartement 14, escalier B", adresse2="Résidence « Les Tilleuls »")

    assert isinstance(row, CheckedRow)
    assert row.printed_lines == (
        "MADAME SOIZIC LE GOUEVEC",
        "APPARTEMENT 14 ESCALIER B",
        "RESIDENCE LES TILLEULS",
        "27 BIS RUE DE FOUGERES",
        "35300 FOUGERES",
    )
    assert row.repairs == ()


@pytest.mark.parametrize(
    "text, capitals",
    [("Œuvre", "OEUVRE"), ("Łukasz", "LUKASZ"), ("Đặng Thị", "DANG THI"), ("Straße", "STRASSE"), ("Ænir", "AENIR")],
)
def test_capitals_lose_accents_and_ligatures_only(text, capitals):
    assert to_capitals(text) == capitals


def test_the_street_is_told_from_the_building_the_door_and_the_box():
    row = check(adresse1="Bâtiment C", adresse2="12, av. de la Résidence", adresse3="BP 34", adresse4="3e étage")

    assert row.address[1:5] == ("3E ETAGE", "BATIMENT C", "12 AV DE LA RESIDENCE", "BP 34")


def test_two_doors_share_a_line_and_a_fifth_element_is_refused():
    assert check(complement="Appt 3", adresse2="Escalier B").address[1] == "APPT 3 ESCALIER B"

    refused = check(adresse2="Cour des Ânes", adresse3="Ferme du Haut", adresse4="Hameau Sud", complement="Clos Vert")
    assert (refused.code, refused.column) == ("address_overflow", "complement")


@pytest.mark.parametrize(
    "code, printed", [("1300", "01300 BELLEY"), (" 01 300 ", "01300 BELLEY"), ("20200", "20200 BELLEY")]
)
def test_a_postcode_is_mended_and_the_mending_counted(code, printed):
    row = check(code_postal=code, ville="Belley")

    assert row.address[5] == printed
    assert bool(row.repairs) == (code.strip() != printed[:5])


@pytest.mark.parametrize("code", ["99100", "00000", "96000", "123", "2A004", "750133", "97900", "98100"])
def test_a_postcode_that_does_not_exist_is_refused(code):
    refused = check(code_postal=code)

    assert (refused.code, refused.column) == ("postcode", "code_postal")


@pytest.mark.parametrize("code", ["97110", "98800", "98000", "00100", "95000", "97600"])
def test_overseas_monaco_and_army_postcodes_pass(code):
    assert isinstance(check(code_postal=code), CheckedRow)


def test_saint_is_written_as_the_post_writes_it():
    assert check(ville="Sainte-Foy-lès-Lyon").address[5] == "35300 STE FOY LES LYON"


def test_a_long_street_is_abbreviated_and_counted():
    row = check(adresse1="128 boulevard du Maréchal de Lattre de Tassigny")

    assert row.address[3] == "128 BD DU MAL DE LATTRE DE TASSIGNY"
    assert "abbreviation" in row.repairs


def test_a_line_too_long_after_abbreviation_is_refused_never_cut():
    refused = check(adresse1="128 rue du Chanoine Barthélemy de Saint-Exupéry-les-Bains")

    assert (refused.code, refused.column) == ("too_long", "adresse1")


def test_the_civility_gives_way_before_a_name_does():
    row = check(civilite="M", nom="Delacroix-Vandenberghe-Rochas", prenom="Jean")
    refused = check(nom="Andriamampianina Rakotoarimananjara", prenom="Marie-Élisabeth")

    assert row.address[0] == "M JEAN DELACROIX-VANDENBERGHE-ROCHAS"
    assert row.repairs == ("name_abbreviation",)
    assert refused.code == "too_long"


@pytest.mark.parametrize(
    "text, damaged",
    [
        ("HÃ©lÃ¨ne", True),
        ("Lef\ufffdvre", True),
        ("dâ€™Estaing", True),
        ("Ã ", True),
        ("Hélène", False),
        ("Gonçalves", False),
        ("João", False),
        ("Œillet", False),
        ("Nguyễn", False),
        ("É«é", False),
    ],
)
def test_mojibake_is_told_from_real_accents(text, damaged):
    assert is_mojibake(text) is damaged


@pytest.mark.parametrize(
    "changes, code, column",
    [
        ({"nom": "LefÃ¨vre"}, "mojibake", "nom"),
        ({"nom": ""}, "missing", "nom"),
        ({"nom": "INCONNU"}, "placeholder", "nom"),
        ({"nom": "=CMD|' /C calc'!A0"}, "name_characters", "nom"),
        ({"nom": "<b>Martin</b>"}, "name_characters", "nom"),
        ({"nom": "Lef?vre"}, "lost_character", "nom"),
        ({"nom": "Mar\u202etin"}, "control", "nom"),
        ({"nom": "Mar\ttin"}, "control", "nom"),
        ({"nom": "Иванов"}, "script", "nom"),
        ({"prenom": "Jean\nPaul"}, "line_break", "prenom"),
        ({"adresse1": ""}, "missing", "adresse1"),
        ({"adresse1": "Sans domicile fixe"}, "no_fixed_abode", "adresse1"),
        ({"adresse1": "NULL"}, "placeholder", "adresse1"),
        ({"ville": ""}, "missing", "ville"),
        ({"code_postal": ""}, "missing", "code_postal"),
        ({"pays": "Atlantide"}, "country", "pays"),
        ({"date_naissance": "31/02/1960"}, "date", "date_naissance"),
        ({"date_naissance": "12/3/61"}, "date", "date_naissance"),
        ({"date_naissance": "18/09/2026"}, "date_range", "date_naissance"),
        ({"civilite": "Monseigneur"}, "civility", "civilite"),
        ({"decede": "peut-être"}, "flag", "decede"),
        ({"courriel": "pas une adresse"}, "email", "courriel"),
    ],
)
def test_a_bad_cell_is_refused_by_column_and_reason_without_its_value(changes, code, column):
    refused = check(**changes)

    assert isinstance(refused, Rejected)
    assert (refused.code, refused.column) == (code, column)
    shown = f"{refused!r} {refused.reason} {refused.found} {refused.expected}"
    assert not any(value and value in shown for value in changes.values() if len(value) > 3 and value != "NULL")


def test_a_row_with_too_few_cells_is_refused():
    layout = read_layout(Record(1, 1, tuple(USUAL), ""))

    assert check_record(Record(2, 1, ("A", "B"), "A;B"), layout, today=TODAY).code == "cells"


def test_a_filler_word_in_an_optional_cell_is_an_empty_cell():
    row = check(complement="NULL", pays="-")

    assert row.address[1] == ""
    assert row.repairs == ("null_as_blank", "null_as_blank")


def test_a_foreign_address_keeps_its_shape_and_needs_the_taller_window():
    row = check(adresse1="Bahnhofstraße 12", code_postal="CH-8001", ville="Zürich", pays="Suisse")

    assert row.printed_lines == ("SOIZIC LE GOUEVEC", "BAHNHOFSTRASSE 12", "CH-8001 ZURICH", "SUISSE")
    assert row.needs_window_45


@pytest.mark.parametrize("country", ["", "FRANCE", "fr", "Monaco", "La Réunion", "Nouvelle-Calédonie"])
def test_an_inland_country_is_not_printed(country):
    row = check(pays=country)

    assert row.country == ""
    assert not row.needs_window_45


def test_a_minor_is_written_to_through_the_representatives():
    row = check(prenom="Emma", date_naissance="2015-01-02", complement="Apt 3", adresse2="Bât C")

    assert row.minor
    assert row.printed_lines[:4] == (
        "AUX REPRESENTANTS LEGAUX DE",
        "EMMA LE GOUEVEC",
        "APT 3 BAT C",
        "27 BIS RUE DE FOUGERES",
    )


@pytest.mark.parametrize(
    "born, today, minor",
    [
        (date(2008, 9, 18), TODAY, True),
        (date(2008, 9, 17), TODAY, False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (None, TODAY, False),
    ],
)
def test_minority_ends_on_the_eighteenth_birthday(born, today, minor):
    assert is_minor(born, today=today) is minor


@pytest.mark.parametrize("flag", ["oui", "O", "1", "X", "DCD", "03/05/2024"])
def test_a_deceased_person_is_excluded(flag):
    assert check(decede=flag) == Excluded(2, 1, "deceased")


def test_the_birth_name_stands_in_for_a_missing_name():
    row = check(nom="", nom_naissance="Kervella")

    assert row.address[0] == "SOIZIC KERVELLA"


def test_ready_postal_lines_are_taken_as_they_are():
    row = check(BY_LINES)

    assert row.printed_lines == ("MME ALICE MARTIN", "1 RUE DU PUITS", "75013 PARIS")


def test_a_ready_first_line_of_somebody_else_is_refused():
    assert check(BY_LINES, ligne1="M. Paul Durand").code == "name_mismatch"


@pytest.mark.parametrize("last", ["Paris", "75013", "75013Paris", ""])
def test_a_ready_last_line_must_be_postcode_and_city(last):
    assert check(BY_LINES, ligne6=last).code == "postcode_city"


def test_a_row_comes_back_from_its_record():
    row = check(date_naissance="03/02/1961", pays="Belgique", code_postal="B-1000", courriel="s@exemple.example")

    assert CheckedRow.from_record(row.to_record()) == row


def test_the_person_key_ignores_case_accents_and_hyphens():
    one = check(nom="LE GOUEVEC", prenom="Anne Sophie", date_naissance="03/02/1961")
    two = check(nom="Le Gouëvec", prenom="Anne-Sophie", date_naissance="1961-02-03")

    assert one.person_key == two.person_key
    assert normalised("D’Angelo-Ruiz") == "D ANGELO RUIZ"
