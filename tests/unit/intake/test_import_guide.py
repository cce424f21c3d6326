"""The guide to importing names every preset, every column and every system, covered or not."""

from __future__ import annotations

import pytest

from core.intake.fields import FIELDS
from core.intake.presets import PRESETS
from core.intake.presets.coverage import NOT_COVERED
from core.settings import ROOT

GUIDE = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_is_in_the_guide(name: str) -> None:
    assert f"`{name}`" in GUIDE


@pytest.mark.parametrize("name", sorted({field.name for fields in FIELDS.values() for field in fields}))
def test_every_column_is_in_the_guide(name: str) -> None:
    assert f"`{name}`" in GUIDE


@pytest.mark.parametrize("system", NOT_COVERED)
def test_what_is_not_covered_is_said(system: str) -> None:
    assert system.removeprefix("Dutch ").split()[0] in GUIDE
