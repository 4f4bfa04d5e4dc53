"""Rows made the only way the product makes them: through operations, at fixed and ugly hours."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.text import slugify

from breaches import operations
from breaches.models import AuthorityNotification, Breach, Communication, Decision, Member, NoticeRound, Organisation
from breaches.operations import Controller, Letter, Report, Verdict
from notify.accounts.onboarding import add_member

FRIDAY = datetime(2026, 10, 23, 14, 2, tzinfo=UTC)  # the weekend of the autumn change of hour
AWARE = FRIDAY + timedelta(hours=2, minutes=45)
CONFIRMED = FRIDAY + timedelta(hours=3, minutes=15)
DESCRIBED = FRIDAY + timedelta(hours=4)
ASSESSED = FRIDAY + timedelta(hours=5)
LATER = FRIDAY + timedelta(hours=20)
CONTACT = {
    "title": "M.", "first_name": "Bob", "last_name": "Lefèvre", "function": "Délégué à la protection des données",
    "email": "bob@example.org", "phone": "02 99 00 00 00",
}  # fmt: skip


@dataclass(frozen=True)
class House:
    """One organisation and its people; each of the roles once, and a second DPO."""

    organisation: Organisation
    alice: Member
    bob: Member
    carla: Member
    david: Member
    ines: Member


def person(organisation: Organisation, name: str, *roles: str) -> Member:
    key = slugify(name.split()[0])
    return add_member(
        organisation=organisation, name=name, email=f"{key}@example.org", roles=roles, key=key, now=FRIDAY
    )


def house(name: str = "Laboratoire des Trois-Rivières", **more: Any) -> House:
    values: dict[str, Any] = {
        "siren": "000000018", "kind": "laboratoire", "department": "35", "street": "12 rue du Pré",
        "postcode": "35000", "city": "Rennes", "created_at": FRIDAY,
        "contacts": {"dpo": CONTACT, "representative": {**CONTACT, "first_name": "Hélène", "last_name": "Caradec"}},
    }  # fmt: skip
    organisation = Organisation.objects.create(name=name, **(values | more))
    return House(
        organisation,
        person(organisation, "Alice Martin", "reporter"),
        person(organisation, "Bob Lefèvre", "dpo"),
        person(organisation, "Carla Nguyễn", "legal"),
        person(organisation, "David Œillet", "mailing"),
        person(organisation, "Inès Garnier", "dpo"),
    )


def facts(**more: Any) -> dict[str, Any]:
    return {
        "natures": ["confidentiality"], "origin": "hack", "cause": "external_malicious", "malicious": True,
        "protection": {"encrypted": "none"}, "confidentiality": {"exposure": "published"},
        "populations": [
            {
                "key": "patients", "categories": ["patient"], "persons": {"estimate": 10_000}, "records": 10_000,
                "data": ["civil_status", "nir", "contact"], "sensitive": ["health"], "identification": "maximum",
            }
        ],
        "impacts": ["identity_theft", "secrecy"],
    } | more  # fmt: skip


def reported(people: House, **more: Any) -> Breach:
    report = Report(summary="Un fichier de patients serait en ligne.", **more)
    return operations.report_incident(actor=people.alice, now=FRIDAY, report=report).breach


def confirmed(people: House, **more: Any) -> Breach:
    breach = reported(people, **more)
    return operations.confirm_breach(
        actor=people.bob, breach_id=breach.pk, now=CONFIRMED, aware_at=AWARE, reasons="Douze lignes reconnues."
    )


def described(people: House, **more: Any) -> Breach:
    breach = confirmed(people)
    operations.describe(actor=people.bob, breach_id=breach.pk, now=DESCRIBED, facts=facts(**more))
    return Breach.objects.get(pk=breach.pk)


HELD = {
    "populations": [
        {"key": "assures", "role": "processor", "categories": ["customer"], "data": ["civil_status", "nir"]}
    ],
    "impacts": ["identity_theft"],
}  # fmt: skip
NOTICE = {
    "nature": "Un compte a lu des fichiers.", "data": "État civil.", "consequences": "Usurpation d’identité.",
    "measures": "Le compte est fermé.", "contact": "Bob Lefèvre, 02 99 00 00 00",
}  # fmt: skip


def controllers() -> list[Controller]:
    return [
        Controller("Mutuelle du Sorbier", "000000018", "Rose Petit", "dpo@sorbier.example", 1200, "optique", line=2),
        Controller("Clinique des Deux-Rives", persons=None, line=3),
    ]


def noticed(people: House, **more: Any) -> NoticeRound:
    """A round of two controllers, in draft; the second one has no e-mail."""
    breach = described(people, **(HELD | more))
    return operations.prepare_notices(
        actor=people.bob, breach_id=breach.pk, now=LATER, controllers=controllers(), text=NOTICE
    )


def verdict(authority: str = "notify", subjects: str = "communicate", **more: Any) -> Verdict:
    return Verdict(authority, subjects, "Données de santé publiées.", **more)


def assessed(people: House, decision: Verdict | None = None, **more: Any) -> Breach:
    breach = described(people, **more)
    operations.assess(
        actor=people.bob, breach_id=breach.pk, now=ASSESSED, decision=decision or verdict(), cnil_gravity="maximum"
    )
    return Breach.objects.get(pk=breach.pk)


def decision_of(breach: Breach) -> Decision:
    return Decision.objects.filter(breach=breach).order_by("assessment__number").last()


def prepared(people: House) -> AuthorityNotification:
    breach = assessed(people)
    return operations.prepare_notification(actor=people.bob, breach_id=breach.pk, now=LATER, phase="initial")


def submitted(people: House) -> AuthorityNotification:
    notification = prepared(people)
    return operations.submit_notification(actor=people.bob, notification_id=notification.pk, now=LATER)


def approved(people: House) -> AuthorityNotification:
    notification = submitted(people)
    return operations.approve_notification(actor=people.carla, notification_id=notification.pk, now=LATER)


def filed(people: House, receipt: str = "V-2026-000123", **more: Any) -> AuthorityNotification:
    notification = approved(people)
    now = more.pop("now", LATER + timedelta(minutes=5))
    return operations.file_notification(
        actor=people.bob, notification_id=notification.pk, now=now, receipt=receipt, **more
    )


def letter(**more: str) -> Letter:
    text = {
        "title": "Des informations qui vous concernent ont été publiées",
        "nature": "Un fichier contenant vos données a été publié sans droit.",
        "data": "Le fichier contient votre nom et votre adresse.",
        "consequences": "Quelqu’un peut se faire passer pour vous.",
        "measures": "Le fichier est retiré, une plainte est déposée.",
        "advice": "Méfiez-vous des messages qui demandent un paiement.",
        "contact": "Notre délégué répond au 02 99 00 00 00.",
        "signature": "Hélène Caradec\nBiologiste responsable",
    }
    sender = {
        "name": "Laboratoire des Trois-Rivières", "address": ["12 rue du Pré", "35000 Rennes"],
        "check_address": "trois-rivieres.example/lettre", "check_phone": "02 99 00 00 00",
        "dpo_contact": "Délégué à la protection des données : Bob Lefèvre, 02 99 00 00 00",
    }  # fmt: skip
    return Letter("courrier-patient", "0" * 64, sender, text | more)


def drafted(people: House) -> Communication:
    breach = assessed(people)
    return operations.prepare_communication(
        actor=people.david, breach_id=breach.pk, now=LATER, key="courrier", population="patients", channel="post",
        letter=letter(),
    )  # fmt: skip
