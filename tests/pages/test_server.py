"""The app as a server: a health check, headers that keep everything at home, and a sender that starts and stops with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.pages.conftest import ONE_ITEM, ROOT
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.book.book import Book

ANSWER_SECONDS = 90


@pytest.fixture
def served(home: Path, book: Callable[[str], Book]) -> Iterator[str]:
    """The address of the app, started as people start it, on a free port of loopback."""
    book(ONE_ITEM)
    port = free_port()
    command = [sys.executable, "-m", "dashboard", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SALDO_HOME": str(home)}, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + ANSWER_SECONDS
        while True:
            try:
                urlopen(f"{address}/healthz", timeout=5).close()  # noqa: S310
                break
            except OSError:
                assert server.poll() is None, "the app stopped by itself"
                assert time.monotonic() < until, "the app does not answer"
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


def test_the_app_says_that_it_is_well_and_keeps_everything_at_home(served: str, home: Path) -> None:
    until = time.monotonic() + ANSWER_SECONDS
    told: dict[str, Any] = {}
    port = home / "mailbox" / "port"  # the built-in mailbox is served with the app
    while told.get("status") != "ok" or not port.exists():  # the worker and the mailbox begin after the server
        assert time.monotonic() < until, told
        with urlopen(f"{served}/healthz", timeout=30) as answer:  # noqa: S310
            told = json.load(answer)
        time.sleep(0.2)  # who asks without a pause is told to wait
    with urlopen(f"{served}/healthz", timeout=30) as answer:  # noqa: S310
        assert told["book"] == "v000001"
        assert {"imports", "workers", "relay", "schedule"} <= set(told["checks"])
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    with urlopen(f"{served}/metrics", timeout=30) as figures:  # noqa: S310
        assert 'saldo_check_well{check="workers"} 1' in figures.read().decode()
    with urlopen(f"{served}/", timeout=30) as page:  # noqa: S310
        assert page.headers["x-content-type-options"] == "nosniff"
    with pytest.raises(HTTPError, match="400"):
        urlopen(Request(served, headers={"Host": "evil.example"}), timeout=30)  # noqa: S310
    with urlopen(f"{served}/app/static/fonts/inter-latin-wght-normal.woff2", timeout=30) as font:  # noqa: S310
        assert font.status == 200
