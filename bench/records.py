"""People who do not exist, one letter's worth of fields each; no name, reference, number or code occurs twice."""

import random
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from notify.recipients.generator import CLEAN, generate, load  # noqa: E402  # after the path is set

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: a code is typed by hand
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août")
SALUTATIONS = {"MME": "Madame,", "M": "Monsieur,", "": "Madame, Monsieur,"}


@dataclass(frozen=True, slots=True)
class Record:
    """The thirteen fields of a letter, as printed. `code` is also what the QR code says."""

    line1: str
    line2: str
    line3: str
    line4: str
    line5: str
    line6: str
    reference: str
    date: str
    salutation: str
    file_number: str
    account: str
    updated: str
    code: str

    def values(self) -> dict[str, str]:
        """Field → text."""
        return asdict(self)


FIELDS = tuple(field.name for field in fields(Record))


def records(count: int, seed: int) -> list[Record]:
    """`count` distinct records, the same for the same arguments; two seeds share no reference and no number."""
    return list(generate_records(count, seed))


def generate_records(count: int, seed: int) -> Iterator[Record]:
    """The same, one at a time. Only the names and codes already given are kept."""
    rng = random.Random(f"notify letters {seed}")  # noqa: S311 -- invented people, repeatable on purpose
    names: set[str] = set()
    codes: set[str] = set()
    for number, row in enumerate(generate(count, seed, dirt=CLEAN)):
        name = _unseen_name(f"{row['prenom']} {row['nom']}".upper(), names, rng)
        code = _unseen_code(codes, rng)
        yield Record(
            line1=name,
            line2=f"APPARTEMENT {rng.randrange(1, 200)}, ESCALIER {rng.choice('ABCD')}",
            line3=(row["adresse2"] or f"Bâtiment {rng.choice('ABCDEFGH')}").upper(),
            line4=row["adresse1"].upper(),
            line5=f"BP {rng.randrange(10, 99999)}",
            line6=f"{row['code_postal']} {row['ville'].upper()}",
            reference=f"TR-{seed:04d}-{number:07d}",
            date="17 septembre 2026",
            salutation=SALUTATIONS[row["civilite"]],
            file_number=f"{seed:03d} {8_000_000 + number:08d}",
            account=f"P{seed:03d}-{number * 7919 % 9_999_991:07d}-{rng.choice(ALPHABET)}",
            updated=f"{rng.randrange(2, 29)} {rng.choice(MONTHS)} {rng.randrange(2019, 2027)}",
            code=code,
        )


def _unseen_name(name: str, seen: set[str], rng: random.Random) -> str:
    """The name, with family names joined to it until nobody else has it."""
    while name in seen:
        name = f"{name}-{rng.choice(load('noms'))['nom'].upper()}"
    seen.add(name)
    return name


def _unseen_code(seen: set[str], rng: random.Random) -> str:
    """Fourteen characters, three groups of four."""
    while True:
        code = "-".join("".join(rng.choices(ALPHABET, k=4)) for _ in range(3))
        if code not in seen:
            seen.add(code)
            return code
