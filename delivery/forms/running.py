"""«Registrer løpende vedtak»: a decision from before, and each service that runs by it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cases.service_types import Per
from decisions.queries import PER_WORDS
from delivery.policy import LONGEST_TEXT
from delivery.rules import LONGEST_NAME, LONGEST_REFERENCE, DecisionGiven, ServiceGiven
from people.forms import SMALL, day, line

MOST_SERVICES: Final = 12
OFTEN: Final = [
    ("", _("Som katalogen sier")),
    *((per.value, _(PER_WORDS[per])) for per in (Per.DAY, Per.WEEK, Per.MONTH, Per.YEAR)),
]
DAY: Final = dt.timedelta(days=1)
Choices = Sequence[tuple[str, Any]]


def needed(label: Any, missing: Any) -> forms.DateField:
    """A day that must be told; `missing` says which."""
    field = day(label)
    field.error_messages["required"] = missing
    return field


def services_typed(data: Mapping[str, Any]) -> int:
    """How many services stand on the page, at least one: a number nobody has checked."""
    told = str(data.get("count", ""))
    return min(max(int(told), 1), MOST_SERVICES) if told.isdecimal() and len(told) < 4 else 1


class RunningDecision(forms.Form):
    """The whole page; the fields of service number n are named `services.<n>.<field>`."""

    count = forms.IntegerField(widget=forms.HiddenInput)
    source = line(
        _("Hvor står vedtaket?"),
        required=True,
        help_text=_("Navnet på det tidligere systemet eller arkivet."),
        attrs={"maxlength": LONGEST_NAME},
    )
    reference = line(
        _("Nummer eller saksnavn der"),
        required=True,
        help_text=_("Slik at andre finner vedtaket, og det ikke registreres to ganger."),
        attrs={"maxlength": LONGEST_REFERENCE},
    )
    decided_on = needed(_("Vedtaket er fattet"), _("Velg dagen vedtaket ble fattet."))
    goal = forms.CharField(
        label=_("Mål"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "limit": LONGEST_TEXT}),
    )
    evaluate_on = day(
        _("Evalueres senest"),
        required=False,
        help_text=_("Tomt: 90 dager fra i dag."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        count: int,
        services: Choices,
        units: Choices,
        bases: Choices,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={**(initial or {}), "count": count})
        self.services = count
        for n in range(count):
            for name, field in _service(services, units, bases).items():
                self.fields[f"services.{n}.{name}"] = field

    def whole(self) -> list[BoundField]:
        """The fields of the decision itself."""
        return [self[name] for name in self.base_fields if name != "count"]

    def blocks(self) -> list[tuple[int, list[BoundField], list[BoundField]]]:
        """Each service: its number from 1, its fields, and those under «Mer om tjenesten»."""
        found = []
        for n in range(self.services):
            mine = [self[name] for name in self.fields if name.startswith(f"services.{n}.")]
            more = [field for field in mine if field.name.rpartition(".")[2] in MORE]
            found.append((n + 1, [field for field in mine if field not in more], more))
        return found

    def given(self) -> DecisionGiven:
        """What was told, for the action."""
        told = self.cleaned_data
        return DecisionGiven(
            reference=told["reference"],
            decided_on=told["decided_on"],
            evaluate_on=told["evaluate_on"],
            goal=told["goal"],
            services=tuple(self._given(n) for n in range(self.services)),
        )

    def _given(self, n: int) -> ServiceGiven:
        told = {
            name.rpartition(".")[2]: value
            for name, value in self.cleaned_data.items()
            if name.startswith(f"services.{n}.")
        }
        last = told.pop("to_on")
        return ServiceGiven(
            **told | {"helpers": told["helpers"] or 1},
            to_on=last + DAY if last else None,
        )


MORE: Final = ("legal_basis", "helpers", "night", "important")


def _service(services: Choices, units: Choices, bases: Choices) -> dict[str, forms.Field]:
    return {
        "service_key": forms.ChoiceField(
            label=_("Tjeneste"),
            choices=[("", _("Velg tjeneste")), *services],
            error_messages={"required": _("Velg tjenesten som går.")},
        ),
        "quantity": line(
            _("Omfang"), help_text=_("For eksempel 3,5. Tomt når det ikke telles."), attrs=SMALL
        ),
        "per": forms.ChoiceField(label=_("Hvor ofte"), choices=OFTEN, required=False),
        "unit": forms.ChoiceField(
            label=_("Utførende enhet"),
            choices=[("", _("Velg enhet")), *units],
            error_messages={"required": _("Velg enheten som utfører tjenesten.")},
        ),
        "starts_on": needed(_("Tjenesten startet"), _("Velg dagen tjenesten startet.")),
        "from_on": needed(_("Vedtaket gjelder fra"), _("Velg dagen vedtaket gjelder fra.")),
        "to_on": day(
            _("Vedtaket gjelder til og med"), required=False, help_text=_("Tomt: inntil videre.")
        ),
        "legal_basis": forms.ChoiceField(
            label=_("Hjemmel"), choices=[("", _("Ikke kjent")), *bases], required=False
        ),
        "helpers": forms.IntegerField(
            label=_("Antall hjelpere"), required=False, min_value=1, widget=forms.NumberInput
        ),
        "night": forms.BooleanField(
            label=_("Også om natten"), required=False, widget=forms.CheckboxInput
        ),
        "important": forms.CharField(
            label=_("Viktig å vite"),
            required=False,
            help_text=_("For enheten som utfører tjenesten."),
            widget=forms.Textarea(attrs={"rows": 2, "limit": LONGEST_TEXT}),
        ),
    }
