"""A segment policy: named thresholds and an ordered list of rules over them, first match wins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from core.errors import SaldoError, UnknownNameError
from core.sentence import Sentence


class Op(StrEnum):
    """How a condition compares; an unknown value satisfies none of them."""

    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"
    IS = "="
    IS_NOT = "!="
    ONE_OF = "in"


class Match(StrEnum):
    """How the conditions of a rule combine."""

    ALL = "all"
    ANY = "any"


Value = str | float | bool | tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A number managers may move: its present value, its range on the slider, and its unit (EUR, days, invoices, share)."""

    name: str
    label: str
    value: float
    minimum: float
    maximum: float
    step: float
    unit: str


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One comparison of a field with a named threshold, or with a fixed value; exactly one of the two is given."""

    field: str
    op: Op
    threshold: str | None = None
    value: Value | None = None


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A group of customers that is treated alike."""

    name: str
    label: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Customers that satisfy the conditions belong to the segment, unless an earlier rule took them."""

    segment: str
    label: str
    conditions: tuple[Condition, ...]
    match: Match = Match.ALL
    description: str = ""
    is_enabled: bool = True


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Thresholds, segments in the order of the screen, rules in the order of matching, and the segment of everyone else."""

    thresholds: tuple[Threshold, ...]
    segments: tuple[Segment, ...]
    rules: tuple[Rule, ...]
    otherwise: str

    def threshold(self, name: str) -> Threshold:
        """Return the threshold called ``name``; raise ``UnknownNameError`` when there is none."""
        for threshold in self.thresholds:
            if threshold.name == name:
                return threshold
        raise UnknownNameError("threshold", name, [each.name for each in self.thresholds])

    def segment(self, name: str) -> Segment:
        """Return the segment called ``name``; raise ``UnknownNameError`` when there is none."""
        for segment in self.segments:
            if segment.name == name:
                return segment
        raise UnknownNameError("segment", name, [each.name for each in self.segments])

    def with_values(self, **values: float) -> Policy:
        """Return the same policy with some thresholds moved; raise ``UnknownNameError`` for one that does not exist."""
        for name in values:
            self.threshold(name)
        moved = tuple(replace(each, value=values.get(each.name, each.value)) for each in self.thresholds)
        return replace(self, thresholds=moved)

    def number(self, condition: Condition) -> float:
        """Return the number a numeric ``condition`` compares with: its threshold's value, else its own."""
        if condition.threshold is not None:
            return self.threshold(condition.threshold).value
        if isinstance(condition.value, int | float):
            return float(condition.value)
        raise PolicyTextError(
            Sentence(
                "the condition on {field!r} compares with {value!r}, which is no number",
                field=condition.field,
                value=condition.value,
            )
        )


class PolicyTextError(SaldoError):
    """A stored or hand-edited policy that cannot be read."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "This policy cannot be read: {detail}. Correct it, or save it again from Strategy.", detail=Sentence(detail)
        )


def to_body(policy: Policy) -> dict[str, Any]:
    """Return ``policy`` as plain JSON values, for the desk."""
    return {
        "thresholds": [vars_of(each) for each in policy.thresholds],
        "segments": [vars_of(each) for each in policy.segments],
        "rules": [
            {**vars_of(rule), "conditions": [_condition_body(each) for each in rule.conditions]}
            for rule in policy.rules
        ],
        "otherwise": policy.otherwise,
    }


def from_body(body: dict[str, Any]) -> Policy:
    """Return the policy that ``to_body`` wrote; raise ``PolicyTextError`` when a part is missing or of the wrong kind."""
    try:
        return Policy(
            thresholds=tuple(_threshold(each) for each in body["thresholds"]),
            segments=tuple(Segment(**each) for each in body["segments"]),
            rules=tuple(_rule(each) for each in body["rules"]),
            otherwise=str(body["otherwise"]),
        )
    except KeyError as error:
        raise PolicyTextError(Sentence("{given!r} is missing", given=error.args[0])) from error
    except (TypeError, ValueError) as error:
        raise PolicyTextError(str(error)) from error


def vars_of(value: Threshold | Segment | Rule) -> dict[str, Any]:
    """Return the fields of a frozen value by name, in the order of declaration."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _condition_body(condition: Condition) -> dict[str, Any]:
    target: dict[str, Any]
    if condition.threshold is not None:
        target = {"threshold": condition.threshold}
    else:
        target = {"value": list(condition.value) if isinstance(condition.value, tuple) else condition.value}
    return {"field": condition.field, "op": str(condition.op), **target}


def _threshold(body: dict[str, Any]) -> Threshold:
    numbers = {name: float(body[name]) for name in ("value", "minimum", "maximum", "step")}
    return Threshold(**{**body, **numbers})


def _rule(body: dict[str, Any]) -> Rule:
    conditions = tuple(_condition(each) for each in body["conditions"])
    return Rule(**{**body, "conditions": conditions, "match": Match(body.get("match", Match.ALL))})


def _condition(body: dict[str, Any]) -> Condition:
    value = body.get("value")
    return Condition(
        field=str(body["field"]),
        op=Op(body["op"]),
        threshold=body.get("threshold"),
        value=tuple(str(each) for each in value) if isinstance(value, list) else value,
    )
