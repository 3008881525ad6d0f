"""Every file lies in a room of the house, stays readable, and leaves the clock to the doors."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = {
    "__init__", "urls", "views", "api", "tasks", "admin", "forms", "actions", "queries", "trail",
    "reads", "signed_in", "adapters", "models", "rules", "events", "access", "stages", "kinds",
    "letters", "service_types", "iplos", "roles", "legal", "policy", "refusals", "words", "apps",
    "migrations", "templates", "templatetags", "static", "management",
}  # fmt: skip
TOP_LEVEL = {
    *settings.HOUSE, "tildeling", "tests", "docs", "locale", "bench", ".ci", "manage.py",
    "README.md", "docker-compose.yml", "Dockerfile", "Makefile", "pyproject.toml",
    "requirements.lock", "requirements-production.lock", "package.json", "package-lock.json",
    ".npmrc",
    ".env.example", ".gitignore", ".importlinter", ".dockerignore", "babel.cfg", "CHANGELOG.md",
    ".pre-commit-config.yaml",
}  # fmt: skip
NOT_OURS = {".git", ".venv", "var", "node_modules", ".env"}


def modules() -> Iterator[Path]:
    for app in [*settings.HOUSE, "tildeling", "tests"]:
        yield from sorted((ROOT / app).rglob("*.py"))


def actions_and_rules() -> Iterator[Path]:
    for path in modules():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] in settings.HOUSE and parts[1] in {"actions", "rules", "queries"}:
            yield path


@pytest.mark.parametrize("app", settings.HOUSE)
def test_an_app_has_only_the_rooms_of_the_house(app: str) -> None:
    found = {entry.stem for entry in (ROOT / app).iterdir() if entry.name != "__pycache__"}

    assert found <= ROOMS


def test_the_top_level_holds_what_the_house_says_and_nothing_else() -> None:
    found = {
        entry.name
        for entry in ROOT.iterdir()
        if entry.name not in NOT_OURS and not entry.name.endswith("_cache")
    }

    assert found - {".hypothesis", "__pycache__", ".coverage"} <= TOP_LEVEL


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if not {"migrations", "tests"} & set(path.parts)
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == {}


def test_every_module_opens_with_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if "migrations" not in path.parts
        and path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


def test_legal_days_are_oslos_days_and_never_cut_from_a_moment() -> None:
    cut = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in actions_and_rules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
    ]

    assert cut == []


def test_a_typed_day_is_always_one_that_can_be_reckoned_from() -> None:
    """people.forms.Day and people.adapters.Day refuse the year 9999, whose next day is none."""
    bare_fields = {"forms.DateField", "serializers.DateField"}
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for app in settings.HOUSE
        for path in sorted((ROOT / app).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in bare_fields
    ]

    assert bare == []


# Only beat nudges (CELERY_BEAT_SCHEDULE): who asks for a task elsewhere waits for a broker that may
# be frozen, before a commit that may not come. When something is tried again is a row.
ASKS_FOR_A_TASK = frozenset(
    {"delay", "delay_on_commit", "apply_async", "apply_async_on_commit", "send_task", "signature"}
)
REMEMBERS = frozenset({"eta", "countdown", "autoretry_for", "retry_backoff", "default_retry_delay"})


OF_BEAT = "super().apply_async"  # the clock's own way to the broker (watch.tasks.Clock)


def test_celery_is_never_asked_to_remember_a_time_and_by_nobody_but_the_clock() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and "tests" not in path.relative_to(ROOT).parts
        if any(keyword.arg in REMEMBERS for keyword in node.keywords)
        or (
            (isinstance(node.func, ast.Attribute) and node.func.attr in ASKS_FOR_A_TASK)
            and ast.unparse(node.func) != OF_BEAT
        )
        or ast.unparse(node.func) in {"self.retry", "task.retry"}
    ]

    assert found == []


def test_no_test_flushes_the_database_with_the_frameworks_own_means() -> None:
    flushing = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__)
        and (
            "transaction=True" in (text := path.read_text(encoding="utf-8"))
            or "transactional_db" in text
        )
    ]

    assert flushing == []


def test_every_setting_of_the_rooms_contract_names_every_app() -> None:
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8")
    for section in ("root_packages =", "layers =", "containers ="):
        block = contract.split(section, 1)[1].split("\n\n", 1)[0]
        assert set(settings.HOUSE) <= {line.strip() for line in block.splitlines()}, section
