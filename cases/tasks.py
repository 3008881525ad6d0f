"""What the clock asks of cases: look for drafts that are kept for nobody any more."""

from celery import shared_task
from django.utils import timezone

from cases import actions


@shared_task
def purge_drafts() -> None:
    """Forget old drafts; a second delivery changes nothing."""
    actions.purge_drafts(at=timezone.now())
