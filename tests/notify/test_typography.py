"""French typography: each rule on one example, then idempotence and what must never be touched."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.typography import NBSP, THIN, typo, typo_html

N, T = NBSP, THIN


@pytest.mark.parametrize(
    "plain,expected",
    [
        ("Est-ce encore en cours ?", f"Est-ce encore en cours{T}?"),
        ("Vraiment?", f"Vraiment{T}?"),
        ("il décide ; elle approuve", f"il décide{T}; elle approuve"),
        ("terminé à 50 %", f"terminé à 50{T}%"),
        ("Exemple : 9 h 05.", f"Exemple{N}: 9{N}h{N}05."),
        ("« très élevée »", f"«{N}très élevée{N}»"),
        ("«très élevée»", f"«{N}très élevée{N}»"),
        ("491 840 patients", f"491{T}840 patients"),
        ("1 204 330 lettres", f"1{T}204{T}330 lettres"),
        ("412 Ko", f"412{N}Ko"),
        ("41 h 12 min", f"41{N}h{N}12{N}min"),
        ("de 8 h à 19 h", f"de 8{N}h à 19{N}h"),
        ("lundi 14 septembre 2026", f"lundi 14{N}septembre{N}2026"),
        ("mardi 1er septembre", f"mardi 1ᵉʳ{N}septembre"),
        ("lun. 14 sept.", f"lun. 14{N}sept."),
        ("plainte n° 31807", f"plainte n°{N}31807"),
        ("RGPD, art. 33", f"RGPD, art.{N}33"),
        ("Dr Hélène Caradec", f"Dr{N}Hélène Caradec"),
        ("au 02 99 00 00 14", f"au 02{N}99{N}00{N}00{N}14"),
        ("au +33 2 99 00 00 14", f"au +33{N}2{N}99{N}00{N}00{N}14"),
        ("41 h – lundi", f"41{N}h{N}– lundi"),
        ("2026-014 · 3 questions", f"2026-014{N}· 3 questions"),
        ("l'heure d'été", "l’heure d’été"),
        ("− 447 206", f"−{N}447{T}206"),
    ],
)
def test_each_rule_gives_the_space_it_names(plain, expected):
    assert typo(plain) == expected


@pytest.mark.parametrize(
    "text",
    ["https://exemple.fr/a?b=1;c=2", "18:47", "2026-014", "5'10", "35000 Rennes", "12 2026 500"],
)
def test_what_is_not_prose_keeps_its_spaces(text):
    assert typo(text) == text


PROSE = st.lists(
    st.sampled_from(
        (" ", "  ", NBSP, THIN, "a", "L", "é", "0", "12", "480", "h", "min", "Ko", "%", ";", "!", "?", ":",
         "«", "»", "'", "’", "–", "·", "−", "1er", "septembre", "2026", "n°", "art.", "Dr", "\n", "(", ")",
         ".", ",", "€")
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(PROSE)
def test_typography_is_idempotent(text):
    once = typo(text)
    assert typo(once) == once


def _letters(text):
    return re.sub(r"[\s'’]", "", text.replace("1ᵉʳ", "1er"))


@given(PROSE)
def test_typography_changes_only_spaces_apostrophes_and_ordinals(text):
    assert _letters(typo(text)) == _letters(text)


@given(st.text(alphabet="ab 1:?<>&\"'«»\n", max_size=40))
def test_rendered_text_is_escaped_as_before(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    rendered = typo_html(f"<p>{escaped}</p>")
    inner = rendered.removeprefix("<p>").removesuffix("</p>")
    assert "<" not in inner
    assert ">" not in inner


def test_attributes_code_fields_and_verbatim_texts_are_left_alone():
    untouched = (
        '<a title="Quoi ?" href="?a=1 ; b">x</a><code>a : b</code><pre>1 204</pre><textarea>Quoi ?</textarea>'
        "<script>a ? b : c</script><style>a : b</style><!-- Quoi ? -->"
        "<div data-verbatim><div>a : b</div>c ?</div>"
        '<button lang="en">Why ?</button>'
    )
    assert typo_html(untouched) == untouched


def test_text_after_a_verbatim_element_is_set_again():
    assert typo_html("<p><code>a ?</code> Quoi ?</p>") == f"<p><code>a ?</code> Quoi{T}?</p>"


def test_an_escaped_apostrophe_becomes_a_typographic_one():
    assert typo_html("<p>l&#x27;heure &amp; la date</p>") == "<p>l’heure &amp; la date</p>"


def test_an_entity_is_never_cut_at_its_semicolon():
    assert typo_html("<p>a &lt; b &amp; c</p>") == "<p>a &lt; b &amp; c</p>"


def test_an_element_between_a_word_and_its_colon_still_gets_the_space():
    assert typo_html("<b>Pour</b> : 3") == f"<b>Pour</b>{N}: 3"


@given(PROSE)
def test_markup_typography_is_idempotent(text):
    markup = f"<p>{text.replace('<', '')}</p> <code>{text}</code>"
    once = typo_html(markup)
    assert typo_html(once) == once
