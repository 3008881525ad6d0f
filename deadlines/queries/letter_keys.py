"""What the key of a letter says: which letter its chain began with, and of which case it is."""

from django.db.models import CharField, F, Func, OuterRef, Value


def first_key() -> Func:
    """The key of the letter a chain of replacements began with."""
    return Func(F("key"), Value("+"), function="rtrim", output_field=CharField())


def reference_in(key: OuterRef | Value) -> Func:
    """The reference of the case that a key names (`<what>:<reference>:<number>`)."""
    return Func(key, Value(":"), Value(2), function="split_part", output_field=CharField())
