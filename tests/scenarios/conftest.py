"""Scenarios written for one test: a laboratory, its people, and the events that the test is about."""

from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = """\
scenario: 1
title: "Essai"
organisations:
  - key: labo
    name: "Laboratoire d’essai"
    siren: "000000042"
    kind: laboratoire
    address: {street: "1 rue des Essais", postcode: "35000", city: "Rennes"}
    contacts:
      dpo: {title: "M.", first_name: "Bob", last_name: "Le Goff", email: "dpo@labo.example", phone: "02 99 00 00 00"}
  - {key: voisin, name: "Clinique voisine"}
people:
  - {key: alice, name: "Alice Martin", roles: [reporter]}
  - {key: bob, name: "Bob Le Goff", roles: [dpo]}
  - {key: carla, name: "Carla Ferreira", roles: [legal]}
  - {key: david, name: "David Œillet", roles: [mailing]}
  - {key: dan, name: "Dan Petit", roles: [dpo, legal], organisation: voisin}
events:
"""
REPORTED = """\
  - {at: "2026-09-14T08:00+02:00", by: alice, do: report_incident, with: {summary: "Un fichier circule."}}
"""
CONFIRMED = (
    REPORTED
    + """\
  - at: "2026-09-14T09:00+02:00"
    by: bob
    do: confirm_breach
    with: {aware_at: "2026-09-14T08:30+02:00", reasons: "Relu."}
"""
)
FACTS = (
    "{natures: [confidentiality], confidentiality: {exposure: published}, populations: "
    "[{key: patients, categories: [patient], persons: {estimate: 60}, data: [civil_status, nir, contact], "
    "sensitive: [health], identification: maximum}]}"
)
ASSESSED = (
    CONFIRMED
    + f"""\
  - {{at: "2026-09-14T10:00+02:00", by: bob, do: describe, with: {{facts: {FACTS}}}}}
  - at: "2026-09-14T11:00+02:00"
    by: bob
    do: assess
    with: {{decision: {{authority: notify, subjects: communicate, reasons: "Publié."}}}}
"""
)
LETTERS = (
    ASSESSED
    + """\
  - at: "2026-09-14T12:00+02:00"
    by: david
    do: prepare_communication
    with: {key: courrier, population: patients, channel: post, template: courrier-patient, text: {measures: "Retiré."}}
  - at: "2026-09-14T12:10+02:00"
    by: david
    do: import_recipients
    with: {communication: courrier, generate: 15, seed: 7}
"""
)
PRODUCED = (
    LETTERS
    + """\
  - {at: "2026-09-14T12:20+02:00", by: david, do: proof, with: {communication: courrier}}
  - {at: "2026-09-14T12:30+02:00", by: david, do: sign_proof, with: {communication: courrier}}
  - {at: "2026-09-14T12:40+02:00", by: bob, do: sign_proof, with: {communication: courrier}}
  - {at: "2026-09-14T12:50+02:00", by: bob, do: submit, with: {what: communication, key: courrier}}
  - {at: "2026-09-14T13:00+02:00", by: carla, do: approve, with: {what: communication, key: courrier}}
  - {at: "2026-09-14T13:10+02:00", by: david, do: produce, with: {communication: courrier}}
"""
)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """A scenario file with these events after the head."""

    def write(events: str, *, head: str = HEAD, name: str = "essai.yaml") -> Path:
        path = tmp_path / name
        path.write_text(head + events, encoding="utf-8")
        return path

    return write


def line_of(path: Path, text: str) -> int:
    """The line (from 1) of the last occurrence of `text` in a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return max(number for number, line in enumerate(lines, start=1) if text in line)
