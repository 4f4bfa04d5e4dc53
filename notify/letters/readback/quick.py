from dataclasses import dataclass
from notify.letters.readback.rules import ExpectedLetter
@dataclass(frozen=True, slots=True)
class Sheet:
    number: int
    letter: ExpectedLetter
    nth: int
    @property
    def closes(self) -> bool:
        return self.nth + 1 >= self.letter.pages
class QuickReader:
    def __init__(self, *a): pass
    def doubts(self, sheets): return [s.letter.code for s in sheets]
