"""The tables of a campaign's file: what the desk keeps of a campaign beside its texts, as rows to read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import select

from core.desk.audit_reading import Asked, found
from core.desk.campaign_tables import CampaignEvent, Message
from core.desk.delivery_tables import DeliveryEvent
from core.desk.people_tables import SecondLook
from core.desk.privacy_tables import PersonDecision
from core.desk.tables import PolicyVersion
from core.desk.template_tables import TemplateUse
from core.money import to_text

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from core.desk.campaign_tables import Campaign, PreviewMessage
    from core.desk.engine import Desk

MOST_TOLD: Final = 10_000
LEDGER: Final = (
    Message.id, Message.entity, Message.customer_id, Message.channel, Message.step, Message.state, Message.attempts,
    Message.queued_at, Message.sending_at, Message.settled_at, Message.reply_code, Message.reply, Message.held_why,
)  # fmt: skip
HEARD: Final = (
    DeliveryEvent.message_id, DeliveryEvent.channel, DeliveryEvent.kind, DeliveryEvent.is_lost, DeliveryEvent.at,
    DeliveryEvent.known_at, DeliveryEvent.code, DeliveryEvent.words, DeliveryEvent.source,
)  # fmt: skip
ACTS: Final = (
    CampaignEvent.acted_at, CampaignEvent.act, CampaignEvent.acted_by, CampaignEvent.why, CampaignEvent.from_state,
    CampaignEvent.to_state, CampaignEvent.message_id, CampaignEvent.detail,
)  # fmt: skip
DECIDED: Final = (
    PersonDecision.decided_at, PersonDecision.entity, PersonDecision.customer_id, PersonDecision.step, PersonDecision.is_taken,
    PersonDecision.decided_by, PersonDecision.why, PersonDecision.grounds,
)  # fmt: skip
LOOKED: Final = (
    SecondLook.kind, SecondLook.what, SecondLook.because, SecondLook.approved_by, SecondLook.approved_at, SecondLook.due_on,
    SecondLook.looked_by, SecondLook.looked_at, SecondLook.said,
)  # fmt: skip


def about(session: Session, campaign: Campaign) -> dict[str, Any]:
    """Return what was chosen, by which policies, and with which templates."""
    policies = {"segments": campaign.policy_version_id, "ladder": campaign.ladder_version_id}
    use = session.get(TemplateUse, campaign.id)
    return {
        "name": campaign.name,
        "state": campaign.state,
        "as_of": campaign.as_of,
        "book_version": campaign.book_version,
        "choice": campaign.choice,
        "send_at": campaign.send_at,
        "created_by": campaign.created_by,
        "created_at": campaign.created_at,
        "approved_at": campaign.approved_at,
        "launched_at": campaign.launched_at,
        "finished_at": campaign.finished_at,
        "policies": {kind: _policy(session, version_id) for kind, version_id in policies.items()},
        "templates": None if use is None else {"set_sha256": use.set_sha256, "versions": use.versions},
    }


def message_row(message: PreviewMessage, where: dict[str, Any]) -> dict[str, Any]:
    """Return one message as messages.csv tells it; ``where`` its text lies in the file."""
    return {
        "message": message.id,
        "entity": message.entity,
        "customer_id": message.customer_id,
        "name": message.name,
        "segment": message.segment,
        "channel": message.channel,
        "address": message.address,
        "step": message.step,
        "template": message.template,
        "language": message.language,
        "subject": message.subject,
        "items": message.items,
        "asked": " ".join(f"{to_text(int(minor), code)} {code}" for code, minor in message.amounts.items()),
        "is_excluded": message.is_excluded,
        "is_edited": message.is_edited,
        "why": _plain(message.treatment),
        "remarks": _plain(message.remarks),
        "planned_at": message.send_at,
        "message_id": message.message_id or "",
        "sha256": "" if message.sha256 is None else message.sha256.hex(),
        **where,
    }


def ledger(session: Session, campaign: Campaign) -> pd.DataFrame:
    """Return the campaign's messages in the contact ledger."""
    return _frame(session, LEDGER, select(*LEDGER).where(Message.campaign_id == campaign.id).order_by(Message.id))


def receipts(session: Session, campaign: Campaign) -> pd.DataFrame:
    """Return what was heard of the campaign's messages after they left."""
    own = select(Message.id).where(Message.campaign_id == campaign.id)
    heard = select(*HEARD).where(DeliveryEvent.message_id.in_(own)).order_by(DeliveryEvent.id)
    return _frame(session, HEARD, heard)


def approvals(session: Session, campaign: Campaign) -> pd.DataFrame:
    """Return every act of a person on the campaign or one of its messages."""
    acts = select(*ACTS).where(CampaignEvent.campaign_id == campaign.id).order_by(CampaignEvent.id)
    return _frame(session, ACTS, acts)


def decisions(session: Session, campaign: Campaign) -> pd.DataFrame:
    """Return the decisions on steps to a natural person's disadvantage."""
    decided = select(*DECIDED).where(PersonDecision.campaign_id == campaign.id).order_by(PersonDecision.id)
    return _frame(session, DECIDED, decided)


def second_looks(session: Session, campaign: Campaign) -> pd.DataFrame:
    """Return the approvals of the campaign that were given alone."""
    return _frame(session, LOOKED, select(*LOOKED).where(SecondLook.what == campaign.name).order_by(SecondLook.id))


def trail(desk: Desk, campaign: Campaign) -> pd.DataFrame:
    """Return the entries of the audit trail that name the campaign, the oldest first."""
    named = [
        each
        for each in found(desk, Asked(words=campaign.name, from_at=campaign.created_at), limit=MOST_TOLD)
        if campaign.name in (each.given.get("name"), each.given.get("campaign"))
    ]
    columns = ["number", "at", "who", "known_by", "roles", "action", "what", "why", "digest"]
    rows = [
        (e.number, e.at, e.who, e.known_by, " ".join(e.roles), e.action, e.what, e.why, e.digest) for e in named[::-1]
    ]
    return pd.DataFrame(rows, columns=columns)


def _frame(
    session: Session, columns: tuple[InstrumentedAttribute[Any], ...], wanted: Select[*tuple[Any, ...]]
) -> pd.DataFrame:
    rows = [[_plain(cell) for cell in row] for row in session.execute(wanted)]
    return pd.DataFrame(rows, columns=[column.key for column in columns])


def _policy(session: Session, version_id: int | None) -> dict[str, Any] | None:
    row = None if version_id is None else session.get(PolicyVersion, version_id)
    return None if row is None else {"kind": row.kind, "version": row.number, "by": row.created_by, "body": row.body}


def _plain(cell: object) -> object:
    return json.dumps(cell, ensure_ascii=False, default=str) if isinstance(cell, dict | list) else cell
