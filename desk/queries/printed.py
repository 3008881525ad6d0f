"""«Skriv ut saken»: the whole case on paper, in the order it came about."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments import queries as assessments
from assessments.iplos import score as meaning_of
from assessments.rules import STEPS, TEXTS, AssessmentStep
from audit.words import mark
from decisions.queries import decisions_of_case
from decisions.rules import LABELS
from delivery.queries import questions_of_case
from desk.queries.history import HistoryRow, events_in, history
from desk.queries.overview import Overview, overview
from desk.queries.services import ServicesPage, services_page
from people.access import Actor
from records.kinds import Direction, PutBefore
from records.queries import DocumentRow, NoteRow, documents_of, notes_of
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
TOGETHER: Final = 5_000  # events


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


@dataclass(frozen=True, slots=True)
class PrintedCase:
    """The whole page."""

    page: Overview
    services: ServicesPage
    parts: tuple[Part, ...]  # kartlegging, utprøving, hjelp uten vedtak, innstilling, vedtak, notes
    documents: tuple[Part, ...]  # what each is; the files are given for themselves
    events: tuple[HistoryRow, ...]  # oldest first; the latest TOGETHER of them
    happened: int  # how many there are in all


def printed_case(case_id: int, *, actor: Actor, at: dt.datetime) -> PrintedCase:
    """What is finished and sent of a case the caller may open; what is being written stays out."""
    on = localdate(at)
    page = overview(case_id, actor=actor, at=at)
    found = history(case_id, reference=page.case.reference, size=TOGETHER)
    return PrintedCase(
        page=page,
        services=services_page(case_id, actor=actor, at=at),
        parts=(
            *_assessments(case_id, on),
            *_trials(case_id, on),
            *_gradings(case_id, on),
            *_helps(case_id, on),
            *_papers(case_id, actor, on),
            *_questions(case_id),
            *(_note(n, note) for n, note in enumerate(reversed(notes_of(case_id)), start=1)),
        ),
        documents=_documents(documents_of(case_id)),
        events=tuple(replace(event, url="", link="") for event in reversed(found.events)),
        happened=events_in(case_id),
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
            by=_by(row.completed_by, row.completed_at),
            said=tuple(said),
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
        yield Part(f"utproving{n}", _("Utprøving"), trial.started_by, _present(said))


def _gradings(case_id: int, on: dt.date) -> Iterator[Part]:
    for n, row in enumerate(reversed(referrals.grade_page(case_id, on=on).history), start=1):
        said = (
            (mark("Hastegrad"), f"{row.grade} – {_(row.label)}"),
            (mark("Start senest"), f"{row.start_by:%d.%m.%Y}"),
            (mark("Hvorfor"), row.reason),
        )
        by = f"{row.by}, {row.on:%d.%m.%Y}"
        yield Part(f"hastegrad{n}", _("Hastegrad"), by, _present(said))


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
        yield Part(f"uten-vedtak{n}", _("Hjelp uten vedtak"), by, _present(said))


def _papers(case_id: int, actor: Actor, on: dt.date) -> Iterator[Part]:
    """The recommendation that was sent, and the decisions that were issued."""
    row = assessments.recommendation(case_id, on=on)
    if row is not None and row.submitted_at is not None:
        said = [
            *((mark("Forslag"), f"{line.service}: {line.text}") for line in row.lines),
            (mark("Trinn i omsorgstrappen"), row.ladder_step),
            *((label, getattr(row.proposal, field)) for field, label in TEXTS.items()),
        ]
        by = _by(row.recommended_by, row.submitted_at)
        yield Part("innstilling", _("Innstilling"), by, _present(said))
    for decision in reversed(decisions_of_case(case_id, actor=actor, on=on).rows):
        if decision.issued_at is None:
            continue
        texts = {"rules": decision.rules, **decision.texts}
        written = ((label, texts.get(field, "")) for field, label in LABELS.items())
        title = _("Vedtak %(n)s") % {"n": decision.n}
        by = _by(decision.decided_by or decision.imported_from, decision.issued_at)
        yield Part(f"vedtak{decision.n}", title, by, _present(written))


def _questions(case_id: int) -> Iterator[Part]:
    """What the performing unit asked about its order, and what it was answered."""
    for n, row in enumerate(questions_of_case(case_id), start=1):
        answered = _("Svaret fra %(who)s") % {"who": _by(row.answered_by, row.answered_at)}
        yield Part(
            key=f"sporsmal{n}",
            title=_("Spørsmål om bestilling"),
            by=_by(row.asked_by, row.asked_at),
            said=(
                *_present([(mark("Spurt"), row.asked_of), (mark("Spørsmålet"), row.question)]),
                Said(answered if row.answer else _("Svaret"), row.answer or _("Ikke besvart")),
            ),
        )


def _note(n: int, note: NoteRow) -> Part:
    """A signed note with its corrections beside it."""
    put_before = _(note.put_before_label) if note.put_before_label else ""
    if note.put_before_on:
        put_before += f", {note.put_before_on:%d.%m.%Y}"
    said = [
        (mark("Når skjedde det?"), _moment(note)),
        (mark("Tekst"), note.text),
        (mark("Hvem kommer opplysningene fra?"), note.informant),
        (mark("Er opplysningene forelagt personen?"), put_before),
        (
            mark("Personen sa") if note.put_before == PutBefore.YES else mark("Begrunnelse"),
            note.put_before_note,
        ),
    ]
    corrected = (
        Said(_("Rettet av %(who)s") % {"who": _by(one.signed_by, one.written_at)}, one.text)
        for one in note.corrections
    )
    return Part(
        key=f"notat{n}",
        title=f"{_('Notat')}: {_(note.label)}",
        by=_by(", ".join(part for part in (note.signed_by, note.unit) if part), note.written_at),
        said=(*_present(said), *corrected),
    )


def _moment(note: NoteRow) -> str:
    clock = f" kl. {note.occurred_time:%H.%M}" if note.occurred_time else ""
    return f"{note.occurred_on:%d.%m.%Y}{clock}"


def _documents(rows: Sequence[DocumentRow]) -> tuple[Part, ...]:
    """The documents of the case, oldest first."""
    kept = []
    for row in reversed(rows):
        towards = mark("Til") if row.direction is Direction.OUT else mark("Fra")
        said = ((mark("Dato"), f"{row.dated_on:%d.%m.%Y}"), (towards, row.party))
        title = f"{row.journal} {row.title}".strip()
        kept.append(Part(row.public_id, title, _(row.label), _present(said)))
    return tuple(kept)


def _present(said: Iterable[tuple[str, str]]) -> tuple[Said, ...]:
    return tuple(Said(_(label), text) for label, text in said if text)


def _by(name: str, moment: dt.datetime | None) -> str:
    return f"{name}, {localdate(moment):%d.%m.%Y}" if moment else name
