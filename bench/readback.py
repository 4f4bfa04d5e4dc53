"""Pages a second of CPU of the read-back, on a batch written by the tests' own writer (no code of the product).

`make bench` (or `python bench/readback.py [PAGES] [ROUNDS]`) writes bench/out/readback.json: the quick way on distinct
people, letters of one and two pages, duplex with blank versos; the hash of the file included. The spread over the
rounds is the noise.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from notify.letters.readback.checking import check_batch  # noqa: E402  # after the path is set
from notify.letters.readback.marks import Window  # noqa: E402  # after the path is set
from notify.letters.readback.rules import ExpectedLetter  # noqa: E402  # after the path is set
from tests.notify.letters import printed  # noqa: E402  # after the path is set

WINDOW = Window(88, 33, 210, 103)


def feet(count: int) -> tuple[str, ...]:
    """The foot of each page."""
    return tuple(f"Page {number} sur {count}" for number in range(1, count + 1))


def batch(pages: int, seed: int, *, duplex: bool) -> tuple[bytes, list[ExpectedLetter]]:
    """A file of about so many pages, and its rows."""
    people = printed.people(pages * 2 // 3, seed=seed, long=0.5)
    sheets = [sheet for person in people for sheet in printed.sheets(person, duplex=duplex)]
    rows = [
        ExpectedLetter(str(number), person.pages, person.lines, person.code, (person.salutation,), feet(person.pages))
        for number, person in enumerate(people)
    ]
    return printed.write(sheets), rows


def rate(path: Path, rows: list[ExpectedLetter], *, duplex: bool) -> float:
    """Pages a second of CPU."""
    began = time.process_time()
    read = check_batch(path, rows, window=WINDOW, duplex=duplex)
    return read.pages / (time.process_time() - began)


def main() -> None:
    """Both sides of printing in turn, round by round."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    found: dict[str, list[float]] = {"simplex": [], "duplex": []}
    sizes = {}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds):
            for way, rates in found.items():
                path = Path(folder) / f"{way}.pdf"
                content, rows = batch(pages, turn + 1, duplex=way == "duplex")
                path.write_bytes(content)
                sizes[way] = len(content)
                rates.append(rate(path, rows, duplex=way == "duplex"))
    table = {
        way: {"min": min(rates), "median": statistics.median(rates), "max": max(rates), "bytes": sizes[way]}
        for way, rates in found.items()
    }
    result = {"pages": pages, "rounds": rounds, "pages_per_cpu_second": table}
    out = ROOT / "bench" / "out" / "readback.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n")
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
