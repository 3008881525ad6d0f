"""The letter of a hastevedtak speaks to the person: who was told themselves, reads «du»."""

import pytest

from decisions.rules import is_self


@pytest.mark.parametrize(
    ("told", "self_told"),
    [
        ("Ola selv", True),
        ("ola selv.", True),
        ("Ola Aassen", True),
        ("Personen selv", True),
        ("Datteren Anne", False),
        ("datteren selv", False),
        ("Ola selv og datteren Anne", False),
        ("selv", False),
        ("", False),
    ],
)
def test_the_person_self_is_known_again_in_what_was_typed(told: str, *, self_told: bool) -> None:
    assert is_self(told, "Ola", "Aassen") is self_told
