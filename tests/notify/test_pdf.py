import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from notify import pdf
from notify.pdf import PdfMetadata, PdfUnavailableError, pdf_available, render_document, render_pdf

NOW = datetime(2026, 9, 17, 8, 30, tzinfo=UTC)
ABOUT = PdfMetadata("Un titre", "Un auteur", created=NOW)
CANARY = "canary-7f3e9c1d5b"

HOSTILE = [
    '<img src="{http}/img">',
    '<img src="{file}">',
    '<img srcset="{http}/set 2x" src="{http}/one">',
    '<link rel="stylesheet" href="{http}/style">',
    '<link rel="stylesheet" href="{file}">',
    '<link rel="attachment" href="{file}">',
    '<link rel="attachment" href="{http}/attachment">',
    '<a rel="attachment" href="{file}">x</a>',
    '<style>@import url("{http}/import");</style>',
    '<style>@import url("{file}");</style>',
    '<style>@font-face {{ font-family: X; src: url("{http}/font") }} p {{ font-family: X }}</style><p>x</p>',
    '<p style="background: url({http}/background)">x</p>',
    '<p style="list-style-image: url({http}/list); display: list-item">x</p>',
    '<style>p::before {{ content: url("{http}/content") }}</style><p>x</p>',
    '<iframe src="{http}/frame"></iframe><object data="{http}/object"></object><embed src="{file}">',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
    '<image xlink:href="{http}/svg" width="9" height="9"/><use xlink:href="{http}/use#a"/></svg>',
    '<img src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    '<image href="{file}" width="9" height="9"/></svg>\'>',
    '<base href="{http}/"><img src="relative">',
    '<meta http-equiv="refresh" content="0; url={http}/refresh"><p>x</p>',
    '<img src="HTTP://{authority}/case"><img src="ftp://{authority}/ftp">',
]


@pytest.fixture(scope="module")
def server():
    """A web server that remembers each request, on a port of this machine."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *args):
            pass

    service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    service.seen = seen
    yield service
    service.shutdown()
    service.server_close()


def everything_in(content):
    """The bytes of a PDF and of each of its streams, decompressed."""
    reader = PdfReader(BytesIO(content))
    streams = []
    for number in range(1, reader.trailer["/Size"]):
        found = reader.get_object(number)
        if isinstance(found, StreamObject):
            streams.append(found.get_data())
    return content + b"".join(streams)


@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_is_fetched_and_no_file_gets_in(payload, server, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    authority = f"127.0.0.1:{server.server_port}"
    html = payload.format(http=f"http://{authority}", file=secret.as_uri(), authority=authority)
    server.seen.clear()

    content = render_pdf(html, metadata=ABOUT)

    assert server.seen == []
    assert CANARY.encode() not in everything_in(content)
    assert "/EmbeddedFiles" not in str(PdfReader(BytesIO(content)).root_object)


def test_a_hostile_stylesheet_is_closed_too(server):
    server.seen.clear()

    render_pdf("<p>x</p>", metadata=ABOUT, stylesheets=[f'@import "http://127.0.0.1:{server.server_port}/x";'])

    assert server.seen == []


def test_the_server_of_these_tests_does_see_a_request(server):
    server.seen.clear()

    with urlopen(f"http://127.0.0.1:{server.server_port}/hello") as answer:
        assert answer.read() == CANARY.encode()

    assert server.seen == ["/hello"]


def test_a_text_put_in_a_page_is_found_by_the_search_of_these_tests():
    content = render_pdf("<p>x</p>", metadata=PdfMetadata(CANARY))

    assert CANARY.encode() in everything_in(content)


def test_a_data_address_is_followed():
    dot = (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
        "gg=="
    )

    content = render_pdf(f'<img src="{dot}">', metadata=ABOUT)

    assert len(PdfReader(BytesIO(content)).pages[0].images) == 1


def test_our_fonts_are_embedded_and_no_other():
    html = """<p style="font-family: 'Notify Serif'">Œuvre 1\u202f000 <b>gras</b></p>
              <p style="font-family: 'Notify Sans'">MADAME NGUYEN</p>"""

    reader = PdfReader(BytesIO(render_pdf(html, metadata=ABOUT)))

    fonts = {font.get_object()["/BaseFont"].split("+")[1] for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert fonts == {"Notify-Serif", "Notify-Serif-Bold", "Notify-Sans"}


PROGRAM = """
import hashlib, sys
from datetime import UTC, datetime
from notify.pdf import PdfMetadata, render_pdf
about = PdfMetadata("Un titre", "Un auteur", created=datetime(2026, 9, 17, 8, 30, tzinfo=UTC))
html = "<h1 id=a>Éléments</h1><p style='font-family: Notify Serif'>Un texte.</p>"
for variant, tags in ((None, False), ("pdf/ua-1", True)):
    print(hashlib.sha256(render_pdf(html, metadata=about, variant=variant, tags=tags)).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes_in_another_process():
    root = Path(pdf.__file__).parents[1]
    runs = [
        subprocess.run(  # the two hash seeds order sets differently
            [sys.executable, "-c", PROGRAM],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert runs[0] == runs[1]
    assert len(set(runs[0].split())) == 2


def test_the_dates_of_the_file_are_the_given_ones():
    information = PdfReader(BytesIO(render_pdf("<p>x</p>", metadata=ABOUT))).metadata

    assert information.creation_date == NOW
    assert information.title == "Un titre"
    assert information.author == "Un auteur"


def test_a_tagged_document_says_so():
    tagged = PdfReader(BytesIO(render_pdf("<h1>x</h1>", metadata=ABOUT, variant="pdf/ua-1", tags=True)))
    plain = PdfReader(BytesIO(render_pdf("<h1>x</h1>", metadata=ABOUT)))

    assert tagged.root_object["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in tagged.root_object
    assert "/StructTreeRoot" not in plain.root_object


def test_each_id_knows_its_page():
    html = '<p id="a">a</p><p id="b" style="break-before: page">b</p>'

    document = render_document(html, metadata=ABOUT)

    assert (document.pages, document.anchors) == (2, {"a": 1, "b": 2})


def test_a_machine_without_the_libraries_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf._engine.cache_clear()
    try:
        assert not pdf_available()
        with pytest.raises(PdfUnavailableError):
            render_pdf("<p>x</p>", metadata=ABOUT)
    finally:
        monkeypatch.undo()
        pdf._engine.cache_clear()
    assert pdf_available()
