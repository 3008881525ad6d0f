"""The pages of the kartlegging: one form for each step."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.iplos import SCORES, Variable, asks_for_note, score
from assessments.queries import Previous
from assessments.rules import note_name
from people.forms import Day

HIDDEN: Final = frozenset({"version", "opening"})  # of the form itself, not what is typed
CONSENT: Final = [("YES", _("Ja")), ("PARTLY", _("Delvis")), ("NO", _("Nei"))]
CAPACITY: Final = [
    ("YES", _("Har beslutningskompetanse")),
    ("DOUBT", _("Tvil – skal vurderes")),
    ("NO", _("Mangler beslutningskompetanse for dette")),
]


class Paragraph(forms.CharField):
    """A text of several lines; nothing has to be there while it grows."""

    def __init__(self, label: Any, *, rows: int = 5, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            required=False,
            help_text=help_text,
            widget=forms.Textarea(attrs={"rows": rows, "tag": "none"}),
        )


class StepForm(forms.Form):
    """What every step has: the version it was read with, and which opening of the page it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    opening = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def content(self) -> dict[str, Any]:
        """What was typed, as fields of the assessment's content."""
        return {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN}

    def scores(self) -> dict[str, int | None]:
        """What was scored; nothing on most pages."""
        return {}

    def notes(self) -> dict[str, str]:
        """Notes by variable; nothing on most pages."""
        return {}


class Participants(StepForm):
    """Deltakere og samtykke."""

    visit_on = Day(
        label=_("Dato for besøket"), required=False, widget=forms.DateInput(attrs={"tag": "none"})
    )
    participants = Paragraph(
        _("Hvem deltar?"), rows=2, help_text=_("Personen, pårørende, ansatte og tolk.")
    )
    consent = forms.ChoiceField(
        label=_("Samtykker personen til kartleggingen og til å dele det som trengs?"),
        choices=CONSENT,
        required=False,
        widget=forms.RadioSelect(attrs={"outline": True, "inline": True, "tag": "none"}),
    )
    consent_note = Paragraph(
        _("Hva samtykker personen ikke til?"),
        rows=2,
        help_text=_("Fyll ut når svaret er delvis eller nei."),
    )
    capacity = forms.ChoiceField(
        label=_("Beslutningskompetanse"),
        help_text=_("Forstår personen hva det skal tas stilling til?"),
        choices=CAPACITY,
        required=False,
        widget=forms.RadioSelect(attrs={"outline": True, "tag": "none"}),
    )
    capacity_note = Paragraph(
        _("Hva bygger vurderingen på?"),
        rows=2,
        help_text=_("Fyll ut ved tvil, eller når beslutningskompetansen mangler."),
    )


class Matters(StepForm):
    """Hva er viktig for deg?"""

    what_matters = Paragraph(
        _("Hva er viktig for deg?"),
        rows=7,
        help_text=_("Med personens egne ord. Teksten siteres i innstillingen og vedtaket."),
    )
    no_answer_reason = Paragraph(
        _("Hvorfor kunne svaret ikke innhentes?"),
        rows=2,
        help_text=_("Fyll bare ut når personen ikke kunne svare."),
    )


class Home(StepForm):
    """Hjem og nettverk."""

    home_and_network = Paragraph(
        _("Hjem og nettverk"),
        rows=8,
        help_text=_("Bolig, hvem personen bor sammen med, pårørende og omsorgsoppgaver."),
    )


class Health(StepForm):
    """Helse og legemidler."""

    health_and_medication = Paragraph(
        _("Helse og legemidler"),
        rows=8,
        help_text=_("Sykdom og funksjonstap som har betydning, legemidler og hvem som følger opp."),
    )


class Risk(StepForm):
    """Risiko."""

    risk = Paragraph(
        _("Risiko"),
        rows=8,
        help_text=_("Fall, brann, ernæring, legemidler, vold og selvskading. Hva er gjort?"),
    )


class Summary(StepForm):
    """Oppsummering."""

    summary = Paragraph(_("Oppsummering"), rows=6, help_text=_("Det viktigste, i noen setninger."))


STEP_FORMS: Final[dict[str, type[StepForm]]] = {
    "deltakere": Participants,
    "viktig": Matters,
    "hjem": Home,
    "helse": Health,
    "risiko": Risk,
    "oppsummering": Summary,
}


class Scores(StepForm):
    """Funksjon: a row for each variable. The last round's score is shown, and never chosen."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        expected: Sequence[Variable],
        previous: Previous | None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.expected = tuple(expected)
        self.before: dict[str, int | None] = {}
        for variable in self.expected:
            before = previous.scores.get(variable.code) if previous else None
            self.before[variable.code] = value = before.value if before else None
            self.fields[variable.code] = forms.TypedChoiceField(
                label=_(variable.name),
                choices=[(row.value, _(row.label)) for row in SCORES],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect(
                    attrs={
                        "score": True,
                        "previous": value or "",
                        "previous_text": previous_text(value, previous.completed_on)
                        if previous and value
                        else "",
                    }
                ),
                error_messages={
                    "invalid_choice": _(
                        "Velg 1, 2, 3, 4 eller 5, eller 9 når det ikke er relevant."
                    )
                },
            )
            self.fields[note_name(variable.code)] = forms.CharField(
                label=_("Merknad"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "tag": "none"}),
            )

    def content(self) -> dict[str, Any]:
        """Nothing but scores here."""
        return {}

    def scores(self) -> dict[str, int | None]:
        """Every row's score; None where nothing is chosen."""
        return {v.code: self.cleaned_data[v.code] for v in self.expected}

    def notes(self) -> dict[str, str]:
        """Every row's note."""
        return {v.code: self.cleaned_data[note_name(v.code)] for v in self.expected}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Field, note and what is assessed, for each variable; `asks` where a note would help."""
        return [
            {
                "field": self[v.code],
                "note": self[note_name(v.code)],
                "help": v.assessed,
                "asks": self._asks(v.code),
            }
            for v in self.expected
        ]

    def _asks(self, variable: str) -> bool:
        """Whether the score as shown has changed much since the last time, and nothing says why."""
        now = str(self[variable].value() or "")
        silent = not str(self[note_name(variable)].value() or "").strip()
        return silent and now.isdigit() and asks_for_note(self.before[variable], int(now))


def previous_text(value: int, on: date) -> str:
    """«Forrige: 3 – Middels behov (12.05.2026)»."""
    return _("Forrige: %(value)s – %(label)s (%(day)s)") % {
        "value": value,
        "label": _(score(value).label),
        "day": f"{on:%d.%m.%Y}",
    }
