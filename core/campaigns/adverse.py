"""Messages of a campaign that are to a natural person's disadvantage: a person decides on them by name, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.campaigns.plan import kept_customers
from core.campaigns.states import get
from core.credit.persons import people_among
from core.desk.campaign_tables import PreviewMessage
from core.desk.person_decisions import Decision, Step, require_reason, write
from core.law.steps import HARSH_MESSAGES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.desk.campaign_tables import Campaign
    from core.desk.contacts import Customer
    from core.desk.engine import Desk

_OF_CUSTOMER = ["customer_key", "entity", "customer_id", "customer_type", "name"]


def people_asked_costs(desk: Desk, name: str) -> list[Customer]:
    """Return the natural persons whom campaign ``name`` would ask costs or warn for the last time; nobody left out by hand."""
    with desk.reading() as session:
        return [each.customer for each in _adverse(session, desk, get(session, name), why="")]


def refuse_undecided(session: Session, desk: Desk, campaign: Campaign, *, by: str, why: str) -> None:
    """Raise ``NobodyDecidedError`` when ``campaign`` asks costs of natural persons and nobody says by name why."""
    people = (each.customer for each in _adverse(session, desk, campaign, why=why))
    require_reason(Step.COSTS, people, by=by, why=why)


def write_decisions(session: Session, desk: Desk, campaign: Campaign, *, by: str, why: str) -> None:
    """Keep, with the approval of ``campaign``, who decided of each natural person in it to ask costs, and why."""
    decided = _adverse(session, desk, campaign, why=why)
    require_reason(Step.COSTS, (each.customer for each in decided), by=by, why=why)
    if decided:
        write(session, desk, decided, by=by)


def _adverse(session: Session, desk: Desk, campaign: Campaign, *, why: str) -> list[Decision]:
    chosen = select(
        PreviewMessage.entity, PreviewMessage.customer_id, PreviewMessage.template, PreviewMessage.amounts
    ).where(
        PreviewMessage.campaign_id == campaign.id,
        ~PreviewMessage.is_excluded,
        PreviewMessage.template.in_(HARSH_MESSAGES),
    )
    messages = {(row.entity, row.customer_id): row for row in session.execute(chosen)}
    if not messages:
        return []
    customers = kept_customers(session, campaign)[_OF_CUSTOMER]
    names = list(zip(customers["entity"], customers["customer_id"], strict=True))
    asked = customers[[each in messages for each in names]]
    people = people_among(desk, asked)
    told = zip(asked["customer_key"], asked["entity"], asked["customer_id"], strict=True)
    return [
        Decision(
            customer=(entity, customer_id),
            step=Step.COSTS,
            is_taken=True,
            why=why,
            grounds={
                "message": messages[entity, customer_id].template,
                "asked_minor": messages[entity, customer_id].amounts,
                "natural_person": people[int(key)],
            },
            reference=campaign.name,
            campaign_id=campaign.id,
        )
        for key, entity, customer_id in told
        if int(key) in people
    ]
