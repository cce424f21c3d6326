"""Simulated people: each keeps a session over the app's own websocket, reads, thinks, and clicks on to something else."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL_SHARE: Final = 0.4
ANSWER_SECONDS: Final = 120.0
FIRST_SECONDS: Final = 900.0
"""For the very first visit to a page of a large book, which finds everything out."""
PATIENCE_RUNS: Final = 4
"""Clicks on one page at most: who found what was sought goes on."""


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A place people go: its path, what may stand behind it in the URL, and how often it is chosen beside the others."""

    page: str
    queries: tuple[str, ...] = ("",)
    weight: int = 1


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One run as its asker saw it: of which page, the whole of it or a fragment, and how long until it was answered."""

    page: str
    is_fragment: bool
    seconds: float
    size: int
    at: float


@dataclass(kw_only=True)
class Seen:
    """What everybody saw: the runs, and everything that went wrong."""

    runs: list[Ran] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def fragment_share(self) -> float:
        """Share of the runs that were of a fragment."""
        return sum(run.is_fragment for run in self.runs) / max(len(self.runs), 1)

    def seconds(self, *, is_fragment: bool) -> list[float]:
        """Return how long each run of one kind took."""
        return [run.seconds for run in self.runs if run.is_fragment is is_fragment]


@dataclass(kw_only=True)
class _Screen:
    """What one person has before them: the page, its fragments, and the switches in each."""

    page: str = ""
    query: str = ""
    fragments: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)


async def crowd(port: int, stops: Sequence[Stop], *, people: int, seconds: float, think: float, seed: int = 1) -> Seen:
    """Return what ``people`` saw who for ``seconds`` act every ``think`` seconds on average, two in five times on a whole page."""
    seen = Seen()
    until = time.monotonic() + seconds
    tasks = [
        _person(port, stops, seen, until=until, think=think, luck=random.Random(seed * 1000 + place))  # noqa: S311
        for place in range(people)
    ]
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, BaseException):
            seen.errors.append(repr(outcome))
    return seen


async def visit_all(port: int, stops: Sequence[Stop]) -> Seen:
    """Return what was seen by who opened every stop once with each of its queries, one after the other, each in a tab of its own.

    In one tab a page keeps what was chosen on it, whatever its address asks next.
    """
    seen = Seen()
    for stop in stops:
        for query in stop.queries:
            async with _session(port) as session:
                await _run(session, _Screen(page=stop.page, query=query), seen, patience=FIRST_SECONDS)
    return seen


async def _person(
    port: int, stops: Sequence[Stop], seen: Seen, *, until: float, think: float, luck: random.Random
) -> None:
    weights = [stop.weight for stop in stops]
    await asyncio.sleep(luck.random() * think)
    async with _session(port) as session:
        screen, left = _Screen(), 0
        while time.monotonic() < until:
            wants_fragment = left > 0 and screen.fragments and seen.fragment_share < 1 - FULL_SHARE
            if wants_fragment:
                await _run(session, screen, seen, fragment=luck.choice(list(screen.fragments)), luck=luck)
                left -= 1
            else:
                stop = luck.choices(stops, weights)[0]
                screen, left = _Screen(page=stop.page, query=luck.choice(stop.queries)), PATIENCE_RUNS
                await _run(session, screen, seen)
            await asyncio.sleep(luck.expovariate(1 / think))


def _session(port: int) -> connect:
    return connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(f"http://127.0.0.1:{port}"),
        max_size=None,
        open_timeout=ANSWER_SECONDS,
        ping_timeout=FIRST_SECONDS,
    )


async def _run(
    session: ClientConnection,
    screen: _Screen,
    seen: Seen,
    *,
    fragment: str | None = None,
    luck: random.Random | None = None,
    patience: float = ANSWER_SECONDS,
) -> None:
    """Ask for the page of ``screen``, or for ``fragment`` of it with one switch turned; note how long the answer took."""
    asked = BackMsg()
    asked.rerun_script.page_name = screen.page
    asked.rerun_script.query_string = screen.query
    if fragment is not None:
        asked.rerun_script.fragment_id = fragment
        _turn_a_switch(asked, screen.fragments[fragment], luck)
    began, size = time.perf_counter(), 0
    await session.send(asked.SerializeToString())
    while True:
        answer = await asyncio.wait_for(session.recv(), patience)
        size += len(answer)
        told = ForwardMsg()
        told.ParseFromString(answer if isinstance(answer, bytes) else answer.encode())
        kind = told.WhichOneof("type")
        if kind == "delta":
            _notice(told, screen, seen)
        elif kind == "page_not_found":
            seen.errors.append(f"{screen.page}: page not found")
        elif kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            break
    now = time.perf_counter()
    seen.runs.append(
        Ran(page=screen.page, is_fragment=fragment is not None, seconds=now - began, size=size, at=time.time())
    )


def _turn_a_switch(asked: BackMsg, switches: list[tuple[str, tuple[str, ...]]], luck: random.Random | None) -> None:
    """Turn one of the fragment's rows of buttons to another of its options, as a click does."""
    if luck is None or not switches:
        return
    switch, options = luck.choice(switches)
    state = asked.rerun_script.widget_states.widgets.add()
    state.id = switch
    state.string_array_value.data.append(luck.choice(options))


def _notice(told: ForwardMsg, screen: _Screen, seen: Seen) -> None:
    """Remember the fragments of a page and their switches; an exception on the page is an error."""
    delta = told.delta
    switches = screen.fragments.setdefault(delta.fragment_id, []) if delta.fragment_id else None
    if delta.WhichOneof("type") != "new_element":
        return
    element = delta.new_element
    kind = element.WhichOneof("type")
    if kind == "exception":
        seen.errors.append(f"{screen.page}: {element.exception.type} {element.exception.message}")
    elif kind == "button_group" and switches is not None:
        group = element.button_group
        known = (group.id, tuple(option.content for option in group.options))
        if group.required and known not in switches:
            switches.append(known)
