"""Lines of old registers as rows of the register, marked as what they are: no duty, no clock, no link to a file."""

import re
from collections.abc import Iterable
from datetime import datetime, time

from breaches.law.french_dates import french_date
from breaches.law.vocabulary import Cause
from breaches.models import FormerLine
from notify.dossier.former_columns import fold
from notify.dossier.former_values import natures_of
from notify.dossier.register import COLUMNS, Row, Subjects
from notify.wording import PARIS

MARK = "Repris d’un ancien registre"
_TITLE = 90
_CAUSES = {fold(cause.label): cause for cause in Cause}
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+")
_DUE = ("non, mais elles le seront", "informer les")


def former_rows(lines: Iterable[FormerLine]) -> list[Row]:
    """A row for each line taken over, in its order."""
    return [_row(line) for line in lines]


def _row(line: FormerLine) -> Row:
    texts = line.texts
    values = {key: texts.get(key, "") for key, _label in COLUMNS} | {
        "reference": texts.get("reference") or f"ancien, ligne {line.line}",
        "state": f"{MARK} : {texts['state']}" if texts.get("state") else MARK,
        "aware_at": texts.get("aware_at") or french_date(line.aware_on),
        "facts": "\n".join(filter(None, (texts.get("title"), texts.get("facts")))),
        "records": "\n".join(filter(None, (texts.get("records"), _sensitive(texts.get("sensitive", ""))))),
    }
    return Row(
        title=texts.get("title") or shortened(texts["facts"]),
        at=datetime.combine(line.aware_on, time(12), PARIS),
        values=values,
        former_id=line.pk,
        natures=tuple(str(nature) for nature in natures_of(texts.get("nature", "")) or ()),
        cause=str(_CAUSES.get(fold(texts.get("causes", "")), "")),
        persons=_persons(texts.get("persons", "")),
        notified=_says(texts, "authority", "oui", "notifier") or bool(texts.get("receipts")),
        withheld=_says(texts, "authority", "non", "ne pas notifier"),
        subjects=_subjects(texts.get("subjects", "").lower()),
    )


def shortened(facts: str) -> str:
    """The start of the facts, for a line without a title."""
    first = " ".join(facts.split())
    return first if len(first) <= _TITLE else first[:_TITLE].rsplit(" ", 1)[0] + "…"


def _sensitive(text: str) -> str:
    return f"Données sensibles : {text}" if text else ""


def _persons(text: str) -> int | None:
    """The one number a cell gives; a band or two numbers give none."""
    found = _NUMBER.findall(text)
    return int(re.sub(r"\D", "", found[0])) if len(found) == 1 else None


def _says(texts: dict[str, str], key: str, *starts: str) -> bool:
    return texts.get(key, "").strip().lower().startswith(starts)


def _subjects(text: str) -> Subjects:
    if text.startswith(_DUE):
        return Subjects.DUE
    if text.startswith("non déterminé") or not text:
        return Subjects.UNDECIDED
    return Subjects.INFORMED if text.startswith("oui") else Subjects.WITHHELD
