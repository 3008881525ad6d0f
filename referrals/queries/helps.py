"""What pages show of help given without a decision."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext

from cases.queries import staff_names, unit_names
from cases.service_types import Basis, service_type
from decisions.legal import basis_row
from referrals.kinds import ANSWERS, CONSENTS, GROUNDS, Answer, Consent, Ground
from referrals.models import Help, Review
from referrals.rules import SAFETY_NET, ground_of

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An answer on or after day 10 that did not end the help."""

    on: dt.date
    by: str
    answer: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRow:
    """Help given without a decision. The last days are days it is given, as people say it."""

    public_id: str
    version: int
    case_id: int
    reference: str
    service: str
    law: str  # «hol § 3-2 nr. 5»
    ground: str
    why: str
    unit: str
    performer: str  # who is named, or has taken it on in the unit
    starts_on: dt.date
    planned_last_on: dt.date
    consent: str
    told: str
    decided_by: str
    decided_on: dt.date
    last_on: dt.date | None
    ended_by: str
    result: str
    days: int  # so far, or in all
    asks: bool  # day 10 is here, and nobody has answered
    past: bool  # the planned last day is past, and it goes on
    decision_needed: bool  # somebody has answered that a decision must be made
    may_go_on: bool  # the law lets it go on without a decision for as long as needed
    reviews: tuple[ReviewRow, ...]

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.last_on is not None


def help_of_case(case_id: int, *, on: dt.date) -> list[HelpRow]:
    """All help given without a decision in a case, newest first."""
    return rows_of(Help.objects.filter(case_id=case_id).order_by("-starts_on", "-pk"), on=on)


def help_row(case_id: int, public_id: str, *, on: dt.date) -> HelpRow | None:
    """One of them; None if the case has none by that name."""
    found = rows_of(Help.objects.filter(case_id=case_id, public_id=public_id), on=on)
    return found[0] if found else None


def help_now(person_id: int, *, on: dt.date) -> list[HelpRow]:
    """What a person is given now without a decision («Tjenester nå»), longest-running first."""
    running = Help.objects.filter(person_id=person_id, ended_on=None, starts_on__lte=on)
    return rows_of(running.order_by("starts_on", "pk"), on=on)


def rows_of(helps: Iterable[Help], *, on: dt.date) -> list[HelpRow]:
    """Help as pages show it, in its order; the same queries for 2 and for 20."""
    found = list(helps)
    reviews: dict[int, list[Review]] = {}
    for review in Review.objects.filter(help__in=[h.pk for h in found]).order_by("pk"):
        reviews.setdefault(review.help_id, []).append(review)
    units = unit_names({h.unit_id for h in found}, on=on)
    staff = {h.decided_by_id for h in found} | {h.ended_by_id for h in found}
    staff |= {h.performer_id or h.received_by_id for h in found}
    staff |= {review.reviewed_by_id for each in reviews.values() for review in each}
    names = staff_names(staff)
    references = dict(
        Help.objects.filter(pk__in=[h.pk for h in found]).values_list("pk", "case__reference")
    )
    return [
        _row(h, reviews.get(h.pk, []), references[h.pk], units[h.unit_id], names, on) for h in found
    ]


def _row(
    help_: Help,
    reviews: list[Review],
    reference: str,
    unit: str,
    names: dict[int, str],
    on: dt.date,
) -> HelpRow:
    service = service_type(help_.service_key, on=help_.starts_on)
    running = help_.ended_on is None
    days = max(((help_.ended_on or on + DAY) - help_.starts_on).days, 0)
    needed = bool(reviews) and reviews[-1].answer == Answer.DECISION_NEEDED
    return HelpRow(
        public_id=str(help_.public_id),
        version=help_.version,
        case_id=help_.case_id,
        reference=reference,
        service=gettext(service.name_nb),
        law=basis_row(Basis(help_.basis), on=help_.starts_on).short,
        ground=GROUNDS[Ground(help_.ground)],
        why=help_.why,
        unit=unit,
        performer=names.get(help_.performer_id or help_.received_by_id or 0, ""),
        starts_on=help_.starts_on,
        planned_last_on=help_.planned_end_on - DAY,
        consent=CONSENTS[Consent(help_.consent)],
        told=help_.told,
        decided_by=names[help_.decided_by_id],
        decided_on=localdate(help_.decided_at),
        last_on=max(help_.ended_on - DAY, help_.starts_on) if help_.ended_on else None,
        ended_by=names.get(help_.ended_by_id, "") if help_.ended_by_id else "",
        result=help_.result,
        days=days,
        asks=running and not reviews and (on - help_.starts_on).days >= SAFETY_NET,
        past=running and help_.planned_end_on <= on,
        decision_needed=running and needed,
        may_go_on=ground_of(service, Basis(help_.basis), None) is not None,
        reviews=tuple(
            ReviewRow(
                on=localdate(review.reviewed_at),
                by=names[review.reviewed_by_id],
                answer=ANSWERS[Answer(review.answer)],
                why=review.why,
            )
            for review in reviews
        ),
    )
