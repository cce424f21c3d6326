"""A team's own reminders: read from what teams have, matched with the ledger, honest about what was known when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from core.desk import holds, replays
from core.desk.replays import RunKind, RunState
from core.intake.errors import AmbiguousDatesError, OnlyHeaderError
from core.strategy.replay.errors import HistoryColumnsError, HistoryUnreadableError
from core.strategy.replay.history import History, keep_history, look_back
from core.strategy.replay.history_file import read_history
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.replays import Story

pytestmark = pytest.mark.few_on_postgres(1)

LEDGER = """
    A is business NL nl a@example.org
    A INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR
    A INV2 issued 2026-02-01 due 2026-03-01 50.00 EUR agency
    B is business NL nl b@example.org
    B INV3 issued 2026-02-01 due 2026-03-02 80.00 EUR blocked 2026-03-20
    B INV4 issued 2026-02-01 due 2026-03-02 80.00 EUR transit 80.00
    B INV5 issued 2026-02-01 due 2026-03-02 60.00 EUR
    C is business NL nl c@example.org
    C INV6 issued 2026-02-01 due 2026-03-02 70.00 EUR
"""
NEWS = """
    A cash 2026-03-03 100.00 EUR for INV1 id P1
    B INV5 issued 2026-02-01 due 2026-03-02 60.00 EUR
    B disputes INV5 from 2026-03-01 because damaged
"""


@pytest.fixture
def told(story: Story) -> Story:
    story.arrives("2026-02-20", LEDGER)
    story.arrives("2026-03-08", NEWS)
    story.arrives("2026-03-31", "B cash 2026-03-12 1.00 EUR id P10")
    return story


def written(folder: Path, text: str, name: str = "herinneringen.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def looked(story: Story, text: str) -> History:
    return look_back(story.desk, story.books[-1], read_history(written(story.folder, text)))


def test_each_kind_is_told_apart_with_what_was_known_that_day(told: Story) -> None:
    found = looked(
        told,
        "Klantnummer;Factuurnummer;Verzonden op;Niveau;Kanaal\n"
        "A;INV1;05-03-2026;1;e-mail\n"
        "A;INV1;09-03-2026;2;brief\n"
        "A;INV2;05-03-2026;1;e-mail\n"
        "B;INV3;05-03-2026;1;e-mail\n"
        "B;INV4;05-03-2026;1;telefoon\n"
        "B;INV5;05-03-2026;1;e-mail\n"
        "C;INV6;05-03-2026;1;e-mail\n"
        "A;INV1;15-02-2026;1;e-mail\n",
    )
    rows = found.reminders.set_index("row")
    assert rows["wrong"].fillna("right").tolist() == [
        "paid",
        "paid",
        "agency",
        "stopped",
        "direct_debit",
        "dispute",
        "right",
        "right",
    ]
    assert rows["was_known"].astype("object").fillna("nobody knows").tolist()[:6] == [
        False,  # the ledger told on the eighth
        True,
        True,
        True,
        True,
        False,
    ]
    assert rows["channel"].tolist()[:5] == ["email", "letter", "email", "email", "phone"]
    assert found.totals["wrong"]["paid"] == 2
    assert found.totals["wrong_known"]["paid"] == {"known": 1, "later": 1}


def test_of_days_before_the_first_file_nobody_can_say_what_was_known(story: Story) -> None:
    story.arrives("2026-03-31", LEDGER + "A cash 2026-03-03 100.00 EUR for INV1 id P1")
    found = looked(story, "customer,invoice,date\nA,INV1,2026-03-05\n")
    assert found.totals["wrong_known"] == {"paid": {"before": 1}}


def test_what_people_here_knew_counts_too(told: Story) -> None:
    told.clock.forward(days=-20)  # the eleventh of March
    holds.place(told.desk, HoldKind.STOP, entity="NL01", customer_id="C", by="Els", why="asked")
    found = looked(told, "customer,invoice,date\nC,INV6,2026-03-10\nC,INV6,2026-03-13\n")
    assert found.reminders["wrong"].fillna("right").tolist() == ["right", "stopped"]
    assert found.reminders["was_known"].astype("object").fillna("-").tolist() == ["-", True]


def test_a_reminder_without_an_invoice_is_about_all_that_was_past_due(told: Story) -> None:
    found = looked(told, "customer,date\nA,2026-03-05\nC,2026-03-05\nC,2026-02-25\n")
    assert found.reminders["items"].tolist() == [2, 1]
    assert found.reminders["wrong"].fillna("right").tolist() == ["paid", "right"]  # one paid, one at the agency
    assert found.refused[["row", "reason"]].to_numpy().tolist() == [[4, "nothing_due"]]


def test_rows_that_cannot_be_used_are_told_and_the_rest_counts(told: Story) -> None:
    found = looked(
        told,
        "customer;invoice;date;level\nZ;INV1;05-03-2026;1\nA;NONE;05-03-2026;1\nA;INV1;soon;1\nA;INV1;05-03-2031;1\n"
        "A;INV1;25-03-2026;last\n",
    )
    assert found.refused.to_numpy().tolist() == [
        [2, "no_customer", "Z"],
        [3, "no_invoice", "NONE"],
        [4, "no_day", "soon"],
        [5, "outside", "05-03-2031"],
    ]
    assert (found.totals["messages"], found.totals["without_level"]) == (1, 1)


def test_a_workbook_is_read_like_a_text(told: Story) -> None:
    path = told.folder / "reminders.xlsx"
    days = pd.to_datetime(["2026-03-05", "2026-03-09"])
    pd.DataFrame({"Debtor": ["A", "C"], "Invoice no": ["INV1", "INV6"], "Sent on": days, "Step": [1, 2]}).to_excel(
        path, index=False
    )
    found = look_back(told.desk, told.books[-1], read_history(path))
    assert found.reminders["wrong"].fillna("right").tolist() == ["paid", "right"]
    assert found.reminders["level"].tolist() == [1, 2]


def test_a_column_nobody_knows_is_named_by_hand(told: Story) -> None:
    path = written(told.folder, "wie;wat;wanneer\nA;INV1;2026-03-05\n")
    with pytest.raises(HistoryColumnsError, match="the customer number, the day of the reminder") as raised:
        read_history(path)
    assert raised.value.columns == ("wie", "wat", "wanneer")
    named = {"customer_id": "Wie", "number": "wat", "day": "WANNEER"}
    assert len(look_back(told.desk, told.books[-1], read_history(path, named)).reminders) == 1
    with pytest.raises(HistoryColumnsError, match="waar"):
        read_history(path, {**named, "channel": "waar"})
    assert "number" not in read_history(path, {"customer_id": "wie", "day": "wanneer"}, is_guessed=False).columns


@pytest.mark.parametrize(
    ("text", "error", "match"),
    [
        ("customer,invoice,date\n", OnlyHeaderError, "no rows"),
        ("customer,invoice,date\nA,INV1,03/04/2026\nA,INV1,05/04/2026\n", AmbiguousDatesError, "day"),
        ("customer,invoice,date\nZ,INV9,2026-03-05\n", HistoryUnreadableError, "not in the ledger"),
    ],
)
def test_a_file_of_which_nothing_can_be_used_says_why(
    told: Story, text: str, error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        looked(told, text)


def test_what_was_found_is_kept_and_what_failed_says_so(told: Story) -> None:
    desk, book = told.desk, told.books[-1]
    good = read_history(written(told.folder, "customer,invoice,date\nA,INV1,2026-03-05\n"))
    run_id = keep_history(desk, book, good, by="Els", title="Spring")
    run = replays.run_of(desk, run_id)
    assert (run.kind, run.state, run.title, run.created_by) == (RunKind.HISTORY, RunState.DONE, "Spring", "Els")
    assert replays.result(desk, run_id, "messages")["wrong"].tolist() == ["paid"]
    assert "name" not in replays.result(desk, run_id, "messages"), "names are kept in one place only"
    bad = read_history(written(told.folder, "customer,invoice,date\nZ,INV1,2026-03-05\n", "bad.csv"))
    with pytest.raises(HistoryUnreadableError):
        keep_history(desk, book, bad, by="Els")
    assert replays.runs(desk)[0].state is RunState.FAILED
    with pytest.raises(replays.UnknownRunError):
        replays.result(desk, replays.runs(desk)[0].id, "messages")
