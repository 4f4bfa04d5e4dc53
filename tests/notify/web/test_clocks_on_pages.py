"""What the pages say of the clocks: why a duty applies or not, how sure that is, and no argument taken for a term."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine

from breaches import operations
from breaches.law.duty_catalogue import CATALOGUE_VERSION
from breaches.models import Duty
from notify.web.duty_reasons import delay_argument
from notify.web.forms.filing import FilingForm
from notify.web.forms.organisation import initial_of
from tests.notify.web.conftest import AWARE, SATURDAY

LATE = AWARE + timedelta(hours=80)


def squeeze(page: str) -> str:
    return " ".join(unescape(page).replace("\u00a0", " ").replace("\u202f", " ").split())


def read(client, url: str) -> str:
    return squeeze(client.get(url).content.decode())


def test_the_breach_page_says_why_a_regime_does_not_apply_with_source_confidence_and_date(
    world, client_for, described_breach
) -> None:
    page = read(client_for(world.bob), f"/violations/{described_breach.pk}/")

    assert "Sans objet : 1" in page
    assert "L’organisme n’est ni entité essentielle ni entité importante." in page
    assert "Directive : connaissance générale ; état du droit français : source secondaire du 12 juin 2026." in page
    assert "Incertain, à vérifier. Vérifié le dimanche 22 novembre 2026." in page


def test_an_entity_of_nis2_reads_that_the_french_law_is_not_established_until_it_dates_it(
    world, client_for, described_breach
) -> None:
    operations.edit_organisation(actor=world.bob, now=SATURDAY, values={"nis2": "essential"})
    page = read(client_for(world.bob), f"/violations/{described_breach.pk}/")
    assert "la loi française de transposition n’était pas promulguée" in page

    typed = {"nis2": "essential", "nis2_from": "2026-09-01"}
    form = read(client_for(world.eve), "/organisme/")
    assert "NIS 2 s’applique depuis le" in form
    saved = _save(client_for(world.eve), world, **typed)
    assert saved.status_code == 302
    page = read(client_for(world.bob), f"/violations/{described_breach.pk}/")
    assert "Alerter l’ANSSI, alerte précoce NIS 2" in page.split("Sans objet :")[0]


def _save(client, world, **typed):
    world.organisation.refresh_from_db()
    return client.post("/organisme/", initial_of(world.organisation) | typed)


@pytest.mark.parametrize("field, typed", [("nis2_from", "demain"), ("hds_contract_hours", "0"), ("daily_hour", "24")])
def test_a_setting_that_cannot_be_is_refused_beside_its_field(world, client_for, field: str, typed: str) -> None:
    answer = _save(client_for(world.bob), world, **{field: typed, "city": "Vitré"})

    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page or f"#id_{field}" in page
    assert f'value="{typed}"' in page
    assert 'value="Vitré"' in page


def test_the_contested_reading_is_offered_as_an_argument_only_where_it_differs(
    world, client_for, approved_notification
) -> None:
    breach = approved_notification.breach
    url = f"/violations/{breach.pk}/declaration/{approved_notification.number}/depot/"
    with time_machine.travel(LATE, tick=False):
        same = read(client_for(world.bob), url)
    assert "Motifs du retard" in same
    assert "Argument possible" not in same  # Friday evening to Monday evening touches two working days


def test_the_argument_names_its_instant_and_says_that_the_term_stays() -> None:
    bridge = datetime(2026, 4, 30, 17, 10, tzinfo=UTC)  # the eve of 1 May, a Friday: example W7 of the rules
    duty = Duty(code="rgpd_33", rule_version=CATALOGUE_VERSION, starts_at=bridge)

    argument = squeeze(delay_argument(duty, "35"))
    shown = str(FilingForm(late=True, argument=argument).fields["reasons_for_delay"].help_text)

    assert "mardi 5 mai 2026 à 0 h 00" in argument
    assert "Ni la CNIL ni la Cour de justice ne l’ont retenu : le terme reste le même." in shown
    assert delay_argument(Duty(code="csp_incident", rule_version=CATALOGUE_VERSION, starts_at=bridge), "35") == ""
