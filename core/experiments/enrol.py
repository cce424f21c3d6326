"""Enrolment: who is in which arm goes with the campaign from its plan on, and is written down for good at its launch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import insert, select

from core.clock import LOCAL
from core.desk.campaign_tables import Campaign
from core.desk.experiment_tables import Enrolment, Experiment, HeldOut
from core.desk.packed import packed, unpacked
from core.desk.revisions import Topic, changed
from core.desk.scope import inside
from core.experiments.design import from_body

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk
    from core.experiments.allot import Allotted
    from core.experiments.design import Arm

OF_CUSTOMER: Final = ["entity", "customer_id"]
MEMBERS: Final = {
    "entity": "str",
    "customer_id": "str",
    "arm": "int64",
    "segment": "str",
    "ladder": "str",
    "step": "int64",
    "template": "str",
    "channel": "str",
    "cost_minor": "int64",
}
ITEMS: Final = {
    "entity": "str",
    "customer_id": "str",
    "document_type": "str",
    "number": "str",
    "fiscal_year": "int64",
    "part_no": "int64",
    "currency": "str",
    "asked_minor": "int64",
}
WAYS: Final = ("arm_versions", "send_delay_days", "send_minute")


@dataclass(frozen=True, kw_only=True, eq=False)
class Enrolled:
    """Everybody that a campaign enrolled: ``members`` and ``items`` as MEMBERS and ITEMS have them."""

    campaign_id: int
    campaign: str
    start_on: date
    start_at: datetime
    members: pd.DataFrame
    items: pd.DataFrame


def with_arms(customers: pd.DataFrame, allotted: Allotted, how: pd.DataFrame) -> pd.DataFrame:
    """Return the customers of an audience with what the arm of each asks; as they are where nobody was drawn.

    Beside experiment and arm: ``arm_versions`` (JSON, template versions), ``send_delay_days`` and ``send_minute`` (minutes after midnight,
    null for the usual), and of those who are left alone too what they would have got: would_step, would_channel, would_cost_minor
    and would_template. ``how`` is the treatment of everybody as if nobody were left alone.
    """
    if allotted.frame.empty:
        return customers
    drawn = [
        allotted.design(name).arms[place]
        for name, place in zip(allotted.frame["experiment"], allotted.frame["arm"], strict=True)
    ]
    ways = pd.DataFrame([_way(each) for each in drawn], columns=list(WAYS)).astype({"send_minute": "Int64"})
    told = pd.concat([allotted.frame[["customer_key", "experiment", "arm"]], ways], axis=1)
    would = how[["customer_key", "ladder", "step", "channel", "cost_minor"]].rename(
        columns={
            "step": "would_step",
            "channel": "would_channel",
            "cost_minor": "would_cost_minor",
            "ladder": "would_ladder",
        }
    )
    strategy = allotted.before.candidates.strategy
    told = told.merge(would, on="customer_key", how="left", validate="one_to_one")
    told["would_template"] = [
        str(strategy.ladder(ladder).step(step).message)
        for ladder, step in zip(told["would_ladder"], told["would_step"], strict=True)
    ]
    kept = customers.merge(told.drop(columns="would_ladder"), on="customer_key", how="left", validate="one_to_one")
    return kept.astype(dict.fromkeys(("arm", "send_delay_days", "would_step", "would_cost_minor"), "Int64"))


def _way(arm: Arm) -> dict[str, object]:
    return {
        "arm_versions": json.dumps(dict(sorted(arm.versions.items()))) if arm.versions else None,
        "send_delay_days": arm.delay_days,
        "send_minute": arm.minute,
    }


def with_what_would_be_asked(items: pd.DataFrame, allotted: Allotted) -> pd.DataFrame:
    """Return the items with would_ask_minor: what is asked, or would be of whom an experiment leaves alone."""
    if allotted.frame.empty:
        return items
    return items.assign(would_ask_minor=allotted.before.asked_minor)


def enrol(session: Session, campaign: Campaign, customers: pd.DataFrame, items: pd.DataFrame, at: datetime) -> int:
    """Write down whom ``campaign``, launched ``at``, enrols, and who is left alone until when; return how many customers.

    Everybody counts who was drawn at the plan, also who was left out by hand since, or whose message was held: what was drawn is
    what is compared. An experiment that has ended enrols nobody.
    """
    if "experiment" not in customers:
        return 0
    start_on = max(at, campaign.send_at or at).astimezone(LOCAL).date()
    enrolled = 0
    for row in session.scalars(select(Experiment).where(Experiment.ended_at.is_(None)).order_by(Experiment.id)):
        members = _members(customers[(customers["experiment"] == row.name).to_numpy(dtype=bool, na_value=False)])
        if members.empty:
            continue
        design = from_body(row.design)
        changed(session, Topic.EXPERIMENTS)
        counted = np.bincount(members["arm"], minlength=len(design.arms))
        session.add(
            Enrolment(
                experiment_id=row.id,
                campaign_id=campaign.id,
                start_on=start_on,
                customers=len(members),
                arms={arm.name: int(number) for arm, number in zip(design.arms, counted, strict=True)},
                members=packed(members),
                items=packed(_items(items, members)),
                enrolled_at=at,
            )
        )
        alone = [place for place, arm in enumerate(design.arms) if arm.is_left_alone]
        _hold_out(
            session,
            members.loc[members["arm"].isin(alone), OF_CUSTOMER],
            {
                "experiment_id": row.id,
                "campaign_id": campaign.id,
                "from_on": start_on,
                "free_on": start_on + timedelta(days=design.window_days + 1),
                "cap_minor": design.cap_minor,
            },
        )
        enrolled += len(members)
    session.flush()
    return enrolled


def enrolments(desk: Desk, experiment_id: int) -> list[Enrolled]:
    """Return what the campaigns under an experiment enrolled, the earliest first; of the customers that its reader sees."""
    told = (
        select(Enrolment, Campaign.name)
        .join(Campaign, Campaign.id == Enrolment.campaign_id)
        .where(Enrolment.experiment_id == experiment_id)
        .order_by(Enrolment.start_on, Enrolment.campaign_id)
    )
    with desk.reading() as session:
        return [
            Enrolled(
                campaign_id=row.campaign_id,
                campaign=name,
                start_on=row.start_on,
                start_at=row.enrolled_at,
                members=inside(session, unpacked(row.members)).astype(MEMBERS),
                items=inside(session, unpacked(row.items)).astype(ITEMS),
            )
            for row, name in session.execute(told)
        ]


def _members(drawn: pd.DataFrame) -> pd.DataFrame:
    would = {
        "would_step": "step",
        "would_channel": "channel",
        "would_cost_minor": "cost_minor",
        "would_template": "template",
    }
    return (
        drawn.drop(columns=list(would.values()), errors="ignore").rename(columns=would)[list(MEMBERS)].astype(MEMBERS)
    )


def _items(items: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the items that members are asked for, or would have been."""
    asked = items[items["would_ask_minor"] > 0]
    named = pd.MultiIndex.from_frame(asked[OF_CUSTOMER]).isin(pd.MultiIndex.from_frame(members[OF_CUSTOMER]))
    return (
        asked[named]
        .drop(columns="asked_minor")
        .rename(columns={"would_ask_minor": "asked_minor"})[list(ITEMS)]
        .astype(ITEMS)
    )


def _hold_out(session: Session, chosen: pd.DataFrame, about: dict[str, Any]) -> None:
    """Write who is left alone for the first time."""
    known = _known(session, about["experiment_id"])
    rows = [
        {**about, "entity": entity, "customer_id": customer_id}
        for entity, customer_id in zip(chosen["entity"], chosen["customer_id"], strict=True)
        if (entity, customer_id) not in known
    ]
    if rows:
        session.execute(insert(HeldOut), rows)


def _known(session: Session, experiment_id: int) -> set[tuple[str, str]]:
    found = session.execute(select(HeldOut.entity, HeldOut.customer_id).where(HeldOut.experiment_id == experiment_id))
    return {(entity, customer_id) for entity, customer_id in found}
