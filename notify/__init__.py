"""The Django project and everything that meets the outside: HTTP in, paper and mail out, Celery, PDF."""

from notify.celery import app as celery_app

__all__ = ["celery_app"]
