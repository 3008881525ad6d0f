"""«Før og etter»: what an act made of a case's rows, and how the case stood on a day."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    Field,
    ForeignKey,
    JSONField,
    Model,
)
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext

from audit import queries as audit
from audit.queries import ChangeRow
from audit.words import mark, said
from cases.queries import reader_language, staff_names, unit_names
from cases.rules import Extent, extent_text
from cases.service_types import Per
from cases.service_types import Unit as Amount
from decisions.policy import GIVES
from desk.queries.done import midnight
from desk.queries.history import told
from desk.rules import (
    ACTS,
    AT_MIDNIGHT,
    CONTROL_ONLY,
    FIRST_AFTER,
    NOT_TOLD,
    label_of,
    rows_of,
    word_of,
)
from people.models import StaffMember, Unit

NOTHING: Final[tuple[Any, ...]] = (None, "", False, [], {})  # what a row that came does not say
NOT_SET: Final = mark("Ikke satt")
KEPT: Final = mark("Vises ikke her")
# By what a row of a table is named beside what it is about: its column, or the way to another's.
NAMED_BY: Final[dict[str, str]] = {
    "assessments_score": "variable",
    "assessments_recommendedservice": "service_key",
    "cases_caseservice": "service_key",
    "deadlines_deadline": "kind",
    "deadlines_ledgerentry": "deadline__kind",
    "decisions_decisionline": "service_key",
    "delivery_runningservice": "service_key",
    "notifications_letter": "kind",
    "records_document": "title",
    "records_note": "kind",
}
# What a case is made of on a day, beside its own row.
OF_A_CASE: Final = (
    "cases_caseservice",
    "deadlines_deadline",
    "decisions_decision",
    "decisions_decisionline",
    "decisions_lineend",
)


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
    came: bool  # put in: its fields say what it came with, in `became`
    fields: tuple[FieldChange, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ActChanges:
    """An act, who did it, and what it made of the case's rows."""

    at: dt.datetime
    sentence: str
    by: str
    rows: tuple[RowChange, ...]  # changed or taken away, in order
    came: tuple[RowChange, ...]  # put in, in order
    more: int  # columns that are not told, in all


def changes_of(entry_id: UUID, *, case_id: int) -> ActChanges | None:
    """What an act made of the case's rows; None where the case has no such act."""
    found = audit.changes_of_act(entry_id, case_id=case_id)
    if found is None:
        return None
    entry, changes = found
    (row,) = told([entry], reference="")
    rows = list(_told(changes))
    return ActChanges(
        at=entry.at,
        sentence=row.sentence,
        by=row.by,
        rows=tuple(row for row in rows if row.fields and not row.came),
        came=tuple(row for row in rows if row.came),
        more=sum(row.more for row in rows),
    )


def changes_by_hand(case_id: int) -> tuple[RowChange, ...]:
    """What was made of the case's rows past the product, newest first."""
    return tuple(_told(audit.changes_by_hand(case_id)))


@dataclass(frozen=True, slots=True)
class StoodCase:
    """A case as it stood when a day ended."""

    fields: tuple[FieldChange, ...]  # of the case itself, each value in `became`
    about: tuple[str, ...]  # the services it was about
    decisions: tuple[str, ...]  # issued by then: «Vedtak 1, 04.03.2026»
    services: tuple[str, ...]  # granted and in force that day
    deadlines: tuple[str, ...]  # open that day: «Foreløpig svar, 04.04.2026»


def case_on(case_id: int, *, day: dt.date) -> StoodCase | None:
    """The case as it stood when the day ended, of the sealed history; None before it was."""
    at = midnight(day + dt.timedelta(days=1)) - dt.timedelta(microseconds=1)
    state = audit.as_of("cases_case", case_id, at=at)
    if state is None:
        return None
    came = ChangeRow(at, "cases_case", case_id, "UPDATE", {}, state, None, "", "", case_id)
    (row,) = _told([came])
    track = said(label_of("track"), gettext)
    rows = audit.stood(OF_A_CASE, case_id=case_id, at=at)
    issued = {pk: one for pk, one in rows["decisions_decision"].items() if one.get("issued_at")}
    ended = {one["line_id"]: one["ended_on"] for one in rows["decisions_lineend"].values()}
    lines = [
        (
            one["service_key"],
            one["from_on"],
            min(filter(None, (one["to_on"], ended.get(pk))), default=None),
        )
        for pk, one in rows["decisions_decisionline"].items()
        if one["decision_id"] in issued and one["outcome"] in set(GIVES)
    ]
    return StoodCase(
        fields=tuple(one for one in row.fields if one.label != track),
        about=tuple(
            _word("cases_caseservice", "service_key", one["service_key"])
            for one in rows["cases_caseservice"].values()
            if not one.get("removed_at")
        ),
        decisions=tuple(
            gettext("Vedtak %(n)s") % {"n": one["n"]} + f", {_date(one['issued_at'])}"
            for one in issued.values()
        ),
        services=tuple(
            f"{_word('decisions_decisionline', 'service_key', key)}, "
            + gettext("fra %(day)s") % {"day": _date(first)}
            for key, first, last in lines
            if first and first <= f"{day}" and (last is None or f"{day}" < last)
        ),
        deadlines=tuple(
            ", ".join(
                filter(
                    None, (_word("deadlines_deadline", "kind", one["kind"]), _date(one["due_on"]))
                )
            )
            for one in sorted(
                rows["deadlines_deadline"].values(), key=lambda one: one["due_on"] or ""
            )
            if not one["met_at"] and not one["cancelled_at"]
        ),
    )


def _word(relation: str, column: str, value: Any) -> str:
    return gettext(word_of(relation, column, value) or str(value))


def _date(value: str | None) -> str:
    """A stored day or moment as a day; empty for none."""
    if not value:
        return ""
    if "T" in value or " " in value:
        day = localdate(dt.datetime.fromisoformat(value))
    else:
        day = dt.date.fromisoformat(value)
    return date_format(day, "d.m.Y")


def _amount(change: ChangeRow, column: str, side: dict[str, Any]) -> str:
    """How much of a service, with its unit: «3,5 timer/uke»; empty for every other column.

    What an act left as it was, is what the row said then.
    """
    if column != "quantity" or not side.get("quantity"):
        return ""
    row = side
    if change.act == "UPDATE":
        row = (audit.as_of(change.relation, change.row_id, at=change.at) or {}) | side
    try:
        extent = Extent(row["quantity"], Amount(row["unit"]), Per(row["per"]))
    except (KeyError, ValueError):
        return ""
    return extent_text(extent, language=reader_language())


def _through(first_after: dt.date) -> str:
    """The last day, of the first one after it."""
    last = date_format(first_after - dt.timedelta(days=1), "d.m.Y")
    return gettext("til og med %(day)s") % {"day": last}


def _told(changes: Sequence[ChangeRow]) -> Iterator[RowChange]:
    """The changes in words, with the names they lead to asked for once."""
    names, things = _names(changes), _things(changes)
    for change in changes:
        shown = change.relation not in CONTROL_ONLY
        came = change.act == "INSERT"
        columns = [
            column
            for column in {**change.was, **change.became}
            if shown and label_of(column) and not (came and change.became[column] in NOTHING)
        ]
        thing = things.get((change.relation, change.row_id), "")
        fields = _fields(change.relation)
        yield RowChange(
            at=change.at,
            login=change.login,
            came=came,
            about=": ".join(filter(None, (gettext(rows_of(change.relation)), thing))),
            act=gettext(ACTS[change.act]),
            fields=tuple(
                FieldChange(
                    label=said(label_of(column), gettext),
                    was=_amount(change, column, change.was)
                    or _value(change.relation, fields[column], change.was.get(column), names),
                    became=_amount(change, column, change.became)
                    or _value(change.relation, fields[column], change.became.get(column), names),
                )
                for column in columns
                if column in fields
            ),
            more=0 if came else len(change.was.keys() | change.became.keys()) - len(columns),
        )


def _things(changes: Sequence[ChangeRow]) -> dict[tuple[str, int], str]:
    """What each changed row is among its kind, where it has a word; a query for each kind."""
    ids: dict[str, set[int]] = {}
    for change in changes:
        if change.relation in NAMED_BY and change.relation not in CONTROL_ONLY:
            ids.setdefault(change.relation, set()).add(change.row_id)
    found = {}
    for relation, rows in ids.items():
        path = NAMED_BY[relation]
        table, column = ("deadlines_deadline", "kind") if "__" in path else (relation, path)
        model = _model(relation)
        for pk, value in model._default_manager.filter(pk__in=rows).values_list("pk", path):  # type: ignore[union-attr]  # noqa: SLF001 - one of NAMED_BY; Django's public name
            found[relation, pk] = _word(table, column, value)
    return found


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
    model = _model(relation)
    fields = model._meta.concrete_fields if model else ()  # noqa: SLF001 - Django's public name
    return {field.column or "": field for field in fields}


def _model(relation: str) -> type[Model] | None:
    """What a table's rows are; None for one that is no more."""
    models = apps.get_models()
    return next((one for one in models if one._meta.db_table == relation), None)  # noqa: SLF001 - as above


def _value(  # noqa: C901 - one line for each sort
    relation: str, field: "Field[Any, Any]", value: Any, names: Names
) -> str:
    """A stored value as a page tells it."""
    if value is None or value == "":
        return gettext(NOT_SET)
    if field.column in NOT_TOLD or isinstance(field, JSONField):
        return gettext(KEPT)
    if isinstance(field, ForeignKey):
        return names.get(field.related_model, {}).get(value, gettext(KEPT))
    if word := word_of(relation, field.column or "", value):
        return gettext(word)
    if field.choices:
        return gettext(str(dict(field.flatchoices).get(value, value)))
    if isinstance(field, BooleanField):
        return gettext("Ja") if value else gettext("Nei")
    if isinstance(field, DateTimeField):
        moment = localtime(dt.datetime.fromisoformat(value))
        if field.column in AT_MIDNIGHT and moment.time() == dt.time.min:
            return _through(localdate(moment))
        return date_format(moment, "d.m.Y H.i")
    if isinstance(field, DateField) and field.column in FIRST_AFTER:
        return _through(dt.date.fromisoformat(value))
    if isinstance(field, DateField):
        return date_format(dt.date.fromisoformat(value), "d.m.Y")
    return str(value)
