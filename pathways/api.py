"""The API of pathways: hand over, ask, send on. The same actions as the pages."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api import assessment as assessments
from assessments.api import recommendation as recommendations
from assessments.kinds import RETURN_REASONS
from cases.adapters import CaseDoor
from pathways import actions
from pathways.policy import LONGEST_TEXT
from pathways.rules import Purpose
from people.adapters import Strict, versioned

TAGS = ["pathways"]


class Answer(serializers.Serializer[dict[str, Any]]):
    """The case after the step."""

    reference = serializers.CharField()
    stage = serializers.CharField()
    version = serializers.IntegerField()
    handover = serializers.UUIDField(required=False)
    question = serializers.UUIDField(required=False)
    pathway = serializers.CharField(required=False)
    open = serializers.BooleanField(
        required=False, help_text="Whether who answered a question still has the case."
    )


class Step(CaseDoor):
    """A step on a case: If-Match carries the case's version."""

    page = "API – forløp"


def _done(result: dict[str, Any], *, status: int = 200) -> Response:
    return versioned(result, result["version"], status=status)


def _text(**more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_TEXT, **more)


class AssessAndSend(CaseDoor):
    """`POST cases/{reference}/short/`: the short page's one act."""

    page = "API – Kartlegging og innstilling"

    class Input(assessments.ContentInput):
        """The kartlegging as it is saved by itself, and the recommendation it leads to."""

        recommendation = recommendations.ProposalInput()
        recommendation_version = serializers.IntegerField(
            default=0, help_text="The recommendation's own; 0 says that there is none yet."
        )

    class Sent(recommendations.Answer):
        """The recommendation after the act, and whom the case is proposed to, in words."""

        proposed_to = serializers.CharField(allow_blank=True)

    @extend_schema(
        operation_id="assess_and_send",
        request=Input,
        responses={200: Sent},
        tags=recommendations.TAGS,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Complete a short kartlegging and send what it leads to. If-Match carries its version."""
        given = self.body(request, self.Input)
        proposal = recommendations.proposal_of(given.pop("recommendation"))
        proposal_version = given.pop("recommendation_version")
        sent = actions.assess_and_send(
            **self.step(request, reference),
            **assessments.filled_in(given),
            proposal=proposal,
            proposal_version=proposal_version,
        )
        return _done(sent)


class TakeBackRecommendation(CaseDoor):
    """`POST cases/{reference}/recommendation/take-back/`, with the handover nobody answered."""

    page = f"API – {recommendations.PAGE}"

    @extend_schema(
        operation_id="recommendation_take_back",
        request=None,
        responses={200: recommendations.Answer},
        tags=recommendations.TAGS,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take a sent recommendation back before anybody has accepted it."""
        return _done(actions.take_back_recommendation(**self.step(request, reference)))


class ProposeHandover(Step):
    """`POST cases/{reference}/handover/`."""

    class Input(Strict):
        """What is handed over, and to whom; nobody named is the coordinators' unit."""

        purpose = serializers.ChoiceField(choices=list(Purpose), default=Purpose.COORDINATION)
        to_unit = serializers.SlugField(max_length=60, required=False, default="")
        to_staff = serializers.UUIDField(required=False, allow_null=True, default=None)
        message = _text(required=False, allow_blank=True, default="")

    @extend_schema(
        operation_id="handover_propose", request=Input, responses={201: Answer}, tags=TAGS
    )
    def post(self, request: Request, reference: str) -> Response:
        """Propose a handover; the sender stays responsible until it is accepted."""
        given = self.body(request, self.Input)
        staff = given.pop("to_staff")
        made = actions.propose_handover(
            **self.step(request, reference), **given, to_staff=str(staff) if staff else ""
        )
        return _done(made, status=201)


class AcceptHandover(Step):
    """`POST cases/{reference}/handover/accept/`."""

    @extend_schema(operation_id="handover_accept", request=None, responses={200: Answer}, tags=TAGS)
    def post(self, request: Request, reference: str) -> Response:
        """Accept the handover that waits."""
        return _done(actions.accept_handover(**self.step(request, reference)))


class DeclineHandover(Step):
    """`POST cases/{reference}/handover/decline/`."""

    class Input(Strict):
        """Why not."""

        reason = _text()

    @extend_schema(
        operation_id="handover_decline", request=Input, responses={200: Answer}, tags=TAGS
    )
    def post(self, request: Request, reference: str) -> Response:
        """Decline the handover that waits; the sender gets it back as a task."""
        given = self.body(request, self.Input)
        return _done(actions.decline_handover(**self.step(request, reference), **given))


class TakeBackHandover(Step):
    """`POST cases/{reference}/handover/take-back/`."""

    @extend_schema(
        operation_id="handover_take_back", request=None, responses={200: Answer}, tags=TAGS
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take back a handover nobody has answered."""
        return _done(actions.take_back_handover(**self.step(request, reference)))


class SettleDecline(Step):
    """`POST cases/{reference}/handover/keep/`."""

    @extend_schema(operation_id="handover_keep", request=None, responses={200: Answer}, tags=TAGS)
    def post(self, request: Request, reference: str) -> Response:
        """Keep the case after a declined handover."""
        return _done(actions.settle_decline(**self.step(request, reference)))


class AskQuestion(Step):
    """`POST cases/{reference}/questions/`."""

    class Input(Strict):
        """What is asked."""

        question = _text()

    @extend_schema(operation_id="question_ask", request=Input, responses={201: Answer}, tags=TAGS)
    def post(self, request: Request, reference: str) -> Response:
        """Ask whoever recommended; blocks nothing."""
        given = self.body(request, self.Input)
        made = actions.ask_question(**self.step(request, reference), **given)
        return _done(made, status=201)


class AnswerQuestion(Step):
    """`POST cases/{reference}/questions/{question}/answer/`."""

    if_match = False

    class Input(Strict):
        """The answer."""

        answer = _text()

    @extend_schema(
        operation_id="question_answer", request=Input, responses={200: Answer}, tags=TAGS
    )
    def post(self, request: Request, reference: str, question: UUID) -> Response:
        """Answer a question; a second answer is refused (409)."""
        given = self.body(request, self.Input)
        step = self.unread_step(request, reference)
        return _done(actions.answer_question(**step, question=str(question), **given))


class SendToDecision(Step):
    """`POST cases/{reference}/send-to-decision/`."""

    @extend_schema(
        operation_id="send_to_decision", request=None, responses={200: Answer}, tags=TAGS
    )
    def post(self, request: Request, reference: str) -> Response:
        """Send the case on to be decided; the coordinator stays on the pathway."""
        return _done(actions.send_to_decision(**self.step(request, reference)))


class ReturnToAssessor(Step):
    """`POST cases/{reference}/return-to-assessor/`."""

    class Input(Strict):
        """The coded reason, and what must be put right."""

        code = serializers.ChoiceField(choices=list(RETURN_REASONS))
        reason = _text()

    @extend_schema(
        operation_id="return_to_assessor", request=Input, responses={200: Answer}, tags=TAGS
    )
    def post(self, request: Request, reference: str) -> Response:
        """Send the recommendation back to whoever recommended."""
        given = self.body(request, self.Input)
        return _done(actions.return_to_assessor(**self.step(request, reference), **given))


class ClosePathway(Step):
    """`POST cases/{reference}/pathway/close/`."""

    class Input(Strict):
        """Why it ends."""

        reason = _text()

    @extend_schema(operation_id="pathway_close", request=Input, responses={200: Answer}, tags=TAGS)
    def post(self, request: Request, reference: str) -> Response:
        """Close the pathway, after start and evaluation of every case on it."""
        given = self.body(request, self.Input)
        return _done(actions.close_pathway(**self.step(request, reference), **given))
