"""The customer pays on a day of its own, and that day has not come since the due date."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.banking_days import banking_days
from core.book.book import Book
from core.book.kept import kept
from core.language import later
from core.strategy.grace import TARGET
from core.strategy.pay_habits import NO_HABIT, NO_HABITS, PayHabits, pay_habits
from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.language import Words
    from core.segments.features import Queries
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows

NEVER: Final = np.datetime64("NaT", "D")
_KEPT: Final = 8
_CLOSED_AND_GRACE: Final = 14  # days that closed banks and the days of grace add, at the most
_LAST_OF_MONTH: Final = 31
_WEEKDAYS: Final = (
    later("pays on Mondays ({n} of {of}); the next is {day}"),
    later("pays on Tuesdays ({n} of {of}); the next is {day}"),
    later("pays on Wednesdays ({n} of {of}); the next is {day}"),
    later("pays on Thursdays ({n} of {of}); the next is {day}"),
    later("pays on Fridays ({n} of {of}); the next is {day}"),
    later("pays on Saturdays ({n} of {of}); the next is {day}"),
    later("pays on Sundays ({n} of {of}); the next is {day}"),
)


def habits_for(book: Queries, items: Candidates) -> PayHabits:
    """Return the habits of the customers of ``items`` that may be waiting for their pay day; of nobody else they matter.

    Who objects to profiling waits for no habit.
    """
    longest = items.strategy.contact.pay_day_wait_days
    if not longest:
        return NO_HABITS
    is_near = items.is_due & (items.days_past_due <= longest + _CLOSED_AND_GRACE)
    keys = np.unique(items.frame["customer_key"].to_numpy(dtype=np.int64)[is_near])
    if items.assignment.objecting:
        keys = np.setdiff1d(keys, np.array(sorted(items.assignment.objecting), dtype=np.int64))
    if not len(keys) or not isinstance(book, Book):
        return pay_habits(book, items.as_of, keys)
    question = (items.as_of, sha256(keys.tobytes()).hexdigest())
    return kept(book, "pay_habits", question, lambda: pay_habits(book, items.as_of, keys), room=_KEPT)


def wait_until(items: Candidates) -> NDArray[np.datetime64]:
    """Return the last day on which each row still waits for its customer's pay day; NaT for a row that does not wait.

    That is the first habitual pay day on or after the due date, and the banking days of grace that money takes; a wait longer than
    the contact policy allows is none.
    """
    until = np.full(len(items), NEVER)
    pay_on = pay_days(items)
    rows = np.flatnonzero(~np.isnat(pay_on))
    if len(rows):
        grace = items.strategy.contact.promise_grace_days
        shifted = banking_days(TARGET).shift(pay_on[rows].astype(np.int64), grace)
        until[rows] = shifted.astype("datetime64[D]")
    return until


def pay_days(items: Candidates) -> NDArray[np.datetime64]:
    """Return the first habitual pay day of each row on or after its due date; NaT without one, or where it is too far."""
    found = np.full(len(items), NEVER)
    longest = items.strategy.contact.pay_day_wait_days
    habit = items.habits.rows(items.frame["customer_key"].to_numpy(dtype=np.int64)) if longest else None
    if habit is None:
        return found
    rows = np.flatnonzero((habit != NO_HABIT) & ~items.is_credit)
    due = items.frame["due_on"].to_numpy(dtype="datetime64[D]")[rows].astype(np.int64)
    pay_on = items.habits.first_pay_day(habit[rows], due)
    is_near = pay_on - due <= longest
    found[rows[is_near]] = pay_on[is_near].astype("datetime64[D]")
    return found


def _matches(items: Candidates, _: Left) -> Mask:
    waits: Mask = wait_until(items) >= np.datetime64(items.as_of)
    return waits & (items.step_due > 0)


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    habits, days = items.habits, pay_days(items)[rows].tolist()
    found = habits.rows(items.frame["customer_key"].to_numpy(dtype=np.int64)[rows])
    return [_sentence(habits, habit, words.day(day), words) for habit, day in zip(found.tolist(), days, strict=True)]


def _sentence(habits: PayHabits, habit: int, day: str, words: Words) -> str:
    n, of = words.number(int(habits.n[habit])), words.number(int(habits.of[habit]))
    day_of_month = int(habits.day_of_month[habit])
    if day_of_month == NO_HABIT:
        return words(_WEEKDAYS[int(habits.weekday[habit])], n=n, of=of, day=day)
    if day_of_month == _LAST_OF_MONTH:
        return words("pays on the last day of the month ({n} of {of}); the next is {day}", n=n, of=of, day=day)
    return words(
        "pays on day {number} of the month ({n} of {of}); the next is {day}", number=day_of_month, n=n, of=of, day=day
    )


REASON = Reason(
    code="waits_for_pay_day",
    place=150,
    label="Waits for the pay day",
    explanation="The customer pays on a fixed day, and that day has not come since the due date; nobody is chased before it.",
    takes=whole(_matches),
    evidence=_evidence,
)
