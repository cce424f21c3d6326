"""Answers to the reminders that we sent ourselves, by channel, from the contact ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.behaviour.patterns import PatternName, patterns_of
from core.desk.campaign_tables import Message
from core.desk.reminded import reminders
from core.vocabulary import MessageState
from tests.launched import launched, recipients

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(1)

AS_OF = date(2026, 10, 31)
SENT_AT = datetime(2026, 10, 1, 22, 30, tzinfo=UTC)  # half past midnight of 2 October in Amsterdam
PAID = """
    A is business NL nl
    A INV1 issued 2026-08-01 due 2026-09-01 100.00 EUR paid 100.00 on 2026-10-05
    A INV2 issued 2026-08-01 due 2026-09-01 100.00 EUR paid 100.00 on 2026-10-07
    A INV3 issued 2026-08-01 due 2026-09-01 100.00 EUR paid 100.00 on 2026-10-25
    A INV4 issued 2026-08-01 due 2026-09-01 100.00 EUR
    A INV5 issued 2026-08-01 due 2026-09-01 100.00 EUR paid 100.00 on 2026-09-10
"""


def sent(desk: Desk, count: int) -> None:
    launched(desk, recipients(count))
    with desk.session() as session:
        session.execute(update(Message).values(state=MessageState.SENT, settled_at=SENT_AT))


def test_days_from_reminder_to_payment(ledger: Ledger, desk: Desk) -> None:
    """Reminded on 2 October: paid after 3 and 5 days, after 23 which is no answer, and not at all; the fifth was paid before."""
    sent(desk, 5)
    told = patterns_of(ledger(PAID, list_on=AS_OF), AS_OF, desk=desk)
    answers = told[told["pattern"] == PatternName.ANSWERS_REMINDERS].to_dict("records")
    assert [(row["text"], row["value"], row["n"], row["of"]) for row in answers] == [("email", 4.0, 2, 4)]


def test_a_reminder_of_another_document_under_the_same_key_says_nothing(ledger: Ledger, desk: Desk) -> None:
    sent(desk, 4)
    told = patterns_of(ledger(PAID.replace("INV", "XNV"), list_on=AS_OF), AS_OF, desk=desk)
    assert PatternName.ANSWERS_REMINDERS not in told["pattern"].tolist()


def test_what_was_not_sent_was_not_asked(ledger: Ledger, desk: Desk) -> None:
    launched(desk, recipients(4))
    assert reminders(desk).empty
    told = patterns_of(ledger(PAID, list_on=AS_OF), AS_OF, desk=desk)
    assert PatternName.ANSWERS_REMINDERS not in told["pattern"].tolist()


def test_reminders_of_one_customer(desk: Desk) -> None:
    sent(desk, 3)
    assert reminders(desk)["reminded_on"].dt.date.unique().tolist() == [date(2026, 10, 2)]
    assert reminders(desk, customer=("NL01", "C2"))["item_key"].tolist() == [2]
