"""Interest on late payment: from the day of default, by the rate of each half-year, compounded where the law says so."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from core.law.choices import SAFE, Choices
from core.law.errors import BackwardsError, NegativeAmountError, NoEntryError
from core.law.tables import EVERYBODY, Entry, Kind, Mark, countries, entry, entry_or_none, table
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Iterator

YEAR_DAYS: Final = 365
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A rate in per cent a year with the entries it was made of."""

    percent: Decimal
    entries: tuple[Entry, ...]

    @property
    def is_checked(self) -> bool:
        """Whether no part of it is general knowledge only."""
        return all(each.mark is not Mark.GENERAL for each in self.entries)


@dataclass(frozen=True, kw_only=True)
class Part:
    """The interest of days in which neither rate nor principal changed; ``to_on`` does not count any more."""

    from_on: date
    to_on: date
    days: int
    percent: Decimal
    principal_minor: int
    amount_minor: int


@dataclass(frozen=True, kw_only=True)
class Interest:
    """Interest in minor units, and the parts it is the sum of."""

    amount_minor: int
    currency: str
    parts: tuple[Part, ...]
    entries: tuple[Entry, ...]


def rate(country: str, customer_type: str, on: date) -> Rate:
    """Return the rate in force on ``on``: the published one, or the base rate with the law's points.

    Raises ``UnknownCountryError``, ``BeforeTableError``, and ``NoEntryError`` where the law gives no rate for this type of customer.
    """
    if country not in countries() or table(country, customer_type, Kind.INTEREST_RATE):
        published = entry(country, customer_type, Kind.INTEREST_RATE, on)
        return Rate(percent=Decimal(published.value), entries=(published,))
    if not table(country, customer_type, Kind.INTEREST_POINTS):
        raise NoEntryError(country, customer_type, "interest", on)
    points = entry(country, customer_type, Kind.INTEREST_POINTS, on)
    base = entry(country, EVERYBODY, Kind.BASE_RATE, on)
    return Rate(percent=base.value + Decimal(points.value), entries=(base, points))


def interest(
    principal_minor: int,
    *,
    currency: str,
    country: str,
    customer_type: str,
    from_on: date,
    to_on: date,
    is_compound: bool | None = None,
    choices: Choices = SAFE,
) -> Interest:
    """Return the interest of a claim from ``from_on``, the first day of default, to the day before ``to_on``.

    Each run of days with one rate and one principal is rounded to minor units, halves up. Where the law compounds, the interest of
    every full year since ``from_on`` is added to the principal; ``is_compound`` says otherwise, for a comparison.

    Raises
    ------
    NegativeAmountError, BackwardsError, UnknownCountryError, BeforeTableError
        For a claim below 0, a period that ends before it begins, a country or day without a table.
    NoEntryError
        Where the law gives no rate for this type of customer.

    """
    if principal_minor < 0:
        raise NegativeAmountError(principal_minor)
    if to_on < from_on:
        raise BackwardsError(from_on, to_on)
    first = rate(country, customer_type, from_on)
    if is_compound is None:
        compounding = entry_or_none(country, EVERYBODY, Kind.COMPOUNDS, from_on)
        is_compound = compounding is not None and bool(compounding.value)
    parts: list[Part] = []
    used: list[Entry] = [*first.entries]
    principal, year_minor = principal_minor, 0
    for start, stop, is_year_end in _runs(country, customer_type, from_on, to_on, choices=choices):
        known = rate(country, customer_type, start)
        used.extend(each for each in known.entries if each not in used)
        amount = _of_days(principal, known.percent, start, stop, choices)
        parts.append(
            Part(
                from_on=start,
                to_on=stop,
                days=(stop - start).days,
                percent=known.percent,
                principal_minor=principal,
                amount_minor=amount,
            )
        )
        year_minor += amount
        if is_year_end and is_compound:
            principal, year_minor = principal + year_minor, 0
    total = sum(each.amount_minor for each in parts)
    return Interest(amount_minor=total, currency=currency, parts=tuple(parts), entries=tuple(used))


def default_on(
    country: str,
    customer_type: str,
    *,
    issued_on: date,
    due_on: date,
    is_small: bool = False,
    choices: Choices = SAFE,
) -> date | None:
    """Return the first day of default of an invoice, None where nothing says that the customer is late yet.

    It is the day after the due date. A large Dutch firm that gave a small one (``is_small``: our creditor is small, the customer
    large) more days than the law allows is late from the day after those; a German consumer is late only where the invoice told him.
    """
    terms = entry_or_none(country, customer_type, Kind.PAYMENT_DAYS, issued_on) if country in countries() else None
    said = {} if terms is None else terms.value
    if said.get("consumer_must_be_told"):
        if customer_type == CustomerType.CONSUMER and not choices.tells_consumers:
            return None
        return max(due_on, issued_on + timedelta(days=said["usual"])) + timedelta(days=1)
    most = said.get("most_to_small")
    last = min(due_on, issued_on + timedelta(days=most)) if is_small and most is not None else due_on
    return last + timedelta(days=1)


def _runs(
    country: str, customer_type: str, from_on: date, to_on: date, *, choices: Choices
) -> Iterator[tuple[date, date, bool]]:
    """Yield the runs of days with one rate within one year of the claim, and whether each ends a full year."""
    turns = set(_changes(country, customer_type, from_on, to_on))
    if choices.counts_leap_days:
        turns.update(date(year, 1, 1) for year in range(from_on.year + 1, to_on.year + 1))
    years = set(_anniversaries(from_on, to_on))
    marks = sorted({day for day in (*turns, *years) if from_on < day < to_on} | {to_on})
    start = from_on
    for stop in marks:
        if start < stop:
            yield start, stop, stop in years
        start = stop


def _changes(country: str, customer_type: str, from_on: date, to_on: date) -> Iterator[date]:
    """Yield every day after ``from_on`` on which the rate becomes another one."""
    kinds = (Kind.INTEREST_RATE, Kind.INTEREST_POINTS, Kind.BASE_RATE)
    days = sorted({each.valid_from for kind in kinds for each in table(country, customer_type, kind)})
    before = rate(country, customer_type, from_on).percent
    for day in days:
        if from_on < day < to_on:
            now = rate(country, customer_type, day).percent
            if now != before:
                yield day
            before = now


def _anniversaries(from_on: date, to_on: date) -> Iterator[date]:
    """Yield every day on which a full year since ``from_on`` has passed; of 29 February the first of March."""
    for year in range(from_on.year + 1, to_on.year + 1):
        is_leap_day = (from_on.month, from_on.day) == (2, 29) and not isleap(year)
        day = date(year, 3, 1) if is_leap_day else from_on.replace(year=year)
        if day <= to_on:
            yield day


def _of_days(principal_minor: int, percent: Decimal, start: date, stop: date, choices: Choices) -> int:
    year = YEAR_DAYS + 1 if choices.counts_leap_days and isleap(start.year) else YEAR_DAYS
    amount = Decimal(principal_minor) * percent * (stop - start).days / HUNDRED / year
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
