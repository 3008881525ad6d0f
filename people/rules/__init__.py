"""Rules about people: numbers, what is told of somebody, and moving out."""

from people.rules.dated import end_objections
from people.rules.given import (
    DAYS,
    EARLIEST_BIRTH,
    LONGEST,
    PersonGiven,
    birth_objections,
    newcomer_objections,
    text_objections,
    unwritable,
)
from people.rules.moving import (
    Handing,
    Moving,
    handing_objections,
    moving_objections,
    reason_objections,
)
from people.rules.numbers import (
    NEW_CONTROL_FROM,
    IdentityNumber,
    NumberKind,
    age_on,
    employee_number,
    list_name,
    parse_identity_number,
    proposed_birth_date,
    spaced,
    synthetic_number,
)
from people.rules.rights import longest_to, months_after, period_objections, review_begins

__all__ = [
    "DAYS",
    "EARLIEST_BIRTH",
    "LONGEST",
    "NEW_CONTROL_FROM",
    "Handing",
    "IdentityNumber",
    "Moving",
    "NumberKind",
    "PersonGiven",
    "age_on",
    "birth_objections",
    "employee_number",
    "end_objections",
    "handing_objections",
    "list_name",
    "longest_to",
    "months_after",
    "moving_objections",
    "newcomer_objections",
    "parse_identity_number",
    "period_objections",
    "proposed_birth_date",
    "reason_objections",
    "review_begins",
    "spaced",
    "synthetic_number",
    "text_objections",
    "unwritable",
]
