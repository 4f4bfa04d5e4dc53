"""Puts people and breaches into an empty database, through operations; prints what a test needs to know as JSON.

The laboratory stays empty. The clinic gets `shown`, a breach with something on each of its pages, for the tests that
only look, and one breach for each test that changes something. Run as `python -m tests.browser.staging`.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402  # models need the set-up

from breaches import operations  # noqa: E402
from breaches.models import AuthorityNotification, Breach, Communication, Decision, Member, Organisation  # noqa: E402
from breaches.operations import Candidate, Report, Verdict  # noqa: E402
from notify.accounts.onboarding import add_member, add_organisation, give_login  # noqa: E402
from notify.letters import production, proofing  # noqa: E402
from notify.letters.drafting import draft_letter  # noqa: E402
from notify.recipients.accepting import import_recipients  # noqa: E402
from notify.recipients.generator import COLUMNS, generate  # noqa: E402
from tests.browser.people import CLINIC, LABORATORY, PASSWORD, Person  # noqa: E402

NOW = timezone.now()
REPORTED = NOW - timedelta(hours=20)
AWARE = NOW - timedelta(hours=19)
CHANGING = ("facts", "population", "score", "draft", "sending", "session", "stale")  # one breach each, confirmed
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
            "persons": {"estimate": 40, "claimed": 60},
            "records": 40,
            "data": ["civil_status", "contact"],
            "sensitive": ["health"],
            "identification": "maximum",
        }
    ],
    "impacts": ["identity_theft", "secrecy"],
}


def house(
    name: str, siren: str, people: Iterable[Person], **particulars: Any
) -> tuple[Organisation, dict[str, Member]]:
    """An organisation with its contacts and its people, those who sign in with a password."""
    begun = NOW - timedelta(days=30)
    people = tuple(people)
    dpo = next(one for one in people if "dpo" in one.roles)
    first, last = dpo.name.split(" ", 1)
    contact = {
        "title": "M.", "first_name": first, "last_name": last, "email": dpo.address, "phone": "02 99 00 00 00",
        "function": "DPO",
    }  # fmt: skip
    head = contact | {"title": "Mme", "first_name": "Hélène", "last_name": "Caradec", "function": "Directrice"}
    organisation = add_organisation(
        name=name, siren=siren, department="35", street="12 rue du Pré", postcode="35000", city="Rennes", now=begun,
        contacts={"dpo": contact, "representative": head}, **particulars,
    )  # fmt: skip
    members = {}
    for one in people:
        members[one.key] = add_member(
            organisation=organisation, name=one.name, email=one.address, roles=one.roles, key=one.key, now=begun
        )
        if one.signs_in:
            give_login(members[one.key], PASSWORD)
    return organisation, members


def reported(dan: Member, summary: str) -> Breach:
    """A breach reported by telephone."""
    report = Report(summary=summary, detected_at=REPORTED - timedelta(hours=1), contact="poste 12")
    return operations.report_incident(actor=dan, now=REPORTED, report=report).breach


def confirmed(dan: Member, summary: str) -> Breach:
    """The same, confirmed an hour later."""
    breach = reported(dan, summary)
    candidate = Candidate(REPORTED, "Appel du standard.")
    return operations.confirm_breach(
        actor=dan, breach_id=breach.pk, now=AWARE, aware_at=AWARE, reasons="Douze lignes reconnues.",
        candidates=[candidate],
    )  # fmt: skip


def assessed(dan: Member, fanny: Member, breach: Breach) -> Breach:
    """Facts, the opinion, and the decision of a second person."""
    at = AWARE + timedelta(hours=2)
    operations.describe(actor=dan, breach_id=breach.pk, now=at, facts=FACTS)
    verdict = Verdict("notify", "communicate", "Publié sur un forum.")
    operations.assess(actor=dan, breach_id=breach.pk, now=at, decision=verdict, cnil_gravity="maximum")
    decision = Decision.objects.get(breach=breach)
    operations.submit_decision(actor=dan, decision_id=decision.pk, now=at)
    operations.approve_decision(actor=fanny, decision_id=decision.pk, now=at + timedelta(minutes=5))
    return Breach.objects.get(pk=breach.pk)


def prepared(dan: Member, breach: Breach, at: datetime) -> AuthorityNotification:
    return operations.prepare_notification(actor=dan, breach_id=breach.pk, now=at, phase="initial")


def patients(count: int) -> bytes:
    """A file as a hospital exports it."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(generate(count, seed=7))
    return stream.getvalue().encode()


def written_to(gael: Member, breach: Breach, key: str, at: datetime) -> Communication:
    """A letter drafted from the facts, with its list."""
    made = operations.prepare_communication(
        actor=gael, breach_id=breach.pk, now=at, key=key, population="patients", channel="post",
        letter=draft_letter(breach, "patients"),
    )  # fmt: skip
    import_recipients(actor=gael, communication_id=made.pk, data=patients(12), file_name="liste.csv", now=at)
    operations.submit_communication(actor=gael, communication_id=made.pk, now=at)
    return Communication.objects.get(pk=made.pk)


def produced(dan: Member, fanny: Member, gael: Member, breach: Breach) -> Communication:
    """A letter whose production is started: the served worker makes the lots."""
    at = AWARE + timedelta(hours=5)
    made = written_to(gael, breach, "lettre-produite", at)
    operations.approve_communication(actor=fanny, communication_id=made.pk, now=at)
    proofing.make_proof(actor=gael, communication_id=made.pk, now=at)
    for signer in (gael, dan):
        operations.sign_proof(actor=signer, communication_id=made.pk, now=at)
    production.start(actor=gael, communication_id=made.pk, now=at)
    return made


def shown(dan: Member, fanny: Member, gael: Member) -> dict[str, str]:
    """The breach of which every page has something on it: paths by name."""
    breach = assessed(dan, fanny, confirmed(dan, "Un fichier de patients est en ligne sur un forum."))
    at = AWARE + timedelta(hours=4)
    operations.take_measure(actor=dan, breach_id=breach.pk, now=at, what="Comptes fermés.", done_at=at)
    notification = prepared(dan, breach, at)
    operations.submit_notification(actor=dan, notification_id=notification.pk, now=at)
    letter = written_to(gael, breach, "lettre-soumise", at)
    mailing = produced(dan, fanny, gael, breach)
    decision = Decision.objects.get(breach=breach)
    duty = breach.duties.get(code="csp_incident")
    waiting = reported(dan, "Un badge et un ordinateur ont disparu du vestiaire.")
    file, post, sent = f"/violations/{breach.pk}/", f"/communications/{letter.pk}/", f"/communications/{mailing.pk}/"
    return {
        "breach": file,
        "facts": f"{file}faits/",
        "assess": f"{file}evaluer/",
        "measure": f"{file}mesures/",
        "evidence": f"{file}pieces/",
        "awareness": f"{file}prise-de-connaissance/",
        "duty": f"{file}obligations/{duty.pk}/",
        "close": f"{file}cloturer/",
        "confirm": f"/violations/{waiting.pk}/confirmer/",
        "dismiss": f"/violations/{waiting.pk}/ecarter/",
        "new letter": f"{file}communications/nouvelle/",
        "declaration": f"{file}declaration/",
        "sheet": f"{file}fiches/csp/",
        "sheet form": f"{file}fiches/insurer/?modifier=1",
        "sheet sending": f"{file}fiches/complaint/transmettre/",
        "declaration approval": f"/approbations/notification/{notification.pk}/",
        "decision approval": f"/approbations/assessment/{decision.pk}/",
        "letter approval": f"/approbations/communication/{letter.pk}/",
        "letter": post,
        "recipients": f"{post}destinataires/",
        "proofs": f"{post}envois/",
        "mailing": f"{sent}envois/",
    }


def main() -> None:
    laboratory, _ = house(
        "Laboratoire des Trois-Rivières", "732829320", LABORATORY, kind="laboratoire", role="controller"
    )
    _, members = house("Clinique du Val Fleuri", "552100554", CLINIC, kind="etablissement_sante_prive")
    dan, fanny, gael = (members[one.key] for one in CLINIC)
    made: dict[str, Any] = {"report": f"/signaler/{laboratory.report_token}/", "shown": shown(dan, fanny, gael)}
    for name in CHANGING:
        breach = confirmed(dan, f"Essai : {name}.")
        made[name] = f"/violations/{breach.pk}/"
        if name == "score":
            operations.describe(actor=dan, breach_id=breach.pk, now=AWARE + timedelta(hours=1), facts=FACTS)
    sys.stdout.write(json.dumps(made))


if __name__ == "__main__":
    main()
