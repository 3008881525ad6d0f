"""Pages of the recommendation (innstilling): the basis beside what is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import actions, forms, queries
from assessments.rules import Given, TypedProposal, read_proposal, unit_of
from assessments.views.answers import frame
from assessments.views.basis import basis_of
from assessments.views.shared import Visit, differing, visiting
from audit.words import said
from cases.adapters import tell_of_draft
from cases.rules import extent_text
from cases.stages import Stage
from people.adapters import attempt
from people.roles import Permission

DRAFT = "innstilling"
WRITABLE = frozenset({Stage.ASSESSMENT, Stage.TRIAL})
EMPTY_LINES = 2  # ready to be filled in under «Legg til tjeneste»
DAY = timedelta(days=1)
Act = Callable[..., dict[str, Any]]


@dataclass(slots=True)
class Typed:
    """The page's form and its lines, as they were posted or as they are shown."""

    form: forms.Recommendation
    lines: Any  # a formset of ServiceLine
    stale: bool = False

    def valid(self) -> bool:
        """Whether the shape is right; both are asked, so that everything is said at once."""
        return bool(self.form.is_valid() & self.lines.is_valid())

    def filled(self) -> list[forms.ServiceLine]:
        """The lines that are not blank, in order."""
        return [line for line in self.lines.forms if not line.blank]

    def proposal(self) -> TypedProposal:
        """What the action takes."""
        return forms.typed_proposal(self.form, self.filled())

    @property
    def fields(self) -> dict[str, Any]:
        """Every field an objection may name: «services.1.quantity» is the second line's."""
        lines = {
            f"services.{n}.{said}": line.fields[name]
            for n, line in enumerate(self.filled())
            for name in line.fields
            for said in (name, *(["to_on"] if name == "last_on" else []))
        }
        return {**self.form.fields, **lines}

    def add_error(self, field: str | None, error: str) -> None:
        """Put a sentence at its field, or above the form."""
        parts = (field or "").split(".")
        if len(parts) == 3:
            name = "last_on" if parts[2] == "to_on" else parts[2]
            self.filled()[int(parts[1])].add_error(name, error)
        else:
            self.form.add_error(field, error)


def shown(
    request: HttpRequest, reference: str, *, around: Callable[[Visit], dict[str, Any]]
) -> HttpResponse:
    """«Innstilling»: write it, read it when it is sent. The app above has the doors that send.

    `around` is asked inside the reading for what the app above knows of the case.
    """
    with visiting(request, reference, page="Innstilling") as visit:
        row = queries.recommendation(visit.case.id, on=visit.on)
        kept = visit.draft(DRAFT) if visit.may_assess else None
        asked = queries.asked_of(visit.case.id)
        basis = basis_of(visit)
        given = queries.given_before(visit.case.id)
        fields = fields_of(row, asked) | (kept.fields if kept else {})
        left = _left(fields, visit)
        page = {**frame(visit), **basis, **around(visit), "row": row}
    if not visit.may_assess or visit.case.stage not in WRITABLE:
        may_take_back = visit.may_assess and visit.case.stage is Stage.RECOMMENDED
        return render(
            request, "assessments/recommended.html", {**page, "may_take_back": may_take_back}
        )
    tell_of_draft(request, kept)
    typed = _shown(visit, fields)
    page |= {
        **written(visit, typed, given),
        "left": left,
        "saved_at": kept.saved_at if kept else None,
    }
    return render(request, "assessments/recommend.html", page)


@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, reference: str) -> HttpResponse:
    """«Lagre og fortsett senere»: kept for everybody who works on the case; nothing is sent."""
    if request.method == "GET":
        return redirect("recommendation", reference)

    def saved(_made: dict[str, Any]) -> HttpResponse:
        messages.success(request, _("Innstillingen er lagret."))
        return redirect("recommendation", reference)

    return typed_and_done(request, reference, actions.save_recommendation, then=saved)


def typed_and_done(
    request: HttpRequest,
    reference: str,
    act: Act,
    *,
    then: Callable[[dict[str, Any]], HttpResponse],
) -> HttpResponse:
    """Read the page, let `act` keep or send it, and show what is wrong where it is wrong.

    `act` takes the case's id, version, proposal, actor and at; `then` answers for what it made.
    """
    with visiting(request, reference, page="Innstilling", permission=Permission.ASSESS) as visit:
        case_id = visit.case.id
    typed = Typed(
        forms.Recommendation(request.POST),
        forms.ServiceLines(request.POST, prefix=forms.PREFIX, form_kwargs={"on": visit.on}),
    )
    if typed.valid():
        made = attempt(
            cast("BaseForm", typed),
            lambda: act(
                case_id,
                version=typed.form.cleaned_data["version"],
                proposal=typed.proposal(),
                actor=visit.actor,
                at=visit.at,
            ),
        )
        if made is not None:
            return then(made)
    return _again(request, reference, typed)


def _again(request: HttpRequest, reference: str, typed: Typed) -> HttpResponse:
    """The page with what was typed, what is wrong, and both texts where two have written."""
    with visiting(request, reference, page="Innstilling", permission=Permission.ASSESS) as visit:
        row = queries.recommendation(visit.case.id, on=visit.on)
        basis = basis_of(visit)
        given = queries.given_before(visit.case.id)
    page = {**frame(visit), **basis, "row": row, **written(visit, typed, given), "left": []}
    if typed.stale and row is not None:
        mine = typed.form.cleaned_data | {"services": _lines_text(typed)}
        theirs = forms.fields_of(row.proposal, version=row.version, extra=0) | {
            "services": "\n".join(f"{line.service}: {line.text}" for line in row.lines),
            "evaluate_on": row.proposal.evaluate_on,
        }
        labels = {n: str(f.label) for n, f in typed.form.fields.items() if n != "version"}
        page["conflict"] = differing(mine, theirs, {"services": _("Forslag"), **labels})
        typed.form.data = {**typed.form.data.dict(), "version": row.version}  # type: ignore[attr-defined]  # posted data is a QueryDict
    status = 409 if typed.stale else 422
    return render(request, "assessments/recommend.html", page, status=status)


def fields_of(row: queries.RecommendationRow | None, asked: list[str]) -> dict[str, Any]:
    """The page's fields as stored; at first one line for each service that was asked for."""
    if row is not None:
        return forms.fields_of(row.proposal, version=row.version, extra=EMPTY_LINES)
    fields = {"version": 0, **forms.managed(len(asked) + EMPTY_LINES)}
    return fields | {f"{forms.PREFIX}-{n}-service_key": key for n, key in enumerate(asked)}


def _shown(visit: Visit, fields: dict[str, Any]) -> Typed:
    """The page as it is first shown: filled in, and without errors."""
    return Typed(forms.Recommendation(initial=fields), lines_of(visit, fields))


def lines_of(visit: Visit, fields: dict[str, Any]) -> Any:
    """The lines as they are first shown: a formset of ServiceLine."""
    count = forms.lines_in(fields)
    lines = [
        {
            name.removeprefix(f"{forms.PREFIX}-{n}-"): value
            for name, value in fields.items()
            if name.startswith(f"{forms.PREFIX}-{n}-")
        }
        for n in range(count)
    ]
    formset = forms.ServiceLines(initial=lines, prefix=forms.PREFIX, form_kwargs={"on": visit.on})
    formset.extra = 0
    return formset


def _left(fields: dict[str, Any], visit: Visit) -> list[dict[str, str]]:
    """«Mangler: …» for what the page shows now, each a link to its field; asked in the reading."""
    typed = Typed(
        forms.Recommendation(fields),
        forms.ServiceLines(fields, prefix=forms.PREFIX, form_kwargs={"on": visit.on}),
    )
    if not typed.valid():
        return []
    proposal, _wrong = read_proposal(typed.proposal(), on=visit.on)
    left = queries.left_to_write(visit.case.id, proposal, on=visit.on)
    where = [str(line.prefix) for line in typed.filled()]
    return [{"text": said(o.sentence, _), "anchor": _anchor(o.field, where)} for o in left]


def _anchor(field: str, where: list[str]) -> str:
    """The id of an objection's field on the page; the assessment has its own page."""
    parts = field.split(".")
    if len(parts) == 3:
        return f"#id_{where[int(parts[1])]}-{parts[2].replace('to_on', 'last_on')}"
    if field == "services":
        return "#forslag"
    return f"#id_{field}" if field else "../kartlegging/"


def written(visit: Visit, typed: Typed, given: Sequence[Given]) -> dict[str, Any]:
    """The form, with the unit after each quantity where the service is known, and what is now."""
    rows = []
    now = {one.service_key: one for one in given}
    language = get_language() or "nb"
    for line in typed.lines.forms:
        key = line["service_key"].value() or ""
        word, per = unit_of(key, on=visit.on, language=language)
        line.fields["quantity"].widget.attrs["affix"] = word
        if not line.is_bound:
            line.initial.setdefault("per", per)
        before = now.get(key)
        rows.append(
            {
                "form": line,
                "key": key,
                "now": extent_text(before.extent, language=language)
                if before and before.extent
                else "",
                "since": before.decided_on if before else None,
                "last_on": before.to_on - DAY if before and before.to_on else None,
            }
        )
    filled = max(
        (n + 1 for n, row in enumerate(rows) if row["key"] or row["form"].errors), default=1
    )
    return {
        "form": typed.form,
        "lines": typed.lines,
        "shown": rows[:filled],
        "spare": rows[filled:],
        "draft_form": DRAFT,
    }


def _lines_text(typed: Typed) -> str:
    """The lines that were typed, in words, beside those that are stored."""
    texts = []
    for line in typed.filled():
        said = line.line()
        name = dict(line.fields["service_key"].choices).get(said.service_key, "")  # type: ignore[attr-defined]  # stubs know only Field
        period = f"{said.from_on:%d.%m.%Y}" if said.from_on else ""
        texts.append(f"{name}: {said.quantity} {period}".strip())
    return "\n".join(texts)
