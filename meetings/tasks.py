"""What the clock asks of meetings: nobody reads on because a meeting was never ended."""

from celery import shared_task
from django.utils import timezone

from meetings import actions


@shared_task
def end_past_access() -> None:
    """End what was opened at meetings on earlier days; a second delivery changes nothing."""
    actions.end_past_access(at=timezone.now())
