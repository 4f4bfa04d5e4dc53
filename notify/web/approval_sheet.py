"""The approval sheet: what is approved, what changed, the full content, what an answer will do."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from breaches.law.facts import controlled
from breaches.models import Approval, Member
from breaches.queries import law_context
from notify.web.case import Case
from notify.web.differences import Change


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the full text: a heading, then questions with answers, paragraphs, or items of a list."""

    heading: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Sheet:
    """Everything `web/approvals/approval.html` shows of one subject. `content` is the text that was hashed."""

    kind: str
    subject: Any
    case: Case
    right: str
    title: str
    what: list[tuple[str, str]]
    blocks: list[Block]
    consequences: list[str]
    waiting: bool
    step: str
    approve: str
    refuse: str
    content: str = ""
    changes: list[Change] | None = None
    former: str = ""
    former_comment: str = ""
    preview: str = ""
    preview_label: str = ""
    verdict: Approval | None = None
    due: datetime | None = None
    due_for: str = ""
    authors: frozenset[Any] = field(default=frozenset[Any]())
    verdicts: list[Approval] = field(default_factory=list)

    @property
    def sealed(self) -> str:
        """The hashed content laid out for reading: the same keys and values, one a line."""
        return json.dumps(json.loads(self.content), ensure_ascii=False, indent=2) if self.content else ""

    def is_author(self, member: Member) -> bool:
        """Whether this member wrote, edited or submitted the subject, and so cannot answer."""
        return member.pk in self.authors and not self.case.breach.organisation.sole_practitioner


def persons_of(case: Case) -> int | None:
    """People of the populations of which the organisation is controller; None while no number is known."""
    if case.facts is None:
        return None
    people = controlled(case.facts, law_context(case.breach)) or case.facts.populations
    known = [each.persons.best for each in people if each.persons.best is not None]
    return sum(known) if known else None


def former_words(verdict: Approval, member: Member) -> str:
    """What happened to the version before, said to the reader."""
    mine = verdict.approver_id == member.pk
    if verdict.verdict == "refused":
        pattern = (
            gettext("Vous aviez refusé la version {n}.") if mine else gettext("{who} avait refusé la version {n}.")
        )
    else:
        pattern = (
            gettext("Vous aviez approuvé la version {n}.") if mine else gettext("{who} avait approuvé la version {n}.")
        )
    return pattern.format(n=verdict.version, who=verdict.approver.name)
