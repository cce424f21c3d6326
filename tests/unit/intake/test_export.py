"""Nothing leaves as a formula, and numbers stay numbers."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from core.intake.export import csv_safe, csv_text, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+31 20 123",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1",
        " =1+1",
        "＝1+1",
        "\ufeff=1",
        "\u200b=1",
        "-",
    ],
)
def test_a_text_that_could_start_a_formula_is_shown_as_text(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", ["Bakker", "a=b", "-12.50", "+7", "1-2", "", 'say "x"', -3, 2.5, None, "مخبز"])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) == value


def test_a_frame_survives_the_way_out_and_back() -> None:
    frame = pd.DataFrame(
        {
            "name": ['Bakker "De Korst", Zn.', "<b>x</b>\nline", "=HYPERLINK(1)", None],
            "amount": [1.5, -2.0, float("nan"), 3.0],
            "on": [pd.Timestamp("2026-01-01"), pd.NaT, pd.NaT, pd.NaT],
            "=cmd": [1, 2, 3, 4],
        }
    )
    rows = list(csv.reader(io.StringIO(csv_safe(frame), newline="")))
    assert rows[0] == ["name", "amount", "on", "'=cmd"]
    assert [row[0] for row in rows[1:]] == ['Bakker "De Korst", Zn.', "<b>x</b>\nline", "'=HYPERLINK(1)", ""]
    assert [row[1] for row in rows[1:]] == ["1.5", "-2.0", "", "3.0"]


def test_the_header_is_made_safe_too() -> None:
    assert csv_text(["=a", "b"], [["@x", 1]]) == "'=a,b\r\n'@x,1\r\n"
