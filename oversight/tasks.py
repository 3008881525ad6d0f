"""What the clock asks of control: look for looks that are unlike work."""

from celery import shared_task
from django.utils import timezone

from oversight import actions


@shared_task
def look_for_signals(**_later: object) -> int:
    """Go through the day's looks. A second, late or lost nudge changes nothing."""
    return actions.look_for_signals(at=timezone.now())
