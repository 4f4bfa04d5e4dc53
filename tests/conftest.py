"""What every test shares."""

import gc
import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

from breaches import guards
from breaches.guard_rules import GUARDS
from tests import engines

# A busy machine is no reason to fail: what a rule says does not depend on how fast it is said.
settings.register_profile("notify", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("notify")

_flush = TransactionTestCase._fixture_teardown


MADE_BY_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}


def _flush_without_guards(self: TransactionTestCase) -> None:
    """The record refuses to be emptied: a transactional test's clean-up must lift the guards first."""
    if _emptied_at_once():
        return
    guards.remove(GUARDS)
    try:
        _flush(self)
    finally:
        guards.install(GUARDS)


def _emptied_at_once() -> bool:
    """On PostgreSQL, when the role may: no trigger fires for this one transaction. A hundred are not made anew."""
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in sorted(
                {*connection.introspection.django_table_names(only_existing=True)} - MADE_BY_MIGRATIONS
            ):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    except DatabaseError:  # only a superuser may set it
        return False
    return True


TransactionTestCase._fixture_teardown = _flush_without_guards


def pytest_configure() -> None:
    """Told to end, the tests end as with Ctrl-C: what they have started is taken down."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what runs on one engine only; the row of PostgreSQL leaves it out (`-m "not once"`)."""
    if reason := engines.once(item):
        item.add_marker(pytest.mark.once(reason))


@pytest.hookimpl(tryfirst=True)
def pytest_deselected(items: list[pytest.Item]) -> None:
    """Whatever takes a test out of the row of PostgreSQL (an option, a plug-in): not one that belongs there."""
    if os.environ.get("NOTIFY_TEST_ROW") == "postgresql" and (lost := engines.belonging(items)):
        raise pytest.UsageError(f"left out of PostgreSQL: {', '.join(lost)}")


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector need not walk through it a thousand times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> None:
    """A database asked for in passing (`getfixturevalue`) would hide a test from PostgreSQL: it says so instead."""
    if fixturedef.argname == "_django_db_helper":
        mark = request.node.get_closest_marker("once")
        if mark and mark.args == (engines.NO_DATABASE,):
            pytest.fail(f"{request.node.nodeid} opens the database in passing: mark it django_db")


@pytest.fixture(scope="session")
def _private_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("private")


@pytest.fixture(autouse=True)
def _no_private_files_outside(settings, _private_root) -> None:
    """Each test has a private store (made when something is put there) and a password hasher of its own."""
    settings.PRIVATE_DIR = _private_root / uuid.uuid4().hex
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _french_first() -> Iterator[None]:
    """A request in English leaves its language to the thread: the next test begins in French again."""
    with translation.override("fr"):
        yield


@pytest.fixture
def vendor(db) -> str:
    return connections["default"].vendor
