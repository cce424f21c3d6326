"""What a review says: findings as sentences, rounding that adds up, and every text known to the catalogues."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core.metrics.review import finding as told
from core.metrics.review.bridge import BRIDGED, LABELS, MEANINGS, Part, parts_of
from core.metrics.review.finding import Finding, Kind, Slot
from core.metrics.review.labels import group_slot
from core.metrics.review.patterns import texts
from core.metrics.review.rounded import rounded
from core.metrics.scope import GroupBy


def test_a_finding_is_its_pattern_with_every_value_written_by_its_kind() -> None:
    finding = Finding(
        pattern="{name}: {days} {change} {money} {share} {count} {day} {word}",
        slots={
            "name": told.name("Bakker {x}"),
            "days": told.days(12.34),
            "change": told.change(-0.46),
            "money": told.money(123_456, "EUR"),
            "share": told.share(0.125),
            "count": told.count(3),
            "day": told.day(date(2026, 10, 31)),
            "word": told.word("sales"),
        },
    )
    assert finding.in_english() == "Bakker {x}: 12.3 -0.5 1234.56 EUR 12.5% 3 2026-10-31 sales"


def test_groups_are_named_by_their_dimension() -> None:
    assert group_slot(GroupBy.COUNTRY, "NL") == Slot(kind=Kind.COUNTRY, value="NL")
    assert group_slot(GroupBy.ENTITY, "NL01") == Slot(kind=Kind.NAME, value="NL01")


def test_every_part_has_a_label_and_a_meaning_and_all_are_to_be_translated() -> None:
    known = set(texts())
    for part in Part:
        assert {LABELS[part], LABELS[part].lower(), MEANINGS[part]} <= known


def test_a_variant_has_only_the_parts_that_are_in_its_balance() -> None:
    assert Part.CREDITS not in parts_of("dso")
    assert Part.CREDITS in parts_of("dso_net")
    assert Part.LATENESS not in parts_of("best_possible_dso")
    assert Part.DISPUTES not in parts_of("dso_undisputed")
    assert all({Part.VOLUME, Part.MIX} <= set(parts_of(metric)) for metric in BRIDGED)


@given(parts=st.dictionaries(st.integers(), st.fractions(-1000, 1000), max_size=8))
def test_rounded_parts_add_up_to_the_rounded_sum(parts: dict[int, Fraction]) -> None:
    shown = rounded(parts)
    whole = round(sum(parts.values(), Fraction(0)) * 10)
    assert sum(round(value * 10) for value in shown.values()) == whole
    assert all(abs(Fraction(str(shown[key])) - parts[key]) < Fraction(1, 10) for key in parts)
