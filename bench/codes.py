"""Symbols per second of CPU: our tables against one call of segno a symbol, in the same run.

`python bench/codes.py [SYMBOLS]` writes bench/out/codes.json. segno is timed as it is usually called (it
tries the eight masks) and with the mask given.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import segno

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from notify.letters.engine.codes import datamatrix_code, qr_code  # noqa: E402  # after the path is set

LENGTHS = (14, 24, 40)
ROUNDS = 5
LIBRARY_SYMBOLS = 200
LIBRARY = {"segno": None, "segno_mask_given": 0}


def rate(count: int, work: Callable[[], object]) -> float:
    """Symbols per second of CPU."""
    began = time.process_time()
    work()
    return count / (time.process_time() - began)


def by_library(payloads: "np.typing.NDArray[np.uint8]", mask: int | None) -> None:
    """One call a symbol, to the matrix only."""
    for payload in payloads:
        segno.make_qr(bytes(payload), error="M", mode="byte", mask=mask, boost_error=False)


def measure(length: int, count: int) -> dict[str, float]:
    """Medians of rounds in which each way has its turn, new payloads each round."""
    ways = {"qr": qr_code(length), "datamatrix": datamatrix_code(length)}
    found: dict[str, list[float]] = {name: [] for name in (*ways, *LIBRARY)}
    for turn in range(ROUNDS):
        payloads = np.random.default_rng(turn).integers(0x20, 0x7F, (count, length), dtype=np.uint8)
        for name, code in ways.items():
            code.many(payloads[:1])
            found[name].append(rate(count, lambda code=code, rows=payloads: code.many(rows)))
        some = payloads[:LIBRARY_SYMBOLS]
        for name, mask in LIBRARY.items():
            found[name].append(rate(len(some), lambda rows=some, mask=mask: by_library(rows, mask)))
    return {name: statistics.median(rates) for name, rates in found.items()}


def main() -> None:
    """All lengths."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    table = {str(length): measure(length, count) for length in LENGTHS}
    result = {"symbols": count, "rounds": ROUNDS, "symbols_per_cpu_second_by_length": table}
    out = ROOT / "bench" / "out" / "codes.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n")
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
