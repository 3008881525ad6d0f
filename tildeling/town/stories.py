"""What has happened in the town: about sixty cases, in every stage, some with years behind them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from django.utils.timezone import localdate, localtime, make_aware

from cases import actions as cases
from cases.models import Case
from decisions import actions as deciding
from decisions.models import Decision
from intake import actions as intake
from intake.kinds import Channel, FromWhom
from tildeling.town.deliveries import Deliveries
from tildeling.town.path import Path, Wish

FRIDAY: Final = 4
OPENS: Final = dt.timedelta(hours=8)
CLOSES: Final = dt.timedelta(hours=15)
EVENING: Final = dt.timedelta(hours=1, minutes=30)
DAYLONG: Final = 24 * 60  # minutes, which office_time puts within office hours
REPLIES_AFTER: Final = 24  # days without an answer, until somebody says why


class Far(IntEnum):
    """How far a case has come."""

    RECEIVED = 1
    ASSESSING = 2
    ASSESSED = 3
    TRIAL = 4
    RECOMMENDED = 5
    COORDINATED = 6
    TO_DECISION = 7
    DRAFTED = 8
    APPROVAL = 9
    DECIDED = 10
    POSTED = 11
    CONFIRMED = 12
    STARTED = 13
    ENDED = 14


@dataclass(frozen=True, slots=True)
class Story:
    """Somebody's case: who, what they wish for, when they called, how far it has come."""

    person: str
    wish: Wish
    days_ago: int
    far: Far
    apart: tuple[Far, ...] = ()  # how far the søknad's further cases have come
    after: str = ""  # an act that is not on the way: a method of Town with this name
    evaluated: bool = True  # false where nobody has got round to it


NURSING: Final = Wish(
    ("helsetjenester_i_hjemmet",),
    "Jeg trenger litt hjelp om morgenen.",
    "Å klare morgenstellet selv og komme ut i hagen.",
)
HELP: Final = Wish(
    ("praktisk_bistand_daglige_gjoremal",),
    "Jeg klarer ikke gulvvasken lenger.",
    "Å ha det rent og ordentlig rundt meg.",
    quantity="1",
)
BOTH: Final = Wish(
    ("helsetjenester_i_hjemmet", "praktisk_bistand_daglige_gjoremal"),
    "Etter sykehuset orker jeg ikke alt selv.",
    "Å bo hjemme sammen med katten.",
    quantity="2,5",
    months=3,
    from_whom=FromWhom.RELATIVE,
    contact="Datteren",
)
ALARM: Final = Wish(
    ("trygghetsalarm",), "Mor er redd for å falle.", "Å føle meg trygg om natten.", score=3
)
MEALS: Final = Wish(("matombringing",), "Jeg spiser for lite.", "Varm mat midt på dagen.")
MIXED: Final = Wish(
    ("trygghetsalarm", "bpa"),
    "Vi trenger noe trygt nå, og assistanse over tid.",
    "Å styre dagen min selv.",
    quantity="30",
    score=4,
)
BPA: Final = Wish(
    ("bpa",), "Jeg vil ha assistenter.", "Å komme på jobb som før.", quantity="32", score=4
)
SUPPORT: Final = Wish(
    ("stottekontakt",), "Jeg kommer meg ikke ut alene.", "Å gå på fotballkamp.", quantity="4"
)
RESPITE: Final = Wish(
    ("avlastning_utenfor_institusjon",),
    "Vi er slitne og trenger en pause.",
    "Å ha en helg med søsknene.",
    quantity="16",
    from_whom=FromWhom.RELATIVE,
    contact="Mor",
    channel=Channel.WEB,
)
HOME: Final = Wish(
    ("langtidsopphold_institusjon",),
    "Det går ikke lenger hjemme.",
    "Å ha noen rundt meg hele tiden.",
    score=5,
    from_whom=FromWhom.RELATIVE,
    contact="Sønnen",
)
STAY: Final = Wish(
    ("tidsbegrenset_rehabilitering",),
    "Jeg må trene meg opp etter bruddet.",
    "Å gå trappen selv igjen.",
    months=1,
    from_whom=FromWhom.HOSPITAL,
    contact="Drammen sykehus, ortopedisk",
    channel=Channel.E_MESSAGE,
    urgent=True,
)
NO: Final = Wish(
    ("stottekontakt",),
    "Jeg vil ha noen å gå tur med.",
    "Å ha noen å snakke med.",
    quantity="3",
    score=2,
    refuse=("stottekontakt",),
)
GPS: Final = Wish(("lokaliseringsteknologi",), "Far går seg vill.", "Å gå turen min alene.")

F = Far
STORIES: Final[tuple[Story, ...]] = (
    # people with a history
    Story("berit", NURSING, 400, F.STARTED),
    Story("berit", MEALS, 380, F.STARTED),
    Story("berit", ALARM, 2, F.RECEIVED),
    Story("ola", HELP, 300, F.STARTED),
    Story("ola", NURSING, 12, F.ASSESSING),
    Story("per", BOTH, 170, F.STARTED),  # granted for three months: runs without a valid vedtak
    Story("solveig", ALARM, 200, F.STARTED, evaluated=False),
    Story("solveig", NURSING, 16, F.COORDINATED),
    Story("harald", NURSING, 330, F.ENDED),
    Story("harald", HOME, 19, F.DRAFTED),
    # the morning's new ones
    Story("arne", NURSING, 1, F.RECEIVED),
    Story("gerd", HELP, 1, F.RECEIVED),
    Story("bjarne", STAY, 0, F.RECEIVED),
    Story("jonas", BPA, 3, F.RECEIVED),
    Story("marta", NURSING, 4, F.RECEIVED),
    Story("nora", RESPITE, 5, F.RECEIVED),
    Story("streng", NURSING, 6, F.RECEIVED),
    Story("unni", GPS, 2, F.RECEIVED),
    # being assessed
    Story("ingrid", NURSING, 14, F.ASSESSING),
    Story("fatima", HELP, 11, F.ASSESSING),
    Story("kumar", NURSING, 15, F.ASSESSED),
    Story("eva", BPA, 26, F.ASSESSING),
    Story("torunn", HELP, 16, F.ASSESSED),
    Story("magne", NURSING, 17, F.TRIAL),
    Story("aud", NURSING, 13, F.TRIAL),
    Story("leif", BOTH, 9, F.ASSESSING),
    Story("geir", SUPPORT, 18, F.ASSESSED),
    Story("mia", RESPITE, 20, F.ASSESSING),
    Story("rolf", HELP, 12, F.ASSESSING),
    # recommended, and with the coordinators
    Story("kirsten", NURSING, 17, F.RECOMMENDED),
    Story("yusuf", HELP, 18, F.RECOMMENDED),
    Story("asbjorn", NURSING, 16, F.RECOMMENDED),
    Story("hemmelig", NURSING, 19, F.RECOMMENDED),
    Story("else", BOTH, 18, F.COORDINATED),
    Story("finn", NURSING, 20, F.COORDINATED),
    Story("wenche", HELP, 13, F.RECOMMENDED, after="decline"),
    # to be decided
    Story("randi", NURSING, 19, F.TO_DECISION),
    Story("sverre", HOME, 20, F.TO_DECISION),
    Story("liv", SUPPORT, 18, F.TO_DECISION),
    Story("terje", BPA, 60, F.DRAFTED),
    Story("sigrid", NURSING, 17, F.DRAFTED),
    Story("hilde", NO, 20, F.APPROVAL),
    Story("knut", NURSING, 21, F.TO_DECISION, after="return"),
    # decided, ordered, running
    Story("ragnhild", HOME, 24, F.DECIDED),
    Story("odd", NURSING, 20, F.DECIDED),
    Story("aud", ALARM, 10, F.POSTED),
    Story("gerd", ALARM, 14, F.CONFIRMED),
    Story("kirsten", ALARM, 90, F.STARTED),
    Story("finn", MEALS, 75, F.STARTED),
    Story("else", ALARM, 120, F.STARTED),
    Story("arne", ALARM, 150, F.STARTED),
    Story("jonas", MIXED, 27, F.STARTED, apart=(F.ASSESSING,)),
    Story("mia", RESPITE, 210, F.STARTED),
    Story("rolf", NO, 80, F.CONFIRMED, after="complete"),
    Story("magne", MEALS, 16, F.DECIDED, after="refuse"),
    # ended before a decision, and waiting
    Story("bjarne", HELP, 70, F.ASSESSING, after="withdraw"),
    Story("sigrid", MEALS, 55, F.RECEIVED, after="answer"),
    Story("unni", HELP, 15, F.ASSESSING, after="hold"),
    Story("wenche", ALARM, 15, F.CONFIRMED),
)


class Town:
    """Lets the stories happen, each step at its own moment and none in the future."""

    def __init__(self, path: Path, deliveries: Deliveries, people: dict[str, str]) -> None:
        self.path = path
        self.deliveries = deliveries
        self.people = people

    def tell(self, story: Story, now: dt.datetime) -> None:
        """One story, from the telephone call to where it has come."""
        when = moments(story, now)
        first, *others = self.path.apply(self.people[story.person], story.wish, when(0))
        self.deliveries.post_what_waits(first, now)
        for case_id, far in ((first, story.far), *zip(others, story.apart, strict=False)):
            self._go(case_id, story, far, when)
        if story.after:
            getattr(self, f"_{story.after}")(first, when)
        for case_id in (first, *others):
            self._keep_up(case_id, story, now)
            self.deliveries.post_what_waits(case_id, now)
            if story.far >= Far.DECIDED:
                self.deliveries.arrive(case_id, now)

    def _keep_up(self, case_id: int, story: Story, now: dt.datetime) -> None:
        """What must be done in time is done: a reply within the month, an evaluation on its day."""
        if story.evaluated and story.far >= Far.STARTED:
            self.deliveries.evaluate(case_id, now)
        within = now - dt.timedelta(days=story.days_ago - REPLIES_AFTER)
        if within < now and self.path.is_undecided(case_id):
            at = office_time(within)
            self.path.reply(case_id, expected_on=localdate(now) + dt.timedelta(days=14), at=at)

    def _go(
        self, case_id: int, story: Story, far: Far, when: Callable[[float], dt.datetime]
    ) -> None:
        path, wish = self.path, story.wish
        steps: tuple[tuple[Far, float, Callable[[dt.datetime], object]], ...] = (
            (Far.ASSESSING, 0.1, lambda at: path.begin(case_id, at)),
            (Far.ASSESSED, 0.25, lambda at: path.assess(case_id, wish, at)),
            (Far.RECOMMENDED, 0.35, lambda at: path.recommend(case_id, wish, at)),
            (Far.COORDINATED, 0.45, lambda at: path.accept(case_id, at)),
            (Far.TO_DECISION, 0.5, lambda at: path.send_on(case_id, at)),
        )
        for stage, share, step in steps:
            if far >= stage:
                step(when(share))
        if far == Far.RECEIVED and story.days_ago % 2 == 0:
            path.take(case_id, when(0.5))
        if far == Far.ASSESSING:
            path.fill_in(case_id, wish, when(0.2))
        if far == Far.TRIAL:
            path.try_measure(case_id, when(0.6))
            self.deliveries.confirm(case_id, when(0.65))
            self.deliveries.start(case_id, when(0.7))
        if far >= Far.DRAFTED:
            self._decide(case_id, far, path.draft(case_id, wish, when(0.55)), when)

    def _decide(
        self, case_id: int, far: Far, version: int, when: Callable[[float], dt.datetime]
    ) -> None:
        if far == Far.APPROVAL:
            officer = self.path.crew("vedtak", when(0.6))
            deciding.submit_decision(case_id, version=version, actor=officer, at=when(0.6))
        # What has just been decided was decided in these days, what runs was decided long ago.
        decided, posted, confirmed = (
            (0.95, 0.98, 1)
            if far <= Far.POSTED
            else (0.8, 0.85, 0.95)
            if far == Far.CONFIRMED
            else (0.6, 0.65, 0.7)
        )
        if far >= Far.DECIDED:
            self.path.decide(case_id, version, when(decided))
        if far >= Far.POSTED:
            self.deliveries.post(case_id, when(posted))
        if far >= Far.CONFIRMED:
            self.deliveries.confirm(case_id, when(confirmed))
        if far >= Far.STARTED:
            self.deliveries.start(case_id, when(0.75))
        if far >= Far.ENDED:
            self.deliveries.end(case_id, when(0.95))

    # What is not on the way

    def _decline(self, case_id: int, when: Callable[[float], dt.datetime]) -> None:
        self.deliveries.decline_handover(case_id, when(0.7))

    def _return(self, case_id: int, when: Callable[[float], dt.datetime]) -> None:
        deciding.return_recommendation(
            case_id,
            code="VIEW",
            reason="Personens syn på omfanget må komme fram.",
            actor=self.path.crew("vedtak", when(0.8)),
            at=when(0.8),
        )

    def _refuse(self, case_id: int, when: Callable[[float], dt.datetime]) -> None:
        self.deliveries.refuse(case_id, when(0.97))

    def _complete(self, case_id: int, when: Callable[[float], dt.datetime]) -> None:
        self.deliveries.complete(case_id, when(0.99))

    def _withdraw(self, case_id: int, when: Callable[[float], dt.datetime]) -> None:
        self._end(case_id, "WITHDRAWN", "Personen ringte og trakk søknaden.", when(0.5))

    def _answer(self, case_id: int, when: Callable[[float], dt.datetime]) -> None:
        self._end(case_id, "ANSWERED", "Veiledet om private leverandører av mat.", when(0.5))

    def _end(self, case_id: int, reason: str, note: str, at: dt.datetime) -> None:
        intake.end_case(
            case_id,
            reason=reason,
            told="Personen selv, på telefon",
            note=note,
            asked_by="Personen selv",
            asked_on=localdate(at),
            confirmed="På telefon, lest opp og bekreftet",
            actor=self.path.crew("saksbehandler", at),
            at=at,
        )

    def _hold(self, case_id: int, when: Callable[[float], dt.datetime]) -> None:
        at = when(0.9)
        cases.hold_case(
            case_id,
            until=localdate(when(1)) + dt.timedelta(days=6),
            reason="Personen er på sykehus. Vi ringer når hun er hjemme.",
            actor=self.path.crew(self.path.assessor(case_id), at),
            at=at,
        )


def moments(story: Story, now: dt.datetime) -> Callable[[float], dt.datetime]:
    """When a share of the story had passed: 0 is the telephone call, 1 is now.

    Long stories were decided in their first sixty days.
    """
    day = localdate(now) - dt.timedelta(days=story.days_ago)
    minutes = (story.days_ago * 37 + len(story.person) * 53) % DAYLONG
    call = make_aware(dt.datetime.combine(day, dt.time.min)) + dt.timedelta(minutes=minutes)
    start = min(call, now - dt.timedelta(minutes=90))
    length = min(now - start, dt.timedelta(days=60))

    def at(share: float) -> dt.datetime:
        return now if share >= 1 else min(now, office_time(start + length * share))

    return at


def office_time(at: dt.datetime) -> dt.datetime:
    """A moment somebody is at work, in the same order as the moments it is made of.

    The whole of a day is put between eight and three, a weekend in the hour and a half after.
    """
    local = localtime(at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    since = local - midnight
    if late := max(0, local.weekday() - FRIDAY):
        friday = midnight - dt.timedelta(days=late)
        weekend = since + dt.timedelta(days=late - 1)
        return friday + CLOSES + weekend * (EVENING / dt.timedelta(days=2))
    return midnight + OPENS + since * ((CLOSES - OPENS) / dt.timedelta(days=1))


def open_cases() -> int:
    """How many cases the town has."""
    return Case.objects.count()


def decisions() -> int:
    """How many decisions have been issued."""
    return Decision.objects.filter(issued_at__isnull=False).count()
