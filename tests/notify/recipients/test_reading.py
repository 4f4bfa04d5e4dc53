import csv
import hashlib
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.recipients.encoding import (
    ControlCharacterError,
    LineTooLongError,
    NotCsvError,
    UndecodableBytesError,
    decoded_lines,
    scan,
)
from notify.recipients.reading import (
    FIELD_MAX,
    DelimiterError,
    EmptyFileError,
    FieldTooLongError,
    UnclosedQuoteError,
    open_source,
)

HEADER = "nom;prenom;ville\n"


def records(data):
    return list(open_source(io.BytesIO(data)).records())


def physical_lines(text):
    """Counted in another way than the reader does: line ends, and a last line without one."""
    ends = re.findall(r"\r\n|\r|\n", text)
    return len(ends) + bool(re.split(r"\r\n|\r|\n", text)[-1])


@pytest.mark.parametrize("encoding, expected", [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252")])
def test_the_encoding_is_found_and_accents_are_kept(encoding, expected):
    source = open_source(io.BytesIO((HEADER + "Lefèvre;Zoé;Orléans\n").encode(encoding)))

    assert source.facts.encoding == expected
    assert [record.cells for record in source.records()] == [
        ("nom", "prenom", "ville"),
        ("Lefèvre", "Zoé", "Orléans"),
    ]


def test_an_accent_far_from_the_start_of_the_file_still_decides_its_encoding():
    plain = "Martin;Alice;Rennes\n" * 9000

    assert scan(io.BytesIO((HEADER + plain + "Lefèvre;Zoé;Sète\n").encode("cp1252"))).encoding == "cp1252"
    assert scan(io.BytesIO((HEADER + plain + "Lefèvre;Zoé;Sète\n").encode())).encoding == "utf-8"


def test_the_scan_gives_size_and_hash_of_the_file_as_received():
    data = HEADER.encode()

    facts = scan(io.BytesIO(data))

    assert (facts.size, facts.sha256) == (len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_that_neither_encoding_explains_is_refused_with_its_line(byte):
    data = HEADER.encode() + b"Lef\xe8vre;Zo\xe9;Lyon\r\nMartin;Al" + bytes([byte]) + b"ce;Lyon\r\n"

    with pytest.raises(UndecodableBytesError) as error:
        scan(io.BytesIO(data))

    assert error.value.params["line"] == 3
    assert f"{byte:X}" in error.value.params["found"]


def test_a_damaged_utf_8_file_is_not_taken_for_windows_1252():
    data = (HEADER + "Lefèvre;Zoé;Orléans\n" * 3).encode() + b"Martin;Zo\xe9;Lyon\n"

    with pytest.raises(UndecodableBytesError) as error:
        scan(io.BytesIO(data))

    assert error.value.params["line"] == 5


@pytest.mark.parametrize("text, line", [("nom;prenom\nA\x00;B\n", 2), ("nom;prenom\r\rA;B\x92\n", 3)])
def test_nul_and_c1_controls_are_refused_with_their_line(text, line):
    with pytest.raises(ControlCharacterError) as error:
        scan(io.BytesIO(text.encode()))

    assert error.value.params["line"] == line


@pytest.mark.parametrize("head", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.7", "nom;é".encode("utf-16")])
def test_a_known_format_that_is_not_csv_is_named(head):
    with pytest.raises(NotCsvError):
        scan(io.BytesIO(head))


@pytest.mark.parametrize("data", [b"", b"\n\r\n", b";;;\n;;;\n", b"\xef\xbb\xbf"])
def test_a_file_without_any_value_is_empty(data):
    with pytest.raises(EmptyFileError):
        open_source(io.BytesIO(data))


@pytest.mark.parametrize("header, delimiter", [("nom;prenom", ";"), ("nom,prenom", ","), ('"a,b";prenom', ";")])
def test_the_separator_is_the_one_of_the_header(header, delimiter):
    assert open_source(io.BytesIO(header.encode())).delimiter == delimiter


@pytest.mark.parametrize("header", ["nom;prenom,ville", "nom", "nom\tprenom"])
def test_an_ambiguous_or_missing_separator_is_refused(header):
    with pytest.raises(DelimiterError) as error:
        open_source(io.BytesIO(header.encode()))

    assert error.value.params["line"] == 1


def test_a_quote_that_would_swallow_the_rest_of_the_file_is_refused_with_its_line():
    data = (HEADER + "A;B;C\n" + 'A;"B;C\n' + "A;B;C\n" * 500).encode()

    with pytest.raises(UnclosedQuoteError) as error:
        records(data)

    assert error.value.params["line"] == 3


def test_a_quote_left_open_near_the_end_is_refused_too():
    with pytest.raises(UnclosedQuoteError) as error:
        records((HEADER + 'A;B;"C\nD;E;F\n').encode())

    assert error.value.params["line"] == 2


def test_misplaced_quotes_spoil_their_record_only():
    found = records((HEADER + 'A;"B"x;C\nD;E;F\n').encode())

    assert [record.faulty for record in found] == [False, True, False]
    assert found[2].cells == ("D", "E", "F")
    assert found[2].line == 3


def test_a_record_over_several_lines_knows_them():
    found = records((HEADER + 'A;"B\n\n";C\nD;E;F\n').encode())

    assert [(record.line, record.lines) for record in found] == [(1, 1), (2, 3), (5, 1)]


def test_mixed_line_ends_each_end_one_line():
    found = records(b"nom;prenom\rA;B\r\nC;D\n\rE;F")

    assert [record.line for record in found] == [1, 2, 3, 4, 5]
    assert found[-1].cells == ("E", "F")


def test_a_line_end_cut_by_the_read_buffer_counts_once():
    padding = "A" * (64 * 1024 - len("nom;p\r\n") - 1)
    first = f"nom;p\r\n{padding[:30000]};{padding[30001:]}"
    assert len(first) == 64 * 1024 - 1
    # Long cells are refused by the parser, so only the line splitter is asked here.
    data = (first + "\r\nB;C\r\n").encode()
    stream = io.BytesIO(data)
    assert [len(line) for line in decoded_lines(stream, "utf-8")] == [7, len(first) - 7 + 2, 5]


def test_a_field_over_the_limit_is_refused_with_its_place():
    with pytest.raises(FieldTooLongError) as error:
        records((HEADER + f"A;{'B' * (FIELD_MAX + 1)};C\n").encode())

    assert (error.value.params["line"], error.value.params["column"]) == (2, 2)


def test_a_line_that_never_ends_is_refused_before_it_fills_the_memory():
    with pytest.raises(LineTooLongError):
        records(HEADER.encode() + b"x" * 2_000_000)


def simple_parser(text, delimiter):
    """A second reader, character by character, written from RFC 4180 and not from the csv module."""
    rows, row, cell, quoted, index = [], [], "", False, 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    while index < len(text):
        letter = text[index]
        if quoted:
            if letter == '"' and text[index + 1 : index + 2] == '"':
                cell, index = cell + '"', index + 1
            elif letter == '"':
                quoted = False
            else:
                cell += letter
        elif letter == '"' and not cell:
            quoted = True
        elif letter == delimiter:
            row, cell = [*row, cell], ""
        elif letter == "\n":
            rows, row, cell = [*rows, [*row, cell]], [], ""
        else:
            cell += letter
        index += 1
    return rows


@given(
    rows=st.lists(
        st.lists(st.text(st.sampled_from("abé;,'\" \n"), max_size=8), min_size=2, max_size=4), min_size=1, max_size=12
    ),
    delimiter=st.sampled_from(";,"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_well_formed_file_reads_as_a_second_parser_reads_it(rows, delimiter, end):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["nom", "prenom"], *rows])
    text = buffer.getvalue()

    source = open_source(io.BytesIO(text.encode()))
    found = [list(record.cells) for record in source.records()]

    assert found == simple_parser(text, delimiter)
    assert source.lines_read == physical_lines(text)
