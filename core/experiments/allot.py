"""Who of an audience is drawn into an experiment, into which arm, and who is left alone by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.desk.soft_marks import SOFT
from core.experiments.assignment import arms
from core.messages.templates import language_for
from core.strategy.audience import audience_of
from core.strategy.facts import HELD_OUT, rows
from core.strategy.keys import customers_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from core.experiments.design import Design
    from core.experiments.kept import Kept
    from core.strategy.audience import Audience
    from core.strategy.candidates import Candidates
    from core.vocabulary import ChannelName

SPARED: Final = SOFT
CENTS: Final = 100
COLUMNS: Final = {"customer_key": "int64", "entity": "str", "customer_id": "str", "experiment": "str", "arm": "int64"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Allotted:
    """The customers drawn into running experiments: ``frame`` has customer_key, entity, customer_id, experiment, arm (its place).

    ``before`` is the audience as it would be without them.
    """

    running: tuple[Kept, ...]
    frame: pd.DataFrame
    before: Audience

    def design(self, experiment: str) -> Design:
        """Return the design of one of the running experiments."""
        return next(each.design for each in self.running if each.name == experiment)

    @property
    def channels(self) -> dict[int, ChannelName]:
        """The channel that a test drew, by customer key."""
        drawn = {(each.name, place): arm.channel for each in self.running for place, arm in enumerate(each.design.arms)}
        found = zip(self.frame["customer_key"], self.frame["experiment"], self.frame["arm"], strict=True)
        return {key: channel for key, name, place in found if (channel := drawn[name, place]) is not None}


def allot(found: Audience, running: Sequence[Kept]) -> Allotted:
    """Return who of those that are in ``found`` is drawn into which arm.

    Drawn is who gets a gentle message of a step that the experiment concerns, is asked for no more than its cap, has no mark of
    hardship or vulnerability, and is called by nobody instead. A campaign for one customer is a person's own act: nobody is drawn.
    """
    if not running or found.candidates.choice.only is not None:
        return Allotted(running=tuple(running), frame=rows(COLUMNS), before=found)
    customers = found.customers
    eligible = customers[customers["is_in"] & customers["escalation"].isna() & ~_spared(found, customers)]
    positions = found.candidates.assignment.features.positions(eligible["customer_key"].to_numpy(dtype=np.int64))
    euros = found.asked_euros[positions]
    parts = []
    for each in running:
        chosen = eligible[_concerned(each.design, found, eligible, euros)]
        drawn = arms(each.name, each.design.shares, chosen["entity"], chosen["customer_id"])
        parts.append(chosen[["customer_key", "entity", "customer_id"]].assign(experiment=each.name, arm=drawn))
    frame = pd.concat(parts, ignore_index=True).astype(COLUMNS)
    return Allotted(running=tuple(running), frame=frame, before=found)


def without_the_held_out(allotted: Allotted, on: date) -> Audience:
    """Return the audience without whom an experiment leaves alone from ``on``, out for the last reason of all.

    Who was left alone before by the same experiment, and is free again, is not left alone a second time.
    """
    found, frame = allotted.before, allotted.frame
    if frame.empty:
        return found
    facts = found.candidates.facts
    told = []
    for name, group in frame.groupby("experiment", sort=False):
        design = allotted.design(str(name))
        alone = [place for place, arm in enumerate(design.arms) if arm.is_left_alone]
        chosen = group.loc[group["arm"].isin(alone), ["entity", "customer_id"]]
        free_on = pd.Timestamp(on + timedelta(days=design.window_days + 1))
        told.append(chosen.assign(experiment=str(name), free_on=free_on, cap_minor=design.cap_minor))
    named = pd.concat(told, ignore_index=True).astype(HELD_OUT)
    known = pd.MultiIndex.from_frame(facts.held_out[["entity", "customer_id", "experiment"]])
    fresh = named[~pd.MultiIndex.from_frame(named[["entity", "customer_id", "experiment"]]).isin(known)]
    if fresh.empty:
        return found
    everybody = fresh if facts.held_out.empty else pd.concat([facts.held_out, fresh], ignore_index=True)
    return audience_of(_with_facts(found, everybody.astype(HELD_OUT)))


def _with_facts(found: Audience, held_out: pd.DataFrame) -> Candidates:
    candidates = found.candidates
    other = replace(candidates, facts=replace(candidates.facts, held_out=held_out))
    # Nothing that was found out of the candidates depends on who is left alone.
    other.__dict__.update({name: value for name, value in candidates.__dict__.items() if name not in other.__dict__})
    return other


def _spared(found: Audience, customers: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which customers have a mark of hardship or vulnerability, on whatever item."""
    holds = found.candidates.facts.holds
    marked = holds[holds["kind"].isin([str(each) for each in SPARED])]
    features = found.candidates.assignment.features
    positions = customers_named(marked[["entity", "customer_id"]], features)["position"].to_numpy(dtype=np.int64)
    spared: NDArray[np.bool_] = np.isin(
        features.positions(customers["customer_key"].to_numpy(dtype=np.int64)), positions
    )
    return spared


def _concerned(
    design: Design, found: Audience, customers: pd.DataFrame, euros: NDArray[np.float64]
) -> NDArray[np.bool_]:
    rungs = pd.MultiIndex.from_frame(customers[["ladder", "step"]]).isin([tuple(each) for each in design.rungs])
    mask: NDArray[np.bool_] = np.asarray(rungs, dtype=bool)
    if design.segments:
        mask &= customers["segment"].isin(design.segments).to_numpy(dtype=bool)
    if design.entities:
        mask &= customers["entity"].isin(design.entities).to_numpy(dtype=bool)
    if design.cap_minor is not None:
        mask &= euros <= design.cap_minor / CENTS
    folders = {folder for arm in design.arms for folder in arm.versions}
    if folders:
        mask &= np.array([each in folders for each in _folders(found, customers)], dtype=bool)
    return mask


def _folders(found: Audience, customers: pd.DataFrame) -> list[str]:
    """Return "message/language" of each customer's message."""
    strategy = found.candidates.strategy
    columns = (customers[name].tolist() for name in ("ladder", "step", "language", "country"))
    return [
        f"{strategy.ladder(ladder).step(step).message}/{language_for(language, country)}"
        for ladder, step, language, country in zip(*columns, strict=True)
    ]
