"""Letters as a Django app."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Lots and proof packets."""

    name = "notify.letters"
    label = "letters"
