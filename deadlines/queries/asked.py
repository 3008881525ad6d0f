"""The time a party has to answer: what may be chosen, and what the letter that asks says of it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from audit.words import mark
from cases.models import Case
from cases.queries import with_merged
from deadlines.kinds import ASKED, Act, Kind
from deadlines.models import Deadline, LedgerEntry
from deadlines.queries.rules import rules_of
from deadlines.rules import Hearing, due_on, earliest_choice, latest_choice
from notifications.letters import OVERTAKEN, POSTED, LetterState
from notifications.models import Letter
from notifications.queries import of_key, reference_in
from watch.queries import put_aside

ANSWERED = mark("Svar mottatt")  # why a deadline is met, when who was asked has answered
AT_ONCE = 200  # in one sweep; the next sweep takes the rest
STILL_MATTERS = dt.timedelta(days=90)  # a letter may come back long after it was posted
NOT_SENT = (LetterState.STOPPED, LetterState.RETURNED, LetterState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class AnswerDays:
    """Which day to answer is proposed in a letter, and the first and last that may be chosen."""

    proposed: dt.date
    earliest: dt.date
    latest: dt.date


@dataclass(frozen=True, slots=True)
class AskingLetter:
    """Where the letter stands: the day it was sent, and whether nobody sends it any more."""

    sent_on: dt.date | None
    dropped: bool


def answer_days(municipality_id: int, kind: Kind, *, sent_on: dt.date, on: dt.date) -> AnswerDays:
    """By the kind's rule on a day, for a letter that is sent on `sent_on`."""
    row = rules_of(municipality_id).row(kind, on=on)
    return AnswerDays(
        due_on(row.term, sent_on), earliest_choice(row, sent_on), latest_choice(row, sent_on)
    )


def hearing_in(case_id: int, *, on: dt.date) -> Hearing | None:
    """What came of the advance notice in a case, or in those that went up in it; None without one.

    Of several, one that is not heard out, and before all one that is not sent. What somebody ticks
    off takes none of the party's time away: they have answered, or their day is over.
    """
    here = with_merged(Case.objects.get(pk=case_id))
    answered = LedgerEntry.objects.filter(deadline=OuterRef("pk"), act=Act.MET, reason=ANSWERED)
    notices = Deadline.objects.filter(
        case__in=here, kind=Kind.ADVANCE_NOTICE, cancelled_at=None
    ).annotate(answered=Exists(answered))
    found = [
        Hearing(
            until=one.due_on,
            heard=one.answered or (one.due_on is not None and one.due_on < on),
        )
        for one in notices
    ]
    return min(
        found, key=lambda one: (one.heard, one.until is not None, one.until or on), default=None
    )


def day_in_letter(deadline: Deadline) -> dt.date | None:
    """The day the officer chose and the letter names, by the deadline's own ledger."""
    first = deadline.ledger.filter(act__in=[Act.EXPECTED, Act.OPENED]).order_by("pk").first()
    if first is None:
        return None
    day = first.basis.get("set_on") or first.basis.get("due_on")
    return dt.date.fromisoformat(day) if day else None


def asking_letter(deadline: Deadline) -> AskingLetter | None:
    """The letter a deadline waits for the answer to, as it stands; None if there is none.

    It may have gone to several: the first that is sent starts the time, whoever it is to, and it is
    dropped when nobody gets one any more.
    """
    letters = _letters(deadline.municipality_id, Value(deadline.key))
    if not letters.exists():
        return None
    return AskingLetter(
        sent_on=_sent(letters).values_list("posted_on", flat=True).first(),
        dropped=not letters.exclude(_dropped()).exists(),
    )


def ids_of_asking_to_follow(municipality_id: int, *, on: dt.date) -> list[int]:
    """Deadlines that say something else than the letter that asks does."""
    letters = _letters(municipality_id, OuterRef("key"))
    asked = Deadline.objects.filter(
        ~put_aside("follow_asking"),
        municipality_id=municipality_id,
        kind__in=ASKED,
        met_at=None,
        cancelled_at=None,
        case__ended_at=None,
    ).annotate(
        sent_on=Subquery(_sent(letters).values("posted_on")[:1]),
        dropped=Exists(letters) & ~Exists(letters.exclude(_dropped())),
    )
    waiting = Q(provisional=True, sent_on__isnull=False)
    wrong = Q(provisional=False, due_on__gte=on - STILL_MATTERS) & (
        Q(sent_on=None) | ~Q(sent_on=F("starts_on"))
    )
    found = asked.filter(waiting | wrong | Q(dropped=True))
    return list(found.order_by("due_on", "pk").values_list("pk", flat=True)[:AT_ONCE])


def _letters(municipality_id: int, key: OuterRef | Value) -> QuerySet[Letter]:
    """The letter with that key (`asking:<reference>:<number>`), or the one sent in its place; and
    the same to whoever else gets the person's letters (`<key>:2` and on: intake.send_to_all).

    It is of the case the key names, which may have gone up in the one that waits for the answer.
    """
    return of_key(key).filter(
        case__municipality=municipality_id,
        case__reference=reference_in(key),
        replaced_by=None,
    )


def _sent(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    return letters.filter(state__in=POSTED).order_by("posted_on", "pk")


def _dropped() -> Q:
    settled = Q(settled_at__isnull=False, state__in=NOT_SENT)
    return settled | Q(state=LetterState.STOPPED, stop_reason__in=OVERTAKEN)
