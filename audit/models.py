"""The trail's tables: they take new rows and nothing else, and are partitioned by month."""

from django.db import models


class Entry(models.Model):
    """One act, with who did it and in which role."""

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField()
    id = models.UUIDField()
    municipality_id = models.BigIntegerField(null=True)
    event = models.CharField(max_length=80)
    data = models.JSONField()
    staff_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40)
    unit_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False  # partitioned: 0002_trail.py makes it
        db_table = "audit_entry"

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"


class Read(models.Model):
    """One look at people's information: who, in which role, on what ground, at what."""

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField()
    id = models.UUIDField()
    municipality_id = models.BigIntegerField(null=True)
    staff_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40)
    unit_id = models.BigIntegerField(null=True)
    page = models.CharField(max_length=120)
    ground = models.CharField(max_length=200)
    case_id = models.BigIntegerField(null=True)
    person_ids = models.JSONField()

    class Meta:
        managed = False
        db_table = "audit_read"

    def __str__(self) -> str:
        return f"{self.page} {self.at:%Y-%m-%d %H:%M}"


class Denial(models.Model):
    """One attempt that was refused for want of access."""

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField()
    id = models.UUIDField()
    municipality_id = models.BigIntegerField(null=True)
    staff_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "audit_denial"

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
