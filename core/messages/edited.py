"""A message in a person's own words: the text as it was typed, and an HTML form that says the same."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from core.messages.clean import one_line

if TYPE_CHECKING:
    from core.messages.render import Rendered

_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title></head>'
    '<body style="margin:0;padding:24px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px">'
    '<div style="max-width:600px;margin:0 auto">{paragraphs}</div></body></html>\n'
)


def with_own_words(rendered: Rendered, *, subject: str, text: str) -> Rendered:
    """Return ``rendered`` with ``subject`` and ``text`` instead; the HTML form holds the same words, escaped."""
    heading = one_line(subject)
    blocks = [block for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if block.strip()]
    paragraphs = "".join(f"<p>{'<br>'.join(escape(line) for line in block.split(chr(10)))}</p>" for block in blocks)
    page = _PAGE.format(language=escape(rendered.language), subject=escape(heading), paragraphs=paragraphs)
    return replace(rendered, subject=heading, text=text, html=page)
