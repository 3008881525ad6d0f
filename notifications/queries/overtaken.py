"""Letters that say too little by now: the answer has come, or the case is past what they say."""

from collections.abc import Sequence

from cases.models import Case
from cases.stages import UNDECIDED
from notifications.letters import ASKING, LetterKind, StopReason
from notifications.models import Letter


def overtaken(letters: Sequence[Letter]) -> dict[int, StopReason]:
    """Why those that ask for patience, or for something, are not to be sent any more, by letter
    id; the others are not in it. With their cases read, a query for each step a case went up.

    What is asked for in a case that went up in another, is asked for in that one.
    """
    found: dict[int, StopReason] = {}
    cases: dict[int, Case] = {}
    for one in letters:
        if one.kind in ASKING and one.settled_at is not None:
            found[one.pk] = StopReason.ANSWERED  # as `need_no_more` notes of what left the queue
        elif one.case is not None and one.kind in {*ASKING, LetterKind.PRELIMINARY_REPLY}:
            cases[one.pk] = one.case
    rising = {one.pk for one in letters if one.kind in ASKING and one.pk in cases}
    while rising := {pk for pk in rising if cases[pk].merged_into_id}:
        above = Case.objects.in_bulk({cases[pk].merged_into_id for pk in rising})
        rising = {pk for pk in rising if cases[pk].merged_into_id in above}
        cases |= {pk: above[cases[pk].merged_into_id] for pk in rising}
    for pk, case in cases.items():
        if case.ended_at is not None:
            found[pk] = StopReason.CASE_ENDED
        elif case.stage not in UNDECIDED:
            found[pk] = StopReason.DECIDED
    return found
