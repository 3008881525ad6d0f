"""What beat nudges: have a look at the deadlines, and make room for the coming months' trail."""

from celery import shared_task
from django.utils import timezone

from deadlines import actions


@shared_task
def sweep(**_later: object) -> dict[str, int]:
    """Do what is due. A second, late or lost nudge changes nothing."""
    return actions.sweep(at=timezone.now())


@shared_task
def count_again(**_later: object) -> int:
    """Count anew what a changed rule or holiday gives another day. A second look changes none."""
    return actions.count_all_again(at=timezone.now())


@shared_task
def prepare_partitions(**_later: object) -> int:
    """Make the partitions of the coming months."""
    return actions.prepare_partitions(on=timezone.localdate())
