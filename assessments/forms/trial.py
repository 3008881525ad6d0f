"""What is typed to start and to end a trial (utprøving)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.service_types import choosable

DAY = timedelta(days=1)


class StartTrial(forms.Form):
    """Start utprøving."""

    measure = forms.CharField(
        label=_("Hvilket tiltak skal prøves?"),
        max_length=200,
        help_text=_("For eksempel: hverdagsrehabilitering med fysioterapeut."),
        error_messages={"required": _("Skriv hvilket tiltak som skal prøves")},
    )
    service_key = forms.ChoiceField(
        label=_("Hvilken tjeneste hører tiltaket til?"),
        widget=forms.Select(attrs={"suggest": True}),
        error_messages={"required": _("Velg tjenesten tiltaket hører til")},
    )
    team = forms.ChoiceField(
        label=_("Hvilket team prøver tiltaket?"),
        help_text=_("Teamet får en bestilling å svare på."),
        error_messages={"required": _("Velg et team")},
    )
    goal = forms.CharField(
        label=_("Mål"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Hva skal utprøvingen vise?"),
        error_messages={"required": _("Skriv målet med utprøvingen")},
    )
    starts_on = forms.DateField(
        label=_("Første dag"), error_messages={"required": _("Velg første dag")}
    )
    planned_end_on = forms.DateField(  # the last day here, as people say it
        label=_("Planlagt siste dag"),
        help_text=_("Ventes tiltaket å vare over to uker, må det ofte fattes vedtak først."),
        error_messages={"required": _("Velg planlagt siste dag")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, teams: list[tuple[str, str]], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", _("Velg")), *teams]  # type: ignore[attr-defined]  # stubs know only Field
        self.fields["service_key"].choices = [  # type: ignore[attr-defined]  # stubs know only Field
            ("", _("Velg")),
            *((service.key, _(service.name_nb)) for service in choosable(on)),
        ]

    def plan(self) -> dict[str, Any]:
        """The plan as the action takes it: the end is the first day without."""
        typed = dict(self.cleaned_data)
        typed["planned_end_on"] += DAY
        return typed


class EndTrial(forms.Form):
    """Avslutt utprøving."""

    result = forms.CharField(
        label=_("Hva viste utprøvingen?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Hva klarer personen nå, og hva var personens eget syn?"),
        error_messages={"required": _("Skriv hva utprøvingen viste")},
    )
    ended_on = forms.DateField(  # the last day here, as people say it
        label=_("Siste dag"), error_messages={"required": _("Velg siste dag")}
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def end(self) -> dict[str, Any]:
        """What the action takes: the end is the first day without."""
        typed = dict(self.cleaned_data)
        typed["ended_on"] += DAY
        return typed
