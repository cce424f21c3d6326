"""A policy as a file: written for people to read and to carry elsewhere, and read back with a clear word on all that is wrong."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from core.language import later
from core.segments.policy import Match, Op, Policy, from_body, to_body
from core.segments.validate import PolicyRefusedError, check
from core.segments.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.language import Words

KIND: Final = "segment policy"
FORMAT: Final = 1
LARGEST: Final = 200_000  # bytes; a policy of every segment and threshold allowed is a tenth of it
_TEXT: Final = later("text")
_NUMBER: Final = later("a number")
_YES_NO: Final = later("true or false")
_LIST: Final = later("a list")
_IS: Final[Mapping[str, Callable[[Any], bool]]] = {
    _TEXT: lambda each: isinstance(each, str),
    _NUMBER: lambda each: isinstance(each, int | float) and not isinstance(each, bool) and isfinite(each),
    _YES_NO: lambda each: isinstance(each, bool),
    _LIST: lambda each: isinstance(each, list),
}
_THRESHOLD: Final = {
    "name": _TEXT,
    "label": _TEXT,
    "value": _NUMBER,
    "minimum": _NUMBER,
    "maximum": _NUMBER,
    "step": _NUMBER,
    "unit": _TEXT,
}
_SEGMENT: Final = {"name": _TEXT, "label": _TEXT, "description": _TEXT}
_RULE: Final = {"segment": _TEXT, "label": _TEXT, "conditions": _LIST}
_RULE_MAY: Final = {"match": _TEXT, "description": _TEXT, "is_enabled": _YES_NO}
_CONDITION: Final = {"field": _TEXT, "op": _TEXT}
_WHOLE: Final = {"thresholds": _LIST, "segments": _LIST, "rules": _LIST, "otherwise": _TEXT}


def write(policy: Policy) -> bytes:
    """Return ``policy`` as an indented JSON file that ``read`` takes back."""
    body = {"saldo": KIND, "format": FORMAT, **to_body(policy)}
    return json.dumps(body, indent=2, ensure_ascii=False).encode() + b"\n"


def read(content: bytes, words: Words = ENGLISH) -> Policy:
    """Return the policy in ``content``; raise ``PolicyRefusedError`` with every problem where it is none, or none that can run."""
    body = _parsed(content, words)
    problems = list(_shape(body, words))
    if problems:
        raise PolicyRefusedError(problems)
    return check(from_body({name: body[name] for name in _WHOLE}), words)


def _parsed(content: bytes, words: Words) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise PolicyRefusedError([words("This file is too large for a policy. Choose a file that Saldo exported.")])
    try:
        body = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PolicyRefusedError([words("This file is no text. Choose a file that Saldo exported.")]) from error
    except json.JSONDecodeError as error:
        told = words(
            "This file cannot be read at line {line}, column {column}: look for a missing comma, quote or bracket there.",
            line=error.lineno,
            column=error.colno,
        )
        raise PolicyRefusedError([told]) from error
    except RecursionError as error:
        raise PolicyRefusedError([words("This file is no text. Choose a file that Saldo exported.")]) from error
    if not isinstance(body, dict) or body.get("saldo") != KIND:
        raise PolicyRefusedError(
            [words("This is no segment policy of Saldo: its first entry should be “saldo”: “segment policy”.")]
        )
    if body.get("format") != FORMAT:
        told = words(
            "This policy file is of format {found!r}; this Saldo reads {known}.", found=body.get("format"), known=FORMAT
        )
        raise PolicyRefusedError([told])
    return body


def _shape(body: dict[str, Any], words: Words) -> Iterator[str]:
    """Yield what is missing, unknown or of the wrong kind, with its place in the file."""
    yield from _entries(body, words("The file"), _WHOLE, {"saldo": _TEXT, "format": _NUMBER}, words)
    for name, head, must, may in (
        ("thresholds", words("Threshold"), _THRESHOLD, {}),
        ("segments", words("Segment"), _SEGMENT, {}),
        ("rules", words("Rule"), _RULE, _RULE_MAY),
    ):
        listed = body.get(name)
        for number, each in enumerate(listed if isinstance(listed, list) else [], start=1):
            yield from _entries(each, f"{head} {number}", must, may, words)
            if name == "rules" and isinstance(each, dict):
                yield from _rule(each, f"{head} {number}", words)


def _rule(rule: dict[str, Any], head: str, words: Words) -> Iterator[str]:
    if isinstance(rule.get("match"), str) and rule["match"] not in set(Match):
        yield _choose(head, "match", rule["match"], Match, words)
    listed = rule.get("conditions")
    for number, each in enumerate(listed if isinstance(listed, list) else [], start=1):
        place = words("{rule}, condition {number}", rule=head, number=number)
        may = {"threshold": _TEXT, "value": ""}
        yield from _entries(each, place, _CONDITION, may, words)
        if isinstance(each, dict):
            if isinstance(each.get("op"), str) and each["op"] not in set(Op):
                yield _choose(place, "op", each["op"], Op, words)
            if not _is_value(each.get("value")):
                yield words("{place}: “value” should be a word, a list of words, a number, true or false.", place=place)


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return value is None or isinstance(value, str | bool) or _IS[_NUMBER](value)


def _entries(given: object, head: str, must: Mapping[str, str], may: Mapping[str, str], words: Words) -> Iterator[str]:
    if not isinstance(given, dict):
        yield words("{place} should be an object in braces, with its entries by name.", place=head)
        return
    for name in must:
        if name not in given:
            yield words("{place}: “{name}” is missing. Add it.", place=head, name=name)
    for name, value in given.items():
        kind = must.get(name, may.get(name))
        if kind is None:
            known = ", ".join((*must, *may))
            yield words(
                "{place}: “{name}” means nothing here. Choose from: {known}.", place=head, name=name, known=known
            )
        elif kind and not _IS[kind](value):
            yield words("{place}: “{name}” should be {kind}.", place=head, name=name, kind=words(kind))


def _choose(place: str, name: str, found: str, known: type[Match | Op], words: Words) -> str:
    return words(
        "{place}: “{name}” is {found!r}. Choose one of: {known}.",
        place=place,
        name=name,
        found=found,
        known=", ".join(str(each) for each in known),
    )
