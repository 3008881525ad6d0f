"""What is typed on «Hastevedtak», and on the control of a deviation."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from django.forms import BoundField
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.service_types import Per, Unit
from decisions.forms.decision import DAY, OFTEN, PLAIN, area, day
from decisions.forms.units import grouped
from decisions.queries import (
    PER_WORDS,
    UNIT_WORDS,
    AskPage,
    DeviationRow,
    UrgentChoice,
    UrgentPage,
)
from decisions.rules import Said, SaidLine

LONGEST_ID: Final = 40  # characters
OTHER: Final = "other"  # a service the case does not ask for


@dataclass(frozen=True, slots=True)
class ChoiceFields:
    """One service on the page: what it is, and its fields."""

    choice: UrgentChoice
    give: BoundField
    fields: tuple[BoundField, ...]


class Urgent(forms.Form):
    """Help that cannot wait: which, from when, why, who was told, and what the person wants."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    from_on = day(_("Fra"))
    last_on = day(_("Til og med"), help_text=_("Tomt: inntil videre."))
    important = area(_("Viktig å vite"), rows=2, help_text=_("For enheten som skal gi hjelpen."))
    reason = area(
        _("Hvorfor kan det ikke vente?"),
        rows=3,
        help_text=_(
            "Skriv til personen: du … Står i vedtaket som skrives etterpå, og kan endres der."
        ),
    )
    persons_view = area(
        _("Personens syn"), rows=2, help_text=_("Slik du hørte det. Tomt: ikke hørt ennå.")
    )
    told = forms.CharField(
        label=_("Hvem er orientert?"),
        required=False,
        help_text=_("For eksempel «Ola selv» eller «datteren Anne»."),
        widget=forms.TextInput(attrs=dict(PLAIN)),
    )
    told_by = forms.CharField(
        label=_("Av hvem"), required=False, widget=forms.TextInput(attrs=dict(PLAIN))
    )
    told_on = day(_("Dag"))
    told_clock = forms.TimeField(
        label=_("Klokkeslett"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", **PLAIN}, format="%H:%M"),
    )
    not_told_reason = area(_("Hvorfor ingen er orientert ennå"), rows=2)

    def __init__(self, data: Any, *, page: UrgentPage, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.page = page
        self.choices = list(page.choices)
        for n, choice in enumerate(self.choices):
            for name, field in _line(choice, grouped(page.units, choice.key)).items():
                self.fields[f"lines.{n}.{name}"] = field
        services = [(key, gettext(name)) for key, name in page.services]
        chosen = str((data or self.initial).get(f"{OTHER}.service_key") or "")
        for name, field in _other(services, grouped(page.units, chosen)).items():
            self.fields[f"{OTHER}.{name}"] = field
        self.order_fields([name for name in self.fields if "." in name])
        # People are asked for the last day, actions take the first day without.
        self.asked_as = {"to_on": "last_on", "told_at": "told_clock"}

    def services(self) -> list[ChoiceFields]:
        """The services of the case that may be given, each with its fields."""
        return [
            ChoiceFields(
                choice,
                self[f"lines.{n}.give"],
                self._some(f"lines.{n}", "quantity", "per", "unit_performing"),
            )
            for n, choice in enumerate(self.choices)
        ]

    def other(self) -> tuple[BoundField, ...]:
        """The fields of a service the case does not ask for."""
        return self._some(OTHER, "service_key", "quantity", "per", "unit_performing")

    def other_is_open(self) -> bool:
        """Whether something is said, or wrong, of another service; or there is nothing else."""
        return not self.choices or any(field.value() or field.errors for field in self.other())

    def _some(self, at: str, *names: str) -> tuple[BoundField, ...]:
        return tuple(self[f"{at}.{name}"] for name in names if f"{at}.{name}" in self.fields)

    def said(self) -> Said:
        """What was typed, as the action takes it. Objections find their fields again."""
        typed = self.cleaned_data
        lines: list[SaidLine] = []
        places = [f"lines.{n}" for n in range(len(self.choices)) if typed.get(f"lines.{n}.give")]
        if typed.get(f"{OTHER}.service_key"):
            places.append(OTHER)
        for n, place in enumerate(places):
            line = {
                name: typed.get(f"{place}.{name}") or ""
                for name in ("service_key", "quantity", "per", "unit_performing")
            }
            lines.append(cast("SaidLine", {**line, "important": typed.get("important", "")}))
            for name in ("service_key", "quantity", "per", "unit_performing"):
                self.asked_as[f"lines.{n}.{name}"] = f"{place}.{name}"
        last_on = typed.get("last_on")
        words = ("reason", "persons_view", "told", "told_by", "not_told_reason")
        whole = {name: typed.get(name, "") for name in words} | {
            "lines": lines,
            "from_on": typed.get("from_on"),
            "to_on": last_on + DAY if last_on else None,
            "told_at": _moment(typed.get("told_on"), typed.get("told_clock")),
        }
        return cast("Said", whole)


def _moment(on: dt.date | None, clock: dt.time | None) -> dt.datetime | None:
    """A day and a clock of Oslo as a moment."""
    if on is None or clock is None:
        return None
    return dt.datetime.combine(on, clock, tzinfo=get_default_timezone())


def _line(choice: UrgentChoice, units: list[tuple[str, Any]]) -> dict[str, forms.Field]:
    words = [UNIT_WORDS.get(Unit(choice.unit), "")]
    if not choice.often:
        words.append(PER_WORDS[Per(choice.per)])
    affix = " ".join(gettext(word) for word in words if word)
    fields: dict[str, forms.Field] = {
        "service_key": forms.CharField(widget=forms.HiddenInput),
        "give": forms.BooleanField(label=_("Gi nå"), required=False),
    }
    if choice.unit != Unit.YES_NO:
        fields["quantity"] = _quantity(affix)
    if choice.often and choice.unit != Unit.YES_NO:
        fields["per"] = forms.ChoiceField(
            label=_("Hvor ofte"),
            choices=OFTEN,
            required=False,
            widget=forms.Select(attrs=dict(PLAIN)),
        )
    fields["unit_performing"] = _unit(units)
    return fields


def _other(services: list[tuple[str, str]], units: list[tuple[str, Any]]) -> dict[str, forms.Field]:
    return {
        "service_key": forms.ChoiceField(
            label=_("Tjeneste"),
            choices=[("", _("Velg tjeneste")), *services],
            required=False,
            widget=forms.Select(attrs=dict(PLAIN)),
        ),
        "quantity": _quantity(""),
        "per": forms.ChoiceField(
            label=_("Hvor ofte"),
            choices=[("", _("Som vanlig for tjenesten")), *OFTEN],
            required=False,
            widget=forms.Select(attrs=dict(PLAIN)),
        ),
        "unit_performing": _unit(units),
    }


def _quantity(affix: str) -> forms.CharField:
    return forms.CharField(
        label=_("Omfang"),
        required=False,
        widget=forms.TextInput(attrs={**PLAIN, "size": 6, "inputmode": "decimal", "affix": affix}),
    )


def _unit(units: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Hvem skal gi hjelpen?"),
        choices=units,
        required=False,
        widget=forms.Select(attrs=dict(PLAIN)),
    )


def initial_of_urgent(page: UrgentPage, *, version: int, on: dt.date, clock: str) -> dict[str, Any]:
    """The page as it is opened: now, by the one who looks, with what is known of the services."""
    fields: dict[str, Any] = {
        "version": version,
        "from_on": on,
        "told_by": page.actor,
        "told_on": on,
        "told_clock": clock,
        "persons_view": page.persons_view,
        "reason": page.asked.why if page.asked else "",
    }
    for n, choice in enumerate(page.choices):
        shown = {
            "service_key": choice.key,
            "give": not choice.told,  # given already: more is chosen
            "quantity": choice.quantity,
            "per": choice.per,
            "unit_performing": choice.unit_performing,
        }
        fields |= {f"lines.{n}.{name}": value for name, value in shown.items()}
    return fields


class Ask(forms.Form):
    """Help that cannot wait, asked of one who decides, or of all who are there."""

    to = forms.ChoiceField(
        label=_("Hvem skal avgjøre?"), required=False, widget=forms.Select(attrs=dict(PLAIN))
    )
    why = area(
        _("Hvorfor kan det ikke vente?"),
        rows=3,
        help_text=_("Skriv til personen: du … Teksten følger med til hastevedtaket."),
    )

    def __init__(self, data: Any, *, page: AskPage, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        to = cast("forms.ChoiceField", self.fields["to"])
        nobody = _("Velg en") if page.one_only else _("Den første som kan: alle får oppgaven")
        to.choices = [("", nobody), *page.deciders]


class Answer(forms.Form):
    """Why the help asked for can wait."""

    answer = area(_("Ikke haster, fordi …"), rows=3)


class Deviations(forms.MultipleChoiceField):
    """Deviations by their names; what has been closed meanwhile is told on the receipt."""

    def valid_value(self, value: str) -> bool:
        """Whatever is named like one."""
        return len(value) <= LONGEST_ID


class Control(forms.Form):
    """What somebody found who looked at deviations: one text for those that are chosen."""

    deviations = Deviations(
        label=_("Hvilke avvik har du sett på?"),
        widget=forms.CheckboxSelectMultiple(attrs={"tag": "none"}),
        error_messages={"required": _("Velg minst ett avvik.")},
    )
    found = area(
        _("Hva fant du?"),
        rows=3,
        help_text=_("For eksempel hvorfor det var rett, og hva som gjøres nå."),
    )

    def offer(self, rows: Sequence[DeviationRow]) -> None:
        """Those that can be chosen; one alone is chosen already."""
        field = cast("Deviations", self.fields["deviations"])
        field.choices = [(row.public_id, gettext(row.label)) for row in rows]
        if len(rows) == 1 and not self.is_bound:
            self.initial["deviations"] = [rows[0].public_id]
