"""Rules about the assessment (kartlegging): its steps, what is missing, what a score may be."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assessments.iplos import NEEDS_A_PERSON, NOT_RELEVANT, VALUES, Variable
from audit.words import filled, mark
from people.refusals import Objection

LONGEST: Final = 20_000  # characters in one field


@dataclass(frozen=True, slots=True)
class AssessmentStep:
    """One page of the form: its address, its name, and what is filled in there."""

    slug: str
    title: str
    fields: tuple[str, ...]  # of Content; none on the page with the scores


STEPS: Final[tuple[AssessmentStep, ...]] = (
    AssessmentStep(
        "deltakere",
        mark("Deltakere og samtykke"),
        ("visit_on", "participants", "consent", "consent_note", "capacity", "capacity_note"),
    ),
    AssessmentStep("viktig", mark("Hva er viktig for deg?"), ("what_matters", "no_answer_reason")),
    AssessmentStep("funksjon", mark("Funksjon"), ()),
    AssessmentStep("hjem", mark("Hjem og nettverk"), ("home_and_network",)),
    AssessmentStep("helse", mark("Helse og legemidler"), ("health_and_medication",)),
    AssessmentStep("risiko", mark("Risiko"), ("risk",)),
    AssessmentStep("oppsummering", mark("Oppsummering"), ("summary",)),
)


# Facts until somebody says otherwise: brought along when running services are looked at anew.
# Scores, consent, competence and own words are asked every time.
CARRIED: Final = ("home_and_network", "health_and_medication", "risk", "summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an assessment says, apart from the scores. Empty texts are not said yet."""

    visit_on: date | None = None
    participants: str = ""
    consent: str = ""  # YES, PARTLY, NO
    consent_note: str = ""
    capacity: str = ""  # YES, DOUBT, NO
    capacity_note: str = ""
    what_matters: str = ""
    no_answer_reason: str = ""
    home_and_network: str = ""
    health_and_medication: str = ""
    risk: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """How many of the scored variables say that another person must help. Local guidance only.

    Never an average, and never called the official measure (samlemål): its formula is not public.
    """

    helped: int  # score 3 or more
    scored: int  # without «Ikke relevant»


def step_of(field: str) -> str:
    """The page on which a field is filled in; the scores' page for a variable."""
    return next((step.slug for step in STEPS if field in step.fields), "funksjon")


def draft_form(n: int, slug: str) -> str:
    """The name under which what is typed on a page of version `n` is kept as a draft."""
    return f"kartlegging/{n}/{slug}"


def missing(
    content: Content,
    scored: Collection[str],
    *,
    expected: Sequence[Variable],
    whole: bool,
    on: date,
    few: Collection[str] | None = None,
) -> list[Objection]:
    """Everything that must be there before the assessment is completed on `on`.

    `whole` asks for every variable; where all cases take the simplified course (forenklet løp) one
    score is enough, and without any only the `few` that are first asked are named. Source: pbrl
    §§ 3-1 and 4-3 (the person's view and competence are noted); facts on supervision: one of four
    decisions was made without contact with the person.
    """
    unscored = [variable for variable in expected if variable.code not in scored]
    if not whole and len(unscored) < len(expected):
        unscored = []
    elif not whole and few is not None:
        unscored = [variable for variable in unscored if variable.code in few]
    return [
        *_participants(content, on),
        *_consent(content),
        *_own_words(content),
        *(
            Objection(
                filled("Velg en verdi for {variable}.", variable=variable.name),
                "score_missing",
                variable.code,
            )
            for variable in unscored
        ),
    ]


def _participants(content: Content, on: date) -> list[Objection]:
    found = []
    if content.visit_on is not None and content.visit_on > on:
        found.append(
            Objection(
                mark("Kartleggingen kan ikke fullføres før besøket har vært."),
                "visit_ahead",
                "visit_on",
            )
        )
    if not content.participants.strip():
        found.append(
            Objection(mark("Skriv hvem som deltok."), "participants_missing", "participants")
        )
    return found


def _consent(content: Content) -> list[Objection]:
    found = []
    if not content.consent:
        found.append(Objection(mark("Velg om personen samtykker."), "consent_missing", "consent"))
    elif content.consent != "YES" and not content.consent_note.strip():
        found.append(
            Objection(
                mark("Skriv hva personen ikke samtykker til."),
                "consent_note_missing",
                "consent_note",
            )
        )
    if not content.capacity:
        found.append(
            Objection(
                mark("Velg hva som er vurdert om beslutningskompetanse."),
                "capacity_missing",
                "capacity",
            )
        )
    elif content.capacity != "YES" and not content.capacity_note.strip():
        found.append(
            Objection(
                mark(
                    "Skriv hva som gjør at du er i tvil om beslutningskompetansen, eller at den"
                    " mangler."
                ),
                "capacity_note_missing",
                "capacity_note",
            )
        )
    return found


def _own_words(content: Content) -> list[Objection]:
    if content.what_matters.strip() or content.no_answer_reason.strip():
        return []
    return [
        Objection(
            mark(
                "Skriv hva som er viktig for personen, eller hvorfor svaret ikke kunne innhentes."
            ),
            "what_matters_missing",
            "what_matters",
        )
    ]


def answer_and_reason(what_matters: str, no_answer_reason: str) -> list[Objection]:
    """Why the person's answer and why there is none cannot both be said."""
    if not what_matters.strip() or not no_answer_reason.strip():
        return []
    return [
        Objection(
            mark("Personen har svart. Slett begrunnelsen, eller slett svaret."),
            "answer_and_reason",
            "no_answer_reason",
        )
    ]


def note_name(variable: str) -> str:
    """The field of a variable's note."""
    return f"{variable}_note"


def texts_refused(texts: Mapping[str, str]) -> list[Objection]:
    """Why texts cannot be stored as they are: too long, or with characters nobody can read."""
    found = []
    for field, text in texts.items():
        if len(text) > LONGEST:
            found.append(
                Objection(
                    filled(
                        "Teksten har {length} tegn. Kort den ned til {longest}.",
                        length=len(text),
                        longest=LONGEST,
                    ),
                    "text_too_long",
                    field,
                )
            )
        elif odd := sorted({f"U+{ord(c):04X}" for c in text if _unreadable(c)}):
            found.append(
                Objection(
                    filled(
                        "Teksten har tegn som ikke kan leses ({signs}). Fjern dem.",
                        signs=", ".join(odd[:5]),
                    ),
                    "unreadable_character",
                    field,
                )
            )
    return found


def _unreadable(character: str) -> bool:
    return character not in "\n\r\t" and unicodedata.category(character) in {"Cc", "Cs", "Co"}


def scores_refused(scores: Mapping[str, int | None], *, known: Collection[str]) -> list[Objection]:
    """Why scores cannot be stored: an unknown variable, or a value off the scale."""
    found = []
    for variable, value in scores.items():
        if variable not in known:
            found.append(
                Objection(
                    filled("Vi kjenner ikke variabelen «{variable}».", variable=variable[:60]),
                    "unknown_variable",
                    variable,
                )
            )
        elif value is not None and value not in VALUES:
            found.append(
                Objection(
                    mark("Velg 1, 2, 3, 4 eller 5, eller 9 når det ikke er relevant."),
                    "score_not_on_scale",
                    variable,
                )
            )
    return found


def need_of(scores: Mapping[str, int]) -> Need:
    """How much help of another person the scores speak of; 9 is left out."""
    relevant = [value for value in scores.values() if value != NOT_RELEVANT]
    return Need(sum(value >= NEEDS_A_PERSON for value in relevant), len(relevant))
