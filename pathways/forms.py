"""The shape of what is typed on a pathway."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.kinds import RETURN_REASONS
from pathways.policy import LONGEST_TEXT

if TYPE_CHECKING:
    from people.forms import Text

Choices = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def _text(
    label: "Text", missing: "Text", *, rows: int = 4, help_text: "Text" = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "limit": LONGEST_TEXT}),
        error_messages={"required": missing},
    )


class Versioned(forms.Form):
    """A form about a case as it stood when the page was made."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class Propose(Versioned):
    """Overfør: to whom, with a word on the way."""

    to = forms.ChoiceField(
        label=_("Til"), error_messages={"required": _("Velg hvem som skal ta imot")}
    )
    message = forms.CharField(
        label=_("Melding"),
        required=False,
        help_text=_("Det mottakeren må vite for å ta over."),
        widget=forms.Textarea(attrs={"rows": 4, "limit": LONGEST_TEXT}),
    )

    def __init__(self, *args: Any, receivers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Velg …")), *receivers]  # type: ignore[attr-defined]  # stubs know only Field


class Decline(Versioned):
    """Avslå overføringen."""

    reason = _text(
        _("Hvorfor kan dere ikke ta imot?"),
        _("Skriv hvorfor dere ikke kan ta imot."),
        help_text=_("Den som foreslo overføringen, får svaret som en oppgave."),
    )


class Ask(Versioned):
    """Still spørsmål."""

    question = _text(
        _("Spørsmål"),
        _("Skriv spørsmålet."),
        help_text=_("Den som innstilte, får spørsmålet som en oppgave. Saken stopper ikke."),
    )


class Answer(forms.Form):
    """Svar på spørsmålet."""

    answer = _text(_("Svar"), _("Skriv svaret."))


class Return(Versioned):
    """Send tilbake til kartlegger."""

    code = forms.ChoiceField(
        label=_("Hvorfor sendes innstillingen tilbake?"),
        choices=[(code, _(text)) for code, text in RETURN_REASONS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvorfor innstillingen sendes tilbake.")},
    )
    reason = _text(_("Hva må rettes?"), _("Skriv hva som må rettes i innstillingen."))


class Close(Versioned):
    """Avslutt forløpet."""

    reason = _text(
        _("Hvorfor avsluttes forløpet?"),
        _("Skriv hvorfor forløpet avsluttes."),
        help_text=_("Skriv kort hva evalueringen viste, og hvem som følger opp videre."),
    )


NOBODY = "ingen"


class BoardFilter(forms.Form):
    """What the board shows: in the URL, so that it can be shared."""

    enhet = forms.ChoiceField(label=_("Enhet"), required=False)
    ansvarlig = forms.ChoiceField(label=_("Ansvarlig"), required=False)

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[str, str]],
        coordinators: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        everyone = ("", _("Alle"))
        self.fields["enhet"].choices = [everyone, *units]  # type: ignore[attr-defined]  # stubs know only Field
        self.fields["ansvarlig"].choices = [  # type: ignore[attr-defined]  # stubs know only Field
            everyone,
            *coordinators,
            (NOBODY, _("Uten ansvarlig")),
        ]
