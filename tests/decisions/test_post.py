"""Letters posted: the time to complain runs from the day the party's letter has come (antatt)."""

import datetime as dt

import pytest
import time_machine

from audit.models import Entry
from cases.models import Case
from deadlines.actions import sweep
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions import actions
from decisions.queries import receipt
from notifications import actions as post
from notifications.models import Letter
from people.models import Resident
from people.refusals import AccessDenied, NotFound, Refused
from tests import given
from tests.decisions.acts import events, refused
from tests.decisions.test_doors import signed_in

pytestmark = pytest.mark.django_db
LATER = given.NOW + dt.timedelta(hours=1)
TODAY = given.NOW.date()


@pytest.fixture
def issued(town: given.Town) -> Case:
    return given.an_issued_decision(town).case


def printed(town: given.Town) -> str:
    letters = [str(letter.public_id) for letter in Letter.objects.all()]
    done = post.print_letters(letters, actor=town.officer, at=LATER)
    return str(done["bundle"])


def complaint() -> Deadline:
    return Deadline.objects.get(kind=Kind.COMPLAINT_PBRL)


def test_posting_starts_the_time_to_complain_some_days_after_assumed(
    town: given.Town, issued: Case
) -> None:
    bundle = printed(town)
    assert complaint().provisional

    answer = actions.post_letters(bundle, posted_on=TODAY, actor=town.officer, at=LATER)
    sweep(at=LATER)

    assert answer["posted"][0]["reached_on"] == "2026-03-07"
    assert answer["posted"][0]["assumed"]
    running = complaint()
    assert (running.provisional, running.starts_on) == (False, dt.date(2026, 3, 7))
    assert running.due_on == dt.date(2026, 4, 7)  # Saturday of Easter week moves past Easter
    assert "ComplaintClockStarted" in events(issued)
    row = receipt(issued.pk, 1, actor=town.officer, at=LATER).complaints[0]
    assert row.assumed


def test_a_letter_that_may_not_be_sent_today_is_stopped_and_told(
    town: given.Town, issued: Case
) -> None:
    bundle = printed(town)
    Resident.objects.filter(pk=issued.person_id).update(address="Ny gate 3")

    answer = actions.post_letters(bundle, posted_on=TODAY, actor=town.officer, at=LATER)
    sweep(at=LATER)

    assert answer["posted"] == []
    assert "adresse" in answer["stopped"][0]["reason"]
    assert complaint().provisional


def test_a_bundle_is_posted_once_and_by_those_who_post(town: given.Town, issued: Case) -> None:
    bundle = printed(town)
    with pytest.raises(AccessDenied):
        actions.post_letters(bundle, posted_on=TODAY, actor=town.assessor, at=LATER)
    refusal = refused(
        actions.post_letters,
        bundle,
        posted_on=TODAY + dt.timedelta(days=1),
        actor=town.officer,
        at=LATER,
    )
    assert refusal.code == "date_ahead"
    actions.post_letters(bundle, posted_on=TODAY, actor=town.officer, at=LATER)

    with pytest.raises(NotFound):
        actions.post_letters(bundle, posted_on=TODAY, actor=town.officer, at=LATER)


def test_a_protected_letter_is_sent_by_hand_and_says_how(town: given.Town) -> None:
    hidden = given.a_person(town.municipality, protection="STRICT")
    given.an_issued_decision(town, person=hidden)
    letter = Letter.objects.get()
    one = {"letter_id": str(letter.public_id), "posted_on": TODAY, "actor": town.officer}

    assert refused(actions.post_protected_letter, **one, handled_as=" ", at=LATER).code == (
        "handled_as_missing"
    )
    actions.post_protected_letter(**one, handled_as="Rekommandert etter rutinen", at=LATER)  # type: ignore[arg-type]  # of three types

    letter.refresh_from_db()
    assert (letter.address, letter.handled_as) == ("", "Rekommandert etter rutinen")
    assert letter.reached_on == dt.date(2026, 3, 7)


def test_an_ordinary_letter_goes_with_the_others(town: given.Town, issued: Case) -> None:
    with pytest.raises(Refused) as caught:
        actions.post_protected_letter(
            str(Letter.objects.get().public_id),
            posted_on=TODAY,
            handled_as="Selv",
            actor=town.officer,
            at=LATER,
        )

    assert caught.value.code == "not_protected"


# The pages: what is wrong stands at its field


def written(letter: Letter) -> tuple[str, int, int]:
    letter.refresh_from_db()
    return letter.state, letter.version, Entry.objects.count()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-03-05", "Datoen kan ikke være etter i dag."),
        ("2026-03-01", "Datoen kan ikke være før brevet ble laget."),
        ("i går", "Skriv datoen som dag, måned og år"),
        ("", "Velg datoen brevet ble lagt i posten"),
    ],
)
def test_a_day_that_cannot_be_is_told_at_the_bundles_own_field_and_kept(
    town: given.Town, issued: Case, typed: str, said: str
) -> None:
    # given two bundles, printed and not posted
    first = printed(town)
    given.an_issued_decision(town)
    letter = Letter.objects.latest("pk")
    post.print_letters([str(letter.public_id)], actor=town.officer, at=LATER)
    before = written(Letter.objects.get(bundle=first))

    with time_machine.travel(LATER, tick=False):
        answer = signed_in(town.officer).post(f"/brev/bunke/{first}/sendt/", {"posted_on": typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(said) == 2  # in the summary, and at the field
    assert 'href="#id_posted_on"' in page
    assert page.count('id="id_posted_on"') == 1
    assert f'value="{typed}"' in page or not typed
    assert page.count('name="posted_on"') == 2
    assert written(Letter.objects.get(bundle=first)) == before


def test_a_protected_letter_that_says_too_little_is_told_at_its_fields(town: given.Town) -> None:
    hidden = given.a_person(town.municipality, protection="STRICT")
    given.an_issued_decision(town, person=hidden)
    letter = Letter.objects.get()
    before = written(letter)

    with time_machine.travel(LATER, tick=False):
        client, path = signed_in(town.officer), f"/brev/{letter.public_id}/sendt/"
        ahead = client.post(path, {"posted_on": "2026-03-05", "handled_as": "Rekommandert"})
        how = client.post(path, {"posted_on": "2026-03-04", "handled_as": " "})

    assert (ahead.status_code, how.status_code) == (422, 422)
    assert 'href="#id_posted_on"' in ahead.content.decode()
    assert 'value="Rekommandert"' in ahead.content.decode()
    assert 'href="#id_handled_as"' in how.content.decode()
    assert written(letter) == before
