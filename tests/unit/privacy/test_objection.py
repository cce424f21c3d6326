"""Who objects to profiling: the standard flow, and nothing of their own in segments, prediction, work list and habits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.acting import Actor, NotAllowedError, acting
from core.actions import Role
from core.behaviour.patterns.ask import patterns_of, payment_history
from core.behaviour.prediction.predict import BY_MODEL, predict
from core.behaviour.prediction.reasons import OBJECTS, reasons_of
from core.campaigns.best_hour import HourFrom, best_hour
from core.campaigns.plan import find_audience
from core.campaigns.work_tasks import unpaid
from core.desk.known_better import known_better
from core.desk.objections import AlreadyObjectsError, object_to_profiling, objecting, objections, withdraw_objection
from core.desk.revisions import Topic, revisions
from core.segments.assign import assign
from core.segments.features import features
from core.segments.levers import lever_table
from core.segments.shipped import SHIPPED
from tests.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.segments.assign import Assignment

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
ON = date(2026, 10, 31)
SLOW, TWIN = ("NL01", "SLOW"), ("NL01", "TWIN")


def history(who: str) -> str:
    """A customer that pays every invoice on the 25th, three weeks after its due date, and owes a lot."""
    months = range(1, 9)
    paid = "\n".join(
        f"{who} {who}{month} issued 2026-{month:02}-04 due 2026-{month:02}-05 900.00 EUR paid 900.00 on 2026-{month:02}-25"
        for month in months
    )
    return f"{who} is business NL nl {who.lower()}@example.org\n{paid}\n{who} {who}X issued 2026-08-04 due 2026-08-05 30000.00 EUR"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))(
        history("SLOW")
        + "\n"
        + history("TWIN")
        + "\nLAST is business NL nl\nLAST L issued 2026-10-31 due 2026-12-01 1.00 EUR"
    )


def segments(desk: Desk, book: Book) -> Assignment:
    return assign(features(book, ON, known_better(desk)), SHIPPED)


def by(column: str, frame: pd.DataFrame) -> dict[str, dict[Hashable, Any]]:
    return {str(row[column]): row for row in frame.to_dict("records")}


def told(assignment: Assignment) -> dict[str, tuple[str, str]]:
    names = assignment.features.frame["customer_id"]
    codes = assignment.segments_frame()["segment"]
    return {name: (codes[at], assignment.reason(at)) for at, name in enumerate(names)}


def test_the_standard_flow_and_no_rule(desk: Desk, book: Book) -> None:
    before = told(segments(desk, book))
    assert before["SLOW"][0] == before["TWIN"][0] == "key_account"
    object_to_profiling(desk, SLOW, by="Els", why="letter of 28 October")
    after = segments(desk, book)
    assert told(after)["SLOW"] == (SHIPPED.otherwise, "objects to profiling: the standard flow")
    assert told(after)["TWIN"] == before["TWIN"]
    # The slider of the lab counts as the rules do, wherever it stands.
    table = lever_table(after.features, SHIPPED, "key_account_past_due", (1.0, 25_000.0, 100_000.0))
    place = table.segments.index("key_account")
    assert table.customers[:, place].tolist() == [1, 1, 0]
    # A campaign of today says the same.
    kept = find_audience(desk, book, as_of=ON).customers.set_index("customer_id")["segment"]
    assert kept["SLOW"] == SHIPPED.otherwise


def test_a_withdrawn_objection_is_over_and_stays_known(desk: Desk, book: Book) -> None:
    was = revisions(desk)[Topic.CUSTOMERS]
    object_to_profiling(desk, SLOW, by="Els", why="a call")
    assert revisions(desk)[Topic.CUSTOMERS] > was  # screens read again
    with pytest.raises(AlreadyObjectsError):
        object_to_profiling(desk, SLOW, by="Els", why="again")
    assert withdraw_objection(desk, SLOW, by="Els", why="she changed her mind")
    assert not withdraw_objection(desk, SLOW, by="Els", why="twice")
    assert objecting(desk) == frozenset()
    assert told(segments(desk, book))["SLOW"][0] == "key_account"
    assert objections(desk, with_history=True)["ended_why"].tolist() == ["she changed her mind"]


def test_only_who_holds_the_role(desk: Desk) -> None:
    controller = Actor(name="Ben", roles=frozenset({Role.CONTROLLER}), is_known=True)
    with acting(controller), pytest.raises(NotAllowedError):
        object_to_profiling(desk, SLOW, by="Ben", why="a call")


def test_nothing_of_their_own_is_foretold(desk: Desk, book: Book) -> None:
    known = segments(desk, book)
    own = by("number", predict(book, None, ON, segments=known.segments_frame()))
    assert own["SLOWX"]["payments"] == own["TWINX"]["payments"] == 7
    object_to_profiling(desk, SLOW, by="Els", why="a call")
    known = segments(desk, book)
    said = by("number", predict(book, None, ON, segments=known.segments_frame(), objecting=known.objecting))
    assert said["SLOWX"]["payments"] == 0
    assert said["SLOWX"]["source"] != BY_MODEL
    assert [each.pattern for each in reasons_of(said["SLOWX"])] == [OBJECTS]
    assert str(said["TWINX"]) == str(own["TWINX"])


def test_the_work_list_ranks_them_by_what_others_do(desk: Desk, book: Book) -> None:
    asked = features(book, ON).frame[["entity", "customer_id"]]
    frame = segments(desk, book).segments_frame()
    before = by("customer_id", unpaid(book, None, frame, asked))
    after = by("customer_id", unpaid(book, None, frame, asked, objecting={SLOW}))
    assert (before["SLOW"]["source"], after["SLOW"]["source"]) == ("habit", "segment")
    assert after["TWIN"] == before["TWIN"]
    # A sole trader is a natural person too: alone on the list, its place is that of its kind.
    assert by("customer_id", unpaid(book, None, frame, asked, natural={TWIN}))["TWIN"]["source"] == "segment"


def test_no_habit_hour_or_pay_day(desk: Desk, book: Book) -> None:
    key = int(by("customer_id", features(book, ON).frame)["SLOW"]["customer_key"])
    assert len(patterns_of(book, ON, desk=desk).query("customer_key == @key"))
    object_to_profiling(desk, SLOW, by="Els", why="a call")
    assert patterns_of(book, ON, desk=desk).query("customer_key == @key").empty
    assert payment_history(book, key, ON, desk=desk).patterns == ()
    assert best_hour(desk, book, SLOW, key, "NL").source is HourFrom.NOTHING
