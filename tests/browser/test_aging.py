"""Aging, as somebody who mails a view does it: click a cell, keep its group, save the view, send the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import keyed, settle, visit
from tests.ledger import Ledger

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Site

LEDGER = """
    A  is    business NL nl a@example.org name "Bakkerij" sector retail
    B  is    business BE nl b@example.org name "Brouwerij" sector food
    A  INV1  issued 2026-08-01  due 2026-08-31  100.00 EUR
    B  INV2  issued 2026-09-01  due 2026-10-01  200.00 EUR
    A  INV3  issued 2026-10-31  due 2026-11-30   10.00 EUR
"""


def test_a_click_a_chip_a_name_and_an_address(page: Page, site: Site) -> None:
    Ledger(site.home / "book")(LEDGER)
    visit(page, site, "aging?show=heat&rows=sector")
    cells = page.locator(".js-plotly-plot .barlayer .point path")
    expect(cells).to_have_count(3)
    # The first cell drawn is of the youngest bucket, of the only row that has anything in it: retail's 10.
    settle(page)
    cells.first.hover(force=True)  # the drag layer lies over the bars: it is what takes the mouse, here as for people
    cells.first.click(force=True)
    items = keyed(page, "aging_items")
    expect(items.get_by_text("1 item, together €10.00")).to_be_visible()
    settle(page)
    items.get_by_role("button", name="Keep only retail").click()
    expect(keyed(page, "aging_chips").get_by_role("button", name="Sector: retail")).to_be_visible()
    expect(cells).to_have_count(2)
    settle(page)

    page.get_by_role("button", name="Views").click()
    page.get_by_label("Save this view as").fill("Only retail")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Only retail")).to_be_visible()

    address = page.url
    assert "sector=retail" in address
    mailed = page.context.new_page()
    mailed.goto(address)
    expect(keyed(mailed, "aging_chips").get_by_role("button", name="Sector: retail")).to_be_visible()
    expect(mailed.locator(".js-plotly-plot .barlayer .point path")).to_have_count(2)
    keyed(mailed, "chip_sector").get_by_role("button").click()
    expect(mailed.locator(".js-plotly-plot .barlayer .point path")).to_have_count(3)
