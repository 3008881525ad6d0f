"""Why no backup is made, or nothing is restored: each says what to do."""

from typing import Final


class BackupRefused(Exception):
    """Nothing was made, and nothing restored; the text is for whoever ran the command."""


SHOWN: Final = 20  # digests named on the screen
NOTHING: Final = "Ingenting er gjenopprettet."
NO_KEY: Final = (
    "BACKUP_PUBLIC_KEY mangler eller er ingen nøkkel. Lag et par med `manage.py backup_keys`."
)
NO_URL: Final = "{setting} mangler: den sier hvem kommandoen er i databasen."
NO_SECRET: Final = (
    f"Den hemmelige nøkkelen er ingen nøkkel: den begynner med AGE-SECRET-KEY-1. {NOTHING}"
)
WRONG_KEY: Final = f"Sikkerhetskopien er laget til en annen nøkkel. {NOTHING}"
BROKEN: Final = f"Filen er avkortet eller endret. Bruk en annen sikkerhetskopi. {NOTHING}"
NOT_OURS: Final = f"Filen er ingen sikkerhetskopi av tildeling. {NOTHING}"
NEWER: Final = (
    f"Sikkerhetskopien er laget av en nyere utgave av programmet. Bruk den utgaven. {NOTHING}"
)
NOT_EMPTY: Final = f"Databasen er ikke tom. Gjenopprett til en ny, tom database. {NOTHING}"
NOT_DUMPED: Final = "Databasen kunne ikke leses: {why}. Ingen sikkerhetskopi er laget."
NOT_LOADED: Final = f"Databasen tok ikke imot: {{why}}. {NOTHING}"
DIFFERS: Final = (
    "Det som er gjenopprettet, er ikke det som ble sikkerhetskopiert: {tables}. Slett databasen,"
    " og bruk en annen sikkerhetskopi. Den sender ingenting."
)
NO_PROGRAM: Final = (
    "{name} er ikke her. Sett PG_BIN til mappen med programmene til PostgreSQL (samme utgave som"
    " databasen, eller nyere)."
)
OTHER_FILE: Final = (
    f"Filen er ikke den som ble laget: SHA-256 er en annen. Bruk en annen sikkerhetskopi. {NOTHING}"
)
SEAL_DIFFERS: Final = (
    "Det siste seglet i historikken er et annet enn det sikkerhetskopien oppgir. Slett databasen,"
    " og bruk en annen sikkerhetskopi. Den sender ingenting."
)
ANCHOR_DIFFERS: Final = (
    "Historikken er en annen enn den som er forankret i TRAIL_ANCHOR_FILE. Slett databasen, og bruk"
    " en annen sikkerhetskopi. Den sender ingenting."
)
MISSING: Final = (
    "{number} dokumenter som databasen viser til, er ikke i sikkerhetskopien: {which}. Se etter om"
    " DOCUMENT_ROOT er riktig. Resten er der."
)


def missing(digests: tuple[str, ...]) -> str:
    """What is said where documents are not there; the first of them by name."""
    more = " …" if len(digests) > SHOWN else ""
    return MISSING.format(number=len(digests), which=", ".join(digests[:SHOWN]) + more)
