"""Dossiers as a Django app."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """Rendered dossiers."""

    name = "notify.dossier"
    label = "dossier"
