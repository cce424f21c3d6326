"""What a hundred campaigns of ten thousand customers did, pooled, from the big book: beside the same figures in plain pandas."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import pandas as pd

from benchmarks.table import Figure
from core.book.store import BookStore
from core.desk.campaign_tables import Campaign
from core.desk.engine import open_desk
from core.desk.experiment_tables import Enrolment
from core.desk.migrate import migrate
from core.experiments import kept
from core.experiments.assignment import arms
from core.experiments.design import holdout
from core.experiments.enrol import ITEMS, MEMBERS
from core.experiments.results import results
from core.strategy.mix import Rung
from core.strategy.strategy_shipped import SHIPPED
from core.vocabulary import CampaignState

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book
    from core.desk.engine import Desk

Answer = TypeVar("Answer")
BIG_BOOK: Final = "SALDO_BIG_BOOK"
CAMPAIGNS: Final = 100
CUSTOMERS: Final = 10_000
TIMES: Final = 3.0
FIRST: Final = date(2025, 9, 1)
EVERY_DAYS: Final = 3
WINDOW: Final = 30
DESIGN: Final = holdout("Hundred campaigns", [Rung("business", 1)], window_days=WINDOW)


def figures() -> list[Figure]:
    """Return the figure of the big book where SALDO_BIG_BOOK names its home; none without."""
    home = os.environ.get(BIG_BOOK)
    return [] if home is None else _figures(Path(home))


def _figures(home: Path) -> list[Figure]:
    book = BookStore(home / "book").open()
    with tempfile.TemporaryDirectory(prefix="saldo-") as work:
        desk = open_desk(f"sqlite:///{work}/desk.sqlite3")
        migrate(desk)
        kept.start(desk, SHIPPED, DESIGN, by="bench", why="how fast")
        enrolled = _enrol(desk, book)
        wall, cpu, found = _timed(lambda: results(desk, book, DESIGN.name))
        by_hand_wall, by_hand_cpu, share = _timed(lambda: _by_hand(book, enrolled))
        desk.close()
    counted = found.customers[(found.customers["asked_eur"] > 0) & found.customers["is_over"]]
    ours = float(counted.loc[counted["arm"] == 1, "paid"].mean())
    if abs(ours - share) > 0.001:  # noqa: PLR2004 (a tenth of a point: the two must count the same)
        message = f"pandas finds {share:.4f} paid, results find {ours:.4f}"
        raise ValueError(message)
    members = CAMPAIGNS * CUSTOMERS
    return [
        Figure(
            name=f"results of {CAMPAIGNS} campaigns, {members:,} enrolments ({len(found.customers):,} customers), {len(found.parts)} parts: 8 measures with intervals; {wall:.1f} s on the wall",
            measured=cpu,
            unit="CPU s",
            target=TIMES,
            reference_name=f"plain pandas, one measure, no interval ({by_hand_wall:.1f} s on the wall)",
            reference=by_hand_cpu,
        )
    ]


def _enrol(desk: Desk, book: Book) -> pd.DataFrame:
    """Enrol ten thousand customers with something past due in each campaign; return everybody with what is asked."""
    connection = book._connection.cursor()  # noqa: SLF001 (a statement of the bench's own)
    told = []
    with desk.session() as session:
        experiment = kept.experiment(desk, DESIGN.name)
        for place in range(CAMPAIGNS):
            on = FIRST + timedelta(days=EVERY_DAYS * place)
            items = connection.execute(_ITEMS, [on, on, on, place, CUSTOMERS]).df()
            at = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
            members = items.drop_duplicates(["entity", "customer_id"])[["entity", "customer_id"]].assign(
                segment=np.array(["reliable", "forgetful", "new"])[np.arange(len(items)) % 3],
                ladder="business",
                step=1,
                template="friendly_reminder",
                channel="email",
                cost_minor=1,
            )
            members["arm"] = arms(DESIGN.name, DESIGN.shares, members["entity"], members["customer_id"])
            campaign = Campaign(
                name=f"campaign {place}",
                state=CampaignState.FINISHED,
                revision=1,
                as_of=on,
                book_version=book.version,
                choice={},
                created_by="bench",
                created_at=at,
                launched_at=at,
            )
            session.add(campaign)
            session.flush()
            session.add(
                Enrolment(
                    experiment_id=experiment.id,
                    campaign_id=campaign.id,
                    start_on=on,
                    customers=len(members),
                    arms={},
                    members=_parquet(members[list(MEMBERS)]),
                    items=_parquet(items[list(ITEMS)]),
                    enrolled_at=at,
                )
            )
            told.append(items.merge(members[["entity", "customer_id", "arm"]]).assign(start_on=pd.Timestamp(on)))
    connection.close()
    return pd.concat(told, ignore_index=True)


_ITEMS: Final = """
SELECT c.entity, c.customer_id, i.item_key, i.document_type, i.number, i.fiscal_year, i.part_no, i.currency,
    i.amount_minor AS asked_minor
FROM item AS i
JOIN customer AS c ON c.customer_key = i.customer_key AND c.known_until IS NULL
WHERE i.document_type = 'invoice' AND i.due_on BETWEEN CAST(? AS DATE) - 20 AND CAST(? AS DATE) - 3
    AND (i.closed_on IS NULL OR i.closed_on >= CAST(? AS DATE))
QUALIFY ROW_NUMBER() OVER (PARTITION BY i.customer_key ORDER BY i.item_key) = 1
ORDER BY HASH(i.customer_key + ?)
LIMIT ?
"""


def _by_hand(book: Book, enrolled: pd.DataFrame) -> float:
    """Return the share of the reminded who paid all within the window, as anybody would with pandas."""
    connection = book._connection.cursor()  # noqa: SLF001 (a statement of the bench's own)
    moved = connection.execute(
        "SELECT s.item_key, COALESCE(k.received_on, s.applied_on) AS on_day, s.delta_minor, "
        "NOT s.is_credited AND NOT COALESCE(k.is_write_off, FALSE) AS is_money "
        "FROM settlement AS s LEFT JOIN cash AS k ON k.payment_key = s.payment_key"
    ).df()
    connection.close()
    once = enrolled.sort_values("start_on", kind="stable").drop_duplicates(["entity", "customer_id"])
    lines = once.merge(moved, on="item_key", how="left")
    waited = (lines["on_day"] - lines["start_on"]).dt.days
    lines["before"] = lines["delta_minor"].where(waited < 0, 0)
    lines["within"] = lines["delta_minor"].where((waited >= 0) & (waited <= WINDOW), 0)
    lines["money"] = lines["within"].where(lines["is_money"].fillna(value=False).astype(bool), 0)
    summed = lines.groupby(["entity", "customer_id", "arm", "start_on"], as_index=False).agg(
        asked=("asked_minor", "first"), before=("before", "sum"), within=("within", "sum"), money=("money", "sum")
    )
    opened = summed["asked"] + summed["before"]
    is_over = summed["start_on"] + pd.Timedelta(days=WINDOW) <= pd.Timestamp(book.latest_on)
    counted = summed[(opened > 0) & is_over]
    paid = (counted["within"] + opened[counted.index] <= 0) & (counted["money"] < 0)
    return float(paid[counted["arm"] == 1].mean())


def _parquet(frame: pd.DataFrame) -> bytes:
    file = BytesIO()
    frame.to_parquet(file, compression="zstd", index=False)
    return file.getvalue()


def _timed(asked: Callable[[], Answer]) -> tuple[float, float, Answer]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = asked()
    return time.perf_counter() - wall, time.process_time() - cpu, answer


if __name__ == "__main__":
    from benchmarks.table import render

    print(render(figures()))
