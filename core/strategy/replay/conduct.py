"""How a replayed team goes about it: on which days it sends, and how old its facts may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.behaviour.banking_days import banking_days, day_number
from core.strategy.grace import TARGET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.strategy.replay.facts_then import Freshness

MOST_BANKING_DAYS = 3


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """The team's own rules.

    ``only_with_news``: on days on which a file came in since the day before, as standing approvals do. ``most_banking_days``: a
    company whose ledger or bank is older sends nothing; None looks at no age.
    """

    only_with_news: bool = True
    most_banking_days: int | None = MOST_BANKING_DAYS

    def body(self) -> dict[str, Any]:
        """Return the rules as plain JSON values."""
        return {"only_with_news": self.only_with_news, "most_banking_days": self.most_banking_days}

    def stale(self, known: Mapping[str, Freshness], day: date) -> tuple[str, ...]:
        """Return the companies whose facts are too old to send on ``day``."""
        if self.most_banking_days is None:
            return ()
        return tuple(
            sorted(
                entity
                for entity, fresh in known.items()
                if max(passed(fresh.ledger_on, day), 0 if fresh.bank_on is None else passed(fresh.bank_on, day))
                > self.most_banking_days
            )
        )


def passed(known_on: date, day: date) -> int:
    """Return the banking days after ``known_on`` up to and including ``day``."""
    first, last = np.array([day_number(known_on) + 1]), np.array([day_number(day) + 1])
    return max(0, int(banking_days(TARGET).between(first, last)[0]))
