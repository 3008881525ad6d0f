"""The shape of a reason for looking, and of its control."""

from django import forms
from django.utils.translation import gettext_lazy as _

from oversight.kinds import CATEGORIES, JUDGEMENTS, OUTCOMES, TOLD, Category


class Reason(forms.Form):
    """Why one must look."""

    category = forms.ChoiceField(
        label=_("Hvorfor må du se dette?"),
        choices=[(kind.value, _(label)) for kind, label in CATEGORIES.items()],
        help_text=_("Personen kan lese hva du velger her i innsynsloggen."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvorfor du må se dette.")},
    )
    reason = forms.CharField(
        label=_("Begrunnelse"),
        widget=forms.TextInput(attrs={"limit": 255, "autocomplete": "off"}),
        error_messages={"required": _("Skriv begrunnelsen på én linje, fra 10 til 255 tegn.")},
    )

    def in_emergency_only(self) -> None:
        """Offer the one reason that opens what is blocked."""
        only = Category.EMERGENCY
        choices = [(only.value, _(CATEGORIES[only]))]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]  # a choice field


class Control(forms.Form):
    """What the control found."""

    outcome = forms.ChoiceField(
        label=_("Hva viste kontrollen?"),
        choices=[(kind.value, _(label)) for kind, label in OUTCOMES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva kontrollen viste.")},
    )
    note = forms.CharField(
        label=_("Hva du fant"),
        required=False,
        help_text=_("Ved avvik: skriv hva som er galt. Er alt i orden, kan feltet stå tomt."),
        widget=forms.Textarea(attrs={"rows": 3, "tag": "none"}),
    )


class FollowUp(forms.Form):
    """What was done about something found wrong."""

    told = forms.ChoiceField(
        label=_("Har den det gjelder, fått vite det?"),
        choices=[(kind.value, _(label)) for kind, label in TOLD.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg om den det gjelder, har fått vite det.")},
    )
    note = forms.CharField(
        label=_("Hva som er gjort, og hvorfor"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hva som er gjort, og hvorfor.")},
    )


class Judged(forms.Form):
    """What the leader found out about unusual looks."""

    outcome = forms.ChoiceField(
        label=_("Hva fant du ut?"),
        choices=[(kind.value, _(label)) for kind, label in JUDGEMENTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva du fant ut.")},
    )
    note = forms.CharField(
        label=_("Hva den ansatte sier, og hva du fant"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hva den ansatte sier, og hva du fant.")},
    )
