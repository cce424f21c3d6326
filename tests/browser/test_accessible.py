"""For everybody: a launch by keyboard alone, every page and its parts in both themes and at text size 200 %, several people at once."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from benchmarks.bench_load import stops
from benchmarks.load_people import Seen, crowd
from core.campaigns import reading
from core.campaigns.staleness import save_most_banking_days
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from tests.browser.conftest import ROOT, SLOW, served, settle, visit, watched
from tests.browser.everybody import WINDOW, Everybody
from tests.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Site

NAME: Final = "By keyboard"
MONTHS: Final = 24
CUSTOMERS: Final = (
    ("Anna", "business", "NL", -3),
    ("Bruno", "business", "BE", 5),
    ("Cees", "public", "NL", 40),
    ("Dora", "business", "DE", 0),
    ("Eline", "consumer", "NL", 12),
    ("Fien", "business", "BE", 20),
)
"""Name, kind, country, and how many days after the due date each pays."""
PAGES: Final = tuple("" if file.stem == "today" else file.stem for file in sorted((ROOT / "pages").glob("*.py")))
BEHIND_A_CLICK: Final = (
    "customer?id=1&tab=timeline",
    f"campaign?name={NAME}",
    "aging?show=heat&rows=country",
)
WITH_PARTS: Final = ("people", "audit", "privacy", "settings", "health")


def habits() -> Iterator[str]:
    """Yield the rows of customers in two companies who pay monthly invoices in their own ways, the last of each not yet."""
    for place, (name, kind, country, late) in enumerate(CUSTOMERS):
        entity = ("NL01", "BE01")[place % 2]
        yield f'{name} is {kind} {country} nl {name.lower()}@example.org name "{name} & Co" entity {entity}'
        for month in range(MONTHS):
            issued = date(2024 + (10 + month) // 12, (10 + month) % 12 + 1, 5)
            due = issued + timedelta(days=30)
            paid = f" paid 100.00 on {due + timedelta(days=late)}" if month < MONTHS - 3 else ""
            yield f"{name} INV{place}{month:02} issued {issued} due {due} 100.00 EUR entity {entity}{paid}"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with two years of a few customers, which every test here shares."""
    home = tmp_path_factory.mktemp("town") / "home"
    Ledger(home / "book")("\n".join(habits()))
    migrate(desk := open_desk(f"sqlite:///{home / 'desk.sqlite3'}"))
    save_most_banking_days(desk, None, by="a test")  # the days of the list stand still
    desk.close()
    with served(home) as site:
        yield site


@pytest.fixture(scope="module")
def reader(chromium: Browser) -> Iterator[Page]:
    """One browser tab for all of it: what a page loads it loads once."""
    context = chromium.new_context(viewport=WINDOW, locale="nl-NL", reduced_motion="reduce")
    context.set_default_timeout(SLOW)
    opened = context.new_page()
    outside = watched(opened)
    yield opened
    context.close()
    assert outside == [], f"a page asked for something outside this machine, or broke its own policy: {outside}"


def test_a_campaign_is_launched_by_keyboard_alone(reader: Page, town: Site) -> None:
    visit(reader, town, "")
    go_by_keyboard(reader, "Campaigns")
    go_by_keyboard(reader, "New campaign")
    walk_to(reader, "Name")
    reader.keyboard.press("Control+a")
    reader.keyboard.type(NAME)
    reader.keyboard.press("Enter")
    settle(reader)
    for button in ("Write ", "Approve", "Launch"):
        go_by_keyboard(reader, button)
    desk = open_desk(f"sqlite:///{town.home / 'desk.sqlite3'}")
    states: dict[str, int] = {}
    for _ in range(480):
        states = reading.state_counts(desk, NAME)
        if set(states) == {"sent"}:
            break
        reader.wait_for_timeout(250)
    desk.close()
    assert set(states) == {"sent"}
    assert states["sent"] > 0


def go_by_keyboard(page: Page, name: str) -> None:
    """Press what is called ``name`` by Tab and Enter, and wait until the page stands still."""
    walk_to(page, name)
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    settle(page)


def walk_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what begins with ``name``; every stop on the way must be seen and have a name."""
    passed: list[str] = []
    until = time.monotonic() + SLOW / 1000  # what was pressed before may still be at work
    while time.monotonic() < until:
        page.keyboard.press("Tab")
        at: dict[str, Any] = page.evaluate(FOCUSED)
        passed.append(at["name"])
        assert at["isMarked"], f"nothing shows that {at['name']!r} has the focus"
        if at["name"].startswith(name):
            return
    pytest.fail(f"Tab never came to {name!r}, only to {sorted(set(passed))}")


FOCUSED: Final = """() => {
    let at = document.activeElement
    while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement
    if (!at || at === document.body) return {name: "", isMarked: true}
    const isControl = at.matches("a, button, input, textarea, [role=button], [role=option], [role=radio], [role=tab]")
    const label = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || (isControl && at.innerText) || ""
    const icons = [...at.querySelectorAll("[data-testid=stIconMaterial]")].map(each => each.innerText)
    const name = icons.reduce((text, icon) => text.replace(icon, ""), label).trim()
    // A box for text shows its focus by the frame around it.
    const drawn = at.matches("input, textarea") ? [at, at.parentElement, at.parentElement.parentElement] : [at]
    const isMarked = drawn.some(each => { const is = getComputedStyle(each)
        return is.outlineStyle !== "none" && is.outlineWidth !== "0px" || is.boxShadow !== "none" ||
            each !== at && is.borderStyle !== "none" })
    return {name, isMarked: isMarked || !isControl}
}"""


def test_every_page_is_for_everybody(reader: Page, town: Site) -> None:
    """Every page, and every part behind its buttons where people are decided on; in Dutch every second one."""
    seen, faults = Everybody(reader), []
    for place, path in enumerate([*PAGES, *BEHIND_A_CLICK]):
        language = ("en", "nl")[place % 2]
        visit(reader, town, f"{path}{'&' if '?' in path else '?'}lang={language}")
        faults += [f"{path}: {each}" for each in seen.faults(language=language, is_whole=place == 0)]
        for part in parts(reader) if path in WITH_PARTS else ():
            faults += [f"{path}, {part}: {each}" for each in seen.faults(language=language)]
    assert not faults, "\n".join(faults)


def parts(page: Page) -> Iterator[str]:
    """Open one part of the page after the other, by its button, and yield its name; the first stands there already."""
    buttons = page.locator("[data-testid=stMain] [class*=st-key-section_]").first.get_by_role("radio")
    for place in range(1, buttons.count()):
        before, name = page.url, buttons.nth(place).inner_text()
        buttons.nth(place).click()
        page.wait_for_url(lambda now, before=before: now != before)  # type: ignore[misc]
        settle(page)
        yield name


def test_several_people_at_once_meet_no_error(town: Site) -> None:
    """The people of the load bench, few and quick: they find every kind of run, and nothing goes wrong."""
    port = int(town.url.rpartition(":")[2])
    seen = Seen()
    with ThreadPoolExecutor(1) as apart:  # the browser's loop runs in this thread
        for _ in range(15):  # a busy machine needs longer for as many runs
            people = crowd(port, stops(["1", "2"]), people=3, seconds=4, think=0.2)
            more = apart.submit(asyncio.run, people).result()
            seen.runs += more.runs
            seen.errors += more.errors
            if len(seen.runs) >= 30:
                break
    assert seen.errors == []
    assert {run.is_fragment for run in seen.runs} == {True, False}
    assert 0.3 < seen.fragment_share < 0.7
