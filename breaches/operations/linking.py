"""The same event elsewhere: open a file of its own in another organisation of the group, linked both ways.

The one operation that writes two journals, with one entry in each: neither organisation's journal says more of the
other than the number of its file.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.models import Breach, BreachLink, Member
from breaches.operations.base import lock_breach, operation, tell
from breaches.operations.reporting import Report, report_incident


class SameOrganisationError(DomainError):
    """A second file of one event in one organisation."""

    message = "Choisissez un autre organisme : ce dossier est déjà le sien."
    default_field = "organisation"


class LinkedAlreadyError(DomainError):
    """That organisation has its file already."""

    message = "Cet organisme a déjà un dossier lié à celui-ci : {reference}."
    default_field = "organisation"


@operation
def report_elsewhere(*, actor: Member, breach_id: Any, there: Member, now: datetime, report: Report) -> BreachLink:
    """Report the event in the organisation of `there`, who is the same person as `actor` (the caller knows it).

    Nothing of the first file is copied: `report` is what the person wrote for the other organisation, which gets its
    own awareness, its own clock and its own decisions. Raises PermissionRefusedError (in either organisation),
    SameOrganisationError, LinkedAlreadyError, and the refusals of a report.
    """
    permissions.require(actor, "breach.link")
    breach = lock_breach(actor, breach_id)
    if there.organisation_id == breach.organisation_id:
        raise SameOrganisationError()
    _require_first(breach, there)
    for house in sorted((breach.organisation_id, there.organisation_id)):
        journal.lock_head(house)  # always in one order: two people linking both ways do not wait for each other
    row = report_incident(
        actor=there, now=now, report=replace(report, linked=breach.reference), exercise=breach.exercise
    )
    entry = tell("breach.linked", breach, now=now, actor=actor, reference=breach.reference, linked=row.breach.reference)
    link = BreachLink(breach=breach, other=row.breach, made_by=actor, made_at=now, entry=entry)
    link.save(force_insert=True)
    back = BreachLink(breach=row.breach, other=breach, made_by=there, made_at=now, entry=row.last_entry)
    back.save(force_insert=True)
    return link


def _require_first(breach: Breach, there: Member) -> None:
    found = breach.links.filter(other__organisation_id=there.organisation_id).select_related("other").first()
    if found is not None:
        raise LinkedAlreadyError(reference=found.other.reference)
