"""When a granted service is given, and by whom: what a line may say of its days and its unit."""

from collections.abc import Iterator
from datetime import date

from audit.words import filled, mark
from decisions.rules.facts import LineFacts
from people.refusals import Objection


def period_objections(line: LineFacts, at: str, *, on: date) -> Iterator[Objection]:
    """What is wrong with the days of a line at `at`, decided on a day."""
    if line.from_on is None:
        name = in_sentence(line.name)
        yield Objection(
            filled("Velg fra hvilken dag {name} gjelder.", name=name),
            "from_missing",
            f"{at}.from_on",
        )
    elif line.too_early and not line.told:
        yield Objection(line.too_early, "from_too_early", f"{at}.from_on")
    elif line.to_on is not None and line.to_on <= line.from_on:
        yield Objection(
            mark("Siste dag kan ikke være før første dag."), "period_backwards", f"{at}.to_on"
        )
    elif line.to_on is not None and line.to_on <= on and not line.told:
        yield Objection(
            mark("Siste dag er allerede passert. Velg en senere dag."), "period_over", f"{at}.to_on"
        )


def performer(line: LineFacts, at: str) -> Iterator[Objection]:
    """What is wrong with the unit of a line at `at`."""
    if not line.unit_chosen:
        yield Objection(
            filled("Velg hvilken enhet som skal utføre {name}.", name=in_sentence(line.name)),
            "unit_missing",
            f"{at}.unit_performing",
        )
    elif not line.unit_performs and not line.told:
        yield Objection(
            mark("Enheten utfører ikke tjenester på startdagen. Velg en annen."),
            "unit_not_performing",
            f"{at}.unit_performing",
        )
    elif line.unit_gives_not and not line.told:
        yield gives_not(line.unit_gives_not, line.name, f"{at}.unit_performing")


def gives_not(unit: str, service: str, field: str) -> Objection:
    """The unit is not among those that the municipality lets give the service."""
    return Objection(
        filled(
            "{unit} gir ikke {name}. Velg en enhet som gjør det.",
            unit=unit,
            name=in_sentence(service),
        ),
        "unit_gives_not",
        field,
    )


def in_sentence(name: str) -> str:
    """A service's name inside a sentence; an acronym keeps its capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
