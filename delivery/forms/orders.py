"""The shape of what is typed about an order."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delivery.policy import CHOOSABLE, FOR_DECISIONS, FOR_TRIALS, LONGEST_NOTE, LONGEST_TEXT
from people.forms import Day


class Versioned(forms.Form):
    """A form about an order as it stood when the page was made."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Confirm(Versioned):
    """Bekreft mottak."""

    planned_start_on = Day(
        label=_("Planlagt start"),
        error_messages={"required": _("Velg dagen tjenesten skal starte.")},
    )


class Refuse(Versioned):
    """Avvis."""

    reason = forms.CharField(
        label=_("Hvorfor avviser dere bestillingen?"),
        help_text=_("Svaret går tilbake til den som bestilte, som en oppgave."),
        widget=forms.Textarea(attrs={"rows": 4, "limit": LONGEST_TEXT}),
        error_messages={"required": _("Skriv hvorfor enheten avviser bestillingen.")},
    )


class Start(Versioned):
    """Registrer oppstart."""

    starts_on = Day(
        label=_("Første dag med tjenesten"),
        error_messages={"required": _("Velg dagen tjenesten startet.")},
    )
    replace = forms.BooleanField(
        label=_("Den nye tar over for den som går, samme dag"),
        required=False,
        widget=forms.CheckboxInput,
    )

    early_reason = forms.CharField(
        label=_("Hvorfor startet hjelpen før bestillingen gjelder?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "limit": LONGEST_TEXT}),
        error_messages={"required": _("Skriv hvorfor hjelpen startet før bestillingen gjelder.")},
    )

    def __init__(
        self, *args: Any, changes: bool, early: str, is_early: bool, **kwargs: Any
    ) -> None:
        """`early` says from which day the order is and who hears of it; empty: no need to.

        `is_early` says that the day has not come, so that every day one may choose is before it.
        """
        super().__init__(*args, **kwargs)
        if not changes:
            del self.fields["replace"]
        if early:
            self.fields["early_reason"].help_text = early
            self.fields["early_reason"].required = is_early
        else:
            del self.fields["early_reason"]


class End(Versioned):
    """Avslutt."""

    last_on = Day(
        label=_("Siste dag med tjenesten"),
        error_messages={"required": _("Velg den siste dagen med tjenesten.")},
    )
    code = forms.ChoiceField(
        label=_("Hvorfor avsluttes tjenesten?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvorfor tjenesten avsluttes.")},
    )
    reason = forms.CharField(
        label=_("Utdyping"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "limit": LONGEST_TEXT}),
    )

    def __init__(self, *args: Any, started: bool, trial: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not started:
            del self.fields["last_on"]
        others = FOR_DECISIONS if trial else FOR_TRIALS
        self.fields["code"].choices = [  # type: ignore[attr-defined]  # stubs know only Field
            (code, _(label)) for code, label in CHOOSABLE.items() if code not in others
        ]

    def ends_on(self) -> dt.date | None:
        """The first day without the service; None for one that never began."""
        last: dt.date | None = self.cleaned_data.get("last_on")
        return last + dt.timedelta(days=1) if last else None


class Redirect(Versioned):
    """Send til en annen enhet."""

    to_unit = forms.ChoiceField(
        label=_("Enhet"), error_messages={"required": _("Velg enheten som skal utføre.")}
    )

    told = forms.CharField(
        label=_("Hvordan får personen vite hvem som utfører tjenesten?"),
        help_text=_("For eksempel: ringt personen i dag."),
        max_length=LONGEST_NOTE,
        error_messages={
            "required": _("Skriv hvordan personen får vite hvem som utfører tjenesten.")
        },
    )

    def __init__(
        self,
        *args: Any,
        usual: Sequence[tuple[str, str]],
        others: Sequence[tuple[str, str]],
        trial: bool,
        **kwargs: Any,
    ) -> None:
        """`usual` are the units that give the service, `others` those that might."""
        super().__init__(*args, **kwargs)
        groups = ((_("Enheter som utfører tjenesten"), usual), (_("Andre enheter"), others))
        self.fields["to_unit"].choices = [  # type: ignore[attr-defined]  # stubs know only Field
            ("", _("Velg …")),
            *((label, list(units)) for label, units in groups if units),
        ]
        if trial:
            del self.fields["told"]


class Ask(forms.Form):
    """Be om mer informasjon."""

    ask = forms.ChoiceField(
        label=_("Hvem spør du?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvem du spør.")},
    )
    question = forms.CharField(
        label=_("Hva trenger dere å vite?"),
        widget=forms.Textarea(attrs={"rows": 4, "limit": LONGEST_TEXT}),
        error_messages={"required": _("Skriv spørsmålet.")},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ask"].choices = list(people)  # type: ignore[attr-defined]  # stubs know only Field
        if len(people) == 1:
            self.fields["ask"].initial = people[0][0]


class Answer(forms.Form):
    """Svar på spørsmål om bestillingen."""

    answer = forms.CharField(
        label=_("Svar"),
        help_text=_("Svaret vises på bestillingen. Skriv bare det enheten trenger."),
        widget=forms.Textarea(attrs={"rows": 4, "limit": LONGEST_TEXT}),
        error_messages={"required": _("Skriv svaret.")},
    )


class SettleEarly(forms.Form):
    """Følg opp tidlig oppstart."""

    done = forms.CharField(
        label=_("Hva er gjort?"),
        help_text=_("For eksempel: nytt vedtak fra den dagen, eller hvorfor det ikke trengs."),
        widget=forms.Textarea(attrs={"rows": 3, "limit": LONGEST_TEXT}),
        error_messages={"required": _("Skriv hva som er gjort.")},
    )


class Complete(forms.Form):
    """Avslutt saken."""

    told = forms.CharField(
        label=_("Hvem er orientert om at saken avsluttes?"),
        max_length=300,
        error_messages={"required": _("Skriv hvem som er orientert om at saken avsluttes.")},
    )
    note = forms.CharField(
        label=_("Merknad"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "limit": 1000}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
