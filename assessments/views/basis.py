"""«Grunnlag»: what a recommendation builds on, read beside it and quoted from."""

from typing import Any

from assessments import queries
from assessments.views.answers import score_table
from assessments.views.shared import Visit
from intake.queries import application_of


def basis_of(visit: Visit) -> dict[str, Any]:
    """The completed kartlegging (or the open one), trials, and the application; in the reading."""
    case_id = visit.case.id
    found = queries.relied_on(case_id, on=visit.on) or queries.latest(case_id, on=visit.on)
    table = score_table(found) if found else []
    tried = queries.trials(case_id, on=visit.on)
    return {
        "basis": found,
        "scores": table,
        "changed_scores": sum(
            bool(row["change"]) and row["value"] != row["before"] for row in table
        ),
        "trials": tried,
        "application": application_of(case_id),
        "policy": queries.policy_of(case_id, on=visit.on),
    }
