"""Money on a statement that the ledger did not have yet keeps reminders back on a past day too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from core.matching.rematch import rematch
from core.matching.statements import take_statement
from core.strategy.replay.wrong import judged
from tests.unit.matching.test_bank_desk import entry, statement

if TYPE_CHECKING:
    from tests.replays import Story

pytestmark = pytest.mark.few_on_postgres(1)

OPEN = """
    A is business NL nl name "Bakkerij Smit" a@example.org
    B is business NL nl name "Slagerij Jansen" b@example.org
    A INV001 issued 2026-09-01 due 2026-10-01 100.00 EUR reference RF18539007547034
    B INV002 issued 2026-09-01 due 2026-10-01 60.00 EUR
"""


def test_what_the_bank_had_told_by_then_keeps_reminders_back(story: Story) -> None:
    story.arrives("2026-10-01", OPEN)
    story.clock.now = datetime(2026, 10, 16, 5, tzinfo=UTC)
    path = statement(story.folder, entry("100,00", "Bakkerij Smit", "RF18539007547034"))  # booked on the fifteenth
    take_statement(story.desk, path, by="ann", entity="NL01")
    rematch(story.desk, story.books[-1])
    story.arrives("2026-10-20", "A cash 2026-10-15 100.00 EUR for INV001 id P1")
    rematch(story.desk, story.books[-1])  # the ledger has it by now: nothing of it is left on the desk
    story.arrives("2026-10-31", "B cash 2026-10-30 1.00 EUR id P2")
    assert story.sent("2026-10-15", "2026-10-15") == ["15-10 A INV001 step 1", "15-10 B INV002 step 1"]
    assert story.sent("2026-10-16", "2026-10-16") == ["16-10 B INV002 step 1"]
    assert story.sent("2026-10-19", "2026-10-19") == ["19-10 B INV002 step 1"]
    crossed = story.replayed("2026-10-15", "2026-10-15")
    assert judged(story.desk, story.books[-1], crossed.items)["wrong"].isna().all()
