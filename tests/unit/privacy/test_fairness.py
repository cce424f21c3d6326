"""Fairness: rates of groups worked by hand, the four-fifths rule, small groups, and a file of groups that is none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from sqlalchemy import update

from core.desk.campaign_tables import Message, MessageItem, PreviewMessage
from core.privacy.fairness import Group, GroupFileError, Question, compared, groups_of, read_groups
from core.privacy.fairness_reports import fair_reports, report_on
from core.vocabulary import MessageState
from tests.launched import launched, recipients
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk


def rows(group: str, count: int, **values: list[float]) -> pd.DataFrame:
    """So many customers of a group, each value of a list in turn."""
    told = {name: [each[at % len(each)] for at in range(count)] for name, each in values.items()}
    return pd.DataFrame({"entity": "NL01", "customer_id": [f"{group}{at}" for at in range(count)], **told})


def both(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([one, other], ignore_index=True)


def groups(count: int, *names: str) -> dict[tuple[str, str], str]:
    return {("NL01", f"{name}{at}"): name for name in names for at in range(count)}


def test_rates_by_hand() -> None:
    """Forty of each. X: one in four flagged and late, nobody flagged in time. Y: half flagged, half of these in time."""
    invoices = both(
        rows("X", 40, chance=[0.9, 0.1, 0.1, 0.1], is_late=[1, 0, 0, 0]),
        rows("Y", 40, chance=[0.9, 0.9, 0.1, 0.1], is_late=[1, 0, 0, 0]),
    )
    customers = both(
        rows("X", 40, has_costs=[1, 0], days_to_costs=[30.0, float("nan")], has_plan=[1, 0]),
        rows("Y", 40, has_costs=[1, 0, 0, 0], days_to_costs=[60.0, float("nan")], has_plan=[1, 0]),
    )
    one, other = groups_of(invoices, customers, groups(40, "X", "Y"))
    assert (one.name, one.customers, one.invoices) == ("X", 40, 40)
    assert one.figures[Question.SELECTION] == 0.25
    assert other.figures[Question.SELECTION] == 0.5
    assert one.figures[Question.FALSE_ALARM] == 0.0
    assert other.figures[Question.FALSE_ALARM] == pytest.approx(1 / 3)
    # Foretold (0.9 + 3 x 0.1) / 4 = 0.3 and (2 x 0.9 + 2 x 0.1) / 4 = 0.5; a quarter came in both.
    assert one.figures[Question.CALIBRATION] == pytest.approx(0.05)
    assert other.figures[Question.CALIBRATION] == pytest.approx(0.25)
    found = {each.question: each for each in compared([one, other])}
    assert found[Question.SELECTION].ratio == 0.5
    assert {question for question, each in found.items() if each.is_apart} == {
        Question.SELECTION, Question.FALSE_ALARM, Question.CALIBRATION, Question.COSTS, Question.DAYS_TO_COSTS,
    }  # fmt: skip
    assert (found[Question.DAYS_TO_COSTS].lowest, found[Question.PLANS].gap) == (("X", 30.0), 0.0)


@pytest.mark.parametrize(("low", "is_apart"), [(0.4, False), (0.39, True)])
def test_the_four_fifths_rule(low: float, is_apart: bool) -> None:
    figures = dict.fromkeys(Question)
    two = [
        Group(name=name, customers=30, invoices=30, figures={**figures, Question.SELECTION: rate})
        for name, rate in (("X", low), ("Y", 0.5))
    ]
    [found] = compared(two)
    assert found.is_apart is is_apart


def test_few_are_not_compared_and_very_few_not_told() -> None:
    names = groups(9, "X") | groups(29, "Y") | groups(30, "Z")
    frame = pd.concat(
        [rows(name, count, chance=[0.1], is_late=[0]) for name, count in (("X", 9), ("Y", 29), ("Z", 30))]
    )
    told = frame.assign(has_costs=0, days_to_costs=float("nan"), has_plan=0).reset_index(drop=True)
    found = groups_of(told, told, names)
    assert [(each.name, each.is_compared) for each in found] == [("Y", False), ("Z", True)]
    assert compared(found) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("customer,group\n1,a\n", "its columns are customer, group"),
        ("", "its columns are none"),
        ("entity,customer_id,group\nNL01,A,x\nNL01,A,y\n", "customer A is in two groups"),
        (b"\xff\xfe\x00\x01", "UnicodeDecodeError"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, content: str | bytes, says: str) -> None:
    file = tmp_path / "groups.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(GroupFileError, match=says):
        read_groups(file)
    with pytest.raises(GroupFileError):
        read_groups(tmp_path / "nowhere.csv")


def test_semicolons_and_customers_without_a_group(tmp_path: Path) -> None:
    file = tmp_path / "groups.csv"
    file.write_text("﻿entity;customer_id;group\nNL01;A;x\nNL01;B;\n", encoding="utf-8")
    assert read_groups(file) == {("NL01", "A"): "x"}


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
def test_a_report_keeps_sums_and_nobodys_group(desk: Desk, tmp_path: Path) -> None:
    """Ten customers with an invoice paid ten days late; one got a last letter 62 days after the due date."""
    months = range(1, 10)
    ledger = "\n".join(
        f"C{who} is consumer NL nl\n"
        + "\n".join(
            f"C{who} I{who}-{month} issued 2026-{month:02}-01 due 2026-{month:02}-10 100.00 EUR paid 100.00 on 2026-{month:02}-20"
            for month in months
        )
        for who in range(10)
    )
    book = Ledger(tmp_path / "book")(f"{ledger}\nC0 LAST issued 2026-10-31 due 2026-12-01 1.00 EUR")
    launched(desk, recipients(1))
    with desk.session() as session:
        session.execute(update(PreviewMessage).values(entity="NL01", customer_id="C0", template="last_letter"))
        session.execute(
            update(Message).values(
                entity="NL01",
                customer_id="C0",
                state=MessageState.SENT,
                settled_at=datetime(2026, 11, 2, 12, tzinfo=UTC),
            )
        )
        session.execute(update(MessageItem).values(due_on=date(2026, 9, 1)))
    segments = pd.DataFrame({"customer_key": [1], "segment": ["reliable"]})
    groups = {("NL01", f"C{who}"): "all" for who in range(10)} | {("NL01", "GONE"): "all"}
    made = report_on(desk, book, None, segments, groups, by="Els")
    assert (made.customers, made.unmatched, made.model_number) == (10, 1, 0)
    [group] = made.groups
    assert (group.customers, group.figures[Question.COSTS], group.figures[Question.DAYS_TO_COSTS]) == (10, 0.1, 62.0)
    assert group.invoices > 0
    assert fair_reports(desk) == [made]
    assert "C0" not in str(made)
