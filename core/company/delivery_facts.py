"""What ledger and desk say of everybody with orders under way, before anything is advised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.company.advice import Weighed
from core.company.late import late
from core.credit import cover, exposure
from core.credit.persons import natural_persons
from core.desk import customers, holds, identity
from core.desk.case_frames import plan_instalments, promises
from core.desk.side_frames import facts
from core.identity import euros
from core.intake.field_types import ImportKind
from core.metrics.positions import positions
from core.money import to_decimal
from core.segments.features import features
from core.vocabulary import CaseState, HoldKind, Label

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from datetime import date

    from core.book.book import Book
    from core.desk.engine import Desk

Customer = tuple[str, str]
_PROMISED: Final = ["entity", "customer_id", "amount_minor", "paid_minor", "currency", "promised_on"]
_INSTALMENTS: Final = ["entity", "customer_id", "amount_minor", "paid_minor", "currency", "due_on"]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What ledger and desk say of everybody, by customer key or name."""

    features: Mapping[int, Mapping[Hashable, Any]]
    ours: Mapping[int, float]
    promised: Mapping[Customer, tuple[date, float]]
    held: Mapping[Customer, frozenset[HoldKind]]
    limits: Mapping[int, float]
    late_days: Mapping[int, int]

    @classmethod
    def read(
        cls, desk: Desk, book: Book, as_of: date, rates: Mapping[str, float], told: Mapping[int, Mapping[Hashable, Any]]
    ) -> Facts:
        """Return what is known on ``as_of``."""
        known = features(book, as_of, customers.overrides(desk)).frame
        wanted = ["customer_key", "balance_eur", "past_due_eur", "oldest_days_past_due", "label"]
        ours = late(desk, book, as_of).items
        standing = holds.standing(desk, as_of)
        kinds: dict[Customer, set[HoldKind]] = {}
        for entity, customer_id, kind in standing[["entity", "customer_id", "kind"]].itertuples(index=False):
            kinds.setdefault((entity, customer_id), set()).add(HoldKind(kind))
        return cls(
            features={int(row["customer_key"]): row for row in known[wanted].to_dict("records")},
            ours={
                int(str(key)): in_euros(group["late_minor"], group["currency"], rates)
                for key, group in ours.groupby("customer_key")
            },
            promised=_promised(desk, rates),
            held={name: frozenset(each) for name, each in kinds.items()},
            limits=_limits(desk, book, told, as_of),
            late_days=_late_days(book, as_of, ours) if len(ours) else {},
        )

    def weighed(self, who: Mapping[Hashable, Any], order_eur: float) -> Weighed:
        """Return what is weighed about one customer."""
        row = self.features.get(int(who["customer_key"]), {})
        name = (str(who["entity"]), str(who["customer_id"]))
        ours = round(self.ours.get(int(who["customer_key"]), 0.0), 2)
        promised_on, promised_eur = self.promised.get(name, (None, 0.0))
        return Weighed(
            order_eur=round(order_eur, 2),
            balance_eur=float(row.get("balance_eur", 0.0)),
            late_eur=max(0.0, round(float(row.get("past_due_eur", 0.0)) - ours, 2)),
            late_days=float(self.late_days.get(int(who["customer_key"]), row.get("oldest_days_past_due", 0.0))),
            ours_eur=ours,
            limit_eur=self.limits.get(int(who["customer_key"])),
            label=Label(str(row.get("label", who["label"]))),
            promised_on=promised_on,
            promised_eur=round(promised_eur, 2),
            holds=self.held.get(name, frozenset()),
        )


def told_of(book: Book, named: pd.DataFrame) -> dict[int, Mapping[Hashable, Any]]:
    """Return what the ledger says of the customers in ``named``, by customer key."""
    rows = book.frame("customers_facts", relations={"named": named}).to_dict("records")
    return {int(row["customer_key"]): row for row in rows}


def _limits(desk: Desk, book: Book, told: Mapping[int, Mapping[Hashable, Any]], as_of: date) -> dict[int, float]:
    """Return the limit of each customer in euros: our own, else of a company what is insured; none of nought, as credit counts it."""
    cents = euros.rates(book, as_of)
    rows = pd.DataFrame(list(told.values()), columns=["customer_key", "credit_limit_minor", "credit_limit_currency"])
    own = exposure.own_limits(rows, cents).tolist()
    found = {int(key): limit for key, limit in zip(rows["customer_key"], own, strict=True) if limit > 0}
    insured = facts(desk, ImportKind.INSURANCE, columns=cover.COLUMNS)
    if insured.empty:
        return {key: limit / 100 for key, limit in found.items()}
    customers = book.frame("identity_customers", customer_key=None)
    # An insurer's word on a person is a judgement of that person: facts only.
    people = natural_persons(customers, {}, identity.natural_persons(desk))
    known = exposure.limits_in_euros(cover.in_force(cover.covers(insured, customers), as_of), cents)
    companies = {key: limit for key, (limit, _share) in known.items() if key not in people}
    return {key: limit / 100 for key, limit in (companies | found).items()}


def _late_days(book: Book, as_of: date, ours: pd.DataFrame) -> dict[int, int]:
    """Return how long the oldest invoice is past due that is not all late because of us, of customers for whom something is."""
    keys = pa.array(sorted(set(ours["customer_key"].tolist())), pa.int64())
    table = positions(book, as_of)
    mine = table.filter(pc.is_in(table["customer_key"].cast(pa.int64()), keys))
    rows = mine.select(["customer_key", "item_key", "is_credit", "due_on", "balance_minor"]).to_pandas()
    taken = ours.groupby("item_key")["late_minor"].sum()
    left = rows["balance_minor"] - rows["item_key"].map(taken).fillna(0)
    days = (pd.Timestamp(as_of) - pd.to_datetime(rows["due_on"])).dt.days
    late_by = days[(left > 0) & ~rows["is_credit"].astype(bool)].clip(lower=0)
    oldest = late_by.groupby(rows["customer_key"]).max()
    return {int(str(key)): int(oldest.get(key, 0)) for key in keys.to_pylist()}


def _promised(desk: Desk, rates: Mapping[str, float]) -> dict[Customer, tuple[date, float]]:
    """Return per customer what is still to come of promises and plans that stand: the first day, and how many euros."""
    still = promises(desk)
    parts = plan_instalments(desk)
    rows = [
        *still[still["state"] == CaseState.OPEN][_PROMISED].itertuples(index=False),
        *parts[parts["state"] == CaseState.OPEN][_INSTALMENTS].itertuples(index=False),
    ]
    told: dict[Customer, tuple[date, float]] = {}
    for entity, customer_id, amount, paid, currency, on in rows:
        if amount <= paid or currency not in rates:
            continue
        day, euros = told.get((entity, customer_id), (on.date(), 0.0))
        more = float(to_decimal(int(amount - paid), currency)) * rates[currency]
        told[entity, customer_id] = (min(day, on.date()), euros + more)
    return told


def in_euros(
    minor: Sequence[int] | pd.Series[Any], currency: Sequence[str] | pd.Series[Any], rates: Mapping[str, float]
) -> float:
    """Return amounts as euros; a currency without a rate counts as nothing, for nobody knows what it is worth."""
    return sum(
        float(to_decimal(int(amount), code)) * rates.get(code, 0.0)
        for amount, code in zip(minor, currency, strict=True)
    )
