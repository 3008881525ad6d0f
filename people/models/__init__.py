"""People, units and staff of a municipality, and who may see whom."""

from people.models.access import IdempotentResult, PersonAccess, Stop
from people.models.departure import Consent, Departure
from people.models.relations import Relation
from people.models.residents import (
    IdentityNumber,
    MayBeTold,
    Relative,
    Representative,
    Resident,
)
from people.models.saved import SavedView
from people.models.sessions import Session
from people.models.staff import (
    Absence,
    Account,
    Revoked,
    RoleGrant,
    SignInFailure,
    StaffMember,
    Token,
)
from people.models.takeover import SourceSystem, TakenOver
from people.models.units import (
    Municipality,
    Unit,
    UnitIntakeRule,
    UnitKind,
    UnitName,
    UnitService,
    UnitSuccession,
)

__all__ = [
    "Absence",
    "Account",
    "Consent",
    "Departure",
    "IdempotentResult",
    "IdentityNumber",
    "MayBeTold",
    "Municipality",
    "PersonAccess",
    "Relation",
    "Relative",
    "Representative",
    "Resident",
    "Revoked",
    "RoleGrant",
    "SavedView",
    "Session",
    "SignInFailure",
    "SourceSystem",
    "StaffMember",
    "Stop",
    "TakenOver",
    "Token",
    "Unit",
    "UnitIntakeRule",
    "UnitKind",
    "UnitName",
    "UnitService",
    "UnitSuccession",
]
