"""Sample data for the gallery of components: invented people, every include once."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone

from tildeling.keys import SHORTCUTS

YES_NO = [("ja", "Ja"), ("nei", "Nei")]
SERVICES = [
    ("15", "Helsetjenester i hjemmet"),
    ("1", "Praktisk bistand – daglige gjøremål"),
    ("3", "Brukerstyrt personlig assistanse (BPA)"),
    ("6", "Trygghetsalarm"),
    ("18", "Tidsbegrenset opphold – utredning/behandling"),
    ("21", "Langtidsopphold i institusjon"),
]
SCORES = [
    ("1", "Ingen problemer"),
    ("2", "Ikke behov for bistand"),
    ("3", "Middels behov"),
    ("4", "Store behov"),
    ("5", "Fullt behov"),
    ("9", "Ikke relevant"),
]


class Sample(forms.Form):
    """One field of each kind."""

    number = forms.CharField(
        label="Fødselsnummer",
        help_text="11 siffer. Oppslaget starter av seg selv.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 14, "data-digits": 11}),
        error_messages={"required": "Fødselsnummer må ha 11 siffer"},
    )
    contact = forms.ChoiceField(
        label="Hvem tar kontakt?",
        choices=[("self", "Personen selv"), ("kin", "Pårørende"), ("gp", "Fastlege")],
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"required": "Velg hvem som tar kontakt"},
    )
    services = forms.MultipleChoiceField(
        label="Hva gjelder det?",
        choices=SERVICES,
        help_text="Skriv noen bokstaver. Du kan velge flere.",
        widget=forms.SelectMultiple(attrs={"suggest": True}),
    )
    words = forms.CharField(
        label="Med personens egne ord",
        required=False,
        help_text="Hva ønsker personen hjelp til, og hva er viktig?",
        widget=forms.Textarea(attrs={"rows": 3, "limit": 2000}),
    )
    received_on = forms.DateField(label="Mottatt dato")
    channel = forms.ChoiceField(
        label="Kanal", choices=[("phone", "Telefon"), ("paper", "Brev"), ("visit", "Oppmøte")]
    )
    hours = forms.CharField(
        label="Omfang",
        widget=forms.TextInput(attrs={"affix": "timer/uke", "size": 6, "inputmode": "decimal"}),
    )
    told = forms.MultipleChoiceField(
        label="Hvem er orientert?",
        choices=[("self", "Personen"), ("kin", "Pårørende")],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"outline": True}),
    )
    urgent = forms.BooleanField(
        label="Haster", required=False, widget=forms.CheckboxInput(attrs={"role": "switch"})
    )


class Scores(forms.Form):
    """Two variables, one with a previous score."""

    eating = forms.ChoiceField(
        label="Spise",
        choices=SCORES,
        required=False,
        widget=forms.RadioSelect(
            attrs={
                "score": True,
                "previous": "3",
                "previous_text": "Forrige: 3 – Middels behov (12.05.2026)",
            }
        ),
    )
    eating_note = forms.CharField(
        label="Merknad", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    dressing = forms.ChoiceField(
        label="På- og avkledning",
        choices=SCORES,
        required=False,
        widget=forms.RadioSelect(attrs={"score": True}),
    )


class Filter(forms.Form):
    """A filter over a list."""

    due = forms.ChoiceField(
        label="Frist", choices=[("", "Alle"), ("7d", "Innen 7 dager")], required=False
    )
    zone = forms.ChoiceField(
        label="Sone", choices=[("", "Alle"), ("vest", "Vest"), ("nord", "Nord")], required=False
    )


def samples(now: dt.datetime) -> dict[str, Any]:
    """Everything the gallery shows."""
    today = timezone.localdate(now)
    day = dt.timedelta(days=1)
    item = {"label": "Mine oppgaver", "url": "/oppgaver/", "count": 12, "current": True}
    return {
        "frame": SimpleNamespace(
            now=now,
            today=today,
            demo=True,
            language="nb",
            hotkeys=True,
            single_keys=True,
            list_keys=True,
            shortcuts=SHORTCUTS,
            user_name="K. Lie",
            user_lines=["Saksbehandler"],
            menu=[
                {**item, "keys": "Alt+M"},
                {"label": "Innboks", "url": "#", "count": 3},
                {"label": "Saker", "url": "#"},
                {"label": "Forløp", "url": "#"},
                {"label": "Frister", "url": "#"},
            ],
            more=[{"label": "Plassoversikt", "url": "#"}],
            search_url="/sok/",
            new_url="/soknader/ny/",
            notices_url="/varsler/",
            notices=2,
            writing_now=lambda *_form, **_about: "",
            session_seconds=1800,
            day_seconds=36000,
            session_ends=now + dt.timedelta(minutes=30),
        ),
        "person": {
            "list_name": "NORDMANN, Ola",
            "born_on": dt.date(1942, 3, 14),
            "age": 84,
            "sex": "Mann",
            "number": "14834212345",
            "tags": ["Verge", "Tolk: tamil", "Fortrolig adresse"],
            "details": ["Sone Vest", "Kari Nordmann (datter) 911 11 111"],
        },
        "menu_items": [
            {"label": "Oversikt", "url": "#", "keys": "Alt+O", "current": True},
            {"label": "Kartlegging", "url": "#", "keys": "Alt+K"},
            {"label": "Innstilling", "url": "#", "keys": "Alt+I"},
            {"label": "Vedtak", "url": "#", "keys": "Alt+V"},
            {"label": "Forløp", "url": "#", "keys": "Alt+L"},
            {"label": "Historikk", "url": "#", "keys": "Alt+H"},
        ],
        "statuses": [
            "Mottatt",
            "Under kartlegging",
            "Utprøving",
            "Til vedtak",
            "Vedtak fattet",
            "På vent",
            "Avsluttet",
            "Ikke startet",
            "Pågår",
            "Fullført",
            "Avslått",
            "Ikke levert",
            "Klargjøres",
        ],
        "days": [today, today + day, today + 12 * day, today - day, today - 2 * day, None],
        "bad": Sample({"services": ["15"], "received_on": "31.02.2026", "hours": "3,5"}),
        "good": Sample(
            initial={"services": ["15", "6"], "received_on": today, "contact": "self"},
            prefix="g",
        ),
        "scores": Scores({"dressing": "2"}),
        "filter": Filter({"zone": "vest"}),
        "tabs": [
            {"label": "Mine", "url": "?vis=mine", "count": 12, "current": True},
            {"label": "Enhetens ufordelte", "url": "?vis=ufordelte", "count": 7},
            {"label": "På vent", "url": "?vis=vent", "count": 4},
        ],
        "stages": [
            {"label": "Mottatt", "state": "done"},
            {"label": "Kartlegging", "state": "now"},
            {"label": "Forløpskoordinator", "state": "passed"},
            {"label": "Vedtak", "state": "next"},
            {"label": "Tjeneste", "state": "next"},
        ],
        "tasks": [
            {
                "title": "Hjemmebesøk",
                "url": "#",
                "button": "Start kartlegging",
                "primary": True,
                "status": "Ikke startet",
                "responsible": "Liv Berg",
                "due_on": today + 4 * day,
            },
            {
                "title": "Innstilling",
                "status": "Kan ikke startes ennå",
                "waits_for": "Venter på kartlegging",
            },
            {"title": "Søknad", "url": "#", "status": "Fullført", "responsible": "Kari Lie"},
        ],
        "events": [
            {"at": now, "sentence": "Vedtak godkjent", "by": "Eva Lind, Forvaltningen"},
            {
                "at": now - dt.timedelta(hours=2),
                "sentence": "Brev sendt – kopi til verge",
                "by": "Systemet",
                "url": "#",
                "link": "Åpne brevet slik det ble sendt",
            },
            {"at": now - 2 * day, "sentence": "Søknad registrert", "by": "Kari Lie"},
        ],
        "rows": [
            {"label": "Ansvarlig nå", "value": "Liv Berg, HUB Nord"},
            {"label": "Foreløpig svar senest", "value": "18.12.2026"},
            {"label": "Neste", "value": "Åpne saken", "url": "#"},
        ],
        "conflict": [
            {
                "label": "Faglig vurdering",
                "theirs": "Klarer morgenstell med tilrettelegging.",
                "mine": "Klarer morgenstell med tilrettelegging og to besøk i uken.",
            }
        ],
        "columns": [
            {
                "label": "Innlagt",
                "count": 1,
                "cards": [
                    {
                        "title": "K., Arne (79)",
                        "url": "#",
                        "lines": ["dag 3", "Neste: møte"],
                        "responsible": "Liv Berg",
                        "moves": [{"label": "Korttid", "url": "#"}],
                    }
                ],
            },
            {
                "label": "Utskrivningsklar",
                "count": 1,
                "cards": [
                    {
                        "title": "N., Ola (84)",
                        "url": "#",
                        "lines": ["døgn 1"],
                        "due_on": today,
                        "tone": "danger",
                        "responsible": "",
                    }
                ],
            },
            {"label": "Korttid", "count": 0, "cards": []},
            {
                "label": "Hjem",
                "count": 1,
                "cards": [
                    {
                        "title": "L., Per (77)",
                        "url": "#",
                        "lines": ["uke 2 av 4"],
                        "status": "Pågår",
                        "responsible": "Siri Aas",
                    }
                ],
            },
        ],
    }
