"""The shape of what is typed when somebody dies or moves."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import SMALL, day, line
from people.queries import CONSENTS
from people.rules import Moving


class Death(forms.Form):
    """When the person died."""

    died_on = day(_("Dødsdato"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeBack(forms.Form):
    """Why something that was registered is taken back."""

    reason = forms.CharField(
        label=_("Hvorfor?"), required=False, widget=forms.Textarea(attrs={"rows": 3, "limit": 300})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class Departure(forms.Form):
    """A move out, and whether vedtak and kartlegging may follow."""

    moves_on = day(_("Flyttedato"), help_text=_("Den første dagen personen ikke lenger er her."))
    receiving = line(
        _("Flytter til"),
        help_text=_("Kommunen, eller landet når det ikke er i Norge."),
        attrs={**SMALL, "tag": "none"},
    )
    consent = forms.ChoiceField(
        label=_("Kan vi sende vedtak og kartlegging til den nye kommunen?"),
        choices=CONSENTS,
        widget=forms.RadioSelect(attrs={"inline": True, "tag": "none"}),
        help_text=_("Det personen selv svarer, eller den som kan svare for personen."),
        error_messages={"required": _("Velg ja, nei eller ikke spurt ennå.")},
    )
    consent_on = day(_("Når ble det svart?"), required=False)
    consent_by = line(
        _("Hvem svarte?"), help_text=_("For eksempel personen selv."), attrs={"tag": "none"}
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, hidden: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _untagged(self, "moves_on", "consent_on")
        if hidden:
            self.fields["receiving"].help_text = _(
                "Stedet vises ikke: adressen er beskyttet. La feltet stå tomt for å beholde det."
            )

    def told(self) -> Moving:
        """What was told, for the action; an answer's day and name only with an answer."""
        typed = self.cleaned_data
        asked = typed["consent"] != "NOT_ASKED"
        return Moving(
            moves_on=typed["moves_on"],
            receiving=typed["receiving"],
            consent=typed["consent"],
            consent_on=typed["consent_on"] if asked else None,
            consent_by=typed["consent_by"] if asked else "",
        )


class Handing(forms.Form):
    """Which papers were handed over, when, to whom and how."""

    papers = forms.MultipleChoiceField(
        label=_("Hva er overlevert?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"tag": "none"}),
    )
    handed_on = day(_("Når?"))
    handed_to = line(
        _("Hvem fikk papirene?"),
        help_text=_("For eksempel tildelingskontoret i kommunen, ved navn."),
        attrs={"tag": "none"},
    )
    how = line(
        _("Hvordan?"),
        help_text=_("For eksempel rekommandert brev eller levert for hånd."),
        attrs={"tag": "none"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, papers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _untagged(self, "handed_on")
        self.fields["papers"].choices = list(papers)  # type: ignore[attr-defined]  # a choice field


def _untagged(form: forms.Form, *days: str) -> None:
    """Days say no more than the fields beside them of whether they must be filled in."""
    for name in days:
        form.fields[name].widget.attrs["tag"] = "none"
