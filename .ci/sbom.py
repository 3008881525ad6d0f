"""`make sbom`: what the product is made of, as CycloneDX 1.6, read from the locks alone.

No network and no environment is asked: the same locks give the same document, to the byte.
"""

import base64
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / "requirements-production.lock"
NODE = ROOT / "package-lock.json"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def python_parts(lock: str) -> list[dict[str, Any]]:
    """One component for each line of a lock, with the digests of its files."""
    found: list[dict[str, Any]] = []
    for line in lock.splitlines():
        if pinned := PINNED.match(line):
            name, version = pinned.groups()
            found.append(
                {
                    "type": "library",
                    "bom-ref": f"pkg:pypi/{name}@{version}",
                    "name": name,
                    "version": version,
                    "purl": f"pkg:pypi/{name}@{version}",
                    "hashes": [],
                }
            )
        for digest in HASH.findall(line):
            found[-1]["hashes"].append({"alg": "SHA-256", "content": digest})
    return found


def node_parts(lock: str) -> list[dict[str, Any]]:
    """One component for each package the pages are served from; not those of tests."""
    found = []
    for path, package in json.loads(lock)["packages"].items():
        if not path or package.get("dev"):
            continue
        name, version = path.rpartition("node_modules/")[2], package["version"]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        algorithm, _, digest = package["integrity"].partition("-")
        part = {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            "hashes": [
                {
                    "alg": {"sha512": "SHA-512", "sha1": "SHA-1"}[algorithm],
                    "content": base64.b64decode(digest).hex(),
                }
            ],
        }
        if "license" in package:
            part["licenses"] = [{"expression": package["license"]}]
        found.append(part)
    return found


def bill() -> dict[str, Any]:
    """The whole document."""
    parts = python_parts(PYTHON.read_text(encoding="utf-8"))
    parts += node_parts(NODE.read_text(encoding="utf-8"))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": "tildeling", "name": "tildeling"}
        },
        "components": sorted(parts, key=lambda part: part["purl"]),
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
