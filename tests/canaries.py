"""Canaries: every text field of every row with a person gets a word that names person and field.

Which fields there are is asked of the models, so that a new one carries its canary by itself.
What an answer shows is then read from its words alone, whatever page made them.
"""

import io
import json
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import pikepdf
from django.apps import apps
from django.db import connections, models
from django.http import HttpResponseBase
from psycopg2 import DatabaseError
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class, named as one

from people.models import Account, IdentityNumber, Municipality, Resident, StaffMember, Unit
from tests import databases

WORD: Final = re.compile(r"cn(\d{3})f(\d{3})q", re.IGNORECASE)
SHORTEST: Final = 10  # a canary's length; what takes fewer signs holds a code
# Nobody's affairs are reached through these: whom an act was done by is not whom it is about.
NOT_THROUGH: Final = (StaffMember, Account, Unit, Municipality)
# What stands in these is one of a few words of ours, a name of a file's digest, or a key.
CODES: Final = frozenset(
    """
    alone_basis approval basis category channel closed_how code complaint_route consent coordinator
    direction end_code end_reason external_id fee_per form from_whom gate ground handed
    imported_ref key kind language legal_basis may_be_told measure media_type met_letter number
    opening origin outcome part per protection purpose put_before reason_code received_sha256
    recipient_kind reference removed return_code service_key sex sha256 source stage state status
    step stop_reason track two_persons unit variable version what words answer_code capacity act
    basis_code
    """.split()  # noqa: SIM905 - a list of words is read as words
)
# Codes by a name that is words elsewhere.
CODES_OF: Final = frozenset(
    {
        "decisions.UrgentRequest.answer",
        "delivery.Redirection.reason",
        "delivery.Reassessed.reason",
        "referrals.Review.answer",
        "deadlines.TaskState.key",
        "inspection.Finding.head",
        "inspection.Finding.verdict",
        "oversight.Signal.pattern",
        "privacy.Correction.field",
        "privacy.Merge.breach",
        "privacy.MovedRow.field",
        "privacy.MovedRow.model",
    }
)


@dataclass(frozen=True, slots=True)
class Canaries:
    """What was planted: the fields by their numbers, and whose names and numbers are whose."""

    fields: tuple[str, ...]
    families: dict[str, int]
    numbers: dict[str, int]
    planted: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    words: int = 0

    def found(self, text: str) -> set[tuple[int, str]]:
        """Whose words stand in a text, and of which fields."""
        folded = text.casefold()
        words = set(ANY_WORD.findall(folded))
        seen = {(int(person), self.fields[int(n)]) for person, n in WORD.findall(text)}
        seen |= {
            (self.families[name], "people.Resident.family_name")
            for name in self.families
            if first_word(name) in words and stands_in(name).search(folded)
        }
        return seen | {
            (self.numbers[number], "people.IdentityNumber.number")
            for number in set(DIGITS.findall(text)) & self.numbers.keys()
        }


@cache
def first_word(name: str) -> str:
    """What must stand in a text as a word if the name does: cheaper to look for."""
    first: str = ANY_WORD.findall(name.casefold())[0]
    return first


@cache
def stands_in(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name.casefold())}\b")


# What has not been answered, ended, refused or stopped has no words about it.
SAYS_BY_BEING_EMPTY: Final = frozenset(
    """
    answer closed_text control_note early_reason early_settled hold_reason refuse_reason
    return_reason settled_note stop_note taken_back_reason close_reason alone_reason told_scope
    """.split()  # noqa: SIM905 - as above
)
ANY_WORD: Final = re.compile(r"\w+")
DIGITS: Final = re.compile(r"(?<!\d)\d{11}(?!\d)")


def text_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The fields of a model in which somebody can have written something."""
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, models.CharField | models.TextField | models.JSONField)
        and not one.choices
        and not one.primary_key
        and (one.max_length is None or one.max_length >= SHORTEST)
        and one.name not in CODES
        and f"{model._meta.label}.{one.name}" not in CODES_OF
    ]


def ways_to_a_person(model: type[models.Model]) -> list[str]:
    """Each chain of foreign keys that leads from a row to a person, the shortest first."""
    if model is Resident:
        return ["pk"]
    found, queue = [], deque([(model, "", 0)])
    while queue:
        here, path, far = queue.popleft()
        for one in here._meta.concrete_fields:
            other = one.related_model
            if not one.is_relation or other in NOT_THROUGH or not isinstance(other, type):
                continue
            way = f"{path}{one.name}"
            if other is Resident:
                found.append(f"{way}_id")
            elif far < 4 and other is not here:
                queue.append((other, f"{way}__", far + 1))
    return found


def models_about_people() -> dict[type[models.Model], list[str]]:
    """Every model of ours with rows about a person, and the ways to whose they are."""
    return {
        model: ways
        for model in apps.get_models()
        if model._meta.managed and model not in NOT_THROUGH and (ways := ways_to_a_person(model))
    }


def named_fields() -> list[str]:
    """Every field of theirs that somebody can have written in, as «app.Model.field»."""
    return sorted(
        f"{model._meta.label}.{one.name}"
        for model in models_about_people()
        for one in text_fields(model)
    )


def plant() -> Canaries:
    """Put a canary in every text field of every row that leads to a person, as the owner."""
    about, names = models_about_people(), named_fields()
    with databases.owner(connections["default"].settings_dict["NAME"]) as cursor:
        cursor.execute("SET session_replication_role = replica")  # past what only grows
        made = Canaries(
            ("people.Resident.family_name", *names),
            dict(_asked(cursor, Resident.objects.values_list("family_name", "pk"))),
            dict(_asked(cursor, IdentityNumber.objects.values_list("number", "resident_id"))),
        )
        counted = sum(_plant_in(cursor, model, ways, made) for model, ways in about.items())
        counted += _plant_in_the_trail(cursor, made)
    object.__setattr__(made, "words", counted)
    return made


def _asked(cursor: Cursor, rows: Any) -> list[tuple[Any, ...]]:
    sql, values = rows.order_by().query.sql_with_params()
    cursor.execute(sql, values)
    return cursor.fetchall()


def _plant_in(cursor: Cursor, model: type[models.Model], ways: list[str], made: Canaries) -> int:
    fields = [one for one in text_fields(model) if not _is_a_name(model, one.name)]
    if not fields:
        return 0
    columns = [one.name for one in fields]
    manager = model._base_manager
    count = 0
    for pk, *rest in _asked(cursor, manager.values_list("pk", *columns, *ways)):
        now, whose = rest[: len(columns)], rest[len(columns) :]
        person = next((found for found in whose if found is not None), None)
        if person is None:
            continue
        changes = {
            one: put
            for one, before in zip(fields, now, strict=True)
            if (put := _with(before, one, _word(made, model, one.name, person))) is not None
        }
        for one, put in changes.items():
            label = f"{model._meta.label}.{one.name}"
            try:
                cursor.execute(
                    f'UPDATE "{model._meta.db_table}" SET "{one.column}" = %s WHERE id = %s',  # noqa: S608 - names of our models
                    [put, pk],
                )
            except DatabaseError:
                made.refused.add(label)
            else:
                made.planted.add(label)
                count += 1
    return count


def _is_a_name(model: type[models.Model], name: str) -> bool:
    """Family names are canaries as they are: letters that were printed have them too."""
    return model is Resident and name == "family_name"


def _word(made: Canaries, model: type[models.Model], name: str, person: int) -> str:
    return f"cn{person:03d}f{made.fields.index(f'{model._meta.label}.{name}'):03d}q"


def _with(before: Any, one: "models.Field[Any, Any]", word: str) -> str | None:
    """The field's new value; None where it is left alone: what is empty may say that nothing is."""
    if isinstance(one, models.JSONField):
        told = json.loads(before) if isinstance(before, str) else before
        put = _in_words(told, word)
        return None if put == told else json.dumps(put)
    if not before and (not one.blank or one.name in SAYS_BY_BEING_EMPTY):
        return None
    room = one.max_length or 10_000
    return f"{word} {before}".strip() if len(before) + len(word) < room else word


def _in_words(told: Any, word: str) -> Any:
    """The same with the canary before every string of several words."""
    if isinstance(told, dict):
        return {key: _in_words(value, word) for key, value in told.items()}
    if isinstance(told, list):
        return [_in_words(value, word) for value in told]
    return f"{word} {told}" if isinstance(told, str) and " " in told else told


def _plant_in_the_trail(cursor: Cursor, made: Canaries) -> int:
    return 0


# What an answer says


def said_by(answer: HttpResponseBase) -> str:
    """Everything an answer tells: headers, body, what is packed in it and what it shows."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    body = b"".join(answer)
    return f"{headers}\n{readable(body, answer.headers.get('Content-Type', ''))}"


def readable(body: bytes, kind: str) -> str:
    """A body as text: of a PDF what it shows, of a ZIP or workbook all that is packed in it."""
    if kind.startswith("application/pdf"):
        return "\n".join(_of_pdf(body))
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(
                readable(packed.read(name), "application/pdf" if name.endswith(".pdf") else "")
                for name in packed.namelist()
            )
    text = body.decode("utf-8", "replace")
    return text.replace("\r\n ", "") if kind.startswith("text/calendar") else text


def _of_pdf(body: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(body)) as pdf:
        yield str(pdf.docinfo)
        for page in pdf.pages:
            fonts = {str(name): _signs(font) for name, font in _fonts(page)}
            signs: dict[int, str] = {}
            shown = []
            for drawn in pikepdf.parse_content_stream(page):
                operands: Any = drawn.operands
                operator = str(drawn.operator)
                if operator == "Tf":
                    signs = fonts.get(str(operands[0]), {})
                elif operator in {"Tj", "'", '"'}:
                    shown.append(_decoded(bytes(operands[-1]), signs))
                elif operator == "TJ":
                    parts = [part for part in operands[0] if isinstance(part, pikepdf.String)]
                    shown += [_decoded(bytes(part), signs) for part in parts]
                elif operator in {"Td", "Tm", "T*", "BT"}:
                    shown.append(" ")
            yield re.sub(r" +", " ", "".join(shown))


def _fonts(page: pikepdf.Page) -> Iterator[tuple[str, Any]]:
    resources: Any = page.obj.get("/Resources")
    if resources is not None and "/Font" in resources:
        yield from resources["/Font"].items()


def _signs(font: Any) -> dict[int, str]:
    """What each code of a font says, from its ToUnicode table."""
    if "/ToUnicode" not in font:
        return {}
    table, found = bytes(font["/ToUnicode"].read_bytes()).decode("latin-1"), {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, told in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(told).decode("utf-16-be", "replace")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, told in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block
        ):
            first = int(told, 16)
            for n in range(int(low, 16), int(high, 16) + 1):
                found[n] = chr(first + n - int(low, 16))
    return found


def _decoded(text: bytes, signs: dict[int, str]) -> str:
    if not signs:
        return text.decode("latin-1")
    return "".join(
        signs.get(int.from_bytes(text[n : n + 2], "big"), "") for n in range(0, len(text), 2)
    )
