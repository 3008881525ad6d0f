"""What a row of the service catalogue says, and the words it is said in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal


class Confidence(StrEnum):
    """How well a row's content is known; nothing below VERIFIED is presented as law."""

    VERIFIED = "verified"  # read in the statute or in the official code system
    SECONDARY = "secondary"  # found in another public source
    GENERAL = "general"  # general knowledge; no source read
    LOCAL = "local"  # local practice, the municipality may set its own
    UNKNOWN = "unknown"  # not known, or sources disagree


class VedtakRule(StrEnum):
    """When a formal decision (enkeltvedtak) is required. Source: pbrl § 2-7."""

    IF_OVER_TWO_WEEKS = "if_over_two_weeks"
    ALWAYS = "always"
    NOT_REQUIRED = "not_required"
    PART_OF_ANOTHER = "part_of_another"  # none of its own when it is part of a granted service


class Basis(StrEnum):
    """The paragraph a service is given under; `decisions/legal.py` has the letter's words."""

    HOL_3_2_NR_4 = "hol_3_2_nr_4"
    HOL_3_2_NR_5 = "hol_3_2_nr_5"
    HOL_3_2_NR_6_A = "hol_3_2_nr_6_a"
    HOL_3_2_NR_6_B = "hol_3_2_nr_6_b"
    HOL_3_2_NR_6_C = "hol_3_2_nr_6_c"
    HOL_3_2_NR_7 = "hol_3_2_nr_7"
    HOL_3_2_A = "hol_3_2_a"
    HOL_3_3 = "hol_3_3"
    HOL_3_5 = "hol_3_5"
    HOL_3_6_NR_1 = "hol_3_6_nr_1"
    HOL_3_6_NR_2 = "hol_3_6_nr_2"
    HOL_3_6_NR_3 = "hol_3_6_nr_3"
    HOL_3_8 = "hol_3_8"
    HOL_7_2 = "hol_7_2"
    HOL_7_2_A = "hol_7_2_a"
    HOL_9 = "hol_9"
    PBRL_4_6_A = "pbrl_4_6_a"
    PBRL_4A = "pbrl_4a"
    HOUSING_ACT = "boligsosialloven"
    HOUSING_ALLOCATION = "tildeling_kommunal_bolig"
    LOCAL = "lokalt_tilbud"


class ComplaintRoute(StrEnum):
    """Where a complaint goes; `decisions/legal.py` has body, weeks and sentence."""

    STATSFORVALTEREN_PBRL = "statsforvalteren_pbrl"
    STATSFORVALTEREN_BOLIG = "statsforvalteren_bolig"
    KLAGENEMND = "klagenemnd"


class Unit(StrEnum):
    """What an extent counts. Hours are stored as whole minutes."""

    HOURS = "hours"
    MEALS = "meals"
    VISITS = "visits"
    DAYS = "days"
    NIGHTS = "nights"
    PLACE = "place"
    DEVICE = "device"
    ITEM = "item"
    COURSE = "course"
    MEASURE = "measure"
    EVENT = "event"
    YES_NO = "yes_no"  # given or not given; there is nothing to count


class Per(StrEnum):
    """How often the quantity is given."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    COURSE = "course"
    ONCE = "once"


TrackKey = Literal["HOME", "OTHER"]  # the values of cases.stages.Track


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceType:
    """One service the municipality may give, as it is in force from `valid_from`."""

    key: str
    kpr_code: str | None  # None: no code of its own; `kpr_group` says how it is reported
    name_nb: str
    name_nn: str  # empty where no nynorsk name is known
    bases: tuple[Basis, ...]  # the first is proposed
    vedtak: VedtakRule
    unit: Unit
    per: Per
    step: int | None  # in the care ladder (omsorgstrappen), 1-7
    kpr_group: str
    home_service: bool
    default_track: TrackKey | None  # None: the municipality's own routing row must say
    choosable: bool = True  # may be applied for
    complaint_route: ComplaintRoute = ComplaintRoute.STATSFORVALTEREN_PBRL
    typical_duration: str = ""
    source: str = ""
    confidence: Confidence = Confidence.VERIFIED
    valid_from: date = date(2012, 1, 1)  # hol in force; approximate for local services
    valid_to: date | None = None  # the first day it no longer counts


def name_of(service: ServiceType, *, language: str = "nb") -> str:
    """The service's name in bokmål, or in nynorsk where one is known."""
    return (language == "nn" and service.name_nn) or service.name_nb


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the care ladder (omsorgstrappen)."""

    number: int  # 1 (manages alone) to 7 (nursing home)
    label: str
    examples: str
