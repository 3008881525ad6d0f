"""A hundred ways to smuggle a script in: in every field somebody can write in, on every page.

They are put straight into the rows, as the canaries are, past whatever would refuse them at a door:
it is the pages that are tried, also with what once came in by another way.
"""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

import pytest
import time_machine
from django.db import connections

from tests import canaries, databases, given
from tests.architecture.test_doors import filled
from tests.browser.test_pages import PAGES, whose
from tests.depth import deep, in_turn
from tests.journeys.screens import Office, office
from tests.whole import Whole, a_whole_town

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# What runs, and marks itself: `XSS` is set, or a tag or attribute of it stands in the document.
RUN: Final = "XSS=1"
ELEMENTS: Final = (
    f"<script data-xss>{RUN}</script>",
    f"<img data-xss src=x onerror={RUN}>",
    f"<svg data-xss onload={RUN}>",
    f"<body data-xss onload={RUN}>",
    f"<details data-xss open ontoggle={RUN}>",
    f"<input data-xss autofocus onfocus={RUN}>",
    f"<video data-xss><source onerror={RUN}></video>",
    f'<iframe data-xss srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f"<iframe data-xss src=javascript:parent.{RUN}>",
    f"<a data-xss href=javascript:{RUN}>x</a>",
    f"<form data-xss action=javascript:{RUN}><button>x",
    f"<object data-xss data=javascript:{RUN}>",
    "<embed data-xss src=//xss.invalid/x>",
    "<script data-xss src=//xss.invalid/x></script>",
    "<link data-xss rel=stylesheet href=//xss.invalid/x>",
    "<base data-xss href=//xss.invalid/>",
    '<meta data-xss http-equiv=refresh content="0;url=//xss.invalid/">',
    "<style data-xss>@import '//xss.invalid/x'</style>",
    "<div data-xss hx-get=//xss.invalid/x hx-trigger=load>",
    f'<div data-xss hx-on:load="{RUN}">',
    f"<math data-xss><mtext><img src=x onerror={RUN}>",
    f"<svg data-xss><animate onbegin={RUN} attributeName=x dur=1s>",
    "<xss-x>",
    "<b data-xss>",
)
# Out of wherever the text may stand: an attribute, a text area, a title, a script, a comment.
OUT_OF: Final = (
    "",
    '">',
    "'>",
    "</textarea>",
    "</title></script>",
    "-->",
    "]]>",
    '" x=',
    "<noscript><p title='</noscript>",
)
CODED: Final = (
    f"javascript:{RUN}",
    f"java\tscript:{RUN}",
    f'" onmouseover={RUN} data-xss="',
    f"' onfocus={RUN} autofocus data-xss='",
    f"`-{RUN}-`",
    f"';{RUN}//",
    f'";{RUN}//',
    f"\\u003cscript data-xss\\u003e{RUN}\\u003c/script\\u003e",
    f"&lt;script data-xss&gt;{RUN}&lt;/script&gt;",
    f"&#60;img data-xss src=x onerror={RUN}&#62;",
    f"%3Cscript data-xss%3E{RUN}%3C/script%3E",
    f"+ADw-script data-xss+AD4-{RUN}+ADw-/script+AD4-",
    f"\uff1cscript data-xss\uff1e{RUN}\uff1c/script\uff1e",
    f"<scr<script>ipt data-xss>{RUN}</script>",
    f"<<script data-xss>{RUN}//<</script>",
    f"<img/data-xss/src=x/onerror={RUN}//",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}#{{{RUN}}}<%= {RUN} %>",
    "{% load x %}{{ block.super }}<b data-xss>",
)
PAYLOADS: Final = (
    *CODED,
    *(f"{OUT_OF[(n + k) % 9]}{one}" for n, one in enumerate(ELEMENTS) for k in (0, 2, 5, 7)),
)
SHORT: Final = 60
# What ran or stands there; and whether the page shows any of them at all.
FOUND: Final = """() => [[
    ...('XSS' in window ? ['a script ran'] : []),
    ...[...document.querySelectorAll('[data-xss], xss-x, [src*="xss.inv"], [href*="xss.inv"]')]
        .map(one => one.outerHTML.slice(0, 200)),
], document.documentElement.innerHTML.includes('data-xss')]"""
FEWEST: Final = 100
ELSEWHERE: Final = ("/oppsett/", "/profil/", "/snarveier/", "/hjelp/")  # pages that show nobody


class Planted:
    """Puts them in turn in each field of each row, the next that there is room for."""

    def __init__(self) -> None:
        self.turn = cycle(PAYLOADS)
        self.put: set[str] = set()

    def with_one(self, before: Any, one: Any, _word: str) -> Any:
        """As `canaries._with`, with a payload for its word."""
        for payload in (next(self.turn) for _ in PAYLOADS):
            made = PLAIN(before, one, payload)
            if made is None:
                return None
            if not one.max_length or len(made) <= one.max_length:
                self.put.add(payload)
                return made
        return None


PLAIN: Final = canaries._with


@pytest.fixture
def whole(site: str) -> Iterator[Whole]:
    with time_machine.travel(given.NOW):
        yield a_whole_town()


@pytest.fixture
def people(browser: "Browser", site: str, whole: Whole) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


@pytest.mark.proof
@pytest.mark.browser
@pytest.mark.asvs("V1.2.1")
def test_no_script_runs_on_any_page_whatever_was_written(
    site: str,
    whole: Whole,
    people: Office,
    monkeypatch: pytest.MonkeyPatch,
    figure: Callable[[str], None],
) -> None:
    planted = Planted()
    monkeypatch.setattr(canaries, "_with", planted.with_one)
    monkeypatch.setattr(canaries, "_is_a_name", lambda _model, _name: False)
    made = canaries.plant()
    with databases.owner(connections["default"].settings_dict["NAME"]) as cursor:
        cursor.execute("SET session_replication_role = replica")
        for n, payload in enumerate(one for one in PAYLOADS if len(one) < SHORT):
            cursor.execute(
                "UPDATE people_staffmember SET given_name = %s || given_name WHERE id %% 40 = %s",
                [payload, n],
            )

    wrong: dict[str, list[str]] = {}
    pages = in_turn([(path, role) for path, role in PAGES if not path.startswith(ELSEWHERE)])
    told = 0
    for path, role in pages:
        page = people.screen(whose(whole, role)).page
        page.goto(site + filled(path, whole), wait_until="domcontentloaded")
        found, shows = page.evaluate(FOUND)
        told += shows
        if found or people.wrong:
            wrong[path] = [*found, *people.wrong]
            people.wrong.clear()

    figure(
        f"Scripts smuggled in: {len(planted.put)} ways in {len(made.planted)} fields "
        f"({made.words} texts), {told} of {len(pages)} pages show some: none ran"
    )
    assert wrong == {}
    assert len(planted.put) >= FEWEST
    assert told >= deep(FEWEST, FEWEST // 2)


@pytest.mark.proof
@pytest.mark.browser
def test_the_eye_sees_what_runs_and_what_only_stands_there(browser: "Browser") -> None:
    page = browser.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    for one in ELEMENTS:
        page.set_content(f"<p>{one}</p>", wait_until="commit")
        assert page.evaluate(FOUND)[0], one
    page.close()
