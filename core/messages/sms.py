"""What a text message costs: its letters in the alphabet of the network, and how many parts it takes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# GSM 03.38, the basic table and its extension; a letter of the extension takes two places.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€")
_GSM = _BASIC | _EXTENSION
_ALONE, _JOINED = 160, 153
_ALONE_OTHER, _JOINED_OTHER = 70, 67

# What a writer means by these is said as well by a sign of the alphabet.
_PLAIN = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\u0153": "oe",
    "\u0152": "OE",
}


def plain(text: str) -> str:
    """Return ``text`` in letters that the alphabet of the network has, where there is a usual way to write them so.

    Spaces, quotation marks and dashes become plain, and an accent that the alphabet lacks is left out, as people do
    themselves: one such letter would make the whole message twice as dear. Other scripts stay as they are.

    >>> plain("België, reçu, «été»")
    'Belgie, recu, "été"'
    """
    return text if is_gsm(text) else "".join(_letter(letter) for letter in text)


@lru_cache(maxsize=5_000)
def _letter(letter: str) -> str:
    if letter in _GSM:
        return letter
    bare = unicodedata.normalize("NFKD", letter)[0]
    return _PLAIN.get(letter, bare if bare.isascii() and bare.isalpha() else letter)


def is_gsm(text: str) -> bool:
    """Return whether every letter is in the GSM 03.38 alphabet; one that is not makes the whole message dearer."""
    return _GSM.issuperset(text)


def segments(text: str) -> int:
    """Return how many parts ``text`` takes: 160 places of the GSM alphabet, or 70 of any other letter; fewer when joined.

    An empty text takes none. A letter of the extension (the euro sign) takes two places, and one outside the basic
    plane takes two of the other; neither is cut in two by a network, so a long text may need one part more than here.
    """
    if not text:
        return 0
    if is_gsm(text):
        places = len(text) + sum(letter in _EXTENSION for letter in text)
        alone, joined = _ALONE, _JOINED
    else:
        places = len(text.encode("utf-16-be")) // 2
        alone, joined = _ALONE_OTHER, _JOINED_OTHER
    return 1 if places <= alone else -(-places // joined)
