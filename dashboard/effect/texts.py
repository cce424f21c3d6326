"""Words of what campaigns did: kinds of parts, and a comparison as a line of a plot or a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from core.experiments.design import SHARES, Measure
from core.experiments.found import Finding
from core.experiments.said import MEASURES, arm_name, difference, level
from core.strategy.mix_words import CHANNELS
from core.vocabulary import ChannelName
from dashboard import reads
from dashboard.charts.forest import Line
from dashboard.texts import later

if TYPE_CHECKING:
    from core.experiments.found import Compared, Part, Results
    from core.strategy.mix import Rung
    from core.strategy.strategy import Strategy
    from dashboard.i18n import Words
    from dashboard.reads import Edition

PARTS: Final = {
    "segment": later("Segment"),
    "channel": later("Channel"),
    "template": later("Message"),
    "campaign": later("Campaign"),
}
FINDINGS: Final = {
    Finding.NOBODY: later("nobody yet"),
    Finding.NOT_OVER: later("not over yet"),
    Finding.ONE_ARM: later("one group empty"),
    Finding.TOO_SMALL: later("too small to tell"),
    Finding.NO_DIFFERENCE: later("no difference worth knowing"),
    Finding.MORE: later("more"),
    Finding.LESS: later("less"),
}
HUNDRED: Final = 100


def unit(measure: Measure, words: Words) -> str:
    """Return what stands under the axis of a difference in ``measure``."""
    if measure in SHARES:
        return words("Difference in points")
    return words("Difference in days") if measure is Measure.DAYS else words("Difference in euros per customer")


def part_name(of: Edition, part: Part, words: Words) -> str:
    """Return the name of a part as people call it."""
    if part.by == "channel":
        return words(CHANNELS[ChannelName(part.name)]) if part.name in set(ChannelName) else part.name
    if part.by == "segment":
        return words(reads.segment_labels(of).get(part.name, part.name))
    return part.name.replace("_", " ").capitalize() if part.by == "template" else part.name


def line(compared: Compared, label: str, words: Words, *, is_whole: bool = False) -> Line:
    """Return a comparison as a line of the plot."""
    scale = HUNDRED if compared.measure in SHARES else 1
    low, high = difference(compared.measure, compared.low, words), difference(compared.measure, compared.high, words)
    return Line(
        label=label,
        value=compared.difference * scale,
        low=compared.low * scale,
        high=compared.high * scale,
        said=words(
            "{label}: {difference} ({low} to {high}), {n} against {first} customers",
            label=label,
            difference=difference(compared.measure, compared.difference, words),
            low=low,
            high=high,
            n=words.number(compared.customers),
            first=words.number(compared.first_customers),
        ),
        is_whole=is_whole,
        is_sure=compared.finding in {Finding.MORE, Finding.LESS},
    )


def rows(found: Results, compared: list[tuple[str, Compared]], words: Words) -> pd.DataFrame:
    """Return comparisons as a table in words."""
    return pd.DataFrame(
        [
            {
                "label": label,
                "arm": arm_name(found.design.arms[each.arm], words),
                "level": level(each.measure, each.level, words),
                "first_level": level(each.measure, each.first_level, words),
                "difference": difference(each.measure, each.difference, words),
                "interval": words(
                    "{low} to {high}",
                    low=difference(each.measure, each.low, words),
                    high=difference(each.measure, each.high, words),
                ),
                "customers": each.customers,
                "first_customers": each.first_customers,
                "finding": words(FINDINGS[each.finding]),
            }
            for label, each in compared
        ],
        columns=[
            "label",
            "arm",
            "level",
            "first_level",
            "difference",
            "interval",
            "customers",
            "first_customers",
            "finding",
        ],
    )


def measure_name(measure: Measure, words: Words) -> str:
    """Return what a measure is called."""
    return words(MEASURES[measure])


def rung_name(strategy: Strategy, rung: Rung, words: Words) -> str:
    """Return a step by its ladder and its own name."""
    ladder = strategy.ladder(rung.ladder)
    return f"{words(ladder.label)} · {rung.step}. {words(ladder.step(rung.step).label)}"
