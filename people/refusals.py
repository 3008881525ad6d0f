"""The ways an act can be refused, each with a sentence that says what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from audit.words import mark


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason why not: the sentence the user reads, a code for machines, the field it is at."""

    sentence: str
    code: str = "refused"
    field: str = ""


class Refused(Exception):
    """The act does not meet the rules. Nothing was changed.

    `objections` holds all reasons, in the order of the page; `code` is the first one's. With
    `what`, it was access that was asked for, and the attempt is recorded as a denial.
    """

    status = 422
    what = ""

    def __init__(
        self, sentence: str, *, code: str = "refused", field: str = "", what: str = ""
    ) -> None:
        super().__init__(sentence)
        self.what = what
        self.objections: tuple[Objection, ...] = (Objection(sentence, code, field),)

    @classmethod
    def all(cls, objections: Sequence[Objection]) -> Self:
        """A refusal with several reasons at once; `objections` is not empty."""
        first = objections[0]
        refusal = cls(" ".join(o.sentence for o in objections), code=first.code, field=first.field)
        refusal.objections = tuple(objections)
        return refusal

    @property
    def code(self) -> str:
        """The first objection's code."""
        return self.objections[0].code


class Stale(Refused):
    """Somebody else changed the thing since it was read."""

    status = 409

    def __init__(
        self,
        sentence: str = mark(
            "Noen andre har lagret en endring mens du skrev. Din tekst er tatt vare på."
            " Velg hva som skal gjelde."
        ),
        *,
        code: str = "stale",
        field: str = "",
    ) -> None:
        super().__init__(sentence, code=code, field=field)


class InFlight(Refused):
    """The same request with the same key is being carried out at this moment."""

    status = 409

    def __init__(self) -> None:
        super().__init__(mark("Den samme forespørselen behandles nå. Vent litt."), code="in_flight")


class Repeated(Exception):
    """The same request was carried out before, and what it was about is closed to the actor now.

    A page is not shown again for it: they are led to the front page, where its receipt stands.
    """


class KeyReused(Refused):
    """The idempotency key was used for something else."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            mark("Nøkkelen er brukt til en annen forespørsel. Bruk en ny nøkkel."),
            code="key_reused",
        )


class Slowed(Refused):
    """Too many attempts in a short time."""

    status = 429

    def __init__(self) -> None:
        super().__init__(mark("For mange forsøk. Vent 15 minutter og prøv igjen."), code="slowed")


class TooMany(Refused):
    """More persons looked up than work asks for (`people.policy`): the leader is told.

    `limit` and `most`: which of the limits, and what it is.
    """

    status = 429

    def __init__(self, sentence: str, *, limit: str, most: int) -> None:
        super().__init__(sentence, code="too_many_persons")
        self.limit, self.most = limit, most


class WrongCredentials(Refused):
    """User name or password is wrong; which of them is not said."""

    status = 401

    def __init__(self) -> None:
        super().__init__(mark("Brukernavn eller passord er feil."), code="wrong_credentials")


class AccessDenied(Exception):
    """The actor may not do or see this. Where it is no secret, the sentence says who can help.

    `reason_at`: the page where they may give a reason, and look all the same («Begrunn innsyn»).
    `back_at`: what they may read, where it is only to write that they may not.
    """

    code = "access_denied"

    def __init__(
        self,
        sentence: str = mark("Du har ikke tilgang til dette."),
        *,
        what: str = "",
        reason_at: str = "",
        back_at: str = "",
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.what = what or sentence
        self.reason_at = reason_at
        self.back_at = back_at


class NotFound(Exception):
    """There is no such thing, or the actor may not know that there is.

    With `what`, the attempt is recorded as a denial; the same for what is not there, so that
    nobody can tell one from the other, and walking through numbers is seen.
    """

    code = "not_found"

    def __init__(
        self, sentence: str = mark("Vi finner ikke det du leter etter."), *, what: str = ""
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.what = what
