"""What the municipality has decided about the path on a day."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from cases.models import PolicyRow, RoutingRow
from cases.policy import (
    BY_TRACK,
    HEAVY,
    Coordinator,
    Policy,
    When,
    is_simplified,
    strictest,
)
from cases.service_types import service_type
from cases.stages import Track
from people.models import RoleGrant, Unit, UnitIntakeRule, UnitKind
from people.rules import age_on


def _in_force(day: dt.date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def track_for(municipality_id: int, service_key: str, *, on: dt.date) -> Track:
    """The track of a service: the municipality's row, else the catalogue's default, else OTHER."""
    row = (
        RoutingRow.objects.filter(
            _in_force(on), municipality_id=municipality_id, service_key=service_key
        )
        .order_by("-valid_from")
        .first()
    )
    if row is not None:
        return Track(row.track)
    default = service_type(service_key, on=on).default_track
    return Track(default) if default else Track.OTHER


@dataclass(frozen=True, slots=True)
class Decided:
    """What a municipality has decided about the path, as it stands on a day."""

    on: dt.date
    rows: tuple[PolicyRow, ...]  # begun by the day, those that have ended too; the latest first

    def of(self, track: Track, key: str, *, renewal: bool = False) -> Policy:
        """What holds for one service; `renewal`: the person gets what they have, unchanged."""
        plain = self._plain(track, key)
        if not renewal or key in HEAVY:
            return plain
        rows = self._about(track, key, renewal=True) or self._about(track, "", renewal=True)
        if rows:
            return next((_said(row) for row in rows if self._holds(row)), plain)
        return _quick(plain) if is_simplified("", on=self.on) else plain

    def _plain(self, track: Track, key: str) -> Policy:
        own = self._about(track, key)
        for row in own:
            if self._holds(row):
                return _said(row)
        if not own and is_simplified(key, on=self.on):
            return _quick(BY_TRACK[Track.HOME])
        for row in self._about(track, ""):
            if self._holds(row):
                return _said(row)
        policy = BY_TRACK[track]
        if key in HEAVY:
            return replace(policy, two_persons=When.ALWAYS, approval=When.ALWAYS)
        return policy

    def _about(self, track: Track, key: str, *, renewal: bool = False) -> list[PolicyRow]:
        return [
            row
            for row in self.rows
            if (row.track, row.service_key, row.renewal) == (track, key, renewal)
        ]

    def _holds(self, row: PolicyRow) -> bool:
        return row.valid_to is None or self.on < row.valid_to


def decided(municipality_id: int, *, on: dt.date) -> Decided:
    """Every row a municipality has written about the path by a day, in one query."""
    rows = PolicyRow.objects.filter(municipality_id=municipality_id, valid_from__lte=on)
    return Decided(on, tuple(rows.order_by("-valid_from", "-pk")))


def policy_for(
    municipality_id: int,
    track: Track,
    service_keys: Sequence[str],
    *,
    on: dt.date,
    renewal: bool = False,
) -> Policy:
    """What holds for a case with these services: the strictest over all of them.

    `renewal`: the case gives the person what they have, unchanged (uendret fornyelse).
    """
    said = decided(municipality_id, on=on)
    found = [said.of(track, key, renewal=renewal) for key in service_keys]
    return strictest(found or [BY_TRACK[track]])


def _said(row: PolicyRow) -> Policy:
    return Policy(
        coordinator=Coordinator(row.coordinator),
        two_persons=When(row.two_persons),
        two_units=row.two_units,
        approval=When(row.approval),
        simplified=row.simplified,
    )


def _quick(policy: Policy) -> Policy:
    """The simplified course (forenklet løp): the coordinator's step is passed."""
    return replace(policy, coordinator=Coordinator.PASSED, simplified=True)


def unit_for(
    municipality_id: int,
    track: Track,
    service_keys: Sequence[str],
    *,
    district_id: int | None,
    born_on: dt.date | None,
    on: dt.date,
) -> Unit:
    """The unit that takes a new case: the most specific rule in force, then priority, then id.

    Raises LookupError when no rule fits: the municipality has not said who takes it.
    """
    rules = intake_rules(municipality_id, on=on)
    return unit_by(rules, track, service_keys, district_id=district_id, born_on=born_on, on=on)


def intake_rules(municipality_id: int, *, on: dt.date) -> list[UnitIntakeRule]:
    """Which units of a municipality take which new cases on a day, in one query."""
    rules = UnitIntakeRule.objects.filter(
        _in_force(on), unit__municipality_id=municipality_id, unit__valid_from__lte=on
    ).filter(Q(unit__valid_to=None) | Q(unit__valid_to__gt=on))
    return list(rules.select_related("unit"))


def unit_by(
    rules: Sequence[UnitIntakeRule],
    track: Track,
    service_keys: Sequence[str],
    *,
    district_id: int | None,
    born_on: dt.date | None,
    on: dt.date,
) -> Unit:
    """The unit that takes a new case by rules read before, for many cases: as `unit_for`."""
    age = age_on(born_on, on) if born_on else None
    fitting = [
        rule
        for rule in rules
        if rule.track in {"", track}
        and rule.service_key in {"", *service_keys}
        and rule.district_id in {None, district_id}
        and (rule.age_from is None or (age is not None and age >= rule.age_from))
        and (rule.age_to is None or (age is not None and age < rule.age_to))
    ]
    if not fitting:
        message = f"no intake rule for {track} {service_keys}"
        raise LookupError(message)
    best = min(fitting, key=lambda r: (-_specificity(r), r.priority, r.pk))
    return best.unit


def _specificity(rule: UnitIntakeRule) -> int:
    aged = rule.age_from is not None or rule.age_to is not None
    return sum((bool(rule.track), bool(rule.service_key), rule.district_id is not None, aged))


def queue_owner_of(unit: Unit, *, on: dt.date, besides: Collection[int] = frozenset[int]()) -> int:
    """The staff id of who answers for the unit's queue: its leader, or the nearest above.

    Past those in `besides`, who may not (a leader related to the person), unless nobody else leads.
    Raises LookupError when nobody leads the unit or any above it.
    """
    here: Unit | None = unit
    passed: int | None = None
    while here is not None:
        leaders = (
            RoleGrant.objects.filter(
                _in_force(on), unit=here, role="UNIT_LEADER", revoked_at=None, staff__left_on=None
            )
            .order_by("pk")
            .values_list("staff_id", flat=True)
        )
        for leader in leaders:
            if leader not in besides:
                return leader
            passed = passed or leader
        here = here.parent
    if passed is not None:
        return passed
    message = f"nobody leads {unit.key}"
    raise LookupError(message)


def office(municipality_id: int, *, on: dt.date) -> Unit:
    """The unit that decides (forvaltningen). Raises LookupError if there is none."""
    unit = (
        Unit.objects.filter(
            _in_force(on),
            municipality_id=municipality_id,
            decides=True,
            kind__in=[UnitKind.OFFICE, UnitKind.OFFICE_TEAM],
        )
        .order_by("kind", "pk")
        .first()
    )
    if unit is None:
        message = "no unit decides"
        raise LookupError(message)
    return unit
