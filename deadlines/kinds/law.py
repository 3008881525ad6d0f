"""Deadlines whose length stands in a statute."""

from datetime import date
from typing import Final

from audit.words import mark
from cases.service_types import Confidence
from deadlines.kinds.row import Calendar, Kind, KindRow, Term, TermUnit, Whose

STATUTE: Final = "Lovdata, lest i 2026"

LAW: Final = (
    KindRow(
        kind=Kind.PRELIMINARY_ANSWER,
        key="forelopig_svar",
        label=mark("Foreløpig svar"),
        trigger=mark("Søknaden ble mottatt"),
        # The month is an outer limit: § 149 is no slack, and nothing pauses it.
        term=Term(1, TermUnit.MONTHS),
        legal_basis="forvaltningsloven § 11 a",
        source=STATUTE,
        consequence=mark(
            "Personen skal ha fått vite hvorfor det tar tid, og når svaret kan ventes."
        ),
        confidence=Confidence.VERIFIED,
        task=mark("Send foreløpig svar"),
        remind_days_before=5,
        escalate_days_after=1,
        valid_from=date(1970, 1, 1),
    ),
    KindRow(
        kind=Kind.PRELIMINARY_ANSWER,
        key="forelopig_svar_ny_fvl",
        label=mark("Foreløpig svar"),
        trigger=mark("Søknaden ble mottatt"),
        term=Term(1, TermUnit.MONTHS),
        legal_basis="forvaltningsloven 2025 § 17",
        source=STATUTE,
        consequence=mark("Nytt varsel kreves dersom det blir vesentlig forsinket igjen."),
        confidence=Confidence.VERIFIED,
        task=mark("Send foreløpig svar"),
        remind_days_before=5,
        escalate_days_after=1,
        valid_from=None,
    ),
    KindRow(
        kind=Kind.COMPLAINT_PBRL,
        key="klagefrist_pbrl",
        label=mark("Klagefrist"),
        trigger=mark("Brevet om vedtaket kom fram"),
        term=Term(4, TermUnit.WEEKS, Calendar.LAW_149),
        legal_basis="pasient- og brukerrettighetsloven § 7-5",
        source=STATUTE,
        consequence=mark("En klage som kommer senere, blir avvist uten særlig grunn."),
        confidence=Confidence.VERIFIED,
        whose=Whose.PARTY,
        extendable=True,  # before it has ended (fvl § 29)
        valid_from=date(2012, 1, 1),
    ),
    KindRow(
        kind=Kind.COMPLAINT_FVL,
        key="klagefrist_fvl",
        label=mark("Klagefrist"),
        trigger=mark("Brevet om vedtaket kom fram"),
        term=Term(3, TermUnit.WEEKS, Calendar.LAW_149),
        legal_basis="forvaltningsloven § 29",
        source=STATUTE,
        consequence=mark("En klage som kommer senere, blir avvist uten særlig grunn."),
        confidence=Confidence.VERIFIED,
        whose=Whose.PARTY,
        extendable=True,  # before it has ended (fvl § 29)
        valid_from=date(1970, 1, 1),
    ),
    KindRow(
        kind=Kind.COMPLAINT_FVL,
        key="klagefrist_ny_fvl",
        label=mark("Klagefrist"),
        trigger=mark("Brevet om vedtaket ble sendt eller kom fram"),
        term=Term(3, TermUnit.WEEKS, Calendar.LAW_149),
        legal_basis="forvaltningsloven 2025 § 63",
        source=STATUTE,
        consequence=mark("En klage som kommer senere, blir avvist uten særlig grunn."),
        confidence=Confidence.VERIFIED,
        whose=Whose.PARTY,
        extendable=True,  # before it has ended (fvl § 29)
        valid_from=None,
    ),
    KindRow(
        kind=Kind.UNREAD_LETTER,
        key="ny_varsling_ulest",
        label=mark("Nytt varsel om ulest brev"),
        trigger=mark("Det første varselet ble sendt"),
        term=Term(1, TermUnit.WEEKS),
        legal_basis="eForvaltningsforskriften § 8",
        source=STATUTE,
        consequence=mark("Personen skal varsles én gang til om brevet som ikke er åpnet."),
        confidence=Confidence.VERIFIED,
        by_hand=True,
        valid_from=date(2014, 2, 7),
    ),
    KindRow(
        kind=Kind.RECEIPT,
        key="mottaksbekreftelse_elektronisk",
        label=mark("Bekreftelse på mottak"),
        trigger=mark("Henvendelsen ble mottatt elektronisk"),
        term=Term(0, TermUnit.AT_ONCE),
        legal_basis="eForvaltningsforskriften § 6",
        source=STATUTE,
        consequence=mark("Avsenderen skal ha svar på at henvendelsen er kommet fram."),
        confidence=Confidence.VERIFIED,
        valid_from=date(2004, 7, 1),
    ),
    KindRow(
        kind=Kind.COMPLAINT_FORCE,
        key="klagefrist_4A",
        label=mark("Klagefrist"),
        trigger=mark("Brevet om vedtaket kom fram"),
        term=Term(3, TermUnit.WEEKS, Calendar.LAW_149),
        legal_basis="pasient- og brukerrettighetsloven § 4 A-7",
        source=STATUTE,
        consequence=mark("En klage som kommer senere, blir avvist uten særlig grunn."),
        confidence=Confidence.VERIFIED,
        whose=Whose.PARTY,
        extendable=True,  # before it has ended (fvl § 29)
        valid_from=date(2009, 1, 1),
    ),
    KindRow(
        kind=Kind.COMPLAINT_LIMIT,
        key="oppfriskning_ytterfrist",
        label=mark("Siste dag for en klage som er for sen"),
        trigger=mark("Vedtaket ble fattet"),
        term=Term(1, TermUnit.YEARS),
        legal_basis="forvaltningsloven § 31",
        source=STATUTE,
        consequence=mark("Etter ett år kan ingen klage tas under behandling."),
        confidence=Confidence.VERIFIED,
        whose=Whose.PARTY,
        valid_from=date(1970, 1, 1),
    ),
    KindRow(
        kind=Kind.COST_CLAIM,
        key="sakskostnader_krav",
        label=mark("Krav om sakskostnader"),
        trigger=mark("Brevet om det endrede vedtaket kom fram"),
        term=Term(3, TermUnit.WEEKS, Calendar.LAW_149),
        legal_basis="forvaltningsloven § 36",
        source=STATUTE,
        consequence=mark("Kravet faller bort når det kommer senere."),
        confidence=Confidence.VERIFIED,
        whose=Whose.PARTY,
        valid_from=date(1970, 1, 1),
    ),
)
