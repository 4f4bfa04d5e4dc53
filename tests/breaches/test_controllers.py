"""Notices of a processor: bound text and list, four eyes, one state each, and the duty that ends with the last one."""

import pytest

from breaches import operations
from breaches.models import AuthorityNotification, ControllerNotice, NoticeRound
from breaches.operations import Controller
from breaches.operations.approving import OwnContentError
from breaches.operations.closing import left_to_do
from breaches.operations.controllers import NoticePartsMissingError, NotProcessorError, file_of
from breaches.operations.controllers_check import ControllersRefusedError
from breaches.operations.duties import NoticesPendingError
from breaches.operations.notifying import ProcessorDoesNotNotifyError
from breaches.operations.telling_controllers import NoAddressError, NoticesNotApprovedError, ToldBeforeAwareError
from tests import factories as f

pytestmark = pytest.mark.django_db
NOW = f.LATER


def act(people, verb, who="bob", **given):
    return getattr(operations, verb)(actor=getattr(people, who), now=NOW, **given)


def sending(people) -> NoticeRound:
    row = f.noticed(people)
    act(people, "submit_notices", round_id=row.pk)
    act(people, "approve_notices", "carla", round_id=row.pk)
    return act(people, "send_notices", round_id=row.pk)


def duty_of(row):
    return row.breach.duties.get(code="rgpd_33_2")


def test_the_hash_binds_text_and_list(people):
    row = f.noticed(people)
    before = row.content_sha256
    act(people, "edit_notices", round_id=row.pk, text=f.NOTICE | {"nature": "Autre chose."})
    text_changed = NoticeRound.objects.get(pk=row.pk).content_sha256
    act(people, "add_controllers", round_id=row.pk, controllers=[Controller("Un de plus")])
    list_changed = NoticeRound.objects.get(pk=row.pk)
    act(people, "set_notice_aside", notice_id=list_changed.notices.last().pk, reasons="Pas un client.")
    one_less = NoticeRound.objects.get(pk=row.pk)
    assert len({before, text_changed, list_changed.content_sha256}) == 3
    assert one_less.content_sha256 == text_changed  # the same text for the same list
    assert "Un de plus" not in one_less.content
    assert file_of(one_less).text["nature"] == "Autre chose."


def test_who_wrote_does_not_approve_even_with_the_role(people):
    row = f.noticed(people)
    people.bob.held_roles.create(role="legal")
    act(people, "submit_notices", round_id=row.pk)
    bob = type(people.bob).objects.get(pk=people.bob.pk)
    with pytest.raises(OwnContentError):
        operations.approve_notices(actor=bob, round_id=row.pk, now=NOW)


def test_a_refusal_brings_a_new_version(people):
    row = f.noticed(people)
    act(people, "submit_notices", round_id=row.pk)
    act(people, "refuse_notices", "carla", round_id=row.pk, comment="Dites depuis quand.")
    row = NoticeRound.objects.get(pk=row.pk)
    assert (row.state, row.version) == ("draft", 2)


def test_a_text_that_lacks_a_part_is_not_submitted(people):
    row = f.noticed(people)
    act(people, "edit_notices", round_id=row.pk, text=f.NOTICE | {"contact": " "})
    with pytest.raises(NoticePartsMissingError):
        act(people, "submit_notices", round_id=row.pk)


def test_a_controller_of_everything_has_no_controllers_to_tell(people):
    with pytest.raises(NotProcessorError):
        act(people, "prepare_notices", breach_id=f.described(people).pk, controllers=f.controllers())


def test_the_same_controller_twice_writes_nothing(people):
    row = f.noticed(people)
    with pytest.raises(ControllersRefusedError) as refused:
        act(people, "add_controllers", round_id=row.pk, controllers=[Controller("Autre", siren="000000018", line=4)])
    assert "n° 1" in str(refused.value)
    assert row.notices.count() == 2


def test_a_pure_processor_does_not_notify_and_the_refusal_names_the_article(people):
    breach = f.described(people, **f.HELD)
    with pytest.raises(ProcessorDoesNotNotifyError) as refused:
        act(people, "prepare_notification", breach_id=breach.pk, phase="initial")
    assert "article 33, paragraphe 2" in str(refused.value)
    assert not AuthorityNotification.objects.exists()


def test_a_mixed_breach_keeps_both_tracks(people):
    groups = [*f.HELD["populations"], {"key": "comptes", "role": "controller", "data": ["credentials"]}]
    breach = f.described(people, populations=groups)
    row = act(people, "prepare_notices", breach_id=breach.pk, controllers=f.controllers())
    assert act(people, "prepare_notification", breach_id=breach.pk, phase="initial").state == "draft"
    assert row.notices.first().populations == ["assures"]
    open_codes = set(breach.duties.filter(state="open").values_list("code", flat=True))
    assert {"rgpd_33", "rgpd_33_2"} <= open_codes


def test_the_duty_ends_with_the_last_notice_told_or_set_aside(people):
    row = sending(people)
    first, second = row.notices.order_by("number")
    act(people, "record_notice_sent", notice_id=first.pk)
    with pytest.raises(NoticesPendingError):
        act(people, "fulfil_duty", duty_id=duty_of(row).pk)
    assert duty_of(row).state == "open"
    act(people, "set_notice_aside", notice_id=second.pk, reasons="Contrat fini avant l’incident.")
    duty = duty_of(row)
    assert (duty.state, duty.late, duty.fulfilled_at) == ("fulfilled", False, NOW)
    assert duty.reference == "Responsables prévenus : 1 ; écartés avec motifs : 1"


def test_without_an_address_a_person_says_how_it_was_told(people):
    second = sending(people).notices.get(email="")
    with pytest.raises(NoAddressError):
        act(people, "record_notice_sent", notice_id=second.pk)
    with pytest.raises(ToldBeforeAwareError):
        act(people, "record_notice_sent", notice_id=second.pk, by_hand="Téléphone", at=f.FRIDAY)
    act(people, "record_notice_sent", notice_id=second.pk, by_hand="Téléphone")
    assert ControllerNotice.objects.get(pk=second.pk).by_hand == "Téléphone"


def test_nothing_is_told_before_the_round_leaves(people):
    row = f.noticed(people)
    act(people, "submit_notices", round_id=row.pk)
    act(people, "approve_notices", "carla", round_id=row.pk)
    with pytest.raises(NoticesNotApprovedError):
        act(people, "record_notice_sent", notice_id=row.notices.first().pk)


def test_a_second_round_completes_the_first_and_keeps_the_file_open_until_it_leaves(people):
    row = sending(people)
    for one in row.notices.all():
        act(people, "record_notice_sent", notice_id=one.pk, by_hand="Téléphone")
    later = act(people, "prepare_notices", breach_id=row.breach_id, controllers=f.controllers())
    assert later.number == 2
    assert duty_of(row).state == "fulfilled"
    assert any("responsables de traitement" in each for each in left_to_do(later.breach, f.LATER))


def test_the_journal_holds_no_contact(people):
    sending(people)
    bodies = "".join(people.organisation.journal.values_list("body", flat=True))
    assert "sorbier" not in bodies.lower()
    assert "Rose Petit" not in bodies
