"""What was written at the stages of a case, a part for each paper: for its page and its PDF."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments import queries as assessments
from assessments.iplos import score as meaning_of
from assessments.rules import STEPS, TEXTS, AssessmentStep
from audit.words import mark
from decisions import queries as decisions
from decisions.rules import LABELS
from delivery.queries import questions_of_case
from intake.queries import application_of
from people.access import Actor
from referrals import queries as referrals

ANSWERS: Final = {
    "consent": {"YES": mark("Ja"), "PARTLY": mark("Delvis"), "NO": mark("Nei")},
    "capacity": {
        "YES": mark("Har beslutningskompetanse"),
        "DOUBT": mark("Tvil – skal vurderes"),
        "NO": mark("Mangler beslutningskompetanse for dette"),
    },
}
NAMES: Final = {
    "visit_on": mark("Dato for besøket"),
    "participants": mark("Hvem deltar?"),
    "consent": mark("Samtykke"),
    "consent_note": mark("Hva samtykker personen ikke til?"),
    "capacity": mark("Beslutningskompetanse"),
    "capacity_note": mark("Hva bygger vurderingen på?"),
    "no_answer_reason": mark("Hvorfor kunne svaret ikke innhentes?"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was written, under its label."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One paper of the case: what it is, who made it and when, and what it says."""

    key: str
    title: str
    by: str
    said: tuple[Said, ...]
    on: dt.date  # the day it was finished or sent: its place in the case


def asked(case_id: int) -> Iterator[Part]:
    """The søknad or enquiry that the case came of, if it came of one."""
    row = application_of(case_id)
    if row is None:
        return
    clock = f" kl. {row.received_time:%H.%M}" if row.received_time else ""
    said = (
        (mark("Mottatt"), f"{row.received_on:%d.%m.%Y}{clock}"),
        (mark("Kanal"), _(row.channel)),
        (mark("Fra"), _(row.from_whom)),
        (mark("Kontaktperson"), " ".join(filter(None, (row.contact_name, row.contact_phone)))),
        (mark("Haster"), _("Ja") if row.urgent else ""),
        (mark("Registrert av"), row.registered_by),
        (mark("Med egne ord") if row.persons_words else mark("Slik ble det meldt"), row.own_words),
    )
    yield Part("soknad", _(row.form), "", present(said), row.received_on)


def parts_of_case(case_id: int, *, actor: Actor, on: dt.date) -> tuple[Part, ...]:
    """What is finished and sent, stage by stage; what is being written stays out."""
    return (
        *_assessments(case_id, on),
        *_trials(case_id, on),
        *_gradings(case_id, on),
        *_helps(case_id, on),
        *_recommendations(case_id, on),
        *_decisions(case_id, actor, on),
        *_questions(case_id),
    )


def _assessments(case_id: int, on: dt.date) -> Iterator[Part]:
    for version in reversed(assessments.versions(case_id)):
        if version.completed_at is None:
            continue
        row = assessments.assessment(case_id, version.n, on=on)
        said = [one for step in STEPS for one in _step(step, row)]
        yield Part(
            key=f"kartlegging{row.n}",
            title=_("Kartlegging %(n)s") % {"n": row.n},
            by=signed(row.completed_by, row.completed_at),
            said=tuple(said),
            on=localdate(row.completed_at),
        )


def _step(step: AssessmentStep, row: assessments.AssessmentRow) -> Iterator[Said]:
    if not step.fields:
        for variable in row.expected:
            score = row.scores.get(variable.code)
            if score is not None and score.value is not None:
                meaning = _(meaning_of(score.value).label)
                note = f". {score.note}" if score.note else ""
                yield Said(_(variable.name), f"{score.value} – {meaning}{note}")
    for field in step.fields:
        value = getattr(row.content, field)
        if isinstance(value, dt.date):
            value = f"{value:%d.%m.%Y}"
        if value:
            answer = ANSWERS.get(field, {}).get(value)
            yield Said(_(NAMES.get(field, step.title)), _(answer) if answer else value)


def _trials(case_id: int, on: dt.date) -> Iterator[Part]:
    for n, trial in enumerate(reversed(assessments.trials(case_id, on=on)), start=1):
        last = trial.last_on or trial.planned_last_on
        period = f"{trial.starts_on:%d.%m.%Y} – {last:%d.%m.%Y}"
        said = (
            (mark("Tiltak"), trial.measure),
            (mark("Enhet"), trial.team),
            (mark("Periode"), period),
            (mark("Mål"), trial.goal),
            (mark("Resultat"), trial.result),
        )
        yield Part(
            f"utproving{n}", _("Utprøving"), trial.started_by, present(said), trial.starts_on
        )


def _gradings(case_id: int, on: dt.date) -> Iterator[Part]:
    for n, row in enumerate(reversed(referrals.grade_page(case_id, on=on).history), start=1):
        said = (
            (mark("Hastegrad"), f"{row.grade} – {_(row.label)}"),
            (mark("Start senest"), f"{row.start_by:%d.%m.%Y}"),
            (mark("Hvorfor"), row.reason),
        )
        by = f"{row.by}, {row.on:%d.%m.%Y}"
        yield Part(f"hastegrad{n}", _("Hastegrad"), by, present(said), row.on)


def _helps(case_id: int, on: dt.date) -> Iterator[Part]:
    for n, row in enumerate(reversed(referrals.help_of_case(case_id, on=on)), start=1):
        last = row.last_on or row.planned_last_on
        said = (
            (mark("Tjeneste"), row.service),
            (mark("Grunnlag"), f"{_(row.ground)} ({row.law})"),
            (mark("Hvorfor"), row.why),
            (mark("Periode"), f"{row.starts_on:%d.%m.%Y} – {last:%d.%m.%Y}"),
            (mark("Gis av"), ", ".join(part for part in (row.unit, row.performer) if part)),
            (mark("Samtykke"), _(row.consent)),
            (mark("Orientert, også om klage"), row.told),
            *((r.answer, f"{r.why} ({r.by}, {r.on:%d.%m.%Y})") for r in row.reviews),
            (mark("Resultat"), row.result),
        )
        by = f"{row.decided_by}, {row.decided_on:%d.%m.%Y}"
        yield Part(f"uten-vedtak{n}", _("Hjelp uten vedtak"), by, present(said), row.decided_on)


def _recommendations(case_id: int, on: dt.date) -> Iterator[Part]:
    """The recommendation each time it was sent, as it was then: what was decided on is among it."""
    sent = assessments.submissions(case_id, on=on)
    for row in sent:
        said = [
            *((mark("Forslag"), text) for text in row.lines),
            (mark("Trinn i omsorgstrappen"), row.ladder_step),
            *((label, getattr(row.proposal, field)) for field, label in TEXTS.items()),
            (mark("Evalueres"), f"{day:%d.%m.%Y}" if (day := row.proposal.evaluate_on) else ""),
        ]
        yield Part(
            key="innstilling" if row is sent[-1] else f"innstilling{row.n}",
            title=_("Innstilling %(n)s") % {"n": row.n} if len(sent) > 1 else _("Innstilling"),
            by=signed(row.by, row.at),
            said=present(said),
            on=localdate(row.at),
        )


def _decisions(case_id: int, actor: Actor, on: dt.date) -> Iterator[Part]:
    """The decisions that were issued."""
    for decision in reversed(decisions.decisions_of_case(case_id, actor=actor, on=on).rows):
        if decision.issued_at is None:
            continue
        texts = {"rules": decision.rules, **decision.texts}
        said = [
            *((mark("Tjenester"), _granted(line)) for line in decision.lines),
            *((label, texts.get(field, "")) for field, label in LABELS.items()),
        ]
        yield Part(
            key=f"vedtak{decision.n}",
            title=_("Vedtak %(n)s") % {"n": decision.n},
            by=signed(decision.decided_by or decision.imported_from, decision.issued_at),
            said=present(said),
            on=localdate(decision.issued_at),
        )


def _granted(line: decisions.LineRow) -> str:
    """«Praktisk bistand: Innvilget, 2 timer/uke, 01.03.2026 – 31.08.2026»."""
    days = (f"{day:%d.%m.%Y}" if day else "" for day in (line.from_on, line.last_on))
    period = " – ".join(days) if line.from_on else ""
    said = [_(line.outcome_label) if line.outcome_label else "", line.extent, period]
    return f"{_(line.service)}: {', '.join(part for part in said if part)}"


def _questions(case_id: int) -> Iterator[Part]:
    """What the performing unit asked about its order, and what it was answered."""
    for n, row in enumerate(questions_of_case(case_id), start=1):
        answered = _("Svaret fra %(who)s") % {"who": signed(row.answered_by, row.answered_at)}
        yield Part(
            key=f"sporsmal{n}",
            title=_("Spørsmål om bestilling"),
            by=signed(row.asked_by, row.asked_at),
            said=(
                *present([(mark("Spurt"), row.asked_of), (mark("Spørsmålet"), row.question)]),
                Said(answered if row.answer else _("Svaret"), row.answer or _("Ikke besvart")),
            ),
            on=localdate(row.asked_at),
        )


def present(said: Iterable[tuple[str, str]]) -> tuple[Said, ...]:
    """What has a text, under its label in the reader's language."""
    return tuple(Said(_(label), text) for label, text in said if text)


def signed(name: str, moment: dt.datetime | None) -> str:
    """Who, and the day."""
    return f"{name}, {localdate(moment):%d.%m.%Y}" if moment else name
