"""Public holidays and zones of the French departments, for the clocks that need them."""

from collections.abc import Container
from datetime import date
from zoneinfo import ZoneInfo

from holidays import country_holidays

from breaches.errors import DomainError
from breaches.law.clocks import PARIS

# Alsace (67, 68) is one subdivision of the holidays package; Moselle and the overseas departments have their own.
_SUBDIVISIONS = {
    "57": "57", "67": "6AE", "68": "6AE", "971": "971", "972": "972", "973": "973", "974": "974", "976": "976",
    "975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
_ZONES = {
    "971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne", "974": "Indian/Reunion",
    "975": "America/Miquelon", "976": "Indian/Mayotte", "977": "America/St_Barthelemy", "978": "America/Marigot",
    "986": "Pacific/Wallis", "987": "Pacific/Tahiti", "988": "Pacific/Noumea",
}  # fmt: skip
DEPARTMENTS = frozenset({f"{number:02d}" for number in range(1, 96) if number != 20} | {"2A", "2B"} | set(_ZONES))


class UnknownDepartmentError(DomainError):
    """A code that is no French department."""

    message = "Le département « {found} » n’existe pas. Attendu : 01 à 95, 2A, 2B, ou 971 à 988."
    default_field = "department"


def _known(department: str) -> str:
    code = department.strip().upper()
    if code and code not in DEPARTMENTS:
        raise UnknownDepartmentError(found=department)
    return code


def holidays_of(department: str = "") -> Container[date]:
    """Days on which nobody works in a department (any year); those of all France without one.

    Raises UnknownDepartmentError.
    """
    found: Container[date] = country_holidays("FR", subdiv=_SUBDIVISIONS.get(_known(department)))
    return found


def zone_of(department: str = "") -> ZoneInfo:
    """The zone of a department's clocks. Raises UnknownDepartmentError."""
    name = _ZONES.get(_known(department))
    return ZoneInfo(name) if name else PARIS
