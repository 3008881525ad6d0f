"""The shape of what is asked of the trail: who did it, who saw it, when and why."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.forms.lists import ALL, Filter
from desk.kinds import AREAS
from desk.queries import Ways
from desk.rules import EventNarrow, LookNarrow
from desk.words import WHYS, Why
from people.forms import Day

WEEKS: Final = 53  # to choose among
Choices = Sequence[tuple[str, str]]


class Period(Filter):
    """A week, or days of one's own; both included, as people say dates."""

    uke = forms.ChoiceField(label=_("Uke"), required=False, choices=[ALL])
    fra = Day(label=_("Fra"), required=False)
    til = Day(label=_("Til"), required=False)

    def clean(self) -> dict[str, Any]:
        """A last day before the first is said, and not taken for «nobody in that time»."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("fra"), cleaned.get("til")
        if first and last and last < first:
            self.add_error("til", _("Siste dag er før første dag."))
        return cleaned

    def weeks(self, on: dt.date) -> None:
        """The last year's weeks, this one first; said before the filters are read."""
        monday = on - dt.timedelta(days=on.weekday())
        choices = []
        for back in range(WEEKS):
            first = monday - dt.timedelta(weeks=back)
            last = first + dt.timedelta(days=6)
            name = gettext("Uke %(n)s (%(first)s–%(last)s)") % {
                "n": first.isocalendar().week,
                "first": f"{first:%d.%m.}",
                "last": f"{last:%d.%m.%Y}",
            }
            choices.append((f"{first:%G-%V}", name))
        self.offer("uke", choices)

    def offer(self, name: str, found: Choices) -> None:
        """What there is to choose in a field; said before the filters are read."""
        self.fields[name].choices = [ALL, *found]  # type: ignore[attr-defined]  # stubs know only Field

    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day: those both in the week and in the days chosen."""
        days_from, days_to = [self.chosen("fra")], [self.chosen("til")]
        if week := self.chosen("uke"):
            monday = dt.datetime.strptime(f"{week}-1", "%G-%V-%u").date()  # noqa: DTZ007 - a day has no zone
            days_from.append(monday)
            days_to.append(monday + dt.timedelta(days=6))
        return (
            max((day for day in days_from if day), default=None),
            min((day for day in days_to if day), default=None),
        )

    def period(self) -> str:
        """When, in words that follow a number: «i uke 42», «fra 12.10.2026»; empty for all."""
        first, last = self.days()
        if self.chosen("uke") and not self.chosen("fra") and not self.chosen("til") and first:
            return gettext("i uke %(n)s") % {"n": first.isocalendar().week}
        said = {"first": f"{first:%d.%m.%Y}" if first else "", "last": ""}
        said["last"] = f"{last:%d.%m.%Y}" if last else ""
        if first and last:
            return gettext("fra %(first)s til %(last)s") % said
        if first:
            return gettext("fra %(first)s") % said
        return gettext("til og med %(last)s") % said if last else ""


class HistoryFilter(Period):
    """Filters of «Historikk»."""

    vis = forms.ChoiceField(
        label=_("Vis"),
        required=False,
        choices=[ALL, *((area, _(label)) for area, (label, _apps) in AREAS.items())],
    )
    hvem = forms.ChoiceField(label=_("Person/enhet"), required=False, choices=[ALL])
    rolle = forms.ChoiceField(label=_("Rolle"), required=False, choices=[ALL])
    field_order = ("vis", "uke", "fra", "til", "hvem", "rolle")

    def acted(self, people: Choices, roles: Choices) -> None:
        """Who has acted in the case, and in what roles; said before the filters are read."""
        self.offer("hvem", people)
        self.offer("rolle", roles)

    def narrow(self) -> EventNarrow:
        """What the query is asked for."""
        first, last = self.days()
        return EventNarrow(
            area=self.chosen("vis") or "",
            from_on=first,
            to_on=last,
            who=self.chosen("hvem") or "",
            role=self.chosen("rolle") or "",
        )


class LookFilter(Period):
    """Filters of «Innsynslogg»: when, who, where, in what role, at what, why, in which case."""

    hvem = forms.ChoiceField(label=_("Hvem"), required=False, choices=[ALL])
    enhet = forms.ChoiceField(label=_("Enhet"), required=False, choices=[ALL])
    rolle = forms.ChoiceField(label=_("Rolle"), required=False, choices=[ALL])
    hva = forms.ChoiceField(label=_("Har sett"), required=False, choices=[ALL])
    grunn = forms.ChoiceField(
        label=_("Grunn"),
        required=False,
        choices=[
            ALL,
            *((why.value, _(row.label)) for why, row in WHYS.items()),
            ("uten", _("Uten saken eller oppgaven")),
        ],
    )
    sak = forms.ChoiceField(label=_("Sak"), required=False, choices=[ALL])

    def ways(self, found: Ways) -> None:
        """In what ways the person was looked at; said before the filters are read."""
        self.offer("hvem", found.staff)
        self.offer("enhet", found.units)
        self.offer("rolle", found.roles)
        self.offer("hva", found.pages)
        self.offer("sak", found.cases)

    def narrow(self) -> LookNarrow:
        """What the query is asked for."""
        first, last = self.days()
        why = self.chosen("grunn")
        who, unit = self.chosen("hvem"), self.chosen("enhet")
        return LookNarrow(
            from_on=first,
            to_on=last,
            staff_id=int(who) if who else None,
            unit_id=int(unit) if unit else None,
            role=self.chosen("rolle") or "",
            page=self.chosen("hva") or "",
            whys=frozenset(Why) - {Why.TASK} if why == "uten" else frozenset({why} if why else ()),
            reference=self.chosen("sak") or "",
        )
