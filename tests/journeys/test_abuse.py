"""Abuse told as stories, from the first step to who is told; each is tried and none gets through.

Others stand where their rooms are: who looks at an ex-husband (tests/architecture), and the
walker through persons (tests/oversight).
"""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from pytest_django import Settings

from audit import tasks
from audit.queries import integrity
from decisions.models import Decision, DecisionLine
from notifications.models import Notice
from people.access import Actor
from tests import databases, given
from tests.audit import sealed
from tests.audit.test_seal import write
from tests.decisions.acts import approve, events, issue, refused, save_line, submit, the

ALARM = dt.timedelta(minutes=5)


# 3. The administrator of the database deletes the last forty rows of the log, puts the table that
# says where it ends right, and starts everything anew.


@pytest.fixture
def trail(real_db: None, tmp_path: Path, settings: Settings) -> Path:
    """A sealed trail with real commits, and its anchor outside the database."""
    anchor = tmp_path / "kvittering" / "trail.jsonl"
    settings.TRAIL_ANCHOR_FILE = str(anchor)
    settings.READER_DATABASE_URL = sealed.url_of(databases.MINE)
    for n in range(10):
        write(40, since=40 * n)
        tasks.seal()
    return anchor


def health() -> dict[str, str]:
    found: dict[str, str] = json.loads(Client().get("/readyz").content)
    return found


@pytest.mark.asvs("V16.4.2")
def test_the_last_forty_rows_of_the_log_are_deleted_and_it_is_told_within_five_minutes(
    trail: Path,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    figure: Callable[[str], None],
) -> None:
    # given a trail that has been verified, and is whole
    assert tasks.check()["breaks"] == 0
    assert health()["trail"] == "ok"

    # when somebody with every right in the database removes its end and all that tells of it
    with databases.owner(databases.MINE) as insider:
        insider.execute("SET session_replication_role = replica")
        insider.execute("SELECT id FROM audit_link WHERE block = 10")
        last = [row for (row,) in insider.fetchall()]
        insider.execute("DELETE FROM audit_entry WHERE id = ANY (%s)", [last])
        insider.execute("DELETE FROM audit_link WHERE block = 10")
        insider.execute("DELETE FROM audit_anchored WHERE block = 10")
        insider.execute("DELETE FROM audit_block WHERE number = 10")
    assert len(last) == 40
    connection.close()  # and every process is started anew

    # then the next round of the clock finds it, and says which range it is
    rounds: dt.timedelta = settings.CELERY_BEAT_SCHEDULE["verify the trail"]["schedule"]
    assert rounds < ALARM
    assert tasks.check()["breaks"] == 1
    assert health()["trail"] == "degraded"
    (told,) = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
    assert "blokk 10 til 10 er borte" in told
    (said,) = integrity(at=dt.datetime.now(dt.UTC)).breaks  # as «Historikk» says it to an auditor
    assert said == "Slutten er kuttet av: blokk 10 til 10 er borte."
    figure(f"The last 40 rows of the log cut away: told within {rounds.total_seconds():.0f} s")


# 5. The decision is approved. Then somebody changes a comma in it.


def page_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


@pytest.mark.django_db
@pytest.mark.asvs("V2.3.5")
def test_a_comma_is_changed_after_approval_and_the_approval_is_gone_and_both_see_why(
    wednesday: dt.datetime,
) -> None:
    # given a refusal that somebody else has approved, and that is not sent yet
    town = given.a_town()
    case = given.a_drafted_case(town)
    save_line(case, town.officer, outcome="REFUSED", reason="Du klarer det selv, med hjelpemidler.")
    submit(case, town.officer)
    approve(case, town.approver)
    officer, approver = page_of(town.officer), page_of(town.approver)
    page = f"/saker/{case.reference}/vedtak/1/"

    # when a comma is changed as it stands, by the form or in the database: it is refused
    assert officer.post(page, {"version": the(case).version}).status_code == 302
    for change in (
        lambda: Decision.objects.filter(case=case).update(considerations="Et komma, flyttet."),
        lambda: DecisionLine.objects.filter(decision__case=case).update(reason="Du klarer det."),
        lambda: DecisionLine.objects.filter(decision__case=case).delete(),
    ):
        with pytest.raises(Error, match="while it is approved"), transaction.atomic():
            change()
    assert the(case).approved_by_id == town.approver.staff_id

    # when it is taken back to be changed
    officer.post(f"{page}ta-tilbake/", {"version": the(case).version})

    # then the approval is gone, and whoever gave it is told
    assert the(case).approved_by is None
    told = Notice.objects.get(staff_id=town.approver.staff_id, kind="RETURNED")
    assert "Godkjenningen din gjelder ikke lenger." in told.sentence
    assert "DecisionTakenBack" in events(case)

    # and when the comma is changed both see what is new, and nothing goes out unapproved
    save_line(case, town.officer, reason="Du klarer det selv med hjelpemidler.")
    assert "Du klarer det selv med hjelpemidler." in text_of(officer.get(page))
    submit(case, town.officer)
    seen = text_of(approver.get(f"{page}godkjenning/?del=vedtak"))
    assert "Begrunnelse for utfallet" in seen
    assert "Du klarer det selv, med hjelpemidler." in seen
    assert "Du klarer det selv med hjelpemidler." in seen
    hasty = approver.post(f"{page}godkjenning/", {"version": the(case).version})
    assert hasty.status_code == 422  # the changed parts are to be looked at again
    assert refused(issue, case, town.officer).code == "approval_required"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())
