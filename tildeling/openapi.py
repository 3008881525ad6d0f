"""How the doors are told as OpenAPI 3: names, the key, the headers of writes, and problems."""

from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

WRITES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
ONCE: Final = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The same key and body give the same answer and one act; another body is 422.",
)
IF_MATCH: Final = {
    True: OpenApiParameter(
        "If-Match",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        required=True,
        description="The version that was read. Missing is 428, another is 412.",
    ),
    None: OpenApiParameter(
        "If-Match",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="The version that was read; needed once there is one.",
    ),
}
TEXT: Final = {"type": "string"}
PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457: a code for machines and a sentence a person can use.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "code": TEXT,
        "detail": TEXT,
        "error_number": {"type": "string", "description": "Of a 500: the number in our log."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "field", "detail"],
                "properties": {"code": TEXT, "field": TEXT, "detail": TEXT},
            },
        },
    },
}


class Bearer(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # it registers itself
    """`Authorization: Bearer …`."""

    target_class = "people.adapters.problems.BearerToken"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """The key of `POST tokens/`."""
        return {"type": "http", "scheme": "bearer", "description": "The key of POST tokens/."}


class Schema(AutoSchema):
    """One door's part of the document."""

    def get_override_parameters(self) -> list[Any]:
        """The headers of a write, beside what the door says itself."""
        if self.method not in WRITES or not hasattr(self.view, "if_match"):
            return []
        needed = IF_MATCH.get(self.view.if_match)
        return [ONCE, needed] if needed else [ONCE]

    def _get_serializer_name(
        self,
        serializer: Any,
        direction: str,
        bypass_extensions: bool = False,  # noqa: FBT001, FBT002 - theirs
    ) -> str:
        """A name no other shape has: its module's last word and its own, `TrialAnswer`."""
        shape = type(serializer)
        rooms = [room for room in shape.__module__.split(".") if room != "api"]
        return rooms[-1].title() + shape.__qualname__.replace(".", "")


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say of every operation that whatever else it answers is a problem document."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = {
                "description": "What is wrong, and what to do.",
                "content": content,
            }
    return result
