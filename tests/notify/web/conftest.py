"""Two organisations, their people with log-ins, and breaches at each stage, all made through operations."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from breaches import operations
from breaches.law import cnil_form
from breaches.models import (
    AuthorityNotification,
    Breach,
    Communication,
    Decision,
    FactsVersion,
    IncidentReport,
    Member,
    Organisation,
)
from breaches.operations import Letter, Report, Verdict
from breaches.operations.notifying import answers_of
from notify.accounts.onboarding import add_member, give_login
from notify.celery import app
from notify.letters.content import Sender

PASSWORD = "un long mot de passe pour essais"
FRIDAY = datetime(2026, 9, 11, 14, 2, tzinfo=UTC)  # 16 h 02 in Paris: Alice reports
AWARE = FRIDAY + timedelta(hours=2, minutes=45)  # 18 h 47: the breach is known with certainty
CONFIRMED = FRIDAY + timedelta(hours=3, minutes=15)
DESCRIBED = FRIDAY + timedelta(hours=4)
ASSESSED = FRIDAY + timedelta(hours=5)
SATURDAY = FRIDAY + timedelta(hours=20)

FACTS: dict[str, Any] = {
    "natures": ["confidentiality"],
    "origin": "hack",
    "cause": "external_malicious",
    "malicious": True,
    "protection": {"encrypted": "none"},
    "confidentiality": {"exposure": "published"},
    "populations": [
        {
            "key": "patients",
            "categories": ["patient"],
            "persons": {"estimate": 10_000, "claimed": 12_500},
            "records": 10_000,
            "data": ["civil_status", "nir", "contact"],
            "sensitive": ["health"],
            "identification": "maximum",
        }
    ],
    "impacts": ["identity_theft", "secrecy"],
}
LETTER = Letter(
    template="courrier-patient",
    template_sha256="0" * 64,
    sender=asdict(
        Sender(
            name="Laboratoire des Trois-Rivières",
            address=("3 rue du Port", "35000 Rennes"),
            check_address="trois-rivieres.example/lettre",
            check_phone="02 99 00 00 00",
            dpo_contact="Délégué à la protection des données : Bob Lefèvre, 02 99 00 00 00",
        )
    ),
    text={
        "title": "Des informations qui vous concernent ont été publiées",
        "nature": "Un fichier contenant vos données a été publié sans droit.",
        "consequences": "Quelqu’un peut se servir de vos données pour vous tromper.",
        "measures": "Le fichier a été retiré et une plainte est déposée.",
        "contact": "Notre délégué à la protection des données répond au 02 99 00 00 14.",
        "advice": "Méfiez-vous des messages qui demandent un paiement.",
    },
)


@dataclass(frozen=True)
class World:
    """The people of the tests. `dan` is of another organisation; `eve` runs the machine and sees no case."""

    organisation: Organisation
    alice: Member
    bob: Member
    carla: Member
    david: Member
    eve: Member
    elsewhere: Organisation
    dan: Member


@pytest.fixture(autouse=True)
def quick_and_quiet(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fast password hash, and a doorbell that rings inside the process."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    monkeypatch.setattr(app.conf, "broker_url", "memory://")


def _person(organisation: Organisation, name: str, *roles: str) -> Member:
    key = name.split()[0].lower()
    member = add_member(
        organisation=organisation, name=name, email=f"{key}@example.org", roles=roles, key=key, now=FRIDAY
    )
    give_login(member, PASSWORD)
    return member


@pytest.fixture
def world(db: None) -> World:
    """A laboratory with its five people, and a clinic with one."""
    laboratory = Organisation.objects.create(
        name="Laboratoire des Trois-Rivières", siren="732829320", kind="laboratoire", department="35",
        street="3 rue du Port", postcode="35000", city="Rennes", created_at=FRIDAY,
        contacts={
            "dpo": {
                "title": "M.", "first_name": "Bob", "last_name": "Lefèvre", "email": "bob@example.org",
                "function": "Délégué à la protection des données", "phone": "02 99 00 00 00",
            }
        },
    )  # fmt: skip
    clinic = Organisation.objects.create(name="Clinique de la Lande", kind="autre", created_at=FRIDAY)
    return World(
        organisation=laboratory,
        alice=_person(laboratory, "Alice Martin", "reporter"),
        bob=_person(laboratory, "Bob Lefèvre", "dpo"),
        carla=_person(laboratory, "Carla Nguyen", "legal"),
        david=_person(laboratory, "David Œillet", "mailing"),
        eve=_person(laboratory, "Eve Morel", "admin"),
        elsewhere=clinic,
        dan=_person(clinic, "Dan Petit", "dpo", "legal"),
    )


@pytest.fixture
def client_for() -> Callable[[Member], Client]:
    """A browser in which that member is signed in."""

    def sign_in(member: Member) -> Client:
        client = Client()
        client.force_login(member.link.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["member"] = str(member.pk)
        session.save()
        return client

    return sign_in


@pytest.fixture
def incident(world: World) -> IncidentReport:
    """Alice has seen something on Friday at 16 h 02."""
    report = Report(
        summary="Un fichier de patients serait en ligne. Une patiente montre un article.",
        kind="disclosure", ongoing="yes", how_many="unknown", contact="02 99 00 00 14",
        detected_at=FRIDAY - timedelta(hours=1),
    )  # fmt: skip
    return operations.report_incident(actor=world.alice, now=FRIDAY, report=report)


@pytest.fixture
def reported_breach(incident: IncidentReport) -> Breach:
    """The breach of Alice's report, to be qualified."""
    return incident.breach


@pytest.fixture
def confirmed_breach(world: World, reported_breach: Breach) -> Breach:
    """Bob has confirmed it; the 72 hours run from 18 h 47."""
    return operations.confirm_breach(
        actor=world.bob, breach_id=reported_breach.pk, now=CONFIRMED, aware_at=AWARE,
        reasons="Le fichier a été ouvert et reconnu.", title="Fichier de patients en libre accès",
    )  # fmt: skip


@pytest.fixture
def described_breach(world: World, confirmed_breach: Breach) -> Breach:
    """Its facts are described."""
    operations.describe(actor=world.bob, breach_id=confirmed_breach.pk, now=DESCRIBED, facts=FACTS)
    return confirmed_breach


@pytest.fixture
def facts_version(described_breach: Breach) -> FactsVersion:
    """The first version of the facts."""
    return described_breach.facts_versions.get()


@pytest.fixture
def assessed_breach(world: World, described_breach: Breach) -> Breach:
    """Assessed: notify, communicate. The decision is proposed, not decided."""
    operations.assess(
        actor=world.bob, breach_id=described_breach.pk, now=ASSESSED, cnil_gravity="maximum",
        decision=Verdict("notify", "communicate", "Données de santé publiées, exploitables sans effort."),
    )  # fmt: skip
    return Breach.objects.get(pk=described_breach.pk)


@pytest.fixture
def proposed_decision(assessed_breach: Breach) -> Decision:
    """What Bob proposes to Carla."""
    return Decision.objects.get(breach=assessed_breach)


@pytest.fixture
def draft_notification(world: World, assessed_breach: Breach) -> AuthorityNotification:
    """The initial notification with its hard minimum answered."""
    notification = operations.prepare_notification(
        actor=world.bob, breach_id=assessed_breach.pk, now=ASSESSED + timedelta(minutes=10), phase="initial"
    )
    return fill_minimum(notification, world.bob, ASSESSED + timedelta(minutes=20))


def fill_minimum(notification: AuthorityNotification, actor: Member, now: datetime) -> AuthorityNotification:
    """Answer with plausible text whatever the hard minimum still lacks."""
    answers = answers_of(notification)
    lacking = cnil_form.missing(answers, notification.phase, late=False)
    answers |= {item.field: "Réponse d’essai" for item in lacking if item.level == "hard"}
    return operations.edit_notification(actor=actor, notification_id=notification.pk, now=now, answers=answers)


@pytest.fixture
def submitted_notification(world: World, draft_notification: AuthorityNotification) -> AuthorityNotification:
    """Waits for Carla."""
    return operations.submit_notification(
        actor=world.bob, notification_id=draft_notification.pk, now=ASSESSED + timedelta(minutes=30)
    )


@pytest.fixture
def approved_notification(world: World, submitted_notification: AuthorityNotification) -> AuthorityNotification:
    """Approved by Carla on Saturday."""
    return operations.approve_notification(actor=world.carla, notification_id=submitted_notification.pk, now=SATURDAY)


@pytest.fixture
def filed_notification(world: World, approved_notification: AuthorityNotification) -> AuthorityNotification:
    """Filed on time, with its receipt."""
    return operations.file_notification(
        actor=world.bob, notification_id=approved_notification.pk, now=SATURDAY + timedelta(hours=1),
        receipt="V-2026-000123",
    )  # fmt: skip


@pytest.fixture
def draft_communication(world: World, assessed_breach: Breach) -> Communication:
    """A letter to the patients, prepared by David."""
    return operations.prepare_communication(
        actor=world.david, breach_id=assessed_breach.pk, now=ASSESSED + timedelta(hours=1), key="courrier",
        population="patients", channel="post", letter=LETTER,
    )  # fmt: skip


@pytest.fixture
def bound_communication(world: World, draft_communication: Communication) -> Communication:
    """Its recipient set is bound: three people."""
    return operations.bind_recipients(
        actor=world.david, communication_id=draft_communication.pk, now=ASSESSED + timedelta(hours=2),
        root="a" * 64, count=3, counts={"accepted": 3},
    )  # fmt: skip


@pytest.fixture
def submitted_communication(world: World, bound_communication: Communication) -> Communication:
    """Waits for Carla."""
    return operations.submit_communication(
        actor=world.bob, communication_id=bound_communication.pk, now=ASSESSED + timedelta(hours=3)
    )


@pytest.fixture
def approved_communication(world: World, submitted_communication: Communication) -> Communication:
    """Approved by Carla on Saturday."""
    return operations.approve_communication(
        actor=world.carla, communication_id=submitted_communication.pk, now=SATURDAY
    )
