"""What the product is made of: pinned, with digests, each for a purpose; and no secrets in it."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from runpy import run_path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKS = ("requirements.lock", "requirements-production.lock")
PINNED = re.compile(r"^[a-z0-9._-]+==[^\s;\\]+( ; [^\\]+)? \\$")
# What a key looks like, whoever made it.
SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    rb"|\bglpat-[A-Za-z0-9_-]{20}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bsk-[A-Za-z0-9]{32,}\b"
    rb"|\bAIza[0-9A-Za-z_-]{35}\b|\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\."
)


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.asvs("V15.2.4")
def test_every_dependency_is_one_version_with_its_digests_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip(), flags=re.IGNORECASE)

    assert len(blocks) > 40
    for block in blocks:
        first, *rest = block.splitlines()
        assert PINNED.match(first), first
        assert any(re.match(r"    --hash=sha256:[0-9a-f]{64}( \\)?$", line) for line in rest), first
    assert "://" not in text
    assert "--index-url" not in text


@pytest.mark.asvs("V15.2.4")
def test_every_package_of_the_pages_is_one_version_with_its_digest() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    del packages[""]
    assert all(re.match(r"sha512-|sha1-", package["integrity"]) for package in packages.values())
    direct = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    versions = [*direct["dependencies"].values(), *direct["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)


def test_every_direct_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)["project"]
    names = [*told["dependencies"], *told["optional-dependencies"]["embedded"]]

    assert [name for name in names if not re.search(rf'"{re.escape(name)}", +# \w', text)] == []


@pytest.mark.asvs("V15.1.2")
def test_the_bill_of_materials_names_all_that_is_served_and_nothing_of_the_tests() -> None:
    bill = run_path(str(ROOT / ".ci" / "sbom.py"))["bill"]()

    parts = {part["purl"]: part for part in bill["components"]}
    assert len(parts) == len(bill["components"])
    assert all(part["hashes"] and part["version"] for part in parts.values())
    assert any(purl.startswith("pkg:pypi/django@5.2") for purl in parts)
    assert any(purl.startswith("pkg:npm/%40digdir/designsystemet-css@") for purl in parts)
    assert not [purl for purl in parts if "pytest" in purl or "axe-core" in purl]
    assert {hashed["alg"] for part in parts.values() for hashed in part["hashes"]} <= {
        "SHA-256",
        "SHA-512",
    }


def test_no_key_lies_in_the_repository() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name]
    if not files:
        pytest.skip("not a clone")

    found = [str(file) for file in files if file.is_file() and SECRETS.search(file.read_bytes())]

    assert found == []
    assert not [file for file in files if file.name == ".env" or file.suffix in {".pem", ".key"}]
