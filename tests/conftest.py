"""What every test shares."""

import pytest
from django.db import connections
from django.test import TransactionTestCase

from breaches import guards
from breaches.guard_rules import GUARDS

_flush = TransactionTestCase._fixture_teardown


def _flush_without_guards(self: TransactionTestCase) -> None:
    """The record refuses to be emptied: a transactional test's clean-up must lift the guards first."""
    guards.remove(GUARDS)
    try:
        _flush(self)
    finally:
        guards.install(GUARDS)


TransactionTestCase._fixture_teardown = _flush_without_guards


@pytest.fixture(autouse=True)
def _no_private_files_outside(settings, tmp_path) -> None:
    """Each test has a private store and a password hasher of its own."""
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def vendor(db) -> str:
    return connections["default"].vendor
