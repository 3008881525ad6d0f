"""What is handed out as one file: a ZIP with everything as JSON, the papers and a list of all."""

import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder

ORDER: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same file
README: Final = "LES-MEG.txt"


def package(
    parts: Mapping[str, Any],
    papers: Sequence[tuple[str, Callable[[], bytes]]],
    *,
    readme: str,
) -> bytes:
    """The ZIP, with the SHA-256 of every file in innhold.json: `parts` as they are, or as JSON."""
    buffer = BytesIO()
    contents: list[dict[str, Any]] = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:

        def put(name: str, body: bytes) -> None:
            bundle.writestr(zipfile.ZipInfo(name, ORDER), body, zipfile.ZIP_DEFLATED)
            contents.append({"fil": name, "byte": len(body), "sha256": sha256(body).hexdigest()})

        put(README, readme.encode())
        for name, part in parts.items():
            put(name, part if isinstance(part, bytes) else _json(part))
        for name, fetch in papers:
            put(name, fetch())
        bundle.writestr(zipfile.ZipInfo("innhold.json", ORDER), _json(contents))
    return buffer.getvalue()


def _json(part: Any) -> bytes:
    return json.dumps(part, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
