"""The board of pathways (forløpstavle): every case on its way, by phase."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from cases.models import Case, CaseService
from cases.queries import in_hand, service_names, unit_names
from cases.stages import STAGES, Stage
from pathways.models import Handover, PathwayCase, Question
from pathways.rules import next_step, tone
from people.access import Actor
from people.rules import age_on

LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class Card:
    """One case on the board."""

    reference: str
    person_id: int
    name: str  # «N., Ola (84)»
    initials: str  # for a board on a wall
    protection: str  # how the address is protected; empty where it is not
    services: str
    stage: Stage
    days: int  # in this phase, counted in calendar days
    tone: str
    next_step: str
    coordinator: str  # empty: nobody yet
    responsible: str  # of the case; empty: in the unit's queue
    unit: str
    waits_for: str  # the unit a proposed handover waits for
    questions: int  # unanswered
    urgent: bool

    @property
    def stage_label(self) -> str:
        """Where the case stands, in words."""
        return STAGES[self.stage].label

    @property
    def holder(self) -> str:
        """Who the card names: the coordinator, or until there is one the case's responsible."""
        return self.coordinator or self.responsible


@dataclass(frozen=True, slots=True)
class Board:
    """The cards that fit the filter, oldest in their phase first, and what can be filtered on."""

    cards: tuple[Card, ...]
    total: int  # without the filter
    units: tuple[tuple[str, str], ...]  # key and name
    coordinators: tuple[tuple[str, str], ...]  # public id and name


def board(
    *,
    actor: Actor,
    on: dt.date,
    unit: str = "",
    coordinator: str = "",
    nobody: bool = False,
) -> Board:
    """The cases on open pathways and the recommended ones, among those the actor may open.

    `unit` is a key, `coordinator` a public id; `nobody` keeps those that neither a coordinator
    nor a responsible person has. Seven queries
    whatever the number.
    """
    cases = _on_their_way(in_hand(actor))
    everyone: list[tuple[Any, ...]] = list(
        cases.values_list(
            "unit_id",
            "unit__key",
            "pathway_link__pathway__coordinator__public_id",
            "pathway_link__pathway__coordinator__given_name",
            "pathway_link__pathway__coordinator__family_name",
        )
    )
    if unit:
        cases = cases.filter(unit__key=unit)
    if coordinator:
        cases = cases.filter(pathway_link__pathway__coordinator__public_id=coordinator)
    if nobody:
        cases = cases.filter(pathway_link=None, responsible=None)
    found = list(cases.order_by("stage_since", "pk")[:LIMIT])
    ids = [case.pk for case in found]
    waiting = dict(
        Handover.objects.filter(case_id__in=ids, state=Handover.State.PROPOSED).values_list(
            "case_id", "to_unit_id"
        )
    )
    names = unit_names({row[0] for row in everyone} | set(waiting.values()), on=on)
    around = _Around(
        services=_services(ids),
        waits_for={case_id: names.get(unit_id, "") for case_id, unit_id in waiting.items()},
        questions=Counter(
            Question.objects.filter(case_id__in=ids, answered_at=None).values_list(
                "case_id", flat=True
            )
        ),
        units=names,
    )
    coordinators = {str(row[2]): f"{row[3]} {row[4]}" for row in everyone if row[2] is not None}
    return Board(
        cards=tuple(_card(case, around, on) for case in found),
        total=len(everyone),
        units=tuple(
            sorted({(row[1], names.get(row[0], "")) for row in everyone}, key=lambda pair: pair[1])
        ),
        coordinators=tuple(sorted(coordinators.items(), key=lambda pair: pair[1])),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around the cases of a board, by case id; units by their own."""

    services: dict[int, list[str]]
    waits_for: dict[int, str]
    questions: dict[int, int]
    units: dict[int, str]


def _on_their_way(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(
        Q(pathway_link__isnull=False, pathway_link__pathway__closed_at=None)
        | Q(stage=Stage.RECOMMENDED, coordinator_passed=False),
        ended_at=None,
    ).select_related("person", "responsible", "pathway_link__pathway__coordinator")


def _services(ids: list[int]) -> dict[int, list[str]]:
    asked: dict[int, list[str]] = {}
    for case_id, key in (
        CaseService.objects.filter(case_id__in=ids, removed_at=None)
        .order_by("pk")
        .values_list("case_id", "service_key")
    ):
        asked.setdefault(case_id, []).append(key)
    return asked


def _card(case: Case, around: _Around, on: dt.date) -> Card:
    stage = Stage(case.stage)
    days = (on - localdate(case.stage_since)).days
    link: PathwayCase | None = getattr(case, "pathway_link", None)
    on_pathway = link is not None and link.pathway.closed_at is None
    waits_for = around.waits_for.get(case.pk, "")
    questions = around.questions.get(case.pk, 0)
    person = case.person
    age = f" ({age_on(person.born_on, on)})" if person.born_on else ""
    services = service_names(around.services.get(case.pk, ()), on=max(on, case.received_on))
    return Card(
        reference=case.reference,
        person_id=case.person_id,
        name=f"{person.family_name[:1]}., {person.given_name}{age}",
        initials=f"{person.given_name[:1]}. {person.family_name[:1]}.",
        protection="" if person.protection == "NONE" else str(person.get_protection_display()),
        services=", ".join(services),
        stage=stage,
        days=days,
        tone=tone(stage, days),
        next_step=next_step(stage, waits_for=waits_for, questions=questions),
        coordinator=str(link.pathway.coordinator) if link is not None and on_pathway else "",
        responsible=str(case.responsible or ""),
        unit=around.units.get(case.unit_id, ""),
        waits_for=waits_for,
        questions=questions,
        urgent=case.urgent,
    )
