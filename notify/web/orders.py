"""Information des personnes on the breach page, and the act of the CNIL that decides on it (art. 34(4))."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from breaches import operations, permissions, queries
from breaches.law.french_dates import french_date
from breaches.models import AuthorityOrder, Member
from breaches.queries import order_unanswered
from breaches.states import BreachState, OrderFinding
from notify.web import act_page
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.forms.orders import OrderForm


@page("order.record")
def order(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Write down what the CNIL asks or finds: date, reference, reasons, and the term when it sets one."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    intro = [
        _("La CNIL peut demander d’informer les personnes, ou constater qu’une dispense s’applique (article 34, § 4)."),
        _("Une demande rouvre l’obligation, même après une dispense décidée. Elle ne se modifie plus ensuite."),
    ]
    if case.breach.state == BreachState.CLOSED:
        intro.append(_("Ce dossier est clos : une demande d’informer le rouvre."))
    words = act_page.Words(
        title=_("Inscrire un acte de la CNIL"), button=_("Inscrire l’acte"), anchor="information",
        done=_("L’acte de la CNIL est inscrit. Le DPO et le responsable sont alertés."), intro=tuple(intro),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return operations.record_order(actor=request.member, breach_id=breach_id, now=clock(), **said)

    return act_page.run(request, case, "order", OrderForm, words, do)


def information(case: Case, member: Member) -> dict[str, Any] | None:
    """What the section shows; None before a confirmation."""
    state = case.breach.state
    if state in (BreachState.REPORTED, BreachState.DISMISSED):
        return None
    orders = sorted(case.breach.authority_orders.all(), key=lambda row: row.entry_id)
    may = permissions.may(member, "order.record")
    return {
        "orders": [_told(row) for row in orders],
        "unanswered": order_unanswered(case.breach),
        "letters": [{"row": row, "state": row.get_state_display()} for row in case.communications],
        "url": reverse("order_record", args=[case.breach.pk]) if may else "",
    }


def _told(row: AuthorityOrder) -> dict[str, Any]:
    title = _("La CNIL demande d’informer les personnes, {day}")
    if row.finding == OrderFinding.EXEMPT:
        title = _("La CNIL constate qu’une dispense s’applique, {day}")
    return {"row": row, "title": title.format(day=french_date(row.ordered_on, weekday=False))}
