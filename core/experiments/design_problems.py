"""What is wrong with a design, one sentence each: it is not started before there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.experiments.design import (
    ENGLISH,
    LONGEST_NAME,
    MAIN,
    MOST_HELD_OUT,
    MOST_WINDOW_DAYS,
    ROUNDING,
    Kind,
)
from core.strategy.gentle import gentle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.experiments.design import Design
    from core.language import Words
    from core.strategy.strategy import Strategy


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
