"""The Celery application: a clock and a postman that carry no facts."""

import os
from importlib import import_module

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tildeling.settings")

app = Celery("tildeling", task_cls="watch.tasks:Nudge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_dangerous_settings(**_said: object) -> None:
    """Before the worker takes anything: so also the web (wsgi.py) and the clock (watch.tasks)."""
    import_module("watch.adapters").refuse()
