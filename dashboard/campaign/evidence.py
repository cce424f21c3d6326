"""What is known of a message that nobody knows arrived: when, by which worker, what the server and the bounces said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.desk import deliveries
from core.vocabulary import MessageState
from dashboard import reads
from dashboard.plain import plain

if TYPE_CHECKING:
    from core.desk.campaign_tables import Message
    from dashboard.i18n import Words


def evidence(message: Message, words: Words) -> list[str]:
    """Return the evidence a sentence each; empty for a message that is not uncertain."""
    _ = words
    if message.state != MessageState.UNCERTAIN:
        return []
    told = []
    if message.sending_at is not None:
        worker = plain(message.worker_id or "?")
        told.append(_("begun {moment} by worker {worker}", moment=words.moment(message.sending_at), worker=worker))
    if message.reply_code is not None:
        told.append(_("answer {code}", code=message.reply_code))
    told.append(_("Message-ID {name}", name=plain(message.message_id)))
    events = deliveries.events_of(reads.application().desk, [message.id])
    if events.empty:
        told.append(_("no bounce and no receipt so far"))
    told += [
        f"{plain(str(event['kind']))} {words.moment(event['at'].to_pydatetime())} {plain(str(event['words']))}"
        for event in events.to_dict("records")
    ]
    return told
