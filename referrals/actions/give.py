"""The use case that gives help without a decision (hjelp uten vedtak)."""

import datetime as dt
from typing import Any

from django.db.models import Max, Q
from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from cases.actions import discard_drafts, give_access, must_be_written
from cases.models import Case
from cases.models.support import GIVES
from cases.queries import lock, lock_person
from cases.service_types import Basis, ServiceType, service_type
from cases.stages import STAGES, UNDECIDED, Stage
from deadlines.actions import meet_all, open_deadline, pause_deadline
from deadlines.kinds import Kind
from decisions.queries import Chosen, that_give_not
from decisions.rules import gives_not
from delivery.queries import people_of_unit
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.models import StaffMember, Unit
from people.queries import colleagues
from people.refusals import Objection, Refused
from people.roles import Permission
from referrals.events import HelpGiven
from referrals.kinds import Meanwhile
from referrals.models import Help
from referrals.queries import earlier_periods, has_granted, part_of_granted
from referrals.rules import HelpPlan, days_together, ground_of

DAY = dt.timedelta(days=1)
GIVING = "uten-vedtak"  # the draft of the page
WAITS = "Hjelp uten vedtak gis"
SAID = "Personen har fått vite at hjelpen gis uten vedtak"
LONGEST_TOLD = 300


@use_case(Permission.WORK_CASE)
def give_help(
    case_id: int,
    *,
    service_key: str,
    basis: str,
    why: str,
    unit: str,
    starts_on: dt.date,
    planned_end_on: dt.date,
    consent: str,
    told: str,
    told_of_rights: bool,
    meanwhile: str,
    performer: str = "",
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Give a service without a decision in [starts_on, planned_end_on), where the law lets one.

    `unit` is the key of the unit that gives it, `performer` a member of staff (public id), who is
    told and may then open the case; without one the unit is told, and has it to take on. `told`:
    who was told, also that they may ask for a decision and complain (pbrl § 2-7, chapter 7).
    `meanwhile` says whether the case waits while the help is given: then the local target stands
    still, and the preliminary answer is given. Day 10 is asked about.

    Raises Stale; Refused with every objection: a decision is needed, the same is given already.
    """
    lock_person(case_id)
    case = lock(case_id, actor=actor, version=version)
    if Stage(case.stage) not in UNDECIDED:
        raise Refused(
            filled(
                "Saken er «{stage}». Hjelp uten vedtak gis før det er fattet vedtak.",
                stage=STAGES[Stage(case.stage)].label,
            ),
            code="wrong_stage",
        )
    performing = _unit(case, unit, on=starts_on)
    by = _performer(case, performer, actor=actor, on=localdate(at))
    receives = _who_receives(performing, by, asked=performer, on=localdate(at))
    found = _objections(unit=performing, receives=receives, asked=performer, told=told)
    if meanwhile not in set(Meanwhile):
        found.append(Objection("Velg hva som skjer med saken.", "meanwhile_missing", "meanwhile"))
    chosen = _service(service_key, basis, on=starts_on)
    if chosen is None:
        sentence = mark("Velg tjenesten og hjemmelen den gis etter.")
        raise Refused.all([Objection(sentence, "unknown_service", "what"), *found])
    service, paragraph = chosen
    plan = HelpPlan(
        service=service,
        basis=paragraph,
        starts_on=starts_on,
        planned_end_on=planned_end_on,
        why=why,
        told=told,
        told_of_rights=told_of_rights,
        consent=consent,
    )
    earlier = earlier_periods(case.person_id, service_key, before=starts_on)
    granted = part_of_granted(case.person_id, service, paragraph, on=starts_on)
    found += _given_by_others(case, performing, service, on=starts_on)
    found += _already(case, service_key, on=starts_on)
    found += plan.objections(earlier=earlier, part_of_granted=granted, not_before=case.received_on)
    ground = ground_of(
        service, paragraph, days_together(plan.period, earlier), part_of_granted=granted
    )
    if found or ground is None or performing is None:
        raise Refused.all(found)

    waits = meanwhile == Meanwhile.WAITS
    help_ = Help.objects.create(
        case=case,
        person_id=case.person_id,
        service_key=service_key,
        basis=paragraph,
        ground=ground,
        why=why.strip(),
        unit=performing,
        performer=by,
        starts_on=starts_on,
        planned_end_on=planned_end_on,
        consent=consent,
        told=told.strip(),
        answers_case=waits,
        decided_by_id=actor.staff(),
        decided_at=at,
    )
    open_deadline(case, Kind.HELP_GATE, starts_on=starts_on, key=gate(help_), actor=actor, at=at)
    if waits:
        _let_wait(case, actor=actor, at=at)
    if by is not None:
        give_access(case, staff_id=by.pk, ground=GIVES, at=at)
    if receives is not None and receives.pk != actor.staff():
        _tell(receives, help_, case, at=at)
    case.version += 1
    case.save(update_fields=["version", "hold_until", "hold_reason"])
    discard_drafts(case, GIVING, owner_id=actor.staff())
    trail.record(
        HelpGiven(
            case_id=case.pk,
            person_id=case.person_id,
            help_id=help_.pk,
            unit_id=performing.pk,
            service_key=service_key,
            basis=paragraph,
            ground=ground,
            starts_on=f"{starts_on:%d.%m.%Y}",
            last_on=f"{planned_end_on - DAY:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return answer_of(case, help_)


def gate(help_: Help) -> str:
    """The key of the help's question on day 10."""
    return f"help:{help_.public_id}"


def answer_of(case: Case, help_: Help) -> dict[str, Any]:
    """What every act on help answers."""
    return {
        "reference": case.reference,
        "help": str(help_.public_id),
        "ground": str(help_.ground),
        "version": help_.version,
        "ended": help_.ended_on is not None,
        "case_ended": case.ended_at is not None,
    }


def _let_wait(case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """The help is the answer: the case waits for its end, and nobody nags about it meanwhile.

    Raises Refused where a hastevedtak is to be written: that waits for nothing.
    """
    must_be_written(
        case,
        mark(
            "Det er gitt et hastevedtak i saken. Velg at saken behandles videre mens hjelpen gis."
        ),
    )
    meet_all(case, Kind.PRELIMINARY_ANSWER, reason=SAID, actor=actor, at=at)
    pause_deadline(case, Kind.TARGET_DECISION, reason=WAITS, actor=actor, at=at)
    wait_for_help(case, on=localdate(at))


def wait_for_help(case: Case, *, on: dt.date) -> None:
    """A locked case waits for the last of the help that answers it; the caller saves it.

    What was set on vent by hand, and has not run out, stands as it was set: with its own reason,
    and no help ends it.
    """
    by_hand = case.hold_until is not None and case.hold_reason != WAITS and case.hold_until > on
    answers = case.help_given.filter(ended_on=None, answers_case=True)
    last = answers.aggregate(last=Max("planned_end_on"))["last"]
    if last is not None and not by_hand and (last > on or case.hold_reason == WAITS):
        case.hold_until, case.hold_reason = last, WAITS


def _who_receives(
    unit: Unit | None, by: StaffMember | None, *, asked: str, on: dt.date
) -> StaffMember | None:
    """Who is told: whoever is named, else one who leads the unit or delivers there."""
    if by is not None or asked or unit is None:
        return by
    return StaffMember.objects.filter(pk__in=people_of_unit([unit.pk], on=on).values()).first()


def _tell(staff: StaffMember, help_: Help, case: Case, *, at: dt.datetime) -> None:
    """The case's number only for who may open it: the unit sees the help, never the case."""
    named = help_.performer_id is not None
    day = f"{help_.starts_on:%d.%m.%Y}"
    sentence = (
        filled(
            "Du skal gi hjelp uten vedtak i sak {reference} fra {day}.",
            reference=case.reference,
            day=day,
        )
        if named
        else filled("Enheten skal gi hjelp uten vedtak fra {day}. Ta imot den.", day=day)
    )
    notify(
        staff,
        NoticeKind.TASK,
        case=case if named else None,
        key=gate(help_),
        sentence=sentence,
        at=at,
    )


def _service(key: str, basis: str, *, on: dt.date) -> tuple[ServiceType, Basis] | None:
    """A service of the catalogue with a paragraph it may be given by."""
    try:
        service, paragraph = service_type(key, on=on), Basis(basis)
    except (KeyError, ValueError):
        return None
    return (service, paragraph) if paragraph in service.bases else None


def _unit(case: Case, key: str, *, on: dt.date) -> Unit | None:
    """A unit of the municipality that performs, or that has the case, on the first day."""
    return (
        Unit.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=on),
            Q(performs=True) | Q(pk=case.unit_id),
            municipality_id=case.municipality_id,
            key=key,
            valid_from__lte=on,
        )
        .order_by("pk")
        .first()
    )


def _performer(case: Case, public_id: str, *, actor: Actor, on: dt.date) -> StaffMember | None:
    """Whoever is to give it: somebody who works with cases, and so can open this one."""
    if public_id not in dict(colleagues(actor, on=on)):
        return None
    return StaffMember.objects.filter(
        municipality_id=case.municipality_id, public_id=public_id, left_on=None
    ).first()


def _objections(
    *, unit: Unit | None, receives: StaffMember | None, asked: str, told: str
) -> list[Objection]:
    found = []
    if unit is None:
        found.append(
            Objection(
                "Velg en enhet som finnes og kan gi hjelpen på første dag.", "unit_unknown", "unit"
            )
        )
    elif not asked and receives is None:
        found.append(
            Objection(
                "Ingen i enheten kan ta imot. Velg hvem som gir hjelpen.",
                "nobody_receives",
                "performer",
            )
        )
    if asked and receives is None:
        found.append(
            Objection(
                "Velg en ansatt som arbeider med saker her.", "performer_unknown", "performer"
            )
        )
    if len(told.strip()) > LONGEST_TOLD:
        found.append(Objection("Teksten kan ha 300 tegn. Kort den ned.", "too_long", "told"))
    return found


def _given_by_others(
    case: Case, unit: Unit | None, service: ServiceType, *, on: dt.date
) -> list[Objection]:
    """A unit of which the municipality has not said that it gives what it lets some units give."""
    if unit is None:
        return []
    (name,) = that_give_not(
        case.municipality_id, [Chosen(service.key, unit.pk)], on=on, also=case.unit_id
    )
    return [gives_not(name, service.name_nb, "unit")] if name else []


def _already(case: Case, service_key: str, *, on: dt.date) -> list[Objection]:
    """The same given twice at the same time is refused, and anything to somebody who has died."""
    if case.person.died_on is not None:
        return [Objection("Personen er død. Hjelp kan ikke gis.", "dead", "what")]
    if Help.objects.filter(
        person_id=case.person_id, service_key=service_key, ended_on=None
    ).exists():
        sentence = mark("Personen får allerede denne hjelpen uten vedtak. Avslutt den først.")
        return [Objection(sentence, "already_given", "what")]
    if has_granted(case.person_id, service_key, on=on):
        sentence = mark("Personen har vedtak på tjenesten. Start en revurdering for å endre den.")
        return [Objection(sentence, "already_granted", "what")]
    return []
