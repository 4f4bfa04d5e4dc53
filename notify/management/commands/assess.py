"""`manage.py assess FACTS.yaml`: severity and first recommendation on described facts, as JSON; nothing is stored."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from breaches.errors import DomainError
from breaches.law.assumptions import assumed, threshold
from breaches.law.duties import version_for
from breaches.law.duty_catalogue import CATALOGUES
from breaches.law.facts import Context, Facts, contradictions, parse_facts
from breaches.law.risk import Reason, recommend
from breaches.law.severity import Factor, assess_severity
from breaches.law.vocabulary import OrganisationKind, Role
from notify.scenarios.document import ScenarioFileError
from notify.scenarios.fitting import ScenarioRefusedError, facts_faults
from notify.scenarios.reading import read_document

UNFIT = 2
# The product is for health care: when nothing is said, the facts are those of an establishment that gives care.
USUAL = OrganisationKind.ETABLISSEMENT_SANTE_PUBLIC


def assessed(facts: Facts, context: Context, version: str) -> dict[str, Any]:
    """Both answers with their reasons, and for whom and under which law they hold."""
    severity = assess_severity(facts, context)
    advice = recommend(facts, severity, context)
    return {
        "severity": {
            "se": severity.quarters / 4,
            "level": str(severity.level),
            "max_se": severity.max_quarters / 4,
            "factors": [_factor(each) for each in severity.factors],
        },
        "authority": str(advice.authority),
        "subjects": str(advice.subjects),
        "reasons": {
            "for": [_reason(each) for each in advice.reasons_for],
            "against": [_reason(each) for each in advice.reasons_against],
        },
        "context": {
            "kind": str(context.kind),
            "role": str(context.role),
            "gives_care": context.gives_care,
            "rule_version": version,
            "threshold": str(context.threshold),
            "text": str(assumed(context, version)),
        },
    }


def _factor(factor: Factor) -> dict[str, Any]:
    """A factor in points."""
    return {
        "key": factor.key,
        "label": str(factor.label),
        "value": factor.value_quarters / 4,
        "max": factor.max_quarters / 4,
        "unknown": factor.unknown,
        "reason": str(factor.reason),
    }


def _reason(reason: Reason) -> dict[str, str]:
    return {"text": str(reason.text), "path": reason.fact, "source": reason.source}


def read_facts(name: str) -> Facts:
    """Facts from a file, or from standard input for `-`. Raises CommandError."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        document = read_document(data)
    except OSError as error:
        raise CommandError(f"{name} : ce fichier ne se lit pas ({error.strerror}).", returncode=UNFIT) from error
    except ScenarioFileError as fault:
        raise CommandError(f"{name} : {fault}", returncode=UNFIT) from fault
    if faults := facts_faults(document):
        raise CommandError(str(ScenarioRefusedError(name, faults)), returncode=UNFIT)
    return parse_facts(document.value["facts"])


class Command(BaseCommand):
    """Exit 0, or 2 when the facts do not fit. Contradictions are told on standard error."""

    requires_system_checks = ()
    help = "Assesses the facts of a YAML or JSON document (`facts: …`) and prints JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("facts", help="file, or - for standard input")
        parser.add_argument(
            "--kind", choices=[str(kind) for kind in OrganisationKind], default=str(USUAL),
            help="kind of the organisation, as in a scenario (default: %(default)s, which gives care)",
        )  # fmt: skip
        parser.add_argument(
            "--role", choices=[str(role) for role in Role], default=str(Role.CONTROLLER),
            help="its role where a population names none (default: %(default)s)",
        )  # fmt: skip
        parser.add_argument("--rule-version", choices=sorted(CATALOGUES), help="version of the law (default: today's)")

    def handle(self, **options: Any) -> None:
        facts = read_facts(options["facts"])
        version = options["rule_version"] or version_for(timezone.now())
        context = Context(
            kind=OrganisationKind(options["kind"]), role=Role(options["role"]), threshold=threshold(version)
        )
        for each in contradictions(facts):
            if each.refused:
                raise CommandError(f"{', '.join(each.paths)} : {each.message}", returncode=UNFIT)
            self.stderr.write(f"{', '.join(each.paths)} : {each.message}")
        try:
            self.stdout.write(json.dumps(assessed(facts, context, version), ensure_ascii=False, indent=2))
        except DomainError as error:
            raise CommandError(str(error), returncode=UNFIT) from error
