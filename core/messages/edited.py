"""A message in a person's own words: the text as it was typed, in every form that a channel sends."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from core.messages.clean import one_line
from core.messages.letters.source import END_OF_LAYOUT
from core.messages.markup import typst_text

if TYPE_CHECKING:
    from core.messages.render import Rendered

_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title></head>'
    '<body style="margin:0;padding:24px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px">'
    '<div style="max-width:600px;margin:0 auto">{paragraphs}</div></body></html>\n'
)


# Around the subject and the body of a letter; values stand on one line there, so no value can look like these.
_SUBJECT, _AFTER_SUBJECT, _BODY = "  subject: [", "],\n  facts:", "\n)[\n"


def with_own_words(rendered: Rendered, *, subject: str, text: str) -> Rendered:
    """Return ``rendered`` with ``subject`` and ``text`` instead; HTML, letter, SMS and script hold the same words, escaped."""
    heading = one_line(subject)
    blocks = [block for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if block.strip()]
    paragraphs = "".join(f"<p>{'<br>'.join(escape(line) for line in block.split(chr(10)))}</p>" for block in blocks)
    page = _PAGE.format(language=escape(rendered.language), subject=escape(heading), paragraphs=paragraphs)
    return rendered.replaced(
        subject=heading,
        text=text,
        html=page,
        sms=text.strip(),
        call=text,
        letter=_letter(rendered.letter, heading, blocks),
    )


def _letter(source: str, subject: str, blocks: list[str]) -> str:
    """Return a letter's source with other words in it; address, sender and foot stay as they are."""
    layout, mark, letter = source.rpartition(END_OF_LAYOUT)
    before, _, rest = letter.partition(_SUBJECT)
    _, after, facts = rest.partition(_AFTER_SUBJECT)
    around = facts.partition(_BODY)[0]
    said = "\n\n".join(" \\\n".join(typst_text(line) for line in block.split("\n")) for block in blocks)
    return f"{layout}{mark}{before}{_SUBJECT}{typst_text(subject)}{after}{around}{_BODY}{said}\n]\n"
