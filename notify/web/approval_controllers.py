"""The sheet of the notices to controllers: the text, the whole list, and one notice as it will arrive."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from breaches.law.notice import MANDATE, PARTS
from breaches.models import Member, NoticeRound, SubjectKind
from breaches.operations.controllers import file_of
from breaches.states import NoticeRoundState, NoticeState
from notify import wording
from notify.web import differences
from notify.web.approval_outward import last_verdict
from notify.web.approval_sheet import Block, Sheet, former_words
from notify.web.case import Case
from notify.web.controllers_page import persons_words


def controllers_sheet(row: NoticeRound, case: Case, member: Member) -> Sheet:
    """Text and list, which are approved together."""
    rows = list(row.notices.exclude(state=NoticeState.SET_ASIDE))
    verdict = last_verdict(SubjectKind.CONTROLLERS, row)
    count = wording.number(len(rows), lang=wording.language(get_language()))
    mails = sum(bool(each.email) for each in rows)
    return Sheet(
        kind=SubjectKind.CONTROLLERS,
        subject=row,
        case=case,
        right="notices.approve",
        title=_("Information des responsables de traitement, envoi {n}, version {v}").format(
            n=row.number, v=row.version
        ),
        what=[
            (_("Texte"), _("les passages ci-dessous, et eux seuls")),
            (_("Pour"), _("{n} responsables de traitement").format(n=count)),
            (_("Par"), _("courriel pour {mails}, remise par une personne pour {others}").format(
                mails=mails, others=len(rows) - mails)),
        ],
        blocks=[
            *(Block(heading=label, paragraphs=(file_of(row).text.get(part, ""),)) for part, label in PARTS.items()),
            Block(heading=_("Ce qui vous revient"), paragraphs=(MANDATE,)),
            Block(heading=_("Liste"), items=tuple(_line(each) for each in rows)),
        ],
        content=row.content,
        changes=_changes(row, verdict),
        former=former_words(verdict, member) if verdict else "",
        former_comment=verdict.comment if verdict else "",
        consequences=[
            _("Approuver autorise l’envoi de ce texte à ces {n} responsables, à chacun avec son propre nombre.").format(
                n=count
            ),
            _("Rien ne part avant que le DPO l’envoie."),
        ],
        waiting=row.state == NoticeRoundState.IN_REVIEW,
        step=_("Lisez l’information aux responsables de traitement, puis répondez."),
        approve=_("Approuver la version {n}").format(n=row.version),
        refuse=_("Refuser avec ce commentaire"),
        preview=reverse("notice_preview", args=[row.breach_id, rows[0].pk]) if rows else "",
        preview_label=_("Voir l’information du premier responsable"),
    )  # fmt: skip


def _line(each: Any) -> str:
    parts = (each.name, each.siren, each.contact, each.email or _("sans courriel"), persons_words(each), each.services)
    return " · ".join(part for part in parts if part)


def _changes(row: NoticeRound, verdict: Any) -> list[differences.Change] | None:
    if verdict is None or not verdict.content:
        return None
    before = file_of(NoticeRound(content=verdict.content)).text
    return differences.of_sections(before, file_of(row).text, dict(PARTS))
