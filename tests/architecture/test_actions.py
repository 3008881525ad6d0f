"""Every public function in actions is a use case, a part, or the system's: its signature tells."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings

from audit.events import EVENTS
from people.roles import Permission


def actions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for app in settings.HOUSE:
        try:
            module = import_module(f"{app}.actions")
        except ModuleNotFoundError:
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__.startswith(f"{app}.actions") and not name.startswith("_"):
                yield f"{app}.{name}", function


ACTIONS = list(actions())
USE_CASES = [(name, f) for name, f in ACTIONS if hasattr(f, "permission")]


@pytest.mark.parametrize(("name", "function"), ACTIONS)
def test_an_action_is_a_part_a_use_case_or_the_systems(
    name: str, function: Callable[..., Any]
) -> None:
    parameters = inspect.signature(function).parameters
    first = next(iter(parameters.values()))
    takes_an_id = first.annotation in {int, str, "int", "str"} or first.kind is first.KEYWORD_ONLY
    use_case = hasattr(function, "permission") and {"actor", "at"} <= set(parameters)
    systems = not hasattr(function, "permission") and takes_an_id and "actor" not in parameters
    part = not hasattr(function, "permission") and not takes_an_id

    assert use_case + systems + part == 1, f"{name}{inspect.signature(function)}"


@pytest.mark.parametrize(("name", "function"), USE_CASES)
def test_a_use_case_takes_the_actor_and_the_moment_by_keyword(
    name: str, function: Callable[..., Any]
) -> None:
    parameters = inspect.signature(function).parameters

    assert parameters["actor"].kind is inspect.Parameter.KEYWORD_ONLY
    assert parameters["at"].kind is inspect.Parameter.KEYWORD_ONLY
    assert isinstance(function.permission, Permission)  # type: ignore[attr-defined]  # set by use_case


@pytest.mark.parametrize(("name", "function"), ACTIONS)
def test_an_action_says_what_it_does(name: str, function: Callable[..., Any]) -> None:
    assert (function.__doc__ or "").strip(), name


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_has_a_norwegian_sentence(name: str) -> None:
    sentence = EVENTS[name].sentence

    assert sentence.strip()
    assert sentence[0].isupper() or sentence.startswith("{")
