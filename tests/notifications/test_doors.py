"""The pages and the API of the post, as their users meet them."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate
from rest_framework.test import APIClient

from audit.models import Read
from cases.models import Case
from notifications import actions
from notifications.kinds import NoticeKind
from notifications.letters import LetterState
from notifications.models import Letter, Notice
from people.access import Actor
from people.models import Resident, StaffMember
from people.roles import Permission, Role
from tests import given
from tests.notifications.posting import MINUTES, posted, printed, queued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def moment() -> dt.datetime:
    """Now by the clock the doors read, which is set to a Wednesday."""
    return dt.datetime.now(dt.UTC)


def long_ago() -> dt.datetime:
    return moment() - dt.timedelta(hours=1)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_the_queue_shows_what_can_be_printed_and_what_can_be_stopped(
    case: Case, town: given.Town
) -> None:
    ready = queued(case, town.caseworker, at=long_ago(), key="a")
    held = queued(given.a_case(town), town.caseworker, at=moment(), key="b")

    shown = page(signed_in(town.caseworker), "/brev/")

    assert f'value="{ready.public_id}"' in shown
    assert f"/brev/{held.public_id}/stans/" in shown
    assert f'value="{held.public_id}"' not in shown
    assert "Klare til utskrift (1)" in shown
    assert set(Read.objects.get(page="Brev").person_ids) == {case.person_id, held.person_id}


def test_the_queue_and_the_front_page_name_the_same_oldest_letter_also_a_protected_one(
    case: Case, town: given.Town
) -> None:
    person = given.a_person(town.municipality, protection="STRICT")
    days = [moment() - dt.timedelta(days=number) for number in (9, 5)]
    queued(given.a_case(town, person=person), town.caseworker, at=days[0], key="a")
    queued(case, town.caseworker, at=days[1], key="b")
    queued(given.a_case(town), town.caseworker, at=moment(), key="c")
    client, said = signed_in(town.caseworker), "Det eldste brevet som ikke er sendt, har ventet"

    queue, front = (
        page(client, path).partition(said)[2].partition("</p>")[0].partition(". <a")[0].rstrip(". ")
        for path in ("/brev/", "/oppgaver/")
    )

    assert f"{localdate(days[0]):%d.%m.%Y}" in queue
    assert queue == front


@pytest.mark.parametrize(
    ("leads", "start"), [("intake", "/fordeling/"), ("team", "/bestillinger/")]
)
def test_a_leader_meets_the_oldest_letter_of_the_unit_first_without_a_link_to_a_shut_door(
    leads: str, start: str, case: Case, town: given.Town
) -> None:
    led = getattr(town, leads)
    days_ago = moment() - dt.timedelta(days=9)
    queued(case, town.caseworker, at=days_ago)
    Letter.objects.update(unit=led)
    leader = signed_in(given.staff(Role.UNIT_LEADER, led))
    elsewhere = signed_in(given.staff(Role.UNIT_LEADER, town.nursing_home))

    first = leader.get("/", follow=True)

    shown = first.content.decode()
    line = shown.partition("Det eldste brevet som ikke er sendt, har ventet siden")[2]
    assert first.redirect_chain[-1][0] == start
    assert f"{localdate(days_ago):%d.%m.%Y}" in line.partition("</p>")[0]
    assert 'href="/brev/"' not in shown
    assert "eldste brevet" not in elsewhere.get("/", follow=True).content.decode()


def test_an_empty_queue_says_so(town: given.Town) -> None:
    assert "Ingen brev er klare til utskrift." in page(signed_in(town.caseworker), "/brev/")


def test_letters_are_printed_from_the_page_and_opened_as_one_file(
    case: Case, town: given.Town
) -> None:
    letter = queued(case, town.caseworker, at=long_ago())
    client = signed_in(town.caseworker)

    answer = client.post("/brev/skriv-ut/", {"letters": [str(letter.public_id)]}, follow=True)

    shown = answer.content.decode()
    assert "1 brev er klart til utskrift." in shown
    letter.refresh_from_db()
    assert letter.state == LetterState.SENDING
    assert f"/brev/bunke/{letter.bundle}/" in shown
    file = client.get(f"/brev/bunke/{letter.bundle}/")
    assert file.content.startswith(b"%PDF")
    assert file.headers["Content-Type"] == "application/pdf"


def test_what_is_printed_is_opened_next_before_more_is_printed(
    case: Case, town: given.Town
) -> None:
    first = queued(case, town.caseworker, at=long_ago(), key="a")
    queued(given.a_case(town), town.caseworker, at=long_ago(), key="b")
    client = signed_in(town.caseworker)
    assert primary(page(client, "/brev/")) == ["Skriv ut"]

    client.post("/brev/skriv-ut/", {"letters": [str(first.public_id)]})
    assert primary(page(client, "/brev/")) == ["Åpne utskriften"]

    first.refresh_from_db()
    client.post(f"/brev/bunke/{first.bundle}/sendt/", {"posted_on": f"{localdate()}"})
    assert primary(page(client, "/brev/")) == ["Skriv ut"]


def primary(shown: str) -> list[str]:
    """The words on what is filled."""
    return re.findall(r"<(?:a|button) [^>]*data-primary[^>]*>([^<]+)<", shown)


def test_a_stopped_letter_is_told_of_and_waits_to_be_followed_up(
    case: Case, town: given.Town
) -> None:
    letter = queued(case, town.caseworker, at=long_ago())
    Resident.objects.filter(pk=case.person_id).update(address="Ny vei 2")
    client = signed_in(town.caseworker)

    answer = client.post("/brev/skriv-ut/", {"letters": [str(letter.public_id)]}, follow=True)

    shown = answer.content.decode()
    assert "1 brev ble stanset. Se «Må følges opp»." in shown
    assert "Navn eller adresse er endret. Hent ny adresse." in shown
    again = client.post(f"/brev/{letter.public_id}/pa-nytt/", follow=True)
    assert "Brevet ligger i utskriftskøen" in again.content.decode()
    assert Letter.objects.count() == 2

    # and the page that was left leads on to the one that is to be printed
    anew = Letter.objects.latest("pk")
    assert f'href="/brev/{anew.public_id}/oppfolging/"' in again.content.decode()


def test_printing_nothing_is_explained_in_the_queue_which_stands_as_it_was_ticked(
    case: Case, town: given.Town
) -> None:
    letter = queued(case, town.caseworker, at=long_ago())

    answer = signed_in(town.caseworker).post("/brev/skriv-ut/", {})

    shown = answer.content.decode()
    box = shown.partition(f'value="{letter.public_id}" ')[2].partition(">")[0]
    assert answer.status_code == 422
    assert "Dette kan ikke gjøres ennå" not in shown
    assert "Klare til utskrift (1)" in shown
    assert '<a class="ds-link" href="#id_letters_0">Velg minst ett brev.</a>' in shown
    assert 'id="id_letters_error">Velg minst ett brev.</p>' in shown
    assert 'id="id_letters_0"' in box
    assert 'aria-describedby="id_letters_error"' in box
    assert "checked" not in box
    letter.refresh_from_db()
    assert letter.state == LetterState.HELD


def test_a_letter_that_left_the_queue_meanwhile_leaves_the_others_ticked_as_they_were(
    case: Case, town: given.Town
) -> None:
    gone = queued(case, town.caseworker, at=long_ago(), key="a")
    here = queued(given.a_case(town), town.caseworker, at=long_ago(), key="b")
    actions.stop_letter(str(gone.public_id), actor=town.caseworker, at=moment())

    answer = signed_in(town.caseworker).post(
        "/brev/skriv-ut/", {"letters": [str(gone.public_id), str(here.public_id)]}
    )

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Et av brevene du valgte, har forlatt køen, men du kan skrive ut de andre." in shown
    assert "Last siden på nytt" not in shown
    assert "checked" in shown.partition(f'value="{here.public_id}" ')[2].partition(">")[0]
    here.refresh_from_db()
    assert here.state == LetterState.HELD

    # and where nothing is left of what was chosen, it is not told to print the others
    late = signed_in(town.caseworker).post("/brev/skriv-ut/", {"letters": [str(gone.public_id)]})
    assert late.status_code == 409
    assert "Det du valgte å skrive ut, har allerede forlatt køen." in late.content.decode()


def test_a_letter_is_stopped_from_the_page(case: Case, town: given.Town) -> None:
    letter = queued(case, town.caseworker, at=moment())
    client = signed_in(town.caseworker)

    answer = client.post(f"/brev/{letter.public_id}/stans/", {"note": "Feil"}, follow=True)

    assert "Brevet er stanset." in answer.content.decode()
    letter.refresh_from_db()
    assert letter.state == LetterState.STOPPED
    late = client.post(f"/brev/{letter.public_id}/stans/", {"note": ""})
    assert late.status_code == 409
    assert "forlatt køen" in late.content.decode()


def test_a_date_that_is_none_is_asked_for_again_with_what_was_typed(
    case: Case, town: given.Town
) -> None:
    letter = queued(case, town.caseworker, at=long_ago())
    printed(letter, town.caseworker, at=moment())
    actions.mark_posted(
        Letter.objects.get(), posted_on=localdate(), actor=town.caseworker,
        at=moment(),
    )  # fmt: skip
    client = signed_in(town.caseworker)

    wrong = client.post(f"/brev/{letter.public_id}/retur/", {"returned_on": "31.02.2026"})
    early = client.post(f"/brev/{letter.public_id}/retur/", {"returned_on": "2020-01-01"})

    assert wrong.status_code == early.status_code == 422
    assert "Skriv datoen som dag, måned og år" in wrong.content.decode()
    assert "fra brevet ble sendt og til i dag" in early.content.decode()
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT


def test_a_letter_that_was_sent_leads_to_where_one_says_that_it_came_back(
    case: Case, town: given.Town
) -> None:
    letter = queued(case, town.caseworker, at=long_ago())
    printed(letter, town.caseworker, at=moment())
    posted(letter, town.caseworker, at=moment())
    person = f"/personer/{case.person.public_id}/"
    client, link = signed_in(town.caseworker), f'href="/brev/{letter.public_id}/oppfolging/"'

    for path in (f"/saker/{case.reference}/", person):
        for listed in (path, f"{path}dokumenter/"):
            assert page(client, listed).count(link) == 1, listed
    assert "Kom brevet i retur?" in page(client, f"/brev/{letter.public_id}/oppfolging/")
    only_looks = signed_in(town.auditor)
    for listed in (f"/saker/{case.reference}/", f"/saker/{case.reference}/dokumenter/"):
        assert str(letter.public_id) in page(only_looks, listed)
        assert link not in page(only_looks, listed)


def test_the_file_is_shown_without_a_telling_name_and_kept_nowhere(
    case: Case, town: given.Town
) -> None:
    letter = queued(case, town.caseworker, at=long_ago())

    answer = signed_in(town.caseworker).get(f"/brev/{letter.public_id}/")

    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == 'inline; filename="brev.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    read = Read.objects.get(page__startswith="Brev – PDF – brev ")
    assert (read.person_ids, read.case_id) == ([case.person_id], case.pk)


def test_somebody_without_the_case_gets_no_letter(case: Case, town: given.Town) -> None:
    letter = queued(case, town.caseworker, at=long_ago())
    stranger = signed_in(town.coordinator)

    page(stranger, f"/brev/{letter.public_id}/", status=404)
    page(stranger, f"/brev/{uuid.uuid4()}/", status=404)
    page(stranger, f"/brev/{letter.public_id}/oppfolging/", status=404)
    page(stranger, "/brev/", status=403)
    assert not Read.objects.exists()


@pytest.mark.parametrize(
    ("protection", "name"),
    [("CONFIDENTIAL", "Fortrolig adresse"), ("STRICT", "Strengt fortrolig adresse")],
)
def test_the_page_of_a_protected_letter_names_the_protection_and_shows_no_address(
    protection: str, name: str, town: given.Town
) -> None:
    person = given.a_person(town.municipality, protection=protection)
    letter = queued(given.a_case(town, person=person), town.caseworker, at=long_ago())
    client = signed_in(town.caseworker)

    for path in ("/brev/", f"/brev/{letter.public_id}/oppfolging/"):
        shown = page(client, path)
        assert f'data-variant="outline">{name}<' in shown
        assert "Storgata" not in shown
    assert f"Send til {name.lower()}" in shown


def test_a_letter_to_a_protected_address_is_stopped_and_need_never_be_sent(
    town: given.Town,
) -> None:
    person = given.a_person(town.municipality, protection="STRICT")
    letter = queued(given.a_case(town, person=person), town.caseworker, at=long_ago())
    client, its_page = signed_in(town.caseworker), f"/brev/{letter.public_id}/oppfolging/"

    before = page(client, its_page)
    assert f'action="/brev/{letter.public_id}/stans/"' in before
    why = before.partition("Hvorfor stanses brevet?")[2]
    assert "Valgfritt" in why.partition("</label>")[0]
    assert before.count("data-primary") == 1
    client.post(f"/brev/{letter.public_id}/stans/", {"note": "Sagt på telefon."})
    stopped = page(client, its_page)
    assert f'action="/brev/{letter.public_id}/stans/"' not in stopped
    assert f'action="/brev/{letter.public_id}/avklart/"' in stopped
    assert ">\nSagt på telefon.</textarea>" in stopped  # what was said once is not asked for again
    client.post(f"/brev/{letter.public_id}/avklart/", {"note": "Hun vet det."})

    letter.refresh_from_db()
    assert (letter.state, letter.settled_note) == (LetterState.STOPPED, "Hun vet det.")
    assert f"/brev/{letter.public_id}/" not in page(client, "/brev/")


def test_an_address_that_became_protected_is_not_read_in_letters_made_before(
    case: Case, town: given.Town
) -> None:
    letter = queued(case, town.caseworker, at=long_ago())
    bundle = printed(letter, town.caseworker, at=moment())["bundle"]
    client, api = signed_in(town.caseworker), APIClient()
    api.force_authenticate(given.account_of(town.caseworker))
    assert client.get(f"/brev/{letter.public_id}/").status_code == 200

    Resident.objects.filter(pk=case.person_id).update(protection="STRICT")

    assert "blitt beskyttet" in page(client, f"/brev/{letter.public_id}/", status=404)
    assert "blitt beskyttet" in page(client, f"/brev/bunke/{bundle}/", status=404)
    assert api.get(f"/api/v1/letters/{letter.public_id}/pdf/").status_code == 404


@pytest.mark.parametrize("accept", ["*/*", "application/pdf", "application/json"])
def test_the_api_gives_the_same_bytes(accept: str, case: Case, town: given.Town) -> None:
    letter = queued(case, town.caseworker, at=long_ago())
    client = APIClient()
    client.force_authenticate(given.account_of(town.caseworker))

    answer = client.get(f"/api/v1/letters/{letter.public_id}/pdf/", HTTP_ACCEPT=accept)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["ETag"] == f'"{letter.sha256}"'
    assert answer.content == bytes(letter.file.body)


@pytest.mark.parametrize("accept", ["*/*", "application/pdf"])
def test_the_api_hides_what_is_not_ones_own(accept: str, case: Case, town: given.Town) -> None:
    letter = queued(case, town.caseworker, at=long_ago())
    client = APIClient()
    client.force_authenticate(given.account_of(town.coordinator))

    answer: Any = client.get(f"/api/v1/letters/{letter.public_id}/pdf/", HTTP_ACCEPT=accept)

    assert answer.status_code == 404
    assert b'"code":"not_found"' in answer.content.replace(b": ", b":")


def test_notices_are_ones_own_and_are_marked_as_read(case: Case, town: given.Town) -> None:
    for actor, sentence in ((town.officer, "Du har fått en sak."), (town.assessor, "Hemmelig.")):
        actions.notify(
            StaffMember.objects.get(pk=actor.staff()),
            NoticeKind.TASK,
            case=case,
            key=sentence,
            sentence=sentence,
            at=moment() - MINUTES,
        )
    client = signed_in(town.officer)

    shown = page(client, "/varsler/")
    assert "Du har fått en sak." in shown
    assert "Hemmelig." not in shown
    assert "Ulest" in shown

    after = client.post("/varsler/lest/", follow=True).content.decode()
    assert "Ulest" not in after
    assert Notice.objects.filter(read_at=None).count() == 1


@pytest.mark.parametrize(
    ("actor", "case_too", "leads_to"),
    [
        ("caseworker", True, "/saker/{}/"),
        ("provider", True, "/bestillinger/"),  # told of a case, and opens its order
        ("provider", False, "/oppgaver/"),
        ("administrator", False, "/"),
    ],
)
def test_a_notice_leads_to_no_shut_door(
    case: Case, town: given.Town, actor: str, leads_to: str, *, case_too: bool
) -> None:
    who = getattr(town, actor)
    actions.notify(
        StaffMember.objects.get(pk=who.staff()),
        NoticeKind.TASK,
        case=case if case_too else None,
        key="k",
        sentence="Noe skal gjøres.",
        at=moment() - MINUTES,
    )
    client, address = signed_in(who), leads_to.format(case.reference)

    assert f'href="{address}">Noe skal gjøres.' in page(client, "/varsler/")
    assert client.get(address, follow=True).status_code == 200


def test_every_kind_of_notice_leads_each_role_to_an_open_door(case: Case, town: given.Town) -> None:
    for role, who in town.by_role().items():
        for kind in NoticeKind:
            for about in (case, None):
                actions.notify(
                    StaffMember.objects.get(pk=who.staff()),
                    kind,
                    case=about,
                    key=f"{kind} {about is None}",
                    sentence=f"Varsel {kind} {'med' if about else 'uten'} sak.",
                    at=moment() - MINUTES,
                )
        client = signed_in(who)
        shown = page(client, "/varsler/").partition("<tbody")[2].partition("</tbody")[0]
        links = set(re.findall(r'href="([^"]+)">Varsel', shown))
        assert shown.count("<tr>") == 2 * len(NoticeKind)
        assert links
        for link in links:
            assert client.get(link, follow=True).status_code == 200, (role, link)
        assert ("/tilganger/" in links) == who.may(Permission.REVIEW_RIGHTS)


def test_what_is_not_found_is_said_once(town: given.Town) -> None:
    shown = signed_in(town.caseworker).get("/saker/2026-99999/").content.decode()
    assert shown.partition("<main")[2].count("Vi finner ikke siden") == 1


@pytest.mark.parametrize("actor", ["provider", "auditor", "administrator"])
def test_everybody_has_a_page_of_notices(actor: str, town: given.Town) -> None:
    assert "Du har ingen varsler." in page(signed_in(getattr(town, actor)), "/varsler/")
