"""A restored copy is taken into use: one administrator proposes it, another says yes."""

import datetime as dt

from django.db.models import QuerySet

from audit import trail
from audit.words import mark
from backup.events import CopyReleased, ReleaseProposed, ReleaseWithdrawn
from notifications.actions import LetGo, let_go
from people.access import Actor, use_case
from people.refusals import Refused
from people.roles import Permission
from watch.kinds import Said, Waiting
from watch.models import Release
from watch.queries import may_send, this_server

NO_COPY = mark(
    "Her er ingen gjenopprettet kopi som venter på å bli tatt i bruk. Posten går som den skal."
)
ALREADY = mark("En systemansvarlig har alt foreslått det. Last siden på nytt.")
NOBODY = mark("Forslaget er trukket. Foreslå det på nytt.")
ONESELF = mark("Du har selv foreslått det. En annen systemansvarlig må si ja.")


@use_case(Permission.ADMINISTER)
def propose_release(
    *, letters: str, reminders: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Propose that a copy is taken into use, and what becomes of what waits (kinds.Waiting).

    Raises Refused where nothing waits for it, or somebody has proposed it.
    """
    _must_be_silent(actor)
    if _open().filter(municipality_id=actor.municipality_id).exists():
        raise Refused(ALREADY, code="already_proposed")
    row = Release.objects.create(
        municipality_id=actor.municipality_id,
        server=this_server(),
        letters=Waiting(letters),
        reminders=Waiting(reminders),
        proposed_by_id=actor.staff(),
        proposed_at=at,
    )
    trail.record(ReleaseProposed(letters=row.letters, reminders=row.reminders), actor=actor, at=at)
    return {"release": str(row.public_id)}


@use_case(Permission.ADMINISTER)
def confirm_release(release: str, *, actor: Actor, at: dt.datetime) -> LetGo:
    """Say yes to what another has proposed: from now on everything that waits is sent, or stopped.

    Raises Refused to whoever proposed it, and where it was withdrawn or is not of this server.
    """
    row = _locked(release, actor)
    if row.proposed_by_id == actor.staff():
        raise Refused(ONESELF, code="proposed_by_oneself")
    done = let_go(row, actor=actor, at=at)
    row.answer, row.answered_by_id, row.answered_at = Said.YES, actor.staff(), at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    trail.record(CopyReleased(proposed_by_staff_id=row.proposed_by_id, **done), actor=actor, at=at)
    return done


@use_case(Permission.ADMINISTER)
def withdraw_release(release: str, *, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Take one's own proposal back, or say no to another's: the copy goes on sending nothing."""
    row = _locked(release, actor)
    row.answer, row.answered_by_id, row.answered_at = Said.NO, actor.staff(), at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    trail.record(ReleaseWithdrawn(), actor=actor, at=at)
    return {"release": release}


def _locked(release: str, actor: Actor) -> Release:
    _must_be_silent(actor)
    row = (
        _open()
        .select_for_update()
        .filter(public_id=release, municipality_id=actor.municipality_id)
        .first()
    )
    if row is None:
        raise Refused(NOBODY, code="not_proposed")
    return row


def _open() -> QuerySet[Release]:
    return Release.objects.filter(server=this_server(), answer="")


def _must_be_silent(actor: Actor) -> None:
    if may_send(actor.municipality_id):
        raise Refused(NO_COPY, code="no_copy")
