"""Ledgers of one customer with a habit, written as text."""

from __future__ import annotations

from datetime import date, timedelta

AS_OF = date(2026, 10, 31)


def invoice(number: int, issued_on: date, paid: str, *, terms: int = 14, amount: str = "100.00") -> str:
    due_on = issued_on + timedelta(days=terms)
    return f"A INV{number} issued {issued_on} due {due_on} {amount} EUR {paid}"


def paid_on(*days: date, at: str = "", by: str = "") -> str:
    """An invoice issued 20 days before each of ``days`` and paid in full on it."""
    rows = []
    for number, day in enumerate(days):
        how = (f" by {by}" if by else "") + (f" at {at}" if at else "")
        rows.append(invoice(number, day - timedelta(days=20 + number % 9), f"paid 100.00 on {day}{how}"))
    return "\n".join(["A is business NL nl", *rows])


def months(count: int, day: int, *, last: date = AS_OF) -> list[date]:
    """The banking days on which ``day`` of the last ``count`` months is carried out, weekends moved to the Monday."""
    found = []
    for back in range(count - 1, -1, -1):
        month = last.year * 12 + last.month - 1 - back
        first = date(month // 12, month % 12 + 1, 1)
        length = ((first + timedelta(days=32)).replace(day=1) - first).days
        meant = first.replace(day=min(day, length))
        found.append(meant + timedelta(days={5: 2, 6: 1}.get(meant.weekday(), 0)))
    return found
