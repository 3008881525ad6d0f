"""What letters say: approved copies, order, plain words, and every language complete."""

import os
import re
from dataclasses import fields, replace
from html import unescape
from pathlib import Path
from string import Formatter

import pytest
from django.template.loader import render_to_string

from notifications.letters import (
    LETTERS,
    RECIPIENTS,
    STATES,
    STOPPED_BECAUSE,
    Language,
    LetterKind,
    LetterState,
    RecipientKind,
    StopReason,
)
from notifications.rules import (
    Claimed,
    EndReason,
    Fee,
    FeeUnit,
    Outcome,
    SignerRole,
    Subject,
    as_text,
    build_decision,
    fee_sentence,
    fingerprint,
    headline,
)
from notifications.rules.content import Addressee
from notifications.rules.language import in_sentence, kroner, spelled_out
from notifications.words import PHRASES, Phrases
from privacy.kinds import FIELDS
from tests.notifications import samples

APPROVED = Path(__file__).parent.parent / "approved" / "letters"
HARDEST = 40  # LIX: plain prose


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", samples.SAMPLES)
def test_a_letter_says_what_people_have_approved(name: str, language: Language) -> None:
    said = as_text(samples.SAMPLES[name](language))

    copy = APPROVED / f"{name}.{language}.txt"
    if os.environ.get("APPROVE"):
        copy.write_text(said, encoding="utf-8")
    assert copy.exists(), f"look at the letter and run `make approve`: {copy.name}"
    assert said == copy.read_text(encoding="utf-8")


def test_what_the_person_has_already_is_not_said_to_begin() -> None:
    nb = Language.BOKMAL
    sick, help_, alarm = (
        samples.line(key, Outcome.GRANTED, nb, extent="2") for key in ("home", "help", "alarm")
    )
    now, then = sick.provider, "Hjemmetjenesten Sør"
    lines = (
        replace(sick, given_by=now, before=sick.extent),
        replace(help_, given_by=then, before=help_.extent),
        replace(alarm, given_by=now, before="4 timer i uken"),
    )

    said = as_text(build_decision(samples.decision_facts(nb, lines, applied=None)))

    assert f"{now} fortsetter å gi deg helsetjenester i hjemmet." in said
    assert f"{now} tar kontakt med deg før de overtar praktisk bistand" in said
    assert f"{now} gir deg fortsatt trygghetsalarm, og tar kontakt med deg om det som" in said
    assert "før tjenesten starter" not in said


def test_words_of_the_persons_and_a_view_that_could_not_be_had_are_both_said() -> None:
    nb = Language.BOKMAL
    lines = (samples.line("home", Outcome.GRANTED, nb, extent="2"),)
    facts = samples.decision_facts(nb, lines, applied=None)

    said = as_text(build_decision(replace(facts, no_own_view_because="Du ble syk.")))

    assert "> Jeg vil bo hjemme" in said
    assert "Vi har ikke fått vite hva du mener om forslaget. Grunnen er: Du ble syk." in said
    assert "hva du selv mener" not in said


def test_every_letter_has_an_approved_copy_in_each_language_and_no_copy_is_left_over() -> None:
    copies = {path.name for path in APPROVED.glob("*.txt")}

    assert copies == {f"{name}.{language}.txt" for name in samples.SAMPLES for language in Language}
    assert {name.split("-")[0] for name in samples.SAMPLES} == {k.lower() for k in LetterKind}


def test_every_row_of_the_tables_has_its_words() -> None:
    assert set(LETTERS) == set(LetterKind)
    assert set(RECIPIENTS) == set(RecipientKind)
    assert set(STATES) == set(LetterState)
    assert set(STOPPED_BECAUSE) == set(StopReason)


@pytest.mark.parametrize("language", Language)
def test_a_language_has_words_for_every_code(language: Language) -> None:
    words = PHRASES[language]

    assert set(words.why_you) == set(RecipientKind) - {RecipientKind.PERSON}
    assert set(words.subjects) == set(words.receipt_titles) == set(Subject)
    assert set(words.preliminary_titles) == set(words.receipt_leads) == set(Subject)
    assert set(words.ended_titles) == set(words.ended_leads) == set(EndReason)
    assert set(words.claim_leads) == set(words.claim_means) == set(Claimed)
    assert set(words.claim_titles) == {f"{c}_{o}" for c in Claimed for o in ("GRANTED", "REFUSED")}
    assert set(words.claim_fields) == set(FIELDS)
    assert set(words.fee_units) == set(FeeUnit)
    assert set(words.signer_roles) == set(SignerRole)
    assert len(words.months) == 12


@pytest.mark.parametrize("field", [field.name for field in fields(Phrases)])
def test_all_languages_fill_the_same_blanks(field: str) -> None:
    blanks = {
        language: [_blanks(text) for text in _texts(getattr(PHRASES[language], field))]
        for language in Language
    }

    assert blanks[Language.NYNORSK] == blanks[Language.BOKMAL] == blanks[Language.ENGLISH]


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key in sorted(value) for text in _texts(value[key])]
    assert isinstance(value, tuple)
    return list(value)


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_answer_comes_first_and_the_rules_come_last() -> None:
    letter = samples.mixed(Language.BOKMAL)

    assert letter.title == (
        "Du får helsetjenester i hjemmet og praktisk bistand (daglige gjøremål), "
        "men ikke kommunal bolig"
    )
    assert [section.heading for section in letter.sections] == [
        "Dette får du",
        "Dette får du ikke",
        "Hva skjer nå?",
        "Hvorfor vi har kommet fram til dette",
        "Dette bygger vi på",
        "Mål og evaluering",
        "Hva det koster, og vilkår",
        "Slik kan du klage",
        "Flere rettigheter",
        "Har du spørsmål?",
        "Regler vi har brukt",
    ]


def test_a_decision_letter_holds_what_the_law_asks_for() -> None:
    said = as_text(samples.granted(Language.BOKMAL))

    for must in (
        "2026-00123",
        "Vi fikk søknaden din 3. november 2026. Du søkte om helsetjenester i hjemmet.",
        "Helsetjenester i hjemmet | 3,5 timer i uken | 01.12.2026 | 28.02.2027",
        "helse- og omsorgstjenesteloven § 3-2 nr. 6 bokstav a",
        "> Jeg vil bo hjemme så lenge jeg kan.",
        "Du betaler 0 kroner.",
        "Fristen er 4 uker fra du fikk dette brevet (pasient- og brukerrettighetsloven § 7-5)",
        "Statsforvalteren i Østfold, Buskerud, Oslo og Akershus",
        "Ring oss hvis du vil ha hjelp",
        "(forvaltningsloven §§ 18–19)",
        "(forvaltningsloven § 42)",
        "(forvaltningsloven § 36)",
        "Senest 1. februar 2027",
        "Nina Moe, Saksbehandler",
        "Per Dal, Godkjenner",
    ):
        assert must in said


def test_a_letter_with_two_routes_of_complaint_states_both() -> None:
    said = as_text(samples.mixed(Language.BOKMAL))

    assert "### Gjelder helsetjenester i hjemmet og praktisk bistand (daglige gjøremål)" in said
    assert "### Gjelder kommunal bolig" in said
    assert "Du kan klage til klagenemnda i Drammen kommune. Fristen er 3 uker" in said


def test_a_missing_view_of_the_person_is_said_with_its_reason() -> None:
    said = as_text(samples.refused(Language.BOKMAL))

    assert (
        "Vi har ikke fått vite hva du selv mener. Grunnen er: Du ønsket ikke å uttale deg." in said
    )


def test_somebody_else_than_the_person_is_told_why_they_get_the_letter() -> None:
    letter = samples.mixed(Language.BOKMAL)

    assert letter.recipient.name == "Ola Vik"
    assert letter.notice.startswith("Du får dette brevet fordi du er verge for Ola Nordmann.")


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (["GRANTED", "GRANTED"], "Du får helsetjenester i hjemmet og trygghetsalarm"),
        (["PARTLY"], "Du får en del av helsetjenester i hjemmet du har søkt om"),
        (["REFUSED"], "Du får ikke helsetjenester i hjemmet"),
        (["REFUSED", "DISMISSED"], "Du får ikke helsetjenester i hjemmet og trygghetsalarm"),
        (["DISMISSED"], "Vi kan ikke behandle søknaden din om helsetjenester i hjemmet"),
        (["GRANTED", "REFUSED"], "Du får helsetjenester i hjemmet, men ikke trygghetsalarm"),
        (["GRANTED"] * 3, "Du får 3 tjenester fra kommunen"),
        (["GRANTED", "GRANTED", "PARTLY"], "Du får noe av det du har søkt om"),
        (["REFUSED"] * 3, "Du får ikke tjenestene du har søkt om"),
    ],
)
def test_the_headline_is_the_main_message(outcomes: list[str], said: str) -> None:
    services = ["home", "alarm", "companion"]
    lines = tuple(
        samples.line(service, Outcome(outcome), Language.BOKMAL)
        for service, outcome in zip(services, outcomes, strict=False)
    )

    assert headline(lines, Language.BOKMAL) == said


@pytest.mark.parametrize(
    ("fee", "said"),
    [
        (Fee(0), "Tjenesten er gratis. Du betaler 0 kroner."),
        (Fee(20500, FeeUnit.DAY), "Du betaler 205 kroner per døgn."),
        (Fee(24550, FeeUnit.MONTH), "Du betaler 245,50 kroner i måneden."),
        (Fee(share_of_income=True), "Du betaler en del av inntekten din."),
    ],
)
def test_the_fee_is_said_plainly(fee: Fee, said: str) -> None:
    assert fee_sentence(fee, Language.BOKMAL).startswith(said)


@pytest.mark.parametrize(("ore", "said"), [(0, "0"), (123456789, "1 234 567,89"), (5, "0,05")])
def test_kroner_are_written_as_people_write_them(ore: int, said: str) -> None:
    assert kroner(ore) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Trygghetsalarm", "trygghetsalarm"),
        ("BPA", "BPA"),
        ("Avlastning – i institusjon", "avlastning (i institusjon)"),
        (
            "Praktisk bistand – brukerstyrt personlig assistanse (BPA)",
            "praktisk bistand, brukerstyrt personlig assistanse (BPA)",
        ),
    ],
)
def test_a_service_is_named_inside_a_sentence(name: str, said: str) -> None:
    assert in_sentence(name) == said


def test_law_is_spelled_out() -> None:
    assert spelled_out("hol § 3-2 nr. 6 a", Language.BOKMAL) == (
        "helse- og omsorgstjenesteloven § 3-2 nr. 6 bokstav a"
    )
    assert spelled_out("pbrl § 2-1 d", Language.NYNORSK) == "pasient- og brukarrettslova § 2-1 d"
    assert spelled_out("veglova § 1", Language.BOKMAL) == "veglova § 1"


def test_another_envelope_leaves_the_words_the_same() -> None:
    letter = samples.granted(Language.BOKMAL)
    moved = letter.addressed_to(Addressee("Ola Nordmann", ("Ny vei 1", "3016 Drammen")))
    other = replace(letter, title="Du får ikke helsetjenester i hjemmet")

    assert fingerprint(moved.as_json()) == fingerprint(letter.as_json())
    assert fingerprint(other.as_json()) != fingerprint(letter.as_json())


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_bokmal_letters_are_easy_to_read(name: str) -> None:
    letter = samples.SAMPLES[name](Language.BOKMAL)

    assert _lix(letter) <= HARDEST


def _lix(letter: object) -> float:
    """Words a sentence, plus long words (over six letters) in a hundred; law and names apart."""
    said = as_text(letter)  # type: ignore[arg-type]  # any sample
    body = said[said.index("# ") : said.rindex("## ")]
    body = re.sub(r"\([^)]*\)|\|", " ", body)
    sentences = [part for part in re.split(r"[.!?:]\s|\n", body) if re.search(r"\w", part)]
    words = re.findall(r"[^\W\d_]+", body)
    long = [word for word in words if len(word) > 6]
    return len(words) / len(sentences) + 100 * len(long) / len(words)


def test_a_decision_without_an_application_says_it_was_a_reassessment() -> None:
    letter = build_decision(samples.decision_facts(Language.BOKMAL, applied=None))

    assert letter.lead == ("Vi har vurdert tjenestene dine på nytt.",)


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_the_page_shows_the_same_words_as_the_letter(name: str) -> None:
    letter = samples.SAMPLES[name](Language.BOKMAL)

    page = unescape(render_to_string("notifications/content.html", {"letter": letter}))

    said = as_text(letter)
    for line in said[said.index("# ") : said.index(letter.note)].splitlines():
        for words in re.sub(r"^(#+|-|>) ", "", line).split(" | "):
            assert words in page
