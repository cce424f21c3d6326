"""Findings in words: one sentence that says what an experiment found, or why that cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.experiments.design import SHARES, Kind, Measure
from core.experiments.found import Finding
from core.language import Words, later

if TYPE_CHECKING:
    from core.experiments.design import Arm
    from core.experiments.feasible import Feasible
    from core.experiments.found import Compared, Results

ENGLISH: Final = Words()
CENTS: Final = 100
EURO: Final = "EUR"
MEASURES: Final = {
    Measure.PAID: later("Paid in full"),
    Measure.DAYS: later("Days to pay"),
    Measure.EUROS: later("Paid per customer"),
    Measure.COST: later("Cost of contacts per customer"),
    Measure.DISPUTED: later("Disputes"),
    Measure.COMPLAINED: later("Complaints"),
    Measure.CHANGED_CHANNEL: later("Other channel or opt-out"),
    Measure.KEPT: later("Ordered again within 90 days"),
}
KINDS: Final = {
    Kind.HOLDOUT: later("Holdout"),
    Kind.DELAY: later("Delay"),
    Kind.TEST: later("Test"),
}

_SAID: Final = {
    Finding.NOBODY: later("No campaign was launched under it yet."),
    Finding.ONE_ARM: later("One of the groups is empty: there is nothing to compare with."),
}


def level(measure: Measure, value: float, words: Words) -> str:
    """Return the level of a measure as people write it."""
    if value != value:  # noqa: PLR0124 (NaN: nobody to measure)
        return words("n/a")
    if measure in SHARES:
        return words.share(value, 1)
    if measure is Measure.DAYS:
        return words("{n} days", n=words.number(value, 1))
    return words.money(round(value * CENTS), EURO)


def difference(measure: Measure, value: float, words: Words) -> str:
    """Return a difference with its sign: points of a share, days, or money."""
    if value != value:  # noqa: PLR0124 (NaN)
        return words("n/a")
    sign = "+" if value > 0 else "−" if value < 0 else ""
    size = abs(value)
    if measure in SHARES:
        return words("{n} points", n=f"{sign}{words.number(size * CENTS, 1)}")
    if measure is Measure.DAYS:
        return words("{n} days", n=f"{sign}{words.number(size, 1)}")
    return f"{sign}{words.money(round(size * CENTS), EURO)}"


def finding(found: Results, words: Words = ENGLISH) -> str:
    """Return what the experiment found, in one sentence; of several arms the one that differs most clearly from the first."""
    if not found.main:
        return words("No campaign was launched under it yet.")
    told = [each for each in found.main if each.finding in {Finding.MORE, Finding.LESS}]
    chosen = (
        max(told, key=lambda each: abs(each.difference) / max(each.high - each.low, 1e-9)) if told else found.main[0]
    )
    return one_finding(found, chosen, words)


def one_finding(found: Results, compared: Compared, words: Words = ENGLISH) -> str:
    """Return what one comparison found."""
    if compared.finding in _SAID:
        return words(_SAID[compared.finding])
    if compared.finding is Finding.NOT_OVER:
        return _not_over(found, words)
    if compared.finding is Finding.TOO_SMALL:
        return _too_small(compared, words)
    values = _values(found, compared, words)
    if compared.finding is Finding.NO_DIFFERENCE:
        return words("No difference worth knowing: {values}.", values=values)
    return words("{verdict}: {values}.", verdict=_verdict(found, compared, words), values=values)


def _not_over(found: Results, words: Words) -> str:
    if found.over_on is None:
        return words("Too early to tell.")
    return words(
        "Too early to tell: the first {n} days after a launch are not over; the last ones end on {day}.",
        n=str(found.design.window_days),
        day=words.day(found.over_on),
    )


def _too_small(compared: Compared, words: Words) -> str:
    have = words.number(compared.customers + compared.first_customers)
    if compared.needed is None:
        return words("Too small to tell: {n} customers were compared so far.", n=have)
    return words(
        "Too small to tell: it needs about {needed} customers, and {n} were compared so far.",
        needed=words.number(rounded(compared.needed)),
        n=have,
    )


def _verdict(found: Results, compared: Compared, words: Words) -> str:
    is_better = (compared.finding is Finding.MORE) != (compared.measure is Measure.DAYS)
    if found.design.kind is Kind.HOLDOUT:
        return words("Reminders work") if is_better else words("Reminders do harm")
    if found.design.kind is Kind.DELAY:
        return words("Reminding at once works") if is_better else words("Waiting works better")
    arm = arm_name(found.design.arms[compared.arm], words)
    return words("{arm} does better", arm=arm) if is_better else words("{arm} does worse", arm=arm)


def _values(found: Results, compared: Compared, words: Words) -> str:
    """Return both levels with the difference and its interval."""
    return words(
        "{measure}: {level} ({arm}) against {first_level} ({first}), a difference of {difference}, between {low} and {high}",
        measure=words(MEASURES[compared.measure]).lower(),
        level=level(compared.measure, compared.level, words),
        arm=arm_name(found.design.arms[compared.arm], words).lower(),
        first_level=level(compared.measure, compared.first_level, words),
        first=arm_name(found.design.first, words).lower(),
        difference=difference(compared.measure, compared.difference, words),
        low=difference(compared.measure, compared.low, words),
        high=difference(compared.measure, compared.high, words),
    )


def arm_name(arm: Arm, words: Words) -> str:
    """Return the name of an arm: of a holdout in the reader's language, of a test as people called it."""
    return words(arm.name)


def verdict(found: Feasible, words: Words = ENGLISH) -> str:
    """Return whether this portfolio can ever answer, in plain words."""
    if found.baseline is None:
        return words(
            "Whether a holdout can answer is not known: too few customers came past due in the last year to see what share pays ({n}).",
            n=words.number(found.known),
        )
    asked = words(
        "To see a difference of {effect} points, about {needed} customers are needed; about {n} new ones come in a month.",
        effect=words.number(
            found.terms.smallest_effect * CENTS, 0 if found.terms.smallest_effect * CENTS % 1 == 0 else 1
        ),
        needed=words.number(rounded(found.needed)),
        n=words.number(rounded(found.a_month)),
    )
    if found.can_answer:
        return asked + " " + words("This can answer in about {n} months.", n=words.number(max(1, round(found.months))))
    if found.months == float("inf"):
        return asked + " " + words("This cannot answer: the holdout stays off.")
    return (
        asked
        + " "
        + words(
            "That would take {n} months, longer than the {most} you set: the holdout stays off, and nobody is left alone for nothing.",
            n=words.number(round(found.months)),
            most=words.number(found.terms.months),
        )
    )


def rounded(number: float) -> int:
    """Return ``number`` to two figures, for what is only known about."""
    if number < CENTS:
        return round(number)
    step = int(10 ** (len(str(round(number))) - 2))
    return round(number / step) * step
