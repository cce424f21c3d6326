"""Nothing in a template or in a customer's name gets out of the preview: no script, no request, no other page."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, expect

from core.campaigns.plan import plan
from core.campaigns.preview import edit, write_preview
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from tests.browser.conftest import keyed, settle, visit
from tests.ledger import Ledger

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Site

OUT = "http://203.0.113.7/gone"  # the page fixture fails when anything outside this machine is asked for
SCRIPT = f"<script>window.top.document.title='PWN';localStorage.setItem('pwn','1');fetch('{OUT}')</script>"
PIXEL = f"<img src='{OUT}.gif'><img src=x onerror=window.top.document.title='PWN'>"
STYLE = f"<style>@import url({OUT}.css); body{{background:url({OUT}.png)}}</style>"
LEDGER = f"""
    A  is    business NL en a@example.org name "{SCRIPT}"
    B  is    business NL en b@example.org name "{PIXEL}{{{{ 7*7 }}}}"
    A  INV1  issued 2026-08-01  due 2026-08-31  100.00 EUR
    B  INV2  issued 2026-09-01  due 2026-10-01  200.00 EUR
    B  INV3  issued 2026-10-31  due 2026-11-30   10.00 EUR
"""
NAME = "October"


def previewed(page: Page, text: str) -> str:
    """What can be read in the frame of the page that shows ``text``, once one does: a frame is filled anew at every change."""
    for _ in range(100):
        for frame in page.frames[1:]:
            with suppress(Error):  # it was replaced while it was read
                shown = str(frame.evaluate("document.body ? document.body.innerText : ''"))
                if text in shown:
                    return shown
        page.wait_for_timeout(200)
    pytest.fail(f"no frame shows {text!r}")


def unharmed(page: Page) -> None:
    assert "PWN" not in page.title()
    assert page.evaluate("localStorage.getItem('pwn')") is None


def test_hostile_texts_and_names_stay_text(page: Page, site: Site) -> None:
    book = Ledger(site.home / "book")(LEDGER)
    visit(page, site, "templates?message=friendly_reminder&in=en")
    body = keyed(page, "studio_texts").locator("textarea").nth(1)
    body.click()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text(f"{SCRIPT}{PIXEL}{STYLE} Mind the gap.\n\n")
    shown = previewed(page, "Mind the gap.")
    assert "<script>window.top.document.title" in shown.split("Mind the gap.")[0]
    assert "@import url" in shown
    unharmed(page)

    url = f"sqlite:///{site.home / 'desk.sqlite3'}"
    migrate(url)
    desk = open_desk(url)
    plan(desk, book, NAME, as_of=book.latest_on, by="Els")
    assert write_preview(desk, NAME, by="Els") == 2
    edit(desk, NAME, "NL01", "B", subject=f"{PIXEL}", text=f"{SCRIPT}{STYLE}\n\nBye.", by="Els", why="to see")
    desk.close()
    visit(page, site, f"campaign?name={NAME}")
    for place in (1, 2):
        expect(keyed(page, "reader").get_by_text(f"{place} of 2", exact=True)).to_be_visible()
        page.wait_for_timeout(500)
        unharmed(page)
        if place == 1:
            keyed(page, "reader_on").get_by_role("button").click()
            settle(page)
    assert "49" not in keyed(page, "reader").inner_text()
