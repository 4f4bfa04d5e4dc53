"""The pages as a Django app: templates, static files, drafts."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """One module a screen."""

    name = "notify.web"
    label = "web"
