import pytest

from notify.recipients.columns import (
    Column,
    DuplicateColumnError,
    MissingColumnError,
    NoHeaderError,
    UnknownColumnError,
    column_of,
    read_layout,
)
from notify.recipients.reading import Record


def header(text):
    return Record(1, 1, tuple(text.split(";")), text)


@pytest.mark.parametrize(
    "name, column",
    [
        ("Nom", Column.LAST_NAME),
        ("NOM D'USAGE", Column.LAST_NAME),
        ("nom_naissance", Column.BIRTH_NAME),
        ("Prénom", Column.FIRST_NAME),
        ("Date de naissance", Column.BIRTH_DATE),
        ("CODE_POSTAL", Column.POSTCODE),
        ("Décédé", Column.DECEASED),
        ("IPP", Column.IDENTIFIER),
        ("Ligne 4", Column.LINE_4),
        ("Complément d’adresse", Column.COMPLEMENT),
    ],
)
def test_a_column_is_known_whatever_its_accents_case_and_underscores(name, column):
    assert column_of(name) is column


def test_every_documented_column_name_names_itself():
    assert [column_of(column.value) for column in Column] == list(Column)


def test_an_unknown_column_is_refused_by_name_and_place():
    with pytest.raises(UnknownColumnError) as error:
        read_layout(header("nom;prenom;pointure;adresse1;code_postal;ville"))

    assert error.value.params["found"] == "pointure"
    assert error.value.params["column"] == 3
    assert "code_postal" in error.value.params["expected"]


def test_a_file_without_header_repeats_nothing_of_its_first_patient():
    with pytest.raises(NoHeaderError) as error:
        read_layout(header("MME;LE GOUEVEC;Soizic;03/02/1961"))

    assert "GOUEVEC" not in repr(error.value.params)


def test_the_same_column_twice_is_refused():
    with pytest.raises(DuplicateColumnError):
        read_layout(header("nom;Nom d'usage;adresse1;code_postal;ville"))


@pytest.mark.parametrize(
    "columns, missing",
    [
        ("prenom;adresse1;code_postal;ville", "nom"),
        ("nom;adresse1;ville", "code_postal"),
        ("nom;adresse1;code_postal", "ville"),
        ("nom;code_postal;ville", "adresse1"),
        ("nom;ligne6", "ligne4"),
    ],
)
def test_a_missing_column_is_named(columns, missing):
    with pytest.raises(MissingColumnError) as error:
        read_layout(header(columns))

    assert missing in error.value.params["expected"]


def test_a_birth_name_alone_is_enough():
    assert read_layout(header("nom_naissance;adresse1;code_postal;ville")).columns[0] is Column.BIRTH_NAME
