"""Cached reads of the bank's page: lines with what they pay, and customers by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.desk import bank
from core.desk.revisions import Topic, revisions
from core.matching.book import Customers
from dashboard import reads

if TYPE_CHECKING:
    from core.desk.bank_tables import BankLine, BankMatch
    from dashboard.reads import Edition


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Money in on the statements: what waits for a person, what is settled, and how much the ledger is to get or has.

    Settled is what the evidence or a person decided, also that a line is no customer's: that one is not matched.
    """

    waiting: list[tuple[BankLine, BankMatch | None]]
    settled: list[tuple[BankLine, BankMatch]]
    matched: int
    in_ledger: int


@dataclass(frozen=True, kw_only=True)
class Names:
    """Customers by company and their own id."""

    names: dict[tuple[str, str], str]
    keys: dict[tuple[str, str], int]
    by_entity: dict[str, list[str]]

    def name(self, entity: str, customer_id: str) -> str:
        """Return the name of a customer, its id when the book does not have it."""
        return self.names.get((entity, customer_id), customer_id)

    def key(self, entity: str, customer_id: str) -> int | None:
        """Return the key of a customer."""
        return self.keys.get((entity, customer_id))

    def of_entity(self, entity: str) -> list[str]:
        """Return the ids of a company's customers, by name."""
        return self.by_entity.get(entity, [])


def lines(of: Edition) -> Lines:
    """Return the lines as they are now."""
    return _lines(of, revisions(reads.application().desk)[Topic.BANK])


@st.cache_resource(show_spinner=False, max_entries=4)
def _lines(of: Edition, revision: int) -> Lines:  # noqa: ARG001 - what the answer depends on
    desk = reads.application().desk
    matched = bank.matches(desk)
    known = {line.id for line, _ in matched}
    waiting: list[tuple[BankLine, BankMatch | None]] = [
        (line, match) for line, match in matched if match.state == "proposed" and line.amount_minor > 0
    ]
    waiting += [(line, None) for line in bank.lines(desk) if line.amount_minor > 0 and line.id not in known]
    waiting.sort(key=lambda pair: (pair[1] is None, -pair[0].booked_on.toordinal(), pair[0].id))
    return Lines(
        waiting=waiting,
        settled=[pair for pair in matched if pair[1].state in {"booked", "accepted", "dismissed", "nobody"}],
        matched=sum(match.state in {"booked", "accepted"} for _, match in matched),
        in_ledger=sum(match.state == "in_ledger" for _, match in matched),
    )


@st.cache_resource(show_spinner=False, max_entries=4)
def names(of: Edition) -> Names:
    """Return the customers of the book by name."""
    known = Customers(reads.book(of))
    by_name = {known.ids[key]: name for key, name in known.names.items()}
    by_entity: dict[str, list[str]] = {}
    for entity, customer_id in sorted(by_name, key=lambda each: (by_name[each].casefold(), each)):
        by_entity.setdefault(entity, []).append(customer_id)
    return Names(names=by_name, keys={each: key for key, each in known.ids.items()}, by_entity=by_entity)
