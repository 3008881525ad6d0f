"""The walk through all doors: every answer is searched for canaries and held to what is on record.

One walk proves four things: which doors open to whom, that nobody is shown who is not theirs, that
whoever is shown is on record with who looked, and that each role gets its fields and no others.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, Final
from unittest import mock

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape

from assessments.models import Trial
from audit.adapters.questions import COLUMNS
from audit.models import Read
from cases.models import CaseAccess
from cases.models.support import MEETING, ORDER
from decisions.models import DecisionLine
from desk.queries import task_counts
from people.access import Actor, set_context
from people.adapters.sessions import SessionStore
from people.models import (
    IdentityNumber,
    PersonAccess,
    Relation,
    Resident,
    StaffMember,
    Unit,
)
from people.roles import Role
from referrals.models import Help
from tests import canaries, databases, given
from tests.depth import in_turn
from tests.doors import Answer, Knock, ask, knocks
from tests.situations import (
    AUDITOR,
    SITUATIONS,
    TELEPHONE,
    WORKERS,
    About,
    Situation,
    What,
)
from tests.whole import Whole
from tildeling.information import SHOWN, Information, Page, class_of

# Answered before anybody asks whose it is, and with nothing of anybody: where a form leads on to
# the page it was part of; the order of an agenda; a task that is not named; the reason an extract
# must have. They are searched for canaries in the town as it is.
ONWARD: Final = frozenset(
    {
        "GET /saker/<str:reference>/innstilling/send/",
        "GET /saker/<str:reference>/innstilling/lagre/",
        "POST /moter/saker/<uuid:item_id>/flytt/",
        "POST /saker/<str:reference>/oppgaver/ta/",
        "POST /saker/<str:reference>/oppgaver/fortsett/",
        "POST /saker/<str:reference>/historikk/uttrekk/",
        "POST /saker/<str:reference>/uttrekk/",
        "POST /personer/<uuid:public_id>/innsyn/uttrekk/",
    }
)
BY_WHOM: Final = "/historikk/"  # where control asks who has looked at whom
WHO: Final = frozenset({Information.NAME, Information.NUMBER})
LOOKED_AT: Final = "/personer/<uuid:public_id>/innsyn/"
# A letter is posted by the unit it is of, also when the case has gone on to others.
OF_THE_UNITS_POST: Final = frozenset({"other unit", "handed away", "performing unit"})
REASON: Final = "/begrunn-innsyn/"  # is there for whoever has no ground yet
DRAWN: Final = 3
LETTER: Final = "<uuid:letter_id>"
REFUSED: Final = frozenset({403, 404})
ONWARDS: Final = frozenset({302})
CLOSED: Final = frozenset({403, 404, 405})
SERVER_ERROR: Final = 500
FAMILY: Final = "people.Resident.family_name"
NUMBER: Final = "people.IdentityNumber.number"
GRANT: Final = f"GRANT INSERT (at, id, {COLUMNS['read']}) ON audit_read TO tildeling_app"
SHAPE: Final = frozenset({400, 405, 415})  # answered before anybody asks whose it is


class Walk:
    """All doors, by each role: in the town as it is, and with each thing that can lie between."""

    def __init__(self, whole: Whole, method: str, roles: Sequence[Role]) -> None:
        self.whole = whole
        self.method = method
        self.roles = roles
        self.canaries = canaries.plant()
        self.families = frozenset(self.canaries.families)
        # The same roles in another municipality, whose numbers and names are others.
        self.knocks, self.strangers = (
            knocks({role: actor for role, actor in town.by_role().items() if role in roles})
            for town in (whole.town, given.a_town("5001", "Trondheim kommune"))
        )
        self.may_see = {role: theirs(self.knocks[role].actor) for role in roles}
        self.leaks: list[str] = []
        self.base: dict[tuple[str, Role], Answer] = {}
        self.counted: Counter[str] = Counter()
        self.fields: Counter[tuple[Role, Page, Information]] = Counter()

    def doors(self, paths: Iterable[str], filled: Callable[[str], str]) -> list[list[str]]:
        """One row for each address: the address, and what each role gets."""
        rows = []
        with quick_pages():
            for path in paths:
                told = []
                for role in self.roles:
                    answer = self._ask(filled(path), self.knocks[role])
                    self.base[path, role] = answer
                    self.counted["cells of doors and roles"] += 1
                    self._judge(answer, path, self.knocks[role], self.may_see[role])
                    told.append(answer.told)
                rows.append([f"{self.method:5}{path}", *told])
        return rows

    def relations(
        self,
        paths: Sequence[str],
        filled: Callable[[str], str],
        about: Callable[[str], About | None],
    ) -> None:
        """The doors of a person's affairs, with each situation between who asks and whose it is.

        Closed: tried by each role that comes further than the door without it, or by one of them
        (`tests.depth`). Open: by one in turn, since what opens a thing asks for no role but those
        that may open the door.
        """
        with quick_pages():
            for n, path in enumerate(in_turn(paths)):
                if f"{self.method} {path}" in ONWARD:
                    continue
                thing = about(path)
                inside = [one for one in self.roles if self._comes_in(path, one)]
                somebody = {
                    one: None if thing else self._somebody_in(self.base[path, one])
                    for one in inside
                }
                for m, situation in enumerate(SITUATIONS):
                    openers = [one for one in inside if thing and situation.opens(thing.what, one)]
                    shut = [r for r in inside if r not in openers and (thing or somebody[r])]
                    tried = [openers[(n + m) % len(openers)]] if openers else []
                    for role in [*tried, *in_turn(shut, len(shut) or 1, turn=n + m, every=2)]:
                        if shown := thing or somebody[role]:
                            self._try(path, filled(path), role, situation, shown)

    def _comes_in(self, path: str, role: Role) -> bool:
        """Whether what the role is answered depends on whose it is."""
        return self.base[path, role].status not in CLOSED | SHAPE

    def _try(self, path: str, address: str, role: Role, situation: Situation, about: About) -> None:
        """One cell: a door, a role, and what lies between who asks and whose it is."""
        opens = situation.opens(about.what, role)
        if opens is None or (self.method == "POST" and opens):
            return
        if not situation.always and _is_another_matter(path, situation, about):
            return
        by = (self.strangers if situation.elsewhere else self.knocks)[role]
        answer = self._ask(address, by, partial(situation.arrange, by.actor, about))
        where, before = f"{path} [{situation.name}]", self.base[path, role]
        self.counted["cells of doors, roles and relations"] += 1
        if path.startswith(LOOKED_AT) and role in AUDITOR and not (opens or situation.always):
            self._tells_no_more_than_who(answer, where, about)
            return
        everybody = frozenset(self.canaries.families.values())
        allowed = everybody if opens else everybody - {about.person.pk}
        self._judge(answer, where, by, allowed if not situation.elsewhere else frozenset())
        if about.what is What.LIST:
            return
        if opens and answer.status != before.status and not _closes(situation, answer, path):
            self._leak(where, role, f"{answer.status}, not {before.status}")
        if not opens and (answer.acted or answer.status not in REFUSED):
            self._leak(where, role, f"{answer.told}, and should be closed")
        elif not opens and not answer.denials:
            self._leak(where, role, f"{answer.told}, and no denial on record")

    def _tells_no_more_than_who(self, answer: Answer, where: str, about: About) -> None:
        """Control is told who has looked at whom, and of a person who is closed to it, no more."""
        for whose, name in sorted(self.canaries.found(answer.said)):
            if whose == about.person.pk and class_of(name) not in WHO | {Information.LOOKS}:
                self._leak(where, Role.AUDITOR, f"tells {name}")

    def _somebody_in(self, answer: Answer) -> About | None:
        """The first of those a list shows: it must do without them."""
        shown = sorted({person for person, _field in self.canaries.found(answer.said)})
        return About(What.LIST, Resident.objects.get(pk=shown[0]), None) if shown else None

    def searches(self, doors: Iterable[tuple[str, Callable[[Resident], dict[str, str]]]]) -> None:
        """Searches and suggestions for somebody who is closed: as if they were not here."""
        person = self.whole.person
        about = About(What.LIST, person, None)
        with quick_pages():
            for path, typed in doors:
                for role in self.roles:
                    for situation in SITUATIONS:
                        if not situation.always and "kode 6, with" not in situation.name:
                            continue
                        by = (self.strangers if situation.elsewhere else self.knocks)[role]
                        so = partial(situation.arrange, by.actor, about)
                        answer = self._ask(path, by, so, typed(person))
                        self.counted["searches for who is closed"] += 1
                        words = {  # what was typed may be said again; nothing else
                            (whose, name)
                            for whose, name in self.canaries.found(answer.said)
                            if name not in {FAMILY, NUMBER}
                        }
                        if role in AUDITOR and path == BY_WHOM and not situation.always:
                            # Who has looked at them is controlled too; who they are, no more.
                            words = {one for one in words if class_of(one[1]) not in WHO}
                        if any(whose == person.pk for whose, _name in words):
                            self._leak(f"{path} [{situation.name}]", role, f"shows {words}")

    def silence(self, paths: Sequence[str], filled: Callable[[str], str]) -> None:
        """Without a log, no look: whoever was shown somebody is shown nobody and nothing."""
        with databases.owner(connection.settings_dict["NAME"]) as cursor, quick_pages():
            cursor.execute("REVOKE INSERT ON audit_read FROM tildeling_app")
            for path in in_turn(paths):
                for role in self.roles:
                    if not self.canaries.found(self.base[path, role].said):
                        continue
                    answer = self._ask(filled(path), self.knocks[role])
                    self.counted["looks that could not be put on record"] += 1
                    if answer.status < SERVER_ERROR or self.canaries.found(answer.said):
                        self._leak(path, role, f"{answer.status} without a log")
            cursor.execute(GRANT)

    def figures(self) -> list[str]:
        """What was counted, a line each."""
        counted = self.counted
        share = 100 * counted["persons on record"] / max(counted["persons shown"], 1)
        lines = [f"{self.method}: {n} {what}" for what, n in counted.items()]
        planted = f"{self.canaries.words} canaries in {len(self.canaries.planted)} fields"
        return [*lines, f"{self.method}: {planted}; {share:.1f} % of persons shown are on record"]

    def _ask(
        self,
        address: str,
        by: Knock,
        first: Callable[[], None] | None = None,
        typed: dict[str, str] | None = None,
    ) -> Answer:
        self.counted["answers"] += 1
        return ask(self.method, address, by, first=first, typed=typed, families=self.families)

    def _judge(self, answer: Answer, where: str, by: Knock, may_see: frozenset[int]) -> None:
        role = by.role
        found = self.canaries.found(answer.said)
        shown = {person for person, _field in found}
        self.counted["canaries found"] += len(found)
        self.counted["persons shown"] += len(shown)
        self.counted["rows of looks"] += len(answer.reads)
        recorded = {pk for row in answer.reads for pk in row.person_ids if complete(row, by.actor)}
        self.counted["persons on record"] += len(shown & recorded)
        for person in sorted(shown - may_see):
            names = sorted(name for whose, name in found if whose == person)
            self._leak(where, role, f"shows {person}: {', '.join(names)}")
        if shown - recorded:
            self._leak(where, role, f"{answer.status} without a read: {sorted(shown - recorded)}")
        page = self._sort_of(answer, where)
        for name in {name for _person, name in found}:
            told = class_of(name)
            self.fields[role, page, told] += 1
            if told not in SHOWN[role][page]:
                self._leak(where, role, f"tells {name} ({told}) in {page}")

    def _sort_of(self, answer: Answer, where: str) -> Page:
        """What sort of answer it is, for the table of fields."""
        if answer.status in REFUSED and not answer.reads:
            return Page.REFUSED
        if answer.kind not in {"text/html", "application/json", "application/problem+json"}:
            return Page.FILE
        return Page.ONE if "<" in where else Page.LIST

    def _leak(self, where: str, role: Role, what: str) -> None:
        self.leaks.append(f"{self.method} {where} {role}: {what}")


def complete(row: Read, actor: Actor) -> bool:
    """Whether a look says who, in which role and unit, of which municipality, where and why."""
    told = (row.staff_id, row.role, row.unit_id, row.municipality_id)
    who = (actor.staff_id, actor.acting_role, actor.acting_unit_id, actor.municipality_id)
    return told == who and bool(row.page and row.ground)


def _is_another_matter(path: str, situation: Situation, about: About) -> bool:
    """Whether a door is there for other reasons than what lies between."""
    of_the_units_post = LETTER in path and situation.name in OF_THE_UNITS_POST
    return about.what is What.LIST or path.endswith(REASON) or of_the_units_post


def _closes(situation: Situation, answer: Answer, path: str) -> bool:
    """Whether a door is rightly closed though the thing is open: to act there takes more than to
    read, or to its page led back from; and a letter shows where somebody lived before it was
    protected.
    """
    acts_there = answer.status in REFUSED | ONWARDS and not situation.acts
    shows_an_address = answer.status in REFUSED and "kode" in situation.name and LETTER in path
    return acts_there or shows_an_address


@contextmanager
def quick_pages() -> Iterator[None]:
    """What is the same on every page is made once, so that thousands of pages can be tried.

    The numbers in the menu are counted once for each who asks. A page that refuses is drawn in
    full the first times for each who asks; then only what it says is told. A session that nothing
    was put into is not written anew: to be prolonged would be taken back with the page.
    """
    drawn: Counter[tuple[object, int]] = Counter()

    @cache
    def counted(actor: Actor, on: dt.date) -> Mapping[str, int]:
        return task_counts(actor=actor, on=on)

    def known(*, actor: Actor, on: dt.date) -> Mapping[str, int]:
        return counted(actor, on)

    def told(
        request: HttpRequest, template: str, context: dict[str, Any], *, status: int
    ) -> HttpResponse:
        drawn[request.user.pk, status] += 1
        if drawn[request.user.pk, status] <= DRAWN:
            return render(request, template, context, status=status)
        return HttpResponse(escape(repr(context)), status=status)

    write = SessionStore.save

    def save(session: SessionStore, *, must_create: bool = False) -> None:
        if must_create or session.modified:
            write(session, must_create)

    with (
        mock.patch.object(SessionStore, "save", save),
        mock.patch("tildeling.frame.task_counts", known),
        mock.patch("tildeling.middleware.render", told),
    ):
        yield


def theirs(actor: Actor) -> frozenset[int]:
    """Whom somebody may be shown: who answers the telephone and who controls, everybody here; else
    by a row of access that is in force; and by their unit's work.

    Read off the rows by hand, so that the rules that are tried are not asked. It is enough in a
    town where nobody is protected, has blocked anything, works here or is related to staff: what
    these close is tried one by one (tests/situations.py).
    """
    with transaction.atomic():
        set_context(actor, given.NOW)
        plain = Resident.objects.filter(protection="NONE", blocked=False)
        staff = StaffMember.objects.filter(resident__isnull=False)
        assert plain.count() == Resident.objects.count()
        assert not staff.exists()
        told = Relation.objects.values("number")
        assert not IdentityNumber.objects.filter(number__in=told).exists()
        here = plain.filter(municipality_id=actor.municipality_id)
        role = Role(actor.acting_role)
        if role in TELEPHONE | AUDITOR:
            return frozenset(here.values_list("pk", flat=True))
        shown = ordered(actor)
        if role in WORKERS:
            for of_cases in (True, False):
                shown |= _written(actor, role, of_cases=of_cases)
        return frozenset(shown & set(here.values_list("pk", flat=True)))


def _written(actor: Actor, role: Role, *, of_cases: bool) -> set[int]:
    """Of whom a row of access says that somebody, or their unit, may open a case or their page."""
    units = {actor.acting_unit_id}
    if role is Role.UNIT_LEADER:
        for _level in range(4):
            below = Unit.objects.filter(parent_id__in=units).values_list("pk", flat=True)
            units |= set(below)
    rows: Any = CaseAccess.objects.select_related("case") if of_cases else PersonAccess.objects
    shown = set()
    for row in rows.all():
        mine = row.staff_id == actor.staff() or row.unit_id in units
        ends = [at for at in (row.to_at, getattr(row, "until_at", None)) if at is not None]
        today = row.ground != MEETING or row.from_at.date() == given.NOW.date()
        if mine and row.ground != ORDER and today and all(at > given.NOW for at in ends):
            shown.add(row.case.person_id if of_cases else row.person_id)
    return shown


def ordered(actor: Actor) -> set[int]:
    """Whose orders and help somebody's units give."""
    lines = DecisionLine.objects.filter(unit_performing_id__in=actor.unit_ids)
    helps = Help.objects.filter(unit_id__in=actor.unit_ids)
    trials = Trial.objects.filter(team_id__in=actor.unit_ids)
    return {
        *lines.values_list("decision__case__person_id", flat=True),
        *helps.values_list("person_id", flat=True),
        *trials.values_list("case__person_id", flat=True),
    }
