"""Text of a ledger as an export may hold it: one line, nothing that XML or a reader's eye cannot take."""

from __future__ import annotations

import unicodedata

LONGEST = 255
# Control characters, line ends, and marks that turn the reading order around.
REFUSED = {"Cc", "Cs", "Cn", "Zl", "Zp"}
TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def plain(text: str, longest: int = LONGEST) -> str:
    """Return ``text`` on one line without what no file can show, cut at ``longest`` letters with an ellipsis."""
    kept = "".join(" " if unicodedata.category(letter) in REFUSED else letter for letter in text.translate(TURNS))
    line = " ".join(kept.split(" ")).strip()
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
