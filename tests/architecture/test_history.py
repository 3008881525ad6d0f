"""Every table that leads to a person or a case has its history, or a reason why it has none."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

from audit.kinds import FOLLOWED
from cases.models import Case
from people.models import Resident, StaffMember, Unit

# Tables that lead to a person or a case and are not followed.
NOT_FOLLOWED = {
    "assessments_stepsave": "which form a step was last saved from; the step itself is followed",
    "cases_draft": "what is being typed is no act, and goes when it is sent in",
    "notifications_letterfile": "never changed (fixed), and the letter has its digest",
    "privacy_merge": "what two people said, which stands as it was said (fixed)",
    "privacy_movedrow": "is itself what every moved row was, and only grows",
    "notifications_notice": "what staff were told of acts, and whether they have read it",
}
# Followed all the same: they decide who may see, or who was there.
MORE = {"people_rolegrant", "people_absence", "people_relation", "people_staffmember"}
MORE |= {"meetings_meeting", "meetings_attendance"}


def leads_to(model: type[Model]) -> Iterator[type[Model]]:
    """The models a row hangs on; staff and units hang on nobody's case."""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model not in {StaffMember, Unit, model}:
            yield field.related_model


def concerns_somebody(model: type[Model]) -> bool:
    """Whether a row leads to a person or a case, over however many tables."""
    return model in {Case, Resident} or any(concerns_somebody(on) for on in leads_to(model))


def test_every_table_that_leads_to_a_person_or_a_case_is_followed_or_has_a_reason() -> None:
    found = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed and concerns_somebody(model)
    }

    assert found - NOT_FOLLOWED.keys() - FOLLOWED.keys() == set()
    assert NOT_FOLLOWED.keys() - found == set()
    assert FOLLOWED.keys() - found - MORE == set()


def test_the_way_to_the_case_or_the_person_is_there() -> None:
    """A row without either column has a way, over columns and tables that exist."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    columns = {t: {f.column for f in m._meta.concrete_fields} for t, m in models.items()}
    roots = {"case_id", "person_id", "resident_id"}
    own = MORE | {"cases_case", "people_resident"}

    for table, path in FOLLOWED.items():
        tables = [table, *path[1::2]]
        assert set(path[1::2]) <= columns.keys()
        assert all(any(column in columns[on] for on in tables) for column in path[::2])
        assert columns[tables[-1]] & roots or table in own, f"{table}: the way ends nowhere"


@pytest.mark.django_db
def test_the_database_follows_exactly_these_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger"
            " JOIN pg_proc p ON p.oid = tgfoid WHERE proname = 'audit_remember'"
        )
        found = {table: tuple(args.split("\\000")[:-1]) for table, args in cursor.fetchall()}

    assert found == FOLLOWED
