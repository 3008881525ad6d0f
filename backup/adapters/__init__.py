"""The outside world of a backup: PostgreSQL's programs, and a file only one key opens."""

from backup.adapters.age import new_keys
from backup.adapters.archive import Made, check, make, restore

__all__ = ["Made", "check", "make", "new_keys", "restore"]
