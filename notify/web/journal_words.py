"""Journal entries as sentences: who did what, in the past tense. Free texts are not in the journal, nor here."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from breaches import journal
from breaches.law import duties, sheets
from breaches.law.errors import LawError
from breaches.models import JournalEntry
from notify import wording
from notify.web import spoken

_ = gettext_lazy

SENTENCES = {
    "incident.reported": _("{who} a signalé l’incident {report}"),
    "breach.confirmed": _("{who} a retenu la violation et scellé l’heure de prise de connaissance"),
    "breach.dismissed": _("{who} a écarté le signalement"),
    "breach.reopened": _("{who} a rouvert le signalement"),
    "breach.assessed": _("{who} a évalué le risque et rendu son avis"),
    "breach.arrangement_recorded": _("{who} a inscrit l’accord entre responsables conjoints"),
    "authority_order.recorded": _("{who} a inscrit un acte de la CNIL du {ordered_on} (article 34, paragraphe 4)"),
    "breach.linked": _("{who} a signalé l’incident aussi chez un autre organisme, dossier lié {linked}"),
    "breach.closed": _("{who} a clôturé le dossier"),
    "awareness.proposed": _("{who} a proposé une autre heure de prise de connaissance"),
    "awareness.approved": _("{who} a accepté la correction de la prise de connaissance"),
    "awareness.refused": _("{who} a refusé la correction de la prise de connaissance"),
    "facts.described": _("{who} a décrit les faits, version {version}"),
    "decision.submitted": _("{who} a demandé la décision du responsable"),
    "decision.approved": _("{who} a décidé pour le responsable"),
    "decision.refused": _("{who} a refusé la décision proposée"),
    "notification.prepared": _("{who} a préparé la notification n° {number} à la CNIL"),
    "notification.edited": _("{who} a modifié la notification à la CNIL, version {version}"),
    "notification.submitted": _("{who} a soumis la notification à la CNIL, version {version}"),
    "notification.approved": _("{who} a approuvé la notification à la CNIL, version {version}"),
    "notification.refused": _("{who} a refusé la notification à la CNIL, version {version}"),
    "notification.glass_broken": _("{who} a autorisé seul le dépôt de la notification initiale"),
    "notification.filed": _("{who} a déposé la notification à la CNIL, récépissé {receipt}"),
    "notification.ratified": _("{who} a ratifié le dépôt fait sans accord"),
    "notification.ratification_refused": _("{who} a refusé de ratifier le dépôt fait sans accord"),
    "duty.fulfilled": _("{who} a accompli une obligation : {duty_title}"),
    "communication.prepared": _("{who} a préparé la communication « {key} »"),
    "communication.edited": _("{who} a modifié la communication, version {version}"),
    "communication.recipients_bound": _("{who} a lié {count} destinataires à la communication"),
    "communication.submitted": _("{who} a soumis la communication, version {version}"),
    "communication.approved": _("{who} a approuvé la communication, {count} destinataires"),
    "communication.refused": _("{who} a refusé la communication"),
    "communication.production_started": _("{who} a lancé la production des lettres"),
    "communication.handed_over": _("{who} a remis les lettres"),
    "lot.produced": _("Un lot de lettres a été produit"),
    "proof.made": _("{who} a produit les épreuves"),
    "proof.signed": _("{who} a signé les épreuves"),
    "proof.downloaded": _("{who} a téléchargé les épreuves"),
    "package.made": _("{who} a préparé le paquet pour l’imprimeur, {letters} lettres"),
    "package.downloaded": _("{who} a téléchargé le paquet pour l’imprimeur"),
    "package.returned": _("{who} a inscrit le retour de l’imprimeur : {posted} lettres postées"),
    "lot.downloaded": _("{who} a téléchargé le lot {number}"),
    "rejects.downloaded": _("{who} a téléchargé les lignes rejetées"),
    "sheet.written": _("{who} a rédigé la fiche « {sheet_title} », version {version}"),
    "sheet.transmitted": _("{who} a inscrit la transmission de la fiche « {sheet_title} », version {version}"),
    "notices.prepared": _("{who} a préparé l’information de {count} responsables de traitement"),
    "notices.controllers_added": _("{who} a ajouté {count} responsables de traitement à la liste"),
    "notices.edited": _("{who} a modifié l’information aux responsables, version {version}"),
    "notices.submitted": _("{who} a soumis l’information aux responsables, version {version}"),
    "notices.approved": _("{who} a approuvé l’information de {count} responsables de traitement"),
    "notices.refused": _("{who} a refusé l’information aux responsables de traitement"),
    "notices.sending_started": _("{who} a envoyé l’information aux responsables de traitement"),
    "notice.sent": _("Le responsable de traitement n° {number} est prévenu"),
    "notice.failed": _("L’information du responsable de traitement n° {number} n’est pas arrivée"),
    "notice.retried": _("{who} a relancé l’information du responsable de traitement n° {number}"),
    "notice.acknowledged": _("Le responsable de traitement n° {number} a confirmé la réception"),
    "notice.set_aside": _("{who} a écarté le responsable de traitement n° {number}, avec ses motifs"),
    "measure.taken": _("{who} a inscrit une mesure"),
    "measure.completed": _("{who} a marqué une mesure comme faite"),
    "evidence.added": _("{who} a joint une pièce"),
    "letter.received": _("{who} a inscrit un courrier de la CNIL"),
    "letter.answered": _("{who} a inscrit la réponse à un courrier de la CNIL"),
    "request.received": _("{who} a inscrit la demande d’une personne"),
    "request.extended": _("{who} a prolongé le délai d’une demande, avec ses motifs"),
    "request.handled": _("{who} a inscrit la suite donnée à une demande"),
    "delay.recorded": _("{who} a inscrit un report de l’information des personnes, demandé par une autorité"),
    "delay.lifted": _("{who} a inscrit la levée du report de l’information des personnes"),
    "breach.links_recorded": _("{who} a inscrit les références du dossier"),
    "breach.lessons_recorded": _("{who} a noté les enseignements"),
    "hold.placed": _("{who} a gelé le dossier"),
    "hold.released": _("{who} a levé le gel du dossier"),
    "retention.proposed": _("{who} a proposé une durée de conservation"),
    "retention.approved": _("{who} a approuvé une durée de conservation"),
    "retention.refused": _("{who} a refusé une durée de conservation"),
    "retention.purged": _("Des objets au terme de leur conservation ont été purgés"),
    "member.added": _("{who} a inscrit une personne"),
    "scenario.played": _("Un scénario a été joué dans cette base"),
    "member.activated": _("{who} a rouvert l’accès d’une personne"),
    "member.deactivated": _("{who} a fermé l’accès d’une personne"),
    "member.password_reset": _("{who} a donné un nouveau mot de passe à une personne"),
    "register.taken_over": _("{who} a repris {accepted} lignes d’un ancien registre"),
    "feed.opened": _("{who} a créé son adresse de calendrier"),
    "feed.revoked": _("{who} a révoqué son adresse de calendrier"),
    "organisation.edited": _("{who} a modifié les réglages de l’organisme"),
}
_PLAIN = (str, int)


class _Told(dict[str, Any]):
    """Values of a sentence; what an older entry does not tell is an ellipsis, never an error."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(entry: JournalEntry) -> str:
    """What the entry tells, in the language of the page."""
    payload = journal.payload_of(entry)
    told = _Told({key: value for key, value in payload.items() if isinstance(value, _PLAIN)})
    told["who"] = entry.actor.name if entry.actor else gettext("Une personne, par le lien de signalement,")
    if "code" in told:
        told["duty_title"] = _duty_title(told["code"])
    if "sheet" in told:
        told["sheet_title"] = gettext(sheets.sheet(told["sheet"]).title)
    if "count" in told:
        told["count"] = spoken.number(told["count"])
    known = SENTENCES.get(entry.kind)
    return str(known).format_map(told) if known else f"{told['who']} : {entry.kind}"


def _duty_title(code: str) -> str:
    try:
        return gettext(duties.rule(code).title)
    except LawError:
        return code


def days(entries: Iterable[JournalEntry], zone: tzinfo = wording.PARIS) -> list[dict[str, Any]]:
    """Entries (newest first) for `components/journal.html`, grouped by day in `zone`."""

    def day_of(entry: JournalEntry) -> Any:
        at: datetime = entry.at
        return at.astimezone(zone).date()

    grouped = [list(group) for _day, group in groupby(entries, key=day_of)]
    return [{"at": group[0].at, "lines": [_line(entry) for entry in group]} for group in grouped]


def _line(entry: JournalEntry) -> dict[str, Any]:
    return {"at": entry.at, "text": sentence(entry), "hash": entry.hash}
