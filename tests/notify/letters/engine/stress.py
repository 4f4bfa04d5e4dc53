"""Records meant to break the stamping: the kinds chosen one by one, then as many seeded ones as are asked for."""

import random
from collections.abc import Iterator

from notify.letters.engine import Template, Value
from notify.letters.engine.letter import LATIN

GREETINGS = ("Madame,", "Monsieur,", "Madame, Monsieur,")
PIECES = (
    "i", "WAMBRECHIES", "Nguyễn", "Đặng", "Łukasz-Şahin", "Őrsi", "O’Connor", "L’Haÿ", "fi", "ffl", "Griffith", "fjord",
    "AVATAR", "To", "P", "2", "T", "s", "Yv", "V.", "Œdipe", "Zoé", "Zoë", "ÂÊÎÔÛ", "Ế", "ỡ", "œuf", "–", "«", "»", "€",
    "12\u202f345,67", "n°\u00a07", "(bis)", "\\", "%d", "{{name}}", "<b>", "&amp;", "l'été", "jjj", "Æ", "ß", "ñ",
)  # fmt: skip
COMBINED = ("Zoe\u0308", "Ame\u0301lie", "Nguye\u0302\u0303n", "S\u0327ahin")  # composed when cleaned
FULL: dict[str, Value] = {
    "address": ("MME ÉLOÏSE DUPONT", "APPARTEMENT 12", "12 RUE DES LILAS", "35000 RENNES"),
    "items": ("votre nom", "votre adresse"),
    "greeting": "Madame,",
    "name": "Éloïse Dupont",
    "reference": "TR-2026-0000017",
    "subject": "Des informations ont été copiées",
    "guardian": "",
    "file_number": "001 08000017",
    "amount": "12\u202f345,67 €",
    "annex": "",
}
LINES = ("M", "12 RUE DE L’ÉGLISE", "35000 RENNES", "BP 7", "ESC. A – ÉTAGE 3", "LIEU-DIT L’ÎLE")


def chosen() -> list[dict[str, Value]]:
    """One record for each thing that went wrong once, or could."""
    ways: list[dict[str, Value]] = [
        {},
        {"name": "i", "reference": "1", "subject": ".", "file_number": "0", "amount": "1"},
        {"name": "MAXIMILIENNE-WILHELMINE WAMBRECHIES-LEMMEN DE LA TOUR DU PIN", "subject": "W" * 20},
        {"name": "Griffith Fjäll fi ffl ffi", "subject": "afficher l’effort suffit"},
        {"name": "P 2 s T’AV. L’To-Wa", "reference": "AV To 7 T. Y", "subject": "P 2 – T A V"},
        {"name": "Nguyễn Thị Đặng Ưng Ợ", "subject": "Ế Ấ Ử Ỹ"},
        {"name": "Zoe\u0308 Ame\u0301lie Nguye\u0302\u0303n", "address": ("ZOE\u0308", "35000 RENNES")},
        {"name": "Jean   Paul\tDupont ", "subject": " espaces "},
        {"name": '<b>a</b> & "b" {{name}} %d %% \\ ( )', "reference": ")(\\"},
        {"guardian": "Théo Tavares", "greeting": "Monsieur,"},
        {"guardian": "J", "annex": "Fin", "greeting": "Madame, Monsieur,"},
        {"annex": "Détail – AV To", "items": ()},
        {"annex": "fi", "guardian": "Łukasz-Şahin", "address": LINES},
        {"reference": "", "subject": "", "amount": ""},
        {"name": "j", "address": ("j", "Ế", "jjj")},
        {"amount": "−0,5", "file_number": "Ω 12"},
        {"subject": "€ œ Œ « » … — “ ” • ·", "name": "½ ß þ Ð"},
        {"name": "\u00a0insécable\u202ffine", "amount": "1\u00a0234\u202f567,00 €"},
        {"name": "李 小龙"},
        {"subject": "s " * 20},
    ]
    ways += [{"address": LINES[:count]} for count in range(7)]
    ways += [{"items": LINES[:count]} for count in (0, 1, 3, 4)]
    return [{**FULL, **way} for way in ways]


def seeded(count: int, seed: int) -> Iterator[dict[str, Value]]:
    """So many random records, the same for the same seed."""
    rng = random.Random(seed)
    for number in range(count):
        yield {
            "address": tuple(_words(rng, 4) for _ in range(rng.randint(0, 6))),
            "items": tuple(_words(rng, 3) for _ in range(rng.choice((0, 1, 2, 2, 2, 3, 4)))),
            "greeting": rng.choice(GREETINGS),
            "name": _words(rng, 4),
            "reference": f"{rng.choice('ATVWY')}{number}-{rng.randint(0, 10**6)} {rng.choice('AVTYP')}",
            "subject": _words(rng, 4),
            "guardian": _words(rng, 3) if rng.random() < 0.3 else "",
            "file_number": f"{rng.randint(0, 999):03} {rng.randint(0, 10**8):08}",
            "amount": f"{rng.randint(0, 10**6):,}".replace(",", "\u202f") + " €",
            "annex": _words(rng, 3) if rng.random() < 0.1 else "",
        }


def of(template: Template, record: dict[str, Value]) -> dict[str, Value]:
    """What the template declares of a record."""
    return {item.name: record[item.name] for item in template.fields}


def _words(rng: random.Random, most: int) -> str:
    return " ".join(_word(rng) for _ in range(rng.randint(1, most)))


def _word(rng: random.Random) -> str:
    way = rng.random()
    if way < 0.6:
        return rng.choice(PIECES)
    if way < 0.65:
        return rng.choice(COMBINED)
    if way < 0.9:
        return "".join(rng.choices("abcdefgilmnorstuvyéèïçATVWYP'’-.", k=rng.randint(1, 10)))
    return "".join(rng.choices(LATIN, k=rng.randint(1, 6))).strip()
