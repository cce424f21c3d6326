"""The secrets this process knows, so that no text that leaves it holds one."""

from __future__ import annotations

import json
from typing import Final

_SHORTEST: Final = 6  # a shorter one would blank ordinary words, and keeps nobody out
_KNOWN: Final[dict[str, str]] = {}  # every secret of this process as it may stand in a text, and its name


def remember(name: str, value: str) -> None:
    """Keep ``value`` out of every text that :func:`hidden` returns from now on."""
    if len(value) >= _SHORTEST:
        _KNOWN[value] = name
        _KNOWN[json.dumps(value, ensure_ascii=False)[1:-1]] = name


def hidden(text: str) -> str:
    """Return ``text`` with every secret of this process replaced by its name.

    >>> remember("env:EXAMPLE_TOKEN", "planted-4711")
    >>> hidden("401 for token planted-4711")
    '401 for token [env:EXAMPLE_TOKEN]'
    """
    for value, name in sorted(list(_KNOWN.items()), key=lambda each: -len(each[0])):  # noqa: C414 (others may add one meanwhile)
        text = text.replace(value, f"[{name}]")
    return text
