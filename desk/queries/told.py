"""The report to the person: who has looked at what is kept of them, in plain words, by day."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext

from cases.queries import PersonHead
from desk.policy import telling_on
from desk.queries.answers import counted
from desk.queries.looks import ALL_LOOKS, LookRow, looks
from desk.rules import LookNarrow
from people.access import Actor
from people.models import Municipality, Resident, StaffMember
from people.queries import resident_id


@dataclass(frozen=True, slots=True)
class ToldDay:
    """What was looked at on a day, latest first."""

    on: dt.date
    rows: tuple[LookRow, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The report. `who` in its rows is empty where the member of staff is not named."""

    person: PersonHead
    days: tuple[ToldDay, ...]
    total: int  # visits
    by: int  # different people
    language: str  # what it speaks
    municipality: str  # what it is called
    counted: str  # «7 besøk av 3 ansatte»
    words: tuple[str, ...]  # what the list is, and what one may do; a paragraph each
    cut: bool  # there were more than are gone through


def told(
    public_id: str,
    *,
    actor: Actor,
    on: dt.date,
    narrow: LookNarrow = LookNarrow(),  # noqa: B008 - frozen
) -> Told:
    """Who has looked at the person, as the person is told it. Raises NotFound as `looks`."""
    policy = telling_on(on)
    found = looks(
        public_id,
        actor=actor,
        on=on,
        narrow=narrow,
        size=ALL_LOOKS,
        lists=policy.lists,
        own_words=policy.own_words,
    )
    municipality = Municipality.objects.get(pk=actor.municipality_id)
    unnamed = set[int]()
    if not policy.protected_names:
        unnamed = _protected({row.staff_id for row in found.rows if row.staff_id})
    rows = [
        row if policy.names and row.staff_id not in unnamed else _unnamed(row) for row in found.rows
    ]
    days = groupby(rows, key=lambda row: localdate(row.last_at))
    return Told(
        person=found.person,
        days=tuple(ToldDay(day, tuple(theirs)) for day, theirs in days),
        total=found.total,
        by=found.by,
        language=get_language() or "nb",
        municipality=municipality.name,
        counted=counted(found.total, found.by),
        words=_words(municipality, cut=found.cut),
        cut=found.cut,
    )


def _words(municipality: Municipality, *, cut: bool) -> tuple[str, ...]:
    """The same on the page and on paper."""
    asked = [municipality.name, municipality.address, municipality.postal]
    if municipality.phone:
        asked.append(gettext("telefon %(phone)s") % {"phone": municipality.phone})
    told = [
        gettext(
            "Her står hvem i kommunen som har åpnet opplysninger om deg, når det var, hvorfor de"
            " kunne gjøre det, og hva slags opplysninger de så."
        ),
        gettext(
            "Sider som samme ansatt åpnet uten lang pause, står på én linje. Navnet ditt kan også"
            " ha stått i lister som ansatte arbeider etter. De er ikke med her."
        ),
        gettext(
            "Er det noe du ikke forstår, eller mener du at noen ikke skulle ha sett dette? Si fra"
            " til kommunen, så undersøker vi det. Du kan også klage til Helsetilsynet eller"
            " Datatilsynet."
        ),
        ", ".join(line for line in asked if line),
    ]
    if cut:
        told.append(gettext("De eldste er ikke med. Be om dem hvis du vil se dem også."))
    return tuple(told)


def _protected(staff_ids: Collection[int]) -> set[int]:
    """Those who work here, and whose own address is protected."""
    staff = StaffMember.objects.filter(pk__in=staff_ids).exclude(resident=None)
    return set(staff.exclude(resident__protection="NONE").values_list("pk", flat=True))


def _unnamed(row: LookRow) -> LookRow:
    return LookRow(
        staff_id=None,
        first_at=row.first_at,
        last_at=row.last_at,
        who=gettext("En ansatt") if row.role else row.who,
        role=row.role,
        unit=row.unit,
        ground=row.ground,
        reference=row.reference,
        pages=row.pages,
        looks=row.looks,
    )


def language_of(public_id: str, *, actor: Actor) -> str:
    """The code of the person's own language. Raises NotFound as `looks`."""
    return Resident.objects.get(pk=resident_id(public_id, actor=actor)).language
