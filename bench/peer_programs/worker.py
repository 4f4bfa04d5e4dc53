"""The loop that every peer runs in its own process: read a job, make documents until the time is over, report.

Standard library and segno only. The job comes as JSON on standard input, the report goes as JSON to standard output:
letters, documents, CPU seconds (all threads, after imports and one warm-up document), bytes, version.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

Job = dict[str, Any]
Letter = dict[str, str]
Draw = Callable[[list[Letter]], bytes]
WARM_UP = 2  # letters in the document that is not counted


def qr_png(code: str) -> bytes:
    """The QR code, one pixel a module, in its quickest form: one mask for all."""
    written = BytesIO()
    segno.make_qr(code, error="M", mask=0).save(written, kind="png", scale=1, border=4)
    return written.getvalue()


def run(package: str, prepare: Callable[[Job], Draw]) -> None:
    """Make documents of `per_document` new letters each, at least one, for so many CPU seconds or until none is left.

    The first counted document is left beside the job for whoever wants to check it.
    """
    job: Job = json.load(sys.stdin)
    letters, size = job["letters"], job["per_document"]
    draw = prepare(job)
    draw(letters[: min(WARM_UP, size)])
    made = total = 0
    began = time.process_time()
    ends = began + job["seconds"]
    while made + size <= len(letters) and (not made or time.process_time() < ends):
        document = draw(letters[made : made + size])
        if not made:
            Path(job["sample"]).write_bytes(document)
        made += size
        total += len(document)
    spent = time.process_time() - began
    report = {"letters": made, "cpu_seconds": spent, "bytes": total, "version": version(package)}
    json.dump(report, sys.stdout)
