"""Who gets a person's letters and where, read anew each time; and the head of a letter."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, override

from cases.queries import unit_names
from cases.service_types import ServiceType, name_of
from notifications.letters import (
    ASSUMED_DAYS_IN_THE_POST,
    CONFIDENTIAL,
    OPEN_ADDRESS,
    Language,
    RecipientKind,
    StopReason,
)
from notifications.models import Letter, PostSetting
from notifications.rules import Head, Sender, Signature
from notifications.rules.post import Recipient, gets_letters, same_place, strictest, trouble
from people.access import also_hidden
from people.models import Municipality, Relative, Representative, Resident, Unit
from people.rules import age_on


def recipients(person_id: int, *, on: dt.date) -> list[Recipient]:
    """Everybody who gets the person's letters on `on`, the main recipient first.

    An agent (fullmektig) comes before the person (fvl § 12), a guardian (verge) after, each with
    a mandate for personal matters; parents instead of a child under 15, and beside one of 15.
    Nobody when the person is dead.
    """
    person = Resident.objects.get(pk=person_id)
    if person.died_on is not None:
        return []
    age = age_on(person.born_on, on) if person.born_on else None
    own, parental = gets_letters(age)
    stand_in = Representative.objects.filter(resident=person).order_by("pk")
    by_mandate = [r for one in stand_in if (r := _of_representative(person, one, on))]
    parents = _with_own_address(Relative.objects.filter(resident=person, parent=True))
    of_parents = [
        r
        for one in parents
        if parental and (r := _of_relative(person, one, RecipientKind.PARENT, on))
    ]
    agents = [r for r in by_mandate if r.kind is RecipientKind.AGENT]
    guardians = [r for r in by_mandate if r.kind is RecipientKind.GUARDIAN]
    alone = not agents and not guardians and not of_parents
    return [
        *agents,
        *([_of_person(person)] if own or alone else []),
        *guardians,
        *of_parents,
    ]


def carer(person_id: int, relative_id: int, *, on: dt.date) -> Recipient:
    """The carer (omsorgsyter) as party in a case about their own support.

    Raises LookupError if the relative is not the person's carer on `on`.
    """
    relatives = Relative.objects.filter(pk=relative_id, resident_id=person_id)
    for relative in _with_own_address(relatives):
        found = _of_relative(relative.resident, relative, RecipientKind.CARER, on)
        if found is not None:
            return found
    raise LookupError("not a carer")


def head_for(
    recipient: Recipient,
    *,
    unit_id: int,
    reference: str,
    on: dt.date,
    signatures: Sequence[Signature] = (),
    language: Language | None = None,
) -> Head:
    """The head of a letter from `unit_id`; in the person's language unless another is asked for."""
    person = Resident.objects.get(pk=recipient.person_id)
    return Head(
        language=language or Language(person.language),
        reference=reference,
        on=on,
        sender=sender(unit_id, on=on),
        recipient=recipient.addressee(),
        person=f"{person.given_name} {person.family_name}".strip(),
        recipient_kind=recipient.kind,
        signatures=tuple(signatures),
    )


def service_in(service: ServiceType, language: str) -> str:
    """A service's name in a letter's language; English is the interface's own."""
    if language != Language.ENGLISH:
        return name_of(service, language=language)
    with override(language):
        return gettext(service.name_nb)


def sender(unit_id: int, *, on: dt.date) -> Sender:
    """The unit as a letter's sender, under its name on `on`."""
    unit = Unit.objects.select_related("municipality").get(pk=unit_id)
    municipality: Municipality = unit.municipality
    return Sender(
        municipality=municipality.name,
        unit=unit_names([unit_id], on=on).get(unit_id, unit.key),
        address=tuple(line for line in (municipality.address, municipality.postal) if line),
        phone=unit.phone or municipality.phone,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter's recipient as they stand on a day."""

    trouble: StopReason | None  # what would stop it then
    protection: str  # notifications.letters.PROTECTIONS


def standings(letters: Sequence[Letter], *, on: dt.date) -> dict[int, Standing]:
    """How it stands with each letter's recipient, by letter id; three queries whatever the number.

    What was queued without an address keeps its protection, though it has ended since.
    """
    people = Resident.objects.in_bulk({letter.person_id for letter in letters})
    stand_in = Representative.objects.in_bulk(_ids(one.representative_id for one in letters))
    asked = Relative.objects.filter(pk__in=_ids(one.relative_id for one in letters))
    relatives = {one.pk: one for one in _with_own_address(asked)}
    found = {}
    for letter in letters:
        person = people[letter.person_id]
        current = _current(
            letter,
            person,
            stand_in.get(letter.representative_id or 0),
            relatives.get(letter.relative_id or 0),
            on,
        )
        dead = person.died_on is not None
        queued = as_queued(letter)
        found[letter.pk] = Standing(
            trouble(queued=queued, current=current, dead=dead),
            strictest(queued.protection, current.protection if current else OPEN_ADDRESS)
            if queued.protected
            else OPEN_ADDRESS,
        )
    return found


def troubles(letters: Sequence[Letter], *, on: dt.date) -> dict[int, StopReason | None]:
    """What would stop each letter today, by letter id."""
    return {pk: stands.trouble for pk, stands in standings(letters, on=on).items()}


def current_recipient(letter: Letter, *, on: dt.date) -> Recipient | None:
    """The letter's recipient as they stand on `on`; None if they get no more letters."""
    return _current(letter, letter.person, letter.representative, letter.relative, on)


def as_queued(letter: Letter) -> Recipient:
    """The recipient as the letter was queued for; how strictly hidden is not kept."""
    return Recipient(
        kind=RecipientKind(letter.recipient_kind),
        person_id=letter.person_id,
        name=letter.name,
        address=tuple(letter.address.split("\n")) if letter.address else (),
        protection=CONFIDENTIAL if letter.protected else OPEN_ADDRESS,
        representative_id=letter.representative_id,
        relative_id=letter.relative_id,
    )


def assumed_days(municipality_id: int, *, on: dt.date) -> int:
    """How many days after posting a letter is taken to have come: the municipality's own number."""
    row = (
        PostSetting.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=on),
            municipality_id=municipality_id,
            valid_from__lte=on,
        )
        .order_by("-valid_from")
        .first()
    )
    return row.assumed_days if row else ASSUMED_DAYS_IN_THE_POST


def _ids(ids: Iterable[int | None]) -> set[int]:
    return {one for one in ids if one is not None}


def _current(
    letter: Letter,
    person: Resident,
    representative: Representative | None,
    relative: Relative | None,
    on: dt.date,
) -> Recipient | None:
    kind = RecipientKind(letter.recipient_kind)
    if representative is not None:
        return _of_representative(person, representative, on)
    if relative is not None:
        return _of_relative(person, relative, kind, on)
    return _of_person(person)


def _of_person(person: Resident) -> Recipient:
    hidden = person.protection != OPEN_ADDRESS
    return Recipient(
        kind=RecipientKind.PERSON,
        person_id=person.pk,
        name=f"{person.given_name} {person.family_name}".strip(),
        address=() if hidden else _lines(person.address, person.postal),
        protection=person.protection,
    )


def _of_representative(
    person: Resident, representative: Representative, on: dt.date
) -> Recipient | None:
    """A guardian or agent at their own address, hidden where it is, or is the hidden person's."""
    in_force = representative.valid_from <= on and (
        representative.valid_to is None or on < representative.valid_to
    )
    mandated = representative.receives_letters and representative.personal_matters
    if not in_force or not mandated:
        return None
    address = _lines(representative.address, representative.postal)
    at_home = same_place(address, _lines(person.address, person.postal))
    protection = strictest(
        CONFIDENTIAL if representative.protected else OPEN_ADDRESS,
        person.protection if at_home else OPEN_ADDRESS,
    )
    return Recipient(
        kind=RecipientKind(representative.kind),
        person_id=person.pk,
        name=representative.name,
        address=() if protection != OPEN_ADDRESS else address,
        protection=protection,
        representative_id=representative.pk,
    )


def _with_own_address(relatives: QuerySet[Relative]) -> list[Relative]:
    """Relatives, with what is kept of those who are known here themselves: also where they are
    hidden from who asks, since their address must not be read off the row about them instead.
    """
    with also_hidden():
        return list(relatives.select_related("other").order_by("pk"))


def _of_relative(
    person: Resident, relative: Relative, kind: RecipientKind, on: dt.date
) -> Recipient | None:
    """A parent or carer. Who lives with a protected person may not be traced either."""
    in_force = relative.valid_from <= on and (relative.valid_to is None or on < relative.valid_to)
    entitled = relative.parent if kind is RecipientKind.PARENT else relative.carer
    if not in_force or not entitled:
        return None
    other = relative.other
    if other is not None and other.died_on is not None:
        return None
    protection = strictest(person.protection, other.protection if other else OPEN_ADDRESS)
    at_home = _of_person(other) if other is not None else None
    address = at_home.address if at_home else _lines(relative.address, relative.postal)
    return Recipient(
        kind=kind,
        person_id=person.pk,
        name=at_home.name if at_home else relative.name,
        address=() if protection != OPEN_ADDRESS else address,
        protection=protection,
        relative_id=relative.pk,
    )


def _lines(address: str, postal: str) -> tuple[str, ...]:
    """Both lines, or none: half an address is no address."""
    return (address, postal) if address.strip() and postal.strip() else ()
