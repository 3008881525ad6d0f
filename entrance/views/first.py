"""«Velg passord»: whoever was given a code chooses a password, and goes on to the second step."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from entrance import actions, adapters, forms, queries
from people.adapters import carried_out, posted, status_of
from people.refusals import Slowed
from people.signed_in import address_of, passwords_open


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Where passwords are for nobody, there is no such page."""
    if not passwords_open():
        raise Http404
    at, form, status = timezone.now(), forms.First(posted(request)), 0

    def act() -> int | None:
        nonlocal status
        try:
            return actions.choose_password(
                form.cleaned_data["username"],
                code=form.cleaned_data["code"],
                password=form.cleaned_data["password"],
                at=at,
                address=address_of(request),
            )
        except Slowed:
            status = 429
            raise

    account_id = carried_out(form, act)
    if account_id is None:
        context = {"form": form}
        return render(request, "entrance/first.html", context, status=status or status_of(form))
    if queries.asks_more(account_id):
        adapters.half_way(request, account_id, target="/", at=at)
        known = queries.kinds_of_factor(account_id)
        return redirect("second-factor" if known else "second-factor-new")
    adapters.come_in(request, account_id, how=adapters.BY_PASSWORD, at=at)
    actions.note_entry(account_id, how="password", at=at)
    return redirect("/")
