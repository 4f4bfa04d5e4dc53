"""The project's own app: it carries the commands."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """Commands `play`, `assess`, `deadline`, `verify`, `serve`."""

    name = "notify"
    label = "notify"
