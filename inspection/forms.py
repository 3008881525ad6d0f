"""The shape of what is typed in the auditor's room, and of why something is taken out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from inspection.kinds import CHOSEN, DRAWS, HEADS, PURPOSES, VERDICTS, Head, Purpose
from people.forms import day, line


class TakeOut(forms.Form):
    """Why something is taken out, and as what."""

    purpose = forms.ChoiceField(
        label=_("Hva skal det brukes til?"),
        choices=[(one.value, _(PURPOSES[one])) for one in CHOSEN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva det skal brukes til.")},
    )
    note = line(
        _("Utdyping"),
        help_text=_("Må skrives når du velger «Annet». Ikke skriv navn."),
        attrs={"limit": 255, "autocomplete": "off"},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words before anything is made; the act asks for them too."""
        typed = super().clean() or {}
        if typed.get("purpose") == Purpose.OTHER and not typed.get("note"):
            self.add_error("note", _("Skriv hva det skal brukes til."))
        return typed


class TakeOutSheet(TakeOut):
    """A list, as one of two kinds of sheet."""

    form = forms.ChoiceField(
        label=_("Filtype"),
        choices=[("xlsx", "Excel"), ("csv", "CSV")],
        initial="xlsx",
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"required": _("Velg en filtype.")},
    )


class TakeOutList(TakeOutSheet):
    """A list, as paper or as one of two kinds of sheet."""

    form = forms.ChoiceField(
        label=_("Filtype"),
        choices=[("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV")],
        initial="pdf",
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"required": _("Velg en filtype.")},
    )


class NewSample(forms.Form):
    """What a sample is drawn from, and how."""

    draw = forms.ChoiceField(
        label=_("Hvordan skal sakene trekkes?"),
        choices=[(one.value, _(label)) for one, label in DRAWS.items()],
        initial="RANDOM",
        widget=forms.RadioSelect,
        help_text=_(
            "Tilfeldig: alle saker har samme sjanse. Etter risiko: bare saker med tegn på risiko,"
            " og flere tegn gir større sjanse."
        ),
        error_messages={"required": _("Velg hvordan sakene skal trekkes.")},
    )
    from_on = day(_("Mottatt fra"))
    to_on = day(_("Til og med"))
    unit = forms.ChoiceField(label=_("Enhet"), required=False)
    size = forms.IntegerField(
        label=_("Antall saker"),
        initial=10,
        widget=forms.TextInput(attrs={"size": 4, "inputmode": "numeric"}),
        error_messages={
            "required": _("Skriv et tall fra 1 til 100."),
            "invalid": _("Skriv et tall fra 1 til 100."),
        },
    )

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", now_("Alle enheter")), *units]  # type: ignore[attr-defined]  # a choice field


class Control(forms.Form):
    """What each of the five heads was found to be."""

    tell = forms.BooleanField(
        label=_("Meld avvikene til lederen for enheten"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for head, (label, question) in HEADS.items():
            self.fields[f"verdict_{head}"] = forms.ChoiceField(
                label=now_(question),
                required=False,  # the act says it in words
                choices=[(one.value, _(said)) for one, said in VERDICTS.items()],
                widget=forms.RadioSelect(attrs={"inline": True, "tag": "none"}),
            )
            self.fields[f"text_{head}"] = forms.CharField(
                label=_("Merknad"),
                required=False,
                help_text=_("Må skrives når det er et avvik."),
                widget=forms.Textarea(attrs={"rows": 2, "limit": 4000, "tag": "none"}),
            )
            for name in (f"verdict_{head}", f"text_{head}"):  # what the error summary calls it
                self.fields[name].named = now_(label)  # type: ignore[attr-defined]  # ours

    def heads(self) -> list[tuple[str, BoundField, BoundField]]:
        """The heads in their order: the label, what it was found to be, and the text."""
        return [
            (now_(label), self[f"verdict_{head}"], self[f"text_{head}"])
            for head, (label, _question) in HEADS.items()
        ]

    def found(self) -> Mapping[str, Any]:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        return {
            "verdicts": {head.value: typed[f"verdict_{head}"] for head in Head},
            "texts": {head.value: typed[f"text_{head}"] for head in Head},
            "tell": typed["tell"],
        }


class Answer(forms.Form):
    """What is done about a deviation."""

    answer = forms.CharField(
        label=_("Hva er gjort?"),
        widget=forms.Textarea(attrs={"rows": 4, "limit": 4000}),
        error_messages={"required": _("Skriv hva som er gjort.")},
    )
