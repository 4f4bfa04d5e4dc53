"""YAML 1.2 and nothing else: what is read, and what is refused with its line."""

import pytest

from notify.scenarios.document import ScenarioFileError
from notify.scenarios.reading import read_document


def refusal(data: bytes) -> ScenarioFileError:
    with pytest.raises(ScenarioFileError) as caught:
        read_document(data)
    return caught.value


@pytest.mark.parametrize(
    "text,value",
    [
        ("yes", "yes"), ("on", "on"), ("NO", "NO"), ("y", "y"), ("true", True), ("False", False), ("null", None),
        ("~", None), ("", None), ("012", 12), ("0o14", 12), ("0x1F", 31), ("1_000", "1_000"), ("12:30:45", "12:30:45"),
        ("1.5e3", 1500.0), ("-7", -7), ("2026-02-30", "2026-02-30"), ("2026-09-14", "2026-09-14"), ('"12"', "12"),
        ("'true'", "true"), ("<<", "<<"), ("9" * 5000, "9" * 5000),
    ],
)  # fmt: skip
def test_a_plain_scalar_follows_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    assert read_document(f"key: {text}\n".encode()).value == {"key": value}


def test_json_is_read_too() -> None:
    assert read_document(b'{"facts": {"natures": ["integrity"], "malicious": false}}').value == {
        "facts": {"natures": ["integrity"], "malicious": False}
    }


def test_every_value_remembers_its_line_and_column() -> None:
    document = read_document(b"un: 1\nliste:\n  - a\n  - {deux: 2}\n")
    assert document.place(("liste", 1, "deux")) == (4, 6)
    assert document.place(("liste", 1, "absente")) == (4, 5)


def test_a_duplicate_key_is_refused_at_its_second_place() -> None:
    fault = refusal(b"events:\n  - at: x\n    by: bob\n    at: y\n")
    assert (fault.line, fault.column) == (4, 5)
    assert "events[0].at" in str(fault)


@pytest.mark.parametrize(
    "data,line,said",
    [
        (b"a: 1\nb: \x00\n", 2, "U+0000"),
        (b"a: 1\n\nb: \x1b[2J\n", 3, "U+001B"),
        ("a: \u0085\nb: \u0099".encode(), 2, "U+0099"),
        (b"", 1, "fichier vide"),
        (b"  \n\n", 1, "fichier vide"),
        (b"# un commentaire\n", 1, "fichier vide"),
        (b"a: \xe9t\xe9\n", 1, "UTF-8"),
        (b"a: 1\nb: [1, 2\nc: 3\n", 3, ""),
        (b"a: 1\n---\nb: 2\n", 2, ""),
        (b"a: !!python/object:os.system {}\n", 1, "tiquette"),
        (b"a: !date 2026-01-01\n", 1, "!date"),
        (b"a: 1\n? [x]\n: 2\n", 2, "clé composée"),
        (b"a: *nulle\n", 1, ""),
        (b"[" * 3000, 1, ""),
        (b"a: " + b"[" * 60 + b"]" * 60, 1, "trop grand"),
    ],
)
def test_what_is_no_plain_document_is_refused_with_its_line(data: bytes, line: int, said: str) -> None:
    fault = refusal(data)
    assert fault.line == line
    assert said in str(fault)


def test_aliases_that_grow_without_bound_are_refused() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 8)]
    assert "trop grand" in str(refusal("\n".join(rows).encode()))
