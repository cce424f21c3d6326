"""Pages under test: the app of a home folder of its own, driven without a browser."""

from __future__ import annotations

import shutil
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

from core.campaigns.staleness import save_most_banking_days
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from dashboard import jobs, reads
from tests.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from streamlit.testing.v1.local_script_runner import LocalScriptRunner

    from core.book.book import Book
    from core.wiring import Application

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120
PAGES = ("today", "customers", "customer", "campaigns", "campaign", "mailbox", "numbers", "settings")

ONE_ITEM = """
    A  is    consumer NL nl a@example.org name "A. Jansen"
    A  INV1  issued 2026-08-01  due 2026-09-01  100.00 EUR
"""

# Four countries, three types, two entities, two currencies; sums are in the tests that use them.
PORTFOLIO = """
    A  is    business NL nl a@example.org name "Bakkerij *De Korst* [x](http://evil.example)"
    B  is    consumer BE nl b@example.org name "=SUM(A1)" entity BE01
    C  is    public   NL nl c@example.org name "Gemeente Oudewater"
    D  is    business DE de d@example.org name "Müller GmbH"
    A  INV1  issued 2026-08-01  due 2026-08-31  100.00 EUR
    A  INV2  issued 2026-09-20  due 2026-10-20   50.00 EUR
    A  INV3  issued 2026-01-10  due 2026-02-09   80.00 EUR  paid 80.00 on 2026-02-20
    A  cash  2026-10-25  15.00 EUR
    B  INV4  issued 2026-09-01  due 2026-10-01  200.00 EUR  entity BE01
    C  INV5  issued 2026-06-01  due 2026-07-01  400.00 EUR  paid 100.00 on 2026-08-01
    D  INV6  issued 2026-10-01  due 2026-11-15  800.00 EUR
    D  INV7  issued 2026-09-01  due 2026-10-01   30.00 USD
    A  INV8  issued 2026-10-31  due 2026-11-30   10.00 EUR
"""


@pytest.fixture(autouse=True, scope="session")
def _look_for_components_once() -> Iterator[None]:
    """Streamlit reads the description of every installed package for each app it starts: a third of a second per test."""
    with pytest.MonkeyPatch.context() as patch:
        found = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(autouse=True, scope="session")
def _wait_without_looking() -> Iterator[None]:
    """Streamlit looks a thousand times a second whether a page is done, which takes time from the thread that makes it."""
    looked = local_script_runner.require_widgets_deltas

    def awaited(runner: LocalScriptRunner, timeout: float) -> None:
        if runner._script_thread is not None:
            runner._script_thread.join(timeout)
        looked(runner, timeout)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", awaited)
        yield


@pytest.fixture(scope="session")
def new_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with its tables and nothing else: making the tables takes longer than most tests."""
    place = tmp_path_factory.mktemp("desk") / "desk.sqlite3"
    migrate(f"sqlite:///{place}")
    desk = open_desk(f"sqlite:///{place}")
    save_most_banking_days(desk, None, by="a test")  # the days of these ledgers stand still
    desk.close()
    return place


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_desk: Path) -> Path:
    """A home folder with no ledger in it, which the app of this test lives in."""
    shutil.copy(new_desk, tmp_path)
    monkeypatch.setenv("SALDO_HOME", str(tmp_path))
    for name in ("SALDO_DESK_URL", "SALDO_SMTP_URL"):
        monkeypatch.delenv(name, raising=False)
    st.cache_resource.clear()
    return tmp_path


@pytest.fixture
def book(home: Path) -> Callable[[str], Book]:
    """``book(text)`` publishes the rows of ``text`` (tests/ledger.py) as the book of this home."""
    return Ledger(home / "book")


@pytest.fixture
def app(home: Path) -> Application:
    """The application the pages of this test use."""
    assert home.exists()
    return reads.application()


@pytest.fixture
def screen(home: Path) -> Callable[..., AppTest]:
    """``screen("numbers", view="course")`` is that page as a reader sees it; an error on it fails the test."""
    assert home.exists()
    return opened


def opened(page: str = "today", **query: str) -> AppTest:
    """Return ``page`` after its first run."""
    at = AppTest.from_file(str(ROOT / "dashboard" / "ui.py"), default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    if page != "today":
        at.switch_page(str(ROOT / "pages" / f"{page}.py"))
    return clean(at.run())


def clean(at: AppTest) -> AppTest:
    """Return ``at``; fail with the error it shows, if it shows one."""
    assert not at.exception, [error.message for error in at.exception]
    return at


def choose(at: AppTest, key: str, value: object) -> AppTest:
    """Return the page after ``value`` was chosen in the row of buttons or pills ``key``."""
    widget = at.get_by_key(key)
    assert hasattr(widget, "set_value")
    widget.set_value(value)
    return clean(at.run())


def decided(at: AppTest, act: str, name: str) -> AppTest:
    """Return the page after the button ``act`` (approve, launch) of campaign ``name``, and the work behind it."""
    at.button(key=act).click().run()
    return worked(at, f"{act}-{name}")


def worked(at: AppTest, key: str = "") -> AppTest:
    """Return the page after the work behind it whose key begins with ``key``."""
    until = time.monotonic() + PATIENCE_SECONDS
    while any(name.startswith(key) and not job.is_done for (_, name), job in list(jobs._board()[0].items())):
        assert time.monotonic() < until, f"the work behind the page never ended: {key}"
        time.sleep(0.01)
    return clean(at.run())


def texts(at: AppTest) -> str:
    """Return everything a reader can read on the page, in one string."""
    kinds = (
        at.title,
        at.header,
        at.subheader,
        at.markdown,
        at.caption,
        at.text,
        at.error,
        at.warning,
        at.info,
        at.success,
    )
    said = [str(element.value) for kind in kinds for element in kind]
    said += [f"{metric.label} {metric.value}" for metric in at.metric]
    said += [button.label for button in at.button]
    return "\n".join(said)
