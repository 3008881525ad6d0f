"""The verifier's list of what the migrations built is what they build."""

import os

import pytest
from django.db import connection

from audit.adapters import built


@pytest.mark.django_db
def test_the_database_is_what_the_verifier_holds_it_to() -> None:
    with connection.cursor() as wrapped:
        found = "\n".join(built.as_it_is(wrapped.cursor)) + "\n"

    if os.environ.get("APPROVE"):
        built.BUILT.write_text(found, encoding="utf-8")
    assert built.BUILT.read_text(encoding="utf-8") == found
