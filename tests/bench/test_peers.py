"""The measures are worth what their checks are worth: distinct letters, pages read back, no invented figure."""

import sys
from dataclasses import replace

import pytest

from bench import peers
from notify.pdf import PdfMetadata, pdf_available, render_pdf

needs_pdf = pytest.mark.skipif(not pdf_available(), reason="the PDF libraries are missing on this machine")
UNIQUE = ("line1", "reference", "file_number", "account", "code")


def document(letters):
    """A document of the letters, the QR code aside."""
    html = sys.modules["letter_parts"].letter_html([(letter.values(), b"") for letter in letters])
    style = sys.modules["letter_parts"].letter_style()
    return render_pdf(html, metadata=PdfMetadata(title="Essai"), stylesheets=(style,))


def test_no_two_letters_share_what_identifies_them():
    letters = peers.records(3000, 4)
    for field in UNIQUE:
        assert len({getattr(letter, field) for letter in letters}) == len(letters), field
    assert all(text.strip() for letter in letters for text in letter.values().values())


def test_the_same_seed_gives_the_same_letters_and_another_seed_none_of_them():
    letters = peers.records(200, 4)
    assert letters == peers.records(200, 4)
    others = peers.records(200, 5)
    for field in ("reference", "file_number", "account", "code"):
        assert not {getattr(letter, field) for letter in letters} & {getattr(letter, field) for letter in others}


def test_a_letter_has_six_address_lines_and_thirteen_fields():
    fields = peers.records(1, 1)[0].values()
    assert len(fields) == 13
    assert [name for name in fields if name.startswith("line")] == [f"line{number}" for number in range(1, 7)]


@needs_pdf
def test_pages_that_carry_their_letters_are_accepted():
    letters = peers.records(3, 2)
    peers.refuse_wrong_pages(document(letters), letters)


@needs_pdf
@pytest.mark.parametrize("field", sys.modules["records"].FIELDS)
def test_one_wrong_field_on_the_last_page_is_seen(field):
    letters = peers.records(2, 2)
    wrong = [letters[0], replace(letters[1], **{field: "AUTRE CHOSE"})]
    with pytest.raises(peers.PeerNotRunError, match=rf"page 2: 0 fixed texts .*\['{field}'\]"):
        peers.refuse_wrong_pages(document(wrong), letters)


@needs_pdf
def test_letters_in_another_order_and_missing_pages_are_seen():
    letters = peers.records(2, 2)
    with pytest.raises(peers.PeerNotRunError, match="page 1"):
        peers.refuse_wrong_pages(document(letters[::-1]), letters)
    with pytest.raises(peers.PeerNotRunError, match="made 1 pages for 2 letters"):
        peers.refuse_wrong_pages(document(letters[:1]), letters)


@needs_pdf
def test_a_page_without_a_paragraph_of_the_letter_is_seen(monkeypatch):
    letters = peers.records(1, 2)
    made = document(letters)
    words = peers.parts()
    monkeypatch.setattr(peers, "parts", lambda: words | {"body": [*words["body"], "Ce paragraphe manque."]})
    with pytest.raises(peers.PeerNotRunError, match="page 1: 1 fixed texts"):
        peers.refuse_wrong_pages(made, letters)


@needs_pdf
def test_the_product_is_measured_in_a_process_of_its_own(monkeypatch):
    monkeypatch.setattr(peers, "PEERS", ("weasyprint",))
    monkeypatch.setattr(peers, "PER_DOCUMENT", (2,))
    (result,) = peers.measure_peers(peers.records(4, 1), 0.0)
    assert (result.not_run, result.letters) == ("", 2)
    assert result.cpu_seconds > 0
    assert result.bytes_per_letter > 5000


def test_a_peer_that_cannot_be_installed_is_reported_with_the_reason_and_no_figure(monkeypatch, tmp_path):
    venvs = sys.modules["peer_venvs"]
    requirement = "--no-index\nnothing-of-this-name==1.0 --hash=sha256:" + "0" * 64 + "\n"
    monkeypatch.setattr(venvs, "VAR", tmp_path)
    monkeypatch.setattr(venvs, "sections", lambda: {"typst": requirement})
    monkeypatch.setattr(peers, "PEERS", ("typst",))
    monkeypatch.setattr(peers, "PER_DOCUMENT", (1,))
    (result,) = peers.measure_peers(peers.records(1, 1), 0.1)
    assert result.not_run.startswith("ERROR:")
    assert "nothing-of-this-name" in result.not_run
    assert result.letters_per_cpu_second is None
    assert str(tmp_path) not in result.not_run


def test_a_program_that_ends_badly_or_never_is_reported():
    venvs = sys.modules["peer_venvs"]
    with pytest.raises(peers.PeerNotRunError, match="ValueError: too small"):
        venvs.ask([sys.executable, "-c", "raise ValueError('too small')"], "", 30, ())
    with pytest.raises(peers.PeerNotRunError, match="not finished after 1 s"):
        venvs.ask([sys.executable, "-c", "import time; time.sleep(60)"], "", 1, ())
    with pytest.raises(peers.PeerNotRunError, match="No such file"):
        venvs.ask(["/nonexistent/python"], "", 1, ())


def test_too_few_letters_for_one_document_are_no_measure(monkeypatch):
    monkeypatch.setattr(peers, "PEERS", ("weasyprint",))
    monkeypatch.setattr(peers, "PER_DOCUMENT", (100,))
    (result,) = peers.measure_peers(peers.records(4, 1), 0.1)
    assert result.not_run == "4 records, 100 needed"


def test_every_peer_but_the_product_has_its_hashed_section_and_its_program():
    sections = sys.modules["peer_venvs"].sections()
    assert set(sections) == set(peers.PEERS) - {peers.PRODUCT}
    for name, text in sections.items():
        pins = [line for line in text.splitlines() if "==" in line]
        assert any(line.startswith(f"{name}==") for line in pins)
        assert text.count("--hash=sha256:") >= len(pins)
    for name in peers.PEERS:
        assert (peers.HERE / "peer_programs" / f"with_{name}.py").is_file()
