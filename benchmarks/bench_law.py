"""What it costs to ask the law about every message of a preview, beside writing the message itself."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from benchmarks.bench_rendering import A_CORE, context
from benchmarks.table import Figure
from core.campaigns.legal import Known, judge, with_law
from core.messages.bytes import content_for
from core.messages.render import render
from core.vocabulary import ChannelName, MessageName

if TYPE_CHECKING:
    from core.messages.context import MessageContext
    from core.messages.render import Rendered

MESSAGES: Final = 500
RUNS: Final = 3
WHO: Final = ("NL01", "1")
KNOWN: Final = Known(at=datetime(2026, 11, 5, 9, tzinfo=UTC), notices={})
KINDS: Final = {"reminder": MessageName.SECOND_REMINDER, "14-day letter": MessageName.LEGAL_NOTICE_NL}


def figures() -> list[Figure]:
    """Return processor time of claim and check of a message beside writing it, and both together against 500 a second."""
    found = []
    for label, message in KINDS.items():
        writing, checking = measured(message)
        found += [
            Figure(
                name=f"law asked about one {label}: costs, day, wording, amounts",
                measured=checking,
                unit="us",
                reference_name="writing the mail",
                reference=writing,
                target=1.5,
            ),
            Figure(
                name=f"one {label} written and asked about, at least 500 a second on one core",
                measured=writing + checking,
                unit="us",
                target=A_CORE,
            ),
        ]
    return found


def measured(message: MessageName) -> tuple[float, float]:
    """Return the microseconds of writing and of checking one message, the best of several runs."""
    abouts = [_euro(context(number)) for number in range(MESSAGES)]
    writing, checking = [], []
    for _run in range(RUNS):
        started = time.process_time()
        told = [with_law(message, about, WHO, KNOWN) for about in abouts]
        claimed = time.process_time()
        written = [_written(message, about) for about in told]
        packed = time.process_time()
        for about, each in zip(told, written, strict=True):
            judge(message, about, WHO, each, KNOWN)
        ended = time.process_time()
        writing.append((packed - claimed) / MESSAGES * 1e6)
        checking.append((claimed - started + ended - packed) / MESSAGES * 1e6)
    return min(writing), min(checking)


def _written(message: MessageName, about: MessageContext) -> Rendered:
    rendered = render(message, "nl", about)
    content_for(ChannelName.EMAIL, rendered, about, "a@example.org")
    return rendered


def _euro(about: MessageContext) -> MessageContext:
    return replace(about, items=tuple(replace(each, currency="EUR") for each in about.items))
