"""Addresses of the follow-up of a breach, and of what the house keeps how long."""

from django.urls import URLPattern, path

from notify.web import follow_up, follow_up_acts, follow_up_people, retention

_ONE = "violations/<uuid:breach_id>/suites/"

urlpatterns: list[URLPattern] = [
    path(_ONE, follow_up.follow_up, name="follow_up"),
    path(f"{_ONE}suites.pdf", follow_up.follow_up_file, name="follow_up_file"),
    path(f"{_ONE}courriers/", follow_up_acts.receive_letter, name="letter_receive"),
    path(f"{_ONE}courriers/<uuid:letter_id>/reponse/", follow_up_acts.answer_letter, name="letter_answer"),
    path(f"{_ONE}demandes/", follow_up_people.receive_request, name="request_receive"),
    path(f"{_ONE}demandes/<uuid:request_id>/prolonger/", follow_up_people.extend_request, name="request_extend"),
    path(f"{_ONE}demandes/<uuid:request_id>/suite/", follow_up_people.handle_request, name="request_handle"),
    path(f"{_ONE}report/", follow_up_people.record_delay, name="delay_record"),
    path(f"{_ONE}report/<uuid:delay_id>/lever/", follow_up_people.lift_delay, name="delay_lift"),
    path(f"{_ONE}references/", follow_up_acts.links, name="follow_up_links"),
    path(f"{_ONE}enseignements/", follow_up_acts.lessons, name="follow_up_lessons"),
    path(f"{_ONE}gel/", follow_up_acts.place_hold, name="hold_place"),
    path(f"{_ONE}gel/lever/", follow_up_acts.release_hold, name="hold_release"),
    path("organisme/conservation/", retention.retention, name="retention"),
    path("organisme/conservation/proposer/<slug:kind>/", retention.propose, name="retention_propose"),
    path("organisme/conservation/<uuid:rule_id>/", retention.decide, name="retention_decide"),
]
