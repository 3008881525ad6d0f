"""Which case what is typed about an order, or in answer to a question about it, belongs to."""

import datetime as dt

from cases.queries import is_entrusted
from delivery.models import OrderQuestion
from delivery.queries.asked import question_page
from delivery.queries.orders import order_page, sent_order
from delivery.rules import DRAFTED, act_of_draft
from people.access import Actor
from people.refusals import NotFound


def case_of_draft(form: str, *, actor: Actor, on: dt.date) -> int:
    """The case of a draft named by `rules.draft_form`, for somebody who may still send it.

    Raises NotFound when the order has left the unit, the act is done, or it is no such draft.
    """
    act, public_id = act_of_draft(form)
    if act in DRAFTED:
        page = order_page(public_id, actor=actor, on=on)
        if act in page.may and not page.row.hidden:
            return page.row.case_id
    elif act == "tidlig":
        row = sent_order(public_id, actor=actor, on=on).row
        if row.early_reason and not row.early_settled and _acts_in(row.case_id, actor):
            return row.case_id
    elif act == "svar":
        page = question_page(public_id, actor=actor, on=on).order
        open_ = OrderQuestion.objects.filter(public_id=public_id, answered_at=None)
        if open_.exists() and _acts_in(page.row.case_id, actor):
            return page.row.case_id
    raise NotFound("Bestillingen er besvart eller ikke lenger hos dere. Utkastet er ikke lagret.")


def _acts_in(case_id: int, actor: Actor) -> bool:
    return is_entrusted(case_id, actor=actor)
