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
from core.strategy.gentle import gentle
from core.strategy.mix import Rung
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.strategy.strategy import Strategy

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
        super().__init__(" ".join(problems))
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


def problems(design: Design, strategy: Strategy, words: Words = ENGLISH) -> list[str]:
    """Return one sentence per thing that is wrong with ``design``; empty when it may be started under ``strategy``."""
    return [
        *_of_arms(design, words),
        *_of_reading(design, words),
        *_of_kind(design, words),
        *_of_scope(design, strategy, words),
    ]


def _of_arms(design: Design, words: Words) -> Iterator[str]:
    if not 1 <= len(design.name.strip()) <= LONGEST_NAME:
        yield words("Give it a name of 1 to {most} characters.", most=str(LONGEST_NAME))
    if len(design.arms) < 2:  # noqa: PLR2004 (a comparison has two sides)
        yield words("An experiment needs at least two arms: add one.")
    if len({each.name for each in design.arms}) != len(design.arms):
        yield words("Two arms have the same name: give each its own.")
    if any(not each.name.strip() for each in design.arms):
        yield words("An arm has no name: give it one.")
    if any(each.share <= 0 for each in design.arms):
        yield words("Every arm needs a share above 0%: raise it, or leave the arm out.")
    whole = sum(design.shares)
    if abs(whole - 1) > ROUNDING:
        yield words("The shares of the arms add up to {whole}, not to 100%.", whole=f"{whole:.4%}")


def _of_reading(design: Design, words: Words) -> Iterator[str]:
    if not 1 <= design.window_days <= MOST_WINDOW_DAYS:
        yield words("The window must be 1 to {most} days.", most=str(MOST_WINDOW_DAYS))
    if design.smallest_effect <= 0:
        yield words("The smallest effect worth knowing must be above 0.")
    if not (0 < design.alpha < 1 and 0 < design.power < 1):
        yield words("Alpha and power lie between 0 and 1.")
    if design.measure not in MAIN:
        yield words("Decide by the paid share, the days or the euros: the rest is read beside it.")
    if design.cap_minor is not None and design.cap_minor <= 0:
        yield words("The most that a customer may be asked for must be above 0.")


def _of_kind(design: Design, words: Words) -> Iterator[str]:
    is_test = design.kind is Kind.TEST
    if is_test and any(each.is_left_alone or each.delay_days for each in design.arms):
        yield words("A test treats everybody, at once: leave people alone with a holdout, or later with a delay.")
    if not is_test and any(each.channel or each.versions or each.minute is not None for each in design.arms):
        yield words("A holdout or a delay changes nothing else: make a test for another text, channel or hour.")
    alone = sum(each.share for each in design.arms if each.is_left_alone)
    if design.kind is Kind.HOLDOUT and not design.first.is_left_alone:
        yield words("The first arm of a holdout is the one that is left alone.")
    if alone > MOST_HELD_OUT + ROUNDING:
        yield words("More than half would be left alone: leave out {most} at most.", most=words.share(MOST_HELD_OUT, 0))
    if design.kind is Kind.HOLDOUT and design.cap_minor is None:
        yield words("Say how much a customer who is left alone may owe at most: larger claims are always reminded.")
    if design.kind is Kind.DELAY and not 1 <= design.first.delay_days <= design.window_days + 1:
        yield words("The delay must be at least a day, and end a day after the window at most.")
    if any(each.minute is not None and not 0 <= each.minute < 24 * 60 for each in design.arms):
        yield words("An hour lies between 00:00 and 23:59.")
    if is_test and len(
        {(each.channel, tuple(sorted(each.versions.items())), each.minute) for each in design.arms}
    ) < len(design.arms):
        yield words("Two arms are the same: let each differ in its text, channel or hour.")


def _of_scope(design: Design, strategy: Strategy, words: Words) -> Iterator[str]:
    if not design.rungs:
        yield words("Choose at least one step.")
    strict = sorted(set(design.rungs) - set(gentle(strategy)))
    if strict:
        listed = ", ".join(f"{each.ladder} {each.step}" for each in strict)
        yield words(
            "Only gentle steps are experimented with, never what the law requires or a harsher letter: leave out {steps}.",
            steps=listed,
        )
    spoken = {str(strategy.ladder(each.ladder).step(each.step).message) for each in design.rungs if each not in strict}
    others = sorted({each for arm in design.arms for each in arm.versions if each.partition("/")[0] not in spoken})
    if others:
        yield words(
            "Another text can only be tried of a gentle message of these steps: leave out {texts}.",
            texts=", ".join(others),
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
