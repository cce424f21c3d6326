"""Text from outside made safe to set in a line: no control characters, and right-to-left names kept to themselves."""

from __future__ import annotations

import re
import unicodedata

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")  # some scripts and emoji need them
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def one_line(text: str) -> str:
    """Return ``text`` on one line: line breaks, controls and direction marks become single spaces."""
    if text.isascii() and text.isprintable():
        return text.strip()
    seen = "".join(letter if _is_seen(letter) else " " for letter in text)
    return re.sub(r"[ \t]+", " ", seen).strip()


def _is_seen(letter: str) -> bool:
    return letter.isprintable() or letter in _JOINERS or unicodedata.category(letter) not in _UNSEEN


def spoken(text: str) -> str:
    """Return ``text`` on one line; one with right-to-left letters is isolated, so that it cannot turn its neighbours."""
    line = one_line(text)
    if line.isascii() or not _RIGHT_TO_LEFT.search(line):
        return line
    return f"{_ISOLATE}{line}{_END_ISOLATE}"
