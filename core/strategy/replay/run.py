"""Replaying: a proposal day by day over a period of the past, each day with what was known then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.book.past import PastBook
from core.segments.assign import assign
from core.strategy.audience import Audience, audience
from core.strategy.choice import EVERYONE
from core.strategy.replay.conduct import Conduct
from core.strategy.replay.day_book import DayBook
from core.strategy.replay.errors import ReplayCancelledError
from core.strategy.replay.facts_then import FactsThen
from core.strategy.replay.known_customers import KnownCustomers
from core.strategy.replay.moments import moments
from core.strategy.replay.sends import Sends
from core.strategy.treatment import reached_by, treat

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from datetime import date, datetime

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.strategy.choice import AudienceChoice
    from core.strategy.replay.moments import Moment
    from core.strategy.replay.proposal import Proposal
    from core.strategy.strategy import Strategy

WINDOW_DAYS: Final = 7
DAYS: Final = {
    "day": "datetime64[us]",
    "is_reconstructed": "bool",
    "known": "int64",
    "messages": "int64",
    "items": "int64",
    "cost_minor": "int64",
    "unreachable": "int64",
    "idle": "str",
    "stale": "str",
}
NO_NEWS: Final = "no_news"
ALL_STALE: Final = "all_stale"


@dataclass(frozen=True, kw_only=True, eq=False)
class Replayed:
    """What a proposal would have sent.

    ``days`` has one row per day with DAYS: ``idle`` says why nothing went that day (NO_NEWS, ALL_STALE; null otherwise),
    ``stale`` names the companies whose facts were too old. ``messages`` and ``items`` as in ``core.strategy.replay.sends``.
    """

    days: pd.DataFrame
    messages: pd.DataFrame
    items: pd.DataFrame


def replay(
    desk: Desk,
    book: Book,
    proposal: Proposal,
    first_on: date,
    last_on: date,
    *,
    conduct: Conduct | None = None,
    now: datetime | None = None,
    spill: str | None = None,
    progress: Callable[[float, str], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Replayed:
    """Return what ``proposal`` would have sent on each day from ``first_on`` to ``last_on``, both included.

    Each day knows what had arrived by then and no more; what it sends counts as sent on the days that follow. ``spill`` is a
    folder for what does not fit in memory. Raises the errors of ``moments``, and ``ReplayCancelledError`` soon after
    ``is_cancelled`` says so.
    """
    days = moments(book, first_on, last_on, now=now or desk.now())
    past = PastBook(book, spill=spill)
    try:
        turn = _Turn(desk, past, proposal, conduct or Conduct(), days)
        return turn.run(progress or (lambda _share, _told: None), is_cancelled or (lambda: False))
    finally:
        past.close()


class _Turn:
    """One run over days, in their order."""

    def __init__(
        self, desk: Desk, past: PastBook, proposal: Proposal, conduct: Conduct, days: Sequence[Moment]
    ) -> None:
        self._past, self._proposal, self._conduct, self._days = past, proposal, conduct, days
        self._facts = FactsThen(desk, past, contact=proposal.strategy.contact, first=days[0])
        self._customers, self._sends = KnownCustomers(past, is_one_day=len(days) == 1), Sends()
        self._addresses: dict[Hashable, pd.DataFrame] = {}
        self._told: list[dict[str, object]] = []

    def run(self, tell: Callable[[float, str], None], is_cancelled: Callable[[], bool]) -> Replayed:
        """Return the outcome of every day."""
        for begin in range(0, len(self._days), WINDOW_DAYS):
            window = self._days[begin : begin + WINDOW_DAYS]
            least = min(each.known for each in window)
            self._past.know(window[0].known)
            self._past.open_window(window[0].day, window[-1].day, least=least)
            for moment in window:
                if is_cancelled():
                    raise ReplayCancelledError
                tell(len(self._told) / len(self._days), f"{moment.day:%d-%m-%Y}")
                self._told.append(self._day(moment))
        return Replayed(
            days=pd.DataFrame(self._told, columns=list(DAYS)).astype(DAYS),
            messages=self._sends.messages(),
            items=self._sends.items(),
        )

    def _day(self, moment: Moment) -> dict[str, object]:
        told: dict[str, object] = {
            "day": pd.Timestamp(moment.day),
            "is_reconstructed": moment.is_reconstructed,
            "known": moment.known,
            **dict.fromkeys(("messages", "items", "cost_minor", "unreachable"), 0),
        }
        if self._conduct.only_with_news and not moment.is_fresh:
            return told | {"idle": NO_NEWS}
        self._past.know(moment.known)
        fresh = self._facts.freshness(moment)
        stale = () if moment.is_now else self._conduct.stale(fresh, moment.day)
        told["stale"] = ", ".join(stale) or None
        if stale and not set(fresh) - set(stale):
            return told | {"idle": ALL_STALE}
        choice = replace(EVERYONE, entities=frozenset(set(fresh) - set(stale))) if stale else EVERYONE
        found = self._audience(moment, choice)
        proposal = self._proposal
        treatment = treat(
            found, proposal.mix, proposal.strategy, proposal.terms, campaign_name=f"replay {moment.day.isoformat()}"
        )
        messages = self._sends.add(moment.day, found, treatment, is_reconstructed=moment.is_reconstructed)
        return told | {
            "messages": len(messages),
            "items": int(messages["items"].sum()),
            "cost_minor": int(messages["cost_minor"].sum()),
            "unreachable": len(treatment) - len(messages),
        }

    def _audience(self, moment: Moment, choice: AudienceChoice) -> Audience:
        strategy, mix = self._proposal.strategy, self._proposal.mix
        book = DayBook(self._past, moment.day, least_days=_least_days(strategy), addresses=self._addresses)
        item_keys = book.items["item_key"].to_numpy(dtype=np.int64)
        facts = self._facts.on(moment, self._sends, item_keys, is_alone=len(self._days) == 1)
        known = self._customers.on(moment.day, facts.overrides, book.customer_keys, book.coming)
        found = audience(
            book,
            facts,
            as_of=moment.day,
            strategy=strategy,
            assignment=assign(known, self._proposal.policy),
            choice=choice,
            habits=self._customers.habits,
            channels=reached_by(mix, strategy),
        )
        return replace(found, is_silent=True)


def _least_days(strategy: Strategy) -> int:
    """Return how many days past due the earliest step comes; negative before the due date."""
    return min(step.days_past_due for ladder in strategy.ladders.values() for step in ladder.steps)
