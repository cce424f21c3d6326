"""What the desk knows that may keep somebody out of a campaign, and what it knows better, as plain frames."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from core.desk import contacts, customers, holds

if TYPE_CHECKING:
    from core.desk.engine import Desk

CUSTOMER = {"entity": "str", "customer_id": "str"}
ITEM = {**CUSTOMER, "document_type": "str", "number": "str", "fiscal_year": "Int64", "part_no": "Int64"}
DAY = "datetime64[us]"
HOLDS = {**ITEM, "kind": "str", "until_on": DAY, "amount_minor": "Int64", "currency": "str", "why": "str"}
CONTACTS = {**CUSTOMER, "last_contact_on": DAY}
STEPS = {**ITEM, "step": "int64", "done_on": DAY}
UNDER_WAY = {**CUSTOMER, "campaign": "str"}
OVERRIDES = {**CUSTOMER, "field": "str", "value": "str", "source_value": "str"}


def rows(columns: dict[str, str], records: list[dict[str, object]] | None = None) -> pd.DataFrame:
    """Return ``records`` as a frame with exactly ``columns`` (name to dtype); a column left out is unknown."""
    return pd.DataFrame(records or [], columns=list(columns)).astype(columns)


@dataclass(frozen=True, kw_only=True, eq=False)
class DeskFacts:
    """Facts of the desk.

    ``holds``: one row per hold (a number that is null means the whole customer); ``contacts``: last contact day per
    customer; ``steps``: one row per item and step done; ``under_way``: customers with an unsent message in a campaign.
    ``overrides``: one row per customer and field that people know better than the source, to be given to the features too.
    Contacts and steps count whatever their day: what was sent, was sent, also when an earlier day is asked.
    """

    holds: pd.DataFrame = field(default_factory=lambda: rows(HOLDS))
    contacts: pd.DataFrame = field(default_factory=lambda: rows(CONTACTS))
    steps: pd.DataFrame = field(default_factory=lambda: rows(STEPS))
    under_way: pd.DataFrame = field(default_factory=lambda: rows(UNDER_WAY))
    overrides: pd.DataFrame = field(default_factory=lambda: rows(OVERRIDES))


def desk_facts(desk: Desk, as_of: date, *, grace_days: int = 0, apart_from: int | None = None) -> DeskFacts:
    """Return the facts of ``desk`` for a plan on ``as_of``.

    Holds that ended less than ``grace_days`` ago come along, for promises; ``apart_from`` is the campaign being planned.
    """
    return DeskFacts(
        holds=holds.standing(desk, as_of - timedelta(days=grace_days))[list(HOLDS)],
        contacts=contacts.last_contacts(desk)[list(CONTACTS)],
        steps=contacts.steps_done(desk)[list(STEPS)],
        under_way=contacts.under_way(desk, apart_from=apart_from)[list(UNDER_WAY)],
        overrides=customers.overrides(desk)[list(OVERRIDES)],
    )
