"""The shape of what is typed about letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.letters import CHANNELS
from people.forms import Day, day


class Chosen(forms.Form):
    """Skriv ut: which of the letters in the queue. The queue shows them, and the use case asks."""

    letters = forms.Field(
        label=_("Klare til utskrift"), required=False, widget=forms.CheckboxSelectMultiple
    )


class Stop(forms.Form):
    """Stans utsending."""

    note = forms.CharField(
        label=_("Hvorfor stanses brevet?"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"tag": "optional"}),
    )


class Posted(forms.Form):
    """Marker som sendt."""

    posted_on = Day(
        label=_("Lagt i posten"),
        error_messages={
            "required": _("Velg datoen brevet ble lagt i posten"),
            "invalid": _("Skriv datoen som dag, måned og år"),
        },
    )
    handled_as = forms.CharField(
        label=_("Hvordan ble brevet sendt?"),
        help_text=_("Skriv hvordan, ikke hvor."),
        max_length=300,
        required=False,
    )


class Returned(forms.Form):
    """Brevet kom i retur."""

    returned_on = Day(
        label=_("Dato brevet kom i retur"),
        error_messages={
            "required": _("Velg datoen brevet kom i retur"),
            "invalid": _("Skriv datoen som dag, måned og år"),
        },
    )


class Settle(forms.Form):
    """Brevet skal ikke sendes på nytt."""

    note = forms.CharField(
        label=_("Hvorfor skal brevet ikke sendes på nytt?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Skriv hvorfor brevet ikke skal sendes på nytt")},
    )


class PostSettingOf(forms.Form):
    """When a letter is taken to have come, when the daily e-mail goes, and when a digital letter
    nobody has heard of is followed up, from a day.
    """

    assumed_days = forms.IntegerField(
        label=_("Dager fra et brev er lagt i posten til det regnes som mottatt"),
        help_text=_("Gjelder brev på papir som legges i posten fra datoen under."),
        error_messages={
            "required": _("Skriv antall dager"),
            "invalid": _("Skriv antall dager som et helt tall"),
        },
    )
    digest_hour = forms.IntegerField(
        label=_("Fra hvilken time sendes daglig e-post til ansatte?"),
        help_text=_("Hel time, fra 0 til 23"),
        error_messages={
            "required": _("Skriv fra hvilken time e-posten sendes"),
            "invalid": _("Skriv en hel time fra 0 til 23."),
        },
    )
    unheard_days = forms.IntegerField(
        label=_("Dager uten svar fra digital post før et brev må følges opp"),
        help_text=_("Etter så mange dager blir brevet en oppgave."),
        error_messages={
            "required": _("Skriv antall dager"),
            "invalid": _("Skriv antall dager som et helt tall"),
        },
    )
    decided_by = forms.CharField(
        label=_("Bestemt av, og når"),
        max_length=200,
        error_messages={"required": _("Skriv hvem som har bestemt det.")},
    )
    valid_from = day(_("Fra"))


class PostChannelOf(forms.Form):
    """How letters go, from a day."""

    channel = forms.ChoiceField(
        label=_("Brev sendes som"),
        choices=[(channel.value, _(label)) for channel, label in CHANNELS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvordan brev sendes")},
    )
    account = forms.UUIDField(
        label=_("Konto hos digital post"),
        help_text=_(
            "Fylles ut for digital post, med kontoens id i SvarUt, slik:"
            " 3f2b8c1e-5d47-4a90-9b1c-7e6a2d0f4c58. Står tom for papir."
        ),
        required=False,
        error_messages={"invalid": _("Skriv kontoens id slik den står i SvarUt")},
    )
    decided_by = forms.CharField(
        label=_("Bestemt av, og når"),
        max_length=200,
        error_messages={"required": _("Skriv hvem som har bestemt det.")},
    )
    valid_from = day(_("Fra"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The account is neither required nor optional: that hangs on the choice, and is said there.
        for name, field in self.fields.items():
            field.widget.attrs["tag"] = "none" if name == "account" else "must"
