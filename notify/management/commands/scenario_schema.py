"""`manage.py scenario_schema`: the published JSON Schemas of a scenario and of its summary."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from notify.scenarios.schema import scenario_schema
from notify.scenarios.summary_schema import summary_schema
from notify.scenarios.vocabulary import Schema

SCHEMAS: dict[str, Callable[[], Schema]] = {
    "scenario.schema.json": scenario_schema,
    "summary.schema.json": summary_schema,
}


def published(name: str) -> str:
    """The text of one schema file."""
    return json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=2) + "\n"


class Command(BaseCommand):
    """A test compares the files with what this would write."""

    requires_system_checks = ()
    help = "Writes docs/scenario.schema.json and docs/summary.schema.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=Path(settings.BASE_DIR) / "docs", help="folder")

    def handle(self, **options: Any) -> None:
        for name in SCHEMAS:
            target: Path = options["to"] / name
            target.write_text(published(name), encoding="utf-8")
            self.stdout.write(str(target))
