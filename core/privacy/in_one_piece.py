"""What the desk keeps of many customers in one piece: an audience, an index, a run of the time machine, a batch of before there were keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
from sqlalchemy import func, select, update

from core.campaigns.contents import compressed, unpack
from core.campaigns.search_index import LINES, without_messages
from core.desk.campaign_tables import CampaignAudience, PreviewBatch, PreviewMessage
from core.desk.packed import packed, unpacked
from core.desk.replay_tables import ReplayResult
from core.desk.template_tables import PreviewIndex
from core.master import conceal, reveal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from core.intake.covering import Cover
    from core.privacy.called import Customer

_EMPTIED: Final = ("person", "address", "evidence", "group_id", "why_channel")
_REACHED: Final = "to_"  # to_email, to_phone, ...


def erase_pieces(session: Session, customer: Customer, cover: Cover) -> dict[str, int]:
    """Take ``customer`` out of every piece that holds it, and return how many pieces of each table were written anew."""
    return {
        "campaign_audience": _audiences(session, customer, cover),
        "preview_index": _indexes(session, customer, cover),
        "replay_result": _replays(session, customer, cover),
        "preview_batch": _batches(session, customer),
    }


def _audiences(session: Session, customer: Customer, cover: Cover) -> int:
    done = 0
    for campaign_id in session.scalars(select(CampaignAudience.campaign_id)).all():
        chosen = CampaignAudience.campaign_id == campaign_id
        row = session.execute(select(CampaignAudience.customers, CampaignAudience.items).where(chosen)).one()
        values = _changed({"customers": row.customers, "items": row.items}, customer, cover)
        if values:
            session.execute(update(CampaignAudience).where(chosen).values(**values))
            done += 1
    return done


def _replays(session: Session, customer: Customer, cover: Cover) -> int:
    done = 0
    for replay_id in session.scalars(select(ReplayResult.replay_id)).all():
        chosen = ReplayResult.replay_id == replay_id
        row = session.execute(select(ReplayResult.messages, ReplayResult.items).where(chosen)).one()
        values = _changed({"messages": row.messages, "items": row.items}, customer, cover)
        if values:
            session.execute(update(ReplayResult).where(chosen).values(**values))
            done += 1
    return done


def _changed(pieces: Mapping[str, bytes], customer: Customer, cover: Cover) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, piece in pieces.items():
        frame = unpacked(piece)
        without = _without(frame, customer, cover)
        if without is not None:
            found[name] = packed(without)
    return found


def _without(frame: pd.DataFrame, customer: Customer, cover: Cover) -> pd.DataFrame | None:
    """Return ``frame`` with the words of ``customer`` taken out of its rows; None where it has none."""
    if not {"entity", "customer_id"} <= set(frame.columns):
        return None
    own = (frame["entity"] == customer[0]) & (frame["customer_id"] == customer[1])
    if not own.any():
        return None
    changed = frame.copy()
    for name in frame.columns:
        if name == "name":
            changed.loc[own, name] = customer[1]
        elif name in _EMPTIED or name.startswith(_REACHED):
            changed.loc[own, name] = None
        elif name != "customer_id" and pd.api.types.is_string_dtype(frame[name].dtype):
            told = frame.loc[own, name]
            changed.loc[own, name] = [cover.text(each) if isinstance(each, str) else each for each in told]
    return changed


def _indexes(session: Session, customer: Customer, cover: Cover) -> int:
    done = 0
    named = (PreviewMessage.entity == customer[0], PreviewMessage.customer_id == customer[1])
    for campaign_id, message_id in session.execute(select(PreviewMessage.campaign_id, PreviewMessage.id).where(*named)):
        chosen = PreviewIndex.campaign_id == campaign_id
        row = session.execute(select(PreviewIndex.traits, PreviewIndex.lines).where(chosen)).one_or_none()
        if row is None:
            continue
        lines = without_messages(row.traits, reveal(session, row.lines, LINES), {message_id}, cover.text)
        session.execute(update(PreviewIndex).where(chosen).values(lines=conceal(session, lines, LINES)))
        done += 1
    return done


def _batches(session: Session, customer: Customer) -> int:
    """Write batches of before there were keys anew, with nothing where this customer's words were."""
    done = 0
    lying = (
        select(PreviewMessage.batch_id, PreviewMessage.offset, PreviewMessage.length)
        .join(PreviewBatch, PreviewBatch.id == PreviewMessage.batch_id)
        .where(PreviewMessage.entity == customer[0], PreviewMessage.customer_id == customer[1], _is_open())
    )
    for batch_id, offset, length in session.execute(lying).all():
        batch = session.get_one(PreviewBatch, batch_id)
        content = unpack(batch.content, batch.length)
        batch.content = compressed(content[:offset] + b" " * length + content[offset + length :])
        done += 1
    session.flush()
    return done


def _is_open() -> ColumnElement[bool]:
    return ~PreviewBatch.is_locked & (func.length(PreviewBatch.content) > 0)
