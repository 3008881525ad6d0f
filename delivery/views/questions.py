"""«Be om mer informasjon»: the unit asks somebody by name about an order."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delivery import actions, forms
from delivery.policy import WHO_ORDERED
from delivery.queries import CanTell
from delivery.rules import Act, draft_form
from delivery.views.order import context_of, draft_context, show_with_draft, text_of
from people.adapters import attempt, status_of
from people.signed_in import actor_of


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A question to whoever ordered, or to the coordinator, as a task of theirs."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    name = draft_form(Act.ASK, public_id)
    found, kept = show_with_draft(
        public_id, name, actor=actor, at=at, page="Bestilling – Be om mer informasjon"
    )
    form = forms.Ask(
        request.POST if request.method == "POST" else None,
        people=[(one.key, _label(one)) for one in found.can_tell],
        initial=text_of(kept),
    )
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.ask_about_order(
                str(public_id), **form.cleaned_data, actor=actor, at=at
            ),
        )
        is not None
    ):
        messages.success(request, _("Spørsmålet er sendt."))
        return redirect("order", public_id=public_id)
    words = {
        "title": _("Be om mer informasjon"),
        "lead": _("Svaret vises på bestillingen. Fristen for å svare på bestillingen løper."),
        "submit": _("Send spørsmålet"),
        "form": form,
        **draft_context(request, name, kept),
    }
    return render(
        request, "delivery/act.html", context_of(found, actor) | words, status=status_of(form)
    )


def _label(one: CanTell) -> str:
    role = _("har bestilt") if one.key == WHO_ORDERED else _("forløpskoordinator")
    return f"{one.name}, {role}"
