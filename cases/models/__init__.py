"""The case, its services, who is responsible, who may open it, policy and drafts."""

from cases.models.case import Case, CaseCounter, CaseService, ExtentFields, Responsibility
from cases.models.support import CaseAccess, Draft, PolicyRow, RoutingRow

__all__ = [
    "Case",
    "CaseAccess",
    "CaseCounter",
    "CaseService",
    "Draft",
    "ExtentFields",
    "PolicyRow",
    "Responsibility",
    "RoutingRow",
]
