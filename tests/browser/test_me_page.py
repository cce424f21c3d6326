"""The customer's own page in a browser: axe finds nothing on any state, nothing calls out, and it fits a phone with large text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

from core.customer_page.links import revoke
from dashboard.me.route import Sent, answered
from tests.own_page import Town, town

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

DARK = ("agreed", "plan shown", "plan refused", "cannot_pay", "revoked")
"""States that between them have every colour of the page."""
PLAN = {"every": "month", "first_on": "2026-11-10"}


def _states(place: Town) -> dict[str, str]:
    """Return every state of the page as HTML, by name."""
    anna, soleil, dorn, eve = (place.token(each) for each in ("A", "B", "D", "E"))
    place.send(anna, "dispute", places=("0",), cause="quality", text="kapot")
    done = place.send(anna, "promise", on="2026-11-14")
    said = done.headers["location"].rpartition("said=")[2]
    sent = {
        "nothing open": Sent(token=eve),
        "two currencies": Sent(token=soleil),
        "agreed": Sent(token=anna, query={"said": said}),
        "plan": Sent(token=dorn, part="plan"),
        "plan shown": Sent(token=dorn, part="plan", query={"parts": "3", **PLAN}),
        "plan refused": Sent(token=dorn, part="plan", query={"parts": "40000", **PLAN}),
        "answer": Sent(token=soleil, part="question", query={"t": "owed"}),
        "broken": Sent(token="x" * 40),
    }
    forms = ("promise", "dispute", "copy", "paid", "cannot_pay", "reach", "contact", "question")
    sent |= {form: Sent(token=soleil, part=form) for form in forms}
    pages = {name: bytes(answered(place.app, each).body).decode() for name, each in sent.items()}
    revoke(place.desk, "NL01", "E", by="Els", why="test")
    return pages | {"revoked": bytes(answered(place.app, Sent(token=eve)).body).decode()}


def test_axe_finds_nothing_and_nothing_calls_out(chromium: Browser, tmp_path: Path) -> None:
    pages = _states(town(tmp_path))
    asked: list[str] = []
    for scheme in ("light", "dark"):
        context = chromium.new_context(viewport={"width": 360, "height": 780}, color_scheme=scheme)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for name, html in pages.items() if scheme == "light" else [(each, pages[each]) for each in DARK]:
            page.set_content(html)
            found = Axe().run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], (name, scheme)
            assert page.evaluate("document.scripts.length") == 0
            page.add_style_tag(content="html { font-size: 200% }")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, (name, scheme)
        context.close()
    assert [url for url in asked if not url.startswith("data:")] == []
