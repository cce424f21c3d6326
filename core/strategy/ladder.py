"""A ladder: steps in days from the due date, each with its message, tone, channels, limits and what a person does besides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from core.errors import UnknownNameError
from core.language import Words
from core.messages.needs import STEPS
from core.vocabulary import ChannelName, MessageName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NO_STEP = 0
ENGLISH = Words()


class Tone(StrEnum):
    """How a step speaks to the customer."""

    FRIENDLY = "friendly"
    NEUTRAL = "neutral"
    FIRM = "firm"
    LEGAL = "legal"


class Escalation(StrEnum):
    """What a person does at a step, beside the message or instead of it."""

    ACCOUNT_MANAGER = "account_manager"  # calls a positive customer, instead of the message
    PHONE_LARGE = "phone_large"  # a large claim gets a call, instead of the message
    FACE_TO_FACE = "face_to_face"
    DELIVERY_STOP = "delivery_stop"  # advice: somebody else decides about deliveries
    AGENCY = "agency"  # a file for the agency, once the step has run out


CALLED = (Escalation.ACCOUNT_MANAGER, Escalation.PHONE_LARGE)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One rung: from ``days_past_due`` on (that day included) the item may be asked for with ``message``.

    Steps after the due date are numbered 1, 2, 3 ...; those before it -1, -2 ..., -1 the nearest, so that one more of them
    renumbers nothing that was sent. ``channels`` has the usual one first, then what to use when that is closed.
    ``minimum_amount_minor`` (euro cents, of all that the message asks in a currency) and ``minimum_wait_days`` (since the step
    before it of that item) hold the step back.
    """

    number: int
    days_past_due: int
    message: MessageName
    label: str
    channels: tuple[ChannelName, ...] = (ChannelName.EMAIL,)
    tone: Tone = Tone.NEUTRAL
    minimum_amount_minor: int = 0
    minimum_wait_days: int = 0
    escalations: tuple[Escalation, ...] = ()

    @property
    def is_before_due(self) -> bool:
        """Whether the step belongs before the due date: after it, its message would be untrue."""
        return self.number < NO_STEP


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Steps in the order of their days."""

    label: str
    steps: tuple[Step, ...]

    @property
    def first(self) -> Step:
        """The first step after the due date, or the last before it where there is none after."""
        return next((each for each in self.steps if not each.is_before_due), self.steps[-1])

    def step(self, number: int) -> Step:
        """Return the step with ``number``; raise ``UnknownNameError`` when there is none."""
        for step in self.steps:
            if step.number == number:
                return step
        raise UnknownNameError("step", str(number), [str(each.number) for each in self.steps])


def numbered(steps: tuple[Step, ...]) -> tuple[int, ...]:
    """Return the numbers that ``steps`` have by their place: -n to -1 before the due date, then 1, 2, 3."""
    before = sum(each.days_past_due < 0 for each in steps)
    return tuple(place - before if place < before else place - before + 1 for place in range(len(steps)))


def problems(ladder: Ladder, words: Words = ENGLISH) -> list[str]:
    """Return one sentence per thing that makes ``ladder`` impossible to climb; empty when it can be."""
    label = words(ladder.label)
    if not ladder.steps:
        return [words("Ladder “{ladder}” has no step. Add one.", ladder=label)]
    found = []
    if tuple(step.number for step in ladder.steps) != numbered(ladder.steps):
        found.append(
            words(
                "Ladder “{ladder}”: number the steps after the due date 1, 2, 3 and so on, and those before it -2, -1, in that order.",
                ladder=label,
            )
        )
    found += [
        words(
            "Ladder “{ladder}”: step {later} comes at {later_days} days, not after step {earlier} at {earlier_days}. Give it a later day.",
            ladder=label,
            later=later_.number,
            later_days=later_.days_past_due,
            earlier=earlier.number,
            earlier_days=earlier.days_past_due,
        )
        for earlier, later_ in pairwise(ladder.steps)
        if later_.days_past_due <= earlier.days_past_due
    ]
    for step in ladder.steps:
        found += [
            words("Ladder “{ladder}”, step {step}: {problem}", ladder=label, step=step.number, problem=said)
            for said in _problems_of(step, words)
        ]
    return found


def _problems_of(step: Step, words: Words) -> Iterator[str]:
    if not step.label.strip():
        yield words("give it a name.")
    if step.message not in STEPS:
        yield words("its message needs more than what is open, such as an agreement: choose a reminder.")
    if not step.channels:
        yield words("choose a channel.")
    if len(set(step.channels)) != len(step.channels):
        yield words("a channel is named twice.")
    if min(step.minimum_amount_minor, step.minimum_wait_days) < 0:
        yield words("the least amount and the least wait cannot be less than 0.")


def ladder_body(ladder: Ladder) -> dict[str, Any]:
    """Return ``ladder`` as plain JSON values."""
    return {"label": ladder.label, "steps": [_step_body(each) for each in ladder.steps]}


def ladder_from(body: Mapping[str, Any]) -> Ladder:
    """Return the ladder that ``ladder_body`` wrote; what an old body does not say has its default.

    ``KeyError``, ``TypeError`` or ``ValueError`` for one that cannot be read: the strategy says so in a sentence.
    """
    return Ladder(label=str(body["label"]), steps=tuple(step_from(each) for each in body["steps"]))


def _step_body(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "days_past_due": step.days_past_due,
        "message": str(step.message),
        "label": step.label,
        "channels": [str(each) for each in step.channels],
        "tone": str(step.tone),
        "minimum_amount_minor": step.minimum_amount_minor,
        "minimum_wait_days": step.minimum_wait_days,
        "escalations": [str(each) for each in step.escalations],
    }


def step_from(body: Mapping[str, Any]) -> Step:
    """Return the step of a stored ladder; errors as ``ladder_from``."""
    return Step(
        number=int(body["number"]),
        days_past_due=int(body["days_past_due"]),
        message=MessageName(body["message"]),
        label=str(body["label"]),
        channels=tuple(ChannelName(each) for each in body.get("channels", (ChannelName.EMAIL,))),
        tone=Tone(body.get("tone", Tone.NEUTRAL)),
        minimum_amount_minor=int(body.get("minimum_amount_minor", 0)),
        minimum_wait_days=int(body.get("minimum_wait_days", 0)),
        escalations=tuple(Escalation(each) for each in body.get("escalations", ())),
    )
