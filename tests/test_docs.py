"""Documentation that lags is a failing test: vocabulary, metrics, reasons, commands, make targets, decisions."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest
from typer.main import get_command

from core import glossary, vocabulary
from core.__main__ import app
from core.console.upkeep import GENERATED
from core.strategy.reasons import REASONS

ROOT = Path(__file__).resolve().parents[1]
ENUMS = [
    each
    for each in vars(vocabulary).values()
    if isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum
]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_word_of_the_vocabulary_is_explained(enum: type[StrEnum]) -> None:
    _, meanings = glossary.ENUMS[enum]
    assert set(meanings) == {str(value) for value in enum}


@pytest.mark.parametrize("name", GENERATED)
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert read(name) == GENERATED[name](), f"{name} is out of date: run `make docs`"


def test_every_reason_is_in_the_guide_of_reasons() -> None:
    told = read("docs/reasons.md")
    assert [reason.code for reason in REASONS if f"`{reason.code}`" not in told] == []


def test_every_command_is_documented() -> None:
    told = read("docs/command-line.md")
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if not re.search(rf"^`{name}[ `]|`{name} ", told, re.MULTILINE)] == []


def test_readme_names_the_two_commands_and_pictures_that_exist() -> None:
    readme = read("README.md")
    assert "make run" in readme
    assert "make test" in readme
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme)
    assert pictures
    assert [each for each in pictures if not (ROOT / each).exists()] == []


def test_make_help_names_every_target_a_person_calls() -> None:
    makefile = read("Makefile")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    helped = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    assert set(phony[1].split()) - helped == {"chromium"}


def test_links_between_documents_resolve() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_once_and_carry_their_parts() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [each.name[:4] for each in decisions]
    assert len(set(numbers)) == len(numbers)
    for decision in decisions:
        told = decision.read_text(encoding="utf-8")
        for part in (
            "Status:",
            "**Context.**",
            "**Decision.**",
            "**Consequences.**",
            "**Alternatives.**",
            "**Files.**",
        ):
            assert part in told, f"{decision.name} lacks {part}"
