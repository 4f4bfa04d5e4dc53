"""Sheets of what leaves the house: the notification to the authority, the communication to the persons."""

import re
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from breaches.models import Approval, AuthorityNotification, Communication, Member, SubjectKind
from breaches.operations.communicating import letter_of
from breaches.operations.notifying import answers_of
from breaches.states import CommunicationState, NotificationState, Phase, Ratification
from notify import wording
from notify.dossier.content import is_late, parts_of
from notify.web import declaration_page, differences
from notify.web.approval_sheet import Block, Sheet, former_words, persons_of
from notify.web.case import Case

HEADINGS = {
    "title": gettext_lazy("Titre"),
    "nature": gettext_lazy("Ce qui s’est passé"),
    "data": gettext_lazy("Ce qui vous concerne"),
    "consequences": gettext_lazy("Ce qui peut arriver"),
    "measures": gettext_lazy("Ce que nous avons fait"),
    "advice": gettext_lazy("Ce que vous pouvez faire"),
    "complaint": gettext_lazy("Vos droits"),
    "contact": gettext_lazy("Nous joindre"),
    "signature": gettext_lazy("Signature"),
}
_MERGED = re.compile(r"\{\{\s*[\w.]+\s*\}\}")


def _number(value: int) -> str:
    return wording.number(value, lang=wording.language(get_language()))


def last_verdict(kind: str, subject: Any) -> Approval | None:
    """The answer given to the version before this one."""
    rows = Approval.objects.filter(subject_kind=kind, subject_id=subject.pk, version__lt=subject.version)
    return rows.select_related("approver").order_by("version", "at").last()


def notification_sheet(row: AuthorityNotification, case: Case, member: Member) -> Sheet:
    """The declaration, question by question, in the order of the form."""
    ratifying = row.ratification == Ratification.PENDING
    phase = str(Phase(row.phase).label).lower()
    duty = case.duty("rgpd_33")
    verdict = last_verdict(SubjectKind.NOTIFICATION, row)
    former = declaration_page.former(row, declaration_page.before(case, row))
    # the lateness that counts is that of the filing, or of the reading for what is not filed yet
    parts = parts_of(answers_of(row), row.phase, late=is_late(duty, row.filed_at or row.created_at))
    return Sheet(
        kind=SubjectKind.NOTIFICATION,
        subject=row,
        case=case,
        right="notification.approve",
        title=_("Notification {phase} à la CNIL, version {n}").format(phase=phase, n=row.version),
        what=[
            (_("Texte"), _("les réponses ci-dessous, et elles seules")),
            (_("Pour"), _("la CNIL")),
            (_("Par"), _("le téléservice, où une personne les recopie")),
            *_glass(row),
        ],
        blocks=[
            Block(heading=f"{part.id}. {part.title}", lines=tuple((ln.label, ln.text) for ln in part.lines))
            for part in parts
        ],
        content=row.content,
        changes=declaration_page.changes(row, former),
        former=former_words(verdict, member) if verdict else "",
        former_comment=verdict.comment if verdict else "",
        consequences=_ratifying(row) if ratifying else _filing(row, case),
        waiting=row.state == NotificationState.IN_REVIEW or ratifying,
        step=_step(row, ratifying=ratifying),
        approve=_("Ratifier la version {n}").format(n=row.version)
        if ratifying
        else _("Approuver la version {n}").format(n=row.version),
        refuse=_("Refuser avec ce commentaire"),
        due=duty.due_at if duty and duty.state == "open" else None,
        due_for=_("pour notifier la CNIL"),
    )


def _step(row: AuthorityNotification, *, ratifying: bool) -> str:
    if not ratifying:
        return _("Lisez la notification à la CNIL, puis répondez.")
    if row.filed_at is None:
        return _("Lisez ce qui part sans accord, puis ratifiez ou refusez.")
    return _("Lisez ce qui a été déposé sans accord, puis ratifiez ou refusez.")


def _glass(row: AuthorityNotification) -> list[tuple[str, str]]:
    if row.break_glass_by is None:
        return []
    return [(_("Dépôt sans accord"), f"{row.break_glass_by.name}. {row.break_glass_reasons}")]


def _filing(row: AuthorityNotification, case: Case) -> list[str]:
    persons = persons_of(case)
    answered = len(answers_of(row))
    texts = [
        _("Approuver autorise le dépôt à la CNIL de ces {n} réponses, sans y changer un signe.").format(n=answered)
    ]
    if persons is not None:
        texts.append(_("Elles déclarent environ {n} personnes concernées.").format(n=_number(persons)))
    texts.append(_("Rien ne part d’ici : une personne dépose sur le téléservice, puis inscrit le récépissé."))
    return texts


def _ratifying(row: AuthorityNotification) -> list[str]:
    if row.filed_at is None:
        return [
            _("Le dépôt est autorisé sans accord et peut avoir lieu à tout moment."),
            _("Ratifier ou refuser s’inscrit au journal. Un dépôt fait ne se défait pas."),
        ]
    return [
        _("Le dépôt est fait et ne se défait pas."),
        _("Ratifier ou refuser s’inscrit au journal, avec votre commentaire."),
    ]


def communication_sheet(row: Communication, case: Case, member: Member) -> Sheet:
    """The letter by sections, its recipients by number and root, and the true page."""
    letter = letter_of(row)
    verdict = last_verdict(SubjectKind.COMMUNICATION, row)
    changes = None
    if verdict and verdict.content:
        before = letter_of(Communication(content=verdict.content))
        changes = differences.of_sections(before.text, letter.text, {k: str(v) for k, v in HEADINGS.items()})
    count = _number(row.recipient_count)
    return Sheet(
        kind=SubjectKind.COMMUNICATION,
        subject=row,
        case=case,
        right="communication.approve",
        title=_("Lettre « {key} », version {n}").format(key=row.key, n=row.version),
        what=[
            (_("Texte"), _("la lettre ci-dessous, et elle seule")),
            (_("Pour"), _("{n} personnes, population « {key} »").format(n=count, key=row.population)),
            (_("Par"), str(row.get_channel_display()).lower()),
            (_("Liste"), _("empreinte {root}").format(root=wording.hash_groups(row.recipient_root, length=16))),
        ],
        blocks=_letter_blocks(letter.text),
        content=row.content,
        changes=changes,
        former=former_words(verdict, member) if verdict else "",
        former_comment=verdict.comment if verdict else "",
        consequences=[
            _("Approuver autorise la production de {n} lettres avec ce texte.").format(n=count),
            _("Rien n’est posté avant la vérification des lots."),
        ],
        waiting=row.state == CommunicationState.IN_REVIEW,
        step=_("Lisez la lettre aux personnes, puis répondez."),
        approve=_("Approuver la version {n}").format(n=row.version),
        refuse=_("Refuser avec ce commentaire"),
        preview=_preview(row),
    )


def _preview(row: Communication) -> str:
    try:
        return reverse("letter_preview", args=[row.pk])
    except NoReverseMatch:
        return ""


def _letter_blocks(text: Any) -> list[Block]:
    """Sections in the order of the letter; what has no known heading comes last, under its key."""
    ordered = [*(key for key in HEADINGS if text.get(key)), *(key for key in text if key not in HEADINGS)]
    return [_letter_block(key, str(text[key])) for key in ordered if str(text[key]).strip()]


def _letter_block(key: str, text: str) -> Block:
    heading = str(HEADINGS.get(key, key))
    lines = tuple(_merged(line) for line in text.splitlines() if line.strip())
    return Block(heading=heading, items=lines) if key == "advice" else Block(heading=heading, paragraphs=lines)


def _merged(text: str) -> SafeString:
    """The text, escaped, with its merged fields underlined."""
    marked = _MERGED.sub(lambda found: f'<span class="merge">{found[0]}</span>', str(escape(text)))
    return mark_safe(marked)  # noqa: S308 - escaped above, and the pattern matches no markup
