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


class Change(models.Model):
    """What one statement made of one row, written by the row's own trigger (0004_history.py).

    `was` and `became` hold the columns that changed; a deleted row whole in `was`, a row put in
    whole in `became`. `number` gives the order of one row's changes; `xact` (not asked by the
    ORM) leads to the entries of the same act.
    """

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField()
    id = models.UUIDField()
    municipality_id = models.BigIntegerField(null=True)
    number = models.BigIntegerField()
    relation = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    act = models.CharField(max_length=6)  # INSERT, UPDATE, DELETE
    was = models.JSONField(null=True)
    became = models.JSONField(null=True)
    staff_id = models.BigIntegerField(null=True)
    use_case = models.CharField(max_length=80)  # empty: done by hand
    login = models.CharField(max_length=63)  # the role that connected
    case_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "audit_change"

    def __str__(self) -> str:
        return f"{self.act} {self.relation} {self.row_id}"


class Block(models.Model):
    """Rows of the trail closed together: the root of their digests, bound to the block before."""

    number = models.BigIntegerField(primary_key=True)
    previous = models.BinaryField()
    root = models.BinaryField()
    link = models.BinaryField()
    count = models.IntegerField()
    total = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    sealed_at = models.DateTimeField()
    horizon = models.TextField()  # xid8: every transaction below it is sealed
    place = models.TextField()
    hash = models.BinaryField()

    class Meta:
        managed = False  # 0003_seal.py makes it; only the owner's function adds to it
        db_table = "audit_block"

    def __str__(self) -> str:
        return f"block {self.number}"


class Anchored(models.Model):
    """Up to this block the chain was written outside the database."""

    block = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "audit_anchored"

    def __str__(self) -> str:
        return f"anchored to block {self.block}"


class Check(models.Model):
    """One verification of the chain, and what it found."""

    id = models.BigAutoField(primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    whole = models.BooleanField()  # False: what was sealed of late
    blocks = models.BigIntegerField()
    rows = models.BigIntegerField()
    breaks = models.JSONField()

    class Meta:
        managed = False
        db_table = "audit_check"

    def __str__(self) -> str:
        return f"check {self.started_at:%Y-%m-%d %H:%M}"
