"""The shape of what is chosen in the lists: every filter is a parameter of the URL."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.service_types import SERVICE_TYPES
from cases.stages import STAGES
from deadlines.kinds import KINDS, Kind
from deadlines.queries import View
from desk.kinds import TASKS
from desk.rules import CaseNarrow, TaskNarrow
from people.access import Actor
from people.roles import Permission

ALL = ("", _("Alle"))
NAMES = {s.key: s.name_nb for s in SERVICE_TYPES}
SERVICES = [(key, _(name)) for key, name in sorted(NAMES.items(), key=lambda row: row[1])]
# Kinds that law keeps apart may be one word to a reader (Klagefrist): the first stands for all.
CLAIMS = "krav"
LABELS = {row.label: row.kind.value for row in reversed(KINDS)}
DONE = "fullfort"
TABS = (
    ("mine", _("Mine")),
    ("ufordelt", _("Enhetens ufordelte")),
    ("vent", _("På vent")),
    ("godkjenning", _("Til godkjenning")),
    (DONE, _("Fullført i dag")),
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

    def is_narrowed(self) -> bool:
        """Whether any filter is on."""
        return any(self.chosen(name) for name in self.fields)


class TaskFilter(Filter):
    """Filters of «Mine oppgaver»."""

    frist = forms.ChoiceField(
        label=_("Frist"),
        required=False,
        choices=[
            ALL,
            ("0", _("I dag og over fristen")),
            ("7", _("Neste 7 dager")),
            ("30", _("Neste 30 dager")),
        ],
    )
    type = forms.ChoiceField(
        label=_("Oppgave"),
        required=False,
        choices=[ALL, *((kind, _(row.label)) for kind, row in TASKS.items())],
    )
    tjeneste = forms.ChoiceField(label=_("Tjeneste"), required=False, choices=[ALL, *SERVICES])
    sone = forms.ChoiceField(label=_("Sone"), required=False, choices=[ALL])
    haster = forms.ChoiceField(
        label=_("Haster"),
        required=False,
        choices=[ALL, ("ja", _("Med")), ("nei", _("Uten"))],
    )

    def zones(self, found: Sequence[tuple[str, str]]) -> None:
        """The districts there are; said before the filters are read."""
        self.fields["sone"].choices = [ALL, *found]  # type: ignore[attr-defined]  # stubs know only Field

    def offer(self, kinds: Collection[str]) -> None:
        """Only the kinds of task that stand in the inbox now, and the one that is chosen."""
        wanted = {*kinds, self.chosen("type")}
        rows = [(kind, gettext(row.label)) for kind, row in TASKS.items() if kind in wanted]
        by_label = sorted(rows, key=lambda row: row[1])
        self.fields["type"].choices = [ALL, *by_label]  # type: ignore[attr-defined]  # stubs know only Field

    def query(self) -> str:
        """The view and its filters as codes: what is saved, downloaded and asked for again."""
        chosen = {"vis": self.view()} | {name: self.chosen(name) for name in self.fields}
        return urlencode({name: value for name, value in chosen.items() if value})

    def in_words(self) -> list[str]:
        """The filters that are on, each in words: «Haster: Med»."""
        found = []
        for name, field in self.fields.items():
            texts = {str(value): str(text) for value, text in getattr(field, "choices", ())}
            if value := self.chosen(name):
                found.append(f"{field.label}: {texts.get(str(value), value)}")
        return found

    def view(self) -> str:
        """The tab asked for; «mine» when there is no such tab."""
        asked = str(self.data.get("vis", ""))
        return asked if asked in dict(TABS) else "mine"

    def narrow(self) -> TaskNarrow:
        """What the query is asked for."""
        within, zone, urgent = self.chosen("frist"), self.chosen("sone"), self.chosen("haster")
        return TaskNarrow(
            view=self.view(),
            due_within=int(within) if within else None,
            kind=self.chosen("type") or "",
            service=self.chosen("tjeneste") or "",
            zone=int(zone) if zone else None,
            urgent={"ja": True, "nei": False}.get(urgent or ""),
        )

    def tabs(self, counts: Mapping[str, int], actor: Actor) -> list[dict[str, object]]:
        """The tabs with their numbers; «Til godkjenning» for those who decide."""
        return [
            {
                "label": label,
                "url": f"?vis={view}",
                "count": _said(view, counts),
                "current": view == self.view(),
            }
            for view, label in TABS
            if view != "godkjenning" or actor.may(Permission.DECIDE) or view == self.view()
        ]


def _said(view: str, counts: Mapping[str, int]) -> object:
    """The number on a tab; under «På vent» also how many have waited long enough."""
    reached = counts.get("waited_out", 0)
    if view == "vent" and reached:
        n = {"n": counts[view], "reached": reached}
        return (
            ngettext("%(n)s, %(reached)s frist nådd", "%(n)s, %(reached)s frister nådd", reached)
            % n
        )
    return counts[view]


class CaseFilter(Filter):
    """Filters of «Saker»."""

    fase = forms.ChoiceField(
        label=_("Fase"),
        required=False,
        choices=[ALL, *((stage.value, _(row.label)) for stage, row in STAGES.items())],
    )
    tjeneste = forms.ChoiceField(
        label=_("Tjeneste"),
        required=False,
        choices=[ALL, *SERVICES],
    )
    ansvarlig = forms.ChoiceField(
        label=_("Ansvarlig"), required=False, choices=[ALL, ("meg", _("Meg"))]
    )
    frist = forms.ChoiceField(
        label=_("Frist"), required=False, choices=[ALL, ("over", _("Over fristen"))]
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


DUE_VIEWS = ((View.MINE, _("Mine")), (View.UNIT, _("Enhetens")), (View.ALL, _("Alle")))


class DeadlineFilter(Filter):
    """Filters of «Frister», and its tabs: whose deadlines."""

    type = forms.ChoiceField(
        label=_("Type"),
        required=False,
        choices=[
            ALL,
            *((kind, _(label)) for label, kind in reversed(LABELS.items())),
            (CLAIMS, _("Krav om innsyn, retting og sperring")),
        ],
    )

    def offer(self, kinds: Collection[Kind], *, claims: bool) -> None:
        """Only the types there are deadlines of now, and the one that is chosen."""
        labels = {row.label: row.kind for row in KINDS if row.kind in kinds}
        wanted = {*(LABELS[label] for label in labels), self.chosen("type")}
        wanted |= {CLAIMS} if claims else set()
        field = self.fields["type"]
        field.choices = [ALL, *(each for each in field.choices if each[0] in wanted)]  # type: ignore[attr-defined]  # stubs know only Field

    def view(self, counts: Mapping[View, int] = MappingProxyType({})) -> View:
        """The tab asked for; else the first that has any: one's own first."""
        asked = str(self.data.get("vis", ""))
        if asked in set(View):
            return View(asked)
        return next((view for view, _label in DUE_VIEWS if counts.get(view)), View.MINE)

    def tabs(self, counts: Mapping[View, int], shown: View) -> list[dict[str, object]]:
        """The tabs with their numbers."""
        return [
            {
                "label": label,
                "url": f"?vis={view}",
                "count": counts[view],
                "current": view == shown,
            }
            for view, label in DUE_VIEWS
        ]

    def kinds(self) -> tuple[Kind, ...]:
        """The kinds asked for, every kind of that label; none means all."""
        chosen = self.chosen("type")
        return tuple(row.kind for row in KINDS if LABELS[row.label] == chosen)

    def claims_only(self) -> bool:
        """Whether only what the registered claim is asked for."""
        return bool(self.chosen("type") == CLAIMS)
