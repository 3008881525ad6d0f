"""What the clock asks of documents: look in the scan folder, and at what was posted."""

from celery import shared_task
from django.utils import timezone

from records import actions

AT_ONCE = 50  # scans of a municipality: a look ends well before its time is up


@shared_task
def empty_scan_folder() -> None:
    """Take in what the scanners have laid there; a second delivery changes nothing."""
    actions.take_in_scans(most=AT_ONCE, at=timezone.now())


@shared_task
def number_letters() -> None:
    """Enter posted letters in the journal; a second delivery changes nothing."""
    actions.number_letters(at=timezone.now())
