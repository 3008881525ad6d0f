"""Who may neither prepare nor decide a case."""

from django.db import models
from django.db.models import Q

from cases.legal import Ground
from cases.models.case import Case
from people.models import StaffMember


class Disqualification(models.Model):
    """Somebody is disqualified (inhabil) in a case, at whatever stage it stands, on a ground.

    Kept for good (trigger in 0002). A wrong one is taken back by somebody else, with the reason.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="disqualifications")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20)  # legal.Ground
    note = models.CharField(max_length=300, blank=True)
    declared_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "staff"],
                condition=Q(taken_back_at=None),
                name="cases_disqualification_once",
            ),
            models.CheckConstraint(
                name="cases_disqualification_ground",
                condition=Q(ground__in=[ground.value for ground in Ground]),
            ),
            models.CheckConstraint(
                name="cases_disqualification_special_is_explained",
                condition=~Q(ground="SPECIAL") | ~Q(note__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="cases_disqualification_taken_back_by_another",
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_reason="")
                | (
                    Q(taken_back_at__isnull=False, taken_back_by__isnull=False)
                    & ~Q(taken_back_by=models.F("staff"))
                    & ~Q(taken_back_reason__regex=r"^\s*$")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.staff_id} {self.ground}"
