"""What a cell of an old register must look like where the register counts on it: dates, natures, yes or no."""

import re
from datetime import date, datetime

from django.utils.translation import gettext

from breaches.law.vocabulary import Nature
from notify.dossier.former_columns import fold

_DATES = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
          "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m")  # fmt: skip
_MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
           "decembre")  # fmt: skip
_IN_WORDS = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})(?: a \d{1,2} ?(?:h|:) ?\d{0,2})?")
_NATURES = {
    **{fold(nature.label): nature for nature in Nature},
    **{fold(nature.label.rsplit("la ", 1)[-1].rsplit("l’", 1)[-1]): nature for nature in Nature},
    "c": Nature.CONFIDENTIALITY, "i": Nature.INTEGRITY, "d": Nature.AVAILABILITY,
}  # fmt: skip
_SPLIT = re.compile(r"[;/\n+]|,(?=\S)|, ")
_YES_OR_NO = re.compile(r"\s*(oui|non)\b", re.IGNORECASE)


def day_of(text: str, today: date) -> date | None:
    """The day a cell names, None when it names none or one that has not come (the 1st for a month alone)."""
    plain = " ".join(text.split())
    for form in _DATES:
        try:
            found = datetime.strptime(plain, form).date()  # noqa: DTZ007  # a day on paper has no zone
        except ValueError:
            continue
        return found if date(1970, 1, 1) <= found <= today else None
    return _in_words(plain, today)


def _in_words(plain: str, today: date) -> date | None:
    """`vendredi 11 septembre 2026 à 18 h 47`, as the register's own exports write it."""
    ascii_words = plain.lower().translate(str.maketrans("éèêûàâôîç\u1d49", "eeeuaaoice")).replace("ʳ", "r")
    match = _IN_WORDS.fullmatch(ascii_words)
    if match is None or match[2] not in _MONTHS:
        return None
    try:
        found = date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        return None
    return found if found <= today else None


def natures_of(text: str) -> tuple[Nature, ...] | None:
    """The natures a cell lists, None when one of them is none."""
    parts = [part for part in _SPLIT.split(text) if part.strip()]
    found = [_NATURES.get(fold(part)) for part in parts]
    return None if None in found else tuple(nature for nature in found if nature is not None)


def fault(key: str, text: str, today: date) -> str | None:
    """What was expected instead of `text` in a column, None when it will do. An empty cell does, but where required."""
    if key == "aware_at" and day_of(text, today) is None:
        return gettext("une date passée, comme 14/09/2024 ou 2024-09-14")
    if key == "facts" and not text.strip():
        return gettext("une description des faits")
    if key == "nature" and natures_of(text) is None:
        return gettext("confidentialité, intégrité ou disponibilité, séparées par un point-virgule")
    if key in ("authority", "subjects") and text.strip() and not _known_answer(text):
        return gettext("une réponse qui commence par « oui » ou « non »")
    return None


def _known_answer(text: str) -> bool:
    """Yes or no with whatever follows, or what the register's own exports write."""
    return bool(_YES_OR_NO.match(text)) or text.startswith(
        ("Notifier la CNIL", "Ne pas notifier", "Informer les", "Ne pas informer", "Pas encore décidé")
    )
