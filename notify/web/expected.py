"""What is expected, of this member and of the others, over all open files. Pure: reads `Case`s."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from breaches import permissions
from breaches.models import Approval, Communication, IncidentReport, Member
from breaches.operations.dispatching import BEFORE_PRODUCTION
from breaches.states import BreachState, CommunicationState, DutyState, NotificationState
from notify import wording
from notify.web import duty_words, links
from notify.web.case import Case
from notify.web.next_act import Act
from notify.web.next_acts import acts
from notify.web.next_step import names

MAILING_RIGHTS = frozenset(right for right, roles in permissions.ALLOWED.items() if "mailing" in roles)
MAILING_SEES = MAILING_RIGHTS | {"communication.approve"}


@dataclass(frozen=True)
class Expected:
    """One act that waits: in which file, whether for this member, else for whom; `due` orders the list."""

    case: Case
    act: Act
    mine: bool
    due: datetime | None
    remark: str = ""

    @property
    def who(self) -> str:
        """Names of those who may do it."""
        return names(self.case, self.act)

    @property
    def url(self) -> str:
        """Where it is done: an act that is one button stands on the page of its file."""
        return links.to_breach(self.case.breach) if self.act.method == "post" else self.act.url()

    @property
    def title(self) -> str:
        """The act in the infinitive, clear without its file: a report by its reference, a duty by its name."""
        if (report := self._report) is not None:
            return _("Qualifier le signalement {reference}").format(reference=report.reference)
        if self.act.right == "duty.fulfil" and self.act.duty is not None:
            return duty_words.title(self.act.duty.code)
        return _("Compléter la notification à la CNIL") if self.act.due is not None else self.act.label

    @property
    def sentence(self) -> str:
        """The act with its people, for those who wait for it."""
        text = self.act.waiting.format(who=self.who)
        return text[:1].upper() + text[1:].rstrip(".")

    @property
    def since(self) -> str:
        """When the report came in."""
        report = self._report
        if report is None:
            return ""
        lang = wording.language(get_language())
        return _("reçu le {at}").format(at=wording.instant(report.reported_at, year=False, lang=lang))

    @property
    def _report(self) -> IncidentReport | None:
        if self.case.breach.state != BreachState.REPORTED:
            return None
        return min(self.case.breach.reports.all(), key=lambda report: report.reported_at, default=None)


def expected(
    cases: Iterable[Case], member: Member, now: datetime, refusals: Mapping[Any, Approval] | None = None
) -> list[Expected]:
    """Acts that wait, the soonest term first. The mailing role learns of nothing but mailings."""
    found = [
        _expected(case, act, member, refusals or {})
        for case in cases
        for act in chain(acts(case, now), _signatures(case))
        if sees(member, act.right)
    ]
    return sorted(found, key=lambda row: (row.due is None, row.due or now))


def sees(member: Member, right: str) -> bool:
    """Whether the act is of the part of a file that this member may look at."""
    return permissions.may(member, "case.view") or right in MAILING_SEES


def _expected(case: Case, act: Act, member: Member, refusals: Mapping[Any, Approval]) -> Expected:
    able = {one.pk for one in case.able(act.right, act.authors)}
    return Expected(case, act, member.pk in able, _due(case, act), _remark(case, act, refusals))


def _due(case: Case, act: Act) -> datetime | None:
    duty = act.duty if act.duty is not None else case.duty("rgpd_33")
    running = duty is not None and duty.state == DutyState.OPEN
    return act.due or (duty.due_at if duty is not None and running else None)


def _signatures(case: Case) -> Iterator[Act]:
    """Proofs of a letter that still lack a signature (two people; one in a one-person practice)."""
    needed = 1 if case.breach.organisation.sole_practitioner else 2
    for row in case.communications:
        if row.state not in BEFORE_PRODUCTION or not row.proof_sha256 or row.proof_of_content != row.content_sha256:
            continue
        signed = [one.member_id for one in row.signatures.all() if one.proof_sha256 == row.proof_sha256]
        if len(signed) < needed:
            yield _sign(case, row, signed)


def _sign(case: Case, row: Communication, signed: Sequence[Any]) -> Act:
    return Act(
        right="proof.sign",
        step=_("Lisez les épreuves de la lettre, puis signez-les."),
        waiting=_("{who} signe les épreuves de la lettre."),
        why=_("Deux personnes les lisent avant la production."),
        label=_("Signer les épreuves"),
        url=lambda: links.to_mailing(row),
        duty=case.duty("rgpd_34"),
        authors=frozenset(signed),
    )


def _remark(case: Case, act: Act, refusals: Mapping[Any, Approval]) -> str:
    """Why it is to be done again: the report's own words, or the comment of a refusal."""
    if case.breach.state == BreachState.REPORTED:
        return _("« {title} »").format(title=case.breach.title)
    drafts: dict[str, list[Any]] = {
        "communication.edit": [row for row in case.communications if row.state == CommunicationState.DRAFT],
        "notification.edit": [row for row in case.notifications if row.state == NotificationState.DRAFT],
    }
    for row in drafts.get(act.right, ()):
        refusal = refusals.get(row.pk)
        if refusal is not None and refusal.version == row.version - 1:
            text = _("refusée par {name} : « {comment} »")
            return text.format(name=refusal.approver.name, comment=refusal.comment)
    return ""
