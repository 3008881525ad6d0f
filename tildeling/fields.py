"""What a template asks about a form's fields: what is wrong, what is needed, where a link leads."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField, ChoiceField, DateField, Field
from django.utils.translation import gettext

# A widget's attrs that are for our templates; `class` is written by them.
OURS: Final = frozenset(
    {
        "class",
        "suggest",
        "score",
        "inline",
        "outline",
        "affix",
        "limit",
        "previous",
        "previous_text",
        "tag",
        "typed",
        "wide",
    }
)


def problems(field: BoundField) -> list[str]:
    """What is wrong at a field, in whole sentences: Django's own general words name the field."""
    return [
        sentence
        for error in field.errors.as_data()
        for sentence in ([_general(field, error)] if _is_general(error) else error.messages)
    ]


def _is_general(error: ValidationError) -> bool:
    """Whether nobody gave the error words of its own."""
    standard = Field.default_error_messages["required"], DateField.default_error_messages["invalid"]
    choice = ChoiceField.default_error_messages["invalid_choice"]
    return error.message in standard or error.message == choice


def _general(field: BoundField, error: ValidationError) -> str:
    label = {"label": field.label}
    if error.code == "required" and (field.use_fieldset or hasattr(field.field, "choices")):
        return gettext("Velg i «%(label)s»") % label
    if error.code == "required":
        return gettext("Fyll ut «%(label)s»") % label
    if error.code == "invalid":
        return gettext("Skriv en dato i «%(label)s», for eksempel 21.11.2026") % label
    return gettext("Velg et av alternativene i «%(label)s»") % label


def field_anchor(field: BoundField) -> str:
    """The id a link must point at to reach the field: the first choice where it is a set."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.auto_id)


def need(field: BoundField) -> str:
    """`must`, `optional` or nothing: only the smaller group of a form's fields is marked.

    A widget's attrs may say otherwise: {"tag": "must" | "optional" | "none"}.
    """
    said = field.field.widget.attrs.get("tag")
    if said:
        return "" if said == "none" else str(said)
    shown = [f.field.required for f in field.form if not f.is_hidden and not is_switch(f)]
    must, optional = shown.count(True), shown.count(False)
    if is_switch(field) or not must or not optional:
        return ""
    if optional <= must:
        return "" if field.field.required else "optional"
    return "must" if field.field.required else ""


def all_must(form: BaseForm) -> bool:
    """Whether every field of several must be filled in: then it is said once, at the top."""
    shown = [
        field.field.required
        for field in form
        if not field.is_hidden and not is_switch(field) and "tag" not in field.field.widget.attrs
    ]
    return len(shown) > 1 and all(shown)


def is_switch(field: BoundField) -> bool:
    """Whether the field is one box to tick."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


def is_html(name: str) -> bool:
    """Whether a widget's attr is HTML's; the others tell our templates what the field is."""
    return name not in OURS


def chosen(optgroups: Sequence[tuple[Any, Sequence[Mapping[str, Any]], int]]) -> list[Any]:
    """The selected options of a select, flat."""
    return [o for _, options, _ in optgroups for o in options if o["selected"] and o["value"]]
