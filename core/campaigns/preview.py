"""The preview: every message of a campaign written for real and kept as bytes, and what a person changes in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from core.campaigns.contents import in_batches, pack
from core.campaigns.errors import CampaignMovedError, EmptyAudienceError, NoSuchMessageError, NothingSaidError
from core.campaigns.plan import drop_preview, move_between_reasons
from core.campaigns.states import get, move, require, tell
from core.campaigns.writing import letters
from core.desk.campaign_tables import Campaign, PreviewBatch, PreviewMessage
from core.messages.edited import with_own_words
from core.messages.readability import remarks
from core.vocabulary import CampaignState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.campaigns.writing import Letter
    from core.desk.engine import Desk

Progress = Callable[[float, str], None]
OPEN = (CampaignState.DRAFT, CampaignState.PREVIEWED)


def write_preview(desk: Desk, name: str, *, by: str, progress: Progress | None = None) -> int:
    """Write every message of the draft ``name`` and return how many; an earlier preview and its changes are dropped.

    Writing happens off the desk's lock; one transaction keeps the result. Raises ``EmptyAudienceError`` when nobody is in,
    ``CampaignStateError`` once the campaign was approved, ``CampaignMovedError`` when it was planned anew meanwhile.
    """
    with desk.reading() as session:
        campaign = get(session, name)
        require(campaign, "previewed", *OPEN)
        revision, to_write = campaign.revision, letters(session, desk, campaign)
    if not to_write:
        raise EmptyAudienceError(name)
    batches, written = [], 0
    for batch in in_batches(to_write):
        batches.append(_packed(batch))
        written += len(batch)
        if progress is not None:
            progress(written / len(to_write), f"{written} / {len(to_write)}")
    with desk.session() as session:
        campaign = get(session, name, is_locked=True)
        if campaign.revision != revision:
            raise CampaignMovedError(name)
        _take_back_exclusions(session, campaign)
        drop_preview(session, campaign)
        for compressed, length, rows in batches:
            kept = PreviewBatch(campaign_id=campaign.id, is_sealed=False, content=compressed, length=length)
            session.add(kept)
            session.flush()
            session.execute(
                insert(PreviewMessage), [{**row, "campaign_id": campaign.id, "batch_id": kept.id} for row in rows]
            )
        if campaign.state == CampaignState.PREVIEWED:
            tell(session, campaign, act="previewed again", by=by, at=desk.now())
        else:
            move(session, campaign, CampaignState.PREVIEWED, by=by, at=desk.now())
    return written


def exclude(desk: Desk, name: str, entity: str, customer_id: str, *, by: str, why: str) -> None:
    """Take one customer out of a previewed campaign; the table of reasons says so from then on."""
    if not why.strip():
        raise NothingSaidError("leave this customer out")
    _set_excluded(desk, name, (entity, customer_id), is_excluded=True, by=by, why=why)


def include(desk: Desk, name: str, entity: str, customer_id: str, *, by: str, why: str = "") -> None:
    """Put a customer back that was taken out by hand."""
    _set_excluded(desk, name, (entity, customer_id), is_excluded=False, by=by, why=why)


def edit(desk: Desk, name: str, entity: str, customer_id: str, *, subject: str, text: str, by: str, why: str) -> None:
    """Replace subject and text of one previewed message by a person's own words; its HTML form follows the text.

    An unchanged message is left as it is. Raises ``NoSuchMessageError``; ``CampaignStateError`` once approved.
    """
    with desk.session() as session:
        campaign, message = _previewed(session, name, (entity, customer_id))
        letter = letters(session, desk, campaign, only=(entity, customer_id))[0]
        rendered = with_own_words(letter.rendered(), subject=subject, text=text)
        content = letter.content_of(rendered)
        compressed, length, _ = pack([content])
        batch = PreviewBatch(campaign_id=campaign.id, is_sealed=False, content=compressed, length=length)
        session.add(batch)
        session.flush()
        before = message.subject
        message.batch_id, message.offset, message.length = batch.id, 0, len(content)
        message.subject, message.is_edited = rendered.subject, True
        message.sender = letter.context.sender.email  # as the new bytes have it: it may have changed since the preview
        message.remarks = [f"{each.where}: {each.advice}" for each in remarks(text, message.language)]
        detail = {"subject before": before, "subject": rendered.subject}
        tell(session, campaign, act="edited", by=by, at=desk.now(), why=why, message_id=message.id, detail=detail)


def _packed(batch: list[Letter]) -> tuple[bytes, int, list[dict[str, Any]]]:
    contents, rows = [], []
    for letter in batch:
        rendered = letter.rendered()
        contents.append(letter.content_of(rendered))
        rows.append(letter.row(rendered))
    compressed, length, offsets = pack(contents)
    placed = [
        {**row, "offset": offset, "length": len(content), "is_excluded": False, "is_edited": False}
        for row, offset, content in zip(rows, offsets, contents, strict=True)
    ]
    return compressed, length, placed


def _set_excluded(desk: Desk, name: str, customer: tuple[str, str], *, is_excluded: bool, by: str, why: str) -> None:
    with desk.session() as session:
        campaign, message = _previewed(session, name, customer)
        if message.is_excluded == is_excluded:
            return
        message.is_excluded = is_excluded
        move_between_reasons(session, campaign, message, is_excluded=is_excluded)
        act = "excluded" if is_excluded else "included"
        tell(session, campaign, act=act, by=by, at=desk.now(), why=why, message_id=message.id)


def _take_back_exclusions(session: Session, campaign: Campaign) -> None:
    """Count everybody in again who was taken out by hand of the preview that is dropped."""
    excluded = select(PreviewMessage).where(PreviewMessage.campaign_id == campaign.id, PreviewMessage.is_excluded)
    for message in session.scalars(excluded):
        move_between_reasons(session, campaign, message, is_excluded=False)


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
