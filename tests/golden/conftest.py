"""Golden files: expected texts beside their tests, rewritten by one switch and then read as a difference.

``pytest tests/golden --golden-update`` writes what is made now; without it a missing, different or unused file fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update", action="store_true", default=False, help="rewrite the golden files of tests/golden"
    )


class Golden:
    """The expected files of one test module, in the folder ``expected`` beside it."""

    def __init__(self, folder: Path, *, is_update: bool) -> None:
        self.folder = folder
        self.is_update = is_update
        self.names: set[str] = set()

    def check(self, name: str, made: str) -> None:
        """Compare ``made`` with the file ``name``, or write it."""
        self.names.add(name)
        file = self.folder / name
        if self.is_update:
            self.folder.mkdir(exist_ok=True)
            file.write_text(made, encoding="utf-8", newline="")
        assert file.is_file(), f"{name} is new: run pytest tests/golden --golden-update and read the difference"
        expected = file.read_bytes().decode()
        assert made == expected, f"{name} changed: if that is meant, run pytest tests/golden --golden-update"

    def finish(self) -> None:
        """Remove, or refuse, files that no check asked for."""
        unused = sorted(file for file in self.folder.iterdir() if file.name not in self.names)
        if self.is_update:
            for file in unused:
                file.unlink()
        else:
            assert not unused, f"nobody checks {unused}: run pytest tests/golden --golden-update"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Iterator[Golden]:
    """Give a test that checks a whole folder of golden files; the folder is named after the test."""
    is_update = bool(request.config.getoption("golden_update", default=False))
    folder = request.path.parent / "expected"
    kept = Golden(folder, is_update=is_update)
    yield kept
    kept.finish()
