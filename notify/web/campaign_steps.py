"""What comes next for one communication, and whose act it is: the band of its pages."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breaches import permissions
from breaches.models import Member, SubjectKind
from breaches.states import CommunicationState
from notify.web import links, spoken
from notify.web.campaign import Campaign
from notify.web.next_act import Act
from notify.web.next_step import Band, names


def band(campaign: Campaign, member: Member) -> Band:
    """The dict of `components/band.html`: the first act that `member` may do, else whose the first one is."""
    found = list(acts(campaign))
    for act in found:
        if may_do(campaign, act, member):
            return _mine(act, member) | _clock(campaign)
    if found:
        who = names(campaign.case, found[0])
        return {
            "step": found[0].waiting.format(who=who), "why": _("Rien ne vous est demandé pour l’instant."), "who": who,
        } | _clock(campaign)  # fmt: skip
    return _nothing(campaign) | _clock(campaign)


def may_do(campaign: Campaign, act: Act, member: Member) -> bool:
    """Whether the act is this member's: by role, and not one that needs another pair of eyes."""
    sole = campaign.communication.breach.organisation.sole_practitioner
    return permissions.may(member, act.right) and (sole or member.pk not in act.authors)


def _mine(act: Act, member: Member) -> Band:
    made: dict[str, Any] = {
        "step": act.step,
        "why": act.why,
        "action": {"label": act.label, "url": act.url()},
        "who": _("Vous, {name}").format(name=member.name),
    }
    if act.link is not None:
        made["link"] = {"label": act.link[0], "url": act.link[1]()}
    return made


def _clock(campaign: Campaign) -> Band:
    """A communication has no hour in law; once handed over, the instant is what counts."""
    at = campaign.communication.handed_over_at
    if at is not None:
        return {"due_label": _("Lettres"), "words": _("Remises"), "words_hint": spoken.instant(at)}
    return {"words": _("Sans heure fixe"), "words_hint": _("dans les meilleurs délais")}


def _nothing(campaign: Campaign) -> Band:
    row = campaign.communication
    if row.state == CommunicationState.DISPATCHING and not campaign.all_produced:
        step = _("Les lettres se produisent : rien à faire pour l’instant.")
        return {"step": step, "why": _("Vous pouvez quitter cette page : la production continue.")}
    if row.state == CommunicationState.DISPATCHING:
        step = _("Un écart reste à expliquer avant toute remise.")
        return {"step": step, "why": _("Chaque ligne du fichier doit avoir une issue. Voyez le rapprochement.")}
    return {"step": _("Rien ne reste à faire : les lettres sont remises."), "why": ""}


def acts(campaign: Campaign) -> Iterator[Act]:
    """Everything that waits for somebody, the first one first."""
    state = campaign.communication.state
    if state == CommunicationState.DRAFT:
        yield from _draft(campaign)
    elif state == CommunicationState.IN_REVIEW:
        yield _approve(campaign)
    elif state == CommunicationState.DISPATCHING:
        yield from _dispatching(campaign)
    if state in (CommunicationState.IN_REVIEW, CommunicationState.APPROVED):
        yield from _proofs(campaign)
    if state == CommunicationState.APPROVED and campaign.signed:
        yield _produce(campaign)


def _draft(campaign: Campaign) -> Iterator[Act]:
    row = campaign.communication
    lacking = len(campaign.lacking)
    if lacking:
        words = ngettext("il manque un passage obligatoire", "il manque {n} passages obligatoires", lacking)
        yield Act(
            right="communication.edit", step=_("Complétez la lettre : {words}.").format(words=words.format(n=lacking)),
            waiting=_("À {who} de compléter la lettre."), label=_("Compléter la lettre"),
            why=_("Le règlement dit ce que la lettre doit contenir (RGPD, article 34, paragraphe 2)."),
            url=lambda: links.to_communication(row.breach, row) + "#texte",
        )  # fmt: skip
    if not row.recipient_count:
        yield Act(
            right="recipients.import", step=_("Importez la liste des destinataires."),
            waiting=_("À {who} d’importer la liste des destinataires."), label=_("Importer la liste"),
            why=_("L’accord porte sur le texte et sur cette liste exacte."),
            url=lambda: reverse("recipients", args=[row.pk]),
        )  # fmt: skip
    if not lacking and row.recipient_count:
        yield Act(
            right="communication.submit", step=_("Soumettez la lettre à l’accord."),
            waiting=_("À {who} de soumettre la lettre à l’accord."), label=_("Relire et soumettre"),
            why=_("Le texte est complet, la liste est importée : une autre personne relit et répond."),
            url=lambda: links.to_communication(row.breach, row) + "#soumettre",
        )  # fmt: skip


def _approve(campaign: Campaign) -> Act:
    row = campaign.communication
    return Act(
        right="communication.approve", step=_("Répondez : la lettre attend votre accord."),
        waiting=_("À {who} de relire la lettre et de répondre."), label=_("Lire la lettre"), authors=campaign.authors,
        why=_("L’accord porte sur ce texte exact et sur cette liste. Une modification le fait tomber."),
        url=lambda: links.to_approval(SubjectKind.COMMUNICATION, row.pk),
    )  # fmt: skip


def _proofs(campaign: Campaign) -> Iterator[Act]:
    row = campaign.communication
    if not campaign.proof_is_current:
        yield Act(
            right="proof.make", step=_("Produisez les épreuves."), waiting=_("À {who} de produire les épreuves."),
            why=_("Les lettres les plus difficiles de la liste, à lire avant toute production."),
            label=_("Produire les épreuves"), url=lambda: links.to_mailing(row) + "#epreuves",
        )  # fmt: skip
    elif not campaign.signed:
        yield Act(
            right="proof.sign", step=_("Lisez les épreuves, puis signez-les."),
            waiting=_("À {who} de lire et de signer les épreuves."), label=_("Lire et signer les épreuves"),
            why=_("Deux personnes les lisent et les signent avant la production."),
            url=lambda: links.to_mailing(row) + "#epreuves",
            authors=frozenset(one.member_id for one in campaign.signatures),
        )  # fmt: skip


def _produce(campaign: Campaign) -> Act:
    row = campaign.communication
    count = spoken.number(row.recipient_count)
    return Act(
        right="letters.produce", waiting=_("À {who} de lancer la production des lettres."),
        step=_("Lancez la production de {count} lettres.").format(count=count), label=_("Lancer la production"),
        why=_("Le texte est approuvé, les épreuves sont signées. La production ne s’arrête plus."),
        url=lambda: links.to_mailing(row) + "#production",
    )  # fmt: skip


def _dispatching(campaign: Campaign) -> Iterator[Act]:
    row = campaign.communication
    if campaign.dead:
        yield Act(
            right="letters.produce", waiting=_("À {who} de relancer les lots qui ont échoué."),
            step=_("Relancez les lots qui ont échoué."), label=_("Voir les échecs"),
            why=_("Les autres lots ne sont pas touchés. Rien n’est remis tant qu’il manque une lettre."),
            url=lambda: links.to_mailing(row) + "#echecs",
        )  # fmt: skip
    elif campaign.ready_to_hand_over:
        lots = len(campaign.lots)
        number = spoken.number(lots)
        step = ngettext("Remettez le lot à l’imprimeur.", "Remettez les {n} lots à l’imprimeur.", lots)
        label = ngettext("Remettre le lot", "Remettre les {n} lots", lots)
        why = _("Ces {count} lettres sont produites et le reste est nul.")
        yield Act(
            right="letters.hand_over", step=step.format(n=number), label=label.format(n=number),
            waiting=_("À {who} de remettre les lots à l’imprimeur."), url=lambda: links.to_mailing(row) + "#remise",
            why=why.format(count=spoken.number(campaign.letters)),
        )  # fmt: skip
