"""The declarations of one breach as the pages look at them: versions, transmissions, and what contradicts what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from breaches.law import sheets
from breaches.law.contradictions import CNIL, PRESENT, Contradiction, Statement, contradictions
from breaches.models import SheetTransmission, SheetVersion
from breaches.operations.notifying import answers_of
from breaches.operations.prefilling import known
from breaches.states import DutyState, NotificationState
from notify.dossier.sheets import FrozenSheet
from notify.web.case import Case


def answers_in(version: SheetVersion) -> dict[str, Any]:
    """The answers inside a version."""
    answers: dict[str, Any] = json.loads(version.content)
    return answers


@dataclass
class SheetCase:
    """Two queries for the versions and transmissions of every sheet; the record is read only when it is needed."""

    case: Case
    now: datetime

    @cached_property
    def versions(self) -> dict[str, list[SheetVersion]]:
        """Versions by sheet, oldest first."""
        found: dict[str, list[SheetVersion]] = {}
        rows = SheetVersion.objects.filter(breach=self.case.breach).select_related("author", "entry")
        for row in rows.order_by("number"):
            found.setdefault(row.code, []).append(row)
        return found

    @cached_property
    def sent(self) -> list[SheetTransmission]:
        """Every transmission, oldest first."""
        rows = SheetTransmission.objects.filter(version__breach=self.case.breach)
        return list(rows.select_related("version", "recorded_by").order_by("sent_at", "recorded_at"))

    @cached_property
    def known(self) -> dict[str, Any]:
        """What the record answers now."""
        return known(self.case.breach, self.now)

    def latest(self, code: str) -> SheetVersion | None:
        """The last version of a sheet."""
        found = self.versions.get(code)
        return found[-1] if found else None

    def prefilled(self, code: str) -> Mapping[str, Any]:
        """What the present facts answer of a sheet."""
        return sheets.prefill_sheet(code, self.known)

    def frozen(self, code: str) -> FrozenSheet:
        """A sheet as it stands: its last version, else what the record gives."""
        version = self.latest(code)
        answers = answers_in(version) if version else self.prefilled(code)
        sent = tuple(row for row in self.sent if row.version.code == code)
        return FrozenSheet(sheets.sheet(code), self.case.breach, answers, version, sent)

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Every pair of sayings that disagree, sent or present; nothing sent, nothing to compare."""
        told = [*self._filed(), *self._sent()]
        return contradictions(told, self._present()) if told else ()

    def about(self, family: str) -> tuple[Contradiction, ...]:
        """Those in which the addressee of one family was told one of the two values."""
        return tuple(each for each in self.contradictions if family in (each.first.family, each.second.family))

    def _filed(self) -> list[Statement]:
        return [
            Statement(
                family=CNIL,
                label=_("CNIL, notification n° {number}").format(number=row.number),
                at=row.filed_at,
                answers=answers_of(row),
            )
            for row in self.case.notifications
            if row.state == NotificationState.FILED and row.filed_at
        ]

    def _sent(self) -> list[Statement]:
        return [
            Statement(
                family=sheets.sheet(row.version.code).family,
                label=_("{addressee}, {sheet}").format(
                    addressee=row.addressee, sheet=_(sheets.sheet(row.version.code).title)
                ),
                at=row.sent_at,
                answers=answers_in(row.version),
            )
            for row in self.sent
        ]

    def _present(self) -> Statement:
        version = self.case.version
        at = version.created_at if version else self.case.breach.reported_at
        return Statement(family=PRESENT, label=_("Faits présents du dossier"), at=at, answers=self.known)

    def listed(self) -> list[dict[str, Any]]:
        """One row a sheet: what is wanted first, what nothing asks for last (`asked` false)."""
        rows = [self._row(sheet) for sheet in sheets.SHEETS]
        return sorted(rows, key=lambda row: not row["asked"])

    def _row(self, sheet: sheets.Sheet) -> dict[str, Any]:
        duty = self.case.duty(sheet.duty) if sheet.duty else None
        sent = [row for row in self.sent if row.version.code == sheet.code]
        version = self.latest(sheet.code)
        live = duty is not None and duty.state != DutyState.NOT_REQUIRED
        own = sheet.code == "insurer" and self.case.breach.organisation.insured_cyber
        return {
            "sheet": sheet,
            "last": sent[-1] if sent else None,
            "version": version,
            "duty": duty if duty is not None and duty.state == DutyState.OPEN else None,
            "asked": live or own or bool(sent) or version is not None,
        }
