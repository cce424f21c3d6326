"""Patterns of one customer from a ledger: what is found, with its dots, and what is said where nothing is."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest

from core.behaviour.patterns import History, PatternName, Silence, patterns_for, patterns_of, payment_history
from core.behaviour.patterns.pattern import COLUMNS
from core.behaviour.patterns.words import sentence, summary
from core.language import Words
from core.vocabulary import ImportMode
from tests.ledger import Ledger
from tests.unit.behaviour.ledgers import AS_OF, invoice, months, paid_on

if TYPE_CHECKING:
    from pathlib import Path

KEY = 1
ENGLISH = Words()


def history(ledger: Ledger, text: str, as_of: date = AS_OF) -> History:
    return payment_history(ledger(text, list_on=AS_OF), KEY, as_of)


def said(told: History) -> list[str]:
    return [sentence(each, ENGLISH) for each in told.patterns]


def test_a_pay_day_that_falls_on_weekends_is_one_habit(ledger: Ledger) -> None:
    """The 25th of eleven months, carried out on the Monday after it at weekends; the last payment was made on the 5th."""
    days = [*months(12, 25)[:-1], date(2026, 10, 5)]
    told = history(ledger, paid_on(*days))
    habit = told.of(PatternName.PAY_DAY)
    assert habit is not None
    assert (habit.value, habit.n, habit.of) == (25, 11, 12)
    assert habit.strength == pytest.approx(0.699, abs=0.001)
    assert [dot.on for dot in habit.dots] == sorted(days)
    assert [dot.on for dot in habit.dots if not dot.keeps] == [date(2026, 10, 5)]
    assert {(dot.amount_minor, dot.currency) for dot in habit.dots} == {(10_000, "EUR")}
    assert sentence(habit, ENGLISH) == "pays on the 25th (11 of 12)"


def test_the_last_day_of_the_month_is_the_same_habit_in_february(ledger: Ledger) -> None:
    told = history(ledger, paid_on(*months(13, 31, last=date(2026, 9, 30))))
    habit = told.of(PatternName.PAY_DAY)
    assert habit is not None
    assert (habit.value, habit.n, habit.of) == (31, 13, 13)
    assert sentence(habit, ENGLISH) == "pays on the last day of the month (13 of 13)"


def test_day_hour_and_method_in_one_line(ledger: Ledger) -> None:
    told = history(ledger, paid_on(*months(12, 25), at="20:10", by="ideal"))
    assert summary(told.patterns, ENGLISH) == "pays on the 25th (12 of 12), usually near 20:00, by iDEAL"
    hour = told.of(PatternName.PAY_HOUR)
    assert hour is not None
    assert {dot.at for dot in hour.dots} == {time(20, 10)}


def test_a_payment_run_on_thursdays_moves_for_ascension_day(ledger: Ledger) -> None:
    """Fourteen Thursdays in a row, of which 14 May 2026 is Ascension Day: that run was made on the Friday."""
    thursdays = [date(2026, 4, 16) + timedelta(weeks=week) for week in range(14)]
    days = [day + timedelta(days=1) if day == date(2026, 5, 14) else day for day in thursdays]
    told = history(ledger, paid_on(*days))
    run = told.of(PatternName.PAY_WEEKDAY)
    assert run is not None
    assert (run.value, run.n, run.of) == (3, 14, 14)
    assert sentence(run, ENGLISH) == "pays on a Thursday (14 of 14)"
    assert told.of(PatternName.PAY_DAY) is None
    assert told.missing[PatternName.PAY_DAY] is Silence.NO_PATTERN


def test_paying_on_the_due_date_is_no_habit_of_the_calendar(ledger: Ledger) -> None:
    """Invoices of the 1st of every month with terms of 14 days, paid on the 15th: that is their due date."""
    rows = [
        invoice(number, day, f"paid 100.00 on {day + timedelta(days=14)}")
        for number, day in enumerate(date(2025, 11, 1).replace(month=month) for month in range(1, 13))
    ]
    told = history(ledger, "\n".join(["A is business NL nl", *rows]))
    assert told.of(PatternName.PAY_DAY) is None


def test_nothing_after_as_of_is_known(ledger: Ledger) -> None:
    """The habit of twelve months is not yet one in the third of them."""
    days = months(12, 25)
    book = ledger(paid_on(*days), list_on=AS_OF)
    early = payment_history(book, KEY, days[2])
    assert early.of(PatternName.PAY_DAY) is None
    assert early.missing[PatternName.PAY_DAY] is Silence.TOO_FEW
    late = payment_history(book, KEY, days[-1])
    assert late.of(PatternName.PAY_DAY) is not None
    cut = ledger.store.folder.parent / "cut"
    again = payment_history(Ledger(cut)(paid_on(*days[:8]), list_on=AS_OF), KEY, days[7])
    assert again.patterns == payment_history(book, KEY, days[7]).patterns


def test_leaving_a_pay_day_is_a_change(ledger: Ledger) -> None:
    """Fourteen months on the 25th, the last two on the 9th and the 12th."""
    days = [*months(16, 25)[:-2], date(2026, 9, 9), date(2026, 10, 12)]
    told = history(ledger, paid_on(*days))
    drift = told.of(PatternName.DRIFT)
    assert drift is not None
    assert (drift.text, drift.low, drift.n, drift.of, drift.since) == ("pay_day", 25, 2, 2, date(2026, 9, 9))
    assert [dot.on for dot in drift.dots if not dot.keeps] == [date(2026, 9, 9), date(2026, 10, 12)]
    assert sentence(drift, ENGLISH) == "no longer pays on the 25th: the last 2 pay days are others"


def test_paying_later_than_before_is_a_change(ledger: Ledger) -> None:
    """Twelve invoices paid on their due date, and the last four 20 days late; one is open and 25 days past due."""
    rows = []
    for number in range(12):
        issued = date(2025, 5, 3) + timedelta(days=31 * number)
        rows.append(invoice(number, issued, f"paid 100.00 on {issued + timedelta(days=14 + number % 2)}"))
    for number in range(12, 16):
        issued = date(2026, 6, 20) + timedelta(days=20 * (number - 12))
        rows.append(invoice(number, issued, f"paid 100.00 on {issued + timedelta(days=34)}"))
    rows.append(invoice(16, date(2026, 9, 22), ""))
    told = history(ledger, "\n".join(["A is business NL nl", *rows]))
    drift = told.of(PatternName.DRIFT)
    assert drift is not None
    assert (drift.text, drift.value, drift.low, drift.high) == ("days_late", 19, 1, 20)
    assert (drift.n, drift.of) == (5, 5)
    assert "pays 19 days later than before" in said(told)


def test_part_payments_and_short_payments(ledger: Ledger) -> None:
    """Eight invoices: three paid in halves, three 5.00 short, two in full."""
    rows = []
    for number in range(8):
        issued = date(2026, 1, 5) + timedelta(days=30 * number)
        first, second = issued + timedelta(days=20), issued + timedelta(days=40)
        how = (
            f"paid 50.00 on {first} paid 50.00 on {second}"
            if number < 3
            else f"paid 95.00 on {first}"
            if number < 6
            else f"paid 100.00 on {first}"
        )
        rows.append(invoice(number, issued, how))
    told = history(ledger, "\n".join(["A is business NL nl", *rows]))
    parts, short = told.of(PatternName.PART_PAYMENTS), told.of(PatternName.SHORT_PAYMENTS)
    assert parts is not None
    assert short is not None
    assert (parts.n, parts.of) == (3, 8)
    assert (short.n, short.of) == (3, 8)
    assert [dot.number for dot in parts.dots if dot.keeps] == ["INV0", "INV1", "INV2"]
    assert [dot.number for dot in short.dots if dot.keeps] == ["INV3", "INV4", "INV5"]


def test_reminders_are_answered(ledger: Ledger) -> None:
    """Four reminders: three answered after 3, 5 and 4 days, the fourth after 30, which is no answer."""
    rows = []
    for number, waited in enumerate((3, 5, 4, 30)):
        issued = date(2026, 3, 2) + timedelta(days=30 * number)
        reminded = issued + timedelta(days=20)
        how = f"paid 100.00 on {reminded + timedelta(days=waited)} reminded 1 on {reminded}"
        rows.append(invoice(number, issued, how))
    told = history(ledger, "\n".join(["A is business NL nl", *rows]))
    answers = told.of(PatternName.ANSWERS_REMINDERS)
    assert answers is not None
    assert (answers.text, answers.value, answers.n, answers.of) == ("source", 4, 3, 4)
    assert [dot.value for dot in answers.dots] == [3, 5, 4, 30]


def test_trouble_is_two_signs(ledger: Ledger) -> None:
    """A promise broken in spring and a payment taken back in summer."""
    text = f"""
        A is business NL nl
        {invoice(1, date(2026, 2, 1), "promised 2026-04-01")}
        {invoice(2, date(2026, 5, 1), "paid 100.00 on 2026-05-20")}
        A cash 2026-06-20 -100.00 EUR
    """
    told = history(ledger, text)
    trouble = told.of(PatternName.TROUBLE)
    assert trouble is not None
    assert (trouble.text, trouble.n, trouble.of) == ("reversed,broken_promises", 2, 4)
    assert sentence(trouble, ENGLISH) == "signs of trouble: payments taken back, broken promises"
    assert len(trouble.dots) == 2


def test_one_payment_makes_no_pattern(ledger: Ledger) -> None:
    told = history(ledger, paid_on(date(2026, 9, 25)))
    assert told.patterns == ()
    assert told.missing[PatternName.PAY_DAY] is Silence.TOO_FEW
    assert told.missing[PatternName.DAYS_LATE] is Silence.TOO_FEW
    assert set(told.missing) == set(PatternName)


def test_all_on_one_day_is_one_decision(ledger: Ledger) -> None:
    """Thirty invoices paid on one day are one pay day, not thirty."""
    told = history(ledger, paid_on(*[date(2026, 9, 25)] * 30))
    assert told.of(PatternName.PAY_DAY) is None
    assert told.missing[PatternName.PAY_DAY] is Silence.TOO_FEW
    assert told.of(PatternName.DAYS_LATE) is not None


def test_without_times_no_hour_is_told_and_that_is_said(ledger: Ledger) -> None:
    told = history(ledger, paid_on(*months(12, 25)))
    assert told.of(PatternName.PAY_HOUR) is None
    assert told.missing[PatternName.PAY_HOUR] is Silence.NO_TIME_OF_DAY
    midnight = Ledger(ledger.store.folder.parent / "midnight")
    at_midnight = payment_history(midnight(paid_on(*months(12, 25), at="00:00"), list_on=AS_OF), KEY, AS_OF)
    assert at_midnight.missing[PatternName.PAY_HOUR] is Silence.NO_TIME_OF_DAY


def test_paid_before_the_invoice_is_early_and_no_crash(ledger: Ledger) -> None:
    """Money of the 25th for an invoice of the 28th: it counts against it from the day the invoice exists."""
    rows = [
        invoice(number, day + timedelta(days=3), f"paid 100.00 on {day}") for number, day in enumerate(months(12, 25))
    ]
    told = history(ledger, "\n".join(["A is business NL nl", *rows]))
    habit, late = told.of(PatternName.PAY_DAY), told.of(PatternName.DAYS_LATE)
    assert habit is not None
    assert habit.value == 25
    assert late is not None
    assert late.value == -14


def test_rows_given_twice_change_nothing(ledger: Ledger) -> None:
    text = paid_on(*months(12, 25))
    once = payment_history(ledger(text, list_on=AS_OF), KEY, AS_OF)
    assert payment_history(ledger(text, list_on=AS_OF), KEY, AS_OF) == once


def test_always_on_time_is_certain_and_says_so(ledger: Ledger) -> None:
    rows = [
        invoice(number, date(2026, 1, 3) + timedelta(days=23 * number), f"paid 100.00 on {day}")
        for number, day in enumerate(date(2026, 1, 9) + timedelta(days=23 * place) for place in range(12))
    ]
    told = history(ledger, "\n".join(["A is business NL nl", *rows]))
    on_time = told.of(PatternName.ON_TIME)
    assert on_time is not None
    assert (on_time.value, on_time.n, on_time.of) == (1.0, 12, 12)
    assert on_time.strength < 1
    assert told.of(PatternName.TROUBLE) is None


def test_two_months_of_history_say_little_and_no_season(ledger: Ledger) -> None:
    days = [date(2026, 9, 2) + timedelta(days=6 * number) for number in range(10)]
    told = history(ledger, paid_on(*days))
    assert told.missing[PatternName.SEASON] is Silence.NO_TWO_YEARS
    assert told.missing[PatternName.DRIFT] in {Silence.TOO_FEW, Silence.NO_PATTERN}
    assert told.of(PatternName.DAYS_LATE) is not None


def test_direct_debits_are_our_days(ledger: Ledger) -> None:
    told = history(ledger, paid_on(*months(12, 25), by="direct_debit"))
    assert told.of(PatternName.PAY_DAY) is None
    assert told.missing[PatternName.PAY_DAY] is Silence.COLLECTED
    method = told.of(PatternName.METHOD)
    assert method is not None
    assert method.text == "direct_debit"


def test_a_write_off_is_no_payment(ledger: Ledger) -> None:
    told = history(ledger, paid_on(*months(12, 25), by="write_off"))
    assert told.patterns == ()


def test_a_customer_nobody_knows_has_no_history(ledger: Ledger) -> None:
    book = ledger(paid_on(date(2026, 9, 25)), list_on=AS_OF)
    assert payment_history(book, 99, AS_OF) == History(patterns=(), missing={})
    assert patterns_for(book, 99, AS_OF) == ()


def test_the_frame_of_many_says_what_each_history_says(ledger: Ledger) -> None:
    days = months(12, 25)
    text = (
        paid_on(*days)
        + "\nB is business BE nl\nB X1 issued 2026-01-01 due 2026-01-31 50.00 EUR paid 50.00 on 2026-01-20"
    )
    book = ledger(text, list_on=AS_OF)
    frame = patterns_of(book, AS_OF)
    assert tuple(frame.columns) == COLUMNS
    assert frame["customer_key"].unique().tolist() == [KEY]
    told = {each.name: (each.value, each.n, each.of, each.strength) for each in patterns_for(book, KEY, AS_OF)}
    rows = {row["pattern"]: (row["value"], row["n"], row["of"], row["strength"]) for row in frame.to_dict("records")}
    assert rows == told
    assert patterns_of(book, AS_OF, [2]).empty
    assert tuple(patterns_of(book, AS_OF, [2]).columns) == COLUMNS
    assert patterns_of(book, AS_OF, []).empty
    assert patterns_of(book, date(2020, 1, 1)).empty


def test_gone_from_a_list_is_an_interval(tmp_path: Path) -> None:
    """Weekly lists on Mondays: an invoice on the list of the 5th and not on that of the 12th was settled in between."""
    lists = Ledger(tmp_path / "lists")
    for week in range(10):
        monday = date(2026, 5, 4) + timedelta(weeks=week)
        number, first = week, monday - timedelta(days=20)
        lists(
            f"A is business NL nl\n{invoice(number, first, '')}\nB K issued 2026-01-01 due 2027-01-01 1.00 EUR",
            list_on=monday,
            mode=ImportMode.SNAPSHOT,
            entities=("NL01",),
            confirmed=True,
        )
    told = payment_history(lists.store.open(), KEY, date(2026, 7, 6))
    late = told.of(PatternName.DAYS_LATE)
    assert late is not None
    assert late.text == "intervals"
    assert (late.low, late.high) == (7, 13)
    assert (late.n, late.of) == (9, 9)
    assert {dot.on - dot.after for dot in late.dots if dot.after} == {timedelta(days=7)}
    assert told.missing[PatternName.PAY_WEEKDAY] is Silence.ONLY_INTERVALS
    assert told.missing[PatternName.PAY_HOUR] is Silence.NO_TIME_OF_DAY
