"""Cached reads of the ladder editor: who would climb what, and what a proposal would send today."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from core.strategy import mix_versions, strategy_versions
from core.strategy.audience import Audience, audience, audience_of
from core.strategy.facts import desk_facts
from core.strategy.late_entry import EntryPreview, entry_preview
from core.strategy.reasons.waits_for_pay_day import habits_for
from core.strategy.strategy import to_body
from core.strategy.tally import reconcile
from core.strategy.treatment import reached_by
from dashboard import reads
from dashboard.campaign.choose import STALE_SECONDS, desk_stands_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.strategy.strategy import Strategy
    from dashboard.reads import Edition


@dataclass(frozen=True, kw_only=True)
class Climbing:
    """Customers with something open on a ladder, and how much, in euros."""

    customers: int
    open_eur: float


def key_of(strategy: Strategy) -> str:
    """Return a text that two strategies share only when they are the same."""
    return json.dumps(to_body(strategy), sort_keys=True)


def climbing(of: Edition, strategy: Strategy) -> dict[str, Climbing]:
    """Return who would climb each ladder of ``strategy`` on the book's latest day."""
    return _climbing(of, desk_stands_at(), key_of(strategy), strategy)


def reasons(of: Edition, strategy: Strategy) -> Mapping[str, int]:
    """Return customers per reason of a campaign of the latest day under ``strategy``, ``in`` for those that are in."""
    return _reasons(of, desk_stands_at(), key_of(strategy), strategy)


def late(of: Edition, strategy: Strategy) -> EntryPreview:
    """Return what each rule for late entries would send under ``strategy``."""
    return _late(of, desk_stands_at(), key_of(strategy), strategy)


# Messages that are sent change who may be written to, and are no topic of the desk: hence the time limit.
@st.cache_resource(show_spinner=False, max_entries=2, ttl=STALE_SECONDS)
def _ground(of: Edition, stands_at: tuple[int, ...]) -> Audience:  # noqa: ARG001 - part of the key
    app, as_of, strategy = (
        reads.application(),
        reads.latest_on(of),
        strategy_versions.strategy_of(reads.application().desk),
    )
    return audience(
        reads.book(of),
        desk_facts(app.desk, as_of, contact=strategy.contact),
        as_of=as_of,
        strategy=strategy,
        assignment=reads.assignment(of, as_of),
    )


@st.cache_resource(show_spinner=False, max_entries=16, ttl=STALE_SECONDS)
def _climbing(of: Edition, stands_at: tuple[int, ...], key: str, _strategy: Strategy) -> dict[str, Climbing]:  # noqa: ARG001
    items = _ground(of, stands_at).candidates.under(_strategy)
    asked = np.where(items.is_credit, 0, items.balance_minor) * items.euros
    found = {}
    for code, name in enumerate(items.ladders.names):
        rows = (items.code == code) & ~items.is_credit
        found[name] = Climbing(
            customers=len(np.unique(items.position[rows])), open_eur=round(float(asked[rows].sum()), 2)
        )
    return found


@st.cache_resource(show_spinner=False, max_entries=16, ttl=STALE_SECONDS)
def _reasons(of: Edition, stands_at: tuple[int, ...], key: str, _strategy: Strategy) -> dict[str, int]:  # noqa: ARG001
    divided = reconcile(_under(of, stands_at, _strategy))
    return {"in": divided.included.customers, **{code: each.customers for code, each in divided.out.items()}}


@st.cache_resource(show_spinner=False, max_entries=16, ttl=STALE_SECONDS)
def _late(of: Edition, stands_at: tuple[int, ...], key: str, _strategy: Strategy) -> EntryPreview:  # noqa: ARG001
    return entry_preview(_under(of, stands_at, _strategy).candidates)


def _under(of: Edition, stands_at: tuple[int, ...], strategy: Strategy) -> Audience:
    """Return who is in under ``strategy``, by the channels of the mix in force; facts of longer caps or graces are asked anew."""
    app, as_of = reads.application(), reads.latest_on(of)
    ground = _ground(of, stands_at).candidates
    channels = reached_by(mix_versions.active(app.desk).mix, strategy)
    facts = desk_facts(app.desk, as_of, contact=strategy.contact)
    items = replace(ground, strategy=strategy, facts=facts, channels=channels)
    return audience_of(items.with_habits(habits_for(reads.book(of), items)))
