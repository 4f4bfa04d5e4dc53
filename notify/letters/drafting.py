"""A first letter to one population, from the facts and the organisation's contacts: a text for people to rework."""

from collections.abc import Mapping
from datetime import datetime

from breaches.errors import DomainError
from breaches.law import message
from breaches.law.clocks import PARIS
from breaches.law.facts import Facts, Population
from breaches.law.french_dates import french_date
from breaches.models import Breach, Organisation
from breaches.operations import Letter
from breaches.queries import latest_facts
from notify.letters.composing import sender_of, template_sha256

TEMPLATE = "courrier-patient"
_LISTED = ("data", "consequences", "measures")  # one line a thing: the letter sets them as a list


class FactsMissingError(DomainError):
    """A letter to a population needs the facts that describe it."""

    message = "Décrivez d’abord les faits : la lettre dit à chaque population ce qui la concerne."
    default_field = "population"


def draft_letter(breach: Breach, population: str) -> Letter:
    """The letter of one population as the law ring drafts it, contacts filled in. Raises FactsMissingError."""
    facts = latest_facts(breach)
    concerned = next((group for group in facts.populations if group.key == population), None) if facts else None
    if facts is None or concerned is None:
        raise FactsMissingError()
    return Letter(
        template=TEMPLATE,
        template_sha256=template_sha256(TEMPLATE),
        sender=sender_of(breach.organisation),
        text=_text(breach, facts, concerned),
    )


def _text(breach: Breach, facts: Facts, population: Population) -> dict[str, str]:
    done = [measure.what for measure in breach.measures.all() if measure.done_at is not None]
    draft = message.draft_message(
        facts, population, occurred=_occurred(breach), discovered=_on(breach.aware_at) or "récemment", measures=done
    )
    organisation = breach.organisation
    sections = {name: _filled(text, organisation) for name, text in draft.sections.items()}
    sections |= {name: _listed(sections[name]) for name in _LISTED}
    return {
        "title": _filled(draft.subject, organisation),
        **sections,
        "contact": _contact(organisation),
        "signature": _signature(organisation),
    }


def _on(at: datetime | None) -> str:
    return f"le {french_date(at.astimezone(PARIS).date(), weekday=False)}" if at else ""


def _occurred(breach: Breach) -> str:
    """When it happened, in the words of a letter; nothing is said that is not known."""
    first, last = _on(breach.occurred_from), _on(breach.occurred_to)
    if first and last and first != last:
        return f"entre {first} et {last}"
    return first or last or "à une date que nous cherchons encore à établir"


def _filled(text: str, organisation: Organisation) -> str:
    return text.replace("{{organisation}}", organisation.name)


def _listed(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(f"– {line}" for line in lines) if len(lines) > 1 else text


def person_name(contact: Mapping[str, str]) -> str:
    """Given name and surname of a contact of the organisation."""
    return " ".join(filter(None, (contact.get("first_name", ""), contact.get("last_name", ""))))


def _contact(organisation: Organisation) -> str:
    """How to reach the DPO (art. 33(3)(b)); blank while no address is known, so that the mention shows as missing."""
    dpo = organisation.contacts.get("dpo", {})
    reach = ", ".join(filter(None, (dpo.get("email", ""), dpo.get("phone", ""))))
    if not reach:
        return ""
    name = person_name(dpo)
    who = f"Notre délégué à la protection des données, {name}," if name else "Notre délégué à la protection des données"
    return f"{who} vous répond : {reach}."


def _signature(organisation: Organisation) -> str:
    contact = organisation.contacts.get("representative", {})
    return "\n".join(filter(None, (person_name(contact), contact.get("function", "")))) or organisation.name
