"""Which cases and persons an actor may open, and work on. Asks people and cases only."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from audit.words import filled
from cases.legal import Despite
from cases.models import Case, CaseAccess
from cases.models.support import MEETING, ORDER
from cases.queries.impartiality import must_be_impartial
from people.access import Actor, answered
from people.models import PersonAccess, Resident
from people.refusals import AccessDenied, NotFound, Stale
from people.roles import Permission, may

# As people.access has set it for the transaction; without it, no day is today.
_MIDNIGHT = RawSQL("nullif(current_setting('tildeling.midnight', true), '')::timestamptz", [])


def access_in_force() -> Q:
    """Access that nobody has ended and that has not ended by itself, on the day of the read."""
    return Q(to_at=None) & (Q(until_at=None) | Q(until_at__gt=_MIDNIGHT))


def visible(actor: Actor) -> QuerySet[Case]:
    """The cases `actor` may open: those entrusted to them, and on the table where they sit today
    (tildelingsmøte); the auditor all. Today is the day of the read or act that asks.

    A filter for other queries; never handed to a page.
    """
    if actor.may(Permission.AUDIT):
        return Case.objects.filter(municipality_id=actor.municipality_id)
    return _given(actor, besides=[ORDER])


def entrusted(actor: Actor) -> QuerySet[Case]:
    """The cases `actor` may act in: by written access, own or the unit's; the system all.

    That an auditor reads every case, and a meeting some, opens none of them here.
    """
    return _given(actor, besides=[ORDER, MEETING])


def _given(actor: Actor, *, besides: Sequence[str]) -> QuerySet[Case]:
    """The cases with written access for the actor, on other grounds than `besides`."""
    mine = Case.objects.filter(municipality_id=actor.municipality_id)
    if actor.may(Permission.SYSTEM):
        return mine
    works = {
        grant.unit_id
        for grant in actor.grants
        if may(grant.role, Permission.OPEN_CASE) and not may(grant.role, Permission.AUDIT)
    }
    if not works:
        return mine.none()
    units = works | (actor.unit_ids if actor.may(Permission.DISTRIBUTE) else frozenset())
    given = CaseAccess.objects.filter(
        ~Q(ground=MEETING) | Q(from_at__gte=_MIDNIGHT),
        Q(staff_id=actor.staff_id) | Q(unit_id__in=units),
        access_in_force(),
        case=OuterRef("pk"),
    ).exclude(ground__in=besides)
    return mine.filter(Exists(given))


def find(reference: str, *, actor: Actor) -> int:
    """The id of the case `actor` may open.

    Raises NotFound for an unknown case, for another municipality's, and where it is a secret that
    there is one (protected or blocked person); AccessDenied naming who can give access otherwise.
    """
    found = visible(actor).filter(reference=reference).values_list("pk", flat=True).first()
    if found is None and answered(actor):
        # The act itself ended the access; its repeat is answered from what is stored.
        ours = Case.objects.filter(municipality_id=actor.municipality_id, reference=reference)
        found = ours.values_list("pk", flat=True).first()
    if found is not None:
        return found
    raise _no_entry(Case.objects.filter(reference=reference), actor)


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
    if case is None or not (visible if seen else entrusted)(actor).filter(pk=case_id).exists():
        raise _no_entry(Case.objects.filter(pk=case_id), actor)
    if despite is None:
        must_be_impartial(case, actor=actor)
    if version is not None and version != case.version:
        raise Stale
    return case


def lock_person(case_id: int) -> None:
    """Lock the person of a case, before the case: two cases may not give them the same at once."""
    whose = Case.objects.filter(pk=case_id).values("person_id")
    Resident.objects.select_for_update(no_key=True).filter(pk__in=whose).first()


def may_open_person(person_id: int, *, actor: Actor) -> bool:
    """Whether `actor` may open the person's page: by role at the telephone, or as written."""
    found = Resident.objects.filter(pk=person_id, municipality_id=actor.municipality_id)
    if not found.exists():
        return False
    if actor.may(Permission.AUDIT) or actor.may(Permission.REGISTER_APPLICATION):
        return True
    if not actor.may(Permission.FIND_PERSON):
        return False
    written = PersonAccess.objects.filter(
        Q(staff_id=actor.staff_id) | Q(unit_id__in=actor.unit_ids), person_id=person_id, to_at=None
    )
    return written.exists() or visible(actor).filter(person_id=person_id).exists()


def _no_entry(cases: QuerySet[Case], actor: Actor) -> Exception:
    """What to answer somebody who may not open the case: who can help, or that there is none."""
    case = (
        cases.filter(municipality_id=actor.municipality_id)
        .select_related("person", "responsible", "queue_owner")
        .first()
    )
    secret = case is None or case.person.protection != "NONE" or case.person.blocked
    if secret or case is None or not actor.may(Permission.OPEN_CASE):
        return NotFound("Vi finner ikke siden. Søk etter saken, eller gå til Mine oppgaver.")
    holder = case.responsible or case.queue_owner
    return AccessDenied(
        filled(
            "Du har ikke tilgang til denne saken. {holder} er ansvarlig og kan gi deg tilgang.",
            holder=holder,
        ),
        what=f"case {case.pk}",
    )
