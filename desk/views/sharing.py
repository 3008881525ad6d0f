"""«Fordeling»: the leader gives new cases, or what somebody who is away has, to one or several."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit.words import said
from cases.queries import staff_names
from deadlines import actions
from desk import forms, queries
from desk.rules import Hand, spread
from notifications.queries import oldest_unsent
from people.access import Actor, Look, reading
from people.adapters import carried_out, status_of, to_be_told, who
from people.queries import Member, member, receipt
from people.roles import Permission

PAGE = "Fordeling"
CONFIRMED = "bekreft"


@dataclass(frozen=True, slots=True)
class Line:
    """A case that can be given, with what somebody has to do in it."""

    row: queries.CaseRow
    titles: tuple[str, ...] = ()
    is_theirs: bool = True
    given_apart: tuple[tuple[str, str], ...] = ()
    steps: tuple[queries.Step, ...] = ()  # of a case nobody has: what is to be done, and who has it
    helped: bool = False  # help is given already
    named: bool = False  # only the leader can give it


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the work comes from, who can have it, and the page it is chosen on."""

    lines: Sequence[Line]
    team: Sequence[queries.Load]
    queues: Sequence[queries.Queue] = ()
    unit_id: int | None = None  # the queue; none: somebody's work
    unsent: dt.datetime | None = None  # since when the oldest letter of those led has waited
    may_post: bool = False
    giver: Member | None = None
    work: queries.AllWork | None = None
    has: queries.Load | None = None  # what the giver has, by the same count as in «Fordeling»

    @property
    def asked(self) -> str:
        """What says it in an address."""
        return f"fra={self.giver.public_id}" if self.giver else f"enhet={self.unit_id or ''}"

    @property
    def back(self) -> str:
        """The page."""
        return _back(str(self.unit_id or ""), self.giver.public_id if self.giver else "")


@require_GET
def sharing(request: HttpRequest) -> HttpResponse:
    """What nobody in the unit has taken, with what each in the team has."""
    actor, at = who(request)
    ground = _queue(request.GET.get("enhet", ""), actor, at)
    return _choose(request, ground, all_ticked=request.GET.get("velg") == "alle")


@require_GET
def team_work(request: HttpRequest, staff_id: uuid.UUID) -> HttpResponse:
    """All that one in the team has, to be given to others; everything is ticked."""
    actor, at = who(request)
    ground = _work_of(str(staff_id), actor, at)
    return _choose(request, ground, all_ticked=request.GET.get("velg") != "ingen")


@require_POST
def give_work(request: HttpRequest) -> HttpResponse:
    """Who is to have which, as proposed and as changed; and then the receipt."""
    actor, at = who(request)
    giver = request.POST.get("fra", "")
    ground = (
        _work_of(giver, actor, at) if giver else _queue(request.POST.get("enhet", ""), actor, at)
    )
    references = list(dict.fromkeys(request.POST.getlist("sak")))
    confirmed = CONFIRMED in request.POST
    chosen = [one for one in ground.lines if one.row.reference in set(references)]
    hands = [one for one in ground.team if str(one.who.id) in request.POST.getlist("til")]
    if not confirmed and (not chosen or not hands):
        return _choose(
            request,
            ground,
            ticked=references,
            receivers=[one.who.id for one in hands],
            missing=_("Velg minst én sak.") if not chosen else _("Velg hvem som skal ha sakene."),
        )
    form = _form(request, ground, chosen, references, hands, confirmed=confirmed)
    known, key = to_be_told(request, actor)
    lines = {one.row.reference: one for one in chosen}
    done = carried_out(
        form,
        lambda: actions.give_work(
            [
                actions.Portion(
                    reference=reference,
                    staff_id=staff_id,
                    case=lines[reference].is_theirs if reference in lines else True,
                    tasks=lines[reference].given_apart if reference in lines else (),
                )
                for reference, staff_id in form.receivers().items()
            ],
            from_staff=ground.giver.id if ground.giver else None,
            also_away=form.cleaned_data["also_away"],
            actor=known,
            at=at,
        ),
    )
    if done is not None:
        # To a page of its own: who comes back to it sends nothing again.
        return redirect(f"{resolve_url('share-receipt', receipt_id=key)}?{ground.asked}")
    context = {
        "form": form,
        "ground": ground,
        "rows": [(one, form[f"til.{one.row.reference}"]) for one in chosen],
        "gone": len(references) - len(chosen),
        "hands": hands,
        "away": [one.who for one in hands if one.who.away_until],
    }
    return render(request, "desk/share.html", context, status=status_of(form))


@require_GET
def share_receipt(request: HttpRequest, receipt_id: str) -> HttpResponse:
    """What became of each, for who did it; with what stands with somebody else by now."""
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, Permission.DISTRIBUTE, page=f"{PAGE} – kvittering", at=at) as look:
        done: list[actions.Given] = receipt(
            receipt_id, route=f"POST {resolve_url('give-work')}", actor=actor, at=at
        )
        rows = queries.cases_named([one["reference"] for one in done], actor=actor, on=on)
        look.saw(persons=[row.person_id for row in rows], ground="distribution")
        steps = queries.tasks_in([row.id for row in rows], actor=actor, on=on)
        names = staff_names({one["staff_id"] for one in done})
    known = {row.reference: row for row in rows}
    context = {
        "results": [
            {
                "reference": one["reference"],
                "person": known[one["reference"]].person if one["reference"] in known else "",
                "died_on": known[one["reference"]].died_on if one["reference"] in known else None,
                "protection": known[one["reference"]].protection
                if one["reference"] in known
                else "",
                "to": names.get(one["staff_id"], ""),
                "why": said(one["why"], _),
                "apart": [
                    step
                    for step in steps.get(known[one["reference"]].id, ())
                    if step.holder and step.holder_id != one["staff_id"]
                ]
                if one["reference"] in known and not one["why"]
                else [],
            }
            for one in done
        ],
        "summary": _("%(n)s av %(total)s saker er gitt.")
        % {"n": sum(not one["why"] for one in done), "total": len(done)},
        "back": _back(request.GET.get("enhet", ""), request.GET.get("fra", "")),
    }
    return render(request, "desk/share_receipt.html", context)


def _back(unit: str, giver: str) -> str:
    """The page it was chosen on: all that somebody has, or a unit's queue."""
    try:
        return resolve_url("team-work", staff_id=uuid.UUID(giver))
    except ValueError:
        return f"{resolve_url('sharing')}?{urlencode({'enhet': unit})}"


def _form(
    request: HttpRequest,
    ground: Ground,
    chosen: Sequence[Line],
    references: Sequence[str],
    hands: Sequence[queries.Load],
    *,
    confirmed: bool,
) -> forms.Share:
    """The choices, with the cases spread over those who were chosen."""
    staff = [Hand(one.who.id, one.who.open_cases, one.who.capacity) for one in hands]
    proposed = spread([(one.row.reference, one.row.person_id) for one in chosen], staff)
    form = forms.Share(request.POST if confirmed else None)
    shown = references if confirmed else [one.row.reference for one in chosen]
    team = [one.who for one in ground.team]
    warn = any(one.who.away_until for one in hands) or (
        confirmed and any(one.away_until for one in team)
    )
    form.lay_out(shown, team, proposed, warn=warn)
    return form


def _choose(
    request: HttpRequest,
    ground: Ground,
    *,
    all_ticked: bool = False,
    ticked: Sequence[str] = (),
    receivers: Sequence[int] = (),
    missing: str = "",
) -> HttpResponse:
    """The list to choose from; what was ticked stays ticked when something is missing."""
    marked = {one.row.reference for one in ground.lines} if all_ticked else set(ticked)
    context: dict[str, Any] = {
        "ground": ground,
        "unsent": ground.unsent,
        "may_post": ground.may_post,
        "lines": [(one, one.row.reference in marked) for one in ground.lines],
        "team": [(one, one.who.id in set(receivers)) for one in ground.team],
        "tabs": [
            {
                "label": queue.unit,
                "url": f"?enhet={queue.unit_id}",
                "count": queue.waiting,
                "current": queue.unit_id == ground.unit_id,
            }
            for queue in ground.queues
        ],
        "all_ticked": bool(marked) and len(marked) == len(ground.lines),
        "missing": missing,
    }
    template = "desk/team_work.html" if ground.giver else "desk/sharing.html"
    return render(request, template, context, status=422 if missing else 200)


def _queue(unit: str, actor: Actor, at: dt.datetime) -> Ground:
    """The cases of a unit that nobody has taken: the one asked for, else where most wait."""
    on = localdate(at)
    with reading(actor, Permission.DISTRIBUTE, page=PAGE, at=at) as look:
        found = queries.queues(actor=actor, on=on)
        unsent, may_post = oldest_unsent(actor, at=at), actor.may(Permission.POST_LETTERS)
        asked = [queue.unit_id for queue in found if str(queue.unit_id) == unit]
        unit_id = next(iter([*asked, *(queue.unit_id for queue in found)]), None)
        if unit_id is None:
            return Ground(lines=(), team=(), unsent=unsent, may_post=may_post)
        rows = queries.new_cases(actor=actor, unit_id=unit_id, on=on)
        team = queries.loads([unit_id], actor=actor, on=on)
        _saw(look, rows)
        ids = [row.id for row in rows]
        steps = queries.tasks_in(ids, actor=actor, on=on)
        helped = queries.helped(ids, on=on)
        named = queries.of_the_named(rows, actor=actor)
    lines = [
        Line(row, steps=steps.get(row.id, ()), helped=row.id in helped, named=row.id in named)
        for row in rows
    ]
    return Ground(lines, team, found, unit_id, unsent=unsent, may_post=may_post)


def _work_of(staff_id: str, actor: Actor, at: dt.datetime) -> Ground:
    """What somebody in the team has, and their colleagues."""
    on = localdate(at)
    with reading(actor, Permission.DISTRIBUTE, page=f"{PAGE} – ansatt", at=at) as look:
        giver = member(staff_id, actor=actor, on=on)
        work = queries.work_of(giver.id, actor=actor, on=on)
        units = queries.team_unit_ids(giver.id, actor=actor, on=on)
        team = queries.loads(units, actor=actor, on=on)
        _saw(look, [one.row for one in work.portions])
        look.saw(persons=[one.person_id for one in work.promises if one.person])
    lines = [Line(one.row, one.titles, one.is_theirs, one.given_apart) for one in work.portions]
    others = [one for one in team if one.who.id != giver.id]
    has = next((one for one in team if one.who.id == giver.id), None)
    return Ground(lines, others, giver=giver, work=work, has=has)


def _saw(look: Look, rows: Sequence[queries.CaseRow]) -> None:
    look.saw(persons=[row.person_id for row in rows], ground="distribution")
