"""A store of its own for each test."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    """The folder in which documents lie."""
    settings.DOCUMENT_ROOT = str(tmp_path / "documents")
    return tmp_path / "documents"
