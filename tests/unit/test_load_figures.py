"""What the load bench makes of the runs it saw."""

from __future__ import annotations

import pytest

from benchmarks.bench_load import SELDOM, Loaded, percentile, stops, told
from benchmarks.load_people import Ran, Seen
from tests.browser.conftest import ROOT


def ran(page: str, seconds: float, *, is_fragment: bool = False) -> Ran:
    return Ran(page=page, is_fragment=is_fragment, seconds=seconds, size=1, at=0.0)


@pytest.mark.parametrize(("percent", "value"), [(50, 51), (95, 96), (100, 100)])
def test_a_percentile_is_one_of_the_waits(percent: int, value: float) -> None:
    assert percentile(range(100, 0, -1), percent) == value


def test_nobody_waited() -> None:
    assert percentile([], 95) == 0.0
    assert Seen().fragment_share == 0.0


def test_the_slowest_page_is_told_first_and_errors_last() -> None:
    runs = [ran("work", 0.1), ran("", 2.0), ran("", 0.05, is_fragment=True)]
    seen = Seen(runs=runs, errors=["aging: ValueError"])
    found = Loaded(seen=seen, first=Seen(runs=[ran("work", 9.0)]), cores=1.5, client_cores=0.1, memory_gib=2, sent=7)
    lines = told(found)
    assert lines[0].startswith("today")
    assert "page p95 2000 ms, fragment p95 50 ms, 3 runs (33% fragments)" in lines[-3]
    assert lines[-2] == "first visits: work 9.0 s"
    assert lines[-1] == "ERROR aging: ValueError"


def test_people_go_to_every_page_there_is() -> None:
    visited = {stop.page or "today" for stop in stops(["1"])}
    assert visited == {file.stem for file in (ROOT / "pages").glob("*.py")}
    assert len(set(SELDOM)) == len(SELDOM)
