"""«Drift»: what is alive, what must never be and is, and what was put aside. Nobody's affairs."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.roles import Permission
from watch import actions, forms, queries

PAGE = "Drift"


@require_GET
def operation(request: HttpRequest) -> HttpResponse:
    """How the machinery is, and what is wrong in one's own municipality."""
    actor, at = who(request)
    with reading(actor, Permission.SEE_OPERATION, page=PAGE, at=at):
        found = queries.operation(actor, at=at)
    return render(request, "watch/operation.html", {"found": found})


@require_POST
def try_again(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """«Prøv igjen»."""
    actor, at = who(request)
    actions.try_again(str(attempt_id), actor=actor, at=at)
    messages.success(request, _("Det blir prøvd igjen."))
    return redirect("operation")


@require_http_methods(["GET", "POST"])
def let_go(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """«La ligge», with the reason."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        row = queries.parked_row(str(attempt_id), actor)
    form = forms.LetGo(posted(request))
    done = carried_out(
        form,
        lambda: actions.let_work_go(
            str(attempt_id), reason=form.cleaned_data["reason"], actor=actor, at=at
        ),
    )
    if done is not None:
        messages.success(request, _("Det blir liggende."))
        return redirect("operation")
    context = {"row": row, "form": form}
    return render(request, "watch/let_go.html", context, status=status_of(form))
