"""What the clock asks for: which deadlines to remind of, to pass on, or to start. Ids only."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from cases.stages import UNDECIDED
from deadlines.kinds import Kind
from deadlines.models import Deadline
from deadlines.queries.open import open_deadlines
from deadlines.queries.rules import rules_of
from notifications.letters import POSTED, LetterKind
from notifications.models import Letter
from notifications.queries import first_key, reference_in
from watch.queries import put_aside

AT_ONCE = 200  # of a kind, in one sweep; the next sweep takes the rest
STILL_MATTERS = dt.timedelta(days=90)  # a letter may come back long after it was posted

COMPLAINTS = (Kind.COMPLAINT_PBRL, Kind.COMPLAINT_FVL)
ANSWERS = (Kind.PRELIMINARY_ANSWER, Kind.DELAY_NOTICE)  # met by a preliminary reply that is posted


def ids_to_remind(municipality_id: int, *, on: dt.date) -> list[int]:
    """Open deadlines whose holder is to be told today that the day is near."""
    near = Q(pk__in=[])
    for row in rules_of(municipality_id).rows(on=on):
        if row.remind_days_before is not None:
            near |= Q(kind=row.kind, due_on__lte=on + dt.timedelta(days=row.remind_days_before))
    near_ones = open_deadlines().filter(near, reminded_at=None, paused_on=None)
    return _ids(near_ones, municipality_id, to="remind")


def ids_to_escalate(municipality_id: int, *, at: dt.datetime, on: dt.date) -> list[int]:
    """Open deadlines whose leader is to be told that the day, or the moment, has passed."""
    over = Q(pk__in=[])
    for row in rules_of(municipality_id).rows(on=on):
        if row.escalate_days_after is not None:
            last = on - dt.timedelta(days=row.escalate_days_after)
            day = Q(due_at=None, due_on__lt=on, due_on__lte=last)
            moment = Q(due_at__lte=at - dt.timedelta(days=row.escalate_days_after))
            over |= Q(kind=row.kind) & (day | moment)
    late = open_deadlines().filter(over, escalated_at=None, paused_on=None)
    return _ids(late, municipality_id, to="escalate")


def arrival(deadline: Deadline) -> tuple[dt.date | None, bool] | None:
    """The day the party's letter arrived, and whether that is assumed; None if there is no letter.

    A letter sent anew has the first one's key with a plus; the one nothing replaces counts.
    """
    if deadline.case_id is None:
        return None
    letters = _letters(deadline.case_id, deadline.key)
    return letters.values_list("reached_on", "reached_assumed").first()


def ids_of_complaints_to_follow(municipality_id: int, *, on: dt.date) -> list[int]:
    """Complaint deadlines that say something else than the party's letter does."""
    letters = _letters(OuterRef("case"), OuterRef("key"))
    complaints = Deadline.objects.filter(
        Exists(letters), kind__in=COMPLAINTS, met_at=None, cancelled_at=None
    ).annotate(reached_on=Subquery(letters.values("reached_on")[:1]))
    waiting = Q(provisional=True, reached_on__isnull=False)
    wrong = Q(provisional=False, due_on__gte=on - STILL_MATTERS) & (
        Q(reached_on=None) | ~Q(reached_on=F("starts_on"))
    )
    return _ids(complaints.filter(waiting | wrong), municipality_id, to="follow_letter")


def answer_posted(deadline: Deadline) -> tuple[str, dt.date] | None:
    """The preliminary reply that meets a deadline: its key, and the day it was posted.

    None while none is posted, and when the one that was has come back.
    """
    if deadline.case_id is None or deadline.kind not in ANSWERS:
        return None
    own = _replies(deadline.case_id, deadline.key).order_by("posted_on", "pk").first()
    first = own or _replies_called(deadline.municipality_id, Value(deadline.met_letter)).first()
    if first is None or first.posted_on is None:
        return None
    return first.key.rstrip("+"), first.posted_on


def ids_of_answers_to_follow(municipality_id: int, *, on: dt.date) -> list[int]:
    """Deadlines that a preliminary reply has met by being posted, or meets no more.

    Of undecided cases only: once it is decided, nobody waits for a preliminary reply.
    """
    posted = Exists(_replies(OuterRef("case"), OuterRef("key")))
    same = Exists(_replies_called(municipality_id, OuterRef("met_letter")))
    answers = Deadline.objects.filter(
        kind__in=ANSWERS, cancelled_at=None, case__stage__in=UNDECIDED
    )
    met = answers.filter(posted, met_at=None)
    unmet = answers.filter(~posted, ~same, ~Q(met_letter=""), due_on__gte=on - STILL_MATTERS)
    return [pk for found in (met, unmet) for pk in _ids(found, municipality_id, to="follow_answer")]


def _letters(case: OuterRef | int, key: OuterRef | str) -> QuerySet[Letter]:
    return Letter.objects.annotate(first_key=first_key()).filter(
        case=case, first_key=key, replaced_by=None
    )


def _replies(case: OuterRef | int, key: OuterRef | str) -> QuerySet[Letter]:
    """Posted preliminary replies to a case's party that came after what `key` promised.

    The party's letter is `reply:<reference>:<number>`. A promised day has the key of the letter
    that promised it; the month has the key "case", and every reply sorts after that.
    """
    to_party = Q(first_key__regex=r"^reply:[^:]+:[0-9]+$", first_key__gt=key)
    return _posted_replies(Q(case=case), to_party)


def _replies_called(municipality_id: int, key: OuterRef | Value) -> QuerySet[Letter]:
    """The posted reply with that key; also another case's, from which this one was split."""
    its_case = Q(case__municipality=municipality_id, case__reference=reference_in(key))
    return _posted_replies(its_case, Q(first_key=key))


def _posted_replies(*those: Q) -> QuerySet[Letter]:
    return Letter.objects.annotate(first_key=first_key()).filter(
        *those, kind=LetterKind.PRELIMINARY_REPLY, state__in=POSTED, replaced_by=None
    )


def _ids(found: QuerySet[Deadline], municipality_id: int, *, to: str) -> list[int]:
    ours = found.filter(~put_aside(to), municipality_id=municipality_id)
    return list(ours.order_by("due_on", "pk").values_list("pk", flat=True)[:AT_ONCE])
