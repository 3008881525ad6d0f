"""Reads of the rights of the registered."""

from typing import Any

from django.db.models import QuerySet

from cases.queries import Scope
from privacy.kinds import TASKS
from privacy.queries.claims import (
    ClaimRow,
    claim_row,
    claim_tasks,
    claimant_id,
    find_claim,
    privacy_page,
)
from privacy.queries.due import ClaimDue, claims_due
from privacy.queries.everything import Everything, Paper, columns_of, everything, ways
from privacy.queries.merging import (
    are_relatives,
    counts_of,
    find_merge,
    have_two_numbers,
    lock_two,
    merge_page,
    merge_tasks,
    merges_of,
    merges_shut,
    numbers_of,
    other_half,
    side_by_side,
    stands,
)
from privacy.queries.reach import (
    is_history,
    person_keys,
    rows_by,
    rows_in,
    ways_to_a_person,
)
from privacy.queries.retention import DueRow, dry_run, due_rows

__all__ = [
    "ClaimDue",
    "ClaimRow",
    "DueRow",
    "Everything",
    "Paper",
    "are_relatives",
    "claim_row",
    "claimant_id",
    "claims_due",
    "columns_of",
    "counts_of",
    "dry_run",
    "due_rows",
    "everything",
    "find_claim",
    "find_merge",
    "have_two_numbers",
    "is_history",
    "lock_two",
    "merge_page",
    "merges_of",
    "merges_shut",
    "numbers_of",
    "other_half",
    "person_keys",
    "privacy_page",
    "rows_by",
    "rows_in",
    "side_by_side",
    "stands",
    "task_labels",
    "tasks_for",
    "ways",
    "ways_to_a_person",
]


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """What waits for an answer: proposals, breaches and claims."""
    return [*merge_tasks(scope), *claim_tasks(scope)]


def task_labels() -> dict[str, str]:
    """What the inbox calls the tasks."""
    return {kind.value: label for kind, (label, _url, _events) in TASKS.items()}
