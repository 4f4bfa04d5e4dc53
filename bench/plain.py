"""Letters per second of the plain renderer, as a ratio to one document a letter in the same run.

`make bench` (or `python bench/plain.py [LETTERS] [ROUNDS]`) writes bench/out/plain.json: for each way, letters per
second of CPU (minimum, median, maximum over the rounds), bytes a letter, and the ratio of medians. The spread between
minimum and maximum of one way is the noise of the machine.
"""

import json
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from notify.letters.content import LetterRecord, LetterText, Sender  # noqa: E402  # after the path is set
from notify.letters.plain import PlainRenderer  # noqa: E402  # after the path is set
from notify.recipients.generator import generate  # noqa: E402  # after the path is set

NOW = datetime(2026, 9, 17, 12, tzinfo=UTC)
TEXT = LetterText(
    title="Des informations qui vous concernent ont été publiées",
    what_happened="Un fichier sur des patients a été publié sans droit.\n\nVous en faites partie.",
    what_concerns_you="Le fichier contient votre nom, votre adresse et votre numéro de sécurité sociale.",
    consequences="Quelqu’un pourrait se faire passer pour vous, ou vous contacter en se disant de notre établissement.",
    measures="Nous avons notifié la CNIL et porté plainte. Les accès en cause sont fermés.",
    advice=("Méfiez-vous des appels et des messages inattendus.", "Surveillez vos remboursements."),
    contact="02 99 00 00 00, du lundi au samedi, de 8 h à 19 h.",
    signature=("Hélène Caradec", "Biologiste responsable"),
    sender=Sender("Laboratoire d’essai", ("12 rue du Pré", "35000 Rennes"), "", "02 99 00 00 00", "dpo@essai.example"),
)


def records(count: int, seed: int) -> list[LetterRecord]:
    """Distinct invented people, new ones for each round."""
    found = []
    for number, row in enumerate(generate(count, seed)):
        name = f"{row.get('prenom', '')} {row.get('nom', '')}".upper().strip() or "SANS NOM"
        lines = (name[:38], "12 RUE DES LILAS", "35000 RENNES")
        found.append(LetterRecord(str(number), f"{number:04d}-TEST-00", "Madame", lines))
    return found


def measure(per_document: int, letters: list[LetterRecord]) -> tuple[float, float]:
    """(letters per second of CPU, bytes a letter)."""
    began = time.process_time()
    batch = PlainRenderer(per_document=per_document, processes=1).render(TEXT, letters, now=NOW)
    spent = time.process_time() - began
    return len(letters) / spent, sum(len(document.pdf) for document in batch.documents) / len(letters)


def spread(values: list[float]) -> dict[str, float]:
    """Minimum, median, maximum."""
    return {"min": min(values), "median": statistics.median(values), "max": max(values)}


def main() -> None:
    """Both ways in turn, round by round, so that a drift of the machine touches both."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    ways = {"one_document_a_letter": 1, "hundred_letters_a_document": 100}
    measure(1, records(2, 0))
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for turn in range(rounds):
        for name, per_document in ways.items():
            found[name].append(measure(per_document, records(count, turn + 1)))
    table = {
        name: {"letters_per_cpu_second": spread([r for r, _ in rows]), "bytes_a_letter": rows[-1][1]}
        for name, rows in found.items()
    }
    medians = [table[name]["letters_per_cpu_second"]["median"] for name in ways]
    result = {"letters": count, "rounds": rounds, "ways": table, "ratio_of_medians": medians[1] / medians[0]}
    out = ROOT / "bench" / "out" / "plain.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n")
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
