"""Rules about the recommendation (innstilling): why it cannot be sent, and what changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from assessments.rules.lines import Line, TypedLine, at_line, read_lines
from assessments.rules.renewal import Given, changed_untold, too_early
from audit.words import filled, mark
from cases.service_types import CARE_LADDER, service_type
from people.refusals import Objection


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedProposal:
    """What somebody typed as a recommendation; anything may still be missing."""

    lines: tuple[TypedLine, ...] = ()
    ladder_step: int | None = None
    why_not_lower: str = ""
    professional_assessment: str = ""
    persons_view: str = ""
    no_view_reason: str = ""
    goal: str = ""
    evaluate_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a recommendation says."""

    lines: tuple[Line, ...] = ()
    ladder_step: int | None = None
    why_not_lower: str = ""
    professional_assessment: str = ""
    persons_view: str = ""
    no_view_reason: str = ""
    goal: str = ""
    evaluate_on: date | None = None

    @property
    def refuses_all(self) -> bool:
        """Whether nothing is recommended granted."""
        return bool(self.lines) and all(line.refuse for line in self.lines)


TEXTS: Final[dict[str, str]] = {
    "why_not_lower": mark("Hvorfor ikke et lavere trinn?"),
    "professional_assessment": mark("Faglig vurdering"),
    "persons_view": mark("Personens syn på forslaget"),
    "no_view_reason": mark("Hvorfor synet ikke kunne innhentes"),
    "goal": mark("Mål"),
}


def read_proposal(typed: TypedProposal, *, on: date) -> tuple[Proposal, list[Objection]]:
    """What was typed as a proposal, and what is wrong with it at which field."""
    lines, found = read_lines(typed.lines, on=on)
    if typed.ladder_step not in {None, *(rung.number for rung in CARE_LADDER)}:
        found.append(Objection(mark("Velg et trinn fra listen."), "unknown_step", "ladder_step"))
    return (
        Proposal(
            lines=lines,
            ladder_step=typed.ladder_step,
            evaluate_on=typed.evaluate_on,
            **{field: getattr(typed, field) for field in TEXTS},
        ),
        found,
    )


def objections(
    proposal: Proposal,
    *,
    asked: Collection[str],
    assessed: bool,
    simplified: bool,
    on: date,
    renewal: bool = False,
    whole: bool = True,
    trying: bool = False,
    received_on: date | None = None,
    given: Sequence[Given] = (),
    carried: str = "",
) -> list[Objection]:
    """Every reason the recommendation cannot be sent on `on`; empty if it can.

    `asked`: the services the case is about. `assessed`: a kartlegging is completed. The simplified
    course (forenklet løp) asks for neither that nor why a lower step will not do. `renewal`: what
    the person has is not changed; it takes the simplified course, with a kartlegging. `whole`:
    every variable of that has a score, which anything else than a renewal rests on. `trying`: a
    measure is still being tried, and what it shows is part of the grounds. `received_on`: when the
    case came in, before which nothing is given. `given`: what the person had when the case began
    from it; `carried`: the professional assessment that came along. Sources: pbrl § 3-1
    (the person's view), fvl § 25 (grounds), the care ladder is the municipality's own.
    """
    return [
        *_about_services(proposal, asked, on),
        *_about_start(proposal, received_on, given, on),
        *_about_step(proposal, simplified=simplified),
        *_about_grounds(proposal),
        *_about_change(proposal, given, carried),
        *_about_goal(proposal, on),
        *_about_assessment(assessed=assessed or (simplified and not renewal)),
        *_about_scores(assessed=assessed, enough=whole or simplified),
        *_about_trial(trying=trying),
    ]


def _about_services(proposal: Proposal, asked: Collection[str], on: date) -> list[Objection]:
    if not proposal.lines:
        return [
            Objection(
                mark("Legg til minst én tjeneste i forslaget."), "services_missing", "services"
            )
        ]
    found = []
    for n, line in enumerate(proposal.lines):
        name = service_type(line.service_key, on=on).name_nb
        if not line.refuse and line.quantity is None:
            found.append(
                Objection(
                    filled("Skriv omfanget av {name}.", name=name),
                    *at_line("quantity_missing", n, "quantity"),
                )
            )
        if not line.refuse and line.from_on is None:
            found.append(
                Objection(
                    filled("Velg når {name} skal starte.", name=name),
                    *at_line("from_missing", n, "from_on"),
                )
            )
        if any(_same_days(line, other) for other in proposal.lines[:n]):
            found.append(
                Objection(
                    filled("{name} står to ganger for de samme dagene.", name=name),
                    *at_line("service_twice", n, "service_key"),
                )
            )
    answered = {line.service_key for line in proposal.lines}
    found += [
        Objection(
            filled(
                "Det er søkt om {service}. Ta tjenesten med i forslaget, også når du"
                " foreslår avslag.",
                service=service_type(key, on=on).name_nb,
            ),
            "service_unanswered",
            "services",
        )
        for key in dict.fromkeys(asked)
        if key not in answered
    ]
    return found


def _same_days(line: Line, other: Line) -> bool:
    if line.service_key != other.service_key:
        return False
    if line.refuse or other.refuse or line.from_on is None or other.from_on is None:
        return True
    return (other.to_on is None or line.from_on < other.to_on) and (
        line.to_on is None or other.from_on < line.to_on
    )


def _about_start(
    proposal: Proposal, received_on: date | None, given: Sequence[Given], on: date
) -> list[Objection]:
    had = {one.service_key: one for one in given}
    found = []
    for n, line in enumerate(proposal.lines):
        if line.refuse or received_on is None:
            continue
        why = too_early(
            service_type(line.service_key, on=on).name_nb,
            line.from_on,
            received_on=received_on,
            given=had.get(line.service_key),
        )
        if why:
            found.append(Objection(why, *at_line("from_too_early", n, "from_on")))
    return found


def _about_step(proposal: Proposal, *, simplified: bool) -> list[Objection]:
    if proposal.refuses_all:
        return []
    if proposal.ladder_step is None:
        return [
            Objection(mark("Velg trinn i omsorgstrappen."), "ladder_step_missing", "ladder_step")
        ]
    lowest = proposal.ladder_step == CARE_LADDER[0].number
    if simplified or lowest or proposal.why_not_lower.strip():
        return []
    return [
        Objection(
            mark("Skriv hvorfor et lavere trinn ikke er nok."),
            "why_not_lower_missing",
            "why_not_lower",
        )
    ]


def _about_grounds(proposal: Proposal) -> list[Objection]:
    found = []
    if not proposal.professional_assessment.strip():
        found.append(
            Objection(
                mark("Skriv den faglige vurderingen."),
                "assessment_missing",
                "professional_assessment",
            )
        )
    if not proposal.persons_view.strip() and not proposal.no_view_reason.strip():
        found.append(
            Objection(
                mark("Skriv personens syn på forslaget, eller hvorfor det ikke kunne innhentes."),
                "persons_view_missing",
                "persons_view",
            )
        )
    if proposal.persons_view.strip() and proposal.no_view_reason.strip():
        found.append(
            Objection(
                mark("Personens syn er skrevet. Slett begrunnelsen, eller slett synet."),
                "view_and_reason",
                "no_view_reason",
            )
        )
    return found


def _about_change(proposal: Proposal, given: Sequence[Given], carried: str) -> list[Objection]:
    now = proposal.professional_assessment
    if not changed_untold(given, proposal.lines, before=carried, now=now):
        return []
    return [
        Objection(
            mark(
                "Hva begrunner endringen? Skriv det i «Faglig vurdering». Teksten står som i den"
                " forrige innstillingen."
            ),
            "change_not_reasoned",
            "professional_assessment",
        )
    ]


def _about_goal(proposal: Proposal, on: date) -> list[Objection]:
    if proposal.refuses_all:
        return []
    found = []
    if not proposal.goal.strip():
        found.append(Objection(mark("Skriv målet med tjenesten."), "goal_missing", "goal"))
    if proposal.evaluate_on is None:
        found.append(
            Objection(
                mark("Velg når tjenesten skal evalueres."), "evaluation_missing", "evaluate_on"
            )
        )
    elif proposal.evaluate_on <= on:
        found.append(
            Objection(
                mark("Velg en evalueringsdato etter i dag."), "evaluation_not_ahead", "evaluate_on"
            )
        )
    return found


def _about_assessment(*, assessed: bool) -> list[Objection]:
    if assessed:
        return []
    return [
        Objection(
            mark("Fullfør kartleggingen før du sender innstillingen."), "assessment_not_completed"
        )
    ]


def _about_scores(*, assessed: bool, enough: bool) -> list[Objection]:
    if not assessed or enough:
        return []
    return [
        Objection(
            mark(
                "Forslaget endrer det personen har i dag. Velg «Endre kartleggingen», og vurder"
                " resten av områdene."
            ),
            "assessment_not_whole",
        )
    ]


def _about_trial(*, trying: bool) -> list[Objection]:
    if not trying:
        return []
    return [Objection(mark("Avslutt utprøvingen før du sender innstillingen."), "trial_not_ended")]


# What is kept of each submission


def as_json(proposal: Proposal) -> dict[str, Any]:
    """The proposal as it is kept with a submission: dates as ISO, minutes as whole numbers."""
    return {
        "services": [
            {
                "service_key": line.service_key,
                "quantity": line.quantity,
                "unit": line.unit,
                "per": line.per,
                "helpers": line.helpers,
                "night": line.night,
                "from_on": line.from_on.isoformat() if line.from_on else None,
                "to_on": line.to_on.isoformat() if line.to_on else None,
                "refuse": line.refuse,
            }
            for line in proposal.lines
        ],
        "ladder_step": proposal.ladder_step,
        **{field: getattr(proposal, field) for field in TEXTS},
        "evaluate_on": proposal.evaluate_on.isoformat() if proposal.evaluate_on else None,
    }


def from_json(content: Mapping[str, Any]) -> Proposal:
    """The proposal that was kept."""
    return Proposal(
        lines=tuple(
            Line(**{**row, "from_on": _day(row["from_on"]), "to_on": _day(row["to_on"])})
            for row in content["services"]
        ),
        ladder_step=content["ladder_step"],
        evaluate_on=_day(content["evaluate_on"]),
        **{field: content[field] for field in TEXTS},
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def changed(before: Proposal, now: Proposal) -> frozenset[str]:
    """Which parts say something else than last time: field names, and «services»."""
    fields = {field for field in TEXTS if getattr(before, field) != getattr(now, field)}
    if before.lines != now.lines:
        fields.add("services")
    if before.ladder_step != now.ladder_step:
        fields.add("ladder_step")
    if before.evaluate_on != now.evaluate_on:
        fields.add("evaluate_on")
    return frozenset(fields)
