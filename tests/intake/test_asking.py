"""The party is asked by letter; the time to answer runs from when it is sent, until it is met."""

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.test import Client

from audit.models import Entry
from cases.actions import declare_disqualified, take_case
from cases.models import Case, Draft
from cases.queries import Scope
from deadlines import actions as working
from deadlines.actions import pause_deadline, receive_answer, sweep
from deadlines.kinds import ASKED, Kind, row_of
from deadlines.models import Deadline, LedgerEntry
from deadlines.queries import (
    deadlines_of_case,
    due_page,
    hearing_in,
    ids_of_asking_to_follow,
    tasks_for,
)
from deadlines.rules import Hearing
from decisions.actions import post_letters
from intake import actions
from notifications.actions import (
    mark_returned,
    print_letters,
    renew_letter,
    settle_letter,
    stop_letter,
    undo_print,
)
from notifications.models import Letter, Notice
from notifications.rules import fingerprint
from people.access import Actor
from people.models import Account, Representative, Resident, StaffMember
from people.refusals import NotFound, Refused
from tests import given

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
TODAY = given.NOW.date()
IN_TWO_WEEKS = TODAY + 14 * DAY
ADDRESS = ("Storgata 1", "3015 Drammen")
PAGES = {Kind.MISSING_INFORMATION: "mangelbrev", Kind.ADVANCE_NOTICE: "forhandsvarsel"}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(given.NOW, tick=False):
        yield


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    (case,) = given.a_registered_application(town)
    take_case(case.pk, actor=town.caseworker, at=given.NOW)
    return case


@pytest.fixture(params=ASKED)
def kind(request: pytest.FixtureRequest) -> Kind:
    return Kind(request.param)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def typed(case: Case, **changes: Any) -> dict[str, Any]:
    """What the browser posts of the page, filled in; `changes` are typed otherwise."""
    case.refresh_from_db()
    plain = {
        "what": "Papirer fra sykehuset.",
        "why": "Vi må vite hva du klarer selv.",
        "answer_by": IN_TWO_WEEKS.isoformat(),
        "version": case.version,
    }
    return plain | changes


def asked(case: Case, town: given.Town, kind: Kind, **changes: Any) -> Letter:
    """The letter that asks, in the queue; what it asks has come through the page."""
    page = f"/saker/{case.reference}/{PAGES[kind]}/"
    done = signed_in(town.caseworker).post(page, typed(case, **changes))
    assert done.status_code == 302
    return Letter.objects.filter(kind=kind.value).latest("pk")


def the_clock(kind: Kind) -> Deadline:
    return Deadline.objects.filter(kind=kind).latest("pk")


def posted(letter: Letter, town: given.Town, at: dt.datetime, on: dt.date | None = None) -> None:
    """The letter printed, posted, and seen by the clock."""
    bundle = print_letters([str(letter.public_id)], actor=town.caseworker, at=at)["bundle"]
    post_letters(bundle, posted_on=on or at.date(), actor=town.caseworker, at=at)
    sweep(at=at)


def tasks(town: given.Town, on: dt.date) -> list[tuple[str, int | None]]:
    """The tasks of answers that are waited for, and whose they are."""
    found = [row for one in tasks_for(Scope(actor=town.caseworker, on=on)) for row in one]
    named = {f"deadline_{kind.lower()}" for kind in ASKED}
    return [(r["task_kind"], r["task_holder"]) for r in found if r["task_kind"] in named]


def an_own_term(town: given.Town, kind: Kind, **changes: Any) -> None:
    """The municipality's own length of the kind, from today."""
    working.decide_own_term(
        **{
            "kind": kind,
            "length": 21,
            "minimum": 10,
            "decided_by": "Rådet 01.03.2026",
            "valid_from": TODAY,
            **changes,
        },
        actor=town.administrator,
        at=given.NOW,
    )


@pytest.mark.parametrize("language", ["nn", "en"])
def test_who_reads_nynorsk_or_english_meets_no_bokmal_on_the_way(
    town: given.Town, case: Case, kind: Kind, language: str
) -> None:
    bokmal = r"\b(ikke|hva|hvorfor|hvem|hvordan|mottatt|senere|fra|noen|sendes|velg|dager)\b"
    posted(asked(case, town, kind), town, given.NOW + HOUR)
    letter = asked(case, town, kind)
    clock = f"/frister/{the_clock(kind).public_id}/"
    pages = [f"/saker/{case.reference}/", clock, f"{clock}svar/", "/frister/", "/brev/"]
    pages += [f"/saker/{case.reference}/{PAGES[kind]}/", f"/brev/{letter.public_id}/oppfolging/"]
    Account.objects.filter(staff_id=town.caseworker.staff()).update(language=language)
    client = signed_in(town.caseworker)

    for page in pages:
        main = client.get(page).content.decode().partition("<main")[2].partition("</main>")[0]
        read = " ".join(re.findall(r">([^<]+)<", main) + re.findall(r'-label="([^"]+)"', main))
        assert re.findall(bokmal, read.lower()) == [], page


# The letter, and the day it names


def test_the_page_proposes_the_day_by_the_rule_and_the_letter_names_the_one_that_was_chosen(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given the page, from «Flere valg» of the case
    client, page = signed_in(town.caseworker), f"/saker/{case.reference}/{PAGES[kind]}/"
    assert page in client.get(f"/saker/{case.reference}/").content.decode()
    shown = client.get(page)
    assert shown.context["form"]["answer_by"].value() == IN_TWO_WEEKS
    assert "Brevet går til Ola Nordmann." in shown.content.decode()

    # when a later day is chosen
    later = IN_TWO_WEEKS + 5 * DAY
    letter = asked(case, town, kind, answer_by=later.isoformat())

    # then it stands in the letter with what was written, and no clock runs yet
    said = str(letter.content)
    assert "23. mars 2026" in said
    assert "Papirer fra sykehuset." in said
    assert "Vi må vite hva du klarer selv." in said
    assert the_clock(kind).provisional
    (row,) = [row for row in deadlines_of_case(case.pk, on=TODAY) if row.kind is kind]
    told = " ".join(row.explanation)
    assert "når brevet er sendt" in told
    assert Entry.objects.get(event="PartyAsked").data["answer_by"] == "23.03.2026"


def test_the_letter_is_seen_as_it_will_be_and_nothing_is_sent_or_kept_by_looking(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given the page, which does not show a letter before it is asked to
    client, page = signed_in(town.caseworker), f"/saker/{case.reference}/{PAGES[kind]}/"
    assert "Slik blir brevet" not in client.get(page).content.decode()
    written, before = typed(case), kept()

    # when the letter is looked at, twice
    client.post(page, written | {"se": "1", "_key": "en-gang"})
    answer = client.post(page, written | {"se": "1", "_key": "en-gang"})

    # then it stands beside what is written, and nothing is sent, kept or moved
    assert answer.status_code == 200
    assert answer.context["form"]["what"].value() == written["what"]
    assert answer.context["form"]["answer_by"].value() == written["answer_by"]
    assert kept() == before
    assert typed(case)["version"] == written["version"]

    # and with what it says, and nothing else, it is sent by the other button
    seen = answer.context["letter"]
    assert client.post(page, written | {"_key": "en-gang"}).status_code == 302
    sent = Letter.objects.get(kind=kind.value)
    assert fingerprint(sent.content) == fingerprint(seen.as_json())
    assert sent.content["recipient"] == {"name": "Ola Nordmann", "address": list(ADDRESS)}
    shown = unescape(answer.content.decode()).partition("Slik blir brevet</h2>")[2]
    for words in ("Ola Nordmann", seen.title, "Papirer fra sykehuset.", "18. mars 2026"):
        assert words in shown


def test_a_letter_that_could_not_be_sent_is_not_shown_and_it_is_told_at_the_field_what_is_wrong(
    town: given.Town, case: Case, kind: Kind
) -> None:
    page, before = f"/saker/{case.reference}/{PAGES[kind]}/", kept()
    wrong = typed(case, why="", answer_by=TODAY.isoformat(), se="1")

    answer = signed_in(town.caseworker).post(page, wrong)

    assert (answer.status_code, kept()) == (422, before)
    assert sorted(answer.context["form"].errors) == ["answer_by", "why"]
    assert "Slik blir brevet" not in answer.content.decode()


def test_who_may_not_write_in_the_case_sees_no_letter(
    town: given.Town, case: Case, kind: Kind
) -> None:
    page = f"/saker/{case.reference}/{PAGES[kind]}/"

    for actor in (town.auditor, town.administrator):
        answer = signed_in(actor).post(page, typed(case, se="1"))
        assert answer.status_code in {403, 404}
        shown = answer.content.decode()  # what they wrote is given back, and nothing of the case
        assert "Slik blir brevet" not in shown
        assert "Nordmann" not in shown


def test_the_letter_shown_to_a_protected_address_tells_no_address(
    town: given.Town, case: Case, kind: Kind
) -> None:
    Resident.objects.filter(pk=case.person_id).update(protection="CONFIDENTIAL")
    page = f"/saker/{case.reference}/{PAGES[kind]}/"

    answer = signed_in(town.caseworker).post(page, typed(case, se="1"))

    shown = answer.content.decode().partition("Slik blir brevet</h2>")[2]
    assert "Ola Nordmann" in shown
    assert ADDRESS[0] not in shown


@pytest.mark.parametrize("why_not", ["disqualified", "unprintable"])
def test_the_letter_is_not_shown_where_it_would_be_refused(
    why_not: str, town: given.Town, case: Case, kind: Kind
) -> None:
    # given somebody who may not act in the case; or a name that no letter can show
    page, client = f"/saker/{case.reference}/{PAGES[kind]}/", signed_in(town.caseworker)
    if why_not == "disqualified":
        who = str(StaffMember.objects.get(pk=town.caseworker.staff()).public_id)
        ground = {"ground": "FAMILY", "note": "Gift med personen."}
        declare_disqualified(case.pk, staff=who, **ground, actor=town.caseworker, at=given.NOW)
    else:
        Resident.objects.filter(pk=case.person_id).update(family_name="Nord\u4e2d")

    # when they look at the letter, or send it
    seen, sent = client.post(page, typed(case, se="1")), client.post(page, typed(case))

    # then both are refused alike
    assert (seen.status_code, sent.status_code) == (422, 422)
    told = [list(one.context["form"].non_field_errors()) for one in (seen, sent)]
    assert told[0] == told[1] != []
    assert not Letter.objects.filter(kind=kind.value).exists()


def kept() -> tuple[int, ...]:
    """How many there are of what a letter leaves behind."""
    return tuple(one.objects.count() for one in (Letter, Deadline, Entry, Draft, Notice))


def test_a_question_that_is_not_answered_is_told_before_another_is_written(
    town: given.Town, case: Case, kind: Kind
) -> None:
    client, page = signed_in(town.caseworker), f"/saker/{case.reference}/{PAGES[kind]}/"
    assert "Et slikt brev" not in client.get(page).content.decode()

    letter = asked(case, town, kind)
    assert "Et slikt brev er laget og er ikke sendt ennå." in client.get(page).content.decode()

    posted(letter, town, given.NOW + HOUR)
    said = "Et slikt brev er sendt, og svaret kan vente til 18.03.2026."
    assert said in client.get(page).content.decode()


def test_a_letter_that_can_be_stopped_until_after_midnight_is_counted_from_the_next_day(
    town: given.Town, case: Case, kind: Kind
) -> None:
    midnight = dt.datetime(2026, 3, 4, 22, 55, tzinfo=dt.UTC)  # five minutes to, in Norway
    with time_machine.travel(midnight, tick=False):
        shown = signed_in(town.caseworker).get(f"/saker/{case.reference}/{PAGES[kind]}/")

    assert shown.context["form"]["answer_by"].value() == IN_TWO_WEEKS + DAY


def test_the_municipalitys_own_length_is_proposed_and_its_shortest_is_held(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given a municipality that gives three weeks, and never less than ten days
    an_own_term(town, kind)
    client, page = signed_in(town.caseworker), f"/saker/{case.reference}/{PAGES[kind]}/"
    assert client.get(page).context["form"]["answer_by"].value() == TODAY + 21 * DAY
    before = (Letter.objects.count(), Deadline.objects.count(), Entry.objects.count())
    version = typed(case)["version"]

    # when a day too near is chosen
    answer = client.post(page, typed(case, answer_by=(TODAY + 9 * DAY).isoformat()))

    # then it is said at the field, and nothing is written
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors["answer_by"]
    assert said == "Det er for kort tid til å svare. Velg 14.03.2026 eller senere."
    assert (Letter.objects.count(), Deadline.objects.count(), Entry.objects.count()) == before
    assert typed(case)["version"] == version

    # and the first day that may be chosen is taken
    asked(case, town, kind, answer_by=(TODAY + 10 * DAY).isoformat())


def test_no_day_is_taken_that_is_gone_before_paper_can_be_read_and_answered(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given the shortest a municipality may propose for the kind
    shortest = row_of(kind, on=TODAY).shortest
    assert shortest == {Kind.MISSING_INFORMATION: 3, Kind.ADVANCE_NOTICE: 7}[kind]
    page, least = f"/saker/{case.reference}/{PAGES[kind]}/", TODAY + shortest * DAY

    # when an officer chooses the day before that, here where nothing own is decided
    near = typed(case, answer_by=(least - DAY).isoformat())
    answer = signed_in(town.caseworker).post(page, near)

    # then it is said which day may be chosen, nothing is sent, and that day is taken
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors["answer_by"]
    assert said == f"Det er for kort tid til å svare. Velg {least:%d.%m.%Y} eller senere."
    assert not Letter.objects.filter(kind=kind.value).exists()
    asked(case, town, kind, answer_by=least.isoformat())


def test_a_year_mistyped_is_not_told_to_the_party(town: given.Town, case: Case, kind: Kind) -> None:
    # when a day is chosen beyond the longest that anybody may give for the kind
    page = f"/saker/{case.reference}/{PAGES[kind]}/"
    far = typed(case, answer_by=(TODAY + 61 * DAY).isoformat())
    answer = signed_in(town.caseworker).post(page, far)

    # then it is said at the field with the last day, what was written stands, and nothing is sent
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors["answer_by"]
    last = TODAY + 60 * DAY
    assert said == f"Dagen er for langt fram. Velg {last:%d.%m.%Y} eller tidligere."
    assert answer.context["form"]["what"].value() == far["what"]
    assert not Letter.objects.filter(kind=kind.value).exists()

    # and that last day is taken
    asked(case, town, kind, answer_by=last.isoformat())


@pytest.mark.parametrize("missing", ["what", "why", "answer_by"])
def test_what_stands_empty_is_told_at_its_field(
    town: given.Town, case: Case, kind: Kind, missing: str
) -> None:
    page = f"/saker/{case.reference}/{PAGES[kind]}/"
    answer = signed_in(town.caseworker).post(page, typed(case, **{missing: ""}))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [missing])
    assert not Letter.objects.filter(kind=kind.value).exists()


def test_pressed_twice_it_is_one_letter(town: given.Town, case: Case, kind: Kind) -> None:
    client, page = signed_in(town.caseworker), f"/saker/{case.reference}/{PAGES[kind]}/"
    once = typed(case, _key="en-gang")

    first, second = client.post(page, once), client.post(page, once)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Letter.objects.filter(kind=kind.value).count() == 1


def test_what_is_written_is_kept_until_it_is_sent(town: given.Town, case: Case, kind: Kind) -> None:
    client, page = signed_in(town.caseworker), f"/saker/{case.reference}/{PAGES[kind]}/"
    written = {"what": "Legens brev.", "_form": PAGES[kind], "_case": case.reference}
    client.post("/kladd/", written)

    assert "Legens brev." in signed_in(town.caseworker).get(page).content.decode()
    client.post(page, typed(case))
    assert not Draft.objects.exists()


def test_a_case_that_is_decided_asks_for_nothing_more(town: given.Town, kind: Kind) -> None:
    case = given.an_issued_decision(town).case

    with pytest.raises(Refused) as told:
        actions.ask_party(
            case.pk,
            kind=kind,
            what="Papirer.",
            why="Vi må vite det.",
            answer_by=IN_TWO_WEEKS,
            actor=town.officer,
            at=given.NOW,
        )

    assert [one.code for one in told.value.objections] == ["wrong_stage"]
    assert (
        PAGES[kind] not in signed_in(town.officer).get(f"/saker/{case.reference}/").content.decode()
    )


def test_where_nobody_gets_letters_nobody_is_asked(town: given.Town, case: Case) -> None:
    Resident.objects.filter(pk=case.person_id).update(died_on=TODAY)
    page = f"/saker/{case.reference}/mangelbrev/"

    answer = signed_in(town.caseworker).post(page, typed(case))

    assert answer.status_code == 422
    assert not Deadline.objects.filter(kind__in=ASKED).exists()


# The clock follows the letter


def test_the_time_runs_from_the_day_the_letter_was_sent_to_the_day_it_names(
    town: given.Town, case: Case, kind: Kind
) -> None:
    letter = asked(case, town, kind)
    sweep(at=given.NOW + HOUR)
    assert the_clock(kind).provisional

    # when it is posted two days later
    posted(letter, town, given.NOW + 2 * DAY)

    clock = the_clock(kind)
    assert (clock.starts_on, clock.due_on) == (TODAY + 2 * DAY, IN_TWO_WEEKS)
    told = Entry.objects.get(event="AnswerClockStarted").data
    assert (told["sent_on"], told["due_on"]) == ("06.03.2026", "18.03.2026")
    assert ids_of_asking_to_follow(town.municipality.pk, on=IN_TWO_WEEKS) == []


def test_a_letter_sent_too_late_for_its_day_gives_the_shortest_time_all_the_same(
    town: given.Town, case: Case, kind: Kind
) -> None:
    an_own_term(town, kind)
    letter = asked(case, town, kind, answer_by=(TODAY + 10 * DAY).isoformat())

    posted(letter, town, given.NOW + 8 * DAY)

    clock = the_clock(kind)
    assert clock.due_on == TODAY + 18 * DAY
    entry = LedgerEntry.objects.filter(deadline=clock).latest("pk")
    assert (entry.act, entry.reason) == ("STARTED", "Brevet ble sendt senere enn tenkt")


def test_a_letter_that_is_stopped_starts_nothing_and_settled_nothing_is_waited_for(
    town: given.Town, case: Case, kind: Kind
) -> None:
    letter = asked(case, town, kind)

    stop_letter(str(letter.public_id), actor=town.caseworker, at=given.NOW)
    sweep(at=given.NOW + HOUR)
    assert the_clock(kind).provisional
    assert the_clock(kind).cancelled_at is None  # it may still be sent anew

    settle_letter(
        str(letter.public_id), note="Ringte i stedet.", actor=town.caseworker, at=given.NOW
    )
    sweep(at=given.NOW + 2 * HOUR)
    assert the_clock(kind).cancelled_at == given.NOW + 2 * HOUR
    assert Entry.objects.filter(event="AnswerNotAwaited").count() == 1
    assert tasks(town, TODAY + 90 * DAY) == []


def test_a_letter_that_comes_back_stops_the_time_and_the_one_sent_anew_starts_it(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given a clock that runs, and was extended
    letter = asked(case, town, kind)
    posted(letter, town, given.NOW + DAY)
    longer = IN_TWO_WEEKS + 7 * DAY
    working.extend_deadline(
        str(the_clock(kind).public_id),
        until=longer,
        reason="Ba om mer tid.",
        actor=town.caseworker,
        at=given.NOW + DAY,
    )

    # when the letter comes back
    back = given.NOW + 4 * DAY
    mark_returned(str(letter.public_id), returned_on=back.date(), actor=town.caseworker, at=back)
    sweep(at=back)

    assert the_clock(kind).provisional
    assert Entry.objects.filter(event="AnswerClockStopped").count() == 1
    assert tasks(town, longer) == []

    # and is sent anew
    anew = renew_letter(str(letter.public_id), actor=town.caseworker, at=back)["letter"]
    posted(Letter.objects.get(public_id=anew), town, back + DAY)

    clock = the_clock(kind)
    assert (clock.starts_on, clock.due_on) == (back.date() + DAY, longer)


def test_where_only_the_guardian_can_be_sent_the_letter_theirs_starts_the_time(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given a person whose address nobody knows, and a guardian who gets their letters
    Resident.objects.filter(pk=case.person_id).update(address="", postal="")
    Representative.objects.create(
        resident_id=case.person_id,
        kind="GUARDIAN",
        name="Vera Verge",
        economy=False,
        personal_matters=True,
        receives_letters=True,
        valid_from=TODAY,
        address="Vergegata 1",
        postal="0150 Oslo",
    )
    first = asked(case, town, kind)
    to_person, to_guardian = Letter.objects.filter(kind=kind).order_by("pk")

    # when both are printed: the person's is stopped, the guardian's is posted
    at = given.NOW + HOUR
    both = [str(one.public_id) for one in (to_person, to_guardian)]
    bundle = print_letters(both, actor=town.caseworker, at=at)["bundle"]
    post_letters(bundle, posted_on=TODAY, actor=town.caseworker, at=at)
    to_person.refresh_from_db()
    assert (first.pk, to_person.state) == (to_guardian.pk, "STOPPED")
    sweep(at=at)

    # then the time runs from that day, and goes on when it is said that theirs is not sent
    assert (the_clock(kind).starts_on, the_clock(kind).due_on) == (TODAY, IN_TWO_WEEKS)
    settle_letter(
        str(to_person.public_id), note="Uten adresse.", actor=town.caseworker, at=at + HOUR
    )
    sweep(at=at + HOUR)
    clock = the_clock(kind)
    assert (clock.due_on, clock.cancelled_at) == (IN_TWO_WEEKS, None)
    assert ids_of_asking_to_follow(town.municipality.pk, on=TODAY) == []

    # and when the guardian's comes back and is settled too, nobody is waited for
    back = given.NOW + 4 * DAY
    guardians = str(to_guardian.public_id)
    mark_returned(guardians, returned_on=back.date(), actor=town.caseworker, at=back)
    sweep(at=back)
    assert the_clock(kind).provisional
    settle_letter(guardians, note="Ringte i stedet.", actor=town.caseworker, at=back)
    sweep(at=back + HOUR)
    assert the_clock(kind).cancelled_at == back + HOUR


def test_nothing_pauses_the_time_to_answer(town: given.Town, case: Case, kind: Kind) -> None:
    posted(asked(case, town, kind), town, given.NOW + HOUR)

    with pytest.raises(Refused) as told:
        pause_deadline(
            case, kind, reason="Ferie", actor=town.caseworker, at=given.NOW, key=the_clock(kind).key
        )

    assert told.value.objections[0].code == "not_pausable"


# The answer, or none


def test_the_page_says_once_how_long_the_party_has_and_never_that_they_are_late(
    town: given.Town, case: Case, kind: Kind
) -> None:
    posted(asked(case, town, kind), town, given.NOW + HOUR)
    page, client = f"/frister/{the_clock(kind).public_id}/", signed_in(town.caseworker)

    assert client.get(page).content.decode().count("14 dager igjen") == 1

    with time_machine.travel(given.NOW + 16 * DAY, tick=False):
        afterwards = signed_in(town.caseworker).get(page).content.decode()
    assert "Ute" in afterwards
    assert "dager over" not in afterwards


def test_when_the_day_comes_without_an_answer_it_is_a_task_of_whoever_has_the_case(
    town: given.Town, case: Case, kind: Kind
) -> None:
    posted(asked(case, town, kind), town, given.NOW + HOUR)
    assert tasks(town, IN_TWO_WEEKS - DAY) == []

    assert tasks(town, IN_TWO_WEEKS) == [(f"deadline_{kind.lower()}", town.caseworker.staff_id)]
    sweep(at=given.NOW + 14 * DAY)
    assert Notice.objects.filter(staff_id=town.caseworker.staff_id, case=case).count() == 1


def test_an_answer_nobody_follows_up_for_a_week_is_passed_on_to_the_leader_once(
    town: given.Town, case: Case, kind: Kind
) -> None:
    posted(asked(case, town, kind), town, given.NOW + HOUR)
    sweep(at=given.NOW + 20 * DAY)
    assert the_clock(kind).escalated_at is None

    sweep(at=given.NOW + 21 * DAY)
    sweep(at=given.NOW + 22 * DAY)

    clock = the_clock(kind)
    assert clock.escalated_at == given.NOW + 21 * DAY
    assert clock.escalated_to is not None
    told = Entry.objects.filter(event="DeadlineEscalated", data__deadline=str(clock.public_id))
    assert told.count() == 1


def test_an_answer_that_never_came_stands_among_the_deadlines_to_follow_up_and_is_not_late(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given a question that was sent; on its last day it is still the party's own time
    posted(asked(case, town, kind), town, given.NOW + HOUR)
    row = f"frist-{the_clock(kind).public_id}"
    with time_machine.travel(given.NOW + 14 * DAY, tick=False):
        assert row not in signed_in(town.caseworker).get("/frister/").content.decode()

    # when the day after has come
    with time_machine.travel(given.NOW + 15 * DAY, tick=False):
        client = signed_in(town.caseworker)
        shown = client.get("/frister/").content.decode()
    day = IN_TWO_WEEKS + DAY
    late, _number = due_page(town.caseworker, on=day, overdue=True)

    # then whoever has the case sees it with the day and that it is out, and it is no breach of ours
    told = shown.split(f'data-clickdelegatefor="{row}"')[1].split("</td>")[0]
    assert "18.03.2026" in told
    assert "Ute" in told
    assert "over" not in told
    assert kind in [one.kind for one in due_page(town.caseworker, on=day)[0]]
    assert kind not in [one.kind for one in late]


def test_the_answer_meets_it_on_the_day_it_came(town: given.Town, case: Case, kind: Kind) -> None:
    # given a clock that has run out
    posted(asked(case, town, kind), town, given.NOW + HOUR)
    clock = the_clock(kind)
    page = f"/frister/{clock.public_id}/svar/"
    with time_machine.travel(given.NOW + 20 * DAY, tick=False):
        client = signed_in(town.caseworker)
        assert page in client.get(f"/saker/{case.reference}/").content.decode()
        assert page in client.get(f"/frister/{clock.public_id}/").content.decode()
        assert client.get(page).context["form"]["arrived_on"].value() == TODAY + 20 * DAY

        # when the answer is registered
        done = client.post(page, {"arrived_on": (TODAY + 18 * DAY).isoformat()})

        # then it was met that day, and the trail says so
        assert done.status_code == 302
        clock.refresh_from_db()
        assert clock.met_at is not None
        assert clock.met_at.date() == TODAY + 18 * DAY
        assert Entry.objects.get(event="AnswerReceived").data["arrived_on"] == "22.03.2026"
        assert tasks(town, TODAY + 20 * DAY) == []
        assert page not in client.get(f"/saker/{case.reference}/").content.decode()

        # and is not met twice
        with pytest.raises(NotFound):
            receive_answer(
                str(clock.public_id), arrived_on=TODAY, actor=town.caseworker, at=given.NOW
            )


def test_the_answers_to_two_letters_of_a_kind_are_told_apart(
    town: given.Town, case: Case, kind: Kind
) -> None:
    word = {"MISSING_INFORMATION": "mangelbrev", "ADVANCE_NOTICE": "forhåndsvarsel"}[kind.value]

    def choices() -> list[tuple[str, str]]:
        """«Svar … mottatt …» on the case, and the clock each leads to."""
        shown = signed_in(town.caseworker).get(f"/saker/{case.reference}/").content.decode()
        return re.findall(r'href="/frister/([^/]+)/svar/">(Svar på [^<]+)</a>', shown)

    posted(asked(case, town, kind), town, given.NOW + HOUR)
    first = str(the_clock(kind).public_id)
    assert choices() == [(first, f"Svar på {word} mottatt …")]

    asked(case, town, kind)

    second = str(the_clock(kind).public_id)
    assert choices() == [
        (first, f"Svar på {word} nr. 1, sendt {TODAY:%d.%m.%Y}, mottatt …"),
        (second, f"Svar på {word} nr. 2 mottatt …"),
    ]


@pytest.mark.parametrize("days", [-1, 2])
def test_an_answer_cannot_come_before_the_question_or_tomorrow(
    town: given.Town, case: Case, days: int
) -> None:
    posted(asked(case, town, Kind.ADVANCE_NOTICE), town, given.NOW + HOUR)
    clock = the_clock(Kind.ADVANCE_NOTICE)
    before = Entry.objects.count()

    with pytest.raises(Refused) as told:
        receive_answer(
            str(clock.public_id),
            arrived_on=TODAY + days * DAY,
            actor=town.caseworker,
            at=given.NOW + DAY,
        )

    (objection,) = told.value.objections
    assert (objection.code, objection.field) == ("date_out_of_range", "arrived_on")
    clock.refresh_from_db()
    assert (clock.met_at, Entry.objects.count()) == (None, before)


def test_an_answer_before_the_letter_is_sent_stops_that_letter_and_no_other(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given two that wait to be sent
    other, letter = asked(case, town, kind), asked(case, town, kind)

    # when one is answered already, by telephone
    receive_answer(
        str(the_clock(kind).public_id), arrived_on=TODAY, actor=town.caseworker, at=given.NOW
    )

    letter.refresh_from_db()
    other.refresh_from_db()
    assert (letter.state, letter.stop_reason) == ("STOPPED", "ANSWERED")
    assert other.state == "HELD"
    with pytest.raises(Refused):  # nobody has anything to follow up
        renew_letter(str(letter.public_id), actor=town.caseworker, at=given.NOW)


def test_a_letter_that_is_answered_does_not_go_out_from_the_printer_or_after_it_came_back(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given two that ask: one is printed, the other was sent and has come back
    printed, sent = asked(case, town, kind), asked(case, town, kind)
    posted(sent, town, given.NOW + HOUR)
    at = given.NOW + DAY
    bundle = print_letters([str(printed.public_id)], actor=town.caseworker, at=at)["bundle"]
    client, came_back = signed_in(town.caseworker), str(sent.public_id)
    mark_returned(came_back, returned_on=at.date(), actor=town.caseworker, at=at)

    # when both are answered all the same, and the printer jammed
    for clock in Deadline.objects.filter(kind=kind):
        receive_answer(str(clock.public_id), arrived_on=at.date(), actor=town.caseworker, at=at)
    client.post(f"/brev/bunke/{bundle}/tilbake/")

    # then the one is stopped, and the other is in nobody's hands and is not sent anew
    printed.refresh_from_db()
    assert (printed.state, printed.stop_reason) == ("STOPPED", "ANSWERED")
    page = f"/brev/{came_back}/oppfolging/"
    assert "Send på nytt" not in client.get(page).content.decode()
    assert client.post(f"/brev/{came_back}/pa-nytt/").status_code == 422
    assert not Letter.objects.filter(replaces__isnull=False).exists()


def test_what_is_decided_sends_no_letter_anew_that_asks(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given a letter that asked, in a case that is decided now, and that came back only then
    letter = asked(case, town, kind)
    posted(letter, town, given.NOW + HOUR)
    Case.objects.filter(pk=case.pk).update(stage="DECIDED")
    at = given.NOW + 3 * DAY
    mark_returned(str(letter.public_id), returned_on=at.date(), actor=town.caseworker, at=at)
    before = (Letter.objects.count(), Entry.objects.count())

    answer = signed_in(town.caseworker).post(f"/brev/{letter.public_id}/pa-nytt/")

    assert answer.status_code == 422
    said = "Vedtaket er fattet. Brevet trengs ikke lenger. Velg «Skal ikke sendes»."
    assert said in answer.content.decode()
    assert (Letter.objects.count(), Entry.objects.count()) == before


def test_what_nobody_was_asked_has_no_answer(town: given.Town, case: Case) -> None:
    month = Deadline.objects.get(case=case, kind=Kind.PRELIMINARY_ANSWER)

    with pytest.raises(Refused) as told:
        receive_answer(str(month.public_id), arrived_on=TODAY, actor=town.caseworker, at=given.NOW)

    assert told.value.objections[0].code == "not_asked"


# When nothing is asked any more


def test_a_case_that_ends_stops_the_letter_and_waits_for_no_answer(
    town: given.Town, case: Case, kind: Kind
) -> None:
    letter = asked(case, town, kind)
    case.refresh_from_db()

    actions.end_case(
        case.pk, reason="ANSWERED", told="Personen", actor=town.caseworker, at=given.NOW
    )

    letter.refresh_from_db()
    assert (letter.state, letter.stop_reason) == ("STOPPED", "CASE_ENDED")
    assert the_clock(kind).cancelled_at == given.NOW
    assert deadlines_of_case(case.pk, on=TODAY) == []


def test_a_letter_printed_before_the_case_ended_is_not_put_back_in_the_queue(
    town: given.Town, case: Case, kind: Kind
) -> None:
    letter = asked(case, town, kind)
    at = given.NOW + HOUR
    bundle = print_letters([str(letter.public_id)], actor=town.caseworker, at=at)["bundle"]
    actions.end_case(case.pk, reason="ANSWERED", told="Personen", actor=town.caseworker, at=at)

    undo_print(bundle, actor=town.caseworker, at=at)

    letter.refresh_from_db()
    assert (letter.state, letter.stop_reason) == ("STOPPED", "CASE_ENDED")


def test_what_a_case_asks_is_asked_in_the_one_it_goes_up_in(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given a case that has asked twice, one of them posted
    sent, waits = asked(case, town, kind), asked(case, town, kind)
    posted(sent, town, given.NOW + HOUR)
    person = Resident.objects.get(pk=case.person_id)
    (other,) = given.a_registered_application(
        town, person=person, services=("matombringing",), at=given.NOW
    )
    take_case(other.pk, actor=town.caseworker, at=given.NOW)

    # when it goes up in another
    actions.merge_cases(case.pk, into=other.reference, actor=town.caseworker, at=given.NOW + HOUR)

    # then both are waited for there
    clocks = Deadline.objects.filter(case=other, kind=kind).order_by("pk")
    assert [(one.due_on, one.provisional) for one in clocks] == [
        (IN_TWO_WEEKS, False),
        (None, True),
    ]
    assert not Deadline.objects.filter(case=case, kind=kind, cancelled_at=None).exists()

    # and the letter that waits starts its own when it is sent
    posted(waits, town, given.NOW + DAY)
    assert clocks.last() is not None
    assert the_clock(kind).due_on == IN_TWO_WEEKS
    assert the_clock(kind).case == other


def test_a_question_goes_along_also_where_the_municipality_gives_longer_since_it_was_sent(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given a letter that is sent, and a municipality that gives no less than three weeks since
    posted(asked(case, town, kind), town, given.NOW + HOUR)
    an_own_term(town, kind, minimum=21, valid_from=TODAY + DAY)
    person = Resident.objects.get(pk=case.person_id)
    (other,) = given.a_registered_application(
        town, person=person, services=("matombringing",), at=given.NOW
    )
    take_case(other.pk, actor=town.caseworker, at=given.NOW)

    # when the case goes up in another
    at = given.NOW + 2 * DAY
    actions.merge_cases(case.pk, into=other.reference, actor=town.caseworker, at=at)

    # then the party has the longer time there
    assert (the_clock(kind).case, the_clock(kind).due_on) == (other, TODAY + 21 * DAY)


@pytest.mark.parametrize("ends", [True, False])
def test_what_waits_from_a_case_that_went_up_in_another_is_stopped_with_that_one(
    town: given.Town, case: Case, kind: Kind, *, ends: bool
) -> None:
    # given a case that has asked twice, one of them printed, and went up in another
    printed, waits = asked(case, town, kind), asked(case, town, kind)
    at = given.NOW + HOUR
    bundle = print_letters([str(printed.public_id)], actor=town.caseworker, at=at)["bundle"]
    person = Resident.objects.get(pk=case.person_id)
    (other,) = given.a_registered_application(
        town, person=person, services=("matombringing",), at=given.NOW
    )
    take_case(other.pk, actor=town.caseworker, at=given.NOW)
    actions.merge_cases(case.pk, into=other.reference, actor=town.caseworker, at=at)

    # when that one ends, or what was asked is answered there; and the printer jammed
    if ends:
        actions.end_case(other.pk, reason="ANSWERED", told="Personen", actor=town.caseworker, at=at)
    else:
        clock = str(the_clock(kind).public_id)
        receive_answer(clock, arrived_on=TODAY, actor=town.caseworker, at=at)
    undo_print(bundle, actor=town.caseworker, at=at)

    # then what asks for nothing more is not sent
    waits.refresh_from_db()
    printed.refresh_from_db()
    assert (waits.state, waits.stop_reason) == ("STOPPED", "CASE_ENDED" if ends else "ANSWERED")
    assert printed.state == ("STOPPED" if ends else "HELD")


def test_an_answer_to_the_tenth_letter_does_not_stop_the_hundredth(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given two letters, the key of one of which begins with that of the other
    with mock.patch("intake.actions.asking.askings_made", side_effect=[9, 99]):
        tenth, hundredth = asked(case, town, kind), asked(case, town, kind)
    assert hundredth.key.startswith(tenth.key)
    clock = Deadline.objects.filter(kind=kind).earliest("pk")

    # when the first is answered
    at = given.NOW + HOUR
    receive_answer(str(clock.public_id), arrived_on=TODAY, actor=town.caseworker, at=at)

    # then that one is not sent, and the other is
    tenth.refresh_from_db()
    hundredth.refresh_from_db()
    assert (tenth.state, hundredth.state, hundredth.settled_at) == ("STOPPED", "HELD", None)


# Who was warned is heard before anything is decided (decisions.rules.objections asks)


def test_who_was_warned_is_heard_when_they_answer_or_their_time_is_out(
    town: given.Town, case: Case
) -> None:
    assert hearing_in(case.pk, on=TODAY) is None
    letter = asked(case, town, Kind.ADVANCE_NOTICE)
    assert hearing_in(case.pk, on=TODAY) == Hearing(until=None, heard=False)
    posted(letter, town, given.NOW + HOUR)
    assert hearing_in(case.pk, on=IN_TWO_WEEKS) == Hearing(until=IN_TWO_WEEKS, heard=False)
    assert hearing_in(case.pk, on=IN_TWO_WEEKS + DAY) == Hearing(until=IN_TWO_WEEKS, heard=True)

    receive_answer(
        str(the_clock(Kind.ADVANCE_NOTICE).public_id),
        arrived_on=TODAY,
        actor=town.caseworker,
        at=given.NOW + HOUR,
    )
    assert hearing_in(case.pk, on=TODAY) == Hearing(until=IN_TWO_WEEKS, heard=True)

    # a second notice is heard by itself, and a question about papers is none
    asked(case, town, Kind.ADVANCE_NOTICE)
    asked(case, town, Kind.MISSING_INFORMATION)
    assert hearing_in(case.pk, on=TODAY) == Hearing(until=None, heard=False)


def test_to_tick_off_a_notice_takes_none_of_the_partys_time_away(
    town: given.Town, case: Case
) -> None:
    posted(asked(case, town, Kind.ADVANCE_NOTICE), town, given.NOW + HOUR)

    ticked_off(Kind.ADVANCE_NOTICE, town)

    assert hearing_in(case.pk, on=IN_TWO_WEEKS) == Hearing(until=IN_TWO_WEEKS, heard=False)
    assert hearing_in(case.pk, on=IN_TWO_WEEKS + DAY) == Hearing(until=IN_TWO_WEEKS, heard=True)


def test_what_is_not_sent_is_not_ticked_off_and_runs_when_it_is_sent(
    town: given.Town, case: Case, kind: Kind
) -> None:
    # given a letter that waits, whose deadline offers no more than the answer
    letter = asked(case, town, kind)
    page = f"/frister/{the_clock(kind).public_id}/"
    shown = signed_in(town.caseworker).get(page).content.decode()
    assert f"{page}svar/" in shown
    assert f"{page}fulgt-opp/" not in shown
    before = Entry.objects.count()

    # when somebody would tick it off all the same
    with pytest.raises(Refused) as told:
        ticked_off(kind, town)

    # then nothing is written, and the letter starts the clock when it is sent
    assert told.value.objections[0].code == "letter_not_sent"
    assert Entry.objects.count() == before
    posted(letter, town, given.NOW + HOUR)
    assert the_clock(kind).due_on == IN_TWO_WEEKS
    assert f"{page}fulgt-opp/" in signed_in(town.caseworker).get(page).content.decode()


def ticked_off(kind: Kind, town: given.Town) -> None:
    """«Merk som fulgt opp»."""
    working.settle_deadline(
        str(the_clock(kind).public_id), note="Gjort.", actor=town.caseworker, at=given.NOW + HOUR
    )


def test_who_was_heard_in_a_case_that_went_up_in_another_twice_over_is_heard(
    town: given.Town, case: Case
) -> None:
    # given a notice that is answered
    posted(asked(case, town, Kind.ADVANCE_NOTICE), town, given.NOW + HOUR)
    clock = str(the_clock(Kind.ADVANCE_NOTICE).public_id)
    receive_answer(clock, arrived_on=TODAY, actor=town.caseworker, at=given.NOW + HOUR)

    # when its case goes up in another, and that one in a third
    person = Resident.objects.get(pk=case.person_id)
    for hours in (2, 3):
        at = given.NOW + hours * HOUR
        (other,) = given.a_registered_application(town, person=person, at=given.NOW)
        take_case(other.pk, actor=town.caseworker, at=given.NOW)
        actions.merge_cases(case.pk, into=other.reference, actor=town.caseworker, at=at)
        case = other

    # then nobody has to be heard again
    assert hearing_in(case.pk, on=TODAY) == Hearing(until=IN_TWO_WEEKS, heard=True)
