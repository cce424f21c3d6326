"""All of credit on one day: exposure, cover, the insurer's clock, scores, and what others say that is nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from core.credit import cover, scores
from core.credit.deadlines import clock
from core.credit.exposure import Known, exposures
from core.credit.match import MatchedBy
from core.credit.orders import open_orders
from core.credit.persons import is_personal_form, natural_persons
from core.desk import credit, identity
from core.desk.side_frames import facts
from core.identity.euros import rates
from core.intake.fields import ImportKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.desk.engine import Desk
    from core.identity.euros import Queries


@dataclass(frozen=True, kw_only=True, eq=False)
class Board:
    """What the credit page shows.

    ``exposure`` has a row per customer, ``clock`` one per deadline, ``scores`` one per customer and bureau (its last word; ``all_scores``: all),
    ``limits`` those that hold today, ``all_limits`` also those of other days, ``unmatched`` what is nobody's.
    """

    as_of: date
    today: date
    customers: pd.DataFrame
    exposure: pd.DataFrame
    clock: pd.DataFrame
    scores: pd.DataFrame
    all_scores: pd.DataFrame
    limits: pd.DataFrame
    all_limits: pd.DataFrame
    unmatched: pd.DataFrame
    natural: Mapping[int, str]
    cents: Mapping[str, float]


def board(book: Queries, desk: Desk, *, as_of: date, today: date, customer_key: int | None = None) -> Board:
    """Return everything about credit on ``as_of``, of everybody or of one customer; deadlines are counted from ``today``."""
    customers = book.frame("identity_customers", customer_key=customer_key)
    cents = rates(book, as_of)
    said = scores.scored(facts(desk, ImportKind.CREDIT, columns=scores.COLUMNS), customers)
    last = scores.latest(said)
    covered = cover.covers(facts(desk, ImportKind.INSURANCE, columns=cover.COLUMNS), customers)
    limits = cover.in_force(covered, today)
    natural = natural_persons(customers, forms(last), identity.natural_persons(desk))
    known = Known(scores=last, limits=limits, natural=natural, orders=open_orders(desk, customers, cents))
    return Board(
        as_of=as_of,
        today=today,
        customers=customers,
        exposure=exposures(book, customers, known, as_of=as_of, cents=cents),
        clock=clock(book, covered, credit.notices(desk), customers, as_of=as_of, today=today, cents=cents),
        scores=last,
        all_scores=said,
        limits=limits,
        all_limits=covered,
        unmatched=_unmatched(said, covered),
        natural=natural,
        cents=cents,
    )


def forms(last: pd.DataFrame) -> dict[int, str]:
    """Return the legal form of every customer that a bureau gives one, by customer key; of several the one that makes it a person."""
    told = last[last["legal_form"].notna()]
    told = told.assign(_is_person=[is_personal_form(str(each)) for each in told["legal_form"]])
    told = told.sort_values("_is_person", kind="stable")  # the last one of a customer counts
    return dict(zip(told["customer_key"].tolist(), told["legal_form"].astype(str).tolist(), strict=True))


def _unmatched(said: pd.DataFrame, covered: pd.DataFrame) -> pd.DataFrame:
    names = [
        "source",
        "company_name",
        "country",
        "registration_number",
        "vat_number",
        "their_number",
        "said_on",
        "file_id",
        "line",
    ]
    parts = [
        each[each["matched_by"] == MatchedBy.NOBODY].reindex(columns=names).assign(kind=kind)
        for kind, each in ((ImportKind.CREDIT, said), (ImportKind.INSURANCE, covered))
        if len(each)
    ]
    told = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*names, "kind"])
    # A company has a row a day of its score: the last one will do.
    told = told.sort_values("said_on", ascending=False, kind="stable")
    return told.drop_duplicates(["kind", "source", "their_number", "registration_number", "vat_number"]).reset_index(
        drop=True
    )
