"""The same letter made by other engines, each in a process and an environment of its own.

`python bench/peers.py [SECONDS]` measures all of them and writes bench/out/peers.json; other measures call
`measure_peers`. What a peer writes is read back before its figures count: the right number of pages, and on each page
all the fields of its letter. A peer that cannot be installed or fails is reported as not run, with the reason.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pypdfium2

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from letter_parts import logo_png, parts  # noqa: E402  # after the path is set
from peer_venvs import PeerNotRunError, ask, python_of  # noqa: E402
from records import ROOT, Record, records  # noqa: E402

from notify.pdf import font_path  # noqa: E402

PEERS = ("weasyprint", "typst", "reportlab", "fpdf2", "pymupdf")
PRODUCT = "weasyprint"  # runs with the product's own packages, the others have their environments
PER_DOCUMENT = (1, 100)
FONTS = {
    "serif": ("Notify Serif", 400),
    "serif-bold": ("Notify Serif", 700),
    "sans": ("Notify Sans", 400),
    "sans-bold": ("Notify Sans", 700),
}
GRACE = 120.0  # seconds for imports, the warm-up and the last document


@dataclass(frozen=True, slots=True)
class PeerResult:
    """One peer, one size of document. `not_run` is the reason why there are no figures."""

    peer: str
    per_document: int
    version: str = ""
    letters: int = 0
    cpu_seconds: float = 0.0
    bytes: int = 0
    not_run: str = ""

    @property
    def letters_per_cpu_second(self) -> float | None:
        """None when it was not run."""
        return None if self.not_run else self.letters / self.cpu_seconds

    @property
    def bytes_per_letter(self) -> float | None:
        """None when it was not run."""
        return None if self.not_run else self.bytes / self.letters

    def values(self) -> dict[str, Any]:
        """JSON-ready, rates included."""
        rates = {"letters_per_cpu_second": self.letters_per_cpu_second, "bytes_per_letter": self.bytes_per_letter}
        return asdict(self) | rates


def measure_peers(letters: Sequence[Record], seconds_each: float) -> list[PeerResult]:
    """Every peer with each size of document, one after the other, each for about `seconds_each` of CPU.

    At least one document is made, however long it takes: 100 letters of the slowest need some ten seconds.
    """
    return [_measured(peer, size, letters, seconds_each) for peer in PEERS for size in PER_DOCUMENT]


def _measured(peer: str, size: int, letters: Sequence[Record], seconds: float) -> PeerResult:
    try:
        if len(letters) < size:
            raise PeerNotRunError(f"{len(letters)} records, {size} needed")
        python = Path(sys.executable) if peer == PRODUCT else python_of(peer)
        with tempfile.TemporaryDirectory() as folder:
            job = _job(Path(folder), size, letters, seconds)
            program = str(HERE / "peer_programs" / f"with_{peer}.py")
            paths = (HERE, ROOT) if peer == PRODUCT else ()
            report = json.loads(ask([str(python), program], json.dumps(job), GRACE + 5 * seconds, paths))
            refuse_wrong_pages(Path(job["sample"]).read_bytes(), letters[:size])
        return PeerResult(peer, size, **report)
    except PeerNotRunError as error:
        return PeerResult(peer, size, not_run=str(error))


def _job(folder: Path, size: int, letters: Sequence[Record], seconds: float) -> dict[str, Any]:
    words = parts()
    logo = folder / "logo.png"
    logo.write_bytes(logo_png())
    return {
        "letters": [letter.values() for letter in letters],
        "per_document": size,
        "seconds": seconds,
        "parts": words,
        "title": words["subject"][0],
        "logo": str(logo),
        "fonts": {name: str(font_path(*face)) for name, face in FONTS.items()},
        "sample": str(folder / "sample.pdf"),
    }


def refuse_wrong_pages(pdf: bytes, letters: Sequence[Record]) -> None:
    """Read a document back: a page a letter, with each field of it and the whole text. Raises PeerNotRunError."""
    texts = list(_texts(pdf))
    if len(texts) != len(letters):
        raise PeerNotRunError(f"made {len(texts)} pages for {len(letters)} letters")
    fixed = [text for texts_of_part in parts().values() for text in texts_of_part]
    for number, (found, letter) in enumerate(zip(texts, letters, strict=True), start=1):
        missing = [name for name, text in letter.values().items() if _plain(text) not in found]
        lost = sum(_plain(text) not in found for text in fixed)
        if missing or lost:
            raise PeerNotRunError(f"page {number}: {lost} fixed texts and these fields are missing: {missing}")


def _texts(pdf: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            yield _plain(page.get_textpage().get_text_bounded())
    finally:
        document.close()


def _plain(text: str) -> str:
    """Without white space and hyphens: readers differ on those."""
    return "".join(text.split()).translate({ord(sign): None for sign in "-\u00ad\u2010\u2011\ufffe\x02"})


def main() -> None:
    """All peers, on new records."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    found = [result.values() for result in measure_peers(records(1000, 1), seconds)]
    out = HERE / "out" / "peers.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"seconds_each": seconds, "results": found}, indent=2) + "\n")
    sys.stdout.write(out.read_text())


if __name__ == "__main__":
    main()
