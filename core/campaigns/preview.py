"""The preview: every message of a campaign written for real and kept as bytes, and what a person changes in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from core.campaigns.contents import in_batches, pack
from core.campaigns.errors import CampaignMovedError, EmptyAudienceError, NoSuchMessageError, NothingSaidError
from core.campaigns.legal import words_of
from core.campaigns.plan import drop_preview, move_between_reasons
from core.campaigns.search_index import IndexWriter, filtered_by
from core.campaigns.states import get, move, require, tell
from core.campaigns.studio_use import approved_set, keep_use, templates_of
from core.campaigns.treating import require_open
from core.campaigns.writing import letters
from core.desk.campaign_tables import Campaign, PreviewBatch, PreviewMessage
from core.desk.template_tables import PreviewIndex
from core.messages.edited import with_own_words
from core.vocabulary import CampaignState, ChannelName

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.campaigns.writing import Letter
    from core.desk.engine import Desk
    from core.messages.render import Rendered

Progress = Callable[[float, str], None]
MOST_AT_ONCE = 1000  # messages in one statement
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


def write_preview(desk: Desk, name: str, *, by: str, progress: Progress | None = None) -> int:
    """Write every message of the draft ``name`` and return how many; an earlier preview and its changes are dropped.

    Writing happens off the desk's lock; one transaction keeps the result. Raises ``EmptyAudienceError`` when nobody is in,
    ``CampaignStateError`` once the campaign was approved, ``CampaignMovedError`` when it was planned anew meanwhile.
    """
    with desk.reading() as session:
        campaign = get(session, name)
        require(campaign, "previewed", *OPEN)
        used = approved_set(session)
        revision, to_write = campaign.revision, letters(session, desk, campaign, templates=used.templates)
    if not to_write:
        raise EmptyAudienceError(name)
    index, batches = IndexWriter(), []
    for batch in in_batches(to_write):
        batches.append(_packed(batch, index))
        if progress is not None:
            progress(len(index) / len(to_write), f"{len(index)} / {len(to_write)}")
    with desk.session() as session:
        campaign = get(session, name, is_locked=True)
        if campaign.revision != revision:
            raise CampaignMovedError(name)
        _take_back_exclusions(session, campaign)
        drop_preview(session, campaign)
        keep_use(session, campaign, used, desk.now())
        ids: list[int] = []
        for compressed, length, rows in batches:
            kept = PreviewBatch(campaign_id=campaign.id, is_sealed=False, content=compressed, length=length)
            session.add(kept)
            session.flush()
            inserted = insert(PreviewMessage).returning(PreviewMessage.id, sort_by_parameter_order=True)
            ids += session.scalars(inserted, [{**row, "campaign_id": campaign.id, "batch_id": kept.id} for row in rows])
        session.add(PreviewIndex(campaign_id=campaign.id, **index.packed(ids)))
        if campaign.state == CampaignState.PREVIEWED:
            tell(session, campaign, act="previewed again", by=by, at=desk.now())
        else:
            move(session, campaign, CampaignState.PREVIEWED, by=by, at=desk.now())
    return len(index)


def exclude(desk: Desk, name: str, entity: str, customer_id: str, *, by: str, why: str) -> None:
    """Take one customer out of a previewed campaign; the table of reasons says so from then on."""
    if not why.strip():
        raise NothingSaidError("leave this customer out")
    _set_excluded(desk, name, (entity, customer_id), is_excluded=True, by=by, why=why)


def exclude_all(desk: Desk, name: str, message_ids: Sequence[int], *, by: str, why: str) -> int:
    """Take several messages out at once, for one reason; return how many were still in."""
    if not why.strip():
        raise NothingSaidError("leave these customers out")
    with desk.session() as session:
        campaign = get(session, name, is_locked=True)
        require(campaign, "changed", CampaignState.PREVIEWED)
        taken: list[str] = []
        for start in range(0, len(message_ids), MOST_AT_ONCE):
            some = PreviewMessage.id.in_(message_ids[start : start + MOST_AT_ONCE])
            still_in = (PreviewMessage.campaign_id == campaign.id, ~PreviewMessage.is_excluded, some)
            for message in session.scalars(select(PreviewMessage).where(*still_in)):
                message.is_excluded = True
                move_between_reasons(session, campaign, message, is_excluded=True)
                taken.append(f"{message.entity} {message.customer_id}")
        if taken:
            detail = {"messages": len(taken), "customers": taken}
            tell(session, campaign, act="excluded", by=by, at=desk.now(), why=why, detail=detail)
    return len(taken)


def include(desk: Desk, name: str, entity: str, customer_id: str, *, by: str, why: str = "") -> None:
    """Put a customer back that was taken out by hand."""
    _set_excluded(desk, name, (entity, customer_id), is_excluded=False, by=by, why=why)


def edit(desk: Desk, name: str, entity: str, customer_id: str, *, subject: str, text: str, by: str, why: str) -> None:
    """Replace one previewed message by a person's own words, in every form that its channel sends.

    The law looks at it again. Raises ``NoSuchMessageError``; ``CampaignStateError`` once approved.
    """
    with desk.session() as session:
        campaign, message = _previewed(session, name, (entity, customer_id))
        letter = _letter(session, desk, campaign, message, _chosen(message))
        before, rendered = message.subject, with_own_words(letter.rendered(), subject=subject, text=text)
        _write_anew(session, campaign, message, letter, rendered)
        message.is_edited = True
        detail = {"subject before": before, "subject": rendered.subject}
        tell(session, campaign, act="edited", by=by, at=desk.now(), why=why, message_id=message.id, detail=detail)


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
        _write_anew(session, campaign, message, letter, letter.rendered())
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
    session: Session, campaign: Campaign, message: PreviewMessage, letter: Letter, rendered: Rendered
) -> None:
    """Keep new bytes for one message, and what the list says of it."""
    content, row = letter.content_of(rendered), letter.row(rendered)
    compressed, length, _ = pack([content])
    batch = PreviewBatch(campaign_id=campaign.id, is_sealed=False, content=compressed, length=length)
    session.add(batch)
    session.flush()
    message.batch_id, message.offset, message.length = batch.id, 0, len(content)
    for column in row.keys() & ANEW:
        setattr(message, column, row[column])
    message.searched = "\n".join(said(row, rendered))


def said(row: Mapping[str, Any], rendered: Rendered) -> list[str]:
    """Return the lines by which a message is found: those of the form that its channel sends, and whom it goes to."""
    words = words_of(rendered, ChannelName(row["channel"]))
    return [row["name"], row["customer_id"], row["address"], row["subject"], *words.splitlines()]


def _packed(batch: list[Letter], index: IndexWriter) -> tuple[bytes, int, list[dict[str, Any]]]:
    contents, rows = [], []
    for letter in batch:
        rendered = letter.rendered()
        row = letter.row(rendered)
        contents.append(letter.content_of(rendered))
        rows.append(row)
        index.add(row["name"], row["cost_minor"], filtered_by(**row), said(row, rendered))
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
