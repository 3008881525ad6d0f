"""«Før og etter»: what an act made of a case's rows, and how the case stood on a day."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import BooleanField, DateField, DateTimeField, Field, ForeignKey, JSONField
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext

from audit import queries as audit
from audit.events import sentence_of
from audit.queries import ChangeRow
from audit.words import mark, said
from cases.queries import staff_names, unit_names
from cases.service_types import SERVICE_TYPES
from cases.stages import STAGES, TRACKS
from desk.queries.done import midnight
from desk.rules import ACTS, CONTROL_ONLY, NOT_TOLD, label_of, rows_of
from people.models import StaffMember, Unit

NOT_SET: Final = mark("Ikke satt")
KEPT: Final = mark("Vises ikke her")
# Codes and their words; other codes are told by the act's own sentence.
WORDS: Final[dict[str, dict[str, str]]] = {
    "stage": {stage.value: row.label for stage, row in STAGES.items()},
    "track": {track.value: label for track, label in TRACKS.items()},
    "service_key": {service.key: service.name_nb for service in SERVICE_TYPES},
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column of one row, before and after."""

    label: str
    was: str
    became: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What was made of one row, in words; `more` columns say something to the database only."""

    at: dt.datetime
    login: str  # the role that connected
    about: str
    act: str
    came: bool  # put in: then no fields
    fields: tuple[FieldChange, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ActChanges:
    """An act, who did it, and what it made of the case's rows."""

    at: dt.datetime
    sentence: str
    by: str
    rows: tuple[RowChange, ...]  # changed or taken away, in order
    came: tuple[str, ...]  # what was put in: «Frist (8)»
    more: int  # columns that are not told, in all


def changes_of(entry_id: UUID, *, case_id: int) -> ActChanges | None:
    """What an act made of the case's rows; None where the case has no such act."""
    found = audit.changes_of_act(entry_id, case_id=case_id)
    if found is None:
        return None
    entry, changes = found
    by = staff_names([entry.staff_id]).get(entry.staff_id or 0, gettext("System"))
    unit = unit_names([entry.unit_id], on=localdate(entry.at)).get(entry.unit_id or 0, "")
    rows = list(_told(changes))
    came = Counter(row.about for row in rows if row.came)
    return ActChanges(
        at=entry.at,
        sentence=sentence_of(entry.event, entry.data, say=gettext),
        by=", ".join(part for part in (by, unit) if part),
        rows=tuple(row for row in rows if row.fields),
        came=tuple(f"{about} ({n})" if n > 1 else about for about, n in came.items()),
        more=sum(row.more for row in rows),
    )


def changes_by_hand(case_id: int) -> tuple[RowChange, ...]:
    """What was made of the case's rows past the product, newest first."""
    return tuple(_told(audit.changes_by_hand(case_id)))


def case_on(case_id: int, *, day: dt.date) -> tuple[FieldChange, ...]:
    """The case as it stood when the day ended, its value in `became`; empty before it was."""
    at = midnight(day + dt.timedelta(days=1)) - dt.timedelta(microseconds=1)
    state = audit.as_of("cases_case", case_id, at=at)
    if state is None:
        return ()
    came = ChangeRow(at, "cases_case", case_id, "UPDATE", {}, state, None, "", "", case_id)
    (row,) = _told([came])
    return row.fields


def _told(changes: Sequence[ChangeRow]) -> Iterator[RowChange]:
    """The changes in words, with the names they lead to asked for once."""
    names = _names(changes)
    for change in changes:
        told = change.relation not in CONTROL_ONLY
        columns = [
            column for column in {**change.was, **change.became} if told and label_of(column)
        ]
        fields = _fields(change.relation)
        yield RowChange(
            at=change.at,
            login=change.login,
            came=change.act == "INSERT",
            about=gettext(rows_of(change.relation)),
            act=gettext(ACTS[change.act]),
            fields=tuple(
                FieldChange(
                    label=said(label_of(column), gettext),
                    was=_value(fields[column], change.was.get(column), names),
                    became=_value(fields[column], change.became.get(column), names),
                )
                for column in columns
                if column in fields
            ),
            more=len(change.was.keys() | change.became.keys()) - len(columns),
        )


Names = dict[type, dict[int, str]]


def _names(changes: Sequence[ChangeRow]) -> Names:
    """The names of staff and units that values of these changes lead to."""
    ids: dict[type, set[int]] = {StaffMember: set(), Unit: set()}
    for change in changes:
        for column, field in _fields(change.relation).items():
            if isinstance(field, ForeignKey) and field.related_model in ids:
                values = (change.was.get(column), change.became.get(column))
                ids[field.related_model].update(value for value in values if value)
    day = localdate(changes[0].at) if changes else dt.date.max
    return {
        StaffMember: staff_names(ids[StaffMember]),
        Unit: unit_names(ids[Unit], on=day),
    }


@cache
def _fields(relation: str) -> dict[str, "Field[Any, Any]"]:
    """The fields of a table by column; a table that is no more has none."""
    metas = [model._meta for model in apps.get_models()]  # noqa: SLF001 - Django's public name
    meta = next((meta for meta in metas if meta.db_table == relation), None)
    return {field.column or "": field for field in meta.concrete_fields} if meta else {}


def _value(field: "Field[Any, Any]", value: Any, names: Names) -> str:  # noqa: C901 - one line for each sort
    """A stored value as a page tells it."""
    if value is None or value == "":
        return gettext(NOT_SET)
    if field.column in NOT_TOLD or isinstance(field, JSONField):
        return gettext(KEPT)
    if isinstance(field, ForeignKey):
        return names.get(field.related_model, {}).get(value, gettext(KEPT))
    if field.column in WORDS:
        return gettext(WORDS[field.column].get(value, value))
    if field.choices:
        return gettext(str(dict(field.flatchoices).get(value, value)))
    if isinstance(field, BooleanField):
        return gettext("Ja") if value else gettext("Nei")
    if isinstance(field, DateTimeField):
        moment = localtime(dt.datetime.fromisoformat(value))
        return date_format(moment, "d.m.Y H.i")
    if isinstance(field, DateField):
        return date_format(dt.date.fromisoformat(value), "d.m.Y")
    return str(value)
