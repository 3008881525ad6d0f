"""What a service costs the person: dated national rates, and whose price list is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from cases.service_types import Basis, Confidence, ServiceType

REGULATION: Final = "forskrift om egenandel for kommunale helse- og omsorgstjenester"
REGULATION_NN: Final = "forskrift om eigenandel for kommunale helse- og omsorgstenester"


class RateKey(StrEnum):
    """A rate that is the same in every municipality."""

    SHORT_STAY = "egenandel_korttid_dogn"
    DAY_OR_NIGHT = "egenandel_dag_eller_natt"
    EXEMPT_LONG_STAY = "fribelop_langtid"
    EXEMPT_SHARED_ROOM = "fribelop_langtid_dobbeltrom"
    CAP_UNDER_2G = "praktisk_bistand_tak_under_2G"
    BASE_AMOUNT = "grunnbelop_G"


class RatePer(StrEnum):
    """What one payment is for."""

    DAY = "døgn"
    STAY = "opphold"
    HOUR = "time"
    MEAL = "porsjon"
    MONTH = "måned"
    YEAR = "år"


@dataclass(frozen=True, slots=True)
class Rate:
    """An amount in øre, from `valid_from` up to but not including `valid_to`."""

    key: RateKey
    ore: int
    per: RatePer
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence = Confidence.VERIFIED


_FOR: Final = "FOR-2011-12-16-1349"
_G: Final = "folketrygdloven § 1-4"


def _year(key: RateKey, year: int, ore: int, per: RatePer, source: str = _FOR) -> Rate:
    return Rate(key, ore, per, date(year, 1, 1), date(year + 1, 1, 1), source)


# The rates of 2017, 2018 and 2020 to 2025 were not found, and are not made up; neither are
# those of years to come. They are new rows when they are set.
RATES: Final[tuple[Rate, ...]] = (
    _year(RateKey.SHORT_STAY, 2016, 150_00, RatePer.DAY, "Stavanger kommune 2016"),
    _year(RateKey.SHORT_STAY, 2019, 165_00, RatePer.DAY, "Sogndal kommune 2019"),
    _year(RateKey.SHORT_STAY, 2026, 205_00, RatePer.DAY),
    _year(RateKey.DAY_OR_NIGHT, 2019, 85_00, RatePer.STAY, "Sogndal kommune 2019"),
    _year(RateKey.DAY_OR_NIGHT, 2026, 115_00, RatePer.STAY),
    _year(RateKey.EXEMPT_LONG_STAY, 2019, 8_400_00, RatePer.YEAR, "Sogndal kommune 2019"),
    _year(RateKey.EXEMPT_LONG_STAY, 2026, 10_950_00, RatePer.YEAR),
    _year(RateKey.EXEMPT_SHARED_ROOM, 2026, 52_950_00, RatePer.YEAR),
    _year(RateKey.CAP_UNDER_2G, 2026, 245_00, RatePer.MONTH),
    Rate(
        RateKey.BASE_AMOUNT,
        124_028_00,
        RatePer.YEAR,
        date(2024, 5, 1),
        date(2025, 5, 1),
        _G,
        Confidence.GENERAL,
    ),
    Rate(
        RateKey.BASE_AMOUNT,
        130_160_00,
        RatePer.YEAR,
        date(2025, 5, 1),
        date(2026, 5, 1),
        _G,
        Confidence.GENERAL,
    ),
    Rate(RateKey.BASE_AMOUNT, 136_549_00, RatePer.YEAR, date(2026, 5, 1), None, _G),
)

# Free by national rule, whatever the municipality would like (FOR-2011-12-16-1349 §§ 1 and 8).
_FREE: Final[frozenset[Basis]] = frozenset(
    {Basis.HOL_3_2_NR_6_A, Basis.HOL_3_6_NR_2, Basis.HOL_3_5}
)
_SHORT_STAYS: Final = frozenset(
    {
        "tidsbegrenset_utredning_behandling",
        "tidsbegrenset_rehabilitering",
        "tidsbegrenset_annet",
        "lindrende_enhet",
    }
)
_DAY_OR_NIGHT: Final = frozenset({"dagopphold_institusjon", "nattopphold_institusjon"})
_BY_INCOME: Final = frozenset({"langtidsopphold_institusjon"})
_TENANCY: Final = frozenset({"omsorgsbolig_heldogn", "bolig_kommunal_disposisjon"})
_PAID_TO_PERSON: Final = frozenset({"omsorgsstonad"})
_CAPPED: Final = frozenset({"praktisk_bistand_daglige_gjoremal", "praktisk_bistand_opplaering"})
# The municipality's price list decides, also when the service is a part of health care.
_LOCAL_PER: Final[dict[str, RatePer]] = {
    "praktisk_bistand_daglige_gjoremal": RatePer.HOUR,
    "praktisk_bistand_opplaering": RatePer.HOUR,
    "bpa": RatePer.HOUR,
    "matombringing": RatePer.MEAL,
    "trygghetsalarm": RatePer.MONTH,
    "lokaliseringsteknologi": RatePer.MONTH,
}
_LOCAL_ALWAYS: Final = frozenset({"trygghetsalarm", "matombringing"})


@dataclass(frozen=True, slots=True)
class Free:
    """The person pays nothing; the letter says so."""


@dataclass(frozen=True, slots=True)
class Amount:
    """The person pays `ore` øre per `per`; `cap_ore` a month when income is under 2 G."""

    ore: int
    per: RatePer
    cap_ore: int | None = None
    long_stay_after_60_days: bool = False


@dataclass(frozen=True, slots=True)
class ByIncome:
    """A long-term stay: paid by income, computed in a letter of its own."""

    exempt_ore: int  # left out of the income, a year


@dataclass(frozen=True, slots=True)
class Tenancy:
    """A home, not an institution: rent by a contract of its own."""


@dataclass(frozen=True, slots=True)
class PaidToPerson:
    """The service is itself a payment; nothing is charged."""


@dataclass(frozen=True, slots=True)
class UnknownRate:
    """Nobody has said what it costs: no letter may be sent, and nothing is guessed."""

    key: str  # the national rate, or the service, that lacks a row
    local: bool  # the municipality must enter it


Charge = Free | Amount | ByIncome | Tenancy | PaidToPerson | UnknownRate


def rates_on(day: date) -> dict[RateKey, Rate]:
    """The national rates in force on that day; a rate nobody has found is not there."""
    return {
        rate.key: rate
        for rate in RATES
        if rate.valid_from <= day and (rate.valid_to is None or day < rate.valid_to)
    }


def charge_for(
    service: ServiceType,
    basis: Basis,
    *,
    on: date,
    local: Mapping[str, int] | None = None,
    local_per: Mapping[str, RatePer] | None = None,
) -> Charge:
    """What the person pays (egenandel) for a service given under `basis` on that day.

    `local` is the municipality's own prices in øre by service key, in force on that day;
    0 is a price. `local_per` says what one payment is for, where it is not as usual.
    Source: FOR-2011-12-16-1349; its paragraph numbers beyond §§ 1, 2, 6 and 8-10 are to be
    checked.
    """
    if service.key in _PAID_TO_PERSON:
        return PaidToPerson()
    if service.key in _TENANCY:
        return Tenancy()
    if basis in _FREE and service.key not in _LOCAL_ALWAYS:
        return Free()
    national = _national(service.key, rates_on(on))
    return national or _local(service.key, rates_on(on), local or {}, local_per or {})


def charge_sentence(charge: Charge, *, language: str = "nb") -> str:
    """The letter's sentence on what the service costs.

    Raises ValueError for an unknown rate: such a letter may not be written.
    """
    match charge:
        case Free():
            nb = f"Du betaler ikke egenandel. Tjenesten koster deg 0 kroner ({REGULATION})."
            nn = f"Du betaler ikkje eigenandel. Tenesta kostar deg 0 kroner ({REGULATION_NN})."
            en = f"You pay no user fee. The service costs you 0 kroner ({REGULATION})."
        case Amount(ore=0):
            nb = "Du betaler ikke egenandel. Tjenesten koster deg 0 kroner."
            nn = "Du betaler ikkje eigenandel. Tenesta kostar deg 0 kroner."
            en = "You pay no user fee. The service costs you 0 kroner."
        case Amount():
            nb, nn, en = _amount_nb(charge), _amount_nn(charge), _amount_en(charge)
        case ByIncome():
            nb = (
                "Du betaler for oppholdet etter inntekten din. Vi sender deg et eget brev om"
                f" beløpet før du begynner å betale. Et fribeløp på {kroner(charge.exempt_ore)} i"
                f" året holdes utenfor ({REGULATION})."
            )
            nn = (
                "Du betaler for opphaldet etter inntekta di. Vi sender deg eit eige brev om"
                f" beløpet før du tek til å betale. Eit fribeløp på {kroner(charge.exempt_ore)} i"
                f" året blir halde utanfor ({REGULATION_NN})."
            )
            en = (
                "What you pay for the stay depends on your income. We will send you a letter with"
                " the amount before you begin to pay. An exempt amount of"
                f" {kroner(charge.exempt_ore)} a year is left out ({REGULATION})."
            )
        case Tenancy():
            nb = "Boligen har en egen leieavtale. Leien står i avtalen, ikke i dette brevet."
            nn = "Bustaden har ein eigen leigeavtale. Leiga står i avtalen, ikkje i dette brevet."
            en = "The home has a lease of its own. The rent is in the lease, not in this letter."
        case PaidToPerson():
            nb = "Du betaler ingenting. Stønaden er en betaling til deg."
            nn = "Du betaler ingenting. Stønaden er ei betaling til deg."
            en = "You pay nothing. The support is a payment to you."
        case UnknownRate():
            raise ValueError(f"no rate is known for {charge.key}")
    return {"nn": nn, "en": en}.get(language, nb)


def kroner(ore: int) -> str:
    """An amount in words for a letter: «1 245 kroner», «85,50 kroner»."""
    whole, part = divmod(ore, 100)
    grouped = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{grouped},{part:02} kroner" if part else f"{grouped} kroner"


def _national(key: str, rates: Mapping[RateKey, Rate]) -> Charge | None:
    if key in _SHORT_STAYS:
        rate = rates.get(RateKey.SHORT_STAY)
        if rate is None:
            return UnknownRate(RateKey.SHORT_STAY, local=False)
        return Amount(rate.ore, rate.per, long_stay_after_60_days=True)
    if key in _DAY_OR_NIGHT:
        rate = rates.get(RateKey.DAY_OR_NIGHT)
        if rate is None:
            return UnknownRate(RateKey.DAY_OR_NIGHT, local=False)
        return Amount(rate.ore, rate.per)
    if key in _BY_INCOME:
        rate = rates.get(RateKey.EXEMPT_LONG_STAY)
        if rate is None:
            return UnknownRate(RateKey.EXEMPT_LONG_STAY, local=False)
        return ByIncome(rate.ore)
    return None


def _local(
    key: str,
    rates: Mapping[RateKey, Rate],
    local: Mapping[str, int],
    local_per: Mapping[str, RatePer],
) -> Charge:
    ore = local.get(key)
    if ore is None:
        return UnknownRate(key, local=True)
    cap = rates.get(RateKey.CAP_UNDER_2G) if key in _CAPPED and ore else None
    per = local_per.get(key) or _LOCAL_PER.get(key, RatePer.MONTH)
    return Amount(ore, per, cap_ore=None if cap is None else cap.ore)


_PER_NN: Final = {RatePer.STAY: "opphald", RatePer.MONTH: "månad"}


def _amount_nb(charge: Amount) -> str:
    text = f"Du betaler {kroner(charge.ore)} per {charge.per}."
    if charge.cap_ore is not None:
        text += (
            " Har husholdningen en samlet nettoinntekt under 2 ganger grunnbeløpet i"
            f" folketrygden, betaler du ikke mer enn {kroner(charge.cap_ore)} i måneden."
        )
    if charge.long_stay_after_60_days:
        text += (
            " Er du på slike opphold i 60 døgn eller mer i et kalenderår, regnes betalingen"
            " som for langtidsopphold."
        )
    return text


def _amount_nn(charge: Amount) -> str:
    text = f"Du betaler {kroner(charge.ore)} per {_PER_NN.get(charge.per, charge.per)}."
    if charge.cap_ore is not None:
        text += (
            " Har hushaldet ei samla nettoinntekt under 2 gonger grunnbeløpet i folketrygda,"
            f" betaler du ikkje meir enn {kroner(charge.cap_ore)} i månaden."
        )
    if charge.long_stay_after_60_days:
        text += (
            " Er du på slike opphald i 60 døgn eller meir i eit kalenderår, blir betalinga"
            " rekna som for langtidsopphald."
        )
    return text


_PER_EN: Final = {
    RatePer.DAY: "day",
    RatePer.STAY: "stay",
    RatePer.HOUR: "hour",
    RatePer.MEAL: "meal",
    RatePer.MONTH: "month",
    RatePer.YEAR: "year",
}


def _amount_en(charge: Amount) -> str:
    text = f"You pay {kroner(charge.ore)} per {_PER_EN[charge.per]}."
    if charge.cap_ore is not None:
        text += (
            " If the household's net income is under 2 times the basic amount of the national"
            f" insurance, you pay no more than {kroner(charge.cap_ore)} a month."
        )
    if charge.long_stay_after_60_days:
        text += (
            " If you are on such stays for 60 days or more in a calendar year, the payment is as"
            " for a long-term stay."
        )
    return text
