"""Why a decision may not be made yet: every reason at once, each with the field it is at.

Sources: forvaltningsloven §§ 16, 17, 24, 25 and 27; pasient- og brukerrettighetsloven §§ 2-7 and
3-1; who must differ is the municipality's own policy.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from audit.words import filled, mark
from cases.rules import differs, extent_text, needs_vedtak
from cases.service_types import Unit
from deadlines.rules import Hearing
from decisions.legal import UnknownRate
from decisions.policy import Outcome
from decisions.rules.drafting import says_only_when
from decisions.rules.facts import DecisionFacts, LineFacts, Running, Who
from decisions.rules.impartial import impartiality
from decisions.rules.less import less
from decisions.rules.where_when import in_sentence, performer, period_objections
from people.refusals import Objection

_REASON: Final = {
    Outcome.PARTLY: mark("Skriv hvorfor {service} bare innvilges delvis."),
    Outcome.REFUSED: mark("Skriv hvorfor {service} avslås."),
    Outcome.DISMISSED: mark("Skriv hvorfor {service} avvises."),
}


def objections(decision: DecisionFacts) -> list[Objection]:
    """Everything that stands in the way, in the order of the page; empty if it may be made.

    Fields are named as the page and the API have them: `lines.0.outcome`, `considerations`.
    """
    found = list(_about_person(decision))
    for position, line in enumerate(decision.lines):
        found += _line(decision, line, f"lines.{position}")
    return [
        *found,
        *_overlaps(decision),
        *_grounds(decision),
        *_plan(decision),
        *impartiality(decision.who),
        *_who(decision.who),
    ]


def unprintable(
    texts: Mapping[str, str], why_not: Callable[[str], Sequence[str]]
) -> list[Objection]:
    """Why texts cannot stand in a letter, each at its field; `why_not` knows the letters' font."""
    return [
        Objection(sentence, "unprintable", field)
        for field, text in texts.items()
        for sentence in why_not(text)
    ]


def advice(decision: DecisionFacts) -> list[str]:
    """What the officer may want to know, and that stops nothing."""
    said: list[str] = []
    for line in decision.lines:
        if line.service is None or line.basis is None or not line.gives or line.from_on is None:
            continue
        if not needs_vedtak(line.service, line.days, line.basis.basis):
            said.append(
                filled(
                    "{name} krever ikke vedtak her (pasient- og brukerrettighetsloven § 2-7)."
                    " Hjelpen kan gis uten vedtak, og personen kan likevel klage.",
                    name=line.name,
                )
            )
    return said


def _about_person(decision: DecisionFacts) -> Iterator[Objection]:
    if decision.died_on is not None:
        yield Objection(
            filled(
                "Personen døde {died_on}. Avslutt saken som bortfalt i stedet.",
                died_on=f"{decision.died_on:%d.%m.%Y}",
            ),
            "person_dead",
        )
    if not decision.lines:
        yield Objection(mark("Vedtaket må gjelde minst én tjeneste."), "no_lines", "add_service")
    answered = {line.key for line in decision.lines}
    for key, name in decision.asked.items():
        if key not in answered:
            yield Objection(
                filled(
                    "Saken gjelder også {service}. Legg til tjenesten og velg utfall.",
                    service=in_sentence(name),
                ),
                "service_unanswered",
                "add_service",
            )


def _line(decision: DecisionFacts, line: LineFacts, at: str) -> Iterator[Objection]:
    if line.outcome is None:
        yield Objection(
            filled("Velg utfall for {service}.", service=in_sentence(line.name)),
            "outcome_missing",
            f"{at}.outcome",
        )
    elif line.gives:
        yield from _granted(decision, line, at)
    yield from _law(line, at)
    if line.outcome in _REASON and not line.reason.strip():
        sentence = filled(_REASON[line.outcome], service=in_sentence(line.name))
        yield Objection(sentence, "reason_missing", f"{at}.reason")
    if line.running is not None and _reduces(decision, line, line.running):
        yield from _advance_notice(decision.notice, line, line.running, at)


def _granted(decision: DecisionFacts, line: LineFacts, at: str) -> Iterator[Objection]:
    name = in_sentence(line.name)
    if line.extent_problem:
        yield Objection(line.extent_problem, "extent_wrong", f"{at}.quantity")
    elif line.extent is None and not (line.service and line.service.unit is Unit.YES_NO):
        yield Objection(
            filled("Skriv omfanget av {name}.", name=name),
            "extent_missing",
            f"{at}.quantity",
        )
    yield from period_objections(line, at, on=decision.on)
    yield from performer(line, at)
    if isinstance(line.charge, UnknownRate):
        yield _unknown_rate(line, line.charge, decision.on.year, at)


def _law(line: LineFacts, at: str) -> Iterator[Objection]:
    name = in_sentence(line.name)
    field = f"{at}.legal_basis"
    if line.service is None:
        yield Objection(
            filled(
                "{name} finnes ikke i tjenestelisten på vedtaksdagen. Velg en annen tjeneste.",
                name=line.name,
            ),
            "unknown_service",
            field,
        )
    elif not line.basis_chosen:
        yield Objection(
            filled("Velg hjemmel for {name}.", name=name),
            "basis_missing",
            field,
        )
    elif line.basis is None:
        yield Objection(
            filled("Hjemmelen gjelder ikke for {name} på vedtaksdagen. Velg en annen.", name=name),
            "basis_not_in_force",
            field,
        )
    elif line.route is None:
        yield Objection(
            filled(
                "Klageveien for {name} er ikke lagt inn for vedtaksdagen. Velg en annen hjemmel.",
                name=name,
            ),
            "route_missing",
            field,
        )


def _unknown_rate(line: LineFacts, rate: UnknownRate, year: int, at: str) -> Objection:
    name = in_sentence(line.name)
    sentence = (
        filled(
            "Kommunens pris for {name} er ikke lagt inn. Be systemansvarlig legge den inn."
            " Prisen blir ikke gjettet, og 0 kroner må også legges inn.",
            name=name,
        )
        if rate.local
        else filled(
            "Den nasjonale satsen for {name} i {year} er ikke lagt inn. Be systemansvarlig legge"
            " den inn. Satsen blir ikke gjettet.",
            name=name,
            year=str(year),
        )
    )
    return Objection(sentence, "fee_unknown", f"{at}.outcome")


def _reduces(decision: DecisionFacts, line: LineFacts, running: Running) -> bool:
    """Whether the decision takes from the person something they have now.

    A decision with an end ends by itself; to refuse more of it takes nothing away.
    """
    if line.gives:
        ends, begins = running.ends_on, line.from_on
        after = ends is not None and begins is not None and begins >= ends
        return less(running, line) and not after
    refused = line.outcome in {Outcome.REFUSED, Outcome.DISMISSED}
    return refused and decision.own_motion and running.ends_on is None


def _advance_notice(
    notice: Hearing | None, line: LineFacts, running: Running, at: str
) -> Iterator[Objection]:
    """Who has something now is warned before it is taken away, and heard (fvl § 16)."""
    field = f"{at}.quantity" if line.gives else f"{at}.outcome"
    has = f" ({extent_text(running.extent)})" if running.extent else ""
    if notice is None:
        yield Objection(
            filled(
                "Personen får {service} i dag{has}. Før hjelpen reduseres eller"
                " avsluttes, skal personen ha forhåndsvarsel og tid til å uttale seg"
                " (forvaltningsloven § 16). Velg «Send forhåndsvarsel» i saken, og behold"
                " omfanget til fristen er ute.",
                service=in_sentence(line.name),
                has=has,
            ),
            "advance_notice_missing",
            field,
        )
    elif notice.until is None and not notice.heard:
        yield Objection(
            "Forhåndsvarselet er ikke sendt ennå. Behold omfanget til det er sendt og fristen er"
            " ute.",
            "advance_notice_not_sent",
            field,
        )
    elif not notice.heard:
        yield Objection(
            filled(
                "Personen kan uttale seg om forhåndsvarselet til {day}. Behold omfanget til dagen"
                " er over, eller registrer svaret i saken.",
                day=f"{notice.until:%d.%m.%Y}",
            ),
            "advance_notice_runs",
            field,
        )


def _overlaps(decision: DecisionFacts) -> Iterator[Objection]:
    """The same service twice over the same days. What was given orally later, took over then."""
    given = [
        (n, line)
        for n, line in enumerate(decision.lines)
        if line.gives and line.from_on is not None
    ]
    for index, (n, line) in enumerate(given):
        if any(
            line.key == other.key and _meet(line, other) and not (line.told and other.told)
            for _, other in given[:index]
        ):
            yield Objection(
                filled(
                    "{name} er innvilget to ganger for de samme dagene. Rett periodene.",
                    name=line.name,
                ),
                "same_service_twice",
                f"lines.{n}.from_on",
            )


def _meet(one: LineFacts, other: LineFacts) -> bool:
    if one.from_on is None or other.from_on is None:
        return False
    return (one.to_on is None or other.from_on < one.to_on) and (
        other.to_on is None or one.from_on < other.to_on
    )


def _grounds(decision: DecisionFacts) -> Iterator[Objection]:
    """Forvaltningsloven § 25: the rules, the facts, the main considerations."""
    if not decision.rules.strip() and all(line.basis for line in decision.lines):
        yield Objection(mark("Reglene vedtaket bygger på mangler."), "rules_missing", "rules")
    if not decision.facts.strip():
        yield Objection(
            mark("Skriv hvilke faktiske forhold vedtaket bygger på."), "facts_missing", "facts"
        )
    elif says_only_when(decision.facts):
        yield Objection(
            mark(
                "De faktiske forholdene sier bare når behovet ble kartlagt. Skriv hva"
                " kartleggingen viste."
            ),
            "facts_say_only_when",
            "facts",
        )
    if not decision.considerations.strip():
        yield Objection(
            mark("Skriv hovedhensynene: hvorfor dere har kommet fram til dette."),
            "considerations_missing",
            "considerations",
        )
    elif decision.considerations_untouched:
        yield from _other_considerations(decision.lines)
    if not decision.persons_view.strip() and not decision.no_view_reason.strip():
        yield Objection(
            mark("Skriv hva personen selv mener, eller hvorfor det ikke kunne innhentes."),
            "view_missing",
            "persons_view",
        )
    if decision.child and decision.child_gate and not decision.childs_interest.strip():
        yield Objection(
            mark(
                "Personen er under 18 år. Skriv hva som er best for barnet, og hvordan det er hørt."
            ),
            "childs_interest_missing",
            "childs_interest",
        )


def _other_considerations(lines: Sequence[LineFacts]) -> Iterator[Objection]:
    """Another outcome than recommended cannot rest on what argued for the recommended one."""
    for line in lines:
        if _departs(line):
            yield Objection(
                filled(
                    "Hovedhensynene står som i innstillingen, men utfallet for {service} er et"
                    " annet enn innstilt. Skriv hvorfor dere har kommet fram til noe annet.",
                    service=in_sentence(line.name),
                ),
                "considerations_of_another_outcome",
                "considerations",
            )
            return


def _departs(line: LineFacts) -> bool:
    """Whether a line decides otherwise than recommended; a part of it is less than recommended.

    «Delvis» is said of what was applied for: it may well be what was recommended.
    """
    said = line.recommended
    if said is None or line.outcome is None:
        return False
    if said.gives != line.gives:
        return True
    if line.outcome is not Outcome.PARTLY or said.extent is None or line.extent is None:
        return False
    return differs(said.extent, line.extent)


def _plan(decision: DecisionFacts) -> Iterator[Objection]:
    if decision.gives and not decision.goal.strip():
        yield Objection(mark("Skriv målet med tjenesten."), "goal_missing", "goal")
    if decision.gives and decision.evaluate_on is None:
        yield Objection(
            mark("Velg når tjenesten skal evalueres."), "evaluation_missing", "evaluate_on"
        )
    elif decision.evaluate_on is not None and decision.evaluate_on <= decision.on:
        yield Objection(
            mark("Velg en evalueringsdato etter i dag."), "evaluation_not_ahead", "evaluate_on"
        )


def _why_not_alone(who: Who) -> str:
    if who.orally and who.same_person:
        return mark("Du ga hjelpen muntlig. Vedtaket skal fattes av en annen.")
    if who.orally:
        return mark("Enheten din ga hjelpen muntlig. Vedtaket skal fattes i en annen enhet.")
    if who.same_person:
        return mark("Du har skrevet innstillingen og kan ikke fatte vedtaket selv.")
    return mark("Enheten din har skrevet innstillingen. En i en annen enhet må fatte vedtaket.")


def _who(who: Who) -> Iterator[Objection]:
    if who.deciding_unit is None:
        yield Objection(
            mark(
                "Du arbeider ikke i en enhet som fatter vedtak. Overfør saken til en som gjør det."
            ),
            "unit_does_not_decide",
        )
        return
    if not who.alone or (who.alone_reason.strip() and not who.never_alone):
        return
    why = _why_not_alone(who)
    named = (
        filled("Disse kan: {who}.", who=", ".join(who.others))
        if who.others
        else mark("Be lederen din om en annen som kan.")
    )
    alone = mark("Må én avgjøre alene, skriv hvorfor. Det går til kontroll.")
    sentence = (
        filled("{why} {named}", why=why, named=named)
        if who.never_alone
        else filled("{why} {named} {alone}", why=why, named=named, alone=alone)
    )
    yield Objection(
        sentence, "own_recommendation" if who.same_person else "own_unit", "alone_reason"
    )
