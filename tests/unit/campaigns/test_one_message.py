"""One message to one customer: the same reasons, the same ledger, never twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from pandas.testing import assert_frame_equal

from core.campaigns import reading
from core.campaigns.freshness import hold_customer
from core.campaigns.launch import Launched, launch
from core.campaigns.one_message import KeptOutError, NothingToAskError, approve_one, write_one
from core.campaigns.outlook import finish_campaigns
from core.campaigns.plan import find_audience
from core.campaigns.states import cancel
from core.campaigns.timeline import Happening, timeline
from core.desk import contacts, holds
from core.desk.customers import remark
from core.strategy.account import account
from core.vocabulary import HoldKind
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, launched

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(2)

A = ("NL01", "A")


def key_of(book: Book, customer_id: str) -> int:
    found = book.frame("customer_features", as_of=AS_OF, since=date(2024, 1, 1), customer_key=None)
    return int(found.loc[found["customer_id"] == customer_id, "customer_key"].iloc[0])


def test_it_is_read_then_goes_through_the_ledger_once(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    message = write_one(desk, book, A, as_of=AS_OF, by="Els")
    mail = reading.mail(desk, message.name, entity="NL01", customer_id="A")
    assert (mail.to.endswith("a@example.org>") or mail.to == "a@example.org", mail.is_sealed) == (True, False)
    assert reading.totals(desk, message.name)["in"]["customers"] == 1
    approve_one(desk, message.name, by="Els")
    approve_one(desk, message.name, by="Els")
    assert launch(desk, book, message.name, by="Els") == Launched(queued=1, held=0)
    assert launch(desk, book, message.name, by="Els") == Launched(queued=0, held=0)
    assert [name for _, name in reading.messages_to(desk, *A)] == [message.name]
    with pytest.raises(KeptOutError, match="In another campaign"):
        write_one(desk, book, A, as_of=AS_OF, by="Els")


def test_it_may_be_about_one_invoice(desk: Desk, ledger: Ledger) -> None:
    message = write_one(desk, ledger(LEDGER), A, as_of=AS_OF, by="Els", items=frozenset({("invoice", "INV2", 2026, 1)}))
    text = reading.mail(desk, message.name, entity="NL01", customer_id="A").text
    assert ("INV2" in text, "INV1" in text) == (True, False)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (HoldKind.LEGAL, "Legal case or insolvency: noted"),
        (HoldKind.DISPUTE, "In dispute: noted"),
        (HoldKind.STOP, "Stopped until a date: noted"),
        (HoldKind.OPT_OUT, "No usable address: noted"),
    ],
)
def test_no_reason_can_be_sent_past(desk: Desk, ledger: Ledger, kind: HoldKind, said: str) -> None:
    book = ledger(LEDGER)
    holds.place(desk, kind, entity="NL01", customer_id="A", by="Els", why="noted")
    with pytest.raises(KeptOutError, match=said):
        write_one(desk, book, A, as_of=AS_OF, by="Els")
    assert reading.campaigns(desk) == []


def test_nothing_open_is_nothing_to_send(desk: Desk, ledger: Ledger) -> None:
    book = ledger(
        LEDGER
        + "    G  is business NL nl g@example.org\n    G INV70 issued 2026-08-01 due 2026-09-01 5.00 EUR paid 5.00 on 2026-09-02\n"
    )
    with pytest.raises(NothingToAskError):
        write_one(desk, book, ("NL01", "G"), as_of=AS_OF, by="Els")


def test_what_was_left_unsent_makes_room_for_the_next(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    first = write_one(desk, book, A, as_of=AS_OF, by="Els")
    assert write_one(desk, book, A, as_of=AS_OF, by="Els").name == first.name
    cancel(desk, first.name, by="Els", why="not now")
    assert write_one(desk, book, A, as_of=AS_OF, by="Els").name == f"{first.name} (2)"


def test_one_account_has_the_reasons_of_the_whole_portfolio(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    whole = find_audience(desk, book, as_of=AS_OF).items
    for customer_id in "ABCDEF":
        one = account(desk, book, ("NL01", customer_id), key_of(book, customer_id), as_of=AS_OF).items
        same = whole[whole["customer_id"] == customer_id].reset_index(drop=True)
        assert_frame_equal(one, same, check_dtype=False)  # without a payment no key is missing


@pytest.mark.parametrize(
    ("customer_id", "reason", "on", "step"),
    [
        ("A", None, AS_OF, 2),
        ("D", "unreachable", None, None),
        ("E", "not_due", date(2026, 12, 3), 1),
        ("F", "dispute", None, None),
    ],
)
def test_the_next_step_of_one_customer(  # noqa: PLR0917 - pytest's own
    desk: Desk, ledger: Ledger, customer_id: str, reason: str | None, on: date | None, step: int | None
) -> None:
    book = ledger(LEDGER)
    coming = account(desk, book, ("NL01", customer_id), key_of(book, customer_id), as_of=AS_OF).next_step
    assert coming is not None
    assert (coming.reason and coming.reason.code, coming.on, coming.step and coming.step.number) == (reason, on, step)


def test_a_stop_moves_the_next_step_to_the_day_after(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    holds.place(
        desk, HoldKind.STOP, entity="NL01", customer_id="A", by="Els", why="holiday", until_on=date(2026, 11, 8)
    )
    coming = account(desk, book, A, key_of(book, "A"), as_of=AS_OF).next_step
    assert coming is not None
    assert (coming.reason and coming.reason.code, coming.on) == ("stopped", date(2026, 11, 9))


def test_a_message_held_in_a_finished_campaign_keeps_nobody_out(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    for customer_id in "ABC":
        hold_customer(desk, entity="NL01", customer_id=customer_id, why="wait")
    assert set(contacts.under_way(desk)["customer_id"]) == {"A", "B", "C"}
    assert finish_campaigns(desk) == 1
    assert contacts.under_way(desk).empty


def test_the_timeline_tells_of_both_stores(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER + "    B  disputes  INV3  10.00  from 2026-10-28 because damaged\n")
    remark(desk, entity="NL01", customer_id="B", body="mornings only", by="Els")
    told = timeline(desk, book, ("NL01", "B"), key_of(book, "B"), as_of=AS_OF)
    assert told["kind"].tolist() == [Happening.NOTE, Happening.DISPUTE, Happening.PAYMENT, Happening.INVOICE]
    assert told["amount_minor"].fillna(0).tolist() == [0, 10_00, 5_25, 75_25]
