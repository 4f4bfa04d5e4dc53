"""Two beats, four workers, PostgreSQL and RabbitMQ, and SIGKILL at every named point: no reminder twice, none lost.

The oracle shares no code with the work list: it writes the expected steps by hand, reads tables by SQL and counts what
the SMTP sink accepted. A mail may arrive twice (a crash between the server's answer and our record): it is counted.
"""

import json
import os
from pathlib import Path

import psycopg
import pytest

from tests.faults.machinery import Machinery, fresh_database, smtp_sink, wait_until

POINTS = (
    "relay.before_commit", "relay.after_commit", "claim.after_commit", "reminder.before_commit",
    "reminder.after_commit", "mail.before_send", "mail.after_send", "mail.after_commit",
)  # fmt: skip
# ./test takes the small dose: one kill before, at and after what must happen once. `make faults` takes every point.
DOSE = ("relay.before_commit", "claim.after_commit", "reminder.before_commit", "mail.after_send")
ROUNDS = int(os.environ.get("NOTIFY_FAULT_ROUNDS", "0"))
KILLS = POINTS * ROUNDS or DOSE
BREACHES = int(os.environ.get("NOTIFY_FAULT_BREACHES", "2"))

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.rabbitmq,
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("NOTIFY_TEST_PG"), reason="NOTIFY_TEST_PG: no PostgreSQL to test on"),
    pytest.mark.skipif(not os.environ.get("NOTIFY_TEST_AMQP"), reason="NOTIFY_TEST_AMQP: no RabbitMQ to test on"),
]

# An outage: the breaches were confirmed 75 h ago, one hour after awareness; nobody swept since. Due by now, of the
# default ladder: T+24, 48, 60, 66, 70, 71 and the overdue alerts at T+74 and T+76.
SEED = """
import sys
from datetime import timedelta
from django.utils import timezone
from breaches import operations
from breaches.models import Organisation
from breaches.operations import Report
from notify.accounts.onboarding import add_member
now = timezone.now()
past = now - timedelta(hours=75)
house = Organisation.objects.first()
if house is None:
    house = Organisation.objects.create(name="Essai", created_at=past, contacts={
        "dpo": {"email": "bob@example.org"}, "deputy": {"email": "ines@example.org"}})
    add_member(organisation=house, name="Bob", email="bob@example.org", roles=["dpo"], now=past)
bob = house.members.get()
for _ in range(int(sys.argv[1])):
    made = operations.report_incident(actor=bob, now=past, report=Report(summary="Essai de panne."))
    operations.confirm_breach(actor=bob, breach_id=made.breach_id, now=past,
                              aware_at=past - timedelta(hours=1), reasons="essai")
    print(made.breach_id)
"""


@pytest.fixture(scope="module")
def machinery(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    with fresh_database(os.environ["NOTIFY_TEST_PG"]) as database, smtp_sink() as (sink, port):
        made = Machinery(folder, database, os.environ["NOTIFY_TEST_AMQP"], port)
        made.sink = sink
        made.manage("migrate", "-v", "0")
        yield made
        made.stop()


def rows(machinery: Machinery, query: str) -> list[tuple]:
    with psycopg.connect(machinery.env["NOTIFY_DATABASE_URL"]) as connection:
        return connection.execute(query).fetchall()


def everything_due_is_done(machinery: Machinery) -> bool:
    behind = rows(
        machinery,
        "SELECT 1 FROM breaches_organisation o LEFT JOIN work_journalcursor c ON c.organisation_id = o.id "
        "WHERE COALESCE(c.seq, 0) < (SELECT MAX(seq) FROM breaches_journalentry j WHERE j.organisation_id = o.id)",
    )
    due = rows(machinery, "SELECT 1 FROM work_work WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= now()")
    return not behind and not due


@pytest.mark.parametrize("point", KILLS)
def test_a_kill_at_any_point_neither_doubles_nor_loses_a_reminder(machinery: Machinery, point: str, record_property):
    machinery.sink.received.clear()
    breaches = machinery.script(SEED, str(BREACHES)).split()
    flag = machinery.folder / f"{point}-{breaches[0]}"
    try:
        workers = [machinery.worker(NOTIFY_KILL_AT=point, NOTIFY_KILL_FLAG=str(flag)) for _ in range(4)]
        for _ in range(2):
            machinery.beat()
        finished = wait_until(lambda: flag.exists() and everything_due_is_done(machinery), 90)
        dead = [worker for worker in workers if worker.poll() == -9]
    finally:
        machinery.stop()
    assert len(dead) == 1, "exactly one worker must have died by SIGKILL at the point"
    assert finished, "the others must have finished what was due"
    table = judge(machinery, breaches)
    record_property(point, json.dumps(table))
    report(machinery.folder, point, table)
    assert (table["rows_doubled"], table["rows_lost"], table["mails_lost"]) == (0, 0, 0)


def judge(machinery: Machinery, breaches: list[str]) -> dict[str, int]:
    """Compare what happened with what had to happen, from tables and sink alone."""
    own = ", ".join(f"'{breach}'" for breach in breaches)
    steps = ["t24", "t48", "t60", "t66", "t70", "t71", "overdue_1", "overdue_2"]  # the overdue ones at T+74 and T+76
    fired = rows(
        machinery,
        f"SELECT a.breach_id::text, a.step FROM alerts_alert a WHERE a.kind = 'reminder' AND a.breach_id IN ({own})",
    )
    expected = {(breach, step) for breach in breaches for step in steps}
    sent = rows(
        machinery,
        "SELECT d.message_id FROM alerts_delivery d JOIN alerts_alert a ON a.id = d.alert_id "
        f"WHERE a.breach_id IN ({own})",
    )
    due_alerts = rows(machinery, f"SELECT COUNT(*) FROM alerts_alert WHERE breach_id IN ({own})")[0][0]
    received = machinery.sink.received
    return {
        "expected": len(expected),
        "fired": len(fired),
        "rows_doubled": len(fired) - len(set(fired)),
        "rows_lost": len(expected - set(fired)),
        "mails_expected": 2 * due_alerts,
        "mails_lost": 2 * due_alerts - sum(1 for (message,) in sent if received[message]),
        "mails_doubled": sum(count - 1 for count in received.values() if count > 1),
    }


def report(folder: Path, point: str, table: dict[str, int]) -> None:
    """One line a kill, for the campaign's table."""
    out = os.environ.get("NOTIFY_FAULT_TABLE")
    if out:
        with Path(out).open("a") as stream:
            stream.write(json.dumps({"point": point, **table}) + "\n")
