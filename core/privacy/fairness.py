"""Fairness: whether groups of customers are flagged, foretold and treated alike; from sums, by groups of a file held apart."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.errors import SaldoError
from core.language import later
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from core.desk.contacts import Customer

FEWEST_TOLD: Final = 10
"""Customers below which a group is not told at all: its sums would say something of one of them."""
FEWEST_COMPARED: Final = 30
"""Customers, and paid invoices, below which a group is told but compared with no other."""
FLAGGED: Final = 0.5
"""From this chance of being more than five days late an invoice counts as flagged."""
LEAST_RATIO: Final = 0.8
"""The four-fifths rule: the lowest rate divided by the highest."""
MOST_GAP: Final = 0.1
"""Between the highest and the lowest rate of false alarms, and of calibration gaps, that is let pass."""
COLUMNS: Final = ("entity", "customer_id", "group")


class Question(StrEnum):
    """What groups are compared by."""

    SELECTION = "selection"
    FALSE_ALARM = "false_alarm"
    CALIBRATION = "calibration"
    COSTS = "costs"
    DAYS_TO_COSTS = "days_to_costs"
    PLANS = "plans"


SAID: Final = {
    Question.SELECTION: later("Flagged as late"),
    Question.FALSE_ALARM: later("Flagged though paid in time"),
    Question.CALIBRATION: later("Foretold less what came"),
    Question.COSTS: later("Asked costs or handed over"),
    Question.DAYS_TO_COSTS: later("Days from due date to costs"),
    Question.PLANS: later("Got a payment plan"),
}


class GroupFileError(SaldoError):
    """A file of groups that cannot be read as one."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "The file of groups cannot be used: {detail}. It is a CSV with the columns entity, customer_id and "
            "group, one row per customer.",
            detail=Sentence(detail),
        )


@dataclass(frozen=True, kw_only=True)
class Group:
    """The sums of one group; a figure is None where nothing of the group bears on it."""

    name: str
    customers: int
    invoices: int
    figures: Mapping[Question, float | None]

    @property
    def is_compared(self) -> bool:
        """Return whether there is enough to compare."""
        return self.customers >= FEWEST_COMPARED and self.invoices >= FEWEST_COMPARED


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One question over the groups with enough in them: lowest and highest, and whether they lie too far apart.

    ``ratio`` is the lowest over the highest, for rates; ``gap`` the difference.
    """

    question: Question
    lowest: tuple[str, float]
    highest: tuple[str, float]
    ratio: float | None
    gap: float
    is_apart: bool


def read_groups(file: Path) -> dict[Customer, str]:
    """Return the group of each customer in ``file``; nothing of it is kept. :class:`GroupFileError` for another kind of file."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            sample = opened.readline()
            opened.seek(0)
            rows = csv.DictReader(opened, delimiter=";" if sample.count(";") > sample.count(",") else ",")
            if rows.fieldnames is None or not set(COLUMNS) <= set(rows.fieldnames):
                raise GroupFileError(
                    Sentence("its columns are {given}", given=", ".join(rows.fieldnames or ()) or "none")
                )
            return _one_group_each(rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GroupFileError(type(error).__name__) from error


def _one_group_each(rows: Iterable[Mapping[str, str]]) -> dict[Customer, str]:
    groups: dict[Customer, str] = {}
    for row in rows:
        who = (row["entity"] or "", row["customer_id"] or "")
        name = (row["group"] or "").strip()
        if groups.setdefault(who, name) != name:
            raise GroupFileError(Sentence("customer {given} is in two groups", given=who[1]))
    return {who: name for who, name in groups.items() if name}


def groups_of(invoices: pd.DataFrame, customers: pd.DataFrame, groups: Mapping[Customer, str]) -> list[Group]:
    """Return the sums of every group of FEWEST_TOLD customers and more, by name.

    Parameters
    ----------
    invoices : DataFrame
        One row per paid invoice that the model had not seen: entity, customer_id, ``chance`` (0-1) of being more than five days
        late as foretold at its issue date, and ``is_late``.
    customers : DataFrame
        One row per customer: entity, customer_id, ``has_costs``, ``days_to_costs`` (NaN for none) and ``has_plan``.
    groups : mapping
        Customer to group; customers without one are left out.

    Returns
    -------
    list of Group
        Rates are shares 0-1; calibration is mean chance less share late; days are means. Do not read a cause from them:
        groups may differ in amounts, terms and habits.
    """
    told = customers.assign(group=_named(customers, groups)).dropna(subset=["group"])
    asked = invoices.assign(group=_named(invoices, groups)).dropna(subset=["group"])
    by_group = {str(name): rows for name, rows in asked.groupby("group")}
    found = []
    for name, rows in told.groupby("group"):
        if len(rows) < FEWEST_TOLD:
            continue
        theirs = by_group.get(str(name), asked.iloc[:0])
        found.append(
            Group(
                name=str(name),
                customers=len(rows),
                invoices=len(theirs),
                figures={**_foretold(theirs), **_treated(rows)},
            )
        )
    return found


def compared(groups: Iterable[Group]) -> list[Compared]:
    """Return for each question the lowest and the highest group with enough in them; none for a question of fewer than two."""
    enough = [each for each in groups if each.is_compared]
    found = []
    for question in Question:
        known = [(each.name, value) for each in enough if (value := each.figures[question]) is not None]
        if len(known) < 2:  # noqa: PLR2004 - one has nothing to be compared with
            continue
        lowest, highest = min(known, key=lambda each: each[1]), max(known, key=lambda each: each[1])
        gap = highest[1] - lowest[1]
        is_rate = question is not Question.CALIBRATION
        ratio = lowest[1] / highest[1] if is_rate and highest[1] > 0 else None
        by_gap = question in {Question.FALSE_ALARM, Question.CALIBRATION}
        is_apart = gap > MOST_GAP if by_gap else ratio is not None and ratio < LEAST_RATIO
        found.append(
            Compared(question=question, lowest=lowest, highest=highest, ratio=ratio, gap=gap, is_apart=is_apart)
        )
    return found


def _named(rows: pd.DataFrame, groups: Mapping[Customer, str]) -> pd.Series[Any]:
    names = zip(rows["entity"], rows["customer_id"], strict=True)
    return pd.Series([groups.get(each) for each in names], index=rows.index, dtype="object")


def _foretold(rows: pd.DataFrame) -> dict[Question, float | None]:
    flagged = rows["chance"].to_numpy(dtype=np.float64) >= FLAGGED
    late = rows["is_late"].to_numpy(dtype=bool)
    in_time = ~late
    return {
        Question.SELECTION: float(flagged.mean()) if len(rows) else None,
        Question.FALSE_ALARM: float(flagged[in_time].mean()) if in_time.any() else None,
        Question.CALIBRATION: float(rows["chance"].mean() - late.mean()) if len(rows) else None,
    }


def _treated(rows: pd.DataFrame) -> dict[Question, float | None]:
    days = rows["days_to_costs"].dropna()
    return {
        Question.COSTS: float(rows["has_costs"].mean()),
        Question.DAYS_TO_COSTS: float(days.mean()) if len(days) else None,
        Question.PLANS: float(rows["has_plan"].mean()),
    }
