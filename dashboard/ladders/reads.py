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
from dashboard.moving import Found, Stands, moving, stand_now

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
    ground = _ground(of)
    return _climbing(of, (stand_now().desk, ground.stood), key_of(strategy), strategy, ground.answer)


def reasons(of: Edition, strategy: Strategy) -> Mapping[str, int]:
    """Return customers per reason of a campaign of the latest day under ``strategy``, ``in`` for those that are in."""
    ground = _ground(of)
    return _reasons(of, (stand_now().desk, ground.stood), key_of(strategy), strategy, ground.answer)


def late(of: Edition, strategy: Strategy) -> EntryPreview:
    """Return what each rule for late entries would send under ``strategy``."""
    ground = _ground(of)
    return _late(of, (stand_now().desk, ground.stood), key_of(strategy), strategy, ground.answer)


def _ground(of: Edition) -> Found[Audience]:
    """Return everybody's items as the strategy in force treats them: what another one is tried on."""
    return moving("ladders", (of,), lambda: _found(of), room=2)


def _found(of: Edition) -> Audience:
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


@st.cache_resource(show_spinner=False, max_entries=16)
def _climbing(
    of: Edition,  # noqa: ARG001 - parts of the key, with the next two
    stands_at: tuple[tuple[int, ...], Stands],  # noqa: ARG001
    key: str,  # noqa: ARG001
    _strategy: Strategy,
    _everybody: Audience,
) -> dict[str, Climbing]:
    items = _everybody.candidates.under(_strategy)
    asked = np.where(items.is_credit, 0, items.balance_minor) * items.euros
    found = {}
    for code, name in enumerate(items.ladders.names):
        rows = (items.code == code) & ~items.is_credit
        found[name] = Climbing(
            customers=len(np.unique(items.position[rows])), open_eur=round(float(asked[rows].sum()), 2)
        )
    return found


@st.cache_resource(show_spinner=False, max_entries=16)
def _reasons(
    of: Edition,
    stands_at: tuple[tuple[int, ...], Stands],  # noqa: ARG001
    key: str,  # noqa: ARG001
    _strategy: Strategy,
    _everybody: Audience,
) -> dict[str, int]:
    divided = reconcile(_under(of, _everybody, _strategy))
    return {"in": divided.included.customers, **{code: each.customers for code, each in divided.out.items()}}


@st.cache_resource(show_spinner=False, max_entries=16)
def _late(
    of: Edition,
    stands_at: tuple[tuple[int, ...], Stands],  # noqa: ARG001
    key: str,  # noqa: ARG001
    _strategy: Strategy,
    _everybody: Audience,
) -> EntryPreview:
    return entry_preview(_under(of, _everybody, _strategy).candidates)


def _under(of: Edition, everybody: Audience, strategy: Strategy) -> Audience:
    """Return who is in under ``strategy``, by the channels of the mix in force; facts of longer caps or graces are asked anew."""
    app, as_of = reads.application(), reads.latest_on(of)
    ground = everybody.candidates
    channels = reached_by(mix_versions.active(app.desk).mix, strategy)
    facts = desk_facts(app.desk, as_of, contact=strategy.contact)
    items = replace(ground, strategy=strategy, facts=facts, channels=channels)
    return audience_of(items.with_habits(habits_for(reads.book(of), items)))
