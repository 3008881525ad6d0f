"""The outbox: words fixed when queued, addresses read anew when sent, notices e-mailed once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from cases.models import Case
from cases.queries import Scope
from notifications import actions, queries
from notifications.kinds import NoticeKind
from notifications.letters import Language, LetterKind, LetterState, RecipientKind, StopReason
from notifications.models import Letter, LetterFile, Notice, PostSetting
from notifications.rules.post import Recipient
from people.access import Actor, system
from people.models import Relative, Representative, Resident, StaffMember
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import ROLES, Permission, Role, may
from tests import given
from tests.notifications import samples

pytestmark = pytest.mark.django_db
MINUTES = dt.timedelta(minutes=1)
LONG_AGO = dt.date(2020, 1, 1)
POST = Permission.POST_LETTERS


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town)


def person_of(case: Case) -> Recipient:
    return queries.recipients(case.person_id, on=dt.date(2026, 3, 4))[0]


def queued(
    case: Case,
    actor: Actor,
    *,
    at: dt.datetime,
    kind: LetterKind = LetterKind.DECISION,
    key: str = "decision:1",
    recipient: Recipient | None = None,
) -> Letter:
    """A decision's letter in the outbox."""
    content = samples.granted(Language.BOKMAL)
    with transaction.atomic():
        return actions.send_letter(
            case,
            kind,
            content,
            recipient=recipient or person_of(case),
            key=key,
            actor=actor,
            at=at,
        )


def printed(letter: Letter, actor: Actor, *, at: dt.datetime) -> dict[str, Any]:
    return actions.print_letters([str(letter.public_id)], actor=actor, at=at)


def posted(letter: Letter, actor: Actor, *, at: dt.datetime, **how: Any) -> Letter:
    day = at.date()
    with transaction.atomic():
        locked = Letter.objects.select_for_update().get(pk=letter.pk)
        return actions.mark_posted(locked, posted_on=day, actor=actor, at=at, **how)


def tasks(actor: Actor, *, on: dt.date) -> list[dict[str, Any]]:
    return [row for one in queries.tasks_for(Scope(actor=actor, on=on)) for row in one]


def events() -> list[str]:
    return list(Entry.objects.order_by("at", "id").values_list("event", flat=True))


# Into the outbox


def test_a_letter_is_fixed_with_its_file_when_it_is_queued(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.officer, at=now)

    assert letter.state == LetterState.HELD
    assert letter.hold_until == now + 10 * MINUTES
    assert (letter.name, letter.address) == ("Ola Nordmann", "Storgata 1\n3015 Drammen")
    assert letter.title == "Du får helsetjenester i hjemmet"
    body = bytes(LetterFile.objects.get(letter=letter).body)
    assert body.startswith(b"%PDF")
    assert sha256(body).hexdigest() == letter.sha256
    assert events().count("LetterQueued") == 1


def test_the_same_key_is_the_same_letter(case: Case, town: given.Town, now: dt.datetime) -> None:
    first = queued(case, town.officer, at=now)
    second = queued(case, town.officer, at=now + MINUTES)

    assert first.pk == second.pk
    assert Letter.objects.count() == LetterFile.objects.count() == 1
    assert events().count("LetterQueued") == 1


def test_a_receipt_may_be_printed_at_once(case: Case, town: given.Town, now: dt.datetime) -> None:
    letter = queued(case, town.officer, at=now, kind=LetterKind.RECEIPT)

    assert letter.hold_until == now


def test_what_no_font_can_show_is_refused_and_nothing_is_queued(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    content = replace(samples.granted(Language.BOKMAL), lead=("Hei 😀",))

    with pytest.raises(Refused, match="Tegnet «😀» kan ikke stå i et brev"):
        actions.send_letter(
            case,
            LetterKind.DECISION,
            content,
            recipient=person_of(case),
            key="x",
            actor=town.officer,
            at=now,
        )

    assert not Letter.objects.exists()
    assert "LetterQueued" not in events()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE notifications_letter SET title = 'Du får ikke'",
        "UPDATE notifications_letter SET sha256 = 'x'",
        "UPDATE notifications_letter SET address = 'Annen vei'",
        "UPDATE notifications_letter SET content = '{}'",
        "DELETE FROM notifications_letter",
        "UPDATE notifications_letterfile SET body = 'x'",
        "DELETE FROM notifications_letterfile",
    ],
)
def test_the_database_refuses_to_change_a_letters_words(
    sql: str, case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.officer, at=now)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    letter.refresh_from_db()
    assert letter.title == "Du får helsetjenester i hjemmet"


def test_a_letter_waits_where_somebody_can_print_it(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    case.unit = town.assessment  # no role there prints letters

    assert queued(case, town.officer, at=now, key="a").unit == town.office
    case.unit = town.intake
    assert queued(case, town.officer, at=now, key="b").unit == town.intake


# Stop


def test_a_letter_can_be_stopped_while_it_is_held(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)

    actions.stop_letter(
        str(letter.public_id), note="Feil dato.", actor=town.caseworker, at=now + 5 * MINUTES
    )

    letter.refresh_from_db()
    assert letter.state == LetterState.STOPPED
    assert letter.stop_reason == StopReason.REGRETTED
    assert letter.stopped_by_id == town.caseworker.staff_id
    assert events()[-1] == "LetterStopped"
    assert queries.print_queue(town.caseworker, at=now + 20 * MINUTES).ready == ()


def test_a_printed_letter_can_no_longer_be_stopped(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)
    before = events()

    with pytest.raises(Stale, match="forlatt køen"):
        actions.stop_letter(str(letter.public_id), actor=town.caseworker, at=now + 12 * MINUTES)

    letter.refresh_from_db()
    assert letter.state == LetterState.SENDING
    assert events() == before


# Print


def test_a_letter_is_not_printed_while_it_can_be_stopped(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)

    with pytest.raises(Refused, match="kan fortsatt stanses"):
        printed(letter, town.caseworker, at=now + 9 * MINUTES)

    letter.refresh_from_db()
    assert letter.state == LetterState.HELD


def test_letters_are_printed_once_and_together(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letters = [queued(case, town.caseworker, at=now, key=f"k{n}") for n in range(3)]
    ids = [str(letter.public_id) for letter in letters]
    later = now + 11 * MINUTES

    done = actions.print_letters(ids, actor=town.caseworker, at=later)

    assert len(done["printed"]) == 3
    assert events().count("LettersPrinted") == 1
    files = queries.bundle_pdfs(done["bundle"], actor=town.caseworker)
    assert [file.sha256 for file in files] == [letter.sha256 for letter in letters]
    with pytest.raises(Stale):
        actions.print_letters(ids, actor=town.caseworker, at=later)


def test_nothing_chosen_is_said_at_the_field(town: given.Town, now: dt.datetime) -> None:
    with pytest.raises(Refused, match="Velg minst ett brev"):
        actions.print_letters([], actor=town.caseworker, at=now)


@pytest.mark.parametrize(
    ("changed", "reason", "said"),
    [
        ({"died_on": dt.date(2026, 3, 4)}, StopReason.DEAD, "Personen er død"),
        ({"address": "Ny vei 2"}, StopReason.ADDRESS_CHANGED, "Hent ny adresse"),
        ({"family_name": "Dahl"}, StopReason.ADDRESS_CHANGED, "Navn eller adresse er endret"),
        ({"postal": ""}, StopReason.ADDRESS_MISSING, "Registrer adressen"),
        ({"protection": "CONFIDENTIAL"}, StopReason.NOW_PROTECTED, "blitt fortrolig"),
        ({"protection": "STRICT"}, StopReason.NOW_PROTECTED, "blitt fortrolig"),
    ],
)
def test_what_happened_since_stops_the_letter_with_a_reason(
    changed: dict[str, Any],
    reason: StopReason,
    said: str,
    case: Case,
    town: given.Town,
    now: dt.datetime,
) -> None:
    letter = queued(case, town.caseworker, at=now)
    other = queued(given.a_case(town), town.caseworker, at=now, key="other")
    Resident.objects.filter(pk=case.person_id).update(**changed)
    later = now + 11 * MINUTES
    [row] = [
        r
        for r in queries.print_queue(town.caseworker, at=later).ready
        if r.public_id == str(letter.public_id)
    ]
    assert said in row.trouble

    done = actions.print_letters(
        [str(letter.public_id), str(other.public_id)], actor=town.caseworker, at=later
    )

    letter.refresh_from_db()
    assert letter.state == LetterState.STOPPED
    assert letter.stop_reason == reason
    assert done["printed"] == [str(other.public_id)]
    assert said in done["stopped"][0]["reason"]
    assert events().count("LetterStopped") == 1


def test_a_guardian_whose_mandate_has_ended_gets_no_letter(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    guardian = Representative.objects.create(
        resident=case.person,
        kind="GUARDIAN",
        name="Ola Vik",
        address="Vergeveien 1",
        postal="3016 Drammen",
        personal_matters=True,
        economy=False,
        valid_from=LONG_AGO,
    )
    both = queries.recipients(case.person_id, on=now.date())
    assert [r.kind for r in both] == [RecipientKind.PERSON, RecipientKind.GUARDIAN]
    letter = queued(case, town.caseworker, at=now, recipient=both[1])
    assert letter.name == "Ola Vik"
    Representative.objects.filter(pk=guardian.pk).update(valid_to=now.date())

    printed(letter, town.caseworker, at=now + 11 * MINUTES)

    letter.refresh_from_db()
    assert letter.stop_reason == StopReason.NO_LONGER_ENTITLED


def test_a_jammed_printer_puts_the_letters_back(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    done = printed(letter, town.caseworker, at=now + 11 * MINUTES)

    actions.undo_print(done["bundle"], actor=town.caseworker, at=now + 12 * MINUTES)

    letter.refresh_from_db()
    assert letter.state == LetterState.HELD
    assert letter.bundle is None
    assert printed(letter, town.caseworker, at=now + 13 * MINUTES)["printed"]


# Posted


def test_a_posted_letter_has_come_some_days_later_and_that_is_an_assumption(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)

    posted(letter, town.caseworker, at=now + 60 * MINUTES)

    letter.refresh_from_db()
    assert letter.state == LetterState.SENT
    assert letter.posted_on == dt.date(2026, 3, 4)
    assert letter.reached_on == dt.date(2026, 3, 7)
    assert letter.reached_assumed
    assert events()[-1] == "LetterPosted"


def test_the_municipality_sets_how_long_the_post_takes(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    PostSetting.objects.create(
        municipality=town.municipality,
        assumed_days=5,
        decided_by="Rådmannen 2026",
        valid_from=dt.date(2026, 1, 1),
    )
    letter = queued(case, town.caseworker, at=now)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)

    assert posted(letter, town.caseworker, at=now + 60 * MINUTES).reached_on == dt.date(2026, 3, 9)


def test_a_letter_is_not_posted_before_it_is_printed_nor_on_a_day_to_come(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    with pytest.raises(Refused, match="Skriv det ut først"):
        posted(letter, town.caseworker, at=now + 11 * MINUTES)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)

    for wrong, said in [
        (dt.date(2026, 3, 5), "etter i dag"),
        (dt.date(2026, 3, 3), "før brevet ble laget"),
    ]:
        with pytest.raises(Refused, match=said):
            actions.mark_posted(
                Letter.objects.get(pk=letter.pk),
                posted_on=wrong,
                actor=town.caseworker,
                at=now + 12 * MINUTES,
            )

    letter.refresh_from_db()
    assert letter.posted_on is None


def test_a_death_between_printer_and_post_still_stops_the_letter(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)
    Resident.objects.filter(pk=case.person_id).update(died_on=dt.date(2026, 3, 4))

    posted(letter, town.caseworker, at=now + 60 * MINUTES)

    letter.refresh_from_db()
    assert letter.state == LetterState.STOPPED
    assert letter.posted_on is None


# Came back, sent anew, settled


def test_a_returned_letter_has_not_come_and_can_be_sent_anew(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)
    posted(letter, town.caseworker, at=now + 60 * MINUTES)
    later = now + dt.timedelta(days=9)

    actions.mark_returned(
        str(letter.public_id), returned_on=later.date(), actor=town.caseworker, at=later
    )
    letter.refresh_from_db()
    assert letter.state == LetterState.RETURNED
    assert letter.reached_on is None
    assert [row.public_id for row in queries.print_queue(town.caseworker, at=later).open] == [
        str(letter.public_id)
    ]
    Resident.objects.filter(pk=case.person_id).update(address="Ny vei 2")

    new_id = actions.renew_letter(str(letter.public_id), actor=town.caseworker, at=later)["letter"]

    new = Letter.objects.get(public_id=new_id)
    assert new.address == "Ny vei 2\n3015 Drammen"
    assert (new.words, new.title) == (letter.words, letter.title)
    assert new.sha256 != letter.sha256
    assert queries.original_of(new) == letter
    assert queries.print_queue(town.caseworker, at=later).open == ()
    with pytest.raises(Stale):
        actions.renew_letter(str(letter.public_id), actor=town.caseworker, at=later)


def test_the_dead_get_no_new_letter_and_the_task_is_settled_with_a_reason(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    Resident.objects.filter(pk=case.person_id).update(died_on=dt.date(2026, 3, 4))
    printed(letter, town.caseworker, at=now + 11 * MINUTES)
    who: dict[str, Any] = {"actor": town.caseworker, "at": now + 20 * MINUTES}

    with pytest.raises(Refused, match="Personen er død"):
        actions.renew_letter(str(letter.public_id), **who)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        actions.settle_letter(str(letter.public_id), note=" ", **who)
    assert Letter.objects.count() == 1
    actions.settle_letter(str(letter.public_id), note="Datteren er orientert.", **who)

    assert queries.print_queue(town.caseworker, at=now + 30 * MINUTES).open == ()
    assert tasks(town.caseworker, on=now.date()) == []


def test_a_letter_nobody_follows_up_stands_as_a_task(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    assert tasks(town.caseworker, on=dt.date(2026, 3, 5)) == []

    [late] = tasks(town.caseworker, on=dt.date(2026, 3, 7))

    assert (late["task_kind"], late["task_key"]) == ("letter_print", str(letter.public_id))
    assert late["task_due"] == dt.date(2026, 3, 4)
    assert tasks(town.assessor, on=dt.date(2026, 3, 7)) == []


# Protected addresses


@pytest.fixture
def protected(town: given.Town) -> Case:
    person = given.a_person(town.municipality, protection="CONFIDENTIAL")
    return given.a_case(town, person=person)


def test_a_protected_address_is_in_neither_letter_row_nor_queue(
    protected: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(protected, town.caseworker, at=now)

    queue = queries.print_queue(town.caseworker, at=now + 11 * MINUTES)

    assert letter.protected
    assert letter.address == ""
    assert "Storgata 1" not in str(letter.content)
    assert queue.ready == ()
    assert [row.public_id for row in queue.protected] == [str(letter.public_id)]
    assert "Storgata 1" not in str(queue)


def test_a_letter_to_a_protected_address_goes_alone_and_says_how(
    protected: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(protected, town.caseworker, at=now)
    later = now + 11 * MINUTES
    with pytest.raises(Refused, match="for seg"):
        printed(letter, town.caseworker, at=later)
    with pytest.raises(Refused, match="Skriv hvordan"):
        posted(letter, town.caseworker, at=later)

    posted(letter, town.caseworker, at=later, handled_as="Sendt gjennom skattekontoret.")

    letter.refresh_from_db()
    assert letter.state == LetterState.SENT


def test_the_database_holds_no_protected_address(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    hidden = replace(person_of(case), protected=True)

    with pytest.raises(DatabaseError), transaction.atomic():
        queued(case, town.caseworker, at=now, recipient=hidden)


def test_a_parent_who_lives_with_a_protected_child_is_protected_too(
    town: given.Town, now: dt.datetime
) -> None:
    child = given.a_person(
        town.municipality, given="Liv", born_on=dt.date(2016, 5, 1), protection="STRICT"
    )
    Relative.objects.create(
        resident=child,
        name="Mor Mormann",
        relation="mor",
        address="Hemmelig vei 1",
        postal="3015 Drammen",
        parent=True,
        valid_from=LONG_AGO,
    )

    [mother] = queries.recipients(child.pk, on=now.date())

    assert (mother.kind, mother.protected, mother.address) == (RecipientKind.PARENT, True, ())


# Who gets letters


def test_letters_about_a_child_go_to_both_parents_until_fifteen(
    town: given.Town, now: dt.datetime
) -> None:
    child = given.a_person(town.municipality, born_on=dt.date(2012, 3, 4))
    for name in ("Mor", "Far"):
        Relative.objects.create(
            resident=child, name=name, relation="forelder", parent=True, valid_from=LONG_AGO
        )

    def kinds(year: int) -> list[RecipientKind]:
        return [r.kind for r in queries.recipients(child.pk, on=dt.date(year, 3, 4))]

    assert kinds(2026) == [RecipientKind.PARENT, RecipientKind.PARENT]
    assert kinds(2027) == [RecipientKind.PERSON, RecipientKind.PARENT, RecipientKind.PARENT]
    assert kinds(2028) == [RecipientKind.PERSON]


def test_an_agent_comes_first_and_an_economic_guardian_gets_nothing(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    for kind, personal in (("AGENT", True), ("GUARDIAN", False)):
        Representative.objects.create(
            resident=person,
            kind=kind,
            name=kind,
            personal_matters=personal,
            economy=True,
            valid_from=LONG_AGO,
        )

    kinds = [r.kind for r in queries.recipients(person.pk, on=now.date())]

    assert kinds == [RecipientKind.AGENT, RecipientKind.PERSON]


def test_a_carer_is_addressed_as_party_only_while_they_are_one(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    daughter = Relative.objects.create(
        resident=person,
        name="Kari Nordmann",
        relation="datter",
        address="Storgata 2",
        postal="3015 Drammen",
        carer=True,
        valid_from=LONG_AGO,
    )

    found = queries.carer(person.pk, daughter.pk, on=now.date())

    assert (found.kind, found.name) == (RecipientKind.CARER, "Kari Nordmann")
    Relative.objects.filter(pk=daughter.pk).update(carer=False)
    with pytest.raises(LookupError):
        queries.carer(person.pk, daughter.pk, on=now.date())


def test_the_head_of_a_letter_is_in_the_persons_language_from_the_unit_of_the_day(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality, language="nn")
    [to] = queries.recipients(person.pk, on=now.date())

    head = queries.head_for(to, unit_id=town.office.pk, reference="2026-00001", on=now.date())

    assert head.language is Language.NYNORSK
    assert head.sender.unit == "Helse- og velferdsforvaltningen"
    assert head.sender.address == ("Postboks 7500", "3008 Drammen")
    assert head.recipient.address == ("Storgata 1", "3015 Drammen")


# Who may


@pytest.mark.parametrize("role", [r for r in ROLES if r not in {Role.SYSTEM, Role.INTEGRATION}])
def test_only_those_who_post_letters_touch_them(
    role: Role, case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = str(queued(case, town.caseworker, at=now).public_id)
    who: dict[str, Any] = {"actor": town.by_role()[role], "at": now}
    acts: list[Callable[[], object]] = [
        lambda: actions.print_letters([letter], **who),
        lambda: actions.undo_print(letter, **who),
        lambda: actions.mark_returned(letter, returned_on=now.date(), **who),
        lambda: actions.renew_letter(letter, **who),
        lambda: actions.settle_letter(letter, note="Avklart.", **who),
        lambda: actions.stop_letter(letter, **who),
    ]
    if role is Role.CASEWORKER:  # the one whose case it is
        acts[-1]()
        assert Letter.objects.get().state == LetterState.STOPPED
        return

    for act in acts:
        # another unit's letter is unknown to those who may post, and closed to those who may not
        with pytest.raises((NotFound, Stale) if may(role, POST) else AccessDenied):
            act()

    assert Letter.objects.get().state == LetterState.HELD


def test_another_municipality_sees_no_letter(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    abroad = given.a_town("3303", "Kongsberg kommune")

    with pytest.raises(NotFound):
        queries.letter_pdf(str(letter.public_id), actor=abroad.caseworker)
    with pytest.raises(NotFound):
        actions.stop_letter(str(letter.public_id), actor=abroad.caseworker, at=now)
    assert queries.print_queue(abroad.caseworker, at=now).held == ()


def test_the_queue_costs_the_same_for_two_letters_and_for_twenty(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    for n in range(2):
        queued(case, town.caseworker, at=now, key=f"a{n}")
    with CaptureQueriesContext(connection) as few:
        queries.print_queue(town.caseworker, at=now + 20 * MINUTES)
    for n in range(18):
        queued(given.a_case(town), town.caseworker, at=now, key=f"b{n}")
    with CaptureQueriesContext(connection) as many:
        queries.print_queue(town.caseworker, at=now + 20 * MINUTES)

    assert len(many) == len(few)


# Notices


def told(actor: Actor, case: Case | None, *, at: dt.datetime, key: str = "task:1") -> Notice:
    staff = StaffMember.objects.get(pk=actor.staff())
    actions.notify(
        staff, NoticeKind.TASK, case=case, key=key, sentence="Du har fått en sak.", at=at
    )
    return Notice.objects.get(key=key)


def test_a_notice_is_given_once_for_each_key(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    told(town.officer, case, at=now)
    told(town.officer, case, at=now)

    assert Notice.objects.count() == 1
    assert queries.unread(town.officer.staff()) == 1


def test_the_email_names_neither_person_nor_case(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    notice = told(town.officer, case, at=now)

    assert actions.email_notice(notice.pk, actor=system(town.municipality.pk), at=now) == "sent"
    assert actions.email_notice(notice.pk, actor=system(town.municipality.pk), at=now) == "taken"

    [message] = mail.outbox
    assert message.subject == "Ny oppgave i Tildeling"
    assert "Du har en ny oppgave i Tildeling." in str(message.body)
    assert "/varsler/" in str(message.body)
    for secret in (case.reference, "Nordmann", "Du har fått en sak"):
        assert secret not in f"{message.subject} {message.body}"
    assert events().count("NoticeEmailed") == 1


def test_a_mail_server_that_is_down_is_tried_again_later(
    case: Case, town: given.Town, now: dt.datetime, settings: Any
) -> None:
    notice = told(town.officer, case, at=now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    post = system(town.municipality.pk)

    assert actions.email_notice(notice.pk, actor=post, at=now) == "failed"
    notice.refresh_from_db()
    assert notice.emailed_at is None
    assert notice.email_next_at == now + MINUTES
    assert actions.email_notice(notice.pk, actor=post, at=now) == "taken"
    assert queries.oldest_overdue(at=now + 5 * MINUTES) == now + MINUTES

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert actions.email_notice(notice.pk, actor=post, at=now + 2 * MINUTES) == "sent"
    assert queries.oldest_overdue(at=now + 5 * MINUTES) is None


def test_it_gives_up_after_many_tries_and_the_notice_stands(
    case: Case, town: given.Town, now: dt.datetime, settings: Any
) -> None:
    notice = told(town.officer, case, at=now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    at, tries = now, 0
    while notice.email_next_at is not None:
        at = notice.email_next_at
        assert actions.email_notice(notice.pk, actor=system(town.municipality.pk), at=at)
        notice.refresh_from_db()
        tries += 1

    assert tries == 10
    assert queries.unread(town.officer.staff()) == 1


def test_reading_marks_only_ones_own(case: Case, town: given.Town, now: dt.datetime) -> None:
    told(town.officer, case, at=now)
    told(town.assessor, case, at=now, key="task:2")

    assert actions.read_notices(actor=town.officer, at=now) == {"count": 1}
    assert queries.unread(town.officer.staff()) == 0
    assert queries.unread(town.assessor.staff()) == 1


def test_somebody_without_an_address_gets_no_email(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    StaffMember.objects.filter(pk=town.officer.staff()).update(email="")

    assert told(town.officer, case, at=now).email_next_at is None
