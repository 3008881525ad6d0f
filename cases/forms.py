"""The shape of what is typed about a case itself."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from cases.legal import GROUNDS
from cases.policy import COORDINATOR_LABELS, WHEN_LABELS, Coordinator, Policy, When
from cases.stages import TRACKS
from people.forms import Day, day

Choices = Sequence[tuple[str, Any]]
WHEN: Final = [(key.value, _(label)) for key, label in WHEN_LABELS.items()]


class Hold(forms.Form):
    """Sett på vent."""

    until = Day(
        label=_("Vent til"),
        error_messages={"required": _("Velg datoen saken skal vente til")},
    )
    reason = forms.CharField(
        label=_("Hvorfor venter saken?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hvorfor saken venter")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class Share(forms.Form):
    """Gi tilgang."""

    staff = forms.ChoiceField(
        label=_("Hvem skal ha tilgang?"),
        error_messages={"required": _("Velg hvem som skal ha tilgang")},
    )
    reason = forms.CharField(
        label=_("Hvorfor trengs tilgangen?"),
        help_text=_("Står i historikken."),
        max_length=300,
        error_messages={"required": _("Skriv hvorfor tilgangen trengs")},
    )

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", now_("Velg")), *colleagues]  # type: ignore[attr-defined]  # a choice field


class Disqualified(forms.Form):
    """Meld inhabilitet."""

    staff = forms.ChoiceField(
        label=_("Hvem er inhabil?"), error_messages={"required": _("Velg hvem som er inhabil")}
    )
    ground = forms.ChoiceField(label=_("Hvorfor?"), error_messages={"required": _("Velg hvorfor")})
    note = forms.CharField(
        label=_("Merknad"),
        required=False,
        max_length=300,
        help_text=_("Skrives for andre særegne forhold. Ikke mer enn det som trengs."),
    )

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", now_("Velg"))
        grounds = [(ground.value, now_(row.label)) for ground, row in GROUNDS.items()]
        self.fields["staff"].choices = [empty, *colleagues]  # type: ignore[attr-defined]  # a choice field
        self.fields["ground"].choices = [empty, *grounds]  # type: ignore[attr-defined]  # a choice field


class TakeBack(forms.Form):
    """Trekk tilbake inhabilitet."""

    staff = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Hvorfor trekkes det tilbake?"),
        help_text=_("Står i historikken."),
        max_length=300,
        error_messages={"required": _("Skriv hvorfor det trekkes tilbake")},
    )


class UnitGives(forms.Form):
    """That a unit gives a service from a day."""

    unit_id = forms.TypedChoiceField(label=_("Enhet"), coerce=int)
    service_key = forms.ChoiceField(label=_("Tjeneste"))
    valid_from = day(_("Fra"))

    def __init__(self, *args: Any, units: Choices, services: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [("", _("Velg")), *units]  # type: ignore[attr-defined]  # a choice field
        self.fields["service_key"].choices = [("", _("Velg")), *services]  # type: ignore[attr-defined]  # a choice field


class PolicyOf(forms.Form):
    """What is decided about the path, from a day."""

    track = forms.ChoiceField(
        label=_("Gjelder"), choices=[(k.value, _(v)) for k, v in TRACKS.items()]
    )
    service_key = forms.ChoiceField(label=_("Tjeneste"), required=False)
    renewal = forms.BooleanField(label=_("Bare uendret fornyelse"), required=False)
    simplified = forms.BooleanField(label=_("Forenklet løp"), required=False)
    coordinator = forms.ChoiceField(
        label=_("Forløpskoordinator"),
        choices=[(k.value, _(v)) for k, v in COORDINATOR_LABELS.items()],
    )
    two_persons = forms.ChoiceField(label=_("To personer"), choices=WHEN)
    two_units = forms.BooleanField(label=_("Og de sitter i to enheter"), required=False)
    approval = forms.ChoiceField(label=_("Godkjenner"), choices=WHEN)
    decided_by = forms.CharField(
        label=_("Vedtatt av, og når"),
        max_length=200,
        error_messages={"required": _("Skriv hvem som har vedtatt regelen, og når.")},
    )
    valid_from = day(_("Fra"))

    def __init__(self, *args: Any, services: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service_key"].choices = [("", _("Alle")), *services]  # type: ignore[attr-defined]  # a choice field

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        typed = dict(self.cleaned_data)
        policy = Policy(
            coordinator=Coordinator(typed.pop("coordinator")),
            two_persons=When(typed.pop("two_persons")),
            two_units=typed.pop("two_units"),
            approval=When(typed.pop("approval")),
            simplified=typed.pop("simplified"),
        )
        return {**typed, "policy": policy}
