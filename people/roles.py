"""Who may do what: the table of roles (tilgangsroller) and permissions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class Permission(StrEnum):
    """One thing a role may do."""

    REGISTER_APPLICATION = "register_application"  # søknad, melding, henvendelse
    FIND_PERSON = "find_person"  # search, and open the telephone page
    EDIT_PERSON = "edit_person"
    OPEN_CASE = "open_case"  # read a case one has access to
    WORK_CASE = "work_case"  # hold, withdraw, end, split, merge
    KEEP_DRAFTS = "keep_drafts"  # what one is writing, until it is sent
    ASSESS = "assess"  # kartlegging, utprøving, innstilling
    HAND_OVER = "hand_over"  # propose, accept, decline, take back
    COORDINATE = "coordinate"  # check the innstilling, ask back, send on
    DECIDE = "decide"  # write and issue vedtak
    APPROVE = "approve"  # the second pair of eyes
    POST_LETTERS = "post_letters"  # print queue, stop a letter
    DISTRIBUTE = "distribute"  # give work to others in one's unit
    DELIVER = "deliver"  # confirm, refuse, start, end orders
    LEAD_DELIVERY = "lead_delivery"  # see open obligations and services without a valid vedtak
    SEE_DEADLINES = "see_deadlines"
    AUDIT = "audit"  # history of every case, access log
    INSPECT = "inspect"  # draw samples of cases, and say what was found
    TAKE_OUT = "take_out"  # carry what one may see out of the system, with a purpose
    REVIEW_RIGHTS = "review_rights"  # say who keeps which role, and never one's own
    SEE_OPERATION = "see_operation"  # how the machinery is, and what must never be; counts only
    ADMINISTER = "administer"  # users, units, catalogues; no health data
    OWN_NOTICES = "own_notices"  # varsler to oneself
    OWN_RELATIONS = "own_relations"  # say whom one is related to: it closes, and opens nothing
    SAVE_VIEWS = "save_views"  # one's lists as one wants them again
    ANSWER_CLAIMS = "answer_claims"  # answer what the registered ask for: innsyn, retting, sperring
    USE_API = "use_api"
    SYSTEM = "system"  # the clock and the post


class Role(StrEnum):
    """A role a member of staff holds in a unit for a period."""

    CASEWORKER = "CASEWORKER"
    ASSESSOR = "ASSESSOR"
    COORDINATOR = "COORDINATOR"
    DECISION_OFFICER = "DECISION_OFFICER"
    APPROVER = "APPROVER"
    UNIT_LEADER = "UNIT_LEADER"
    PROVIDER = "PROVIDER"
    AUDITOR = "AUDITOR"
    SYSTEM_ADMINISTRATOR = "SYSTEM_ADMINISTRATOR"
    INTEGRATION = "INTEGRATION"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class RoleRow:
    """What a role is called and what it may do."""

    label: str
    permissions: frozenset[Permission]
    demo_user: str = ""
    alone: bool = False  # beside no other role: who inspects the cases does not work on them


P = Permission
_OFFICE = frozenset(
    {
        P.FIND_PERSON,
        P.OPEN_CASE,
        P.WORK_CASE,
        P.KEEP_DRAFTS,
        P.HAND_OVER,
        P.SEE_DEADLINES,
        P.OWN_NOTICES,
        P.OWN_RELATIONS,
        P.SAVE_VIEWS,
        P.TAKE_OUT,
        P.USE_API,
    }
)

ROLES: Final[dict[Role, RoleRow]] = {
    Role.CASEWORKER: RoleRow(
        mark("Saksbehandler"),
        _OFFICE | {P.REGISTER_APPLICATION, P.EDIT_PERSON, P.ASSESS, P.POST_LETTERS},
        "saksbehandler",
    ),
    Role.ASSESSOR: RoleRow(mark("Kartlegger"), _OFFICE | {P.ASSESS}, "kartlegger"),
    Role.COORDINATOR: RoleRow(
        mark("Forløpskoordinator"),
        _OFFICE | {P.COORDINATE, P.REGISTER_APPLICATION},
        "koordinator",
    ),
    Role.DECISION_OFFICER: RoleRow(
        mark("Vedtaksansvarlig"), _OFFICE | {P.DECIDE, P.POST_LETTERS}, "vedtak"
    ),
    Role.APPROVER: RoleRow(
        mark("Godkjenner"), _OFFICE | {P.DECIDE, P.APPROVE, P.POST_LETTERS}, "godkjenner"
    ),
    Role.UNIT_LEADER: RoleRow(
        mark("Enhetsleder"),
        frozenset(
            {
                P.FIND_PERSON,
                P.OPEN_CASE,
                P.WORK_CASE,
                P.KEEP_DRAFTS,
                P.HAND_OVER,
                P.SEE_DEADLINES,
                P.DISTRIBUTE,
                P.ANSWER_CLAIMS,
                P.DELIVER,
                P.LEAD_DELIVERY,
                P.REVIEW_RIGHTS,
                P.SEE_OPERATION,
                P.OWN_NOTICES,
                P.OWN_RELATIONS,
                P.SAVE_VIEWS,
                P.TAKE_OUT,
                P.USE_API,
            }
        ),
        "enhetsleder",
    ),
    Role.PROVIDER: RoleRow(
        mark("Utfører"),
        frozenset(
            {
                P.DELIVER,
                P.KEEP_DRAFTS,
                P.OWN_NOTICES,
                P.OWN_RELATIONS,
                P.SAVE_VIEWS,
                P.TAKE_OUT,
                P.USE_API,
            }
        ),
        "utforer",
    ),
    Role.AUDITOR: RoleRow(
        mark("Kontrollør"),
        frozenset(
            {
                P.AUDIT,
                P.INSPECT,
                P.TAKE_OUT,
                P.OPEN_CASE,
                P.KEEP_DRAFTS,
                P.OWN_NOTICES,
                P.OWN_RELATIONS,
                P.SAVE_VIEWS,
            }
        ),
        "kontrollor",
        alone=True,
    ),
    Role.SYSTEM_ADMINISTRATOR: RoleRow(
        mark("Systemansvarlig"),
        frozenset({P.ADMINISTER, P.SEE_OPERATION, P.REVIEW_RIGHTS, P.OWN_NOTICES, P.OWN_RELATIONS}),
        "systemansvarlig",
    ),
    Role.INTEGRATION: RoleRow(
        mark("Integrasjon"), frozenset({P.REGISTER_APPLICATION, P.OPEN_CASE, P.USE_API})
    ),
    Role.SYSTEM: RoleRow(mark("Systemet"), frozenset({P.SYSTEM})),
}


# What a system may be let in to, each a few doors of the API (`people.adapters.Door.scopes`); what
# its role may not do, no scope lets it.
SCOPES: Final[dict[str, str]] = {
    "intake:write": mark("Sende inn søknader, meldinger og henvendelser"),
    "documents:write": mark("Levere dokumenter til innboksen"),
    "cases:read": mark("Lese saker den har tilgang til"),
}


def apart(one: Role, other: Role) -> bool:
    """Whether the two roles may not be held by the same person at the same time."""
    return one is not other and (ROLES[one].alone or ROLES[other].alone)


# To do something in a case or on a person, not only to read: what a reason does not open.
TO_ACT: Final = frozenset(
    {
        Permission.REGISTER_APPLICATION,
        Permission.EDIT_PERSON,
        Permission.WORK_CASE,
        Permission.KEEP_DRAFTS,
        Permission.ASSESS,
        Permission.HAND_OVER,
        Permission.COORDINATE,
        Permission.DECIDE,
        Permission.APPROVE,
        Permission.POST_LETTERS,
        Permission.DISTRIBUTE,
        Permission.DELIVER,
        Permission.ANSWER_CLAIMS,
    }
)


def may(role: Role, permission: Permission) -> bool:
    """Whether `role` holds `permission`."""
    return permission in ROLES[role].permissions
