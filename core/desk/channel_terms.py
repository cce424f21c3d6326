"""Terms of channels by day: cost, capacity, whether it is on, and what a contact is thought to bring in, with their history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.desk.channel_tables import ChannelEffect, ChannelTerm
from core.language import later
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from core.desk.engine import Desk

ALWAYS: Final = date(1900, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Term:
    """What a contact costs in euro cents, how many fit a day (None: no limit), and whether the channel is used at all.

    ``id`` is 0 for what Saldo ships with, and nobody changed that.
    """

    cost_minor: int
    daily_capacity: int | None = None
    is_on: bool = True
    valid_from: date = ALWAYS
    why: str
    id: int = 0
    changed_by: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Effect:
    """The share that one contact brings in of what would not have come by itself, with its 80 % interval.

    ``is_measured``: by a test with a draw, which ``why`` names; otherwise it is an assumption and counts as one. ``evidence`` of one that
    was taken over from an experiment: experiment, as_of, contacts, weight (of the measurement), measured and assumed.
    """

    effect_share: float
    low_share: float
    high_share: float
    is_measured: bool = False
    valid_from: date = ALWAYS
    why: str
    id: int = 0
    changed_by: str | None = None
    changed_at: datetime | None = None
    evidence: Mapping[str, Any] | None = None

    @property
    def measured_weight(self) -> float:
        """How much of it a measurement makes up: 0 for an assumption, 1 for what a person entered as measured."""
        if self.evidence is not None:
            return float(self.evidence["weight"])
        return 1.0 if self.is_measured else 0.0


def _assumed(effect: float, low: float, high: float) -> Effect:
    why = later("Assumption that Saldo ships with: no test of yours has measured it yet.")
    return Effect(effect_share=effect, low_share=low, high_share=high, why=why)


_PRICE: Final = later("What Saldo ships with: fill in your own price.")
SHIPPED_TERMS: Final[Mapping[ChannelName, Term]] = {
    ChannelName.EMAIL: Term(cost_minor=1, why=_PRICE),
    ChannelName.SMS: Term(cost_minor=9, why=_PRICE),
    ChannelName.WHATSAPP: Term(
        cost_minor=9,
        is_on=False,
        why=later("Off until the provider has confirmed in writing that reminders may go by it."),
    ),
    ChannelName.LETTER: Term(cost_minor=165, daily_capacity=500, why=_PRICE),
    ChannelName.REGISTERED_LETTER: Term(cost_minor=1075, daily_capacity=50, why=_PRICE),
    ChannelName.REGISTERED_EMAIL: Term(
        cost_minor=150, is_on=False, why=later("Off until a qualified trust service is connected.")
    ),
    ChannelName.PHONE: Term(
        cost_minor=650, daily_capacity=30, why=later("What Saldo ships with: fill in your own people.")
    ),
    ChannelName.VOICE: Term(
        cost_minor=20, is_on=False, why=later("Off until customers have agreed to spoken messages.")
    ),
}
SHIPPED_EFFECTS: Final[Mapping[ChannelName, Effect]] = {
    ChannelName.EMAIL: _assumed(0.08, 0.03, 0.13),
    ChannelName.SMS: _assumed(0.10, 0.04, 0.16),
    ChannelName.WHATSAPP: _assumed(0.10, 0.03, 0.17),
    ChannelName.LETTER: _assumed(0.10, 0.04, 0.16),
    ChannelName.REGISTERED_LETTER: _assumed(0.14, 0.05, 0.23),
    ChannelName.REGISTERED_EMAIL: _assumed(0.11, 0.03, 0.19),
    ChannelName.PHONE: _assumed(0.20, 0.08, 0.32),
    ChannelName.VOICE: _assumed(0.09, 0.02, 0.16),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Terms:
    """Every dated row of every channel, the later ones last; ask for a day."""

    terms: Mapping[ChannelName, Sequence[Term]] = field(default_factory=dict)
    effects: Mapping[ChannelName, Sequence[Effect]] = field(default_factory=dict)

    def term(self, channel: ChannelName, on: date) -> Term:
        """Return the terms of ``channel`` in force on a day."""
        come = [each for each in self.terms.get(channel, ()) if each.valid_from <= on]
        return come[-1] if come else SHIPPED_TERMS[channel]

    def cost_minor(self, channel: ChannelName, on: date) -> int:
        """Return what a contact costs on a day, in euro cents."""
        return self.term(channel, on).cost_minor

    def capacity(self, channel: ChannelName, on: date) -> int | None:
        """Return how many contacts fit a day; None when there is no limit."""
        return self.term(channel, on).daily_capacity

    def is_on(self, channel: ChannelName, on: date) -> bool:
        """Return whether the channel is used, and anything at all fits a day."""
        found = self.term(channel, on)
        return found.is_on and found.daily_capacity != 0

    def effect(self, channel: ChannelName, on: date) -> Effect:
        """Return what a contact is thought to bring in, as it stands on a day."""
        come = [each for each in self.effects.get(channel, ()) if each.valid_from <= on]
        return come[-1] if come else SHIPPED_EFFECTS[channel]


SHIPPED: Final = Terms()


def terms(desk: Desk) -> Terms:
    """Return every dated row on the desk; what it says nothing of is as shipped."""
    with desk.reading() as session:
        costs = [_term(each) for each in session.scalars(select(ChannelTerm).order_by(*_LATER_LAST_TERM))]
        effects = [_effect(each) for each in session.scalars(select(ChannelEffect).order_by(*_LATER_LAST_EFFECT))]
    return Terms(
        terms={name: [each for of, each in costs if of == name] for name in ChannelName},
        effects={name: [each for of, each in effects if of == name] for name in ChannelName},
    )


_LATER_LAST_TERM: Final = (ChannelTerm.valid_from, ChannelTerm.id)
_LATER_LAST_EFFECT: Final = (ChannelEffect.valid_from, ChannelEffect.id)


def _term(row: ChannelTerm) -> tuple[str, Term]:
    return row.channel, Term(
        cost_minor=row.cost_minor,
        daily_capacity=row.daily_capacity,
        is_on=row.is_on,
        valid_from=row.valid_from,
        why=row.why,
        id=row.id,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _effect(row: ChannelEffect) -> tuple[str, Effect]:
    return row.channel, Effect(
        effect_share=row.effect_share,
        low_share=row.low_share,
        high_share=row.high_share,
        is_measured=row.is_measured,
        valid_from=row.valid_from,
        why=row.why,
        id=row.id,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        evidence=row.evidence,
    )
