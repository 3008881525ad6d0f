"""Rights end: each quarter somebody says yes to each role, or it is gone."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from audit.models import Entry
from desk.queries import task_list
from desk.rules import TaskNarrow
from notifications.models import Notice
from people import actions as people
from people.access import Actor, reading
from people.models import Absence, Revoked, RoleGrant, StaffMember
from people.policy import rights_policy_on
from people.queries import team_choices
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Permission, Role
from people.rules import longest_to, months_after, period_objections, review_begins
from people.signed_in import actor_for
from rights import actions, queries
from rights.models import Ending, Line, Review
from tests import given

pytestmark = pytest.mark.django_db
SPRING = dt.datetime(2026, 4, 1, 9, 0, tzinfo=dt.UTC)
POLICY = rights_policy_on(SPRING.date())
LATE = SPRING + dt.timedelta(days=POLICY.answer_days)


@pytest.fixture
def town() -> given.Town:
    """Roles of this year alone: what comes after, somebody must give."""
    town = given.a_town()
    RoleGrant.objects.exclude(valid_from=dt.date(2026, 1, 1)).delete()
    return town


def anew(actor: Actor, at: dt.datetime) -> Actor:
    return actor_for(given.account_of(actor), at=at)


def holds(actor: Actor, at: dt.datetime) -> bool:
    return bool(anew(actor, at).grants)


def grant_of(actor: Actor) -> RoleGrant:
    return RoleGrant.objects.get(staff_id=actor.staff())


def review_of(actor: Actor) -> Review:
    return Review.objects.get(reviewer_id=actor.staff(), closed_at=None)


def answer(of: Actor, by: Actor, at: dt.datetime, *, keep: bool = True, reason: str = "") -> None:
    review = Line.objects.get(staff_id=of.staff(), review__closed_at=None).review
    actions.answer_review(
        str(review.public_id),
        answers=[{"grant": grant_of(of).pk, "keep": keep, "reason": reason}],
        actor=anew(by, at),
        at=at,
    )


def sentences(of: Actor) -> set[str]:
    return set(Notice.objects.filter(staff_id=of.staff()).values_list("sentence", flat=True))


def test_each_leader_is_asked_of_their_own_and_of_the_leader_below_the_one_above(
    town: given.Town,
) -> None:
    assert actions.look_over(at=SPRING)["opened"] == 3
    assert actions.look_over(at=SPRING + dt.timedelta(hours=1))["opened"] == 0

    asked = {
        who.staff(): set(
            Line.objects.filter(review=review_of(who)).values_list("staff_id", flat=True)
        )
        for who in (town.leader, town.chief, town.administrator)
    }
    assert asked[town.leader.staff()] == {town.provider.staff()}
    assert town.leader.staff() in asked[town.chief.staff()]
    # Nobody leads above the chief: who gives roles is asked, and of them the chief.
    assert asked[town.administrator.staff()] == {town.chief.staff()}
    assert town.administrator.staff() in asked[town.chief.staff()]
    with reading(town.leader, Permission.WORK_CASE, page="Mine oppgaver", at=SPRING):
        tasks = task_list(actor=town.leader, narrow=TaskNarrow(view="mine"), on=SPRING.date())
    assert [(row.kind, row.due_on) for row in tasks.rows] == [
        ("review_rights", SPRING.date() + dt.timedelta(days=POLICY.answer_days - 1))
    ]


def test_what_nobody_confirms_is_gone_on_the_day_and_told_of_a_week_before(
    town: given.Town,
) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    actions.look_over(at=SPRING)
    answer(town.assessor, town.chief, SPRING)

    actions.look_over(at=LATE - dt.timedelta(days=POLICY.remind_days))
    assert any("Ingen har bekreftet rollen din" in text for text in sentences(town.caseworker))
    assert not any("Ingen har bekreftet" in text for text in sentences(town.assessor))
    # asked, asked again, and told of their own role
    assert Notice.objects.filter(staff_id=town.chief.staff()).count() == 3
    assert holds(town.caseworker, LATE - dt.timedelta(days=1))

    actions.look_over(at=LATE)

    assert not holds(town.caseworker, LATE)
    assert holds(town.assessor, LATE)
    assert grant_of(town.caseworker).revoked == Revoked.REVIEW
    assert Line.objects.get(staff_id=town.caseworker.staff()).answer == "LAPSED"
    assert Entry.objects.filter(event="ReviewLapsed").exists()
    entries = Entry.objects.count()
    assert not any(actions.look_over(at=LATE).values())
    assert Entry.objects.count() == entries

    # and what they had waits where it is until somebody leads the unit: the chief's role went too
    case.refresh_from_db()
    assert case.responsible_id == town.caseworker.staff_id
    leader = given.staff(Role.UNIT_LEADER, town.intake)
    assert actions.look_over(at=LATE)["given_back"] == 1
    case.refresh_from_db()
    assert (case.responsible_id, case.queue_owner_id) == (None, leader.staff_id)


def test_who_is_removed_is_out_at_the_next_request_and_nobody_answers_for_their_own(
    town: given.Town,
) -> None:
    actions.look_over(at=SPRING)
    review = review_of(town.chief)
    client = Client()
    with time_machine.travel(SPRING, tick=False):
        client.force_login(given.account_of(town.chief))
        page = f"/tilganger/gjennomgang/{review.public_id}/"
        out, kept = grant_of(town.caseworker), grant_of(town.assessor)

        # when one is to go, without a reason
        typed = {f"answer-{out.pk}": "END", f"answer-{kept.pk}": "KEEP"}
        refused = client.post(page, typed)

        # then nothing is written, until there is one
        assert refused.status_code == 422
        assert "Skriv hvorfor rollen fjernes." in refused.content.decode()
        assert holds(town.caseworker, SPRING)
        assert not Line.objects.exclude(answer="").exists()
        other = Client()
        other.force_login(given.account_of(town.caseworker))
        assert other.get("/oppgaver/").status_code == 200
        done = client.post(page, typed | {f"reason-{out.pk}": "Har byttet jobb."})
        assert (done.status_code, done["Location"]) == (302, page)
        assert other.get("/oppgaver/").status_code == 403
        assert "Har byttet jobb." in client.get(page).content.decode()

        # and one's own is another's to answer for
        own = Client()
        own.force_login(given.account_of(town.leader))
        assert own.get(page).status_code == 404
        with pytest.raises(NotFound):
            answer(town.leader, town.leader, SPRING)
        top = Review.objects.get(reviewer_id=town.administrator.staff())
        with pytest.raises(Refused) as wrong:
            actions.answer_review(
                str(top.public_id),
                answers=[{"grant": grant_of(town.chief).pk, "keep": True, "reason": ""}],
                actor=town.chief,
                at=SPRING,
            )
        assert wrong.value.code == "own"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rights_line SET answer = 'KEEP', answered_by_id = staff_id, answered_at = now()"
            " WHERE answer = ''"
        )


def test_an_administrator_who_is_told_of_roles_comes_from_there_to_where_roles_are_given(
    town: given.Town,
) -> None:
    # given an administrator who is to give a leader a role, and has nothing to answer
    client = Client()
    client.force_login(given.account_of(town.administrator))
    with time_machine.travel(SPRING, tick=False):
        shown = client.get("/tilganger/").content.decode().partition("<main")[2]

        # then the page a notice leads to leads on; a leader's, who gives no roles, does not
        assert 'href="/oppsett/brukere/"' in shown
        assert client.get("/oppsett/brukere/").status_code == 200
        client.force_login(given.account_of(town.leader))
        assert 'href="/oppsett/brukere/"' not in client.get("/tilganger/").content.decode()


def test_a_role_that_ends_is_told_of_and_renewed_as_a_row_of_its_own(town: given.Town) -> None:
    ends = dt.date(2026, 4, 20)
    RoleGrant.objects.filter(staff_id=town.provider.staff()).update(valid_to=ends)
    grant = grant_of(town.provider)

    assert actions.look_over(at=SPRING)["told"] == 1

    assert "Rollen din som {role} slutter {day}." in sentences(town.provider)
    with reading(town.leader, Permission.WORK_CASE, page="Mine oppgaver", at=SPRING):
        tasks = task_list(actor=town.leader, narrow=TaskNarrow(view="mine"), on=SPRING.date())
    page = f"/tilganger/forny/{Ending.objects.get(grant=grant).public_id}/"
    assert ("renew_role", page) in {(row.kind, row.url) for row in tasks.rows}
    with time_machine.travel(SPRING, tick=False):
        client = Client()
        client.force_login(given.account_of(town.leader))
        assert client.get("/tilganger/").status_code == 200
        assert client.post(page, {"valid_to": "2027-04-20"}).status_code == 422
        assert client.post(page, {"valid_to": "2027-04-19"}).status_code == 302
        assert client.get(page).status_code == 404
    rows = RoleGrant.objects.filter(staff_id=town.provider.staff()).order_by("valid_from")
    assert [(row.valid_from, row.valid_to) for row in rows][1] == (ends, dt.date(2027, 4, 20))
    assert not actions.look_over(at=SPRING)["told"]


def test_a_leader_lets_a_role_end_and_is_asked_no_more(town: given.Town) -> None:
    grant = grant_of(town.provider)
    RoleGrant.objects.filter(pk=grant.pk).update(valid_to=SPRING.date() + dt.timedelta(days=20))
    actions.look_over(at=SPRING)
    ending = str(Ending.objects.get(grant=grant).public_id)
    with pytest.raises(AccessDenied):
        actions.let_role_end(ending, actor=anew(town.provider, SPRING), at=SPRING)
    assert Ending.objects.get(grant=grant).let_end_at is None

    actions.let_role_end(ending, actor=town.leader, at=SPRING)

    with reading(town.leader, Permission.SEE_DEADLINES, page="Mine oppgaver", at=SPRING):
        tasks = task_list(actor=town.leader, narrow=TaskNarrow(view="mine"), on=SPRING.date())
    assert "renew_role" not in {row.kind for row in tasks.rows}
    assert holds(town.provider, SPRING)
    assert Entry.objects.filter(event="RoleLetEnd").count() == 1


def test_a_role_whose_day_has_passed_gives_its_work_back(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.assessor, unit=town.assessment)
    RoleGrant.objects.filter(staff_id=town.assessor.staff()).update(valid_to=SPRING.date())

    assert not holds(town.assessor, SPRING)
    assert actions.look_over(at=SPRING)["ended"] == 1

    case.refresh_from_db()
    assert (case.responsible_id, case.queue_owner_id) == (None, town.chief.staff_id)
    assert not actions.look_over(at=SPRING)["ended"]


def test_a_review_of_many_asks_the_database_as_often_as_one_of_one(town: given.Town) -> None:
    actions.look_over(at=SPRING)
    asked = {}
    for who in (town.leader, town.chief):
        row = review_of(who)
        with reading(who, Permission.REVIEW_RIGHTS, page="Tilganger", at=SPRING):
            with CaptureQueriesContext(connection) as caught:
                lines = queries.review(str(row.public_id), actor=who, at=SPRING).lines
        asked[len(lines)] = len(caught)

    assert len(asked) == 2
    assert len(set(asked.values())) == 1


def days(first: dt.datetime, count: int, step: int) -> Iterator[dt.datetime]:
    for n in range(0, count, step):
        yield first + dt.timedelta(days=n)


def test_four_hundred_days_on_nobody_keeps_a_right_that_nobody_has_said_yes_to(
    town: given.Town,
) -> None:
    """T5: roles creep no longer. Those somebody says yes to, and those alone, are there."""
    start = given.NOW
    kept = (town.chief, town.administrator, town.caseworker)
    ids = {one.staff() for one in kept}

    for at in days(start, 401, 7):
        actions.look_over(at=at)
        on = localdate(at)
        assert queries.unattested(town.municipality.pk, on=on) == []
        for line in Line.objects.filter(answer="", staff_id__in=ids, review__closed_at=None):
            by = town.administrator if line.staff_id == town.chief.staff() else town.chief
            actions.answer_review(
                str(line.review.public_id),
                answers=[{"grant": line.grant_id, "keep": True, "reason": ""}],
                actor=anew(by, at),
                at=at,
            )
        for grant in queries.ending_soon(on).filter(staff_id__in=ids - {town.chief.staff()}):
            to = longest_to(grant.valid_to, POLICY)
            ending = str(Ending.objects.get(grant=grant).public_id)
            actions.renew_role(ending, valid_to=to, actor=anew(town.chief, at), at=at)
        for grant in queries.ending_soon(on).filter(staff_id=town.chief.staff()):
            actions.give_role(
                grant.staff_id,
                unit_id=grant.unit_id,
                role=grant.role,
                valid_from=grant.valid_to,
                valid_to=longest_to(grant.valid_to, POLICY),
                actor=anew(town.administrator, at),
                at=at,
            )

    end = start + dt.timedelta(days=400)
    held = set(queries.in_force(localdate(end)).values_list("staff_id", flat=True))
    assert held == ids
    assert {s.pk for s in StaffMember.objects.all() if colleague_holds(s, end)} == ids


def colleague_holds(staff: StaffMember, at: dt.datetime) -> bool:
    return bool(actor_for(staff.accounts.get(), at=at).grants)


def test_the_database_takes_no_role_for_longer_than_a_year(town: given.Town) -> None:
    staff = StaffMember.objects.get(pk=town.caseworker.staff())
    first = dt.date(2028, 2, 29)

    def put(to: dt.date, deputy_for: int | None = None) -> None:
        with transaction.atomic():
            RoleGrant.objects.create(
                staff=staff,
                unit=town.office,
                role=Role.CASEWORKER,
                valid_from=first,
                valid_to=to,
                deputy_for_id=deputy_for,
            )

    put(dt.date(2029, 2, 28))
    with pytest.raises(IntegrityError, match="a_year_at_most"):
        put(dt.date(2029, 3, 1))
    put(first + dt.timedelta(days=30), town.assessor.staff())
    with pytest.raises(IntegrityError, match="a_month_at_most"):
        put(first + dt.timedelta(days=31), town.assessor.staff())
    with pytest.raises(IntegrityError, match="a_month_at_most"):
        put(first + dt.timedelta(days=1), staff.pk)


def test_what_the_review_finds_standing_is_named(town: given.Town) -> None:
    actions.look_over(at=SPRING)
    at_last = localdate(LATE)

    found = queries.unattested(town.municipality.pk, on=at_last)

    assert set(found) == set(queries.in_force(at_last).values_list("pk", flat=True))
    actions.look_over(at=LATE)
    assert queries.unattested(town.municipality.pk, on=at_last) == []


def test_a_year_and_a_quarter_are_reckoned_by_the_calendar() -> None:
    assert months_after(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert longest_to(dt.date(2028, 2, 29), POLICY) == dt.date(2029, 2, 28)
    assert review_begins(dt.date(2026, 6, 30), POLICY) == dt.date(2026, 4, 1)
    assert review_begins(dt.date(2026, 7, 1), POLICY) == dt.date(2026, 7, 1)
    day = dt.date(2026, 3, 4)
    assert period_objections(day, dt.date(2027, 3, 4), POLICY, on=day) == []
    [wrong] = period_objections(day, dt.date(2027, 3, 5), POLICY, on=day)
    assert (wrong.code, wrong.field) == ("too_long", "valid_to")


def away(town: given.Town, who: Actor, stand_in: Actor, *, by: Actor, to_on: dt.date) -> None:
    people.register_absence(
        given.public_id_of(who),
        from_on=given.NOW.date(),
        to_on=to_on,
        stand_in=given.public_id_of(stand_in),
        actor=by,
        at=given.NOW,
    )


def test_who_controls_or_administers_and_a_system_are_nobodys_deputies(town: given.Town) -> None:
    machine = given.staff(Role.INTEGRATION, town.home_service)
    with reading(town.chief, Permission.DISTRIBUTE, page="Fordeling – ansatt", at=given.NOW):
        choices = dict(
            team_choices(town.chief, on=given.NOW.date(), besides=town.caseworker.staff())
        )
    for who in (town.auditor, town.administrator, machine):
        assert given.public_id_of(who) not in choices
        with pytest.raises(Refused) as refusal:
            away(town, town.caseworker, who, by=town.chief, to_on=dt.date(2026, 3, 9))
        assert refusal.value.code == "roles_apart"
    assert not RoleGrant.objects.filter(deputy_for__isnull=False).exists()
    assert not Absence.objects.exists()


def test_absences_in_a_row_make_no_deputy_for_more_than_sixty_days_of_a_year(
    town: given.Town,
) -> None:
    # given one month after the other, each an absence of its own
    def month_away(n: int) -> dict[str, str]:
        at = given.NOW + dt.timedelta(days=25 * n)
        return people.register_absence(
            given.public_id_of(town.leader),
            from_on=localdate(at),
            to_on=localdate(at) + dt.timedelta(days=25),
            stand_in=given.public_id_of(town.provider),
            actor=town.chief,
            at=at,
        )

    for n in range(3):
        assert month_away(n)["last_on"]
    with pytest.raises(Refused) as refusal:
        month_away(3)
    held = {
        grant.valid_from + dt.timedelta(days=n)
        for grant in RoleGrant.objects.filter(deputy_for_id=town.leader.staff())
        for n in range((grant.valid_to - grant.valid_from).days)
    }

    # then two whole and ten days more, and the fourth is refused and nothing of it written
    assert refusal.value.code == "deputy_days"
    assert len(held) == POLICY.deputy_days_a_year == 60
    assert Absence.objects.count() == 3


def test_a_leader_names_no_deputy_in_a_unit_led_as_a_deputy_alone(town: given.Town) -> None:
    # given a leader of one unit who stands in for the leader of another
    other = given.staff(Role.UNIT_LEADER, town.nursing_home)
    nurse = given.staff(Role.PROVIDER, town.nursing_home)
    away(town, other, town.leader, by=town.chief, to_on=dt.date(2026, 3, 20))
    leader = anew(town.leader, given.NOW)
    assert town.nursing_home.pk in leader.led_unit_ids

    with pytest.raises(Refused) as refusal:
        away(town, nurse, town.provider, by=leader, to_on=dt.date(2026, 3, 9))

    assert refusal.value.code == "deputy_of"
    assert not RoleGrant.objects.filter(deputy_for_id=nurse.staff()).exists()


def test_a_deputy_holds_the_others_roles_for_the_days_and_never_for_more_than_thirty(
    town: given.Town,
) -> None:
    # given a nurse who leads while the leader is away for three months
    away(town, town.leader, town.provider, by=town.chief, to_on=dt.date(2026, 6, 1))

    # then it is for thirty days, and of who leads so nobody is made a deputy
    [grant] = RoleGrant.objects.filter(deputy_for_id=town.leader.staff())
    day = given.NOW.date()
    assert (grant.valid_from, grant.valid_to) == (day, day + dt.timedelta(days=30))
    deputy = anew(town.provider, given.NOW)
    assert deputy.may(Permission.DISTRIBUTE)
    third = given.staff(Role.PROVIDER, town.home_service)
    with pytest.raises(Refused) as chain:
        away(town, third, town.leader, by=deputy, to_on=dt.date(2026, 3, 9))
    assert chain.value.code == "deputy_of"
    with pytest.raises(Refused) as own:
        away(town, third, town.chief, by=town.chief, to_on=dt.date(2026, 3, 9))
    assert own.value.code == "own_role"
    assert not RoleGrant.objects.filter(deputy_for_id=third.staff()).exists()
    later = given.NOW + dt.timedelta(days=30)
    assert not anew(town.provider, later).may(Permission.DISTRIBUTE)

    # and when the leader is back before, it ends at once
    absence = StaffMember.objects.get(pk=town.leader.staff()).absences.get()
    people.end_absence(
        given.public_id_of(town.leader),
        absence=str(absence.public_id),
        actor=town.chief,
        at=given.NOW,
    )
    grant.refresh_from_db()
    assert grant.revoked == Revoked.BACK
    assert not anew(town.provider, given.NOW).may(Permission.DISTRIBUTE)


def test_whoever_runs_the_installation_sets_in_an_administrator_where_none_is_left(
    town: given.Town,
) -> None:
    RoleGrant.objects.filter(role=Role.SYSTEM_ADMINISTRATOR).update(revoked_at=given.NOW)
    number = StaffMember.objects.get(pk=town.administrator.staff()).employee_number

    with time_machine.travel(given.NOW, tick=False):
        call_command("set_in_administrator", town.municipality.code, number)

    assert anew(town.administrator, given.NOW).may(Permission.ADMINISTER)
    assert Entry.objects.get(event="RoleGiven").staff_id is None
    with pytest.raises(CommandError):
        call_command("set_in_administrator", town.municipality.code, "0")
