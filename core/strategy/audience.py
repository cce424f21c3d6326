"""The audience of a campaign: every open item is in, or out for exactly one reason, and it all adds up to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.errors import UnknownNameError
from core.strategy.calls import who_calls
from core.strategy.candidates import Candidates
from core.strategy.choice import EVERYONE, AudienceChoice
from core.strategy.message_step import highest_steps
from core.strategy.reason import ENGLISH, Left
from core.strategy.reasons import BY_CODE, REASONS
from core.strategy.reasons.credit import REASON as CREDIT
from core.strategy.reasons.waits_for_pay_day import habits_for
from core.strategy.strategy import MixedAges
from core.strategy.unmatched import with_payments

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from core.segments.assign import Assignment
    from core.segments.features import Queries
    from core.strategy.candidates import ChannelsAt
    from core.strategy.facts import DeskFacts
    from core.strategy.pay_habits import PayHabits
    from core.strategy.strategy import Strategy

IN = -1
_CREDIT_RANK = REASONS.index(CREDIT)
_ITEM_COLUMNS = [
    "item_key",
    "customer_key",
    "entity",
    "customer_id",
    "number",
    "document_type",
    "fiscal_year",
    "part_no",
    "currency",
    "issued_on",
    "due_on",
    "days_past_due",
    "amount_minor",
    "balance_minor",
    "structured_reference",
    "source_step",
    "source_reminded_on",
]
_CUSTOMER_COLUMNS = [
    "customer_key",
    "entity",
    "customer_id",
    "group_id",
    "name",
    "customer_type",
    "country",
    "language",
]


@dataclass(frozen=True, kw_only=True, eq=False)
class Audience:
    """Who is in and who is out of a campaign on a day.

    ``ranks`` has one entry per candidate: the place in REASONS of the reason that leaves it out, or IN. ``asked_minor``
    is what an item that is in is asked for. ``set_aside`` tells which reasons keep a part of an item that is in from being
    asked for: columns row, reason, minor. ``is_silent`` leaves the evidence out, which costs more than all the rest together.
    """

    candidates: Candidates
    ranks: NDArray[np.int64]
    asked_minor: NDArray[np.int64]
    set_aside: pd.DataFrame
    is_silent: bool = False

    @cached_property
    def items(self) -> pd.DataFrame:
        """One row per open item, credit and unmatched payment, all of the ledger.

        Columns: item_key (null for a payment), customer_key, entity, customer_id, number, document_type, fiscal_year,
        part_no, currency, issued_on, due_on, days_past_due, amount_minor, balance_minor, structured_reference, source_step, source_reminded_on,
        segment, ladder,
        step (due now; 0 none), asked_minor (0 when out), aside (reasons and minor units of the parts that are not asked for, as
        "dispute 2000,direct_debit 500"; null for none), is_in, is_beside (in, but of a lower step than its message), reason
        (null when in), evidence (null when in).
        """
        candidates = self.candidates
        customer_id = candidates.customers["customer_id"].take(candidates.position).array
        frame = candidates.frame.assign(customer_id=customer_id)[_ITEM_COLUMNS]
        segments = pd.Index(candidates.assignment.segments)
        return frame.assign(
            segment=segments.take(candidates.assignment.codes[candidates.position]),
            ladder=pd.Index(candidates.ladders.names).take(candidates.code),
            step=candidates.step_due,
            asked_minor=self.asked_minor,
            aside=self._aside,
            is_in=self.ranks == IN,
            is_beside=self._is_beside,
            reason=_named(self.ranks),
            evidence=pd.Series(self._evidence, dtype="str"),
        )

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per customer with anything open: in when any item is, else out for its first reason.

        Columns: customer_key, entity, customer_id, group_id, name, customer_type, country, language, segment, ladder,
        address, person, is_in, step (of the message; 0 when out), items (in the message), escalation (who calls instead of
        the message, null for nobody), reason, evidence (null when in).
        """
        candidates = self.candidates
        positions, first_row = self.deciding
        counted = np.bincount(candidates.position[self.ranks == IN], minlength=len(candidates.customers))
        chosen = candidates.customers[_CUSTOMER_COLUMNS].iloc[positions].reset_index(drop=True)
        reach = candidates.reach.iloc[positions]
        evidence = self._evidence[first_row]
        return chosen.assign(
            segment=pd.Index(candidates.assignment.segments).take(candidates.assignment.codes[positions]),
            ladder=pd.Index(candidates.ladders.names).take(candidates.ladder_codes[positions]),
            address=reach["address"].array,
            person=reach["person"].array,
            is_in=self.ranks[first_row] == IN,
            step=self.message_steps[positions],
            items=counted[positions],
            escalation=pd.Series(who_calls(candidates, self.message_steps, self.asked_euros)[positions], dtype="str"),
            reason=_named(self.ranks[first_row]),
            evidence=pd.Series(evidence, dtype="str"),
        )

    @cached_property
    def _aside(self) -> pd.Series[str]:
        told = np.full(len(self.candidates), None, dtype=object)
        parts = self.set_aside
        for row, reason, minor in zip(
            parts["row"].tolist(), parts["reason"].tolist(), parts["minor"].tolist(), strict=True
        ):
            told[row] = f"{reason} {minor}" if told[row] is None else f"{told[row]},{reason} {minor}"
        return pd.Series(told, dtype="str")

    @cached_property
    def message_steps(self) -> NDArray[np.int64]:
        """The step of each customer's message: the highest among its items that are in; 0 for no message. One per position."""
        return highest_steps(self.candidates, self.ranks == IN)

    @cached_property
    def asked_euros(self) -> NDArray[np.float64]:
        """What each customer is asked for, in euros. One per position."""
        candidates = self.candidates
        euros = self.asked_minor * candidates.euros
        return np.round(np.bincount(candidates.position, weights=euros, minlength=len(candidates.customers)), 2)

    @cached_property
    def _is_beside(self) -> NDArray[np.bool_]:
        candidates = self.candidates
        if candidates.strategy.mixed is MixedAges.WHOLE:
            return np.zeros(len(candidates), dtype=bool)
        beside: NDArray[np.bool_] = (self.ranks == IN) & (candidates.step_due < self.message_steps[candidates.position])
        return beside

    @cached_property
    def deciding(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The positions of all customers here, ascending, and for each the row that decides: in before any reason."""
        order = np.lexsort((self.ranks, self.candidates.position))
        positions, first = np.unique(self.candidates.position[order], return_index=True)
        return positions, order[first]

    @cached_property
    def _evidence(self) -> NDArray[np.object_]:
        told = np.full(len(self.candidates), None, dtype=object)
        if self.is_silent:
            return told
        for rank, reason in enumerate(REASONS):
            rows = np.flatnonzero(self.ranks == rank)
            if len(rows):
                told[rows] = list(reason.evidence(self.candidates, rows, ENGLISH))
        return told


def audience(
    book: Queries,
    facts: DeskFacts,
    *,
    as_of: date,
    strategy: Strategy,
    assignment: Assignment,
    choice: AudienceChoice = EVERYONE,
    customer_key: int | None = None,
    habits: PayHabits | None = None,
    channels: ChannelsAt | None = None,
    is_anew: bool = False,
) -> Audience:
    """Return the audience of a campaign on ``as_of``; ``assignment`` must be of that same day.

    With ``customer_key`` only that customer is looked at, at the cost of one: no reason looks at other customers. ``habits`` None:
    those of that day are asked, of whom they matter to. ``channels`` None: the steps' own. Raise ``UnknownNameError`` when
    ``choice`` names a segment or step that does not exist, unless it is looked at anew: then one that is gone has nobody.
    """
    if not is_anew:
        _refuse_unknown(choice, assignment, strategy)
    rates = book.frame("euro_rates", as_of=as_of)
    found = Candidates(
        as_of=as_of,
        frame=with_payments(
            book.frame("audience_items", as_of=as_of, customer_key=customer_key),
            book.frame("audience_cash", as_of=as_of, customer_key=customer_key),
        ),
        addresses=book.frame("audience_addresses", customer_key=customer_key),
        facts=facts,
        strategy=strategy,
        assignment=assignment,
        choice=choice,
        rates=dict(zip(rates["currency"].tolist(), rates["rate"].tolist(), strict=True)),
        channels=channels,
    )
    return audience_of(found.with_habits(habits_for(book, found) if habits is None else habits))


def _refuse_unknown(choice: AudienceChoice, assignment: Assignment, strategy: Strategy) -> None:
    known = list(assignment.segments)
    for name in sorted(choice.segments - set(known)):
        raise UnknownNameError("segment", name, known)
    for number in sorted(choice.steps - set(strategy.step_numbers)):
        raise UnknownNameError("step", str(number), [str(each) for each in strategy.step_numbers])


def audience_of(candidates: Candidates) -> Audience:
    """Return the audience among ``candidates``: each reason in its turn takes what the ones before it left."""
    ranks = np.where(candidates.is_credit, _CREDIT_RANK, IN)
    asked = np.where(candidates.is_credit, 0, candidates.balance_minor)
    aside: list[tuple[str, NDArray[np.int64], NDArray[np.int64]]] = []
    for rank, reason in enumerate(REASONS):
        is_undecided = ranks == IN
        taken = np.minimum(reason.takes(candidates, Left(is_undecided=is_undecided, asked_minor=asked)), asked)
        taken = np.where(is_undecided, taken, 0)
        asked = asked - taken
        ranks = np.where((taken > 0) & (asked == 0), rank, ranks)
        rows = np.flatnonzero((taken > 0) & (asked > 0))
        if len(rows):
            aside.append((reason.code, rows, taken[rows]))
    is_in = ranks == IN
    return Audience(
        candidates=candidates,
        ranks=ranks,
        asked_minor=np.where(is_in, asked, 0),
        # An item that went out in the end is out for its whole balance.
        set_aside=_set_aside([(code, rows[is_in[rows]], minor[is_in[rows]]) for code, rows, minor in aside]),
    )


def _set_aside(parts: list[tuple[str, NDArray[np.int64], NDArray[np.int64]]]) -> pd.DataFrame:
    """Return the rows and amounts that each reason took, one after another."""
    nothing = np.zeros(0, dtype=np.int64)
    codes = [code for code, rows, _ in parts for _ in rows]
    return pd.DataFrame(
        {
            "row": np.concatenate([nothing, *(rows for _, rows, _ in parts)]),
            "reason": pd.Series(codes, dtype="str"),
            "minor": np.concatenate([nothing, *(minor for _, _, minor in parts)]),
        },
    )


def label_of(code: str) -> str:
    """Return what the reason called ``code`` is called on the screen; raise ``UnknownNameError`` for none."""
    if code not in BY_CODE:
        raise UnknownNameError("reason", code, list(BY_CODE))
    return BY_CODE[code].label


def _named(ranks: NDArray[np.int64]) -> pd.Series[str]:
    codes = np.array([*(each.code for each in REASONS), None], dtype=object)
    return pd.Series(codes[ranks], dtype="str")
