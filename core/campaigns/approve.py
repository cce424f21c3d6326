"""Approval: every message gets its Date and Message-ID, and the hash of the exact bytes that will be sent."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, func, select, update

from core.access import four_eyes
from core.acting import permitted
from core.actions import Action
from core.campaigns import approvers
from core.campaigns.adverse import refuse_undecided, write_decisions
from core.campaigns.contents import BATCH
from core.campaigns.errors import CampaignMovedError, EmptyAudienceError
from core.campaigns.kept_contents import ErasedError, KeptContents
from core.campaigns.legal import refuse_illegal
from core.campaigns.locked import lock, placed
from core.campaigns.payment_codes import prove
from core.campaigns.spool import Spool
from core.campaigns.states import get, move, require
from core.desk.campaign_tables import Campaign, PreviewBatch, PreviewMessage
from core.desk.customer_secrets import keys_of
from core.desk.statements import parts
from core.messages.mime import seal
from core.vocabulary import MAILED, CampaignState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from core.access.four_eyes import Rule
    from core.campaigns.kept_contents import Content
    from core.campaigns.preview import Progress
    from core.desk.engine import Desk

ATTEMPTS: Final = 5
Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """Some messages as they leave: their contents locked, and of each where it lay, where it lies in them, and its hash."""

    contents: bytes
    rows: Rows


@permitted(Action.APPROVE)
def approve(
    desk: Desk, name: str, *, by: str, why: str = "", progress: Progress | None = None, is_by_rule: bool = False
) -> int:
    """Seal every message of the preview but those left out by hand, and return how many.

    ``is_by_rule``: nobody approves now, it follows from what somebody allowed before (a standing approval, an answer); else
    ``FourEyesError`` says when somebody else has to.

    Sealing happens off the desk's lock; one transaction makes it count: all of them or none. Who changes a message meanwhile is heard:
    all of it is sealed anew. Raises ``CampaignStateError`` unless the campaign is previewed, ``EmptyAudienceError`` when everybody was left out,
    ``IllegalCampaignError`` when a message breaks the law, ``NobodyDecidedError`` when natural persons are asked costs and nobody says why, ``CampaignMovedError`` when it was changed each time it was sealed.
    """
    limits = None if is_by_rule else four_eyes.rule(desk)
    for _attempt in range(ATTEMPTS):
        with desk.reading() as session:
            campaign = get(session, name)
            require(campaign, "approved", CampaignState.PREVIEWED)
            refuse_illegal(session, campaign)
            if limits is not None:
                approvers.refuse_author(session, campaign, limits, by=by, at=desk.now())
            refuse_undecided(session, desk, campaign, by=by, why=why)
            total = session.scalar(select(func.count()).where(*_chosen(campaign)))
        if not total:
            raise EmptyAudienceError(name)
        batches: list[int] = []
        try:
            with Spool[Rows]() as spool, suppress(_ChangedError):
                at, sealed = desk.now().replace(microsecond=0), 0
                for each in _seal(desk, campaign, at):
                    batches.append(_kept_batch(desk, campaign, each))
                    spool.add([{**row, "new_batch_id": batches[-1]} for row in each.rows])
                    sealed += len(each.rows)
                    if progress is not None:
                        progress(min(1.0, sealed / total), f"{sealed} / {total}")
                return _keep(desk, campaign, spool, at, limits, by=by, why=why)
        finally:
            _forget(desk, campaign, batches)
    raise CampaignMovedError(name)


class _ChangedError(Exception):
    """A message was put back or written anew since it was sealed."""


def _chosen(campaign: Campaign) -> tuple[ColumnElement[bool], ...]:
    return (PreviewMessage.campaign_id == campaign.id, ~PreviewMessage.is_excluded)


def _seal(desk: Desk, campaign: Campaign, at: datetime) -> Iterator[Sealed]:
    """Yield the messages sealed, a batch at a time; each is read as it stands at that moment."""
    last, kept = 0, KeptContents()
    while True:
        with desk.reading() as session:
            wanted = select(PreviewMessage).where(*_chosen(campaign), PreviewMessage.id > last)
            messages = list(session.scalars(wanted.order_by(PreviewMessage.id).limit(BATCH)))
            written = kept.of(session, messages)
        if not messages:
            return
        last = messages[-1].id
        yield _seal_batch(desk, campaign, messages, written, at)


def _kept_batch(desk: Desk, campaign: Campaign, sealed: Sealed) -> int:
    """Put sealed contents on the desk, where no message points to them yet, and return the id of their batch."""
    with desk.session() as session:
        kept = PreviewBatch(
            campaign_id=campaign.id,
            is_sealed=True,
            content=sealed.contents,
            length=len(sealed.contents),
            is_locked=True,
        )
        session.add(kept)
        session.flush()
        return kept.id


def _seal_batch(
    desk: Desk, campaign: Campaign, messages: list[PreviewMessage], written: dict[int, Content], at: datetime
) -> Sealed:
    if any(message.id not in written for message in messages):
        raise ErasedError
    ids = [_message_id(campaign, message) for message in messages]
    contents = [
        _sealed(message, written[message.id].plain, at, message_id)
        for message, message_id in zip(messages, ids, strict=True)
    ]
    keys = keys_of(desk, [(message.entity, message.customer_id) for message in messages])
    locked = [
        lock(content, written[message.id].words, keys[message.entity, message.customer_id])
        for message, content in zip(messages, contents, strict=True)
    ]
    together, offsets = placed(locked)
    rows = [
        {
            "key": message.id,
            "lay_in": message.batch_id,
            "lay_at": message.offset,
            "new_offset": offset,
            "new_length": len(lies),
            "new_sha256": sha256(content).digest(),
            "new_message_id": message_id,
        }
        for message, content, lies, offset, message_id in zip(messages, contents, locked, offsets, ids, strict=True)
    ]
    return Sealed(contents=together, rows=rows)


def _sealed(message: PreviewMessage, written: bytes, at: datetime, message_id: str) -> bytes:
    """Return the bytes that leave: a mail gets its Date and Message-ID, any other message is complete as it was written.

    Raises ``PaymentCodeError`` when the message's payment code says anything else than its words.
    """
    prove(message, written)
    return seal(written, at, message_id) if message.channel in MAILED else written


def _message_id(campaign: Campaign, message: PreviewMessage) -> str:
    """Return an id that nobody can guess, in the sender's own domain."""
    domain = message.sender.rpartition("@")[2]
    return f"<{campaign.id}.{message.id}.{secrets.token_hex(8)}@{domain}>"


# A message that was written anew since it was sealed lies elsewhere; one left out by hand is not chosen any more.
_AS_SEALED: Final = (
    update(PreviewMessage)
    .where(
        PreviewMessage.id == bindparam("key"),
        PreviewMessage.batch_id == bindparam("lay_in"),
        PreviewMessage.offset == bindparam("lay_at"),
        ~PreviewMessage.is_excluded,
    )
    .values(
        batch_id=bindparam("new_batch_id"),
        offset=bindparam("new_offset"),
        length=bindparam("new_length"),
        sha256=bindparam("new_sha256"),
        message_id=bindparam("new_message_id"),
    )
)


def _keep(
    desk: Desk, before: Campaign, spool: Spool[Rows], at: datetime, limits: Rule | None, *, by: str, why: str
) -> int:
    """Keep what was sealed, approve the campaign and return how many messages it has; one left out meanwhile stays out.

    Raises ``_ChangedError``, and keeps nothing, when a message is not as it was sealed.
    """
    with desk.session() as session:
        campaign = get(session, before.name, is_locked=True)
        require(campaign, "approved", CampaignState.PREVIEWED)
        refuse_illegal(session, campaign)
        if campaign.revision != before.revision:
            raise _ChangedError
        if limits is not None:
            approvers.note(session, campaign, limits, by=by, at=at)
        for rows in spool:
            session.connection().execute(_AS_SEALED, rows)
        chosen = select(func.count(), func.count(PreviewMessage.sha256)).where(*_chosen(campaign))
        messages, sealed = session.execute(chosen).one()
        if sealed != messages:
            raise _ChangedError
        if not messages:
            raise EmptyAudienceError(before.name)
        campaign.approved_at = at
        session.flush()
        write_decisions(session, desk, campaign, by=by, why=why)
        move(session, campaign, CampaignState.APPROVED, by=by, at=at, why=why)
    return int(messages)


def _forget(desk: Desk, before: Campaign, sealed: Sequence[int]) -> None:
    """Remove the batches that no message lies in: of ``sealed`` when it came to nothing, else those it was written in first."""
    in_use = select(PreviewMessage.batch_id).where(PreviewMessage.campaign_id == before.id)
    unused = delete(PreviewBatch).where(PreviewBatch.campaign_id == before.id, PreviewBatch.id.not_in(in_use))
    with desk.transaction() as connection:
        for some in parts(sealed):
            connection.execute(unused.where(PreviewBatch.id.in_(some)))
        connection.execute(unused.where(~PreviewBatch.is_sealed))
