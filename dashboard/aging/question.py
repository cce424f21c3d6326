"""What the explorer is asked beside the filter bar, as the URL says it: every word of it may be wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from core.metrics.buckets import UNALLOCATED, AgedBy, Convention, buckets
from core.metrics.drill import OPEN, TOTAL
from core.metrics.flow import CREDITED, NEW, PAID, REOPENED
from core.metrics.period import months_before
from core.metrics.scope import GroupBy
from core.metrics.traits import TRAITS, Wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date


class Versus(StrEnum):
    """The earlier day that the aging is set beside."""

    NOTHING = "nothing"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS: Final = {Versus.MONTH: 1, Versus.QUARTER: 3, Versus.YEAR: 12}
ITEM_SPLITS: Final = (GroupBy.SEGMENT, GroupBy.COUNTRY, GroupBy.TYPE, GroupBy.ENTITY, GroupBy.CURRENCY)
PLAIN: Final = ("rows", "cols", "by", "conv", "unit", "vs", "show")
CELL: Final = ("row", "col", "bucket", "from", "to")
PARAMS: Final = (*PLAIN, *(str(group) for group in TRAITS), *CELL)
"""Every name the explorer has in the URL, so that a saved view knows what is its own."""

EVERY: Final = "all"
"""In the place of a group: all of them."""

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell that was clicked: of the table and the heat map by group and bucket, of the flow by origin and fate."""

    row: str = EVERY
    column: str = EVERY
    bucket: str = ""
    origin: str = ""
    fate: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """How the aging is looked at; ``columns`` is ``ALL`` where the columns are the buckets themselves."""

    rows: GroupBy = GroupBy.SEGMENT
    columns: GroupBy = GroupBy.ALL
    by: AgedBy = AgedBy.DUE
    convention: Convention = Convention.HOUSE
    is_share: bool = False
    versus: Versus = Versus.NOTHING
    wanted: Wanted = ()
    cell: Cell | None = None

    def earlier_on(self, as_of: date, *, or_else: Versus = Versus.NOTHING) -> date | None:
        """Return the day ``as_of`` is set beside, None when it stands alone."""
        months = MONTHS.get(self.versus if self.versus is not Versus.NOTHING else or_else)
        return None if months is None else months_before(as_of, months)


@dataclass(frozen=True, kw_only=True)
class Read:
    """A question as read from a URL, and the names in it that this ledger does not have."""

    question: Question
    unknown: tuple[tuple[str, str], ...] = field(default=())


def splits(known: Collection[GroupBy]) -> tuple[GroupBy, ...]:
    """Return what this ledger can be split by: what stands on every item, and the traits some customer has."""
    return (*ITEM_SPLITS, *(group for group in TRAITS if group in known), GroupBy.ALL)


def read_question(params: Mapping[str, str], known: Mapping[GroupBy, Collection[str]]) -> Read:
    """Return the question of a URL's ``params``; ``known`` are the traits of the ledger with their values.

    What the ledger does not have is left out and told, so that an old link opens what can still be shown.
    """
    unknown: list[tuple[str, str]] = []
    possible = splits(known)

    def chosen(name: str, kind: type[Word], default: Word, among: Collection[Word] | None = None) -> Word:
        said = params.get(name)
        if said is None:
            return default
        if said in {str(word) for word in (kind if among is None else among)}:
            return kind(said)
        unknown.append((name, said))
        return default

    rows = chosen("rows", GroupBy, GroupBy.SEGMENT, possible)
    columns = chosen("cols", GroupBy, GroupBy.ALL, possible)
    wanted = []
    for group in TRAITS:
        said = params.get(str(group))
        if said is None:
            continue
        if said.isdecimal() if group is GroupBy.CUSTOMER else said in known.get(group, ()):
            wanted.append((group, said))
        else:
            unknown.append((str(group), said))
    question = Question(
        rows=rows,
        columns=GroupBy.ALL if columns is rows else columns,
        by=chosen("by", AgedBy, AgedBy.DUE),
        convention=chosen("conv", Convention, Convention.HOUSE),
        is_share=params.get("unit") == "share",
        versus=chosen("vs", Versus, Versus.NOTHING),
        wanted=tuple(wanted),
    )
    cell = _cell(params, question)
    return Read(
        question=Question(**{**vars(question), "cell": cell}),
        unknown=tuple(unknown),
    )


def _cell(params: Mapping[str, str], question: Question) -> Cell | None:
    """Return the cell a URL has open, None when it names no cell there can be."""
    keys = {bucket.key for bucket in buckets(question.by, question.convention)}
    origin, fate = params.get("from", ""), params.get("to", "")
    if origin in keys | {NEW, REOPENED} and fate in keys | {PAID, CREDITED}:
        return Cell(origin=origin, fate=fate)
    bucket = params.get("bucket", "")
    if bucket in keys | {UNALLOCATED, OPEN, TOTAL}:
        return Cell(row=params.get("row", EVERY), column=params.get("col", EVERY), bucket=bucket)
    return None
