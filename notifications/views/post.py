"""Pages of the post: the print queue, one letter, the file, notices."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.queries import person_head
from notifications import actions, adapters, forms, queries
from notifications.adapters import merged
from notifications.kinds import DIGEST, DIGEST_ROW, NOTICES, NoticeKind
from notifications.letters import OVERTAKEN, STOPPED_BECAUSE
from people.access import Actor, reading, system
from people.adapters import carried_out, status_of
from people.roles import Permission
from people.signed_in import actor_of

MAX_NAME = 40


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """«Brev»: what waits to be printed, posted or followed up."""
    return queue_page(request)


def queue_page(
    request: HttpRequest,
    *,
    wrong: forms.Posted | forms.Chosen | None = None,
    bundle_id: str = "",
) -> HttpResponse:
    """The queue; with `wrong`, what was typed about the posting of a bundle, or chosen to be
    printed, and cannot be.
    """
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.POST_LETTERS, page="Brev", at=at) as look:
        found = queries.print_queue(actor, at=at)
        look.saw(persons=found.person_ids())
    today = {"posted_on": timezone.localdate(at)}
    bundles = [
        (bundle, wrong)
        if isinstance(wrong, forms.Posted) and bundle.id == bundle_id
        else (bundle, forms.Posted(initial=today, auto_id=f"bunke_{number}_%s"))
        for number, bundle in enumerate(found.bundles, start=1)
    ]
    chosen = wrong if isinstance(wrong, forms.Chosen) else forms.Chosen()
    shown = {"queue": found, "bundles": bundles, "wrong": wrong, "chosen": chosen}
    status = status_of(wrong) if wrong else 200
    return render(request, "notifications/queue.html", shown, status=status)


@require_POST
def print_chosen(request: HttpRequest) -> HttpResponse:
    """«Skriv ut»: the chosen letters leave the queue together; refused, the queue as chosen."""
    at = timezone.now()
    actor, form = actor_of(request, at=at), forms.Chosen(request.POST)
    done = carried_out(
        form, lambda: actions.print_letters(form.cleaned_data["letters"], actor=actor, at=at)
    )
    if done is None:
        return queue_page(request, wrong=form)
    count = len(done["printed"])
    said = (
        ngettext("%d brev er klart til utskrift.", "%d brev er klare til utskrift.", count) % count
    )
    if done["stopped"]:
        stopped = len(done["stopped"])
        said += " " + (
            ngettext(
                "%d brev ble stanset. Se «Må følges opp».",
                "%d brev ble stanset. Se «Må følges opp».",
                stopped,
            )
            % stopped
        )
        messages.warning(request, said)
    else:
        messages.success(request, said)
    return redirect("letters")


@require_GET
def bundle(request: HttpRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """The letters printed together, as one file for the printer."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.POST_LETTERS, page="Brev – utskrift", at=at) as look:
        files = queries.bundle_pdfs(str(bundle_id), actor=actor)
        look.saw(persons=[file.person_id for file in files], paper=f"bunke {bundle_id}")
    return _pdf(merged([file.body for file in files]), "utskrift.pdf")


@require_POST
def undo_print(request: HttpRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """«Legg tilbake i køen»."""
    at = timezone.now()
    actions.undo_print(str(bundle_id), actor=actor_of(request, at=at), at=at)
    messages.success(request, _("Brevene ligger i køen igjen."))
    return redirect("letters")


@require_GET
def letter_file(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """The letter as it was decided, in the browser's own reader."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page="Brev – PDF", at=at) as look:
        file = queries.letter_pdf(str(letter_id), actor=actor)
        look.saw(persons=[file.person_id], case=file.case_id, paper=f"brev {letter_id}")
    return _pdf(file.body, "brev.pdf")


@require_http_methods(["GET"])
def follow_up(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """One letter: where it stands, and what can be done about it."""
    return letter_page(request, letter_id)


def letter_page(
    request: HttpRequest, letter_id: uuid.UUID, *, wrong: Form | None = None
) -> HttpResponse:
    """The letter's page; with `wrong`, the form that was refused and what was typed in it.

    Who may not act on letters hears that, and not what is missing in what was sent.
    """
    at = timezone.now()
    actor = actor_of(request, at=at)
    permission = Permission.OPEN_CASE if wrong is None else Permission.POST_LETTERS
    with reading(actor, permission, page="Brev – oppfølging", at=at) as look:
        row = queries.letter_row(str(letter_id), actor=actor, at=at)
        person = person_head(row.person_id, on=timezone.localdate(at))
        may_post = queries.may_post_letter(str(letter_id), actor=actor)
        readable = queries.may_read_letter(str(letter_id), actor=actor)
        look.saw(persons=[row.person_id], case=row.case_id, paper=f"brev {letter_id}")
    said = _(row.settled_with) if row.settled_with else ""
    today = {"returned_on": timezone.localdate(at)}
    shown: dict[str, Any] = {
        "stop": wrong if isinstance(wrong, forms.Stop) else forms.Stop(),
        "returned": wrong if isinstance(wrong, forms.Returned) else forms.Returned(initial=today),
        "posted": wrong
        if isinstance(wrong, forms.Posted)
        else forms.Posted(initial={"posted_on": timezone.localdate(at)}),
        "settle": wrong
        if isinstance(wrong, forms.Settle)
        else forms.Settle(initial={"note": row.stop_note or said}),
        "letter": row,
        "readable": readable,
        "person": person,
        "wrong": wrong,
        "may_post": may_post,
        "today": timezone.localdate(at),
    }
    status = status_of(wrong) if wrong else 200
    return render(request, "notifications/letter.html", shown, status=status)


@require_POST
def stop(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """«Stans utsending»."""
    form = forms.Stop(request.POST)
    return _act(
        request,
        letter_id,
        form,
        lambda actor, at: actions.stop_letter(
            str(letter_id), note=form.cleaned_data["note"], actor=actor, at=at
        ),
        _("Brevet er stanset."),
    )


@require_POST
def returned(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """«Kom i retur»."""
    form = forms.Returned(request.POST)
    return _act(
        request,
        letter_id,
        form,
        lambda actor, at: actions.mark_returned(
            str(letter_id), returned_on=form.cleaned_data["returned_on"], actor=actor, at=at
        ),
        _("Brevet er registrert i retur."),
    )


@require_POST
def renew(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """«Send på nytt»."""
    form = Form(request.POST)
    return _act(
        request,
        letter_id,
        form,
        lambda actor, at: actions.renew_letter(str(letter_id), actor=actor, at=at),
        _("Brevet ligger i utskriftskøen med adressen slik den er nå."),
    )


@require_POST
def settle(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """«Skal ikke sendes». A reason of ours is kept as it is, not in the language it was read in."""
    form = forms.Settle(request.POST)
    ours = {_(one): one for one in (STOPPED_BECAUSE[reason] for reason in OVERTAKEN)}
    return _act(
        request,
        letter_id,
        form,
        lambda actor, at: actions.settle_letter(
            str(letter_id),
            note=ours.get(form.cleaned_data["note"], form.cleaned_data["note"]),
            actor=actor,
            at=at,
        ),
        _("Brevet følges ikke opp mer."),
    )


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """«Varsler»: one's own, newest first."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OWN_NOTICES, page="Varsler", at=at) as look:
        rows = queries.notices_of(actor)
        look.saw(persons=[row.person_id for row in rows if row.person_id], ground="own notices")
    context = {"rows": rows, "unread": sum(not row.read for row in rows)}
    return render(request, "notifications/notices.html", context)


@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """«Marker alle som lest»."""
    at = timezone.now()
    actions.read_notices(actor=actor_of(request, at=at), at=at)
    return redirect("notices")


@require_GET
def notice_choices(request: HttpRequest) -> HttpResponse:
    """«Varsler du får»: every kind, why it comes, and one button that switches it."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OWN_NOTICES, page="Varsler du får", at=at):
        rows = queries.choices_of(actor)
    return render(request, "notifications/choices.html", {"rows": rows})


@require_POST
def switch_notices(request: HttpRequest, *, on: bool) -> HttpResponse:
    """«Slå på» and «Slå av», one press from the choices and from each notice in the list."""
    at = timezone.now()
    what = request.POST.get("what", "")
    actions.switch_notices(what=what, on=on, actor=actor_of(request, at=at), at=at)
    row = DIGEST_ROW if what == DIGEST else NOTICES[NoticeKind(what)]
    said = _("Slått på: %(label)s.") if on else _("Slått av: %(label)s.")
    messages.success(request, said % {"label": _(row.label)})
    return redirect("notices" if request.POST.get("fra") == "varsler" else "notice-choices")


@csrf_exempt  # a mail program posts it, and knows no cookie of ours; the signed link says who it is
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def digest_off(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the daily e-mail. To open it changes nothing, as scanners do; to post does.

    The mail program's own button posts to it too (RFC 8058). Whoever has the e-mail can: it opens
    nothing, and is switched on again by who is signed in.
    """
    municipality_id, staff_id = adapters.whose_link(token)
    done = request.method == "POST"
    if done:
        actor, at = system(municipality_id), timezone.now()
        actions.digest_off_by_link(staff_id, actor=actor, at=at)
    return render(request, "notifications/digest_off.html", {"done": done})


def _act(
    request: HttpRequest,
    letter_id: uuid.UUID,
    form: Form,
    act: Callable[[Actor, dt.datetime], object],
    said: str,
) -> HttpResponse:
    """Do it and go back to the letter; refused, the letter's page with what was typed."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    if carried_out(form, lambda: act(actor, at)) is not None:
        messages.success(request, said)
        return redirect("letter", letter_id=letter_id)
    return letter_page(request, letter_id, wrong=form)


def _pdf(body: bytes, name: str) -> HttpResponse:
    """A file to look at, kept in no cache, with a name that tells nothing."""
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name[:MAX_NAME]}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
