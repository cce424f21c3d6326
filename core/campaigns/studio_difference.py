"""What differs between two versions of a template, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AROUND = 2  # unchanged lines shown before and after a change


class Change(StrEnum):
    """What became of a line."""

    SAME = "same"
    ADDED = "added"
    TAKEN = "taken"
    SKIPPED = "skipped"  # unchanged lines that are not shown


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a difference."""

    change: Change
    text: str


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[Line]]:
    """Return the changed lines of every form that differs, with a few unchanged ones around them."""
    return {
        name: list(_lines(before.get(name, ""), after.get(name, "")))
        for name in sorted(before.keys() | after.keys())
        if before.get(name, "") != after.get(name, "")
    }


def _lines(before: str, after: str) -> Iterator[Line]:
    old, new = before.splitlines(), after.splitlines()
    shown_to = 0
    for group in SequenceMatcher(a=old, b=new, autojunk=False).get_grouped_opcodes(AROUND):
        if group[0][1] > shown_to:
            yield Line(change=Change.SKIPPED, text="")
        for kind, first, last, first_new, last_new in group:
            if kind == "equal":
                yield from (Line(change=Change.SAME, text=text) for text in old[first:last])
            else:
                yield from (Line(change=Change.TAKEN, text=text) for text in old[first:last])
                yield from (Line(change=Change.ADDED, text=text) for text in new[first_new:last_new])
        shown_to = group[-1][2]
    if shown_to < len(old):
        yield Line(change=Change.SKIPPED, text="")
