"""«Forløpstavle»: who must be moved today, as columns, as a list, or on a wall."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from audit.words import mark
from cases.stages import Stage
from pathways import forms, queries
from people.access import reading
from people.roles import Permission
from people.signed_in import actor_of

# A case sent back is shown first, and only while there is one.
RETURNED: Final = (
    mark("Under kartlegging"),
    frozenset({Stage.RECEIVED, Stage.ASSESSMENT, Stage.TRIAL}),
)
COLUMNS: Final[tuple[tuple[str, frozenset[Stage]], ...]] = (
    (mark("Innstilt"), frozenset({Stage.RECOMMENDED})),
    (mark("Hos forløpskoordinator"), frozenset({Stage.HANDOVER})),
    (mark("Til vedtak"), frozenset({Stage.DECISION, Stage.APPROVAL})),
    (mark("Vedtak fattet"), frozenset({Stage.DECIDED})),
    (mark("Tjeneste i gang"), frozenset({Stage.DELIVERY})),
)
MOVES: Final[dict[Stage, tuple[tuple[str, str], ...]]] = {
    Stage.RECOMMENDED: ((mark("Hos forløpskoordinator"), "overfor/"),),
    Stage.HANDOVER: ((mark("Til vedtak"), ""), (mark("Under kartlegging"), "tilbake/")),
    Stage.DELIVERY: ((mark("Avsluttet forløp"), "avslutt/"),),
}


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The board, filtered by the URL; `vis=liste` is the list, `vegg=1` hides names."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    wanted = request.GET.get("ansvarlig", "")
    coordinator = "" if wanted == forms.NOBODY else public_id(wanted)
    with reading(actor, Permission.OPEN_CASE, page="Forløpstavle", at=at) as look:
        found = queries.board(
            actor=actor,
            on=localdate(at),
            unit=request.GET.get("enhet", ""),
            coordinator=coordinator,
            nobody=wanted == forms.NOBODY,
        )
        look.saw(persons=[card.person_id for card in found.cards])
    wall = request.GET.get("vegg") == "1"
    listed = request.GET.get("vis") == "liste"
    return render(
        request,
        "pathways/board.html",
        {
            "filter": forms.BoardFilter(
                request.GET, units=found.units, coordinators=found.coordinators
            ),
            "shown": len(found.cards),
            "total": found.total,
            "tabs": _tabs(request, listed=listed, wall=wall),
            "wall": wall,
            "listed": listed,
            "cards": found.cards,
            "columns": _columns(found.cards, wall=wall),
            "persons": len({card.person_id for card in found.cards}),
        },
    )


def public_id(text: str) -> str:
    """A public id from the URL; empty for anything else, which filters nothing."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _tabs(request: HttpRequest, *, listed: bool, wall: bool) -> list[dict[str, Any]]:
    def url(**changed: str) -> str:
        query = request.GET.copy()
        for name in ("vis", "vegg"):
            query.pop(name, None)
        query.update(changed)
        return f"?{query.urlencode()}"

    return [
        {"label": _("Tavle"), "url": url(), "count": None, "current": not listed and not wall},
        {"label": _("Liste"), "url": url(vis="liste"), "count": None, "current": listed},
        {"label": _("Veggvisning"), "url": url(vegg="1"), "count": None, "current": wall},
    ]


def _columns(cards: tuple[queries.Card, ...], *, wall: bool) -> list[dict[str, Any]]:
    returned = any(card.stage in RETURNED[1] for card in cards)
    columns = []
    for label, stages in (RETURNED, *COLUMNS) if returned else COLUMNS:
        here = [card for card in cards if card.stage in stages]
        columns.append(
            {
                "label": label,
                "count": len(here),
                "cards": [_card(card, wall=wall) for card in here],
            }
        )
    return columns


def _card(card: queries.Card, *, wall: bool) -> dict[str, Any]:
    base = f"/saker/{card.reference}/forlop/"
    lines = [card.services] if not wall else []
    if card.days:
        lines.append(ngettext("%(n)s dag her", "%(n)s dager her", card.days) % {"n": card.days})
    else:
        lines.append(_("Kom i dag"))
    if card.next_step:
        lines.append(_("Neste: %(step)s") % {"step": _(card.next_step)})
    if card.questions:
        lines.append(
            ngettext("%(n)s ubesvart spørsmål", "%(n)s ubesvarte spørsmål", card.questions)
            % {"n": card.questions}
        )
    return {
        "title": card.initials if wall else card.name,
        "url": "" if wall else base,
        "lines": lines,
        # The column says the stage; only the one that differs from it is said on the card.
        "status": card.stage_label if card.stage is Stage.APPROVAL else "",
        "tone": card.tone,
        "responsible": card.holder,
        "moves": []
        if wall
        else [{"label": label, "url": base + page} for label, page in _moves(card)],
    }


def _moves(card: queries.Card) -> tuple[tuple[str, str], ...]:
    """A card that waits for an answer is answered on its page; nothing can be moved meanwhile."""
    if card.waits_for:
        return ((mark("Svar på overføringen"), ""),)
    return MOVES.get(card.stage, ())
