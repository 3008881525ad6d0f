"""The law as dated rows: every service has its paragraph, route and price, or says it lacks one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.service_types import (
    SERVICE_TYPES,
    Basis,
    ComplaintRoute,
    Confidence,
    ServiceType,
    choosable,
    service_type,
)
from deadlines.kinds import TermUnit, row_of
from decisions.legal import (
    BASES,
    RATES,
    REFERENCES,
    ROUTES,
    Amount,
    ByIncome,
    Charge,
    Free,
    LegalBasis,
    PaidToPerson,
    RateKey,
    RatePer,
    Reference,
    RouteRow,
    Tenancy,
    UnknownRate,
    basis_for,
    basis_row,
    charge_for,
    charge_sentence,
    complaint_sentence,
    kroner,
    rates_on,
    reference_text,
    route_row,
)

TODAY = date(2026, 11, 21)


def _service(key: str) -> ServiceType:
    return service_type(key, on=TODAY)


# --- bases ------------------------------------------------------------------------------


@pytest.mark.parametrize("service", choosable(TODAY), ids=lambda service: service.key)
def test_every_service_that_may_be_granted_has_a_paragraph_and_a_route(
    service: ServiceType,
) -> None:
    rows = basis_for(service, on=TODAY)

    assert rows
    assert [row.basis for row in rows] == list(service.bases)
    assert all(route_row(row.route, on=TODAY) for row in rows)


def test_what_is_only_reported_has_no_paragraph_for_a_letter() -> None:
    hidden = [service for service in SERVICE_TYPES if not service.choosable]

    assert [basis_for(service, on=TODAY) for service in hidden] == [()] * 4
    with pytest.raises(LookupError):
        basis_row(Basis.PBRL_4A, on=TODAY)


def test_the_first_paragraphs_route_is_the_services_own() -> None:
    for service in choosable(TODAY):
        assert basis_for(service, on=TODAY)[0].route is service.complaint_route


@pytest.mark.parametrize("row", BASES, ids=lambda row: row.basis)
def test_every_paragraph_has_words_in_both_languages(row: LegalBasis) -> None:
    assert row.text_nb != row.text_nn
    assert row.rule_nb.endswith(".")
    assert row.rule_nn.endswith(".")
    assert row.short


def test_a_paragraph_is_cited_as_officers_and_as_letters_do() -> None:
    row = basis_row(Basis.HOL_3_2_NR_6_A, on=TODAY)

    assert row.short == "hol § 3-2 nr. 6 a"
    assert row.text_nb == "helse- og omsorgstjenesteloven § 3-2 første ledd nr. 6 bokstav a"
    assert row.text_nn == "helse- og omsorgstenestelova § 3-2 første ledd nr. 6 bokstav a"


def test_a_paragraph_is_not_cited_before_it_was_in_force() -> None:
    with pytest.raises(LookupError):
        basis_row(Basis.HOUSING_ACT, on=date(2023, 6, 30))
    assert basis_row(Basis.HOUSING_ACT, on=date(2023, 7, 1))


def test_housing_complains_by_the_paragraph_used() -> None:
    rows = basis_for(_service("bolig_kommunal_disposisjon"), on=TODAY)

    assert [row.route for row in rows] == [
        ComplaintRoute.KLAGENEMND,
        ComplaintRoute.STATSFORVALTEREN_BOLIG,
        ComplaintRoute.STATSFORVALTEREN_PBRL,
    ]


def test_general_knowledge_is_not_passed_off_as_law() -> None:
    unsure = {row.basis for row in BASES if row.confidence is not Confidence.VERIFIED}

    assert unsure == {Basis.HOUSING_ACT, Basis.HOUSING_ALLOCATION, Basis.LOCAL}


# --- references -------------------------------------------------------------------------


def test_the_right_to_services_is_cited_by_the_number_it_had_that_day() -> None:
    before = reference_text(Reference.RIGHT_TO_SERVICES, on=date(2024, 5, 31))
    after = reference_text(Reference.RIGHT_TO_SERVICES, on=date(2024, 6, 1))

    assert before == "pasient- og brukerrettighetsloven § 2-1 a"
    assert after == "pasient- og brukerrettighetsloven § 2-1"
    assert reference_text(Reference.RIGHT_TO_SERVICES, on=TODAY, language="nn") == (
        "pasient- og brukarrettslova § 2-1"
    )


@pytest.mark.parametrize("reference", Reference)
def test_every_reference_has_exactly_one_row_today(reference: Reference) -> None:
    current = [
        row
        for row in REFERENCES
        if row.reference is reference
        and row.valid_from <= TODAY
        and (row.valid_to is None or row.valid_to > TODAY)
    ]
    assert len(current) == 1


def test_a_reference_is_unknown_before_its_law() -> None:
    with pytest.raises(LookupError):
        reference_text(Reference.PERSONS_VIEW, on=date(2011, 12, 31))


# --- routes -----------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: row.route)
def test_a_routes_weeks_are_those_of_its_deadline(row: RouteRow) -> None:
    term = row_of(row.deadline, on=TODAY).term

    assert (term.length, term.unit) == (row.weeks, TermUnit.WEEKS)


def test_every_route_has_one_row() -> None:
    assert sorted(row.route for row in ROUTES) == sorted(ComplaintRoute)


@pytest.mark.parametrize(
    ("route", "weeks", "body"),
    [
        (ComplaintRoute.STATSFORVALTEREN_PBRL, "fire uker", "Statsforvalteren"),
        (ComplaintRoute.STATSFORVALTEREN_BOLIG, "tre uker", "Statsforvalteren"),
        (ComplaintRoute.KLAGENEMND, "tre uker", "kommunens klagenemnd"),
    ],
)
def test_the_letter_says_deadline_body_and_where_to_send(
    route: ComplaintRoute, weeks: str, body: str
) -> None:
    sentence = complaint_sentence(route_row(route, on=TODAY))

    assert weeks in sentence
    assert body in sentence
    assert "sender klagen til kommunen" in sentence


def test_the_municipality_may_name_its_own_body() -> None:
    row = route_row(ComplaintRoute.STATSFORVALTEREN_PBRL, on=TODAY)
    name = "Statsforvalteren i Østfold, Buskerud, Oslo og Akershus"

    assert name in complaint_sentence(row, body=name)
    assert name in complaint_sentence(row, body=name, language="nn")
    assert "fire veker" in complaint_sentence(row, language="nn")


def test_a_route_is_unknown_before_its_law() -> None:
    with pytest.raises(LookupError):
        route_row(ComplaintRoute.STATSFORVALTEREN_BOLIG, on=date(2023, 6, 30))


# --- what it costs ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "basis", "sentence"),
    [
        (
            "helsetjenester_i_hjemmet",
            Basis.HOL_3_2_NR_6_A,
            (
                "Du betaler ikke egenandel. Tjenesten koster deg 0 kroner"
                " (forskrift om egenandel for kommunale helse- og omsorgstjenester)."
            ),
        ),
        (
            "avlastning_i_institusjon",
            Basis.HOL_3_6_NR_2,
            (
                "Du betaler ikke egenandel. Tjenesten koster deg 0 kroner"
                " (forskrift om egenandel for kommunale helse- og omsorgstjenester)."
            ),
        ),
        (
            "tidsbegrenset_annet",
            Basis.HOL_3_2_NR_6_C,
            (
                "Du betaler 205 kroner per døgn. Er du på slike opphold i 60 døgn eller mer i et"
                " kalenderår, regnes betalingen som for langtidsopphold."
            ),
        ),
        ("dagopphold_institusjon", Basis.HOL_3_2_NR_6_C, "Du betaler 115 kroner per opphold."),
        ("nattopphold_institusjon", Basis.HOL_3_2_NR_6_C, "Du betaler 115 kroner per opphold."),
        (
            "omsorgsstonad",
            Basis.HOL_3_6_NR_3,
            "Du betaler ingenting. Stønaden er en betaling til deg.",
        ),
        (
            "omsorgsbolig_heldogn",
            Basis.HOL_3_2_A,
            "Boligen har en egen leieavtale. Leien står i avtalen, ikke i dette brevet.",
        ),
    ],
)
def test_the_letter_says_what_it_costs(key: str, basis: Basis, sentence: str) -> None:
    assert charge_sentence(charge_for(_service(key), basis, on=TODAY)) == sentence


def test_a_long_stay_is_paid_by_income_in_a_letter_of_its_own() -> None:
    charge = charge_for(_service("langtidsopphold_institusjon"), Basis.HOL_3_2_A, on=TODAY)

    assert charge == ByIncome(exempt_ore=1_095_000)
    assert "eget brev om beløpet" in charge_sentence(charge)
    assert "10\N{NO-BREAK SPACE}950 kroner" in charge_sentence(charge)


@pytest.mark.parametrize(
    "key",
    [
        "praktisk_bistand_daglige_gjoremal",
        "matombringing",
        "trygghetsalarm",
        "stottekontakt",
        "bpa",
        "dagaktivitetstilbud",
    ],
)
def test_a_local_price_nobody_entered_is_unknown_and_never_guessed(key: str) -> None:
    service = _service(key)

    charge = charge_for(service, service.bases[0], on=TODAY)

    assert charge == UnknownRate(key, local=True)
    with pytest.raises(ValueError, match=key):
        charge_sentence(charge)


def test_a_local_price_is_said_as_entered_and_zero_is_a_price() -> None:
    meals, alarm = _service("matombringing"), _service("trygghetsalarm")
    local = {"matombringing": 98_50, "trygghetsalarm": 0}

    priced = charge_for(meals, Basis.HOL_3_2_NR_6_B, on=TODAY, local=local)
    free = charge_for(alarm, Basis.HOL_3_2_NR_6_A, on=TODAY, local=local)

    assert charge_sentence(priced) == "Du betaler 98,50 kroner per porsjon."
    assert charge_sentence(free) == "Du betaler ikke egenandel. Tjenesten koster deg 0 kroner."


def test_practical_help_has_the_national_cap_for_low_income() -> None:
    service = _service("praktisk_bistand_daglige_gjoremal")

    charge = charge_for(service, Basis.HOL_3_2_NR_6_B, on=TODAY, local={service.key: 350_00})

    assert charge == Amount(350_00, RatePer.HOUR, cap_ore=245_00)
    assert charge_sentence(charge) == (
        "Du betaler 350 kroner per time. Har husholdningen en samlet nettoinntekt under 2 ganger"
        " grunnbeløpet i folketrygden, betaler du ikke mer enn 245 kroner i måneden."
    )


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_a_year_without_a_known_rate_is_unknown(day: date) -> None:
    for key, basis in (
        ("tidsbegrenset_annet", Basis.HOL_3_2_NR_6_C),
        ("dagopphold_institusjon", Basis.HOL_3_2_NR_6_C),
        ("langtidsopphold_institusjon", Basis.HOL_3_2_A),
    ):
        charge = charge_for(_service(key), basis, on=day)
        assert isinstance(charge, UnknownRate)
        assert not charge.local


def test_the_rates_of_2026_are_those_of_the_regulation() -> None:
    assert {key: rate.ore for key, rate in rates_on(TODAY).items()} == {
        RateKey.SHORT_STAY: 205_00,
        RateKey.DAY_OR_NIGHT: 115_00,
        RateKey.EXEMPT_LONG_STAY: 10_950_00,
        RateKey.EXEMPT_SHARED_ROOM: 52_950_00,
        RateKey.CAP_UNDER_2G: 245_00,
        RateKey.BASE_AMOUNT: 136_549_00,
    }
    assert rates_on(date(2026, 1, 1))[RateKey.BASE_AMOUNT].ore == 130_160_00
    assert rates_on(date(2019, 6, 1))[RateKey.SHORT_STAY].ore == 165_00


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_never_two_rates_for_the_same_thing_on_one_day(day: date) -> None:
    current = [
        rate.key
        for rate in RATES
        if rate.valid_from <= day and (rate.valid_to is None or day < rate.valid_to)
    ]
    assert len(current) == len(set(current))
    assert all(rate.source for rate in RATES)


CHARGES = st.one_of(
    st.just(Free()),
    st.just(Tenancy()),
    st.just(PaidToPerson()),
    st.builds(ByIncome, st.integers(0, 10_000_00)),
    st.builds(
        Amount,
        st.integers(0, 10_000_00),
        st.sampled_from(RatePer),
        st.one_of(st.none(), st.integers(1, 1000_00)),
        st.booleans(),
    ),
)


@given(CHARGES)
def test_every_known_charge_has_a_sentence_in_both_languages(charge: Charge) -> None:
    for language in ("nb", "nn"):
        sentence = charge_sentence(charge, language=language)
        assert sentence.endswith(".")
        assert "kroner" in sentence or isinstance(charge, Tenancy | PaidToPerson)


@pytest.mark.parametrize(
    ("ore", "text"),
    [
        (0, "0 kroner"),
        (115_00, "115 kroner"),
        (98_50, "98,50 kroner"),
        (98_05, "98,05 kroner"),
        (1_245_00, "1\N{NO-BREAK SPACE}245 kroner"),
    ],
)
def test_amounts_are_written_as_in_a_letter(ore: int, text: str) -> None:
    assert kroner(ore) == text
