"""Which tests run on one engine only, SQLite's row, and why. Every other test that opens a database runs on both.

On PostgreSQL stays whatever lives by the database: operations, guards, constraints, concurrency, tenancy, migrations,
the four-eyes matrix, the work list, the vault, queries that sort, search, filter and count. Left out are

- the tests that open no database: known from their fixtures, and one that opens it in passing fails (see conftest);
- the tests named below, one by one: their subject is what is drawn, on paper or on a page, of a record that other tests
  make on both engines. A new test is on both until somebody names it here.

`tests/house/test_engines.py` holds the names to that.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NO_DATABASE = "opens no database"
DRAWN: dict[str, tuple[str, str]] = {
    "tests/notify/dossier/test_dossier.py": (
        "text, order and tags of a PDF",
        """
        every_answer_stands_in_the_pdf_in_the_order_of_the_form
        each_page_says_which_content_it_is
        what_is_not_answered_is_said
        a_hostile_answer_is_printed_sign_for_sign
        a_very_long_answer_runs_over_several_pages_and_loses_nothing
        an_exercise_is_marked_on_each_page
        the_regime_of_a_sole_practitioner_is_printed
        a_late_filing_prints_its_lateness_and_reasons
        the_pdf_is_tagged_in_french_and_has_a_title
    """,
    ),
    "tests/notify/web/test_assess_page.py": (
        "questions and live score of a form",
        """
        the_open_questions_are_those_that_still_move_the_result
        an_answered_question_is_listed_with_a_way_to_change_it
        modifying_an_answer_works_without_a_script_and_keeps_the_others
        the_live_score_counts_the_posted_answers_and_saves_nothing
        recomputing_without_a_script_gives_the_same_score
        a_public_communication_is_the_exemption_c
        without_a_choice_the_proposed_gravity_is_kept
        factors_set_by_hand_need_a_justification
        evaluating_before_the_facts_leads_back_to_the_breach
        answers_that_were_not_on_the_page_do_not_change_the_facts
        a_live_score_with_nonsense_keeps_the_saved_answers
        a_quarter_of_a_point_is_never_rounded_away
    """,
    ),
    "tests/notify/web/test_awareness_file.py": (
        "what a page shows of the hours",
        """
        the_page_shows_each_hour_with_who_evidence_reasons_and_which_is_sealed
    """,
    ),
    "tests/notify/web/test_clocks_on_pages.py": (
        "wording of clocks on pages",
        """
        the_breach_page_says_why_a_regime_does_not_apply_with_source_confidence_and_date
        an_entity_of_nis2_reads_that_the_french_law_is_not_established_until_it_dates_it
        the_contested_reading_is_offered_as_an_argument_only_where_it_differs
        the_argument_names_its_instant_and_says_that_the_term_stays
    """,
    ),
    "tests/notify/web/test_communications.py": (
        "the preview, a PDF",
        """
        the_preview_is_the_true_page_of_an_invented_person
        the_preview_shows_what_is_posted_without_saving_it
        the_preview_may_stand_in_a_frame_of_our_own_page_only
    """,
    ),
    "tests/notify/web/test_declaration.py": (
        "questions, fields, text and exports of a form",
        """
        without_notification_the_page_offers_to_prepare_one
        all_sections_stand_in_the_order_of_the_form
        what_is_missing_is_said_by_phase_and_level
        an_answer_that_does_not_fit_stands_beside_its_field_and_nothing_is_lost
        the_json_export_holds_the_very_content
        the_text_export_has_every_answer
        hostile_answers_are_text
    """,
    ),
    "tests/notify/web/test_english.py": (
        "the language of pages",
        """
        every_reason_of_the_law_ring_is_said_in_english
        a_column_name_of_the_file_is_not_translated
        what_is_left_before_closing_is_said_in_english
        the_questions_of_the_official_form_stay_french_and_the_page_says_so
        the_facts_are_said_in_english_beside_the_official_form
    """,
    ),
    "tests/notify/web/test_facts_page.py": (
        "questions and fields of a form",
        """
        every_question_of_the_format_is_asked
        plain_answers_become_a_version_of_the_facts
        a_population_is_added_without_a_script_and_nothing_typed_is_lost
        a_contradiction_that_is_only_flagged_is_saved_and_shown_beside_its_field
        the_breach_page_says_what_the_last_version_changed
    """,
    ),
    "tests/notify/web/test_next_step.py": (
        "wording of the band",
        """
        a_report_asks_the_dpo_to_qualify_and_tells_legal_who_does
        a_confirmed_breach_asks_for_its_facts_before_the_72_hours
        described_facts_ask_for_the_assessment_with_its_open_questions
        an_opinion_asks_for_the_decision_then_legal_decides
        while_legal_decides_the_dpo_prepares_the_notification
        a_duty_whose_term_is_near_comes_first
        the_mailing_service_is_asked_for_nothing_before_a_letter_is_wanted
    """,
    ),
    "tests/notify/web/test_outside.py": (
        "a calendar file and a sheet of paper",
        """
        the_address_gives_reference_duty_term_and_link_and_no_fact
        the_page_shows_the_address_once
        the_file_of_a_breach_has_every_clock_with_the_alarms_of_the_house
        an_open_clock_rings_at_each_step_of_the_ladder
        the_sheet_is_one_page_with_every_duty_and_nothing_of_the_case
        the_breach_page_offers_what_to_take_away
    """,
    ),
    "tests/notify/web/test_sheets.py": (
        "questions, fields, text and exports of the sheets",
        """
        every_sheet_opens_filled_from_the_facts_and_says_what_is_missing
        an_answer_that_does_not_fit_stands_beside_its_field_and_nothing_is_lost
        contradictions_stand_on_the_breach_and_on_each_sheet_with_both_values
        exports_say_the_same_answers_and_their_hash
        the_pdf_of_a_sheet_is_tagged_and_claims_no_more
    """,
    ),
    "tests/notify/web/test_start.py": (
        "the real start makes an SQLite file, whatever runs the tests",
        """
        the_form_creates_the_real_database_and_leaves_the_demonstration
        an_answer_that_will_not_do_creates_nothing_and_keeps_the_rest
        no_password_is_ever_an_argument
        a_failure_without_a_sentence_shows_nothing_of_its_trace
        the_page_that_waits_gives_way_to_the_real_sign_in
    """,
    ),
    "tests/scenarios/test_play_command.py": (
        "a play has an SQLite file of its own, whatever runs the tests",
        """
        a_play_in_the_throw_away_database_leaves_no_trace
        the_throw_away_database_is_a_copy_of_one_template
        a_failed_expectation_is_code_1_with_line_found_and_expected
        an_event_refused_against_expectation_is_code_1
        what_does_not_fit_is_code_2
        missing_libraries_are_code_3_and_the_play_stops_where_paper_begins
        what_a_play_writes_is_what_a_user_would_hold
        manifest_control_and_files_tell_the_same
        the_register_and_the_notification_speak_of_the_breach
    """,
    ),
}
OPENS_DATABASE = {"db", "transactional_db", "django_db_setup", "django_db_reset_sequences", "live_server"}


def opens_database(item: pytest.Item) -> bool:
    """Whether a fixture or a mark of the test gives it the database."""
    return item.get_closest_marker("django_db") is not None or not OPENS_DATABASE.isdisjoint(
        getattr(item, "fixturenames", ())
    )


def named(path: str, function: str) -> str:
    """The reason beside the name of a test, empty for a test that is not named."""
    reason, names = DRAWN.get(path, ("", ""))
    return reason if function.removeprefix("test_") in names.split() else ""


def once(item: pytest.Item) -> str:
    """Why SQLite alone is enough for this test; empty when it belongs to both engines."""
    if not opens_database(item):
        return NO_DATABASE
    function = getattr(item, "originalname", item.name)
    return named(item.path.relative_to(ROOT).as_posix(), function)


def belonging(items: Iterable[pytest.Item]) -> list[str]:
    """Those that the row of PostgreSQL must not lose."""
    return [item.nodeid for item in items if not once(item)]
