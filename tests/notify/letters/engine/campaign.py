"""python -m tests.notify.letters.engine.campaign [count] [seed]: our lines against WeasyPrint's."""

import random
import sys
from collections import Counter
from dataclasses import dataclass, field

from notify.letters.engine.errors import NotFlowableError
from tests.notify.letters.engine.corpus import paragraph, record, tight
from tests.notify.letters.engine.truth import differences, lay_out

_BATCH = 250


@dataclass
class Outcome:
    """How many came out equal, were refused and why, differ and where."""

    equal: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Paragraphs tried."""
        return self.equal + self.refused.total() + len(self.faults)


def compare(count: int, seed: int) -> Outcome:
    """Random paragraphs, some as wide as one of their lines or nearly."""
    rng = random.Random(seed)
    outcome = Outcome()
    while outcome.count < count:
        cases = []
        for _ in range(min(_BATCH, count - outcome.count)):
            block, values = paragraph(rng), record(rng)
            try:
                if rng.random() < 0.35:
                    block = tight(rng, block, values)
                cases.append((block, values, block.lines(values)))
            except NotFlowableError as error:
                outcome.refused[error.reason] += 1
        theirs = lay_out([case[:2] for case in cases])
        for (block, values, ours), drawn in zip(cases, theirs, strict=True):
            fault = differences(ours, drawn, block)
            if not fault and block.line_count(values) != len(drawn):
                fault = f"line count {block.line_count(values)} / {len(drawn)}"
            if fault:
                outcome.faults.append(fault)
            else:
                outcome.equal += 1
    return outcome


def main(count: int, seed: int) -> None:
    """Print the outcome."""
    outcome = compare(count, seed)
    write = sys.stdout.write
    write(f"equal {outcome.equal}, refused {outcome.refused.total()}, different {len(outcome.faults)}\n")
    for reason, times in outcome.refused.most_common():
        write(f"  refused {times}: {reason}\n")
    for fault in outcome.faults[:5]:
        write(f"  {fault[:1500]}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000, int(sys.argv[2]) if sys.argv[2:] else 1)
