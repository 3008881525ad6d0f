"""The parts that must not stand still, each with its name and how long it may be silent."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark

PATIENCE: Final = dt.timedelta(minutes=4)  # seen within five: the watchdog looks every half minute
# How far ahead of ours another server's clock may go; what is dated later says nothing.
AHEAD: Final = dt.timedelta(minutes=1)
TRIES: Final = 5
# From a try that ended in an error to the next.
WAITS: Final = tuple(dt.timedelta(minutes=n) for n in (1, 5, 20, 60))
REST: Final = dt.timedelta(minutes=15)  # of a nudge that has killed so many workers in a row


class Part(StrEnum):
    """What is watched that is no nudge."""

    DATABASE = "database"
    CLOCK = "clock"
    WORKER = "worker"
    WATCHDOG = "watchdog"
    INVARIANTS = "invariants"
    PARKED = "parked"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class PartRow:
    """What a part is called, what its silence means, and how long it may be silent.

    Without `patience` it is no heartbeat: its state is asked for in another way.
    """

    label: str
    means: str
    patience: dt.timedelta | None = PATIENCE


_MINUTES: Final = dt.timedelta(minutes=1)
_LATER: Final = mark("Det blir gjort når klokken og bakgrunnsarbeidet går igjen.")

PARTS: Final[dict[str, PartRow]] = {
    Part.DATABASE: PartRow(mark("Databasen"), mark("Ingenting kan lagres."), None),
    Part.CLOCK: PartRow(mark("Klokken"), mark("Frister og post blir ikke sett på.")),
    Part.WORKER: PartRow(mark("Bakgrunnsarbeidet"), mark("Frister og post blir ikke sett på.")),
    Part.WATCHDOG: PartRow(mark("Vakten"), mark("Ingen får e-post når noe stanser.")),
    Part.INVARIANTS: PartRow(
        mark("Opplysninger som ikke stemmer"),
        mark("Noe er i en tilstand det ikke skal være i."),
        None,
    ),
    Part.PARKED: PartRow(mark("Arbeid som er satt til side"), mark("Noen må se på det."), None),
    Part.SETTINGS: PartRow(
        mark("Oppsettet av serverne"),
        mark("Noe som er lagret, kan bli borte ved strømbrudd."),
        None,
    ),
    "deadlines.tasks.sweep": PartRow(
        mark("Gjennomgang av frister"), mark("Ingen blir påminnet om frister.")
    ),
    "deadlines.tasks.count_again": PartRow(
        mark("Frister etter endrede regler"), _LATER, 130 * _MINUTES
    ),
    "notifications.tasks.send_due": PartRow(mark("Postutsending"), mark("E-post blir liggende.")),
    "notifications.tasks.relay_letters": PartRow(
        mark("Utsending av digitale brev"), mark("Digitale brev blir liggende.")
    ),
    "audit.tasks.seal": PartRow(mark("Forsegling"), mark("Historikken blir ikke forseglet.")),
    "audit.tasks.check": PartRow(
        mark("Kontroll av historikken"),
        mark("Endringer i historikken blir ikke oppdaget."),
        15 * _MINUTES,
    ),
    "records.tasks.empty_scan_folder": PartRow(
        mark("Skannemappen"), mark("Skannede papirer blir liggende.")
    ),
    "records.tasks.number_letters": PartRow(mark("Journalføring"), _LATER, 15 * _MINUTES),
    "meetings.tasks.end_past_access": PartRow(mark("Tilgang etter møter"), _LATER, 40 * _MINUTES),
    "oversight.tasks.look_for_signals": PartRow(mark("Uvanlig innsyn"), _LATER, 15 * _MINUTES),
    "cases.tasks.purge_drafts": PartRow(mark("Gamle utkast"), _LATER, 780 * _MINUTES),
    "entrance.tasks.forget_sessions": PartRow(mark("Gamle økter"), _LATER, 780 * _MINUTES),
    "entrance.tasks.forget_results": PartRow(
        mark("Gamle svar på innsendinger"), _LATER, 780 * _MINUTES
    ),
    "rights.tasks.look_over": PartRow(mark("Roller som slutter"), _LATER, 30 * _MINUTES),
    "deadlines.tasks.prepare_partitions": PartRow(
        mark("Plass til nye måneder"), _LATER, 780 * _MINUTES
    ),
    "watch.tasks.check": PartRow(
        mark("Kontroll av det som alltid skal gjelde"),
        mark("Ingen ser om noe er i en tilstand det ikke skal være i."),
        30 * _MINUTES,
    ),
}

# The clock's work on one row at a time; what cannot be done is put aside, and the rest goes on.
WORKS: Final[dict[str, str]] = {
    "follow_letter": mark("Klagefrist etter brev"),
    "follow_answer": mark("Frist etter foreløpig svar"),
    "follow_asking": mark("Frist etter brev som ber om svar"),
    "follow_mandate": mark("Frist etter fullmakt eller vergemål"),
    "follow_unread": mark("Frist etter ulest brev"),
    "doubt_delivery": mark("Digitalt brev som ikke er meldt levert"),
    "count_deadline_again": mark("Frist etter endret regel"),
    "remind": mark("Påminnelse om frist"),
    "escalate": mark("Varsel til leder om frist"),
    "email_digest": mark("Daglig e-post"),
    "pass_on_notice": mark("Varsel til noen som har sluttet"),
    "number_letter": mark("Journalføring av brev"),
    "end_role": mark("Rolle som slutter"),
    "close_review": mark("Gjennomgang av tilganger som avsluttes"),
    "remind_of_review": mark("Påminnelse om gjennomgang av tilganger"),
    "tell_of_ending": mark("Beskjed om rolle som slutter"),
    "give_work_back": mark("Arbeid som gis tilbake"),
}
