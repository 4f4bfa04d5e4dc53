"""A patient file as text, and a communication brought to each stage through operations and its import."""

from datetime import datetime

from breaches import operations
from breaches.models import Communication, Member
from notify.letters import production, proofing
from notify.recipients.accepting import import_recipients
from notify.work import runner

HEADER = "civilite;nom;prenom;date_naissance;adresse1;code_postal;ville;pays"
PEOPLE = (
    "Madame;QUÉMÉNEUR-ZYX;Soizic;12/03/1961;27 bis rue de Fougères;35300;Fougères;",
    "Monsieur;WAUTRELOT;Zénobe;01/01/1950;3 rue du Port;35000;Rennes;",
    "Madame;FAVRE;Maëlys;02/02/1980;12 chemin de la Vue;2000;Neuchâtel;Suisse",
)
NAMES = ("QUÉMÉNEUR", "QUEMENEUR", "Quéméneur", "WAUTRELOT", "Wautrelot", "Zénobe", "ZENOBE", "Maëlys", "MAELYS")


def csv_of(*lines: str, header: str = HEADER) -> bytes:
    """A file as a hospital exports it."""
    return "\r\n".join((header, *lines, "")).encode()


def imported(communication: Communication, david: Member, now: datetime, *lines: str) -> Communication:
    """The communication with its list."""
    data = csv_of(*(lines or PEOPLE))
    import_recipients(actor=david, communication_id=communication.pk, data=data, file_name="liste.csv", now=now)
    return Communication.objects.get(pk=communication.pk)


def approved(communication: Communication, bob: Member, carla: Member, now: datetime) -> Communication:
    """Submitted by Bob, approved by Carla."""
    operations.submit_communication(actor=bob, communication_id=communication.pk, now=now)
    operations.approve_communication(actor=carla, communication_id=communication.pk, now=now)
    return Communication.objects.get(pk=communication.pk)


def proved(communication: Communication, david: Member, *signers: Member, now: datetime) -> Communication:
    """Its proofs made, and signed by `signers`."""
    proofing.make_proof(actor=david, communication_id=communication.pk, now=now)
    for signer in signers:
        operations.sign_proof(actor=signer, communication_id=communication.pk, now=now)
    return Communication.objects.get(pk=communication.pk)


def started(communication: Communication, david: Member, now: datetime, lot_letters: int = 2) -> Communication:
    """Production started, no lot made yet."""
    production.start(actor=david, communication_id=communication.pk, now=now, lot_letters=lot_letters)
    return Communication.objects.get(pk=communication.pk)


def worked(now: datetime) -> None:
    """What a worker does: read the journal, do what is due."""
    runner.sweep(now=lambda: now)
