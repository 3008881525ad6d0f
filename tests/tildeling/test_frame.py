"""The frame: words and numbers, forms as they are written, menus, and refusals as pages."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from babel.messages.pofile import read_po
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import Client, RequestFactory

from inspection.forms import Control
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import Role
from tests import given
from tildeling import statuses, words
from tildeling.menu import MENUS, menu_of
from tildeling.middleware import RefusalMiddleware, typed_texts
from tildeling.templatetags.frame import error_summary

TODAY = dt.date(2026, 11, 21)
MORNING = dt.datetime(2026, 11, 21, 8, 42, tzinfo=dt.UTC)


def render(source: str, **values: Any) -> str:
    context = Context({"today": TODAY, **values})
    return Template("{% load frame %}" + source).render(context)


# Words and numbers


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(210, "3,5 timer"), (225, "3,75 timer"), (60, "1 time"), (200, "3 t 20 min"), (45, "45 min")],
)
def test_minutes_are_said_as_hours_without_rounding(minutes: int, said: str) -> None:
    assert words.hours(minutes) == said


@pytest.mark.parametrize(
    ("ore", "said"),
    [(0, "0 kr"), (5, "0,05 kr"), (123450, "1 234,50 kr"), (-100, "\u22121 kr")],
)
def test_money_is_written_the_norwegian_way(ore: int, said: str) -> None:
    assert words.kroner(ore).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY, "i dag"),
        (TODAY + dt.timedelta(days=1), "1 dag igjen"),
        (TODAY + dt.timedelta(days=2), "2 dager igjen"),
        (TODAY - dt.timedelta(days=2), "2 dager over"),
    ],
)
def test_a_due_date_says_how_far_off_it_is(day: dt.date, said: str) -> None:
    assert said in render("{% due day %}", day=day)


def test_red_is_for_what_is_over_its_date_alone() -> None:
    assert "danger" in render("{% due day %}", day=TODAY - dt.timedelta(days=1))
    assert "danger" not in render("{% due day %}", day=TODAY)


def test_the_clock_stands_after_its_date_and_before_how_far_off_it_is() -> None:
    said = render('{% due day "12.00" %}', day=TODAY + dt.timedelta(days=1))

    assert " kl. 12.00</time> " in said
    assert said.index("kl. 12.00") < said.index("1 dag igjen")


def test_half_past_midnight_in_oslo_is_the_new_day() -> None:
    just_after_midnight = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)

    assert words.day(just_after_midnight) == "02.07.2026"
    assert words.moment(just_after_midnight) == "02.07.2026 kl. 00.30"


@pytest.mark.parametrize("typed", ["21.11.2026", "21.11.26", "211126", "2026-11-21"])
def test_a_date_is_understood_however_it_was_typed(typed: str) -> None:
    assert words.iso(typed) == "2026-11-21"


def test_a_refused_order_is_red_and_a_dismissed_application_is_not() -> None:
    assert 'data-color="danger"' in render("{% status 'Avvist' 'bestilling' %}")
    assert 'data-color="neutral"' in render("{% status 'Avvist' %}")


@pytest.mark.asvs("V1.2.1")
def test_a_status_is_escaped() -> None:
    assert "<script>" not in render("{% status word %}", word="<script>")


# Forms


class Sample(forms.Form):
    services = forms.MultipleChoiceField(
        label="Hva gjelder det?",
        choices=[("15", "Helsetjenester i hjemmet"), ("6", "Trygghetsalarm")],
        widget=forms.SelectMultiple(attrs={"suggest": True}),
    )
    starts_on = forms.DateField(label="Fra")
    channel = forms.ChoiceField(label="Kanal", choices=[("p", "Telefon")])
    note = forms.CharField(label="Merknad", required=False, widget=forms.Textarea())


def test_a_chosen_service_is_rendered_in_both_places_or_the_component_forgets_it() -> None:
    html = str(Sample({"services": ["6"]})["services"])

    assert '<data value="6">Trygghetsalarm</data>' in html
    assert re.search(r'<option value="6"[^>]*selected', html)


def test_an_impossible_date_is_shown_as_it_was_typed() -> None:
    html = str(Sample({"starts_on": "31.02.2026"})["starts_on"])

    assert 'type="text"' in html
    assert 'value="31.02.2026"' in html


def test_a_date_field_holds_the_date_and_writes_it_out() -> None:
    html = str(Sample(initial={"starts_on": TODAY})["starts_on"])

    assert 'type="date"' in html
    assert 'value="2026-11-21"' in html
    assert "lørdag 21. november 2026" in html


def test_the_summary_says_the_same_as_the_fields_and_names_them() -> None:
    form = Sample({"starts_on": "31.02.2026"})

    summary = render("{% error_summary form %}", form=form)
    fields = render("{{ form }}", form=form)

    for said in ("Velg i «Hva gjelder det?»", "Skriv en dato i «Fra»", "Velg i «Kanal»"):
        assert said in summary
        assert said in fields
    assert 'href="#id_starts_on"' in summary


def test_every_label_points_at_its_field_without_any_script() -> None:
    html = render("{{ form }}", form=Sample())

    labels = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    assert len(labels) == 4
    assert labels <= set(re.findall(r' id="([^"]+)"', html))


def test_no_form_says_paakrevd_or_obligatorisk() -> None:
    html = render("{% error_summary form %}{{ form }}", form=Sample({}))

    assert "krevd" not in html
    assert "bligatorisk" not in html


def test_only_the_smaller_group_of_fields_is_marked() -> None:
    html = render("{{ form }}", form=Sample())

    assert html.count("Valgfritt") == 1
    assert "Må fylles ut" not in html


def test_every_rendered_form_has_a_key_of_its_own() -> None:
    assert render("{% form_key %}") != render("{% form_key %}")


# Menus


def test_several_roles_give_the_union_of_their_menus_each_entry_once() -> None:
    menu = menu_of([Role.CASEWORKER, Role.ASSESSOR])

    assert len(menu) == len(set(menu))
    assert [entry.label for entry in menu][:2] == ["Mine oppgaver", "Innboks"]


# Where each role begins, and the menu, of the pages there are.
BEGINS = {
    Role.CASEWORKER: [
        "/oppgaver/", "/innboks/", "/saker/", "/forlop/", "/frister/", "/brev/", "/henvisninger/",
        "/moter/",
    ],
    Role.ASSESSOR: ["/oppgaver/", "/saker/", "/henvisninger/", "/moter/"],
    Role.COORDINATOR: ["/forlop/", "/innboks/", "/oppgaver/", "/frister/", "/moter/"],
    Role.DECISION_OFFICER: [
        "/oppgaver/", "/oppgaver/?vis=godkjenning", "/saker/", "/frister/", "/brev/", "/moter/",
    ],
    Role.APPROVER: [
        "/oppgaver/", "/oppgaver/?vis=godkjenning", "/saker/", "/frister/", "/brev/", "/moter/",
    ],
    Role.UNIT_LEADER: [
        "/bestillinger/", "/oppgaver/", "/fordeling/", "/frister/", "/henvisninger/", "/moter/",
        "/tilganger/", "/innsyn/", "/innsyn/uvanlig/",
    ],
    Role.PROVIDER: ["/bestillinger/", "/oppgaver/"],
    Role.AUDITOR: ["/historikk/", "/innsynslogg/", "/internkontroll/", "/uttrekk/"],
    Role.SYSTEM_ADMINISTRATOR: [
        "/oppsett/", "/oppsett/brukere/", "/oppsett/integrasjoner/", "/oppsett/drift/",
    ],
}  # fmt: skip


@pytest.mark.django_db
def test_every_role_begins_on_a_page_of_its_own_and_stands_at_one_place_in_the_menu() -> None:
    for role, actor in given.a_town().by_role().items():
        client = Client()
        client.force_login(given.account_of(actor))
        assert client.get("/").headers["Location"] == BEGINS[role][0], role
        for here in BEGINS[role]:
            answer = client.get(here)
            assert answer.status_code == 200, (role, here)
            menu = re.findall(
                r'<li><a [^>]*?href="([^"]+)"( aria-current="page")?',
                answer.content.decode().split('class="app-menu"')[1].split("</nav>")[0],
            )
            assert [url for url, _ in menu] == BEGINS[role], role
            assert [url for url, current in menu if current] == [here], role


@pytest.mark.django_db
def test_who_leads_a_unit_without_orders_begins_where_work_is_shared_out() -> None:
    town = given.a_town()
    client = Client()
    client.force_login(given.account_of(given.staff(Role.UNIT_LEADER, town.intake)))

    assert client.get("/").headers["Location"] == "/fordeling/"
    page = client.get("/fordeling/").content.decode()
    menu = page.split('class="app-menu"')[1].split("</nav>")[0]
    assert re.findall(r'<li><a [^>]*?href="([^"]+)"', menu) == [
        "/fordeling/", "/oppgaver/", "/saker/", "/frister/", "/henvisninger/", "/moter/",
        "/tilganger/", "/innsyn/", "/innsyn/uvanlig/",
    ]  # fmt: skip


def test_a_short_day_has_its_year_where_it_is_not_this_years() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)):
        said = [words.short_day(day) for day in (dt.date(2026, 12, 1), dt.date(2027, 3, 1))]

    assert said == ["01.12.", "01.03.2027"]


# Catalogues


@pytest.mark.parametrize("language", ["nn", "en"])
def test_every_status_and_menu_item_speaks_the_language(language: str) -> None:
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        known = {m.id for m in read_po(file) if m.string}

    labels = {*statuses.COLOURS, *statuses.PLAIN}
    labels |= {entry.label for entries in MENUS.values() for entry in entries}

    assert labels <= known


# Refusals as pages


def page_for(error: Exception, **posted: str) -> Any:
    request = RequestFactory().post("/saker/2026-00001/innstilling/", posted)
    return RefusalMiddleware(lambda _: None).process_exception(request, error)  # type: ignore[arg-type, return-value]  # not called


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AccessDenied("Du har ikke tilgang til denne saken."), 403),
        (NotFound("Vi finner ikke saken."), 404),
        (Stale("Kari Lie lagret en endring kl. 10.40."), 409),
        (Refused("Innstillingen mangler personens syn."), 422),
    ],
)
def test_a_refusal_becomes_a_page_that_says_it_and_keeps_the_text(
    error: Exception, status: int
) -> None:
    response = page_for(error, view="Personen vil helst klare morgenstellet selv.", choice="a")

    html = response.content.decode()
    assert response.status_code == status
    assert str(error) in html
    assert "Personen vil helst klare morgenstellet selv." in html


def test_what_is_shown_again_is_text_and_not_a_password() -> None:
    request = RequestFactory().post(
        "/", {"password": "en ganske lang hemmelighet her", "_key": "x" * 32, "code": "15"}
    )

    assert typed_texts(request) == []


def test_the_api_answers_for_itself() -> None:
    request = RequestFactory().post("/api/v1/applications/")
    middleware = RefusalMiddleware(lambda _: None)  # type: ignore[arg-type, return-value]  # not called

    assert middleware.process_exception(request, Refused("Nei.")) is None


def test_the_summary_names_the_field_where_several_lack_the_same() -> None:
    form = Control({})
    form.add_error("verdict_fakta", "Velg én.")
    form.add_error("verdict_klage", "Velg én.")
    form.add_error("text_form", "Kort ned.")

    texts = [one["text"] for one in error_summary(form)["found"]]

    assert texts == ["Fakta: Velg én.", "Kort ned.", "Klageopplysning: Velg én."]
