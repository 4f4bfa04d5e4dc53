"""The other parties of a breach: the processor that told of it (art. 33(2)), the joint controllers (art. 26)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.models import Breach, Member
from breaches.operations.base import lock_breach, operation, require_open, require_past, tell


class ProcessorIncompleteError(DomainError):
    """A processor without its name or without the instant at which it told."""

    message = "Donnez le nom du sous-traitant et l’heure à laquelle il vous a prévenus."
    default_field = "processor_name"


class ArrangementMissingError(DomainError):
    """An arrangement says who leads."""

    message = "Dites lequel des responsables conjoints conduit la notification et l’information des personnes."
    default_field = "lead"


@dataclass(frozen=True, slots=True)
class ProcessorWord:
    """What a processor said and when: its name, its own reference, the instant of its notice to us."""

    name: str
    told_at: datetime | None
    reference: str = ""


def take_word(breach: Breach, word: ProcessorWord | None, now: datetime) -> None:
    """Put the word of the processor on the breach. Raises ProcessorIncompleteError, InstantInFutureError."""
    if word is None:
        return
    if not word.name.strip() or word.told_at is None:
        raise ProcessorIncompleteError(field="processor_name" if not word.name.strip() else "processor_told_at")
    require_past(word.told_at, now, "processor_told_at")
    breach.processor_name, breach.processor_reference = word.name.strip(), word.reference.strip()
    breach.processor_told_at = word.told_at


def told_of(breach: Breach) -> dict[str, Any]:
    """What the journal says of it: the instant, and commitments to name and reference."""
    if breach.processor_told_at is None:
        return {}
    return {
        "processor_told_at": journal.instant(breach.processor_told_at),
        "processor": journal.commitment(breach, "processor_name"),
        "processor_reference": journal.commitment(breach, "processor_reference"),
    }


def awareness_reason(breach: Breach) -> str:
    """Why the instant of the notice is a possible awareness time (EDPB 9/2022, on processors)."""
    return _(
        "Le sous-traitant {name} a prévenu l’organisme à cette heure : le responsable a en principe connaissance de la "
        "violation quand son sous-traitant l’en informe (EDPB, lignes directrices 9/2022)."
    ).format(name=breach.processor_name)


@operation
def record_arrangement(*, actor: Member, breach_id: Any, now: datetime, lead: str, reference: str = "") -> Breach:
    """Record which joint controller leads on art. 33 and 34, and where the arrangement says so (art. 26).

    It organises the work; the responsibility of each stays whole. Raises ArrangementMissingError, OutOfOrderError.
    """
    permissions.require(actor, "facts.describe")
    breach = lock_breach(actor, breach_id)
    require_open(breach)
    if not lead.strip():
        raise ArrangementMissingError()
    breach.joint_lead, breach.joint_reference = lead.strip(), reference.strip()
    tell(
        "breach.arrangement_recorded", breach, now=now, actor=actor, rows=(breach,),
        lead=journal.commitment(breach, "joint_lead"), reference=journal.commitment(breach, "joint_reference"),
    )  # fmt: skip
    return breach
