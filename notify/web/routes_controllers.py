"""Addresses of this part of the site."""

from django.urls import URLPattern, path

from notify.web import controllers, notice_acts

_ALL = "violations/<uuid:breach_id>/responsables/"
_ONE = _ALL + "<uuid:notice_id>/"

urlpatterns: list[URLPattern] = [
    path(_ALL, controllers.controllers, name="controllers"),
    path(_ALL + "fichier/", controllers.controllers_import, name="controllers_import"),
    path(_ALL + "ajouter/", controllers.controller_add, name="controller_add"),
    path(_ALL + "texte/", controllers.controllers_text, name="controllers_text"),
    path(_ALL + "envoyer/", controllers.controllers_send, name="controllers_send"),
    path(_ALL + "etat.csv", controllers.controllers_csv, name="controllers_csv"),
    path(_ONE, controllers.notice_preview, name="notice_preview"),
    path(_ONE + "relancer/", notice_acts.notice_retry, name="notice_retry"),
    path(_ONE + "<slug:kind>/", notice_acts.notice_act, name="notice_act"),
]
