"""The preview: every message of a campaign written for real and kept as bytes, and what a person changes in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select

from core.acting import permitted
from core.actions import Action
from core.campaigns.common_words import CommonWordsOf
from core.campaigns.contents import in_batches
from core.campaigns.errors import EmptyAudienceError, NoSuchMessageError, NothingSaidError
from core.campaigns.keeping import Written, keep
from core.campaigns.legal import words_of
from core.campaigns.locked import NO_WORDS, Words, lock, placed
from core.campaigns.plan import move_between_reasons
from core.campaigns.search_index import IndexWriter, filtered_by
from core.campaigns.spool import Spool
from core.campaigns.states import get, require, tell
from core.campaigns.studio_use import approved_set, templates_of
from core.campaigns.treating import require_open
from core.campaigns.writing import drafts, letters
from core.desk.campaign_tables import Campaign, PreviewBatch, PreviewMessage
from core.desk.customer_secrets import keys_of, keys_within
from core.desk.statements import parts
from core.errors import SaldoError
from core.messages.edited import with_own_words
from core.sensitive.numbers import refuse_national_numbers
from core.vocabulary import CampaignState, ChannelName

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.campaigns.letter import Letter
    from core.campaigns.writing import Draft
    from core.desk.engine import Desk
    from core.messages.render import Rendered

Progress = Callable[[float, str], None]
log = structlog.get_logger()
OPEN = (CampaignState.DRAFT, CampaignState.PREVIEWED)
# What changes with the bytes of a message, sender included: it may be another than at the preview.
ANEW = frozenset(
    {
        "subject",
        "sender",
        "address",
        "channel",
        "cost_minor",
        "sms_segments",
        "language",
        "remarks",
        "breaches",
        "next_legal_on",
        "send_at",
    }
)


@permitted(Action.CAMPAIGN)
def write_preview(desk: Desk, name: str, *, by: str, progress: Progress | None = None) -> int:
    """Write every message of the draft ``name`` and return how many; an earlier preview and its changes are dropped.

    Writing happens off the desk's lock, and short transactions keep the result. One message that cannot be written is left out with
    the reason, and the others are written. Raises ``EmptyAudienceError`` when nobody is in, ``CampaignStateError`` once the
    campaign was approved, ``CampaignMovedError`` when it was planned anew meanwhile.
    """
    with desk.reading() as session:
        campaign = get(session, name)
        require(campaign, "previewed", *OPEN)
        used = approved_set(session)
        revision, to_write = campaign.revision, drafts(session, desk, campaign, templates=used.templates)
    total = to_write.total
    if not total:
        raise EmptyAudienceError(name)
    index, words = IndexWriter(), CommonWordsOf(desk)
    with Spool[Written]() as written:
        for batch in in_batches(to_write):
            written.add(_locked(desk, batch, index, words))
            if progress is not None:
                progress(len(index) / total, f"{len(index)} / {total}")
        keep(desk, name, revision, written, index=index, used=used, by=by)
    return len(index)


@permitted(Action.STOP)
def exclude(desk: Desk, name: str, entity: str, customer_id: str, *, by: str, why: str) -> None:
    """Take one customer out of a previewed campaign; the table of reasons says so from then on."""
    if not why.strip():
        raise NothingSaidError("leave this customer out")
    _set_excluded(desk, name, (entity, customer_id), is_excluded=True, by=by, why=why)


@permitted(Action.STOP)
def exclude_all(desk: Desk, name: str, message_ids: Sequence[int], *, by: str, why: str) -> int:
    """Take several messages out at once, for one reason; return how many were still in."""
    if not why.strip():
        raise NothingSaidError("leave these customers out")
    with desk.session() as session:
        campaign = get(session, name, is_locked=True)
        require(campaign, "changed", CampaignState.PREVIEWED)
        taken: list[str] = []
        for some in parts(message_ids):
            still_in = (
                PreviewMessage.campaign_id == campaign.id,
                ~PreviewMessage.is_excluded,
                PreviewMessage.id.in_(some),
            )
            for message in session.scalars(select(PreviewMessage).where(*still_in)):
                message.is_excluded = True
                move_between_reasons(session, campaign, message, is_excluded=True)
                taken.append(f"{message.entity} {message.customer_id}")
        if taken:
            detail = {"messages": len(taken), "customers": taken}
            tell(session, campaign, act="excluded", by=by, at=desk.now(), why=why, detail=detail)
    return len(taken)


@permitted(Action.CAMPAIGN)
def include(desk: Desk, name: str, entity: str, customer_id: str, *, by: str, why: str = "") -> None:
    """Put a customer back that was taken out by hand."""
    _set_excluded(desk, name, (entity, customer_id), is_excluded=False, by=by, why=why)


@permitted(Action.CAMPAIGN)
def edit(desk: Desk, name: str, entity: str, customer_id: str, *, subject: str, text: str, by: str, why: str) -> None:
    """Replace one previewed message by a person's own words, in every form that its channel sends.

    The law looks at it again. Raises ``NoSuchMessageError``; ``CampaignStateError`` once approved.
    """
    with desk.session() as session:
        campaign, message = _previewed(session, name, (entity, customer_id))
        letter = _letter(session, desk, campaign, message, _chosen(message))
        known = letter.rendered()
        refuse_national_numbers(subject, text, beside=f"{known.subject}\n{known.text}\n{known.sms}")
        before, rendered = message.subject, with_own_words(known, subject=subject, text=text)
        _write_anew(session, campaign, message, letter, rendered, at=desk.now())
        message.is_edited = True
        detail = {"subject before": before, "subject": rendered.subject}
        tell(session, campaign, act="edited", by=by, at=desk.now(), why=why, message_id=message.id, detail=detail)


@permitted(Action.CAMPAIGN)
def choose_channel(
    desk: Desk, name: str, entity: str, customer_id: str, *, channel: ChannelName, by: str, why: str
) -> None:
    """Write one previewed message for another channel, at that channel's address and cost; own words are dropped.

    Raises ``NothingSaidError`` without a reason, ``NoAddressError`` when the customer has none, ``ChannelClosedError``.
    """
    if not why.strip():
        raise NothingSaidError("choose another channel")
    with desk.session() as session:
        campaign, message = _previewed(session, name, (entity, customer_id))
        if message.channel == channel:
            return
        letter = _letter(session, desk, campaign, message, channel)
        require_open(
            desk,
            channel,
            (message.entity, message.customer_id),
            message=letter.template,
            customer_type=letter.context.customer_type,
            on=campaign.as_of,
        )
        detail = {"channel before": message.channel, "channel": str(channel)}
        message.is_channel_chosen, message.is_edited = True, False
        _write_anew(session, campaign, message, letter, letter.rendered(), at=desk.now())
        tell(
            session, campaign, act="channel chosen", by=by, at=desk.now(), why=why, message_id=message.id, detail=detail
        )


def _chosen(message: PreviewMessage) -> ChannelName | None:
    return ChannelName(message.channel) if message.is_channel_chosen else None


def _letter(
    session: Session, desk: Desk, campaign: Campaign, message: PreviewMessage, channel: ChannelName | None
) -> Letter:
    """Return the letter behind ``message``, from the templates that the preview was written with."""
    return letters(
        session,
        desk,
        campaign,
        only=(message.entity, message.customer_id),
        templates=templates_of(session, campaign),
        channel=channel,
    )[0]


def _write_anew(
    session: Session, campaign: Campaign, message: PreviewMessage, letter: Letter, rendered: Rendered, *, at: datetime
) -> None:
    """Keep new bytes for one message, and what the list says of it."""
    row = letter.row(rendered)
    locked = lock(letter.content_of(rendered), NO_WORDS, keys_within(session, [_customer(row)], at)[_customer(row)])
    batch = PreviewBatch(campaign_id=campaign.id, is_sealed=False, content=locked, length=len(locked), is_locked=True)
    session.add(batch)
    session.flush()
    message.batch_id, message.offset, message.length = batch.id, 0, len(locked)
    for column in row.keys() & ANEW:
        setattr(message, column, row[column])
    message.searched = "\n".join(said(row, rendered))


def said(row: Mapping[str, Any], rendered: Rendered) -> list[str]:
    """Return the lines by which a message is found: those of the form that its channel sends, and whom it goes to."""
    words = words_of(rendered, ChannelName(row["channel"]))
    return [row["name"], row["customer_id"], row["address"], row["subject"], *words.splitlines()]


def _locked(desk: Desk, batch: list[Draft], index: IndexWriter, words: CommonWordsOf) -> Written:
    """Return a batch written, each message locked with the key of its customer."""
    keys = keys_of(desk, [_customer(draft.customer) for draft in batch])
    locked, rows = [], []
    for draft in batch:
        content, row, lines, in_common = _written(draft, words)
        locked.append(lock(content, in_common, keys[_customer(row)]))
        rows.append(row)
        index.add(row["name"], row["cost_minor"], filtered_by(**row), lines)
    contents, offsets = placed(locked)
    lying = [
        {**row, "offset": offset, "length": len(each), "is_edited": False}
        for row, offset, each in zip(rows, offsets, locked, strict=True)
    ]
    return Written(contents=contents, rows=lying)


def _customer(row: Mapping[Any, Any]) -> tuple[str, str]:
    return row["entity"], row["customer_id"]


def _written(draft: Draft, words: CommonWordsOf) -> tuple[bytes, dict[str, Any], list[str], Words]:
    """Return a message's content, its row, the lines by which it is found, and the words it has in common with others.

    Nothing but the reason when it cannot be written.
    """
    try:
        letter = draft.write()
        rendered = letter.rendered()
        row = letter.row(rendered)
        content = letter.content_of(rendered)
        return content, {**row, "is_excluded": False}, said(row, rendered), words(letter)
    except Exception as error:
        who = f"{draft.customer['entity']} {draft.customer['customer_id']}"
        log.exception("a message cannot be written", customer=who)
        row = draft.unwritten(str(error) if isinstance(error, SaldoError) else f"{type(error).__name__}: {error}")
        lines = [row["name"], row["customer_id"], row["address"], *row["remarks"]]
        return b"", {**row, "is_excluded": True}, lines, NO_WORDS


def _set_excluded(desk: Desk, name: str, customer: tuple[str, str], *, is_excluded: bool, by: str, why: str) -> None:
    with desk.session() as session:
        campaign, message = _previewed(session, name, customer)
        if message.is_excluded == is_excluded:
            return
        message.is_excluded = is_excluded
        move_between_reasons(session, campaign, message, is_excluded=is_excluded)
        act = "excluded" if is_excluded else "included"
        tell(session, campaign, act=act, by=by, at=desk.now(), why=why, message_id=message.id)


def _previewed(session: Session, name: str, customer: tuple[str, str]) -> tuple[Campaign, PreviewMessage]:
    campaign = get(session, name, is_locked=True)  # an approval waits, or has been: what it sealed stays as it is
    require(campaign, "changed", CampaignState.PREVIEWED)
    found = session.scalar(
        select(PreviewMessage).where(
            PreviewMessage.campaign_id == campaign.id,
            PreviewMessage.entity == customer[0],
            PreviewMessage.customer_id == customer[1],
        ),
    )
    if found is None:
        raise NoSuchMessageError(name, customer[1])
    return campaign, found
