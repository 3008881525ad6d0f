"""The case, its services, who is responsible, who may open it or not touch it, policy, drafts."""

from cases.models.case import Case, CaseCounter, CaseService, ExtentFields, Responsibility
from cases.models.impartiality import Disqualification
from cases.models.support import CaseAccess, Draft, PolicyRow, RoutingRow

__all__ = [
    "Case",
    "CaseAccess",
    "CaseCounter",
    "CaseService",
    "Disqualification",
    "Draft",
    "ExtentFields",
    "PolicyRow",
    "Responsibility",
    "RoutingRow",
]
