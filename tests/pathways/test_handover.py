"""A handover counts when the receiver accepts; until then the sender stays responsible."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from audit.models import Denial, Entry
from cases.actions import give_access
from cases.models import Case, CaseAccess
from cases.queries import visible
from cases.stages import Stage
from notifications.models import Notice
from pathways import actions
from pathways.models import Handover, Pathway
from people.access import Actor
from people.models import PersonAccess, StaffMember
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import Permission, Role, may
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    """Recommended by the assessor, who is responsible."""
    return given.a_recommended_case(town)


def propose(case: Case, actor: Actor, at: dt.datetime, **more: Any) -> None:
    actions.propose_handover(case.pk, **{"purpose": "COORDINATION", **more}, actor=actor, at=at)
    case.refresh_from_db()


def public(actor: Actor) -> str:
    return str(StaffMember.objects.get(pk=actor.staff()).public_id)


def may_open(actor: Actor, case: Case) -> bool:
    return visible(actor).filter(pk=case.pk).exists()


def written() -> tuple[int, ...]:
    """How much there is of everything a handover could write."""
    return (
        Handover.objects.count(),
        Handover.objects.filter(state="PROPOSED").count(),
        Pathway.objects.count(),
        CaseAccess.objects.filter(to_at=None).count(),
        Notice.objects.count(),
        Entry.objects.count(),
        sum(Case.objects.values_list("version", flat=True)),
    )


# Propose


def test_proposing_lets_the_coordinators_look_and_leaves_the_sender_responsible(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    assert not may_open(town.coordinator, case)

    propose(case, town.assessor, now, message="Haster litt.")

    handover = Handover.objects.get()
    assert (handover.to_unit, handover.to_staff) == (town.coordination, None)
    assert handover.message == "Haster litt."
    assert may_open(town.coordinator, case)
    assert case.stage == Stage.RECOMMENDED
    assert case.responsible_id == town.assessor.staff_id
    assert Entry.objects.filter(event="HandoverProposed", case_id=case.pk).count() == 1


def test_a_named_coordinator_is_told(town: given.Town, case: Case, now: dt.datetime) -> None:
    propose(case, town.assessor, now, to_unit="forlop", to_staff=public(town.coordinator))

    assert Notice.objects.get().staff_id == town.coordinator.staff_id
    assert "Nordmann" not in Notice.objects.get().sentence


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"purpose": "OTHER"}, "unknown_purpose"),
        ({"to_unit": "finnes-ikke"}, "unknown_unit"),
        ({"to_unit": "hub-nord"}, "nobody_receives"),
        ({"purpose": "RESPONSIBILITY"}, "receiver_missing"),
        ({"purpose": "RESPONSIBILITY", "to_unit": "fagteam"}, "nobody_receives"),
        (
            {"to_unit": "forlop", "to_staff": "00000000-0000-4000-8000-000000000000"},
            "cannot_receive",
        ),
        ({"message": "a" * 5_001}, "text_too_long"),
    ],
)
def test_a_handover_is_not_proposed_to_nobody(
    town: given.Town, case: Case, now: dt.datetime, more: dict[str, str], code: str
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        propose(case, town.assessor, now, **more)

    assert refusal.value.code == code
    assert written() == before


def test_a_case_has_one_handover_in_the_air(town: given.Town, case: Case, now: dt.datetime) -> None:
    propose(case, town.assessor, now)
    before = written()

    with pytest.raises(Refused, match="Forløpskoordinatorene") as refusal:
        propose(case, town.assessor, now, purpose="RESPONSIBILITY", to_unit="mottak")

    assert refusal.value.code == "handover_pending"
    assert written() == before


def test_only_those_who_have_the_case_hand_it_over(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    propose(case, town.assessor, now)
    before = written()

    for purpose in ("COORDINATION", "RESPONSIBILITY"):
        with pytest.raises(Refused) as refusal:
            propose(case, town.coordinator, now, purpose=purpose, to_unit="forlop")
        assert "not_responsible" in [o.code for o in refusal.value.objections]
    assert written() == before


def test_a_stale_page_proposes_nothing(town: given.Town, case: Case, now: dt.datetime) -> None:
    before = written()

    with pytest.raises(Stale):
        actions.propose_handover(
            case.pk,
            purpose="COORDINATION",
            version=case.version - 1,
            actor=town.assessor,
            at=now,
        )

    assert written() == before


# Accept


def test_accepting_opens_the_persons_pathway_and_leaves_the_case_with_its_responsible(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    propose(case, town.assessor, now)

    answer = actions.accept_handover(case.pk, actor=town.coordinator, at=now)

    case.refresh_from_db()
    pathway = Pathway.objects.get()
    assert answer["pathway"] == str(pathway.public_id)
    assert answer["stage"] == case.stage == Stage.HANDOVER
    assert answer["version"] == case.version
    assert pathway.coordinator_id == town.coordinator.staff_id
    assert pathway.person == case.person
    assert case.responsible_id == town.assessor.staff_id
    assert may_open(town.coordinator, case)
    assert PersonAccess.objects.filter(
        person=case.person, staff_id=town.coordinator.staff_id, to_at=None
    ).exists()
    assert Entry.objects.filter(event="HandoverAccepted", case_id=case.pk).count() == 1


def test_a_second_case_joins_the_pathway_with_the_coordinator_it_has(
    town: given.Town, now: dt.datetime
) -> None:
    first = given.a_coordinated_case(town)
    second = given.a_recommended_case(town, person=first.person)
    colleague = given.staff(Role.COORDINATOR, town.coordination)
    propose(second, town.assessor, now)

    actions.accept_handover(second.pk, actor=colleague, at=now)

    pathway = Pathway.objects.get()
    assert pathway.coordinator_id == town.coordinator.staff_id
    assert pathway.links.count() == 2
    assert may_open(town.coordinator, second)
    assert may_open(colleague, second)


def test_accepting_responsibility_makes_the_receiver_responsible(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    propose(
        case,
        town.caseworker,
        now,
        purpose="RESPONSIBILITY",
        to_unit="kartlegging",
        to_staff=public(town.assessor),
    )
    assert case.responsible_id == town.caseworker.staff_id

    actions.accept_handover(case.pk, actor=town.assessor, at=now)

    case.refresh_from_db()
    assert (case.responsible_id, case.unit) == (town.assessor.staff_id, town.assessment)
    assert case.stage == Stage.RECEIVED
    assert CaseAccess.objects.filter(
        case=case, unit=town.assessment, ground="responsible unit", to_at=None
    ).exists()


def test_only_the_receiver_accepts(town: given.Town, case: Case, now: dt.datetime) -> None:
    colleague = given.staff(Role.COORDINATOR, town.coordination)
    propose(case, town.assessor, now, to_unit="forlop", to_staff=public(colleague))
    before = written()

    for actor in (town.coordinator, town.assessor):
        with pytest.raises(Refused) as refusal:
            actions.accept_handover(case.pk, actor=actor, at=now)
        assert refusal.value.code == "not_the_receiver"
    with pytest.raises(AccessDenied):
        actions.accept_handover(case.pk, actor=town.officer, at=now)
    assert written() == before


def test_a_leader_accepts_for_somebody_who_is_away(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    leader = given.staff(Role.UNIT_LEADER, town.coordination)
    case_of = given.a_case(town, responsible=town.caseworker)
    propose(
        case_of,
        town.caseworker,
        now,
        purpose="RESPONSIBILITY",
        to_unit="forlop",
        to_staff=public(town.coordinator),
    )

    actions.accept_handover(case_of.pk, actor=leader, at=now)

    case_of.refresh_from_db()
    assert case_of.responsible_id == leader.staff_id


def test_the_sender_does_not_accept_on_behalf_of_the_unit(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    propose(case, town.caseworker, now, purpose="RESPONSIBILITY", to_unit="mottak")

    with pytest.raises(Refused) as refusal:
        actions.accept_handover(case.pk, actor=town.caseworker, at=now)

    assert refusal.value.code == "not_the_receiver"


def test_a_second_answer_learns_who_was_first(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    colleague = given.staff(Role.COORDINATOR, town.coordination)
    propose(case, town.assessor, now)
    actions.accept_handover(case.pk, actor=town.coordinator, at=now)
    before = written()

    acts: list[Callable[[], object]] = [
        lambda: actions.accept_handover(case.pk, actor=colleague, at=now),
        lambda: actions.decline_handover(case.pk, reason="Nei", actor=colleague, at=now),
    ]
    for act in acts:
        with pytest.raises(Stale, match=r"allerede tatt imot av .* kl\. 10\.00") as refusal:
            act()
        assert refusal.value.code == "already_answered"
    assert written() == before


def test_nothing_is_accepted_where_nothing_is_proposed(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.accept_handover(case.pk, actor=town.assessor, at=now)

    assert refusal.value.code == "no_handover"


# Decline and take back


def test_a_decline_goes_back_to_the_sender_and_closes_the_window(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    propose(case, town.assessor, now)

    actions.decline_handover(
        case.pk, reason="Personen flytter i morgen.", actor=town.coordinator, at=now
    )

    case.refresh_from_db()
    handover = Handover.objects.get()
    assert (handover.state, handover.reason) == ("DECLINED", "Personen flytter i morgen.")
    assert not may_open(town.coordinator, case)
    assert case.responsible_id == town.assessor.staff_id
    assert Notice.objects.get().staff_id == town.assessor.staff_id
    assert Entry.objects.filter(event="HandoverDeclined").count() == 1


@pytest.mark.parametrize(
    ("reason", "code"), [("  ", "reason_missing"), ("a" * 5_001, "text_too_long")]
)
def test_nobody_declines_without_a_reason(
    town: given.Town, case: Case, now: dt.datetime, reason: str, code: str
) -> None:
    propose(case, town.assessor, now)
    before = written()

    with pytest.raises(Refused) as refusal:
        actions.decline_handover(case.pk, reason=reason, actor=town.coordinator, at=now)

    assert (refusal.value.code, refusal.value.objections[0].field) == (code, "reason")
    assert written() == before


def test_the_sender_takes_back_and_the_receiver_learns_it(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    propose(case, town.assessor, now)

    actions.take_back_handover(case.pk, actor=town.assessor, at=now)

    assert Handover.objects.get().state == "TAKEN_BACK"
    assert not may_open(town.coordinator, case)
    with pytest.raises(Stale, match="trukket tilbake av Liv Berg"):
        actions.accept_handover(case.pk, actor=town.coordinator, at=now)
    assert not Denial.objects.exists()


def test_only_the_sender_takes_back(town: given.Town, case: Case, now: dt.datetime) -> None:
    propose(case, town.assessor, now)
    before = written()

    with pytest.raises(Refused) as refusal:
        actions.take_back_handover(case.pk, actor=town.coordinator, at=now)

    assert refusal.value.code == "not_the_sender"
    assert written() == before


def test_nothing_is_taken_back_once_it_is_accepted(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    with pytest.raises(Refused) as none_yet:
        actions.take_back_handover(case.pk, actor=town.assessor, at=now)
    propose(case, town.assessor, now)
    actions.accept_handover(case.pk, actor=town.coordinator, at=now)

    with pytest.raises(Refused, match="har allerede tatt imot") as accepted:
        actions.take_back_handover(case.pk, actor=town.assessor, at=now)

    assert (none_yet.value.code, accepted.value.code) == ("no_handover", "already_answered")


def test_the_window_closes_only_what_it_opened(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    colleague = given.staff(Role.CASEWORKER, town.intake)
    propose(case, town.caseworker, now, purpose="RESPONSIBILITY", to_unit="mottak")

    actions.decline_handover(case.pk, reason="Syk.", actor=colleague, at=now)

    assert may_open(colleague, case)


def test_the_sender_keeps_the_case_or_proposes_anew_after_a_decline(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    propose(case, town.assessor, now)
    actions.decline_handover(case.pk, reason="Syk.", actor=town.coordinator, at=now)

    actions.settle_decline(case.pk, actor=town.assessor, at=now)

    assert Handover.objects.get().settled_at == now
    with pytest.raises(Refused) as refusal:
        actions.settle_decline(case.pk, actor=town.assessor, at=now)
    assert refusal.value.code == "no_decline"

    propose(case, town.assessor, now)
    actions.decline_handover(case.pk, reason="Syk.", actor=town.coordinator, at=now)
    propose(case, town.assessor, now)
    assert not Handover.objects.filter(state="DECLINED", settled_at=None).exists()


def test_only_the_sender_settles_a_decline(town: given.Town, case: Case, now: dt.datetime) -> None:
    propose(case, town.assessor, now)
    actions.decline_handover(case.pk, reason="Syk.", actor=town.coordinator, at=now)
    give_access(case, staff_id=town.officer.staff(), ground="test", at=now)

    with pytest.raises(Refused) as refusal:
        actions.settle_decline(case.pk, actor=town.officer, at=now)

    assert refusal.value.code == "not_the_sender"


# Who, everywhere


PEOPLE = [role for role in Role if role not in {Role.INTEGRATION, Role.SYSTEM}]


@pytest.mark.parametrize("role", [r for r in PEOPLE if not may(r, Permission.HAND_OVER)])
def test_a_handover_needs_its_permission(
    town: given.Town, case: Case, now: dt.datetime, role: Role
) -> None:
    actor = town.by_role()[role]
    before = written()

    with pytest.raises(AccessDenied):
        actions.propose_handover(case.pk, purpose="COORDINATION", actor=actor, at=now)
    with pytest.raises(AccessDenied):
        actions.accept_handover(case.pk, actor=actor, at=now)

    assert written() == before


def test_another_municipality_learns_nothing(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    elsewhere = given.a_town("3024", "Bærum kommune")
    propose(case, town.assessor, now)

    for act in (actions.accept_handover, actions.take_back_handover):
        with pytest.raises(NotFound):
            act(case.pk, actor=elsewhere.coordinator, at=now)
