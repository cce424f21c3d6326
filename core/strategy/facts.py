"""What the desk knows that may keep somebody out of a campaign, and what it knows better, as plain frames."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from core.desk import contacts, experiments, holds
from core.desk.bank_frames import bank_credits
from core.desk.known_better import known_better
from core.desk.stopped import stopped_addresses
from core.law.choices import SAFE, Choices
from core.strategy.contact_policy import ContactPolicy
from core.strategy.grace import first_standing
from core.strategy.law_choices import choices_of

if TYPE_CHECKING:
    from datetime import date

    from core.desk.contacts import Customer
    from core.desk.engine import Desk

CUSTOMER = {"entity": "str", "customer_id": "str"}
ITEM = {**CUSTOMER, "document_type": "str", "number": "str", "fiscal_year": "Int64", "part_no": "Int64"}
DAY = "datetime64[us]"
HOLDS = {
    **ITEM,
    "kind": "str",
    "until_on": DAY,
    "amount_minor": "Int64",
    "currency": "str",
    "case_id": "Int64",
    "why": "str",
}
CONTACTS = {**CUSTOMER, "last_contact_on": DAY}
CONTACT_DAYS = {**CUSTOMER, "contact_on": DAY}
STEPS = {**ITEM, "step": "int64", "channel": "str", "done_on": DAY}
UNDER_WAY = {**CUSTOMER, "campaign": "str"}
HELD_OUT = {**CUSTOMER, "experiment": "str", "free_on": DAY, "cap_minor": "Int64"}
OVERRIDES = {**CUSTOMER, "field": "str", "value": "str", "source_value": "str"}
STOPPED = {"contact": "str", "address": "str", "kind": "str", "why": "str"}


def rows(columns: dict[str, str], records: list[dict[str, object]] | None = None) -> pd.DataFrame:
    """Return ``records`` as a frame with exactly ``columns`` (name to dtype); a column left out is unknown."""
    return pd.DataFrame(records or [], columns=list(columns)).astype(columns)


@dataclass(frozen=True, kw_only=True, eq=False)
class DeskFacts:
    """Facts of the desk.

    ``holds``: one row per hold (a number that is null means the whole customer; those of one case share its amount);
    ``contacts``: last contact day per
    customer; ``contact_days``: one row per message of late that may have arrived, for the caps; ``steps``: one row per item
    and step done, with the message that did it in a column of that name where it is known; ``under_way``: customers with an unsent message in a campaign; ``held_out``: customers left alone to measure, each until the day it is free again (null: until told otherwise).
    ``overrides``: one row per customer and field that people know better than the source, to be given to the features too;
    ``choices``: what the creditor chose about the law. ``stopped``: one row per address that nothing more goes to, in small letters.
    Contacts and steps count whatever their day: what was sent, was sent, also when an earlier day is asked.
    """

    holds: pd.DataFrame = field(default_factory=lambda: rows(HOLDS))
    contacts: pd.DataFrame = field(default_factory=lambda: rows(CONTACTS))
    contact_days: pd.DataFrame = field(default_factory=lambda: rows(CONTACT_DAYS))
    steps: pd.DataFrame = field(default_factory=lambda: rows(STEPS))
    under_way: pd.DataFrame = field(default_factory=lambda: rows(UNDER_WAY))
    held_out: pd.DataFrame = field(default_factory=lambda: rows(HELD_OUT))
    overrides: pd.DataFrame = field(default_factory=lambda: rows(OVERRIDES))
    choices: Choices = SAFE
    stopped: pd.DataFrame = field(default_factory=lambda: rows(STOPPED))


def desk_facts(
    desk: Desk,
    as_of: date,
    *,
    contact: ContactPolicy | None = None,
    apart_from: int | None = None,
    customer: Customer | None = None,
) -> DeskFacts:
    """Return the facts of ``desk`` for a plan on ``as_of``, of everybody or of one ``customer``.

    Holds that ended within the days of grace of the contact policy come along, for promises, and the messages of the longest
    cap's days; ``apart_from`` is the campaign being planned.
    """
    rules = contact or ContactPolicy()
    cap_days = max((each.days for each in rules.caps), default=0)
    entity, customer_id = customer or (None, None)
    known = holds.standing(
        desk, first_standing(as_of, rules.promise_grace_days), entity=entity, customer_id=customer_id
    )
    return DeskFacts(
        holds=_together(known[list(HOLDS)], bank_credits(desk, entity=entity, customer_id=customer_id)[list(HOLDS)]),
        contacts=contacts.last_contacts(desk, customer=customer)[list(CONTACTS)],
        contact_days=contacts.contact_days(desk, as_of - timedelta(days=cap_days), customer=customer)
        if cap_days
        else rows(CONTACT_DAYS),
        steps=contacts.steps_done(desk, customer=customer)[[*STEPS, "message"]],
        under_way=contacts.under_way(desk, apart_from=apart_from, customer=customer)[list(UNDER_WAY)],
        held_out=experiments.held_out(desk, customer=customer)[list(HELD_OUT)],
        overrides=known_better(desk, entity=entity, customer_id=customer_id)[list(OVERRIDES)],
        choices=choices_of(desk),
        stopped=stopped_addresses(desk)[list(STOPPED)],
    )


def _together(*frames: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``frames`` as one; an empty one would make pandas guess at types."""
    filled = [each for each in frames if not each.empty]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]
