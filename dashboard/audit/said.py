"""What an entry of the audit trail says, in words: what was done in a line, and every value as text."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from core.clock import LOCAL
from dashboard.audit.texts import FIELDS, TABLES, VERBS
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.audit_reading import Told
    from dashboard.i18n import Words

MOST_PARTS: Final = 4
WITHHELD: Final = later("erased since, or about customers outside of your scope")
WHOLE_CUSTOMER: Final = later("everything of one customer")  # what core.privacy calls that act
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$")


def done(told: Told, words: Words) -> str:
    """Return in a line what was done: the file or campaign it was about, and what was added, changed and removed."""
    parts = [next((each for each in (told.facts.get("file"), told.given.get("name")) if isinstance(each, str)), "")]
    parts = [words(part) if part == WHOLE_CUSTOMER else part for part in parts]
    tallied = tally(told)
    parts += [
        f"{table(name, words)} {words(VERBS[verb])}{f' ×{words.number(count)}' if count > 1 else ''}"
        for (name, verb), count in list(tallied.items())[:MOST_PARTS]
    ]
    if len(tallied) > MOST_PARTS:
        parts.append("…")
    said = "; ".join(part for part in parts if part)
    return said or (words(WITHHELD) if told.withheld else words(told.what))


def tally(told: Told) -> dict[tuple[str, str], int]:
    """Return how many rows of each table were added, changed and removed, told one by one or as a number."""
    counted: Counter[tuple[str, str]] = Counter((str(each["table"]), verb_of(each)) for each in told.changes)
    for name, count in told.counts.items():
        of_table, _, verb = name.rpartition(" ")
        counted[of_table, verb] += count
    return dict(counted)


def verb_of(change: Mapping[str, Any]) -> str:
    """Return whether a row was added, changed or removed."""
    if "before" in change:
        return "changed" if "after" in change else "removed"
    return "added"


def table(name: str, words: Words) -> str:
    """Return what a table of the desk is called on screen."""
    return words(TABLES[name]) if name in TABLES else name.replace("_", " ")


def field(name: str, words: Words) -> str:
    """Return what a column or an argument is called on screen."""
    return words(FIELDS[name]) if name in FIELDS else name.replace("_", " ")


def value(told: object, words: Words) -> str:
    """Return a value of the trail as text; what is kept out of it says so."""
    if told is None or told in ("", {}, []):
        return ""
    if isinstance(told, bool):
        return words("yes") if told else words("no")
    if isinstance(told, dict | list):
        return _document(told, words)
    if isinstance(told, str) and _INSTANT.match(told):
        at = datetime.fromisoformat(told).astimezone(LOCAL)
        return f"{words.day(at.date())}, {at:%H:%M:%S}"
    return str(told)


def _document(told: dict[str, Any] | list[Any], words: Words) -> str:
    if isinstance(told, dict) and told.keys() == {"bytes", "digest"}:
        return words("text of {n} bytes, mark {mark}", n=words.number(told["bytes"]), mark=str(told["digest"])[:8])
    if isinstance(told, dict) and told.keys() == {"kept_out"}:
        return words("kept out of the trail")
    return json.dumps(told, ensure_ascii=False)
