"""One breach as the pages look at it: the latest of everything, and who may do what in its organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from breaches import permissions
from breaches.law.clocks import ART_33_HOURS, PARIS
from breaches.law.duties import rule, version_for
from breaches.law.facts import Facts, parse_facts
from breaches.models import (
    Assessment,
    AuthorityNotification,
    Awareness,
    Breach,
    Communication,
    Decision,
    DisclosureDelay,
    Duty,
    FactsVersion,
    Member,
)
from breaches.states import AwarenessState, BreachState, DutyState


def notice_period(rule_version: str) -> timedelta:
    """The time to notify the authority under a version of the catalogue (art. 33(1))."""
    hours = rule("rgpd_33", rule_version).deadline_hours if rule_version else None
    return timedelta(hours=hours or ART_33_HOURS)


@dataclass
class Case:
    """Reads only through `all()`, so that `queries.load_file` makes it cheap; correct without it."""

    breach: Breach

    @cached_property
    def duties(self) -> list[Duty]:
        """Open ones first, the soonest first, those without an hour after; then done, then not required."""
        rank = {DutyState.OPEN.value: 0, DutyState.FULFILLED.value: 1, DutyState.NOT_REQUIRED.value: 2}

        def key(duty: Duty) -> tuple[int, bool, bool, datetime]:
            beside = not duty.code.startswith("rgpd")
            return rank[duty.state], duty.due_at is None, beside and duty.due_at is None, duty.due_at or duty.opened_at

        return sorted(self.breach.duties.all(), key=key)

    def duty(self, code: str) -> Duty | None:
        """The duty of that code, if it was ever opened."""
        return next((duty for duty in self.duties if duty.code == code), None)

    @cached_property
    def versions(self) -> list[FactsVersion]:
        """Versions of the facts, oldest first."""
        return sorted(self.breach.facts_versions.all(), key=lambda version: version.number)

    @property
    def version(self) -> FactsVersion | None:
        """The latest version of the facts."""
        return self.versions[-1] if self.versions else None

    @cached_property
    def facts(self) -> Facts | None:
        """The facts as last described."""
        return parse_facts(self.version.facts) if self.version else None

    @cached_property
    def assessments(self) -> list[Assessment]:
        """Assessments, oldest first."""
        return sorted(self.breach.assessments.all(), key=lambda assessment: assessment.number)

    @property
    def assessment(self) -> Assessment | None:
        """The latest assessment."""
        return self.assessments[-1] if self.assessments else None

    @property
    def decision(self) -> Decision | None:
        """The decision on the latest assessment."""
        return self.assessment.decision if self.assessment else None

    @property
    def assessment_is_current(self) -> bool:
        """Whether the latest assessment is one of the latest facts."""
        found = self.assessment
        return bool(found and self.version and found.facts_version_id == self.version.pk)

    @cached_property
    def notifications(self) -> list[AuthorityNotification]:
        """Notifications to the authority, in order."""
        return sorted(self.breach.notifications.all(), key=lambda row: row.number)

    @cached_property
    def communications(self) -> list[Communication]:
        """Communications to the persons, in order."""
        return sorted(self.breach.communications.all(), key=lambda row: row.created_at)

    @cached_property
    def awareness_times(self) -> list[Awareness]:
        """Every awareness time ever named, in order of time."""
        return sorted(self.breach.awareness_times.all(), key=lambda row: row.at)

    @property
    def correction(self) -> Awareness | None:
        """The correction that waits for a second person."""
        return next((row for row in self.awareness_times if row.state == AwarenessState.CORRECTION), None)

    def delay_at(self, now: datetime) -> DisclosureDelay | None:
        """The delay of the communication that runs at `now`; of several, the one that ends last."""
        today = now.astimezone(PARIS).date()
        running = [row for row in self.breach.delays.all() if row.runs_on(today)]
        return max(running, key=lambda row: row.until_on, default=None)

    @property
    def is_open(self) -> bool:
        """Confirmed and not ended: where acts on the file are possible."""
        return self.breach.state in (BreachState.CONFIRMED, BreachState.ASSESSED)

    @cached_property
    def candidate_times(self) -> list[datetime]:
        """Instants at which awareness may have begun, from the reports; earliest first, never empty."""
        seen = [row.detected_at for row in self.breach.reports.all() if row.detected_at]
        told = [row.reported_at for row in self.breach.reports.all()]
        if self.breach.processor_told_at is not None:
            seen.append(self.breach.processor_told_at)
        return sorted({*seen, *told, *([self.breach.reported_at] if not told else [])})

    @property
    def provisional_due(self) -> datetime:
        """When the 72 hours would end if the earliest candidate ruled (decisions: "au plus tard …")."""
        earliest = self.candidate_times[0]
        return earliest + notice_period(version_for(earliest))

    @cached_property
    def members(self) -> list[Member]:
        """Active members of the organisation, by name."""
        return sorted((m for m in self.breach.organisation.members.all() if m.active), key=lambda m: m.name)

    def able(self, act: str, without: Iterable[object] = ()) -> list[Member]:
        """Members whose roles allow `act`, leaving out the authors (by primary key)."""
        sole = self.breach.organisation.sole_practitioner
        left_out = set() if sole else set(without)
        return [m for m in self.members if m.pk not in left_out and self._may(m, act)]

    def _may(self, member: Member, act: str) -> bool:
        member.organisation = self.breach.organisation
        return permissions.may(member, act)
