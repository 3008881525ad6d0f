"""The pages of decisions: what is typed survives, objections stand at their fields."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from audit.models import Read
from cases.actions import save_draft, take_case
from cases.models import Case, Draft
from cases.stages import Stage
from decisions.policy import Part
from notifications import actions as post
from notifications.models import Letter
from pathways.actions import ask_question, send_to_decision
from people.access import Actor
from people.models import Resident
from people.roles import Role
from tests import given
from tests.decisions.acts import also, save, save_line, see_all, submit, the, the_line, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(given.NOW, tick=False):
        yield


@pytest.fixture
def waiting(town: given.Town, drafted: Case) -> Case:
    """A refusal that waits for approval."""
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")
    submit(drafted, town.officer)
    return drafted


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def url(case: Case, tail: str = "1/") -> str:
    return f"/saker/{case.reference}/vedtak/{tail}"


def fields(answer: Any, **changes: Any) -> dict[str, Any]:
    """What the browser would post of the page's form, with some fields typed anew."""
    posted: dict[str, Any] = {}
    for field in answer.context["form"]:
        value = field.value()
        if value not in (None, False):
            posted[field.html_name] = value.isoformat() if isinstance(value, dt.date) else value
    return posted | changes


def body(answer: Any) -> str:
    return str(answer.content.decode())


# Write


def test_the_menus_address_leads_to_the_decision_or_to_its_beginning(
    town: given.Town, case: Case
) -> None:
    client = signed_in(town.officer)
    first = client.get(url(case, ""))

    begun = client.post(url(case, "begynn/"))

    assert "Begynn på vedtaket" in body(first)
    assert begun["Location"] == url(case, "1/fatt/")
    assert client.get(begun["Location"])["Location"] == url(case)  # the unit is missing
    assert client.get(url(case, ""))["Location"] == url(case)


def test_the_page_says_what_is_missing_with_links_and_shows_the_letter(
    town: given.Town, drafted: Case
) -> None:
    save(drafted, town.officer, considerations="")

    answer = signed_in(town.officer).get(url(drafted))

    text = body(answer)
    assert "Én ting mangler før vedtaket kan fattes" in text
    assert 'href="#id_considerations">Hovedhensyn</a>' in text
    assert "Slik blir brevet" in text
    assert "Du får helsetjenester i hjemmet" in text
    assert "Fatt vedtak og send brev" in text
    assert Read.objects.filter(page="Vedtak", case_id=drafted.pk).exists()


def test_a_question_nobody_has_answered_stands_above_the_decision(town: given.Town) -> None:
    case = given.a_coordinated_case(town)
    ask_question(case.pk, question="Bor hun alene?", actor=town.coordinator, at=given.NOW)
    send_to_decision(case.pk, actor=town.coordinator, at=given.NOW)
    take_case(case.pk, actor=town.officer, at=given.NOW)
    given.a_drafted_decision(town, case)
    client = signed_in(town.officer)

    for path in (url(case), url(case, "1/fatt/"), f"/saker/{case.reference}/"):
        shown = body(client.get(path))
        assert "Et spørsmål til innstillingen er ikke besvart" in shown, path
        assert "Bor hun alene?" in shown


def test_from_draft_to_sent_letter_in_three_pages(town: given.Town, drafted: Case) -> None:
    client = signed_in(town.officer)
    page = client.get(url(drafted))

    asked = client.post(url(drafted), fields(page, act="decide", goal="Klare trappen."))
    confirm = client.get(asked["Location"])
    done = client.post(url(drafted, "1/fatt/"), {"version": the(drafted).version})
    receipt = client.get(done["Location"])

    assert asked["Location"] == url(drafted, "1/fatt/")
    assert "Vil du fatte vedtaket og sende brevet?" in body(confirm)
    assert done["Location"] == url(drafted, "1/kvittering/")
    assert the(drafted).goal == "Klare trappen."
    text = body(receipt)
    for words in (
        "Vedtaket er fattet",
        "Venter på utsending",
        "Kan stanses til kl. 10.10",
        "Stans utsending",
        "Bestilling sendt til Hjemmetjenesten Nord.",
        "Klagefrist regnes fra den dagen brevet har kommet fram (",
    ):
        assert words in text, words
    assert client.get(url(drafted, "1/fatt/")).status_code == 302


def test_every_objection_stands_at_its_field_and_the_typed_text_stays(
    town: given.Town, drafted: Case
) -> None:
    client = signed_in(town.officer)
    page = client.get(url(drafted))
    typed = fields(page, act="decide", facts="Nytt og ulagret.", considerations="")
    typed |= {"lines.0.quantity": "mye", "evaluate_on": "31.02.2026"}

    bad = client.post(url(drafted), typed)
    worse = client.post(url(drafted), typed | {"evaluate_on": "", "lines.0.quantity": "3,5"})

    assert bad.status_code == worse.status_code == 422
    assert "Skriv en dato som finnes, for eksempel 21.11.2026" in body(bad)
    assert "For å gå videre må du rette opp følgende feil" in body(worse)
    assert 'href="#id_considerations">Skriv hovedhensynene' in body(worse)
    assert 'href="#id_evaluate_on">Velg når tjenesten skal evalueres.' in body(worse)
    assert "Nytt og ulagret." in body(worse)
    assert the(drafted).facts != "Nytt og ulagret."


def test_a_last_day_before_the_first_is_said_at_the_last_day(
    town: given.Town, drafted: Case
) -> None:
    client = signed_in(town.officer)
    typed = fields(client.get(url(drafted)), act="save")

    answer = client.post(url(drafted), typed | {"lines.0.last_on": "2020-01-01"})

    assert answer.status_code == 422
    assert 'href="#id_lines.0.last_on">Siste dag kan ikke være før første dag.' in body(answer)


def test_an_emoji_is_refused_at_the_field_it_stands_in(town: given.Town, drafted: Case) -> None:
    client = signed_in(town.officer)
    typed = fields(client.get(url(drafted)), act="save", goal="Klare 😀 trappen")

    answer = client.post(url(drafted), typed)

    assert answer.status_code == 422
    assert 'href="#id_goal">Tegnet «😀» kan ikke stå i et brev.' in body(answer)
    assert "Klare 😀 trappen" in body(answer)


def test_somebody_elses_save_is_shown_beside_ones_own_text(town: given.Town, drafted: Case) -> None:
    client = signed_in(town.officer)
    mine = fields(client.get(url(drafted)), act="save", goal="Mitt mål.")
    save(drafted, town.approver, goal="Et annet mål.")

    answer = client.post(url(drafted), mine)
    text = body(answer)
    again = client.post(url(drafted), mine | {"version": the(drafted).version})

    assert answer.status_code == 409
    assert "Eva Lind lagret en endring kl. 10.00 mens du skrev." in text
    assert "Et annet mål." in text
    assert "Mitt mål." in text
    assert (
        f'name="version" value="{the(drafted).version - 1}"' in text
    )  # now theirs: mine may go in
    assert again.status_code == 302
    assert the(drafted).goal == "Mitt mål."


def test_what_was_typed_and_not_saved_comes_back_and_can_be_put_away(
    town: given.Town, drafted: Case
) -> None:
    client = signed_in(town.officer)
    kept = {k: str(v) for k, v in fields(client.get(url(drafted)), goal="Ikke lagret.").items()}
    save_draft(
        "vedtak",
        fields=kept,
        reference=drafted.reference,
        actor=town.officer,
        at=given.NOW,
    )

    back = body(client.get(url(drafted)))
    stored = body(client.get(f"{url(drafted)}?lagret"))

    assert "Utkastet ditt fra kl. 10.00 er hentet fram." in back
    assert "Ikke lagret." in back
    assert "Ikke lagret." not in stored


def test_a_service_is_added_and_taken_out_without_scripts(town: given.Town, drafted: Case) -> None:
    client = signed_in(town.officer)
    typed = fields(client.get(url(drafted)), act="add", add_service="stottekontakt")

    client.post(url(drafted), typed)
    added = [line.service_key for line in the(drafted).lines.order_by("position")]
    page = client.get(url(drafted))
    client.post(url(drafted), fields(page, act="remove-1"))

    assert added == ["helsetjenester_i_hjemmet", "stottekontakt"]
    assert the(drafted).lines.count() == 1
    assert "Ta ut tjenesten" in body(page)


def test_a_line_added_by_somebody_else_is_never_blanked_by_an_older_form(
    town: given.Town, drafted: Case
) -> None:
    client = signed_in(town.officer)
    old = fields(client.get(url(drafted)), act="save", goal="Mitt mål.")
    first = {"id": str(the_line(drafted).public_id)}
    save(
        drafted,
        town.approver,
        lines=[{"service_key": "stottekontakt", "outcome": "REFUSED", "reason": "Nei."}, first],
    )

    client.post(url(drafted), old)
    client.post(url(drafted), old | {"version": the(drafted).version})

    lines = {line.service_key: line for line in the(drafted).lines.all()}
    assert lines["stottekontakt"].reason == "Nei."
    assert lines["helsetjenester_i_hjemmet"].quantity == 210


def test_a_refusal_is_sent_to_approval_with_one_button(town: given.Town, drafted: Case) -> None:
    client = signed_in(town.officer)
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")
    page = client.get(url(drafted))

    sent = client.post(url(drafted), fields(page, act="submit"), follow=True)

    assert "Send til godkjenning" in body(page)
    assert "Fatt vedtak og send brev" not in body(page)
    assert "Vedtaket er sendt til godkjenning." in body(sent)
    assert "Disse kan: Eva Lind." in body(sent)
    assert "Ta tilbake vedtaket" in body(sent)


def test_an_outcome_that_turns_out_to_need_approval_says_so(
    town: given.Town, drafted: Case
) -> None:
    client = signed_in(town.officer)
    typed = fields(client.get(url(drafted)), act="decide")
    typed |= {
        "lines.0.outcome": "REFUSED",
        "lines.0.reason": "Du klarer det selv.",
        "considerations": "Datteren hjelper med begge deler.",
    }

    answer = client.post(url(drafted), typed, follow=True)

    assert "Vedtaket må godkjennes av en annen." in body(answer)
    assert "Send til godkjenning" in body(answer)


def test_a_refusal_with_the_reasons_of_a_grant_is_told_at_the_considerations(
    town: given.Town, drafted: Case
) -> None:
    client = signed_in(town.officer)
    typed = fields(client.get(url(drafted)), act="submit")
    typed |= {"lines.0.outcome": "REFUSED", "lines.0.reason": "Du klarer det selv."}
    before = written()

    answer = client.post(url(drafted), typed)

    page = body(answer)
    assert answer.status_code == 422
    assert "Hovedhensynene står som i innstillingen" in page
    assert 'href="#id_considerations"' in page
    assert typed["considerations"] in page
    assert "Du klarer det selv." in page
    assert written() == before


def test_the_recommender_reads_who_can_decide_at_the_field(town: given.Town, drafted: Case) -> None:
    both = also(town.assessor, Role.DECISION_OFFICER, town.office)
    client = signed_in(both)
    page = client.get(url(drafted))

    answer = client.post(url(drafted), fields(page, act="decide"))

    assert answer.status_code == 422
    assert "Du har skrevet innstillingen og kan ikke fatte vedtaket selv." in body(answer)
    assert 'href="#id_alone_reason"' in body(answer)


def test_the_draft_letter_is_read_as_page_and_as_pdf(town: given.Town, drafted: Case) -> None:
    client = signed_in(town.officer)

    page = client.get(url(drafted, "1/brev/"))
    pdf = client.get(url(drafted, "1/brev/pdf/"))

    assert "Du får helsetjenester i hjemmet" in body(page)
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert "Nordmann" not in pdf["Content-Disposition"]


def test_no_name_or_number_stands_in_address_or_title(town: given.Town, drafted: Case) -> None:
    text = body(signed_in(town.officer).get(url(drafted)))

    title = text.partition("<title>")[2].partition("</title>")[0]
    assert title == f"Sak {drafted.reference} – Vedtak – Tildeling"


# Approve


def test_the_approver_opens_each_step_and_approves(town: given.Town, waiting: Case) -> None:
    client = signed_in(town.approver)
    version = {"version": the(waiting).version}
    early = client.post(url(waiting, "1/godkjenning/"), version)
    for part in Part:
        opened = client.post(url(waiting, "1/godkjenning/sett/"), version | {"part": part})
        shown = client.get(opened["Location"].partition("#")[0])
        assert opened.status_code == 302
        assert "Sett 10.00" in body(shown)

    done = client.post(url(waiting, "1/godkjenning/"), version)

    assert early.status_code == 422
    assert "Se gjennom «Innstilling» før du godkjenner." in body(early)
    assert done["Location"] == url(waiting, "1/kvittering/")
    assert waiting_stage(waiting) == Stage.DECIDED
    assert "Vedtaket er godkjent" in body(client.get(done["Location"]))


def test_each_step_shows_what_it_is_about(town: given.Town, waiting: Case) -> None:
    client = signed_in(town.approver)
    for part, words in (
        ("soknad", "Jeg vil klare morgenstellet selv."),
        ("kartlegging", "Klare morgenstellet selv."),
        ("innstilling", "Trenger hjelp til morgenstell og legemidler."),
        ("vedtak", "Du klarer det selv."),
        ("brev", "Du får ikke helsetjenester i hjemmet"),
    ):
        text = body(client.get(url(waiting, f"1/godkjenning/?del={part}")))
        assert words in text.partition('id="del"')[2], part


def test_the_writer_meets_no_form_but_who_can(town: given.Town, waiting: Case) -> None:
    both = also(town.officer, Role.APPROVER, town.office)

    text = body(signed_in(both).get(url(waiting, "1/godkjenning/")))

    assert "Du har skrevet vedtaket og kan ikke godkjenne det selv. Disse kan: Eva Lind." in text
    assert "Godkjenn vedtaket og send brev" not in text


def test_sent_back_with_a_reason_the_writer_sees_it(town: given.Town, waiting: Case) -> None:
    client = signed_in(town.approver)
    typed = {"version": the(waiting).version, "part": "vedtak", "code": "GROUNDS"}
    silent = client.post(url(waiting, "1/godkjenning/tilbake/"), typed | {"reason": " "})

    client.post(url(waiting, "1/godkjenning/tilbake/"), typed | {"reason": "Skriv mer."})

    assert silent.status_code == 422
    assert "Skriv hva som må rettes." in body(silent)
    text = body(signed_in(town.officer).get(url(waiting)))
    assert "Begrunnelsen er for tynn" in text
    assert "Skriv mer." in text


def test_the_second_approver_reads_that_it_is_done(town: given.Town, waiting: Case) -> None:
    other = given.staff(Role.APPROVER, town.office, given="Per", family="Dal")
    version = {"version": the(waiting).version}
    see_all(waiting, town.approver)
    signed_in(town.approver).post(url(waiting, "1/godkjenning/"), version)

    late = signed_in(other).post(url(waiting, "1/godkjenning/"), version)

    assert late.status_code == 409
    assert "Vedtaket er allerede godkjent av Eva Lind kl. 10.00." in body(late)


def test_taken_back_it_can_be_written_again(town: given.Town, waiting: Case) -> None:
    client = signed_in(town.officer)
    while_it_waits = client.post(url(waiting), {"version": 1})

    client.post(url(waiting, "1/ta-tilbake/"), {"version": the(waiting).version})

    assert while_it_waits.status_code == 302
    assert "Hovedhensyn" in body(client.get(url(waiting)))


def test_the_recommendation_is_sent_back_with_a_coded_reason(
    town: given.Town, drafted: Case
) -> None:
    client = signed_in(town.officer)
    page = client.get(url(drafted, "send-tilbake/"))
    typed = {"version": drafted.version, "code": "EXTENT", "reason": "Hvorfor 3,5?"}
    blank = client.post(url(drafted, "send-tilbake/"), {"version": drafted.version})

    done = client.post(url(drafted, "send-tilbake/"), typed)

    assert page.status_code == 200
    assert "Velg hvorfor det sendes tilbake." in body(blank)
    assert done.status_code == 302
    assert waiting_stage(drafted) == Stage.ASSESSMENT


# After


def test_letters_are_marked_as_sent_from_the_queue(town: given.Town) -> None:
    given.an_issued_decision(town)
    client = signed_in(town.officer)
    later = given.NOW + dt.timedelta(minutes=11)
    letter = Letter.objects.get()
    bundle = post.print_letters([str(letter.public_id)], actor=town.officer, at=later)["bundle"]

    with time_machine.travel(later, tick=False):
        queue = body(client.get("/brev/"))
        wrong = client.post(f"/brev/bunke/{bundle}/sendt/", {"posted_on": "i går"})
        sent = client.post(f"/brev/bunke/{bundle}/sendt/", {"posted_on": "04.03.2026"})

    assert f"/brev/bunke/{bundle}/sendt/" in queue
    assert wrong.status_code == 422
    assert sent["Location"] == "/brev/"
    letter.refresh_from_db()
    assert letter.state == "SENT"


def test_who_may_not_open_the_case_hears_who_can_help(town: given.Town, drafted: Case) -> None:
    outside = given.staff(Role.DECISION_OFFICER, town.office_team)

    answer = signed_in(outside).get(url(drafted))

    assert answer.status_code == 403
    assert "Nina Moe er ansvarlig" in body(answer)
    assert not Draft.objects.exists()


def waiting_stage(case: Case) -> str:
    case.refresh_from_db()
    return case.stage


@pytest.mark.parametrize(
    ("protection", "name"),
    [("CONFIDENTIAL", "fortrolig adresse"), ("STRICT", "strengt fortrolig adresse")],
)
def test_whom_the_letter_goes_to_says_how_the_address_is_protected(
    protection: str, name: str, town: given.Town, drafted: Case
) -> None:
    Resident.objects.filter(pk=drafted.person_id).update(protection=protection)
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")

    page = signed_in(town.officer).get(url(drafted)).content.decode()

    assert f"Ola Nordmann, {name}, sendes for seg" in page
    assert "Storgata" not in page
