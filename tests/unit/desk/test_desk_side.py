"""Files of others on the desk: landed once, kept with their history, taken back, and refused where two mappings disagree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.desk import side
from core.desk.revisions import Topic, revisions
from core.desk.side import NewFact, NewFile
from core.desk.side_errors import FileMappingsDisagreeError, SourceMappingsDisagreeError, UnknownSideFileError
from core.desk.side_frames import facts, files, history

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def fact(key: str, score: int, *, said_on: date = OCTOBER, line: int = 2) -> NewFact:
    return NewFact(
        key=key,
        source="Bureau",
        entity="",
        customer_id="",
        said_on=said_on,
        line=line,
        body={"score": score, "name": key},
    )


def file(
    *told: NewFact, sha: str = "a", list_on: date = OCTOBER, mode: str = "movements", column: str = "Score"
) -> NewFile:
    return NewFile(
        kind="credit",
        file_name=f"{sha}.csv",
        file_sha256=sha,
        list_on=list_on,
        mode=mode,
        mapping={"columns": {"score": [column]}},
        columns={"score": column},
        headers=("Name", "Score", "Other score"),
        rows_read=len(told),
        accepted=len(told),
        quarantined=0,
        facts=told,
    )


def scores(desk: Desk) -> dict[str, int]:
    found = facts(desk, "credit", columns=("score",))
    return dict(zip(found["key"], found["score"], strict=True))


def test_a_second_list_replaces_what_changed_and_the_history_stays(desk: Desk, clock: TestClock) -> None:
    first = side.land(desk, file(fact("A", 70), fact("B", 50)), by="Els")
    then = clock.now
    clock.forward(days=30)
    second = side.land(desk, file(fact("A", 60, said_on=NOVEMBER), fact("B", 50), sha="b", list_on=NOVEMBER), by="Els")
    assert (first.new, second.changed, second.same) == (2, 1, 1)
    assert scores(desk) == {"A": 60, "B": 50}
    assert history(desk, "credit", "Bureau", "A")["score"].tolist() == [60, 70]
    known_then = facts(desk, "credit", known_at=then)
    assert dict(zip(known_then["key"], known_then["score"], strict=True)) == {"A": 70, "B": 50}


def test_the_same_file_again_changes_nothing(desk: Desk, clock: TestClock) -> None:
    side.land(desk, file(fact("A", 70)), by="Els")
    clock.forward(days=1)
    again = side.land(desk, file(fact("A", 70)), by="Tim")
    assert (again.is_repeated, len(files(desk)), len(history(desk, "credit", "Bureau", "A"))) == (True, 1, 1)


def test_an_older_list_that_comes_late_only_adds_to_the_history(desk: Desk) -> None:
    side.land(desk, file(fact("A", 60, said_on=NOVEMBER), list_on=NOVEMBER), by="Els")
    late = side.land(desk, file(fact("A", 70, said_on=OCTOBER), sha="late"), by="Els")
    assert (late.older, scores(desk)) == (1, {"A": 60})
    assert len(history(desk, "credit", "Bureau", "A")) == 2


def test_a_full_list_ends_what_it_does_not_name(desk: Desk) -> None:
    side.land(desk, file(fact("A", 70), fact("B", 50)), by="Els")
    full = side.land(desk, file(fact("A", 70), sha="b", list_on=NOVEMBER, mode="snapshot"), by="Els")
    assert (full.ended, scores(desk)) == (1, {"A": 70})


def test_a_file_taken_back_lets_hold_again_what_it_replaced(desk: Desk, clock: TestClock) -> None:
    side.land(desk, file(fact("A", 70), fact("B", 50)), by="Els")
    wrong = side.land(desk, file(fact("A", 7), sha="wrong", list_on=NOVEMBER, mode="snapshot"), by="Els")
    meanwhile = clock.now
    clock.forward(days=1)
    before = revisions(desk)[Topic.SIDE]
    assert side.take_back(desk, wrong.file_id, by="Tim", why="wrong column") == 1
    assert scores(desk) == {"A": 70, "B": 50}
    assert facts(desk, "credit", known_at=meanwhile)["score"].tolist() == [7]
    assert revisions(desk)[Topic.SIDE] == before + 1
    with pytest.raises(UnknownSideFileError):
        side.take_back(desk, wrong.file_id, by="Tim", why="again")


def test_two_mappings_that_disagree_are_refused_with_one_sentence(desk: Desk) -> None:
    side.land(desk, file(fact("A", 70), fact("B", 50, line=3)), by="Els")
    other = file(fact("A", 70), fact("B", 5, line=3), column="Other score")
    with pytest.raises(FileMappingsDisagreeError, match=r"1 of its rows says something else \(first: row 3\)"):
        side.land(desk, other, by="Tim")
    next_month = file(fact("A", 65), sha="b", list_on=NOVEMBER, column="Other score")
    with pytest.raises(SourceMappingsDisagreeError, match=r"takes 'score' from the column 'Other score'.*from 'Score'"):
        side.land(desk, next_month, by="Tim")
    assert scores(desk) == {"A": 70, "B": 50}
    assert side.land(desk, other, by="Tim", confirmed=True).changed == 1
    assert scores(desk) == {"A": 70, "B": 5}


def test_another_mapping_that_says_the_same_is_no_disagreement(desk: Desk) -> None:
    side.land(desk, file(fact("A", 70)), by="Els")
    assert side.land(
        desk, replace(file(fact("A", 70)), mapping={"columns": {"score": ["score"]}}), by="Tim"
    ).is_repeated


def test_a_note_by_hand_lands_as_a_file_does(desk: Desk) -> None:
    side.note(desk, "credit", fact("A", 70), by="Els")
    assert side.note(desk, "credit", fact("A", 71), by="Els").changed == 1
    assert scores(desk) == {"A": 71}
