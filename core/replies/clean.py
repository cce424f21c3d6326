"""Text of strangers made fit to keep: no letter that a database refuses or that hides others, and never too long."""

from __future__ import annotations

import re
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Final

# Controls but line breaks and tabs, and letters that turn or hide what stands beside them.
_HIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_LONGEST_LINE: Final = 300
_LONGEST_HEADER: Final = 10_000
_SPARE: Final = re.compile(r"\n{3,}")


def clean_text(text: str, most: int) -> str:
    """Return ``text`` with plain line breaks, at most two in a row, and at most ``most`` letters."""
    plain = _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SPARE.sub("\n\n", "\n".join(line.rstrip() for line in plain.split("\n"))).strip()[:most]


def clean_line(text: str, most: int = _LONGEST_LINE) -> str:
    """Return ``text`` as one line."""
    return " ".join(_HIDDEN.sub("", text).split())[:most]


def header(value: object, most: int = _LONGEST_LINE) -> str:
    """Return a header as people read it, its encoded words decoded as far as that goes."""
    if value is None:
        return ""
    text = str(value)[:_LONGEST_HEADER]  # decoding takes time that grows with the square of the length
    if "=?" in text:
        with suppress(
            HeaderParseError, LookupError, UnicodeError, ValueError
        ):  # as it stands: one still sees who wrote
            text = str(make_header(decode_header(text)))
    return clean_line(text.encode("utf-8", "replace").decode("utf-8"), most)
