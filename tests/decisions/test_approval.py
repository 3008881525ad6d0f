"""The second pair of eyes: never one's own, every step looked at, bound to what was seen."""

import datetime as dt
from typing import Any

import pytest

from cases.models import Case
from cases.stages import Stage
from decisions import actions
from decisions.models import Decision, StepSeen
from decisions.policy import Part
from decisions.queries import approval_page, decision_page, returns_of
from notifications.models import Letter, Notice
from people.refusals import Refused, Stale
from people.roles import Role
from tests import given
from tests.decisions.acts import (
    ALL_PARTS,
    also,
    approve,
    approve_and_issue,
    events,
    issue,
    refused,
    save,
    save_line,
    see_all,
    submit,
    the,
    the_line,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(town: given.Town, drafted: Case) -> Case:
    """A refusal that waits for approval."""
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")
    submit(drafted, town.officer)
    return drafted


def send_back(case: Case, town: given.Town, **more: Any) -> Decision:
    facts = {"code": "GROUNDS", "reason": "Skriv mer om behovet.", "part": "vedtak"}
    actions.return_decision(
        case.pk,
        version=the(case).version,
        **{**facts, **more},
        actor=town.approver,
        at=given.NOW,
    )
    return the(case)


def test_an_approved_refusal_is_issued_with_both_names_under_it(
    town: given.Town, waiting: Case
) -> None:
    decision = approve_and_issue(waiting, town.approver)

    assert decision.approved_by_id == town.approver.staff_id
    assert decision.issued_at == given.NOW
    assert waiting.stage == Stage.DECIDED
    signed = Letter.objects.get().content["signers"]
    assert [s["name"] for s in signed] == ["Nina Moe", "Eva Lind"]
    assert events(waiting).count("DecisionIssued") == 1
    assert "DecisionApproved" not in events(waiting)  # one act, one event


def test_the_api_keeps_approving_and_issuing_apart(town: given.Town, waiting: Case) -> None:
    decision = approve(waiting, town.approver)

    assert (decision.approved_version, decision.issued_at) == (decision.version, None)
    assert waiting.stage == Stage.APPROVAL
    assert events(waiting).count("DecisionApproved") == 1
    assert issue(waiting, town.approver).issued_at == given.NOW


def test_the_decider_may_send_what_somebody_has_approved(town: given.Town, waiting: Case) -> None:
    approve(waiting, town.approver)

    assert issue(waiting, town.officer).issued_at == given.NOW


def test_nothing_is_issued_before_it_is_approved(town: given.Town, waiting: Case) -> None:
    refusal = refused(issue, waiting, town.officer)

    assert refusal.code == "approval_required"
    assert "Disse kan: Eva Lind." in str(refusal)


def test_who_only_registered_the_case_and_may_not_open_it_is_not_named_as_who_can(
    town: given.Town, waiting: Case
) -> None:
    # given a case that is shut to the one who could have approved it
    Case.objects.filter(pk=waiting.pk).update(shut_to_id=town.approver.staff())

    refusal = refused(issue, waiting, town.officer)

    assert refusal.code == "approval_required"
    assert str(refusal) == "Vedtaket må godkjennes før brevet sendes."


@pytest.mark.asvs("V2.3.5")
def test_nobody_approves_their_own_and_hears_who_can(town: given.Town, waiting: Case) -> None:
    both = also(town.officer, Role.APPROVER, town.office)

    for act in (
        lambda: actions.approve_decision(
            waiting.pk, version=the(waiting).version, seen=ALL_PARTS, actor=both, at=given.NOW
        ),
        lambda: actions.approve_and_issue(
            waiting.pk, version=the(waiting).version, actor=both, at=given.NOW
        ),
        lambda: actions.see_part(
            waiting.pk, part="vedtak", version=the(waiting).version, actor=both, at=given.NOW
        ),
    ):
        refusal = refused(act)
        assert refusal.code == "own_decision"
        assert str(refusal) == (
            "Du har skrevet vedtaket og kan ikke godkjenne det selv. Disse kan: Eva Lind."
        )


def test_who_has_written_a_line_of_it_never_approves_it(town: given.Town, drafted: Case) -> None:
    save(drafted, town.approver, goal="Et mål fra godkjenneren.")
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")
    submit(drafted, town.officer)

    refusal = refused(approve, drafted, town.approver)

    assert refusal.code == "own_decision"
    assert "Be lederen din finne en annen." in str(refusal)


def test_every_step_must_be_looked_at_and_the_missing_ones_are_named(
    town: given.Town, waiting: Case
) -> None:
    version = the(waiting).version
    actions.see_part(waiting.pk, part="soknad", version=version, actor=town.approver, at=given.NOW)

    refusal = refused(
        actions.approve_and_issue, waiting.pk, version=version, actor=town.approver, at=given.NOW
    )

    assert [o.field for o in refusal.objections] == ["kartlegging", "innstilling", "vedtak", "brev"]
    assert "Se gjennom «Innstilling» før du godkjenner." in str(refusal)


def test_another_approvers_looks_are_their_own(town: given.Town, waiting: Case) -> None:
    see_all(waiting, town.approver)
    other = given.staff(Role.APPROVER, town.office)

    refusal = refused(
        actions.approve_and_issue,
        waiting.pk,
        version=the(waiting).version,
        actor=other,
        at=given.NOW,
    )

    assert refusal.code == "not_seen"


def test_an_unknown_step_is_refused(town: given.Town, waiting: Case) -> None:
    refusal = refused(
        actions.see_part,
        waiting.pk,
        part="noe",
        version=the(waiting).version,
        actor=town.approver,
        at=given.NOW,
    )

    assert refusal.code == "unknown_part"


def test_the_second_approver_hears_that_it_is_done_and_by_whom(
    town: given.Town, waiting: Case
) -> None:
    other = given.staff(Role.APPROVER, town.office, given="Per", family="Dal")
    see_all(waiting, other)
    approve(waiting, town.approver)
    before = written()

    with pytest.raises(Stale) as caught:
        actions.approve_and_issue(
            waiting.pk, version=the(waiting).version, actor=other, at=given.NOW
        )

    assert str(caught.value) == "Vedtaket er allerede godkjent av Eva Lind kl. 10.00."
    assert caught.value.code == "already_approved"
    assert written() == before


def test_after_the_issue_the_answer_is_the_same(town: given.Town, waiting: Case) -> None:
    approve_and_issue(waiting, town.approver)
    other = given.staff(Role.APPROVER, town.office)

    with pytest.raises(Stale) as caught:
        actions.approve_and_issue(waiting.pk, version=1, actor=other, at=given.NOW)

    assert "allerede godkjent av Eva Lind kl. 10.00" in str(caught.value)


def test_an_approver_with_an_old_version_approves_nothing(town: given.Town, waiting: Case) -> None:
    read = the(waiting).version
    see_all(waiting, town.approver)
    send_back(waiting, town)
    save(waiting, town.officer, goal="Nytt mål.")
    submit(waiting, town.officer)

    refusal = refused(
        actions.approve_and_issue, waiting.pk, version=read, actor=town.approver, at=given.NOW
    )

    assert isinstance(refusal, Stale)


def test_sent_back_it_is_a_draft_with_its_reason_and_its_writer_is_told(
    town: given.Town, waiting: Case
) -> None:
    see_all(waiting, town.approver)

    decision = send_back(waiting, town)

    assert waiting.stage == Stage.DECISION
    assert (decision.submitted_at, decision.approved_by) == (None, None)
    (back,) = returns_of(waiting.pk)
    assert (back.what, back.code, back.part) == ("Vedtak", "Begrunnelsen er for tynn", "vedtak")
    assert (back.by, back.to) == ("Eva Lind", "Nina Moe")
    assert Notice.objects.get(staff_id=town.officer.staff_id).kind == "RETURNED"
    assert events(waiting).count("DecisionReturned") == 1


def test_an_approval_falls_when_the_decision_is_sent_back_or_taken_back(
    town: given.Town, waiting: Case
) -> None:
    approve(waiting, town.approver)
    assert send_back(waiting, town).approved_by is None
    submit(waiting, town.officer)
    approve(waiting, town.approver)

    actions.take_back_decision(
        waiting.pk, version=the(waiting).version, actor=town.officer, at=given.NOW
    )

    assert the(waiting).approved_by is None
    assert waiting.stage == Stage.DECISION


def test_the_approver_sees_what_has_changed_since_and_looks_again(
    town: given.Town, waiting: Case
) -> None:
    see_all(waiting, town.approver)
    send_back(waiting, town)
    save_line(waiting, town.officer, reason="Du klarer det selv, og datteren din hjelper deg.")
    save(waiting, town.officer, considerations="Rehabilitering er prøvd.")
    submit(waiting, town.officer)

    page = approval_page(waiting.pk, 1, actor=town.approver, on=given.NOW.date())

    parts = {row.part: row for row in page.parts}
    assert parts[Part.APPLICATION].seen_at == given.NOW  # not changed: still seen
    assert parts[Part.RECOMMENDATION].seen_at == given.NOW
    assert parts[Part.DECISION].seen_at is None
    assert parts[Part.LETTER].seen_at is None
    assert [c.label for c in parts[Part.DECISION].changes] == [
        "Begrunnelse for utfallet",
        "Hovedhensyn",
    ]


def test_the_writer_sees_what_has_changed_since_it_was_sent(
    town: given.Town, waiting: Case
) -> None:
    send_back(waiting, town)
    save(waiting, town.officer, goal="Nytt mål.")

    page = decision_page(waiting.pk, 1, actor=town.officer, on=given.NOW.date())

    assert [(c.label, c.after) for c in page.changes] == [("Mål", "Nytt mål.")]
    assert page.returns[0].reason == "Skriv mer om behovet."


def test_nothing_is_sent_back_without_a_coded_reason(town: given.Town, waiting: Case) -> None:
    for wrong, field in (
        ({"code": "CAPACITY"}, "code"),  # only for recommendations
        ({"reason": ""}, "reason"),
        ({"part": "noe"}, "part"),
    ):
        assert refused(send_back, waiting, town, **wrong).objections[0].field == field


def test_only_what_waits_for_approval_is_approved_or_sent_back(
    town: given.Town, drafted: Case
) -> None:
    assert refused(approve, drafted, town.approver).code == "not_submitted_for_approval"
    assert refused(send_back, drafted, town).code == "not_submitted_for_approval"


def test_a_part_is_seen_once_however_often_it_is_opened(town: given.Town, waiting: Case) -> None:
    see_all(waiting, town.approver)
    see_all(waiting, town.approver, given.NOW + dt.timedelta(minutes=5))

    assert StepSeen.objects.count() == len(Part)


def test_what_is_decided_while_it_waits_cannot_be_written_on(
    town: given.Town, waiting: Case
) -> None:
    with pytest.raises(Refused) as caught:
        save(waiting, town.officer, goal="x")

    assert caught.value.code == "wrong_stage"
    assert the_line(waiting).outcome == "REFUSED"
