"""The shape of how a case goes on or ends."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from cases.stages import ENDS, EndReason
from deadlines.kinds import Kind
from intake.kinds import CHANNELS, CONTACT, ENDS_BY_HAND, FROM_WHOM, FromWhom
from intake.rules import Correction
from people.forms import NAME, PHONE, day, line

ASKS = {
    Kind.MISSING_INFORMATION: (_("Hva mangler?"), _("Hvorfor trenger vi det?")),
    Kind.ADVANCE_NOTICE: (_("Hva vurderer kommunen å gjøre?"), _("Hvilke fakta bygger det på?")),
}


class PreliminaryReply(forms.Form):
    """«Foreløpig svar»: why it takes time, and when an answer is expected."""

    why = forms.CharField(
        label=_("Hvorfor tar det tid?"),
        required=False,
        help_text=_("Skriv til personen. Teksten står i brevet."),
        widget=forms.Textarea(attrs={"rows": 5, "tag": "none"}),
    )
    expected_on = day(
        _("Når venter vi å svare?"), required=False, help_text=_("Tomt når det ikke kan sies.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AskParty(forms.Form):
    """A letter that asks: what, why, and by which day the party may answer."""

    what = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5, "tag": "none"}))
    why = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4, "tag": "none"}))
    answer_by = day(_("Svar innen"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: Kind, earliest: dt.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = now_("Skriv til personen. Teksten står i brevet.")
        for name, label in zip(("what", "why"), ASKS[kind], strict=True):
            self.fields[name].label = label
            self.fields[name].help_text = told
        self.fields["answer_by"].widget.attrs["tag"] = "none"
        if earliest is not None:
            self.fields["answer_by"].help_text = now_(
                "Dagen står i brevet. Den kan tidligst være %(day)s."
            ) % {"day": f"{earliest:%d.%m.%Y}"}


class Ending(forms.Form):
    """How a case ends without a decision. Fields that a reason does not ask for may stand empty."""

    reason = forms.ChoiceField(
        label=_("Hvorfor avsluttes saken?"),
        required=False,
        choices=[(reason.value, _(ENDS[reason].label)) for reason in ENDS_BY_HAND],
        widget=forms.RadioSelect(attrs={"tag": "none"}),
    )
    asked_by = line(_("Hvem ba om å trekke søknaden?"), attrs={"tag": "none"})
    asked_on = day(_("Når?"), required=False)
    confirmed = line(
        _("Hvordan er det bekreftet?"),
        help_text=_("For eksempel på telefon, i brev eller i møte."),
        attrs={"tag": "none"},
    )
    referred_to = line(_("Hvem er saken vist videre til?"), attrs={"tag": "none"})
    told = line(
        _("Hvem er orientert om at saken avsluttes?"),
        help_text=_("For eksempel personen på telefon i dag."),
        attrs={"tag": "none"},
    )
    explanation = forms.CharField(
        label=_("Forklaring i brevet"),
        required=False,
        help_text=_("Skriv til personen. Teksten står i brevet."),
        widget=forms.Textarea(attrs={"rows": 3, "tag": "optional"}),
    )
    note = forms.CharField(
        label=_("Merknad i saken"),
        required=False,
        help_text=_("Står ikke i brevet."),
        widget=forms.Textarea(attrs={"rows": 2, "tag": "optional"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def only(self, reason: EndReason) -> None:
        """Ask only what this reason needs: the page has chosen it."""
        self.fields["reason"].widget = forms.HiddenInput()
        if reason is EndReason.WITHDRAWN:
            del self.fields["referred_to"]


class Split(forms.Form):
    """Which of a case's services go on in a case of their own."""

    services = forms.MultipleChoiceField(
        label=_("Hvilke tjenester skal i ny sak?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"outline": True, "tag": "none"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = list(services)  # type: ignore[attr-defined]  # a choice field


class Merge(forms.Form):
    """Which case of the same person this one goes up in."""

    into = forms.ChoiceField(
        label=_("Hvilken sak skal denne slås sammen med?"),
        required=False,
        widget=forms.RadioSelect(attrs={"tag": "none"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = list(others)  # type: ignore[attr-defined]  # a choice field


class Correct(forms.Form):
    """What was written wrongly at the first contact, and why it is corrected."""

    own_words = forms.CharField(
        label=_("Med personens egne ord"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "tag": "none"}),
    )
    from_whom = forms.ChoiceField(
        label=_("Hvem tar kontakt?"),
        choices=[(one.value, _(FROM_WHOM[one])) for one in FromWhom],
        widget=forms.Select(attrs={"tag": "none"}),
    )
    contact_name = line(_("Navn på den som tar kontakt"), attrs={**NAME, "tag": "none"})
    contact_phone = line(_("Telefon"), attrs={**PHONE, "tag": "none"})
    channel = forms.ChoiceField(
        label=_("Hvordan kom den?"),
        choices=[(one.value, _(CHANNELS[one])) for one in CONTACT],
        widget=forms.Select(attrs={"tag": "none"}),
    )
    received_on = day(
        _("Mottatt"),
        help_text=_("Den første kontakten. Kan bare rettes til en tidligere dag."),
    )
    reason = forms.CharField(
        label=_("Hvorfor rettes det?"),
        required=False,
        help_text=_("Det som sto før, blir stående i historikken."),
        widget=forms.Textarea(attrs={"rows": 2, "tag": "none"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].widget.attrs["tag"] = "none"

    def told(self) -> Correction:
        """What is to stand, for the action."""
        typed = {name: self.cleaned_data[name] for name in self.fields if name != "version"}
        return Correction(**typed | {"own_words": typed["own_words"].strip()})
