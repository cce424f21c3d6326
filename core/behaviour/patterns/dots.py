"""The dots behind the patterns of one customer: every payment, invoice or reminder that keeps to it, or does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from core.behaviour.banking_days import as_date, weekday
from core.behaviour.patterns import change, conduct, lateness, pay_day, pay_hour, pay_weekday
from core.behaviour.patterns.pattern import Dot, PatternName
from core.behaviour.patterns.records import HISTORY_DAYS, SEASON_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import pandas as pd

    from core.behaviour.patterns.pattern import Flags, Ints, Pattern
    from core.behaviour.patterns.records import PayDays, Queries, Records

_HALF_WINDOW: Final = pay_hour.WINDOW_MINUTES // 2
_MINUTES_A_DAY: Final = 24 * 60
_MONTHS: Final = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class _Evidence:
    """What the book says of one customer's payments and invoices, to give each dot its amount and number; read when needed."""

    records: Records
    book: Queries
    customer_key: int

    @cached_property
    def payments(self) -> pd.DataFrame:
        return self._rows("evidence_pay_days", HISTORY_DAYS)

    @cached_property
    def invoices(self) -> pd.DataFrame:
        return self._rows("evidence_invoices", SEASON_DAYS)

    @cached_property
    def late(self) -> pd.DataFrame:
        """The due parts that were paid or are past due, with their days late."""
        return _late(self.invoices, self.records.today)

    @cached_property
    def disputes(self) -> pd.DataFrame:
        return self._rows("evidence_disputes", HISTORY_DAYS)

    @cached_property
    def reversals(self) -> pd.DataFrame:
        return self._rows("evidence_reversals", HISTORY_DAYS)

    def _rows(self, name: str, days: int) -> pd.DataFrame:
        as_of = self.records.as_of
        return self.book.frame(name, customer_key=self.customer_key, as_of=as_of, since=as_of - timedelta(days=days))


def with_dots(patterns: Sequence[Pattern], book: Queries, records: Records, customer_key: int) -> tuple[Pattern, ...]:
    """Return ``patterns`` with the dots behind each, in the order of their days."""
    evidence = _Evidence(records=records, book=book, customer_key=customer_key)
    return tuple(
        replace(each, dots=tuple(sorted(_MAKERS[each.name](evidence, each), key=lambda dot: dot.on)))
        for each in patterns
    )


def _late(invoices: pd.DataFrame, today: int) -> pd.DataFrame:
    """Return the due parts that were paid or are past due, with the days late that the records have of them."""
    is_open = invoices["is_open"] == 1
    told = invoices[(is_open & (invoices["due_day"] < today)) | (~is_open & (invoices["is_paid"] == 1))]
    is_open = told["is_open"] == 1
    waited = today - told["due_day"]
    high = (told["closed_day"] - told["due_day"]).where(~is_open, waited)
    low = told["paid_from_day"].where(~is_open, waited)
    return told.assign(late_low=low.astype("int64"), late_high=high.astype("int64"))


def _pay_day(of: _Evidence, pattern: Pattern) -> list[Dot]:
    habits = pay_day.month_habits(of.records)
    days = pay_day.telling(of.records)
    month_starts = days.day.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    del pattern
    return _of_pay_days(of, days, pay_day.keeps(days, habits, of.records), days.day - month_starts + 1)


def _pay_weekday(of: _Evidence, pattern: Pattern) -> list[Dot]:
    days = pay_weekday.telling(of.records)
    habits = pay_weekday.week_habits(of.records, np.zeros(len(of.records)))
    del pattern
    return _of_pay_days(of, days, pay_weekday.keeps(days, habits, of.records), weekday(days.day))


def _pay_hour(of: _Evidence, pattern: Pattern) -> list[Dot]:
    days = pay_hour.timed(of.records)
    away = np.abs(days.minute - int(pattern.value))
    return _of_pay_days(of, days, np.minimum(away, _MINUTES_A_DAY - away) <= _HALF_WINDOW, days.minute)


def _method(of: _Evidence, pattern: Pattern) -> list[Dot]:
    paid = of.payments[of.payments["method"].notna()]
    return [
        _dot(row, on=row["day"], keeps=row["method"] == pattern.text, value=None) for row in paid.to_dict("records")
    ]


def _days_late(of: _Evidence, pattern: Pattern) -> list[Dot]:
    paid = _paid_lately(of)
    low, high = pattern.value - lateness.NEAR_DAYS, pattern.value + lateness.NEAR_DAYS
    return _of_invoices(paid, (paid["late_low"] >= low) & (paid["late_high"] <= high))


def _on_time(of: _Evidence, pattern: Pattern) -> list[Dot]:
    paid = _paid_lately(of)
    certain = paid[(paid["late_high"] <= 0) | (paid["late_low"] > 0)]
    del pattern
    return _of_invoices(certain, certain["late_high"] <= 0)


def _season(of: _Evidence, pattern: Pattern) -> list[Dot]:
    paid = of.late[(of.late["is_open"] == 0) & (of.late["late_low"] == of.late["late_high"])]
    month = (
        paid["due_day"].to_numpy(dtype="int64").astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        % _MONTHS
    )
    inside = month == (pattern.low or 0) - 1
    usual = paid["late_high"][~inside].median()
    keeps = np.sign(paid["late_high"] - usual) == np.sign(pattern.value)
    return _of_invoices(paid[inside], keeps[inside])


def _drift(of: _Evidence, pattern: Pattern) -> list[Dot]:
    if pattern.text == "pay_day":
        return _pay_day(of, pattern)
    lately = of.late["due_day"] > of.records.today - HISTORY_DAYS
    told = of.late[lately & (of.late["late_low"] == of.late["late_high"])]
    before = pattern.low or 0.0
    return _of_invoices(told, np.abs(told["late_high"] - before) < change.LEAST_DRIFT_DAYS)


def _in_pieces(of: _Evidence, *, is_short: bool) -> list[Dot]:
    since = of.records.today - HISTORY_DAYS
    paid = of.invoices[(of.invoices["closed_day"].fillna(of.records.today) > since) & _has_money(of.invoices)]
    covered = (paid["largest_minor"] / paid["amount_minor"]).fillna(1.0)
    is_piece = (covered >= conduct.MOST_OF_IT) & (covered < 1) if is_short else covered < conduct.MOST_OF_IT
    on = paid["first_day"].fillna(paid["closed_day"])
    rows = paid.assign(on=on, keeps=is_piece, share=covered).to_dict("records")
    return [_dot(row, on=row["on"], keeps=bool(row["keeps"]), value=float(row["share"])) for row in rows]


def _part_payments(of: _Evidence, pattern: Pattern) -> list[Dot]:
    del pattern
    return _in_pieces(of, is_short=False)


def _short_payments(of: _Evidence, pattern: Pattern) -> list[Dot]:
    del pattern
    return _in_pieces(of, is_short=True)


def _disputes(of: _Evidence, pattern: Pattern) -> list[Dot]:
    del pattern
    return [_dot(row, on=row["day"], keeps=True, value=None) for row in of.disputes.to_dict("records")]


def _broken_promises(of: _Evidence, pattern: Pattern) -> list[Dot]:
    del pattern
    grace, today = conduct.PROMISE_GRACE_DAYS, of.records.today
    asked = of.invoices[of.invoices["promised_day"] < today - grace]
    kept = (asked["closed_day"] - asked["promised_day"] <= grace).fillna(value=False)
    rows = asked.assign(keeps=~kept).to_dict("records")
    return [_dot(row, on=row["promised_day"], keeps=bool(row["keeps"]), value=None) for row in rows]


def _answers(of: _Evidence, pattern: Pattern) -> list[Dot]:
    answers = of.records.answers[of.records.answers["channel"] == pattern.text]
    numbers = of.invoices.set_index("item_key")["number"].to_dict()
    dots = []
    for row in answers.to_dict("records"):
        waited = None if np.isnan(float(row["paid_day"])) else float(row["paid_day"] - row["reminded_day"])
        keeps = waited is not None and waited <= conduct.ANSWER_DAYS
        told = {"number": numbers.get(row["item_key"])}
        dots.append(_dot(told, on=row["reminded_day"], keeps=keeps, value=waited))
    return dots


def _trouble(of: _Evidence, pattern: Pattern) -> list[Dot]:
    """Return the dots of each sign that was seen; all of them keep to it."""
    signs, today = (pattern.text or "").split(","), of.records.today
    dots: list[Dot] = []
    if "part_payments" in signs:
        dots += [dot for dot in _in_pieces(of, is_short=False) if dot.keeps]
    if "broken_promises" in signs:
        dots += [dot for dot in _broken_promises(of, pattern) if dot.keeps]
    if "reversed" in signs:
        dots += [_dot(row, on=row["day"], keeps=True, value=None) for row in of.reversals.to_dict("records")]
    if "backlog" in signs:
        waiting = of.late[of.late["is_open"] == 1]
        dots += [
            _dot(row, on=row["due_day"], keeps=True, value=float(today - row["due_day"]))
            for row in waiting.to_dict("records")
        ]
    return dots


def _paid_lately(of: _Evidence) -> pd.DataFrame:
    lately = of.late["closed_day"] > of.records.today - HISTORY_DAYS
    return of.late[(of.late["is_open"] == 0) & lately.fillna(value=False)]


def _has_money(invoices: pd.DataFrame) -> pd.Series[bool]:
    return invoices["closed_day"].notna() | invoices["first_day"].notna()


def _of_pay_days(of: _Evidence, days: PayDays, keeps: Flags, value: Ints) -> list[Dot]:
    """Return a dot per pay day, with the day's money where it is all in one currency."""
    money = dict(iter(of.payments.groupby("day")))
    dots = []
    for place in range(len(days)):
        on, after, minute = int(days.day[place]), int(days.after[place]), int(days.minute[place])
        paid = money.get(on)
        sums = paid.to_dict("records") if paid is not None else []
        only = sums[0] if len(sums) == 1 else {}
        dots.append(
            Dot(
                on=as_date(on),
                after=as_date(after) if on - after > 1 else None,
                at=time(*divmod(minute, 60)) if minute >= 0 else None,
                keeps=bool(keeps[place]),
                value=float(value[place]),
                amount_minor=int(only["amount_minor"]) if only else None,
                currency=str(only["currency"]) if only else None,
            ),
        )
    return dots


def _of_invoices(rows: pd.DataFrame, keeps: Any) -> list[Dot]:  # noqa: ANN401 - a column of flags
    """Return a dot per invoice on the day it was paid, or that it is waiting until; the value is its days late."""
    dots = []
    for row, kept in zip(rows.to_dict("records"), list(keeps), strict=True):
        after = row["due_day"] + row["late_low"] - 1 if row["late_low"] < row["late_high"] else None
        dots.append(
            _dot(
                row, on=row["due_day"] + row["late_high"], after=after, keeps=bool(kept), value=float(row["late_high"])
            )
        )
    return dots


def _dot(row: dict[Any, Any], *, on: float, keeps: bool, value: float | None, after: float | None = None) -> Dot:
    amount, number = row.get("amount_minor"), row.get("number")
    return Dot(
        on=as_date(int(on)),
        after=None if after is None else _date(after),
        keeps=keeps,
        value=value,
        amount_minor=None if amount is None else int(amount),
        currency=row.get("currency"),
        number=number if isinstance(number, str) else None,
    )


def _date(day: float) -> date:
    return as_date(int(day))


_MAKERS: Final[dict[PatternName, Callable[[_Evidence, Pattern], list[Dot]]]] = {
    PatternName.DAYS_LATE: _days_late,
    PatternName.ON_TIME: _on_time,
    PatternName.PAY_DAY: _pay_day,
    PatternName.PAY_WEEKDAY: _pay_weekday,
    PatternName.PAY_HOUR: _pay_hour,
    PatternName.METHOD: _method,
    PatternName.PART_PAYMENTS: _part_payments,
    PatternName.SHORT_PAYMENTS: _short_payments,
    PatternName.ANSWERS_REMINDERS: _answers,
    PatternName.DISPUTES: _disputes,
    PatternName.BROKEN_PROMISES: _broken_promises,
    PatternName.SEASON: _season,
    PatternName.TROUBLE: _trouble,
    PatternName.DRIFT: _drift,
}
