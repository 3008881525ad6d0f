"""Which case or person an actor may open, and work on, and what is answered who may not.

Asks people and cases only. A test holds it to the table of `cases.rules.access` (test_access.py).
"""

import datetime as dt
from typing import Final, Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet

from audit.words import filled, mark
from cases.legal import Despite
from cases.models import Case, CaseAccess
from cases.queries.access import (
    NOW,
    units_that_work,
    verdict_on_case,
    verdict_on_person,
    verdict_on_work,
)
from cases.queries.held import (
    entrusted,
    is_entrusted,
    is_visible,
    may_take_out,
    visible,
    visible_called,
)
from cases.queries.impartiality import must_be_impartial
from cases.queries.one import one_of
from cases.rules import CONFIDENTIAL, RELATIONS, Rule
from people.access import Actor, acts_on, also_hidden, gets_its_answer
from people.kinds import READS, RELATED
from people.models import PersonAccess, Resident
from people.models.access import REASONED
from people.queries import named_only, within_reach
from people.queries.scope import NOBODY as NOBODY_THERE
from people.refusals import AccessDenied, NotFound, Stale
from people.roles import Permission

NOBODY = mark("Vi finner ikke siden. Sjekk saksnummeret, eller søk etter saken.")

BLOCKED = mark(
    "Opplysninger er sperret av personen. Bare de som arbeider med saken, ser dem. Ved fare for liv"
    " eller helse kan du begrunne innsyn."
)
ONLY_READ = mark(
    "Du kan lese saken, men ikke skrive i den. {holder} er ansvarlig og kan gjøre det."
)
NOT_TAKEN = mark("Du kan lese saken, men ikke ta den ut. {holder} er ansvarlig og kan gjøre det.")
NO_CASE = mark("Du har ikke tilgang til denne saken. {holder} er ansvarlig og kan gi deg tilgang.")
NO_PERSON = mark("Du har ikke tilgang til denne personen.")
ONLY_TO_READ = mark("Du kan lese, men ikke skrive her. Be den som har saken, om å gjøre det.")


class TakesNoReason(Protocol):
    """Whom to ask, in a sentence, where no reason is taken of who would look; else empty."""

    def __call__(self, person_id: int, *, actor: Actor) -> str: ...


_BARRED: Final[list[TakesNoReason]] = []


def tell_who_gives_no_reason(barred: TakesNoReason) -> None:
    """Let the app that keeps the reasons say of whom none is taken: no shut door offers one."""
    _BARRED.append(barred)


def ask_instead(person_id: int, *, actor: Actor) -> str:
    """Whom to ask, where the actor can give no reason to look at the person; empty where they can,
    as far as that goes.
    """
    told = (barred(person_id, actor=actor) for barred in _BARRED)
    return next((sentence for sentence in told if sentence), "")


def keeps(case: Case, actor: Actor) -> bool:
    """Whether the case is entrusted to `actor` otherwise than as one who has given it on."""
    return entrusted(actor, given_on=False).filter(pk=case.pk).exists()


def works_in_its_unit(case: Case, actor: Actor) -> bool:
    """Whether the actor works in, or leads, the unit that answers for the case: who may be given
    it without another giving it on.
    """
    return case.unit_id in units_that_work(actor) | actor.led_unit_ids


def find(reference: str, *, actor: Actor, acting: bool = False, taking: bool = False) -> int:
    """The id of the case `actor` may open; `acting`: and work on, for the page of an act;
    `taking`: and take out, for what leaves the system.

    Raises NotFound for an unknown case, for another municipality's, and where it is a secret that
    there is one (protected or blocked person); AccessDenied naming who can give access otherwise.
    """
    found = visible_called(reference, actor=actor)
    if found is None and gets_its_answer(actor):
        # The act itself ended the access; to a system its repeat is answered from what is stored.
        ours = Case.objects.filter(municipality_id=actor.municipality_id, reference=reference)
        found = ours.values_list("pk", flat=True).first()
    if found is not None:
        if acting and not is_entrusted(found, actor=actor) and not gets_its_answer(actor):
            raise _only_to_read(found, ONLY_READ)
        if taking and not may_take_out(found, actor=actor):
            raise _only_to_read(found, NOT_TAKEN)
        return found
    with also_hidden():  # for the record
        raise _no_entry(Case.objects.filter(reference=reference), actor)


def acting_in(case_id: int, *, actor: Actor) -> Actor:
    """The actor for the pages of a case they may open: who may act in it as they are, who may only
    read (a meeting, a reason, control) as one who reads.
    """
    return actor if is_entrusted(case_id, actor=actor) else actor.as_reader()


def acting_on(person_id: int, *, actor: Actor) -> Actor:
    """The actor for the page of a person they may open, as `acting_in`."""
    acts = may_open_person(person_id, actor=actor, acting=True)
    return actor if acts else actor.as_reader()


def works_with(person_id: int, *, actor: Actor) -> bool:
    """Whether what the person has blocked is open to the actor (`verdict_on_work`)."""
    return verdict_on_work(Resident.objects.get(pk=person_id), actor=actor).allowed


def is_shut(person_id: int, *, actor: Actor) -> bool:
    """Whether the person has blocked what is known of them, and it is not open to the actor."""
    person = Resident.objects.get(pk=person_id)
    return person.blocked and not verdict_on_work(person, actor=actor).allowed


def may_read_alone(person_id: int, *, actor: Actor) -> bool:
    """Whether a paper about the person and no case may be read: by who may open the person, and
    what they have blocked by who works with them.
    """
    return may_open_person(person_id, actor=actor) and not is_shut(person_id, actor=actor)


def case_reads_until(case_id: int, *, actor: Actor) -> dt.datetime | None:
    """When the reason ends that alone opens the case to the actor; None where they need none."""
    if is_entrusted(case_id, actor=actor):
        return None
    given = CaseAccess.objects.filter(case_id=case_id, staff_id=actor.staff_id, ground=REASONED)
    return given.filter(to_at__gt=NOW).values_list("to_at", flat=True).first()


def person_reads_until(person_id: int, *, actor: Actor) -> dt.datetime | None:
    """When the reason ends that the actor has given for the person; None where there is none."""
    given = PersonAccess.objects.filter(person_id=person_id, staff_id=actor.staff_id)
    rows = given.filter(ground=REASONED, to_at__gt=NOW)
    return rows.values_list("to_at", flat=True).first()


def reference_of(case_id: int) -> str:
    """The reference of a case the caller already has."""
    return Case.objects.values_list("reference", flat=True).get(pk=case_id)


def lock(
    case_id: int,
    *,
    actor: Actor,
    version: int | None = None,
    seen: bool = False,
    despite: Despite | None = None,
) -> Case:
    """The case, locked until the transaction ends, for an actor it is entrusted to.

    Whoever is disqualified (inhabil) in it acts in nothing that does not say why all the same:
    `despite`. With `seen`, for who may open it: to write down what was said where several sat.

    Against all who lock it, not against rows that only point at it: the clock, which has a deadline
    of the case and tells of it, must not wait for somebody who waits for that deadline.

    Raises NotFound or AccessDenied as `find`; Refused for the disqualified; Stale if `version`
    is given and is not the case's.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=case_id).first()
    if case is None or not (is_visible if seen else is_entrusted)(case_id, actor=actor):
        raise _no_entry(Case.objects.filter(pk=case_id), actor)
    if despite is None:
        must_be_impartial(case, actor=actor)
    if version is not None and version != case.version:
        raise Stale
    acts_on(actor, person_id=case.person_id, case_id=case.pk)
    return case


def lock_person(case_id: int) -> None:
    """Lock the person of a case, before the case: two cases may not give them the same at once."""
    whose = Case.objects.filter(pk=case_id).values("person_id")
    Resident.objects.select_for_update(no_key=True).filter(pk__in=whose).first()


def open_people(actor: Actor, *, acting: bool = False) -> QuerySet[Resident]:
    """The persons whose page `actor` may open: by role at the telephone, as written, as reasoned.

    `acting`: on grounds to act only, not to read. A filter for other queries; never handed to a
    page.
    """
    everybody = within_reach(actor)
    if actor.may(Permission.AUDIT):
        return everybody.none() if acting else everybody.exclude(pk__in=named_only(actor))
    telephone = actor.may(Permission.REGISTER_APPLICATION)
    if not telephone and not actor.may(Permission.FIND_PERSON):
        return everybody.none()
    led = actor.led_unit_ids
    rows = PersonAccess.objects.filter(person=OuterRef("pk"))
    lasting = rows.filter(to_at=None)
    named = Exists(lasting.filter(Q(staff_id=actor.staff_id) | Q(unit_id__in=led)))
    ours = Exists(lasting.filter(unit_id__in=actor.unit_ids))
    reasoned = Exists(rows.filter(staff_id=actor.staff_id, ground=REASONED, to_at__gt=NOW))
    theirs = entrusted(actor) if acting else visible(actor)
    through_case = Exists(theirs.filter(person=OuterRef("pk")))
    alike = ~Q(pk__in=named_only(actor))
    held = named | through_case | ours & alike
    if telephone:
        return everybody.filter(held | alike & Q(blocked=False) if acting else held | alike)
    # What a person has blocked is opened by a reason too: no other is taken of them (oversight).
    may_reason = alike & ~Q(protection=CONFIDENTIAL)
    return everybody.filter(held if acting else held | reasoned & may_reason)


def may_open_person(person_id: int, *, actor: Actor, acting: bool = False) -> bool:
    """Whether `actor` may open the person's page, or write on it (see `open_people`)."""
    those = _people_to_act_on if acting else open_people
    return one_of(those, actor, "pk", person_id) is not None


def _people_to_act_on(actor: Actor) -> QuerySet[Resident]:
    return open_people(actor, acting=True)


def must_open_person(person_id: int, *, public_id: str, actor: Actor, acting: bool = False) -> None:
    """Raise AccessDenied for a person `actor` has no ground to open, or to write on; NotFound where
    it is secret that there is one.
    """
    if may_open_person(person_id, actor=actor, acting=acting):
        if acting:
            acts_on(actor, person_id=person_id)
        return
    reads = acting and may_open_person(person_id, actor=actor)
    if reads and may_read_alone(person_id, actor=actor):
        raise AccessDenied(
            ONLY_TO_READ, what=f"person {person_id} {READS}", back_at=f"/personer/{public_id}/"
        )
    verdict = verdict_on_person(Resident.objects.get(pk=person_id), actor=actor)
    if verdict.secret:
        raise NotFound(NOBODY_THERE, what="person")
    reason_at = f"/personer/{public_id}/begrunn-innsyn/" if verdict.can_be_reasoned else ""
    if reads and actor.may(Permission.OPEN_CASE):  # the name alone: the rest is blocked
        reason_at = f"/personer/{public_id}/begrunn-innsyn/"
    sentence = BLOCKED if reads or verdict.rule is Rule.BLOCKED else NO_PERSON
    raise _closed(sentence, person_id, reason_at, what=f"person {person_id}", actor=actor)


def _only_to_read(case_id: int, sentence: str) -> AccessDenied:
    """What to answer somebody who may open the case and do no more with it: who can."""
    case = Case.objects.select_related("responsible", "queue_owner").get(pk=case_id)
    return AccessDenied(
        filled(sentence, holder=case.responsible or case.queue_owner),
        what=f"case {case.pk} {READS}",
        back_at=f"/saker/{case.reference}/",
    )


def _no_entry(cases: QuerySet[Case], actor: Actor) -> Exception:
    """What to answer somebody who may not open the case: who can help, or that there is none.

    What is secret answers as what is not there, and both are recorded alike.
    """
    case = (
        cases.filter(municipality_id=actor.municipality_id)
        .select_related("person", "responsible", "queue_owner")
        .first()
    )
    if not actor.may(Permission.OPEN_CASE):
        return NotFound(NOBODY, what="case")
    if case is None:
        # The same is asked as of one that is hidden, so that no clock tells the two apart.
        verdict_on_case(_nobodys(actor), actor=actor)
        return NotFound(NOBODY, what="case")
    verdict = verdict_on_case(case, actor=actor)
    if verdict.rule in RELATIONS:
        return NotFound(NOBODY, what=RELATED)
    if verdict.secret or case.person.protection != "NONE" or case.person.blocked:
        return NotFound(NOBODY, what="case")
    holder = case.responsible or case.queue_owner
    reason_at = f"/saker/{case.reference}/begrunn-innsyn/" if verdict.can_be_reasoned else ""
    sentence = filled(NO_CASE, holder=holder)
    return _closed(sentence, case.person_id, reason_at, what=f"case {case.pk}", actor=actor)


def _closed(
    sentence: str, person_id: int, reason_at: str, *, what: str, actor: Actor
) -> AccessDenied:
    """The refusal, with where a reason is given; else whom to ask where none is taken of them."""
    asked = ask_instead(person_id, actor=actor) if reason_at else ""
    return AccessDenied(asked or sentence, what=what, reason_at="" if asked else reason_at)


def _nobodys(actor: Actor) -> Case:
    """A case that is not there, of nobody."""
    return Case(pk=0, person=Resident(pk=0, municipality_id=actor.municipality_id))
