"""Reads of cases: scope and lock for actions, heads and history for pages, policy."""

from cases.queries.colleagues import Colleague, colleagues, colleagues_of, team_of, works_in
from cases.queries.drafts import (
    about,
    case_of_draft,
    person_of_draft,
    tell_case_of,
    writing_now,
)
from cases.queries.impartiality import (
    DisqualifiedRow,
    disqualified,
    disqualified_ids,
    must_be_impartial,
    must_receive_impartially,
    names_of_disqualified,
)
from cases.queries.merging import in_the_way_of_merging, tell_in_the_way
from cases.queries.needs import still_needs, tell_still_needs
from cases.queries.pages import (
    CaseHead,
    DraftRow,
    EventRow,
    case_head,
    draft,
    heads,
    reader_language,
    service_names,
    staff_names,
    timeline,
    unit_names,
)
from cases.queries.persons import (
    PersonHead,
    RelativeRow,
    RepresentativeRow,
    person_head,
    person_heads,
)
from cases.queries.policy import (
    intake_rules,
    office,
    policy_for,
    queue_owner_of,
    track_for,
    unit_by,
    unit_for,
)
from cases.queries.scope import (
    access_in_force,
    entrusted,
    find,
    lock,
    lock_person,
    may_open_person,
    reference_of,
    visible,
)
from cases.queries.setup import policies, service_choices, unit_services
from cases.queries.sharing import SharedRow, shared_with
from cases.queries.tasks import COLUMNS, Scope, branch
from cases.queries.undecided import given_undecided, tell_undecided
from cases.queries.whereabouts import may_know_where

__all__ = [
    "COLUMNS",
    "CaseHead",
    "Colleague",
    "DisqualifiedRow",
    "DraftRow",
    "EventRow",
    "PersonHead",
    "RelativeRow",
    "RepresentativeRow",
    "Scope",
    "SharedRow",
    "about",
    "access_in_force",
    "branch",
    "case_head",
    "case_of_draft",
    "colleagues",
    "colleagues_of",
    "disqualified",
    "disqualified_ids",
    "draft",
    "entrusted",
    "find",
    "given_undecided",
    "heads",
    "in_the_way_of_merging",
    "intake_rules",
    "lock",
    "lock_person",
    "may_know_where",
    "may_open_person",
    "must_be_impartial",
    "must_receive_impartially",
    "names_of_disqualified",
    "office",
    "person_head",
    "person_heads",
    "person_of_draft",
    "policies",
    "policy_for",
    "queue_owner_of",
    "reader_language",
    "reference_of",
    "service_choices",
    "service_names",
    "shared_with",
    "staff_names",
    "still_needs",
    "team_of",
    "tell_case_of",
    "tell_in_the_way",
    "tell_still_needs",
    "tell_undecided",
    "timeline",
    "track_for",
    "unit_by",
    "unit_for",
    "unit_names",
    "unit_services",
    "visible",
    "works_in",
    "writing_now",
]
