"""The letter engine against WeasyPrint, in one run: `make bench QUICK=1`, or `make bench` for all of it.

Writes bench/out/letters.json, whose `about` says what each key means; docs/moteur-de-lettres.md says it in French.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from letter_rounds import Letter, cpu_of, isal_one, machine, never_seen, spread, template  # noqa: E402
from peer_venvs import VAR  # noqa: E402
from peers import measure_peers  # noqa: E402
from records import records  # noqa: E402

from notify.letters.engine import CompiledLetter, plain_letter, quick, standard, write_batch  # noqa: E402

ROUNDS = 5
ABOUT = {
    "ways": "each way: letters_per_cpu_second (min, median, max over the rounds), bytes_per_letter, ratio to plain "
    "WeasyPrint timed in the same round, fallbacks (letters WeasyPrint rendered inside the batch)",
    "distinct_records": "records written in all; none is seen twice, making them is not timed",
    "machine_ms": "CPU milliseconds of one fixed loop at each round: its spread is the noise of the machine",
    "compiling": "cold process to the first letter, with and without the self-test",
    "rows": "encrypted rows of a SQLite file read, decrypted and written to a synced file",
    "two_processes": "letters a second of wall, two processes, two files",
    "read_back": "letters written, then every page read back and compared with its rows",
    "memory": "one file of a million letters from a generator: peak RSS",
    "results": "the rows of bench/plot.py",
}
NOT_HERE = {"one_pdf_a_letter": "not in this version", "tagged": "not in this version"}
Way = tuple[CompiledLetter, Callable[[bytes], bytes], int]


def child(way: str, seconds: float, **given: Any) -> Any:
    """What a process of its own measured, or the reason why it did not."""
    command = [sys.executable, str(HERE / "letter_children.py"), way, json.dumps(given)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=True)  # noqa: S603
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        return {"not_run": type(error).__name__}
    return json.loads(done.stdout)


def rounds(ways: dict[str, Way], plain: int) -> dict[str, Any]:
    """All ways in turn, round by round, so that a drift of the machine touches each."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    sizes, fallbacks = dict.fromkeys(ways, 0.0), dict.fromkeys(ways, 0)
    reference, noise, plain_bytes, distinct = [], [], 0, 0
    for turn in range(ROUNDS):
        noise.append(machine())
        people = never_seen(plain, 500 + turn)
        made: list[int] = []
        spent = cpu_of(lambda people=people, made=made: made.extend(map(_plain_size, people)))
        reference.append(plain / spent)
        plain_bytes = sum(made) // plain
        for place, (name, (letter, deflate, count)) in enumerate(ways.items()):
            people = never_seen(count, 1 + 10 * turn + place)
            sink, written = BytesIO(), []
            work = partial(write_batch, letter, people, sink, deflate=deflate)
            found[name].append(count / cpu_of(lambda work=work, written=written: written.append(work())))
            sizes[name], distinct = written[0].size / count, distinct + count
            fallbacks[name] += len(written[0].fallbacks)
    table = {
        name: {
            "letters_per_cpu_second": spread(rates),
            "bytes_per_letter": sizes[name],
            "ratio": spread([rate / base for rate, base in zip(rates, reference, strict=True)]),
            "letters_a_round": ways[name][2],
            "fallbacks": fallbacks[name],
        }
        for name, rates in found.items()
    }
    table["weasyprint"] = {
        "letters_per_cpu_second": spread(reference), "bytes_per_letter": plain_bytes, "letters_a_round": plain,
    }  # fmt: skip
    return {"rounds": ROUNDS, "distinct_records": distinct, "machine_ms": spread(noise), "ways": table}


def _plain_size(record: Letter) -> int:
    return len(plain_letter(template(), record)[0])


def together(count: int, folder: str) -> dict[str, Any]:
    """Two processes that begin at once."""
    gate, program = Path(folder) / "gate", str(HERE / "letter_children.py")
    jobs = [{"count": count, "path": f"{folder}/{seed}.pdf", "seed": seed, "gate": str(gate)} for seed in (600, 620)]
    children = [
        subprocess.Popen([sys.executable, program, "meeting", json.dumps(job)], stdout=subprocess.PIPE)  # noqa: S603
        for job in jobs
    ]
    limit = time.monotonic() + 120
    while not all(Path(f"{gate}.{job['seed']}").exists() for job in jobs) and time.monotonic() < limit:
        time.sleep(0.01)
    gate.touch()
    told = [json.loads(one.communicate(timeout=300)[0]) for one in children]
    wall = max(one["ended"] for one in told) - min(one["began"] for one in told)
    return {"letters": 2 * count, "wall_seconds": wall, "letters_per_wall_second": 2 * count / wall}


def rows_of_plot(ways: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a way."""
    return [
        {
            "label": "weasyprint, one letter a document" if name == "weasyprint" else name.replace("_", " "),
            "letters_per_cpu_second": way["letters_per_cpu_second"]["median"],
            "low": way["letters_per_cpu_second"]["min"],
            "high": way["letters_per_cpu_second"]["max"],
            "bytes_per_letter": way["bytes_per_letter"],
            "ours": name != "weasyprint",
        }
        for name, way in ways.items()
    ]


def main() -> None:
    """The engine's own part; without `quick`, the million letters and the peers too."""
    fast = "quick" in sys.argv[1:]
    fixed, flowing = (CompiledLetter(template(flowing=way)) for way in (False, True))
    for letter in (fixed, flowing):
        write_batch(letter, never_seen(500, 999), BytesIO())
    count = 5_000 if fast else 20_000
    ways: dict[str, Way] = {
        "batch_isal_0": (fixed, quick, count),
        "batch_isal_1": (fixed, isal_one, count),
        "batch_zlib": (fixed, standard, count),
        "two_flowing_paragraphs": (flowing, quick, count // 5),
    }
    result: dict[str, Any] = {"about": ABOUT, "quick": fast, **NOT_HERE, **rounds(ways, 6 if fast else 20)}
    VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VAR) as folder:
        result["compiling"] = {name: child("compiling", 60, tested=tested)
                               for name, tested in (("with_self_test", True), ("without", False))}  # fmt: skip
        result["rows"] = child("rows", 120, count=count, folder=folder)
        result["two_processes"] = together(2 * count, folder)
        result["read_back"] = child("read", 600, count=20 if fast else 1_000, folder=folder, seed=100)
        if not fast:
            result["memory"] = child("memory", 600, count=1_000_000, path=f"{folder}/million.pdf")
    result["results"] = rows_of_plot(result["ways"])
    if not fast:
        others = [row.values() for row in measure_peers(records(1000, 1), 3.0)]
        result["results"] += [row for row in others if (row["peer"], row["per_document"]) != ("weasyprint", 1)]
    out = HERE / "out" / "letters.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n")
    sys.stdout.write(json.dumps({key: value for key, value in result.items() if key != "results"}, indent=2) + "\n")


if __name__ == "__main__":
    main()
