"""How far a case of the town has come: each step by the one who takes it, at its own moment."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localdate

from assessments import actions as assessing
from assessments.iplos import variables
from assessments.models import Assessment, Recommendation
from assessments.rules import TypedLine, TypedProposal
from cases import actions as cases
from cases.models import Case
from cases.service_types import Unit, service_type
from cases.stages import UNDECIDED, Stage, Track
from decisions import actions as deciding
from decisions.models import Decision
from decisions.policy import PARTS
from decisions.rules import Typed
from decisions.rules import TypedLine as DecisionLine
from intake import actions as intake
from intake.kinds import Channel, FromWhom
from intake.rules import Told
from pathways import actions as pathways
from people.rules import PersonGiven, age_on
from tildeling.town.staff import Crew

HOUR: Final = dt.timedelta(hours=1)
PERFORMS: Final[dict[str, str]] = {
    "matombringing": "matservice",
    "trygghetsalarm": "digiteam",
    "lokaliseringsteknologi": "digiteam",
    "elektronisk_medisineringsstotte": "digiteam",
    "digitalt_tilsyn": "digiteam",
    "hverdagsrehabilitering": "fagteam",
    "bpa": "bpa-leverandor",
    "stottekontakt": "avlastning",
    "avlastning_utenfor_institusjon": "avlastning",
    "avlastning_i_institusjon": "avlastning",
    "omsorgsstonad": "avlastning",
    "dagopphold_institusjon": "dagsenter",
    "langtidsopphold_institusjon": "solbakken",
    "tidsbegrenset_rehabilitering": "solbakken",
    "tidsbegrenset_annet": "solbakken",
}
# Who takes cases from which unit's queue.
TAKES: Final[dict[str, str]] = {
    "mottak": "saksbehandler",
    "team-voksne": "saksbehandler2",
    "team-barn": "saksbehandler3",
    "forvaltningen": "vedtak",
}
HOME_UNIT: Final = "hjemme-nord"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, in their own words, and what comes of it."""

    services: tuple[str, ...]
    own_words: str
    matters: str
    quantity: str = "3,5"
    score: int = 3
    months: int | None = None  # how long it is granted for; None: until further notice
    refuse: tuple[str, ...] = ()
    from_whom: FromWhom = FromWhom.PERSON
    contact: str = ""
    channel: Channel = Channel.PHONE
    urgent: bool = False


class Path:
    """Takes the cases of one søknad along the path, by the people who do it."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew

    def apply(self, person: str, wish: Wish, at: dt.datetime) -> list[int]:
        """The telephone call: one søknad, one or more cases; their ids."""
        made = intake.register_application(
            told=Told(
                channel=wish.channel,
                from_whom=wish.from_whom,
                received_on=localdate(at),
                services=wish.services,
                own_words=wish.own_words,
                urgent=wish.urgent,
                contact_name=wish.contact,
                person_knows=True if wish.contact else None,
            ),
            given=PersonGiven(public_id=person),
            actor=self.crew("saksbehandler", at),
            at=at,
        )
        references = [case["reference"] for case in made["cases"]]
        return list(
            Case.objects.filter(reference__in=references)
            .order_by("pk")
            .values_list("pk", flat=True)
        )

    def take(self, case_id: int, at: dt.datetime) -> None:
        """Somebody of the unit takes the case from its queue."""
        case = Case.objects.select_related("unit").get(pk=case_id)
        if case.responsible_id is None and case.unit.key in TAKES:
            cases.take_case(case_id, actor=self.crew(TAKES[case.unit.key], at), at=at)

    def assessor(self, case_id: int) -> str:
        """Who assesses: kartlegger on the home track, forvaltningen's own team on the other."""
        case = Case.objects.select_related("unit").get(pk=case_id)
        if case.track == Track.HOME:
            return "kartlegger"
        return "saksbehandler3" if case.unit.key == "team-barn" else "saksbehandler2"

    def begin(self, case_id: int, at: dt.datetime) -> None:
        """Kartlegging is begun."""
        assessing.start_assessment(case_id, actor=self.crew(self.assessor(case_id), at), at=at)

    def fill_in(self, case_id: int, wish: Wish, at: dt.datetime) -> Assessment | None:
        """Everything asked is answered; not yet completed. None when it was completed before."""
        found = Assessment.objects.filter(
            application__links__case_id=case_id, completed_at=None
        ).first()
        if found is None:
            return None
        assessing.save_assessment(
            case_id,
            n=found.n,
            version=found.version,
            content={
                "participants": "Personen selv" + (f", {wish.contact}" if wish.contact else ""),
                "consent": "YES",
                "capacity": "YES",
                "what_matters": wish.matters,
                "home_and_network": "Bor alene i leilighet i andre etasje med heis.",
                "health_and_medication": "Følges av fastlegen. Tar medisinene selv med dosett.",
                "risk": "Har falt én gang det siste året.",
                "summary": "Trenger bistand i deler av hverdagen for å bo hjemme.",
            },
            scores={
                variable.code: wish.score if n % 3 == 0 else min(wish.score, 2)
                for n, variable in enumerate(variables(on=localdate(at)))
            },
            notes={},
            actor=self.crew(self.assessor(case_id), at),
            at=at,
        )
        found.refresh_from_db()
        return found

    def assess(self, case_id: int, wish: Wish, at: dt.datetime) -> None:
        """Kartlegging is filled in and completed."""
        found = self.fill_in(case_id, wish, at)
        if found is not None:
            assessing.complete_assessment(
                case_id,
                n=found.n,
                version=found.version,
                actor=self.crew(self.assessor(case_id), at),
                at=at,
            )

    def is_undecided(self, case_id: int) -> bool:
        """Whether the applicant still waits for an answer."""
        return Case.objects.filter(pk=case_id, stage__in=UNDECIDED, hold_until=None).exists()

    def reply(self, case_id: int, *, expected_on: dt.date, at: dt.datetime) -> None:
        """The applicant is told why it takes time, and when an answer may be expected."""
        decides = Case.objects.filter(pk=case_id, stage__in=[Stage.DECISION, Stage.APPROVAL])
        who = "vedtak" if decides.exists() else self.assessor(case_id)
        intake.send_preliminary_reply(
            case_id,
            why="Vi venter på opplysninger fra fastlegen før vi kan vurdere behovet.",
            expected_on=expected_on,
            actor=self.crew(who, at),
            at=at,
        )

    def try_measure(self, case_id: int, at: dt.datetime, *, days: int = 14) -> None:
        """Hverdagsrehabilitering is tried by the fagteam."""
        day = localdate(at)
        assessing.start_trial(
            case_id,
            team="fagteam",
            measure="Hverdagsrehabilitering",
            service_key="hverdagsrehabilitering",
            goal="Klare morgenstellet og dusjen på egen hånd.",
            starts_on=day,
            planned_end_on=day + dt.timedelta(days=days),
            actor=self.crew(self.assessor(case_id), at),
            at=at,
        )

    def recommend(self, case_id: int, wish: Wish, at: dt.datetime) -> None:
        """The recommendation is written and sent, and the pathway offered to the coordinators."""
        actor = self.crew(self.assessor(case_id), at)
        stored = Recommendation.objects.filter(case_id=case_id).first()
        pathways.send_recommendation(
            case_id,
            version=stored.version if stored else 0,
            proposal=self._proposal(case_id, wish, localdate(at)),
            actor=actor,
            at=at,
        )

    def _proposal(self, case_id: int, wish: Wish, day: dt.date) -> TypedProposal:
        keys = services_of(case_id)
        start = day + dt.timedelta(days=7)
        end = start + dt.timedelta(days=30 * wish.months) if wish.months else None
        return TypedProposal(
            lines=tuple(
                TypedLine(
                    service_key=key,
                    quantity=quantity(key, wish, day),
                    from_on=start,
                    to_on=end,
                    refuse=key in wish.refuse,
                )
                for key in keys
            ),
            ladder_step=max((service_type(key, on=day).step or 3) for key in keys),
            why_not_lower="Hjelpemidler og trening alene er prøvd og dekker ikke behovet.",
            professional_assessment=(
                "Kartleggingen viser behov for bistand som personen ikke kan få dekket på et lavere"
                " trinn. Tiltaket bygger på det personen selv klarer."
            ),
            persons_view=f"Personen sier: {wish.matters}",
            goal="Bo trygt hjemme og klare mest mulig selv.",
            evaluate_on=start + dt.timedelta(days=60),
        )

    def accept(self, case_id: int, at: dt.datetime) -> None:
        """The coordinator accepts."""
        if Case.objects.get(pk=case_id).stage == Stage.RECOMMENDED:
            pathways.accept_handover(case_id, actor=self.crew("koordinator", at), at=at)

    def send_on(self, case_id: int, at: dt.datetime) -> None:
        """The coordinator sends on to the decision."""
        if Case.objects.get(pk=case_id).stage == Stage.HANDOVER:
            pathways.send_to_decision(case_id, actor=self.crew("koordinator", at), at=at)

    def draft(self, case_id: int, wish: Wish, at: dt.datetime) -> int:
        """The decision is written with nothing left out; its version."""
        self.take(case_id, at)
        officer = self.crew("vedtak", at)
        made = deciding.draft_decision(case_id, actor=officer, at=at)
        decision = Decision.objects.get(case_id=case_id, n=made["n"])
        saved = deciding.save_decision(
            case_id,
            version=decision.version,
            typed=self._typed(decision, wish),
            actor=officer,
            at=at,
        )
        return int(saved["version"])

    def _typed(self, decision: Decision, wish: Wish) -> Typed:
        lines: list[DecisionLine] = []
        for line in decision.lines.order_by("position"):
            refused = line.service_key in wish.refuse
            typed = DecisionLine(
                id=str(line.public_id), outcome="REFUSED" if refused else "GRANTED"
            )
            if refused:
                typed["reason"] = (
                    "Kartleggingen viser at behovet dekkes av hjelp du får i dag og av tiltak på et"
                    " lavere trinn."
                )
            else:
                typed["unit_performing"] = PERFORMS.get(line.service_key, HOME_UNIT)
                typed["important"] = "Nøkkelboks ved inngangen. Ring på før du låser opp."
            lines.append(typed)
        child = decision.case.person.born_on
        grown = child is None or age_on(child, localdate(decision.written_at)) >= 18
        return Typed(
            lines=lines,
            childs_interest=""
            if grown
            else "Barnet er hørt hjemme og ønsker seg faste helger med de samme folkene.",
            considerations=(
                "Vi har lagt stor vekt på det du sier er viktig for deg, og på at hjelpen skal"
                " gjøre det mulig å bo hjemme."
            ),
        )

    def decide(self, case_id: int, version: int, at: dt.datetime) -> None:
        """The decision is made; approved by another where policy asks for it."""
        officer = self.crew("vedtak", at)
        deciding.submit_decision(case_id, version=version, actor=officer, at=at)
        decision = Decision.objects.get(case_id=case_id, issued_at=None)
        if Case.objects.get(pk=case_id).stage == Stage.APPROVAL:
            self.approve(case_id, decision.version, at + HOUR)
        else:
            deciding.issue_decision(case_id, version=decision.version, actor=officer, at=at)

    def approve(self, case_id: int, version: int, at: dt.datetime) -> None:
        """The approver looks at every part, approves and sends."""
        approver = self.crew("godkjenner", at)
        deciding.approve_decision(case_id, version=version, seen=list(PARTS), actor=approver, at=at)
        decision = Decision.objects.get(case_id=case_id, issued_at=None)
        deciding.issue_decision(
            case_id, version=decision.version, actor=self.crew("vedtak", at), at=at
        )


def services_of(case_id: int) -> Sequence[str]:
    """The services a case is about."""
    case = Case.objects.get(pk=case_id)
    return list(
        case.services.filter(removed_at=None).order_by("pk").values_list("service_key", flat=True)
    )


def quantity(key: str, wish: Wish, day: dt.date) -> str:
    """How much of it, as typed: the wish's hours, or one or some pieces."""
    match service_type(key, on=day).unit:
        case Unit.HOURS:
            return wish.quantity
        case Unit.MEALS:
            return "3"
        case Unit.DAYS | Unit.NIGHTS:
            return "2"
        case _:
            return "1"
