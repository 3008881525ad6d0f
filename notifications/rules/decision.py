"""Builds the letter of a decision (vedtak).

Order: the answer as headline, what one gets, why, what it builds on, goal, cost, how to
complain, further rights, whom to ask, the rules. Content: forvaltningsloven §§ 24, 25 and 27.
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import groupby

from notifications.legal import Law
from notifications.letters import Language, LetterKind
from notifications.rules.content import (
    Block,
    Bullets,
    LetterContent,
    Paragraph,
    Quote,
    Section,
    Subheading,
    Table,
)
from notifications.rules.frame import contact, framed, rules_used
from notifications.rules.inputs import (
    ComplaintRoute,
    DecisionLetter,
    DecisionLine,
    Fee,
    Outcome,
)
from notifications.rules.language import (
    cited_all,
    in_force,
    in_sentence,
    kroner,
    long_date,
    services,
    several,
    short_date,
    spelled_out,
)
from notifications.words import PHRASES

GIVES = {Outcome.GRANTED, Outcome.PARTLY}
OMBUD = "pbrl"  # the ombud's field is the patients' and users' rights act
NAMED_IN_HEADLINE = 2


def build_decision(letter: DecisionLetter) -> LetterContent:
    """The letter that tells a decision. `letter.lines` is not empty."""
    language = letter.head.language
    words = PHRASES[language]
    lead = words.reassessed
    if letter.applied:
        lead = words.applied.format(
            date=long_date(letter.applied.received_on, language),
            services=services(letter.applied.services, language),
        )
    return framed(
        LetterKind.DECISION,
        letter.head,
        title=headline(letter.lines, language),
        lead=(lead, *_orally(letter)),
        sections=(
            _given(letter),
            _not_given(letter, Outcome.REFUSED),
            _not_given(letter, Outcome.DISMISSED),
            _next(letter),
            _why(letter),
            _built_on(letter),
            _goal(letter),
            _cost(letter),
            _complain(letter),
            _rights(letter),
            contact(letter.head),
            rules_used(language, _citations(letter)),
        ),
    )


def _orally(letter: DecisionLetter) -> Iterator[str]:
    """That help was given before this letter, when it was decided, and who was told."""
    language = letter.head.language
    words = PHRASES[language]
    for given in letter.orally:
        yield words.given_orally.format(date=long_date(given.on, language), clock=given.clock)
        if given.told and given.told_on is not None:
            sentence = words.you_told_orally if given.self_told else words.told_orally
            yield sentence.format(
                told=given.told, date=long_date(given.told_on, language), clock=given.told_clock
            )


def headline(lines: Sequence[DecisionLine], language: Language) -> str:
    """The main message in one line: what the person gets, or does not get."""
    words = PHRASES[language]
    gets = [line.service for line in lines if line.outcome in GIVES]
    lacks = [line.service for line in lines if line.outcome not in GIVES]
    partly = any(line.outcome is Outcome.PARTLY for line in lines)
    if all(line.outcome is Outcome.DISMISSED for line in lines):
        return words.dismisses.format(services=services(lacks, language))
    if len(gets) > NAMED_IN_HEADLINE or len(lacks) > NAMED_IN_HEADLINE:
        return _counted(gets, lacks, partly=partly, language=language)
    got, lacked = services(gets, language), services(lacks, language)
    if gets and lacks:
        return words.gets_and_not.format(gets=got, lacks=lacked)
    if not gets:
        return words.gets_not.format(services=lacked)
    return (words.gets_part if partly else words.gets).format(services=got)


def fee_sentence(fee: Fee, language: Language) -> str:
    """What a service costs; 0 kroner is said plainly."""
    words = PHRASES[language]
    if fee.share_of_income:
        return words.income_share
    if fee.ore == 0:
        return words.free
    return words.fee.format(amount=kroner(fee.ore), per=words.fee_units[fee.unit])


def _counted(gets: Sequence[str], lacks: Sequence[str], *, partly: bool, language: Language) -> str:
    words = PHRASES[language]
    if not gets:
        return words.gets_none
    if lacks or partly:
        return words.gets_some
    return words.gets_many.format(count=len(gets))


def _given(letter: DecisionLetter) -> Section | None:
    words = PHRASES[letter.head.language]
    lines = [line for line in letter.lines if line.outcome in GIVES]
    if not lines:
        return None
    rows = tuple(
        (
            line.service,
            line.extent,
            short_date(line.starts_on) if line.starts_on else "",
            short_date(line.ends_on) if line.ends_on else words.open_ended,
        )
        for line in lines
    )
    less = tuple(
        Paragraph(
            words.partly.format(applied=line.applied_extent, service=in_sentence(line.service))
        )
        for line in lines
        if line.outcome is Outcome.PARTLY and line.applied_extent
    )
    return Section(words.get_heading, (Table(words.get_columns, rows), *less, *_difference(letter)))


def _difference(letter: DecisionLetter) -> Iterator[Paragraph]:
    """What is otherwise than before, for what takes the place of an earlier decision."""
    words = PHRASES[letter.head.language]
    lines = [line for line in letter.lines if line.outcome in GIVES]
    for line in lines:
        if not line.before:
            continue
        same = line.before == line.extent
        text = (words.as_before if same else words.changed).format(
            now=line.extent, before=line.before
        )
        yield Paragraph(text if len(lines) == 1 else f"{line.service}: {text}")


def _not_given(letter: DecisionLetter, outcome: Outcome) -> Section | None:
    words = PHRASES[letter.head.language]
    lines = tuple(
        f"{line.service}: {line.applied_extent}" if line.applied_extent else line.service
        for line in letter.lines
        if line.outcome is outcome
    )
    if not lines:
        return None
    if outcome is Outcome.DISMISSED:
        return Section(words.dismissed_heading, (Bullets(lines), Paragraph(words.dismissed)))
    return Section(words.not_heading, (Bullets(lines),))


def _next(letter: DecisionLetter) -> Section | None:
    words = PHRASES[letter.head.language]
    told = [line for line in letter.lines if line.outcome in GIVES and line.provider]
    spoken = {
        _Start.ANEW: words.provider,
        _Start.CONTINUES: words.provider_continues,
        _Start.CHANGES: words.provider_changes,
        _Start.TAKES_OVER: words.provider_takes_over,
        _Start.ORDERED: words.provider_ordered,
    }
    by_provider = groupby(sorted(told, key=_who_gives), _who_gives)
    texts = tuple(
        spoken[start].format(
            provider=provider,
            service=services([line.service for line in lines], letter.head.language),
        )
        for (provider, start), lines in by_provider
    )
    return Section(words.next_heading, tuple(Paragraph(t) for t in texts)) if texts else None


class _Start(IntEnum):
    """How a service goes on from the letter, in the order it is said of one unit."""

    ANEW = 0
    ORDERED = 1  # the unit was told to begin before this letter
    CONTINUES = 2
    CHANGES = 3
    TAKES_OVER = 4  # another unit gives it until now


def _who_gives(line: DecisionLine) -> tuple[str, _Start]:
    return line.provider, _start_of(line)


def _start_of(line: DecisionLine) -> _Start:
    if line.ordered:
        return _Start.ORDERED
    if not line.given_by:
        return _Start.ANEW
    if line.given_by != line.provider:
        return _Start.TAKES_OVER
    return _Start.CONTINUES if line.before == line.extent else _Start.CHANGES


def _why(letter: DecisionLetter) -> Section:
    words = PHRASES[letter.head.language]
    blocks: list[Block] = [Paragraph(letter.considerations)] if letter.considerations else []
    for line in letter.lines:
        if line.reason:
            blocks += [Subheading(line.service), Paragraph(line.reason)]
    return Section(words.why_heading, tuple(blocks))


def _built_on(letter: DecisionLetter) -> Section:
    words = PHRASES[letter.head.language]
    blocks: list[Block] = [Paragraph(letter.facts)]
    if letter.own_view:
        blocks += [Paragraph(words.own_view), Quote(letter.own_view)]
    if letter.no_own_view_because:
        text = words.no_view_of_proposal if letter.own_view else words.no_own_view
        blocks.append(Paragraph(text.format(reason=letter.no_own_view_because)))
    return Section(words.built_heading, tuple(blocks))


def _goal(letter: DecisionLetter) -> Section | None:
    words = PHRASES[letter.head.language]
    texts = []
    if letter.goal:
        texts.append(words.goal.format(goal=letter.goal))
    if letter.evaluation_on:
        day = long_date(letter.evaluation_on, letter.head.language)
        texts.append(words.evaluation.format(date=day))
    return Section(words.goal_heading, tuple(Paragraph(t) for t in texts)) if texts else None


def _cost(letter: DecisionLetter) -> Section | None:
    language = letter.head.language
    words = PHRASES[language]
    fees = [
        words.fee_line.format(
            service=line.service,
            fee=line.fee_text or (fee_sentence(line.fee, language) if line.fee else ""),
        )
        for line in letter.lines
        if line.outcome in GIVES and (line.fee_text or line.fee is not None)
    ]
    conditions = [words.condition.format(condition=text) for text in letter.conditions]
    points = tuple(fees + conditions)
    return Section(words.fee_heading, (Bullets(points),)) if points else None


def _complain(letter: DecisionLetter) -> Section:
    language = letter.head.language
    words = PHRASES[language]
    by_route: dict[ComplaintRoute, list[str]] = {}
    for line in letter.lines:
        by_route.setdefault(line.route, []).append(line.service)
    blocks: list[Block] = []
    for route, named in by_route.items():
        if len(by_route) > 1:
            title = words.complain_for.format(services=services(named, language))
            blocks.append(Subheading(title))
        law = spelled_out(route.law, language)
        blocks.append(
            Paragraph(words.complain_route.format(body=route.body, weeks=route.weeks, law=law))
        )
    if len(by_route) > 1:
        blocks.append(Subheading(words.complain_all))
    address = ", ".join((letter.head.sender.municipality, *letter.head.sender.address))
    blocks.append(Paragraph(words.complain_how.format(address=address)))
    blocks.append(Paragraph(words.complain_then))
    help_texts = [words.complain_help]
    if any(route.law.startswith(OMBUD) for route in by_route):
        help_texts.append(words.complain_ombud)
    blocks.append(Paragraph(" ".join(help_texts)))
    return Section(words.complain_heading, tuple(blocks))


def _rights(letter: DecisionLetter) -> Section:
    words = PHRASES[letter.head.language]
    laws = cited_all(letter.head.on, letter.head.language)
    return Section(
        words.rights_heading, (Bullets(tuple(text.format(**laws) for text in words.rights)),)
    )


def _citations(letter: DecisionLetter) -> list[str]:
    own = several([rule for line in letter.lines for rule in line.rules])
    words = PHRASES[letter.head.language]
    return [*own, words.rules_grounds.format(law=in_force(Law.GROUNDS, letter.head.on))]
