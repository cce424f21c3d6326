"""The tables themselves: every entry has a source and a day, and a file edited into nonsense is named."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.language import Words
from core.law.age import ages
from core.law.choices import SAFE, Choices, choices_from
from core.law.errors import ChoicesRefusedError, LawFileError
from core.law.help import help_for
from core.law.reference import CHOICES
from core.law.said import KINDS, entry_said
from core.law.tables import FOLDER, Kind, Mark, countries, entry_or_none, tables
from core.law.wording import rules

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = [each for found in tables().values() for each in found]


def test_every_entry_says_where_it_comes_from_and_when_that_was_checked() -> None:
    assert len(ENTRIES) > 150
    assert [each for each in ENTRIES if not each.source or each.checked_on > date(2027, 6, 1)] == []
    assert {each.mark for each in ENTRIES} == set(Mark)


def test_entries_of_one_table_follow_each_other() -> None:
    for key, found in tables().items():
        days = [each.valid_from for each in found]
        assert days == sorted(set(days)), key


def test_every_rule_of_wording_reads_four_languages() -> None:
    for rule in rules():
        assert rule.patterns.keys() in ({"nl", "en", "fr", "de"}, {"any"}), rule.name
        assert rule.source
        assert rule.text


def test_an_entry_ends_on_its_last_day() -> None:
    """France's legal rate of 4.92 per cent is known of the second half of 2024 only."""
    assert entry_or_none("FR", "business", Kind.LEGAL_RATE, date(2024, 12, 31)) is not None
    assert entry_or_none("FR", "business", Kind.LEGAL_RATE, date(2025, 1, 1)) is None


@pytest.mark.parametrize("country", countries())
def test_every_country_names_free_help(country: str) -> None:
    assert all(each.name and each.is_free for each in help_for(country))
    assert help_for(country)


def test_help_of_a_country_without_a_table_is_none() -> None:
    assert help_for("XX") == ()
    assert help_for("NL")[0].phone == "0800-8115"


GOOD = """
[[table]]
country = "XX"
customer_types = ["any"]
kind = "vat_rate"
source = "somewhere"
mark = "S"
checked_on = 2026-11-22
rows = [{ valid_from = 2020-01-01, value = 21 }]
"""


@pytest.mark.parametrize(
    ("frm", "to", "told"),
    [
        ('"any"', '"anybody"', "no type of customer"),
        ('"vat_rate"', '"vat"', "not a valid Kind"),
        ('"somewhere"', '" "', "has no source"),
        ("valid_from = 2020-01-01", 'valid_from = "2020"', "is no date"),
        ('mark = "S"', "", "mark"),
        ("rows = [", "rows = ", "Expected|Invalid|Unclosed"),
    ],
)
def test_a_table_edited_into_nonsense_is_named(tmp_path: Path, frm: str, to: str, told: str) -> None:
    (tmp_path / "xx.toml").write_text(GOOD.replace(frm, to), encoding="utf-8")
    with pytest.raises(LawFileError, match=rf"(?s)core/law/entries/xx.toml cannot be read.*({told})"):
        tables(tmp_path)


def test_a_good_table_is_read(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text(GOOD, encoding="utf-8")
    assert [each.value for each in tables(tmp_path)["XX", "any", "vat_rate"]] == [21]
    assert (FOLDER / "nl.toml").exists()


def test_choices_survive_the_desk_and_refuse_nonsense() -> None:
    chosen = Choices(postal_days=4, keeps_vat=True)
    assert choices_from(chosen.to_dict()) == chosen
    assert choices_from({"of_a_newer_version": 1}) == SAFE
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"postal_days": 99}, "from 0 to 60 days for postal days"),
        ({"margin_days": "two"}, "is no value for margin days"),
        ({"keeps_vat": 1}, "is no value for keeps vat"),
    ]
    for body, told in wrong:
        with pytest.raises(ChoicesRefusedError, match=told):
            choices_from(body)


def test_every_kind_and_every_choice_has_its_words() -> None:
    assert KINDS.keys() == set(Kind)
    assert CHOICES.keys() == {each.name for each in fields(Choices)}


@pytest.mark.parametrize("words", [Words(), Words(language="nl")], ids=["en", "nl"])
def test_every_entry_can_be_said(words: Words) -> None:
    for each in ENTRIES:
        assert entry_said(each, words).strip()


def test_a_table_is_old_after_seven_months_and_behind_without_the_half_years_row() -> None:
    def of(today: date) -> tuple[set[bool], set[Kind]]:
        found = ages(today)
        return {each.is_old for each in found}, {each.kind for each in found if each.is_behind}

    assert of(date(2026, 11, 22)) == ({False}, set())
    assert of(date(2027, 6, 22))[0] == {False}
    assert of(date(2027, 6, 23))[0] == {True}
    assert of(date(2027, 1, 1))[1] == {Kind.REFERENCE_RATE, Kind.BASE_RATE, Kind.INTEREST_RATE}
    assert of(date(2026, 12, 31))[1] == set()
