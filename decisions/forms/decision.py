"""What is typed on «Vedtak og brev». Choices come with the page; nothing is asked here."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, cast

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.words import said
from cases.service_types import Per, Unit
from decisions.forms.units import grouped
from decisions.policy import OUTCOMES, PARTS, RETURN_CODES, Part, Returned
from decisions.queries import PER_WORDS, UNIT_WORDS, DecisionPage, DecisionRow, LineRow
from decisions.rules import Typed, TypedLine
from people.forms import Day
from people.refusals import Objection

DATES: Final = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d%m%y", "%d%m%Y"]
BAD_DATE: Final = _("Skriv en dato som finnes, for eksempel 21.11.2026")
OFTEN: Final = [(per.value, _(PER_WORDS[per])) for per in (Per.DAY, Per.WEEK, Per.MONTH, Per.YEAR)]
MOST_HELPERS: Final = 5
LANGUAGES: Final = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", _("Engelsk"))]
WHOLE: Final = (
    "facts",
    "considerations",
    "persons_view",
    "no_view_reason",
    "childs_interest",
    "conditions",
    "goal",
    "evaluate_on",
    "language",
    "alone_reason",
)
# Of what is given orally, as it was given.
GIVEN: Final = frozenset(
    {
        "outcome",
        "quantity",
        "per",
        "from_on",
        "last_on",
        "unit_performing",
        "reason",
        "helpers",
        "night",
    }
)
PLAIN: Final = {"tag": "none"}
DAY: Final = dt.timedelta(days=1)


def one_of(label: Any, choices: Sequence[tuple[str, Any]] = ()) -> forms.ChoiceField:
    """A choice from a list, which may stand open."""
    widget = forms.Select(attrs=dict(PLAIN))
    return forms.ChoiceField(label=label, choices=list(choices), required=False, widget=widget)


def area(label: Any, *, rows: int, help_text: Any = "") -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={**PLAIN, "rows": rows}),
    )


def day(label: Any, *, help_text: Any = "") -> Day:
    """A date, also as 21.11.26 and 211126."""
    return Day(
        label=label,
        required=False,
        help_text=help_text,
        input_formats=DATES,
        error_messages={"invalid": BAD_DATE},
        widget=forms.DateInput(attrs=dict(PLAIN)),
    )


@dataclass(frozen=True, slots=True)
class LineFields:
    """One service on the page: what it is, and its fields in two groups."""

    row: LineRow
    id: BoundField
    outcome: BoundField | None  # None: given orally, and written as it was given
    extent: tuple[BoundField, ...]  # quantity, how often, from, to
    law: tuple[BoundField, ...]  # legal basis, performing unit
    reason: BoundField | None
    more: tuple[BoundField, ...]  # helpers, night, applied, important
    open_more: bool  # something is said, or wrong, in the folded group


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: in few words, in a sentence, and where to go."""

    label: str
    sentence: str
    href: str


class Decision(forms.Form):
    """The whole decision: each service's fields are named `lines.0.outcome` and so on."""

    # In the order of the page, as the summary of what is wrong is; the services stand before.
    version = forms.IntegerField(widget=forms.HiddenInput)
    add_service = one_of(_("Legg til tjeneste"))
    considerations = area(
        _("Hovedhensyn"),
        rows=7,
        help_text=_("Hvorfor dere har kommet fram til dette. Skriv til personen, med «du»."),
    )
    facts = area(_("Faktiske forhold"), rows=6, help_text=_("Hentet fra kartleggingen."))
    persons_view = area(_("Personens syn"), rows=4, help_text=_("Hentet fra innstillingen."))
    no_view_reason = area(
        _("Hvorfor personens syn mangler"),
        rows=2,
        help_text=_("Fyll bare ut når synet ikke kunne innhentes."),
    )
    childs_interest = area(
        _("Barnets beste"),
        rows=4,
        help_text=_("Hva som er best for barnet, og hvordan det er hørt."),
    )
    goal = area(_("Mål"), rows=2)
    evaluate_on = day(_("Evalueres senest"))
    conditions = area(_("Vilkår"), rows=2, help_text=_("Ett vilkår på hver linje."))
    language = one_of(_("Språk i brevet"), LANGUAGES)
    alone_reason = area(
        _("Hvorfor én avgjør alene"), rows=2, help_text=_("Grunnen går til kontroll.")
    )

    def __init__(self, data: Any, *, page: DecisionPage, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.page = page
        there = {line.service_key for line in page.decision.lines}
        self.fields["add_service"].choices = [  # type: ignore[attr-defined]  # stubs know only Field
            ("", _("Velg tjeneste")),
            *((key, gettext(name)) for key, name in page.services if key not in there),
        ]
        if not page.child:
            del self.fields["childs_interest"]
        asked_alone = page.who is not None and page.who.alone and not page.who.never_alone
        if not asked_alone and not page.decision.texts["alone_reason"]:
            del self.fields["alone_reason"]
        if page.urgent and not page.recommended:  # nothing to be fetched from
            said = _("Det som har skjedd, og hva personen trenger hjelp til.")
            self.fields["facts"].help_text = said
            heard = _("Slik det ble hørt da hjelpen ble gitt.")
            self.fields["persons_view"].help_text = heard
        whole = list(self.fields)
        for n, line in enumerate(page.decision.lines):
            units = grouped(page.units, line.service_key)
            for name, field in line_fields(line, units).items():
                self.fields[f"lines.{n}.{name}"] = field
        self.order_fields([name for name in self.fields if name not in whole])
        # People are asked for the last day, actions take the first day without.
        self.asked_as = {
            f"lines.{n}.to_on": f"lines.{n}.last_on" for n in range(len(page.decision.lines))
        }

    def lines(self) -> list[LineFields]:
        """The services in the order of the page, each with its fields."""
        return [self._line(n, row) for n, row in enumerate(self.page.decision.lines)]

    def _line(self, n: int, row: LineRow) -> LineFields:
        def get(name: str) -> BoundField | None:
            key = f"lines.{n}.{name}"
            return self[key] if key in self.fields else None

        def some(*names: str) -> tuple[BoundField, ...]:
            return tuple(field for name in names if (field := get(name)) is not None)

        more = some("helpers", "night", "applied", "important")
        said = row.helpers > 1 or row.night or bool(row.applied or row.important)
        return LineFields(
            row=row,
            id=self[f"lines.{n}.id"],
            outcome=get("outcome"),
            extent=some("quantity", "per", "from_on", "last_on"),
            law=some("legal_basis", "unit_performing"),
            reason=get("reason"),
            more=more,
            open_more=said or any(field.errors for field in more),
        )

    def whole(self) -> tuple[BoundField, ...]:
        """The fields of the grounds, in the order of the page."""
        return self.some(
            "considerations", "facts", "persons_view", "no_view_reason", "childs_interest"
        )

    def plan(self) -> tuple[BoundField, ...]:
        """Goal, evaluation and conditions."""
        return self.some("goal", "evaluate_on", "conditions", "language")

    def some(self, *names: str) -> tuple[BoundField, ...]:
        """Those of the fields that this page has."""
        return tuple(self[name] for name in names if name in self.fields)

    def missing(self, objections: Sequence[Objection]) -> list[Missing]:
        """What stands in the way, in few words, each with a way to its field."""
        several = len(self.page.decision.lines) > 1
        order = list(self.fields)  # of the page; what has no place of its own comes first
        found: list[tuple[int, Missing]] = []
        for objection in objections:
            sentence = said(objection.sentence, gettext)
            place = self.asked_as.get(objection.field, objection.field)
            if place not in order:
                found.append((-1, Missing(sentence, sentence, "")))
                continue
            field = self[place]
            name = str(field.label)
            _at, n, _field = (*objection.field.split("."), "", "")[:3]
            if several and n.isdigit():
                name = f"{name} ({self.page.decision.lines[int(n)].service})"
            anchor = f"{field.auto_id}_0" if field.use_fieldset else str(field.auto_id)
            found.append((order.index(place), Missing(name, sentence, f"#{anchor}")))
        return [one for _place, one in sorted(found, key=itemgetter(0))]

    def typed(self, *, add: bool = False, without: int | None = None) -> Typed:
        """What was typed, as the action takes it.

        With `add`, the chosen service is a new line; `without` is the place of a line taken out.
        """
        said = self.cleaned_data
        typed: dict[str, Any] = {name: said[name] for name in WHOLE if name in said}
        if not typed.get("language"):
            typed.pop("language", None)
        typed["lines"] = [
            self._typed_line(n, row)
            for n, row in enumerate(self.page.decision.lines)
            if n != without
        ]
        if add and said.get("add_service"):
            typed["lines"].append({"service_key": said["add_service"]})
        return cast("Typed", typed)

    def _typed_line(self, n: int, row: LineRow) -> TypedLine:
        if f"lines.{n}.id" not in self.data:  # not on the page that was posted: kept as it is
            return {"id": row.id}
        said = {
            name.rpartition(".")[2]: value
            for name, value in self.cleaned_data.items()
            if name.startswith(f"lines.{n}.")
        }
        if row.told:
            return cast("TypedLine", said)
        last_on = said.pop("last_on", None)
        said["to_on"] = last_on + DAY if last_on else None
        said["helpers"] = said.get("helpers") or row.helpers
        return cast("TypedLine", said)


def line_fields(line: LineRow, units: Sequence[tuple[str, Any]]) -> dict[str, forms.Field]:
    """The fields of one service; what cannot be counted has no quantity."""
    counted = line.unit != Unit.YES_NO
    fields: dict[str, forms.Field | None] = {
        "id": forms.CharField(widget=forms.HiddenInput),
        "outcome": forms.ChoiceField(
            label=_("Utfall"),
            choices=[(key.value, _(label)) for key, label in OUTCOMES.items()],
            required=False,
            widget=forms.RadioSelect(attrs={**PLAIN, "inline": True}),
        ),
        "quantity": _quantity(line) if counted else None,
        "per": one_of(_("Hvor ofte"), OFTEN) if counted and line.often else None,
        "from_on": day(_("Fra")),
        "last_on": day(_("Til og med"), help_text=_("Tomt: inntil videre.")),
        "legal_basis": one_of(_("Hjemmel"), [("", _("Velg hjemmel")), *line.bases]),
        "unit_performing": one_of(_("Utførende enhet"), units),
        "reason": area(
            _("Begrunnelse for utfallet"),
            rows=2,
            help_text=_("Ved avslag, delvis innvilgelse og avvisning. Står i brevet."),
        ),
        "helpers": forms.TypedChoiceField(
            label=_("Antall hjelpere"),
            choices=[(n, str(n)) for n in range(1, MOST_HELPERS + 1)],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.Select(attrs=dict(PLAIN)),
        ),
        "night": forms.BooleanField(label=_("Også om natten"), required=False),
        "applied": forms.CharField(
            label=_("Det personen søkte om"),
            required=False,
            help_text=_("Hvis du vet hvor mye, for eksempel «5 timer i uken». Står i brevet."),
            widget=forms.TextInput(attrs=dict(PLAIN)),
        ),
        "important": area(
            _("Viktig å vite"), rows=2, help_text=_("For enheten som utfører. Står ikke i brevet.")
        ),
    }
    return {
        name: field
        for name, field in fields.items()
        if field is not None and not (line.told and name in GIVEN)
    }


def _quantity(line: LineRow) -> forms.CharField:
    words = [UNIT_WORDS.get(Unit(line.unit), "") if line.unit else ""]
    if line.per and not line.often:
        words.append(PER_WORDS[Per(line.per)])
    affix = " ".join(gettext(word) for word in words if word)
    return forms.CharField(
        label=_("Omfang"),
        required=False,
        widget=forms.TextInput(attrs={**PLAIN, "size": 6, "inputmode": "decimal", "affix": affix}),
    )


def initial_of(row: DecisionRow) -> dict[str, Any]:
    """A stored decision as the fields of the page."""
    fields: dict[str, Any] = {
        "version": row.version,
        **row.texts,
        "evaluate_on": row.evaluate_on,
        "language": row.language,
    }
    for n, line in enumerate(row.lines):
        shown = {
            "id": line.id,
            "outcome": line.outcome,
            "quantity": line.quantity,
            "per": line.per,
            "from_on": line.from_on,
            "last_on": line.last_on,
            "legal_basis": line.legal_basis,
            "unit_performing": line.unit_performing,
            "reason": line.reason,
            "helpers": line.helpers,
            "night": line.night,
            "applied": line.applied,
            "important": line.important,
        }
        fields |= {f"lines.{n}.{name}": value for name, value in shown.items()}
    return fields


class Return(forms.Form):
    """Why something is sent back; with `parts`, also which step it is about."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    part = forms.ChoiceField(
        label=_("Hvilket trinn?"),
        choices=[(part.value, _(PARTS[part])) for part in Part],
        widget=forms.Select(attrs=dict(PLAIN)),
    )
    code = forms.ChoiceField(
        label=_("Hvorfor?"),
        widget=forms.RadioSelect(attrs=dict(PLAIN)),
        error_messages={"required": _("Velg hvorfor det sendes tilbake.")},
    )
    reason = forms.CharField(
        label=_("Begrunnelse"),
        widget=forms.Textarea(attrs={"rows": 4, "tag": "must"}),
        error_messages={"required": _("Skriv hva som må rettes.")},
    )

    def __init__(self, data: Any, *, what: Returned, version: int) -> None:
        super().__init__(data, initial={"version": version, "part": Part.DECISION.value})
        rows = [(code.value, row) for code, row in RETURN_CODES.items() if what in row.what]
        codes = [(code, gettext(row.label)) for code, row in rows]
        self.fields["code"].choices = codes  # type: ignore[attr-defined]  # stubs know only Field
        if what is Returned.RECOMMENDATION:
            del self.fields["part"]


class Versioned(forms.Form):
    """An act with nothing to type: the version it is about."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Seen(Versioned):
    """One step was looked at."""

    part = forms.ChoiceField(choices=[(part.value, part.value) for part in Part])
