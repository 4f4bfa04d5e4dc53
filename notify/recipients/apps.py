"""Recipients as a Django app."""

from django.apps import AppConfig


class RecipientsConfig(AppConfig):
    """Encrypted rows, their keys, and the private store."""

    name = "notify.recipients"
    label = "recipients"
