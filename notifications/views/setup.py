"""What the administrator decides about the post: how letters go, and when things have come."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from notifications import actions, forms, queries
from notifications.letters import ASSUMED_DAYS_IN_THE_POST
from notifications.policy import delivery_policy_on, digest_policy_on
from people.access import reading
from people.adapters import dated_form, dated_list, posted, who
from people.forms import EndRow
from people.queries import found
from people.roles import Permission

SETUP = "Oppsett"


@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """«Slik sendes brev»: on paper or by digital post, with their days. No persons."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        rows = queries.post_channels(actor)
    return dated_list(
        request,
        rows,
        title=_("Slik sendes brev"),
        lead=_("Der kommunen ikke har en rad, sendes brev på papir."),
        heads=(_("Brev sendes som"), _("Konto hos digital post"), _("Bestemt av")),
        add="post-channel-new",
        end="post-channel-end",
        on=timezone.localdate(at),
    )


@require_http_methods(["GET", "POST"])
def channel_new(request: HttpRequest) -> HttpResponse:
    """How letters go, from a day."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        form = forms.PostChannelOf(posted(request), initial={"valid_from": timezone.localdate(at)})
    return dated_form(
        request,
        form,
        lambda: actions.decide_post_channel(**form.cleaned_data, actor=actor, at=at),
        title=_("Ny måte å sende brev på"),
        submit=_("Lagre"),
        back="post-channels",
    )


@require_http_methods(["GET", "POST"])
def channel_end(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Letters go so no longer."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        row = found(queries.post_channels(actor), channel_id)
    form = EndRow(posted(request), initial={"last_on": timezone.localdate(at)})
    return dated_form(
        request,
        form,
        lambda: actions.end_post_channel(channel_id, valid_to=form.valid_to(), actor=actor, at=at),
        title=_("Avslutt"),
        submit=_("Avslutt"),
        back="post-channels",
        about=row.cells[0],
    )


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """«Tider for brev og daglig e-post», with their days. No persons."""
    actor, at = who(request)
    on = timezone.localdate(at)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        rows = queries.post_settings(actor)
    return dated_list(
        request,
        rows,
        title=_("Tider for brev og daglig e-post"),
        lead=_(
            "Uten en rad: %(days)s dager i posten, e-post fra kl. %(hour)s, og oppfølging av"
            " digitale brev etter %(unheard)s dager uten svar."
        )
        % {
            "days": ASSUMED_DAYS_IN_THE_POST,
            "hour": digest_policy_on(on).hour,
            "unheard": delivery_policy_on(on).days,
        },
        heads=(
            _("Dager i posten"),
            _("E-post fra klokken"),
            _("Dager uten svar"),
            _("Bestemt av"),
        ),
        add="post-setting-new",
        end="post-setting-end",
        on=on,
    )


@require_http_methods(["GET", "POST"])
def setting_new(request: HttpRequest) -> HttpResponse:
    """Days in the post, the hour of the daily e-mail and the days without word, from a day."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        today = timezone.localdate(at)
        form = forms.PostSettingOf(
            posted(request),
            initial={"valid_from": today, "unheard_days": delivery_policy_on(today).days},
        )
    return dated_form(
        request,
        form,
        lambda: actions.decide_post_setting(**form.cleaned_data, actor=actor, at=at),
        title=_("Nye tider for brev og daglig e-post"),
        submit=_("Lagre"),
        back="post-settings",
    )


@require_http_methods(["GET", "POST"])
def setting_end(request: HttpRequest, setting_id: int) -> HttpResponse:
    """They hold no longer."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        row = found(queries.post_settings(actor), setting_id)
    form = EndRow(posted(request), initial={"last_on": timezone.localdate(at)})
    return dated_form(
        request,
        form,
        lambda: actions.end_post_setting(setting_id, valid_to=form.valid_to(), actor=actor, at=at),
        title=_("Avslutt"),
        submit=_("Avslutt"),
        back="post-settings",
        about=f"{_('Dager i posten')}: {row.cells[0]}",
    )
