"""Who is ripe for the agency: out of steps, and warned as the law asks; who is not, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from core.behaviour.prediction.predict import outlook
from core.campaigns.notices import notices, of_source
from core.campaigns.plan import find_audience
from core.credit.persons import people_among
from core.handover.expected import Basis, Expected, expected, over_the_horizon
from core.handover.terms import HORIZON_DAYS, AgencyTerms, known_terms
from core.law.claim import ClaimItem, claim, is_ripe
from core.law.steps import missing_notice
from core.metrics import measures
from core.metrics.rolling import OLDEST
from core.strategy.choice import EVERYONE
from core.strategy.escalations import agency_rows
from core.strategy.law_choices import choices_of
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    from core.behaviour.prediction.model import Model
    from core.book.book import Book
    from core.campaigns.notices import ItemName
    from core.desk.engine import Desk
    from core.law.breach import Breach
    from core.law.choices import Choices
    from core.law.claim import Claim, Notice
    from core.strategy.choice import AudienceChoice

COVER: Final = "agency_cover"
NO_TERMS: Final = AgencyTerms(name="")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One item that would be handed over."""

    document_type: str
    number: str
    fiscal_year: int
    part_no: int
    issued_on: date
    due_on: date
    days_past_due: int
    currency: str
    balance_minor: int
    step: int
    notice: Notice | None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One customer whose items ran out of steps; ``refused`` is the law's reason why it cannot be handed over yet.

    ``parts`` are in one currency; ``elsewhere`` counts items in another, which are left with us. ``natural_why`` says why a
    natural person is one, sole traders included; empty for a company.
    """

    customer_key: int
    entity: str
    customer_id: str
    name: str
    customer_type: CustomerType
    country: str
    language: str
    parts: tuple[Part, ...]
    elsewhere: int
    claim: Claim
    expected: Expected
    refused: Breach | None
    natural_why: str = ""

    @property
    def currency(self) -> str:
        """Return the currency of the items."""
        return self.parts[0].currency

    @property
    def principal_minor(self) -> int:
        """Return what is open on the items."""
        return sum(each.balance_minor for each in self.parts)

    @property
    def is_person(self) -> bool:
        """Return whether the law sees a natural person: then nothing of its own is predicted."""
        return bool(self.natural_why)


def candidates(
    desk: Desk, book: Book, as_of: date, *, model: Model | None = None, choice: AudienceChoice = EVERYONE
) -> list[Candidate]:
    """Return everybody whose items are past the last step of a ladder that ends at the agency, the largest first."""
    found = find_audience(desk, book, as_of=as_of, choice=choice)
    rows = agency_rows(found)
    items = found.candidates
    if not len(rows):
        return []
    choices = choices_of(desk)
    went = _notices(desk, found.items, choices)
    frame = items.frame.iloc[rows].assign(
        step=items.done.number[rows], days=items.days_past_due[rows], balance=items.balance_minor[rows]
    )
    customers = items.customers.iloc[items.position[rows]]
    told = customers.drop_duplicates("customer_key").set_index("customer_key").to_dict("index")
    people = people_among(desk, customers.drop_duplicates("customer_key"))
    companies = [int(str(key)) for key in told if int(str(key)) not in people.keys() | items.assignment.objecting]
    shares = _Shares.read(book, as_of, model, companies)
    terms = {entity: known_terms(desk, entity) or NO_TERMS for entity in {str(who["entity"]) for who in told.values()}}
    listed = []
    for key, group in frame.groupby("customer_key", sort=False):
        who = told[key]
        home = group.groupby("currency")["balance"].sum().idxmax()
        parts = tuple(
            _part(row, went, str(who["entity"]), str(who["customer_id"]))
            for row in group[group["currency"] == home].to_dict("records")
        )
        agreed = terms[str(who["entity"])]
        found_one = _candidate(int(str(key)), who, parts, len(group) - len(parts), as_of, choices, shares, agreed)
        listed.append(replace(found_one, natural_why=people.get(int(str(key)), "")))
    return sorted(listed, key=lambda each: (-each.principal_minor, each.customer_key))


def _candidate(  # noqa: PLR0917 - the particulars of one customer
    key: int,
    who: Mapping[Hashable, Any],
    parts: tuple[Part, ...],
    elsewhere: int,
    as_of: date,
    choices: Choices,
    shares: _Shares,
    terms: AgencyTerms,
) -> Candidate:
    kind, country = CustomerType(who["customer_type"]), str(who["country"])
    asked = tuple(
        ClaimItem(
            number=each.number,
            issued_on=each.issued_on,
            due_on=each.due_on,
            balance_minor=each.balance_minor,
            currency=each.currency,
            notice=each.notice,
            is_recurring=choices.has_instalments,
        )
        for each in parts
    )
    unripe = any(not is_ripe(each, country, kind, as_of, choices) for each in asked)
    # What the law lets be asked, also by who asks no costs in letters of its own: the agency decides with us.
    lawful = replace(choices, asks_costs=True, asks_interest=True)
    owed = claim(COVER, country=country, customer_type=kind, items=asked, sent_on=as_of, is_post=False, choices=lawful)
    share, basis = shares.of(key, parts[0].currency)
    principal = sum(each.balance_minor for each in parts)
    return Candidate(
        customer_key=key,
        entity=str(who["entity"]),
        customer_id=str(who["customer_id"]),
        name=str(who["name"]),
        customer_type=kind,
        country=country,
        language=str(who["language"]),
        parts=parts,
        elsewhere=elsewhere,
        claim=owed
        if owed.currency == parts[0].currency
        else replace(owed, currency=parts[0].currency, principal_minor=principal),
        expected=expected(principal, share, basis, terms),
        refused=missing_notice(COVER, country, kind, as_of) if unripe else None,
    )


@dataclass(frozen=True, kw_only=True)
class _Shares:
    """The share of what is open that comes in within the horizon: of each business, and of all that is long overdue."""

    of_customer: Mapping[int, float]
    of_portfolio: Mapping[str, float]

    @classmethod
    def read(cls, book: Book, as_of: date, model: Model | None, keys: list[int]) -> _Shares:
        """Return the shares as of a day, of the companies ``keys`` their own; without a model those of the portfolio serve everybody."""
        rolled = {}
        for currency, known in measures.measures(book, as_of).items():
            oldest = known.year_rolls.get(OLDEST)
            share = None if oldest is None else over_the_horizon(oldest.opening_minor, oldest.left_minor)
            if share is not None:
                rolled[currency] = share
        if model is None or not keys:
            return cls(of_customer={}, of_portfolio=rolled)
        ahead = outlook(book, model, as_of, customer_keys=keys)  # nobody of them objects to profiling
        by = pd.DataFrame(
            {
                "customer_key": ahead.frame["customer_key"],
                "balance": ahead.frame["balance_minor"],
                "paid": ahead.paid_by(as_of + timedelta(days=HORIZON_DAYS)) * ahead.frame["balance_minor"],
            }
        )
        sums = by.groupby("customer_key")[["balance", "paid"]].sum()
        own = {int(str(key)): float(share) for key, share in (sums["paid"] / sums["balance"]).items()}
        return cls(of_customer=own, of_portfolio=rolled)

    def of(self, key: int, currency: str) -> tuple[float | None, Basis]:
        """Return the share and where it is from: that of a natural person, or of who objects to profiling, is never its own."""
        own = self.of_customer.get(key)
        if own is not None:
            return own, Basis.MODEL
        share = self.of_portfolio.get(currency)
        return share, Basis.UNKNOWN if share is None else Basis.ROLL_RATE


def _notices(desk: Desk, items: pd.DataFrame, choices: Choices) -> dict[ItemName, Notice]:
    with desk.reading() as session:
        went = notices(session)
    if not choices.source_reminders_are_notices:
        return went
    return {**of_source(items.assign(is_in=True)), **went}


def _part(row: Mapping[Hashable, Any], went: Mapping[ItemName, Notice], entity: str, customer_id: str) -> Part:
    due_on = row["due_on"].date()
    return Part(
        document_type=str(row["document_type"]),
        number=str(row["number"]),
        fiscal_year=int(row["fiscal_year"]),
        part_no=int(row["part_no"]),
        issued_on=row["issued_on"].date(),
        due_on=due_on,
        days_past_due=int(row["days"]),
        currency=str(row["currency"]),
        balance_minor=int(row["balance"]),
        step=int(row["step"]),
        notice=went.get((entity, customer_id, str(row["number"]), due_on)),
    )
