"""The shape of a leader's answers: a choice and a reason for each role, and a new last day."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import day
from people.forms import line as a_line
from people.queries import ROLES_TO_GIVE
from rights.actions import Answered
from rights.queries import LineRow

KEEP, END = "KEEP", "END"
CHOICES = [(KEEP, _("Behold")), (END, _("Fjern"))]


class Answers(forms.Form):
    """`answer-<grant>` and `reason-<grant>` for each role nobody has answered for."""

    def __init__(self, *args: Any, lines: Sequence[LineRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [line for line in lines if not line.answer and not line.own]
        for line in self.asked:
            self.fields[f"answer-{line.grant_id}"] = forms.ChoiceField(
                label=f"{line.staff}",
                choices=CHOICES,
                required=False,
                widget=forms.RadioSelect(attrs={"inline": True, "tag": "none"}),
            )
            self.fields[f"reason-{line.grant_id}"] = forms.CharField(
                label=_("Hvorfor"),
                required=False,
                widget=forms.TextInput(attrs={"tag": "none", "autocomplete": "off"}),
            )

    def rows(self) -> list[tuple[LineRow, Any, Any]]:
        """Each role with its two fields."""
        return [
            (line, self[f"answer-{line.grant_id}"], self[f"reason-{line.grant_id}"])
            for line in self.asked
        ]

    def answers(self) -> list[Answered]:
        """What was chosen; the rest waits."""
        return [
            {
                "grant": line.grant_id,
                "keep": chosen == KEEP,
                "reason": self.cleaned_data[f"reason-{line.grant_id}"],
            }
            for line in self.asked
            if (chosen := self.cleaned_data[f"answer-{line.grant_id}"])
        ]


class Renew(forms.Form):
    """How long a role goes on."""

    valid_to = day(_("Til og med"))


class RoleGiven(forms.Form):
    """A role in a unit for a period."""

    role = forms.ChoiceField(label=_("Rolle"), choices=[("", _("Velg")), *ROLES_TO_GIVE])
    unit_id = forms.TypedChoiceField(label=_("Enhet"), coerce=int)
    valid_from = day(_("Fra"))
    valid_to = day(_("Til og med"), help_text=_("Høyst ett år."))

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [("", _("Velg")), *units]  # type: ignore[attr-defined]  # a choice field


class NewAccount(forms.Form):
    """What somebody signs in as; the password is for them alone to choose."""

    username = a_line(
        _("Brukernavn"), required=True, attrs={"autocomplete": "off", "autocapitalize": "none"}
    )


class Said(forms.Form):
    """Yes, or no with the reason."""

    answer = forms.ChoiceField(
        label=_("Skal den ansatte ha rollen?"),
        choices=[("YES", _("Ja")), ("NO", _("Nei"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg ja eller nei.")},
    )
    reason = a_line(_("Hvorfor ikke"), help_text=_("Skriv dette hvis du svarer nei."))

    def typed(self) -> dict[str, Any]:
        """As the action takes it."""
        return {
            "yes": self.cleaned_data["answer"] == "YES",
            "reason": self.cleaned_data["reason"],
        }
