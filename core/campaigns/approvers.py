"""Who had a hand in a campaign, and whether it is so large or so grave that somebody else approves it."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, or_, select

from core.access import four_eyes
from core.access.four_eyes import Approver, Kind
from core.campaigns.plan import RATES
from core.campaigns.proposal import euro_cents
from core.campaigns.states import get
from core.clock import LOCAL, local_day
from core.desk.campaign_tables import Campaign, CampaignAudience, CampaignEvent, PreviewMessage
from core.law.steps import HARSH_MESSAGES, LEGAL_MESSAGES
from core.money import to_minor
from core.vocabulary import CampaignState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from core.access.four_eyes import Because, Rule
    from core.desk.engine import Desk

MADE: Final = ("planned", "previewed", "edited", "channel chosen", "included")
"""Acts that make a campaign what it is; leaving somebody out only takes from it."""


def authors(session: Session, campaign: Campaign) -> frozenset[str]:
    """Return who planned, wrote or changed ``campaign``."""
    acts = select(CampaignEvent.acted_by).where(CampaignEvent.campaign_id == campaign.id, CampaignEvent.act.in_(MADE))
    return frozenset({campaign.created_by, *session.scalars(acts)})


def because(session: Session, campaign: Campaign, rule: Rule, *, by: str, at: datetime) -> tuple[Because, ...]:
    """Return why two people look at ``campaign``: by what it asks for, how many messages it has, and legal steps in it.

    What ``by`` made and approved alone on the day of ``at`` counts along: two halves are as much as the whole.
    """
    together = [campaign.id, *_alone_that_day(session, campaign, by=by, at=at)]
    is_in = ~PreviewMessage.is_excluded
    grave = exists().where(
        PreviewMessage.campaign_id == campaign.id, is_in, PreviewMessage.template.in_(LEGAL_MESSAGES | HARSH_MESSAGES)
    )
    totals = session.scalars(select(CampaignAudience.totals).where(CampaignAudience.campaign_id.in_(together)))
    asked = [each for each in map(asked_euro_cents, totals) if each is not None]
    messages = select(func.count()).select_from(PreviewMessage).where(PreviewMessage.campaign_id.in_(together), is_in)
    return rule.because(
        asked_minor=sum(asked) if len(asked) == len(together) else None,
        messages=session.scalar(messages) or 0,
        is_legal=bool(session.scalar(select(grave))),
    )


def _alone_that_day(session: Session, campaign: Campaign, *, by: str, at: datetime) -> list[int]:
    """Return the other campaigns that ``by`` had a hand in and approved on the day of ``at``, but those that never went."""
    began = datetime.combine(local_day(at), time(), LOCAL)
    acts = select(CampaignEvent.id).where(CampaignEvent.campaign_id == Campaign.id, CampaignEvent.acted_by == by)
    made = acts.where(CampaignEvent.act.in_(MADE)).exists()
    chosen = select(Campaign.id).where(
        Campaign.id != campaign.id,
        Campaign.approved_at >= began,
        or_(Campaign.state != CampaignState.CANCELLED, Campaign.launched_at.is_not(None)),
        acts.where(CampaignEvent.act == CampaignState.APPROVED).exists(),
        or_(Campaign.created_by == by, made),
    )
    return list(session.scalars(chosen))


def asked_euro_cents(totals: Mapping[str, Any]) -> int | None:
    """Return what the audience is asked for as euro cents, None where a currency had no rate when it was planned."""
    minor = {
        currency: to_minor(Decimal(amount), currency)
        for currency, amount in totals["in"]["amounts"].items()
        if Decimal(amount)
    }
    return euro_cents(minor, totals.get(RATES, {}))


def approver(desk: Desk, name: str, *, by: str) -> Approver:
    """Return what four eyes say of an approval of the campaign called ``name`` by ``by``, before anything is done."""
    rule = four_eyes.rule(desk)
    with desk.reading() as session:
        campaign = get(session, name)
        return Approver(
            because=because(session, campaign, rule, by=by, at=desk.now()),
            is_author=four_eyes.is_author(by, authors(session, campaign)),
            is_small_team=four_eyes.is_small_team(session),
        )


def refuse_author(session: Session, campaign: Campaign, rule: Rule, *, by: str, at: datetime) -> None:
    """Raise ``FourEyesError`` when ``by`` had a hand in what two people have to look at, before any work is done."""
    why = because(session, campaign, rule, by=by, at=at)
    who = authors(session, campaign)
    four_eyes.refuse_alone(session, Kind.CAMPAIGN, campaign.name, by=by, authors=who, because=why)


def note(session: Session, campaign: Campaign, rule: Rule, *, by: str, at: datetime) -> None:
    """Refuse as ``refuse_author``, in the transaction that approves; in a small team it waits for a second look instead."""
    four_eyes.note_approval(
        session,
        Kind.CAMPAIGN,
        campaign.name,
        by=by,
        at=at,
        authors=authors(session, campaign),
        because=because(session, campaign, rule, by=by, at=at),
        days=rule.look_again_days,
    )
