"""French public holidays by department, for the periods that the law counts in months."""

from dataclasses import dataclass
from datetime import date, timedelta

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
_ALSACE_MOSELLE = frozenset({"57", "67", "68"})
_ABOLITION = {"971": (5, 27), "972": (5, 22), "973": (6, 10), "974": (12, 20), "976": (4, 27)}


def easter(year: int) -> date:
    """Easter Sunday (Butcher’s rule), from which Code du travail, art. L. 3133-1 counts."""
    century, rest = divmod(year, 100)
    leap, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - leap - correction + 15) % 30
    weekday = (32 + 2 * century_rest + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@dataclass(frozen=True)
class Holidays:
    """The public holidays of a department, any year: `day in Holidays("67")` (Code du travail, art. L. 3133-1).

    Alsace and Moselle have Good Friday and 26 December, five overseas departments the day of the abolition.
    """

    department: str = ""

    def __contains__(self, day: object) -> bool:
        """Is `day` a public holiday there (Reg. 1182/71, art. 2(1))?"""
        if not isinstance(day, date):
            return False
        same = (day.month, day.day)
        local = self.department in _ALSACE_MOSELLE
        if same in _FIXED or same == _ABOLITION.get(self.department) or (local and same == (12, 26)):
            return True
        moving = (*_AFTER_EASTER, -2) if local else _AFTER_EASTER
        return day in {easter(day.year) + timedelta(days=after) for after in moving}
