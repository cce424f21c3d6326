"""The levers of the segment lab: they answer under the hand without a word to the server, and tell it once when let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import keyed, settle, visit
from tests.ledger import Ledger

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocket

    from tests.browser.conftest import Site

LEDGER = """
    A  is    business NL nl a@example.org name "Bakkerij"
    B  is    business BE nl b@example.org name "Brouwerij"
    A  INV1  issued 2026-08-01  due 2026-08-31  1000.00 EUR
    B  INV2  issued 2026-09-01  due 2026-09-20  2000.00 EUR
    A  INV3  issued 2026-10-31  due 2026-11-30   10.00 EUR
"""


def test_a_lever_answers_while_it_is_dragged_and_tells_the_server_once(page: Page, site: Site) -> None:
    said: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: said.append(frame))  # noqa: PLW0108 - it marks what it is given

    page.on("websocket", listen)
    Ledger(site.home / "book")(LEDGER)
    visit(page, site, "strategy")
    lever = page.get_by_role("slider", name="In trouble from days past due")
    expect(lever).to_be_visible()
    counts = keyed(page, "lab").locator("tr:not(.sum) td.count")
    before = counts.all_inner_texts()
    assert keyed(page, "lab").locator("svg.bars rect.movable.in").count() > 0

    box = lever.bounding_box()
    assert box is not None
    row = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 9 + (box["width"] - 18) * 10 / 34, row)  # 60 of 10 to 180 days, in steps of 5
    settle(page)
    page.mouse.down()
    quiet = len(said)
    seen = set()
    for step in range(20):
        page.mouse.move(box["x"] + 9 + (box["width"] - 18) * (10 - step / 2) / 34, row)
        seen.add(tuple(counts.all_inner_texts()))
    assert len(said) == quiet, "the server was told while the lever was dragged"
    assert len(seen) > 1, "the counts did not follow the hand"
    assert sum(map(int, counts.all_inner_texts())) == sum(map(int, before)) == 2

    page.mouse.up()
    expect(page.get_by_text("moves").first).to_be_visible()
    settle(page)
    assert len(said) > quiet
    expect(keyed(page, "proposal").get_by_text("goes from 60 days to")).to_be_visible()

    keyed(page, "lab_undo").get_by_role("button").click()
    expect(counts).to_have_text(before)
    expect(lever).to_have_attribute("aria-valuetext", "60 days")
