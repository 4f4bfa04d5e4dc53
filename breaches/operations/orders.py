"""Record what the authority orders on the communication to data subjects (art. 34(4)): it binds the controller."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.law.french_dates import french_date
from breaches.models import AuthorityOrder, Breach, Member
from breaches.operations import duties
from breaches.operations.base import lock_breach, operation, require_open, require_reasons, tell
from breaches.queries import standing_order
from breaches.states import BreachState, OrderFinding

PARIS = ZoneInfo("Europe/Paris")


class OrderInFutureError(DomainError):
    """An act of the authority that is not dated yet."""

    message = "Nous sommes le {today}. L’acte de la CNIL porte une date déjà venue : trouvé le {found}."
    default_field = "ordered_on"


class OrderUnknownFindingError(DomainError):
    """Neither an order nor a finding of art. 34(4)."""

    message = "« {found} » n’est pas une décision de l’article 34, paragraphe 4. Attendu : {expected}."
    default_field = "finding"


class OrderWithoutTermError(DomainError):
    """A term beside a finding that asks for nothing."""

    message = "Un terme ne va qu’avec une demande d’informer les personnes."
    default_field = "due_at"


class OrderStandsError(DomainError):
    """A decision against what the authority requires (art. 34(4))."""

    message = (
        "La CNIL demande d’informer les personnes (acte du {day}{reference}) : on ne décide pas le contraire. "
        "Inscrivez d’abord ce que la CNIL en dit depuis, si elle a changé d’avis."
    )
    default_field = "subjects"


@operation
def record_order(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    text: str,
    ordered_on: date,
    reference: str = "",
    due_at: datetime | None = None,
    finding: str = OrderFinding.COMMUNICATE,
) -> AuthorityOrder:
    """Record an act of the authority under art. 34(4): it requires the communication, or finds an exemption met.

    A requirement opens the duty of art. 34 again whatever was decided, exemption included, until the letters are
    handed over; it takes a closed file up again. A finding gives the question back to the controller's decision.
    Raises MissingReasonsError, OrderInFutureError, OrderWithoutTermError, OrderUnknownFindingError, OutOfOrderError.
    """
    permissions.require(actor, "order.record")
    breach = lock_breach(actor, breach_id)
    _check(now, text, ordered_on, due_at, finding)
    order = AuthorityOrder(
        breach=breach, finding=finding, ordered_on=ordered_on, reference=reference.strip(), text=text.strip(),
        due_at=due_at, recorded_by=actor, recorded_at=now,
    )  # fmt: skip
    resumed = _resume(breach, finding)
    moved = duties.sync(breach, now, order=order)
    order.entry = tell(
        "authority_order.recorded", breach, now=now, actor=actor, rows=(breach, *moved) if resumed else tuple(moved),
        order=str(order.pk), finding=str(finding), ordered_on=ordered_on.isoformat(), due_at=journal.instant(due_at),
        reference=journal.commitment(order, "reference"), text=journal.commitment(order, "text"), resumed=resumed,
        duties=duties.told(moved),
    )  # fmt: skip
    order.save(force_insert=True)
    return order


def _check(now: datetime, text: str, ordered_on: date, due_at: datetime | None, finding: str) -> None:
    require_reasons(text, "text")
    if finding not in OrderFinding.values:
        raise OrderUnknownFindingError(found=finding, expected=", ".join(OrderFinding.values))
    today = now.astimezone(PARIS).date()
    if ordered_on > today:
        raise OrderInFutureError(today=today.isoformat(), found=ordered_on.isoformat())
    if due_at is not None and finding != OrderFinding.COMMUNICATE:
        raise OrderWithoutTermError()


def _resume(breach: Breach, finding: str) -> bool:
    """Whether a closed file was taken up again. Raises OutOfOrderError on a report, or on a dismissed one."""
    if breach.state == BreachState.CLOSED and finding == OrderFinding.COMMUNICATE:
        breach.resume()
        return True
    require_open(breach)
    return False


def require_no_order(subjects: str, breach: Breach) -> None:
    """Raise OrderStandsError when the answer goes against a requirement of the authority."""
    order = standing_order(breach)
    if order is not None and subjects == "do_not_communicate":
        reference = f", {order.reference}" if order.reference else ""
        raise OrderStandsError(day=french_date(order.ordered_on, weekday=False), reference=reference)
