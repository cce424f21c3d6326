"""What is looked for on a page that everybody can use: axe's rules in both themes, large text, findings of figures, the language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page, ViewportSize

    Theme = Literal["light", "dark"]

WINDOW: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 360, "height": 740}
TRIES: Final = 20
USUAL: Final = {"standard": 16, "fixed": 13}
TWICE: Final = {"standard": 32, "fixed": 26}
"""What a reader sets in the browser: the size of text alone, not of the page."""
STREAMLITS_OWN: Final = {
    # The mark of a metric's course is a shape without a name: https://github.com/vega/vega-lite/issues/9623
    "svg-img-alt": re.compile(r'class="mark-symbol role-mark metric_chart_'),
    # The place to drop a file is called presentation, and has a name: https://github.com/adobe/react-spectrum (DropZone)
    "presentation-role-conflict": re.compile(r'data-testid="stFileUploaderDropzone"'),
}
"""What Streamlit draws and no page can change, by axe's rule: nothing else may be found."""


class Everybody:
    """Looks at what a browser tab shows, again and again; every second look takes the other theme for all rules."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.looks = 0
        self.browser: CDPSession = page.context.new_cdp_session(page)
        self.browser.send("Page.enable")

    def faults(self, *, language: str, is_whole: bool = False) -> list[str]:
        """Return what is wrong with the page that stands there; ``is_whole`` looks at the frame around it as well."""
        page, self.looks = self.page, self.looks + 1
        page.evaluate(AT_ONCE)
        if not page.evaluate("'axe' in window"):
            page.evaluate(Axe().axe_script)
        found = [f"error {each}" for each in page.locator("[data-testid=stException]").all_inner_texts()]
        themes: tuple[Theme, Theme] = ("light", "dark") if self.looks % 2 else ("dark", "light")
        for theme, options in zip(themes, (EVERYTHING, COLOURS), strict=True):
            page.emulate_media(color_scheme=theme)
            told = page.evaluate(RUN, [options, is_whole])
            found += [f"{theme}: {each}" for rule in told["violations"] for each in _ours(rule)]
        found += page.evaluate(SAYS_NOTHING)
        found += [f"at text of 200 %: {each}" for each in self._cut_off()]
        said = page.evaluate("document.documentElement.lang")
        return found + ([] if said == language else [f"said to be {said}"])

    def _cut_off(self) -> list[str]:
        """Return what large text cuts off, lays over other words or pushes off the page, in a window and on a phone."""
        self.browser.send("Page.setFontSizes", {"fontSizes": TWICE})
        found: list[str] = []
        for size in (WINDOW, PHONE):
            self.page.set_viewport_size(size)
            cut: list[str] = []
            for _ in range(TRIES):  # figures take on their new width a moment later
                cut = self.page.evaluate(CUT_OFF)
                if not cut:
                    break
                self.page.wait_for_timeout(100)
            found += [f"{each} ({size['width']} wide)" for each in cut]
        self.browser.send("Page.setFontSizes", {"fontSizes": USUAL})
        self.page.set_viewport_size(WINDOW)
        return found


def _ours(rule: dict[str, Any]) -> list[str]:
    """Return what axe found against ``rule`` that is ours to mend."""
    own = STREAMLITS_OWN.get(rule["id"])
    return [
        f"{rule['id']} {node['html'][:200]}" for node in rule["nodes"] if own is None or not own.search(node["html"])
    ]


HAS_FOCUS: Final = "each => each === document.activeElement"
EVERYTHING: Final = {"resultTypes": ["violations"]}
COLOURS: Final = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that look at colours: measured over all pages, no other rule said in one theme what it did not in the other."""
AT_ONCE: Final = """() => {
    if (document.getElementById("at-once")) return
    // Colours that are still on their way to the other theme are nobody's.
    const style = document.createElement("style")
    style.id = "at-once"
    style.textContent = "* { transition: none !important }"
    document.head.append(style)
}"""
# The frame around the pages is one and the same: it is looked at on the first.
RUN: Final = "([options, isWhole]) => axe.run(isWhole ? document : '[data-testid=stMain]', options)"
SAYS_NOTHING: Final = """() => [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
    .map(each => (each.getAttribute("aria-label") || each.querySelector("[aria-label]")?.getAttribute("aria-label") || ""))
    .filter(said => !/\\. ./.test(said)).map(said => `a figure says only ${JSON.stringify(said)}`)"""
# Words are where their lines are drawn. What scrolls within itself (tables, tabs) cuts nothing off; figures have a size of their own.
CUT_OFF: Final = """async () => {
    for (const _ of [1, 2, 3]) await new Promise(requestAnimationFrame)
    const main = document.querySelector("[data-testid=stMain]"), found = []
    for (const each of [document.documentElement, main])
        if (each.scrollWidth > each.clientWidth + 1)
            found.push(`${each.tagName} is ${each.scrollWidth} wide where ${each.clientWidth} fit`)
    const lines = []
    for (const each of main.querySelectorAll("*")) {
        const own = [...each.childNodes].filter(node => node.nodeType === 3 && node.textContent.trim())
        if (!own.length || !each.innerText?.trim() || each.closest("canvas, svg, [data-testid=stDataFrame]") ||
            !each.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue
        for (const node of own) {
            const range = document.createRange()
            range.selectNodeContents(node)
            for (const line of range.getClientRects()) if (line.width > 1 && line.height > 1) lines.push([each, line])
        }
    }
    const words = each => JSON.stringify(each.innerText.slice(0, 60))
    const cut = new Set()
    for (const [each, line] of lines)
        for (let around = each; around !== main; around = around.parentElement) {
            const {overflowX, overflowY} = getComputedStyle(around), box = around.getBoundingClientRect()
            if (/auto|scroll/.test(overflowX + overflowY) || box.width < 3 || box.height < 3) break
            if (/hidden|clip/.test(overflowX) && (line.right > box.right + 2 || line.left < box.left - 2) ||
                /hidden|clip/.test(overflowY) && (line.bottom > box.bottom + 2 || line.top < box.top - 2)) cut.add(each)
        }
    for (const each of cut) found.push(`only a part is seen of ${words(each)}`)
    for (const each of main.querySelectorAll("[data-testid=stMetricValue] p")) {
        const range = document.createRange()
        range.selectNodeContents(each)
        if (range.getClientRects().length > each.innerText.split(" ").length) found.push(`broken within ${words(each)}`)
    }
    lines.sort(([, one], [, other]) => one.top - other.top)
    for (let place = 0; place < lines.length; place++)
        for (let next = place + 1; next < lines.length && lines[next][1].top < lines[place][1].bottom - 6; next++) {
            const [[one, above], [other, below]] = [lines[place], lines[next]]
            if (one !== other && Math.min(above.right, below.right) - Math.max(above.left, below.left) > 4 &&
                Math.min(above.bottom, below.bottom) - below.top > 6) found.push(`${words(one)} lies over ${words(other)}`)
        }
    return found
}"""
