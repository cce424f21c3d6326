"""The brakes: how fast each channel goes, how much fits a day, what stands still, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from core.campaigns import brake, capacity, rate
from core.campaigns.hours import moments_of
from core.console.output import Json, emit, table
from core.desk.channel_terms import terms
from core.vocabulary import ChannelName
from core.wiring import wire

Channel = Annotated[ChannelName, typer.Argument(help="The channel.")]
By = Annotated[str, typer.Option(help="Who does this.")]
Why = Annotated[str, typer.Option(help="Why; kept with the channel.")]
SOMEBODY = "command line"


def channels(*, as_json: Json = False) -> None:
    """Show the limits of each channel, what of today is taken, and which stand still."""
    desk = wire().desk
    stops, known, hours, now = brake.paused(desk), terms(desk), moments_of(desk), desk.now()
    answer = {}
    for channel in ChannelName:
        [day, *_] = hours.days(now)
        term, speed = known.term(channel, day.on), rate.per_second(desk, channel)
        answer[str(channel)] = {
            "is_on": term.is_on,
            "per_minute": None if speed is None else round(speed * 60, 3),
            "daily_capacity": term.daily_capacity,
            "taken_today": capacity.taken(desk, channel, day.on),
            "paused_why": stops[channel].why if channel in stops else None,
        }
    rows = [(name, *("" if value is None else value for value in said.values())) for name, said in answer.items()]
    emit(answer, as_json=as_json, lines=table(("channel", "on", "a minute", "a day", "taken", "paused"), rows))


def pace(
    channel: Channel,
    *,
    per_minute: Annotated[float | None, typer.Option(min=0.01, help="At most so many messages a minute.")] = None,
    off: Annotated[bool, typer.Option("--off", help="No limit: as fast as the other side takes it.")] = False,
) -> None:
    """Limit how fast a channel goes, over all workers; without an option, show the limit."""
    desk = wire().desk
    if per_minute is not None or off:
        rate.limit(desk, channel, None if off or per_minute is None else per_minute / 60)
    speed = rate.per_second(desk, channel)
    typer.echo(f"{channel}: {'no limit' if speed is None else f'{speed * 60:g} messages a minute'}")


def pause_channel(channel: Channel, *, why: Why, by: By = SOMEBODY) -> None:
    """Let nothing more go by a channel, whatever campaign it is of."""
    brake.pause(wire().desk, channel, by=by, why=why)


def resume_channel(channel: Channel, *, why: Why, by: By = SOMEBODY) -> None:
    """Let a channel go on that somebody, or the brake, stopped."""
    brake.resume(wire().desk, channel, by=by, why=why)


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    for command in (channels, pace, pause_channel, resume_channel):
        app.command(command.__name__.replace("_", "-"))(command)
