"""The door through which something leaves the system: asked why, put on record, then given."""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext

from entrance.adapters import asked_again
from inspection.kinds import What
from inspection.policy import policy_on
from inspection.queries import SampleSummary
from people.access import Actor
from people.adapters import SHEETS, Row, carried_out, sheet_of, status_of

ZIP: Final = "application/zip"
PDF: Final = "application/pdf"
MEDIA: Final = {**SHEETS, "zip": ZIP, "pdf": PDF}


@dataclass(frozen=True, slots=True)
class Made:
    """The file, and the hash that is put on record."""

    body: bytes | IO[bytes]
    sha256: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is about to leave: `about` says in a sentence what it is, `name` names the file.

    `persons`: ids of everybody in it; `make` is called once, with the file's suffix.
    """

    what: What
    title: str
    about: str
    name: str
    back: str
    persons: Sequence[int]
    rows: int
    make: Callable[[str], Made]
    case_id: int | None = None


def sheet(rows: Sequence[Row], *, name: str) -> Callable[[str], Made]:
    """What makes a parcel of rows."""

    def made(kind: str) -> Made:
        body = sheet_of(kind, rows, name=name)
        return Made(body, hashlib.sha256(body).hexdigest())

    return made


def handed_out(
    request: HttpRequest,
    form: Form,
    act: Callable[..., object],
    parcel: Parcel,
    *,
    actor: Actor,
    at: dt.datetime,
) -> HttpResponseBase:
    """The page that asks why; once that is answered and on record (`act`), the file.

    More persons than policy calls many asks who it is once more, before anything else.
    """
    if len(parcel.persons) > policy_on(localdate(at)).many:
        again = asked_again(request, at=at)
        if again is not None:
            return again
    if form.is_bound and form.is_valid():
        kind = form.cleaned_data.get("form", "zip")
        made = parcel.make(kind)
        said = {name: form.cleaned_data[name] for name in ("purpose", "note")}
        facts: dict[str, Any] = {
            "form": kind,
            "persons": sorted(parcel.persons),
            "rows": parcel.rows,
            "sha256": made.sha256,
            "case_id": parcel.case_id,
        }
        if carried_out(form, lambda: act(parcel.what, **said, **facts, actor=actor, at=at)):
            name = f"{parcel.name}-{localdate(at):%Y-%m-%d}.{kind}"
            return _file(made, MEDIA[kind], name)
        if not isinstance(made.body, bytes):
            made.body.close()
    context = {"form": form, "parcel": parcel, "persons": len(parcel.persons)}
    return render(request, "inspection/take_out.html", context, status=status_of(form))


def _file(made: Made, media_type: str, name: str) -> HttpResponseBase:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if isinstance(made.body, bytes):
        return HttpResponse(made.body, content_type=media_type, headers=headers)
    return FileResponse(made.body, content_type=media_type, headers=headers)


def sample_for_sheets(found: SampleSummary) -> list[Row]:
    """A row for each case and head of a sample, below a row of heads."""
    heads = (
        gettext("Nr."),
        gettext("Sak"),
        gettext("Tegn på risiko"),
        gettext("Punkt"),
        gettext("Funn"),
        gettext("Merknad"),
        gettext("Kontrollert"),
    )
    rows: list[Row] = [heads]
    for one in found.rows:
        case = one.case.reference if one.case else gettext("Vises ikke")
        signs = ", ".join(gettext(sign) for sign in one.signs)
        if not one.findings:
            rows.append((one.n, case, signs, "", "", "", one.finished_at))
        rows += [
            (one.n, case, signs, gettext(f.label), gettext(f.said), f.text, one.finished_at)
            for f in one.findings
        ]
    return rows


def population_for_sheets(found: SampleSummary) -> list[Row]:
    """The list a sample was drawn from, as the hash was made of it, below a row of heads."""
    return [(gettext("Sak"), gettext("Lodd")), *found.population]
