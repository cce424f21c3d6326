"""A written preview is kept on the desk: some messages in each transaction, and the campaign is previewed at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select

from core.acting import permitted
from core.actions import Action
from core.campaigns.contents import in_batches
from core.campaigns.errors import CampaignMovedError
from core.campaigns.plan import drop_preview, move_between_reasons
from core.campaigns.search_index import LINES
from core.campaigns.states import ITSELF, get, move, tell
from core.campaigns.studio_use import keep_use
from core.desk.campaign_tables import Campaign, PreviewBatch, PreviewMessage
from core.desk.template_tables import PreviewIndex
from core.master import conceal
from core.vocabulary import CampaignState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from core.campaigns.search_index import IndexWriter
    from core.campaigns.studio_use import Used
    from core.desk.engine import Desk

KEPT_AT_ONCE: Final = 4  # batches in one transaction


@dataclass(frozen=True, kw_only=True)
class Written:
    """Some messages as they are kept: their contents locked, one after the other, and a row for each."""

    contents: bytes
    rows: list[dict[str, Any]]


@permitted(Action.CAMPAIGN)
def keep(
    desk: Desk,
    name: str,
    revision: int,
    written: Iterable[Written],
    *,
    index: IndexWriter,
    used: Used,
    by: str,
) -> None:
    """Keep what was written, some messages at a time so that nobody waits long; until the end the campaign is a draft.

    Whoever plans or writes it meanwhile wins: what was kept so far is dropped by them, and ``CampaignMovedError`` raised here.
    """
    with desk.session() as session:
        campaign = _unmoved(session, name, revision)
        _take_back_exclusions(session, campaign)
        drop_preview(session, campaign)
        if campaign.state == CampaignState.PREVIEWED:
            move(session, campaign, CampaignState.DRAFT, by=by, at=desk.now(), why="previewed again")
        else:
            campaign.revision += 1  # of two who write it at once one goes on
        revision = campaign.revision
    ids: list[int] = []
    for some in in_batches(written, KEPT_AT_ONCE):
        with desk.session() as session:
            campaign = _unmoved(session, name, revision)
            ids += [id_ for each in some for id_ in _kept(session, desk, campaign, each)]
    packed = index.packed(ids)
    with desk.session() as session:
        campaign = _unmoved(session, name, revision)
        keep_use(session, campaign, used, desk.now())
        packed["lines"] = conceal(session, packed["lines"], LINES)
        session.add(PreviewIndex(campaign_id=campaign.id, **packed))
        move(session, campaign, CampaignState.PREVIEWED, by=by, at=desk.now())


def _unmoved(session: Session, name: str, revision: int) -> Campaign:
    campaign = get(session, name, is_locked=True)
    if campaign.revision != revision:
        raise CampaignMovedError(name)
    return campaign


def _kept(session: Session, desk: Desk, campaign: Campaign, written: Written) -> Sequence[int]:
    """Keep one batch of messages and return their ids; who could not be written to is left out from the start."""
    kept = PreviewBatch(
        campaign_id=campaign.id,
        is_sealed=False,
        content=written.contents,
        length=len(written.contents),
        is_locked=True,
    )
    session.add(kept)
    session.flush()
    inserted = insert(PreviewMessage).returning(PreviewMessage.id, sort_by_parameter_order=True)
    rows = [{**row, "campaign_id": campaign.id, "batch_id": kept.id} for row in written.rows]
    ids = session.scalars(inserted, rows).all()
    for message_id, row in zip(ids, written.rows, strict=True):
        if row["is_excluded"]:
            message = session.get_one(PreviewMessage, message_id)
            move_between_reasons(session, campaign, message, is_excluded=True)
            tell(
                session,
                campaign,
                act="excluded",
                by=ITSELF,
                at=desk.now(),
                why=row["remarks"][0],
                message_id=message_id,
            )
    return ids


def _take_back_exclusions(session: Session, campaign: Campaign) -> None:
    """Count everybody in again who was taken out by hand of the preview that is dropped."""
    excluded = select(PreviewMessage).where(PreviewMessage.campaign_id == campaign.id, PreviewMessage.is_excluded)
    for message in session.scalars(excluded):
        move_between_reasons(session, campaign, message, is_excluded=False)
