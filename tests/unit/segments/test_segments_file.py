"""A policy as a file: it comes back as it went, and what was edited into nonsense is refused place by place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from core.segments import policy_file
from core.segments.shipped import SHIPPED
from core.segments.validate import PolicyRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable


def edited(change: Callable[[dict[str, Any]], object]) -> bytes:
    body = json.loads(policy_file.write(SHIPPED))
    change(body)
    return json.dumps(body).encode()


def refusals(content: bytes) -> list[str]:
    with pytest.raises(PolicyRefusedError) as refused:
        policy_file.read(content)
    return refused.value.problems


def test_a_written_policy_is_read_back_the_same_and_is_for_people_to_read() -> None:
    content = policy_file.write(SHIPPED)
    assert policy_file.read(content) == SHIPPED
    assert policy_file.read(b"\xef\xbb\xbf" + content) == SHIPPED
    assert content.startswith(b'{\n  "saldo": "segment policy",\n  "format": 1,')


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot be read at line 1, column 1"),
        (b'{"saldo": "segment policy",\n "format": 1\n "rules": []}', "cannot be read at line 3, column 2"),
        (b"\xff\xfe\x00", "This file is no text"),
        (b"[" * 100_000, "This file is no text"),
        (b"[]", "This is no segment policy of Saldo"),
        (b'{"thresholds": []}', "This is no segment policy of Saldo"),
        (b'{"saldo": "segment policy", "format": 9}', "is of format 9; this Saldo reads 1"),
        (b" " * 300_000, "too large for a policy"),
    ],
)
def test_what_is_no_policy_file_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    problems = refusals(content)
    assert len(problems) == 1
    assert sentence in problems[0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda body: body.pop("otherwise"), "The file: “otherwise” is missing. Add it."),
        (lambda body: body.update(rule=[]), "The file: “rule” means nothing here. Choose from: thresholds, segments"),
        (lambda body: body.update(rules={}), "The file: “rules” should be a list."),
        (lambda body: body["thresholds"][1].update(value="60"), "Threshold 2: “value” should be a number."),
        (lambda body: body["thresholds"][1].update(value=True), "Threshold 2: “value” should be a number."),
        (lambda body: body["thresholds"][1].update(value=float("nan")), "Threshold 2: “value” should be a number."),
        (lambda body: body["thresholds"].__setitem__(0, 7), "Threshold 1 should be an object in braces"),
        (lambda body: body["segments"][0].update(label=None), "Segment 1: “label” should be text."),
        (lambda body: body["rules"][0].update(match="most"), "Rule 1: “match” is 'most'. Choose one of: all, any."),
        (lambda body: body["rules"][0].update(is_enabled="yes"), "Rule 1: “is_enabled” should be true or false."),
        (lambda body: body["rules"][0].update(conditions="none"), "Rule 1: “conditions” should be a list."),
        (
            lambda body: body["rules"][1]["conditions"][0].update(op="=>"),
            "Rule 2, condition 1: “op” is '=>'. Choose one of",
        ),
        (
            lambda body: body["rules"][0]["conditions"][0].update(value={"a": 1}),
            "Rule 1, condition 1: “value” should be a word",
        ),
        (
            lambda body: body["rules"][0]["conditions"][0].update(value=[1, 2]),
            "Rule 1, condition 1: “value” should be a word",
        ),
        (lambda body: body["rules"][0]["conditions"][0].pop("field"), "Rule 1, condition 1: “field” is missing."),
        # What has the right shape and cannot be run is refused as anywhere.
        (lambda body: body["rules"][0]["conditions"][0].update(field="gender"), "'gender' speaks of gender"),
        (lambda body: body["rules"][0]["conditions"][0].update(field="leeftijd"), "'leeftijd' speaks of age"),
        (lambda body: body["thresholds"][1].update(minimum=200), "runs from 200 to 180"),
        (lambda body: body["thresholds"][1].update(unit="parsecs"), "is in 'parsecs'. Choose one of: EUR, days"),
        (lambda body: body["rules"].append(body["rules"][0]), "Rule 11 (Public body) can never match: rule 1"),
        (lambda body: body["rules"][0].update(segment="nowhere"), "'nowhere' is no segment of this policy"),
    ],
)
def test_a_file_edited_by_hand_into_nonsense_is_refused_with_the_place(
    change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    problems = refusals(edited(change))
    assert any(sentence in problem for problem in problems), problems


def test_everything_that_is_wrong_is_told_at_once() -> None:
    def change(body: dict[str, Any]) -> None:
        body["thresholds"][0]["value"] = "much"
        body["segments"][2].pop("description")
        body["rules"][3]["conditions"][0]["op"] = "~"

    assert len(refusals(edited(change))) == 3
