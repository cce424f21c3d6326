"""Every page with addresses that nobody would type: it says what it can, breaks nowhere, and shows no secret of the house."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

import pytest
from streamlit.testing.v1 import AppTest

from core.hidden import hidden
from core.settings import Settings
from tests.pages.conftest import PORTFOLIO, ROOT, clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.book.book import Book

PLANTED: Final = {
    "SALDO_PAY_KEY": "planted-pay-key-4711",
    "SALDO_MODEL_KEY": "planted-model-key-4711",
    "SALDO_PAY_HOOK_SECRETS": "planted-hook-one-4711,planted-hook-two-4711",
    "SALDO_SMTP_URL": "smtp://els:planted-relay-4711@127.0.0.1:9?tls=none",
    "SALDO_IMAP_PASSWORD": "env:PLANTED_IMAP",
    "PLANTED_IMAP": "planted-imap-4711",
}
ODD: Final = (
    "<script>alert(1)</script>",
    "99999999999999999999",
    "-1",
    "' OR 1=1 --",
    "2026-02-31",
    "1e309",
    "NL01/A",
    "%00",
    "\u202ex",
    "v999999",
)
PAGES: Final = sorted(file.stem for file in (ROOT / "pages").glob("*.py"))
IS_LONG: Final = "SALDO_FUZZ" in os.environ


def parameters() -> list[str]:
    """Every name that some page reads out of its address."""
    found: set[str] = {"id", "name", "view", "tab", "as_of", "lang"}
    for folder in ("dashboard", "pages"):
        for file in (ROOT / folder).rglob("*.py"):
            source = file.read_text(encoding="utf-8")
            found |= {
                one or two for one, two in re.findall(r'query_params(?:\.get\(|\[)"(\w+)"|\bparam="(\w+)"', source)
            }
            for constant in re.findall(r"query_params(?:\.get\(|\[)([A-Z_]+)", source):
                found |= set(re.findall(rf'^{constant}(?:: Final)? = "(\w+)"', source, re.MULTILINE))
    return sorted(found)


@pytest.fixture
def planted(home: Path, book: Callable[[str], Book], monkeypatch: pytest.MonkeyPatch) -> Path:
    book(PORTFOLIO)
    for name, value in PLANTED.items():
        monkeypatch.setenv(name, value)
    return home


def test_no_page_breaks_or_tells_a_secret(planted: Path, caplog: pytest.LogCaptureFixture) -> None:
    names = parameters()
    assert {"view", "part", "month", "id"} <= set(names)
    assert planted.exists()
    for turn in range(len(ODD) if IS_LONG else 1):
        for place, page in enumerate(PAGES):
            at = AppTest.from_file(str(ROOT / "dashboard" / "ui.py"), default_timeout=60)
            for number, name in enumerate(names):
                at.query_params[name] = ODD[(number + place + turn) % len(ODD)]
            if page != "today":
                at.switch_page(str(ROOT / "pages" / f"{page}.py"))
            shown = repr(clean(at.run()).main) + repr(at.sidebar)
            assert "4711" not in shown, page
    assert "4711" not in caplog.text


def test_settings_tell_no_secret(planted: Path) -> None:
    told = Settings()
    assert told.home == planted
    for shown in (repr(told), str(told), told.model_dump_json(exclude={"smtp_url"})):
        assert "planted-pay" not in shown
        assert "planted-model" not in shown
        assert "planted-hook" not in shown
    assert hidden("the relay said planted-relay-4711") == "the relay said [SALDO_SMTP_URL]"
    assert hidden("planted-hook-two-4711") == "[SALDO_PAY_HOOK_SECRETS]"
