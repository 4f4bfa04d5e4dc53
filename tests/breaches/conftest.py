"""People for the tests of the record."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests import factories
from tests.breaches.record import Record, build
from tests.factories import House


@pytest.fixture
def people(db) -> House:
    """The laboratory and its people."""
    return factories.house()


@pytest.fixture
def elsewhere(db) -> House:
    """Another organisation: nothing of it is reachable from the first, nor the reverse."""
    return factories.house("Clinique de la Lande", siren="", department="40")


@pytest.fixture(scope="module")
def whole_record(django_db_setup, django_db_blocker) -> Iterator[Record]:
    """A row in every state, built once a module in a transaction that is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def record(whole_record, db) -> Record:
    """The whole record; what a test does to it is undone after the test."""
    return whole_record
