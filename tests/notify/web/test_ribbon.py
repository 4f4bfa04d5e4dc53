"""Geometry of the ribbon: positions, order, room for the labels, after the term, across a change of hour."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.typography import NBSP
from notify.web.ribbon import ROOMS, RibbonEvent, RibbonReminder, build_ribbon
from notify.web.ribbon_labels import LOWER, UPPER

START = datetime(2026, 9, 11, 16, 47, tzinfo=UTC)  # Friday, 18 h 47 in Paris
DUE = START + timedelta(hours=72)


def hours(n):
    return timedelta(hours=n)


def ladder(now):
    return [RibbonReminder(DUE - hours(n), sent=DUE - hours(n) <= now) for n in (48, 24, 12, 6, 2, 1)]


@pytest.fixture
def sunday():
    now = START + hours(30.8)
    events = [
        RibbonEvent(START + hours(20.55), "Plainte déposée"),
        RibbonEvent(START + hours(0.55), "Violation retenue"),
        RibbonEvent(START + hours(1.42), "ARS et CERT Santé"),
        RibbonEvent(START + hours(14.88), "Évaluation commencée"),
    ]
    return build_ribbon(START, DUE, now, events, ladder(now))


def labels(ribbon, room):
    return dict(ribbon.event_labels)[room]


def test_the_bar_is_filled_up_to_now(sunday):
    assert sunday.now_x == pytest.approx(30.8 / 72 * 100, abs=0.01)
    assert sunday.term_x == 100
    assert not sunday.late


def test_days_start_at_local_midnight_and_hours_come_every_six(sunday):
    assert [tick.label for tick in sunday.days] == ["ven. 11", "samedi 12", "dimanche 13", "lundi 14"]
    assert sunday.days[1].x == pytest.approx((5 + 13 / 60) / 72 * 100, abs=0.01)
    assert [tick.label for tick in sunday.hours[:5]] == ["0 h", "6 h", "12 h", "18 h", "0 h"]


def test_of_two_neighbours_the_earlier_label_stands_lower(sunday):
    placed = labels(sunday, "roomy")
    assert [label.text for label in placed] == [
        "Violation retenue", "ARS et CERT Santé", "Évaluation commencée", "Plainte déposée"
    ]  # fmt: skip
    assert [label.step for label in placed] == [LOWER, UPPER, LOWER, UPPER]


def test_reminders_without_room_share_a_label(sunday):
    texts = [label.text.replace(NBSP, " ") for label in dict(sunday.reminder_labels)["roomy"]]
    assert texts == ["48 h avant, envoyé", "24 h avant", "12 h avant", "6 h avant", "2 h, 1 h"]


def test_the_sentence_says_what_the_drawing_shows(sunday):
    assert sunday.sentence.replace(NBSP, " ") == (
        "Délai de 72 h, du vendredi 11 septembre 2026 à 18 h 47 au lundi 14 septembre 2026 à 18 h 47."
        " Le dimanche 13 septembre 2026 à 1 h 35 : il reste 41 h 12 min."
    )


def test_the_list_tells_everything_in_order(sunday):
    assert len(sunday.lines) == 3 + 4 + 6
    assert [line.at for line in sunday.lines] == sorted(line.at for line in sunday.lines)


def test_after_the_term_the_bar_is_full_and_says_how_late():
    now = DUE + timedelta(hours=2, minutes=10)
    ribbon = build_ribbon(START, DUE, now, [], ladder(now))
    assert ribbon.late
    assert ribbon.now_x == 100
    assert ribbon.term_x == pytest.approx(72 / (72 + 2 + 1 / 6) * 100, abs=0.01)
    assert ribbon.now_second.replace(NBSP, " ") == "En retard de 2 h 10 min"


def test_the_scale_stops_stretching_a_quarter_after_the_term():
    ribbon = build_ribbon(START, DUE, DUE + timedelta(days=40), [], [])
    assert ribbon.term_x == pytest.approx(80)
    assert ribbon.now_x == 100


@pytest.mark.parametrize("month,day,length", [(3, 28, 23), (10, 24, 25)])
def test_the_day_of_the_change_of_hour_has_its_real_length(month, day, length):
    start = datetime(2026, month, day, 9, 0, tzinfo=UTC)
    due = start + hours(72)
    ribbon = build_ribbon(start, due, start + hours(20), [], [])
    sunday, monday = (tick.x for tick in ribbon.days[1:3])
    assert monday - sunday == pytest.approx(length / 72 * 100, abs=0.01)


def test_what_came_before_the_start_is_in_the_list_only():
    before = RibbonEvent(START - hours(3), "Incident signalé")
    ribbon = build_ribbon(START, DUE, START + hours(1), [before], [])
    assert ribbon.event_dots == ()
    assert ribbon.lines[0].text == "Incident signalé"


def test_the_words_follow_the_language():
    ribbon = build_ribbon(START, DUE, START + hours(10), [], ladder(START), lang="en")
    assert ribbon.start_text == "Awareness, 18:47"
    assert ribbon.days[1].label == "Saturday 12"


def test_a_leader_that_would_cross_a_label_is_not_drawn():
    words = [(10.0, "Avis"), (12.0, "Évaluation commencée"), (16.5, "Plainte")]
    events = [RibbonEvent(START + hours(h), text) for h, text in words]
    ribbon = build_ribbon(START, DUE, START + hours(60), events, [])
    avis, evaluation, plainte = labels(ribbon, "tight")
    assert (avis.step, evaluation.step) == (LOWER, UPPER)
    assert avis.right < plainte.x < evaluation.right  # room below, but only through the label above
    assert plainte.text == ""


OFFSETS = st.lists(st.floats(min_value=-5, max_value=110), max_size=12)
WORDS = st.sampled_from(["Avis", "Violation retenue", "Évaluation commencée", "Rapport de l’éditeur reçu"])


@st.composite
def ribbons(draw):
    now = START + hours(draw(st.floats(min_value=0, max_value=110)))
    events = [RibbonEvent(START + hours(h), draw(WORDS)) for h in draw(OFFSETS) if START + hours(h) <= now]
    reminders = [RibbonReminder(START + hours(h), sent=START + hours(h) <= now) for h in draw(OFFSETS)]
    return build_ribbon(START, DUE, now, events, reminders, lang=draw(st.sampled_from(["fr", "en"])))


@given(ribbons())
def test_every_position_is_within_the_drawing_and_in_order(ribbon):
    for xs in (
        [tick.x for tick in ribbon.days], [tick.x for tick in ribbon.hours], list(ribbon.event_dots),
        [dot.x for dot in ribbon.reminders],
    ):  # fmt: skip
        assert all(0 <= x <= 100 for x in xs)
        assert xs == sorted(xs)
    assert 0 <= ribbon.now_x <= 100
    assert 0 < ribbon.term_x <= 100


@given(ribbons(), st.sampled_from(sorted(ROOMS)))
def test_labels_of_events_never_overlap_nor_leave_the_drawing(ribbon, room):
    written = [label for label in labels(ribbon, room) if label.text]
    assert all(0 <= label.left < label.right <= 100 for label in written)
    for step in (UPPER, LOWER):
        row = sorted((label.left, label.right) for label in written if label.step == step)
        assert all(one[1] <= other[0] for one, other in pairwise(row))


@given(ribbons(), st.sampled_from(sorted(ROOMS)))
def test_no_leader_nor_line_crosses_a_label(ribbon, room):
    written = [label for label in labels(ribbon, room) if label.text]
    for label in written:
        leaders = [other.x for other in written if other is not label and other.step >= label.step]
        for x in [*leaders, ribbon.now_x, ribbon.term_x]:
            assert not label.left < x < label.right


@given(ribbons(), st.sampled_from(sorted(ROOMS)))
def test_labels_of_reminders_never_overlap(ribbon, room):
    row = dict(ribbon.reminder_labels)[room]
    assert all(one.right <= other.left for one, other in pairwise(row))


@given(ribbons())
def test_the_texts_of_now_never_cross_the_term(ribbon):
    if ribbon.now_anchor == "start":
        assert ribbon.now_text_x == ribbon.now_x
    else:
        assert ribbon.now_text_x in {ribbon.now_x, ribbon.term_x}
