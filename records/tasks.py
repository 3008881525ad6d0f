"""What the clock asks of notes and documents: have a look in the scan folder."""

from celery import shared_task
from django.utils import timezone

from records import actions


@shared_task
def empty_scan_folder() -> None:
    """Take in what the scanners have laid there; a second delivery changes nothing."""
    actions.take_in_scans(at=timezone.now())
