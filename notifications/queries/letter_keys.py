"""What the key of a letter says: which letter its chain began with, and of which case it is."""

from django.db.models import CharField, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from notifications.models import Letter


def first_key() -> Func:
    """The key of the letter a chain of replacements began with."""
    return Func(F("key"), Value("+"), function="rtrim", output_field=CharField())


def reference_in(key: OuterRef | Value) -> Func:
    """The reference of the case that a key names (`<what>:<reference>:<number>`)."""
    return Func(key, Value(":"), Value(2), function="split_part", output_field=CharField())


def of_key(key: str | OuterRef | Value) -> QuerySet[Letter]:
    """The letters with a key, to whomever (`<key>:<whom>`), and those sent in their place."""
    whole = Value(key) if isinstance(key, str) else key
    return Letter.objects.alias(first_key=first_key()).filter(
        Q(first_key=whole) | Q(first_key__startswith=Concat(whole, Value(":")))
    )
