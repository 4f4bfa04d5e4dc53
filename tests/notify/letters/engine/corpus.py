"""Random French paragraphs with fields, and records for them. All people are invented."""

import random
from collections.abc import Mapping
from dataclasses import replace

from notify.letters.engine.breaks import NBSP, THIN
from notify.letters.engine.flow import Paragraph
from notify.letters.engine.shaping import Style
from tests.notify.letters.engine.truth import LEFT, face, text_run

_TEXT = (
    "nous vous écrivons parce que des données qui vous concernent ont été consultées par une personne non autorisée le "
    "fichier contenait votre nom prénom adresse numéro téléphone courriel date naissance ainsi état santé soignant "
    "l’établissement d’une qu’elle aujourd’hui c’est-à-dire peut-être rendez-vous après-midi mot-clé vice-président "
    "à y a où ça où œuvre cœur naïf août Noël officier afficher coefficient souffle chiffre effort fjord suffit "
    "WeasyPrint Vôtre Télévision Yonne Avenue Toulouse Versailles P. AVIS TVA "
    "mots. phrase, suite; fin: (entre parenthèses) [crochets] et/ou ouvert/fermé 24/7 12,5 1.250 3-4 2024-2025 "
    "art. 34 n° 12 % 45% 12€ A4/B5 URL.fr alice@exemple.fr +33 *note _bas_ #1 … fin… hein? oui! non?! "
    "– incise – long—tiret bord–bord 'droit' \"guillemets\" “anglais” mot’ fin» «début"
)
_WORDS = _TEXT.split(" ")
_GLUED = (
    f"«{NBSP}urgent{NBSP}»",
    f"12{THIN}345{NBSP}€",
    f"mot{NBSP}:",
    f"question{THIN}?",
    f"6{NBSP}janvier{NBSP}2026",
    f"M.{NBSP}Martin",
    f"95{THIN}%",
    f"–{NBSP}cas",
    "porte-avions,",
    "1ᵉʳ",
)
_PEOPLE = (
    "Martin Lefèvre-Dupont N’Guyen O’Connor Bœuf Müller Ñuñez Geoffroy Le␣Goff D’Aubigné Łukasz-Şahin Yvetôt Tavares "
    "Vasseur Çelik Fiałkowski Saint-Exupéry de␣La␣Tour Øster Đặng Affre L’Hôpital Íjar TAFFIN VAYSSE-TOLÉDANO"
)
_SURNAMES = _PEOPLE.split(" ")
_FIRST_NAMES = "Éloïse Jean-Pierre Zoë Anne-Sophie Loïc Maëlle Œdipe Théo Ève Yann Tiffany François Noémie Wafa Tom"
_FIRST = _FIRST_NAMES.split()
_YEAR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_MONTHS = _YEAR.split()
FIELDS = ("nom", "prenom", "montant", "date", "lieu", "reference")


def record(rng: random.Random) -> Mapping[str, str]:
    """Values that never come twice, or hardly."""
    tail = "".join(rng.choice("abcdefgilmnorstuvéèïçTVWY'-") for _ in range(rng.randint(0, 6))).strip("-'")
    euros = f"{rng.randint(0, 9_999_999):,}".replace(",", THIN) + f",{rng.randint(0, 99):02}{NBSP}€"
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1930, 2026)
    return {
        "nom": rng.choice(_SURNAMES).replace("␣", " ") + tail,
        "prenom": rng.choice(_FIRST),
        "montant": rng.choice((euros, f"{rng.randint(0, 99999)},5")),
        "date": rng.choice((f"{day:02}/{month:02}/{year}", f"{day}{NBSP}{_MONTHS[month - 1]}{NBSP}{year}")),
        "lieu": rng.choice(("Saint-Étienne", "L’Haÿ-les-Roses", "Paris", "Le Vésinet", "Tours (Nord)", "Aÿ")),
        "reference": f"{rng.choice('ABTVWY')}{rng.randint(0, 10**6)}-{rng.choice('KLPT')}{rng.randint(0, 999)}",
    }


def paragraph(rng: random.Random) -> Paragraph:
    """A paragraph of 15 to 90 words and up to six fields, some of it bold."""
    family = rng.choice(("Notify Serif", "Notify Sans"))
    size = rng.choice((14.4, 10.8 * 4 / 3, 12.0, 11.3, 9.6, 16.0, round(rng.uniform(8, 22), 3)))
    features = rng.choice(((), (("lnum", 1),), (("lnum", 1),), (("kern", 0),), (("liga", 0),)))
    base, bold = (Style(face(family, weight), size, features) for weight in (400, 700))
    runs, style = [], base
    words = [_word(rng) for _ in range(rng.randint(15, 90))]
    for name in rng.sample(FIELDS, rng.randint(0, 6)):
        words.insert(
            rng.randint(0, len(words)), rng.choice(("{%s}", "{%s},", "l’{%s}", "{%s}-bis", "({%s})", "{%s}")) % name
        )
    often = rng.choice((0.05, 0.05, 0.3))
    strong = [rng.random() < often for _ in words] if rng.random() < 0.6 else [False] * len(words)
    for index, word in enumerate(words):
        style = bold if strong[index] else base
        head, brace, rest = word.partition("{")
        field, _, tail = rest.partition("}")
        for part in (head, brace + field + "}" if brace else "", tail):
            if part:
                runs.append(text_run(style, part))
        if index + 1 < len(words):
            together = strong[index] and rng.random() < (0.6 if strong[index + 1] else 0.1)
            runs.append(text_run(bold if together else base, " "))
    width = rng.choice((380.0, 450.5, 514.016, 604.724, round(rng.uniform(250, 760), 3)))
    indent = rng.choice((0, 0, 0, 20.0, 37.795))
    align = rng.choice(("justify", "justify", "justify", "start", "end", "center"))
    return Paragraph(tuple(runs), width, align, indent, base=base, left_px=LEFT)


def tight(rng: random.Random, block: Paragraph, values: Mapping[str, str]) -> Paragraph:
    """The same paragraph as wide as one of its lines, or nearly: where a line break is hardest to foretell."""
    loose = replace(block, align="start")
    line = rng.choice(loose.lines(values))
    final = line.pieces[-1]
    nudge = rng.choice((rng.uniform(-1, 1), rng.uniform(-0.02, 0.02), rng.uniform(-6, 6), rng.randint(-5, 5) / 1024))
    return replace(block, width_px=final.x_px + final.width_px + nudge)


def _word(rng: random.Random) -> str:
    return rng.choice(_GLUED) if rng.random() < 0.06 else rng.choice(_WORDS)
