"""The case as a ZIP: one PDF, each paper, history and access log, and a manifest to check it by."""

import datetime as dt
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any, Final

from audit.queries import Integrity
from audit.rules import Seal
from desk.adapters.whole import Sheet, WholeCase
from people.adapters import Row, csv_of

SUFFIXES: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
IN_MEMORY: Final = 20_000_000  # bytes; more lies on disk while it is sent
HOW: Final = (
    "Hver fil i pakken står her med SHA-256 av innholdet (sha256sum -c etter at feltene er skrevet"
    " om til «sum  navn»). SHA-256 av denne filen (manifest.json) står i sporet som hendelsen"
    " TakenOut og under «Uttrekk» i Tildeling. Sporet er forseglet i blokker: «seal» er den siste"
    " blokken da pakken ble laget, «anchored_to» den siste som er skrevet utenfor databasen. Slik"
    " regnes en blokk ut: docs/audit.md i kildekoden."
)


@dataclass(frozen=True, slots=True)
class Packed:
    """The ZIP, opened at its beginning; the hash of its manifest."""

    file: IO[bytes]
    sha256: str


def pack(
    reference: str,
    case: WholeCase,
    *,
    sheets: Mapping[str, Sequence[Row]],
    told: Mapping[str, Any],
    seal: Seal | None,
    anchored_to: int,
    chain: Integrity,
    at: dt.datetime,
) -> Packed:
    """Write the package; `sheets` by file name, `told` what the manifest says of the making."""
    # closed by who sends it
    made = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - as above
    files: list[dict[str, Any]] = []
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, body: bytes, **facts: object) -> None:
            archive.writestr(name, body)
            digest = hashlib.sha256(body).hexdigest()
            files.append({"name": name, "sha256": digest, "bytes": len(body), **facts})

        put(
            f"sak-{reference}.pdf",
            case.pdf(at=at),
            contains=[_facts(one) | {"kind": one.entry.label} for one in case.sheets],
        )
        lying = (one for one in case.sheets if one.folder)
        for n, one in enumerate(lying, start=1):
            suffix = SUFFIXES.get(one.entry.media_type, "bin")
            put(f"{one.folder}/{n:03}.{suffix}", one.entry.body, **_facts(one))
        for name, rows in sheets.items():
            put(name, csv_of(rows))
        manifest = {
            "case": reference,
            "made_by": case.by,
            **told,
            "files": files,
            "trail": {
                "seal": asdict(seal) if seal else None,
                "anchored_to": anchored_to,
                "checked_at": chain.checked_at.isoformat() if chain.checked_at else None,
                "breaks": list(chain.breaks),
            },
            "how": HOW,
        }
        body = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        archive.writestr("manifest.json", body)
    made.seek(0)
    return Packed(made, hashlib.sha256(body).hexdigest())


def _facts(sheet: Sheet) -> dict[str, str]:
    return {"day": f"{sheet.on}", "number": sheet.entry.number, "title": sheet.entry.title}
