"""Reads of the auditor's room: samples and their cases, what leaders are told, what was taken."""

from inspection.queries.extracts import ExtractRow, extracts
from inspection.queries.population import Candidate, population_of, unit_named
from inspection.queries.samples import (
    FindingRow,
    InspectedRow,
    SampleRow,
    SampleSummary,
    case_of_draft,
    find_inspected,
    find_sample,
    inspected,
    sample,
    samples,
)
from inspection.queries.told import ToldRow, find_told, task_labels, tasks_for, told

__all__ = [
    "Candidate",
    "ExtractRow",
    "FindingRow",
    "InspectedRow",
    "SampleRow",
    "SampleSummary",
    "ToldRow",
    "case_of_draft",
    "extracts",
    "find_inspected",
    "find_sample",
    "find_told",
    "inspected",
    "population_of",
    "sample",
    "samples",
    "task_labels",
    "tasks_for",
    "told",
    "unit_named",
]
