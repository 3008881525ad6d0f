"""Figures a proof has measured, told together at the end of the run, from every core.

A pytest plugin (`-p tests.figures` in pyproject.toml): a test asks for `figure` and says what it
counted; what it says stands beneath «figures» whether or not anything failed.
"""

from collections.abc import Callable

import pytest
from _pytest.terminal import TerminalReporter

NAME = "figure"


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Tell a figure: `figure(f"{n} requests")`."""
    return lambda told: record_property(NAME, told)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Each figure on a line of its own, in the order of their names."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if getattr(report, "when", "") == "call"
    ]
    told = sorted(
        str(value) for report in reports for name, value in report.user_properties if name == NAME
    )
    if told:
        terminalreporter.section("figures")
        for line in told:
            terminalreporter.write_line(line)
