"""Measures that want a process of their own: cold compilation, memory, two at once, rows of the database.

`python bench/letter_children.py WAY JSON` prints what it measured as JSON; letters.py calls it.
"""

import json
import os
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from letter_rounds import LOT, Letter, never_seen, peak, stream, template  # noqa: E402  # after the path is set

from notify.letters.engine import CompiledLetter, compile_letter, write_batch  # noqa: E402
from notify.letters.readback.checking import check_batch  # noqa: E402
from notify.letters.readback.marks import Window  # noqa: E402
from notify.letters.readback.rules import ExpectedLetter  # noqa: E402
from notify.recipients.vault import derive_keys, new_dek, open_row, seal_row  # noqa: E402

Result = dict[str, Any]
WINDOW = Window(108, 55, 205, 84)  # around the address of letter.css
PLACE = {"organisation": 1, "campaign": 1}


def compiling(*, tested: bool) -> Result:
    """From a cold start to the first letter."""
    make: Callable[..., CompiledLetter] = compile_letter if tested else CompiledLetter
    began, cpu = time.perf_counter(), time.process_time()
    write_batch(make(template()), never_seen(1, 900), BytesIO())
    return {
        "cpu_seconds": time.process_time() - cpu,
        "wall_seconds": time.perf_counter() - began,
        "process_cpu_seconds": time.process_time(),
    }


def memory(*, count: int, path: str) -> Result:
    """One file of `count` letters from a generator of records."""
    letter = CompiledLetter(template())
    write_batch(letter, never_seen(1000, 998), BytesIO())
    before, spent = peak(), [0.0]

    def timed() -> Iterator[Letter]:
        source = stream(count, 100)
        while True:
            began = time.process_time()
            part = list(islice(source, 1000))
            spent[0] += time.process_time() - began
            if not part:
                return
            yield from part

    began = time.process_time()
    with Path(path).open("wb") as sink:
        written = write_batch(letter, timed(), sink)
    cpu = time.process_time() - began - spent[0]
    return {
        "letters": count,
        "bytes": written.size,
        "cpu_seconds_writing": cpu,
        "cpu_seconds_making_records": spent[0],
        "peak_rss_mb_before": before,
        "peak_rss_mb": peak(),
        "fallbacks": len(written.fallbacks),
    }


def meeting(*, count: int, path: str, seed: int, gate: str) -> Result:
    """One of two processes: made ready, it waits for the gate, a file, to open."""
    letter = CompiledLetter(template())
    write_batch(letter, never_seen(1000, seed + 50), BytesIO())
    records = never_seen(count, seed)
    Path(f"{gate}.{seed}").touch()
    while not Path(gate).exists():
        time.sleep(0.001)
    began = time.monotonic()
    with Path(path).open("wb") as sink:
        size = write_batch(letter, records, sink).size
    return {"began": began, "ended": time.monotonic(), "bytes": size}


def rows(*, count: int, folder: str) -> Result:
    """Encrypted rows of a SQLite file to a batch on disk, synced: read, decrypt, write."""
    keys = derive_keys(new_dek())
    letter = CompiledLetter(template())
    write_batch(letter, never_seen(1000, 997), BytesIO())
    database = sqlite3.connect(Path(folder) / "rows.sqlite3")
    database.execute("CREATE TABLE recipient (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, blob BLOB NOT NULL)")
    for seq, record in enumerate(stream(count, 800)):
        key = str(uuid.uuid4())
        database.execute(
            "INSERT INTO recipient VALUES (?, ?, ?)", (seq, key, seal_row(keys, **PLACE, row_id=key, record=record))
        )
    database.commit()
    began, cpu = time.perf_counter(), time.process_time()
    found = database.execute("SELECT id, blob FROM recipient ORDER BY seq")
    opened = (open_row(keys, **PLACE, row_id=key, blob=blob) for key, blob in found)
    with (Path(folder) / "rows.pdf").open("wb") as sink:
        size = write_batch(letter, opened, sink).size
        sink.flush()
        os.fsync(sink.fileno())
    cpu, wall = time.process_time() - cpu, time.perf_counter() - began
    return {
        "letters": count,
        "bytes": size,
        "letters_per_cpu_second": count / cpu,
        "letters_per_wall_second": count / wall,
    }


def expected(record: Letter) -> ExpectedLetter:
    """The row that a letter is held against."""
    lines = tuple(record[f"line{number}"] for number in range(1, 7))
    others = tuple(record[name] for name in ("salutation", "reference", "file_number", "account", "updated"))
    return ExpectedLetter(record["reference"], 1, lines, record["code"], others)


def read(*, count: int, folder: str, seed: int) -> Result:
    """Lots of 10 000 letters written to disk, then every page of each read back and compared with its rows."""
    letter = CompiledLetter(template())
    write_batch(letter, never_seen(1000, 996), BytesIO())
    path, writing, reading, pages = Path(folder) / f"lot-{seed}.pdf", 0.0, 0.0, 0
    for place in range(0, count, LOT):
        records = never_seen(min(LOT, count - place), seed + place // LOT)
        cpu = time.process_time()
        with path.open("wb") as sink:
            write_batch(letter, records, sink)
        writing += time.process_time() - cpu
        wanted = list(map(expected, records))
        cpu = time.process_time()
        pages += check_batch(path, wanted, window=WINDOW, duplex=False).pages
        reading += time.process_time() - cpu
    path.unlink()
    return {
        "letters": count,
        "pages_read": pages,
        "cpu_seconds_writing": writing,
        "cpu_seconds_reading": reading,
        "pages_read_per_cpu_second": pages / reading,
        "peak_rss_mb": peak(),
    }


WAYS: dict[str, Callable[..., Result]] = {
    "compiling": compiling,
    "memory": memory,
    "meeting": meeting,
    "rows": rows,
    "read": read,
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(WAYS[sys.argv[1]](**json.loads(sys.argv[2]))))
