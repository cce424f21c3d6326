"""Names of customers are text, never Markdown: labels, captions and toasts would otherwise render what a file says."""

from __future__ import annotations

import re

# Streamlit's Markdown: emphasis, links, code, maths, colour and icon directives, headings, tables, HTML.
_MEANINGFUL = re.compile(r"([\\`*_{}\[\]()#+\-.!|>~$:<&])")
# Markdown makes links of bare addresses, whatever is escaped; an invisible joiner inside stops that.
_LINKED = re.compile(r"(?i)(https?:/|www|@)")


def plain(text: str) -> str:
    """Return ``text`` so that Markdown shows it letter for letter, on one line, and links nothing in it."""
    one_line = " ".join(str(text).split())
    return _MEANINGFUL.sub(r"\\\1", _LINKED.sub("\\1\u2060", one_line))
