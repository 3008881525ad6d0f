"""«Gi meg neste»: the unassigned task that is most at risk, one for each who presses."""

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connections
from django.utils.timezone import localdate

from audit.models import Entry
from cases.actions import declare_disqualified
from cases.models import Case
from cases.queries import lock
from cases.stages import Stage
from deadlines import actions
from deadlines.kinds import Kind
from desk.queries import next_tasks
from notifications.letters import LetterState
from notifications.models import Letter
from people.access import Actor, reading
from people.actions import declare_relation
from people.models import Absence, IdentityNumber, StaffMember
from people.refusals import Refused
from people.roles import Permission, Role
from people.signed_in import actor_for
from tests import given
from tests.desk.test_doors import signed_in
from tests.notifications.posting import queued

PRESSES = 20
TODAY = given.NOW.date()


def offered(actor: Actor) -> list[tuple[int | None, str]]:
    with reading(actor, Permission.WORK_CASE, page="test", at=given.NOW):
        found = next_tasks(actor=actor, on=TODAY)
    return [(one.case_id, str(one.why)) for one in found]


def due(case: Case, in_days: int, town: given.Town, kind: Kind = Kind.PRELIMINARY_ANSWER) -> None:
    """The case's own clock, a month with February in it, ends so many days from today."""
    actions.open_deadline(
        case,
        kind,
        starts_on=TODAY - dt.timedelta(days=28 - in_days),
        actor=town.caseworker,
        at=given.NOW,
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_the_one_most_at_risk_is_given_and_opened_and_says_why() -> None:
    # given three cases nobody has: calm, near, and over its time
    town = given.a_town()
    calm, near, over = cases = [given.a_case(town) for _ in range(3)]
    for case, days in zip(cases, (20, 1, -3), strict=True):
        due(case, days, town)

    client = signed_in(town.caseworker)
    before = client.get("/oppgaver/").content.decode()
    first = client.post("/oppgaver/neste/", {"_key": "1"})
    again = client.post("/oppgaver/neste/", {"_key": "1"})  # a double click
    second = client.post("/oppgaver/neste/", {"_key": "2"}, follow=True)

    assert "Gi meg neste" in before
    assert first["Location"] == again["Location"]
    assert "/frister/" in first["Location"] or over.reference in first["Location"]
    assert "Du fikk denne fordi fristen er i morgen" in second.content.decode()
    holders = {case.pk: Case.objects.get(pk=case.pk).responsible_id for case in cases}
    assert holders == {over.pk: town.caseworker.staff(), near.pk: town.caseworker.staff(),
                       calm.pk: None}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_what_one_may_not_have_is_passed_over_and_when_there_is_none_it_says_so() -> None:
    town = given.a_town()
    ours, related, elsewhere = (
        given.a_case(town),
        given.a_case(town),
        given.a_case(town, unit=town.assessment),
    )
    number = IdentityNumber.objects.get(resident=related.person).number
    declare_relation("SIBLING", number=number, actor=town.caseworker, at=given.NOW)
    client = signed_in(town.caseworker)
    line = [case for case, _why in offered(town.caseworker)]
    assert ours.pk in line
    assert not {related.pk, elsewhere.pk} & set(line)

    while offered(town.caseworker):
        client.post("/oppgaver/neste/")
    said = client.post("/oppgaver/neste/", follow=True).content.decode()

    assert "Enheten har ingen ufordelte oppgaver som du kan ta nå." in said
    kept = Case.objects.filter(pk__in=[related.pk, elsewhere.pk])
    assert set(kept.values_list("responsible_id", flat=True)) == {None}
    free, entries = given.a_case(town), Entry.objects.count()
    assert signed_in(town.provider).post("/oppgaver/neste/").status_code == 403
    assert Case.objects.get(pk=free.pk).responsible_id is None
    assert Entry.objects.count() == entries


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_a_letter_that_waits_opens_that_letter_and_is_printed_there_alone() -> None:
    # given two letters of cases nobody has, each to be printed and posted days ago
    town = given.a_town()
    now = dt.datetime.now(dt.UTC)
    one, other = (
        queued(
            given.a_case(town), town.caseworker, at=now - dt.timedelta(days=days), key=f"k:{days}"
        )
        for days in (20, 19)
    )
    client = signed_in(town.caseworker)

    given_now = client.post("/oppgaver/neste/", {"_key": "1"}, follow=True)
    shown = given_now.content.decode()

    assert given_now.redirect_chain[-1][0] == f"/brev/{one.public_id}/oppfolging/"
    gone = localdate(one.hold_until)
    assert f"fordi fristen gikk ut {gone:%d.%m.%Y}: Skriv ut og send brev." in shown
    assert shown.count("data-primary") == 1
    assert f'name="letters" value="{one.public_id}"' in shown
    client.post("/brev/skriv-ut/", {"letters": [str(one.public_id)], "_key": "2"})
    states = dict(Letter.objects.values_list("pk", "state"))
    assert states == {one.pk: LetterState.SENDING, other.pk: LetterState.HELD}
    printed = client.get(f"/brev/{one.public_id}/oppfolging/").content.decode()
    assert 'href="/brev/#skrevet-ut"' in printed
    assert 'name="letters"' not in printed


@pytest.mark.django_db
def test_who_is_registered_away_gets_none_and_nothing_is_written() -> None:
    town = given.a_town()
    given.a_case(town)
    Absence.objects.create(
        staff_id=town.caseworker.staff(), from_on=TODAY, to_on=TODAY + dt.timedelta(days=1)
    )
    with reading(town.caseworker, Permission.WORK_CASE, page="test", at=given.NOW):
        line = next_tasks(actor=town.caseworker, on=TODAY)
    before = Entry.objects.count()

    with pytest.raises(Refused) as refused:
        actions.take_next(offered=line, actor=town.caseworker, at=given.NOW)

    assert refused.value.code == "away"
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_what_a_role_in_another_unit_lets_one_do_is_not_offered_here() -> None:
    # given a decision to write in the intake team, and one who decides in the office alone
    town = given.a_town()
    case = given.a_case(town, stage=Stage.DECISION)
    both = given.staff(Role.CASEWORKER, town.intake)
    given.a_role(StaffMember.objects.get(pk=both.staff()), Role.DECISION_OFFICER, town.office)
    both = actor_for(given.account_of(both), at=given.NOW)
    here = given.staff(Role.DECISION_OFFICER, town.intake)

    assert both.may(Permission.DECIDE)
    assert [pk for pk, _why in offered(here)] == [case.pk]
    assert offered(both) == []


@pytest.mark.usefixtures("real_db")
def test_two_who_may_not_have_what_they_are_offered_first_do_not_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # given two cases, two who are each disqualified in one, and lines that begin with that one
    town = given.a_town()
    cases = [given.a_case(town) for _ in range(2)]
    people = [given.staff(Role.CASEWORKER, town.intake) for _ in range(2)]
    for case, actor in zip(cases, people, strict=True):
        declare_disqualified(
            case.pk, staff=given.public_id_of(actor), ground="FAMILY", actor=actor, at=given.NOW
        )
    lines = []
    for case, actor in zip(cases, people, strict=True):
        with reading(actor, Permission.WORK_CASE, page="test", at=given.NOW):
            line = next_tasks(actor=actor, on=TODAY)
        assert {one.case_id for one in line} == {one.pk for one in cases}
        lines.append(sorted(line, key=lambda one: one.case_id != case.pk))

    # when both have locked theirs before either has found that it is not for them
    together, met = threading.Barrier(2, timeout=20), threading.local()

    def meet(case_id: int, *, actor: Actor) -> Case:
        if not hasattr(met, "once"):
            met.once = together.wait()
        return lock(case_id, actor=actor)

    monkeypatch.setattr("deadlines.actions.next.lock", meet)
    got: dict[int, str] = {}

    def press(n: int) -> None:
        try:
            done = actions.take_next(offered=lines[n], actor=people[n], at=given.NOW)
            got[n] = done["reference"]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then each has the other's
    assert got == {0: cases[1].reference, 1: cases[0].reference}


@pytest.mark.usefixtures("real_db")
def test_twenty_who_press_at_once_get_twenty_different_tasks() -> None:
    town = given.a_town()
    for _ in range(PRESSES):
        given.a_case(town)
    people = [given.staff(Role.CASEWORKER, town.intake) for _ in range(PRESSES)]
    lines = []
    for actor in people:  # all have seen the same line
        with reading(actor, Permission.WORK_CASE, page="test", at=given.NOW):
            lines.append(next_tasks(actor=actor, on=TODAY))
    got: list[str] = []
    together = threading.Barrier(PRESSES)

    def press(n: int) -> None:
        together.wait()
        try:
            given_ = actions.take_next(offered=lines[n], actor=people[n], at=given.NOW)
            got.append(given_["reference"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(n,)) for n in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(got) == dict.fromkeys(got, 1)
    assert len(got) == PRESSES
    assert Counter(Case.objects.values_list("responsible_id", flat=True)) == {
        actor.staff(): 1 for actor in people
    }
