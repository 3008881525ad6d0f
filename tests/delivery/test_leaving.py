"""Somebody dies, or moves: nothing closes by itself, everybody concerned has it as a task."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from audit.models import Entry
from cases.queries import Scope, person_head
from decisions.models import DecisionLine
from delivery import actions, queries
from delivery.kinds import TaskKind
from delivery.models import Order, RunningService
from intake import actions as receiving
from intake import queries as intake
from notifications import actions as posting
from notifications.letters import LetterState, StopReason
from notifications.models import Letter, Notice
from notifications.queries import tasks_for as letter_tasks
from people.access import Actor
from people.models import Departure, Representative, Resident, StaffMember, UnitKind, UnitName
from people.refusals import NotFound, Refused, Stale
from people.roles import Role
from people.rules import Moving, moving_objections
from tests import given
from tests.desk.day import Family, a_family

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
TODAY = localdate(given.NOW)
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def family() -> Family:
    return a_family()


def key(person: Resident) -> str:
    return str(person.public_id)


def tasks(actor: Actor, *, on: dt.date = TODAY) -> list[tuple[str, int | None, dt.date | None]]:
    """Kind, holder and day of what has to do with dying and moving."""
    scope = Scope(actor=actor, on=on)
    rows = [row for rows in queries.tasks_for(scope) for row in rows]
    rows += [row for rows in intake.tasks_for(scope) for row in rows]
    rows += [row for rows in letter_tasks(scope) for row in rows]
    return [(row["task_kind"], row["task_holder"], row["task_due"]) for row in rows]


def dies(family: Family, at: dt.datetime, day: dt.date = TODAY) -> dict[str, Any]:
    family.person.refresh_from_db()
    return actions.register_death(
        key(family.person),
        died_on=day,
        version=family.person.version,
        actor=family.town.caseworker,
        at=at,
    )


def test_a_death_closes_nothing_stops_the_letters_and_is_everybodys_task(
    family: Family, now: dt.datetime
) -> None:
    town, person = family.town, family.person
    waiting = Letter.objects.filter(person=person, state=LetterState.HELD)
    before = waiting.count()
    assert before
    day = TODAY - dt.timedelta(days=1)

    # when the death is registered
    answer = dies(family, now, day)

    # then the banner says so, and nothing is closed
    assert "Død 03.03.2026" in person_head(person.pk, on=TODAY).tags
    assert RunningService.objects.get().ends_on is None
    for case in (family.running, family.registered):
        case.refresh_from_db()
        assert case.ended_at is None

    # and every letter that waited is stopped with its reason, as the task of somebody by name
    assert answer["letters_stopped"] == before
    assert not waiting.exists()
    stopped = Letter.objects.filter(person=person, stop_reason=StopReason.DEAD)
    assert stopped.count() == before
    followed = [row for row in tasks(town.caseworker) if row[0] == "letter_follow_up"]
    assert followed
    assert all(holder is not None for _kind, holder, _due in followed)

    # and the unit's named person is to end the service, who has the cases to end them, within a
    # week of the day it was known: nobody is late from the start
    by = TODAY + dt.timedelta(days=7)
    assert (TaskKind.END_AFTER_DEATH, town.provider.staff_id, by) in tasks(town.provider)
    assert ("lapse_after_death", town.caseworker.staff_id, by) in tasks(town.caseworker)
    assert TaskKind.COMPLETE_CASE not in {row[0] for row in tasks(town.officer)}
    told = set(Notice.objects.filter(key__startswith="death:").values_list("staff_id", flat=True))
    assert {town.provider.staff_id, town.caseworker.staff_id} <= told
    assert Entry.objects.filter(event="DeathRegistered").count() == 1

    # and the page where it is ended proposes why, and the last day
    order = str(DecisionLine.objects.get(decision__case=family.running).public_id)
    client = Client()
    client.force_login(given.account_of(town.provider))
    form = client.get(f"/bestillinger/{order}/avslutt/").context["form"]
    assert (form.initial["code"], form.initial["last_on"]) == ("DEATH", day)

    # and when both have done so, nothing is left
    actions.end_order(
        order,
        code="DEATH",
        ends_on=TODAY,
        version=Order.objects.get().version,
        actor=town.provider,
        at=now,
    )
    for case, actor in ((family.running, town.officer), (family.registered, town.caseworker)):
        receiving.end_case(case.pk, reason="LAPSED_DEATH", actor=actor, at=now)
    for actor in (town.provider, town.caseworker, town.officer):
        assert not {row[0] for row in tasks(actor)} & {
            TaskKind.END_AFTER_DEATH,
            "lapse_after_death",
        }


def test_no_letter_is_made_or_posted_to_the_dead(family: Family, now: dt.datetime) -> None:
    town, person = family.town, family.person
    held = Letter.objects.filter(person=person, state=LetterState.HELD).order_by("pk")
    late = now + dt.timedelta(days=1)
    printed = held.filter(protected=False).first()
    assert printed is not None
    poster = town.caseworker if printed.unit_id == town.intake.pk else town.officer
    posting.print_letters([str(printed.public_id)], actor=poster, at=late)

    # given a death registered after one letter was printed
    dies(family, late)

    # then who printed it is told, and it is not posted
    assert Notice.objects.filter(key=f"dead:{printed.public_id}", staff_id=poster.staff_id).exists()
    count = Letter.objects.count()
    for letter in Letter.objects.filter(person=person, stop_reason=StopReason.DEAD):
        with pytest.raises(Refused, match="død"):
            posting.renew_letter(
                str(letter.public_id),
                actor=town.caseworker if letter.unit_id == town.intake.pk else town.officer,
                at=late,
            )
    with pytest.raises(Refused, match="registrert død"):
        receiving.send_preliminary_reply(
            family.registered.pk, why="Det tar tid.", actor=town.caseworker, at=late
        )
    assert Letter.objects.count() == count


def test_what_never_began_does_not_begin_for_the_dead(now: dt.datetime) -> None:
    town = given.a_town()
    person = given.a_person(town.municipality)
    case = given.an_issued_decision(town, person=person, at=now).case
    order = str(DecisionLine.objects.get(decision__case=case).public_id)
    actions.register_death(
        key(person), died_on=TODAY, version=person.version, actor=town.caseworker, at=now
    )

    with pytest.raises(Refused) as refusal:
        actions.confirm_order(order, actor=town.provider, at=now)

    assert refusal.value.code == "person_dead"
    assert not Order.objects.exists()
    # the unit's leader is told of the order that nobody has answered
    assert Notice.objects.filter(key__startswith="death:", staff_id=town.leader.staff_id).exists()


def test_a_death_registered_wrongly_is_taken_back_with_a_reason_and_says_what_was_closed(
    family: Family, now: dt.datetime
) -> None:
    town, person = family.town, family.person
    dies(family, now)
    receiving.end_case(family.registered.pk, reason="LAPSED_DEATH", actor=town.caseworker, at=now)
    person.refresh_from_db()
    by: dict[str, Any] = {"actor": town.caseworker, "at": now}
    entries = Entry.objects.count()

    # when no reason is given, or another version is meant, nothing is written
    with pytest.raises(Refused):
        actions.take_back_death(key(person), reason=" ", version=person.version, **by)
    with pytest.raises(Stale):
        actions.take_back_death(key(person), reason="Feil person.", version=1, **by)
    assert Entry.objects.count() == entries
    person.refresh_from_db()
    assert person.died_on == TODAY

    # when it is, the person lives, and what was closed is told
    answer = actions.take_back_death(
        key(person), reason="Feil person.", version=person.version, **by
    )
    assert Resident.objects.get(pk=person.pk).died_on is None
    assert answer["closed"] == [f"Sak {family.registered.reference}: Bortfalt ved dødsfall"]
    assert TaskKind.END_AFTER_DEATH not in {row[0] for row in tasks(town.provider)}
    assert Notice.objects.filter(key__startswith="alive:", staff_id=town.provider.staff_id).exists()
    # and the stopped letters stand to be sent anew, by a person
    letter = Letter.objects.filter(
        person=person, stop_reason=StopReason.DEAD, case=family.running
    ).first()
    if letter is not None:
        posting.renew_letter(str(letter.public_id), actor=town.officer, at=now)
    with pytest.raises(Refused, match="ikke registrert død"):
        actions.take_back_death(key(person), reason="Igjen.", version=person.version + 1, **by)


def test_who_was_not_dead_gets_every_letter_that_was_stopped_and_the_printed_one_may_go(
    family: Family, now: dt.datetime
) -> None:
    # given letters that wait, one of them printed, and a death registered wrongly
    town, person = family.town, family.person
    late = now + dt.timedelta(days=1)
    Representative.objects.filter(resident=person).update(address="Elveveien 1", postal="3015")
    held = Letter.objects.filter(person=person, state=LetterState.HELD).order_by("pk")
    posters = {town.intake.pk: town.caseworker, town.office.pk: town.officer}
    printed = held.filter(protected=False, unit_id__in=posters).first()
    assert printed is not None
    by = posters[printed.unit_id]
    posting.print_letters([str(printed.public_id)], actor=by, at=late)
    waited = set(held.values_list("key", flat=True))
    assert waited
    dies(family, late)

    # when it is taken back
    person.refresh_from_db()
    actions.take_back_death(
        key(person), reason="Feil person.", version=person.version, actor=town.caseworker, at=late
    )

    # then each stopped letter is somebody's task by name, and goes to the same people again
    stopped = Letter.objects.filter(person=person, stop_reason=StopReason.DEAD)
    assert set(stopped.values_list("key", flat=True)) == waited
    # the receipt leads to each of them that one may open, and counts the others
    client = Client()
    client.force_login(given.account_of(town.caseworker))
    receipt = f"/personer/{person.public_id}/rediger/dodsfall/angret/"
    links = {f'href="/brev/{letter.public_id}/oppfolging/"' for letter in stopped}
    page = client.get(receipt).content.decode()
    shown = {link for link in links if link in page}
    assert shown
    assert len(shown) == len(links) or f"{len(links - shown)} brev ligger i saker" in page
    for link in shown:
        assert client.get(link[6:-1]).status_code == 200
    for letter in stopped:
        poster = posters[letter.unit_id]
        holders = {row[1] for row in tasks(poster) if row[0] == "letter_follow_up"}
        assert holders
        assert None not in holders
        posting.renew_letter(str(letter.public_id), actor=poster, at=late)
    assert set(held.values_list("key", flat=True)) == {f"{one}+" for one in waited}
    assert "Ingen brev er stanset." in client.get(receipt).content.decode()
    assert not [
        row for poster in posters.values() for row in tasks(poster) if row[0] == "letter_follow_up"
    ]

    # and who was told not to post the printed one is told that it may go, and posts it
    told = Notice.objects.filter(staff_id=by.staff_id, key__contains=str(printed.public_id))
    assert [one.key.split(":")[0] for one in told.order_by("pk")] == ["dead", "alive"]


PAGES = ("rediger/flytting/", "rediger/flytting/overlevert/")
MOVING = Moving(moves_on=TODAY + dt.timedelta(days=20), receiving="Asker kommune")


def move(family: Family, at: dt.datetime, version: int = 0, **changes: Any) -> dict[str, str]:
    told: dict[str, Any] = {
        "moves_on": MOVING.moves_on,
        "receiving": MOVING.receiving,
        "consent": MOVING.consent,
    } | changes
    return actions.register_departure(
        key(family.person),
        moving=Moving(**told),
        version=version,
        actor=family.town.caseworker,
        at=at,
    )


def test_a_move_is_an_end_task_on_its_day_and_papers_follow_only_a_yes(
    family: Family, now: dt.datetime
) -> None:
    town, person = family.town, family.person
    by: dict[str, Any] = {"actor": town.caseworker, "at": now}
    move(family, now)

    # the unit is to end its service that day; whether papers may follow is to be asked
    assert (TaskKind.END_AFTER_MOVE, town.provider.staff_id, MOVING.moves_on) in tasks(
        town.provider
    )
    mine = tasks(town.caseworker)
    assert (TaskKind.ASK_CONSENT, town.caseworker.staff_id, MOVING.moves_on) in mine
    assert "lapse_after_move" not in {row[0] for row in mine}
    assert "Flytter 24.03.2026" in person_head(person.pk, on=TODAY).tags
    # from the day, the undecided case stands to lapse, by a person's act
    assert "lapse_after_move" in {row[0] for row in tasks(town.caseworker, on=MOVING.moves_on)}
    family.registered.refresh_from_db()
    assert family.registered.ended_at is None

    # nothing is handed over without a yes
    papers = [paper.key for paper in queries.papers_of(person.pk, actor=town.caseworker)]
    assert len(papers) == 2  # one vedtak, one kartlegging
    handing: dict[str, Any] = {
        "papers": papers,
        "handed_on": YESTERDAY,
        "handed_to": "Tildelingskontoret i Asker",
        "how": "Rekommandert brev",
    }
    entries = Entry.objects.count()
    with pytest.raises(Refused) as refusal:
        actions.hand_over_papers(key(person), **handing, version=1, **by)
    assert refusal.value.code == "no_consent"
    with pytest.raises(Stale):
        move(family, now, version=7, consent="NO", consent_on=TODAY, consent_by="Personen selv")
    assert Entry.objects.count() == entries

    # with it they are, once, and it says what, when and to whom
    agreed: dict[str, Any] = {"consent": "YES", "consent_by": "Personen selv"}
    move(family, now, version=1, **agreed, consent_on=YESTERDAY)
    assert TaskKind.HAND_OVER_PAPERS in {row[0] for row in tasks(town.caseworker)}
    with pytest.raises(Refused) as refusal:
        actions.hand_over_papers(
            key(person), **handing | {"papers": [], "how": ""}, version=2, **by
        )
    assert [o.field for o in refusal.value.objections] == ["papers", "how"]
    actions.hand_over_papers(key(person), **handing, version=2, **by)
    departure = Departure.objects.get()
    assert len(departure.handed) == 2
    assert departure.handed[0].startswith("Vedtak ")
    assert departure.asked_by == StaffMember.objects.get(pk=town.caseworker.staff())
    assert not {TaskKind.HAND_OVER_PAPERS, TaskKind.ASK_CONSENT} & {
        row[0] for row in tasks(town.caseworker)
    }
    assert departure.handed_to == "Tildelingskontoret i Asker"
    assert Entry.objects.filter(event="PapersHandedOver").count() == 1
    with pytest.raises(Refused, match="senest den dagen"):
        move(family, now, version=3, **agreed, consent_on=TODAY)
    with pytest.raises(Refused, match="allerede overlevert"):
        actions.hand_over_papers(key(person), **handing, version=3, **by)

    # and one who stays after all keeps everything
    actions.take_back_departure(key(person), reason="Fikk ikke huset.", version=3, **by)
    assert TaskKind.END_AFTER_MOVE not in {row[0] for row in tasks(town.provider)}
    assert person_head(person.pk, on=TODAY).moves_on is None
    move(family, now)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"receiving": " "}, "receiving"),
        ({"moves_on": TODAY + dt.timedelta(days=900)}, "moves_on"),
        ({"consent": "YES", "consent_on": TODAY}, "consent_by"),
        ({"consent": "NO", "consent_by": "Personen selv"}, "consent_on"),
        (
            {
                "consent": "YES",
                "consent_by": "Personen",
                "consent_on": TODAY + dt.timedelta(days=1),
            },
            "consent_on",
        ),
        ({"consent": "MAYBE"}, "consent"),
    ],
)
def test_a_move_that_cannot_be_is_told_at_its_field(changes: dict[str, Any], field: str) -> None:

    told: dict[str, Any] = {"moves_on": TODAY, "receiving": "Asker kommune"} | changes

    found = moving_objections(Moving(**told), on=TODAY, died_on=None, born_on=None)

    assert [o.field for o in found] == [field]


def test_where_a_protected_person_moves_and_who_helps_them_is_for_those_with_the_case_in_their_name(
    family: Family, now: dt.datetime
) -> None:
    # given an open address, and a move to Utsira that is registered and whose papers are handed on
    town, person = family.town, family.person
    by: dict[str, Any] = {"actor": town.caseworker, "at": now}
    move(family, now, receiving="Utsira", consent="YES", consent_on=TODAY, consent_by="Selv")
    [paper, *_] = queries.papers_of(person.pk, actor=town.caseworker)
    actions.hand_over_papers(
        key(person),
        papers=[paper.key],
        handed_on=TODAY,
        handed_to="Utsira helse",
        how="Levert i Utsira",
        version=1,
        **by,
    )
    elsewhere = given.a_unit(town.municipality, "mottak-sor", UnitKind.INTAKE_TEAM)
    stranger = given.staff(Role.CASEWORKER, elsewhere)
    pages = [f"/personer/{person.public_id}/{page}" for page in ("", *PAGES)]
    client, own = Client(), Client()
    client.force_login(given.account_of(stranger))
    own.force_login(given.account_of(town.caseworker))
    shown = [client.get(url).content.decode() for url in pages]
    assert all("Utsira" in html for html in shown[1:])
    nearby = UnitName.objects.get(unit=town.home_service).name
    assert nearby in shown[0]
    has_case = UnitName.objects.get(unit=town.intake).name
    assert has_case in shown[1]

    # when the address is protected afterwards
    Resident.objects.filter(pk=person.pk).update(protection="STRICT")

    # then no event says where, nor any page to whom is no party, nor which unit helps nearby
    assert "Utsira" not in "".join(str(entry.data) for entry in Entry.objects.all())
    for url in [*pages, f"/personer/{person.public_id}/rediger/dodsfall/"]:
        html = client.get(url).content.decode()
        assert "Utsira" not in html, url
        assert nearby not in html, url
        assert has_case not in html, url
    # and who has a case in their own name reads it still
    assert "Utsira" in own.get(pages[1]).content.decode()
    assert has_case in own.get(pages[1]).content.decode()

    # and a stranger can change nothing of what is not there for them
    later = Moving(
        moves_on=TODAY + dt.timedelta(days=30),
        receiving="",
        consent="YES",
        consent_on=TODAY,
        consent_by="Selv",
    )
    with pytest.raises(NotFound):
        actions.register_departure(key(person), moving=later, version=2, actor=stranger, at=now)
    assert Departure.objects.get().receiving == "Utsira"
    # and taking it back says why to those who may know where alone
    actions.take_back_departure(key(person), reason="Ble ikke på Utsira.", version=2, **by)
    assert "Utsira" not in "".join(client.get(url).content.decode() for url in pages)
    assert "Ble ikke på Utsira." in own.get(pages[1]).content.decode()
