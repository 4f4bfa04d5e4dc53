"""Alerts as a Django app."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts and their deliveries."""

    name = "notify.alerts"
    label = "alerts"
