"""The roof: settings, urls, celery, base templates, demo town. Nothing imports it."""

from tildeling.celery import app as celery_app

__all__ = ["celery_app"]
