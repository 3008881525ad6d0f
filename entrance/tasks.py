"""The clock's work at the entrance."""

from celery import shared_task
from django.utils import timezone

from people import actions


@shared_task
def forget_sessions() -> None:
    """Throw away the sessions that have ended; run twice, it does nothing more."""
    actions.forget_sessions(at=timezone.now())


@shared_task
def forget_results() -> None:
    """Throw away old answers to requests with a key; run twice, it does nothing more."""
    actions.forget_results(at=timezone.now())
