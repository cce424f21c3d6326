"""A made-up experiment, to show what a result looks like before there is one: the same figures every time, and nobody's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.experiments.design import holdout
from core.experiments.kept import Kept
from core.experiments.results import read
from core.language import later
from core.strategy.mix import Rung

if TYPE_CHECKING:
    from core.experiments.found import Results

AS_OF: Final = date(2026, 10, 31)
CUSTOMERS: Final = 9_000
CAMPAIGNS: Final = 6
SEED: Final = 20261031
NAME: Final = later("Made-up example")
SEGMENTS: Final = ("reliable", "forgetful", "structurally_late")
LEVELS: Final = (0.72, 0.58, 0.38)
EFFECT: Final = 0.07


def example() -> Results:
    """Return the results of nine thousand made-up customers, of whom a tenth were left alone; reminders bring in seven points."""
    draw = np.random.default_rng(SEED)
    segment, campaign = draw.integers(0, len(SEGMENTS), CUSTOMERS), draw.integers(0, CAMPAIGNS, CUSTOMERS)
    arm = (draw.random(CUSTOMERS) >= 0.1).astype(np.int64)  # noqa: PLR2004 (a tenth)
    chance = np.array(LEVELS)[segment] - EFFECT * (arm == 0)
    paid = (draw.random(CUSTOMERS) < chance).astype(np.float64)
    asked = np.round(np.exp(draw.normal(5.2, 0.9, CUSTOMERS)), 2)
    start = pd.to_datetime(AS_OF - timedelta(days=150)) + pd.to_timedelta(campaign * 14, unit="D")
    found = pd.DataFrame(
        {
            "entity": "NL01",
            "customer_id": [f"X{number}" for number in range(CUSTOMERS)],
            "campaign": [f"{NAME} {number + 1}" for number in campaign],
            "arm": arm,
            "segment": np.array(SEGMENTS)[segment],
            "ladder": "business",
            "step": 1,
            "template": "friendly_reminder",
            "channel": np.where(draw.random(CUSTOMERS) < 0.8, "email", "letter"),  # noqa: PLR2004 (four in five)
            "start_on": start,
            "until_on": start + pd.Timedelta(days=30),
            "is_over": True,
            "is_known": True,
            "asked_eur": asked,
            "paid": paid,
            "days": np.where(paid == 1, draw.integers(1, 31, CUSTOMERS), 30).astype(np.float64),
            "euros": np.where(paid == 1, asked, 0.0),
            "cost": np.where(arm == 1, 0.01, 0.0),
            "disputed": (draw.random(CUSTOMERS) < 0.01).astype(np.float64),  # noqa: PLR2004 (one in a hundred)
            "complained": (draw.random(CUSTOMERS) < 0.002 * arm).astype(np.float64),
            "changed_channel": (draw.random(CUSTOMERS) < 0.004 * arm).astype(np.float64),
            "kept": (draw.random(CUSTOMERS) < 0.6).astype(np.float64),  # noqa: PLR2004
            "is_kept_known": campaign < 2,  # noqa: PLR2004 (the first two are ninety days old)
        }
    )
    at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    kept = Kept(
        id=0,
        design=holdout(NAME, [Rung("business", 1)]),
        started_by="",
        started_at=at,
        why="",
        ended_by=None,
        ended_at=at,
        ended_why=None,
        campaigns=CAMPAIGNS,
        customers=CUSTOMERS,
    )
    return read(kept, found, as_of=AS_OF, over_on=AS_OF - timedelta(days=50))
