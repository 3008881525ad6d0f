"""The shape of what is typed about meetings and their items."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from cases.legal import GROUNDS
from meetings.rules import LONGEST_LINE, LONGEST_TEXT, Declared
from people.forms import SMALL, day, line

Choices = Sequence[tuple[Any, str]]


def text(label: Any, *, missing: Any, rows: int = 3, help_text: Any = "") -> forms.CharField:
    """A text of several lines; how long it may be is the action's to say, in words."""
    return forms.CharField(
        label=label,
        strip=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "limit": LONGEST_TEXT}),
        error_messages={"required": missing},
    )


def choose(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field of the form its choices."""
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a choice field


class Time(forms.Form):
    """When and where a meeting is, and who leads it."""

    meets_on = day(_("Dato"))
    meets_at = forms.TimeField(
        label=_("Klokkeslett"),
        input_formats=["%H.%M", "%H:%M", "%H%M"],
        widget=forms.TextInput(attrs=SMALL | {"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Skriv et klokkeslett, for eksempel 09.42"),
            "required": _("Skriv et klokkeslett, for eksempel 09.42"),
        },
    )
    place = line(_("Sted"), required=True)
    leader = forms.ChoiceField(
        label=_("Møteleder"), error_messages={"required": _("Velg hvem som leder møtet")}
    )

    def __init__(self, *args: Any, leaders: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "leader", [("", now_("Velg")), *leaders])

    def planned(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        starts = dt.datetime.combine(typed["meets_on"], typed["meets_at"])
        return {
            "starts_at": make_aware(starts),
            "place": typed["place"],
            "leader": typed["leader"],
        }


class Plan(Time):
    """Nytt møte."""

    unit = forms.TypedChoiceField(
        label=_("Enhet"), coerce=int, error_messages={"required": _("Velg en av enhetene dine.")}
    )
    field_order = ("unit", "meets_on", "meets_at", "place", "leader")

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "unit", units)


class Change(Time):
    """Endre møtet."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Put(forms.Form):
    """Til møte."""

    meeting = forms.ChoiceField(
        label=_("Hvilket møte?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg et møte")},
    )
    summary = forms.CharField(
        label=_("Saken på én linje"),
        help_text=_("Uten navn. Linjen vises på veggen i møtet."),
        widget=forms.TextInput(attrs={"limit": LONGEST_LINE, "autocomplete": "off"}),
        error_messages={"required": _("Skriv saken på én linje.")},
    )

    def __init__(self, *args: Any, meetings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "meeting", meetings)


class TakeOff(forms.Form):
    """Ta av sakslisten."""

    text = text(_("Hvorfor tas saken av?"), missing=_("Skriv hvorfor saken tas av sakslisten."))


class TakeCaseOff(forms.Form):
    """Ta saken av sakslisten, fra saken."""

    reason = text(_("Hvorfor tas saken av?"), missing=_("Skriv hvorfor saken tas av sakslisten."))


class Postpone(forms.Form):
    """Utsett."""

    to = forms.ChoiceField(
        label=_("Til hvilket møte?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg et senere møte.")},
    )
    text = text(_("Hvorfor utsettes saken?"), missing=_("Skriv hvorfor saken utsettes."))

    def __init__(self, *args: Any, meetings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "to", meetings)


class Attendance(forms.Form):
    """Til stede."""

    staff = forms.MultipleChoiceField(
        label=_("Hvem er til stede?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg hvem som er til stede.")},
    )

    def __init__(self, *args: Any, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "staff", staff)


NOBODY: Final = "ingen"
SOMEBODY: Final = "noen"


class Impartiality(forms.Form):
    """Habilitet: nobody, or who and why, in so many words."""

    nobody = forms.ChoiceField(
        label=_("Er noen inhabile i saken?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[(NOBODY, _("Ingen er inhabile")), (SOMEBODY, _("Noen er inhabile"))],
    )

    def __init__(self, *args: Any, present: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = dict(present)
        grounds = [(ground.value, now_(row.label)) for ground, row in GROUNDS.items()]
        for staff, name in present:
            self.fields[f"ground_{staff}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[("", now_("Ikke inhabil")), *grounds],
                widget=forms.Select(attrs={"tag": "none"}),
            )
            self.fields[f"note_{staff}"] = forms.CharField(
                label=now_("Merknad om %(name)s") % {"name": name},
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"tag": "none"}),
            )

    # What an action says of one of them stands at the question.
    asked_as: Final = {"ground": "nobody", "note": "nobody"}

    def declared(self) -> dict[str, Any]:
        """What was said, as the action takes it."""
        typed = self.cleaned_data
        return {
            "nobody": {NOBODY: True, SOMEBODY: False}.get(typed["nobody"]),
            "declared": [
                Declared(staff, typed[f"ground_{staff}"], typed[f"note_{staff}"])
                for staff in self.present
                if typed[f"ground_{staff}"]
            ],
        }

    def rows(self) -> list[tuple[Any, Any]]:
        """The two fields of each who is present."""
        return [(self[f"ground_{staff}"], self[f"note_{staff}"]) for staff in self.present]


class OwnNote(forms.Form):
    """Eget notat."""

    text = text(_("Notatet ditt"), rows=6, missing=_("Skriv notatet."))


class Conclusion(forms.Form):
    """Konklusjon."""

    text = text(
        _("Hva konkluderer møtet med?"),
        rows=6,
        missing=_("Skriv konklusjonen."),
        help_text=_("Skrives én gang og legges som signert notat i saken."),
    )
