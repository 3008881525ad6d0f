"""What notes ask of somebody: that what others have told is put before the person."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.queries import Scope, branch
from deadlines.kinds import Kind
from deadlines.queries import open_deadlines
from records.kinds import PutBefore
from records.models import Note

TASK = "put_before_person"


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Information from others in open cases that the person has not heard.

    Due when the case is to be decided, which it must not be before (fvl § 17); where no such day
    is ahead, the day it was told.
    """
    decided_by = open_deadlines().filter(case=OuterRef("case"), kind=Kind.TARGET_DECISION)
    told = Note.objects.filter(
        put_before=PutBefore.NOT_YET, case__ended_at=None, case__in=scope.entrusted()
    )
    return [
        branch(
            told,
            kind=TASK,
            key="public_id",
            case="case_id",
            person="person_id",
            unit="case__unit_id",
            holder="case__responsible_id",
            due=Coalesce(
                Subquery(decided_by.order_by("due_on", "pk").values("due_on")[:1]), F("occurred_on")
            ),
        )
    ]
