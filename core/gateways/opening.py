"""Opens the channel of a declared gateway for one thread, with what the desk knows of its messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from core.acting import by_itself
from core.channels.base import ChannelDownError
from core.channels.gateway import Gateway
from core.channels.gateway_terms import NO_ANSWER
from core.desk import settings
from core.desk.campaign_tables import Message, PreviewMessage
from core.desk.delivery_tables import DeliveryEvent
from core.desk.gateway_tables import GatewayMessage
from core.gateways.kept import callback, terms_in_use
from core.gateways.writing import Particulars, Requests, bare
from core.vocabulary import DeliveryKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.channels.base import Outgoing
    from core.channels.gateway_terms import GatewayTerms
    from core.clock import Clock
    from core.desk.engine import Desk
    from core.vocabulary import ChannelName


REST: Final = "gateway_rest"


def open_gateway(desk: Desk, channel: ChannelName, *, clock: Clock) -> Gateway:
    """Return the channel over the gateway that is on for ``channel`` at each batch."""
    of = _Of(desk=desk, channel=channel)
    write = Requests(channel, of.terms, of.particulars, of.callback)
    return Gateway(channel, of.terms, write, noted=of.note, rests=Resting(desk=desk, channel=channel), clock=clock)


@dataclass(frozen=True, kw_only=True)
class _Of:
    """What one gateway asks the desk."""

    desk: Desk
    channel: ChannelName

    def terms(self) -> GatewayTerms:
        found = terms_in_use(self.desk, self.channel)
        if found is None:
            where = f"The gateway for {self.channel}"
            raise ChannelDownError(where, "it was switched off", "Messages stay queued until the sender starts again")
        return found

    def callback(self) -> str:
        return callback(self.desk, self.channel, self.terms())

    def particulars(self, keys: Sequence[int]) -> dict[int, Particulars]:
        """Return what the ledger knows of the messages with these ids."""
        unanswered = (
            select(func.count())
            .where(
                DeliveryEvent.message_id == Message.id,
                DeliveryEvent.kind == DeliveryKind.BOUNCED_SOFT,
                DeliveryEvent.code == NO_ANSWER,
            )
            .scalar_subquery()
        )
        wanted = (
            select(
                Message.id,
                Message.message_id,
                Message.country,
                PreviewMessage.language,
                PreviewMessage.template,
                PreviewMessage.subject,
                unanswered.label("calls"),
            )
            .join(PreviewMessage, PreviewMessage.id == Message.id)
            .where(Message.id.in_(keys))
        )
        with self.desk.reading() as session:
            return {
                row.id: Particulars(
                    reference=bare(row.message_id),
                    language=row.language,
                    message=row.template,
                    subject=row.subject,
                    country=row.country,
                    calls=row.calls,
                )
                for row in session.execute(wanted)
            }

    @by_itself
    def note(self, message: Outgoing, gateway_id: str) -> None:
        """Keep the gateway's own id of a message, where its receipts name nothing else."""
        receipt = self.terms().receipt
        if receipt.reference_at or not receipt.id_at or message.key <= 0:
            return
        row = {"channel": self.channel, "gateway_id": gateway_id[:200], "message_id": message.key}
        try:
            with self.desk.session() as session:
                session.execute(insert(GatewayMessage).values(**row, noted_at=self.desk.now()))
        except IntegrityError:
            return  # the same key gave the same id again


@dataclass(frozen=True, kw_only=True)
class Resting:
    """Until when the gateway of a channel wants to hear nothing, kept on the desk: for every worker, and over restarts."""

    desk: Desk
    channel: ChannelName

    def known(self) -> tuple[datetime, str] | None:
        """Return until when, and why; None where the one that is on never asked for a pause."""
        kept = settings.every(self.desk, REST, self.channel).get(self.channel)
        is_same = kept is not None and kept.body["address"] == self._address()
        return (
            None if kept is None or not is_same else (datetime.fromisoformat(kept.body["until"]), str(kept.body["why"]))
        )

    def keep(self, until: datetime, why: str) -> None:
        """Keep that for everybody."""
        body = {"until": until.isoformat(), "why": why, "address": self._address()}
        settings.save(self.desk, REST, body, by=f"gateway {self.channel}", scope=self.channel)

    def _address(self) -> str:
        terms = terms_in_use(self.desk, self.channel)
        return "" if terms is None else terms.address
