"""Every text of the interface stands in the glossary's words in bokmål, nynorsk and English."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, cast

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from django.conf import settings

from audit.words import filled, mark, said
from cases.service_types import SERVICE_TYPES
from tildeling.texts import REFUSALS

ROOT = Path(settings.BASE_DIR)
LANGUAGES = ("nn", "en")
# Django's own, with better words than Django has.
NOT_OURS = {"This field is required."}
# bokmål: nynorsk, English. The interface says these and nothing else for the same thing.
GLOSSARY = {
    "Mine oppgaver": ("Mine oppgåver", "My tasks"),
    "Ny søknad": ("Ny søknad", "New application"),
    "Melding": ("Melding", "Notification of concern/need"),
    "Henvendelse": ("Førespurnad", "Enquiry"),
    "Sak": ("Sak", "Case"),
    "Saksbehandler": ("Saksbehandlar", "Caseworker"),
    "Kartlegging": ("Kartlegging", "Assessment"),
    "Hva er viktig for deg?": ("Kva er viktig for deg?", "What matters to you?"),
    "Utprøving": ("Utprøving", "Trial of measure"),
    "Innstilling": ("Innstilling", "Recommendation"),
    "Oppsett": ("Oppsett", "Settings"),
    "Profil": ("Profil", "Profile"),
    "Vedtak": ("Vedtak", "Decision"),
    "Innvilget": ("Innvilga", "Granted"),
    "Delvis innvilget": ("Delvis innvilga", "Partly granted"),
    "Avslått": ("Avslått", "Refused"),
    "Godkjenning": ("Godkjenning", "Approval"),
    "Send tilbake til saksbehandler": ("Send tilbake til saksbehandlar", "Return to caseworker"),
    "Bestilling": ("Bestilling", "Order"),
    "Forløp": ("Forløp", "Pathway"),
    "Bekreft mottak": ("Stadfest mottak", "Acknowledge"),
    "Frister": ("Fristar", "Deadlines"),
    "Foreløpig svar": ("Førebels svar", "Preliminary reply"),
    "Revurdering": ("Revurdering", "Re-assessment"),
    "Klage": ("Klage", "Complaint"),
    "Historikk": ("Historikk", "History"),
    "Innsynslogg": ("Innsynslogg", "Access log"),
    "Ansvarlig nå": ("Ansvarleg no", "Currently responsible"),
    "På vent": ("På vent", "On hold"),
    "Pårørende": ("Pårørande", "Relative"),
    "Verge": ("Verje", "Guardian"),
    "Fullmektig": ("Fullmektig", "Agent"),
    "Plassoversikt": ("Plassoversyn", "Bed board"),
    "Venteliste": ("Venteliste", "Waiting list"),
    "Utkast": ("Utkast", "Draft"),
    "Lagre og fortsett senere": ("Lagre og hald fram seinare", "Save and continue later"),
    "Må fylles ut": ("Må fyllast ut", "Required"),
    "Valgfritt": ("Valfritt", "Optional"),
    "Fødselsnummer": ("Fødselsnummer", "National identity number"),
}
# The words the glossary has better ones for.
FORBIDDEN = re.compile(
    r"\b(oppgavebenk\w*|screening\w*|innstillinger|beslutning|beslutningen|attester\w*|beslutter\w*"
    r"|underkjenn\w*|anker?|anken|logg|loggen|eier|eieren|obligatorisk\w*|påkrevd\w*|data"
    r"|personnummer\w*)\b|\*",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"\bLogg (inn|ut)\b")  # an imperative, not the log
BOKMAAL = re.compile(
    r"\b(ikke|hva|hvem|hvor|hvordan|hvorfor|hvilken|hvilke|noe|noen|fra|uke|uken|uker|måned|oppgaver?"
    r"|saken|tjenester?|tjenesten|enhet|enheten|velg|være|gjøre|mottatt|ansvarlig|skrevet|nå)\b",
    re.IGNORECASE,
)
NORWEGIAN = re.compile(
    r"\b(ikke|og|skal|saken|vedtak|innstilling|frist|oppgave|velg|skriv|eller)\b"
)
LAW = re.compile(r"[\w -]+§.*")  # laws keep their names in English
# Names and keys, the same in every language.
SAME = {
    "Tildeling",
    "API",
    "Alt",
    "Ctrl",
    "Enter",
    "Esc",
    "LIX",
    "Bokmål",
    "Nynorsk",
    "Demo",
    "Excel",
    "CSV",
}

Id = str | tuple[str, ...]


@cache
def extracted() -> dict[Id, str]:
    """Every text marked for translation, as babel.cfg finds them, with a file it stands in."""
    with (ROOT / "babel.cfg").open() as config:
        methods, options = cast("Any", parse_mapping_cfg)(config)  # Babel says no type
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        directory_filter=lambda path: (
            Path(path).name not in {".venv", "node_modules", "var", ".git"}
        ),
    )
    return {text: name for name, _line, text, _comments, _context in found}


@cache
def catalogue(language: str) -> dict[Id, Id]:
    """What `language` says for each text."""
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        messages = cast("Any", read_po(file, locale=language))
        return {plain(m.id): plain(m.string) for m in messages if m.id}


def plain(text: str | list[str] | tuple[str, ...]) -> Id:
    """A text, or the forms of one that counts."""
    return text if isinstance(text, str) else tuple(text)


def each(text: Id) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def placeholders(text: str) -> set[str]:
    """%(name)s, %d and {name}; of two forms of a number, both together."""
    named = set(re.findall(r"%\(\w+\)[sd]|%%?[sd]", text))
    return named | {f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    translated = {text for text, said in catalogue(language).items() if all(each(said))}
    missing = {text: extracted()[text] for text in extracted().keys() - translated}
    assert missing == {}, "write them in locale/ (babel.cfg says how)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_of_a_text_that_is_gone(language: str) -> None:
    assert catalogue(language).keys() - extracted().keys() - NOT_OURS == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_text(language: str) -> None:
    for text, translation in catalogue(language).items():
        wanted = placeholders(" ".join(each(text)))
        for form in each(translation):
            assert placeholders(form) <= wanted, text
        assert placeholders(" ".join(each(translation))) == wanted, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_begins_and_ends_like_its_text(language: str) -> None:
    for text, translation in catalogue(language).items():
        for one, other in zip(each(text), each(translation), strict=True):
            assert (one[:1] == " ", one[-1:] == " ") == (other[:1] == " ", other[-1:] == " "), one
            assert one.endswith((".", "?", "…")) == other.endswith((".", "?", "…")), one


@pytest.mark.parametrize(("column", "language"), [(0, "nn"), (1, "en")])
def test_the_glossary_is_kept(column: int, language: str) -> None:
    shown = extracted().keys()
    wanted = {word: row[column] for word, row in GLOSSARY.items() if word in shown}
    assert {word: catalogue(language)[word] for word in wanted} == wanted
    assert len(wanted) > 30


def test_nynorsk_is_nynorsk_and_english_is_english() -> None:
    slips = {
        text: said
        for language, wrong in (("nn", BOKMAAL), ("en", NORWEGIAN))
        for text, forms in catalogue(language).items()
        for said in each(forms)
        if wrong.search(LAW.sub("", said))
    }
    assert slips == {}


def test_a_service_is_called_in_nynorsk_what_the_official_catalogue_calls_it() -> None:
    for service in SERVICE_TYPES:
        if service.name_nn:
            assert catalogue("nn")[service.name_nb] == service.name_nn


def test_words_the_glossary_has_better_ones_for_are_not_used() -> None:
    used = {
        text: name
        for text, name in extracted().items()
        for one in each(text)
        if FORBIDDEN.search(ALLOWED.sub("", one))
    }
    assert used == {}


def written(template: Path) -> Iterator[str]:
    """The texts of a template that stand in it as they are, outside every tag of Django's."""
    source = template.read_text()
    for pattern in (
        r"\{#.*?#\}",
        r"\{%\s*comment.*?endcomment\s*%\}",
        r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
    ):
        source = re.sub(pattern, "\0", source, flags=re.DOTALL)
    attributes = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', source)
    for text in [*attributes, *re.split(r"<[^>]*>", source)]:
        for part in text.split("\0"):
            plain = re.sub(r'&\w+;|[\w-]+="[^"]*"', " ", part)
            yield from re.findall(r"[A-Za-zÆØÅæøå]{3,}", plain)


# The gallery is ours alone, and the API's own page is for developers, as its document is.
IN_ENGLISH = {"gallery.html", "swagger_ui.html"}


def test_templates_have_no_words_that_cannot_be_translated() -> None:
    left = {
        str(template.relative_to(ROOT)): words
        for app in (*settings.HOUSE, "tildeling")
        for template in (ROOT / app).glob("templates/**/*.html")
        if template.name not in IN_ENGLISH and (words := set(written(template)) - SAME)
    }
    assert left == {}


def test_a_refusal_says_a_sentence_that_can_be_translated() -> None:
    """Not an f-string: `filled` keeps the sentence and its values apart."""
    built = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for app in (*settings.HOUSE, "tildeling")
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in REFUSALS
        and node.args
        and isinstance(node.args[0], ast.JoinedStr)
    ]
    assert built == []


def test_a_filled_sentence_is_said_in_another_language_with_its_parts() -> None:
    nynorsk = {
        "Fristen er {length}.": "Fristen er {length}, ja.",
        "{n} uker": "{n} veker",
        "Velg {what}.": "Vel {what}.",
        "Hjelp hjemme": "Hjelp heime",
    }

    def say(text: str) -> str:
        return nynorsk.get(text, text)

    deadline = filled("Fristen er {length}.", length=filled(mark("{n} uker"), n=4))
    assert deadline == "Fristen er 4 uker."
    assert said(deadline, say) == "Fristen er 4 veker, ja."
    assert said(filled("Velg {what}.", what="hjelp hjemme"), say) == "Vel hjelp heime."
    assert said("", say) == ""
