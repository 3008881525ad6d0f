"""Whoever looks for somebody's affairs by what was typed outside has come through a scoped door.

The doors import no models (`.importlinter`), and the database has a wall of its own
(`test_wall.py`). This is what lies between: a query or an action that is given a name or a key from
outside either knows who asks, or already has hold of what the key belongs to.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings

from cases.models import Case
from people.models import Resident

ROOT = Path(settings.BASE_DIR)
MANAGERS: Final = frozenset({"objects", "_base_manager", "_default_manager"})
FROM_OUTSIDE: Final = frozenset({"str", "uuid.UUID", "str | None", "uuid.UUID | None"})
WHO_ASKS: Final = frozenset({"Actor", "Scope"})
ROWS: Final = frozenset({"Found", "QuerySet"})  # which somebody has come by already
# Run by who installs, before there is anybody to ask: staff, and nobody who gets help.
INSTALLS: Final = frozenset(
    {
        "people/actions/found.py: found_municipality",
        "people/actions/found.py: set_in_administrator",
    }
)
# Everything of a person that is merged or asks for insight, whatever a manager may leave out.
ALL_OF_A_PERSON: Final = frozenset({"privacy/queries/reach.py"})
OURS = [config for config in apps.get_app_configs() if Path(config.path).parent == ROOT]


def of_somebody() -> frozenset[str]:
    """Models whose rows are somebody's affairs: they name a person or a case."""
    found = {Case, Resident}
    for config in OURS:
        for model in config.get_models():
            if any(field.related_model in {Case, Resident} for field in model._meta.fields):
                found.add(model)
    return frozenset(model.__name__ for model in found)


THEIRS: Final = of_somebody()
MODELS: Final = frozenset(m.__name__ for config in OURS for m in config.get_models())


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for config in OURS:
        rooms = Path(config.path)
        for room in ("queries", "actions"):
            for file in sorted([*rooms.glob(f"{room}/*.py"), *rooms.glob(f"{room}.py")]):
                for one in ast.parse(file.read_text(encoding="utf-8")).body:
                    if isinstance(one, ast.FunctionDef):
                        yield f"{file.relative_to(ROOT)}: {one.name}", one


def typed(function: ast.FunctionDef) -> dict[str, str]:
    """The arguments, and what they are declared as."""
    args = [*function.args.args, *function.args.kwonlyargs]
    return {one.arg: ast.unparse(one.annotation) if one.annotation else "" for one in args}


def looks_up(function: ast.FunctionDef) -> dict[str, set[str]]:
    """Whose rows a function fetches by an argument from outside: the models, by argument."""
    outside = {name for name, kind in typed(function).items() if kind in FROM_OUTSIDE}
    found: dict[str, set[str]] = {}
    for call in ast.walk(function):
        if not isinstance(call, ast.Call):
            continue
        roots = {
            one.value.id
            for one in ast.walk(call.func)
            if isinstance(one, ast.Attribute)
            and one.attr in MANAGERS
            and isinstance(one.value, ast.Name)
        }
        said = {
            one.id
            for part in [*call.args, *(word.value for word in call.keywords)]
            if not (isinstance(part, ast.Call) and ast.unparse(part.func) == "OuterRef")
            for one in ast.walk(part)
            if isinstance(one, ast.Name)
        }
        for name in outside & said:
            found.setdefault(name, set()).update(roots & THEIRS)
    return {name: models for name, models in found.items() if models}


def has_hold(function: ast.FunctionDef) -> bool:
    """Whether it knows who asks, or has come by what the key belongs to."""
    for name, kind in typed(function).items():
        words = {part.strip() for part in kind.replace("[", "|").replace("]", "|").split("|")}
        if words & (WHO_ASKS | MODELS | ROWS) or (name.endswith("_id") and "int" in words):
            return True
    return False


def test_nothing_of_somebodys_is_looked_up_by_what_was_typed_without_knowing_who_asks() -> None:
    tried = {where: models for where, one in functions() if (models := looks_up(one))}
    loose = {where for where, one in functions() if looks_up(one) and not has_hold(one)}

    assert len(tried) > 30  # or nothing was looked at
    assert loose == INSTALLS


def test_nobody_goes_round_a_models_own_manager() -> None:
    """The default manager has no filter that could be gone round; the wall has no such word."""
    found = set()
    for config in OURS:
        for file in Path(config.path).rglob("*.py"):
            if "migrations" in file.parts:
                continue
            text = file.read_text(encoding="utf-8")
            if "_base_manager" in text or ".raw(" in text:
                found.add(str(file.relative_to(ROOT)))

    assert found == ALL_OF_A_PERSON
