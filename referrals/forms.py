"""What is typed to grade a referral, to give help without a decision, to answer and to end it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from cases.service_types import ServiceType
from decisions.forms import grouped
from people.forms import Day, day
from referrals.kinds import ANSWERS, CONSENTS, MEANWHILE, Answer
from referrals.policy import GRADES, Urgency
from referrals.queries import UNGRADED, GivePage, Narrow

DAY = timedelta(days=1)
ALL = ("", _("Alle"))


class QueueFilter(forms.Form):
    """Filters of «Henvisninger»; a parameter that makes no sense is treated as absent."""

    tjeneste = forms.ChoiceField(label=_("Tjeneste"), required=False, choices=[ALL])
    grad = forms.ChoiceField(
        label=_("Hastegrad"),
        required=False,
        choices=[ALL, (str(UNGRADED), _("Ikke satt")), *((str(n), str(n)) for n in GRADES)],
    )
    ventet = forms.ChoiceField(
        label=_("Ventetid"), required=False, choices=[ALL, ("over", _("Lenger enn nøkkelen"))]
    )
    ansvarlig = forms.ChoiceField(
        label=_("Ansvarlig"),
        required=False,
        choices=[ALL, ("meg", _("Meg")), ("ingen", _("Ingen"))],
    )

    def services(self, found: Sequence[ServiceType]) -> None:
        """The services that follow the key; said before the filters are read."""
        self.fields["tjeneste"].choices = [ALL, *((s.key, now_(s.name_nb)) for s in found)]  # type: ignore[attr-defined]  # stubs know only Field

    def chosen(self, name: str) -> str:
        """The cleaned value of a filter, or an empty text."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def narrow(self) -> Narrow:
        """What the query is asked for."""
        grade = self.chosen("grad")
        return Narrow(
            service=self.chosen("tjeneste"),
            grade=int(grade) if grade else None,
            over=self.chosen("ventet") == "over",
            responsible={"meg": "me", "ingen": "nobody"}.get(self.chosen("ansvarlig"), ""),
        )

    def page(self) -> int:
        """The page asked for, from 1."""
        raw = str(self.data.get("side", "1"))
        return int(raw) if raw.isdecimal() and len(raw) < 6 else 1

    def is_narrowed(self) -> bool:
        """Whether any filter is on."""
        return any(self.chosen(name) for name in self.fields)


class Grade(forms.Form):
    """Sett hastegrad."""

    grade = forms.TypedChoiceField(
        label=_("Hastegrad"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg en hastegrad")},
    )
    reason = forms.CharField(
        label=_("Hvorfor?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Hva skjer om personen må vente? Står i historikken."),
        error_messages={"required": _("Skriv hvorfor du setter hastegraden")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, key: Sequence[Urgency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [(row.grade, _choice(row)) for row in key]  # type: ignore[attr-defined]  # stubs know only Field


class Give(forms.Form):
    """Gi hjelp uten vedtak."""

    what = forms.ChoiceField(
        label=_("Tjeneste og hjemmel"),
        widget=forms.Select(attrs={"suggest": True}),
        help_text=_("Hjemmelen avgjør om det må fattes vedtak."),
        error_messages={"required": _("Velg tjenesten og hjemmelen den gis etter")},
    )
    starts_on = Day(label=_("Første dag"), error_messages={"required": _("Velg første dag")})
    planned_end_on = Day(  # the last day here, as people say it
        label=_("Planlagt siste dag"),
        help_text=_("Ventes hjelpen å vare over to uker, må det ofte fattes vedtak først."),
        error_messages={"required": _("Velg planlagt siste dag")},
    )
    why = forms.CharField(
        label=_("Hvorfor gis hjelpen uten vedtak?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hvorfor hjelpen gis uten vedtak")},
    )
    unit = forms.ChoiceField(
        label=_("Hvilken enhet gir hjelpen?"),
        error_messages={"required": _("Velg enheten som gir hjelpen")},
    )
    performer = forms.ChoiceField(
        label=_("Hvem gir den?"),
        required=False,
        help_text=_(
            "Får varsel, og tilgang til saken så lenge hjelpen gis. Ikke bestemt: enheten tar imot."
        ),
        widget=forms.Select(attrs={"suggest": True}),
    )
    consent = forms.ChoiceField(
        label=_("Samtykke"),
        widget=forms.RadioSelect,
        choices=[(key.value, _(label)) for key, label in CONSENTS.items()],
        error_messages={"required": _("Velg hvem som samtykker")},
    )
    told = forms.CharField(
        label=_("Hvem er orientert, og hvordan?"),
        max_length=300,
        help_text=_("For eksempel: personen selv, på telefon."),
        error_messages={"required": _("Skriv hvem som er orientert, og hvordan")},
    )
    told_of_rights = forms.BooleanField(
        label=_("Har fått vite om retten til å be om vedtak, og til å klage"),
        error_messages={"required": _("Si fra om rettene, og kryss av")},
    )
    meanwhile = forms.ChoiceField(
        label=_("Hva skjer med saken?"),
        widget=forms.RadioSelect,
        choices=[(key.value, _(label)) for key, label in MEANWHILE.items()],
        error_messages={"required": _("Velg hva som skjer med saken")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: GivePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", now_("Velg"))
        self.fields["what"].choices = [empty, *page.services]  # type: ignore[attr-defined]  # stubs know only Field
        what = str((self.data if self.is_bound else self.initial).get("what") or "")
        self.fields["unit"].choices = grouped(page.units, what.partition(" ")[0])  # type: ignore[attr-defined]  # stubs know only Field
        self.fields["performer"].choices = [("", now_("Ikke bestemt")), *page.staff]  # type: ignore[attr-defined]  # stubs know only Field

    def plan(self) -> dict[str, Any]:
        """The plan as the action takes it: the end is the first day without."""
        typed = dict(self.cleaned_data)
        typed["service_key"], typed["basis"] = typed.pop("what").split(" ")
        typed["planned_end_on"] += DAY
        return typed


class ReceiveHelp(forms.Form):
    """Ta imot hjelp uten vedtak."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerDayTen(forms.Form):
    """Vedtak eller avslutning?"""

    answer = forms.ChoiceField(
        label=_("Hva gjelder?"),
        widget=forms.RadioSelect,
        choices=[(key.value, _(label)) for key, label in ANSWERS.items()],
        error_messages={"required": _("Velg hva som gjelder")},
    )
    planned_end_on = Day(  # the last day here, as people say it
        label=_("Planlagt siste dag"),
        required=False,
        help_text=_("Fylles ut når hjelpen fortsetter uten vedtak."),
    )
    why = forms.CharField(
        label=_("Hvorfor?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hvorfor du svarer dette")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A new last day is asked for where the help goes on without a decision."""
        typed = super().clean() or {}
        if typed.get("answer") == Answer.CONTINUES and not typed.get("planned_end_on"):
            self.add_error("planned_end_on", now_("Velg planlagt siste dag"))
        return typed

    @property
    def continues(self) -> bool:
        """Whether it was answered that the help goes on without a decision."""
        return bool(self.cleaned_data["answer"] == Answer.CONTINUES)

    def going_on(self) -> dict[str, Any]:
        """The answer that it goes on, as the action takes it."""
        typed = self.cleaned_data
        return {
            "why": typed["why"],
            "version": typed["version"],
            "planned_end_on": typed["planned_end_on"] + DAY,
        }


class EndHelp(forms.Form):
    """Avslutt hjelp uten vedtak."""

    result = forms.CharField(
        label=_("Hva førte hjelpen til?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv hva hjelpen førte til")},
    )
    ended_on = Day(  # the last day here, as people say it
        label=_("Siste dag"), error_messages={"required": _("Velg siste dag")}
    )
    close = forms.ChoiceField(
        label=_("Hva skjer med saken?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Avslutt saken: gitt uten vedtak")),
            ("no", _("Saken behandles videre")),
        ],
        error_messages={"required": _("Velg hva som skjer med saken")},
    )
    told = forms.CharField(
        label=_("Hvem er orientert om at saken avsluttes?"),
        max_length=300,
        required=False,
        help_text=_("Fylles ut når saken avsluttes. Personen får også brev om det."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def keep_case(self, *, ended: bool) -> None:
        """A case that is decided, or has ended, is not ended with the help."""
        words = _("Saken er alt avsluttet") if ended else _("Saken behandles videre")
        self.fields["close"].choices = [("no", words)]  # type: ignore[attr-defined]  # stubs know only Field
        self.fields["close"].initial = "no"

    def end(self) -> dict[str, Any]:
        """What the action takes: the end is the first day without."""
        typed = dict(self.cleaned_data)
        typed["ended_on"] += DAY
        typed["close"] = typed["close"] == "yes"
        return typed


class OwnUrgency(forms.Form):
    """A grade of the municipality's own key, from a day."""

    grade = forms.TypedChoiceField(
        label=_("Hastegrad"), coerce=int, choices=[(n, str(n)) for n in GRADES]
    )
    label = forms.CharField(label=_("Navn"), max_length=60)
    description = forms.CharField(
        label=_("Beskrivelse"), max_length=300, required=False, widget=forms.Textarea({"rows": 3})
    )
    longest_days = forms.IntegerField(
        label=_("Lengste ventetid"), widget=forms.NumberInput({"affix": _("dager"), "size": 6})
    )
    decided_by = forms.CharField(label=_("Vedtatt av, og når"), max_length=200)
    valid_from = day(_("Fra"))


def _choice(row: Urgency) -> str:
    return now_("%(grade)s – %(label)s (innen %(days)s dager): %(description)s") % {
        "grade": row.grade,
        "label": now_(row.label),
        "days": row.longest_days,
        "description": now_(row.description),
    }
