"""What came in after a campaign, whether or not anything was held out: figures to know, not effects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.clock import LOCAL
from core.desk.campaign_tables import Campaign
from core.desk.experiment_tables import Enrolment, Experiment
from core.desk.outcome_frames import asked_of, written_to
from core.errors import SaldoError, UnknownNameError
from core.experiments.enrol import ITEMS, MEMBERS, Enrolled
from core.experiments.outcomes import outcomes

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.book.book import Book
    from core.desk.engine import Desk


class NeverLaunchedError(SaldoError):
    """A campaign that did nothing yet."""

    def __init__(self, name: str) -> None:
        super().__init__("Campaign {name!r} was never launched: there is nothing to see of it yet.", name=name)


@dataclass(frozen=True, kw_only=True)
class Launched:
    """A campaign that left, and the experiments it was under."""

    id: int
    name: str
    launched_at: datetime
    start_on: date
    experiments: tuple[str, ...]

    def over_on(self, window_days: int) -> date:
        """Return the last day of the window in which what came in is counted."""
        return self.start_on + timedelta(days=window_days)


@dataclass(frozen=True, kw_only=True)
class Described:
    """What came in within the window after a campaign; shares and sums over ``customers`` that had something open when it left.

    None where the window has not ended by the ledger: half a window is no figure to set beside a whole one.
    """

    campaign: Launched
    over_on: date
    messages: int
    customers: int
    paid_share: float | None
    asked_eur: float
    euros: float | None
    cost_eur: float
    disputed: int
    complained: int

    @property
    def is_over(self) -> bool:
        """Whether the window is over."""
        return self.paid_share is not None


def launched(desk: Desk) -> list[Launched]:
    """Return every campaign that was launched, the newest first."""
    under = select(Enrolment.campaign_id, Experiment.name).join(Experiment, Experiment.id == Enrolment.experiment_id)
    told = select(Campaign).where(Campaign.launched_at.is_not(None)).order_by(Campaign.launched_at.desc(), Campaign.id)
    with desk.reading() as session:
        names: dict[int, list[str]] = {}
        for campaign_id, name in session.execute(under.order_by(Experiment.id)):
            names.setdefault(campaign_id, []).append(name)
        return [_launched(row, tuple(names.get(row.id, ()))) for row in session.scalars(told)]


def _launched(row: Campaign, experiments: tuple[str, ...]) -> Launched:
    at = row.launched_at or row.created_at
    left = max(at, row.send_at or at)
    return Launched(
        id=row.id, name=row.name, launched_at=at, start_on=left.astimezone(LOCAL).date(), experiments=experiments
    )


def launched_one(desk: Desk, name: str) -> Launched:
    """Return the campaign ``name``; raise ``UnknownNameError`` for none, ``NeverLaunchedError`` for one that did not leave."""
    with desk.reading() as session:
        row = session.scalar(select(Campaign).where(Campaign.name == name))
        if row is None:
            raise UnknownNameError("campaign", name, list(session.scalars(select(Campaign.name).limit(12))))
        if row.launched_at is None:
            raise NeverLaunchedError(name)
        under = select(Experiment.name).join(Enrolment, Enrolment.experiment_id == Experiment.id)
        return _launched(row, tuple(session.scalars(under.where(Enrolment.campaign_id == row.id))))


def describe(desk: Desk, book: Book, campaign: Launched, *, window_days: int, as_of: date | None = None) -> Described:
    """Return what came in within ``window_days`` after ``campaign``, by the ledger of ``as_of`` (None: its latest day)."""
    day = min(as_of or book.latest_on, book.latest_on)
    members = written_to(desk, [campaign.id]).assign(arm=0, ladder="")[list(MEMBERS)].astype(MEMBERS)
    over_on = campaign.over_on(window_days)
    if members.empty:
        return _nothing(campaign, over_on)
    enrolled = Enrolled(
        campaign_id=campaign.id,
        campaign=campaign.name,
        start_on=campaign.start_on,
        start_at=campaign.launched_at,
        members=members,
        items=asked_of(desk, [campaign.id])[list(ITEMS)],
    )
    found = outcomes(desk, book, [enrolled], window_days=window_days, as_of=day)
    counted = found[found["is_known"] & (found["asked_eur"] > 0)]
    is_over = over_on <= day and len(counted) > 0
    return Described(
        campaign=campaign,
        over_on=over_on,
        messages=len(members),
        customers=len(counted),
        paid_share=float(counted["paid"].mean()) if is_over else None,
        asked_eur=float(counted["asked_eur"].sum()),
        euros=float(counted["euros"].sum()) if is_over else None,
        cost_eur=float(found["cost"].sum()),
        disputed=int(found["disputed"].sum()),
        complained=int(found["complained"].sum()),
    )


def _nothing(campaign: Launched, over_on: date) -> Described:
    return Described(
        campaign=campaign,
        over_on=over_on,
        messages=0,
        customers=0,
        paid_share=None,
        asked_eur=0.0,
        euros=None,
        cost_eur=0.0,
        disputed=0,
        complained=0,
    )
