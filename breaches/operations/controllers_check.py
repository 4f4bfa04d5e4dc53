"""A list of controllers before it is written: all of it fits, or none of it is kept and each fault names its line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from breaches.errors import DomainError
from breaches.law.cnil_checks import valid_siren
from breaches.models import ControllerNotice

SHOWN = 20
LIMITS = {"name": 200, "contact": 200, "email": 254, "services": 300}


class ControllersRefusedError(DomainError):
    """Nothing was written: `faults` says line by line what is to correct. Lines, never addresses."""

    message = "{reason}"
    default_field = "file"

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        shown = list(self.faults[:SHOWN])
        if len(self.faults) > SHOWN:
            shown.append(_("Et {n} autres lignes à corriger.").format(n=len(self.faults) - SHOWN))
        super().__init__(reason=" ".join((_("Rien n’est enregistré."), *shown)))


@dataclass(frozen=True, slots=True)
class Controller:
    """One controller to tell. `line` is that of its file, or its rank when it was typed."""

    name: str
    siren: str = ""
    contact: str = ""
    email: str = ""
    persons: int | None = None
    services: str = ""
    populations: tuple[str, ...] = ()
    contract_hours: int | None = None
    line: int = 1


def check(controllers: Sequence[Controller], present: Iterable[ControllerNotice]) -> None:
    """Raise ControllersRefusedError unless every line fits and none doubles another by SIREN or e-mail."""
    faults = [fault for each in controllers for fault in _faults(each)]
    faults += _doubles(controllers, list(present))
    if not controllers:
        faults.append(_("La liste ne contient aucun responsable de traitement."))
    if faults:
        raise ControllersRefusedError(faults)


def _faults(each: Controller) -> Iterable[str]:
    if not each.name.strip():
        yield _("Ligne {line} : le nom manque.").format(line=each.line)
    if each.siren and not valid_siren(each.siren):
        yield _("Ligne {line} : ce SIREN n’est pas valide, un chiffre est faux ou manque.").format(line=each.line)
    if each.email and not _is_email(each.email):
        yield _("Ligne {line} : ce courriel n’est pas valide.").format(line=each.line)
    for name, limit in LIMITS.items():
        if len(getattr(each, name)) > limit:
            yield _("Ligne {line} : une valeur dépasse {limit} caractères.").format(line=each.line, limit=limit)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _doubles(controllers: Sequence[Controller], present: Sequence[ControllerNotice]) -> Iterable[str]:
    """Both lines of each pair; a pair with what is recorded already names its rank there."""
    for label, name in ((_("SIREN"), "siren"), (_("courriel"), "email")):
        recorded = {getattr(row, name).lower(): row.number for row in present if getattr(row, name)}
        seen: dict[str, int] = {}
        for each in controllers:
            value = getattr(each, name).lower()
            if not value:
                continue
            if value in recorded:
                yield _("Ligne {line} : même {what} que le responsable n° {other}, déjà inscrit.").format(
                    line=each.line, what=label, other=recorded[value]
                )
            elif value in seen:
                yield _("Lignes {first} et {line} : même {what}.").format(first=seen[value], line=each.line, what=label)
            else:
                seen[value] = each.line
