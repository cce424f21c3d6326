"""Each euro once: what matters take of their items, beside a table per matter."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from core.company.late import _taken
from core.strategy.spread import spread


def test_matters_spread_as_one_table_each_would() -> None:
    luck = np.random.default_rng(7)
    rows = pd.DataFrame(
        {
            "on_day": pd.to_datetime("2026-10-31") - pd.to_timedelta(luck.integers(0, 2, 600), unit="D"),
            "opened_on": [date(2026, 9, 1 + int(day)) for day in luck.integers(0, 3, 600)],
            "matter": luck.integers(0, 60, 600),
            "item_key": luck.integers(0, 40, 600),
        }
    ).drop_duplicates(ignore_index=True)
    rows = rows.sort_values(["on_day", "opened_on", "matter", "item_key"], kind="stable", ignore_index=True)
    rows["balance_minor"] = rows["item_key"] * 37 + 5
    rows["amount_minor"] = rows["matter"] * 53 + 1
    told = np.zeros(len(rows), dtype=np.int64)
    left: dict[tuple[object, int], int] = {}
    for _, group in rows.groupby(["on_day", "opened_on", "matter"], sort=False):
        names = list(zip(group["on_day"], group["item_key"], strict=True))
        room = np.array(
            [left.get(name, minor) for name, minor in zip(names, group["balance_minor"].tolist(), strict=True)]
        )
        told[group.index] = spread(group["amount_minor"].to_numpy(), np.zeros(len(group), dtype=np.int64), room)
        left |= dict(zip(names, (room - told[group.index]).tolist(), strict=True))
    assert 0 < told.sum() < rows["amount_minor"].sum()
    assert _taken(rows).tolist() == told.tolist()
