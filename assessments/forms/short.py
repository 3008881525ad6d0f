"""The short page: what is asked of kartlegging and innstilling on one page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.forms.assessment import (
    STEP_FORMS,
    Scores,
)
from assessments.forms.recommendation import Recommendation
from assessments.iplos import GROUPS, Group, Variable, score
from assessments.queries import Previous
from assessments.rules import kept, note_name

ASKED: Final = ("consent", "capacity")
WHEN_NEEDED: Final = ("consent_note", "capacity_note")
LOWER: Final = {"what_matters": 3, "summary": 4, "professional_assessment": 4}  # lines of text
FACTS: Final = ("home_and_network", "health_and_medication", "risk")
CONTENT: Final = (
    "participants", *ASKED, *WHEN_NEEDED, "what_matters", "no_answer_reason", *FACTS, "summary",
)  # fmt: skip


class Short(Recommendation):
    """Both at once. Nothing is chosen beforehand; what is proposed says where it comes from."""

    assessment_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        expected: Sequence[Variable],
        previous: Previous | None,
        present: Sequence[str],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.previous = previous
        self.scores_form = Scores(data, expected=expected, previous=previous, initial=initial)
        self.expected = self.scores_form.expected
        self.before = self.scores_form.before
        self.fields["present"] = forms.MultipleChoiceField(
            label=_("Hvem deltar?"),
            choices=[(name, name) for name in present],
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"tag": "none"}),
        )
        for step in STEP_FORMS.values():
            self.fields |= {n: f for n, f in step(None).fields.items() if n in CONTENT}
        self.fields["participants"].label = _("Andre som deltar")
        self.fields["participants"].help_text = _(
            "Pårørende, ansatte og tolk. På telefon eller besøk."
        )
        self.fields["summary"].label = _("Situasjonen nå")
        self.fields["summary"].help_text = _("De faktiske forholdene vedtaket bygger på.")
        for name, rows in LOWER.items():
            self.fields[name].widget.attrs["rows"] = rows
        if previous and previous.content.what_matters:
            self.fields["same_matters"] = forms.BooleanField(
                label=_("Personen svarer det samme som sist"), required=False
            )
        for row in self.expected:
            for name in (row.code, note_name(row.code)):
                self.fields[name] = self.scores_form.fields[name]
        for group in self._with_all_known():
            self.fields[f"same_{group}"] = forms.BooleanField(
                label=_("Vurdert på nytt: uendret"), required=False
            )

    def content(self) -> dict[str, Any]:
        """The kartlegging's fields. Who was ticked and who was written are those who took part."""
        typed = {name: self.cleaned_data[name] for name in CONTENT}
        who = [*self.cleaned_data["present"], typed["participants"].strip()]
        typed["participants"] = ", ".join(name for name in who if name)
        if self.cleaned_data.get("same_matters") and self.previous and not typed["what_matters"]:
            typed["what_matters"] = self.previous.content.what_matters
        return typed

    def scores(self) -> dict[str, int | None]:
        """Every variable's score: as chosen, or as last time where that is found to hold still."""
        chosen = {row.code: self.cleaned_data[row.code] for row in self.expected}
        same = {
            row.code for row in self.expected if self.cleaned_data.get(f"same_{row.group}", False)
        }
        return kept(chosen, self.before, same)

    def notes(self) -> dict[str, str]:
        """Every variable's note."""
        return {row.code: self.cleaned_data[note_name(row.code)] for row in self.expected}

    def groups(self, few: Sequence[Variable]) -> list[dict[str, Any]]:
        """Each part of daily life: its rows, its scores last time, and whether it is unfolded."""
        shown = {row.code for row in few}
        found = []
        for group, label in GROUPS.items():
            rows = [row for row in self._rows() if row["group"] is group]
            same = self[f"same_{group}"] if f"same_{group}" in self.fields else None
            wrong = any(row["field"].errors or row["note"].errors for row in rows)
            typed = any(row["field"].value() not in (None, "") for row in rows)
            found.append(
                {
                    "label": label,
                    "rows": rows,
                    "same": same,
                    "last": ", ".join(row["last"] for row in rows if row["last"]),
                    "asked": [row for row in rows if row["code"] in shown],
                    "others_wrong": any(
                        row["field"].errors or row["note"].errors
                        for row in rows
                        if row["code"] not in shown
                    ),
                    "open": wrong or typed or (same is None and bool(self.before)),
                }
            )
        return found

    def _rows(self) -> list[dict[str, Any]]:
        return [
            {
                "code": row.code,
                "group": row.group,
                "field": self[row.code],
                "note": self[note_name(row.code)],
                "help": row.assessed,
                "last": self._last(row),
            }
            for row in self.expected
        ]

    def _last(self, row: Variable) -> str:
        """«Lage mat 3 – Middels behov»; empty where nothing was scored."""
        value = self.before[row.code]
        if not value:
            return ""
        return f"{_now(row.name)} {value} – {_now(score(value).label)}"

    def _with_all_known(self) -> list[Group]:
        """The parts of daily life in which every variable was scored last time."""
        return [
            group
            for group in GROUPS
            if all(self.before[row.code] for row in self.expected if row.group is group)
        ]
