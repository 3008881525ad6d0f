"""The lists somebody has saved to see again."""

import uuid

from django.db import models
from django.db.models import Q

from people.models.staff import StaffMember
from people.models.units import Municipality, Unit


class SavedView(models.Model):
    """A list with its filters, under a name (lagret visning): one's own, or a whole unit's.

    What is kept is the query of the list's address: codes, so that it names nobody.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    page = models.CharField(max_length=40)  # which list: the path of its address
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_savedview_staff_or_unit",
                condition=Q(staff=None, unit__isnull=False) | Q(staff__isnull=False, unit=None),
            ),
            models.CheckConstraint(
                name="people_savedview_has_a_name", condition=~Q(name__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="people_savedview_of_codes",
                condition=Q(query__regex=r"^([a-z]+=[A-Za-z0-9_-]+(&[a-z]+=[A-Za-z0-9_-]+)*)?$")
                & ~Q(query__regex="[0-9]{6}"),
            ),
            models.UniqueConstraint(
                fields=["staff", "unit", "page", "name"],
                nulls_distinct=False,
                name="people_savedview_one_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name
