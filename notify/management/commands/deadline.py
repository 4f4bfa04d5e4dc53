"""`manage.py deadline --aware …`: the 72 hours from an awareness time, and the other readings beside them, as JSON."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from breaches import journal
from breaches.errors import DomainError
from breaches.law import clocks
from breaches.law.errors import LawError, NaiveInstantError
from notify.calendars import holidays_of, zone_of

UNFIT = 2


def parse_aware(text: str, department: str) -> datetime:
    """The instant of ISO 8601 text. Raises NaiveInstantError, or the error of an ambiguous or skipped local time."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is not None:
        return found
    clocks.resolve_local(found, zone_of(department))
    raise NaiveInstantError


def deadlines(aware_at: datetime, department: str) -> dict[str, str | None]:
    """The deadline in UTC and local time, then Regulation 1182/71 and the argument of its article 3(5)."""
    zone, days = zone_of(department), holidays_of(department)
    due = clocks.deadline(aware_at)
    return {
        "due": journal.instant(due),
        "local": due.astimezone(zone).isoformat(),
        "limit_1182_71": journal.instant(clocks.limit_1182_71(aware_at, zone)),
        "art_3_5_argument": journal.instant(clocks.art_3_5_argument(aware_at, zone, days)),
    }


class Command(BaseCommand):
    """Exit 0, or 2 when the time or the department does not do."""

    requires_system_checks = ()
    help = "Prints the deadline of art. 33(1) RGPD for an awareness time, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--aware", required=True, help="instant with its offset: 2026-10-23T16:40+02:00")
        parser.add_argument("--department", default="", help="its public holidays and its zone (default: Paris)")

    def handle(self, **options: Any) -> None:
        try:
            found = deadlines(parse_aware(options["aware"], options["department"]), options["department"])
        except (LawError, DomainError) as error:
            name = error.field or "aware"
            raise CommandError(f"--{name} {options[name]} : {error}", returncode=UNFIT) from error
        except (ValueError, OverflowError) as error:
            expected = "attendu un instant ISO 8601 avec son décalage, comme 2026-10-23T16:40+02:00"
            raise CommandError(f"--aware : trouvé « {options['aware']} », {expected}.", returncode=UNFIT) from error
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
