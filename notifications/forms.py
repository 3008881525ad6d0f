"""The shape of what is typed about letters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.letters import CHANNELS
from people.forms import Day, day


class Stop(forms.Form):
    """Stans utsending."""

    note = forms.CharField(label=_("Hvorfor stanses brevet?"), max_length=300, required=False)


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
        help_text=_("Kontoens id i SvarUt. Bare for digital post."),
        required=False,
        error_messages={"invalid": _("Skriv kontoens id slik den står i SvarUt")},
    )
    decided_by = forms.CharField(
        label=_("Bestemt av, og når"),
        max_length=200,
        error_messages={"required": _("Skriv hvem som har bestemt det.")},
    )
    valid_from = day(_("Fra"))
