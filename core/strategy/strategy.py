"""A strategy: ladders by name, the rules which ladder a customer climbs, and the contact policy over all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from core.errors import SaldoError, UnknownNameError
from core.sentence import Sentence, together
from core.strategy.contact_policy import ContactPolicy, policy_body, policy_from
from core.strategy.ladder import Ladder, ladder_body, ladder_from, step_from
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARD: Final = "standard"
LARGE_CLAIM_MINOR: Final = 5_000_00
AGENCY_AFTER_DAYS: Final = 14


class StrategyRefusedError(SaldoError):
    """A strategy that cannot be followed."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(together(problems))
        self.problems = problems


class LateEntry(StrEnum):
    """Where an item begins that was never reminded and is past several steps."""

    FIRST = "first"  # at the first step, and one step at a time from there
    HIGHEST = "highest"  # at the last step whose day has come, but never past a notice that the law wants first


class MixedAges(StrEnum):
    """How one message speaks of items that are at different steps."""

    PARTS = "parts"  # the tone of the highest step for the items at that step; younger ones are listed beside them
    WHOLE = "whole"  # one list in one tone


@dataclass(frozen=True, kw_only=True)
class LadderRule:
    """Customers that fit climb ``ladder``, unless an earlier rule took them; an empty part fits everybody.

    ``below_minor`` (euro cents) makes it a rule for small claims: all that is open was originally less than that together. The
    original amounts count, so that a part payment moves nobody to another ladder.
    """

    ladder: str
    label: str
    customer_types: tuple[CustomerType, ...] = ()
    countries: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    below_minor: int | None = None


@dataclass(frozen=True, kw_only=True)
class Strategy:
    """Who climbs which ladder (the first rule that fits, else ``otherwise``), and what holds for every ladder.

    ``agency_after_days`` is the time after a step that ends at the agency before its items are in the file.
    """

    ladders: Mapping[str, Ladder]
    rules: tuple[LadderRule, ...] = ()
    otherwise: str
    contact: ContactPolicy = field(default_factory=ContactPolicy)
    entry: LateEntry = LateEntry.FIRST
    mixed: MixedAges = MixedAges.PARTS
    large_claim_minor: int = LARGE_CLAIM_MINOR
    agency_after_days: int = AGENCY_AFTER_DAYS

    @staticmethod
    def of(only: Ladder, contact: ContactPolicy | None = None) -> Strategy:
        """Return the strategy that has one ladder for everybody."""
        return Strategy(ladders={STANDARD: only}, otherwise=STANDARD, contact=contact or ContactPolicy())

    def ladder(self, name: str) -> Ladder:
        """Return the ladder called ``name``; raise ``UnknownNameError`` when there is none."""
        if name not in self.ladders:
            raise UnknownNameError("ladder", name, list(self.ladders))
        return self.ladders[name]

    @property
    def step_numbers(self) -> tuple[int, ...]:
        """The numbers of all steps of all ladders, ascending."""
        return tuple(sorted({step.number for each in self.ladders.values() for step in each.steps}))


def to_body(strategy: Strategy) -> dict[str, Any]:
    """Return ``strategy`` as plain JSON values, for the desk."""
    return {
        "ladders": {name: ladder_body(each) for name, each in strategy.ladders.items()},
        "rules": [_rule_body(each) for each in strategy.rules],
        "otherwise": strategy.otherwise,
        "contact": policy_body(strategy.contact),
        "entry": str(strategy.entry),
        "mixed": str(strategy.mixed),
        "large_claim_minor": strategy.large_claim_minor,
        "agency_after_days": strategy.agency_after_days,
    }


def from_body(body: Mapping[str, Any]) -> Strategy:
    """Return the strategy that ``to_body`` wrote; one ladder alone, as older versions are, is a ladder for everybody.

    Raise ``StrategyRefusedError`` when it cannot be read.
    """
    try:
        if "ladders" not in body:
            only = Ladder(label="Standard", steps=tuple(step_from(each) for each in body["steps"]))
            # What nobody had decided then stays as it was.
            return Strategy.of(only, policy_from({"pay_day_wait_days": 0, **body}))
        return Strategy(
            ladders={str(name): ladder_from(each) for name, each in body["ladders"].items()},
            rules=tuple(_rule(each) for each in body["rules"]),
            otherwise=str(body["otherwise"]),
            contact=policy_from(body["contact"]),
            entry=LateEntry(body["entry"]),
            mixed=MixedAges(body["mixed"]),
            large_claim_minor=int(body["large_claim_minor"]),
            agency_after_days=int(body["agency_after_days"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StrategyRefusedError(
            [
                Sentence(
                    "This strategy cannot be read ({error}). Correct it, or save it again from Strategy > Ladders.",
                    error=str(error),
                )
            ]
        ) from error


def _rule_body(rule: LadderRule) -> dict[str, Any]:
    return {
        "ladder": rule.ladder,
        "label": rule.label,
        "customer_types": [str(each) for each in rule.customer_types],
        "countries": list(rule.countries),
        "segments": list(rule.segments),
        "below_minor": rule.below_minor,
    }


def _rule(body: Mapping[str, Any]) -> LadderRule:
    below = body["below_minor"]
    return LadderRule(
        ladder=str(body["ladder"]),
        label=str(body["label"]),
        customer_types=tuple(CustomerType(each) for each in body["customer_types"]),
        countries=tuple(str(each) for each in body["countries"]),
        segments=tuple(str(each) for each in body["segments"]),
        below_minor=None if below is None else int(below),
    )
