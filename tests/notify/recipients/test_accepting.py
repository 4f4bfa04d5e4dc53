"""An import is whole or it never was: failures, and two imports at once."""

import pytest

from breaches import operations
from breaches.errors import DomainError
from breaches.models import Communication
from notify.recipients import accepting, store
from notify.recipients.models import PrivateFile, Recipient, RecipientImport
from tests import factories

FILE = b"nom;prenom;adresse;code_postal;ville\r\nLE GOUEVEC;Soizic;1 rue A;35000;Rennes\r\n;X;1 rue A;35000;Rennes\r\n"


@pytest.fixture
def people(db):
    return factories.house()


def run(people, communication, data=FILE):
    return accepting.import_recipients(
        actor=people.david, communication_id=communication.pk, data=data, file_name="l.csv", now=factories.LATER
    )


def paths(settings):
    return [path for path in settings.PRIVATE_DIR.rglob("*") if path.is_file()]


def test_an_import_refused_at_the_end_leaves_no_row_and_no_file(people, monkeypatch, settings):
    communication = factories.drafted(people)

    def refuse(**_more):
        raise DomainError

    monkeypatch.setattr(operations, "bind_recipients", refuse)
    with pytest.raises(DomainError):
        run(people, communication)
    assert not Recipient.objects.exists()
    assert not RecipientImport.objects.exists()
    assert not PrivateFile.objects.exists()
    assert not paths(settings)


def test_an_import_overtaken_by_another_is_refused_and_the_other_stays_whole(people, monkeypatch):
    communication = factories.drafted(people)
    write, calls = accepting._write, []

    def overtaken(actor, row, batch, sealing, check, now):
        if not calls:
            calls.append(batch)
            rows = list(sealing.rows())
            Recipient.objects.bulk_create(rows)
            run(people, communication, FILE + b"WAUTRELOT;Z;1 rue A;35000;Rennes\r\n")
            monkeypatch.setattr(sealing, "rows", lambda: iter(()))
        return write(actor, row, batch, sealing, check, now)

    monkeypatch.setattr(accepting, "_write", overtaken)
    with pytest.raises(accepting.ImportOvertakenError):
        run(people, communication)
    row = Communication.objects.get()
    assert (row.recipient_count, Recipient.objects.count()) == (2, 2)
    assert RecipientImport.objects.get().current


def test_a_discarded_file_leaves_nothing_on_the_disk(people, settings):
    communication = factories.drafted(people)
    file = store.save(
        breach=communication.breach, communication=communication, purpose="upload", name="x", data=b"y",
        now=factories.LATER,
    )  # fmt: skip
    assert len(paths(settings)) == 1
    store.discard(file)
    assert not paths(settings)
    assert not PrivateFile.objects.exists()
