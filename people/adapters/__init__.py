"""The edges every door shares: bearer tokens, problem documents, versions, forms that refuse."""

from people.adapters.dated import dated_form, dated_list
from people.adapters.doors import (
    Day,
    Door,
    Json,
    Strict,
    attempt,
    expected_version,
    status_of,
    versioned,
)
from people.adapters.pages import carried_out, posted, renew, to_be_told, typed, who
from people.adapters.problems import BearerToken, MissingPrecondition, digest_of, problem
from people.adapters.sheets import SHEETS, Cell, Row, csv_of, sheet_of, xlsx_of

__all__ = [
    "SHEETS",
    "BearerToken",
    "Cell",
    "Day",
    "Door",
    "Json",
    "MissingPrecondition",
    "Row",
    "Strict",
    "attempt",
    "carried_out",
    "csv_of",
    "dated_form",
    "dated_list",
    "digest_of",
    "expected_version",
    "posted",
    "problem",
    "renew",
    "sheet_of",
    "status_of",
    "to_be_told",
    "typed",
    "versioned",
    "who",
    "xlsx_of",
]
