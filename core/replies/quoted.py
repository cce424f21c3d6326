"""Where a reply ends and what it merely quotes begins, in the forms of the usual mail programs in four languages."""

from __future__ import annotations

import re
from typing import Final

# On ... wrote / Op ... schreef / Le ... a écrit / Am ... schrieb; the line may be broken in two.
_WROTE: Final = re.compile(
    r"^(?:on\b.{4,200}\bwrote|op\b.{4,200}\bschreef\b.{0,80}|le\b.{4,200}\ba écrit|am\b.{4,200}\bschrieb\b.{0,80}|.{4,160}\bhat geschrieben)\s*:\s*$",
    re.IGNORECASE,
)
_RULE: Final = re.compile(
    r"^(?:-{2,}|_{5,})\s*(?:original (?:message|appointment)|forwarded message|oorspronkelijk bericht|doorgestuurd bericht"
    r"|message d'origine|message transféré|ursprüngliche nachricht|weitergeleitete nachricht)?\s*(?:-{2,}|_{5,})?\s*$",
    re.IGNORECASE,
)
_HEAD: Final = re.compile(r"^\*?(?:from|van|de|von)\s?:\*?\s+\S", re.IGNORECASE)
_DATE: Final = re.compile(r"^\*?(?:sent|date|verzonden|datum|envoyé|gesendet|aan|to|à|an)\s?:\*?\s+\S", re.IGNORECASE)
_SIGNATURE: Final = re.compile(r"^--\s?$")


def own_words(text: str) -> str:
    """Return what the writer of a reply says himself: without lines he quotes, the mail below, and his signature."""
    lines = text.split("\n")
    end = next((place for place in range(len(lines)) if _begins_quote(lines, place)), len(lines))
    return "\n".join(line for line in lines[:end] if not line.lstrip().startswith(">")).strip()


def _begins_quote(lines: list[str], place: int) -> bool:
    line = lines[place].strip()
    if not line:
        return False
    if _SIGNATURE.match(lines[place]) or (_RULE.match(line) and len(line) > len("---")):
        return True
    following = next((each.strip() for each in lines[place + 1 : place + 3] if each.strip()), "")
    if _HEAD.match(line) and _DATE.match(following):
        return True
    return _WROTE.match(line) is not None or (
        len(line) > len("on 1 a") and _WROTE.match(f"{line} {following}") is not None
    )
