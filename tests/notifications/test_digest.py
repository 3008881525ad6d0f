"""The daily e-mail: at most one, never empty, never to who is away, of nobody; off by a click."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import gettext, override

from audit.models import Entry
from cases.actions import give_access
from cases.models import Case
from cases.models.support import DECIDES
from notifications import actions, queries, tasks
from notifications.kinds import DIGEST, DIGEST_ROW, NOTICES, NoticeKind
from notifications.models import Digest, Notice, PostSetting, SwitchedOff
from people.access import Actor, system
from people.actions import register_absence
from people.models import Absence, Account, RoleGrant, StaffMember
from people.refusals import NotFound
from people.roles import Role
from tests import given
from tests.notifications.posting import LONG_AGO, events
from tests.notifications.test_doors import page, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def tell(
    actor: Actor,
    kind: NoticeKind = NoticeKind.TASK,
    *,
    key: str = "1",
    case: Case | None = None,
    at: dt.datetime = given.NOW,
) -> None:
    actions.notify(
        StaffMember.objects.get(pk=actor.staff()),
        kind,
        case=case,
        key=key,
        sentence=f"Ola Nordmann i sak {case.reference if case else 'ingen'}.",
        at=at,
    )


def sent(at: dt.datetime = given.NOW) -> list[Any]:
    """What one round of the post sends."""
    before = len(mail.outbox)
    with time_machine.travel(at):
        tasks.send_due()
    return mail.outbox[before:]


def staff_of(actor: Actor) -> StaffMember:
    return StaffMember.objects.get(pk=actor.staff())


# --- the kinds ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_says_why_it_comes_and_can_be_switched_off(
    kind: NoticeKind, town: given.Town
) -> None:
    row = NOTICES[kind]
    tell(town.officer, kind)

    assert row.why.startswith("Du får dem fordi ")
    assert row.label
    shown = page(signed_in(town.officer), "/varsler/")
    assert row.why in shown
    assert "Slå av slike varsler" in shown

    client = signed_in(town.officer)
    client.post("/varsler/valg/av/", {"what": kind, "fra": "varsler"})
    tell(town.officer, kind, key="2")

    assert Notice.objects.count() == 1  # what came before stands, and nothing more is given
    assert "Slike varsler er slått av." in page(client, "/varsler/")
    assert not sent()


def test_a_kind_is_switched_on_again_and_each_change_is_on_record_once(town: given.Town) -> None:
    client = signed_in(town.officer)
    for _ in range(2):
        client.post("/varsler/valg/av/", {"what": "TASK"})
    off = page(client, "/varsler/valg/")
    for _ in range(2):
        shown = client.post("/varsler/valg/pa/", {"what": "TASK"}, follow=True).content.decode()

    assert off.count(">Slå på<") == 1
    assert "Slått på: Nytt arbeid." in shown
    assert shown.count(">Slå av<") == len(NOTICES) + 1
    assert all(row.why in shown for row in (DIGEST_ROW, *NOTICES.values()))
    told = Entry.objects.filter(event__startswith="NoticesSwitched").order_by("at")
    assert [entry.data["label"] for entry in told] == ["Nytt arbeid"] * 2
    assert signed_in(town.officer).post("/varsler/valg/av/", {"what": "ALT"}).status_code == 404
    assert not SwitchedOff.objects.exists()


# --- one a day ----------------------------------------------------------------------------


def test_one_e_mail_a_day_says_how_many_of_each_kind_and_nothing_of_anybody(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    tell(town.officer, key="1", case=case)
    tell(town.officer, key="2", case=case)
    tell(town.officer, NoticeKind.DEADLINE, key="3", case=case)

    [message] = sent()
    tell(town.officer, key="4", case=case)

    assert sent(now + HOUR) == []
    assert message.to == [staff_of(town.officer).email]
    assert message.subject == "Du har 3 nye varsler i Tildeling"
    said = f"{message.subject}\n{message.body}"
    assert re.findall(r"^ +(\d+)  (.+)$", said, re.MULTILINE) == [
        ("2", "Nytt arbeid"),
        ("1", "Frister som nærmer seg"),
    ]
    assert "/varsler/" in said
    assert DIGEST_ROW.why in said
    for secret in ("Nordmann", "Ola", case.reference, str(case.person.public_id)):
        assert secret not in said
    staff = staff_of(town.officer)
    assert staff.given_name not in said
    assert staff.family_name not in said
    assert events().count("DigestClaimed") == events().count("DigestSent") == 1

    [next_day] = sent(now + DAY)
    assert next_day.subject == "Du har 1 nytt varsel i Tildeling"
    assert sent(now + 2 * DAY) == []  # nothing new: none


def test_the_database_has_room_for_one_a_day(town: given.Town, now: dt.datetime) -> None:
    tell(town.officer)
    sent()
    first = Digest.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(
            municipality=town.municipality, staff=first.staff, day=first.day, next_at=now
        )


def test_it_goes_from_the_hour_that_is_decided_by_oslos_clock(
    town: given.Town, now: dt.datetime
) -> None:
    tell(town.officer, at=now - DAY)
    six = dt.datetime(2026, 3, 4, 5, 59, tzinfo=dt.UTC)  # 06.59 in Oslo
    assert sent(six) == []
    PostSetting.objects.create(
        municipality=town.municipality,
        assumed_days=5,
        digest_hour=6,
        decided_by="Kommunedirektøren",
        valid_from=LONG_AGO,
    )
    assert len(sent(six)) == 1


def test_nobody_gets_one_who_has_read_all_is_away_wants_none_or_has_no_address(
    town: given.Town, now: dt.datetime
) -> None:
    for actor in (town.officer, town.assessor, town.caseworker, town.coordinator):
        tell(actor)
    actions.read_notices(actor=town.officer, at=now)
    away = Absence.objects.create(
        staff=staff_of(town.assessor),
        from_on=now.date(),
        to_on=now.date() + 2 * DAY,
        stand_in=staff_of(town.leader),
    )
    actions.switch_notices(what=DIGEST, on=False, actor=town.caseworker, at=now)
    StaffMember.objects.filter(pk=town.coordinator.staff()).update(email="")

    assert sent() == []
    assert sent(now + DAY) == []
    assert not Digest.objects.exists()

    # who is back hears of what came meanwhile, in one e-mail
    [back] = sent(now + 2 * DAY)
    assert back.to == [away.staff.email]


def test_who_wants_nothing_gets_nothing_in_a_week(town: given.Town, now: dt.datetime) -> None:
    for kind in NoticeKind:
        actions.switch_notices(what=kind, on=False, actor=town.officer, at=now)
    for day in range(7):
        for kind in NoticeKind:
            tell(town.officer, kind, key=f"{kind}{day}", at=now + day * DAY)
        assert sent(now + day * DAY) == []
    assert not Notice.objects.exists()


# --- a mail server that fails ---------------------------------------------------------------


def test_a_mail_server_that_is_not_reached_is_tried_again_the_same_day(
    town: given.Town, now: dt.datetime, settings: Any
) -> None:
    tell(town.officer)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    assert sent() == []
    digest = Digest.objects.get()
    assert (digest.tries, digest.sent_at) == (1, None)
    assert digest.next_at is not None
    assert queries.oldest_overdue(at=now + 5 * HOUR) == digest.next_at
    assert events().count("DigestNotSent") == 1

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(sent(now + HOUR)) == 1
    assert queries.oldest_overdue(at=now + 5 * HOUR) is None


def test_what_may_have_left_is_not_sent_twice_and_an_address_refused_delays_nobody(
    town: given.Town, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for actor in (town.officer, town.assessor, town.caseworker):
        tell(actor)
    StaffMember.objects.filter(pk=town.officer.staff()).update(email="cut@example.no")
    StaffMember.objects.filter(pk=town.assessor.staff()).update(email="a@example.no\nBcc: x@y.no")
    send = EmailMessage.send

    def cutting(message: EmailMessage, *args: Any, **kwargs: Any) -> int:
        if message.to == ["cut@example.no"]:
            raise TimeoutError
        return send(message, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", cutting)
        assert len(sent()) == 1
    assert sent(now + HOUR) == []

    assert Digest.objects.get(staff_id=town.officer.staff()).next_at is None
    assert [message.to for message in sent(now + DAY)] == [["cut@example.no"]]


# --- off by one click -------------------------------------------------------------------------


def test_the_link_shows_a_page_and_only_a_post_switches_it_off(
    town: given.Town, now: dt.datetime
) -> None:
    tell(town.officer)
    [message] = sent()
    header = message.extra_headers["List-Unsubscribe"].strip("<>")
    path = "/varsler/e-post/av/" + header.partition("/varsler/e-post/av/")[2]
    assert header in str(message.body)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Client(enforce_csrf_checks=True)

    # a scanner that opens every link changes nothing
    for _ in range(3):
        assert "Slå av den daglige e-posten?" in page(stranger, path)
        stranger.head(path)
    assert not SwitchedOff.objects.exists()

    # the mail program's own button, without cookies; and once more
    for _ in range(2):
        answer = stranger.post(path, {"List-Unsubscribe": "One-Click"})
        assert "Den daglige e-posten er slått av" in answer.content.decode()
    off = SwitchedOff.objects.get()
    assert (off.what, off.staff_id) == (DIGEST, town.officer.staff())
    [told] = Entry.objects.filter(event="NoticesSwitchedOff")
    assert told.data["by_link"] is True

    tell(town.officer, key="2", at=now + DAY)
    assert sent(now + DAY) == []
    assert queries.unread(town.officer) == 2  # the notices stand


@pytest.mark.parametrize("token", ["x", "1.1:x", "1.1", ":"])
def test_a_link_nobody_has_signed_does_nothing(token: str, town: given.Town) -> None:
    assert Client().post(f"/varsler/e-post/av/{token}/").status_code == 404
    with pytest.raises(NotFound):
        actions.digest_off_by_link(0, actor=system(town.municipality.pk), at=given.NOW)
    assert not SwitchedOff.objects.exists()


def test_in_nynorsk_every_line_of_it_is_in_nynorsk(town: given.Town) -> None:
    Account.objects.filter(staff_id=town.officer.staff()).update(language="nn")
    for kind in NoticeKind:
        tell(town.officer, kind, key=kind)

    [message] = sent()

    said = f"{message.subject}\n{message.body}"
    assert message.subject == f"Du har {len(NoticeKind)} nye varsel i Tildeling"
    with override("nn"):
        for row in NOTICES.values():
            assert gettext(row.label) in said
    for ours in (
        "Fristar som nærmar seg",
        "Les varsla:",
        "Oppgåvene dine:",
        "Slå av den daglege e-posten:",
    ):
        assert ours in said
    assert not re.search(r"\b(ikke|varslene|oppgavene|daglige|jeg|hvor)\b", said, re.IGNORECASE)


def test_who_stands_in_is_told_what_comes_of_the_work_of_who_is_away(
    case: Case, town: given.Town
) -> None:
    stand_in, officer = given.staff(Role.DECISION_OFFICER, town.office), staff_of(town.officer)
    give_access(case, unit=town.office, ground=DECIDES, at=given.NOW)
    register_absence(
        given.public_id_of(town.officer),
        from_on=given.NOW.date(),
        to_on=given.NOW.date() + 2 * DAY,
        stand_in=given.public_id_of(stand_in),
        actor=given.staff(Role.UNIT_LEADER, town.office),
        at=given.NOW,
    )

    tell(town.officer, NoticeKind.NEWS, key="1", case=case)
    tell(town.officer, NoticeKind.NEWS, key="1", case=case)  # told again is told once
    tell(town.officer, NoticeKind.RIGHTS, key="2")  # their own affair

    # then the stand-in has one line in the day's e-mail, and who is away none until they are back
    [message] = sent()
    assert message.to == [staff_of(stand_in).email]
    assert re.findall(r"^ +(\d+)  (.+)$", message.body, re.MULTILINE) == [
        ("1", "Nytt i sakene dine")
    ]
    assert str(officer) not in message.body
    shown = page(signed_in(stand_in), "/varsler/")
    assert f"{officer} er borte og har fått et varsel i sak {case.reference}." in shown
    tell(town.officer, NoticeKind.NEWS, key="3", case=case, at=given.NOW + 2 * DAY)
    [back] = sent(given.NOW + 2 * DAY)
    assert back.to == [officer.email]
    assert Notice.objects.filter(staff_id=stand_in.staff()).count() == 1


@pytest.mark.parametrize("why", ["no role", "away too"])
def test_where_who_stands_in_cannot_have_the_tasks_the_leader_who_has_them_is_told(
    case: Case, town: given.Town, why: str
) -> None:
    # given somebody who is away, and a stand-in whom the tasks pass by
    stand_in = given.staff(Role.DECISION_OFFICER, town.office)
    leader = given.staff(Role.UNIT_LEADER, case.unit)
    gone = [town.officer] if why == "no role" else [town.officer, stand_in]
    for who in gone:
        Absence.objects.create(
            staff_id=who.staff(),
            from_on=given.NOW.date(),
            to_on=given.NOW.date() + 2 * DAY,
            stand_in_id=stand_in.staff() if who is town.officer else None,
        )
    if why == "no role":
        RoleGrant.objects.filter(staff_id=stand_in.staff()).update(revoked_at=given.NOW - DAY)

    # when something is told
    tell(town.officer, NoticeKind.NEWS, key="1", case=case)

    # then it reaches the leader of the unit, as the tasks do
    told = Notice.objects.exclude(staff_id=town.officer.staff()).get()
    assert told.staff_id == leader.staff()
    assert told.sentence.endswith("Du har oppgavene så lenge.")


def test_who_stands_in_and_may_not_open_the_case_is_not_told_which_it_is(
    case: Case, town: given.Town
) -> None:
    outside = town.leader  # of a unit that has nothing to do with the case
    Absence.objects.create(
        staff_id=town.officer.staff(),
        from_on=given.NOW.date(),
        to_on=given.NOW.date() + 2 * DAY,
        stand_in_id=outside.staff(),
    )

    tell(town.officer, NoticeKind.NEWS, key="1", case=case)

    shown = page(signed_in(outside), "/varsler/")
    assert f"{staff_of(town.officer)} er borte og har fått et varsel. Du er stedfor" in shown
    assert case.reference not in shown


def test_it_is_written_in_the_readers_language(town: given.Town) -> None:
    Account.objects.filter(staff_id=town.officer.staff()).update(language="en")
    tell(town.officer)

    [message] = sent()

    assert message.subject == "You have 1 new notice in Tildeling"


def test_the_administrator_decides_from_which_hour_it_goes_and_when_letters_have_come(
    town: given.Town, client: Client, wednesday: dt.datetime
) -> None:
    client.force_login(given.account_of(town.administrator))
    typed = {
        "assumed_days": "5",
        "digest_hour": "9",
        "unheard_days": "4",
        "decided_by": "Kommunedirektøren 12/26",
        "valid_from": "01.04.2026",
    }
    ours, first = town.municipality.pk, dt.date(2026, 4, 1)

    # what cannot be, and who may not: nothing is written, and what was typed stands
    for field, wrong, said in (
        ("digest_hour", "24", "fra 0 til 23"),
        ("assumed_days", "31", "fra 0 til 30"),
        ("assumed_days", "tre", "helt tall"),
        ("unheard_days", "1", "fra 2 til 14"),
        ("unheard_days", "15", "fra 2 til 14"),
        ("unheard_days", "", "Skriv antall dager"),
        ("decided_by", "  ", "hvem som har bestemt"),
        ("valid_from", "03.03.2026", "ikke være før i dag"),
    ):
        answer = client.post("/oppsett/post/ny/", typed | {field: wrong})
        assert answer.status_code == 422, field
        page = answer.content.decode()
        assert said in page, field
        assert field == "decided_by" or "Kommunedirektøren 12/26" in page
    other = Client()
    other.force_login(given.account_of(town.caseworker))
    assert other.post("/oppsett/post/ny/", typed).status_code == 403
    assert not PostSetting.objects.exists()
    assert not Entry.objects.filter(event__startswith="PostSetting").exists()

    # decided, and decided anew from a later day; two from one day cannot be
    assert client.post("/oppsett/post/ny/", typed).status_code == 302
    assert client.post("/oppsett/post/ny/", typed).status_code == 422
    later = typed | {"digest_hour": "0", "assumed_days": "0", "valid_from": "01.05.2026"}
    later |= {"unheard_days": "14"}
    assert client.post("/oppsett/post/ny/", later).status_code == 302
    days = (first - DAY, first, dt.date(2026, 5, 1))
    assert [queries.digest_hour(ours, on=day) for day in days] == [7, 9, 0]
    assert [queries.assumed_days(ours, on=day) for day in days] == [3, 5, 0]
    assert [queries.unheard_days(ours, on=day) for day in days] == [3, 4, 14]
    assert "Kommunedirektøren 12/26" in client.get("/oppsett/post/").content.decode()

    # ended: what the product says itself holds again
    row = PostSetting.objects.get(valid_from=dt.date(2026, 5, 1))
    ended = client.post(f"/oppsett/post/{row.pk}/avslutt/", {"last_on": "31.05.2026"})
    assert ended.status_code == 302
    assert queries.digest_hour(ours, on=dt.date(2026, 6, 1)) == 7
    assert queries.unheard_days(ours, on=dt.date(2026, 6, 1)) == 3
    assert [
        entry.event
        for entry in Entry.objects.filter(event__startswith="PostSetting").order_by("at")
    ] == ["PostSettingDecided", "PostSettingDecided", "PostSettingEnded"]
