"""What an import would do: every row judged, and what is right gathered person by person."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audit.words import mark
from delivery.queries.import_known import Known, known
from delivery.queries.import_rows import (
    UnitGiven,
    person_of_row,
    relative_of,
    representative_of,
    unit_of,
)
from delivery.queries.landscape import Place
from delivery.rules import (
    COLUMN_OF,
    DECISIONS,
    ORDERS,
    PEOPLE,
    RELATIVES,
    REPRESENTATIVES,
    UNITS,
    Cells,
    DecisionGiven,
    Fault,
    Row,
    ServiceGiven,
    Surroundings,
    running_objections,
    service_of,
)
from people.models import Relative, Representative, Resident, UnitKind
from people.refusals import Refused
from people.rules import IdentityNumber as Checked

Rows = Mapping[str, Sequence[Row]]


@dataclass(slots=True)
class Household:
    """One person of the files, with those who stand by them and what runs: written whole or not."""

    external_id: str
    at: Row  # the row that is named when the whole is refused
    known: Resident | None = None
    new: Resident | None = None
    number: Checked | None = None
    called_so: bool = False
    zone: str = ""
    relatives: list[tuple[str, Relative]] = field(default_factory=list)
    representatives: list[tuple[str, Representative]] = field(default_factory=list)
    decisions: list[tuple[DecisionGiven, Place]] = field(default_factory=list)

    @property
    def nothing_new(self) -> bool:
        """Whether all of it is here already."""
        return self.called_so and not (self.relatives or self.representatives or self.decisions)


@dataclass(slots=True)
class Plan:
    """What would be written, what is wrong, and what is here already."""

    units: list[UnitGiven] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)  # by file: rows that are here already


def plan_import(
    rows: Rows, faults: Sequence[Fault], *, source: str, municipality_id: int, on: dt.date
) -> Plan:
    """Judge every row of the files, with everything that is wrong at once, in the files' order.

    A person with a fault in any row about them is left out whole.
    """
    numbers = [re.sub(r"[\s-]", "", row.get("fodselsnummer")) for row in rows.get(PEOPLE, ())]
    here = known(municipality_id, source, numbers=[n for n in numbers if n], on=on)
    return _Planner(rows, here, municipality_id, on, list(faults)).plan()


class _Planner:
    """The work of `plan_import`, step by step: units, people, those close, decisions."""

    def __init__(
        self, rows: Rows, here: Known, municipality_id: int, on: dt.date, faults: list[Fault]
    ) -> None:
        self.rows = rows
        self.here = here
        self.municipality_id = municipality_id
        self.on = on
        self.result = Plan(faults=faults)
        self.homes: dict[str, Household] = {}
        self.bad: set[str] = set()  # persons with a fault
        self.spoiled: set[str] = set()  # decisions with an order that could not be read
        self.running: dict[str, set[str]] = {}
        self.performing = {
            *here.around.performing,
            *(name for name, unit in here.unit_names.items() if unit.performs),
        }
        self.zones = {
            *(key for key, unit in here.units.items() if unit.kind == UnitKind.DISTRICT),
            *(name for name, u in here.unit_names.items() if u.kind == UnitKind.DISTRICT),
        }

    def plan(self) -> Plan:
        self._units()
        self._people()
        self._relatives()
        self._representatives()
        self._decisions()
        self.result.households = [
            home
            for name, home in self.homes.items()
            if name not in self.bad and not home.nothing_new
        ]
        order = {name: n for n, name in enumerate(("", *self.rows))}
        self.result.faults.sort(key=lambda f: (order.get(f.file, 0), f.line))
        return self.result

    # Units

    def _units(self) -> None:
        for cells, name in self._named(UNITS, "enhet_id"):
            if name in self.here.unit_names:
                self._here_before(UNITS)
                continue
            unit = unit_of(cells, name, self.here.units)
            if not self._faulty(cells):
                self.result.units.append(unit)
                if unit.performs:
                    self.performing.add(name)
                if unit.kind == UnitKind.DISTRICT:
                    self.zones.add(name)

    # People

    def _people(self) -> None:
        numbers: dict[str, str] = {}  # whose each is
        for cells, name in self._named(PEOPLE, "person_id"):
            known_so = self.here.people.get(name)
            told = person_of_row(cells, municipality_id=self.municipality_id, on=self.on)
            if told.number is not None:
                digits = told.number.digits
                owner = self.here.numbers.get(digits)
                if numbers.setdefault(digits, name) != name:
                    cells.wrong(
                        "fodselsnummer", mark("Det samme nummeret står på en annen person i filen.")
                    )
                self._must_be_same(cells, known_so, owner)
                known_so = known_so or owner
            zone = cells.text("sone")
            if zone and zone not in self.zones:
                cells.wrong("sone", mark("Det finnes ingen sone med denne nøkkelen."))
            home = Household(
                name,
                cells.row,
                known=known_so,
                new=None if known_so else told.resident,
                number=told.number,
                called_so=name in self.here.people,
                zone=zone,
            )
            self.homes[name] = home
            self._judge(cells, home)
            if home.called_so:
                self._here_before(PEOPLE)

    def _must_be_same(
        self, cells: Cells, known_so: Resident | None, owner: Resident | None
    ) -> None:
        if known_so is not None and owner is not None and owner.pk != known_so.pk:
            cells.wrong("fodselsnummer", mark("Nummeret tilhører en annen person som er her."))

    # Those close

    def _relatives(self) -> None:
        first: set[str] = set()  # whose nearest is told
        for cells, name, home in self._close(RELATIVES, "parorende_id", "RELATIVE"):
            relative = relative_of(cells, on=self.on)
            if relative.next_of_kin and home.external_id in first:
                cells.wrong("naermeste", mark("Personen har allerede en nærmeste pårørende."))
            if relative.next_of_kin:
                first.add(home.external_id)
            home.relatives.append((name, relative))
            self._judge(cells, home)

    def _representatives(self) -> None:
        for cells, name, home in self._close(REPRESENTATIVES, "representant_id", "REPRESENTATIVE"):
            home.representatives.append((name, representative_of(cells)))
            self._judge(cells, home)

    def _close(self, file: str, column: str, kind: str) -> Iterator[tuple[Cells, str, Household]]:
        """The rows of a file about somebody who stands by a person, and is not here already."""
        for cells, name in self._named(file, column):
            home = self._home(cells)
            if home is None:
                self._faulty(cells)
            elif name in self.here.names[kind]:
                self._here_before(file)
            else:
                yield cells, name, home

    # Decisions

    def _decisions(self) -> None:
        orders: dict[str, list[tuple[Cells, ServiceGiven]]] = {}
        for cells, name in self._named(ORDERS, "bestilling_id"):
            orders.setdefault(cells.must("vedtak_id"), []).append(
                (cells, service_of(cells, on=self.on))
            )
            if name in self.here.orders and self.here.orders[name] != cells.text("vedtak_id"):
                cells.wrong(
                    "vedtak_id", mark("Bestillingen er overført fra før på et annet vedtak.")
                )
        for cells, name in self._named(DECISIONS, "vedtak_id"):
            self._decision(cells, name, orders.pop(name, []))
        for left in orders.values():
            for cells, _service in left:
                self._homeless(cells)

    def _homeless(self, cells: Cells) -> None:
        """An order whose decision is in no file: here already with it, or about nothing."""
        if self.here.orders.get(cells.text("bestilling_id")) == cells.text("vedtak_id") != "":
            self._here_before(ORDERS)
        elif cells.text("vedtak_id"):
            cells.wrong("vedtak_id", mark("Vedtaket står ikke i vedtak.csv."))
        self._faulty(cells)

    def _decision(self, cells: Cells, name: str, orders: list[tuple[Cells, ServiceGiven]]) -> None:
        home = self._home(cells)
        if name in self.spoiled and home is not None:
            self.bad.add(home.external_id)
        if name in self.spoiled and not orders:
            pass  # that its only order cannot be read is told there
        elif name in self.here.decisions:
            self._decision_here(cells, name, home, orders)
        elif home is not None:
            self._decision_new(cells, name, home, orders)
        faulty = [self._faulty(one) for one in (cells, *(order for order, _service in orders))]
        if any(faulty) and home is not None:
            self.bad.add(home.external_id)

    def _decision_here(
        self,
        cells: Cells,
        name: str,
        home: Household | None,
        orders: list[tuple[Cells, ServiceGiven]],
    ) -> None:
        whose = self.here.decisions[name]
        if home is not None and (home.known is None or home.known.pk != whose):
            cells.wrong("vedtak_id", mark("Vedtaket er overført fra før på en annen person."))
        self._here_before(DECISIONS)
        for order, service in orders:
            if service.reference in self.here.orders:
                self._here_before(ORDERS)
            else:
                order.wrong(
                    "vedtak_id",
                    mark("Vedtaket er overført fra før og kan ikke få flere bestillinger."),
                )

    def _decision_new(
        self,
        cells: Cells,
        name: str,
        home: Household,
        orders: list[tuple[Cells, ServiceGiven]],
    ) -> None:
        given = DecisionGiven(
            reference=name,
            decided_on=cells.must_day("fattet"),
            evaluate_on=cells.day("evalueres"),
            goal=cells.text("mal"),
            services=tuple(service for _cells, service in orders),
        )
        running = self.running.setdefault(
            home.external_id,
            set(self.here.running.get(home.known.pk, ())) if home.known else set(),
        )
        died_on = home.known.died_on if home.known else None
        around = Surroundings(self.on, self.performing, running, died_on)
        for objection in running_objections(given, around):
            at, n, column = (*objection.field.split("."), "", "")[:3]
            if at == "services":
                orders[int(n)][0].wrong(COLUMN_OF[ORDERS].get(column, column), objection.sentence)
            else:
                cells.wrong(COLUMN_OF[DECISIONS].get(at, at), objection.sentence)
        running |= {service.service_key for service in given.services}
        if not cells.faults and not any(order.faults for order, _service in orders):
            self._place(cells, home, given)

    def _place(self, cells: Cells, home: Household, given: DecisionGiven) -> None:
        person = home.new or home.known
        zone = self.here.units.get(home.zone) or self.here.unit_names.get(home.zone)
        try:
            place = self.here.around.place(
                [service.service_key for service in given.services],
                district_id=zone.pk if zone else home.known.district_id if home.known else None,
                born_on=person.born_on if person else None,
            )
        except (Refused, KeyError) as refused:
            cells.wrong("vedtak_id", str(refused))
        else:
            home.decisions.append((given, place))

    # What the steps share

    def _named(self, file: str, column: str) -> Iterator[tuple[Cells, str]]:
        """The rows of a file with what the source calls each; the second of a name is refused."""
        seen: set[str] = set()
        for row in self.rows.get(file, ()):
            cells = Cells(row)
            name = cells.name(column)
            if name in seen:
                cells.wrong(column, mark("Den samme nøkkelen står to ganger i filen."))
            if cells.faults:
                self._faulty(cells)
                self.bad.add(row.get("person_id"))
                self.spoiled.add(row.get("vedtak_id"))
                continue
            seen.add(name)
            cells.endless()
            yield cells, name

    def _home(self, cells: Cells) -> Household | None:
        """Whom a row is about: a person of the files, or one taken over before."""
        name = cells.must("person_id")
        if name not in self.homes and name in self.here.people:
            self.homes[name] = Household(
                name, cells.row, known=self.here.people[name], called_so=True
            )
        home = self.homes.get(name)
        if home is None and name:
            cells.wrong("person_id", mark("Personen står ikke i personer.csv."))
        return home

    def _judge(self, cells: Cells, home: Household) -> None:
        if self._faulty(cells):
            self.bad.add(home.external_id)

    def _faulty(self, cells: Cells) -> bool:
        """Whether a row has faults; they are told, the first of each cell."""
        first = {fault.column: fault for fault in reversed(cells.faults)}
        self.result.faults += [f for f in cells.faults if first[f.column] is f]
        return bool(cells.faults)

    def _here_before(self, file: str) -> None:
        self.result.before[file] = self.result.before.get(file, 0) + 1
