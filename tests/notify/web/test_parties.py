"""The pages say when the processor told, and who leads among joint controllers."""

import re

import time_machine
from django.urls import reverse

from breaches.models import Breach
from tests.notify.web.conftest import SATURDAY
from tests.notify.web.test_breach_acts import CONFIRMATION

WORD = {
    "processor_name": "Éditions du Lac", "processor_told_at_date": "2026-09-11", "processor_told_at_hour": "17 h 30",
    "processor_reference": "TCK-7781",
}  # fmt: skip


def words(response) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_the_confirmation_takes_the_word_of_the_processor_and_the_page_shows_it(world, client_for, reported_breach):
    with time_machine.travel(SATURDAY, tick=False):
        client = client_for(world.bob)
        url = reverse("breach_confirm", args=[reported_breach.pk])
        assert client.post(url, CONFIRMATION | WORD).status_code == 302
        shown = words(client.get(reverse("breach", args=[reported_breach.pk])))
        register = words(client.get(reverse("register")))
    assert "Prévenu par le sous-traitant Éditions du Lac, référence TCK-7781" in shown
    assert "17 h 30" in shown
    assert "Éditions du Lac" in register


def test_a_processor_without_its_hour_is_asked_beside_the_field(world, client_for, reported_breach):
    with time_machine.travel(SATURDAY, tick=False):
        response = client_for(world.bob).post(
            reverse("breach_confirm", args=[reported_breach.pk]), CONFIRMATION | {"processor_name": "Éditions du Lac"}
        )
    assert response.status_code == 422
    assert 'id="id_processor_told_at_error"' in response.content.decode()
    assert Breach.objects.get().state == "reported"


def test_who_leads_among_joint_controllers_is_shown_in_the_file_and_the_register(world, client_for, confirmed_breach):
    with time_machine.travel(SATURDAY, tick=False):
        client = client_for(world.bob)
        url = reverse("arrangement", args=[confirmed_breach.pk])
        assert client.post(url, {"lead": "", "reference": ""}).status_code == 422
        assert client.post(url, {"lead": "GHT de l’Estuaire", "reference": "Accord 2025"}).status_code == 302
        assert "GHT de l’Estuaire (Accord 2025)" in words(client.get(reverse("breach", args=[confirmed_breach.pk])))
        assert "garde sa responsabilité" in words(client.get(reverse("register")))
        assert client_for(world.dan).get(url).status_code == 404
