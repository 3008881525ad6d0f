"""The Celery application: a clock and a postman that carry no facts."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tildeling.settings")

app = Celery("tildeling", task_cls="watch.tasks:Nudge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
