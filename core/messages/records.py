"""The records that templates read fields of: nothing but finished text, which the sandbox need not ask about."""

from __future__ import annotations

from typing import NamedTuple


class ItemWords(NamedTuple):
    """One row of the table of items."""

    number: str
    issued_on: str
    due_on: str
    amount: str
    paid: str  # '' if nothing
    balance: str
    is_credit: bool
    invoice_url: str  # '' if none
    description: str  # '' if none
    is_beside: bool


class SenderWords(NamedTuple):
    """The company that writes, and the person to ask."""

    name: str
    person: str
    phone: str
    phone_link: str  # digits and + only
    reply_to: str
    address: str
    iban: str  # in groups of four
    enterprise_number: str  # '' if not known
    product: str  # '' if not known


class HelpWords(NamedTuple):
    """Somebody who helps people with debts for nothing."""

    name: str
    phone: str  # '' if none
    phone_link: str
    url: str  # '' if none; without https://, as people read it
    link: str  # the whole address


class PromiseWords(NamedTuple):
    """What was promised."""

    amount: str
    on: str


class InstalmentWords(NamedTuple):
    """One part of a plan."""

    number: int
    due_on: str
    amount: str


class PlanWords(NamedTuple):
    """A payment plan."""

    total: str
    count: int  # type: ignore[assignment]  # a template asks for it by this name; nobody counts in a record
    instalments: list[InstalmentWords]


class DisputeWords(NamedTuple):
    """What is contested."""

    amount: str
    cause: str


class ReversalWords(NamedTuple):
    """A direct debit that went back."""

    amount: str
    on: str


class AgencyWords(NamedTuple):
    """Who takes the file over."""

    name: str
    phone: str  # '' if not known
    phone_link: str


RECORDS: dict[type, frozenset[str]] = {
    record: frozenset(record._fields)
    for record in (
        ItemWords,
        SenderWords,
        HelpWords,
        PromiseWords,
        InstalmentWords,
        PlanWords,
        DisputeWords,
        ReversalWords,
        AgencyWords,
    )
}
