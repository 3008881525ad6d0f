"""What is asked of whoever proposes that a restored copy is taken into use."""

from django import forms
from django.utils.translation import gettext_lazy as _

from watch.kinds import Waiting


class Release(forms.Form):
    """What becomes of the letters and the e-mails that wait."""

    letters = forms.ChoiceField(
        label=_("Brevene som venter"),
        choices=[
            (Waiting.SEND, _("Send dem. Digital post blir spurt om brevet er levert fra før")),
            (Waiting.STOP, _("Stans dem. Hvert brev blir en oppgave der saken er")),
        ],
        initial=Waiting.SEND,
        widget=forms.RadioSelect,
    )
    reminders = forms.ChoiceField(
        label=_("Påminnelser om uåpnede brev"),
        choices=[
            (Waiting.SEND, _("Send dem")),
            (Waiting.STOP, _("Ikke send dem")),
        ],
        initial=Waiting.SEND,
        widget=forms.RadioSelect,
    )
