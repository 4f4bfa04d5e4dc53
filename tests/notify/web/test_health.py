"""What machines ask: is the database there, does the work move."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from notify.work.models import Heartbeat, Work


def test_a_healthy_site_says_ok(client, db) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_health_costs_one_query_and_opens_no_session(client, db, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert not answer.cookies


def test_a_database_that_does_not_answer_is_told(client, db, monkeypatch) -> None:
    def refuse():
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", refuse)
        assert client.get("/healthz").status_code == 503
        assert client.get("/readyz").json() == {"database": "unreachable"}


def test_readiness_tells_the_ages_of_work_and_heartbeat(client, world) -> None:
    now = timezone.now()
    Heartbeat.objects.create(name="sweep", at=now - timedelta(seconds=20))
    shared = {"kind": "mail", "organisation": world.organisation, "created_at": now}
    Work.objects.create(key="a", run_at=now - timedelta(seconds=90), **shared)
    Work.objects.create(key="b", run_at=now + timedelta(hours=1), **shared)
    Work.objects.create(key="c", run_at=now - timedelta(days=1), dead_at=now, **shared)
    answer = client.get("/readyz")
    state = answer.json()
    assert answer.status_code == 200
    assert 90 <= state["outbox_age"] < 100
    assert 20 <= state["heartbeat_age"] < 30
    assert (state["outbox_due"], state["outbox_dead"], state["database"]) == (1, 1, "ok")


def test_a_machine_that_went_silent_is_not_ready(client, db) -> None:
    assert client.get("/readyz").status_code == 503
    Heartbeat.objects.create(name="sweep", at=timezone.now() - timedelta(minutes=6))
    assert client.get("/readyz").status_code == 503
