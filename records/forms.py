"""The shape of what is typed about notes and documents."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import SMALL, day, line
from records.kinds import (
    DIRECTIONS,
    DOCUMENT_KINDS,
    NOTE_KINDS,
    PUT_BEFORE,
    Direction,
    DocumentKind,
    NoteKind,
    PutBefore,
)
from records.rules import LONGEST_NOTE, Described, Written

TEXT: Final = {"rows": 8, "limit": LONGEST_NOTE}


def lines(
    label: Any, *, required: bool = True, missing: Any = "", rows: int = 4
) -> forms.CharField:
    """A text of several lines; how long it may be is the action's to say, in words."""
    return forms.CharField(
        label=label,
        required=required,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing} if missing else {},
    )


class Note(forms.Form):
    """«Nytt notat»."""

    kind = forms.TypedChoiceField(
        label=_("Hva slags notat?"),
        coerce=NoteKind,
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"required": _("Velg hva slags notat det er")},
    )
    occurred_on = day(_("Når skjedde det?"))
    occurred_time = forms.TimeField(
        label=_("Klokkeslett"),
        required=False,
        input_formats=["%H.%M", "%H:%M", "%H%M"],
        widget=forms.TextInput(attrs=SMALL | {"inputmode": "numeric"}),
        error_messages={"invalid": _("Skriv et klokkeslett, for eksempel 09.42")},
    )
    text = lines(_("Notat"), missing=_("Skriv notatet"), rows=8)
    informant = line(
        _("Hvem kommer opplysningene fra?"),
        help_text=_("Navn og tilknytning. Fylles ut for opplysninger fra andre."),
    )
    put_before = forms.TypedChoiceField(
        label=_("Er opplysningene forelagt personen?"),
        required=False,
        coerce=PutBefore,
        empty_value=None,
        help_text=_(
            "Personen skal få uttale seg om opplysninger fra andre (forvaltningsloven § 17)."
        ),
        widget=forms.RadioSelect(attrs={"inline": True}),
    )
    put_before_on = day(_("Forelagt dato"), required=False)
    put_before_note = lines(
        _("Hva sa personen, eller hvorfor trengs det ikke?"), required=False, rows=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "kind", NOTE_KINDS)
        _choices(self, "put_before", PUT_BEFORE)

    def written(self) -> Written:
        """What was typed, as the action takes it."""
        return Written(**self.cleaned_data)


class Description(forms.Form):
    """What is said of a document."""

    kind = forms.TypedChoiceField(
        label=_("Hva slags dokument?"),
        coerce=DocumentKind,
        error_messages={"required": _("Velg hva slags dokument det er")},
    )
    title = line(
        _("Tittel"),
        required=True,
        help_text=_("Det som skal stå i listen. Ikke skriv fødselsnummer."),
    )
    direction = forms.TypedChoiceField(
        label=_("Inn eller ut?"),
        coerce=Direction,
        initial=Direction.IN,
        widget=forms.RadioSelect(attrs={"inline": True}),
    )
    party = line(
        _("Fra eller til"), required=True, help_text=_("Hvem dokumentet er fra eller til.")
    )
    dated_on = day(_("Mottatt eller sendt"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "kind", {"": "", **DOCUMENT_KINDS})
        _choices(self, "direction", DIRECTIONS)

    def described(self) -> Described:
        """What is said of the document, as the action takes it."""
        names = ("kind", "title", "direction", "party", "dated_on")
        file = self.cleaned_data.get("file")
        return Described(
            **{name: self.cleaned_data[name] for name in names}, file_name=file.name if file else ""
        )


class Document(Description):
    """«Last opp dokument»."""

    file = forms.FileField(
        label=_("Fil"),
        help_text=_("PDF, JPEG, PNG eller TIFF."),
        allow_empty_file=True,  # the action says that it is empty, in its own words
        error_messages={"required": _("Velg en fil")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff"}),
    )
    field_order = ("file",)


class PutRight(Description):
    """«Rett opplysningene» about a document."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Link(Description):
    """«Koble dokumentet»: whom it is about, and what it is."""

    target = forms.ChoiceField(
        label=_("Hvem gjelder dokumentet?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg hvem dokumentet gjelder."),
            "invalid_choice": _("Velg hvem dokumentet gjelder."),
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("target",)

    def __init__(self, *args: Any, targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = list(targets)  # type: ignore[attr-defined]  # a choice field

    def chosen(self) -> dict[str, str]:
        """The reference of a case, or a person's public id."""
        sort, _colon, name = self.cleaned_data["target"].partition(":")
        return {"reference" if sort == "sak" else "person": name}


class Undo(forms.Form):
    """«Angre koblingen»."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Correction(forms.Form):
    """«Rett notatet»."""

    text = lines(_("Slik skal det være"), missing=_("Skriv rettelsen"), rows=8)


class PutBeforePerson(forms.Form):
    """«Forelagt personen»."""

    put_before = forms.TypedChoiceField(
        label=_("Er opplysningene forelagt personen?"),
        coerce=PutBefore,
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"required": _("Velg om opplysningene er forelagt personen.")},
    )
    put_before_on = day(_("Forelagt dato"), required=False)
    put_before_note = lines(
        _("Hva sa personen, eller hvorfor trengs det ikke?"), required=False, rows=3
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {key: word for key, word in PUT_BEFORE.items() if key is not PutBefore.NOT_YET}
        _choices(self, "put_before", told)


def _choices(form: forms.Form, name: str, words: Mapping[Any, str]) -> None:
    """The choices of a table, in the reader's language."""
    form.fields[name].choices = [(key, _(word) if word else word) for key, word in words.items()]  # type: ignore[attr-defined]  # a choice field
