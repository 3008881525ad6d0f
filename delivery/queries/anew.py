"""Which running services are looked at anew, and in which case."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from cases.queries import reader_language, service_names
from cases.rules import extent_text
from cases.stages import UNDECIDED
from delivery.models import Reassessed
from delivery.queries.placed import extent_of
from delivery.rules import REASONS, Reason


@dataclass(frozen=True, slots=True)
class AnewRow:
    """A running service that a case looks at anew, as it was when the case began."""

    service: str
    extent: str
    reference: str  # the case it was granted in
    reason: str  # label
    wanted_from: dt.date | None  # from when the unit says that it is needed


def looked_at_by(case_id: int, *, on: dt.date) -> tuple[AnewRow, ...]:
    """What a case began from; empty for one of a new need. The caller has checked access."""
    found = list(
        Reassessed.objects.filter(case_id=case_id)
        .select_related("service__order__line", "service__case")
        .order_by("pk")
    )
    names = service_names([row.service.service_key for row in found], on=on)
    return tuple(_row(row, name) for row, name in zip(found, names, strict=True))


def _row(row: Reassessed, name: str) -> AnewRow:
    line = row.service.order.line
    extent = extent_of(line) if line is not None else None
    return AnewRow(
        service=name,
        extent=extent_text(extent, language=reader_language()) if extent else "",
        reference=row.service.case.reference,
        reason=REASONS[Reason(row.reason)],
        wanted_from=row.wanted_from,
    )


def reassessed_now() -> QuerySet[Reassessed]:
    """Running services with a case in which nothing is decided yet."""
    return Reassessed.objects.filter(
        case__stage__in=[stage.value for stage in UNDECIDED], case__ended_at=None
    )


def looked_at_in(services: Iterable[int]) -> dict[int, str]:
    """In which open case each running service (id) is looked at anew."""
    found = reassessed_now().filter(service_id__in=list(services))
    return dict(found.order_by("pk").values_list("service_id", "case__reference"))
