"""Use cases of who may deal with a case (habilitet): say that somebody may not, take it back."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from cases.events import DisqualificationDeclared, DisqualificationTakenBack
from cases.legal import GROUNDS, Despite, Ground
from cases.models import Case, Disqualification
from cases.queries import lock
from people.access import Actor, use_case
from people.models import StaffMember
from people.queries import colleagues
from people.refusals import NotFound, Objection, Refused
from people.roles import Permission

LONGEST = 300


@use_case(Permission.WORK_CASE)
def declare_disqualified(
    case_id: int, *, staff: str, ground: str, note: str = "", actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say that a colleague (public id), or oneself, is disqualified (inhabil) in the case.

    From then on they neither prepare nor decide it. Source: forvaltningsloven §§ 6 and 8.
    Raises Refused with every objection.
    """
    case = lock(case_id, actor=actor, despite=Despite.DECLARING)
    if staff not in dict(colleagues(actor, on=localdate(at))):
        raise Refused("Velg en som arbeider med saker her.", code="unknown_staff", field="staff")
    one = StaffMember.objects.get(public_id=staff)
    disqualify(case, staff=one, ground=ground, note=note, actor=actor, at=at)
    trail.record(
        DisqualificationDeclared(
            case_id=case.pk,
            person_id=case.person_id,
            staff_id=one.pk,
            ground=ground,
            label=GROUNDS[Ground(ground)].label,
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference}


@use_case(Permission.WORK_CASE)
def take_back_disqualification(
    case_id: int, *, staff: str, reason: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Take back that somebody (public id) is disqualified, with the reason; by one who is not.

    Raises NotFound where nobody is; Refused with every objection.
    """
    case = lock(case_id, actor=actor, despite=Despite.DECLARING)
    rows = Disqualification.objects.filter(case=case, taken_back_at=None).select_related("staff")
    found = next((row for row in rows if str(row.staff.public_id) == staff), None)
    if found is None:
        raise NotFound("Det er allerede trukket tilbake.")
    wrong = []
    if any(row.staff_id == actor.staff() for row in rows):
        wrong.append(
            Objection("En annen enn deg må trekke det tilbake. Be lederen din.", "own_impartiality")
        )
    if not reason.strip():
        wrong.append(
            Objection("Skriv hvorfor det trekkes tilbake.", "reason_missing", "reason"),
        )
    if wrong:
        raise Refused.all(wrong)
    found.taken_back_by_id = actor.staff()
    found.taken_back_at = at
    found.taken_back_reason = reason.strip()[:LONGEST]
    found.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_reason"])
    trail.record(
        DisqualificationTakenBack(
            case_id=case.pk,
            person_id=case.person_id,
            staff_id=found.staff_id,
            reason=found.taken_back_reason,
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference}


def disqualify(
    case: Case, *, staff: StaffMember, ground: str, note: str, actor: Actor, at: dt.datetime
) -> None:
    """Write that `staff` is disqualified in a locked case; nothing if they are already.

    Raises Refused for an unknown ground, or one that is not explained.
    """
    found = []
    if ground not in set(Ground):
        found.append(Objection("Velg hvorfor.", "ground_missing", "ground"))
    elif GROUNDS[Ground(ground)].explained and not note.strip():
        found.append(Objection("Skriv hva de særegne forholdene er.", "note_missing", "note"))
    if len(note) > LONGEST:
        found.append(Objection("Kort ned teksten til 300 tegn.", "too_long", "note"))
    if found:
        raise Refused.all(found)
    Disqualification.objects.get_or_create(
        case=case,
        staff=staff,
        taken_back_at=None,
        defaults={
            "ground": ground,
            "note": note.strip(),
            "declared_by_id": actor.staff(),
            "declared_at": at,
        },
    )


def keep_out(case: Case, *, into: Case) -> None:
    """Whoever is disqualified in a locked case, is so in the locked one it goes on as, or in."""
    for row in Disqualification.objects.filter(case=case, taken_back_at=None).order_by("pk"):
        Disqualification.objects.get_or_create(
            case=into,
            staff_id=row.staff_id,
            taken_back_at=None,
            defaults={
                "ground": row.ground,
                "note": row.note,
                "declared_by_id": row.declared_by_id,
                "declared_at": row.declared_at,
            },
        )
