"""«Mine oppgaver» as a list: what is counted, and what is done with several tasks at once."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.utils.timezone import localdate

from audit.models import Entry, Read
from cases.models import Case
from deadlines import actions
from deadlines.models import TaskState
from people.access import Actor
from people.refusals import Refused
from tests import given
from tests.desk.test_doors import shown, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
GIVE = "/oppgaver/valgte/gi/"
HOLD = "/oppgaver/valgte/vent/"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def now() -> dt.datetime:
    """By the clock the doors read, which is set to a Wednesday."""
    return dt.datetime.now(dt.UTC)


def test_what_the_filters_leave_is_counted_against_all_in_the_tab(town: given.Town) -> None:
    given.a_registered_application(town, at=now(), urgent=True)
    for _ in range(2):
        given.a_case(town)

    urgent = shown(town.caseworker, "/oppgaver/?vis=ufordelt&haster=ja&type=start_assessment")
    calm = shown(town.caseworker, "/oppgaver/?vis=ufordelt&haster=nei&type=start_assessment")

    assert "1 av 3 · Sortert etter frist" in " ".join(urgent.split())
    assert "2 av 3" in calm
    assert "Haster: Med" in urgent
    assert "Haster: Uten" in calm


# --- several at once --------------------------------------------------------------------


def picks(actor: Actor, view: str = "ufordelt") -> list[str]:
    """What the boxes of the list stand for."""
    page = shown(actor, f"/oppgaver/?vis={view}&type=start_assessment")
    return [unescape(value) for value in re.findall(r'name="oppgave" value="([^"]+)"', page)]


def test_a_leader_confirms_the_rows_and_gets_a_receipt_for_each(town: given.Town) -> None:
    cases = [given.a_case(town) for _ in range(3)]
    client = signed_in(town.chief)
    chosen = picks(town.chief)
    form = {"oppgave": chosen, "fra": "vis=ufordelt"}

    asked = client.post(GIVE, form).content.decode()
    assert TaskState.objects.count() == 0  # nothing is given by choosing
    actions.give_tasks(
        tasks=[tuple(chosen[1].split(" ", 2))],  # type: ignore[list-item]  # three parts
        staff_id=town.caseworker.staff(),
        actor=town.chief,
        at=now(),
    )
    sent = {**form, "bekreft": "1", "staff": town.caseworker.staff(), "_key": "k"}
    told = [client.post(GIVE, sent)["Location"] for _ in range(2)]  # a double click

    assert all(case.reference in asked for case in cases)
    assert "Kari Lie – 0 åpne saker" in asked
    # the receipt is a page of its own: come back to as often as one likes, by who did it
    assert told[0] == told[1] == f"{GIVE}kvittering/k/?fra=vis%3Dufordelt"
    for receipt in [shown(town.chief, told[0]) for _ in range(2)]:
        assert "2 av 3 oppgaver er gitt til Kari Lie." in receipt
        assert receipt.count("Ikke gjort") == 1
        assert "Kari Lie har oppgaven fra før." in receipt
        assert 'href="/oppgaver/?vis=ufordelt"' in receipt
    assert Entry.objects.filter(event="CaseAssigned").count() == 3
    seen = Read.objects.filter(page="Mine oppgaver – kvittering")
    assert [set(look.person_ids) for look in seen] == [{case.person_id for case in cases}] * 2
    assert signed_in(town.caseworker).get(told[0]).status_code == 403
    assert signed_in(town.leader).get(told[0]).status_code == 404
    with time_machine.travel(now() + dt.timedelta(days=1, minutes=1)):
        assert signed_in(town.chief).get(told[0]).status_code == 404
    theirs = Case.objects.filter(responsible_id=town.caseworker.staff_id)
    assert {case.pk for case in cases} == set(theirs.values_list("pk", flat=True))


def test_a_case_that_may_not_be_opened_stops_no_other(town: given.Town) -> None:
    mine, others = given.a_case(town), given.a_case(given.a_town("3303", "Kongsberg kommune"))

    receipts = actions.give_tasks(
        tasks=[(others.reference + "9", "start_assessment", "1"), task(mine)],
        staff_id=town.caseworker.staff(),
        actor=town.chief,
        at=now(),
    )

    assert [bool(one["why"]) for one in receipts] == [True, False]
    assert Case.objects.get(responsible_id=town.caseworker.staff_id).pk == mine.pk
    assert Entry.objects.get(event="CaseAssigned").case_id == mine.pk


def task(case: Case) -> tuple[str, str, str]:
    return (case.reference, "start_assessment", str(case.pk))


def test_a_choice_that_is_wrong_itself_gives_nothing(town: given.Town) -> None:
    case = given.a_case(town)
    elsewhere = given.a_town("3303", "Kongsberg kommune").caseworker.staff()

    with pytest.raises(Refused) as stranger:
        actions.give_tasks(tasks=[task(case)], staff_id=elsewhere, actor=town.chief, at=now())
    with pytest.raises(Refused) as none:
        actions.hold_tasks(
            tasks=[],
            until=localdate(now()) + dt.timedelta(days=1),
            reason="Ferie",
            actor=town.chief,
            at=now(),
        )

    assert (stranger.value.code, none.value.code) == ("not_in_unit", "none_chosen")
    assert not TaskState.objects.exists()
    assert not Entry.objects.filter(event="TaskGiven").exists()


def test_chosen_tasks_wait_until_a_day_for_a_reason(town: given.Town) -> None:
    for _ in range(2):
        given.a_case(town, responsible=town.caseworker)
    client, chosen = signed_in(town.caseworker), picks(town.caseworker, "mine")
    sent = {"oppgave": chosen, "bekreft": "1", "fra": "vis=mine", "reason": "Venter på lege"}

    today = client.post(HOLD, {**sent, "until": f"{now():%Y-%m-%d}"})
    later = {**sent, "until": f"{now() + dt.timedelta(days=5):%Y-%m-%d}"}
    receipt, again = (client.post(HOLD, later, follow=True).content.decode() for _ in range(2))

    assert today.status_code == 422
    assert "Velg en dato etter i dag." in today.content.decode()
    assert "2 av 2 oppgaver er satt på vent." in receipt
    assert "Oppgaven står på vent fra før." in again
    assert Entry.objects.filter(event="TaskHeld").count() == 2


def test_no_box_ticked_leads_back_to_the_list_and_says_so(town: given.Town) -> None:
    given.a_case(town)
    client = signed_in(town.chief)

    answer = client.post(GIVE, {"fra": "vis=ufordelt"}, follow=True)

    assert answer.redirect_chain == [("/oppgaver/?vis=ufordelt", 302)]
    assert "Velg minst én oppgave." in answer.content.decode()
    assert signed_in(town.caseworker).post(GIVE, {}).status_code == 403
    assert "Gi til …" not in shown(town.caseworker, "/oppgaver/?vis=ufordelt")
