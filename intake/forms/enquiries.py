"""The shape of an enquiry, of what was done about it, and of the søknad it becomes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from cases.queries import Colleague
from intake.forms.register import OfServices
from intake.kinds import FOLLOW_UPS, Channel, Form, FromWhom
from intake.rules import Introduced, Told
from people.forms import NAME, PHONE, SMALL, day, line

TAGLESS: Final = {"tag": "none"}


class Close(Protocol):
    """A relative, as every page's row of one has it."""

    @property
    def public_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def phone(self) -> str: ...


class Stands(Protocol):
    """A guardian or agent, as every page's row of one has it."""

    @property
    def public_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def phone(self) -> str: ...


class Enquiry(forms.Form):
    """«Henvendelse» on the telephone page."""

    caller = forms.ChoiceField(
        label=_("Hvem ringer?"), initial="PERSON", widget=forms.RadioSelect(attrs={"tag": "none"})
    )
    other_name = line(_("Navn"), attrs={**NAME, **TAGLESS})
    other_relation = line(
        _("Relasjon"), help_text=_("Tomt når det ikke er en pårørende."), attrs={**SMALL, **TAGLESS}
    )
    other_phone = line(_("Telefon"), attrs={**PHONE, **TAGLESS})
    introduce = forms.BooleanField(
        label=_("Legg til som kontaktperson"),
        required=False,
        help_text=_("Får ingen opplysninger før personen selv har svart på det."),
        widget=forms.CheckboxInput(attrs=TAGLESS),
    )
    own_words = forms.CharField(
        label=_("Hva gjelder det?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "tag": "none"}),
    )
    follow_up = forms.ChoiceField(
        label=_("Oppfølging"),
        required=False,
        choices=[("", _("Ingen")), *((text, _(text)) for text in FOLLOW_UPS)],
        widget=forms.Select(attrs={"tag": "none"}),
    )
    follow_up_by = forms.ChoiceField(
        label=_("Hos"), required=False, widget=forms.Select(attrs={"tag": "none"})
    )
    follow_up_on = day(_("Senest"), required=False)

    def __init__(
        self,
        *args: Any,
        relatives: Sequence[Close],
        representatives: Sequence[Stands] = (),
        colleagues: Sequence[tuple[str, str]],
        may_introduce: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._relatives: Mapping[str, Close] = {r.public_id: r for r in relatives}
        self._stand: Mapping[str, Stands] = {r.public_id: r for r in representatives}
        self.fields["caller"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("PERSON", now_("Personen selv")),
            *((r.public_id, f"{now_('Pårørende')}: {r.name} ({r.relation})") for r in relatives),
            *((r.public_id, f"{now_(r.kind)}: {r.name}") for r in representatives),
            ("OTHER", now_("Andre")),
        ]
        self.fields["follow_up_by"].choices = [("", now_("Velg")), *colleagues]  # type: ignore[attr-defined]  # a choice field
        self.fields["follow_up_on"].widget.attrs["tag"] = "none"
        if not may_introduce:
            del self.fields["introduce"]

    def told(self, *, on: dt.date, at: dt.time) -> Told:
        """What was told, for the action; an enquiry on the telephone is of this moment."""
        typed = self.cleaned_data
        relative = self._relatives.get(typed["caller"])
        stands = self._stand.get(typed["caller"])
        known = relative or stands
        return Told(
            form=Form.ENQUIRY,
            channel=Channel.PHONE,
            from_whom=self._from_whom(),
            received_on=on,
            received_time=at,
            own_words=typed["own_words"],
            contact_name=known.name if known else self._other("other_name"),
            contact_phone=known.phone if known else self._other("other_phone"),
            follow_up=typed["follow_up"],
            follow_up_by=typed["follow_up_by"] if typed["follow_up"] else "",
            follow_up_on=typed["follow_up_on"] if typed["follow_up"] else None,
        )

    def introduced(self) -> Introduced | None:
        """The caller nobody knew, who is to be registered as contact person; None: nobody is."""
        typed = self.cleaned_data
        if typed["caller"] != "OTHER" or not typed.get("introduce"):
            return None
        return Introduced(
            name=typed["other_name"], relation=typed["other_relation"], phone=typed["other_phone"]
        )

    def _from_whom(self) -> FromWhom:
        caller = self.cleaned_data["caller"]
        if caller in self._relatives or self._other("other_relation"):
            return FromWhom.RELATIVE
        return FromWhom.REPRESENTATIVE if caller in self._stand else FromWhom(caller)

    def _other(self, name: str) -> str:
        """What is told of a caller nobody knew; nothing of it for others, whatever stands there."""
        typed = self.cleaned_data
        return str(typed[name]).strip() if typed["caller"] == "OTHER" else ""


class FollowUp(forms.Form):
    """What was done about an enquiry."""

    note = forms.CharField(
        label=_("Hva er gjort?"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class GiveEnquiry(forms.Form):
    """Gi en henvendelse til en annen i enheten."""

    staff = forms.TypedChoiceField(
        label=_("Hvem skal følge opp?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvem som skal følge opp")},
    )

    also_away = forms.BooleanField(required=False, label=_("Gi likevel til den som er borte"))

    def colleagues(self, found: Sequence[Colleague]) -> None:
        """Who can be given it, and who of them is away; that is asked only where somebody is."""
        self.fields["staff"].choices = [(one.id, _named(one)) for one in found]  # type: ignore[attr-defined]  # stubs know only Field
        if not any(one.away_until for one in found):
            del self.fields["also_away"]


def _named(colleague: Colleague) -> str:
    if colleague.away_until is None:
        return colleague.name
    until = now_("(borte til og med %(day)s)") % {"day": f"{colleague.away_until:%d.%m.}"}
    return f"{colleague.name} {until}"


class MakeApplication(OfServices):
    """A henvendelse becomes a søknad; only what is new is asked."""

    own_words = forms.CharField(
        label=_("Med personens egne ord"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "tag": "none"}),
    )
    person_knows = forms.BooleanField(
        label=_("Personen vet om søknaden og ønsker den"), required=False
    )
    urgent = forms.BooleanField(
        label=_("Haster"), required=False, widget=forms.CheckboxInput(attrs={"role": "switch"})
    )
