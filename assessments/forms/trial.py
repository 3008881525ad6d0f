"""What is typed to start a trial (utprøving), to answer day 10, and to end it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from assessments.kinds import ENDS, ENDS_SAID, NEEDED_SAID, NEVER_SAID, WITHIN_SAID, TrialAnswer
from cases.service_types import choosable
from people.forms import Day

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
    starts_on = Day(label=_("Første dag"), error_messages={"required": _("Velg første dag")})
    planned_end_on = Day(  # the last day here, as people say it
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


class AnswerTrial(forms.Form):
    """Vedtak eller avslutning?"""

    answer = forms.ChoiceField(
        label=_("Hva gjelder?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva som gjelder")},
    )
    planned_end_on = Day(  # the last day here, as people say it
        label=_("Planlagt siste dag"), required=False
    )
    why = forms.CharField(
        label=_("Hvorfor?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Fylles ut når utprøvingen fortsetter eller krever vedtak."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, until: date | None, on: date, **kwargs: Any) -> None:
        """`until`: the first day it may not last without a decision; None where it always may."""
        super().__init__(*args, **kwargs)
        last = f"{until - DAY:%d.%m.%Y}" if until else ""
        going_on = [(TrialAnswer.CONTINUES.value, now_(WITHIN_SAID if until else NEVER_SAID))]
        lawful = until is None or until > on
        self.fields["answer"].choices = [  # type: ignore[attr-defined]  # stubs know only Field
            (ENDS, now_(ENDS_SAID)),
            *(going_on if lawful else []),
            (TrialAnswer.DECISION_NEEDED.value, now_(NEEDED_SAID)),
        ]
        if not lawful:
            del self.fields["planned_end_on"]
        elif until:
            self.fields["planned_end_on"].help_text = now_(
                "Fylles ut når utprøvingen fortsetter. Uten vedtak kan den vare til og med %(day)s."
            ) % {"day": last}
        else:
            self.fields["planned_end_on"].help_text = now_("Fylles ut når utprøvingen fortsetter.")

    def clean(self) -> dict[str, Any]:
        """A reason is asked for unless it ends, and a last day where it goes on."""
        typed = super().clean() or {}
        chosen = typed.get("answer")
        if chosen in set(TrialAnswer) and "why" not in self.errors and not typed.get("why"):
            self.add_error("why", now_("Skriv hvorfor du svarer dette"))
        dated = "planned_end_on" in self.errors or typed.get("planned_end_on")
        if chosen == TrialAnswer.CONTINUES and not dated:
            self.add_error("planned_end_on", now_("Velg planlagt siste dag"))
        return typed

    @property
    def ends(self) -> bool:
        """Whether it was answered that the trial ends."""
        return self.is_valid() and self.cleaned_data["answer"] == ENDS

    def said(self) -> dict[str, Any]:
        """The answer as the action takes it: the end is the first day without."""
        typed = dict(self.cleaned_data)
        last = typed.pop("planned_end_on", None)
        chosen = TrialAnswer(typed["answer"])
        until = last + DAY if last and chosen is TrialAnswer.CONTINUES else None
        return {**typed, "answer": chosen, "planned_end_on": until}


class EndTrial(forms.Form):
    """Avslutt utprøving."""

    result = forms.CharField(
        label=_("Hva viste utprøvingen?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Hva klarer personen nå, og hva var personens eget syn?"),
        error_messages={"required": _("Skriv hva utprøvingen viste")},
    )
    ended_on = Day(  # the last day here, as people say it
        label=_("Siste dag"), error_messages={"required": _("Velg siste dag")}
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def end(self) -> dict[str, Any]:
        """What the action takes: the end is the first day without."""
        typed = dict(self.cleaned_data)
        typed["ended_on"] += DAY
        return typed
