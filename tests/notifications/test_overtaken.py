"""A letter that asks, and has been answered or decided while it was on its way, goes no further."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from cases.actions import take_case
from cases.models import Case
from deadlines.actions import receive_answer
from deadlines.kinds import ASKED, Kind
from deadlines.models import Deadline
from decisions.actions import post_letters
from intake.actions import ask_party, merge_cases
from notifications import actions
from notifications.letters import Channel, LetterState
from notifications.models import Dispatch, Letter
from notifications.queries import recipients
from people.models import Account, Representative, Resident
from tests import digital_post, given
from tests.digital_post import DigitalPost
from tests.notifications.posting import MINUTES, ask, queued, relay, tasks
from tests.notifications.test_doors import page, primary, signed_in
from tests.notifications.test_recipients import a_guardian

pytestmark = pytest.mark.django_db
HOUR = 60 * MINUTES
SOON = 11 * MINUTES  # the hold is over


@pytest.fixture
def case(town: given.Town, now: dt.datetime) -> Case:
    (case,) = given.a_registered_application(town)
    take_case(case.pk, actor=town.caseworker, at=now)
    return case


@pytest.fixture(params=ASKED)
def kind(request: pytest.FixtureRequest) -> Kind:
    return Kind(request.param)


def asked(case: Case, town: given.Town, kind: Kind, *, at: dt.datetime) -> Letter:
    """The letter that asks, in the queue."""
    ask_party(
        case.pk,
        kind=kind,
        what="Papirer fra sykehuset.",
        why="Vi må vite hva du klarer selv.",
        answer_by=at.date() + dt.timedelta(days=14),
        actor=town.caseworker,
        at=at,
    )
    return Letter.objects.filter(kind=kind.value).latest("pk")


def answered(case: Case, town: given.Town, at: dt.datetime) -> None:
    """They rang."""
    clock = Deadline.objects.get(kind__in=ASKED, cancelled_at=None)
    receive_answer(str(clock.public_id), arrived_on=at.date(), actor=town.caseworker, at=at)


def decided(case: Case, town: given.Town, at: dt.datetime) -> None:
    """What the vedtak was made on was known."""
    Case.objects.filter(pk=case.pk).update(stage="DECIDED")


def decided_where_it_went_up(case: Case, town: given.Town, at: dt.datetime) -> None:
    """The case went up in another of the person's, which is decided."""
    (other,) = given.a_registered_application(
        town, person=case.person, services=("matombringing",), at=given.NOW
    )
    take_case(other.pk, actor=town.caseworker, at=given.NOW)
    merge_cases(case.pk, into=other.reference, actor=town.caseworker, at=at)
    Case.objects.filter(pk=other.pk).update(stage="DECIDED")


Happening = Callable[[Case, given.Town, dt.datetime], None]
HAPPENED = pytest.mark.parametrize(
    ("happens", "reason", "told"),
    [
        (answered, "ANSWERED", "Svaret er kommet. Brevet trengs ikke lenger."),
        (decided, "DECIDED", "Vedtaket er fattet. Brevet trengs ikke lenger."),
        (decided_where_it_went_up, "DECIDED", "Vedtaket er fattet. Brevet trengs ikke lenger."),
    ],
)


@HAPPENED
def test_what_digital_post_could_not_deliver_is_stopped_and_not_sent_on_paper(
    happens: Happening, reason: str, told: str, kind: Kind,
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime,
) -> None:  # fmt: skip
    # given a letter that digital post took, and that is needed no longer
    letter = asked(case, town, kind, at=now)
    receipts = [one.receipt for one in post.taken]
    relay(town, at=now + SOON)
    (taken,) = [one for one in post.taken if one.key == str(letter.public_id)]
    assert taken.receipt not in receipts
    happens(case, town, now + HOUR)

    # when they say that it was not delivered
    post.say(taken.receipt, "IKKE_LEVERT", now + 2 * HOUR)
    ask(town, at=now + 3 * HOUR)
    ask(town, at=now + 20 * HOUR)

    # then nothing goes on paper, nobody has it to follow up, and its page says why
    letter.refresh_from_db()
    assert (letter.state, letter.stop_reason) == (LetterState.STOPPED, reason)
    assert not Letter.objects.filter(replaces=letter).exists()
    assert str(letter.public_id) not in [
        row["task_key"] for row in tasks(town.caseworker, on=now.date())
    ]
    with time_machine.travel(now + 21 * HOUR):
        client = signed_in(town.caseworker)
        shown = page(client, f"/brev/{letter.public_id}/oppfolging/")
        history = page(client, f"/saker/{case.reference}/historikk/")
    assert "Stanset" in shown
    assert told in shown
    assert "Send på nytt" not in shown
    assert "ikke levert digitalt" in history
    assert "på papir" not in history


def test_what_is_still_asked_goes_on_paper(
    kind: Kind, case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = asked(case, town, kind, at=now)
    relay(town, at=now + SOON)
    (taken,) = [one for one in post.taken if one.key == str(letter.public_id)]
    post.say(taken.receipt, "IKKE_LEVERT", now + HOUR)

    ask(town, at=now + 2 * HOUR)

    letter.refresh_from_db()
    assert letter.state == LetterState.RETURNED
    assert Letter.objects.get(replaces=letter).channel == Channel.PRINT


@HAPPENED
@pytest.mark.parametrize("then", [digital_post.OK, digital_post.REFUSED])
def test_one_that_may_not_have_been_taken_is_not_handed_over_again(
    then: str, happens: Happening, reason: str, told: str, kind: Kind,
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime,
) -> None:  # fmt: skip
    # given a letter they did not take, which is to be handed over again
    letter = asked(case, town, kind, at=now)
    post.behaviour = lambda: digital_post.ERROR
    relay(town, at=now + SOON)
    post.behaviour = lambda: then
    Dispatch.objects.exclude(letter=letter).update(next_at=None)
    assert relay(town, at=now + 13 * MINUTES) == ["unknown"]

    # when it is needed no longer before that
    happens(case, town, now + 20 * MINUTES)
    assert "stopped" in relay(town, at=now + SOON + 17 * MINUTES)

    letter.refresh_from_db()
    assert (letter.state, letter.stop_reason) == (LetterState.STOPPED, reason)
    assert str(letter.public_id) not in post.times()
    assert not Letter.objects.filter(replaces=letter).exists()


@HAPPENED
def test_one_they_never_took_is_nobodys_task_when_it_is_needed_no_longer(
    happens: Happening, reason: str, told: str, kind: Kind,
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime,
) -> None:  # fmt: skip
    # given a letter handed over five times, and not taken
    letter = asked(case, town, kind, at=now)
    Dispatch.objects.exclude(letter=letter).update(next_at=None)
    post.behaviour = lambda: digital_post.ERROR
    row = Dispatch.objects.get(letter=letter)
    while row.tries < 5:
        assert row.next_at is not None
        relay(town, at=row.next_at)
        row.refresh_from_db()

    # when it is needed no longer, and then given up
    assert row.next_at is not None
    happens(case, town, row.next_at - MINUTES)
    Dispatch.objects.exclude(letter=letter).update(next_at=None)
    while row.next_at:
        relay(town, at=row.next_at)
        row.refresh_from_db()

    letter.refresh_from_db()
    assert (letter.state, letter.stop_reason) == (LetterState.STOPPED, reason)


def test_a_letter_that_waits_on_paper_in_a_decided_case_is_stopped_when_it_is_to_be_printed(
    kind: Kind, case: Case, town: given.Town, now: dt.datetime
) -> None:
    # given one that came into the queue while the case was being decided
    letter = asked(case, town, kind, at=now)
    decided(case, town, now)

    # when it is chosen to be printed
    done = actions.print_letters([str(letter.public_id)], actor=town.caseworker, at=now + HOUR)

    # then it is stopped, and it is said why
    letter.refresh_from_db()
    assert (letter.state, letter.stop_reason) == (LetterState.STOPPED, "DECIDED")
    (stopped,) = done["stopped"]
    assert stopped["reason"] == "Vedtaket er fattet. Brevet trengs ikke lenger."
    assert done["printed"] == []
    assert Entry.objects.filter(event="LetterStopped").count() == 1


# Come back on paper


def came_back(letter: Letter, town: given.Town, *, at: dt.datetime) -> None:
    """Printed, posted, and in return the day after."""
    bundle = actions.print_letters([str(letter.public_id)], actor=town.caseworker, at=at)["bundle"]
    post_letters(bundle, posted_on=at.date(), actor=town.caseworker, at=at)
    later = at + 24 * HOUR
    actions.mark_returned(
        str(letter.public_id), returned_on=later.date(), actor=town.caseworker, at=later
    )


def test_send_anew_is_not_offered_where_it_would_be_refused_and_it_is_said_why(
    kind: Kind, case: Case, town: given.Town, now: dt.datetime
) -> None:
    # given a letter that asked, and that came back; it can be sent anew
    letter = asked(case, town, kind, at=now)
    came_back(letter, town, at=now + HOUR)
    path, client = f"/brev/{letter.public_id}/oppfolging/", signed_in(town.caseworker)
    with time_machine.travel(now + 26 * HOUR):
        assert "Send på nytt" in page(client, path)

        # when the case is decided
        decided(case, town, now)

        # then the page does not offer it, and says why in its place, as the queue does
        shown, queue = page(client, path), page(client, "/brev/")
        assert "Send på nytt" not in shown
        assert "pa-nytt" not in shown
        why = shown.split("Brevet sendes ikke på nytt</h2>")[1].partition("<form")[0]
        assert "Vedtaket er fattet. Brevet trengs ikke lenger." in why
        assert primary(shown) == ["Skal ikke sendes"]
        assert "Brevet kom i retur. Vedtaket er fattet. Brevet trengs ikke lenger." in queue

        # and one press settles it, with that reason
        note = str(client.get(path).context["settle"]["note"].value())
        client.post(f"/brev/{letter.public_id}/avklart/", {"note": note})
        letter.refresh_from_db()
        assert letter.settled_note == "Vedtaket er fattet. Brevet trengs ikke lenger."
        assert f"/brev/{letter.public_id}/oppfolging/" not in page(client, "/brev/")


def test_where_an_address_is_missing_the_page_leads_to_it_and_offers_to_send_once_it_is_there(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    # given a letter that came back from who has moved, nobody knows where
    letter = asked(case, town, Kind.MISSING_INFORMATION, at=now)
    came_back(letter, town, at=now + HOUR)
    known = case.person.postal
    Resident.objects.filter(pk=case.person_id).update(postal="")
    path, client = f"/brev/{letter.public_id}/oppfolging/", signed_in(town.caseworker)
    with time_machine.travel(now + 26 * HOUR):
        # then the page says what is missing, and where it is put right
        shown = page(client, path)
        assert "Mottakeren mangler adresse. Registrer adressen. Så kan brevet" in shown
        assert "/pa-nytt/" not in shown
        assert primary(shown) == ["Til personen"]

        # and once it is known, the letter can be sent
        Resident.objects.filter(pk=case.person_id).update(postal=known)
        shown = page(client, path)
        assert f"/brev/{letter.public_id}/pa-nytt/" in shown
        assert primary(shown) == ["Send på nytt"]


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_reason_is_kept_as_it_is_and_not_in_the_language_it_was_read_in(
    language: str, case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = asked(case, town, Kind.MISSING_INFORMATION, at=now)
    came_back(letter, town, at=now + HOUR)
    decided(case, town, now)
    Account.objects.filter(staff_id=town.caseworker.staff()).update(language=language)

    with time_machine.travel(now + 27 * HOUR):
        client, path = signed_in(town.caseworker), f"/brev/{letter.public_id}"
        note = str(client.get(f"{path}/oppfolging/").context["settle"]["note"].value())
        client.post(f"{path}/avklart/", {"note": note})

    letter.refresh_from_db()
    assert note != letter.settled_note == "Vedtaket er fattet. Brevet trengs ikke lenger."


@pytest.mark.parametrize("needed", [True, False])
def test_one_to_a_protected_address_is_sent_by_hand_only_while_it_is_needed(
    case: Case, town: given.Town, now: dt.datetime, *, needed: bool
) -> None:
    # given a letter that asks and is to be sent by hand, in a case that perhaps is decided
    Resident.objects.filter(pk=case.person_id).update(protection="CONFIDENTIAL")
    letter = asked(case, town, Kind.MISSING_INFORMATION, at=now)
    if not needed:
        decided(case, town, now)

    # when somebody says that it was sent
    with time_machine.travel(now + HOUR):
        told = signed_in(town.caseworker).post(
            f"/brev/{letter.public_id}/sendt/",
            {"posted_on": now.date().isoformat(), "handled_as": "Rekommandert"},
            follow=True,
        )

    # then it is, or it is stopped and no record says that it went
    letter.refresh_from_db()
    gone = "Brevet er merket som sendt." in told.content.decode()
    stopped = "Brevet ble stanset, og er ikke merket som sendt." in told.content.decode()
    assert (gone, stopped) == (needed, not needed)
    assert letter.state == ("SENT" if needed else "STOPPED")
    assert Entry.objects.filter(event="ProtectedLetterPosted").exists() == needed


@pytest.mark.parametrize(
    ("language", "told"),
    [("nn", "Svaret er kome. Brevet trengst ikkje lenger."), ("en", "The answer has come.")],
)
def test_that_the_answer_came_is_said_once_and_in_the_readers_language(
    language: str, told: str, kind: Kind, case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = asked(case, town, kind, at=now)
    came_back(letter, town, at=now + HOUR)
    answered(case, town, now + 26 * HOUR)
    Account.objects.filter(staff_id=town.caseworker.staff()).update(language=language)

    with time_machine.travel(now + 27 * HOUR):
        shown = page(signed_in(town.caseworker), f"/brev/{letter.public_id}/oppfolging/")

    assert shown.count(told) == 1
    assert "Svaret er kommet" not in shown
    assert "/pa-nytt/" not in shown


def test_a_queue_of_letters_that_came_back_asks_as_often_for_two_as_for_six(
    town: given.Town, now: dt.datetime
) -> None:
    # given letters that came back, each of a case that went up in another, which is decided
    def one_more() -> None:
        (case,) = given.a_registered_application(town)
        take_case(case.pk, actor=town.caseworker, at=now)
        came_back(asked(case, town, Kind.ADVANCE_NOTICE, at=now), town, at=now + HOUR)
        decided_where_it_went_up(case, town, now + 2 * HOUR)

    def asks() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert "Brevet kom i retur." in page(client, "/brev/")
        return len(queries)

    client = signed_in(town.caseworker)
    with time_machine.travel(now + 26 * HOUR):
        one_more()
        one_more()
        asks()  # what is kept from the first time is not counted
        for_two = asks()
        for _ in range(4):
            one_more()
        assert asks() == for_two


def dies(case: Case) -> None:
    Resident.objects.filter(pk=case.person_id).update(died_on=dt.date(2026, 3, 5))


def is_guardian_no_more(case: Case) -> None:
    Representative.objects.filter(resident=case.person).update(valid_to=dt.date(2026, 3, 5))


NO_MORE = "Mottakeren skal ikke lenger ha brev i saken."


@pytest.mark.parametrize(
    ("becomes", "why", "filled_in"),
    [
        (dies, "Personen er død. Avklar med boet før noe sendes.", ""),
        (is_guardian_no_more, NO_MORE, NO_MORE),
    ],
)
def test_send_anew_is_not_offered_where_nobody_is_to_get_it(
    becomes: Callable[[Case], None], why: str, filled_in: str,
    case: Case, town: given.Town, now: dt.datetime,
) -> None:  # fmt: skip
    # given a letter to somebody's guardian, which came back
    a_guardian(case.person)
    _person, guardian = recipients(case.person_id, on=now.date())
    letter = queued(case, town.caseworker, at=now, recipient=guardian)
    came_back(letter, town, at=now + HOUR)
    path, client = f"/brev/{letter.public_id}/oppfolging/", signed_in(town.caseworker)
    with time_machine.travel(now + 26 * HOUR):
        assert "pa-nytt" in page(client, path)

        # when nobody is to get it any more
        becomes(case)

        # then the page says why, and offers the one thing that is left
        shown, queue = page(client, path), page(client, "/brev/")
        assert "pa-nytt" not in shown
        assert why in shown.split("Brevet sendes ikke på nytt</h2>")[1].partition("<form")[0]
        assert primary(shown) == ["Skal ikke sendes"]
        assert f"Brevet kom i retur. {why}" in queue
        # what was agreed with the estate, only a person can write
        assert client.get(path).context["settle"]["note"].value() == filled_in

        # and who has an old page open and sends it anew, is told the same, and nothing is written
        before = Letter.objects.count(), Entry.objects.count()
        answer = client.post(f"/brev/{letter.public_id}/pa-nytt/")
        assert why in answer.content.decode()
        assert answer.status_code == 422
        assert (Letter.objects.count(), Entry.objects.count()) == before
