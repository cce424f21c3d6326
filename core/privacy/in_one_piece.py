"""What the desk keeps of many customers in one piece: an audience, an index, a run of the time machine, a batch of before there were keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import func, select, update

from core.campaigns.contents import compressed, unpack
from core.campaigns.search_index import LINES, without_messages
from core.desk.campaign_tables import CampaignAudience, PreviewBatch, PreviewMessage
from core.desk.packed import packed, unpacked
from core.desk.replay_tables import ReplayResult
from core.desk.statements import is_of, parts
from core.desk.template_tables import PreviewIndex
from core.intake.covering import Cover
from core.master import conceal, reveal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute

    from core.desk.engine import Desk
    from core.privacy.called import Customer

_EMPTIED: Final = ("person", "address", "evidence", "group_id", "why_channel")
_REACHED: Final = "to_"  # to_email, to_phone, ...


def erase_pieces(desk: Desk, covers: Mapping[Customer, Cover]) -> dict[str, int]:
    """Take customers out of every piece that holds them, with what covers the words of each; return how many pieces of each table that were.

    Each piece is written anew once, in a transaction of its own. None of them is needed to know what a customer is called.
    """
    return {
        "campaign_audience": _frames(desk, CampaignAudience.campaign_id, ("customers", "items"), covers),
        "preview_index": _indexes(desk, covers),
        "replay_result": _frames(desk, ReplayResult.replay_id, ("messages", "items"), covers),
        "preview_batch": _batches(desk, tuple(covers)),
    }


def _frames(desk: Desk, key: InstrumentedAttribute[int], names: Sequence[str], covers: Mapping[Customer, Cover]) -> int:
    table: Any = key.class_
    with desk.reading() as session:
        pieces = session.scalars(select(key)).all()
    done = 0
    for piece in pieces:
        with desk.session() as session:
            chosen = select(*(getattr(table, name) for name in names)).where(key == piece)
            row = session.execute(chosen).one_or_none()
            values = {} if row is None else _changed(dict(zip(names, row, strict=True)), covers)
            if values:
                session.execute(update(table).where(key == piece).values(**values))
                done += 1
    return done


def _changed(pieces: Mapping[str, bytes], covers: Mapping[Customer, Cover]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, piece in pieces.items():
        frame = unpacked(piece)
        without = _without(frame, covers)
        if without is not None:
            found[name] = packed(without)
    return found


def _without(frame: pd.DataFrame, covers: Mapping[Customer, Cover]) -> pd.DataFrame | None:
    """Return ``frame`` with the words of customers taken out of their rows; None where it has none."""
    if not {"entity", "customer_id"} <= set(frame.columns):
        return None
    whose = list(zip(frame["entity"], frame["customer_id"], strict=True))
    own = pd.Series([each in covers for each in whose], index=frame.index)
    if not own.any():
        return None
    cover = [covers[each] for each in whose if each in covers]
    changed = frame.copy()
    for name in frame.columns:
        if name == "name":
            changed.loc[own, name] = frame.loc[own, "customer_id"]
        elif name in _EMPTIED or name.startswith(_REACHED):
            changed.loc[own, name] = None
        elif name != "customer_id" and pd.api.types.is_string_dtype(frame[name].dtype):
            told = zip(cover, frame.loc[own, name], strict=True)
            changed.loc[own, name] = [of.text(each) if isinstance(each, str) else each for of, each in told]
    return changed


def _indexes(desk: Desk, covers: Mapping[Customer, Cover]) -> int:
    ours: dict[int, list[tuple[int, Customer]]] = {}
    with desk.reading() as session:
        for some in parts(tuple(covers)):
            mine = is_of(PreviewMessage.entity, PreviewMessage.customer_id, some)
            columns = (PreviewMessage.campaign_id, PreviewMessage.id, PreviewMessage.entity, PreviewMessage.customer_id)
            for campaign_id, message_id, entity, customer_id in session.execute(select(*columns).where(mine)):
                ours.setdefault(campaign_id, []).append((message_id, (entity, customer_id)))
    done = 0
    for campaign_id, messages in ours.items():
        words = {word for _, customer in messages for word in covers[customer].words}
        with desk.session() as session:
            chosen = PreviewIndex.campaign_id == campaign_id
            row = session.execute(select(PreviewIndex.traits, PreviewIndex.lines).where(chosen)).one_or_none()
            if row is None:
                continue
            lines, gone = reveal(session, row.lines, LINES), {message_id for message_id, _ in messages}
            without = conceal(session, without_messages(row.traits, lines, gone, Cover(words).text), LINES)
            session.execute(update(PreviewIndex).where(chosen).values(lines=without))
            done += 1
    return done


def _batches(desk: Desk, customers: Sequence[Customer]) -> int:
    """Write batches of before there were keys anew, with nothing where the words of ``customers`` were."""
    lying: dict[int, list[tuple[int, int]]] = {}
    with desk.reading() as session:
        for some in parts(customers):
            places = (
                select(PreviewMessage.batch_id, PreviewMessage.offset, PreviewMessage.length)
                .join(PreviewBatch, PreviewBatch.id == PreviewMessage.batch_id)
                .where(is_of(PreviewMessage.entity, PreviewMessage.customer_id, some), _is_open())
            )
            for batch_id, offset, length in session.execute(places):
                lying.setdefault(batch_id, []).append((offset, length))
    for batch_id, gaps in lying.items():
        with desk.session() as session:
            batch = session.get_one(PreviewBatch, batch_id)
            content = bytearray(unpack(batch.content, batch.length))
            for offset, length in gaps:
                content[offset : offset + length] = b" " * length
            batch.content = compressed(bytes(content))
    return len(lying)


def _is_open() -> ColumnElement[bool]:
    return ~PreviewBatch.is_locked & (func.length(PreviewBatch.content) > 0)
