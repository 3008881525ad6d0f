"""What every page says in the same way: statuses, dates, hours, money, and a form's small parts."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import template
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from audit.words import mark
from tildeling.fields import all_must, chosen, field_anchor, is_html, is_switch, need, problems
from tildeling.frame import exists
from tildeling.statuses import COLOURS, COLOURS_OF_KIND, PERSON_TAGS, PLAIN
from tildeling.words import (
    at_clock,
    clock,
    date_of,
    day,
    due_words,
    hours,
    hours_a_week,
    iso,
    iso_day,
    iso_long,
    kroner,
    local,
    long_day,
    moment,
    number_groups,
    short_day,
    translated,
    until,
)

register = template.Library()

# The menu of a case: address, label, key.
CASE_MENU: Final = (
    ("", mark("Oversikt"), "Alt+O"),
    ("kartlegging/", mark("Kartlegging"), "Alt+K"),
    ("innstilling/", mark("Innstilling"), "Alt+I"),
    ("vedtak/", mark("Vedtak"), "Alt+V"),
    ("tjenester/", mark("Tjenester"), ""),
    ("forlop/", mark("Forløp"), "Alt+L"),
    ("dokumenter/", mark("Dokumenter"), ""),
    ("historikk/", mark("Historikk"), "Alt+H"),
    ("notater/nytt/", mark("Nytt notat"), "Alt+J"),
)
TO_WRITE: Final = frozenset({"notater/nytt/"})  # not for those who only look

# Words, dates, numbers


@register.simple_tag
def status(label: str, kind: str = "") -> SafeString:
    """The status `label` as a tag in its one colour; `kind` only where a word has two colours."""
    if not label:
        return SafeString("")
    if label in PLAIN:
        return format_html("<span>{}</span>", gettext(label))
    colour = COLOURS_OF_KIND.get((kind, label)) or COLOURS.get(label, "neutral")
    return format_html(
        '<span class="ds-tag" data-color="{}" data-variant="outline">{}</span>',
        colour,
        gettext(label),
    )


@register.filter
def person_tag_colour(tag: str) -> str:
    """The colour of a tag in the person banner."""
    known = (colour for word, colour in PERSON_TAGS.items() if tag.startswith(word))
    return next(known, "info")


for _filter in (
    translated,
    day,
    short_day,
    long_day,
    clock,
    moment,
    until,
    hours,
    hours_a_week,
    kroner,
    number_groups,
    iso,
    iso_long,
    problems,
    field_anchor,
    need,
    all_must,
    is_switch,
    is_html,
    chosen,
):
    register.filter(_filter.__name__, _filter)


@register.simple_tag(takes_context=True)
def since(context: Mapping[str, Any], value: dt.datetime) -> str:
    """«i dag kl. 09.42», «i går kl. 09.42» or «19.11.2026 kl. 09.42»."""
    days = (_today(context) - local(value).date()).days
    word = {0: gettext("i dag"), 1: gettext("i går")}.get(days, f"{local(value):%d.%m.%Y}")
    return at_clock(word, value)


@register.simple_tag(takes_context=True)
def due(
    context: Mapping[str, Any], value: dt.date | dt.datetime | None, at: str = ""
) -> SafeString:
    """A date and how far off it is: «23.11.2026 2 dager igjen». «Ikke satt» when there is none.

    `at` is the clock, where the hour matters: «23.11.2026 kl. 12.00 1 dag igjen».
    """
    found = date_of(value)
    if found is None:
        return format_html('<span class="app-subtle">{}</span>', gettext("Ikke satt"))
    words, tone = due_words(found, _today(context))
    when = gettext("%(day)s kl. %(clock)s") % {"day": day(found), "clock": at} if at else day(found)
    colour = {"today": "warning", "over": "danger"}.get(tone)
    said = (
        format_html(
            '<span class="ds-tag" data-color="{}" data-variant="outline">{}</span>', colour, words
        )
        if colour
        else format_html('<span class="app-subtle">{}</span>', words)
    )
    return format_html(
        '<span class="app-due" data-due="{}"><time datetime="{}">{}</time> {}</span>',
        tone,
        found.isoformat(),
        when,
        said,
    )


def _today(context: Mapping[str, Any]) -> dt.date:
    """The page's day: what the door handed over, else the frame's."""
    today: dt.date = context.get("today") or context["frame"].today
    return today


# Forms


@register.simple_tag
def form_key() -> SafeString:
    """A hidden key that makes one rendered form one act, however often it is sent."""
    return format_html('<input type="hidden" name="_key" value="{}">', uuid.uuid4().hex)


@register.inclusion_tag("tildeling/draft.html", takes_context=True)
def draft(
    context: Mapping[str, Any],
    form: str,
    case: str = "",
    person: str = "",
    saved_at: dt.datetime | None = None,
) -> dict[str, Any]:
    """The hidden fields of a form whose draft is kept, and the line that says how it stands."""
    request: HttpRequest = context["request"]
    return {
        "form": form,
        "case": case,
        "person": person,
        "saved_at": saved_at,
        "back": request.get_full_path(),
    }


@register.simple_tag(takes_context=True)
def writing(context: Mapping[str, Any], form: str, case: str = "", person: str = "") -> SafeString:
    """«Kari Lie redigerer denne nå», under the heading; asked anew by itself. It locks nothing.

    The same three words as `draft` has; `form` may be the beginning of several (`kartlegging/1`).
    """
    query = QueryDict(mutable=True)
    query.update({"form": form, "case": case, "person": person})
    return format_html(
        '<p class="app-writing" role="status" data-quiet hx-get="/kladd/andre/?{}"'
        ' hx-trigger="every 20s">{}</p>',
        query.urlencode(),
        context["frame"].writing_now(form, case=case, person=person),
    )


@register.inclusion_tag("tildeling/error_summary.html")
def error_summary(*forms: "BaseForm | BaseFormSet[Any] | None") -> dict[str, Any]:
    """Everything that is wrong in `forms`, in the order of the page, each with a way to it."""
    found: list[dict[str, str]] = []
    for form in _each_form(forms):
        found += [{"text": str(error), "href": ""} for error in form.non_field_errors()]
        for field in form:
            href, name = f"#{field_anchor(field)}", getattr(field.field, "named", field.label)
            found += [{"text": text, "href": href, "name": str(name)} for text in problems(field)]
    times = Counter(one["text"] for one in found)
    for one in found:  # the same words of several: each with its own name
        if times[one["text"]] > 1 and one.get("name"):
            one["text"] = f"{one['name']}: {one['text']}"
    for formset in forms:
        if isinstance(formset, BaseFormSet):
            found += [{"text": str(error), "href": ""} for error in formset.non_form_errors()]
    return {"found": found}


def _each_form(forms: "Sequence[BaseForm | BaseFormSet[Any] | None]") -> list[BaseForm]:
    each: list[BaseForm] = []
    for form in forms:
        if isinstance(form, BaseFormSet):
            each += list(form.forms)
        elif form is not None:
            each.append(form)
    return [form for form in each if form.is_bound]


@register.simple_tag(takes_context=True)
def sort_head(
    context: Mapping[str, Any], label: str, key: str, *, first: bool = False
) -> SafeString:
    """A column head that sorts (`?sorter=key`, or `-key`); `first` is the order without asking."""
    query: QueryDict = context["request"].GET.copy()
    now = query.get("sorter", key if first else "")
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "none")
    query["sorter"] = f"-{key}" if order == "ascending" else key
    query.pop("side", None)
    return format_html(
        '<th scope="col" aria-sort="{}"><a class="app-sort" href="?{}">{}</a></th>',
        order,
        query.urlencode(),
        label,
    )


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """`mapping[key]`, for keys a template cannot spell."""
    return mapping.get(key, "")


# Lists


@register.simple_block_tag
def scroll(content: str, label: str) -> SafeString:
    """Around a wide table: it scrolls sideways by itself, also by keyboard."""
    name = gettext("%(label)s, kan rulles sidelengs") % {"label": label}
    return format_html(
        '<div class="app-scroll" role="region" tabindex="0" aria-label="{}">{}</div>',
        name,
        mark_safe(content),  # noqa: S308 - the template's own, already escaped
    )


@register.inclusion_tag("tildeling/pagination.html", takes_context=True)
def pagination(context: Mapping[str, Any], page: int, pages: int) -> dict[str, Any]:
    """Links to the pages of a list (`?side=`), keeping the filters."""
    query: QueryDict = context["request"].GET

    def href(number: int) -> str:
        changed = query.copy()
        changed["side"] = str(number)
        return f"?{changed.urlencode()}"

    near = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    steps: list[dict[str, Any]] = []
    for index, number in enumerate(near):
        if index and number - near[index - 1] > 1:
            steps.append({"gap": True})
        steps.append({"number": number, "href": href(number), "current": number == page})
    return {
        "pages": pages,
        "steps": steps,
        "previous": href(page - 1) if page > 1 else "",
        "next": href(page + 1) if page < pages else "",
    }


@register.inclusion_tag("tildeling/filters.html", takes_context=True)
def filters(
    context: Mapping[str, Any],
    form: BaseForm,
    shown: int,
    total: int,
    order: str = "",
    counted: str = "",
    keep: str = "vis",
    fold: bool = False,  # noqa: FBT001, FBT002 - a template names it
) -> dict[str, Any]:
    """A filter form (GET), the filters that are on as chips to take off, and «12 av 34».

    `fold`: many filters lie folded, so that the answer stands first; open while any is on.

    `counted` says what is counted: «142 hendelser», «12 av 142 hendelser».
    `keep` names the parameters, by comma, that are no filter and stay (the chosen tab).
    """
    query: QueryDict = context["request"].GET
    kept = [(name, str(query[name])) for name in keep.split(",") if name in query]
    chips = [
        {
            "text": f"{field.label}: {text}" if text else str(field.label),
            "href": _without(query, field.html_name, value),
        }
        for field in form
        for value, text in _shown_values(field)
    ]
    reset = QueryDict(mutable=True)
    reset.update(dict(kept))
    return {
        "form": form,
        "chips": chips,
        "kept": kept,
        "shown": shown,
        "total": total,
        "order": order,
        "counted": counted,
        "fold": fold,
        "reset": f"?{reset.urlencode()}",
        "action": context["request"].path,
    }


def _without(query: QueryDict, name: str, value: str) -> str:
    changed = query.copy()
    changed.setlist(name, [v for v in changed.getlist(name) if value and v != value])
    changed.pop("side", None)
    return f"?{changed.urlencode()}"


def _shown_values(field: BoundField) -> list[tuple[str, str]]:
    """The values that filter, each with its text; a box that is ticked has neither."""
    raw = field.value()
    if is_switch(field):
        return [("", "")] if raw else []
    texts = {str(v): str(t) for v, t in getattr(field.field, "choices", ())}
    values = raw if isinstance(raw, list | tuple) else [raw]
    return [(str(v), texts.get(str(v)) or iso_day(str(v))) for v in values if v not in (None, "")]


@register.inclusion_tag("tildeling/case_menu.html", takes_context=True)
def case_menu(context: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """The menu of a case as links; pages that do not exist are left out."""
    base, path = f"/saker/{reference}/", context["request"].path
    writes = context["frame"].writes_in(reference)
    items = [
        {
            "url": base + tail,
            "label": gettext(label),
            "keys": keys,
            "current": path == base if not tail else path.startswith(base + tail),
        }
        for tail, label, keys in CASE_MENU
        if exists(base + tail) and (tail not in TO_WRITE or writes)
    ]
    meets = None if path == base else context["frame"].waits_for(reference)  # Oversikt says more
    return {"items": items, "meets": meets}
