"""Rules of the first contact: what is a søknad, when it came, and what must be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from audit.words import filled, mark
from intake.kinds import SPEAKS_FOR_PERSON, Channel, Form, FromWhom
from people.refusals import Objection
from people.rules import text_objections

ENQUIRY_DRAFT: Final = "henvendelse"  # what the draft of a henvendelse is called
LONGEST_BACK: Final = timedelta(days=366)  # an older first contact is a slip of the year
LONGEST_FOLLOW_UP: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything told at the first contact, through whichever door it came.

    `form` None lets the rule say: `form_of`. `received_on` is the first contact. `follow_up` is
    what was promised, to be done by `follow_up_by` (a member of staff's public id).
    """

    channel: Channel
    from_whom: FromWhom
    received_on: date
    form: Form | None = None
    received_time: time | None = None
    services: tuple[str, ...] = ()
    unchosen: str = ""  # typed where a service is chosen, but not chosen
    own_words: str = ""
    urgent: bool = False
    contact_name: str = ""
    contact_phone: str = ""
    person_knows: bool | None = None
    follow_up: str = ""
    follow_up_by: str = ""
    follow_up_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """A caller nobody knew, who offers to be the person's contact (kontaktperson)."""

    name: str
    relation: str
    phone: str = ""


def introduced_objections(caller: Introduced, *, known: Sequence[str]) -> list[Objection]:
    """Why a caller cannot be registered as contact person so; `known` are those who are."""
    found = []
    if not caller.name.strip():
        found.append(Objection(mark("Skriv navnet."), "name_missing", "other_name"))
    if not caller.relation.strip():
        found.append(
            Objection(
                mark("Skriv hvem det er, for eksempel datter eller nabo."),
                "relation_missing",
                "other_relation",
            )
        )
    if " ".join(caller.name.casefold().split()) in {name.casefold() for name in known}:
        found.append(
            Objection(
                mark("Kontaktpersonen er registrert fra før. Velg navnet i listen."),
                "already_close",
                "other_name",
            )
        )
    texts = text_objections(
        {"name": caller.name, "relation": caller.relation, "phone": caller.phone}
    )
    return found + [Objection(o.sentence, o.code, f"other_{o.field}") for o in texts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is to stand of the first contact, and why what stood was wrong."""

    own_words: str
    from_whom: str
    contact_name: str
    contact_phone: str
    channel: str
    received_on: date
    reason: str


def correction_objections(
    told: Correction, *, stands: date, form: str, on: date
) -> list[Objection]:
    """Why the first contact cannot be corrected so. Its day may only become earlier: a later one
    would take time from the person (fvl § 11 a counts from the receipt).
    """
    found = []
    if told.received_on > stands:
        found.append(
            Objection(
                filled(
                    "Mottatt dato kan bare rettes til en tidligere dag enn {day}.",
                    day=f"{stands:%d.%m.%Y}",
                ),
                "received_later",
                "received_on",
            )
        )
    elif told.received_on < on - LONGEST_BACK and told.received_on != stands:
        found.append(
            Objection(
                mark("Mottatt dato er mer enn et år tilbake. Sjekk året."),
                "received_too_early",
                "received_on",
            )
        )
    if told.from_whom not in set(FromWhom):
        found.append(Objection(mark("Velg hvem som tok kontakt."), "from_whom", "from_whom"))
    if form == Form.MESSAGE and told.from_whom == FromWhom.PERSON:
        found.append(
            Objection(
                mark("En melding er fra andre enn personen selv."),
                "message_from_person",
                "from_whom",
            )
        )
    if told.channel not in set(Channel):
        found.append(Objection(mark("Velg hvordan den kom."), "channel", "channel"))
    if not told.reason.strip():
        found.append(Objection(mark("Skriv hvorfor det rettes."), "reason_missing", "reason"))
    elif len(told.reason) > LONGEST_FOLLOW_UP:
        found.append(Objection(mark("Teksten er for lang."), "too_long", "reason"))
    texts = text_objections({"name": told.contact_name, "phone": told.contact_phone})
    return found + [Objection(o.sentence, o.code, f"contact_{o.field}") for o in texts]


def form_of(told: Told) -> Form:
    """What it is when nobody has said: the person's own, or known to them, is a søknad.

    Source: a melding from others is no søknad, but leads to guidance and, with the person's
    wish, to one.
    """
    if told.form is not None:
        return told.form
    if told.from_whom in SPEAKS_FOR_PERSON or told.person_knows:
        return Form.APPLICATION
    return Form.MESSAGE


def in_persons_words(form: Form, from_whom: FromWhom) -> bool:
    """Whether what was told is the person's own words, or words for them; a melding never is."""
    if form is Form.APPLICATION:
        return from_whom is not FromWhom.STAFF
    return form is not Form.MESSAGE and from_whom in SPEAKS_FOR_PERSON


def objections(told: Told, *, on: date, as_cases: bool) -> list[Objection]:
    """What is missing or cannot be, each at its field and in the order of the page.

    `as_cases`: it is to become cases at once; else it is written down and followed up. Whether a
    service exists and who may follow up are asked by the action.
    """
    form = form_of(told)
    found = [*_whose(told, form), *_service_objections(told, form, as_cases=as_cases)]
    found += _received(told, on=on)
    found += [
        Objection(o.sentence, o.code, {"name": "contact_name", "phone": "contact_phone"}[o.field])
        for o in text_objections({"name": told.contact_name, "phone": told.contact_phone})
    ]
    return found if as_cases else found + _follow_up(told, form, on=on)


def _whose(told: Told, form: Form) -> list[Objection]:
    others = told.from_whom not in SPEAKS_FOR_PERSON
    if form is Form.APPLICATION and others and told.person_knows is None:
        return [
            Objection(
                mark("Svar på om personen vet om søknaden."), "person_knows_missing", "person_knows"
            )
        ]
    if form is Form.APPLICATION and others and not told.person_knows:
        return [
            Objection(
                mark(
                    "En søknad må være personens egen. Velg «Melding» når personen ikke vet om den."
                ),
                "not_the_persons",
                "form",
            )
        ]
    if form is Form.MESSAGE and told.from_whom is FromWhom.PERSON:
        return [
            Objection(
                mark("En melding er fra andre enn personen selv. Velg «Søknad»."),
                "message_from_person",
                "form",
            )
        ]
    return []


def not_chosen(typed: str) -> Objection:
    """What to answer text that stands where a service is chosen, and names none."""
    said = filled("Du skrev «{text}», men valgte ingen tjeneste.", text=typed[:60])
    return Objection(said, "service_not_chosen", "services")


def _service_objections(told: Told, form: Form, *, as_cases: bool) -> list[Objection]:
    if told.unchosen:
        return [not_chosen(told.unchosen)]
    if as_cases and form is Form.ENQUIRY:
        return [
            Objection(
                mark("En henvendelse blir ikke til sak før personen søker."), "enquiry", "form"
            )
        ]
    if as_cases and not told.services:
        return [
            Objection(mark("Velg minst én tjeneste det søkes om."), "services_missing", "services")
        ]
    if not as_cases and told.services:
        return [
            Objection(
                mark("En henvendelse gjelder ingen tjeneste ennå. Registrer en søknad i stedet."),
                "enquiry_with_services",
                "services",
            )
        ]
    return []


def _received(told: Told, *, on: date) -> list[Objection]:
    if told.received_on > on:
        return [
            Objection(
                mark("Mottatt dato er den første kontakten og kan ikke være etter i dag."),
                "received_ahead",
                "received_on",
            )
        ]
    if told.received_on < on - LONGEST_BACK:
        return [
            Objection(
                mark("Mottatt dato er mer enn et år tilbake. Sjekk året."),
                "received_too_early",
                "received_on",
            )
        ]
    return []


def _follow_up(told: Told, form: Form, *, on: date) -> list[Objection]:
    """What was promised has a name and a day; an unanswered melding is never left lying."""
    found = []
    if not told.own_words.strip():
        found.append(Objection(mark("Skriv hva det gjelder."), "own_words_missing", "own_words"))
    if form is Form.MESSAGE and not told.follow_up.strip():
        found.append(
            Objection(
                mark("Velg hvordan meldingen skal følges opp, eller velg en tjeneste."),
                "follow_up_missing",
                "follow_up",
            )
        )
    if told.follow_up.strip() and not told.follow_up_by:
        found.append(
            Objection(mark("Velg hvem som skal følge opp."), "follow_up_by_missing", "follow_up_by")
        )
    if len(told.follow_up) > LONGEST_FOLLOW_UP:
        found.append(Objection(mark("Teksten er for lang."), "too_long", "follow_up"))
    return found + _follow_up_day(told, on=on)


def _follow_up_day(told: Told, *, on: date) -> list[Objection]:
    if told.follow_up_on is None:
        return []
    if told.follow_up_on < on:
        return [Objection(mark("Velg en dag fra og med i dag."), "day_passed", "follow_up_on")]
    if told.follow_up_on > latest_answer(told.received_on) and told.follow_up_on > on:
        return [
            Objection(
                mark("En henvendelse skal ha svar innen en måned. Velg en tidligere dag."),
                "after_a_month",
                "follow_up_on",
            )
        ]
    return []


def latest_answer(received_on: date) -> date:
    """A month after the first contact: the outer limit also for a henvendelse (fvl § 11 a)."""
    month, year = received_on.month % 12 + 1, received_on.year + received_on.month // 12
    for day in range(received_on.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, received_on.day)


def follow_up_day(told: Told, *, on: date) -> date:
    """The day somebody was promised an answer: as said, else within a working week."""
    return told.follow_up_on or max(
        on, min(on + timedelta(days=5), latest_answer(told.received_on))
    )


def withdrawal_note(*, asked_by: str, asked_on: date, confirmed: str, note: str = "") -> str:
    """Who asked to withdraw, when and how it was confirmed, as the case keeps it."""
    said = f"{asked_by.strip()} ba om det {asked_on:%d.%m.%Y}. Bekreftet: {confirmed.strip()}."
    return f"{said} {note.strip()}".strip()


def withdrawal_objections(
    *, asked_by: str, asked_on: date | None, confirmed: str, received_on: date, on: date
) -> list[Objection]:
    """What must be told before a søknad is withdrawn: who asked, when, how it was confirmed."""
    found = []
    if not asked_by.strip():
        found.append(
            Objection(mark("Skriv hvem som ba om å trekke søknaden."), "missing", "asked_by")
        )
    if asked_on is None:
        found.append(Objection(mark("Skriv når det ble bedt om."), "missing", "asked_on"))
    elif not received_on <= asked_on <= on:
        found.append(
            Objection(
                mark("Datoen må være fra søknaden kom og til og med i dag."),
                "asked_on_impossible",
                "asked_on",
            )
        )
    if not confirmed.strip():
        found.append(
            Objection(
                mark("Skriv hvordan det er bekreftet, for eksempel på telefon."),
                "missing",
                "confirmed",
            )
        )
    return found


def tracks_in_order(tracks: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Services by track, from (service, track) pairs; tracks and services in the order asked."""
    by_track: dict[str, list[str]] = {}
    for service, track in tracks:
        mine = by_track.setdefault(track, [])
        if service not in mine:
            mine.append(service)
    return by_track


def draft_form(act: str, enquiry: object) -> str:
    """What the draft of an act on a henvendelse is called."""
    return f"{ENQUIRY_DRAFT}/{act}/{enquiry}"
