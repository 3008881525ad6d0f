"""Pages of rows with a period: the list, and the form that adds or ends one, for any app's door."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _

from people.adapters.doors import status_of
from people.adapters.pages import carried_out
from people.queries import DatedRow


def dated_list(
    request: HttpRequest,
    rows: Sequence[DatedRow],
    *,
    title: str,
    lead: str,
    heads: Sequence[str],
    add: str,
    end: str,
    on: dt.date,
) -> HttpResponse:
    """The list: `heads` name the cells, `add` and `end` the pages that add a row and end one."""
    shown = [(row, resolve_url(end, row.id) if row.may_end(on) else "") for row in rows]
    context = {"title": title, "lead": lead, "heads": heads, "rows": shown, "add": resolve_url(add)}
    return render(request, "people/dated.html", context)


def dated_form(
    request: HttpRequest,
    form: Form,
    act: Callable[[], object],
    *,
    title: str,
    submit: str,
    back: str,
    about: str = "",
) -> HttpResponse:
    """The form; done, it leads back to the list named `back`."""
    if carried_out(form, act) is not None:
        messages.success(request, _("Endringen er lagret."))
        return redirect(back)
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": resolve_url(back),
        "about": about,
    }
    return render(request, "people/setup_form.html", context, status=status_of(form))
