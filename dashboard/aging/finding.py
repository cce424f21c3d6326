"""What the explorer shows, in one line computed from the very cells on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.buckets import AgedBy
from core.metrics.flow import CREDITED, NEW, PAID
from core.metrics.scope import GroupBy
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.metrics.aging import AgedBalance, Aging
    from core.metrics.flow import Flow
    from core.metrics.largest import Largest
    from dashboard.i18n import Words


def aging_finding(aged: Aging, before: Aging | None, names: Mapping[str, str], currency: str, words: Words) -> str:
    """Return how much is late, with whom most of it is, and how that changed since the earlier day."""
    _ = words
    overall = aged.overall(currency)
    gross, late = overall.gross_minor, late_minor(overall, aged.by)
    if gross <= 0:
        return _("Nothing is open.")
    told = {
        "amount": _.round_money(late, currency),
        "total": _.round_money(gross, currency),
        "share": _.share(late / gross),
    }
    if aged.by is AgedBy.DUE:
        said = [_("{amount} of {total} is past due ({share}).", **told)]
    else:
        said = [_("{amount} of {total} is in the oldest bucket ({share}).", **told)]
    if before is not None:
        said.append(_changed(late - late_minor(before.overall(currency), aged.by), before.as_of, currency, words))
    if late > 0 and len(names) > 1 and aged.group is not GroupBy.CURRENCY:
        by_group = {name: late_minor(aged.groups[name][currency], aged.by) for name in names}
        worst = max(by_group, key=lambda name: by_group[name])
        said.append(
            _(
                "The largest part is with {group}: {share}.",
                group=plain(names[worst]),
                share=_.share(by_group[worst] / late),
            )
        )
    return " ".join(said)


def late_minor(balance: AgedBalance, by: AgedBy) -> int:
    """Return what is past due; by issue date, where nothing is, what is in the oldest bucket."""
    _first, *late = balance.cells.values()
    return sum(cell.minor for cell in (late if by is AgedBy.DUE else late[-1:]))


def flow_finding(found: Flow, currency: str, words: Words) -> str:
    """Return what became of what was open: paid, credited, older; and what came new."""
    _ = words
    opening = sum(found.opening_minor(bucket.key) for bucket in found.buckets)
    new = found.opening_minor(NEW)
    if not opening and not new:
        return _("Nothing was open and nothing came.")
    paid = sum(found.cell(bucket.key, PAID).minor for bucket in found.buckets)
    said = []
    if opening > 0:
        said.append(
            _(
                "Of {total} open on {day}, {paid} was paid ({share}), {credited} credited, and {older} became older.",
                total=_.round_money(opening, currency),
                day=_.short_day(found.from_on),
                paid=_.round_money(paid, currency),
                share=_.share(paid / opening),
                credited=_.round_money(sum(found.cell(one.key, CREDITED).minor for one in found.buckets), currency),
                older=_.round_money(found.older().minor, currency),
            )
        )
    if new:
        said.append(_("{amount} was invoiced since.", amount=_.round_money(new, currency)))
    return " ".join(said)


def largest_finding(found: Largest, currency: str, words: Words) -> str:
    """Return how much of everything the customers shown have, and how much the first of them."""
    _ = words
    if not len(found.rows) or found.open_minor <= 0:
        return _("Nothing is open.")
    shown, first = int(found.rows["open_minor"].sum()), found.rows.iloc[0]
    if found.customers == 1:
        return _(
            "Only {name} is left, with {amount}.",
            name=plain(first["name"]),
            amount=_.round_money(int(first["open_minor"]), currency),
        )
    return _(
        "{n} of {all} customers have {share} of what is open; the first, {name}, has {amount}.",
        n=_.number(len(found.rows)),
        all=_.number(found.customers),
        share=_.share(shown / found.open_minor),
        name=plain(first["name"]),
        amount=_.round_money(int(first["open_minor"]), currency),
    )


def _changed(minor: int, since: date, currency: str, words: Words) -> str:
    _ = words
    day = _.short_day(since)
    if minor > 0:
        return _("That is {amount} more than on {day}.", amount=_.round_money(minor, currency), day=day)
    if minor < 0:
        return _("That is {amount} less than on {day}.", amount=_.round_money(-minor, currency), day=day)
    return _("That is as much as on {day}.", day=day)
