"""Digital post at its worst, four relays at once, and relays killed between sending and marking.

Counted where it matters, at the other end: every letter arrives there once.
"""

import datetime as dt
import itertools
import random
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, connections, transaction
from pytest_django import Settings

from notifications import actions
from notifications.letters import Channel, Language, LetterKind, LetterState
from notifications.models import Dispatch, Letter, PostChannel
from notifications.queries import recipients
from people.access import standing, system
from people.models import Resident
from tests import digital_post, given
from tests.digital_post import DigitalPost, Taken
from tests.faults.processes import soon
from tests.faults.relays import Relays
from tests.notifications import samples
from tests.notifications.posting import LONG_AGO

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("real_db")]

LETTERS = 100
KILLS = 5
PDF = b"%PDF-1.7 one letter"
SETTLES = 3  # seconds; in production seventeen minutes


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def many_letters(town: given.Town, count: int, monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """Letters to as many persons, without waiting for the typesetter."""
    monkeypatch.setattr(
        "notifications.actions.parts.letters", SimpleNamespace(pdf=lambda *_args, **_more: PDF)
    )
    content = samples.granted(Language.BOKMAL)
    made = []
    for n in range(count):
        born_on = dt.date(1942, 1, 1) + dt.timedelta(days=n)  # numbers enough
        person = given.a_person(town.municipality, born_on=born_on)
        case = given.a_case(town, person=person)
        to = recipients(case.person_id, on=dt.date(2026, 3, 4))[0]
        with transaction.atomic():
            made.append(
                actions.send_letter(
                    case, LetterKind.DECISION, content, recipient=to, key=f"many:{n}",
                    actor=town.caseworker, at=now(), hold=dt.timedelta(),
                )
            )  # fmt: skip
    return made


def an_account(town: given.Town) -> None:
    PostChannel.objects.create(
        municipality=town.municipality,
        channel=Channel.DIGITAL,
        account=uuid.uuid4(),
        decided_by="Kommunedirektøren",
        valid_from=LONG_AGO,
    )


def test_every_letter_arrives_once_however_the_relays_and_digital_post_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    # given a few hundred letters, and a digital post that takes a quarter of them without a word
    town = given.a_town()
    an_account(town)
    letters = many_letters(town, LETTERS, monkeypatch)
    chance = random.Random(20260304)  # noqa: S311 - which fault comes when, the same each run
    dice, faults = threading.Lock(), dict.fromkeys([digital_post.CUT, "error", "slow"], 0)

    def behaviour() -> str:
        with dice:
            drawn = chance.random()
            for how, share in [(digital_post.CUT, 0.25), (digital_post.ERROR, 0.35),
                               (digital_post.SLOW, 0.40)]:  # fmt: skip
                if drawn < share:
                    faults[how] += 1
                    return how
            return digital_post.OK

    with DigitalPost() as post:
        post.behaviour, post.slow_seconds = behaviour, 1.5
        env = {
            "DIGITAL_POST_URL": post.url,
            "DIGITAL_POST_SECONDS": "1",
            "DIGITAL_POST_SETTLES_SECONDS": str(SETTLES),
        }
        connections.close_all()
        with Relays(4, tmp_path / "relays.log", claim_seconds=1, env=env) as relays:
            # when relays die while digital post has the letter and they have not heard so
            dying = itertools.count(1)

            def taken(_one: Taken) -> None:
                with dice:
                    n = next(dying)
                if n % 20 == 0 and relays.kills < KILLS:
                    relays.kill_one()

            post.on_taken = taken
            soon(
                lambda: not Dispatch.objects.filter(next_at__isnull=False).exists(),
                "all letters",
                seconds=150,
            )

    # then each is there once: none lost, none twice
    times = post.times()
    assert set(times) == {str(one.public_id) for one in letters}
    assert set(times.values()) == {1}
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.SENT}
    receipts = set(Dispatch.objects.values_list("receipt", flat=True))
    assert receipts == {one.receipt for one in post.taken}
    assert relays.kills == KILLS
    assert min(faults.values()) > 0
    figure(
        f"{LETTERS} letters, 4 relays, {relays.kills} killed while sending, faults {faults}:"
        f" {len(times)} arrived, {sum(times.values()) - len(times)} twice"
    )


def test_a_code_set_while_the_letter_is_handed_over_is_seen_or_waits_until_it_has_gone(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, figure: Callable[[str], None]
) -> None:
    """Kode 6 is set at each moment around the handing over: afterwards nothing leaves."""
    town = given.a_town()
    an_account(town)
    many_letters(town, 60, monkeypatch)
    set_at: dict[str, float] = {}

    def protect(letter: Letter, after: float) -> None:
        threading.Event().wait(after)
        actor = system(town.municipality.pk)
        try:
            with standing(actor, now()):
                Resident.objects.filter(pk=letter.person_id).update(protection="STRICT")
            set_at[str(letter.public_id)] = dt.datetime.now(dt.UTC).timestamp()
        finally:
            connection.close()

    with DigitalPost() as post:
        settings.DIGITAL_POST_URL = post.url
        for n, row in enumerate(Dispatch.objects.order_by("pk")):
            setter = threading.Thread(target=protect, args=(row.letter, n * 0.0005))
            setter.start()
            actions.carry(row.pk, municipality_id=town.municipality.pk, at=now())
            setter.join()

    arrived = {one.key: one.at for one in post.taken}
    assert all(at < set_at[key] for key, at in arrived.items())
    states = set(Letter.objects.values_list("state", flat=True))
    assert states <= {LetterState.SENT, LetterState.STOPPED}
    assert len(arrived) == Letter.objects.filter(state=LetterState.SENT).count()
    figure(f"60 races with kode 6: {len(arrived)} had gone before, {60 - len(arrived)} stopped")
