"""The desk of one letter: its form as saved or as typed, what it still lacks, what its readers said."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from breaches import permissions
from breaches.law.message import MENTIONS
from breaches.models import Member
from breaches.operations import Letter
from breaches.states import CommunicationState
from notify.letters.composing import template_sha256
from notify.letters.reading import read_letter
from notify.letters.samples import DEFAULT, SAMPLES
from notify.web import drafts, letter_changes
from notify.web.campaign import Campaign
from notify.web.forms.letter import LetterForm, initial_of

DRAFT = "communication"


def form_of(campaign: Campaign, member: Member) -> LetterForm:
    """The form with what the member last typed, else with what is saved."""
    initial = initial_of(campaign.letter, campaign.communication.lock)
    kept = drafts.initial(member, DRAFT, campaign.communication.pk)
    if kept is not None:
        initial |= drafts.as_initial(LetterForm().fields, kept)
    return LetterForm(initial=initial)


def typed_letter(campaign: Campaign, posted: QueryDict | None, member: Member) -> Letter | None:
    """The letter as posted, as last typed, or as saved; None when what is typed cannot be a letter."""
    kept = posted
    if kept is None:
        draft = drafts.initial(member, DRAFT, campaign.communication.pk)
        kept = drafts.as_posted(draft) if draft is not None else None
    if kept is None:
        return campaign.letter
    form = LetterForm(kept)
    return letter_from(form, campaign) if form.is_valid() else None


def letter_from(form: LetterForm, campaign: Campaign) -> Letter:
    """The letter of a valid form, bound to the template as it stands."""
    return form.letter(campaign.letter, template_sha256(campaign.letter.template))


def unchanged(letter: Letter, campaign: Campaign) -> bool:
    """Whether nothing would be saved."""
    saved = campaign.letter
    now = (dict(letter.text), dict(letter.sender), letter.template_sha256)
    text = {name: saved.text.get(name, "") for name in LetterForm.TEXT}
    sender = dict(saved.sender) | {"address": list(saved.sender.get("address", ()))}
    return now == (text, sender, saved.template_sha256)


def side(campaign: Campaign, member: Member, person: str = DEFAULT) -> dict[str, Any]:
    """The context of `side.html`: what the text lacks as it is typed, and which person the page shows."""
    letter = typed_letter(campaign, None, member) or campaign.letter
    at = drafts.saved_at(member, DRAFT, campaign.communication.pk)
    return {
        "communication": campaign.communication,
        "mentions": [
            {"label": _(one.label), "basis": one.basis, "said": bool(letter.text.get(one.id, "").strip()), "id": one.id}
            for one in MENTIONS
            if one.mandatory
        ],
        "samples": [{"key": key, "label": one.label} for key, one in SAMPLES.items()],
        "person": person if person in SAMPLES else DEFAULT,
        "stamp": int(at.timestamp()) if at else campaign.communication.lock,
    }


def context(campaign: Campaign, member: Member, *, editing: bool) -> dict[str, Any]:
    """Everything of the page but the form and the side."""
    row = campaign.communication
    verdict = letter_changes.last_verdict(row)
    return {
        "communication": row,
        "breach": row.breach,
        "campaign": campaign,
        "reading": None if editing else read_letter(campaign.letter),
        "verdict": verdict,
        "refused": verdict
        if verdict and verdict.verdict == "refused" and row.state == CommunicationState.DRAFT
        else None,
        "changes": letter_changes.changes(letter_changes.letter_read(verdict), campaign.letter) if verdict else None,
        "may_edit": campaign.before_production and permissions.may(member, "communication.edit"),
        "may_submit": row.state == CommunicationState.DRAFT and permissions.may(member, "communication.submit"),
        "approvers": campaign.case.able("communication.approve", {*campaign.authors, member.pk}),
        "sees_case": permissions.may(member, "case.view"),
    }


def read_only(campaign: Campaign, member: Member, *, asked: bool) -> bool:
    """A submitted text is shown as it is; whoever may edit asks for the form, and is told what falls."""
    if not campaign.before_production or not permissions.may(member, "communication.edit"):
        return True
    return campaign.communication.state != CommunicationState.DRAFT and not asked
