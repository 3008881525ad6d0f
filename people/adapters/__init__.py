"""The edges every door shares: bearer tokens, problem documents, versions, forms that refuse."""

from people.adapters.dated import dated_form, dated_list
from people.adapters.doors import Day, Door, Strict, attempt, expected_version, status_of, versioned
from people.adapters.pages import carried_out, posted, renew, to_be_told, who
from people.adapters.problems import BearerToken, MissingPrecondition, digest_of, problem

__all__ = [
    "BearerToken",
    "Day",
    "Door",
    "MissingPrecondition",
    "Strict",
    "attempt",
    "carried_out",
    "dated_form",
    "dated_list",
    "digest_of",
    "expected_version",
    "posted",
    "problem",
    "renew",
    "status_of",
    "to_be_told",
    "versioned",
    "who",
]
