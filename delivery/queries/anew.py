"""Which running services are looked at anew, and in which case."""

from collections.abc import Iterable

from django.db.models import QuerySet

from cases.stages import UNDECIDED
from delivery.models import Reassessed


def reassessed_now() -> QuerySet[Reassessed]:
    """Running services with a case in which nothing is decided yet."""
    return Reassessed.objects.filter(
        case__stage__in=[stage.value for stage in UNDECIDED], case__ended_at=None
    )


def looked_at_in(services: Iterable[int]) -> dict[int, str]:
    """In which open case each running service (id) is looked at anew."""
    found = reassessed_now().filter(service_id__in=list(services))
    return dict(found.order_by("pk").values_list("service_id", "case__reference"))
