"""What the pages that grade and give show: the key, the history, what may be given by whom."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext

from cases.models import Case
from cases.queries import staff_names, unit_names
from cases.service_types import VedtakRule, choosable, service_type
from decisions.legal import basis_for
from decisions.queries import UnitChoice, only_giver, performing_units
from people.access import Actor
from people.queries import colleagues
from referrals.models import Grading
from referrals.policy import Urgency
from referrals.queries.facts import key_on
from referrals.queries.queue import WaitRow, waits_of
from referrals.rules import by_urgency


@dataclass(frozen=True, slots=True)
class GradeRow:
    """How urgent the case was found to be once, newest first."""

    on: dt.date
    by: str
    unit: str
    grade: int
    label: str
    longest_days: int
    start_by: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class GradePage:
    """The page «Hastegrad»."""

    key: tuple[Urgency, ...]
    history: tuple[GradeRow, ...]
    wait: WaitRow | None  # None: it no longer waits
    follows_key: bool  # a service of the case is shared out by urgency


@dataclass(frozen=True, slots=True)
class GivePage:
    """What may be chosen on «Gi hjelp uten vedtak»: values and names."""

    services: tuple[tuple[str, str], ...]  # "ergoterapi hol_3_2_nr_5"
    proposed: str
    units: tuple[UnitChoice, ...]
    proposed_unit: str  # key: the one that gives what is proposed, else the case's own
    staff: tuple[tuple[str, str], ...]


def grade_page(case_id: int, *, on: dt.date) -> GradePage:
    """The key in force, and every grading of the case."""
    case = Case.objects.get(pk=case_id)
    found = list(Grading.objects.filter(case_id=case_id).order_by("-pk"))
    staff = staff_names({row.graded_by_id for row in found})
    units = unit_names({row.unit_id for row in found}, on=on)
    keys = case.services.filter(removed_at=None).values_list("service_key", flat=True)
    return GradePage(
        key=key_on(case.municipality_id, on=on),
        history=tuple(
            GradeRow(
                on=localdate(row.graded_at),
                by=staff[row.graded_by_id],
                unit=units.get(row.unit_id, "") if row.unit_id else "",
                grade=row.grade,
                label=row.label,
                longest_days=row.longest_days,
                start_by=row.start_by,
                reason=row.reason,
            )
            for row in found
        ),
        wait=waits_of([case_id], on=on).get(case_id),
        follows_key=any(by_urgency(service_type(k, on=max(case.received_on, on))) for k in keys),
    )


def give_page(case_id: int, *, actor: Actor, on: dt.date) -> GivePage:
    """Services of the case first, each with the paragraphs it may be given by; units; staff."""
    case = Case.objects.get(pk=case_id)
    asked = list(
        case.services.filter(removed_at=None).order_by("pk").values_list("service_key", flat=True)
    )
    rows = sorted(
        choosable(on),
        key=lambda s: (asked.index(s.key) if s.key in asked else len(asked), s.name_nb),
    )
    services = tuple(
        (f"{service.key} {row.basis}", f"{gettext(service.name_nb)} – {row.short}")
        for service in rows
        if service.vedtak is not VedtakRule.ALWAYS or service.key in asked
        for row in basis_for(service, on=on)
    )
    proposed = services[0][0] if asked and services else ""
    units = performing_units(case.municipality_id, on=on, also=case.unit_id)
    return GivePage(
        services=services,
        proposed=proposed,
        units=units,
        proposed_unit=_proposed_unit(units, proposed.partition(" ")[0], own=case.unit_id),
        staff=tuple(colleagues(actor, on=on)),
    )


def _proposed_unit(units: Sequence[UnitChoice], service_key: str, *, own: int) -> str:
    """The key of the one unit that gives the service; the case's own, where it may give it."""
    if only := only_giver(units, service_key):
        return only.key
    said = any(service_key in unit.gives for unit in units)
    may = (u.key for u in units if u.id == own and (not said or service_key in u.gives))
    return next(may, "")
