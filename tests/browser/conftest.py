"""A real server on a free port of this machine with a home of its own, and headless Chromium in front of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
START_SECONDS = 90
SLOW = 60_000
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]
expect.set_options(timeout=SLOW)  # five seconds are not enough on a busy machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="chromium is not installed: apt-get install chromium"))


@dataclass(frozen=True)
class Site:
    """A running app: where it is and where its things live."""

    url: str
    home: Path


PYTHON = (sys.executable, "-m", "dashboard")


@contextmanager
def served(
    home: Path, command: tuple[str, ...] = PYTHON, *, port: int | None = None, settings: dict[str, str] | None = None
) -> Iterator[Site]:
    port = port or free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SALDO_")}
    log = (home.parent / f"{home.name}.log").open("w", encoding="utf-8")
    process = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=ROOT,
        env={**environment, "SALDO_HOME": str(home), **(settings or {})},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _await_health(f"http://127.0.0.1:{port}/healthz", process)
        yield Site(url=f"http://127.0.0.1:{port}", home=home)
    finally:
        process.terminate()
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _await_health(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the app ended while it started"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 (this machine)
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"the app did not answer within {START_SECONDS} seconds")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file; while it is there a loop runs in this thread, and other tests want one of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(tmp_path / "home") as running:
        yield running


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900},
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    context.set_default_timeout(SLOW)
    opened = context.new_page()
    outside = watched(opened)
    yield opened
    context.close()
    assert outside == [], f"the page asked for something outside this machine, or broke its own policy: {outside}"


def watched(page: Page) -> list[str]:
    """A list that fills with every request that leaves this machine, and with all that the app's own policy had to stop."""
    outside: list[str] = []
    page.on("request", lambda request: None if _is_here(request.url) else outside.append(request.url))
    page.on("console", lambda said: outside.append(said.text) if _is_stopped(said) else None)
    return outside


def _is_stopped(said: ConsoleMessage) -> bool:
    """Whether the browser tells that a page of ours did what its policy forbids; a mail in its sealed frame may try what it likes."""
    return "Content Security Policy" in said.text and not str(said.location.get("url", "")).startswith("about:")


def _is_here(url: str) -> bool:
    return bool(re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:", url))


def settle(page: Page) -> None:
    """Wait until Streamlit has nothing left to do."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=SLOW)
    page.wait_for_selector("[data-testid=stSkeleton]", state="detached", timeout=SLOW)  # a function would need eval


def visit(page: Page, site: Site, path: str) -> None:
    page.goto(f"{site.url}/{path}")
    page.wait_for_selector("[data-testid=stMainBlockContainer]", timeout=SLOW)
    settle(page)


def keyed(page: Page, key: str) -> Locator:
    """The element that a page gave this key."""
    return page.locator(f".st-key-{key}")
