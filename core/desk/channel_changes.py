"""Changes of a channel's terms and effects: from a day on, with author and reason, and never over somebody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.acting import permitted
from core.actions import Action
from core.desk.channel_tables import ChannelEffect, ChannelTerm
from core.desk.revisions import Topic, changed
from core.errors import SaldoError
from core.language import later

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from core.desk.channel_terms import Terms
    from core.desk.engine import Desk
    from core.vocabulary import ChannelName


class BadTermError(SaldoError):
    """A cost, capacity or effect that cannot be."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)


class TermMovedError(SaldoError):
    """Somebody else changed the channel between reading and saving."""

    def __init__(self, channel: str, changed_by: str) -> None:
        super().__init__(
            "The terms of {channel} were changed by {changed_by} while you were working on them: reload, and make "
            "your change again.",
            channel=channel,
            changed_by=changed_by,
        )


@permitted(Action.POLICY)
def save_term(
    desk: Desk,
    channel: ChannelName,
    *,
    valid_from: date,
    cost_minor: int,
    daily_capacity: int | None,
    is_on: bool = True,
    by: str,
    why: str,
    based_on: int | None = None,
) -> None:
    """Let ``channel`` have these terms from a day on; the rows before stay as they were.

    ``based_on`` is the id of the newest row the author has seen, 0 for none: ``TermMovedError`` when there is another by
    now. ``BadTermError`` for a cost or capacity below nothing, a change without a reason.
    """
    if cost_minor < 0:
        raise BadTermError(later("A contact cannot cost less than nothing: fill in what it costs, or 0."))
    if daily_capacity is not None and daily_capacity < 0:
        raise BadTermError(
            later("Fewer than no contacts a day is not possible: fill in how many fit, or switch the channel off.")
        )
    with desk.session() as session:
        newest = (
            select(ChannelTerm.id, ChannelTerm.changed_by)
            .where(ChannelTerm.channel == channel)
            .order_by(ChannelTerm.id.desc())
        )
        _begin(session, channel, newest, why=why, based_on=based_on)
        session.add(
            ChannelTerm(
                channel=str(channel),
                valid_from=valid_from,
                cost_minor=cost_minor,
                daily_capacity=daily_capacity,
                is_on=is_on,
                why=why.strip(),
                changed_by=by,
                changed_at=desk.now(),
            )
        )


@permitted(Action.POLICY)
def save_effect(
    desk: Desk,
    channel: ChannelName,
    *,
    valid_from: date,
    effect_share: float,
    low_share: float,
    high_share: float,
    is_measured: bool = False,
    by: str,
    why: str,
    based_on: int | None = None,
    evidence: Mapping[str, Any] | None = None,
) -> None:
    """Let a contact by ``channel`` be thought to bring in ``effect_share`` from a day on; errors as in ``save_term``.

    ``evidence`` is what a measurement rests on, as ``core.experiments.feedback`` writes it.

    What was measured may lie below 0: a channel can do harm. What is assumed may not.
    """
    if not -1 <= low_share <= effect_share <= high_share <= 1:
        raise BadTermError(
            later(
                "The effect must lie between its lowest and highest value, and those between -100% and 100%: put the three in that order."
            )
        )
    if not is_measured and low_share < 0:
        raise BadTermError(later("An assumed effect cannot be below 0%: leave harm to what a test has measured."))
    with desk.session() as session:
        newest = (
            select(ChannelEffect.id, ChannelEffect.changed_by)
            .where(ChannelEffect.channel == channel)
            .order_by(ChannelEffect.id.desc())
        )
        _begin(session, channel, newest, why=why, based_on=based_on)
        session.add(
            ChannelEffect(
                channel=str(channel),
                valid_from=valid_from,
                effect_share=effect_share,
                low_share=low_share,
                high_share=high_share,
                is_measured=is_measured,
                why=why.strip(),
                changed_by=by,
                changed_at=desk.now(),
                evidence=None if evidence is None else dict(evidence),
            )
        )


def newest_term(found: Terms, channel: ChannelName) -> int:
    """Return the id that a change of the terms of ``channel`` is to be based on."""
    return max((each.id for each in found.terms.get(channel, ())), default=0)


def newest_effect(found: Terms, channel: ChannelName) -> int:
    """Return the id that a change of the effect of ``channel`` is to be based on."""
    return max((each.id for each in found.effects.get(channel, ())), default=0)


def _begin(session: Session, channel: ChannelName, rows: Select[int, str], *, why: str, based_on: int | None) -> None:
    """Wait for other writers, then refuse a change without a reason, or one that has not seen the newest of ``rows``."""
    if not why.strip():
        raise BadTermError(later("Say why: the change stays in the history of the channel with its reason."))
    changed(session, Topic.SETTINGS)  # first, for it makes writers wait for each other
    newest = session.execute(rows.limit(1)).first()
    if based_on is not None and newest is not None and newest.id != based_on:
        raise TermMovedError(str(channel), newest.changed_by)
