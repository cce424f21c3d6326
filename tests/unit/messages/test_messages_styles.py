"""CSS written into the templates once must be what an inliner would make of every mail."""

from __future__ import annotations

import css_inline

from core.messages.samples import samples
from core.messages.sandbox import environment
from core.messages.sources import FOLDER, FileLoader
from core.messages.styles import style_sheet
from core.messages.words import words
from tests.unit.messages.conftest import Page

SHEET = """/* a note */
.lead { margin: 0 ; color: #111 }
.wide { width : 100%; }
@media (max-width: 9px) { .wide, .narrow { width: 1% !important; } }
"""


def test_a_class_becomes_a_style_where_it_stands_and_stays_only_for_the_device() -> None:
    sheet = style_sheet(SHEET)
    assert sheet.inlined('<p class="lead">{{ x }}</p>') == '<p style="margin:0;color:#111">{{ x }}</p>'
    assert sheet.inlined('<p class="lead wide">') == '<p class="wide" style="margin:0;color:#111;width:100%">'
    assert sheet.inlined('<p class="narrow">') == '<p class="narrow">'
    assert sheet.classes == {"lead", "wide", "narrow"}


def test_a_loop_stays_inside_its_table() -> None:
    source = '<table class="wide">{% for x in xs %}<tr><td class="lead">{{ x }}</td></tr>{% endfor %}</table>'
    assert style_sheet(SHEET).inlined(source).count("{% for x in xs %}<tr><td style=") == 1


def test_styles_equal_what_an_inliner_makes_of_the_finished_mail() -> None:
    class Raw(FileLoader):
        """The folder without our inlining: the whole style sheet in the head instead."""

        @property
        def sheet(self) -> object:  # type: ignore[override]
            css = (FOLDER / "_base" / "style.css").read_text(encoding="utf-8")
            return type(
                "AsWritten", (), {"inlined": lambda _, text: text.replace("<style></style>", f"<style>{css}</style>")}
            )()

    inliner = css_inline.CSSInliner(keep_at_rules=True)
    for name in ("friendly_reminder/nl/body.html", "last_letter/en/body.html"):
        for sample in samples():
            values = words(sample, name.split("/")[1])
            ours = environment(FileLoader(FOLDER)).get_template(name).render(values)
            theirs = inliner.inline(environment(Raw(FOLDER)).get_template(name).render(values))
            assert _styles(ours) == _styles(theirs)


def _styles(page: str) -> list[tuple[str, dict[str, str]]]:
    """Return the style of every element of the body, but for the tbody that an HTML parser adds."""
    elements = Page(page[page.index("<body") :]).elements
    return [(tag, _declarations(values.get("style", ""))) for tag, values in elements if tag != "tbody"]


def _declarations(style: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in style.split(";") if part.strip())
    return {name.strip(): " ".join(value.split()) for name, value in pairs}
