"""The work list as a Django app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Work rows, the journal cursor and heartbeats."""

    name = "notify.work"
    label = "work"
