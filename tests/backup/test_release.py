"""A restored copy sends nothing, and says so, until two administrators take it into use."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from pytest_django import Settings

from audit.models import Entry
from backup import actions
from notifications import actions as post
from notifications.kinds import NoticeKind
from notifications.letters import Channel, LetterState, StopReason
from notifications.models import Digest, Dispatch, Letter, Notice, PostChannel
from notifications.tasks import relay_letters, send_due
from people.access import Actor
from people.models import StaffMember
from people.refusals import Refused
from people.roles import Role
from tests import given, wall
from tests.digital_post import DigitalPost
from tests.given import NOW
from watch.models import Release
from watch.queries import may_send

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
BANNER = "Gjenopprettet kopi: sender ingenting."


@pytest.fixture
def digital(settings: Settings) -> Iterator[DigitalPost]:
    with DigitalPost() as running:
        settings.DIGITAL_POST_URL = running.url
        yield running


@pytest.fixture
def town(digital: DigitalPost) -> given.Town:
    """A letter and an e-mail wait; then the database is somewhere else than where it was born."""
    with time_machine.travel(NOW - 11 * MINUTE, tick=False):
        town = given.a_town()
        PostChannel.objects.create(
            municipality=town.municipality, channel=Channel.DIGITAL, account=uuid.uuid4(),
            decided_by="Kommunedirektøren", valid_from=dt.date(2026, 1, 1),
        )  # fmt: skip
        given.an_issued_decision(town, at=NOW - 11 * MINUTE)
    with transaction.atomic():
        post.notify(
            StaffMember.objects.get(pk=town.caseworker.staff()), NoticeKind.TASK, case=None,
            key="one", sentence="Noe venter", at=NOW,
        )  # fmt: skip
    Notice.objects.exclude(key="one").update(read_at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ready.become_a_copy()")
    return town


def a_round(at: dt.datetime, outbox: list[object]) -> tuple[int, int]:
    """What the worker does; how many letters and e-mails have left until now."""
    with time_machine.travel(at, tick=False):
        send_due()
        relay_letters()
    return Letter.objects.filter(state=LetterState.SENT).count(), len(outbox)


def another(town: given.Town) -> Actor:
    return given.staff(Role.SYSTEM_ADMINISTRATOR, town.office, username="systemansvarlig-to")


def proposed(town: given.Town, *, letters: str = "SEND", reminders: str = "SEND") -> str:
    done = actions.propose_release(
        letters=letters, reminders=reminders, actor=town.administrator, at=NOW
    )
    return done["release"]


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def test_a_copy_sends_nothing_and_the_database_has_the_last_word(
    town: given.Town, digital: DigitalPost, mailoutbox: list[object]
) -> None:
    assert a_round(NOW, mailoutbox) == (0, 0)
    assert digital.taken == []
    assert not may_send()

    # not even what forgets to ask
    Digest.objects.create(
        municipality=town.municipality, staff_id=town.caseworker.staff(), day=NOW.date()
    )
    for rows, change in (
        (Dispatch.objects.all(), {"claim": uuid.uuid4(), "claimed_until": NOW}),
        (Digest.objects.all(), {"tries": 1}),
        (Letter.objects.all(), {"printed_at": NOW}),
    ):
        with (
            pytest.raises(DatabaseError, match="a restored copy sends nothing"),
            transaction.atomic(),
        ):
            rows.update(**change)
    # nor does the application say that it was born here
    for sql in ("UPDATE watch_place SET server = this_server()", "DELETE FROM watch_place"):
        with wall.behind(), connection.cursor() as cursor:
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(sql)
    # and nobody prints it, to post it by hand
    with pytest.raises(Refused, match="gjenopprettet kopi"):
        post.print_letters([str(uuid.uuid4())], actor=town.caseworker, at=NOW)


def test_rows_loaded_into_a_database_that_was_migrated_before_are_a_copy_too(db: None) -> None:
    assert may_send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ready.be_loaded_here()")
    assert not may_send()


def test_two_persons_let_it_go_and_what_the_first_had_sent_is_not_sent_again(
    town: given.Town, digital: DigitalPost, mailoutbox: list[object], settings: Settings
) -> None:
    # given a letter that the one this is a copy of has sent since, and one that it has not
    settings.DIGITAL_POST_SETTLES_SECONDS = 60
    given.an_issued_decision(town, at=NOW - 11 * MINUTE, person=given.a_person(town.municipality))
    first, second = Letter.objects.order_by("pk")
    digital.take({"eksternReferanse": str(first.public_id), "mottaker": {}}, b"")
    release = proposed(town)

    # when one has proposed it, nothing leaves; nor when the same one says yes
    assert a_round(NOW, mailoutbox) == (0, 0)
    written = Entry.objects.count()
    with pytest.raises(Refused, match="En annen systemansvarlig må si ja"):
        actions.confirm_release(release, actor=town.administrator, at=NOW)
    with pytest.raises(Refused, match="alt foreslått"):
        proposed(town)
    with pytest.raises(IntegrityError, match="watch_release_by_two"), transaction.atomic():
        Release.objects.update(
            answer="YES", answered_by_id=town.administrator.staff_id, answered_at=NOW
        )
    assert Release.objects.get().answer == ""
    assert Entry.objects.count() == written
    assert a_round(NOW, mailoutbox) == (0, 0)

    # when another does
    done = actions.confirm_release(release, actor=another(town), at=NOW)

    # then all of it leaves once: what was delivered before is found, and counts as sent
    assert done == {"letters": 2, "letters_stopped": 0, "reminders": 0, "reminders_stopped": 0}
    for minutes in range(6):
        a_round(NOW + minutes * MINUTE, mailoutbox)
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.SENT}
    assert digital.times() == {str(first.public_id): 1, str(second.public_id): 1}
    assert len(mailoutbox) == 1
    assert Entry.objects.filter(event="CopyReleased").count() == 1
    with pytest.raises(Refused, match="Posten går"):
        proposed(town)
    assert Release.objects.get().answer == "YES"
    with pytest.raises(DatabaseError, match="answered once"), transaction.atomic():
        Release.objects.update(answer="NO")


def test_what_waits_may_be_stopped_and_is_then_somebodys_task(
    town: given.Town, digital: DigitalPost, mailoutbox: list[object]
) -> None:
    release = proposed(town, letters="STOP", reminders="STOP")

    done = actions.confirm_release(release, actor=another(town), at=NOW)

    assert done == {"letters": 0, "letters_stopped": 1, "reminders": 0, "reminders_stopped": 0}
    assert a_round(NOW + 20 * MINUTE, mailoutbox)[0] == 0
    assert digital.asked == []
    letter = Letter.objects.get()
    assert (letter.state, letter.stop_reason) == (LetterState.STOPPED, StopReason.RESTORED)
    post.renew_letter(str(letter.public_id), actor=town.officer, at=NOW)


def test_the_pages_say_so_and_lead_two_administrators_through_it(town: given.Town) -> None:
    admin, second = signed_in(town.administrator), signed_in(another(town))
    with time_machine.travel(NOW, tick=False):
        for path in ("/logg-inn/", "/snarveier/"):
            assert BANNER in Client().get(path, follow=True).content.decode()
        for client, path in ((signed_in(town.caseworker), "/oppgaver/"), (admin, "/oppsett/")):
            assert BANNER in client.get(path).content.decode()
        assert '"copy": "degraded"' in Client().get("/readyz").content.decode()

        page = admin.get("/oppsett/gjenopprettet/").content.decode()
        assert "<dt>Brev til digital post</dt><dd>1</dd>" in page
        assert "<dt>Ansatte som venter på daglig e-post</dt><dd>1</dd>" in page
        choice = {"letters": "SEND", "reminders": "STOP"}
        with time_machine.travel(NOW + 6 * MINUTE, tick=False):
            for path in ("", "ta-i-bruk/", "trekk/"):  # who it is, is asked again
                asked = admin.post(f"/oppsett/gjenopprettet/{path}", choice)
                assert "/logg-inn/" in asked["Location"], path
            assert not Release.objects.exists()
        assert admin.post("/oppsett/gjenopprettet/", choice).status_code == 302
        own = admin.post("/oppsett/gjenopprettet/ta-i-bruk/")
        assert "En annen systemansvarlig må si ja" in own.content.decode()
        assert Release.objects.get().answer == ""
        assert second.post("/oppsett/gjenopprettet/trekk/").status_code == 302
        assert admin.post("/oppsett/gjenopprettet/", choice).status_code == 302
        assert (
            "Påminnelsene om uåpnede brev blir ikke sendt"
            in second.get("/oppsett/gjenopprettet/ta-i-bruk/").content.decode()
        )
        assert second.post("/oppsett/gjenopprettet/ta-i-bruk/").status_code == 302

        assert BANNER not in admin.get("/oppsett/").content.decode()
        assert '"copy": "ok"' in Client().get("/readyz").content.decode()
