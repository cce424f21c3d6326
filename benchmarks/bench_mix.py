"""How fast a mix is answered for 400,000 customers: the thirty days ahead with their cash, suggestions, treatments and a comparison."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.bench_lab import CUSTOMERS, KEPT_HOME
from benchmarks.big_book import LIST_ON
from benchmarks.made_up_customers import made_up
from benchmarks.table import Figure, render
from core.behaviour.prediction.predict import outlook
from core.book.store import BookStore
from core.clock import utc_now
from core.desk.channel_terms import SHIPPED as TERMS
from core.segments.assign import assign
from core.segments.features import features
from core.segments.shipped import SHIPPED as POLICY
from core.strategy.audience import audience
from core.strategy.cash_ahead import PositionCash, cash_ahead
from core.strategy.contacts_ahead import ahead
from core.strategy.contacts_coming import DAYS, Coming, coming
from core.strategy.facts import DeskFacts
from core.strategy.mix import SHIPPED as PLAIN
from core.strategy.mix import Cell, Mix, Place, Rung
from core.strategy.mix_compare import side_by_side
from core.strategy.mix_reach import BIT, NONE, Ways
from core.strategy.replay.proposal import Proposal
from core.strategy.strategy_shipped import SHIPPED as STRATEGY
from core.strategy.suggest import suggest
from core.strategy.treatment import draws, reached_by
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Callable

CONTACTS: Final = 545_000  # as many as the big book of ten million invoices brings in thirty days
SEED: Final = 11
RUNS: Final = 9
ANSWER_MS: Final = 50.0
SUGGEST_MS: Final = 500.0
AUDIENCE_TIMES: Final = 1.5
COMPARE_TIMES: Final = 4.0
WISHES: Final = 0.2  # of the made-up customers
CALLS: Final = 0.02  # of the made-up contacts
WORKING: Final = 20  # days of thirty
# Shares in several places, so that nothing is as simple as one channel.
MIX: Final = Mix(
    usual={Rung("business", 3): (ChannelName.LETTER, ChannelName.EMAIL)},
    cells={
        Place("in_trouble", "business", 2): Cell(shares={ChannelName.PHONE: 0.4, ChannelName.EMAIL: 0.6}),
        Place("reliable", "consumer", 1): Cell(shares={ChannelName.SMS: 0.5, ChannelName.EMAIL: 0.5}),
    },
)


def figures() -> list[Figure]:
    """Return the figures on made-up customers; with SALDO_BIG_BOOK those of a whole day on that book too."""
    home = os.environ.get(KEPT_HOME)
    return [*_answers(), *(_whole(Path(home)) if home else [])]


def _answers() -> list[Figure]:
    given, base = made_up_contacts()
    present = ahead(given, PLAIN, STRATEGY, TERMS)

    def answered() -> None:
        then = ahead(given, MIX, STRATEGY, TERMS)
        cash_ahead(then, base, beside=present)

    names = given.assignment.features.frame["customer_id"].tolist()[:100_000]
    return [
        Figure(
            name=f"thirty days ahead under another mix, {CONTACTS:,} contacts of {CUSTOMERS:,} customers, with their cash, CPU",
            measured=_ms(answered),
            unit="ms",
            target=ANSWER_MS,
        ),
        Figure(
            name="both suggested mixes, CPU",
            measured=_ms(lambda: suggest(present, PLAIN, STRATEGY, base)),
            unit="ms",
            target=SUGGEST_MS,
        ),
        Figure(
            name="draws of 100,000 customers of a campaign, CPU",
            measured=_ms(lambda: draws("a campaign", ["NL01"] * len(names), names)),
            unit="ms",
            target=SUGGEST_MS,
        ),
    ]


def made_up_contacts() -> tuple[Coming, PositionCash]:
    """Return contacts of made-up customers, reached in many ways, and a forecast of their cash."""
    random = np.random.default_rng(SEED)
    known = assign(made_up(CUSTOMERS), POLICY)
    rungs = tuple((name, step) for name, ladder in STRATEGY.ladders.items() for step in ladder.steps)
    email, mobile, phone, post = (random.random(CUSTOMERS) < share for share in (0.9, 0.5, 0.6, 0.8))
    bits = np.zeros(CUSTOMERS, dtype=np.uint8)
    for has, channels in (
        (email, (ChannelName.EMAIL, ChannelName.REGISTERED_EMAIL)),
        (mobile, (ChannelName.SMS, ChannelName.WHATSAPP)),
        (phone, (ChannelName.PHONE, ChannelName.VOICE)),
        (post, (ChannelName.LETTER, ChannelName.REGISTERED_LETTER)),
    ):
        bits |= np.where(has, np.uint8(sum(BIT[each] for each in channels)), np.uint8(0))
    wished = np.where(random.random(CUSTOMERS) < WISHES, random.integers(0, 4, CUSTOMERS), NONE).astype(np.int8)
    given = Coming(
        as_of=LIST_ON,
        days=DAYS,
        is_open=np.arange(DAYS) < WORKING,
        assignment=known,
        rungs=rungs,
        position=random.integers(0, CUSTOMERS, CONTACTS),
        day=random.integers(0, WORKING, CONTACTS),
        rung=random.integers(0, len(rungs), CONTACTS),
        weight=random.random(CONTACTS),
        risk_eur=random.lognormal(5, 1, CONTACTS),
        is_called=random.random(CONTACTS) < CALLS,
        ways=Ways(bits=bits, kind_wished=wished, channel_wished=np.full(CUSTOMERS, NONE, dtype=np.int8)),
    )
    base = PositionCash(
        until=LIST_ON + timedelta(days=DAYS),
        expected_eur=random.lognormal(4, 1, CUSTOMERS),
        variance=random.lognormal(6, 1, CUSTOMERS),
        by_model_share=None,
    )
    return given, base


def _whole(home: Path) -> list[Figure]:
    """Measure on a kept book: what is coming beside the audience it is made of, and two strategies side by side."""
    book = BookStore(home / "book", clock=utc_now).open()
    as_of = book.latest_on
    known = features(book, as_of)
    now = assign(known, POLICY)
    given = Proposal(policy=POLICY, strategy=STRATEGY, mix=PLAIN, terms=TERMS, told={})
    started = time.process_time()
    found = audience(
        book,
        DeskFacts(),
        as_of=as_of,
        strategy=STRATEGY,
        assignment=now,
        channels=reached_by(PLAIN, STRATEGY),
    )
    audience_seconds = time.process_time() - started
    predicted = outlook(book, None, as_of, segments=now.segments_frame())
    contacts: list[Coming] = []
    coming_seconds = _ms(lambda: contacts.append(coming(found, STRATEGY, outlook=predicted)), runs=3) / 1000
    proposals = (given, replace(given, mix=MIX))
    started = time.process_time()
    side_by_side(book, DeskFacts(), known, predicted, proposals, as_of=as_of)
    compare_seconds = time.process_time() - started
    return [
        Figure(
            name=f"what is coming in thirty days, {len(contacts[0]):,} contacts of {len(known):,} customers",
            measured=coming_seconds,
            unit="s",
            target=AUDIENCE_TIMES,
            reference_name="their audience",
            reference=audience_seconds,
        ),
        Figure(
            name="two strategies side by side on that book, both audiences and everybody by name",
            measured=compare_seconds,
            unit="s",
            target=COMPARE_TIMES,
            reference_name="one audience",
            reference=audience_seconds,
        ),
    ]


def _ms(work: Callable[[], object], *, runs: int = RUNS) -> float:
    """Return the median milliseconds of the processor for ``work``, after one run that does not count."""
    work()
    measured = []
    for _ in range(runs):
        started = time.process_time()
        work()
        measured.append((time.process_time() - started) * 1000)
    return statistics.median(measured)


if __name__ == "__main__":
    print(render(figures()))
