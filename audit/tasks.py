"""What beat nudges: seal the trail, and verify it."""

from celery import shared_task
from django.utils import timezone

from audit import actions


@shared_task
def seal(**_later: object) -> dict[str, int]:
    """Seal and anchor what waits. A second, late or lost nudge changes nothing."""
    return actions.seal(at=timezone.now())


@shared_task(time_limit=280, soft_time_limit=270)  # the broker gives it to another after 600 s
def check(**_later: object) -> dict[str, int]:
    """Verify the chain; a second nudge verifies once more."""
    return actions.check(at=timezone.now())
