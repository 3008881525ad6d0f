"""Saved views: one's own or a unit's, of codes only, and nobody else's to change."""

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from people import actions
from people.access import Actor
from people.models import SavedView
from people.queries import saved_views
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Role
from tests import given

pytestmark = pytest.mark.django_db
PAGE, QUERY = "/oppgaver/", "vis=ufordelt&haster=ja"
TODAY = given.NOW.date()


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def save(actor: Actor, name: str, *, query: str = QUERY, unit: int | None = None) -> str:
    return actions.save_view(
        page=PAGE, query=query, name=name, unit_id=unit, actor=actor, at=given.NOW
    )["view"]


def seen(actor: Actor) -> list[tuple[str, str, bool]]:
    return [(row.name, row.url, row.may_change) for row in saved_views(actor, page=PAGE, on=TODAY)]


def test_ones_own_view_is_ones_own_and_a_units_is_everybodys_there(town: given.Town) -> None:
    leader = given.staff(Role.UNIT_LEADER, town.intake)
    mine = save(town.caseworker, "  Haster   her ")
    ours = save(leader, "Revurdering desember", query="vis=vent", unit=town.intake.pk)

    own, units = ("Haster her", f"{PAGE}?{QUERY}"), ("Revurdering desember", f"{PAGE}?vis=vent")
    assert seen(town.caseworker) == [(*own, True), (*units, False)]
    assert seen(leader) == seen(town.chief) == [(*units, True)]
    assert seen(town.officer) == []

    actions.rename_view(ours, name="Desember", actor=town.chief, at=given.NOW)
    assert seen(leader) == [("Desember", units[1], True)]
    for view, actor in (
        (mine, leader),
        (ours, town.caseworker),
        (mine, town.officer),
        ("x", leader),
    ):
        with pytest.raises(NotFound):
            actions.delete_view(view, actor=actor, at=given.NOW)
    actions.delete_view(ours, actor=leader, at=given.NOW)
    assert seen(leader) == []
    events = list(Entry.objects.values_list("event", flat=True))
    assert sorted(events) == ["ViewDeleted", "ViewRenamed", "ViewSaved", "ViewSaved"]


def test_a_view_that_may_not_be_is_refused_with_what_to_do(town: given.Town) -> None:
    save(town.caseworker, "Haster")
    before = Entry.objects.count()
    for name, query, code in (
        (" ", QUERY, "bad_name"),
        ("haster", QUERY, "bad_name"),
        ("N" * 61, QUERY, "bad_name"),
        ("Ola 140342 12345", QUERY, "bad_name"),
        ("Ola", "q=Ola Nordmann", "bad_query"),
        ("Ola", "sok=14834212345", "bad_query"),
    ):
        with pytest.raises(Refused) as refused:
            save(town.caseworker, name, query=query)
        assert refused.value.code == code
    for actor, unit in ((town.caseworker, town.intake.pk), (town.leader, town.intake.pk)):
        with pytest.raises(AccessDenied):
            save(actor, "For alle", unit=unit)
    for n in range(19):
        save(town.caseworker, f"Visning {n}")
    with pytest.raises(Refused, match="Slett en"):
        save(town.caseworker, "En til")

    assert SavedView.objects.count() == 20
    assert Entry.objects.count() == before + 19

    # and the database itself keeps no free text in an address
    view = SavedView.objects.first()
    assert view is not None
    view.query = "q=Ola+Nordmann"
    with pytest.raises(IntegrityError, match="people_savedview_of_codes"), transaction.atomic():
        view.save()
