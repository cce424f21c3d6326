"""A plan: the draft of a campaign, with its audience as it was found, kept on the desk."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from core.acting import permitted
from core.actions import Action
from core.campaigns.errors import LONGEST_NAME, CampaignMovedError, CampaignNameError
from core.campaigns.paying import with_habits
from core.campaigns.rules import in_force
from core.campaigns.states import move, require, tell
from core.campaigns.treating import kept_customers_of, treated
from core.clock import LOCAL
from core.desk.campaign_tables import Campaign, CampaignAudience, PreviewBatch, PreviewMessage
from core.desk.packed import packed, unpacked
from core.desk.scope import inside
from core.desk.template_tables import PreviewIndex, TemplateUse
from core.errors import UnknownNameError
from core.experiments.allot import allot, without_the_held_out
from core.experiments.enrol import with_arms, with_what_would_be_asked
from core.experiments.kept import running
from core.metrics.rates import EURO
from core.money import to_decimal, to_text
from core.segments.assign import assign
from core.segments.features import features
from core.strategy import mix_versions
from core.strategy.audience import Audience, audience
from core.strategy.choice import EVERYONE, AudienceChoice, to_body
from core.strategy.facts import desk_facts
from core.strategy.overrides import customer_key
from core.strategy.reasons.excluded import REASON as EXCLUDED_BY_HAND
from core.strategy.tally import plan_summary
from core.strategy.treatment import reached_by, without_the_barred
from core.vocabulary import CampaignState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.campaigns.rules import Rules
    from core.desk.engine import Desk
    from core.experiments.allot import Allotted

EXCLUDED = EXCLUDED_BY_HAND.code
RATES: Final = "euro_rates"  # beside the totals: euros for one unit of a currency, as they were planned


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A draft: its audience, and the totals ``{"in", "out", "portfolio"}`` that add up."""

    name: str
    as_of: date
    audience: Audience
    totals: dict[str, Any]


def find_audience(
    desk: Desk,
    book: Book,
    *,
    as_of: date,
    choice: AudienceChoice = EVERYONE,
    apart_from: int | None = None,
    is_anew: bool = False,
    rules: Rules | None = None,
) -> Audience:
    """Return who would be in a campaign on ``as_of`` under ``rules`` (None: those in force); nothing is kept.

    A choice of one customer costs that customer only. ``is_anew``: segments and steps of ``choice`` may be gone by now, and nobody is
    drawn into an experiment, for the campaign was planned before. Otherwise who a running experiment leaves alone is out.
    """
    rules = rules or in_force(desk)
    found = _found(desk, book, as_of=as_of, choice=choice, apart_from=apart_from, is_anew=is_anew, rules=rules)
    if is_anew:
        return found
    return without_the_held_out(allot(found, running(desk)), _local_day(desk))


def _found(
    desk: Desk,
    book: Book,
    *,
    as_of: date,
    choice: AudienceChoice,
    apart_from: int | None,
    is_anew: bool,
    rules: Rules,
) -> Audience:
    """Return the audience as it would be if no experiment began with it."""
    strategy = rules.strategy
    key = None if choice.only is None else _key(book, choice.only)
    facts = desk_facts(desk, as_of, contact=strategy.contact, apart_from=apart_from, customer=choice.only)
    known = features(book, as_of, facts.overrides, customer_key=key)
    found = audience(
        book,
        facts,
        as_of=as_of,
        strategy=strategy,
        assignment=assign(known, rules.policy),
        choice=choice,
        customer_key=key,
        channels=reached_by(mix_versions.active(desk).mix, strategy),
        is_anew=is_anew,
    )
    # Who is barred is asked of those who are in: the sentences about all who are out would cost more than the rest together.
    return without_the_barred(found, treated(desk, replace(found, is_silent=True), strategy, name=""))


def _key(book: Book, customer: tuple[str, str]) -> int:
    key = customer_key(book, *customer)
    if key is None:
        raise UnknownNameError("customer", customer[1], [])
    return key


@permitted(Action.CAMPAIGN)
def plan(
    desk: Desk,
    book: Book,
    name: str,
    *,
    as_of: date,
    by: str,
    choice: AudienceChoice = EVERYONE,
    send_at: datetime | None = None,
) -> Planned:
    """Make the draft ``name``, or find its audience anew and drop its preview.

    Raises ``CampaignStateError`` once the campaign was approved: what was approved does not change.
    ``CampaignNameError`` for a name that is empty or too long.
    """
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise CampaignNameError
    with desk.reading() as session:
        known = session.scalar(select(Campaign).where(Campaign.name == name))
    if known is not None:
        require(known, "planned again", CampaignState.DRAFT, CampaignState.PREVIEWED)
    rules = in_force(desk)
    apart_from = None if known is None else known.id
    before = _found(desk, book, as_of=as_of, choice=choice, apart_from=apart_from, is_anew=False, rules=rules)
    allotted = allot(before, running(desk))
    found = without_the_held_out(allotted, _local_day(desk))
    kept = kept_customers_of(desk, found, rules.strategy, name=name, tested=allotted.channels)
    usual = with_habits(kept, book, as_of, found.candidates.assignment.objecting)
    customers = with_arms(usual, allotted, _treated_before(desk, allotted, rules, name))
    totals = plan_summary(found)
    keep(
        desk,
        book,
        name,
        as_of=as_of,
        by=by,
        choice=to_body(choice),
        items=with_what_would_be_asked(found.items, allotted),
        customers=customers,
        totals=totals,
        send_at=send_at,
        rules=rules,
    )
    return Planned(name=name, as_of=as_of, audience=found, totals=totals)


def _treated_before(desk: Desk, allotted: Allotted, rules: Rules, name: str) -> pd.DataFrame:
    """Return the treatment of everybody as if nobody were left alone: by it segments and channels are compared."""
    if allotted.frame.empty:
        return allotted.frame
    return treated(desk, allotted.before, rules.strategy, name=name, tested=allotted.channels)


def _local_day(desk: Desk) -> date:
    return desk.now().astimezone(LOCAL).date()


@permitted(Action.CAMPAIGN)
def keep(
    desk: Desk,
    book: Book,
    name: str,
    *,
    as_of: date,
    by: str,
    choice: dict[str, Any],
    items: pd.DataFrame,
    customers: pd.DataFrame,
    totals: dict[str, Any],
    send_at: datetime | None = None,
    rules: Rules | None = None,
) -> None:
    """Keep an audience as the draft ``name``, with the ``rules`` it was found by (None: those in force); the preview of a draft before it is dropped."""
    kept = {"items": packed(items), "customers": packed(customers)}
    if rates := _euro_rates(book, totals["portfolio"]["amounts"]):
        totals = {**totals, RATES: rates}
    rules = rules or in_force(desk)
    with desk.session() as session:
        campaign = _draft(session, desk, name, as_of=as_of, by=by)
        campaign.as_of, campaign.book_version = as_of, book.version
        campaign.known_on = min(as_of, book.latest_on)
        campaign.policy_version_id = rules.policy_id
        campaign.ladder_version_id = rules.strategy_id
        campaign.choice, campaign.send_at = choice, send_at
        session.execute(delete(CampaignAudience).where(CampaignAudience.campaign_id == campaign.id))
        session.add(CampaignAudience(campaign_id=campaign.id, **kept, totals=totals, planned_at=desk.now()))
        tell(session, campaign, act="planned", by=by, at=desk.now(), detail={"in": totals["in"]})


def _euro_rates(book: Book, currencies: Collection[str]) -> dict[str, float]:
    """Return euros for one unit of each of ``currencies`` that has a rate."""
    if set(currencies) <= {EURO}:
        return {}
    rows = book.rows("euro_rates", as_of=book.latest_on)
    return {str(row["currency"]): float(row["rate"]) for row in rows if row["currency"] in currencies}


def kept_items(session: Session, campaign: Campaign) -> pd.DataFrame:
    """Return the items of the audience as they were planned, those its reader sees; columns as ``Audience.items``."""
    kept = select(CampaignAudience.items).where(CampaignAudience.campaign_id == campaign.id)
    return inside(session, unpacked(session.scalars(kept).one()))


def kept_customers(session: Session, campaign: Campaign) -> pd.DataFrame:
    """Return the customers of the audience as they were planned, those its reader sees; columns as ``Audience.customers``."""
    kept = select(CampaignAudience.customers).where(CampaignAudience.campaign_id == campaign.id)
    return inside(session, unpacked(session.scalars(kept).one()))


def drop_preview(session: Session, campaign: Campaign) -> None:
    """Forget every written message of a campaign that was not approved."""
    for kept in (PreviewIndex, TemplateUse, PreviewMessage, PreviewBatch):
        session.execute(delete(kept).where(kept.campaign_id == campaign.id))


def _draft(session: Session, desk: Desk, name: str, *, as_of: date, by: str) -> Campaign:
    campaign = session.scalar(select(Campaign).where(Campaign.name == name).with_for_update())
    if campaign is None:
        campaign = Campaign(
            name=name,
            state=CampaignState.DRAFT,
            revision=1,
            as_of=as_of,
            book_version="",
            choice={},
            created_by=by,
            created_at=desk.now(),
        )
        session.add(campaign)
        try:
            session.flush()
        except IntegrityError:
            raise CampaignMovedError(name) from None  # somebody else made a campaign of this name just now
        return campaign
    require(campaign, "planned again", CampaignState.DRAFT, CampaignState.PREVIEWED)
    drop_preview(session, campaign)
    if campaign.state == CampaignState.PREVIEWED:
        move(session, campaign, CampaignState.DRAFT, by=by, at=desk.now(), why="planned again")
    else:
        campaign.revision += 1  # a preview being written of the audience before is not kept
    return campaign


def move_between_reasons(session: Session, campaign: Campaign, message: PreviewMessage, *, is_excluded: bool) -> None:
    """Count one message's customer, items and amounts under `excluded` instead of `in`, or back; the sums stay."""
    kept = session.get_one(CampaignAudience, campaign.id)
    totals = deepcopy(kept.totals)
    nothing = {currency: to_text(0, currency) for currency in totals["portfolio"]["amounts"]}
    empty = {"items": 0, "customers": 0, "amounts": nothing}
    included, excluded = totals["in"], totals["out"].setdefault(EXCLUDED, empty)
    giving, taking = (included, excluded) if is_excluded else (excluded, included)
    for tally, sign in ((giving, -1), (taking, 1)):
        tally["items"] += sign * message.items
        tally["customers"] += sign
        for currency, minor in message.amounts.items():
            amount = Decimal(tally["amounts"].get(currency, "0")) + sign * to_decimal(minor, currency)
            tally["amounts"][currency] = f"{amount:f}"
    if not excluded["customers"]:
        del totals["out"][EXCLUDED]
    kept.totals = totals
