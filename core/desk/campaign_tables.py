"""The desk's tables for campaigns: audience, preview, and the contact ledger of messages."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.acting import current
from core.desk.tables import Base
from core.vocabulary import ChannelName


def _within() -> str:
    return current().limits.key


class Campaign(Base):
    """One row per campaign; ``revision`` grows with every change, so that two people cannot overwrite each other."""

    __tablename__ = "campaign"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int]
    as_of: Mapped[date]
    book_version: Mapped[str]  # the version the audience was taken from
    known_on: Mapped[date | None]  # payments are known up to this day: as_of, or the book's latest date before it
    policy_version_id: Mapped[int | None] = mapped_column(ForeignKey("policy_version.id"))
    ladder_version_id: Mapped[int | None] = mapped_column(ForeignKey("policy_version.id"))
    choice: Mapped[dict[str, Any]]  # segments, entities, countries, steps, customers excluded by hand
    send_at: Mapped[datetime | None]  # not before; NULL: as soon as contact hours allow
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    launched_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    within: Mapped[str] = mapped_column(default=_within, server_default="")  # the limits of who planned it; '' is none


class CampaignEvent(Base):
    """One row per human act on a campaign or one of its messages: who, when, why."""

    __tablename__ = "campaign_event"
    __table_args__ = (Index("ix_campaign_event_campaign_id", "campaign_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    message_id: Mapped[int | None]  # preview_message.id
    act: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    acted_by: Mapped[str]
    acted_at: Mapped[datetime]
    why: Mapped[str]
    detail: Mapped[dict[str, Any]]


class CampaignAudience(Base):
    """One row per campaign: everyone, in or out with a reason, as it was at planning."""

    __tablename__ = "campaign_audience"
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    items: Mapped[bytes] = mapped_column(LargeBinary)  # Parquet, zstd: one row per open item, credit or unapplied cash
    customers: Mapped[bytes] = mapped_column(LargeBinary)  # Parquet, zstd: one row per customer
    totals: Mapped[dict[str, Any]]  # the reconciliation: in, out per reason, portfolio
    planned_at: Mapped[datetime]


class PreviewBatch(Base):
    """One row per few hundred messages: their contents one after the other, each locked with its customer's key.

    Where they are not locked they are compressed together with zstd: so it was done before there were keys.
    """

    __tablename__ = "preview_batch"
    __table_args__ = (Index("ix_preview_batch_campaign_id", "campaign_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    is_sealed: Mapped[bool]  # with Date and Message-ID: the very bytes that are sent
    content: Mapped[bytes] = mapped_column(LargeBinary)
    length: Mapped[int]  # of the contents, not compressed; of locked ones as they lie
    is_locked: Mapped[bool] = mapped_column(server_default=false())


class PreviewMessage(Base):
    """One row per message of a campaign, to list and search; its content is a slice of a batch."""

    __tablename__ = "preview_message"
    __table_args__ = (
        UniqueConstraint("campaign_id", "entity", "customer_id"),
        Index("ix_preview_message_batch_id", "batch_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("preview_batch.id"))
    offset: Mapped[int]
    length: Mapped[int]
    customer_key: Mapped[int]
    entity: Mapped[str]
    customer_id: Mapped[str]
    name: Mapped[str]
    segment: Mapped[str]
    address: Mapped[str]
    sender: Mapped[str]  # envelope sender
    subject: Mapped[str]
    step: Mapped[int] = mapped_column(Integer)
    template: Mapped[str]
    language: Mapped[str]
    items: Mapped[int] = mapped_column(Integer)
    amounts: Mapped[dict[str, Any]]  # currency -> minor units asked for
    fingerprint: Mapped[str]
    remarks: Mapped[list[Any]]  # what a reader may stumble over, in words
    is_excluded: Mapped[bool]
    is_edited: Mapped[bool]
    sha256: Mapped[bytes | None]  # of the sealed content, from approval on
    message_id: Mapped[str | None] = mapped_column(unique=True)
    channel: Mapped[str] = mapped_column(String(40), server_default=ChannelName.EMAIL)
    cost_minor: Mapped[int] = mapped_column(Integer, server_default="0")  # euro cents
    is_channel_chosen: Mapped[bool] = mapped_column(server_default=false())  # by a person, for this message
    treatment: Mapped[dict[str, Any]] = mapped_column(server_default="{}")  # why this segment, step, channel and moment
    breaches: Mapped[list[Any]] = mapped_column(
        server_default="[]"
    )  # rule, sentence and source of what the law forbids
    next_legal_on: Mapped[date | None]  # the first day the law allows the next step
    send_at: Mapped[datetime | None]  # planned for this message; NULL: as the campaign
    searched: Mapped[str] = mapped_column(Text, server_default="")  # the words a search looks in
    sms_segments: Mapped[int | None] = mapped_column(Integer)
    country: Mapped[str] = mapped_column(String(2), server_default="")  # whose hours count; '' as the house's own


class Message(Base):
    """One row per message in the contact ledger; its id is that of the previewed message."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("campaign_id", "entity", "customer_id", "channel"),
        Index("ix_message_customer", "entity", "customer_id"),
        Index("ix_message_channel_claimed_at", "channel", "claimed_at"),
        Index("ix_message_batch_id", "batch_id"),
        # Everything that tells how far a campaign is: counted every second by each who looks, without reading a message.
        Index("ix_message_progress", "campaign_id", "state", "channel", "country", "settled_at", "send_at"),
        {"postgresql_with": {"fillfactor": "60"}},
    )
    id: Mapped[int] = mapped_column(ForeignKey("preview_message.id"), primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    channel: Mapped[str] = mapped_column(String(40))
    country: Mapped[str] = mapped_column(String(2), server_default="")
    entity: Mapped[str]
    customer_id: Mapped[str]
    customer_key: Mapped[int]
    step: Mapped[int] = mapped_column(Integer)
    sender: Mapped[str]
    address: Mapped[str]
    message_id: Mapped[str] = mapped_column(unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("preview_batch.id"))
    offset: Mapped[int]
    length: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    fingerprint: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))
    claim: Mapped[str | None] = mapped_column(String(40))  # fencing token: every later update of this claim names it
    worker_id: Mapped[str | None] = mapped_column(String(80))
    attempts: Mapped[int] = mapped_column(Integer)
    send_at: Mapped[datetime | None]  # planned: not before, unless told to go now
    retry_at: Mapped[datetime | None]  # not before, whoever says so
    queued_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    claimed_on: Mapped[date | None]  # the day it was then in the customer's country: whose capacity it takes
    sending_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]  # sent, failed, uncertain, held or cancelled
    reply_code: Mapped[int | None] = mapped_column(Integer)
    reply: Mapped[str | None]
    held_why: Mapped[str | None]
    difference: Mapped[list[Any] | None]  # held: what the book says now against what the message says


# What a person changed of a preview: few among many, and asked for with every list.
CHANGED = text("is_edited OR is_excluded OR is_channel_chosen")  # in words: a query must say it as the index does
Index("ix_preview_message_changed", PreviewMessage.campaign_id, sqlite_where=CHANGED, postgresql_where=CHANGED)
READY = Message.state == "queued"
IN_FLIGHT = Message.state.in_(("claimed", "sending"))
WAITS = text("state IN ('held', 'uncertain', 'failed')")  # for a person; in words, as above
Index("ix_message_waits", Message.id, sqlite_where=WAITS, postgresql_where=WAITS)
Index("ix_message_ready", Message.channel, Message.id, sqlite_where=READY, postgresql_where=READY)
Index("ix_message_in_flight", Message.worker_id, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT)


class MessageItem(Base):
    """One row per item that a message asks for, as it was then: the steps done and the fingerprint's grounds."""

    __tablename__ = "message_item"
    __table_args__ = (Index("ix_message_item_item", "entity", "customer_id", "number"),)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    item_key: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    customer_id: Mapped[str]
    document_type: Mapped[str]
    number: Mapped[str]
    fiscal_year: Mapped[int]
    part_no: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    balance_minor: Mapped[int]
    due_on: Mapped[date]
    step: Mapped[int] = mapped_column(Integer)
