"""The rows of an import's files, each read into what it would become."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from audit.words import mark
from delivery.rules import KINDS, PROTECTIONS, TOLD, Cells, person_of
from notifications.adapters import objections as unprintable
from people.models import Relative, Representative, Resident, Unit, UnitKind
from people.rules import IdentityNumber as Checked
from people.rules import (
    PersonGiven,
    newcomer_objections,
    parse_identity_number,
    proposed_birth_date,
    text_objections,
)

IN_LETTERS = {
    "given_name": "fornavn",
    "family_name": "etternavn",
    "address": "adresse",
    "postal": "poststed",
}
LONGEST_UNIT = 120
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UnitGiven:
    """A unit of the source: one of ours by `key`, or one to be made."""

    external_id: str
    key: str
    name: str
    kind: str
    parent: str
    performs: bool
    phone: str
    from_on: dt.date


@dataclass(frozen=True, slots=True)
class PersonTold:
    """A person as a row tells of them; `resident` is not saved."""

    resident: Resident
    number: Checked | None  # None where there is none, or it is wrong


def unit_of(cells: Cells, name: str, ours: Mapping[str, Unit]) -> UnitGiven:
    """The unit of a row: where `nokkel` names one of ours, the rest is not asked for."""
    key = cells.text("nokkel")
    known = ours.get(key)
    if known is not None:
        return UnitGiven(name, key, "", known.kind, "", known.performs, "", known.valid_from)
    kind = cells.must("slag")
    if kind and kind not in UnitKind.values:
        cells.wrong("slag", mark("Verdien finnes ikke i malen."))
    parent = cells.text("overordnet")
    if parent and parent not in ours:
        cells.wrong("overordnet", mark("Det finnes ingen enhet med denne nøkkelen."))
    called = cells.must("navn")
    if len(called) > LONGEST_UNIT:
        cells.wrong("navn", mark("Teksten i cellen er for lang."))
    phone = cells.text("telefon")
    cells.objected(text_objections({"phone": phone}))
    performs, from_on = cells.yes("utforer"), cells.must_day("fra")
    return UnitGiven(name, key, called, kind, parent, performs, phone, from_on)


def person_of_row(cells: Cells, *, municipality_id: int, on: dt.date) -> PersonTold:
    """The person of a row, judged as somebody registered here for the first time."""
    given = person_of(cells)
    cells.objected(newcomer_objections(given, synthetic=settings.SYNTHETIC_NUMBERS, on=on))
    doctor = cells.text("fastlege")
    cells.objected(
        text_objections({"doctor": doctor, "interpreter_language": given.interpreter_language})
    )
    if given.email:
        try:
            validate_email(given.email)
        except ValidationError:  # the person's page would not take it either
            cells.wrong("epost", mark("Skriv en e-postadresse, for eksempel ola@eksempel.no"))
    for name, column in IN_LETTERS.items():
        for sentence in unprintable(getattr(given, name)):
            cells.wrong(column, sentence)
    number = _number(given, on)
    born_on = given.born_on
    if born_on is None and number is not None:
        born_on = proposed_birth_date(number, on=on)
    resident = Resident(
        municipality_id=municipality_id,
        given_name=" ".join(given.given_name.split()),
        family_name=" ".join(given.family_name.split()),
        born_on=born_on,
        sex=given.sex,
        address=given.address,
        postal=given.postal,
        phone=given.phone,
        email=given.email,
        language=given.language,
        interpreter_language=given.interpreter_language,
        doctor=doctor,
        protection=str(cells.one_of("adressebeskyttelse", PROTECTIONS) or "NONE"),
    )
    return PersonTold(resident, number)


def _number(given: PersonGiven, on: dt.date) -> Checked | None:
    try:
        return parse_identity_number(given.number, synthetic=settings.SYNTHETIC_NUMBERS, on=on)
    except ValueError:
        return None  # there is none, or it is told with the rest


def relative_of(cells: Cells, *, on: dt.date) -> Relative:
    """The relative of a row, from today on."""
    texts = {
        "name": cells.must("navn"),
        "relation": cells.must("relasjon"),
        "phone": cells.text("telefon"),
        "address": cells.text("adresse"),
        "postal": cells.text("poststed"),
        "told_scope": cells.text("opplysninger_om"),
    }
    cells.objected(text_objections(texts))
    told = str(cells.one_of("kan_fa_opplysninger", TOLD) or "NO")
    if told == "PARTLY" and not texts["told_scope"]:
        cells.wrong("opplysninger_om", mark("Skriv hva pårørende kan få vite."))
    return Relative(
        **texts,
        next_of_kin=cells.yes("naermeste"),
        may_be_told=told,
        carer=cells.yes("omsorgsyter"),
        parent=cells.yes("foreldreansvar"),
        valid_from=on,
    )


def representative_of(cells: Cells) -> Representative:
    """The guardian or agent of a row."""
    texts = {
        "name": cells.must("navn"),
        "phone": cells.text("telefon"),
        "address": cells.text("adresse"),
        "postal": cells.text("poststed"),
        "scope_note": cells.text("annet"),
    }
    cells.objected(text_objections(texts))
    protected = cells.yes("fortrolig_adresse")
    if protected and (texts["address"] or texts["postal"]):
        cells.wrong("adresse", mark("Adressen er fortrolig og skal ikke stå her. Fjern den."))
    personal, economy = cells.yes("personlige_forhold"), cells.yes("okonomi")
    if not (personal or economy or texts["scope_note"]):
        cells.wrong(
            "annet",
            mark("Si hva oppdraget gjelder: personlige forhold, økonomi eller noe annet."),
        )
    starts, last = cells.must_day("fra"), cells.day("til_og_med")
    if last is not None and last < starts:
        cells.wrong("til_og_med", mark("Siste dag kan ikke være før første dag."))
    return Representative(
        **texts,
        kind=str(cells.one_of("slag", KINDS) or ""),
        protected=protected,
        personal_matters=personal,
        economy=economy,
        receives_letters=cells.yes("far_brev"),
        valid_from=starts,
        valid_to=last + DAY if last is not None and last < dt.date.max else last,
    )
