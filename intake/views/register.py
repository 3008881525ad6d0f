"""«Ny søknad»: registered while talking, looked up while typing, kept while interrupted."""

import datetime as dt
import json
import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.queries import DraftRow, draft, head_for
from intake import actions, forms, queries
from intake.kinds import BY_CHANNEL, Channel
from people.access import Actor, reading
from people.adapters import attempt, status_of, typed
from people.queries import resident_id
from people.roles import Permission
from people.signed_in import actor_of

DRAFT: Final = "soknad"
PAGE: Final = "Ny søknad"
ASSESS: Final = "register-and-start"  # the door one floor up, where there is one


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the form with the draft, if any; on POST register, or show what is wrong."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    if request.method == "GET":
        return _begin(request, actor, at)
    if "_show" in request.POST:
        return _show(request, actor, at)
    form = forms.Application(request.POST, on=localdate(at))
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.register_application(
                told=form.told(),
                given=form.person_given(),
                draft=typed(request, "_person"),
                actor=actor,
                at=at,
            ),
        )
        if made is not None:
            return redirect("application-receipt", public_id=made["application"])
    return application_page(request, form, actor=actor, at=at)


def application_page(
    request: HttpRequest,
    form: forms.Application,
    *,
    actor: Actor,
    at: dt.datetime,
    fetched: DraftRow | None = None,
) -> HttpResponse:
    """The page with `form` as it stands and whoever its number or person points at beside it."""
    person, number = form["person"].value(), form["number"].value() or ""
    with reading(actor, Permission.REGISTER_APPLICATION, page=PAGE, at=at) as look:
        found = None
        look.asked(number)
        if person or len(re.sub(r"\D", "", number)) == 11:
            found = queries.look_up(
                public_id=str(person or ""), number=number, actor=actor, on=localdate(at)
            )
        if found and found.person:
            look.saw(persons=[found.person.id])
        look.refused(found.attempt if found else "")
    wrong = {name for name in form.errors if form.is_bound}
    return render(
        request,
        "intake/new.html",
        {
            "form": form,
            "found": found,
            "chosen": bool(person),
            "new_person": _asks_for_name(form, found, wrong),
            "summary": _summary(form, at),
            "details_open": bool(wrong & {"received_on", "received_time", "channel", "urgent"}),
            "draft_person": request.POST.get("_person", str(person or "")),
            "fetched": fetched,
            "assess_url": _assess_url() if actor.may(Permission.ASSESS) else "",
            "today": localdate(at),
        },
        status=status_of(form),
    )


@require_POST
def look_up(request: HttpRequest) -> HttpResponse:
    """Who the number is, beside the form; asked by the page itself at the eleventh digit."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    begun = forms.typed_into(request.POST, forms.Application)
    form = forms.Application(initial=begun, on=localdate(at))
    with reading(actor, Permission.REGISTER_APPLICATION, page=PAGE, at=at) as look:
        look.asked(request.POST.get("number", ""))
        found = queries.look_up(
            number=request.POST.get("number", ""), actor=actor, on=localdate(at)
        )
        if found.person:
            look.saw(persons=[found.person.id])
        look.refused(found.attempt)
    return render(
        request,
        "intake/person.html",
        {"form": form, "found": found, "new_person": found.unknown, "today": localdate(at)},
    )


@require_POST
def namesakes(request: HttpRequest) -> HttpResponse:
    """People with the name and day of birth being typed: perhaps it is one of them."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.Application(request.POST, on=localdate(at))
    form.is_valid()
    with reading(actor, Permission.REGISTER_APPLICATION, page=PAGE, at=at) as look:
        name = typed(request, "family_name")[:100]
        hits = queries.namesakes(
            family_name=name,
            born_on=form.cleaned_data.get("born_on"),
            actor=actor,
            on=localdate(at),
        )
        look.saw(persons=[hit.id for hit in hits])
        look.refused(queries.asked_for_related(name, actor=actor, on=localdate(at)))
    return render(request, "intake/namesakes.html", {"hits": hits, "today": localdate(at)})


@require_GET
def receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was registered, who has it now, and by when an answer comes."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.REGISTER_APPLICATION, page="Kvittering", at=at) as look:
        page = queries.receipt(str(public_id), actor=actor, on=localdate(at))
        person = head_for(page.person_id, actor=actor, on=localdate(at))
        look.saw(persons=[page.person_id])
    return render(
        request,
        "intake/receipt.html",
        {
            "page": page,
            "person": person,
            "today": localdate(at),
            "may_decide": actor.may(Permission.DECIDE),
            "may_ask": actor.may(Permission.WORK_CASE),
        },
    )


def _begin(request: HttpRequest, actor: Actor, at: dt.datetime) -> HttpResponse:
    """A new form: the draft left behind, or this moment on the channel used last."""
    person = request.GET.get("person", "")
    with reading(actor, Permission.REGISTER_APPLICATION, page=PAGE, at=at) as look:
        person_id = resident_id(person, actor=actor) if person else None
        fetched = draft(owner_id=actor.staff(), form=DRAFT, person_id=person_id)
        look.saw(persons=[person_id] if person_id else [])
    now = localtime(at)
    initial: dict[str, Any] = {
        "person": person or None,
        "received_on": localdate(at),
        "received_time": f"{now:%H:%M}",
        "channel": getattr(request.user, "last_channel", "") or Channel.PHONE,
    }
    if fetched is not None:
        initial |= forms.typed_into(fetched.fields, forms.Application)
    form = forms.Application(initial=initial, on=localdate(at))
    form.fields["number"].widget.attrs["autofocus"] = True
    return application_page(request, form, actor=actor, at=at, fetched=fetched)


def _show(request: HttpRequest, actor: Actor, at: dt.datetime) -> HttpResponse:
    """The same form with all that is typed, showing other fields: the way without JavaScript."""
    wanted, _colon, who = request.POST["_show"].partition(":")
    typed = forms.typed_into(request.POST, forms.Application)
    if wanted == "person":
        typed |= {"person": who, "number": ""}
    if wanted == "number":
        typed |= {"person": None, "without_number": ""}
    if wanted == "without":
        typed |= {"person": None, "number": "", "without_number": "1"}
    form = forms.Application(initial=typed, on=localdate(at))
    return application_page(request, form, actor=actor, at=at)


def _asks_for_name(form: forms.Application, found: queries.LookUp | None, wrong: set[str]) -> bool:
    if found is not None and found.person is not None:
        return False
    unknown = found is not None and found.unknown
    return unknown or bool(form["without_number"].value()) or bool(wrong & set(forms.NEW_PERSON))


def _summary(form: forms.Application, at: dt.datetime) -> dict[str, str]:
    """«Mottatt i dag kl. 09.42 på telefon · Ikke haster», and what each channel is called there."""
    received, clock = str(form["received_on"].value()), str(form["received_time"].value() or "")
    try:
        on = dt.date.fromisoformat(received)
        day = _("i dag") if on == localdate(at) else f"{on:%d.%m.%Y}"
    except ValueError:
        day = received
    when = _("Mottatt %(day)s") % {"day": day}
    if re.match(r"\d\d:\d\d", clock):
        when += " " + _("kl. %(clock)s") % {"clock": clock[:5].replace(":", ".")}
    channel = str(form["channel"].value())
    how = _(BY_CHANNEL[Channel(channel)]) if channel in list(Channel) else ""
    urgent = _("Haster") if form["urgent"].value() else _("Ikke haster")
    words = {channel.value: _(said) for channel, said in BY_CHANNEL.items()}
    return {"when": when, "how": how, "urgent": urgent, "words": json.dumps(words)}


def _assess_url() -> str:
    try:
        return reverse(ASSESS)
    except NoReverseMatch:
        return ""
