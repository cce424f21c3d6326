"""A proposal of the language model beside what was typed since."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from core.wording.propose import Proposal, Proposed
from dashboard.i18n import Words
from dashboard.studio import reword


@pytest.mark.parametrize("is_of_these", [True, False])
def test_what_was_typed_since_is_never_written_over(monkeypatch: pytest.MonkeyPatch, *, is_of_these: bool) -> None:
    drawn: list[str] = []
    for name in ("markdown", "caption", "button"):
        monkeypatch.setattr(st, name, lambda text, name=name, **_: drawn.append(f"{name} {text}"))
    line = Proposed(form="sms.txt", before="Pay.", after="Please pay.", refused=())
    proposal = Proposal(forms={"sms.txt": "Please pay."}, lines=(line,))
    picked: Any = SimpleNamespace(message="m", language="en")
    base: Any = SimpleNamespace(number=1)
    reword._show(picked, base, proposal, Words(), is_of_these=is_of_these)
    expected = "button Put 1 line" if is_of_these else "caption The texts changed since this was proposed: ask again."
    assert drawn[-1].startswith(expected)
    assert len(drawn) == 2
