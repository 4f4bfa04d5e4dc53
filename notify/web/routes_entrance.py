"""Addresses of the entrance: sign-in, the staff form, the first pages, the house's own affairs."""

from django.urls import URLPattern, path

from notify.web import (
    dashboard,
    drafts,
    health,
    members,
    organisation,
    password,
    reporting,
    sign_in,
    start,
    theme,
    violations,
)

urlpatterns: list[URLPattern] = [
    path("", dashboard.dashboard, name="dashboard"),
    path("violations/", violations.breaches, name="breaches"),
    path("signaler/<str:token>/", reporting.report, name="report"),
    path("signaler/<str:token>/recu/<uuid:once>/", reporting.report_received, name="report_received"),
    path("connexion/", sign_in.SignIn.as_view(), name="sign_in"),
    path("deconnexion/", sign_in.sign_out, name="sign_out"),
    path("organisme/choisir/", sign_in.switch_organisation, name="switch_organisation"),
    path("organisme/", organisation.settings, name="organisation"),
    path("personnes/", members.members, name="members"),
    path("personnes/<uuid:member_id>/acces/", members.change_access, name="member_access"),
    path("mot-de-passe/", password.password_change, name="password_change"),
    path("affichage/", theme.choose_theme, name="theme"),
    path("brouillons/<slug:form>/<str:subject>/", drafts.save_draft, name="draft"),
    path("commencer/", start.start, name="start"),
    path("commencer/suite/", start.started, name="started"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
