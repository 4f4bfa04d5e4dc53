"""Sign-in as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users and their links to members."""

    name = "notify.accounts"
    label = "accounts"
