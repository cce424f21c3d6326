"""HTML of strangers as plain text: what a reader sees, without anything that could act, in time that grows with its length only."""

from __future__ import annotations

import html as entities
import re
from typing import Final

_SILENT: Final = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"})
_LINES: Final = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "table", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}
)
_VOID: Final = frozenset({"br", "hr"})
_QUOTES: Final = frozenset({"gmail_quote", "moz-cite-prefix", "yahoo_quoted"})
_BLANKS: Final = re.compile(r"\s+")
# A comment, a declaration, or a tag. Nothing looks past the next sign that could begin another one: the standard library's reader
# looks to the end of the text again and again for a tag that never closes, which takes minutes of one mail.
_MARK: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]*>|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,20})(?P<rest>(?:[\s/][^<>]*)?)>",
    re.DOTALL,
)
_CLASS: Final = re.compile(r"""\sclass\s*=\s*["']?([^"'\s]*)""", re.IGNORECASE)
_LONG_NUMBER: Final = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
QUOTED: Final = "-----Original message-----"
MOST_HTML: Final = 1_000_000  # letters looked at


def as_text(html: str) -> str:
    """Return what a reader of ``html`` sees, a line for each block; addresses of links and pictures are left out."""
    looked_at = html[:MOST_HTML]
    said: list[str] = []
    silent: list[str] = []  # what is open of what nobody sees, each name once
    shown_from = 0
    for mark in _MARK.finditer(looked_at):
        if not silent:
            said.append(_shown(looked_at[shown_from : mark.start()]))
        shown_from = mark.end()
        tag = (mark["tag"] or "").lower()
        if tag in _SILENT:
            _turn(silent, tag, is_end=bool(mark["end"]))
        elif tag:
            said.append(_line(tag, mark["rest"], is_end=bool(mark["end"])))
    if not silent:
        said.append(_shown(looked_at[shown_from:]))
    lines = (" ".join(line.split()) for line in "".join(said).split("\n"))
    return "\n".join(line for line in lines if line)


def _turn(silent: list[str], tag: str, *, is_end: bool) -> None:
    """Begin a silence, or end it: of everything that was left open inside it, too."""
    if is_end and tag in silent:
        del silent[silent.index(tag) :]
    elif not is_end and tag not in silent:
        silent.append(tag)


def _line(tag: str, rest: str, *, is_end: bool) -> str:
    """Return what a tag is in plain text: a new line, and for what is merely quoted one that says so."""
    if is_end:
        return "\n" if tag in _LINES - _VOID else ""
    known = _CLASS.search(rest) if tag == "div" else None
    quoted = f"\n{QUOTED}\n" if known is not None and known[1] in _QUOTES else ""
    return ("\n" if tag in _LINES else "") + quoted


def _shown(text: str) -> str:
    """Return text as it is shown; line breaks of the source are none on the screen."""
    return _BLANKS.sub(" ", entities.unescape(_LONG_NUMBER.sub("", text)))
