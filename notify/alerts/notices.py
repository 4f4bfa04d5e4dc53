"""Mail one notice to one controller under the Message-ID fixed beforehand; a failure is a state, not a log."""

from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from breaches import operations, permissions
from breaches.law import notice
from breaches.law.facts import parse_facts
from breaches.models import ControllerNotice, NoticeRound
from breaches.operations.controllers import file_of
from breaches.queries import law_context
from breaches.states import BreachState, NoticeState
from notify.work import claims
from notify.work.models import Work


def sender_of(row: NoticeRound) -> notice.Sender:
    """Who writes, as frozen in the content of the round."""
    kept = file_of(row)
    aware_at = datetime.fromisoformat(kept.aware_at) if kept.aware_at else None
    return notice.Sender(kept.sender, kept.reference, aware_at)


def text_for(row: NoticeRound, one: ControllerNotice) -> str:
    """The whole text of one controller: the approved parts, and its own count and people."""
    version = row.breach.facts_versions.order_by("number").last()
    context = law_context(row.breach)
    labels = notice.categories_of(parse_facts(version.facts), context, one.populations) if version else ()
    concerned = notice.Concerned(one.name, one.persons, one.services, labels)
    return notice.compose(sender_of(row), concerned, file_of(row).text, complementary=row.number > 1)


def compose(one: ControllerNotice) -> EmailMessage:
    """The mail of a notice, in French, marked when it is an exercise."""
    mark = "EXERCICE – " if one.breach.exercise else ""
    subject = f"{mark}{notice.subject(sender_of(one.round))}"
    headers = {"Message-ID": one.message_id}
    return EmailMessage(
        subject, f"{mark}{text_for(one.round, one)}", settings.DEFAULT_FROM_EMAIL, [one.email], headers=headers
    )


def send_notice(work: Work, now: Callable[[], datetime]) -> None:
    """Hand the mail over, then record it. A notice told, set aside or failed meanwhile is left alone."""
    one = ControllerNotice.objects.select_related(
        "round__sent_by__organisation", "round__breach__organisation", "breach__organisation"
    ).get(pk=work.payload["notice"])
    permissions.require(one.round.sent_by, "notices.send")  # before the mail: what leaves can then be recorded
    if one.state != NoticeState.APPROVED or one.breach.state not in (BreachState.CONFIRMED, BreachState.ASSESSED):
        with transaction.atomic():
            claims.finish(work, now(), "not_needed")
        return
    with translation.override("fr"):
        _deliver(one, work, now)


def _deliver(one: ControllerNotice, work: Work, now: Callable[[], datetime]) -> None:
    by_hand, failure = "", ""
    if one.breach.exercise:
        by_hand = _("Exercice : rien n’est parti.")
    else:
        try:
            compose(one).send()
        except SMTPRecipientsRefused:
            failure = _("Le serveur a refusé cette adresse.")
        except (SMTPException, OSError):
            if work.attempts < claims.MAX_ATTEMPTS:
                raise
            failure = _("Le serveur de courrier n’a pas pris le message, après {n} essais.").format(n=work.attempts)
    _record(one, work, now, by_hand, failure)


def _record(one: ControllerNotice, work: Work, now: Callable[[], datetime], by_hand: str, failure: str) -> None:
    """The state of the notice and the end of the work, in one transaction."""
    actor = one.round.sent_by
    assert actor is not None  # noqa: S101  # held by notice_round_sending_has_sender; narrows the type
    with transaction.atomic():
        if failure:
            operations.record_notice_failure(actor=actor, notice_id=one.pk, now=now(), reasons=failure)
        else:
            operations.record_notice_sent(actor=actor, notice_id=one.pk, now=now(), by_hand=by_hand)
        claims.finish(work, now(), "failed" if failure else "sent")
