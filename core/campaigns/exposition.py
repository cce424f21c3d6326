"""What is to be watched, in the text format of Prometheus: the ledger, the channels, and one worker's pulse."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.campaigns import brake, capacity
from core.campaigns.hours import moments_of
from core.campaigns.outlook import OPEN
from core.desk.campaign_tables import Campaign, Message
from core.desk.channel_terms import terms
from core.desk.tables import ChannelRate, Worker
from core.vocabulary import CampaignState, ChannelName, MessageState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.campaigns.pulse import Reading
    from core.desk.engine import Desk

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
CARE = (MessageState.HELD, MessageState.UNCERTAIN)


@dataclass(frozen=True, kw_only=True)
class Family:
    """One metric: what it is, and its value for each set of labels."""

    name: str
    kind: str
    help: str
    samples: Mapping[tuple[tuple[str, str], ...], float] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Yield the metric as it is read by machines."""
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} {self.kind}"
        for labels, value in sorted(self.samples.items()):
            said = ",".join(f'{name}="{_escaped(label)}"' for name, label in labels)
            yield f"{self.name}{{{said}}} {value:.10g}" if said else f"{self.name} {value:.10g}"


def text(families: Iterable[Family]) -> str:
    """Return the families as one answer."""
    return "\n".join(line for family in families for line in family.lines()) + "\n"


def of_desk(desk: Desk) -> list[Family]:
    """Return what the desk says of all workers and channels: what waits, what is paused, what fits today, who is alive."""
    now, paused, known = desk.now(), brake.paused(desk), terms(desk)
    moments = moments_of(desk)
    waiting, rates, beats = _read(desk)
    today = {
        channel: day
        for channel in ChannelName
        for day in capacity.days(moments, known, channel, now)[:1]
        if day.capacity is not None
    }
    return [
        Family(
            name="saldo_messages_open",
            kind="gauge",
            help="Messages of running and paused campaigns that are not settled, and those that wait for a person.",
            samples={(("channel", channel), ("state", state)): count for (channel, state), count in waiting.items()},
        ),
        Family(
            name="saldo_channel_paused",
            kind="gauge",
            help="1 while a channel stands still for everybody.",
            samples={(("channel", str(each)),): float(each in paused) for each in ChannelName},
        ),
        Family(
            name="saldo_channel_capacity",
            kind="gauge",
            help="How many messages fit a day, for channels with a limit.",
            samples={(("channel", str(each)),): float(day.capacity or 0) for each, day in today.items()},
        ),
        Family(
            name="saldo_channel_taken",
            kind="gauge",
            help="How many messages took capacity today.",
            samples={(("channel", str(each)),): capacity.taken(desk, each, day.on) for each, day in today.items()},
        ),
        Family(
            name="saldo_channel_rate_per_second",
            kind="gauge",
            help="The speed limit of a channel over all workers.",
            samples={(("channel", channel),): rate for channel, rate in rates.items()},
        ),
        Family(
            name="saldo_worker_beat_age_seconds",
            kind="gauge",
            help="Seconds since a sending thread last said that it is alive; those that stopped in good order are not told.",
            samples={
                (("worker", row.id), ("host", row.host)): max(0.0, (now - row.beat_at).total_seconds()) for row in beats
            },
        ),
    ]


def of_worker(read: Reading, *, pid: int) -> list[Family]:
    """Return what one worker claims and settles, and whether its channels are up."""
    return [
        Family(
            name="saldo_worker_claimed_total",
            kind="counter",
            help="Messages that this worker claimed since it started.",
            samples={(("channel", str(channel)),): count for channel, count in read.claimed.items()},
        ),
        Family(
            name="saldo_worker_settled_total",
            kind="counter",
            help="What became of the messages of this worker since it started.",
            samples={
                (("channel", str(channel)), ("state", str(state))): count
                for (channel, state), count in read.settled.items()
            },
        ),
        Family(
            name="saldo_worker_channel_up",
            kind="gauge",
            help="0 while something is in the way of a channel.",
            samples={(("channel", str(channel)),): float(not said) for channel, said in read.trouble.items()},
        ),
        Family(
            name="saldo_worker_last_beat_timestamp_seconds",
            kind="gauge",
            help="When each sending thread of this worker last beat.",
            samples={(("worker", worker_id),): at.timestamp() for worker_id, at in read.beats.items()},
        ),
        Family(
            name="saldo_worker_pid", kind="gauge", help="The process number of this worker.", samples={(): float(pid)}
        ),
    ]


def _read(desk: Desk) -> tuple[dict[tuple[str, str], int], dict[str, float], list[Worker]]:
    going = select(Campaign.id).where(Campaign.state.in_((CampaignState.RUNNING, CampaignState.PAUSED)))
    open_ = (
        select(Message.channel, Message.state, func.count())
        .where(Message.campaign_id.in_(going), Message.state.in_((*OPEN, *CARE)))
        .group_by(Message.channel, Message.state)
    )
    limited = select(ChannelRate.channel, ChannelRate.per_second).where(ChannelRate.per_second.is_not(None))
    with desk.reading() as session:
        waiting = {(row[0], row[1]): row[2] for row in session.execute(open_)}
        rates = {row[0]: float(row[1] or 0.0) for row in session.execute(limited)}
        beats = list(session.scalars(select(Worker).where(Worker.stopped_at.is_(None))))
    return waiting, rates, beats


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
