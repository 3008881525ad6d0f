"""The letter of a decision holds what the law asks, whoever it is for and however it turned out.

Check list: party and reference, what was asked for and when, outcome with service, extent and
period, rules, facts with the person's own view, considerations, conditions and price, evaluation,
the right to complain with body, time and help, access, §§ 42 and 36, who decided and when.
"""

import datetime as dt
from io import BytesIO

import pikepdf
import pytest

from cases.models import Case
from decisions import actions
from decisions.adapters import preview, sides
from decisions.queries import letter_preview
from notifications.models import Letter, LetterFile
from notifications.rules import as_text
from people.models import Relative
from people.refusals import Refused
from tests import given
from tests.decisions.acts import a_price, approve_and_issue, save, save_line, submit, the, the_line

pytestmark = pytest.mark.django_db
DAY = given.NOW.date()


def text_of(case: Case, to: int = 0) -> str:
    """The letter as it would be sent, in reading order."""
    return as_text(letter_preview(case.pk, 1, on=DAY)[to].content).replace(
        "\N{NO-BREAK SPACE}", " "
    )


EVERY_LETTER = (
    "Ola Nordmann",
    "Sak: 2026-00001",
    "Vi fikk søknaden din 4. mars 2026. Du søkte om",
    "Ola trenger hjelp til morgenstell og legemidler hver dag.",
    "> Ola er enig i forslaget.",
    "Trenger hjelp til morgenstell og legemidler.",
    "Hverdagsrehabilitering er prøvd",  # alternatives considered
    "§ 3-2 første ledd nr. 6 bokstav a",
    "Fristen er 4 uker fra du fikk dette brevet",
    "Statsforvalteren",
    "Send klagen til oss",
    "Ring oss hvis du vil ha hjelp",
    "få se dokumentene i saken (forvaltningsloven §§ 18–19)",
    "(forvaltningsloven § 42)",
    "(forvaltningsloven § 36)",
    "fri rettshjelp",
    "Dato: 4. mars 2026",
    "Nina Moe, Vedtaksansvarlig",
)


def test_a_grant_holds_everything_the_law_asks(town: given.Town, drafted: Case) -> None:
    save(drafted, town.officer, conditions="Vi må kunne låse oss inn.\n\nHunden er innelåst.")
    save_line(drafted, town.officer, to_on=dt.date(2026, 6, 1), helpers=2)

    text = text_of(drafted)

    for words in (
        *EVERY_LETTER,
        "# Du får helsetjenester i hjemmet",
        "3,5 timer/uke, 2 hjelpere | 11.03.2026 | 31.05.2026",  # the last day, not the day after
        "Hjemmetjenesten Nord tar kontakt",
        "Tjenesten koster deg 0 kroner",
        "Vilkår: Vi må kunne låse oss inn.",
        "Vilkår: Hunden er innelåst.",
        "Målet er: Klare morgenstellet selv innen våren.",
        "Senest 2. juni 2026 ser vi sammen med deg",
    ):
        assert words in text, words


def test_a_part_grant_says_what_was_asked_and_why_it_is_less(
    town: given.Town, drafted: Case
) -> None:
    save_line(
        drafted,
        town.officer,
        outcome="PARTLY",
        applied="6 timer i uken",
        reason="Du klarer morgenstellet selv.",
    )

    text = text_of(drafted)

    for words in (
        *EVERY_LETTER,
        "Du får en del av helsetjenester i hjemmet",
        "Du søkte om 6 timer i uken",
        "Du får mindre enn du søkte om.",
        "Du klarer morgenstellet selv.",
    ):
        assert words in text, words


def test_a_refusal_says_so_in_its_headline_and_promises_no_service(
    town: given.Town, drafted: Case
) -> None:
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")

    text = text_of(drafted)

    for words in (*EVERY_LETTER, "# Du får ikke helsetjenester i hjemmet", "Du klarer det selv."):
        assert words in text, words
    for words in ("tar kontakt med deg", "Målet er", "ser vi sammen med deg", "kroner"):
        assert words not in text, words


def test_a_dismissal_says_that_nothing_is_decided_about_the_right(
    town: given.Town, drafted: Case
) -> None:
    save_line(drafted, town.officer, outcome="DISMISSED", reason="Du bor i en annen kommune.")

    text = text_of(drafted)

    for words in (*EVERY_LETTER, "Vi kan ikke behandle søknaden", "Du bor i en annen kommune."):
        assert words in text, words
    assert "Vi har ikke tatt stilling til om du har rett til tjenesten." in text


def test_why_the_view_is_missing_is_said_to_the_person(town: given.Town, drafted: Case) -> None:
    save(drafted, town.officer, persons_view="", no_view_reason="Du var for syk til å svare.")

    assert "Du var for syk til å svare." in text_of(drafted)


def test_a_childs_best_interest_stands_among_the_grounds(town: given.Town) -> None:
    child = given.a_person(town.municipality, born_on=dt.date(2009, 6, 24))
    case = given.a_case_to_decide(town, person=child)
    given.a_drafted_decision(town, case)
    save(case, town.officer, childs_interest="Barnet vil bo hjemme hos faren sin.")

    assert "Barnet vil bo hjemme hos faren sin." in text_of(case)


def test_a_carers_support_is_told_to_the_carer_first(town: given.Town) -> None:
    person = given.a_person(town.municipality)
    Relative.objects.create(
        resident=person,
        name="Kari Nordmann",
        relation="datter",
        address="Storgata 3",
        postal="3015 Drammen",
        carer=True,
        valid_from=given.LONG_AGO,
    )
    case = given.a_case_to_decide(town, person=person, services=("omsorgsstonad",))
    given.a_drafted_decision(town, case)

    to = [one.recipient.name for one in letter_preview(case.pk, 1, on=DAY)]

    assert to == ["Kari Nordmann", "Ola Nordmann"]
    assert "Du betaler ingenting. Stønaden er en betaling til deg." in text_of(case)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nn", ("Kommunen skal tilby helsetenester i heimen", "0 kroner", "3,5 timar/veke")),
        (
            "en",
            (
                "# You will get health services at home",
                "3,5 hours/week",
                "You pay no user fee",
                "The deadline is 4 weeks",
            ),
        ),
    ],
)
def test_the_letter_speaks_the_language_chosen(
    town: given.Town, drafted: Case, language: str, words: tuple[str, ...]
) -> None:
    save(drafted, town.officer, language=language)

    text = text_of(drafted)

    assert [w for w in words if w not in text] == []


def test_the_preview_is_the_letter_that_is_sent(town: given.Town, drafted: Case) -> None:
    submit(drafted, town.officer)
    shown = letter_preview(drafted.pk, 1, on=DAY)[0].content

    actions.issue_decision(
        drafted.pk, version=the(drafted).version, actor=town.officer, at=given.NOW
    )

    assert bytes(LetterFile.objects.get().body) == preview(shown)
    assert Letter.objects.get().title == shown.title


def test_the_file_is_pdf_a_2a_and_pdf_ua_1(town: given.Town) -> None:
    case = given.an_issued_decision(town).case

    body = bytes(LetterFile.objects.get(letter__case=case).body)

    with pikepdf.open(BytesIO(body)) as file, file.open_metadata() as about:
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert about["pdfuaid:part"] == "1"
        assert "/StructTreeRoot" in file.Root


def test_a_plain_grant_takes_two_sides_at_most(town: given.Town, drafted: Case) -> None:
    number = sides(letter_preview(drafted.pk, 1, on=DAY)[0].content)

    assert number is not None
    assert number <= 2


def test_a_draft_with_nothing_decided_has_no_letter_yet(town: given.Town, drafted: Case) -> None:
    save_line(drafted, town.officer, outcome="")

    assert letter_preview(drafted.pk, 1, on=DAY) == ()


def test_an_unknown_price_is_left_out_of_the_preview_and_stops_the_letter(
    town: given.Town,
) -> None:
    case = given.a_case_to_decide(town, services=("trygghetsalarm",))
    given.a_drafted_decision(town, case)

    assert "kroner" not in text_of(case)
    with pytest.raises(Refused, match="ikke lagt inn"):
        submit(case, town.officer)
    a_price(town, "trygghetsalarm", 0, "måned")
    assert "0 kroner" in text_of(case)


def test_an_approved_letter_names_the_approver(town: given.Town, drafted: Case) -> None:
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")
    submit(drafted, town.officer)

    approve_and_issue(drafted, town.approver)

    assert the_line(drafted).outcome == "REFUSED"
    assert "Eva Lind, Godkjenner" in text_of(drafted)
