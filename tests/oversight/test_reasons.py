"""To say why one must look: it opens one for a few hours, is told, controlled, and never forced."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.timezone import localdate

from audit import reads
from audit.models import Denial, Entry, Read
from cases.models import Case, CaseAccess
from cases.queries import entrusted, visible
from deadlines.rules import working_days_after
from desk.queries import looks, task_list
from desk.rules import TaskNarrow
from notifications.models import Notice
from oversight import actions, queries
from oversight.models import ReasonedAccess
from oversight.policy import policy_on
from oversight.queries import facts
from oversight.rules import too_many
from people.access import Actor, reading
from people.models import IdentityNumber, PersonAccess, Relation, Resident, StaffMember
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Permission, Role
from records.models import Note
from tests import given

pytestmark = pytest.mark.django_db
WHY = "Ringte fra legevakten om henne."
HOUR = dt.timedelta(hours=1)
OWN_CONTROL = (
    "UPDATE oversight_reasonedaccess SET outcome = 'IN_ORDER', controlled_by_id = staff_id,"
    " controlled_at = to_at"
)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    """A case the assessor has nothing to do with."""
    return given.a_case(town, unit=town.office_team, responsible=town.other_caseworker)


def give(case: Case, by: Actor, *, at: dt.datetime = given.NOW, reason: str = WHY) -> bool:
    told = actions.give_reason(case.reference, category="EMERGENCY", reason=reason, actor=by, at=at)
    return bool(told["opened"])


def sees(case: Case, who: Actor, at: dt.datetime) -> bool:
    with reading(who, Permission.OPEN_CASE, page="Sak", at=at):
        return visible(who).filter(pk=case.pk).exists()


def page(who: Actor, url: str) -> tuple[int, str]:
    client = Client()
    client.force_login(given.account_of(who))
    answer = client.get(url)
    return answer.status_code, answer.content.decode()


def test_a_reason_opens_one_case_to_read_for_four_hours_and_is_told_to_whom_it_concerns(
    town: given.Town, case: Case
) -> None:
    who, other = town.assessor, given.a_case(town, unit=town.office_team)
    assert not sees(case, who, given.NOW)
    assert give(case, who)

    # it reads, and acts in nothing; until its time is out
    at = given.NOW + HOUR
    with reading(who, Permission.OPEN_CASE, page="Sak", at=at) as look:
        assert visible(who).filter(pk=case.pk).exists()
        assert not entrusted(who).filter(pk=case.pk).exists()
        look.saw(persons=[case.person_id], case=case.pk)
    assert sees(case, who, given.NOW + 4 * HOUR - dt.timedelta(seconds=1))
    assert not sees(case, who, given.NOW + 4 * HOUR)

    # every look says on what ground, and the person reads it as what they said themselves
    assert Read.objects.get(person_ids=[case.person_id], at=at).ground == "reasoned"
    [row] = looks(
        str(case.person.public_id), actor=town.auditor, on=given.NOW.date()
    ).rows  # the only one
    assert row.ground == f"Begrunnet selv: Øyeblikkelig hjelp – {WHY}"
    assert Entry.objects.get(event="AccessReasoned").data["reason"] == WHY

    # the leader is told at once, and has the control as a task, due in three working days
    assert Notice.objects.get(staff_id=town.chief.staff()).sentence.startswith("En i enheten din")
    tasks = task_list(actor=town.chief, narrow=TaskNarrow(view="mine"), on=given.NOW.date()).rows
    [task] = [row for row in tasks if row.kind == "control_access"]
    assert (task.person, task.due_on) == ("", working_days_after(given.NOW.date(), 3))

    # one at a time: the next closes the first
    assert give(other, who, at=at)
    assert sees(other, who, at) and not sees(case, who, at)  # noqa: PT018 - the one, not the other


@pytest.mark.usefixtures("wednesday")
def test_who_reads_a_person_for_a_reason_writes_nothing_on_them(
    town: given.Town, case: Case
) -> None:
    who, person = town.assessor, f"/personer/{case.person.public_id}/"
    give(case, who)
    client = Client()
    client.force_login(given.account_of(who))
    assert client.get(person).status_code == 200

    said = {"kind": "PHONE", "about": given.NOW.date(), "text": "Ringte.", "source": "PERSON"}
    answers = [
        client.post(f"{person}notater/nytt/", said),
        client.post(f"/saker/{case.reference}/notater/nytt/", said),
        client.get(f"{person}revurdering/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    told = answers[1].content.decode()
    assert f"{case.responsible} er ansvarlig" in told
    assert f'href="/saker/{case.reference}/"' in told  # back to what they may read
    assert not Note.objects.exists()


@pytest.mark.usefixtures("wednesday")
def test_who_may_only_read_is_offered_no_act_and_counted_for_none(
    town: given.Town, case: Case
) -> None:
    who, url = town.assessor, f"/saker/{case.reference}/"
    give(case, who)
    client = Client()
    client.force_login(given.account_of(who))

    shown = client.get(url).content.decode()

    assert "kan lese til kl. " in shown
    # every link of the case's page opens; none is a form or a filled button
    body = shown.partition('class="app-subnav"')[2].partition("</main>")[0]
    links = {one for one in re.findall(r'href="([^"#?]+)', body) if one.startswith(url)}
    assert len(links) > 6
    assert f"{url}notater/nytt/" not in links
    assert {one: client.get(one, follow=True).status_code for one in links} == dict.fromkeys(
        links, 200
    )
    assert "<form" not in body
    assert "data-primary" not in body
    person = client.get(f"/personer/{case.person.public_id}/").content.decode()
    assert f"/personer/{case.person.public_id}/notater/nytt/" not in person
    # the unit's own is offered them as before
    colleague = Client()
    colleague.force_login(given.account_of(town.other_caseworker))
    assert f"{url}notater/nytt/" in colleague.get(url).content.decode()

    # and who asks to write where they may read has not knocked at a shut door
    for _ in range(12):
        assert client.get(f"{url}notater/nytt/").status_code == 403
    day = given.NOW.date()
    since = given.NOW - dt.timedelta(days=1)
    tried = reads.refused(town.municipality.pk, since=since, until=since + dt.timedelta(days=9))
    assert who.staff() not in tried
    assert Denial.objects.filter(staff_id=who.staff(), at__date=day).count() >= 12


def test_the_leader_controls_it_and_nobody_their_own(town: given.Town, case: Case) -> None:
    give(case, town.assessor)
    row = ReasonedAccess.objects.get()
    key = str(row.public_id)

    with pytest.raises(AccessDenied):
        actions.control_access(key, outcome="IN_ORDER", actor=town.assessor, at=given.NOW)
    with pytest.raises(NotFound):
        actions.control_access(key, outcome="IN_ORDER", actor=town.leader, at=given.NOW)
    with pytest.raises(Refused) as refused:
        actions.control_access(key, outcome="DEVIATION", actor=town.chief, at=given.NOW)
    assert refused.value.code == "note_missing"
    assert not Entry.objects.filter(event="AccessControlled").exists()
    assert sees(case, town.assessor, given.NOW)

    actions.control_access(
        key, outcome="DEVIATION", note="Ingen ringte.", actor=town.chief, at=given.NOW
    )

    found = queries.reasoned(key, actor=town.chief, on=given.NOW.date())
    assert (found.outcome, found.note, found.person) == ("Avvik", "Ingen ringte.", "NORDMANN, Ola")
    tasks = task_list(actor=town.chief, narrow=TaskNarrow(view="mine"), on=given.NOW.date()).rows
    assert not [row for row in tasks if row.kind == "control_access"]

    # a deviation closes it at once, and is a new task until it is said what was done
    assert not sees(case, town.assessor, given.NOW)
    assert not PersonAccess.objects.filter(ground="reasoned", to_at__gt=given.NOW).exists()
    # and no new reason opens the same person's cases while it is not followed up
    given_once = ReasonedAccess.objects.count()
    with pytest.raises(Refused) as refused:
        give(case, town.assessor, at=given.NOW + HOUR)
    assert refused.value.code == "deviation_open"
    assert f"må du be {row.leader}." in str(refused.value)
    assert not sees(case, town.assessor, given.NOW + HOUR)
    assert ReasonedAccess.objects.count() == given_once
    # which is on record as any other attempt that was refused
    tried = Denial.objects.get(staff_id=town.assessor.staff(), what__endswith="deviation open")
    assert tried.what == f"give_reason: case {case.pk} deviation open"
    due = working_days_after(given.NOW.date(), policy_on(given.NOW.date()).follow_days)
    assert [row.due_on for row in tasks if row.kind == "follow_up_access"] == [due]
    with pytest.raises(Refused) as refused:
        actions.follow_up_access(key, told="", note=" ", actor=town.chief, at=given.NOW)
    assert {one.code for one in refused.value.objections} == {"told_missing", "note_missing"}
    assert not Entry.objects.filter(event="AccessFollowedUp").exists()
    actions.follow_up_access(
        key, told="TOLD", note="Snakket med begge.", actor=town.chief, at=given.NOW
    )
    tasks = task_list(actor=town.chief, narrow=TaskNarrow(view="mine"), on=given.NOW.date()).rows
    assert not [row for row in tasks if row.kind == "follow_up_access"]
    with pytest.raises(Refused, match="ikke noe å følge opp"):
        actions.follow_up_access(key, told="TOLD", note="x", actor=town.chief, at=given.NOW)
    # what a leader gave themselves, nobody below or themselves controls
    give(given.a_case(town, unit=town.office_team), town.leader)
    own = ReasonedAccess.objects.latest("pk")
    assert own.leader_id == town.chief.staff()
    with pytest.raises(Refused) as refused:
        actions.control_access(
            str(own.public_id), outcome="IN_ORDER", actor=town.leader, at=given.NOW
        )
    assert refused.value.code == "own"


@pytest.mark.parametrize("stop", ["STRICT", "CONFIDENTIAL", "blocked", "relation", "colleague"])
def test_no_reason_opens_what_is_stopped_and_it_looks_like_nothing(
    town: given.Town, case: Case, stop: str
) -> None:
    who = town.assessor
    if stop in {"STRICT", "CONFIDENTIAL"}:
        Resident.objects.filter(pk=case.person_id).update(protection=stop)
    elif stop == "blocked":
        Resident.objects.filter(pk=case.person_id).update(blocked=True)
    else:
        Relation.objects.create(
            municipality=town.municipality,
            staff_id=(who if stop == "relation" else town.caseworker).staff(),
            kind="EX_PARTNER" if stop == "relation" else "ONESELF",
            number=IdentityNumber.objects.get(resident=case.person_id).number,
            declared_by_id=who.staff(),
            declared_at=given.NOW,
        )

    # the page of the case and of the reason answer as for a case that is not there
    for url in ("/saker/{}/", "/saker/{}/begrunn-innsyn/", "/saker/{}/tilgang/"):
        nothing = page(who, url.format("2026-99999"))
        assert nothing[0] == 404
        assert same(page(who, url.format(case.reference)), nothing)
    known = Denial.objects.count()

    # and the attempt itself is written down, and told the leader
    assert not give(case, who)
    assert not sees(case, who, given.NOW)
    assert not ReasonedAccess.objects.exists()
    assert not PersonAccess.objects.exists()
    assert Denial.objects.count() == known + 1
    assert Entry.objects.get(event="AccessRefused").person_id == case.person_id
    assert "prøvde" in Notice.objects.get(staff_id=town.chief.staff()).sentence

    # and is no work with them, which would excuse other looks of the day
    day = localdate(given.NOW)
    since, until = facts.span_of(day)
    wrote = reads.acted(town.municipality.pk, since=since, until=until, besides=facts.NO_WORK)
    assert (who.staff(), case.person_id) not in [row[:2] for row in wrote]


def same(one: tuple[int, str], other: tuple[int, str]) -> bool:
    """Alike but for what differs from one rendering to the next: tokens, and the address asked."""

    def words(told: tuple[int, str]) -> str:
        return told[1].split("<main")[1].split("</main>")[0]

    return one[0] == other[0] and words(one) == words(other)


def test_a_reason_dies_the_moment_the_person_is_protected(town: given.Town, case: Case) -> None:
    give(case, town.assessor)
    Resident.objects.filter(pk=case.person_id).update(protection="CONFIDENTIAL")

    assert not sees(case, town.assessor, given.NOW + HOUR)


def test_everything_wrong_with_a_reason_is_said_at_once_and_opens_nothing(
    town: given.Town, case: Case
) -> None:
    for reason in ("", "for kort", "x" * 256, "to linjer\nav begrunnelse"):
        with pytest.raises(Refused) as refused:
            actions.give_reason(
                case.reference, category="", reason=reason, actor=town.assessor, at=given.NOW
            )
        codes = [one.code for one in refused.value.objections]
        assert codes == ["category_missing", "reason"]
    with pytest.raises(Refused) as refused:
        give(case, town.other_caseworker)
    assert refused.value.code == "has_access"
    with pytest.raises(NotFound):
        actions.give_reason(
            "2026-99999", category="OTHER", reason=WHY, actor=town.assessor, at=given.NOW
        )
    assert not CaseAccess.objects.filter(ground="reasoned").exists()
    assert not Entry.objects.filter(event__startswith="Access").exists()


def test_the_refused_page_names_who_can_help_and_leads_to_the_reason(
    town: given.Town, case: Case, wednesday: dt.datetime
) -> None:
    status, shown = page(town.officer, f"/saker/{case.reference}/")
    assert status == 403
    assert "er ansvarlig og kan gi deg tilgang" in shown
    assert f'href="/saker/{case.reference}/begrunn-innsyn/"' in shown

    client = Client()
    client.force_login(given.account_of(town.officer))
    url = f"/saker/{case.reference}/begrunn-innsyn/"
    assert "4 timer" in client.get(url).content.decode()
    assert client.post(url, {"category": "OTHER", "reason": "kort"}).status_code == 422
    done = client.post(url, {"category": "OTHER", "reason": WHY})
    assert (done.status_code, done["Location"]) == (302, f"/saker/{case.reference}/")
    assert client.get(f"/saker/{case.reference}/").status_code == 200
    why = client.get(f"/saker/{case.reference}/tilgang/").content.decode()
    assert "Du har begrunnet innsynet." in why
    assert "Begrunnet selv" in why

    # the leader's pages
    key = ReasonedAccess.objects.get().public_id
    boss = Client()
    boss.force_login(given.account_of(town.chief))
    assert WHY in boss.get("/innsyn/").content.decode()
    assert boss.post(f"/innsyn/{key}/", {"outcome": "DEVIATION"}).status_code == 422
    assert boss.post(f"/innsyn/{key}/", {"outcome": "IN_ORDER"}).status_code == 302
    told = boss.get(f"/innsyn/{key}/").content.decode()
    assert "I orden" in told
    seen = told.split("Hva som er sett")[-1]
    assert "Oversikt" in seen and case.reference in seen  # noqa: PT018 - a page, and of which case

    # of what they wrote and what control found, colleagues are told that it was, not what
    colleague = Client()
    colleague.force_login(given.account_of(town.other_caseworker))
    entry = Entry.objects.get(event="AccessReasoned")
    history = colleague.get(f"/saker/{case.reference}/historikk/").content.decode()
    assert "Innsyn er begrunnet" in history
    pages = [
        history,
        colleague.get(
            f"/saker/{case.reference}/historikk/endring/?hendelse={entry.id}"
        ).content.decode(),
        colleague.get(f"/saker/{case.reference}/utskrift/").content.decode(),
        colleague.get(f"/personer/{case.person.public_id}/?alle=1").content.decode(),
    ]
    assert not [one for one in pages if WHY in one or "I orden" in one]


@pytest.mark.usefixtures("wednesday")
def test_after_a_deviation_no_shut_door_offers_a_reason_but_says_whom_to_ask(
    town: given.Town, case: Case
) -> None:
    # given a look that was found wrong
    who, sheet = town.officer, f"/personer/{case.person.public_id}/"
    doors = (f"/saker/{case.reference}/", sheet)
    give(case, who)
    key = str(ReasonedAccess.objects.get().public_id)
    actions.control_access(key, outcome="DEVIATION", note="Ukjent.", actor=town.chief, at=given.NOW)
    ask = f"må du be {StaffMember.objects.get(pk=town.chief.staff())}."

    # then the case's door, the person's, and the page of the reason itself say whom to ask
    for url in (*doors, *(f"{one}begrunn-innsyn/" for one in doors)):
        status, shown = page(who, url)
        assert (status, ask in shown) == (403, True), url
        assert "Begrunn innsyn</a>" not in shown
        assert "Åpne med denne begrunnelsen" not in shown
    # also where the name alone is shown to who answers the telephone
    caller = given.staff(Role.CASEWORKER, town.intake)
    give(case, caller)
    wrong = str(ReasonedAccess.objects.latest("pk").public_id)
    actions.control_access(wrong, outcome="DEVIATION", note="?", actor=town.chief, at=given.NOW)
    Resident.objects.filter(pk=case.person_id).update(blocked=True)
    status, shown = page(caller, sheet)
    assert (status, ask in shown, "Begrunn innsyn" in shown) == (200, True, False)
    Resident.objects.filter(pk=case.person_id).update(blocked=False)
    # another, and who has it followed up, are offered it
    assert "Begrunn innsyn</a>" in page(town.assessor, sheet)[1]
    actions.follow_up_access(key, told="TOLD", note="Snakket.", actor=town.chief, at=given.NOW)
    for url in doors:
        assert f'href="{url}begrunn-innsyn/' in page(who, url)[1]


@pytest.mark.usefixtures("wednesday")
def test_who_chooses_a_category_is_told_that_the_person_reads_it_which_they_do(
    town: given.Town, case: Case
) -> None:
    beside = page(town.officer, f"/saker/{case.reference}/begrunn-innsyn/")[1]
    legend = beside.split("Hvorfor må du se dette?")[1].split('type="radio"')[0]
    assert "Personen kan lese hva du velger her i innsynsloggen." in legend

    give(case, town.officer)
    assert page(town.officer, f"/saker/{case.reference}/")[0] == 200
    told = page(town.auditor, f"/personer/{case.person.public_id}/innsyn/svar/")[1]
    assert "Begrunnet selv: Øyeblikkelig hjelp" in told
    assert WHY not in told


def test_a_person_is_opened_for_a_reason_too(
    town: given.Town, case: Case, wednesday: dt.datetime
) -> None:
    url = f"/personer/{case.person.public_id}/"
    status, shown = page(town.officer, url)
    assert status == 403
    assert f'href="{url}begrunn-innsyn/"' in shown

    client = Client()
    client.force_login(given.account_of(town.officer))
    done = client.post(f"{url}begrunn-innsyn/", {"category": "CALL", "reason": WHY})
    assert (done.status_code, done["Location"]) == (302, url)
    assert client.get(url).status_code == 200
    assert client.get(f"/saker/{case.reference}/").status_code == 403  # of the person, no case


def test_more_than_three_in_thirty_days_is_a_sign_to_the_leader(
    town: given.Town, case: Case
) -> None:
    for n in range(4):
        give(case, town.assessor, at=given.NOW + dt.timedelta(days=n))
        sign = queries.reasons(actor=town.chief, on=given.NOW.date()).habits
        assert [one.times for one in sign] == ([4] if n == 3 else [])

    days = [given.NOW + dt.timedelta(days=n) for n in (0, 10, 20, 30)]
    assert not too_many(days, most=3, days=30)
    assert too_many([*days[1:], days[1]], most=3, days=30)
    assert policy_on(given.NOW.date()).hours <= 4


def test_the_database_lets_no_reason_stand_for_ever_or_be_controlled_by_its_giver(
    town: given.Town, case: Case
) -> None:
    give(case, town.assessor)
    for sql in (
        "UPDATE cases_caseaccess SET to_at = NULL WHERE ground = 'reasoned'",
        "UPDATE people_personaccess SET to_at = NULL WHERE ground = 'reasoned'",
        OWN_CONTROL,
        "UPDATE oversight_reasonedaccess SET reason = 'kort'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
