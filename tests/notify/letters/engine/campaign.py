"""python -m tests.notify.letters.engine.campaign [count] [seed]: our lines against WeasyPrint's."""

import random
import sys
from collections import Counter

from notify.letters.engine.errors import NotFlowableError
from tests.notify.letters.engine.corpus import paragraph, record, tight
from tests.notify.letters.engine.truth import differences, lay_out

_BATCH = 250


def compare(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How many came out equal, were refused, differ; and what differs."""
    rng = random.Random(seed)
    tally: Counter[str] = Counter()
    faults = []
    while sum(tally.values()) < count:
        cases = []
        for _ in range(min(_BATCH, count - sum(tally.values()))):
            try:
                block, values = paragraph(rng), record(rng)
                if rng.random() < 0.35:
                    block = tight(rng, block, values)
                ours = block.lines(values)
                assert block.line_count(values) == len(ours)
                cases.append((block, values, ours))
            except NotFlowableError as error:
                tally["refused"] += 1
                tally[error.reason] += 0
                reasons[error.reason] += 1
        if not cases:
            continue
        for (block, _, ours), theirs in zip(cases, lay_out([case[:2] for case in cases]), strict=True):
            fault = differences(ours, theirs, block)
            tally["different" if fault else "equal"] += 1
            if fault:
                faults.append(fault)
    return tally, faults


reasons: Counter[str] = Counter()


if __name__ == "__main__":
    total, differing = compare(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print({key: value for key, value in total.items() if value}, dict(reasons))
    for fault in differing[:8]:
        print(fault[:1500])
