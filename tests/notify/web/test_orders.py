"""An act of the CNIL under art. 34(4), written down on its page and shown in the breach's communication section."""

import re
from datetime import timedelta

import pytest
import time_machine

from breaches import operations
from breaches.models import AuthorityOrder, Breach, Duty
from breaches.operations import Verdict
from tests.notify.web.conftest import SATURDAY

pytestmark = pytest.mark.django_db
NOW = SATURDAY + timedelta(days=30)
FORM = {
    "finding": "communicate", "ordered_on": "2026-10-09", "reference": "IFP-26-1187",
    "text": "Les journaux ne couvrent pas toute la période.", "due_at_date": "2026-10-30", "due_at_hour": "18 h",
}  # fmt: skip


def fetch(client_for, member, breach, path="", data=None):
    with time_machine.travel(NOW, tick=False):
        client, url = client_for(member), f"/violations/{breach.pk}/{path}"
        return client.get(url) if data is None else client.post(url, data)


def section(response):
    found = re.search(r'id="information".*?</section>', response.content.decode(), re.S)
    return " ".join(found[0].replace("\u202f", " ").replace("\u00a0", " ").split()) if found else ""


@pytest.mark.parametrize("who", ["bob", "carla"])
def test_the_act_is_written_down_shown_and_opens_the_duty(world, client_for, assessed_breach, who):
    response = fetch(client_for, getattr(world, who), assessed_breach, "acte-de-la-cnil/", FORM)
    assert response.status_code == 302
    order = AuthorityOrder.objects.get()
    assert (order.finding, order.reference, order.ordered_on.isoformat()) == (
        "communicate",
        "IFP-26-1187",
        "2026-10-09",
    )
    duty = Duty.objects.get(breach=assessed_breach, code="rgpd_34")
    assert (duty.state, duty.due_at) == ("open", order.due_at)
    shown = section(fetch(client_for, world.bob, assessed_breach))
    assert "La CNIL demande d’informer les personnes, 9 octobre 2026" in shown
    assert "IFP-26-1187" in shown
    assert "Les journaux ne couvrent pas" in shown
    assert "18 h" in shown
    assert "rien n’est parti depuis" in shown


@pytest.mark.parametrize(
    "change,words",
    [
        ({"reference": ""}, "Recopiez la référence"),
        ({"ordered_on": ""}, "Indiquez la date que porte l’acte"),
        ({"text": ""}, "Écrivez ce que l’autorité demande"),
        ({"ordered_on": "2026-12-24"}, "une date déjà venue"),
        ({"finding": "exempt"}, "Un terme ne va qu’avec une demande"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(world, client_for, assessed_breach, change, words):
    response = fetch(client_for, world.bob, assessed_breach, "acte-de-la-cnil/", FORM | change)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not AuthorityOrder.objects.exists()


@pytest.mark.parametrize("who", ["alice", "david"])
def test_a_role_that_may_not_gets_no_page_and_no_link(world, client_for, assessed_breach, who):
    assert fetch(client_for, getattr(world, who), assessed_breach, "acte-de-la-cnil/", FORM).status_code in (403, 404)
    assert "acte-de-la-cnil" not in section(fetch(client_for, getattr(world, who), assessed_breach))
    assert not AuthorityOrder.objects.exists()


def test_another_organisation_finds_nothing(world, client_for, assessed_breach):
    assert fetch(client_for, world.dan, assessed_breach, "acte-de-la-cnil/", FORM).status_code == 404


def test_the_decision_against_the_order_is_refused_on_the_page(world, client_for, assessed_breach):
    fetch(client_for, world.bob, assessed_breach, "acte-de-la-cnil/", FORM)
    with pytest.raises(operations.orders.OrderStandsError) as refused:
        operations.assess(
            actor=world.bob, breach_id=assessed_breach.pk, now=NOW,
            decision=Verdict("notify", "do_not_communicate", "Nous maintenons.", "b"),
        )  # fmt: skip
    assert "9 octobre 2026, IFP-26-1187" in str(refused.value)


def test_the_section_comes_with_the_confirmation(world, client_for, reported_breach):
    assert section(fetch(client_for, world.bob, reported_breach)) == ""
    assert Breach.objects.get(pk=reported_breach.pk).state == "reported"
