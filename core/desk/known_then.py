"""What the desk knew at an instant of the past: holds, cases, and what people knew better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import literal, select

from core.desk.case_tables import Case, CaseEvent, PlanInstalment
from core.desk.cases import Instalment
from core.desk.contacts import local_days
from core.desk.credit import STANDING_COLUMNS
from core.desk.credit_tables import CreditStanding
from core.desk.customers import OVERRIDE_COLUMNS
from core.desk.frames import frame
from core.desk.holds import COLUMNS
from core.desk.tables import Hold, Override
from core.vocabulary import CaseState, HoldKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.desk.engine import Desk

INSTANT: Final = "datetime64[us, UTC]"
_ENDS_BY_ITSELF: Final = (HoldKind.PROMISE, HoldKind.STOP)
_OF_AN_AMOUNT: Final = (HoldKind.DISPUTE, HoldKind.WAITING_ON_US)


@dataclass(frozen=True, kw_only=True)
class CaseThen:
    """A case as it stood at an instant; ``state`` is what people had made of it, whatever the ledger said since."""

    id: int
    kind: str
    entity: str
    customer_id: str
    state: str
    made_on: date
    amount_minor: int | None
    currency: str | None
    until_on: date | None
    already_minor: int
    parts: tuple[Instalment, ...]


class DeskThen:
    """The desk's history, read once; each question is about one instant."""

    def __init__(self, desk: Desk) -> None:
        """Read all that may be asked about."""
        self._holds = _holds(desk)
        self._overrides = _overrides(desk)
        self._standing = _standing(desk)
        with desk.reading() as session:
            self._cases = list(session.scalars(select(Case).order_by(Case.id)))
            events = session.scalars(select(CaseEvent).order_by(CaseEvent.id))
            self._events: dict[int, list[CaseEvent]] = {}
            for event in events:
                self._events.setdefault(event.case_id, []).append(event)
            self._parts: dict[int, list[Instalment]] = {}
            for part in session.scalars(select(PlanInstalment).order_by(PlanInstalment.number)):
                told = Instalment(due_on=part.due_on, amount_minor=part.amount_minor)
                self._parts.setdefault(part.case_id, []).append(told)

    def holds(self, at: datetime, cases: Sequence[CaseThen]) -> pd.DataFrame:
        """Return the holds that stood at ``at``, with the columns of ``core.desk.holds``; of cases only those of ``cases``.

        A hold that belongs to a case has the day and amount the case had then. Holds that end by themselves on a day are there
        whatever that day is: whoever asks knows the day.
        """
        known = self._holds[_stands(self._holds, at)]
        of_case = {each.id: each for each in cases}
        known = known[known["case_id"].isna() | known["case_id"].isin(list(of_case))].reset_index(drop=True)
        rows = [of_case.get(each) for each in known["case_id"].fillna(-1).tolist()]
        if not any(rows):
            return known[list(COLUMNS)]
        told = pd.DataFrame(
            {
                "kind": [kind if case is None else case.kind for kind, case in zip(known["kind"], rows, strict=True)],
                "until_on": [
                    day if case is None else _last_day(case) for day, case in zip(known["until_on"], rows, strict=True)
                ],
                "amount_minor": [
                    minor if case is None else _kept_back(case)
                    for minor, case in zip(known["amount_minor"], rows, strict=True)
                ],
            }
        ).astype({"kind": "str", "until_on": "datetime64[us]", "amount_minor": "Int64"})
        return known.drop(columns=list(told)).join(told)[list(COLUMNS)]

    def cases(self, at: datetime) -> list[CaseThen]:
        """Return the cases that had been opened by ``at`` and that no person had ended: the ledger may have judged them."""
        found = [self._case(case, at) for case in self._cases if case.created_at <= at]
        standing = {CaseState.OPEN, CaseState.KEPT, CaseState.BROKEN}
        return [each for each in found if each.state in standing]

    def case_items(self, cases: Sequence[CaseThen]) -> pd.DataFrame:
        """Return the documents that ``cases`` are about: case_id, entity, customer_id and the names of the document."""
        of_cases = self._holds[self._holds["case_id"].isin([each.id for each in cases])]
        names = ["case_id", "entity", "customer_id", "document_type", "number", "fiscal_year", "part_no"]
        return of_cases[names].reset_index(drop=True)

    def overrides(self, at: datetime) -> pd.DataFrame:
        """Return what people knew better at ``at``, with the columns of ``core.desk.customers.overrides``."""
        known = self._overrides
        return known[_stands(known, at)][list(OVERRIDE_COLUMNS)].reset_index(drop=True)

    def standing(self, at: datetime) -> pd.DataFrame:
        """Return how customers stood at ``at`` by what others said, with the columns of ``core.desk.credit.standing``."""
        known = self._standing
        return known[_stands(known, at)][list(STANDING_COLUMNS)].reset_index(drop=True)

    def true_spans(self, kinds: Sequence[HoldKind]) -> pd.DataFrame:
        """Return from when to when each hold of ``kinds`` was true, also where that was noted later, but for those taken back.

        Columns: entity, customer_id, number (null: the whole account), kind, from_on, until_on (the last day, null while it
        stands) and told_at.
        """
        known = self._holds[self._holds["kind"].isin([str(each) for each in kinds])]
        cases = {each.id: each for each in self._cases}
        of_case = [cases.get(each) for each in known["case_id"].fillna(-1).astype("int64").tolist()]
        noted, ended = local_days(known["created_at"]), local_days(known["ended_at"])
        closed = [None if case is None or case.closed_at is None else case.closed_at for case in of_case]
        over = local_days(pd.Series(closed, index=known.index, dtype=INSTANT))
        begun = pd.Series([None if case is None else case.made_on for case in of_case], index=known.index)
        until = pd.concat([known["until_on"], ended, over], axis=1).min(axis=1)
        spans = known[["entity", "customer_id", "number", "kind"]].assign(
            from_on=begun.astype("datetime64[us]").fillna(noted), until_on=until, told_at=known["created_at"]
        )
        stood = [case is None or case.state != CaseState.WITHDRAWN for case in of_case]
        return spans[np.array(stood, dtype=bool)].reset_index(drop=True)

    def _case(self, case: Case, at: datetime) -> CaseThen:
        values = self._values(case, at)
        until_on = values["until_on"]
        return CaseThen(
            id=case.id,
            kind=values["kind"],
            entity=case.entity,
            customer_id=case.customer_id,
            state=values["state"],
            made_on=case.made_on,
            amount_minor=values["amount_minor"],
            currency=case.currency,
            until_on=date.fromisoformat(until_on) if isinstance(until_on, str) else until_on,
            already_minor=case.already_minor,
            parts=tuple(self._parts.get(case.id, ())),
        )

    def _values(self, case: Case, at: datetime) -> Mapping[str, Any]:
        """Return the fields of ``case`` at ``at``: what the first act after it found."""
        events = self._events.get(case.id, [])
        coming = next((each for each in events if each.acted_at > at), None)
        now = {name: getattr(case, name) for name in ("kind", "state", "amount_minor", "until_on")}
        if coming is None:
            return now
        if coming.before is not None and coming.act != "undone":
            return coming.before
        # An act that was taken back later stood until then; what it had changed is put back by now and nowhere else.
        before = coming.before or now
        taken_back = [each for each in events if each.acted_at <= at and each.is_undone and each.act != "undone"]
        acts = {"closed": CaseState.CLOSED, "renegotiated": CaseState.RENEGOTIATED}
        state = acts.get(taken_back[-1].act, CaseState.OPEN) if taken_back else CaseState.OPEN
        return {**before, "state": state}


def _holds(desk: Desk) -> pd.DataFrame:
    statement = select(
        Hold.id.label("hold_id"), *(getattr(Hold, name) for name in COLUMNS if name != "hold_id"), Hold.ended_at
    )
    with desk.reading() as session:
        return frame(session, statement.order_by(Hold.id), {**COLUMNS, "ended_at": INSTANT})


def _overrides(desk: Desk) -> pd.DataFrame:
    statement = select(
        Override.id.label("override_id"),
        *(getattr(Override, name) for name in OVERRIDE_COLUMNS if name != "override_id"),
        Override.ended_at,
    )
    columns = {**OVERRIDE_COLUMNS, "ended_at": INSTANT}
    with desk.reading() as session:
        return frame(session, statement.order_by(Override.id), columns)


def _standing(desk: Desk) -> pd.DataFrame:
    names = ("entity", "customer_id", "field", "value")
    statement = select(
        *(getattr(CreditStanding, name) for name in names),
        literal("").label("source_value"),
        CreditStanding.known_at.label("created_at"),
        CreditStanding.replaced_at.label("ended_at"),
    )
    columns = {**STANDING_COLUMNS, "created_at": INSTANT, "ended_at": INSTANT}
    with desk.reading() as session:
        return frame(session, statement.order_by(CreditStanding.id), columns)


def _stands(rows: pd.DataFrame, at: datetime) -> pd.Series[bool]:
    moment = pd.Timestamp(at)
    return (rows["created_at"] <= moment) & (rows["ended_at"].isna() | (rows["ended_at"] > moment))


def _last_day(case: CaseThen) -> date | None:
    return case.until_on if case.kind in _ENDS_BY_ITSELF else None


def _kept_back(case: CaseThen) -> int | None:
    return case.amount_minor if case.kind in _OF_AN_AMOUNT else None
