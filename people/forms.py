"""The shape of what is typed about people, staff and units; nothing here asks the database."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from people.kinds import RELATIONS
from people.queries import (
    LANGUAGES,
    MAY_BE_TOLD,
    PROTECTIONS,
    REPRESENTATIVES,
    SEXES,
    UNIT_KINDS,
)
from people.rules import DAYS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Text = str | StrPromise

DATES = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d%m%y", "%d%m%Y"]
BAD_DATE = _("Skriv en dato som finnes, for eksempel 21.11.2026")
SMALL = {"size": 16}
PHONE = {"size": 16, "inputmode": "tel"}
NUMBER = {"size": 14, "maxlength": 14, "inputmode": "numeric", "autocomplete": "off"}
NAME = {"autocomplete": "off"}


class Day(forms.DateField):
    """A date that can be a day of somebody's life or help: `people.rules.DAYS`."""

    def to_python(self, value: Any) -> dt.date | None:
        """The day; raises ValidationError outside them, as for no date at all."""
        found = super().to_python(value)
        if found is not None and not DAYS[0] <= found <= DAYS[1]:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def day(label: "Text", *, required: bool = True, help_text: "Text" = "") -> Day:
    """A date field that also takes 21.11.26 and 211126."""
    return Day(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=DATES,
        error_messages={"invalid": BAD_DATE, "required": BAD_DATE},
    )


def line(
    label: "Text",
    *,
    required: bool = False,
    help_text: "Text" = "",
    attrs: Mapping[str, Any] | None = None,
) -> forms.CharField:
    """A line of text; how long it may be is the action's to say, in words."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs=dict(attrs or {})),
    )


class PersonFields(forms.Form):
    """Name, birth and how to reach somebody."""

    given_name = line(_("Fornavn"), attrs=NAME)
    family_name = line(_("Etternavn"), required=True, attrs=NAME)
    born_on = day(_("Fødselsdato"), required=False)
    sex = forms.ChoiceField(
        label=_("Kjønn"), choices=SEXES, widget=forms.RadioSelect(attrs={"inline": True})
    )
    phone = line(_("Telefon"), attrs=PHONE)
    email = forms.EmailField(
        label=_("E-post"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
        error_messages={"invalid": _("Skriv en e-postadresse, for eksempel ola@eksempel.no")},
    )
    language = forms.ChoiceField(
        label=_("Språk i brev"),
        choices=LANGUAGES,
        help_text=_("Personens eget valg."),
    )
    interpreter_language = line(
        _("Tolk"),
        help_text=_("Språket det trengs tolk på. Tomt når tolk ikke trengs."),
        attrs=SMALL,
    )
    doctor = line(_("Fastlege"))


class EditPerson(PersonFields):
    """Everything that can be edited; what says where a protected person lives is not shown."""

    address = line(_("Adresse"))
    postal = line(_("Postnummer og sted"), attrs=SMALL)
    district = forms.TypedChoiceField(label=_("Sone"), required=False, coerce=int, empty_value=None)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, districts: list[tuple[str, str]], hidden: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", _("Ikke satt")), *districts]  # type: ignore[attr-defined]  # a choice field
        if hidden:
            for name in ("address", "postal", "district", "phone"):
                self.fields[name].help_text = _(
                    "Fortrolig adresse vises ikke. La feltet stå tomt for å beholde den."
                )


class NewPerson(PersonFields):
    """Somebody registered without an application."""

    number = line(
        _("Fødselsnummer"),
        help_text=_("11 siffer. Tomt når personen mangler nummer."),
        attrs=NUMBER,
    )
    address = line(_("Adresse"))
    postal = line(_("Postnummer og sted"), attrs=SMALL)
    doctor = None  # type: ignore[assignment]  # told later
    confirmed = forms.BooleanField(
        label=_("Det er et annet menneske"), required=False, widget=forms.HiddenInput
    )

    field_order = ("number", "given_name", "family_name", "born_on", "sex", "address", "postal")


class Number(forms.Form):
    """A number that came later."""

    number = line(
        _("Fødselsnummer eller D-nummer"),
        required=True,
        help_text=_("11 siffer."),
        attrs=NUMBER,
    )
    confirmed = forms.BooleanField(
        label=_("Nummeret er riktig"), required=False, widget=forms.HiddenInput
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("confirmed"):
            self._ask()

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong, at its field; a birth date that differs is asked about first then."""
        if field == "confirmed":
            self._ask()
        super().add_error(field, error)

    def _ask(self) -> None:
        self.fields["confirmed"].widget = forms.CheckboxInput()


class Protection(forms.Form):
    """Whether the address is protected."""

    protection = forms.ChoiceField(
        label=_("Adressebeskyttelse"), choices=PROTECTIONS, widget=forms.RadioSelect
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class Relative(forms.Form):
    """Somebody close, and whether they may be told."""

    name = line(_("Navn"), required=True, attrs=NAME)
    relation = line(
        _("Relasjon"),
        required=True,
        help_text=_("For eksempel datter, ektefelle, nabo."),
        attrs=SMALL,
    )
    phone = line(_("Telefon"), attrs=PHONE)
    address = line(_("Adresse"))
    postal = line(_("Postnummer og sted"), attrs=SMALL)
    may_be_told = forms.ChoiceField(
        label=_("Kan få opplysninger"),
        choices=MAY_BE_TOLD,
        widget=forms.RadioSelect(attrs={"inline": True}),
        help_text=_("Det personen selv har bestemt."),
        error_messages={"required": _("Velg ja, delvis eller nei")},
    )
    told_scope = line(_("Hva kan pårørende få vite?"), help_text=_("Når svaret er delvis."))
    next_of_kin = forms.BooleanField(label=_("Nærmeste pårørende"), required=False)
    carer = forms.BooleanField(label=_("Omsorgsyter"), required=False)
    parent = forms.BooleanField(label=_("Har foreldreansvar"), required=False)


class Representative(forms.Form):
    """A guardian or agent with scope and period."""

    kind = forms.ChoiceField(
        label=_("Hvem er det?"),
        choices=REPRESENTATIVES,
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"required": _("Velg verge eller fullmektig")},
    )
    name = line(_("Navn"), required=True, attrs=NAME)
    phone = line(_("Telefon"), attrs=PHONE)
    address = line(_("Adresse"))
    postal = line(_("Postnummer og sted"), attrs=SMALL)
    protected = forms.BooleanField(
        label=_("Fortrolig adresse"),
        required=False,
        help_text=_("La adressen stå tom. Brev sendes for seg, etter rutinen."),
    )
    personal_matters = forms.BooleanField(label=_("Personlige forhold"), required=False)
    economy = forms.BooleanField(label=_("Økonomi"), required=False)
    scope_note = line(
        _("Annet oppdraget gjelder"), help_text=_("Slik det står i vedtaket eller fullmakten.")
    )
    receives_letters = forms.BooleanField(label=_("Skal ha brev"), required=False, initial=True)
    valid_from = day(_("Gjelder fra"))
    valid_to = day(
        _("Gjelder til"), required=False, help_text=_("Tomt når det ikke er noen slutt.")
    )


class Ending(forms.Form):
    """From which day something no longer is so."""

    ended_on = day(_("Avsluttes fra"), help_text=_("Den første dagen det ikke gjelder lenger."))


class Staff(forms.Form):
    """A member of staff."""

    employee_number = line(
        _("Ansattnummer"),
        required=True,
        help_text=_("Nummeret i lønnssystemet. En ansatt registreres én gang."),
        attrs={"size": 12, "autocomplete": "off"},
    )
    given_name = line(_("Fornavn"), required=True)
    family_name = line(_("Etternavn"), required=True)
    title = line(_("Stilling"))
    email = forms.EmailField(
        label=_("E-post"),
        required=False,
        error_messages={"invalid": _("Skriv en e-postadresse, for eksempel ola@eksempel.no")},
    )
    phone = line(_("Telefon"), attrs=PHONE)
    number = line(
        _("Fødselsnummer"),
        help_text=_("Da er den ansattes egen journal lukket for den ansatte. Vises ikke igjen."),
        attrs=NUMBER,
    )


class NewUnit(forms.Form):
    """A unit from a day."""

    name = line(_("Navn"), required=True)
    kind = forms.ChoiceField(label=_("Slags enhet"), choices=[("", _("Velg")), *UNIT_KINDS])
    parent_id = forms.TypedChoiceField(
        label=_("Hører til"), required=False, coerce=int, empty_value=None
    )
    does = forms.ChoiceField(
        label=_("Hva gjør enheten?"),
        choices=[
            ("", _("Verken fatter vedtak eller utfører")),
            ("decides", _("Fatter vedtak")),
            ("performs", _("Utfører tjenester")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    phone = line(_("Telefon"), attrs=PHONE)
    from_on = day(_("Fra"))

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = [("", _("Ingen")), *units]  # type: ignore[attr-defined]  # a choice field


class Rename(forms.Form):
    """Another name from a day."""

    name = line(_("Nytt navn"), required=True)
    from_on = day(_("Fra"))


class Close(forms.Form):
    """The first day without the unit, and who takes over."""

    closed_on = day(_("Legges ned fra"), help_text=_("Den første dagen uten enheten."))
    successor_id = forms.TypedChoiceField(
        label=_("Tas over av"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor_id"].choices = [("", _("Ingen")), *units]  # type: ignore[attr-defined]  # a choice field


class Away(forms.Form):
    """Somebody in the team is away for some days."""

    # The action takes the first day they are back.
    asked_as: ClassVar[dict[str, str]] = {"to_on": "last_on"}

    from_on = day(_("Første dag borte"))
    last_on = day(_("Siste dag borte"))
    stand_in = forms.ChoiceField(
        label=_("Stedfortreder"),
        required=False,
        help_text=_("Får rollene i enhetene du leder mens den andre er borte, høyst 30 dager."),
    )


class Capacity(forms.Form):
    """How much somebody in the team can have."""

    capacity = forms.IntegerField(
        label=_("Åpne saker samtidig"),
        required=False,
        help_text=_("Tallet vises når du fordeler. Det stopper ingen sak. Tomt felt: ikke satt."),
        widget=forms.TextInput(attrs={"size": 5, "inputmode": "numeric"}),
        error_messages={"invalid": _("Skriv et tall fra 0 til 500.")},
    )


class EndRow(forms.Form):
    """The last day a row of the set-up holds."""

    last_on = day(_("Til og med"), help_text=_("Siste dag raden gjelder."))
    asked_as: ClassVar = {"valid_to": "last_on"}

    def valid_to(self) -> dt.date:
        """The first day without, as actions take it."""
        typed: dt.date = self.cleaned_data["last_on"]
        return typed + dt.timedelta(days=1)


class RelationTold(forms.Form):
    """Whom somebody who works here is related to, by number."""

    kind = forms.ChoiceField(
        label=_("Personen er"),
        choices=[(kind.value, _(row.label)) for kind, row in RELATIONS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva slags tilknytning det er.")},
    )
    number = line(
        _("Fødselsnummer"),
        required=True,
        help_text=_("Svaret er det samme enten personen er registrert her eller ikke."),
        attrs=NUMBER,
    )
    words = line(
        _("Hvem det er, med dine ord"),
        help_text=_("For eksempel «mor» eller «søster». Du og lederen din ser det."),
        attrs={"autocomplete": "off"},
    )


class RelationEnd(forms.Form):
    """Why a relation that was told is not so."""

    relation = forms.CharField(widget=forms.HiddenInput)
    reason = line(_("Hvorfor den avsluttes"), required=True)
