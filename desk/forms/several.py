"""The shape of what is done with several tasks or cases at once."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.queries import Colleague
from people.forms import Day

PARTS = 3  # of what says which task is ticked


class Several(forms.Form):
    """What is done with several tasks at once: which they are, and the list they were chosen in."""

    @staticmethod
    def tasks(sent: QueryDict) -> list[tuple[str, str, str]]:
        """The tasks that are ticked: case, kind and key. What names no task is left out."""
        parts = [one.split(" ", 2) for one in sent.getlist("oppgave")]
        return [(part[0], part[1], part[2]) for part in parts if len(part) == PARTS]


class GiveSeveral(Several):
    """Gi valgte oppgaver til en i enheten."""

    staff = forms.TypedChoiceField(
        label=_("Gi oppgavene til"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvem som skal ha oppgavene")},
    )

    def colleagues(self, found: Sequence[Colleague]) -> None:
        """Who can be given them, with what they hold already."""
        self.fields["staff"].choices = [(one.id, _load(one)) for one in found]  # type: ignore[attr-defined]  # stubs know only Field


class HoldSeveral(Several):
    """Sett valgte oppgaver på vent."""

    until = Day(
        label=_("Vent til"),
        error_messages={"required": _("Velg datoen oppgavene skal vente til")},
    )
    reason = forms.CharField(
        label=_("Hvorfor venter oppgavene?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hvorfor oppgavene venter")},
    )


class Share(forms.Form):
    """Who is to have each of the cases; all in the team can be chosen."""

    also_away = forms.BooleanField(required=False, label=_("Gi likevel til den som er borte"))

    def lay_out(
        self,
        references: Sequence[str],
        team: Sequence[Colleague],
        proposed: dict[str, int],
        *,
        warn: bool,
    ) -> None:
        """A choice for each case, with what is proposed; `warn` when somebody chosen is away."""
        choices = [(one.id, _load(one)) for one in team]
        for reference in references:
            self.fields[f"til.{reference}"] = forms.TypedChoiceField(
                label=gettext("Gi sak %(reference)s til") % {"reference": reference},
                coerce=int,
                choices=choices,
                initial=proposed.get(reference),
                error_messages={"required": _("Velg hvem som skal ha saken")},
            )
        if not warn:
            self.fields["also_away"].widget = forms.HiddenInput()

    def receivers(self) -> dict[str, int]:
        """Who is to have each case, by its reference."""
        return {
            name.removeprefix("til."): value
            for name, value in self.cleaned_data.items()
            if name.startswith("til.")
        }


def _load(colleague: Colleague) -> str:
    words = gettext("%(name)s – %(n)s åpne saker") % {
        "name": colleague.name,
        "n": colleague.open_cases,
    }
    if colleague.away_until:
        words += " " + gettext("(borte til og med %(day)s)") % {
            "day": f"{colleague.away_until:%d.%m.}"
        }
    return words
