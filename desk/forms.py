"""The shape of what is chosen in the lists: every filter is a parameter of the URL."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from audit.words import mark
from cases.service_types import SERVICE_TYPES
from cases.stages import STAGES
from deadlines.kinds import KINDS, Kind
from desk.kinds import TASKS
from desk.rules import CaseNarrow, TaskNarrow

ALL = ("", mark("Alle"))
TABS = (
    ("mine", mark("Mine")),
    ("ufordelt", mark("Enhetens ufordelte")),
    ("vent", mark("På vent")),
    ("godkjenning", mark("Til godkjenning")),
)


class Filter(forms.Form):
    """A filter form: a parameter that makes no sense is treated as absent."""

    def chosen(self, name: str) -> Any:
        """The cleaned value of a field, or None."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    def page(self) -> int:
        """The page asked for, from 1."""
        raw = str(self.data.get("side", "1"))
        return int(raw) if raw.isdecimal() and len(raw) < 6 else 1


class TaskFilter(Filter):
    """Filters of «Mine oppgaver»."""

    frist = forms.ChoiceField(
        label=mark("Frist"),
        required=False,
        choices=[
            ALL,
            ("0", mark("I dag og over fristen")),
            ("7", mark("Neste 7 dager")),
            ("30", mark("Neste 30 dager")),
        ],
    )
    type = forms.ChoiceField(
        label=mark("Oppgave"),
        required=False,
        choices=[ALL, *((kind, row.label) for kind, row in TASKS.items())],
    )

    def view(self) -> str:
        """The tab asked for; «mine» when there is no such tab."""
        asked = str(self.data.get("vis", ""))
        return asked if asked in dict(TABS) else "mine"

    def narrow(self) -> TaskNarrow:
        """What the query is asked for."""
        within = self.chosen("frist")
        return TaskNarrow(
            view=self.view(),
            due_within=int(within) if within else None,
            kind=self.chosen("type") or "",
        )

    def tabs(self, counts: Mapping[str, int]) -> list[dict[str, object]]:
        """The tabs with their numbers."""
        return [
            {
                "label": _(label),
                "url": f"?vis={view}",
                "count": counts[view],
                "current": view == self.view(),
            }
            for view, label in TABS
        ]


class CaseFilter(Filter):
    """Filters of «Saker»."""

    fase = forms.ChoiceField(
        label=mark("Fase"),
        required=False,
        choices=[ALL, *((stage.value, row.label) for stage, row in STAGES.items())],
    )
    tjeneste = forms.ChoiceField(
        label=mark("Tjeneste"),
        required=False,
        choices=[ALL, *((s.key, s.name_nb) for s in SERVICE_TYPES)],
    )
    ansvarlig = forms.ChoiceField(
        label=mark("Ansvarlig"), required=False, choices=[ALL, ("meg", mark("Meg"))]
    )
    frist = forms.ChoiceField(
        label=mark("Frist"), required=False, choices=[ALL, ("over", mark("Over fristen"))]
    )

    def narrow(self) -> CaseNarrow:
        """What the query is asked for."""
        stage = self.chosen("fase")
        return CaseNarrow(
            stages=(stage,) if stage else (),
            responsible="me" if self.chosen("ansvarlig") else "",
            service=self.chosen("tjeneste") or "",
            overdue=bool(self.chosen("frist")),
        )


class HistoryFilter(Filter):
    """Filters of «Historikk»."""

    hva = forms.CharField(label=mark("Vis"), required=False, widget=forms.Select)
    fra = forms.DateField(label=mark("Fra"), required=False)
    til = forms.DateField(label=mark("Til"), required=False)
    hvem = forms.CharField(label=mark("Person eller enhet"), required=False, max_length=100)

    def offer(self, kinds: Sequence[tuple[str, str]]) -> None:
        """Let the reader choose among the kinds of event that occur."""
        widget = self.fields["hva"].widget
        widget.choices = [ALL, *kinds]  # type: ignore[attr-defined]  # stubs know only Widget

    def narrow(self) -> dict[str, Any]:
        """What the query is asked for."""
        day: dt.date | None = self.chosen("fra")
        return {
            "kind": self.chosen("hva") or "",
            "from_on": day,
            "to_on": self.chosen("til"),
            "staff": self.chosen("hvem") or "",
        }


class DeadlineFilter(Filter):
    """Filters of «Frister»."""

    type = forms.ChoiceField(
        label=mark("Type"),
        required=False,
        choices=[ALL, *dict.fromkeys((row.kind.value, row.label) for row in KINDS)],
    )

    def kinds(self) -> tuple[Kind, ...]:
        """The kinds asked for; none means all."""
        chosen = self.chosen("type")
        return (Kind(chosen),) if chosen else ()
