"""What is typed as a recommendation (innstilling): its services and its grounds."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.rules import TEXTS, Proposal, TypedLine, TypedProposal
from cases.rules import quantity_text
from cases.service_types import CARE_LADDER, Unit, choosable
from people.forms import Day

PREFIX: Final = "tjenester"
MOST: Final = 20  # services in one recommendation
DAY = timedelta(days=1)
PER: Final = [
    ("", _("som vanlig for tjenesten")),
    ("day", _("per dag")),
    ("week", _("per uke")),
    ("month", _("per måned")),
    ("year", _("per år")),
]


class ServiceLine(forms.Form):
    """One service with extent and period, or that it should not be granted."""

    service_key = forms.ChoiceField(
        label=_("Tjeneste"), required=False, widget=forms.Select(attrs={"tag": "none"})
    )
    quantity = forms.CharField(
        label=_("Omfang"),
        required=False,
        help_text=_("Timer (3,5 eller 3:30), måltider eller antall."),
        widget=forms.TextInput(attrs={"size": 8, "inputmode": "decimal", "tag": "none"}),
    )
    per = forms.ChoiceField(
        label=_("Hvor ofte"),
        choices=PER,
        required=False,
        widget=forms.Select(attrs={"tag": "none"}),
    )
    from_on = Day(label=_("Fra"), required=False, widget=forms.DateInput(attrs={"tag": "none"}))
    last_on = Day(
        label=_("Til og med"),
        required=False,
        help_text=_("La stå tomt når tjenesten ikke har sluttdato."),
        widget=forms.DateInput(attrs={"tag": "none"}),
    )
    helpers = forms.TypedChoiceField(
        label=_("Antall hjelpere"),
        choices=[(n, str(n)) for n in range(1, 6)],
        coerce=int,
        required=False,
        widget=forms.Select(attrs={"tag": "none"}),
    )
    night = forms.BooleanField(label=_("Også om natten"), required=False)
    refuse = forms.BooleanField(label=_("Foreslås ikke innvilget"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service_key"].choices = [  # type: ignore[attr-defined]  # stubs know only Field
            ("", _("Velg tjeneste")),
            *((service.key, _(service.name_nb)) for service in choosable(on)),
        ]

    @property
    def blank(self) -> bool:
        """Whether nothing was chosen or typed on the line."""
        typed = self.cleaned_data
        return not any(
            typed.get(name) for name in ("service_key", "quantity", "from_on", "last_on", "refuse")
        )

    def line(self) -> TypedLine:
        """The line as the action takes it: the end is the first day without."""
        typed = self.cleaned_data
        last_on = typed.get("last_on")
        return TypedLine(
            service_key=typed.get("service_key", ""),
            quantity=typed.get("quantity", ""),
            per=typed.get("per", ""),
            helpers=typed.get("helpers") or 1,
            night=typed.get("night", False),
            from_on=typed.get("from_on"),
            to_on=last_on + DAY if last_on else None,
            refuse=typed.get("refuse", False),
        )


ServiceLines = forms.formset_factory(ServiceLine, extra=0, max_num=MOST, absolute_max=MOST)


class Recommendation(forms.Form):
    """The grounds, and what happens next."""

    ladder_step = forms.TypedChoiceField(
        label=_("Trinn i omsorgstrappen"),
        choices=[
            ("", _("Velg trinn")),
            *((r.number, format_lazy("{} {}", r.number, _(r.label))) for r in CARE_LADDER),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"tag": "none"}),
    )
    why_not_lower = forms.CharField(
        label=_(TEXTS["why_not_lower"]),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "tag": "none"}),
    )
    professional_assessment = forms.CharField(
        label=_(TEXTS["professional_assessment"]),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7, "tag": "none"}),
    )
    persons_view = forms.CharField(
        label=_(TEXTS["persons_view"]),
        required=False,
        help_text=_("Teksten står i vedtaket."),
        widget=forms.Textarea(attrs={"rows": 4, "tag": "must"}),
    )
    no_view_reason = forms.CharField(
        label=_(TEXTS["no_view_reason"]),
        required=False,
        help_text=_("Fyll bare ut når personens syn ikke kunne innhentes."),
        widget=forms.Textarea(attrs={"rows": 2, "tag": "none"}),
    )
    goal = forms.CharField(
        label=_(TEXTS["goal"]),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "tag": "none"}),
    )
    evaluate_on = Day(
        label=_("Evalueres"), required=False, widget=forms.DateInput(attrs={"tag": "none"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


def typed_proposal(form: Recommendation, lines: list[ServiceLine]) -> TypedProposal:
    """What was typed, as the action takes it. `lines` are those that are not blank."""
    typed = form.cleaned_data
    return TypedProposal(
        lines=tuple(line.line() for line in lines),
        ladder_step=typed.get("ladder_step"),
        evaluate_on=typed.get("evaluate_on"),
        **{field: typed.get(field, "") for field in TEXTS},
    )


def fields_of(proposal: Proposal, *, version: int, extra: int) -> dict[str, Any]:
    """A stored recommendation as the fields of the page, with `extra` empty lines."""
    fields: dict[str, Any] = {
        "version": version,
        "ladder_step": proposal.ladder_step or "",
        "evaluate_on": _day(proposal.evaluate_on),
        **{field: getattr(proposal, field) for field in TEXTS},
        **managed(len(proposal.lines) + extra),
    }
    for n, line in enumerate(proposal.lines):
        shown = {
            "service_key": line.service_key,
            "quantity": quantity_text(line.quantity, Unit(line.unit))
            if line.quantity is not None
            else "",
            "per": line.per if line.per in dict(PER) else "",
            "from_on": _day(line.from_on),
            "last_on": _day(line.last_on),
            "helpers": line.helpers,
        }
        fields |= {f"{PREFIX}-{n}-{name}": value for name, value in shown.items()}
        fields |= {
            f"{PREFIX}-{n}-{flag}": "on" for flag in ("night", "refuse") if getattr(line, flag)
        }
    return fields


def managed(lines: int) -> dict[str, Any]:
    """The fields by which a page says how many lines it has."""
    return {f"{PREFIX}-TOTAL_FORMS": min(lines, MOST), f"{PREFIX}-INITIAL_FORMS": 0}


def lines_in(fields: Mapping[str, Any]) -> int:
    """How many lines a page's fields hold."""
    said = str(fields.get(f"{PREFIX}-TOTAL_FORMS", ""))
    return min(int(said), MOST) if said.isdigit() else 0


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
