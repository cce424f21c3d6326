"""The facts of the desk as they were known at a past moment, with a policy's own sends in place of the real ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from core.desk.contacts import contact_days, steps_done
from core.desk.known_better import beside
from core.desk.known_then import DeskThen
from core.desk.objections import as_known
from core.desk.stopped import stopped_addresses
from core.strategy.facts import CONTACT_DAYS, CONTACTS, HOLDS, OVERRIDES, STOPPED, DeskFacts, desk_facts, rows
from core.strategy.judging import ledger_days, money_in, verdict_on_plan, verdict_on_promise
from core.strategy.law_choices import choices_of
from core.strategy.replay.bank_then import BankThen
from core.strategy.replay.sends import STEPS_SENT
from core.vocabulary import CaseState, HoldKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.book.past import PastBook
    from core.desk.engine import Desk
    from core.desk.known_then import CaseThen
    from core.strategy.contact_policy import ContactPolicy
    from core.strategy.replay.moments import Moment
    from core.strategy.replay.sends import Sends

LONG_AGO = date(1970, 1, 2)
JUDGED = (HoldKind.PROMISE, HoldKind.PLAN)


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """Up to which day ledger and bank were known of a company; no bank where there are no statements."""

    ledger_on: date
    bank_on: date | None


class FactsThen:
    """The desk and the bank, read once for a whole run."""

    def __init__(self, desk: Desk, past: PastBook, *, contact: ContactPolicy, first: Moment) -> None:
        """Read what any moment from ``first`` on may ask; what was really sent counts up to there."""
        self._desk, self._past, self._contact = desk, past, contact
        self._then, self._bank = DeskThen(desk), BankThen(desk)
        self._contacts = contact_days(desk, LONG_AGO, until=first.at)
        last = self._contacts.groupby(["entity", "customer_id"], sort=False)["contact_on"].max()
        self._last = last.rename("last_contact_on").reset_index()
        self._steps = steps_done(desk, until=first.at)
        self._choices = choices_of(desk)

    def on(self, moment: Moment, sends: Sends, item_keys: NDArray[np.int64], *, is_alone: bool) -> DeskFacts:
        """Return the facts of ``moment``; ``sends`` of the days before it count as sent, of steps those of ``item_keys``.

        The book's latest day has everything the desk knows by now; ``is_alone`` tells that it is no part of a longer run, in which
        nothing that was really sent since its beginning counts.
        """
        if moment.is_now and is_alone:
            return desk_facts(self._desk, moment.day, contact=self._contact)
        cap_days = max((each.days for each in self._contact.caps), default=0)
        since = pd.Timestamp(moment.day) - pd.Timedelta(days=cap_days)
        really = self._contacts[self._contacts["contact_on"] >= since]
        steps = self._steps[self._steps["item_key"].isin(item_keys)]
        return DeskFacts(
            holds=self._holds(moment),
            contacts=_joined(self._last, sends.last_contacts(), CONTACTS),
            contact_days=_joined(really, sends.contact_days(cap_days), CONTACT_DAYS)
            if cap_days
            else rows(CONTACT_DAYS),
            steps=_joined(steps, sends.steps(item_keys), STEPS_SENT),
            overrides=beside(
                beside(self._then.overrides(moment.at)[list(OVERRIDES)], self._then.standing(moment.at)),
                as_known(self._desk, known_at=moment.at),
            ),
            choices=self._choices,
            stopped=stopped_addresses(self._desk, at=moment.at)[list(STOPPED)],
        )

    def freshness(self, moment: Moment) -> dict[str, Freshness]:
        """Return per company how far ledger and bank reached at ``moment``; nothing of a day that is reconstructed."""
        if moment.is_reconstructed:
            return {}
        through = self._bank.booked_through(moment.at)
        return {
            entity: Freshness(ledger_on=day, bank_on=through.get(entity))
            for entity, day in ledger_days(self._past, moment.day).items()
        }

    def _holds(self, moment: Moment) -> pd.DataFrame:
        if moment.is_now:
            return desk_facts(self._desk, moment.day, contact=self._contact).holds
        cases = self._standing(moment)
        known = self._then.holds(moment.at, cases)[list(HOLDS)]
        return _joined(known, self._bank.credits(self._past, moment.at)[list(HOLDS)], HOLDS)

    def _standing(self, moment: Moment) -> list[CaseThen]:
        """Return the cases that kept reminders back: promises and plans as the ledger of then judges them."""
        cases = self._then.cases(moment.at)
        judged = [each for each in cases if each.kind in JUDGED]
        others = [each for each in cases if each.kind not in JUDGED and each.state == CaseState.OPEN]
        if not judged:
            return others
        known = ledger_days(self._past, moment.day)
        begun = pd.DataFrame(
            [{"case_id": each.id, "currency": each.currency, "from_on": pd.Timestamp(each.made_on)} for each in judged]
        )
        money = money_in(self._past, self._then.case_items(judged).merge(begun, on="case_id"))
        grace = self._contact.promise_grace_days
        open_still = []
        for case in judged:
            paid = [each for each in money.get(case.id, ()) if each.on <= moment.day]
            known_on = min(known.get(case.entity, moment.day), moment.day)
            if case.kind == HoldKind.PLAN:
                verdict = verdict_on_plan(
                    paid, parts=case.parts, known_on=known_on, grace_days=grace, already_minor=case.already_minor
                )
            else:
                verdict = verdict_on_promise(
                    paid,
                    amount_minor=case.amount_minor or 0,
                    promised_on=case.until_on or case.made_on,
                    known_on=known_on,
                    grace_days=grace,
                    already_minor=case.already_minor,
                )
            if verdict.state is CaseState.OPEN:
                open_still.append(case)
        return [*others, *open_still]


def _joined(first: pd.DataFrame, second: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    filled = [each[list(columns)].astype(columns) for each in (first, second) if not each.empty]
    return pd.concat(filled, ignore_index=True) if filled else rows(columns)
