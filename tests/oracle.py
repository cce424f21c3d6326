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
    is_write_off: bool = False


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """What a customer contests of a document, from a day until a day or still."""

    number: str
    opened_on: date
    closed_on: date | None
    minor: int


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
    part: tuple[str, int] = ("", 0)  # number and place of the part; nothing for credits and money


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    parties: dict[str, Party]
    documents: tuple[Document, ...] = ()
    cash: tuple[Cash, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    segments: dict[str, str] = field(default_factory=dict)

    def only(self, segment: str) -> Portfolio:
        """The part of the portfolio that the customers of ``segment`` make."""
        names = {name for name in self.parties if self.segments.get(name, "unassigned") == segment}
        return replace(
            self,
            documents=tuple(document for document in self.documents if document.customer in names),
            disputes=tuple(
                each
                for each in self.disputes
                if any(document.number == each.number and document.customer in names for document in self.documents)
            ),
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
                words += [
                    f"paid {_euros(c.minor)} on {c.on}{' by write_off' if c.is_write_off else ''}"
                    for c in document.claims
                    if not c.credit
                ]
            lines.append(" ".join([*words, "entity", self.parties[document.customer].entity]))
        lines += [
            f"{c.customer} cash {c.on} {_euros(c.minor)} {c.currency} entity {self.parties[c.customer].entity}"
            for c in self.cash
        ]
        owners = {document.number: document.customer for document in self.documents}
        lines += [
            f"{owners[d.number]} disputes {d.number} {_euros(d.minor)} from {d.opened_on}"
            f"{f' until {d.closed_on}' if d.closed_on else ''} entity {self.parties[owners[d.number]].entity}"
            for d in self.disputes
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
            found += [
                _part(document, place, due_on, minor)
                for place, ((due_on, _), minor) in enumerate(zip(parts, balances, strict=True))
            ]
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


def _part(document: Document, place: int, due_on: date, minor: int) -> Open:
    return Open(
        customer=document.customer,
        currency=document.currency,
        is_credit=False,
        issued_on=document.issued_on,
        due_on=due_on,
        minor=minor,
        part=(document.number, place),
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
        "currency": one.currency,
        "label": "neutral",
    }
    return names.get(group, "unassigned")


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


def metrics(
    portfolio: Portfolio, as_of: date, currency: str, months: int = 3, *, latest_on: date, first_on: date | None = None
) -> dict[str, Fraction | None]:
    """Every metric by slug as an exact fraction; None where undefined. ``latest_on`` is the last day the book speaks of.

    ``first_on`` is the book's first issue where the portfolio is only a part of the book.
    """
    held = [one for one in open_on(portfolio, as_of) if one.currency == currency]
    columns: dict[str, int] = defaultdict(int)
    for one in held:
        columns[bucket(one, as_of, "due")] += one.minor
    unallocated, current = -columns.pop("unallocated", 0), columns["current"]
    gross = sum(columns.values())
    start, year_start = month_back(as_of, months), month_back(as_of, 12)
    opening, opening_disputed = _gross(portfolio, start, currency), sum(disputed(portfolio, start, currency).values())
    sold, days = sales(portfolio, start, as_of, currency), (as_of - start).days
    year_sold = sales(portfolio, year_start, as_of, currency)
    month_sold, month_days = (
        sales(portfolio, month_back(as_of, 1), as_of, currency),
        (as_of - month_back(as_of, 1)).days,
    )
    contested = disputed(portfolio, as_of, currency)
    late = [one for one in held if not one.is_credit and one.due_on < as_of]
    late_parts = {one.part for one in late}
    contested_late = sum(minor for part, minor in contested.items() if part in late_parts)
    contested_all = sum(contested.values())
    first = min([d.issued_on for d in portfolio.documents], default=as_of) if first_on is None else first_on
    is_year, is_whole = first <= month_back(as_of, 11), first <= month_back(as_of, months - 1)

    def in_days(
        minor: Fraction | int, over: int = sold, length: int = days, *, is_whole: bool = is_whole
    ) -> Fraction | None:
        return Fraction(max(minor, 0) * length) / over if over > 0 and is_whole else None

    def effectiveness(before: int, after: int, not_due: int) -> Fraction | None:
        collectable, collected = before + Fraction(sold, months) - not_due, before + Fraction(sold, months) - after
        return min(collected / collectable * 100, Fraction(100)) if collectable > 0 and is_whole else None

    mean = Fraction(_gross(portfolio, year_start, currency) + gross, 2)
    happened = _events(portfolio, start, as_of, currency, latest_on)
    lost = _events(portfolio, year_start, as_of, currency, latest_on)["written_off"]
    owed: dict[str, int] = defaultdict(int)
    for one in held:
        if not one.is_credit:
            owed[one.customer] += one.minor
    return {
        "open_balance": Fraction(gross),
        "past_due": Fraction(gross - current),
        "past_due_undisputed": Fraction(gross - current - contested_late),
        "disputed": Fraction(contested_all),
        "unallocated": Fraction(unallocated),
        "net_balance": Fraction(gross - unallocated),
        "past_due_share": Fraction(gross - current, gross) if gross else None,
        "over_90_share": Fraction(columns["d90_plus"], gross) if gross else None,
        "percent_current": Fraction(current * 100, gross) if gross else None,
        "dso": in_days(gross),
        "dso_1m": in_days(gross, month_sold, month_days, is_whole=True),
        "dso_12m": in_days(gross, year_sold, (as_of - year_start).days, is_whole=is_year),
        "dso_average": in_days(Fraction(opening + gross, 2)),
        "dso_30_day_months": in_days(gross, sold, 30 * months),
        "dso_net": in_days(gross - unallocated),
        "dso_undisputed": in_days(gross - contested_all),
        "best_possible_dso": in_days(current),
        "average_days_delinquent": in_days(gross - current),
        "weighted_days_past_due": Fraction(sum(o.minor * (as_of - o.due_on).days for o in late), gross - current)
        if gross > current
        else None,
        "collection_effectiveness": effectiveness(opening, gross, current),
        "collection_effectiveness_undisputed": effectiveness(
            opening - opening_disputed, gross - contested_all, current - (contested_all - contested_late)
        ),
        "receivables_turnover": year_sold / mean if is_year and mean > 0 and year_sold > 0 else None,
        "countback_dso": countback(portfolio, as_of, currency, gross),
        "countback_dso_stopping": countback(portfolio, as_of, currency, gross, stops=True),
        **_by_month_of_issue(portfolio, as_of, currency, sold),
        **_rolled(portfolio, min(as_of, _end(latest_on)), currency, columns),
        "average_days_late": Fraction(happened["days"], happened["paid"]) if happened["paid"] else None,
        "bad_debt_ratio": Fraction(lost * 100, year_sold) if is_year and year_sold > 0 else None,
        "dispute_rate": Fraction(happened["disputed"] * 100, sold) if sold > 0 else None,
        "dispute_cycle_days": Fraction(happened["open_days"], happened["closed"]) if happened["closed"] else None,
        "promise_kept_rate": None,
        "promise_kept_value": None,
        "top_customer_share": Fraction(sum(sorted(owed.values())[-10:]), gross) if gross else None,
        "customer_concentration": Fraction(10_000 * sum(minor**2 for minor in owed.values()), gross**2)
        if gross
        else None,
    }


def _gross(portfolio: Portfolio, as_of: date, currency: str) -> int:
    return sum(one.minor for one in open_on(portfolio, as_of) if one.currency == currency and not one.is_credit)


def _end(day: date) -> date:
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


def disputed(portfolio: Portfolio, as_of: date, currency: str) -> dict[tuple[str, int], int]:
    """The contested part of what is open, by part: the oldest due part is contested first, never for more than is open."""
    contested: dict[str, int] = defaultdict(int)
    for each in portfolio.disputes:
        if each.opened_on <= as_of and (each.closed_on is None or each.closed_on > as_of):
            contested[each.number] += each.minor
    balances = {one.part: one.minor for one in open_on(portfolio, as_of) if one.currency == currency}
    found = {}
    for document in portfolio.documents:
        left = contested[document.number]
        for place, (_, minor) in enumerate(sorted(document.parts)):
            part = (document.number, place)
            found[part] = min(left, minor, balances.get(part, 0))
            left -= min(left, minor)
    return found


def _by_month_of_issue(portfolio: Portfolio, as_of: date, currency: str, sold: int) -> dict[str, Fraction | None]:
    """The two DSOs by month of issue: months count back from ``as_of``; one without sales is left out."""
    true, weighted, left_out, used = Fraction(0), Fraction(0), 0, 0
    for one in open_on(portfolio, as_of):
        if one.is_credit or one.currency != currency:
            continue
        number = 0
        while month_back(as_of, number + 1) >= one.issued_on:
            number += 1
        month_sold = sales(portfolio, month_back(as_of, number + 1), month_back(as_of, number), currency)
        if month_sold > 0:
            used += 1
            true += Fraction(one.minor * (as_of - one.issued_on).days, month_sold)
            weighted += Fraction(30 * one.minor, month_sold)
        else:
            left_out += 1
    ever_sold = countback(portfolio, as_of, currency, 0) is not None
    is_undefined = (left_out and not used) or (not left_out and not used and not ever_sold and sold <= 0)
    return {"true_dso": None if is_undefined else true, "sales_weighted_dso": None if is_undefined else weighted}


_ORDER = ("current", "d1_30", "d31_60", "d61_90", "d90_plus")


def _rolled(portfolio: Portfolio, until: date, currency: str, columns: dict[str, int]) -> dict[str, Fraction | None]:
    """Roll, cure and expected loss from the last whole months up to ``until``: the same parts at both ends of each."""
    last = until if until == _end(until) else month_back(_end(until), 1)
    months = []
    for back in range(12):
        before, after = month_back(last, back + 1), month_back(last, back)
        now = {o.part: o for o in open_on(portfolio, after) if not o.is_credit}
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for one in open_on(portfolio, before):
            if one.is_credit or one.currency != currency:
                continue
            key, held = bucket(one, before, "due"), sums[bucket(one, before, "due")]
            held[0] += one.minor
            if one.part in now:
                is_later = _ORDER.index(bucket(now[one.part], after, "due")) > _ORDER.index(key)
                held[1] += now[one.part].minor if is_later else 0
                held[2] += now[one.part].minor
        months.append(sums)
    year = {key: [sum(month[key][place] for month in months if key in month) for place in range(3)] for key in _ORDER}
    late = [months[0][key] for key in _ORDER[1:] if key in months[0]]
    opening = sum(held[0] for held in late)

    def chain(of: dict[str, list[int]], start: int) -> Fraction | None:
        product = Fraction(1)
        for key in _ORDER[start:-1]:
            if key not in of or not of[key][0]:
                return None
            product *= Fraction(of[key][1], of[key][0])
        return product

    whole = chain(months[0], 0)
    loss: Fraction | None = None
    if chain(year, 0) is not None:
        rates = [(chain(year, place) or 0) * Fraction(6, 10) for place in range(5)]
        loss = Fraction(round(sum(columns[key] * rate for key, rate in zip(_ORDER, rates, strict=True))))
    return {
        "roll_rate": None if whole is None else whole * 100,
        "cure_rate": Fraction((opening - sum(held[2] for held in late)) * 100, opening) if opening else None,
        "expected_loss": loss,
    }


def _events(portfolio: Portfolio, after: date, until: date, currency: str, latest_on: date) -> dict[str, int]:
    """What happened after ``after`` up to ``until``: invoices paid in full and how late, write-offs, disputes."""
    found: dict[str, int] = defaultdict(int)
    issued_on = {document.number: document.issued_on for document in portfolio.documents}
    mine = [document for document in portfolio.documents if document.currency == currency]
    for document in mine:
        found["written_off"] += sum(c.minor for c in document.claims if c.is_write_off and after < c.on <= until)
        for minor, due_on, paid_on in [] if document.is_credit else _paid_parts(document, issued_on):
            if after < paid_on <= min(until, latest_on):
                found["paid"] += minor
                found["days"] += minor * (paid_on - due_on).days
    numbers = {document.number for document in mine}
    for each in (each for each in portfolio.disputes if each.number in numbers):
        if after < each.opened_on <= until:
            found["disputed"] += each.minor
        if each.closed_on and after < each.closed_on <= until:
            found["closed"] += 1
            found["open_days"] += (each.closed_on - each.opened_on).days
    return found


@dataclass
class _Filling:
    """One part while its claims come in: what it still takes, the last day of any, and what came on that day."""

    due_on: date
    minor: int
    room: int
    last_on: date = date.min
    by_money: bool = False
    by_loss: bool = False

    def take(self, claim: Claim, counts_from: date, rest: int) -> int:
        """What the part takes of ``rest``."""
        taken = min(rest, self.room)
        self.room -= taken
        if taken and counts_from > self.last_on:
            self.last_on, self.by_money, self.by_loss = counts_from, False, False
        if taken and counts_from == self.last_on:
            self.by_money |= not claim.credit
            self.by_loss |= claim.is_write_off
        return taken


def _paid_parts(document: Document, issued_on: dict[str, date]) -> list[tuple[int, date, date]]:
    """(amount, due date, payment date) of each part that money closed: not a credit note, not a write-off."""
    parts = [_Filling(due_on=due_on, minor=minor, room=minor) for due_on, minor in sorted(document.parts)]
    for claim in sorted(document.claims, key=lambda c: (c.on, c.credit is not None)):
        rest = claim.minor
        for part in parts:
            counts_from = max(claim.on, document.issued_on, issued_on.get(claim.credit or "", claim.on))
            rest -= part.take(claim, counts_from, rest)
    return [(p.minor, p.due_on, p.last_on) for p in parts if not p.room and p.by_money and not p.by_loss]


def countback(portfolio: Portfolio, as_of: date, currency: str, gross: int, *, stops: bool = False) -> Fraction | None:
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
        elif stops and sold <= 0:
            break
        else:
            rest -= max(sold, 0)
            days += length
    return days if windows else None


def month_ends(first: date, last: date) -> list[date]:
    """Every month end from ``first`` to ``last``."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if (day + timedelta(days=1)).day == 1]
