"""The file of everything that is kept of a person, handed out when innsyn was granted (art. 15)."""

import datetime as dt
import uuid
from functools import partial
from hashlib import sha256
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from audit.words import filled, mark
from desk import queries
from desk.adapters import given_pdf, told_pdf, told_row
from desk.rules import heading_of
from entrance.adapters import recent_login
from inspection.actions import take_out
from inspection.kinds import Purpose, What
from people.access import reading
from people.adapters import who
from people.refusals import NotFound, Refused
from people.roles import Permission
from privacy.adapters import package
from privacy.kinds import GIVEN, LEFT_OUT, LEFT_TITLES, NOT_GIVEN
from privacy.queries import ClaimRow, Everything, Paper, claim_row, columns_of, everything
from records.adapters import FileLostError, StoreDownError, file_store
from records.kinds import STORE_DOWN_NOW

LOST: Final = mark(
    "«{name}» er borte fra dokumentlageret, så filen ville ikke vært hel. Meld fra til"
    " systemansvarlig."
)
FILE: Final = "Innsyn – hele personen"
HEADS: Final = ("når", "hvem", "enhet", "hvorfor", "hva de så")
README: Final = """\
INNSYN I EGNE OPPLYSNINGER (personvernforordningen artikkel 15)

Laget {at}. Til {to}. {how}.

Les disse først:
alt-som-er-registrert.pdf       det som er registrert, og hva som er gjort
hvem-har-sett.pdf               hvem som har sett opplysningene, når og hvorfor
brev/                           brevene til personen, slik de ble sendt
dokumenter/                     dokumentene som ligger på personen

Det samme for et dataprogram, hvis opplysningene skal flyttes:
for-maskiner/registrert.json    alt som er registrert
for-maskiner/hendelser.json     hva som er gjort, og av hvem
for-maskiner/innsynslogg.json   hvem som har sett opplysningene
innhold.json                    alle filene med SHA-256, så en kan se at ingen er endret

DETTE ER IKKE MED, OG HVORFOR
{left}

SE GJENNOM FØR UTLEVERING
Fritekst kan nevne andre personer. Kjente telefonnumre, adresser og fødselsnumre til andre
er tatt ut av tekstene, men ikke av dokumentene.
"""


@recent_login(minutes=5)
@require_GET
def claim_file(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Everything of the person as one file; that it was taken is on record before it is made."""
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, Permission.ANSWER_CLAIMS, page=FILE, at=at) as look:
        row = claim_row(str(claim_id), actor=actor)
        if not row.file:
            raise NotFound(_("Det er ikke gitt innsyn etter dette kravet."))
        found = everything(row.person_id, on=on)
        with translation.override(queries.language_of(row.person_public_id, actor=actor)):
            told = queries.told(row.person_public_id, actor=actor, on=on)
        look.saw(persons=[*found.person_ids], ground="innsyn")
    made = _made(row, found, told, at)
    take_out(
        What.PERSON,
        purpose=Purpose.INSIGHT,
        form="zip",
        persons=[row.person_id],
        rows=sum(len(rows) for rows in found.tables.values()),
        sha256=sha256(made).hexdigest(),
        actor=actor,
        at=at,
    )
    return HttpResponse(
        made,
        content_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="innsyn.zip"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _made(row: ClaimRow, found: Everything, told: queries.Told, at: dt.datetime) -> bytes:
    """The file. Asks the database nothing."""
    person = told.person
    looks = [told_row(one) for day in told.days for one in day.rows]
    return package(
        {
            "alt-som-er-registrert.pdf": given_pdf(
                found,
                name=person.full_name,
                born=f"{person.born_on:%d.%m.%Y}" if person.born_on else "Ikke kjent",
                municipality=told.municipality,
                at=at,
            ),
            "hvem-har-sett.pdf": told_pdf(told, at=at),
            "for-maskiner/registrert.json": found.tables,
            "for-maskiner/hendelser.json": found.acts,
            "for-maskiner/innsynslogg.json": [dict(zip(HEADS, one, strict=True)) for one in looks],
        },
        [(paper.name, partial(_fetch, paper)) for paper in found.papers],
        readme=_readme(row, found, at),
    )


def _fetch(paper: Paper) -> bytes:
    if paper.body is not None:
        return paper.body
    try:
        return file_store().get(paper.sha256)
    except StoreDownError:
        raise Refused(STORE_DOWN_NOW, code="store_down") from None
    except FileLostError:
        raise Refused(filled(LOST, name=paper.name), code="file_lost") from None


def _readme(row: ClaimRow, found: Everything, at: dt.datetime) -> str:
    """What the files are and what is left out, in bokmål."""
    with translation.override("nb"):
        left = [f"{LEFT_TITLES[name]}: {why}" for name, why in NOT_GIVEN.items()]
        for name, whys in LEFT_OUT.items():
            columns = columns_of(name)
            fields = sorted({heading_of(columns[field]) for field in whys})
            left.append(
                f"{GIVEN[name]}: {', '.join(fields)}. {'; '.join(sorted(set(whys.values())))}."
            )
        left += [f"Brev som også viser en annens adresse: {title}" for title in found.withheld]
    return README.format(
        at=f"{localtime(at):%d.%m.%Y kl. %H.%M}",
        to=row.handed_to,
        how=row.handed_how,
        left="\n".join(f"- {line}" for line in left),
    )
