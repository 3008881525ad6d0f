"""A letter's file as it was decided, whole, and of an address that may still be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import QuerySet

from notifications.letters import LetterState
from notifications.models import Letter, LetterFile
from notifications.queries.outbox import as_id, letters_seen_by, letters_to_post
from notifications.queries.rows import LetterRow
from notifications.rules.post import same_place
from people.access import Actor
from people.refusals import NotFound


@dataclass(frozen=True, slots=True)
class LetterPdf:
    """A letter as it was decided."""

    public_id: str
    person_id: int
    case_id: int | None
    body: bytes
    sha256: str


def letter_pdf(public_id: str, *, actor: Actor) -> LetterPdf:
    """The letter's file.

    Raises NotFound if the actor may see none, if its hash is wrong, and when it shows an address
    that has become protected since.
    """
    found = _with_files(_to_read(public_id, actor)).first()
    if found is None:
        raise NotFound(what="letter")
    return _pdf(found)


def may_read_letter(public_id: str, *, actor: Actor) -> bool:
    """Whether the actor may open the letter's file, and not only follow its way in the post."""
    return _to_read(public_id, actor).exists()


def letters_to_follow_up(rows: Iterable[LetterRow], *, actor: Actor) -> frozenset[str]:
    """Those of the letters, by public id, whose way in the post the actor does something about."""
    ours = letters_to_post(actor).filter(public_id__in=[row.public_id for row in rows])
    return frozenset(str(one) for one in ours.values_list("public_id", flat=True))


def bundle_pdfs(bundle_id: str, *, actor: Actor) -> list[LetterPdf]:
    """The files of letters printed together, in the order of the queue. Raises as `letter_pdf`."""
    printed = letters_to_post(actor).filter(bundle=as_id(bundle_id))
    found = [_pdf(letter) for letter in _with_files(printed).order_by("hold_until", "pk")]
    if not found:
        raise NotFound(what="letter")
    return found


def _to_read(public_id: str, actor: Actor) -> QuerySet[Letter]:
    """The letter, if the actor sees it; or must print it alone, as what goes by hand is."""
    key = as_id(public_id)
    by_hand = letters_to_post(actor).filter(protected=True, state=LetterState.HELD)
    seen = letters_seen_by(actor).filter(public_id=key)
    return seen if seen.exists() else by_hand.filter(public_id=key)


def _with_files(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    return letters.select_related("file", "person", "relative__other")


def _tells_what_is_hidden(letter: Letter) -> bool:
    """Whether the file shows where somebody lives whose address is protected today."""
    if not letter.address:
        return False
    if letter.representative_id:  # their own address, unless they live with the person
        home = (letter.person.address, letter.person.postal)
        return letter.person.protection != "NONE" and same_place(letter.address.split("\n"), home)
    other = letter.relative.other if letter.relative else None
    if letter.relative and letter.relative.other_id and other is None:
        return True  # hidden from who asks
    at_home = [letter.person, *([other] if other else [])]
    return any(person.protection != "NONE" for person in at_home)


def _pdf(letter: Letter) -> LetterPdf:
    if _tells_what_is_hidden(letter):
        raise NotFound(
            "Brevet viser en adresse som er blitt beskyttet, og kan ikke åpnes. Er det skrevet ut"
            " og ikke sendt, legg det tilbake i køen."
        )
    file: LetterFile = letter.file
    body = bytes(file.body)
    if not sha256(body).hexdigest() == file.sha256 == letter.sha256:
        raise NotFound("Brevet er skadet i lageret. Meld fra til drift.")
    return LetterPdf(
        public_id=str(letter.public_id),
        person_id=letter.person_id,
        case_id=letter.case_id,
        body=body,
        sha256=letter.sha256,
    )
