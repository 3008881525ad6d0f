"""Who is refused is told whose work it is and who can help, and is led on, not left."""

import pytest
from django.test import Client

from people.access import Actor, reading
from people.models import StaffMember
from people.refusals import AccessDenied
from people.roles import Permission, Role
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


def page(who: Actor, url: str) -> tuple[int, str]:
    client = Client()
    client.force_login(given.account_of(who))
    answer = client.get(url)
    return answer.status_code, answer.content.decode().partition("<main")[2]


def test_a_refusal_names_whose_work_it_is_and_who_can_give_access() -> None:
    town = given.a_town()
    leader = given.staff(Role.UNIT_LEADER, town.assessment)
    name = str(StaffMember.objects.get(pk=leader.staff()))

    status, shown = page(town.assessor, "/oppsett/")
    assert status == 403
    assert f"Det gjør den som er systemansvarlig. {name} kan gi deg tilgang." in shown
    # many may find somebody: the leader alone is named; and where nobody leads, «Lederen din»
    alone = given.staff(Role.AUDITOR, town.office_team)
    for who, named in ((town.assessor, name), (alone, "Lederen din")):
        with (
            pytest.raises(AccessDenied) as denied,
            reading(who, Permission.POST_LETTERS, page="Brev", at=given.NOW),
        ):
            pass
        assert denied.value.sentence.endswith(f"{named} kan gi deg tilgang.")
        assert "saksbehandler, vedtaksansvarlig eller godkjenner" in denied.value.sentence


def test_what_is_not_found_is_said_once_and_offers_tasks_to_who_has_them() -> None:
    town = given.a_town()

    for who, has_tasks in ((town.caseworker, True), (town.administrator, False)):
        status, shown = page(who, "/finnes-ikke/")
        assert (status, shown.count("Vi finner ikke siden")) == (404, 1)
        assert ('href="/oppgaver/"' in shown) == has_tasks
