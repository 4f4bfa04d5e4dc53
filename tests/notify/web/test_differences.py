"""What changed between two versions, as a reader sees it."""

import pytest

from notify.web.differences import marked, of_answers, of_sections, of_text


def test_only_the_words_that_differ_are_bold() -> None:
    removed, added = marked("Un fichier a été publié sans droit.", "Un fichier a été publié sur un forum.")

    assert removed == "Un fichier a été publié <b>sans droit.</b>"
    assert added == "Un fichier a été publié <b>sur un forum.</b>"


def test_texts_with_little_in_common_are_shown_whole() -> None:
    assert marked("Oui", "Non, mais elles le seront") == ("Oui", "Non, mais elles le seront")


def test_markup_in_a_text_stays_text() -> None:
    removed, added = marked("un deux trois <b>quatre</b>", "un deux trois <b>cinq</b>")

    assert removed == "un deux trois <b>&lt;b&gt;quatre&lt;/b&gt;</b>"
    assert "&lt;b&gt;cinq&lt;/b&gt;" in added


def test_a_changed_paragraph_is_named_by_its_place() -> None:
    changes = of_text("Ce que vous pouvez faire", "un\ndeux", "un\ndeux\ntrois")

    assert [(change.where, change.removed, change.added) for change in changes] == [
        ("« Ce que vous pouvez faire », 3ᵉ paragraphe", "", "trois")
    ]


def test_sections_come_in_the_order_of_the_letter() -> None:
    changes = of_sections(
        {"advice": "a", "nature": "b"}, {"advice": "c", "nature": "d"}, {"nature": "N", "advice": "A"}
    )

    assert [change.where for change in changes] == ["N", "A"]


def test_answers_are_compared_in_words() -> None:
    changes = of_answers({"nature": ["confidentiality"]}, {"nature": ["confidentiality", "integrity"], "ville": ""})

    assert [(change.removed, change.added) for change in changes] == [("", "Perte de l’intégrité")]


@pytest.mark.parametrize("text", ["", "un\ndeux"])
def test_equal_texts_have_no_change(text: str) -> None:
    assert of_text("Texte", text, text) == []
