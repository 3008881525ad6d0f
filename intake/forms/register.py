"""The shape of what is typed at the first contact, and about how a case goes on or ends."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from cases.service_types import choosable
from intake.kinds import (
    CHANNELS,
    CONTACT,
    FORMS,
    FROM_WHOM,
    Channel,
    Form,
    FromWhom,
)
from intake.rules import Told
from people.forms import NAME, NUMBER, PHONE, SMALL, day, line
from people.rules import PersonGiven

NEW_PERSON: Final = ("given_name", "family_name", "born_on", "phone", "address", "postal")
LIKE: Final = {
    "hx-post": reverse_lazy("namesakes"),
    "hx-trigger": "change",
    "hx-target": "#like",
}
YES_NO: Final = [("True", _("Ja")), ("False", _("Nei"))]
TYPED: Final = "services_tekst"  # what is typed where a service is chosen, and not chosen yet


def typed_into(post: Any, form: type[forms.Form]) -> dict[str, Any]:
    """What stands in `post`, a draft or a request, as a form's initial values."""
    lists = {
        name
        for name, field in form.base_fields.items()
        if isinstance(field, forms.MultipleChoiceField)
    }
    return {
        name: (post.getlist(name) if hasattr(post, "getlist") else _listed(post[name]))
        if name in lists
        else post.get(name)
        for name in (*form.base_fields, TYPED)
        if name in post
    }


def _listed(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [str(value)]


class OfServices(forms.Form):
    """A form with «Hva gjelder det?»: services chosen by typing some letters of their names."""

    services = forms.MultipleChoiceField(
        label=_("Hva gjelder det?"),
        required=False,
        help_text=_("Skriv noen bokstaver. Du kan velge flere."),
        widget=forms.SelectMultiple(attrs={"suggest": True, "tag": "none"}),
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = [(row.key, row.name_nb) for row in choosable(on)]
        field = self.fields["services"]
        field.choices = [(key, now_(name)) for key, name in self._names]  # type: ignore[attr-defined]  # a choice field
        source = self.data if self.is_bound else self.initial
        self._typed = str(source.get(TYPED) or "").strip()
        field.widget.attrs["typed"] = "" if self._named() else self._typed

    def _named(self) -> list[str]:
        return [key for key, name in self._names if name.lower() == self._typed.lower()]

    def chosen(self) -> tuple[str, ...]:
        """The services; one that is typed in full counts as chosen."""
        return (*self.cleaned_data["services"], *self._named())

    def unchosen(self) -> str:
        """What was typed and is no service; the field keeps it."""
        return "" if self._named() else self._typed


class Application(OfServices):
    """«Ny søknad», in the order of a telephone call. What is missing is the action's to say."""

    # Of the page, and so of the summary of what is wrong; the services and what follows come after.
    field_order = (
        "person",
        "without_number",
        "number",
        "given_name",
        "family_name",
        "born_on",
        "phone",
        "address",
        "postal",
        "from_whom",
        "contact_name",
        "contact_phone",
        "person_knows",
        "form",
    )
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    without_number = forms.BooleanField(required=False, widget=forms.HiddenInput)
    number = line(
        _("Fødselsnummer"),
        help_text=_("11 siffer. Oppslaget starter av seg selv."),
        attrs=NUMBER
        | {
            "data-digits": 11,
            "tag": "none",
            "hx-post": reverse_lazy("look-up"),
            "hx-trigger": "full",
            "hx-target": "#person",
        },
    )
    given_name = line(_("Fornavn"), attrs=NAME | {"tag": "none"})
    family_name = line(_("Etternavn"), attrs=NAME | LIKE | {"tag": "none"})
    born_on = day(_("Fødselsdato"), required=False)
    phone = line(_("Telefon"), attrs=PHONE)
    address = line(_("Adresse"), attrs=NAME)
    postal = line(_("Postnummer og sted"), attrs=SMALL | NAME)
    from_whom = forms.ChoiceField(
        label=_("Hvem tar kontakt?"),
        choices=[(w.value, _(FROM_WHOM[w])) for w in FromWhom],
        initial=FromWhom.PERSON,
        widget=forms.RadioSelect(attrs={"inline": True, "tag": "none"}),
    )
    contact_name = line(_("Navn på den som tar kontakt"), attrs=NAME | {"tag": "none"})
    contact_phone = line(_("Telefon"), attrs=PHONE | {"tag": "none"})
    person_knows = forms.TypedChoiceField(
        label=_("Vet personen om søknaden?"),
        choices=YES_NO,
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect(attrs={"inline": True, "tag": "none"}),
    )
    form = forms.ChoiceField(
        label=_("Hva registrerer du?"),
        choices=[(f.value, _(FORMS[f])) for f in (Form.APPLICATION, Form.MESSAGE)],
        required=False,
        widget=forms.RadioSelect(attrs={"inline": True, "tag": "none"}),
        help_text=_("En melding er fra andre når personen ikke vet om søknaden."),
    )
    own_words = forms.CharField(
        label=_("Med personens egne ord"),
        required=False,
        help_text=_("Hva ønsker personen hjelp til, og hva er viktig?"),
        widget=forms.Textarea(attrs={"rows": 3, "tag": "none"}),
    )
    received_on = day(_("Mottatt dato"), help_text=_("Den første kontakten."))
    received_time = forms.TimeField(
        label=_("Klokkeslett"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "tag": "none"}, format="%H:%M"),
        error_messages={"invalid": _("Skriv klokkeslettet slik: 09.42")},
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
    )
    channel = forms.ChoiceField(
        label=_("Kanal"),
        choices=[(c.value, _(CHANNELS[c])) for c in CONTACT],
        widget=forms.Select(attrs={"tag": "none"}),
    )
    urgent = forms.BooleanField(
        label=_("Haster"), required=False, widget=forms.CheckboxInput(attrs={"role": "switch"})
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        # The page's own tag is none for every field: only the number is needed, and it says so.
        self.fields["born_on"].widget.attrs |= LIKE
        for name in ("born_on", "phone", "address", "postal", "received_on"):
            self.fields[name].widget.attrs["tag"] = "none"

    def told(self) -> Told:
        """What was told, for the action."""
        typed = self.cleaned_data
        return Told(
            form=Form(typed["form"]) if typed["form"] else None,
            channel=Channel(typed["channel"]),
            from_whom=FromWhom(typed["from_whom"]),
            received_on=typed["received_on"],
            received_time=typed["received_time"],
            services=self.chosen(),
            unchosen=self.unchosen(),
            own_words=typed["own_words"],
            urgent=typed["urgent"],
            contact_name=typed["contact_name"],
            contact_phone=typed["contact_phone"],
            person_knows=typed["person_knows"],
        )

    def person_given(self) -> PersonGiven:
        """Who it is about, for the action."""
        typed = self.cleaned_data
        if typed["person"]:
            return PersonGiven(public_id=str(typed["person"]))
        return PersonGiven(
            number=typed["number"],
            **{name: typed[name] for name in NEW_PERSON},
        )
