"""What pages show of one person, and of those who stand by them; half a name finds many."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext as _

from audit.words import filled
from people.access import Actor
from people.models import IdentityNumber, Relative, Representative, Resident, Unit, UnitName
from people.models.residents import NorskSort
from people.queries.relations import findable
from people.refusals import NotFound
from people.rules import PersonGiven, age_on, list_name

OPEN_ADDRESS = "NONE"
MOST_HITS = 50
MOST_ALIKE = 10


@dataclass(frozen=True, slots=True)
class PersonHit:
    """One line of a search. `number` is set only when it was what one searched for."""

    id: int
    public_id: str
    list_name: str
    born_on: dt.date | None
    age: int | None
    zone: str  # the district; empty where the address is protected
    tags: tuple[str, ...]
    number: str = ""
    blocked: bool = False  # sperret by the person: only who it is may be shown


@dataclass(frozen=True, slots=True)
class RelativeDetails:
    """A relative as it stands in the register, for the page that edits it."""

    public_id: str
    name: str
    relation: str
    phone: str
    address: str
    postal: str
    next_of_kin: bool
    may_be_told: str
    may_be_told_label: str
    told_scope: str
    carer: bool
    parent: bool
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class RepresentativeDetails:
    """A guardian or agent as it stands in the register."""

    public_id: str
    kind: str
    kind_label: str
    name: str
    phone: str
    address: str
    postal: str
    protected: bool
    personal_matters: bool
    economy: bool
    receives_letters: bool
    scope_note: str
    valid_from: dt.date
    valid_to: dt.date | None

    @property
    def scope(self) -> str:
        """What the mandate covers, in words."""
        parts = [
            _("personlige forhold") if self.personal_matters else "",
            _("økonomi") if self.economy else "",
            self.scope_note,
        ]
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """One person as the register has them: the banner's lines and every field that can be edited.

    `address`, `postal` and `phone` are empty for a protected address, whoever looks.
    """

    id: int
    public_id: str
    version: int
    given_name: str
    family_name: str
    list_name: str
    born_on: dt.date | None
    age: int | None
    sex: str  # label
    sex_code: str
    number: str
    number_kind: str  # label; empty without a number
    earlier_numbers: tuple[str, ...]  # they still find the person
    address: str
    postal: str
    phone: str
    email: str
    district_id: int | None
    zone: str
    language: str
    interpreter_language: str
    doctor: str
    protection: str
    protection_label: str
    protected: bool
    blocked: bool
    died_on: dt.date | None
    tags: tuple[str, ...]
    relatives: tuple[RelativeDetails, ...]
    representatives: tuple[RepresentativeDetails, ...]

    @property
    def url(self) -> str:
        """The person's own page."""
        return f"/personer/{self.public_id}/"

    @property
    def details(self) -> tuple[str, ...]:
        """The lines under «Adresse, telefon og pårørende»."""
        lines = [
            ", ".join(part for part in (self.address, self.postal) if part),
            self.phone,
            *(f"{r.name}, {r.relation}" for r in self.relatives if r.next_of_kin),
        ]
        return tuple(line for line in lines if line)


def find_people(
    text: str, *, within: QuerySet[Resident], on: dt.date, limit: int = MOST_HITS
) -> list[PersonHit]:
    """People of `within` by number, by day of birth, or by parts of the name in any order.

    Sorted by name; one more than `limit` says that there are more. Empty for an empty text.
    """
    found, number = _matching(text, within)
    people = list(found.order_by("sort_name", "pk")[: limit + 1]) if found is not None else []
    zones = _zones([p for p in people if _shows_address(p)])
    return [_hit(p, zones, number, on) for p in people]


def _hit(person: Resident, zones: Mapping[int, str], number: str, on: dt.date) -> PersonHit:
    return PersonHit(
        id=person.pk,
        public_id=str(person.public_id),
        list_name=list_name(person.family_name, person.given_name),
        born_on=person.born_on,
        age=age_on(person.born_on, on) if person.born_on else None,
        zone=zones.get(person.district_id or 0, "") if _shows_address(person) else "",
        tags=_marks(person),
        number=number,
        blocked=person.blocked,
    )


def _matching(text: str, within: QuerySet[Resident]) -> tuple[QuerySet[Resident] | None, str]:
    typed = " ".join(text.split())
    digits = re.sub(r"[\s-]", "", typed)
    if re.fullmatch(r"[0-9]{11}", digits):
        return within.filter(numbers__number=digits).distinct(), digits
    born_on = _typed_day(typed)
    if born_on is not None:
        return within.filter(born_on=born_on), ""
    words = [word for word in re.split(r"[\s,]+", typed) if word]
    if not words or len("".join(words)) < 2:
        return None, ""
    named = Q()
    for word in words:
        named &= Q(sort_name__contains=NorskSort(Value(word)))
    return within.filter(named), ""


def _typed_day(typed: str) -> dt.date | None:
    match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", typed)
    if match is None:
        return None
    try:
        return dt.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def known_as(number: str, *, municipality_id: int) -> int | None:
    """The id of the person who has or has had `number` here, or None; also of who is hidden."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_known_as(%s, %s)", [municipality_id, number])
        found: int | None = cursor.fetchone()[0]
        return found


def person_details(person_id: int, *, on: dt.date) -> PersonDetails:
    """Everything the register has on one person on a day. The caller has checked access."""
    person = Resident.objects.get(pk=person_id)
    numbers = list(IdentityNumber.objects.filter(resident=person).order_by("-registered_at", "-pk"))
    number = next((one for one in numbers if one.current), None)
    now = Q(valid_to=None) | Q(valid_to__gt=on)
    hidden = person.protection != OPEN_ADDRESS
    representatives = Representative.objects.filter(now, resident=person).order_by("pk")
    relatives = Relative.objects.filter(now, resident=person).order_by("-next_of_kin", "name", "pk")
    return PersonDetails(
        id=person.pk,
        public_id=str(person.public_id),
        version=person.version,
        given_name=person.given_name,
        family_name=person.family_name,
        list_name=list_name(person.family_name, person.given_name),
        born_on=person.born_on,
        age=age_on(person.born_on, on) if person.born_on else None,
        sex=str(person.get_sex_display()),
        sex_code=person.sex,
        number=number.number if number else "",
        number_kind=str(number.get_kind_display()) if number else "",
        earlier_numbers=tuple(one.number for one in numbers if not one.current),
        address="" if hidden else person.address,
        postal="" if hidden else person.postal,
        phone="" if hidden else person.phone,
        email=person.email,
        district_id=person.district_id,
        zone="" if hidden else _zones([person]).get(person.district_id or 0, ""),
        language=person.language,
        interpreter_language=person.interpreter_language,
        doctor=person.doctor,
        protection=person.protection,
        protection_label=str(person.get_protection_display()),
        protected=hidden,
        blocked=person.blocked,
        died_on=person.died_on,
        tags=(
            *dict.fromkeys(str(r.get_kind_display()) for r in representatives),
            *_marks(person),
        ),
        relatives=tuple(_relative(r) for r in relatives),
        representatives=tuple(_representative(r) for r in representatives),
    )


def alike(person_id: int, *, actor: Actor, on: dt.date) -> list[PersonHit]:
    """Others who may be the same as a person; advisory, by name. Nobody only the named see."""
    person = Resident.objects.get(pk=person_id)
    told = PersonGiven(
        given_name=person.given_name, family_name=person.family_name, born_on=person.born_on
    )
    found = _alike(told, actor, on=on)
    return [hit for hit in found if hit.id != person.pk]


def alike_to(told: PersonGiven, *, actor: Actor, on: dt.date) -> list[PersonHit]:
    """Those registered who may be the person told of; none where the number is somebody's."""
    number = "".join(told.number.split())
    if number and known_as(number, municipality_id=actor.municipality_id) is not None:
        return []
    return _alike(told, actor, on=on)


def _alike(told: PersonGiven, actor: Actor, *, on: dt.date) -> list[PersonHit]:
    """Born the same day with a name in common, or of the same whole name."""
    family, given = told.family_name.strip(), told.given_name.strip()
    same = Q(family_name__iexact=family, given_name__iexact=given)
    if told.born_on is not None:
        first = given.split(" ")[0]
        same |= Q(born_on=told.born_on) & (
            Q(family_name__iexact=family)
            | (Q(given_name__istartswith=first) if first else Q(pk__in=[]))
        )
    found = findable(actor).filter(same)
    people = list(found.order_by("sort_name", "pk")[: MOST_ALIKE + 1])
    zones = _zones([p for p in people if _shows_address(p)])
    return [_hit(p, zones, "", on) for p in people]


def relative_details(public_id: str, *, person_id: int) -> RelativeDetails:
    """One relative of a person. Raises NotFound."""
    found = Relative.objects.filter(public_id=_uuid(public_id), resident_id=person_id).first()
    if found is None:
        raise NotFound
    return _relative(found)


def representative_details(public_id: str, *, person_id: int) -> RepresentativeDetails:
    """One guardian or agent of a person. Raises NotFound."""
    found = Representative.objects.filter(public_id=_uuid(public_id), resident_id=person_id).first()
    if found is None:
        raise NotFound
    return _representative(found)


def districts(actor: Actor, *, on: dt.date) -> list[tuple[str, str]]:
    """The districts people live in, as value and name, by name."""
    units = Unit.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        municipality_id=actor.municipality_id,
        kind="DISTRICT",
    )
    names = _names([unit.pk for unit in units])
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda row: row[1])


def _shows_address(person: Resident) -> bool:
    return person.protection == OPEN_ADDRESS and not person.blocked


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound from None


def _marks(person: Resident) -> tuple[str, ...]:
    tags: list[str] = []
    if person.interpreter_language:
        tags.append(filled("Tolk: {language}", language=person.interpreter_language))
    if person.protection != OPEN_ADDRESS:
        tags.append(str(person.get_protection_display()))
    if person.died_on:
        tags.append(filled("Død {day}", day=f"{person.died_on:%d.%m.%Y}"))
    if person.blocked:
        tags.append("Sperret")
    return tuple(tags)


def _zones(people: Sequence[Resident]) -> dict[int, str]:
    return _names([p.district_id for p in people if p.district_id is not None])


def _names(unit_ids: Sequence[int]) -> dict[int, str]:
    """What units are called by their latest name, in one query."""
    rows = UnitName.objects.filter(unit_id__in=set(unit_ids)).order_by("unit_id", "valid_from")
    return {row.unit_id: row.name for row in rows}


def _relative(row: Relative) -> RelativeDetails:
    return RelativeDetails(
        public_id=str(row.public_id),
        name=row.name,
        relation=row.relation,
        phone=row.phone,
        address=row.address,
        postal=row.postal,
        next_of_kin=row.next_of_kin,
        may_be_told=row.may_be_told,
        may_be_told_label=str(row.get_may_be_told_display()),
        told_scope=row.told_scope,
        carer=row.carer,
        parent=row.parent,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _representative(row: Representative) -> RepresentativeDetails:
    return RepresentativeDetails(
        public_id=str(row.public_id),
        kind=row.kind,
        kind_label=str(row.get_kind_display()),
        name=row.name,
        phone=row.phone,
        address=row.address,
        postal=row.postal,
        protected=row.protected,
        personal_matters=row.personal_matters,
        economy=row.economy,
        receives_letters=row.receives_letters,
        scope_note=row.scope_note,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
