"""Addresses of this part of the site."""

from django.urls import URLPattern, path

from notify.web import assessing, breach, confirming, describing, duty_acts, evidence, linked, orders, outside, short

_ONE = "violations/<uuid:breach_id>/"

urlpatterns: list[URLPattern] = [
    path("violations/courte/", short.short, name="breach_short"),
    path("violations/courte/cote/", short.short_score, name="breach_short_score"),
    path(_ONE, breach.breach, name="breach"),
    path(f"{_ONE}confirmer/", confirming.confirm, name="breach_confirm"),
    path(f"{_ONE}ecarter/", confirming.dismiss, name="breach_dismiss"),
    path(f"{_ONE}rouvrir/", confirming.reopen, name="breach_reopen"),
    path(f"{_ONE}prise-de-connaissance/", confirming.correct_awareness, name="awareness_correct"),
    path(f"{_ONE}faits/", describing.facts, name="breach_facts"),
    path(f"{_ONE}evaluer/", assessing.assess, name="breach_assess"),
    path(f"{_ONE}evaluer/cote/", assessing.live_score, name="breach_score"),
    path(f"{_ONE}evaluer/decision/", assessing.submit_decision, name="decision_submit"),
    path(f"{_ONE}obligations/<uuid:duty_id>/", duty_acts.fulfil, name="duty_fulfil"),
    path(f"{_ONE}mesures/", duty_acts.take_measure, name="measure_take"),
    path(f"{_ONE}mesures/<uuid:measure_id>/faite/", duty_acts.complete_measure, name="measure_complete"),
    path(f"{_ONE}responsables-conjoints/", duty_acts.arrangement, name="arrangement"),
    path(f"{_ONE}signaler-ailleurs/", linked.report_elsewhere, name="report_elsewhere"),
    path(f"{_ONE}acte-de-la-cnil/", orders.order, name="order_record"),
    path(f"{_ONE}cloturer/", duty_acts.close, name="breach_close"),
    path(f"{_ONE}echeances.ics", outside.deadlines_file, name="deadlines_file"),
    path(f"{_ONE}decompte.pdf", outside.countdown_file, name="countdown_file"),
    path("calendrier/", outside.calendar_address, name="calendar_address"),
    path("calendrier/<str:token>.ics", outside.calendar_feed, name="calendar_feed"),
    path(f"{_ONE}pieces/", evidence.add_evidence, name="evidence_add"),
    path(f"{_ONE}pieces/<uuid:evidence_id>/", evidence.evidence_file, name="evidence_file"),
]
