"""Delivery receipts that gateways post: proven, read, found their message, and noted once, in whatever order they come."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

import structlog
from sqlalchemy import select

from core.acting import permitted
from core.actions import Action
from core.channels.answers import found, reached, shown
from core.channels.gateway_terms import NO_ANSWER, SignatureForm
from core.desk import deliveries
from core.desk.campaign_tables import Message
from core.desk.deliveries import DeliveryEvent
from core.desk.gateway_tables import GatewayMessage
from core.errors import SaldoError
from core.gateways.again import call_again
from core.gateways.evidence import EvidenceError, keep, offered
from core.gateways.kept import gateway_of
from core.gateways.seals import Posted, proven
from core.secret import SecretError
from core.sentence import Sentence
from core.signed import SignatureError
from core.vocabulary import ChannelName, DeliveryKind

if TYPE_CHECKING:
    from core.channels.gateway_terms import GatewayTerms, ReceiptTerms
    from core.desk.engine import Desk

LARGEST: Final = 12_000_000  # bytes: evidence comes inside a receipt
MOST: Final = 500  # receipts in one post
QUERY: Final = "query:"
_LONGEST_PAST: Final = timedelta(days=400)
_MILLISECONDS: Final = 1e11

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What the gateway is told: an HTTP code; and what was noted, for whoever asks here."""

    status: int
    words: str
    noted: int = 0


class UnreadableReceiptError(SaldoError):
    """A receipt that says nothing that can be used."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "This receipt cannot be read: {why}. Compare it with the settings under Ways to send.", why=Sentence(why)
        )


@permitted(Action.HANDLE)
def taken(desk: Desk, name: str, posted: Posted) -> Taken:
    """Take the receipts in ``posted`` for the gateway of channel ``name``; what was noted before changes nothing.

    Also of a gateway that was switched off since: what it took is on its way. 200: noted, or nothing new. 409: of a message that the gateway names before it told us its id: it has to come again.
    """
    kept = gateway_of(desk, ChannelName(name)) if name in set(ChannelName) else None
    terms = None if kept is None else kept.terms
    if terms is None or terms.receipt.signature is SignatureForm.NONE:
        return Taken(status=404, words="no receipts are taken here")
    if len(posted.body) > LARGEST:
        return Taken(status=413, words="too long")
    try:
        proven(terms.receipt, posted, now=desk.now())
    except SignatureError as error:
        log.warning("a receipt was refused", gateway=name, why=str(error))
        return Taken(status=401, words="not proven")
    except SecretError as error:
        log.warning("receipts cannot be proven", gateway=name, why=str(error))
        return Taken(status=503, words="come again later")
    try:
        said = _documents(terms.receipt, posted)
    except UnreadableReceiptError as error:
        log.warning("a receipt was refused", gateway=name, why=str(error))
        return Taken(status=400, words="cannot be read")
    return _note(desk, ChannelName(name), terms, posted, said)


def _note(desk: Desk, channel: ChannelName, terms: GatewayTerms, posted: Posted, said: list[Any]) -> Taken:
    known = _messages(desk, channel, terms.receipt, posted, said)
    events: list[DeliveryEvent] = []
    is_unknown = is_awaited = False
    for document in said:
        event = _event(channel, terms.receipt, posted, document, desk.now())
        reference, gateway_id = _names(terms.receipt, posted, document)
        message_id = known.get(reference) or known.get(gateway_id)
        if message_id is None and not reference:
            is_unknown = True
            continue
        if message_id is not None:
            is_awaited |= not _is_kept(desk, terms, document, message_id, channel)
        if event is not None:
            events.append(replace(event, message_id=message_id))
    new = deliveries.note(desk, events)
    unanswered = {each.message_id for each in events if each.code == NO_ANSWER and each.message_id is not None}
    if new and channel is ChannelName.VOICE and unanswered:
        call_again(desk, sorted(unanswered), most=terms.attempts)
    if is_unknown:
        return Taken(status=409, words="of a message that is not known yet: come again", noted=len(new))
    if is_awaited:
        return Taken(status=503, words="its evidence could not be fetched: come again", noted=len(new))
    return Taken(status=200, words="noted", noted=len(new))


def _documents(terms: ReceiptTerms, posted: Posted) -> list[Any]:
    """Return the receipts in a post, as JSON or the fields of a form."""
    media = posted.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == "application/x-www-form-urlencoded":
        return [dict(parse_qsl(posted.body.decode(errors="replace"), keep_blank_values=True, max_num_fields=200))]
    try:
        document = json.loads(posted.body)
    except (ValueError, RecursionError):
        raise UnreadableReceiptError("it is no JSON") from None
    many = reached(document, terms.many_at) if terms.many_at else document
    listed = many if isinstance(many, list) else [many]
    if not listed or not all(isinstance(each, dict) for each in listed):
        raise UnreadableReceiptError("no receipt stands where it should")
    if len(listed) > MOST:
        raise UnreadableReceiptError(Sentence("more than {most} in one post", most=MOST))
    return listed


def _names(terms: ReceiptTerms, posted: Posted, document: Any) -> tuple[str, str]:  # noqa: ANN401 (JSON)
    """Return our reference and the gateway's id in a receipt, '' for what it does not say."""
    place = terms.reference_at
    reference = posted.query.get(place.removeprefix(QUERY)) if place.startswith(QUERY) else found(document, place)
    return (reference or "").strip("<>"), found(document, terms.id_at) or ""


def _messages(desk: Desk, channel: ChannelName, terms: ReceiptTerms, posted: Posted, said: list[Any]) -> dict[str, int]:
    """Return the messages of these receipts, by reference and by the gateway's id."""
    names = [_names(terms, posted, each) for each in said]
    references = [f"<{reference}>" for reference, _ in names if reference]
    ids = [gateway_id for _, gateway_id in names if gateway_id]
    by_reference = select(Message.message_id, Message.id).where(
        Message.message_id.in_(references), Message.channel == channel
    )
    by_id = select(GatewayMessage.gateway_id, GatewayMessage.message_id).where(
        GatewayMessage.channel == channel, GatewayMessage.gateway_id.in_(ids)
    )
    with desk.reading() as session:
        found_ids = {row[0]: row[1] for row in session.execute(by_id)} if ids else {}
        return found_ids | {row[0].strip("<>"): row[1] for row in session.execute(by_reference)}


def _event(
    channel: ChannelName,
    terms: ReceiptTerms,
    posted: Posted,
    document: Any,  # noqa: ANN401 (JSON)
    now: datetime,
) -> DeliveryEvent | None:
    """Return what a receipt says, of no message yet; None for a word that says nothing new."""
    places = terms.status_at.split("|")
    status = next((value for place in places if (value := found(document, place))), "")
    kind = terms.kinds.get(status, "")
    if not kind:
        return None
    reference, gateway_id = _names(terms, posted, document)
    at = found(document, terms.moment_at) or ""
    error = found(document, terms.error_at) or ""
    named = json.dumps([reference, gateway_id, status, at, error]).encode()
    is_no_answer = kind == NO_ANSWER
    return DeliveryEvent(
        message_id=None,
        channel=channel,
        kind=DeliveryKind.BOUNCED_SOFT if is_no_answer else DeliveryKind(kind),
        at=moment(at, now),
        source=f"gateway {channel}",
        source_id=sha256(named).hexdigest(),
        code=NO_ANSWER if is_no_answer else status[:80],
        words=shown(error, ()),
        is_lost=False if is_no_answer else None,
        detail={"reference": reference[:200], "gateway_id": gateway_id[:200], "status": status[:80]},
    )


def moment(said: str, now: datetime) -> datetime:
    """Return the moment a receipt names: ISO 8601, RFC 2822 or seconds since 1970; now where it is none or cannot be right."""
    read: datetime | None = None
    try:
        read = datetime.fromisoformat(said)
    except ValueError:
        try:
            seconds = float(said)
            read = datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS else seconds, tz=UTC)
        except (ValueError, OverflowError, OSError):
            try:
                read = parsedate_to_datetime(said)
            except ValueError:
                return now
    aware = read if read.tzinfo is not None else read.replace(tzinfo=UTC)
    return aware if now - _LONGEST_PAST <= aware <= now else now


def _is_kept(desk: Desk, terms: GatewayTerms, document: Any, message_id: int, channel: ChannelName) -> bool:  # noqa: ANN401
    """Keep the evidence in a receipt; return False where it may be had later."""
    try:
        content = offered(terms, document)
        if content is not None:
            name = f"evidence-{message_id}.pdf"
            keep(desk, message_id, content, name=name, source=f"gateway {channel}", channel=channel)
    except EvidenceError as error:
        log.warning("evidence was not kept", gateway=str(channel), message=message_id, why=str(error))
        return not error.is_for_now
    return True
