"""What notes ask of somebody: that what others have told is put before the person."""

from typing import Any

from django.db.models import QuerySet

from cases.queries import Scope, branch, entrusted
from records.kinds import PutBefore
from records.models import Note

TASK = "put_before_person"


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Information from others in open cases that the person has not heard."""
    told = Note.objects.filter(
        put_before=PutBefore.NOT_YET, case__ended_at=None, case__in=entrusted(scope.actor)
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
            due=None,
        )
    ]
