"""«Trenger hjelp nå»: ask who decides for a hastevedtak; and «Ikke haster, fordi …», the answer."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.adapters import tell_of_draft
from cases.queries import draft
from decisions import actions, forms, queries
from decisions.actions import ANSWER_DRAFT, ASK_DRAFT
from decisions.views.shared import Visit, visit
from people.access import reading
from people.adapters import carried_out, posted, status_of
from people.refusals import AccessDenied
from people.roles import Permission


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is asked, and why it cannot wait; or what is asked for, and the answer."""
    seen = visit(request, reference)
    shown = seen.show(
        "Trenger hjelp nå",
        lambda case_id: (
            queries.ask_page(case_id, actor=seen.actor, on=seen.today),
            draft(owner_id=seen.actor.staff(), form=ASK_DRAFT, case_id=case_id),
        ),
        permission=Permission.WORK_CASE,
    )
    page, kept = shown.page
    form = forms.Ask(posted(request), page=page, initial=kept.fields if kept else {})
    done = carried_out(
        form,
        lambda: actions.ask_for_urgent(
            shown.case.id, **form.cleaned_data, actor=seen.actor, at=seen.at
        ),
    )
    if done is not None:
        messages.success(request, _("Du har bedt om hjelp nå. Den du spurte, har fått varsel."))
        return redirect("ask-for-urgent", reference=reference)
    if request.method == "GET":
        tell_of_draft(request, kept)
    context = {
        **shown.context,
        "page": page,
        "form": form,
        "draft": ASK_DRAFT,
        "saved_at": kept.saved_at if kept else None,
    }
    return render(request, "decisions/ask.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def not_urgent(request: HttpRequest, reference: str) -> HttpResponse:
    """Say why it can wait, to who asked."""
    seen = visit(request, reference)
    shown = seen.show(
        "Ikke haster",
        lambda case_id: (
            queries.ask_page(case_id, actor=seen.actor, on=seen.today),
            draft(owner_id=seen.actor.staff(), form=ANSWER_DRAFT, case_id=case_id),
        ),
        permission=Permission.DECIDE,
    )
    page, kept = shown.page
    form = forms.Answer(posted(request), initial=kept.fields if kept else {})
    done = carried_out(
        form,
        lambda: actions.answer_urgent(
            shown.case.id, **form.cleaned_data, actor=seen.actor, at=seen.at
        ),
    )
    if done is not None:
        messages.success(request, _("Svaret er sendt til den som spurte."))
        return redirect("/oppgaver/")
    if request.method == "GET":
        tell_of_draft(request, kept)
    context = {
        **shown.context,
        "page": page,
        "form": form,
        "draft": ANSWER_DRAFT,
        "saved_at": kept.saved_at if kept else None,
    }
    return render(request, "decisions/not_urgent.html", context, status=status_of(form))


def not_yours(request: HttpRequest, seen: Visit) -> HttpResponse:
    """The refusal of «Hastevedtak» for who may not decide: who can, and how they are asked."""
    shown = seen.show(
        "Hastevedtak", lambda case_id: queries.ask_page(case_id, actor=seen.actor, on=seen.today)
    )
    with (
        suppress(AccessDenied),  # on record as a refusal; what is shown says where to ask
        reading(seen.actor, Permission.DECIDE, page="Hastevedtak", at=seen.at),
    ):
        pass
    return render(request, "decisions/not_yours.html", shown.context, status=403)
