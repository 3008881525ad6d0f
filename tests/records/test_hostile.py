"""Files made to do harm are refused with a sentence at the field, or come out harmless."""

import io
import json
import subprocess
import sys

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cases.models import Case
from people.models import Account
from records.adapters import UnacceptableError, made_harmless
from records.adapters.child import answer
from records.adapters.harmless import CHILD, LIMITS
from records.kinds import FILE_REFUSALS
from records.models import Document
from records.rules import file_name
from tests import given
from tests.records.hostile import EICAR, HOSTILE, JS, SECRET, Hostile, on_root, picture, tiff

HARMLESS = [one for one in HOSTILE if not one.code]
REFUSED = [one for one in HOSTILE if one.code]
NAMES = (
    "../../../etc/passwd", "..\\..\\win.ini", "/etc/shadow", "brev\u202efdp.exe", "a\0.pdf",
    "brev\r\nSet-Cookie: a=b.pdf", '"; filename="x.exe', "<script>alert(1)</script>.pdf",
    "CON.pdf", ".htaccess", "å" * 400 + ".pdf", "%2e%2e%2f.pdf", "\u200b\ufeff.pdf",
    "$(reboot).pdf",
)  # fmt: skip


def name_of(one: Hostile) -> str:
    return one.name


def test_there_are_eighty_and_more() -> None:
    assert len(HOSTILE) + len(NAMES) >= 80
    assert len({one.name for one in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("one", REFUSED, ids=name_of)
@pytest.mark.asvs("V5.2.2", "V5.2.6")
def test_what_cannot_be_made_harmless_is_refused(one: Hostile) -> None:
    body = one.make()
    told, made = answer(body, dict(LIMITS)) if body else ({"refused": "empty"}, b"")

    assert told == {"refused": one.code}
    assert made == b""
    assert FILE_REFUSALS[one.code].endswith(".")


@pytest.mark.parametrize("one", HARMLESS, ids=name_of)
@pytest.mark.asvs("V5.2.2", "V14.2.8")
def test_what_is_taken_is_harmless(one: Hostile) -> None:
    body = one.make()

    told, made = answer(body, dict(LIMITS))

    assert "refused" not in told, told
    assert one.removed <= set(told["removed"]), told
    opened = unpacked(made, told["media_type"])
    assert [part for part in one.gone if part in opened] == []


def unpacked(made: bytes, media_type: str) -> bytes:
    """Everything in the file, with its streams unpacked; it opens as what it is said to be."""
    if media_type != "application/pdf":
        with Image.open(io.BytesIO(made)) as shown:
            shown.load()
            assert f"image/{(shown.format or '').lower()}" == media_type
            assert not shown.getexif()
        return made
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as shown:
        assert not shown.is_encrypted
        assert set(shown.Root.keys()) <= {"/Type", "/Pages", "/Lang", "/OCProperties"}
        assert not any("/Annots" in page.obj for page in shown.pages)
        shown.save(plain, qdf=True)
    return made + plain.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("JPEG", mode) for mode in ("1", "L", "RGB", "CMYK")),
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
    ],
)
def test_a_picture_shows_what_it_showed(kind: str, mode: str) -> None:
    told, made = answer(picture(kind, mode=mode, size=(8, 6)), dict(LIMITS))

    with Image.open(io.BytesIO(made)) as shown:
        assert (shown.size, shown.format) == ((8, 6), kind)
    assert told["removed"] == []


def test_a_picture_stands_as_it_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn to the right
    _told, made = answer(picture("JPEG", size=(40, 20), exif=exif), dict(LIMITS))

    with Image.open(io.BytesIO(made)) as shown:
        assert shown.size == (20, 40)


def test_a_scan_of_many_sheets_becomes_a_pdf_of_as_many() -> None:
    clean = made_harmless(tiff(3))

    assert (clean.media_type, clean.pages) == ("application/pdf", 3)
    with pikepdf.open(io.BytesIO(clean.body)) as shown:
        assert len(shown.pages) == 3


def test_a_clean_file_stays_clean_and_the_same() -> None:
    once = made_harmless(given.a_pdf(pages=2))
    twice = made_harmless(once.body)

    assert once.removed == twice.removed == ()
    assert once.body == twice.body


@pytest.mark.asvs("V15.2.5")
def test_the_child_can_open_nothing_and_reaches_nobody() -> None:
    """The same limits, around a program that tries."""
    tries = CHILD.read_text().replace(
        "    asked = sys.stdin.buffer.read()\n",
        "    found = []\n"
        "    for act in (lambda: open('/etc/passwd'), lambda: __import__('socket').socket()):\n"
        "        try:\n"
        "            act(); found.append('did')\n"
        "        except Exception as error:\n"
        "            found.append(type(error).__name__)\n"
        "    print(json.dumps(found)); return\n",
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", tries], capture_output=True, check=True, env={}
    )

    assert "did" not in json.loads(done.stdout)


def test_a_child_that_dies_has_met_a_file_made_to_kill_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.adapters.harmless.SECONDS", 0.01)

    with pytest.raises(UnacceptableError) as refused:
        made_harmless(given.a_pdf())

    assert refused.value.code == "too_large_inside"


# At the door: a sentence at the field, or a document that is harmless


@pytest.fixture
def case() -> Case:
    town = given.a_town()
    return given.a_case(town, responsible=town.caseworker)


def upload(case: Case, body: bytes, name: str = "fil.pdf") -> tuple[int, str]:
    client = Client()
    client.force_login(Account.objects.get(username="saksbehandler"))
    answered = client.post(
        f"/saker/{case.reference}/dokumenter/nytt/",
        {
            "file": SimpleUploadedFile(name, body),
            "kind": "OTHER",
            "title": "Brev",
            "direction": "IN",
            "party": "Noen",
            "dated_on": "2026-01-02",
        },
    )
    return answered.status_code, answered.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "one",
    [one for one in REFUSED if one.name in {
        "nothing", "html", "eicar", "PDF cut in half", "PDF with a password", "deflate bomb",
        "PNG of 400 million dots", "PNG that moves", "PDF portfolio",
    }],
    ids=name_of,
)  # fmt: skip
def test_a_refused_file_gets_its_sentence_at_the_field(one: Hostile, case: Case) -> None:
    status, shown = upload(case, one.make())

    assert status == 422
    at_field = shown.split('id="id_file_error">')[1].split("</p>")[0]
    assert at_field == FILE_REFUSALS[one.code]
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_a_virus_in_a_picture_and_a_script_in_a_pdf_are_not_kept(case: Case) -> None:
    for body in (picture("PNG") + EICAR, on_root(OpenAction=JS)):
        assert upload(case, body)[0] == 302

    kept = list(Document.objects.order_by("pk").values_list("removed", flat=True))
    assert kept == [["tail"], ["script"]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.asvs("V5.4.1", "V5.4.2")
def test_a_hostile_name_is_shown_as_plain_words(name: str) -> None:
    cleaned = file_name(name)

    assert not set(cleaned) & set('/\\<>:"|?*\0\r\n\u202e\u200b\ufeff')
    assert not cleaned.startswith(".")
    assert len(cleaned) <= 120
    assert SECRET.decode() not in cleaned
