"""A municipality begins: itself, its top unit, and its first system administrator."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import localdate

from audit import trail
from people.access import set_context, system
from people.events import MunicipalityFounded, RoleGiven
from people.models import Account, Municipality, RoleGrant, StaffMember, Unit, UnitKind, UnitName
from people.policy import rights_policy_on
from people.roles import ROLES, Role
from people.rules import employee_number as canonical_number
from people.rules import longest_to


@transaction.atomic(durable=True)
def found_municipality(
    code: str,
    *,
    name: str,
    organisation_number: str,
    address: str,
    postal: str,
    phone: str,
    top_unit: str,
    administrator: tuple[str, str],
    employee_number: str,
    username: str,
    password: str,
    at: dt.datetime,
) -> dict[str, int]:
    """Set up municipality `code` with one administrator (given name, family name) for a year.

    `employee_number` is what the employer knows the administrator by.

    Run from the command line by whoever runs the installation, before anybody can sign in;
    everything after is done by the administrator. Raises IntegrityError if the code, the
    organisation number or the user name is taken.
    """
    day = localdate(at)
    municipality = Municipality.objects.create(
        code=code,
        name=name,
        organisation_number=organisation_number,
        address=address,
        postal=postal,
        phone=phone,
    )
    founding = system(municipality.pk)
    set_context(founding, at)
    unit = Unit.objects.create(
        municipality=municipality,
        key="toppledelse",
        kind=UnitKind.STAFF_FUNCTION,
        valid_from=day,
    )
    UnitName.objects.create(unit=unit, name=top_unit, valid_from=day)
    staff = StaffMember.objects.create(
        municipality=municipality,
        employee_number=canonical_number(employee_number),
        given_name=administrator[0],
        family_name=administrator[1],
    )
    RoleGrant.objects.create(
        staff=staff,
        unit=unit,
        role=Role.SYSTEM_ADMINISTRATOR,
        valid_from=day,
        valid_to=longest_to(day, rights_policy_on(day)),
    )
    account = Account.objects.create(
        username=username, staff=staff, password=make_password(password)
    )
    trail.record(MunicipalityFounded(code=code, staff_id=staff.pk), actor=founding, at=at)
    return {"municipality": municipality.pk, "unit": unit.pk, "account": account.pk}


@transaction.atomic(durable=True)
def set_in_administrator(code: str, *, employee_number: str, at: dt.datetime) -> dict[str, int]:
    """Give somebody employed in municipality `code` the role that gives roles, for a year.

    Run from the command line by whoever runs the installation, where nobody there has it any
    longer. Raises DoesNotExist for an unknown municipality or number.
    """
    municipality = Municipality.objects.get(code=code)
    set_context(system(municipality.pk), at)
    staff = StaffMember.objects.get(
        municipality=municipality, employee_number=canonical_number(employee_number)
    )
    top = Unit.objects.filter(municipality=municipality, parent=None).order_by("pk")[0]
    day = localdate(at)
    grant = RoleGrant.objects.create(
        staff=staff,
        unit=top,
        role=Role.SYSTEM_ADMINISTRATOR,
        valid_from=day,
        valid_to=longest_to(day, rights_policy_on(day)),
    )
    event = RoleGiven(
        to_staff_id=staff.pk,
        unit_id=top.pk,
        role=grant.role,
        label=ROLES[Role.SYSTEM_ADMINISTRATOR].label,
        last_day=f"{grant.valid_to - dt.timedelta(days=1):%d.%m.%Y}",
    )
    trail.record(event, actor=system(municipality.pk), at=at)
    return {"grant": grant.pk}
