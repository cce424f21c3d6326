"""The design of an experiment: its arms, whom it concerns, its window and its measure, fixed before the first launch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from core.errors import SaldoError
from core.experiments.estimate import ALPHA
from core.experiments.power import POWER
from core.language import Words, later
from core.sentence import together
from core.strategy.mix import Rung
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


ENGLISH: Final = Words()
LONGEST_NAME: Final = 120
WINDOW_DAYS: Final = 30
DELAY_DAYS: Final = 7
MOST_WINDOW_DAYS: Final = 180
HOLDOUT_SHARE: Final = 0.1
MOST_HELD_OUT: Final = 0.5
CAP_MINOR: Final = 1_000_00  # euro cents: who owes more is reminded, whatever there is to learn
SMALLEST_EFFECT: Final = 0.05
ROUNDING: Final = 1e-9


class Kind(StrEnum):
    """What an experiment asks."""

    HOLDOUT = "holdout"  # what do reminders do? some are left alone until the window is over
    DELAY = "delay"  # what do they do, or what does waiting cost? some are reminded days later
    TEST = "test"  # which of two or more ways does better?


class Measure(StrEnum):
    """What is counted of each customer within the window."""

    PAID = "paid"  # all that was asked was paid
    DAYS = "days"  # days until then, the window's length for who did not
    EUROS = "euros"  # paid of what was asked
    COST = "cost"  # of all contacts, in euros
    DISPUTED = "disputed"
    COMPLAINED = "complained"
    CHANGED_CHANNEL = "changed_channel"  # or asked to be left alone
    KEPT = "kept"  # ordered again within ninety days


SHARES: Final = frozenset({Measure.PAID, Measure.DISPUTED, Measure.COMPLAINED, Measure.CHANGED_CHANNEL, Measure.KEPT})
MAIN: Final = (Measure.PAID, Measure.DAYS, Measure.EUROS)  # what an experiment may be decided by


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One way to treat a customer; ``share`` of the customers are drawn into it.

    Without anything else it is the way the strategy and the mix have it. ``versions`` are numbers of template versions by
    "message/language", 0 for what comes with Saldo; ``minute`` is counted from midnight, by the customer's own clock.
    """

    name: str
    share: float
    is_left_alone: bool = False
    delay_days: int = 0
    channel: ChannelName | None = None
    versions: Mapping[str, int] = field(default_factory=dict)
    minute: int | None = None


@dataclass(frozen=True, kw_only=True)
class Design:
    """What is fixed: the arms (the first is what others are compared with), and how their outcome is read.

    ``rungs`` are the steps it concerns; empty ``segments`` and ``entities`` mean all. ``cap_minor`` (euro cents) is the most that a
    customer in it may be asked for, None for no limit. ``smallest_effect`` is the least difference worth knowing, in the
    unit of the measure: a share, days or euros.
    """

    name: str
    kind: Kind
    arms: tuple[Arm, ...]
    rungs: tuple[Rung, ...]
    segments: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    measure: Measure = Measure.PAID
    window_days: int = WINDOW_DAYS
    cap_minor: int | None = CAP_MINOR
    smallest_effect: float = SMALLEST_EFFECT
    alpha: float = ALPHA
    power: float = POWER

    @property
    def first(self) -> Arm:
        """The arm that the others are compared with."""
        return self.arms[0]

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of each arm."""
        return tuple(each.share for each in self.arms)

    @property
    def sha256(self) -> str:
        """The mark of the whole design: a design that was changed since has another."""
        return hashlib.sha256(json.dumps(to_body(self), sort_keys=True).encode()).hexdigest()


class DesignRefusedError(SaldoError):
    """A design that cannot be, or may not be."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(together(list(problems)))
        self.problems = list(problems)


def holdout(
    name: str,
    rungs: Sequence[Rung],
    *,
    share: float = HOLDOUT_SHARE,
    window_days: int = WINDOW_DAYS,
    cap_minor: int | None = CAP_MINOR,
    smallest_effect: float = SMALLEST_EFFECT,
    measure: Measure = Measure.PAID,
) -> Design:
    """Return the design that leaves ``share`` of the customers alone for the window."""
    alone = Arm(name=later("Left alone"), share=share, is_left_alone=True)
    return Design(
        name=name,
        kind=Kind.HOLDOUT,
        arms=(alone, Arm(name=later("Reminded"), share=1 - share)),
        rungs=tuple(sorted(rungs)),
        measure=measure,
        window_days=window_days,
        cap_minor=cap_minor,
        smallest_effect=smallest_effect,
    )


def delay(
    name: str,
    rungs: Sequence[Rung],
    *,
    share: float = HOLDOUT_SHARE,
    days: int = DELAY_DAYS,
    window_days: int | None = None,
    cap_minor: int | None = CAP_MINOR,
    smallest_effect: float = SMALLEST_EFFECT,
    measure: Measure = Measure.PAID,
) -> Design:
    """Return the design that reminds ``share`` of the customers ``days`` later; the window ends the day before unless told otherwise.

    With a window that is over before the delay nobody in the first arm was reminded in it, so it measures the reminder itself;
    on the very day of the reminder some pay at once.
    """
    later_arm = Arm(name=later("Reminded later"), share=share, delay_days=days)
    return Design(
        name=name,
        kind=Kind.DELAY,
        arms=(later_arm, Arm(name=later("Reminded at once"), share=1 - share)),
        rungs=tuple(sorted(rungs)),
        measure=measure,
        window_days=max(1, days - 1) if window_days is None else window_days,
        cap_minor=cap_minor,
        smallest_effect=smallest_effect,
    )


def to_body(design: Design) -> dict[str, Any]:
    """Return ``design`` as plain JSON values, equal designs as equal text."""
    return {
        "name": design.name,
        "kind": str(design.kind),
        "arms": [
            {
                "name": each.name,
                "share": each.share,
                "is_left_alone": each.is_left_alone,
                "delay_days": each.delay_days,
                "channel": None if each.channel is None else str(each.channel),
                "versions": dict(sorted(each.versions.items())),
                "minute": each.minute,
            }
            for each in design.arms
        ],
        "rungs": [list(each) for each in sorted(design.rungs)],
        "segments": sorted(design.segments),
        "entities": sorted(design.entities),
        "measure": str(design.measure),
        "window_days": design.window_days,
        "cap_minor": design.cap_minor,
        "smallest_effect": design.smallest_effect,
        "alpha": design.alpha,
        "power": design.power,
    }


def from_body(body: Mapping[str, Any]) -> Design:
    """Return the design that ``to_body`` wrote."""
    return Design(
        name=str(body["name"]),
        kind=Kind(body["kind"]),
        arms=tuple(
            Arm(
                name=str(each["name"]),
                share=float(each["share"]),
                is_left_alone=bool(each["is_left_alone"]),
                delay_days=int(each["delay_days"]),
                channel=None if each["channel"] is None else ChannelName(each["channel"]),
                versions={str(name): int(number) for name, number in each["versions"].items()},
                minute=None if each["minute"] is None else int(each["minute"]),
            )
            for each in body["arms"]
        ),
        rungs=tuple(Rung(str(ladder), int(step)) for ladder, step in body["rungs"]),
        segments=tuple(body["segments"]),
        entities=tuple(body["entities"]),
        measure=Measure(body["measure"]),
        window_days=int(body["window_days"]),
        cap_minor=None if body["cap_minor"] is None else int(body["cap_minor"]),
        smallest_effect=float(body["smallest_effect"]),
        alpha=float(body["alpha"]),
        power=float(body["power"]),
    )
