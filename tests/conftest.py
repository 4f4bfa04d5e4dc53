"""What every test shares."""

import signal
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

from breaches import guards
from breaches.guard_rules import GUARDS

# A busy machine is no reason to fail: what a rule says does not depend on how fast it is said.
settings.register_profile("notify", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("notify")

_flush = TransactionTestCase._fixture_teardown


def _flush_without_guards(self: TransactionTestCase) -> None:
    """The record refuses to be emptied: a transactional test's clean-up must lift the guards first."""
    guards.remove(GUARDS)
    try:
        _flush(self)
    finally:
        guards.install(GUARDS)


TransactionTestCase._fixture_teardown = _flush_without_guards


def pytest_configure() -> None:
    """Told to end, the tests end as with Ctrl-C: what they have started is taken down."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_private_files_outside(settings, tmp_path) -> None:
    """Each test has a private store and a password hasher of its own."""
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _french_first() -> Iterator[None]:
    """A request in English leaves its language to the thread: the next test begins in French again."""
    with translation.override("fr"):
        yield


@pytest.fixture
def vendor(db) -> str:
    return connections["default"].vendor
