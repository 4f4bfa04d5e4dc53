"""A whole record: every model, a row in every state, made through operations; and raw SQL to attack it with."""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from breaches import guards, journal, operations
from breaches.guard_rules import GUARDS
from breaches.models import (
    Approval,
    Assessment,
    AuthorityNotification,
    Authorship,
    Awareness,
    Breach,
    Communication,
    Decision,
    Duty,
    Member,
    ProofSignature,
)
from breaches.operations import Candidate, OldLine, Report
from tests import factories as f
from tests.breaches.record_follow_up import add_follow_up, explained
from tests.breaches.record_notices import add_notices

ROOT, PROOF = "a" * 64, "b" * 64
NOW = f.LATER + timedelta(hours=1)
BY_NAME = {guard.name: guard for guard in GUARDS}
Statement = tuple[str, list[Any]]


@dataclass
class Record:
    """People of two organisations; `row.<model>_<state>` is a row of the first one."""

    people: f.House
    elsewhere: f.House
    row: SimpleNamespace = field(default_factory=SimpleNamespace)

    @property
    def now(self) -> Any:
        return NOW


def build() -> Record:
    """Two houses; in the first a row in every state; two fresh journal entries that no row uses yet."""
    record = Record(f.house(), f.house("Clinique de la Lande", siren="", department="40"))
    row, house = record.row, record.people.organisation
    row.fatou = f.person(house, "Fatou Diallo", "dpo", "legal")
    row.lea = f.person(house, "Léa Robin", "legal")
    row.nobody = f.person(house, "Noé Petit")
    row.idle = f.person(house, "Irène Morel", "legal")
    Member.objects.filter(pk=row.idle.pk).update(active=False)
    made = (
        _breaches,
        _awareness,
        _duties,
        _decisions,
        _notifications,
        _communications,
        add_notices,
        _papers,
        _former,
        add_follow_up,
    )
    for make in made:
        make(record)
    row.breach_elsewhere = f.confirmed(record.elsewhere)
    row.link = act(
        record, "report_elsewhere", breach_id=f.reported(record.people).pk, there=record.elsewhere.alice,
        report=Report("La même archive."),
    )  # fmt: skip
    row.entry_elsewhere = append(record.elsewhere)
    row.entry = append(record.people)
    return record


def append(people: f.House) -> Any:
    """A journal entry that belongs to no row."""
    return journal.append("exercise.held", organisation_id=people.organisation.pk, now=NOW, actor=people.bob)


def act(record: Record, verb: str, who: str = "bob", **more: Any) -> Any:
    """One operation by someone of the first house, now."""
    return getattr(operations, verb)(actor=getattr(record.people, who), now=NOW, **more)


def _breaches(record: Record) -> None:
    row, people = record.row, record.people
    row.breach_reported, row.breach_confirmed, row.breach_described = (
        f.reported(people), f.confirmed(people), f.described(people)
    )  # fmt: skip
    row.breach_assessed = f.assessed(people)
    row.breach_dismissed = f.confirmed(people)
    act(record, "dismiss_breach", breach_id=row.breach_dismissed.pk, reasons="Aucune donnée personnelle.")
    row.breach_closable, row.breach_closed = _withheld(record), _withheld(record)
    act(record, "close_breach", breach_id=row.breach_closed.pk, lessons="Vérifier le destinataire.")
    row.closing_reason = explained(record, _withheld(record))


def _withheld(record: Record) -> Breach:
    withheld = f.verdict("do_not_notify", "do_not_communicate")
    breach = f.assessed(record.people, withheld, origin="wrong_recipient")
    decision = f.decision_of(breach)
    act(record, "submit_decision", decision_id=decision.pk)
    act(record, "approve_decision", "carla", decision_id=decision.pk)
    for left in Duty.objects.filter(breach=breach, state="open"):
        act(record, "fulfil_duty", duty_id=left.pk, reference="fait")
    return breach


def _corrected(record: Record) -> Awareness:
    breach = f.confirmed(record.people)
    earlier = f.AWARE - timedelta(minutes=20)
    return act(record, "correct_awareness", breach_id=breach.pk, aware_at=earlier, reasons="premier appel")


def _awareness(record: Record) -> None:
    row, people = record.row, record.people
    breach = f.reported(people)
    act(
        record, "confirm_breach", breach_id=breach.pk, aware_at=f.AWARE, reasons="certitude",
        candidates=[Candidate(f.FRIDAY, "premier appel")],
    )  # fmt: skip
    times = {time.state: time for time in breach.awareness_times.all()}
    row.awareness_candidate, row.awareness_chosen = times["candidate"], times["chosen"]
    row.awareness_correction = _corrected(record)
    accepted = _corrected(record)
    act(record, "approve_awareness", "carla", awareness_id=accepted.pk)
    row.awareness_superseded = Awareness.objects.get(breach=accepted.breach, state="superseded")
    row.awareness_refused = _corrected(record)
    act(record, "refuse_awareness", "carla", awareness_id=row.awareness_refused.pk, comment="sans preuve")


def _duties(record: Record) -> None:
    row = record.row
    row.duty_open = Duty.objects.get(breach=row.breach_described, code="csp_incident")
    row.duty_not_required = Duty.objects.filter(breach=row.breach_dismissed, state="not_required").first()


def _decisions(record: Record) -> None:
    row = record.row
    row.decision_proposed = f.decision_of(row.breach_assessed)
    for state, verb in (("in_review", None), ("decided", "approve_decision"), ("refused", "refuse_decision")):
        decision = f.decision_of(f.assessed(record.people))
        act(record, "submit_decision", decision_id=decision.pk)
        if verb:
            comment = "Notez ce qui manque."
            act(record, verb, "carla", decision_id=decision.pk, comment=comment)
        setattr(row, f"decision_{state}", Decision.objects.get(pk=decision.pk))
    row.assessment = row.decision_proposed.assessment
    other = f.decision_of(f.assessed(record.people)).assessment
    run(insert(other, number=9))
    row.assessment_undecided = Assessment.objects.get(breach=other.breach, number=9)
    breach = f.assessed(record.people)
    row.decision_superseded = act(record, "submit_decision", decision_id=f.decision_of(breach).pk)
    act(record, "assess", breach_id=breach.pk, decision=f.verdict())


def _notifications(record: Record) -> None:
    row, people = record.row, record.people
    row.authoritynotification_draft, row.authoritynotification_in_review = f.prepared(people), f.submitted(people)
    row.authoritynotification_approved = f.approved(people)
    row.authoritynotification_filed = f.filed(people)
    row.duty_fulfilled = Duty.objects.get(breach=row.authoritynotification_filed.breach, code="rgpd_33")
    row.glass_broken = _glass_broken(record)
    row.ratification_refused = _glass_broken(record)
    act(
        record, "refuse_notification", "carla", notification_id=row.ratification_refused.pk,
        comment="Le descriptif est inexact.",
    )  # fmt: skip


def _glass_broken(record: Record) -> AuthorityNotification:
    notification = f.submitted(record.people)
    act(record, "break_glass", notification_id=notification.pk, reasons="Juriste injoignable.")
    return notification


def _communications(record: Record) -> None:
    """Each one goes one step further than the one before."""
    row, steps = record.row, ("bind", "submit", "approve", "sign", "start", "produce", "hand_over")
    states = ("draft", "bound", "in_review", "approved", "signed", "dispatching", "whole", "dispatched")
    for count, state in enumerate(states):
        setattr(row, f"communication_{state}", _communication(record, steps[:count]))
    row.communication_reconciled = _communication(record, steps)
    run(update(row.communication_reconciled, state="reconciled", last_entry_id=append(record.people).pk))


def _communication(record: Record, steps: tuple[str, ...]) -> Communication:
    communication = f.drafted(record.people)
    for step in steps:
        _step(record, communication, step)
    return Communication.objects.get(pk=communication.pk)


def _step(record: Record, communication: Communication, step: str) -> None:
    on = {"communication_id": communication.pk}
    if step == "bind":
        act(record, "bind_recipients", "david", **on, root=ROOT, count=3, counts={"read": 3})
        act(record, "register_proof", "david", **on, proof_sha256=PROOF)
    elif step == "submit":
        act(record, "submit_communication", **on)
    elif step == "approve":
        act(record, "approve_communication", "carla", **on)
    elif step == "sign":
        act(record, "sign_proof", "david", **on)
        act(record, "sign_proof", **on)
    elif step == "start":
        act(record, "start_production", "david", **on)
    elif step == "produce":
        act(record, "record_lot", "david", **on, number=1, letters=3, pages=6, sha256="c" * 64)
    else:
        act(record, "hand_over", "david", **on)


def _former(record: Record) -> None:
    lines = [OldLine(2, f.FRIDAY.date(), {"facts": "Un courrier perdu."})]
    register = act(record, "take_over_register", sha256="f" * 64, lines=lines, blank=1)
    record.row.former_register, record.row.former_line = register, register.lines.get()


def _papers(record: Record) -> None:
    row, breach = record.row, record.row.breach_confirmed
    row.report = row.breach_reported.reports.get()
    row.facts = row.breach_described.facts_versions.get()
    row.population = row.facts.populations.get()
    row.measure = act(record, "take_measure", breach_id=breach.pk, what="Changer les mots de passe.")
    row.measure_done = act(record, "take_measure", breach_id=breach.pk, what="Retirer le fichier.", done_at=NOW)
    row.evidence = act(
        record, "add_evidence", breach_id=breach.pk, what="capture", file_name="capture.png", size=10,
        sha256="d" * 64, stored_as=uuid.UUID(int=7),
    )  # fmt: skip
    for code in ("csp", "insurer"):
        row.sheet = act(record, "write_sheet", breach_id=row.breach_described.pk, code=code, answers={"en_cours": True})
    act(record, "write_sheet", breach_id=row.breach_assessed.pk, code="csp", answers={"en_cours": True})
    row.transmission = act(
        record, "transmit_sheet", breach_id=row.breach_described.pk, code="insurer", addressee="Assureur",
        reference="S-12",
    )  # fmt: skip
    withheld = f.assessed(record.people, f.verdict("notify", "do_not_communicate"))
    row.decision_withholding = act(record, "submit_decision", decision_id=f.decision_of(withheld).pk)
    row.order = act(
        record, "record_order", "carla", breach_id=withheld.pk, text="Informez chaque patient.", ordered_on=NOW.date(),
        due_at=NOW + timedelta(days=9),
    )  # fmt: skip
    row.signature = ProofSignature.objects.filter(communication=row.communication_dispatched).first()
    approved = row.authoritynotification_approved
    row.approval = Approval.objects.get(subject_id=approved.pk)
    row.authorship = Authorship.objects.filter(subject_id=approved.pk).first()
    row.held_role = record.people.bob.held_roles.get()
    row.head = record.people.organisation.journal.order_by("-seq").first()


# ---------------------------------------------------------------- raw SQL


def insert(like: models.Model, **changes: Any) -> Statement:
    """INSERT of a copy of `like` with other column values (by attribute name); it gets an identifier of its own."""
    columns = [column for column in like._meta.concrete_fields if not isinstance(column, models.AutoField)]
    values = {column: changes.pop(column.attname, getattr(like, column.attname)) for column in columns}
    assert not changes, changes
    key = like._meta.pk
    if key in values and values[key] == like.pk:
        values[key] = uuid.uuid4()
    names = ", ".join(column.column for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    given = [column.get_db_prep_save(value, connection) for column, value in values.items()]
    return f"INSERT INTO {like._meta.db_table} ({names}) VALUES ({marks})", given


def update(row: models.Model, **changes: Any) -> Statement:
    """UPDATE of one row, by attribute names."""
    columns = {column.attname: column for column in row._meta.concrete_fields}
    sets = ", ".join(f"{columns[name].column} = %s" for name in changes)
    given = [columns[name].get_db_prep_save(value, connection) for name, value in changes.items()]
    return f"UPDATE {row._meta.db_table} SET {sets} WHERE id = %s", [*given, _key(row)]


def delete(row: models.Model) -> Statement:
    """DELETE of one row."""
    return f"DELETE FROM {row._meta.db_table} WHERE id = %s", [_key(row)]


def truncate(table: str) -> Statement:
    """TRUNCATE with all that refers to it (PostgreSQL)."""
    return f"TRUNCATE {table} CASCADE", []


def _key(row: models.Model) -> Any:
    assert row._meta.pk is not None
    return row._meta.pk.get_db_prep_save(row.pk, connection)


def run(statement: Statement) -> None:
    """Execute one statement; it must touch a row unless it is a TRUNCATE."""
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        assert statement[0].startswith("TRUNCATE") or cursor.rowcount == 1, statement[0]


def approval(subject: Any, kind: str, approver: Member, **changes: Any) -> Statement:
    """INSERT of an approval of the present version of `subject`, right in all that `changes` does not say."""
    values = {
        "organisation_id": subject.breach.organisation_id, "subject_kind": kind, "subject_id": subject.pk,
        "version": subject.version, "sha256": subject.content_sha256, "verdict": "approved",
        "author_id": subject.submitted_by_id, "approver_id": approver.pk, "at": NOW,
        "entry_id": subject.last_entry_id,
    }  # fmt: skip
    return insert(Approval(**(values | changes)))


def lift(names: tuple[str, ...]) -> None:
    """Remove these guards until the end of the transaction."""
    if connection.vendor == "postgresql":
        connection.check_constraints()  # a table with pending foreign-key checks cannot be altered
    guards.remove(tuple(BY_NAME[name] for name in names))


def refused_as(statement: Statement, *, undo: bool = False) -> str | None:
    """Name of the rule that refuses `statement`; None when it goes through (and is undone again with `undo`)."""
    try:
        with transaction.atomic():
            run(statement)
            if undo:
                transaction.set_rollback(True)
    except IntegrityError as error:
        rule = guards.broken_rule(error, GUARDS)
        if rule is None:
            raise
        return rule[0]
    return None


def digest() -> str:
    """SHA-256 over every row of the record, journal included."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        for model in apps.get_app_config("breaches").get_models():
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")
            whole.update(repr(cursor.fetchall()).encode())
    return whole.hexdigest()
