"""The service catalogue: what may be applied for, granted and reported, as dated rows."""

from datetime import date
from typing import Final

from audit.words import mark
from cases.service_types.home import HOME
from cases.service_types.institution import INSTITUTION
from cases.service_types.other import OTHER
from cases.service_types.row import (
    Basis,
    ComplaintRoute,
    Confidence,
    Per,
    Rung,
    ServiceType,
    TrackKey,
    Unit,
    VedtakRule,
    name_of,
)

__all__ = [
    "CARE_LADDER",
    "SERVICE_TYPES",
    "VEDTAK_RULES",
    "Basis",
    "ComplaintRoute",
    "Confidence",
    "Per",
    "Rung",
    "ServiceType",
    "TrackKey",
    "Unit",
    "VedtakRule",
    "choosable",
    "name_of",
    "service_type",
    "services_on",
]

SERVICE_TYPES: Final[tuple[ServiceType, ...]] = (*HOME, *OTHER, *INSTITUTION)

# What each paragraph demands. Source: pbrl § 2-7 (hol § 3-2 nr. 6 a-c, § 3-6 and § 3-8 when
# expected to last over two weeks, § 3-2 a always); pbrl § 4-6 a; pbrl ch. 4A; hol ch. 9.
VEDTAK_RULES: Final[dict[Basis, VedtakRule]] = {
    Basis.HOL_3_2_NR_4: VedtakRule.NOT_REQUIRED,
    Basis.HOL_3_2_NR_5: VedtakRule.NOT_REQUIRED,
    Basis.HOL_3_2_NR_6_A: VedtakRule.IF_OVER_TWO_WEEKS,
    Basis.HOL_3_2_NR_6_B: VedtakRule.IF_OVER_TWO_WEEKS,
    Basis.HOL_3_2_NR_6_C: VedtakRule.IF_OVER_TWO_WEEKS,
    Basis.HOL_3_2_NR_7: VedtakRule.NOT_REQUIRED,
    Basis.HOL_3_2_A: VedtakRule.ALWAYS,
    Basis.HOL_3_3: VedtakRule.NOT_REQUIRED,
    Basis.HOL_3_5: VedtakRule.NOT_REQUIRED,
    Basis.HOL_3_6_NR_1: VedtakRule.IF_OVER_TWO_WEEKS,
    Basis.HOL_3_6_NR_2: VedtakRule.IF_OVER_TWO_WEEKS,
    Basis.HOL_3_6_NR_3: VedtakRule.IF_OVER_TWO_WEEKS,
    Basis.HOL_3_8: VedtakRule.IF_OVER_TWO_WEEKS,
    Basis.HOL_7_2: VedtakRule.NOT_REQUIRED,
    Basis.HOL_7_2_A: VedtakRule.NOT_REQUIRED,
    Basis.HOL_9: VedtakRule.ALWAYS,
    Basis.PBRL_4_6_A: VedtakRule.ALWAYS,
    Basis.PBRL_4A: VedtakRule.ALWAYS,
    Basis.HOUSING_ACT: VedtakRule.ALWAYS,
    Basis.HOUSING_ALLOCATION: VedtakRule.ALWAYS,
    Basis.LOCAL: VedtakRule.NOT_REQUIRED,
}

# The care ladder (omsorgstrappen): lowest effective level first (BEON). Seven steps after
# Eigersund's example (a secondary source); Drammen's own names are not known, so a
# municipality may give its own labels.
CARE_LADDER_CONFIDENCE: Final = Confidence.SECONDARY
CARE_LADDER: Final[tuple[Rung, ...]] = (
    Rung(1, mark("Klarer seg selv"), mark("Ingen kommunale tjenester")),
    Rung(2, mark("Lavterskel"), mark("Frisklivssentral, råd og veiledning")),
    Rung(
        3,
        mark("Litt hjelp"),
        mark("Hjelpemidler, alarm, velferdsteknologi, hverdagsrehabilitering, støttekontakt"),
    ),
    Rung(
        4,
        mark("Hjelp hjemme"),
        mark("Dagaktivitet, praktisk bistand, omsorgsstønad, BPA, helsetjenester i hjemmet"),
    ),
    Rung(5, mark("Mer hjelp i perioder"), mark("Korttidsopphold, kommunal øyeblikkelig hjelp")),
    Rung(6, mark("Bolig med heldøgns tjenester"), mark("Omsorgsbolig med heldøgns tjenester")),
    Rung(7, mark("Sykehjem"), mark("Langtidsopphold i institusjon")),
)


def service_type(key: str, *, on: date) -> ServiceType:
    """The row for `key` in force on that day. Raises KeyError if there is none."""
    for service in SERVICE_TYPES:
        if service.key == key and _in_force(service, on):
            return service
    raise KeyError(key)


def services_on(on: date) -> tuple[ServiceType, ...]:
    """Every row in force on that day, in the catalogue's order."""
    return tuple(service for service in SERVICE_TYPES if _in_force(service, on))


def choosable(on: date) -> tuple[ServiceType, ...]:
    """What may be applied for on that day, by name."""
    rows = (service for service in services_on(on) if service.choosable)
    return tuple(sorted(rows, key=lambda service: service.name_nb))


def _in_force(service: ServiceType, on: date) -> bool:
    return service.valid_from <= on and (service.valid_to is None or on < service.valid_to)
