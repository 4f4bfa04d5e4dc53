"""Filled of the declaration drawn from what is already known: facts, organisation, breach."""

from collections.abc import Mapping
from datetime import date, datetime

from breaches.law.clocks import PARIS, utc
from breaches.law.cnil_fields import SECTORS
from breaches.law.cnil_model import is_blank
from breaches.law.cnil_prefill_facts import Filled, facts_answers, lines, measures_before
from breaches.law.facts_model import Facts
from breaches.law.vocabulary import OrganisationKind, Role

Plain = Mapping[str, object]

_INSURANCE_KINDS = frozenset({OrganisationKind.TIERS_PAYANT, OrganisationKind.ORGANISME_COMPLEMENTAIRE})
_CIVILITIES = {"M.": "monsieur", "Mme": "madame"}


def prefill(facts: Facts | None, org: Plain, breach: Plain) -> Filled:
    """Answers known from elsewhere; what is unknown is left out, never invented (art. 33(3), 33(4)).

    `org`: name, siren, sector, kind, role, address {street, postcode, city, country}, contacts {dpo,
    representative: {title, first_name, last_name, function, email, phone}}.
    `breach`: phase, initial_receipt, aware_at, occurred_from, occurred_to (aware datetimes), ongoing,
    summary, description, circumstances, gravity, late_reasons, measures_before, measures_taken,
    measures_planned (lists of text), communication {state, informed_at, planned_at, count, channel, content,
    reason}, processors and joint_controllers [{name, siren, informed_at}], other_authorities (list of names).
    """
    known = (
        _body(org),
        _contacts(org),
        _breach(breach),
        _communication(_part(breach, "communication")),
        _measures(facts, breach),
        {} if facts is None else facts_answers(facts, Role(str(org.get("role") or Role.CONTROLLER))),
    )
    answers = {key: value for part in known for key, value in part.items() if not is_blank(value)}
    if answers.get("en_cours") is True:
        answers.pop("date_fin", None)
    return answers


def _part(data: Plain, key: str) -> Plain:
    part = data.get(key)
    return part if isinstance(part, Mapping) else {}


def _iso(value: object) -> str | None:
    return utc(value).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else None


def _body(org: Plain) -> Filled:
    address = _part(org, "address")
    return {
        "siren": org.get("siren"),
        "denomination": org.get("name"),
        "secteur": _sector(org),
        "adresse": address.get("street"),
        "code_postal": address.get("postcode"),
        "ville": address.get("city"),
        "pays": address.get("country") or "France",
    }


def _sector(org: Plain) -> str:
    said = str(org.get("sector") or "").replace("'", "’").casefold()
    for option in SECTORS:
        if said in (option.id, option.label.casefold()):
            return option.id
    return "finance" if org.get("kind") in _INSURANCE_KINDS else "sante"


def _contacts(org: Plain) -> Filled:
    contacts = _part(org, "contacts")
    legal, dpo = _part(contacts, "representative"), _part(contacts, "dpo")
    return {
        "rl_civilite": _CIVILITIES.get(str(legal.get("title"))),
        "rl_nom": legal.get("last_name"),
        "rl_prenom": legal.get("first_name"),
        "rl_courriel": legal.get("email"),
        "pc_civilite": _CIVILITIES.get(str(dpo.get("title"))),
        "pc_nom": dpo.get("last_name"),
        "pc_prenom": dpo.get("first_name"),
        "pc_fonction": dpo.get("function"),
        "pc_courriel": dpo.get("email"),
        "pc_telephone": dpo.get("phone"),
    }


def _breach(breach: Plain) -> Filled:
    start, end = breach.get("occurred_from"), breach.get("occurred_to")
    authorities = lines(breach.get("other_authorities"), ", ")
    return {
        "type_notification": breach.get("phase"),
        "numero_notification_initiale": breach.get("initial_receipt"),
        "autres_organismes": [
            *_bodies(breach.get("processors"), "processor"),
            *_bodies(breach.get("joint_controllers"), "joint_controller"),
        ],
        "periode_determinee": True if start and end else None,
        "date_debut": _iso(start),
        "date_fin": _iso(end),
        "en_cours": breach.get("ongoing"),
        "date_connaissance": _iso(breach.get("aware_at")),
        "circonstances_decouverte": breach.get("circumstances") or breach.get("summary"),
        "descriptif": breach.get("description") or breach.get("summary"),
        "motifs_retard": breach.get("late_reasons"),
        "gravite": breach.get("gravity"),
        "autre_autorite_hors_pd": True if authorities else None,
        "autre_autorite_hors_pd_texte": authorities,
    }


def _bodies(found: object, role: str) -> list[Filled]:
    entries = found if isinstance(found, list | tuple) else ()
    return [
        {
            "ao_denomination": entry.get("name"),
            "ao_siren": entry.get("siren"),
            "ao_role": role,
            "ao_date_information": _iso(entry.get("informed_at")),
        }
        for entry in entries
    ]


def _measures(facts: Facts | None, breach: Plain) -> Filled:
    before = lines([*measures_before(facts), lines(breach.get("measures_before"))])
    planned = [f"À venir : {measure}" for measure in _items(breach.get("measures_planned"))]
    already = facts.mitigations if facts else ()
    after = lines([*already, *_items(breach.get("measures_taken")), *planned])
    return {"mesures_prealables": before, "mesures_post": after}


def _items(found: object) -> list[str]:
    return lines(found).splitlines()


def _communication(part: Plain) -> Filled:
    return {
        "information_personnes": part.get("state"),
        "date_information": _day(part.get("informed_at")),
        "date_information_prevue": _day(part.get("planned_at")),
        "nb_personnes_informees": part.get("count"),
        "moyen_communication": part.get("channel"),
        "contenu_information": part.get("content"),
        "motif_non_information": part.get("reason"),
    }


def _day(value: object) -> str | None:
    """The calendar day in Paris of an instant."""
    from_instant = value.astimezone(PARIS).date() if isinstance(value, datetime) else value
    return from_instant.isoformat() if isinstance(from_instant, date) else None
