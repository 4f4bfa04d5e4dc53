"""Clocks that follow each other, played from a file; and the calendar that a play leaves behind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from notify.scenarios.loading import load
from notify.scenarios.outputs import write_outputs
from notify.scenarios.playing import play

pytestmark = pytest.mark.django_db
SCENARIO = """\
scenario: 1
title: "Une mutuelle attaquée"
organisations:
  - {key: mutuelle, name: "Mutuelle d’essai", siren: "000000042", kind: organisme_complementaire,
     financial_entity: true, insured_cyber: true, ose: true, nis2: essential, nis2_from: "2026-01-01"}
people:
  - {key: alice, name: "Alice Martin", roles: [reporter]}
  - {key: bob, name: "Bob Le Goff", roles: [dpo]}
events:
  - at: "2026-10-23T08:00+02:00"
    by: alice
    do: report_incident
    with: {summary: "Le système est chiffré.", attack_known_at: "2026-10-23T06:10+02:00"}
  - at: "2026-10-23T09:00+02:00"
    by: bob
    do: confirm_breach
    with:
      aware_at: "2026-10-23T08:30+02:00"
      reasons: "Les fichiers sont lus par un tiers."
      evidence: "Demande de rançon, capture de 6 h 10"
      candidates: [{at: "2026-10-23T06:10+02:00", why: "On ne savait rien des données.", evidence: "Ticket 418"}]
  - at: "2026-10-23T10:00+02:00"
    by: bob
    do: describe
    with: {facts: {natures: [availability], origin: hack, malicious: true, populations: [{key: adherents}]}}
  - expect:
      duties: [rgpd_33, lopmi, dora_initial, nis1_ose]
      due: {rgpd_33: "2026-10-26T07:30+01:00", lopmi: "2026-10-26T05:10+01:00", nis1_ose: none,
            dora_initial: "2026-10-24T08:30+02:00"}
  - {at: "2026-10-23T11:00+02:00", by: bob, do: fulfil, with: {duty: dora_initial, reference: "D-1"}}
  - expect: {due: {dora_intermediate: "2026-10-26T10:00+01:00"}}
  - {at: "2026-10-24T18:20+02:00", by: bob, do: fulfil, with: {duty: dora_intermediate, reference: "D-2"}}
  - expect:
      duties: [rgpd_33, lopmi, nis1_ose, dora_initial, dora_intermediate, dora_final]
      due: {dora_final: "2026-11-25T00:00+01:00"}
      late: {dora_initial: false, dora_intermediate: false}
  - {at: "2026-11-25T09:00+01:00", by: bob, do: fulfil, with: {duty: dora_final}}
  - expect: {refused: MissingReasonsError}
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[], Path]:
    def write() -> Path:
        path = tmp_path / "mutuelle.yaml"
        path.write_text(SCENARIO, encoding="utf-8")
        return path

    return write


def test_each_clock_of_a_chain_opens_with_the_act_before_it(written) -> None:
    result = play(load(written()))

    assert [str(failure) for failure in result.failures] == []
    assert result.played == len(result.scenario.events)


def test_the_calendar_of_a_play_is_the_same_each_time_and_tells_no_address(written, tmp_path: Path) -> None:
    result = play(load(written()))
    write_outputs(result, tmp_path / "once")
    write_outputs(result, tmp_path / "again")

    once = (tmp_path / "once" / "echeances.ics").read_bytes()
    assert once == (tmp_path / "again" / "echeances.ics").read_bytes()
    assert str(result.stage.breach_id).encode() not in once
    told = once.decode().replace("\r\n ", "")
    assert "SUMMARY:2026-001 – Notification initiale DORA (fait)" in told
    assert "SUMMARY:2026-001 – Rapport final DORA\r\n" in told
    assert "DTSTART:20261124T230000Z" in told
