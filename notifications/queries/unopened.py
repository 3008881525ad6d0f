"""Letters that lie unopened, and whose recipient could not be told of it once more."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from notifications.letters import Channel, LetterState
from notifications.models import Dispatch, Letter

_GIVEN_UP = Dispatch.objects.filter(channel=Channel.EMAIL, parked_at__isnull=False)


def given_up(letter: str) -> QuerySet[Dispatch]:
    """The e-mail that should have told of the letter in that column, and did not."""
    return _GIVEN_UP.filter(letter=OuterRef(letter))


def not_told_again(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Those of `letters` somebody must tell of by another way; none that somebody has settled."""
    unopened = Q(state=LetterState.DELIVERED, settled_at=None, replaced_by=None)
    return letters.filter(unopened, Exists(given_up("pk")))


def ids_not_told(letters: Sequence[Letter]) -> set[int]:
    """Which of them those are; asked only where any lies unopened."""
    lie = [one.pk for one in letters if one.state == LetterState.DELIVERED]
    if not lie:
        return set()
    return set(not_told_again(Letter.objects.filter(pk__in=lie)).values_list("pk", flat=True))
