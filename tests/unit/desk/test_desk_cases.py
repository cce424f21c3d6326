"""Cases on the desk: opened with their holds, changed, closed and taken back, each with who, when and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.desk import cases, holds
from core.desk.case_errors import CaseMovedError, NoReasonError, NothingToUndoError
from core.desk.case_frames import (
    case_items,
    cases_of,
    disputes,
    events_of,
    instalments_of,
    judged_cases,
    plan_instalments,
    promises,
)
from core.desk.cases import Instalment, ItemName, NewCase
from core.desk.revisions import Topic, revisions
from core.vocabulary import CaseState, DisputeCause, HoldKind

if TYPE_CHECKING:
    from core.desk.engine import Desk

WHO = {"entity": "NL01", "customer_id": "A"}
ON = date(2026, 11, 3)
INV1 = ItemName(document_type="invoice", number="INV1", fiscal_year=2026, part_no=1)
INV2 = ItemName(document_type="invoice", number="INV2", fiscal_year=2026, part_no=1)


def promise(**more: object) -> NewCase:
    given: dict[str, object] = {
        "kind": HoldKind.PROMISE,
        **WHO,
        "made_on": ON,
        "amount_minor": 100_00,
        "currency": "EUR",
        "until_on": date(2026, 11, 10),
        "why": "phoned",
        **more,
    }
    return NewCase(**given)  # type: ignore[arg-type]


def dispute(cause: DisputeCause, **more: object) -> NewCase:
    return promise(kind=HoldKind.DISPUTE, cause=cause, until_on=None, **more)


def standing(desk: Desk) -> list[tuple[str, str | None]]:
    found = holds.standing(desk, ON, **WHO)
    numbers = found["number"].astype(object).where(found["number"].notna(), None)
    return list(zip(found["kind"], numbers, strict=True))


def test_a_case_stands_through_its_holds_and_counts_as_a_change(desk: Desk) -> None:
    before = revisions(desk)[Topic.HOLDS]
    cases.open_case(desk, promise(items=(INV1, INV2)), by="anna")
    assert standing(desk) == [("promise", "INV1"), ("promise", "INV2")]
    assert revisions(desk)[Topic.HOLDS] == before + 1
    row = promises(desk).to_dict("records")[0]
    assert (row["amount_minor"], row["currency"], row["state"]) == (100_00, "EUR", "open")
    assert (row["promised_on"].date(), row["made_on"].date()) == (date(2026, 11, 10), ON)
    assert row["made_at"] == desk.now()
    assert case_items(desk, entity="NL01", customer_id="A")["number"].tolist() == ["INV1", "INV2"]
    assert (
        len(holds.standing(desk, date(2026, 11, 11), **WHO)) == 2
    )  # until a ledger that reaches that far has judged it


def test_an_act_needs_its_reason(desk: Desk) -> None:
    with pytest.raises(NoReasonError):
        cases.open_case(desk, promise(why="  "), by="anna")
    done = cases.open_case(desk, promise(), by="anna")
    with pytest.raises(NoReasonError):
        cases.close_case(desk, done.case_id, by="anna", why="")
    with pytest.raises(NoReasonError):
        cases.change_case(desk, done.case_id, by="anna", why="", owner="x")


@pytest.mark.parametrize("cause", list(DisputeCause))
def test_a_dispute_waits_on_us_for_causes_that_are_ours_only(desk: Desk, cause: DisputeCause) -> None:
    cases.open_case(desk, dispute(cause, amount_minor=30_00), by="anna")
    ours = {"not_delivered", "credit_note_due", "invoice_incorrect", "copy_requested", "answer_due"}
    ours |= {"wrong_address", "order_number_missing"}
    assert standing(desk) == [("waiting_on_us" if cause in ours else "dispute", None)]
    assert holds.standing(desk, ON)["amount_minor"].tolist() == [30_00]


def test_closing_ends_its_holds_and_undo_lets_them_stand_again(desk: Desk) -> None:
    done = cases.open_case(desk, dispute(DisputeCause.QUALITY, items=(INV1,)), by="anna")
    closed = cases.close_case(desk, done.case_id, by="bert", why="settled", outcome="credited")
    row = disputes(desk).to_dict("records")[0]
    assert (row["state"], row["outcome"], row["closed_at"]) == ("closed", "credited", desk.now())
    assert standing(desk) == []
    with pytest.raises(CaseMovedError):
        cases.close_case(desk, done.case_id, by="carla", why="too late")
    cases.undo(desk, closed.event_id, by="bert")
    assert standing(desk) == [("dispute", "INV1")]
    assert disputes(desk)["outcome"].isna().all()
    told = events_of(desk, done.case_id)
    assert told[["act", "acted_by", "is_undone"]].to_numpy().tolist() == [
        ["opened", "anna", False],
        ["closed", "bert", True],
        ["undone", "bert", True],
    ]


def test_only_the_latest_act_is_undone_and_only_once(desk: Desk) -> None:
    done = cases.open_case(desk, dispute(DisputeCause.QUALITY), by="anna")
    changed = cases.change_case(desk, done.case_id, by="anna", why="it is ours", cause=DisputeCause.NOT_DELIVERED)
    assert standing(desk) == [("waiting_on_us", None)]
    with pytest.raises(NothingToUndoError):
        cases.undo(desk, done.event_id, by="anna")
    cases.undo(desk, changed.event_id, by="anna")
    assert standing(desk) == [("dispute", None)]
    with pytest.raises(NothingToUndoError):
        cases.undo(desk, changed.event_id, by="anna")
    cases.undo(desk, done.event_id, by="anna")
    assert (standing(desk), disputes(desk).empty) == ([], True)
    assert cases_of(desk, **WHO)["state"].tolist() == ["withdrawn"]


def test_a_changed_amount_or_last_day_moves_the_holds(desk: Desk) -> None:
    stop = promise(kind=HoldKind.STOP, amount_minor=None, currency=None, until_on=date(2026, 11, 5))
    done = cases.open_case(desk, stop, by="anna")
    changed = cases.change_case(desk, done.case_id, by="anna", why="longer", until_on=date(2026, 11, 20))
    assert len(holds.standing(desk, date(2026, 11, 20), **WHO)) == 1
    cases.undo(desk, changed.event_id, by="anna")
    assert holds.standing(desk, date(2026, 11, 6), **WHO).empty


def test_a_new_agreement_takes_the_place_of_one_and_gives_it_back_when_undone(desk: Desk) -> None:
    first = cases.open_case(desk, promise(), by="anna")
    second = cases.open_case(desk, promise(until_on=date(2026, 11, 20), follows_id=first.case_id), by="bert")
    assert promises(desk)["state"].tolist() == ["renegotiated", "open"]
    assert len(holds.standing(desk, ON, **WHO)) == 1
    with pytest.raises(CaseMovedError):
        cases.open_case(desk, promise(follows_id=first.case_id), by="carla")
    cases.undo(desk, second.event_id, by="bert")
    assert promises(desk)["state"].tolist() == ["open"]
    assert len(standing(desk)) == 1


def test_the_book_decides_on_promises_until_a_person_does(desk: Desk) -> None:
    done = cases.open_case(desk, promise(), by="anna")
    judged = {"state": CaseState.BROKEN, "paid_minor": 40_00, "judged_on": date(2026, 11, 20)}
    assert cases.record_judgement(desk, done.case_id, **judged)  # type: ignore[arg-type]
    assert not cases.record_judgement(desk, done.case_id, **judged)  # type: ignore[arg-type]
    assert (standing(desk), promises(desk)["paid_minor"].tolist()) == ([], [40_00])
    assert cases.record_judgement(desk, done.case_id, **{**judged, "state": CaseState.OPEN})  # type: ignore[arg-type]
    cases.close_case(desk, done.case_id, by="anna", why="paid in cash")
    assert not cases.record_judgement(desk, done.case_id, **judged)  # type: ignore[arg-type]
    assert (promises(desk)["state"].tolist(), judged_cases(desk).empty) == (["closed"], True)


def test_a_plan_keeps_its_instalments(desk: Desk) -> None:
    parts = (
        Instalment(due_on=date(2026, 11, 10), amount_minor=60_00),
        Instalment(due_on=date(2026, 12, 10), amount_minor=40_00),
    )
    done = cases.open_case(desk, promise(kind=HoldKind.PLAN, until_on=date(2026, 12, 10), instalments=parts), by="anna")
    cases.record_judgement(
        desk, done.case_id, state=CaseState.BROKEN, paid_minor=20_00, judged_on=date(2026, 11, 20),
        parts=((20_00, True), (0, False)),
    )  # fmt: skip
    told = plan_instalments(desk)
    assert told[["number", "amount_minor", "paid_minor", "is_missed", "state"]].to_numpy().tolist() == [
        [1, 60_00, 20_00, True, "broken"],
        [2, 40_00, 0, False, "broken"],
    ]
    assert instalments_of(desk, done.case_id)["due_on"].dt.day.tolist() == [10, 10]
    assert holds.standing(desk, ON, **WHO).empty


def test_a_hold_of_a_case_ends_with_its_case_only_and_a_mark_stands_again(desk: Desk) -> None:
    cases.open_case(desk, promise(), by="anna")
    [of_case] = holds.standing(desk, ON, **WHO)["hold_id"]
    assert not holds.end(desk, int(of_case), by="anna", why="x")
    assert holds.place_again(desk, int(of_case), by="anna", why="x") is None
    mark = holds.place(desk, HoldKind.HARDSHIP, entity="NL01", customer_id="A", by="anna", why="lost her job")
    assert holds.place_again(desk, mark, by="anna", why="x") is None  # it still stands
    holds.end(desk, mark, by="anna", why="new job")
    assert holds.place_again(desk, mark, by="bert", why="ended by mistake") is not None
    assert sorted(kind for kind, _ in standing(desk)) == ["hardship", "promise"]


def test_empty_frames_have_the_types_of_full_ones(desk: Desk) -> None:
    empty = [frame(desk).dtypes.astype(str).to_dict() for frame in (promises, plan_instalments, disputes)]
    cases.open_case(desk, promise(), by="anna")
    cases.open_case(desk, dispute(DisputeCause.OTHER), by="anna")
    part = Instalment(due_on=ON, amount_minor=1)
    cases.open_case(desk, promise(kind=HoldKind.PLAN, instalments=(part,)), by="anna")
    assert [frame(desk).dtypes.astype(str).to_dict() for frame in (promises, plan_instalments, disputes)] == empty
