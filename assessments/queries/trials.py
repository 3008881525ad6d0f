"""What pages read of trials (utprøving), and which teams can try a measure."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext

from assessments.models import Trial
from assessments.rules import lawful_until, tried_together
from cases.queries import given_undecided, staff_names, unit_names
from cases.rules import Period, needs_vedtak
from cases.service_types import Basis, service_type
from people.models import Unit

SAFETY_NET = 10  # days; the gate that asks «Vedtak eller avslutning?» (deadlines, utproving_port)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """One trial. The last days are days it is given, as people say it."""

    public_id: str
    version: int
    team: str
    measure: str
    service_key: str
    service: str
    goal: str
    starts_on: dt.date
    planned_last_on: dt.date
    started_by: str
    last_on: dt.date | None
    ended_by: str
    result: str
    days: int  # so far, or in all
    asks: bool  # it nears two weeks, and the law would then ask for a decision


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A unit that takes orders."""

    key: str
    name: str


def trials(case_id: int, *, on: dt.date) -> list[TrialRow]:
    """The trials of a case, newest first."""
    found = list(Trial.objects.filter(case_id=case_id).order_by("-starts_on", "-pk"))
    teams = unit_names({t.team_id for t in found}, on=on)
    names = staff_names({i for t in found for i in (t.started_by_id, t.ended_by_id)})
    return [_row(t, teams[t.team_id], names, on) for t in found]


def teams_for(case_id: int, *, on: dt.date) -> list[TeamRow]:
    """The units of the case's municipality that can try a measure on a day, by name."""
    found = Unit.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        municipality__cases=case_id,
        performs=True,
        valid_from__lte=on,
    )
    keys = dict(found.values_list("pk", "key"))
    names = unit_names(keys, on=on)
    rows = [TeamRow(key=key, name=names[pk]) for pk, key in keys.items()]
    return sorted(rows, key=lambda row: (row.name, row.key))


def counted_with(
    person_id: int,
    service_key: str,
    measure: str,
    *,
    before: dt.date,
    but: int | None = None,
) -> list[Period]:
    """The person's trials of the same measure, and other help with the service without a decision.

    They count together with a trial that starts on `before`; `but` is that trial's own pk.
    """
    tried = Trial.objects.filter(
        Q(service_key=service_key) | Q(measure__iexact=measure), case__person_id=person_id
    )
    if but is not None:
        tried = tried.exclude(pk=but)
    return tried_together(
        before,
        [
            *((one.starts_on, one.ended_on or one.planned_end_on) for one in tried.order_by("pk")),
            *given_undecided(person_id, service_key),
        ],
    )


def may_last_until(case_id: int, trial: str) -> dt.date | None:
    """The first day an open trial may no longer last without a decision; None: none is needed."""
    found = Trial.objects.select_related("case").get(case_id=case_id, public_id=trial)
    return lawful_until(
        service_type(found.service_key, on=found.starts_on),
        Basis(found.basis),
        found.starts_on,
        earlier=counted_with(
            found.case.person_id,
            found.service_key,
            found.measure,
            before=found.starts_on,
            but=found.pk,
        ),
    )


def _row(trial: Trial, team: str, names: dict[int, str], on: dt.date) -> TrialRow:
    service = service_type(trial.service_key, on=max(trial.starts_on, on))
    days = max(((trial.ended_on or on) - trial.starts_on).days, 0)
    return TrialRow(
        public_id=str(trial.public_id),
        version=trial.version,
        team=team,
        measure=trial.measure,
        service_key=trial.service_key,
        service=gettext(service.name_nb),
        goal=trial.goal,
        starts_on=trial.starts_on,
        planned_last_on=trial.planned_end_on - _DAY,
        started_by=names[trial.started_by_id],
        last_on=trial.ended_on - _DAY if trial.ended_on else None,
        ended_by=names.get(trial.ended_by_id, "") if trial.ended_by_id else "",
        result=trial.result,
        days=days,
        asks=trial.ended_on is None
        and days >= SAFETY_NET
        and needs_vedtak(service, None, Basis(trial.basis)),
    )
