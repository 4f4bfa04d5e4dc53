"""The English catalogue: complete, with the same values in the same places, in English only."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from notify.management.commands import collect_messages
from notify.management.commands.collect_messages import collected, merged, untranslated

PO = Path(__file__).resolve().parents[2] / "notify" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PARAMETER = re.compile(r"%\(\w+\)s|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>")
FRENCH = re.compile("[«»\u00a0\u202fàâçéèêëîïôùûüœÀÂÇÉÈÊÎÔÙÛŒ]")
# What keeps its accents in English: a name, the words that a French file must hold, the title of a published file.
PROPER = (
    "CERT Santé",
    "confidentialité, intégrité or disponibilité",
    "Notifications à la CNIL de violations de données",
)
SAME = {
    "%(at)s", "Maileva", "Total", "Urgent", "pages",
    "%(n)s, %(who)s, %(at)s", "ANSSI (CERT-FR)", "CNIL", "Cause", "Communication", "Communications", "Contact",
    "Contradictions", "DPO", "France", "Message", "Messages", "populations", "{addressee}, {sheet}",
    "{n} contradiction", "{n} contradictions", "{who}, {at}", "Date", "Discrimination", "Documents",
    "Dossier", "ENISA, 2013", "Identification", "Journal", "Menu", "NIS 2", "Nature", "Page", "Pages", "Patient",
    "Patients", "Population", "Population %(n)s", "Populations", "Production", "Protection", "Pseudonymisation",
    "Question", "Ratification", "SIREN", "Signature", "T + {hours} h", "Version", "Version {number}, {who}, {at}.",
    "code", "contacts", "date", "instant", "nature", "phase", "population", "ratification", "six", "version",
    "version {n}", "{h} h {m} min", "{n} min", "{n} s", "72 h",
}  # fmt: skip


@pytest.fixture(scope="module")
def known() -> Catalog:
    with PO.open("rb") as stream:
        return read_po(stream, locale="en", abort_invalid=True)


@pytest.fixture(scope="module")
def found() -> Catalog:
    return collected()


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string,)


def texts(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_every_text_that_people_read_is_translated(found: Catalog) -> None:
    assert len(found) > 1500
    assert untranslated(merged(PO, found)) == []


def test_the_catalogue_holds_no_text_that_nobody_reads(known: Catalog, found: Catalog) -> None:
    assert {ids(message) for message in texts(known)} == {ids(message) for message in texts(found)}


def test_both_sides_hold_the_same_values(known: Catalog) -> None:
    wrong = []
    for message in texts(known):
        wanted = {value for text in ids(message) for value in PARAMETER.findall(text)}
        given = {value for text in strings(message) for value in PARAMETER.findall(text)}
        tags = [[sorted(TAG.findall(text)) for text in side] for side in (ids(message), strings(message))]
        if wanted != given or tags[0] != tags[1]:
            wrong.append(message.id)
    assert wrong == []


def test_the_last_plural_form_holds_every_value_of_the_french_one(known: Catalog) -> None:
    plural = [message for message in texts(known) if len(ids(message)) > 1]
    assert plural
    for message in plural:
        assert set(PARAMETER.findall(ids(message)[-1])) == set(PARAMETER.findall(strings(message)[-1])), message.id


def test_spaces_at_both_ends_are_kept(known: Catalog) -> None:
    for message in texts(known):
        for french, english in zip(ids(message), strings(message), strict=True):
            spaced = french.replace(" ;", ";")  # English has no space before a semicolon
            assert spaced.startswith(" ") == english.startswith(" "), french
            assert french.endswith(" ") == english.endswith(" "), french


def test_no_french_is_left_in_the_english_texts(known: Catalog) -> None:
    left = []
    for message in texts(known):
        for french, english in zip(ids(message), strings(message), strict=True):
            shown = english
            for name in PROPER:
                shown = shown.replace(name, "")
            if FRENCH.search(shown) or (french == english and french not in SAME):
                left.append(english)
    assert left == []


def test_the_catalogue_compiles(known: Catalog) -> None:
    output = BytesIO()
    write_mo(output, known)
    assert output.getvalue()[:4] in (b"\xde\x12\x04\x95", b"\x95\x04\x12\xde")


def test_the_four_places_where_texts_stand_are_read(found: Catalog) -> None:
    places = {place for message in texts(found) for place, _line in message.locations}
    assert "templates/web/dashboard/page.html" in places
    assert "notify/web/next_acts.py" in places
    assert "breaches/law/risk_grounds.py" in places
    assert "breaches/operations/filing.py" in places


def test_the_official_form_and_the_letters_stay_french(found: Catalog) -> None:
    known_to_translators = {text for message in texts(found) for text in ids(message)}
    assert "Circonstances de la découverte de la violation" not in known_to_translators
    assert "Santé humaine et action sociale" not in known_to_translators
    assert "Changez votre mot de passe, ici et partout où vous l’utilisez aussi." not in known_to_translators


def test_a_new_text_waits_and_a_text_that_is_gone_is_dropped(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text('msgid ""\nmsgstr ""\n\nmsgid "Violation"\nmsgstr "Breach"\n\nmsgid "Parti"\nmsgstr "Gone"\n')
    found = Catalog(locale="en")
    found.add("Violation")
    found.add("Nouveau")
    catalogue = merged(source, found)
    assert {message.id: message.string for message in texts(catalogue)} == {"Violation": "Breach", "Nouveau": None}
    assert untranslated(catalogue) == ["Nouveau"]


def test_templates_are_read_as_django_reads_them() -> None:
    source = "{% load i18n %}{% blocktranslate count n=3 %}Une ligne{% plural %}{{ n }} lignes{% endblocktranslate %}"
    marked = list(collect_messages._marked(templatize(source).encode(), "page.html"))
    assert marked == [(("Une ligne", "%(n)s lignes"), "page.html")]
