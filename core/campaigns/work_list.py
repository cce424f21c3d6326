"""The work list: everything that waits for a person, the most expected money first, with who has it and what fits the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.campaigns.calling import Capacity, capacity, has_it
from core.campaigns.work_columns import COLUMNS
from core.campaigns.work_entries import entries
from core.campaigns.work_tasks import chances
from core.campaigns.work_value import NOBODY_KNOWS, effects, expected, house_factors, in_house
from core.clock import LOCAL
from core.desk import work
from core.desk.group_currency import group_currency
from core.law.steps import LEGAL_MESSAGES
from core.vocabulary import CallOutcome, WorkKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from numpy.typing import NDArray

    from core.book.book import Book
    from core.desk.engine import Desk

CUSTOMER: Final = ["customer_key", "name", "customer_type", "country", "language", "account_manager", "collector"]
SHOWN: Final = [
    *COLUMNS, *CUSTOMER, "who", "turn", "has_it", "past_due", "expected", "oldest_days", "chance", "is_legal", "is_later",
    "is_tomorrow",
]  # fmt: skip
LEGAL_KINDS: Final = (WorkKind.HELD, WorkKind.UNCERTAIN, WorkKind.EXCEPTION)


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkList:
    """Entries in the order in which they are to be done: ``frame`` has the columns SHOWN.

    ``past_due`` and ``expected`` are in units of ``currency``, the house's; ``chance`` says where the share that is not expected by
    itself comes from (model, habit, segment; empty: nobody knows, the amount alone orders). ``is_later`` waits for a moment to
    come, ``is_tomorrow`` does not fit into today's calls.
    """

    frame: pd.DataFrame
    capacity: Capacity
    currency: str

    def of(
        self,
        *,
        kinds: frozenset[WorkKind] = frozenset(),
        who: str | None = None,
        entity: str = "",
        search: str = "",
        with_later: bool = True,
    ) -> pd.DataFrame:
        """Return the entries of some kinds (none named: all), of one person (TEAM: nobody's), company, and words; in order."""
        found = self.frame
        if kinds:
            found = found[found["kind"].isin([str(each) for each in kinds])]
        if who is not None:
            found = found[found["who"] == who]
        if entity:
            found = found[found["entity"] == entity]
        if search.strip():
            words = search.strip().casefold()
            said = found[["name", "customer_id", "campaign", "told"]].fillna("").agg(" ".join, axis=1)
            found = found[said.str.casefold().str.contains(words, regex=False)]
        if not with_later:
            found = found[~found["is_later"] & ~found["is_tomorrow"]]
        return found

    def counts(self) -> dict[WorkKind, int]:
        """Return how many entries of each kind there are, today's and later ones."""
        counted = self.frame["kind"].value_counts()
        return {each: int(counted.get(str(each), 0)) for each in WorkKind}


def work_list(desk: Desk, book: Book) -> WorkList:
    """Return everything that waits for a person now, in order.

    What a legal notice waits for comes first, then calls that were agreed for a moment that has come, then the most expected
    money (``core.campaigns.work_value``); what waits for a later moment comes last.
    """
    now, house = desk.now(), group_currency(desk)
    today = now.astimezone(LOCAL).date()
    found = entries(desk)
    done = work.done_keys(desk)
    if done:
        found = found[~found["key"].isin(done)]
    found = _with_customers(book, found.reset_index(drop=True), house)
    found = _with_value(desk, found, today)
    found = _with_people(desk, found, today, now)
    fits = capacity(desk)
    return WorkList(frame=_in_order(found, now, fits)[SHOWN], capacity=fits, currency=house)


def _with_customers(book: Book, found: pd.DataFrame, house: str) -> pd.DataFrame:
    """Return the entries with who the customer is, and what is past due in the house's currency."""
    asked = found[["entity", "customer_id"]].dropna().astype("str").drop_duplicates()
    rows = book.frame("work_customers", {"asked": asked}, as_of=book.latest_on)
    rows = rows.assign(
        past_due=in_house(rows["past_due_minor"], rows["currency"], house_factors(book, book.latest_on, house))
    )
    customers = rows.groupby(["entity", "customer_id"], as_index=False, sort=False).agg(
        **{name: (name, "first") for name in CUSTOMER}, past_due=("past_due", "sum"), oldest=("oldest_due_on", "min")
    )  # fmt: skip
    joined = found.merge(customers, on=["entity", "customer_id"], how="left")
    age = (pd.Timestamp(book.latest_on) - pd.to_datetime(joined["oldest"])).dt.days
    return joined.assign(
        past_due=joined["past_due"].fillna(0.0).astype("float64"), oldest_days=age.clip(lower=0).astype("Int64")
    )


def _with_value(desk: Desk, found: pd.DataFrame, today: date) -> pd.DataFrame:
    joined = found.merge(chances(desk), on=["entity", "customer_id"], how="left")
    effect = joined["channel"].map(effects(desk, today)).fillna(0.0).astype("float64")
    unpaid = joined["unpaid_share"].fillna(NOBODY_KNOWS).astype("float64")
    return joined.assign(
        expected=expected(joined["past_due"], unpaid, effect).round(2), chance=joined["source"].fillna("")
    )


def _with_people(desk: Desk, found: pd.DataFrame, today: date, now: datetime) -> pd.DataFrame:
    """Return the entries with who they are for: who was given one, else who looks after the customer; a deputy for who is away."""
    given = work.assignments(desk)[["key", "person", "turn"]]
    joined = found.merge(given, on="key", how="left")
    usual = joined["owner"].fillna(joined["collector"]).fillna(joined["account_manager"]).fillna(work.TEAM)
    who = joined["person"].fillna(usual).astype("str")
    away = work.stands_in(work.absences(desk, today), today)
    has = [
        has_it(mark if isinstance(mark, str) else None, None if pd.isna(at) else at.to_pydatetime(), now)
        for mark, at in zip(joined["open_by"], joined["open_at"], strict=True)
    ]
    return joined.assign(
        who=who.map(lambda each: away.get(each, each)),
        turn=joined["turn"].fillna(0).astype("int64"),
        has_it=pd.Series(has, dtype="str", index=joined.index),
    )


def _in_order(found: pd.DataFrame, now: datetime, fits: Capacity) -> pd.DataFrame:
    is_later = (found["due_at"] > pd.Timestamp(now)).fillna(value=False).to_numpy(dtype=bool)
    is_legal = found["template"].isin([str(each) for each in LEGAL_MESSAGES]) & found["kind"].isin(
        [str(each) for each in LEGAL_KINDS]
    )
    is_agreed = found["due_at"].notna() & (
        (found["what"] == "again") | found["told"].fillna("").str.startswith(str(CallOutcome.CALL_BACK))
    )
    rank = np.select([is_later, is_legal, is_agreed], [3, 0, 1], default=2)
    marked = found.assign(is_later=is_later, is_legal=is_legal.to_numpy(dtype=bool), rank=rank)
    by = ["rank", "expected", "past_due", "due_at", "key"]
    ordered = marked.sort_values(by, ascending=[True, False, False, True, True], ignore_index=True)
    return ordered.assign(is_tomorrow=_beyond(ordered, fits))


def _beyond(ordered: pd.DataFrame, fits: Capacity) -> NDArray[np.bool_]:
    """Return which calls do not fit into what is left of the day."""
    waits = ((ordered["kind"] == str(WorkKind.CALL)) & ~ordered["is_later"] & ordered["has_it"].isna()).to_numpy(
        dtype=bool
    )
    if fits.left is None:
        return np.zeros(len(ordered), dtype=bool)
    return waits & (np.cumsum(waits) > fits.left)
