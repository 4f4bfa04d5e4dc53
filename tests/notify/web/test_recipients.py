"""The list of the people: accepted, refused with its line and column, replaced; and never a name on a page."""

import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from breaches import journal, operations
from breaches.models import Approval, Communication, JournalEntry
from notify.recipients import store
from notify.recipients.models import PrivateFile, Recipient, RecipientImport
from notify.web.forms import recipients as form_module

from .conftest import SATURDAY
from .mailing_world import HEADER, NAMES, PEOPLE, approved, csv_of, imported, proved, started, worked

pytestmark = pytest.mark.django_db
DIRTY = (
    *PEOPLE,
    "Madame;QUÉMÉNEUR-ZYX;Soizic;12/03/1961;27 bis rue de Fougères;35300;Fougères;",  # the same again
    "Madame;PELLÉ-ZZ;Anouk;31/12/2019;4 impasse des Lilas;75019;Paris;",  # a child
    "Monsieur;TROGOFF;Yann;04/05/1970;8 rue Haute;1000;Bourg-en-Bresse;",  # a zero was lost
    "Monsieur;KERVELLA;Goulven;04/05/1970;8 rue Haute;99999;Nulle part;",  # no such code
    ";;;;;;;",
)


def url(name, communication):
    return reverse(name, kwargs={"communication_id": communication.pk})


def upload(client, communication, data, name="liste.csv", **more):
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    return client.post(url("recipients", communication), {"file": file} | more)


def flat(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_report_adds_up_to_the_lines_of_the_file(world, client_for, draft_communication):
    client = client_for(world.david)
    response = upload(client, draft_communication, csv_of(*DIRTY))
    assert response.status_code == 302
    page = flat(client.get(response.url))
    counts = RecipientImport.objects.get(current=True).counts
    assert counts["physical_lines"] == 9
    assert (counts["reachable"], counts["rejected"], counts["merged"], counts["blank"]) == (5, 1, 1, 1)
    for told in ("5 personnes", "Doublons écartés", "Lignes vides", "Le code postal n’existe pas en France.",
                 "Zéro initial du code postal rétabli.", "fenêtre de 45 mm", "représentants légaux", "UTF-8",
                 "point-virgule", "David Œillet", "Chaque ligne du fichier a exactement une issue."):  # fmt: skip
        assert told in page, told
    assert RecipientImport.objects.get().upload.sha256[:4] in page


def test_a_windows_file_with_commas_is_read_too(world, client_for, draft_communication):
    data = csv_of(*PEOPLE).decode().replace(";", ",").encode("cp1252")
    client = client_for(world.david)
    page = flat(client.get(upload(client, draft_communication, data).url))
    assert "Windows-1252" in page
    assert "virgule" in page


@pytest.mark.parametrize(
    "data,told",
    [
        (b"", ["Ce fichier est vide"]),
        (csv_of("a;b;c;d;e;f;g;h;i", header=HEADER + ";groupe_sanguin"), ["Ligne 1, colonne 9", "groupe_sanguin"]),
        (csv_of("Madame;;;;;;;"), ["Aucun patient à qui écrire", "1 lignes de données lues"]),
        (csv_of('Madame;"Le Gall;Anne;;1 rue A;35000;Rennes;'), ["Ligne 2", "guillemet ouvert n’est pas refermé"]),
        (csv_of(header="nom|prenom|ville"), ["Ligne 1", "séparateur"]),
        (b"PK\x03\x04rest", ["un classeur (xlsx, ods)"]),
        (csv_of("A;1 rue B", header="nom;adresse"), ["il manque la colonne code_postal"]),
    ],
)
def test_a_bad_file_is_refused_beside_its_field_and_changes_nothing(world, client_for, draft_communication, data, told):
    before = JournalEntry.objects.count()
    response = upload(client_for(world.david), draft_communication, data)
    page = flat(response)
    assert response.status_code == 422
    assert 'id="id_file_error"' in page
    for words in told:
        assert words in page
    assert not Recipient.objects.exists()
    assert not PrivateFile.objects.exists()
    assert not RecipientImport.objects.exists()
    assert JournalEntry.objects.count() == before


def test_a_failed_file_leaves_the_former_list_as_it_was(world, client_for, draft_communication):
    row = imported(draft_communication, world.david, SATURDAY)
    files = PrivateFile.objects.count()
    upload(client_for(world.david), row, csv_of("Madame;;;;;;;"))
    kept = Communication.objects.get()
    assert (kept.recipient_root, kept.recipient_count) == (row.recipient_root, 3)
    assert Recipient.objects.count() == 3
    assert PrivateFile.objects.count() == files


def test_no_file_and_a_file_too_large_are_two_errors(world, client_for, draft_communication, monkeypatch):
    client = client_for(world.david)
    assert "Choisissez le fichier à importer" in flat(client.post(url("recipients", draft_communication), {}))
    monkeypatch.setattr(form_module, "UPLOAD_LIMIT", 100)
    monkeypatch.setattr("notify.web.uploads.UPLOAD_LIMIT", 100)
    page = flat(upload(client, draft_communication, csv_of(*PEOPLE)))
    assert "la limite est de 100 o" in page
    assert not RecipientImport.objects.exists()


def test_the_same_file_again_changes_nothing(world, client_for, draft_communication):
    client = client_for(world.david)
    upload(client, draft_communication, csv_of(*PEOPLE))
    entries = JournalEntry.objects.count()
    upload(client, draft_communication, csv_of(*PEOPLE))
    assert JournalEntry.objects.count() == entries
    assert RecipientImport.objects.count() == 1


def test_another_list_makes_the_approval_fall_and_is_confirmed_in_words(world, client_for, draft_communication):
    row = imported(draft_communication, world.david, SATURDAY)
    approved(row, world.bob, world.carla, SATURDAY)
    client = client_for(world.david)
    page = flat(client.get(url("recipients", row)))
    assert "Carla Nguyen a approuvé cette lettre et cette liste" in page
    fewer = csv_of(*PEOPLE[:2])
    assert "Confirmez que cette liste remplace la précédente." in flat(upload(client, row, fewer))
    assert Communication.objects.get().state == "approved"
    upload(client, row, fewer, replace="on")
    kept = Communication.objects.get()
    assert (kept.state, kept.recipient_count) == ("draft", 2)
    assert Approval.objects.get().voided_at is not None


def test_a_list_is_frozen_once_production_has_begun(world, client_for, draft_communication):
    row = imported(draft_communication, world.david, SATURDAY)
    row = approved(row, world.bob, world.carla, SATURDAY)
    row = started(proved(row, world.david, world.bob, world.carla, now=SATURDAY), world.david, SATURDAY)
    client = client_for(world.david)
    assert 'type="file"' not in flat(client.get(url("recipients", row)))
    response = upload(client, row, csv_of(*PEOPLE[:1]))
    assert "préparez une autre communication" in flat(client.get(response.url))
    assert Communication.objects.get().recipient_count == 3


def test_rejected_lines_leave_after_the_journal_says_so(world, client_for, draft_communication, monkeypatch):
    row = imported(draft_communication, world.david, SATURDAY, *DIRTY)
    client = client_for(world.david)
    assert url("rejects", row) in flat(client.get(url("recipients", row)))
    told_before_reading = []
    read = store.read

    def spy(file):
        told_before_reading.append(JournalEntry.objects.filter(kind="rejects.downloaded").count())
        return read(file)

    monkeypatch.setattr(store, "read", spy)
    response = client.get(url("rejects", row))
    assert told_before_reading == [1]
    assert "KERVELLA" in response.content.decode("utf-8-sig")
    assert response["Cache-Control"] == "no-store"
    assert "attachment" in response["Content-Disposition"]
    told = journal.payload_of(JournalEntry.objects.get(kind="rejects.downloaded"))
    assert told["sha256"] == RecipientImport.objects.get().rejects.sha256


@pytest.mark.parametrize("who,page,reject", [("bob", 200, 403), ("carla", 200, 403), ("eve", 403, 403)])
def test_only_the_mailing_service_imports_and_reads_rejects(world, client_for, draft_communication, who, page, reject):
    row = imported(draft_communication, world.david, SATURDAY, *DIRTY)
    client = client_for(getattr(world, who))
    response = client.get(url("recipients", row))
    assert response.status_code == page
    assert 'type="file"' not in response.content.decode()
    assert upload(client, row, csv_of(*PEOPLE)).status_code == 403
    assert client.get(url("rejects", row)).status_code == reject
    assert not JournalEntry.objects.filter(kind="rejects.downloaded").exists()


def test_hostile_names_are_data_in_the_pdf_and_nowhere_on_a_page(world, client_for, draft_communication):
    hostile = (
        "Madame;<script>alert(1)</script>;Ève;01/01/1950;1 rue A;35000;Rennes;",
        "Madame;O’{{ x }};Ève;01/01/1950;1 rue A;35000;Rennes;",
        "Madame;=cmd|'/c calc'!A1;Ève;01/01/1950;1 rue A;35000;Rennes;",
        PEOPLE[1],
    )
    client = client_for(world.david)
    page = flat(client.get(upload(client, draft_communication, csv_of(*hostile)).url))
    for trace in ("<script>alert", "{{ x }}", "calc", "Wautrelot", "WAUTRELOT"):
        assert trace not in page
    text = client.get(url("rejects", draft_communication)).content.decode("utf-8-sig")
    assert "<script>alert(1)</script>" in text
    assert '"=cmd' not in text


def test_no_name_is_on_a_page_in_a_log_or_in_the_journal(world, client_for, draft_communication, caplog):
    caplog.set_level(logging.DEBUG)
    row = imported(draft_communication, world.david, SATURDAY, *DIRTY)
    row = approved(row, world.bob, world.carla, SATURDAY)
    row = started(proved(row, world.david, world.bob, world.carla, now=SATURDAY), world.david, SATURDAY)
    worked(SATURDAY)
    operations.hand_over(actor=world.david, communication_id=row.pk, now=SATURDAY)
    names = (*NAMES, "PELLÉ", "Anouk", "ANOUK", "TROGOFF", "Goulven", "KERVELLA", "Fougères")
    seen = [caplog.text, *JournalEntry.objects.values_list("body", flat=True)]
    for who in (world.david, world.bob, world.carla):
        client = client_for(who)
        seen += [flat(client.get(url(name, row))) for name in ("communication", "recipients", "mailing")]
        seen += [flat(client.get(reverse(name))) for name in ("communications", "mailings")]
        seen.append(flat(client.get(url("mailing_progress", row))))
    everything = "\n".join(seen)
    assert "patients" in everything
    assert not [name for name in names if name in everything]
