"""Everything that is known of one person (innsyn, GDPR art. 15), and nothing of anybody else.

The tables are found in the models (`reach`); what is left out of each, and why, is `kinds.given`.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db.models import BinaryField, Field, Model, Q
from django.utils.timezone import localtime

from audit.events import sentence_of
from audit.models import Entry
from audit.queries import told_once
from cases.models import Case
from cases.queries import staff_names, unit_names
from intake.models import Application
from notifications.models import LetterFile
from people.models import IdentityNumber, Relative, Representative, Resident
from people.queries import all_of
from privacy.kinds import GIVEN, LEFT_OUT, NEVER_BY, TECHNICAL
from privacy.queries.reach import rows_in, ways_to_a_person
from records.models import Document

LEFT: Final = "[utelatt: gjelder en annen]"
ELEVEN: Final = re.compile(r"(?<!\d)\d{6}[ .-]?\d{5}(?!\d)")


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to be handed out with the rest: a letter's body, or a document by its digest."""

    name: str
    sha256: str
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Everything:
    """One person's all: the tables by name, what was done, and the files. Times are Oslo's."""

    person_ids: tuple[int, ...]
    tables: dict[str, list[dict[str, Any]]]
    acts: list[dict[str, Any]]
    papers: tuple[Paper, ...]
    withheld: tuple[str, ...]  # letters that show where somebody else lives


def everything(person_id: int, *, on: dt.date) -> Everything:
    """All of a person, also of those merged into them. The caller has checked who asks."""
    ids = all_of(person_id)
    scrub = _Scrub(ids)
    names = _Names(on)
    tables = {
        GIVEN[label]: [_told(row, label, names, scrub) for row in _rows(label, ids)]
        for label in GIVEN
    }
    letters = LetterFile.objects.filter(letter__person__in=ids).select_related("letter")
    mine, others = [], []
    for file in letters.order_by("letter__queued_at", "pk"):
        letter = file.letter
        name = f"brev/{letter.queued_at:%Y-%m-%d}-{letter.public_id}.pdf"
        if letter.recipient_kind == "PERSON":
            mine.append(Paper(name, file.sha256, bytes(file.body)))
        else:
            others.append(f"{letter.title} ({letter.queued_at:%d.%m.%Y})")
    documents = Document.objects.filter(person__in=ids).order_by("dated_on", "pk")
    papers = [Paper(_file_name(one), one.sha256, None) for one in documents]
    return Everything(
        person_ids=tuple(ids),
        tables=tables,
        acts=_acts(ids, names, scrub),
        papers=(*mine, *papers),
        withheld=tuple(others),
    )


@cache
def ways() -> dict[str, tuple[str, ...]]:
    """The tables with something of a person in them, and the paths to whom."""
    return ways_to_a_person(NEVER_BY)


def columns_of(label: str) -> dict[str, str]:
    """The columns of a table that is given, by the names its rows are told under."""
    fields = apps.get_model(label)._meta.concrete_fields  # noqa: SLF001 - what the model has
    return {field.name: field.column or "" for field in fields}


def _rows(label: str, ids: Collection[int]) -> Iterable[Model]:
    if label == Resident._meta.label:  # noqa: SLF001 - what the model is called
        return Resident.objects.filter(pk__in=ids).order_by("pk")
    whose = Q()
    for path in ways()[label]:
        whose |= Q(**{f"{path}__in": ids})
    found = rows_in(label).filter(pk__in=rows_in(label).filter(whose).values("pk"))
    return found.order_by("pk").iterator(chunk_size=500)


def _told(row: Model, label: str, names: "_Names", scrub: "_Scrub") -> dict[str, Any]:
    left = LEFT_OUT.get(label, {})
    told = {}
    for field in row._meta.concrete_fields:  # noqa: SLF001 - what the model has
        if field.name in TECHNICAL or field.name in left or isinstance(field, BinaryField):
            continue
        value = field.value_from_object(row)
        told[field.name] = scrub.of(names.of(field, value, row))
    return told


class _Names:
    """What keys stand for: staff and units by name, cases by reference, no other person."""

    def __init__(self, on: dt.date) -> None:
        self._on = on
        self._staff: dict[int, str] = {}
        self._units: dict[int, str] = {}
        self._cases: dict[int, str] = {}

    def of(self, field: "Field[Any, Any]", value: Any, row: Model) -> Any:
        """A column in words."""
        if isinstance(value, dt.datetime):
            return localtime(value)
        if not field.is_relation:
            display = getattr(row, f"get_{field.name}_display", None)
            return str(display()) if display and value not in (None, "") else value
        parent = field.related_model._meta.label  # type: ignore[union-attr]  # noqa: SLF001 - a foreign key's
        if value is None or parent == "people.Resident":
            return None
        known = {
            "people.StaffMember": self.staff,
            "people.Unit": self.unit,
            "cases.Case": self.case,
        }
        return known[parent](value) if parent in known else value

    def staff(self, pk: int | None) -> str:
        """A member of staff by name; what no human did, by the system."""
        if pk is None:
            return "Systemet"
        if pk not in self._staff:
            self._staff |= staff_names([pk])
        return self._staff.get(pk, "")

    def unit(self, pk: int | None) -> str:
        """A unit by what it is called today."""
        if pk is not None and pk not in self._units:
            self._units |= unit_names([pk], on=self._on)
        return self._units.get(pk or 0, "")

    def case(self, pk: int | None) -> str:
        """A case by its reference."""
        if pk is not None and pk not in self._cases:
            found = Case.objects.filter(pk=pk).values_list("pk", "reference")
            self._cases |= dict(found)
        return self._cases.get(pk or 0, "")


class _Scrub:
    """Takes out of texts what is known to be somebody else's: numbers, telephones, addresses."""

    def __init__(self, ids: Sequence[int]) -> None:
        own = IdentityNumber.objects.filter(resident__in=ids)
        self._own = set(own.values_list("number", flat=True))
        mine = set(_texts(Resident.objects.filter(pk__in=ids).values_list("phone", "address")))
        near = Relative.objects.filter(resident__in=ids)
        others = [
            *_texts(near.values_list("phone", "address")),
            *_texts(near.filter(other__isnull=False).values_list("other__phone", "other__address")),
            *_texts(
                Representative.objects.filter(resident__in=ids).values_list("phone", "address")
            ),
            *_texts(Application.objects.filter(person__in=ids).values_list("contact_phone")),
        ]
        words = sorted({_loose(word) for word in others if word not in mine}, reverse=True)
        self._others = re.compile("|".join(words)) if words else None

    def of(self, value: Any) -> Any:
        """The value, its texts without what is another's."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {self._text(str(key)): self.of(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(part) for part in value]
        return value

    def _text(self, text: str) -> str:
        text = ELEVEN.sub(lambda m: m[0] if re.sub(r"\D", "", m[0]) in self._own else LEFT, text)
        return self._others.sub(LEFT, text) if self._others else text


def _texts(rows: Iterable[Sequence[str]]) -> list[str]:
    return [word for row in rows for word in row if word and len(word) >= 5]


def _loose(word: str) -> str:
    """A pattern of the word however it is spaced: 32 04 00 00 is 32040000."""
    if re.fullmatch(r"[\d +]+", word):
        return r" ?".join(re.escape(sign) for sign in word.replace(" ", ""))
    return re.escape(word)


def _acts(ids: Sequence[int], names: _Names, scrub: _Scrub) -> list[dict[str, Any]]:
    """What was done, of the person and in their cases, oldest first."""
    cases = list(Case.objects.filter(person__in=ids).values_list("pk", flat=True))
    found = Entry.objects.filter(Q(person_id__in=ids) | Q(case_id__in=cases)).order_by("at", "id")
    return [
        {
            "tidspunkt": localtime(entry.at),
            "hva": scrub.of(sentence_of(entry.event, entry.data)),
            "hvem": names.staff(entry.staff_id),
            "enhet": names.unit(entry.unit_id),
            "sak": names.case(entry.case_id),
        }
        for entry in told_once(found.iterator(chunk_size=500))
    ]


def _file_name(document: Document) -> str:
    suffix = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
    end = suffix.get(document.media_type, "bin")
    return f"dokumenter/{document.dated_on:%Y-%m-%d}-{document.public_id}.{end}"
