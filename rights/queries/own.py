"""What each is asked of themself: to tell their own identity number, so that it closes their own
record to them.
"""

import datetime as dt
from typing import Any

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Subquery

from cases.queries import Scope, branch
from people.models import Relation, RoleGrant, StaffMember
from people.policy import rights_policy_on
from people.roles import Permission
from rights.kinds import OWN_NUMBER


def tasks_of_oneself(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """«Meld fødselsnummeret ditt», some days from the role that is held now, until it is told."""
    if not scope.actor.may(Permission.OWN_RELATIONS):
        return []
    days = dt.timedelta(days=rights_policy_on(scope.on).number_days)
    told = Relation.objects.filter(staff=OuterRef("pk"), kind="ONESELF", ended_at=None)
    roles = RoleGrant.objects.filter(staff=OuterRef("pk"), valid_from__lte=scope.on)
    now = roles.order_by("-valid_from", "-pk")
    oneself = StaffMember.objects.filter(~Exists(told), pk=scope.actor.staff_id or 0, resident=None)
    return [
        branch(
            oneself.annotate(
                since_on=Subquery(now.values("valid_from")[:1]),
                there=Subquery(now.values("unit_id")[:1]),
                tell_by=ExpressionWrapper(F("since_on") + days, output_field=DateField()),
            ),
            kind=OWN_NUMBER,
            key="public_id",
            case=None,
            person=None,
            unit="there",
            holder="pk",
            due="tell_by",
        )
    ]
