"""Retention: what is older than its term is reported, lies for two weeks, and then goes; what is held stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from core.acting import Actor, Limits, NotAllowedError, OutsideLimitsError, acting
from core.actions import Role
from core.customer_page.uploads import place_of
from core.desk import customers, holds
from core.desk.audit_tables import AuditValue
from core.desk.audit_verify import verify
from core.desk.call_tables import Call, UnpaidChance
from core.desk.case_errors import NoReasonError
from core.desk.customer_page_tables import CustomerFile, CustomerRequest
from core.desk.erasure_tables import LegalHold
from core.desk.reply_tables import Reply
from core.desk.tables import Hold, Note
from core.privacy import retention
from core.privacy.holding import restrict
from core.privacy.retention import ReportMovedError, ReportState
from core.privacy.terms import TERMS, Kept, TermOutOfRangeError, save_terms, terms_of
from core.vocabulary import HoldKind
from tests.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
# On 3 November 2026: GONE has been settled for more than seven years, OLD for more than two, HELD as OLD but somebody needs its
# facts, OPEN owes something since 2018, NEW was settled this year.
LEDGER = """
    GONE is consumer NL nl gone@example.org
    GONE G1 issued 2018-01-01 due 2018-02-01 10.00 EUR paid 10.00 on 2018-02-01
    OLD is consumer NL nl old@example.org
    OLD O1 issued 2023-01-01 due 2023-02-01 10.00 EUR paid 10.00 on 2023-03-01
    HELD is consumer NL nl held@example.org
    HELD H1 issued 2023-01-01 due 2023-02-01 10.00 EUR paid 10.00 on 2023-03-01
    OPEN is consumer NL nl open@example.org
    OPEN P1 issued 2018-01-01 due 2018-02-01 10.00 EUR
    NEW is consumer NL nl new@example.org
    NEW N1 issued 2026-08-01 due 2026-09-01 10.00 EUR paid 10.00 on 2026-10-31
"""
EVERYBODY = ("GONE", "OLD", "HELD", "OPEN", "NEW")
CONTENT = b"%PDF- a letter"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))(LEDGER)


@pytest.fixture
def home(desk: Desk, tmp_path: Path) -> Path:
    """A desk on which everybody has a note, a call, a reply, a request with the same file, and a chance; and their home."""
    mark, now = sha256(CONTENT).hexdigest(), datetime(2023, 2, 1, 10, tzinfo=UTC)
    with desk.session() as session:
        for who in EVERYBODY:
            note = {"entity": "NL01", "customer_id": who, "body": f"note about {who}"}
            session.add(Note(**note, written_by="Els", written_at=now))
        for at, who in enumerate(EVERYBODY, start=1):
            name = {"entity": "NL01", "customer_id": who}
            session.execute(
                insert(Call).values(
                    **name,
                    number="+31201234567",
                    outcome="reached",
                    is_right_party=True,
                    said=f"{who} said",
                    before={},
                    called_by="Els",
                    called_at=now,
                )
            )
            session.execute(
                insert(Reply).values(
                    **name,
                    kind="person",
                    matched_by="",
                    possible=[],
                    from_address=f"{who}@example.org",
                    from_name=who,
                    subject="re",
                    text=f"{who} wrote",
                    remarks=[],
                    suggested_by="",
                    known_at=now,
                    handled_by="Els",
                    handled_at=now,
                )
            )
            session.execute(
                insert(CustomerRequest).values(
                    id=at,
                    **name,
                    form=f"f{at}",
                    reference=f"r{at}",
                    kind="paid",
                    state="done",
                    body={"text": who},
                    language="nl",
                    made_at=now,
                )
            )
            session.execute(
                insert(CustomerFile).values(
                    request_id=at,
                    sha256=mark,
                    name="brief.pdf",
                    media_type="application/pdf",
                    length=len(CONTENT),
                    came_at=now,
                )
            )
            session.execute(
                insert(UnpaidChance).values(**name, unpaid_share=0.5, source="habit", as_of=date(2023, 3, 1))
            )
        session.add(
            LegalHold(
                entity="NL01",
                customer_id="HELD",
                owner="Els",
                why="a claim of ours",
                until_on=date(2027, 6, 1),
                placed_by="Els",
                placed_at=now,
            )
        )
    place = place_of(tmp_path, mark)
    place.parent.mkdir(parents=True)
    place.write_bytes(CONTENT)
    return tmp_path


def rows(desk: Desk, lines: tuple[retention.Line, ...] | list[retention.Line]) -> dict[Kept, int]:
    assert desk.engine is not None
    return {each.kept: each.rows for each in lines}


def noted(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return list(session.scalars(select(Note.customer_id).order_by(Note.id)))


def test_a_report_says_what_is_older_than_its_term_and_removes_nothing(desk: Desk, book: Book, home: Path) -> None:  # noqa: ARG001
    made = retention.report(desk, book, by="Els")
    assert (made.state, made.acts_on) == (ReportState.WAITING, date(2026, 11, 17))
    # Two customers each: a note and a call; a reply; a request; a chance. Nobody's books are ten years old (and seven are not).
    assert rows(desk, made.found) == {
        Kept.CONTACT: 4, Kept.REPLIES: 2, Kept.REQUESTS: 2, Kept.SCORES: 2, Kept.MARKS: 0, Kept.AUDIT: 0, Kept.CUSTOMER: 0,
    }  # fmt: skip
    assert made.found[0].named == (("NL01", "GONE"), ("NL01", "OLD"))
    assert noted(desk) == list(EVERYBODY)


def test_on_its_day_it_acts_and_the_shared_file_stays_for_who_stays(
    desk: Desk, book: Book, home: Path, clock: TestClock
) -> None:
    assert retention.keep_up(desk, book, home=home, erase=None).startswith("report 1: 10 rows")
    assert retention.keep_up(desk, book, home=home, erase=None) == "report 1 is waiting until 2026-11-17"
    with pytest.raises(ReportMovedError):
        retention.act_on(desk, book, 1, home=home, erase=None)  # not yet its day
    clock.forward(days=14)
    assert retention.keep_up(desk, book, home=home, erase=None) == "report 1 acted: 12 rows removed"
    assert noted(desk) == ["HELD", "OPEN", "NEW"]
    with desk.reading() as session:
        assert list(session.scalars(select(Call.said).order_by(Call.id))) == [
            "",
            "",
            "HELD said",
            "OPEN said",
            "NEW said",
        ]
        assert list(session.scalars(select(Reply.text).order_by(Reply.id))) == [
            "",
            "",
            "HELD wrote",
            "OPEN wrote",
            "NEW wrote",
        ]
        assert list(session.scalars(select(CustomerFile.request_id).order_by(CustomerFile.id))) == [3, 4, 5]
        assert sorted(session.scalars(select(UnpaidChance.customer_id))) == ["HELD", "NEW", "OPEN"]
    assert place_of(home, sha256(CONTENT).hexdigest()).exists()
    assert retention.keep_up(desk, book, home=home, erase=None) == "nothing to do"  # the next report is a month away


def test_a_file_nobody_has_any_more_goes_too(desk: Desk, book: Book, home: Path, clock: TestClock) -> None:
    with desk.session() as session:
        session.query(CustomerFile).filter(CustomerFile.request_id > 2).delete()
    retention.report(desk, book, by="Els")
    clock.forward(days=14)
    retention.act_on(desk, book, 1, home=home, erase=None)
    assert not place_of(home, sha256(CONTENT).hexdigest()).exists()


def test_somebody_holds_it_back_with_a_reason(desk: Desk, book: Book, home: Path, clock: TestClock) -> None:
    retention.report(desk, book, by="Els")
    with pytest.raises(NoReasonError):
        retention.hold_back(desk, 1, by="Els", why="")
    retention.hold_back(desk, 1, by="Els", why="the auditor is here")
    clock.forward(days=60)
    assert retention.keep_up(desk, book, home=home, erase=None) == "report 1 is held until 2026-11-17"
    assert noted(desk) == list(EVERYBODY)
    retention.let_go_on(desk, 1, by="Els", why="he left")
    with pytest.raises(ReportMovedError):
        retention.let_go_on(desk, 1, by="Els", why="twice")
    assert retention.keep_up(desk, book, home=home, erase=None).startswith("report 1 acted")


def test_who_has_something_open_by_then_stays(desk: Desk, home: Path, clock: TestClock, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "other")
    retention.report(desk, ledger(LEDGER), by="Els")
    clock.forward(days=14)
    busy = ledger(LEDGER + "    OLD O2 issued 2026-11-01 due 2026-12-01 5.00 EUR\n")
    retention.act_on(desk, busy, 1, home=home, erase=None)
    assert noted(desk) == ["OLD", "HELD", "OPEN", "NEW"]


def test_what_was_said_since_is_younger_than_its_term(desk: Desk, book: Book, home: Path, clock: TestClock) -> None:
    """OLD was settled long ago, and rings once more: what was said then stays until it is as old itself."""
    retention.report(desk, book, by="Els")
    clock.forward(days=13)
    customers.remark(desk, entity="NL01", customer_id="OLD", body="paid twice, wants it back", by="Els")
    clock.forward(days=1)
    retention.act_on(desk, book, 1, home=home, erase=None)
    with desk.reading() as session:
        kept = list(session.scalars(select(Note.body).where(Note.customer_id.in_(("GONE", "OLD")))))
    assert kept == ["paid twice, wants it back"]


@pytest.mark.parametrize("kept_by", ["restriction", "insolvency", "request", "mail"])
def test_who_asked_for_something_or_is_before_a_court_keeps_what_is_known(
    desk: Desk, book: Book, home: Path, kept_by: str
) -> None:
    who: dict[str, Any] = {"entity": "NL01", "customer_id": "OLD"}
    if kept_by == "restriction":
        restrict(desk, ("NL01", "OLD"), by="Els", why="needs it for a claim")
    elif kept_by == "insolvency":
        holds.place(desk, HoldKind.INSOLVENCY, **who, by="Els", why="a trustee")
    else:
        of = CustomerRequest if kept_by == "request" else Reply
        changes: dict[str, Any] = (
            {"state": "open"} if kept_by == "request" else {"known_at": desk.now(), "handled_at": None}
        )
        with desk.session() as session:
            session.execute(update(of).where(of.customer_id == "OLD").values(**changes))
    found = retention.report(desk, book, by="Els").found
    assert found[0].named == (("NL01", "GONE"),)
    assert home.exists()


def test_the_name_goes_when_the_books_need_not_be_kept(desk: Desk, book: Book, home: Path, clock: TestClock) -> None:
    """Seven years in the Netherlands: the shipped term is the longest of all countries, the house may choose the law's own."""
    save_terms(desk, {Kept.CUSTOMER: 7 * 365}, by="Els")
    assert rows(desk, retention.report(desk, book, by="Els").found)[Kept.CUSTOMER] == 1
    clock.forward(days=14)
    asked: list[tuple[str, str]] = []

    def erase(customers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        asked.extend(customers)
        return list(customers)

    done = retention.act_on(desk, book, 1, home=home, erase=erase)
    assert asked == [("NL01", "GONE")]
    assert rows(desk, done.removed)[Kept.CUSTOMER] == 1


def test_the_reason_of_a_mark_goes_half_a_year_after_its_end(desk: Desk, clock: TestClock, home: Path) -> None:
    who: dict[str, Any] = {"entity": "NL01", "customer_id": "NEW"}
    holds.place(desk, HoldKind.VULNERABLE, **who, by="Els", why="ill", until_on=date(2026, 11, 10))
    holds.place(desk, HoldKind.STOP, **who, by="Els", why="a stop", until_on=date(2026, 11, 10))
    clock.forward(days=170)
    assert rows(desk, retention.look_ahead(desk, None, on=clock.now.date()))[Kept.MARKS] == 0
    clock.forward(days=30)
    retention.report(desk, None, by="Els")
    clock.forward(days=14)
    retention.act_on(desk, None, 1, home=home, erase=None)
    with desk.reading() as session:
        assert list(session.scalars(select(Hold.why).order_by(Hold.id))) == ["", "a stop"]


def test_what_the_audit_trail_says_is_blanked_after_its_term_and_the_trail_stays_whole(
    desk: Desk, clock: TestClock, home: Path
) -> None:
    for who in ("HELD", "NEW"):
        customers.remark(desk, entity="NL01", customer_id=who, body="x", by="Els")
    clock.forward(days=6 * 365)
    with desk.session() as session:
        session.execute(update(LegalHold).values(until_on=date(2040, 1, 1)))
    save_terms(desk, {Kept.CONTACT: 400}, by="Els")
    clock.forward(days=366)
    assert rows(desk, retention.report(desk, None, by="Els").found)[Kept.AUDIT] == 1  # not of whom somebody holds
    clock.forward(days=14)
    done = retention.act_on(desk, None, 1, home=home, erase=None)
    assert rows(desk, done.removed)[Kept.AUDIT] == 1
    with desk.reading() as session:
        left = {row.customer_id for row in session.scalars(select(AuditValue)) if row.body and '"note"' in row.body}
    assert left == {"HELD"}
    verdict = verify(desk)
    assert (verdict.is_whole, verdict.erased) == (True, 1)
    assert rows(desk, retention.look_ahead(desk, None, on=clock.now.date()))[Kept.AUDIT] == 0


def test_a_term_the_law_does_not_allow(desk: Desk) -> None:
    with pytest.raises(TermOutOfRangeError, match="Choose a term between these"):
        save_terms(desk, {Kept.CUSTOMER: 365}, by="Els")
    with pytest.raises(TermOutOfRangeError):
        save_terms(desk, {Kept.MARKS: TERMS[Kept.MARKS].most_days + 1}, by="Els")
    save_terms(desk, {Kept.CONTACT: 365}, by="Els")
    assert terms_of(desk) == {kept: term.days for kept, term in TERMS.items()} | {Kept.CONTACT: 365}


def test_only_who_holds_the_role_and_sees_everybody(desk: Desk, book: Book) -> None:
    manager = Actor(name="Mia", roles=frozenset({Role.MANAGER}), is_known=True)
    with acting(manager), pytest.raises(NotAllowedError):
        retention.report(desk, book, by="Mia")
    narrow = replace(manager, roles=frozenset({Role.ADMINISTRATOR}), limits=Limits(entities=frozenset({"NL01"})))
    with acting(narrow), pytest.raises(OutsideLimitsError):
        retention.report(desk, book, by="Mia")
