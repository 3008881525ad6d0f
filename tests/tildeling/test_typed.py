"""What is sent after the session has ended: kept for whoever wrote it, and for nobody else."""

import pytest
from django.test import Client

from cases.models import Case, Draft
from people.access import Actor
from people.models import Session
from records.models import Note
from tests import given

TEXT = "Ola ringte og spurte når vi kommer."
UNSENT = "Det du skrev, er ikke sendt."
CLAIM = "tatt vare på"


@pytest.fixture
def town(db: None) -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def new_note(case: Case) -> str:
    return f"/saker/{case.reference}/notater/nytt/"


def sent_too_late(case: Case, town: given.Town, *, marked: bool = True) -> tuple[Client, str, str]:
    """A note typed in an open page and sent when the session was gone, without JavaScript."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(given.account_of(town.caseworker))
    page = browser.get(new_note(case))
    token = page.content.decode().partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    del browser.cookies["sessionid"]
    if not marked:
        del browser.cookies["writer"]
    answer = browser.post(
        new_note(case),
        {
            "csrfmiddlewaretoken": token,
            "_form": "notat",
            "_case": case.reference,
            "_person": "",
            "_key": "k",
            "kind": "TELEPHONE",
            "text": TEXT,
        },
        headers={"Referer": f"http://testserver{new_note(case)}"},
    )
    return browser, answer.headers.get("Location", ""), answer.content.decode()


def sign_in(browser: Client, actor: Actor, where: str) -> str:
    """Sign in on the page one was sent to; returns where that leads."""
    token = browser.get(where).content.decode()
    token = token.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    back = browser.post(
        where,
        {
            "csrfmiddlewaretoken": token,
            "username": given.account_of(actor).username,
            "password": given.PASSWORD,
            "next": new_note_of(where),
        },
    )
    assert back.status_code == 302
    return str(back.headers["Location"])


def new_note_of(where: str) -> str:
    return where.partition("next=")[2]


def test_what_is_sent_after_the_session_ended_stands_in_the_form_again(
    case: Case, town: given.Town
) -> None:
    browser, where, _ = sent_too_late(case, town)

    # nothing is sent, nothing is anybody's draft yet, and the sign-in page says what is kept
    assert where == f"/logg-inn/?next={new_note(case)}"
    told = browser.get(where).content.decode()
    assert UNSENT in told
    assert TEXT not in told
    assert not Draft.objects.exists()

    # when the same person has signed in, it stands in the form, and is still not sent
    back = sign_in(browser, town.caseworker, where)
    assert back == new_note(case)
    page = browser.get(back).content.decode()
    assert TEXT in page
    assert "er hentet fram" in page
    assert not Note.objects.exists()
    assert Draft.objects.get().owner_id == town.caseworker.staff()
    assert "typed" not in browser.session


def test_somebody_else_who_signs_in_there_never_sees_it(case: Case, town: given.Town) -> None:
    browser, where, _ = sent_too_late(case, town)

    page = browser.get(sign_in(browser, town.assessor, where)).content.decode()

    assert TEXT not in page
    assert "typed" not in browser.session
    # nor does it come back when the writer signs in after them
    assert TEXT not in browser.get("/").content.decode()
    assert not Draft.objects.exists()


def test_a_form_that_keeps_no_draft_shows_what_was_written_once(
    case: Case, town: given.Town
) -> None:
    browser = Client()
    browser.force_login(given.account_of(town.caseworker))
    page = f"/saker/{case.reference}/habilitet/"
    browser.get(page)
    del browser.cookies["sessionid"]
    sent = browser.post(
        page, {"reason": TEXT, "password": "a-secret-of-mine-that-is-long"},
        headers={"Referer": f"http://testserver{page}"},
    )  # fmt: skip
    assert "a-secret" not in str(browser.session.get("typed"))

    shown = browser.get(sign_in(browser, town.caseworker, sent.headers["Location"]))

    assert TEXT in shown.content.decode()
    assert f'href="{page}"' in shown.content.decode()
    assert TEXT not in browser.get(page).content.decode()


def test_where_nobody_knows_who_wrote_it_is_shown_at_once_and_kept_nowhere(
    case: Case, town: given.Town
) -> None:
    browser, where, shown = sent_too_late(case, town, marked=False)

    assert where == ""
    assert TEXT in shown
    assert not Session.objects.filter(account=None).exists()
    # and a page that nothing was sent from claims nothing
    assert CLAIM not in browser.get(f"/logg-inn/?next={new_note(case)}").content.decode()


def test_a_mark_that_is_not_ours_or_is_old_counts_for_nothing(case: Case, town: given.Town) -> None:
    browser = Client()
    browser.cookies["writer"] = f"{given.account_of(town.caseworker).pk}:1:forged"

    answer = browser.post(new_note(case), {"text": TEXT})

    assert answer.status_code == 403
    assert TEXT in answer.content.decode()
