"""A stamped page is WeasyPrint's own: no dot differs, no character; thirty records each time, a campaign on demand.

NOTIFY_FIDELITY_RECORDS=1000 adds as many seeded records; NOTIFY_FIDELITY_SEED chooses others.
"""

import os
import shutil

import pytest

from notify import pdf
from notify.letters.engine import CompiledLetter, Template
from tests.notify.letters.engine import stress
from tests.notify.letters.engine.sameness import compare
from tests.notify.letters.engine.sheets import EVERY_KIND, FLOWING

pytestmark = [
    pytest.mark.skipif(not pdf.pdf_available(), reason="WeasyPrint or Pango is missing"),
    pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler-utils is not on this machine"),
]
COUNT = int(os.environ.get("NOTIFY_FIDELITY_RECORDS", "20"))
SEED = int(os.environ.get("NOTIFY_FIDELITY_SEED", "1"))


def test_chosen_records_with_versos() -> None:
    records = stress.chosen()
    outcome = compare(CompiledLetter(EVERY_KIND), records, duplex=True)
    assert not outcome.faults, outcome.faults[:5]
    assert outcome.fallbacks.total() <= 4, outcome.fallbacks


def test_running_text() -> None:
    records = [stress.of(FLOWING, record) for record in stress.chosen()[:12:2]]
    outcome = compare(CompiledLetter(FLOWING), records)
    assert not outcome.faults, outcome.faults[:5]
    assert outcome.fallbacks.total() < len(records)


def test_a_centred_text_wider_than_its_block() -> None:
    outcome = compare(CompiledLetter(EVERY_KIND), [{**stress.FULL, "subject": "W" * 60}])
    assert not outcome.faults


@pytest.mark.parametrize("template, share", [(EVERY_KIND, 0.9), (FLOWING, 0.1)], ids=["every kind", "flowing"])
def test_campaign(template: Template, share: float) -> None:
    records = [stress.of(template, record) for record in stress.seeded(int(COUNT * share), SEED)]
    outcome = compare(CompiledLetter(template), records)
    assert not outcome.faults, (len(outcome.faults), outcome.faults[:10])
    assert outcome.fallbacks.total() < 0.5 * len(records), outcome.fallbacks
