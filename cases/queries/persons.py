"""The person banner: who this is, who stands by them, and what must be seen first."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from audit.words import filled, mark
from cases.queries.scope import is_shut
from people.access import Actor
from people.models import (
    Departure,
    IdentityNumber,
    MayBeTold,
    Relative,
    Representative,
    Resident,
)
from people.models.residents import Protection
from people.rules import age_on, list_name


@dataclass(frozen=True, slots=True)
class PersonHead:
    """The person banner: who this is, with the tags that must be seen first.

    `address` and `postal` are empty for a protected address, whoever looks.
    """

    id: int
    public_id: str
    given_name: str
    family_name: str
    list_name: str
    born_on: dt.date | None
    age: int | None
    sex: str
    number: str
    address: str
    postal: str
    phone: str
    language: str
    district_id: int | None
    died_on: dt.date | None
    moves_on: dt.date | None  # the first day they no longer stay here
    protection: str  # what the protection of the address is called; empty without
    tags: tuple[str, ...]
    relatives: tuple["RelativeRow", ...] = ()
    representatives: tuple["RepresentativeRow", ...] = ()

    @property
    def unnamed(self) -> bool:
        """Whether no list of a performing unit names them: strictly protected (kode 6)."""
        return self.protection == Protection.STRICT.label

    @property
    def protected(self) -> bool:
        """Whether the address is protected, more or less strictly."""
        return bool(self.protection)

    @property
    def full_name(self) -> str:
        """Given name and family name, as in a letter."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def url(self) -> str:
        """The person's page; no name and no number in it."""
        return f"/personer/{self.public_id}/"

    @property
    def details(self) -> tuple[str, ...]:
        """What the banner unfolds: address, telephone, and who may be told."""
        place = ", ".join(part for part in (self.address, self.postal) if part)
        lines = [_(self.protection) if self.protected else place, self.phone]
        lines += [relative.line for relative in self.relatives]
        lines += [representative.line for representative in self.representatives]
        return tuple(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class RelativeRow:
    """A relative and whether they may be told."""

    public_id: str
    name: str
    relation: str
    phone: str
    next_of_kin: bool
    may_be_told: str
    told_scope: str
    carer: bool
    parent: bool

    @property
    def told(self) -> str:
        """«Kan få opplysninger: ja/nei/delvis», and what when partly."""
        answer = _(MayBeTold(self.may_be_told).label).lower()
        told = _("Kan få opplysninger: %(answer)s") % {"answer": answer}
        return f"{told} ({self.told_scope})" if self.told_scope else told

    @property
    def line(self) -> str:
        """Everything about the relative on one line."""
        parts = [f"{self.name}, {self.relation}"]
        parts += [_("nærmeste pårørende")] if self.next_of_kin else []
        parts += [self.phone] if self.phone else []
        return " · ".join([*parts, self.told])


@dataclass(frozen=True, slots=True)
class RepresentativeRow:
    """A guardian or agent with scope and period."""

    public_id: str
    kind: str
    name: str
    phone: str
    personal_matters: bool
    economy: bool
    receives_letters: bool
    scope_note: str
    valid_to: dt.date | None

    @property
    def scope(self) -> str:
        """What the mandate covers: personlig, økonomi, or in words."""
        parts = [_("personlig")] if self.personal_matters else []
        parts += [_("økonomi")] if self.economy else []
        return _(" og ").join(parts) or self.scope_note

    @property
    def told(self) -> str:
        """«Kan få opplysninger»: within the mandate, and no further."""
        about = [_("personlige forhold")] if self.personal_matters else []
        about += [_("økonomi")] if self.economy else []
        what = _(" og ").join(about) or self.scope_note
        return _("Kan få opplysninger: delvis (%(what)s)") % {"what": what}

    @property
    def line(self) -> str:
        """Everything about the representative on one line."""
        parts = [f"{_(self.kind)}: {self.name}", self.scope]
        parts += [self.phone] if self.phone else []
        if self.valid_to:
            parts.append(_("til %(day)s") % {"day": f"{self.valid_to:%d.%m.%Y}"})
        return " · ".join(parts)


def person_head(person_id: int, *, on: dt.date) -> PersonHead:
    """The banner of one person, with relatives and representatives in force on `on`."""
    return person_heads([person_id], on=on, close=True)[person_id]


def head_for(person_id: int, *, actor: Actor, on: dt.date) -> PersonHead:
    """The banner as `actor` may see it: of who has blocked the rest, the name and number alone.

    The caller has checked that they may know of the person.
    """
    person = person_head(person_id, on=on)
    return identity_of(person) if is_shut(person_id, actor=actor) else person


def identity_of(person: PersonHead) -> PersonHead:
    """Who it is, and nothing else."""
    return replace(
        person,
        address="",
        postal="",
        phone="",
        relatives=(),
        representatives=(),
        tags=who_tags(person.tags),
    )


def who_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Of what stands beside a name, what says who it is and how they are guarded."""
    return tuple(tag for tag in tags if not tag.startswith("Tolk: "))


def person_heads(
    ids: Collection[int], *, on: dt.date, close: bool = False
) -> dict[int, PersonHead]:
    """Banners by person id; with `close`, also those who stand by them. Four queries at most."""
    moves = Departure.objects.filter(resident=OuterRef("pk"), over_at=None).values("moves_on")
    people = list(Resident.objects.filter(pk__in=ids).annotate(moves_on=Subquery(moves[:1])))
    numbers = dict(
        IdentityNumber.objects.filter(resident_id__in=ids, current=True).values_list(
            "resident_id", "number"
        )
    )
    now = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))
    stand_in = list(Representative.objects.filter(now, resident_id__in=ids).order_by("pk"))
    relatives = (
        list(
            Relative.objects.filter(now, resident_id__in=ids).order_by("-next_of_kin", "name", "pk")
        )
        if close
        else []
    )
    return {
        p.pk: _head(
            p,
            number=numbers.get(p.pk, ""),
            moves_on=p.moves_on,
            on=on,
            representatives=[r for r in stand_in if r.resident_id == p.pk],
            relatives=[r for r in relatives if r.resident_id == p.pk],
        )
        for p in people
    }


def _head(
    person: Resident,
    *,
    number: str,
    moves_on: dt.date | None,
    on: dt.date,
    representatives: Sequence[Representative],
    relatives: Sequence[Relative],
) -> PersonHead:
    protected = person.protection != "NONE"
    return PersonHead(
        id=person.pk,
        public_id=str(person.public_id),
        given_name=person.given_name,
        family_name=person.family_name,
        list_name=list_name(person.family_name, person.given_name),
        born_on=person.born_on,
        age=age_on(person.born_on, on) if person.born_on else None,
        sex=person.get_sex_display(),
        number=number,
        address="" if protected else person.address,
        postal="" if protected else person.postal,
        phone="" if protected else person.phone,
        language=person.language,
        district_id=person.district_id,
        died_on=person.died_on,
        moves_on=moves_on,
        protection=str(person.get_protection_display()) if protected else "",
        tags=_tags(person, representatives, moves_on, on),
        relatives=tuple(
            RelativeRow(
                public_id=str(r.public_id),
                name=r.name,
                relation=r.relation,
                phone=r.phone,
                next_of_kin=r.next_of_kin,
                may_be_told=r.may_be_told,
                told_scope=r.told_scope,
                carer=r.carer,
                parent=r.parent,
            )
            for r in relatives
        ),
        representatives=tuple(
            RepresentativeRow(
                public_id=str(r.public_id),
                kind=r.get_kind_display(),
                name=r.name,
                phone=r.phone,
                personal_matters=r.personal_matters,
                economy=r.economy,
                receives_letters=r.receives_letters,
                scope_note=r.scope_note,
                valid_to=r.valid_to,
            )
            for r in representatives
        ),
    )


def _tags(
    person: Resident,
    representatives: Sequence[Representative],
    moves_on: dt.date | None,
    on: dt.date,
) -> tuple[str, ...]:
    tags = [str(r.get_kind_display()) for r in representatives]
    if person.interpreter_language:
        tags.append(filled("Tolk: {language}", language=person.interpreter_language))
    if person.protection != "NONE":
        tags.append(person.get_protection_display())
    if person.died_on:
        tags.append(filled("Død {day}", day=f"{person.died_on:%d.%m.%Y}"))
    elif moves_on is not None:
        words = mark("Flytter {day}") if on < moves_on else mark("Flyttet {day}")
        tags.append(filled(words, day=f"{moves_on:%d.%m.%Y}"))
    if person.born_on and age_on(person.born_on, on) < 18:
        tags.append("Barn")
    if person.blocked:
        tags.append("Sperret")
    return tuple(dict.fromkeys(tags))
