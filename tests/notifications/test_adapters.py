"""The typesetter and its child: what is in the file, and what a hostile letter can do (nothing)."""

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from audit.words import said
from notifications.adapters import (
    Typesetter,
    TypesettingError,
    clean,
    letters,
    objections,
    unprintable,
)
from notifications.adapters.typesetter import TEMPLATES
from notifications.letters import LETTERS, Language
from notifications.rules import LetterContent
from tests.notifications import samples

TEMPLATE = (TEMPLATES / "letter.typ").read_text("utf-8")


def pdf(letter: LetterContent, **changed: Any) -> bytes:
    return letters.pdf(letter.as_json() | changed, on=letter.on)


def opened(body: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(body))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", samples.SAMPLES)
def test_a_letter_is_tagged_as_archive_and_accessible_pdf_in_one_file(
    name: str, language: Language
) -> None:
    letter = samples.SAMPLES[name](language)

    with opened(pdf(letter)) as file:
        with file.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == letter.title
        root = file.Root
        assert str(root.Lang) == ("en-GB" if language is Language.ENGLISH else f"{language}-NO")
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert root.OutputIntents
        assert {"/H1", "/H2", "/P"} <= tags(root.StructTreeRoot)
        assert len(file.pages) <= 3


def tags(node: Any) -> set[str]:
    """Every structure type below `node`."""
    found = {str(node.S)} if "/S" in node else set()
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            found |= tags(child)
    return found


def test_a_plain_grant_fits_on_two_sheets_and_has_a_real_table() -> None:
    with opened(pdf(samples.granted(Language.BOKMAL))) as file:
        assert len(file.pages) <= 2
        assert {"/Table", "/TH", "/TD", "/BlockQuote", "/L"} <= tags(file.Root.StructTreeRoot)


def test_the_same_letter_gives_the_same_bytes_also_from_another_child() -> None:
    letter = samples.mixed(Language.BOKMAL)
    other = Typesetter(TEMPLATE)

    first = letters.pdf(letter.as_json(), on=letter.on)
    again = letters.pdf(letter.as_json(), on=letter.on)
    elsewhere = other.pdf(letter.as_json(), on=letter.on)
    other.close()

    assert sha256(first).digest() == sha256(again).digest() == sha256(elsewhere).digest()


def test_every_letter_has_its_template() -> None:
    assert all((TEMPLATES / row.template).is_file() for row in LETTERS.values())


HOSTILE = [
    '#panic("x")',
    '#read("/etc/passwd")',
    '#include "/etc/passwd"',
    '#import "@preview/cetz:0.3.0"',
    "#sys.inputs.data",
    '#eval("1+1")',
    "$ x^2 $ *bold* _it_ `raw` <label> @ref // comment /* */",
    "= Overskrift\n- punkt\n+ punkt\n/ term: x",
    "]] #[ }} {{ \\ \\u{41} #set page(width: 1pt)",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.asvs("V1.3.7")
def test_what_people_write_is_printed_as_it_stands_and_never_obeyed(text: str) -> None:
    letter = samples.granted(Language.BOKMAL)
    plain = pdf(letter, lead=["x" * 10])

    hostile = pdf(letter, lead=[text])

    with opened(plain) as before, opened(hostile) as after:
        assert len(after.pages) in {len(before.pages), len(before.pages) + 1}
        assert after.pages[0].mediabox == before.pages[0].mediabox


@pytest.mark.asvs("V15.2.5")
def test_a_template_cannot_reach_files_or_the_network_after_the_first_letter() -> None:
    asked = {"#read(d.path)": "read", "#import d.path": "import"}
    for code in asked:
        setter = Typesetter(
            '#let d = json(bytes(sys.inputs.data))\n#set document(title: "x")\n'
            f'#if d.at("path", default: "") != "" [ {code} ] else [ x ]'
        )
        for path in ("/etc/passwd", "../../../etc/passwd", "@preview/cetz:0.3.0"):
            with pytest.raises(TypesettingError):
                setter.pdf({"path": path}, on=samples.TODAY)
        setter.close()


def test_a_child_that_was_killed_is_replaced() -> None:
    letter = samples.receipt(Language.BOKMAL)
    before = pdf(letter)
    killed = letters.child_id()
    assert killed is not None

    os.kill(killed, signal.SIGKILL)
    time.sleep(0.05)

    assert pdf(letter) == before
    assert letters.child_id() not in {None, killed}


BOMB = """#let d = json(bytes(sys.inputs.data))
#set document(title: "x")
#if d.at("bomb", default: false) {
  let all = ()
  for i in range(100000000) { all.push(range(100000)) }
  [#all.len()]
} else [ok]
"""


@pytest.mark.asvs("V15.2.2")
def test_a_memory_bomb_takes_only_its_child_with_it() -> None:
    setter = Typesetter(BOMB, seconds=30)

    with pytest.raises(TypesettingError):
        setter.pdf({"bomb": True}, on=samples.TODAY)

    assert setter.pdf({}, on=samples.TODAY).startswith(b"%PDF")
    setter.close()


@pytest.mark.asvs("V15.2.2")
def test_an_endless_letter_is_ended_by_the_clock() -> None:
    endless = BOMB.replace("all.push(range(100000))", "calc.sin(i)")
    setter = Typesetter(endless, seconds=0.6)

    started = time.monotonic()
    with pytest.raises(TypesettingError, match="limit of time"):
        setter.pdf({"bomb": True}, on=samples.TODAY)

    assert time.monotonic() - started < 5
    assert setter.pdf({}, on=samples.TODAY).startswith(b"%PDF")
    setter.close()


def test_a_letter_that_is_too_large_is_refused_before_it_is_asked() -> None:
    with pytest.raises(TypesettingError, match="too large"):
        letters.pdf({"x": "y" * 3_000_000}, on=samples.TODAY)


def test_the_error_never_repeats_the_letters_own_words() -> None:
    with pytest.raises(TypesettingError) as caught:
        pdf(samples.granted(Language.BOKMAL), lead=["Ola Hemmelig 😀"])

    assert "Hemmelig" not in str(caught.value)
    assert "character" in str(caught.value)


def test_many_threads_share_one_child() -> None:
    letter = samples.receipt(Language.BOKMAL)
    expected = pdf(letter)
    child = letters.child_id()

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: pdf(letter), range(40)))

    assert set(made) == {expected}
    assert letters.child_id() == child


def test_a_forked_process_gets_a_child_of_its_own() -> None:
    letter = samples.receipt(Language.BOKMAL)
    expected = pdf(letter)
    parents = letters.child_id()
    read, write = os.pipe()

    forked = os.fork()
    if not forked:  # pragma: no cover - in the fork
        own = pdf(letter) == expected and letters.child_id() != parents
        letters.close()
        os.write(write, b"1" if own else b"0")
        os._exit(0)
    os.waitpid(forked, 0)

    assert os.read(read, 1) == b"1"
    assert letters.child_id() == parents
    assert pdf(letter) == expected


def test_the_child_knows_none_of_our_secrets() -> None:
    pdf(samples.receipt(Language.BOKMAL))

    environment = Path(f"/proc/{letters.child_id()}/environ").read_bytes()

    assert b"SECRET" not in environment
    assert b"DATABASE" not in environment


def test_the_child_holds_nothing_open_but_its_pipes() -> None:
    pdf(samples.receipt(Language.BOKMAL))

    limits = Path(f"/proc/{letters.child_id()}/limits").read_text()

    assert re.search(r"Max open files\s+3\s+3\s", limits)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hei 😀", "Tegnet «😀» kan ikke stå i et brev. Skriv det med ord."),
        ("NUL\x00", "Tegnet «U+0000» kan ikke stå i et brev. Skriv det med ord."),
        ("snu\u202eom", "Tegnet «U+202E» kan ikke stå i et brev. Skriv det med ord."),
        ("漢", "Tegnet «漢» kan ikke stå i et brev. Skriv det med ord."),
        ("\ud800", "Tegnet «U+D800» kan ikke stå i et brev. Skriv det med ord."),
        ("x" * 200, "Ordet «xxxxxxxxxxxxxxxxxxxx…» er for langt. Sett inn mellomrom."),
        ("q\u0323\u0307\u0301\u0302", "Teksten har for mange aksenter på samme bokstav."),
        ("ord " * 6_000, "Teksten har 23999 tegn. Kort den ned til 20000."),
    ],
)
def test_what_a_letter_cannot_show_is_refused_at_the_field(text: str, said: str) -> None:
    assert objections(text) == [said]


def test_many_bad_characters_give_a_few_lines() -> None:
    found = objections("😀😁😂🤣😃😄😅")

    assert len(found) == 6
    assert found[-1] == "Det er 2 andre tegn som heller ikke kan stå i et brev."


@pytest.mark.parametrize(
    "text",
    [
        "Ærlig talt: Åse Østby-Ødegård, é ü ñ ß, «sitat» – 3,5 ≥ 2 … § 3-2 • 50 % €",
        "Čáhppes ŋ đ ŧ ž š ŧ",
        "Łódź, Škoda, Çağatay, Nguyễn, Ŧ Ŋ, e\u2011post",
        "linje én\nlinje to\r\nlinje tre\u00ad\u200b\ttabulator\u00a0hardt",
        "",
    ],
)
def test_what_people_here_write_is_allowed_and_can_be_set(text: str) -> None:
    assert objections(text) == []
    assert pdf(samples.granted(Language.BOKMAL), lead=[clean(text)]).startswith(b"%PDF")


def test_text_is_composed_and_loses_only_what_nobody_sees() -> None:
    assert (
        clean("A\u030ase\u00ad \u200bog\ufeff\tOla\r\n\r\n\r\n\r\nslutt ") == "Åse og Ola\n\nslutt"
    )


@given(st.text(max_size=200))
def test_what_is_not_refused_can_be_set(text: str) -> None:
    letter = samples.receipt(Language.BOKMAL)

    if not objections(text):
        assert pdf(letter, lead=[clean(text)]).startswith(b"%PDF")
    elif odd := unprintable(text):
        assert any(f"U+{ord(odd[0]):04X}" in o or odd[0] in o for o in objections(text))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nn", "Teiknet «😀» kan ikkje stå i eit brev. Skriv det med ord."),
        ("en", "The character “😀” cannot stand in a letter. Write it in words."),
    ],
)
def test_what_a_letter_cannot_show_is_told_in_the_writers_language(
    language: str, told: str
) -> None:
    (sentence,) = objections("Hei 😀")

    with translation.override(language):
        assert said(sentence, translation.gettext) == told
