"""The shape of what is typed on a pathway."""

from collections.abc import Sequence
from typing import Any

from django import forms

from audit.words import mark
from pathways.policy import LONGEST_TEXT, RETURN_REASONS

Choices = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def _text(label: str, missing: str, *, rows: int = 4, help_text: str = "") -> forms.CharField:
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
        label=mark("Til"), error_messages={"required": mark("Velg hvem som skal ta imot")}
    )
    message = forms.CharField(
        label=mark("Melding"),
        required=False,
        help_text=mark("Det mottakeren må vite for å ta over."),
        widget=forms.Textarea(attrs={"rows": 4, "limit": LONGEST_TEXT}),
    )

    def __init__(self, *args: Any, receivers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", mark("Velg …")), *receivers]  # type: ignore[attr-defined]  # stubs know only Field


class Decline(Versioned):
    """Avslå overføringen."""

    reason = _text(
        mark("Hvorfor kan dere ikke ta imot?"),
        mark("Skriv hvorfor dere ikke kan ta imot."),
        help_text=mark("Den som foreslo overføringen, får svaret som en oppgave."),
    )


class Ask(Versioned):
    """Still spørsmål."""

    question = _text(
        mark("Spørsmål"),
        mark("Skriv spørsmålet."),
        help_text=mark("Den som innstilte, får spørsmålet som en oppgave. Saken stopper ikke."),
    )


class Answer(forms.Form):
    """Svar på spørsmålet."""

    answer = _text(mark("Svar"), mark("Skriv svaret."))


class Return(Versioned):
    """Send tilbake til kartlegger."""

    code = forms.ChoiceField(
        label=mark("Hvorfor sendes innstillingen tilbake?"),
        choices=list(RETURN_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": mark("Velg hvorfor innstillingen sendes tilbake.")},
    )
    reason = _text(mark("Hva må rettes?"), mark("Skriv hva som må rettes i innstillingen."))


class Close(Versioned):
    """Avslutt forløpet."""

    reason = _text(
        mark("Hvorfor avsluttes forløpet?"),
        mark("Skriv hvorfor forløpet avsluttes."),
        help_text=mark("Skriv kort hva evalueringen viste, og hvem som følger opp videre."),
    )


NOBODY = "ingen"


class BoardFilter(forms.Form):
    """What the board shows: in the URL, so that it can be shared."""

    enhet = forms.ChoiceField(label=mark("Enhet"), required=False)
    ansvarlig = forms.ChoiceField(label=mark("Ansvarlig"), required=False)

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[str, str]],
        coordinators: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        everyone = ("", mark("Alle"))
        self.fields["enhet"].choices = [everyone, *units]  # type: ignore[attr-defined]  # stubs know only Field
        self.fields["ansvarlig"].choices = [  # type: ignore[attr-defined]  # stubs know only Field
            everyone,
            *coordinators,
            (NOBODY, mark("Uten ansvarlig")),
        ]
