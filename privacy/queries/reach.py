"""Every foreign key that leads to a person, found in the models themselves."""

# ruff: noqa: SLF001 - the models are asked what they say of themselves
from collections.abc import Collection, Iterator
from typing import Any, cast

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

from people.models import Resident

Key = tuple[type[Model], str]


def person_keys() -> dict[str, Key]:
    """Every foreign key to a person as app.Model.field, also those nobody may go back by."""
    found = Resident._meta.get_fields(include_hidden=True)
    relations = [cast("Any", one) for one in found if isinstance(one, ForeignObjectRel)]
    return {
        f"{one.related_model._meta.label}.{one.field.name}": (one.related_model, one.field.name)
        for one in relations
    }


def is_history(model: type[Model]) -> bool:
    """Whether the rows of a model only say what rows of another have been."""
    return hasattr(model, "pgh_tracked_model")


def ways_to_a_person(never_by: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Every model whose rows are somebody's, with the paths of fields that say whose.

    One path by each foreign key that leads on to a person, since each may be empty. `never_by`:
    keys (app.Model.field) that are no such way.
    """
    keys = [key for key in _keys() if f"{key[0]}.{key[1]}" not in never_by]
    nearest: dict[str, list[str]] = {Resident._meta.label: []}
    through: dict[str, list[str]] = {Resident._meta.label: [Resident._meta.label]}
    edge = list(nearest)
    while edge:
        reached = [key for key in keys if key[2] in edge and key[0] not in nearest]
        for label, name, parent in reached:
            nearest.setdefault(label, [name, *nearest[parent]])
            through.setdefault(label, [label, *through[parent]])
        edge = [label for label, _, _ in reached]
    ways: dict[str, list[str]] = {}
    for label, name, parent in keys:
        if label in nearest and parent in nearest and label not in through[parent]:
            ways.setdefault(label, []).append("__".join([name, *nearest[parent]]))
    return {label: tuple(paths) for label, paths in ways.items()}


def _keys() -> Iterator[tuple[str, str, str]]:
    """Every foreign key of ours: model, field, model it leads to."""
    for model in apps.get_models(include_auto_created=True):
        if is_history(model):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey):
                parent = field.related_model
                yield model._meta.label, field.name, parent._meta.label


def model_of(label: str) -> type[Model]:
    """The model of app.Model."""
    return apps.get_model(label)


def rows_in(label: str) -> QuerySet[Any]:
    """Every row of a model, also those its manager leaves out."""
    return model_of(label)._base_manager.all()


def rows_by(key: str, *person_ids: int) -> QuerySet[Any]:
    """The rows that point at any of some persons by one foreign key."""
    model, name = person_keys()[key]
    return model._base_manager.filter(**{f"{name}__in": person_ids})
