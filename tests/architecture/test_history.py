"""Every table that leads to a person or a case has its history, or a reason why it has none."""

from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

from audit.kinds import FOLLOWED
from audit.models import Change
from cases.models import Case
from people.models import Resident, StaffMember, Unit
from tests.whole import a_whole_town

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

# A paper in the inbox is nobody's until it is linked; looks or lists may be of nobody alone.
NOBODY_YET = {"records_document", "records_journalnumber", "oversight_signal", "inspection_extract"}


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


@pytest.mark.proof
@pytest.mark.django_db
def test_every_row_of_a_whole_town_came_with_its_history_and_leads_to_somebody(
    figure: Callable[[str], None],
) -> None:
    a_whole_town()
    rows = changes = 0
    wrong = {}

    for table in FOLLOWED:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT FROM audit_change"  # noqa: S608 - the names are ours
                f" WHERE relation = '{table}' AND row_id = t.id AND act = 'INSERT')) FROM {table} t"
            )
            there, without = cursor.fetchone()
        of_nobody = Change.objects.filter(relation=table, case_id=None, person_id=None)
        if without or (of_nobody.exists() and table not in MORE | NOBODY_YET):
            wrong[table] = (without, list(of_nobody))
        rows, changes = rows + there, changes + Change.objects.filter(relation=table).count()

    figure(f"{len(FOLLOWED)} tables, {rows} rows, {changes} changes: each row has its history")
    assert wrong == {}
    assert rows > 300
