"""The service catalogue as a whole: complete, dated, and honest about what is not known."""

from datetime import date

import pytest

from cases.policy import SIMPLIFIED, is_simplified
from cases.service_types import (
    CARE_LADDER,
    SERVICE_TYPES,
    VEDTAK_RULES,
    Basis,
    ComplaintRoute,
    Confidence,
    Per,
    ServiceType,
    Unit,
    VedtakRule,
    choosable,
    name_of,
    service_type,
    services_on,
)

TODAY = date(2026, 11, 21)

# Codes and names as the code system has them (OID 2.16.578.1.12.4.1.1.9151).
KPR = {
    "1": "Praktisk bistand – daglige gjøremål",
    "2": "Praktisk bistand – opplæring – daglige gjøremål",
    "3": "Praktisk bistand – brukerstyrt personlig assistanse (BPA)",
    "4": "Dagaktivitetstilbud",
    "5": "Matombringing",
    "6": "Trygghetsalarm",
    "7": "Avlastning – utenfor institusjon",
    "8": "Avlastning – i institusjon",
    "9": "Støttekontakt",
    "11": "Omsorgsstønad",
    "14": "Tvang psykisk utviklingshemmede – planlagte tiltak (§ 9-5 tredje ledd b og c)",
    "15": "Helsetjenester i hjemmet",
    "17": "Dagopphold i institusjon",
    "18": "Tidsbegrenset opphold – utredning/behandling",
    "19": "Tidsbegrenset opphold – habilitering/rehabilitering",
    "20": "Tidsbegrenset opphold – annet",
    "21": "Langtidsopphold i institusjon",
    "22": "Nattopphold i institusjon",
    "23": "Tvang psykisk utviklingshemmede – skadeavverging i nødsituasjoner",
    "24": "Helsehjelp med tvang (pbrl kap. 4A)",
    "25": "Kommunal øyeblikkelig hjelp – døgnopphold",
    "26": "Lokaliseringsteknologi (GPS)",
    "27": "Elektronisk medisineringsstøtte",
    "28": "Digitalt tilsyn",
    "29": "Bolig som kommunen disponerer til helse- og omsorgsformål",
}


def test_the_catalogue_has_every_official_code_once_with_its_name() -> None:
    coded = [row for row in SERVICE_TYPES if row.kpr_code is not None]

    assert {row.kpr_code: row.name_nb for row in coded} == KPR
    assert len(coded) == len(KPR)


def test_there_are_38_services_with_keys_of_their_own() -> None:
    assert len({row.key for row in SERVICE_TYPES}) == len(SERVICE_TYPES) == 38


def test_retired_codes_are_not_offered() -> None:
    assert not {"10", "12", "13", "16"} & {row.kpr_code for row in SERVICE_TYPES}


@pytest.mark.parametrize("row", SERVICE_TYPES, ids=lambda row: row.key)
def test_every_row_has_a_basis_a_source_and_a_possible_step(row: ServiceType) -> None:
    assert row.bases
    assert row.source
    assert row.step is None or 1 <= row.step <= 7
    assert (row.unit is Unit.COURSE) <= (row.per is Per.COURSE)


def test_what_is_only_registered_and_reported_cannot_be_applied_for() -> None:
    hidden = {row.key for row in SERVICE_TYPES} - {row.key for row in choosable(TODAY)}

    assert hidden == {
        "tvang_pu_planlagt",
        "tvang_pu_nodsituasjon",
        "helsehjelp_med_tvang",
        "kommunal_ohd",
    }


def test_what_may_be_applied_for_is_listed_by_name() -> None:
    names = [row.name_nb for row in choosable(TODAY)]

    assert names == sorted(names)
    assert len(names) == 34


def test_the_quick_course_is_for_alarm_meals_and_technology() -> None:
    quick = {row.key for row in SERVICE_TYPES if is_simplified(row.key, on=TODAY)}

    assert quick == {
        "matombringing",
        "trygghetsalarm",
        "lokaliseringsteknologi",
        "elektronisk_medisineringsstotte",
    }
    assert {row.service_key for row in SIMPLIFIED} == quick | {""}  # and an unchanged renewal


def test_a_service_no_source_gives_a_track_waits_for_the_municipality() -> None:
    assert {row.key for row in SERVICE_TYPES if row.default_track is None} == {
        "dagaktivitetstilbud",
        "psykisk_helse_rus",
        "frisklivssentral",
        "koordinator_ip",
        "barnekoordinator",
    }


def test_home_services_take_the_home_track_and_stays_the_other() -> None:
    assert service_type("helsetjenester_i_hjemmet", on=TODAY).default_track == "HOME"
    assert service_type("langtidsopphold_institusjon", on=TODAY).default_track == "OTHER"
    assert service_type("bpa", on=TODAY).default_track == "OTHER"


def test_the_unclear_codes_for_coercion_say_that_they_are_unclear() -> None:
    for key in ("tvang_pu_planlagt", "tvang_pu_nodsituasjon"):
        assert service_type(key, on=TODAY).confidence is Confidence.UNKNOWN


@pytest.mark.parametrize("key", ["", "hjemmesykepleie", "BPA", "15"])
def test_an_unknown_service_is_a_key_error(key: str) -> None:
    with pytest.raises(KeyError):
        service_type(key, on=TODAY)


def test_a_service_is_unknown_before_its_code_came() -> None:
    assert service_type("bolig_kommunal_disposisjon", on=date(2019, 1, 1)).kpr_code == "29"
    with pytest.raises(KeyError):
        service_type("bolig_kommunal_disposisjon", on=date(2018, 12, 31))
    assert services_on(date(2011, 12, 31)) == ()


def test_every_paragraph_has_a_rule_and_every_rule_is_used() -> None:
    assert set(VEDTAK_RULES) == set(Basis)
    used = {basis for row in SERVICE_TYPES for basis in row.bases}
    assert used == set(Basis)


def test_long_stays_and_housing_always_need_a_decision() -> None:
    assert {row.key for row in SERVICE_TYPES if row.vedtak is VedtakRule.ALWAYS} == {
        "langtidsopphold_institusjon",
        "omsorgsbolig_heldogn",
        "bolig_kommunal_disposisjon",
        "tvang_pu_planlagt",
        "tvang_pu_nodsituasjon",
        "helsehjelp_med_tvang",
    }


def test_only_the_allocation_of_a_flat_goes_to_the_appeals_board_by_default() -> None:
    boards = [r.key for r in SERVICE_TYPES if r.complaint_route is ComplaintRoute.KLAGENEMND]

    assert boards == ["bolig_kommunal_disposisjon"]


def test_a_name_is_given_in_nynorsk_where_one_is_known() -> None:
    alarm = service_type("trygghetsalarm", on=TODAY)
    clinic = service_type("frisklivssentral", on=TODAY)

    assert name_of(alarm) == "Trygghetsalarm"
    assert name_of(alarm, language="nn") == "Tryggleiksalarm"
    assert name_of(clinic, language="nn") == clinic.name_nb


def test_the_care_ladder_has_seven_steps_from_alone_to_nursing_home() -> None:
    assert [rung.number for rung in CARE_LADDER] == [1, 2, 3, 4, 5, 6, 7]
    assert CARE_LADDER[0].label == "Klarer seg selv"
    assert CARE_LADDER[-1].label == "Sykehjem"
    assert all(rung.examples for rung in CARE_LADDER)
