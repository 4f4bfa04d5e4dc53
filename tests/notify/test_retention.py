"""The daily purge: what goes, what stays, what a hold or a crash changes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from breaches import guards, journal, operations
from breaches.guard_rules import GUARDS
from breaches.models import Breach, Duty, JournalEntry, Purge
from breaches.operations.retaining import FileHeldError
from notify.recipients import accepting, store
from notify.recipients.models import CampaignKey, PrivateFile, Recipient, RecipientImport
from notify.recipients.vault import VaultError
from notify.retention import daily, purging
from notify.verifying import verify_record
from notify.work import runner, tasks
from notify.work.models import Work
from tests import factories as f

pytestmark = pytest.mark.django_db
YEARS = f.LATER + timedelta(days=1200)
FILE = b"nom;prenom;adresse;code_postal;ville\r\nLE GOUEVEC;Soizic;1 rue A;35000;Rennes\r\n;X;1 rue A;35000;Rennes\r\n"
PICTURE = b"CANARI-PIECE" * 10_000


@pytest.fixture
def people(db):
    return f.house()


def act(people, verb, who="bob", **more):
    return getattr(operations, verb)(actor=getattr(people, who), **({"now": f.LATER} | more))


def ruled(people, *kinds, months=24):
    for kind in kinds:
        rule = act(people, "propose_retention", kind=kind, months=months, reasons="Contentieux.")
        act(people, "approve_retention", "carla", rule_id=rule.pk)


def closed_with_objects(people) -> Breach:
    """A closed file that has a piece of evidence, a list and its people, and reports."""
    breach = f.assessed(people, f.verdict("do_not_notify", "do_not_communicate"), origin="wrong_recipient")
    sent = operations.prepare_communication(
        actor=people.david, breach_id=breach.pk, now=f.LATER, key="courrier", population="patients", channel="post",
        letter=f.letter(),
    )  # fmt: skip
    on = {"communication_id": sent.pk, "now": f.LATER}
    accepting.import_recipients(actor=people.david, data=FILE, file_name="patients.csv", **on)
    operations.register_proof(actor=people.david, proof_sha256="b" * 64, **on)
    operations.submit_communication(actor=people.bob, **on)
    operations.approve_communication(actor=people.carla, **on)
    for who in (people.david, people.bob):
        operations.sign_proof(actor=who, **on)
    operations.start_production(actor=people.david, **on)
    operations.record_lot(actor=people.david, number=1, letters=1, pages=2, sha256="c" * 64, **on)
    operations.hand_over(actor=people.david, **on)
    kept = store.save(breach=breach, purpose="evidence", name="capture.png", data=PICTURE, now=f.LATER)
    act(
        people, "add_evidence", breach_id=breach.pk, what="Capture", file_name=kept.name, size=kept.size,
        sha256=kept.sha256, stored_as=kept.pk,
    )  # fmt: skip
    return _close(people, breach)


def _close(people, breach: Breach) -> Breach:
    decision = act(people, "submit_decision", decision_id=f.decision_of(breach).pk)
    act(people, "approve_decision", "carla", decision_id=decision.pk)
    for left in Duty.objects.filter(breach=breach, state="open"):
        act(people, "fulfil_duty", duty_id=left.pk, reference="fait")
    return act(people, "close_breach", breach_id=breach.pk)


def night(now):
    """As a worker does at night."""
    daily.plan_retention(now)
    while runner.sweep(now=lambda: now, budget=500):
        pass


def files_on_disk(settings):
    return sorted(path.name for path in settings.PRIVATE_DIR.rglob("*") if path.is_file())


def test_the_night_purges_what_is_due_and_only_that(people, settings):
    closed_with_objects(people)
    ruled(people, "evidence", months=24)
    ruled(people, "list", months=60)
    then = f.LATER + timedelta(days=800)
    night(then)
    assert [row.kind for row in Purge.objects.all()] == ["evidence"]
    piece = PrivateFile.objects.get(purpose="evidence")
    assert (piece.purged_at, piece.erased_at, piece.name) == (then, then, "")
    assert (piece.size, len(piece.sha256)) == (len(PICTURE), 64)
    assert str(piece.pk) not in files_on_disk(settings)
    assert Recipient.objects.count() == 1


def test_a_purged_list_leaves_counts_and_root_and_no_person(people, settings):
    breach = closed_with_objects(people)
    ruled(people, "list")
    batch = RecipientImport.objects.get()
    night(YEARS)
    made = Purge.objects.get()
    assert made.counts == {"files": 2, "rows": 1, "bytes": made.counts["bytes"]}
    assert not Recipient.objects.exists()
    after = RecipientImport.objects.get()
    assert (after.counts, after.root) == (batch.counts, batch.root)
    assert Breach.objects.get(pk=breach.pk).communications.get().recipient_count == 1
    assert [row.name for row in PrivateFile.objects.filter(purpose__in=("upload", "rejects"))] == ["", ""]


def test_the_journal_verifies_after_every_purge_and_tells_each_one_once(people):
    closed_with_objects(people)
    ruled(people, "evidence", "list", "report", "pdf", "returns")
    night(YEARS)
    night(YEARS + timedelta(days=1))
    told = [journal.payload_of(entry)["object_kind"] for entry in JournalEntry.objects.filter(kind="retention.purged")]
    assert sorted(told) == ["evidence", "list", "report"]
    assert journal.verify(people.organisation.pk)[1] is None


def test_the_whole_record_verifies_after_a_purge_and_an_emptied_report_without_one_is_told(people):
    breach = closed_with_objects(people)
    other = closed_with_objects(people)
    act(people, "place_hold", breach_id=other.pk, reason="Plainte.")
    ruled(people, "evidence", "list", "report")
    night(YEARS)
    told = verify_record()
    assert (told.divergence, breach.reports.get().summary) == (None, "")
    name = "incidentreport_never_updated"
    guards.remove(tuple(guard for guard in GUARDS if guard.name == name))
    other.reports.update(summary="", contact="")
    guards.install(GUARDS)
    assert "incident.reported, summary" in verify_record().divergence


def test_a_letter_rewritten_behind_the_journal_is_told(people):
    row = act(people, "receive_letter", breach_id=f.confirmed(people).pk, kind="order", reference="CNIL-1",
              received_on=f.FRIDAY.date(), about="Informez les personnes.")  # fmt: skip
    assert verify_record().divergence is None
    guards.remove(tuple(guard for guard in GUARDS if guard.name == "letter_frozen"))
    type(row).objects.update(about="Rien à signaler.")
    guards.install(GUARDS)
    assert "letter.received, about" in verify_record().divergence


def test_a_key_is_shredded_when_nothing_is_left_under_it_and_what_it_sealed_stays_shut(people):
    breach = closed_with_objects(people)
    ruled(people, "evidence", "list")
    key = CampaignKey.objects.get(communication=None)
    old = bytes(key.wrapped)
    night(YEARS)
    assert {bytes(row.wrapped) for row in CampaignKey.objects.all()} == {b""}
    again = store.save(breach=breach, purpose="evidence", name="b.png", data=b"autre", now=YEARS)
    key.refresh_from_db()
    assert (key.version, key.shredded_at, bytes(key.wrapped) != old) == (2, None, True)
    assert store.read(again) == b"autre"


def test_a_purged_file_says_so(people):
    closed_with_objects(people)
    ruled(people, "evidence")
    night(YEARS)
    with pytest.raises(store.PurgedFileError):
        store.read(PrivateFile.objects.get(purpose="evidence"))


def test_under_a_hold_the_night_leaves_everything(people, settings):
    breach = closed_with_objects(people)
    ruled(people, "evidence", "list", "report")
    hold = act(people, "place_hold", breach_id=breach.pk, reason="Plainte.")
    before = files_on_disk(settings)
    night(YEARS)
    assert not Purge.objects.exists()
    assert files_on_disk(settings) == before
    with pytest.raises(FileHeldError):
        purging.purge_kind(breach, "evidence", YEARS)
    act(people, "release_hold", "carla", hold_id=hold.pk, reasons="Classée.")
    night(YEARS + timedelta(days=1))
    assert Purge.objects.count() == 3


def refused(sql: str, given: list[object]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, given)
    except IntegrityError:
        return True
    return False


MARK = "UPDATE recipients_privatefile SET purged_at = %s WHERE purpose = 'evidence'"
SHRED = "UPDATE recipients_campaignkey SET shredded_at = %s, wrapped = %s"
FORGET = "DELETE FROM recipients_recipient"


def test_the_database_refuses_a_purge_that_is_not_recorded_or_that_a_hold_stops(people):
    breach = closed_with_objects(people)
    assert refused(MARK, [YEARS])
    assert refused(SHRED, [YEARS, b""])
    ruled(people, "evidence")
    purging.purge_kind(breach, "evidence", YEARS)
    again = store.save(breach=breach, purpose="evidence", name="b.png", data=b"autre", now=YEARS)
    act(people, "place_hold", breach_id=breach.pk, reason="Plainte.", now=YEARS)
    assert refused(f"{MARK} AND purged_at IS NULL", [YEARS])
    assert refused(f"{SHRED} WHERE shredded_at IS NULL", [YEARS, b""])
    assert refused(FORGET, [])
    hold = breach.holds.get()
    act(people, "release_hold", "carla", hold_id=hold.pk, reasons="Classée.", now=YEARS)
    assert not refused(f"{MARK} AND purged_at IS NULL", [YEARS])
    assert not refused(FORGET, [])
    assert PrivateFile.objects.get(pk=again.pk).purged_at


def test_a_crash_before_the_bytes_are_gone_is_made_good_the_next_night(people, monkeypatch, settings):
    breach = closed_with_objects(people)
    ruled(people, "evidence")

    def dies(*_given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "erase", dies)
        with pytest.raises(KeyboardInterrupt):
            purging.purge_kind(breach, "evidence", YEARS)
    piece = PrivateFile.objects.get(purpose="evidence")
    assert (piece.purged_at, piece.erased_at) == (YEARS, None)
    assert str(piece.pk) in files_on_disk(settings)
    night(YEARS + timedelta(days=1))
    assert str(piece.pk) not in files_on_disk(settings)
    assert Purge.objects.count() == 1


def test_a_failure_before_the_record_leaves_everything(people, monkeypatch, settings):
    breach = closed_with_objects(people)
    ruled(people, "list")
    monkeypatch.setattr(purging, "_shred_keys", lambda *_given: 1 / 0)
    before = (files_on_disk(settings), JournalEntry.objects.count())
    with pytest.raises(ZeroDivisionError):
        purging.purge_kind(breach, "list", YEARS)
    assert (files_on_disk(settings), JournalEntry.objects.count()) == before
    assert Recipient.objects.count() == 1
    assert not Purge.objects.exists()


def test_the_bytes_of_a_purged_file_are_overwritten_before_they_are_removed(people, monkeypatch):
    breach = closed_with_objects(people)
    ruled(people, "evidence")
    piece = PrivateFile.objects.get(purpose="evidence")
    path, seen = store._path(piece.pk), []
    sealed = path.read_bytes()
    monkeypatch.setattr(type(path), "unlink", lambda self, missing_ok=False: seen.append(self.read_bytes()))
    purging.purge_kind(breach, "evidence", YEARS)
    assert len(seen[0]) == len(sealed)
    assert sum(a == b for a, b in zip(seen[0], sealed, strict=True)) < len(sealed) / 50


def test_a_file_moved_back_after_its_key_was_shredded_does_not_open(people):
    closed_with_objects(people)
    ruled(people, "evidence", "list")
    piece = PrivateFile.objects.get(purpose="evidence")
    sealed = store._path(piece.pk).read_bytes()
    night(YEARS)
    store._path(piece.pk).write_bytes(sealed)
    PrivateFile.objects.filter(pk=piece.pk).update(erased_at=None)
    piece.refresh_from_db()
    piece.purged_at = None  # as a restored backup would show it
    with pytest.raises(VaultError):
        store.read(piece)


def test_one_purge_a_day_is_planned_and_after_an_outage_only_the_last(people):
    assert daily.plan_retention(f.LATER + timedelta(days=5)) == 1
    assert daily.plan_retention(f.LATER + timedelta(days=5, minutes=1)) == 0
    night(f.LATER + timedelta(days=9))
    assert sorted(Work.objects.filter(kind="retention").values_list("outcome", flat=True)) == ["purged:0", "purged:0"]


def test_the_sweep_of_a_worker_plans_the_purge(people, monkeypatch):
    tasks.sweep()
    assert Work.objects.filter(kind="retention", organisation=people.organisation).count() == 1


def test_another_organisation_s_period_purges_nothing_here(people):
    closed_with_objects(people)
    other = f.house("Clinique de la Lande", siren="", department="40")
    ruled(other, "evidence", "list", "report")
    night(YEARS)
    assert not Purge.objects.exists()
