"""Who may see whom: one ordered table, where the first rule that decides, decides.

Asked here for one; `cases.queries.held` asks the database the same for many, and a test holds the
two to each other. Sources: pasientjournalloven §§ 16, 19 and 22; the order is that of Nav's
tilgangsmaskin, but what is unknown or cannot be reached means no.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from audit.words import mark

Fact = bool | None  # None: unknown, or nobody answered
STRICT: Final = "STRICT"
CONFIDENTIAL: Final = "CONFIDENTIAL"


class Thing(StrEnum):
    """What is to be opened."""

    CASE = "CASE"
    PERSON = "PERSON"
    ORDER = "ORDER"  # what a performing unit sees of a case


class Rule(StrEnum):
    """The rules by name, in the order they are asked."""

    SYSTEM = "SYSTEM"
    ELSEWHERE = "ELSEWHERE"
    ONESELF = "ONESELF"
    FAMILY = "FAMILY"
    EX_PARTNER = "EX_PARTNER"
    GUARDIAN = "GUARDIAN"
    COLLEAGUE = "COLLEAGUE"
    STRICT = "STRICT"
    CONFIDENTIAL = "CONFIDENTIAL"
    BLOCKED = "BLOCKED"
    OWN = "OWN"
    UNIT = "UNIT"
    HAD = "HAD"
    WINDOW = "WINDOW"
    ASKED = "ASKED"
    ORDER = "ORDER"
    MEETING = "MEETING"
    EARLIER = "EARLIER"
    TELEPHONE = "TELEPHONE"
    REASONED = "REASONED"
    AUDITOR = "AUDITOR"
    NO_GROUND = "NO_GROUND"


# What somebody is to the person; the log says so of who tried.
RELATIONS: Final = frozenset({Rule.ONESELF, Rule.FAMILY, Rule.EX_PARTNER, Rule.GUARDIAN})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an actor, a person and a case. Nothing said is unknown.

    The grounds are those of the case asked about, or for a person of any of theirs.
    """

    thing: Thing = Thing.CASE
    system: Fact = None  # the clock and the post; nobody looks
    here: Fact = None  # the same municipality
    oneself: Fact = None
    family: Fact = None
    ex_partner: Fact = None
    guardian: Fact = None  # the actor is guardian (verge) of the person
    works_here: Fact = None  # the person is, or has been, staff
    protection: str | None = None  # NONE, CONFIDENTIAL (kode 7), STRICT (kode 6); None: unknown
    blocked: Fact = None  # sperret by the person
    own: Fact = None  # given in one's own name
    leads: Fact = None  # leads a unit that has it, or is offered it: the leader gives it on
    unit: Fact = None  # one's unit has it, or had it when it ended
    had: Fact = None  # one's unit has given it on, and its time is not out
    window: Fact = None  # offered to one's unit (overlevering)
    asked: Fact = None  # asked to give help now
    order: Fact = None  # one's unit has an order
    meeting: Fact = None  # at the table with it today
    earlier: Fact = None  # one's unit answers for another, open case of the person
    telephone: Fact = None  # the role receives enquiries
    reasoned: Fact = None  # a reason is given, and its time is not out
    auditor: Fact = None
    works: Fact = None  # the role opens cases or finds persons at all


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether, by which rule, in words; and whether one may give a reason and look all the same."""

    allowed: bool
    rule: Rule
    sentence: str
    can_be_reasoned: bool = False
    emergency_only: bool = False  # danger to life or health is the only reason that opens it

    @property
    def secret(self) -> bool:
        """Whether not even that there is such a thing may be told."""
        return not self.allowed and not self.can_be_reasoned and self.rule is not Rule.NO_GROUND


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: when it holds, and what it says.

    A stop holds also where it is unknown whether it does; a ground only where it is known.
    `acts`: a ground to act, not only to read. `takes`: to take the case out of the system too.
    """

    rule: Rule
    when: Callable[[Facts], Fact]
    sentence: str
    lets_in: bool = False
    acts: bool = False
    takes: bool = False
    of: frozenset[Thing] = frozenset({Thing.CASE, Thing.PERSON})
    acts_when: Callable[[Facts], Fact] = lambda facts: True  # of a ground to act: only where known


def _unless(stop: Fact, *grounds: Fact) -> Fact:
    """What `stop` says, except where one of the grounds is known to hold."""
    return False if any(ground is True for ground in grounds) else stop


def _protected(facts: Facts, code: str) -> Fact:
    return None if facts.protection is None else facts.protection == code


def _named(facts: Facts) -> tuple[Fact, ...]:
    return facts.own, facts.leads, facts.asked


def _blocked_unless(facts: Facts) -> Fact:
    """What a block says: a reason opens the person, given in an emergency; never a case."""
    reasoned = facts.reasoned if facts.thing is Thing.PERSON else False
    return _unless(facts.blocked, *_written(facts), reasoned)


def _written(facts: Facts) -> tuple[Fact, ...]:
    answers = facts.telephone if facts.thing is Thing.PERSON else False
    return *_named(facts), facts.unit, facts.had, facts.window, facts.auditor, answers


_ALL: Final = frozenset(Thing)
stops, shows, opens = (
    Row,
    partial(Row, lets_in=True),
    partial(Row, lets_in=True, acts=True, takes=True),
)

TABLE: Final[tuple[Row, ...]] = (
    opens(
        Rule.SYSTEM,
        lambda f: f.system,
        mark("Systemet gjør det klokka og posten skal gjøre. Ingen ser på."),
        of=_ALL,
    ),
    # Stops: nothing below opens what one of these has closed.
    stops(
        Rule.ELSEWHERE,
        lambda f: None if f.here is None else not f.here,
        mark("Personen hører til en annen kommune."),
        of=_ALL,
    ),
    stops(Rule.ONESELF, lambda f: f.oneself, mark("Det gjelder deg selv."), of=_ALL),
    stops(Rule.FAMILY, lambda f: f.family, mark("Det gjelder noen i familien din."), of=_ALL),
    stops(
        Rule.EX_PARTNER, lambda f: f.ex_partner, mark("Det gjelder en tidligere partner."), of=_ALL
    ),
    stops(Rule.GUARDIAN, lambda f: f.guardian, mark("Du er verge for personen."), of=_ALL),
    stops(
        Rule.COLLEAGUE,
        lambda f: _unless(f.works_here, *_named(f)),
        mark("Personen arbeider i kommunen. Bare den lederen gir saken, ser den."),
    ),
    stops(
        Rule.STRICT,
        lambda f: _unless(_protected(f, STRICT), *_named(f)),
        mark("Personen har strengt fortrolig adresse. Bare den lederen gir saken, ser den."),
    ),
    stops(
        Rule.CONFIDENTIAL,
        lambda f: _unless(_protected(f, CONFIDENTIAL), *_written(f)),
        mark("Personen har fortrolig adresse. Bare de som arbeider med saken, ser den."),
    ),
    stops(
        Rule.BLOCKED,
        _blocked_unless,
        mark("Opplysninger er sperret av personen. Bare de som arbeider med saken, ser den."),
    ),
    # Grounds.
    opens(Rule.OWN, lambda f: f.own, mark("Du har tilgang i eget navn.")),
    opens(Rule.UNIT, lambda f: f.unit, mark("Enheten din arbeider med det, eller har gjort det.")),
    opens(
        Rule.HAD,
        lambda f: f.had,
        mark("Enheten din hadde saken før. Tilgangen slutter av seg selv."),
    ),
    opens(
        Rule.WINDOW,
        lambda f: f.window,
        mark("Saken er tilbudt enheten din, som ser på den før den svarer."),
    ),
    opens(Rule.ASKED, lambda f: f.asked, mark("Du er bedt om å gi hjelp nå.")),
    opens(
        Rule.ORDER,
        lambda f: f.order,
        mark("Enheten din har en bestilling. Den ser bestillingen, ikke saken."),
        of=frozenset({Thing.ORDER}),
    ),
    shows(
        Rule.MEETING,
        lambda f: f.meeting,
        mark("Saken er på tildelingsmøte i dag, og du sitter ved bordet."),
    ),
    shows(
        Rule.EARLIER,
        lambda f: f.earlier,
        mark("Enheten din har en åpen sak for personen, og kan lese sakene før den."),
    ),
    opens(
        Rule.TELEPHONE,
        lambda f: f.telephone,
        mark("Du tar imot henvendelser, og svarer den som ringer."),
        of=frozenset({Thing.PERSON}),
        # Of who has blocked it, whoever answers sees the name alone, and writes nothing there.
        acts_when=lambda f: None if f.blocked is None else not f.blocked,
    ),
    shows(
        Rule.REASONED,
        lambda f: f.reasoned,
        mark("Du har begrunnet innsynet. Det er tidsbegrenset, og blir kontrollert."),
    ),
    shows(Rule.AUDITOR, lambda f: f.auditor, mark("Du kontrollerer sakene."), takes=True),
)

NO_GROUND: Final = mark("Du har ikke saken, og enheten din har den heller ikke.")
UNKNOWN: Final = mark("Vi får ikke svar på om du kan se dette. Da åpnes det ikke. Prøv igjen.")


def decide(facts: Facts, *, acting: bool = False, taking: bool = False) -> Verdict:
    """The verdict of the first rule that decides; `acting`: for who would act, not only read;
    `taking`: for who would take it out of the system.
    """
    for row in TABLE:
        if facts.thing not in row.of:
            continue
        holds = row.when(facts)
        if not row.lets_in and holds is not False:
            words = row.sentence if holds else UNKNOWN
            urgent = holds is True and row.rule is Rule.BLOCKED and facts.thing is Thing.PERSON
            open_to_reason = urgent and facts.works is True
            return Verdict(
                allowed=False,
                rule=row.rule,
                sentence=words,
                can_be_reasoned=open_to_reason,
                emergency_only=open_to_reason,
            )
        acts = row.acts and row.acts_when(facts) is True
        enough = (acts or not acting) and (row.takes or not taking)
        if row.lets_in and holds is True and enough:
            return Verdict(allowed=True, rule=row.rule, sentence=row.sentence)
    return Verdict(
        allowed=False,
        rule=Rule.NO_GROUND,
        sentence=NO_GROUND,
        can_be_reasoned=facts.works is True,
    )
