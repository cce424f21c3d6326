"""The slow road: every measure again in plain Python, one document at a time, from the ledger as a list.

Nothing here is shared with the product but the words: no SQL, no window helper, no bucket constant, no formula. A
portfolio can be written as the text of ``tests.ledger``, so that both roads start from the same rows.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Money, or a credit note of that number, set against a document on a day."""

    on: date
    minor: int
    credit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """An invoice, or a credit note with positive amounts; parts are (due date, amount)."""

    customer: str
    number: str
    issued_on: date
    parts: tuple[tuple[date, int], ...]
    currency: str
    is_credit: bool = False
    claims: tuple[Claim, ...] = ()

    @property
    def minor(self) -> int:
        return sum(minor for _, minor in self.parts)


@dataclass(frozen=True, kw_only=True)
class Cash:
    """Money that names no invoice."""

    customer: str
    on: date
    minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class Party:
    entity: str
    customer_type: str
    country: str


@dataclass(frozen=True, kw_only=True)
class Open:
    """One thing open on a day: an invoice's part (positive), a credit note or unapplied money (negative)."""

    customer: str
    currency: str
    is_credit: bool
    issued_on: date
    due_on: date
    minor: int


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    parties: dict[str, Party]
    documents: tuple[Document, ...] = ()
    cash: tuple[Cash, ...] = ()
    segments: dict[str, str] = field(default_factory=dict)

    def only(self, segment: str) -> Portfolio:
        """The part of the portfolio that the customers of ``segment`` make."""
        names = {name for name in self.parties if self.segments.get(name, "unassigned") == segment}
        return replace(
            self,
            documents=tuple(document for document in self.documents if document.customer in names),
            cash=tuple(cash for cash in self.cash if cash.customer in names),
        )

    def text(self) -> str:
        """The portfolio as rows of ``tests.ledger``."""
        lines = [
            f"{name} is {party.customer_type} {party.country} nl entity {party.entity}"
            for name, party in self.parties.items()
        ]
        credited = defaultdict(list)
        for document in self.documents:
            for claim in document.claims:
                if claim.credit:
                    credited[claim.credit].append(f"on {document.number} {claim.on} {_euros(claim.minor)}")
        for document in self.documents:
            words = [document.customer, document.number]
            if document.is_credit:
                words += [
                    f"credit {document.issued_on} {_euros(document.minor)} {document.currency}",
                    *credited[document.number],
                ]
            else:
                due_on = document.parts[-1][0]
                words += [f"issued {document.issued_on} due {due_on} {_euros(document.minor)} {document.currency}"]
                if len(document.parts) > 1:
                    words += ["parts", ",".join(f"{due}:{_euros(minor)}" for due, minor in document.parts)]
                words += [f"paid {_euros(c.minor)} on {c.on}" for c in document.claims if not c.credit]
            lines.append(" ".join([*words, "entity", self.parties[document.customer].entity]))
        lines += [
            f"{c.customer} cash {c.on} {_euros(c.minor)} {c.currency} entity {self.parties[c.customer].entity}"
            for c in self.cash
        ]
        return "\n".join(lines)


def _euros(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def open_on(portfolio: Portfolio, as_of: date) -> list[Open]:
    """Everything open on ``as_of``: each claim fills the oldest due part first and never more than is open."""
    found = [
        Open(customer=c.customer, currency=c.currency, is_credit=True, issued_on=c.on, due_on=c.on, minor=-c.minor)
        for c in portfolio.cash
        if c.on <= as_of
    ]
    used: dict[str, int] = defaultdict(int)  # by credit note, until as_of
    issued_on = {document.number: document.issued_on for document in portfolio.documents}
    for document in portfolio.documents:
        if document.is_credit:
            continue
        parts = sorted(document.parts)
        room = [minor for _, minor in parts]  # what each part still takes, all claims ever made counted
        balances = list(room)  # what each part still owes on as_of
        for claim in sorted(document.claims, key=lambda c: (c.on, c.credit is not None)):
            counts_from = max(claim.on, document.issued_on, issued_on.get(claim.credit or "", claim.on))
            counted = 0
            rest = claim.minor
            for place in range(len(parts)):
                taken = min(rest, room[place])
                room[place] -= taken
                rest -= taken
                if counts_from <= as_of:
                    balances[place] -= taken
                    counted += taken
            if claim.credit:
                used[claim.credit] += counted
            elif claim.on <= as_of:
                found.append(_money(document, claim.on, counted - claim.minor))
        if document.issued_on <= as_of:
            found += [_part(document, due_on, minor) for (due_on, _), minor in zip(parts, balances, strict=True)]
    found += [
        _money(document, document.issued_on, used[document.number] - document.minor)
        for document in portfolio.documents
        if document.is_credit and document.issued_on <= as_of
    ]
    return [one for one in found if one.minor]


def _money(document: Document, on: date, minor: int) -> Open:
    return Open(
        customer=document.customer, currency=document.currency, is_credit=True, issued_on=on, due_on=on, minor=minor
    )


def _part(document: Document, due_on: date, minor: int) -> Open:
    return Open(
        customer=document.customer,
        currency=document.currency,
        is_credit=False,
        issued_on=document.issued_on,
        due_on=due_on,
        minor=minor,
    )


def bucket(one: Open, as_of: date, by: str) -> str:
    """The column of the aging that ``one`` belongs to."""
    if one.is_credit:
        return "unallocated"
    age = (as_of - (one.issued_on if by == "issue" else one.due_on)).days
    if by == "due" and age <= 0:
        return "current"
    if age <= 30:
        return "d0_30" if by == "issue" else "d1_30"
    if age <= 60:
        return "d31_60"
    return "d61_90" if age <= 90 else "d90_plus"


def group_name(portfolio: Portfolio, one: Open, group: str) -> str:
    party = portfolio.parties[one.customer]
    names = {
        "all": "all",
        "segment": portfolio.segments.get(one.customer, "unassigned"),
        "country": party.country,
        "entity": party.entity,
        "type": party.customer_type,
    }
    return names[group]


def aging(portfolio: Portfolio, as_of: date, by: str, group: str) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(group, currency, bucket) -> (count, minor), only where there is something."""
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    for one in open_on(portfolio, as_of):
        key = (group_name(portfolio, one, group), one.currency, bucket(one, as_of, by))
        count, minor = found.get(key, (0, 0))
        found[key] = (count + 1, minor + one.minor)
    return found


def ledger_total(portfolio: Portfolio, as_of: date, currency: str) -> int:
    """What customers owe in all, from totals alone: issued less received; who settled what plays no part."""
    total = 0
    for document in portfolio.documents:
        if document.currency != currency:
            continue
        if document.issued_on <= as_of:
            total += -document.minor if document.is_credit else document.minor
        total -= sum(claim.minor for claim in document.claims if not claim.credit and claim.on <= as_of)
    return total - sum(c.minor for c in portfolio.cash if c.currency == currency and c.on <= as_of)


def month_back(day: date, months: int) -> date:
    """``months`` calendar months before ``day``; the end of a month stays the end of a month."""
    is_end = day.day == monthrange(day.year, day.month)[1]
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    last = monthrange(year, month)[1]
    return date(year, month, last if is_end else min(day.day, last))


def sales(portfolio: Portfolio, after_on: date, until_on: date, currency: str) -> int:
    """Documents issued after ``after_on`` up to ``until_on``, credit notes taken off."""
    return sum(
        -document.minor if document.is_credit else document.minor
        for document in portfolio.documents
        if document.currency == currency and after_on < document.issued_on <= until_on
    )


def metrics(portfolio: Portfolio, as_of: date, currency: str, months: int = 3) -> dict[str, Fraction | None]:
    """Every metric by slug as an exact fraction; None where undefined."""
    held = [one for one in open_on(portfolio, as_of) if one.currency == currency]
    columns: dict[str, int] = defaultdict(int)
    for one in held:
        columns[bucket(one, as_of, "due")] += one.minor
    unallocated, current = -columns.pop("unallocated", 0), columns["current"]
    gross = sum(columns.values())
    start = month_back(as_of, months)
    opening = sum(one.minor for one in open_on(portfolio, start) if one.currency == currency and not one.is_credit)
    sold, days = sales(portfolio, start, as_of, currency), (as_of - start).days

    def in_days(minor: int) -> Fraction | None:
        return Fraction(max(minor, 0) * days, sold) if sold > 0 else None

    collectable = opening + Fraction(sold, months) - current
    collected = opening + Fraction(sold, months) - gross
    return {
        "open_balance": Fraction(gross),
        "past_due": Fraction(gross - current),
        "unallocated": Fraction(unallocated),
        "net_balance": Fraction(gross - unallocated),
        "past_due_share": Fraction(gross - current, gross) if gross else None,
        "over_90_share": Fraction(columns["d90_plus"], gross) if gross else None,
        "percent_current": Fraction(current * 100, gross) if gross else None,
        "dso": in_days(gross),
        "dso_net": in_days(gross - unallocated),
        "best_possible_dso": in_days(current),
        "average_days_delinquent": in_days(gross - current),
        "collection_effectiveness": collected / collectable * 100 if collectable > 0 else None,
        "countback_dso": countback(portfolio, as_of, currency, gross),
    }


def countback(portfolio: Portfolio, as_of: date, currency: str, gross: int) -> Fraction | None:
    """Days counted back through month-long windows until ``gross`` is used up, at most to the first sales."""
    dates = [d.issued_on for d in portfolio.documents if d.currency == currency and d.issued_on <= as_of]
    windows: list[tuple[int, int]] = []
    while dates and month_back(as_of, len(windows)) >= min(dates):
        until_on, after_on = month_back(as_of, len(windows)), month_back(as_of, len(windows) + 1)
        windows.append((sales(portfolio, after_on, until_on, currency), (until_on - after_on).days))
    while windows and windows[-1][0] == 0:
        windows.pop()
    rest, days = gross, Fraction(0)
    for sold, length in windows:
        if rest == 0:
            break
        if rest < sold:
            days += Fraction(rest, sold) * length
            rest = 0
        else:
            rest -= max(sold, 0)
            days += length
    return days if windows else None


def month_ends(first: date, last: date) -> list[date]:
    """Every month end from ``first`` to ``last``."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if (day + timedelta(days=1)).day == 1]
