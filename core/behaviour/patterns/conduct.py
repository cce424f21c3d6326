"""How a customer goes about paying: by which method, in how many pieces, with what objections, and after which reminder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.behaviour.patterns.chance import MOST, least_hits, wilson_lower
from core.behaviour.patterns.pattern import Found, PatternName

if TYPE_CHECKING:
    from core.behaviour.patterns.pattern import Ints
    from core.behaviour.patterns.records import Records

FEWEST_METHODS: Final = 5
"""Pay days with a method needed."""
FEWEST_RATES: Final = 6
"""Invoices needed before a habit of part payments, short payments or disputes can be told."""
FEWEST_PROMISES: Final = 2
FEWEST_ANSWERS: Final = 3
"""Reminders needed, per channel."""
ANSWER_DAYS: Final = 14
"""A payment later than this is not an answer to the reminder."""
MOST_OF_IT: Final = 0.8
"""A payment of less than this share of an invoice is a part payment, of more but not all a short one; also in SQL."""
PROMISE_GRACE_DAYS: Final = 5
"""Three banking days and a weekend; also in SQL."""
USUAL_SHARE: Final = 0.05
"""More often than this, and not by chance, is a habit."""
ALPHA: Final = 0.02


def found_methods(records: Records) -> Found:
    """Return by which method a customer pays more than half of the time, and not by chance: ``text`` names it."""
    methods = records.methods
    owner, days = methods["owner"].to_numpy(dtype=np.int64), methods["pay_days"].to_numpy(dtype=np.int64)
    of = np.bincount(owner, weights=days, minlength=len(records)).astype(np.int64)
    enough = days >= least_hits(0.5, USUAL_SHARE)[np.minimum(of[owner], MOST)]
    rows = np.flatnonzero(enough & (2 * days > of[owner]) & (of[owner] >= FEWEST_METHODS))
    who = owner[rows]
    return Found(
        name=PatternName.METHOD,
        owner=who,
        value=days[rows] / of[who],
        text=methods["method"].to_numpy(dtype=object)[rows],
        n=days[rows],
        of=of[who],
        strength=wilson_lower(days[rows], of[who]),
    )


def found_rates(records: Records) -> list[Found]:
    """Return who pays in parts, pays short, disputes or breaks promises more often than one in twenty, and not by chance.

    A part payment covers less than four fifths of what is due and a short payment more, but not all. ``of`` counts invoices
    with money received, for disputes invoices issued, and for promises the promised days that have passed.
    """
    received = records.count("paid") + records.count("paid_in_part_and_open")
    return [
        _rate(PatternName.PART_PAYMENTS, records.count("part_paid"), received, FEWEST_RATES),
        _rate(PatternName.SHORT_PAYMENTS, records.count("short_paid"), received, FEWEST_RATES),
        _rate(PatternName.DISPUTES, records.count("disputed"), records.count("invoices"), FEWEST_RATES),
        _rate(
            PatternName.BROKEN_PROMISES, records.count("broken_promises"), records.count("promises"), FEWEST_PROMISES
        ),
    ]


def _rate(name: PatternName, n: Ints, of: Ints, fewest: int) -> Found:
    of = np.maximum(of, n)
    rows = np.flatnonzero((of >= fewest) & (n >= least_hits(USUAL_SHARE, ALPHA)[np.minimum(of, MOST)]))
    return Found(
        name=name,
        owner=rows,
        value=n[rows] / of[rows],
        n=n[rows],
        of=of[rows],
        strength=wilson_lower(n[rows], of[rows]),
    )


def found_answers(records: Records) -> Found:
    """Return how customers answer reminders, one row per customer and channel with FEWEST_ANSWERS reminders.

    Returns
    -------
    Found
        ``value`` is the median of days from a reminder to the payment of what it asked for, of the ``n`` that came within
        ANSWER_DAYS; ``of`` counts the reminders that are that old or were answered. ``text`` is the channel; ``source`` are the
        reminders that the ledger's own system sent, by whatever channel.

    """
    answers = records.answers
    waited = (answers["paid_day"] - answers["reminded_day"]).to_numpy(dtype=np.float64, na_value=np.nan)
    is_old = records.today - answers["reminded_day"].to_numpy(dtype=np.float64) >= ANSWER_DAYS
    is_answer = waited <= ANSWER_DAYS
    counted = pd.DataFrame(
        {
            "owner": answers["owner"].to_numpy(dtype=np.int64),
            "channel": answers["channel"].to_numpy(dtype=object),
            "waited": np.where(is_answer, waited, np.nan),
        },
    )[is_answer | is_old]
    by_channel = counted.groupby(["owner", "channel"])["waited"].agg(["median", "count", "size"]).reset_index()
    told = by_channel[(by_channel["size"] >= FEWEST_ANSWERS) & (by_channel["count"] > 0)]
    n, of = told["count"].to_numpy(dtype=np.int64), told["size"].to_numpy(dtype=np.int64)
    return Found(
        name=PatternName.ANSWERS_REMINDERS,
        owner=told["owner"].to_numpy(dtype=np.int64),
        value=told["median"].to_numpy(dtype=np.float64),
        text=told["channel"].to_numpy(dtype=object),
        n=n,
        of=of,
        strength=wilson_lower(n, of),
    )
