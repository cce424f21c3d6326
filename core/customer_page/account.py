"""What a customer's page shows: its open items, money under way, what was agreed, and nothing of anybody else."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from core.desk.bank_frames import bank_credits
from core.desk.case_frames import PARTS, cases_of, instalments_of
from core.desk.cases import Instalment, ItemName
from core.vocabulary import CaseState, DocumentType, HoldKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.desk.engine import Desk

MOST_SHOWN: Final = 200
"""Items that the page lists; the sums count all of them."""
SOFT: Final = frozenset({HoldKind.HARDSHIP, HoldKind.VULNERABLE, HoldKind.STOP})


@dataclass(frozen=True, kw_only=True)
class PageCustomer:
    """Who the page is of."""

    entity: str
    customer_id: str
    customer_key: int
    name: str
    customer_type: str
    country: str
    language: str


@dataclass(frozen=True, kw_only=True)
class PageItem:
    """One open item; ``under_way_minor`` is reported paid and not in the ledger yet."""

    name: ItemName
    number: str
    currency: str
    issued_on: date
    due_on: date
    amount_minor: int
    balance_minor: int
    under_way_minor: int = 0
    is_contested: bool = False
    reference: str = ""  # as the ledger has it

    @property
    def mark(self) -> str:
        """Return what a form names the item by: the same after an import, whatever comes before it in the list by then."""
        return sha256("\n".join(map(str, astuple(self.name))).encode()).hexdigest()[:16]

    @property
    def is_credit(self) -> bool:
        """Whether it is money for the customer."""
        return self.balance_minor < 0


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A promise or a plan that stands."""

    case_id: int
    kind: HoldKind
    amount_minor: int
    currency: str
    until_on: date
    parts: tuple[Instalment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PageAccount:
    """All that a page says of one customer on a day, per currency in the order of the items."""

    customer: PageCustomer
    known_on: date
    items: tuple[PageItem, ...]
    under_way: dict[str, int] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()
    paused_until: date | None = None
    is_all_contested: bool = False

    @property
    def owed(self) -> tuple[PageItem, ...]:
        """Return the items that ask for money."""
        return tuple(item for item in self.items if not item.is_credit)

    def places(self, marks: Iterable[str]) -> list[int]:
        """Return where the items with these marks stand among ``owed``; -1 for one that is not, or is no longer, there."""
        known = {item.mark: place for place, item in enumerate(self.owed)}
        return [known.get(each, -1) for each in marks]

    @property
    def open_minor(self) -> dict[str, int]:
        """Return what the invoices come to per currency, credits and money under way not taken off."""
        return _summed((item.currency, item.balance_minor) for item in self.owed)

    @property
    def to_pay(self) -> dict[str, int]:
        """Return what is still to pay per currency: invoices less credits and money under way, never below 0."""
        sums = _summed((item.currency, item.balance_minor) for item in self.items)
        left = {currency: minor - self.under_way.get(currency, 0) for currency, minor in sums.items()}
        return {currency: minor for currency, minor in left.items() if minor > 0}


def customer_of(book: Book, entity: str, customer_id: str) -> PageCustomer | None:
    """Return who the present book knows by these names, None for nobody."""
    rows = book.rows("own_page_customer", entity=entity, customer_id=customer_id)
    if not rows:
        return None
    row = rows[0]
    return PageCustomer(
        entity=entity,
        customer_id=customer_id,
        customer_key=int(row["customer_key"]),
        name=str(row["name"] or ""),
        customer_type=str(row["customer_type"]),
        country=str(row["country"] or ""),
        language=str(row["language"] or ""),
    )


def page_account(desk: Desk, book: Book, customer: PageCustomer, standing: pd.DataFrame) -> PageAccount:
    """Return what the page of ``customer`` shows by the present book and desk; ``standing`` are its holds today."""
    rows = book.rows("audience_items", as_of=book.latest_on, customer_key=customer.customer_key)
    who = {"entity": customer.entity, "customer_id": customer.customer_id}
    credited = bank_credits(desk, **who)
    cases = cases_of(desk, **who)
    disputed = standing.loc[standing["kind"].isin([HoldKind.DISPUTE, HoldKind.WAITING_ON_US]), "number"]
    contested = {number if isinstance(number, str) else None for number in disputed.tolist()}
    under_way, sums = _under_way(rows, standing, credited)
    items = tuple(_item(row, under_way, contested) for row in rows)
    soft = standing[standing["kind"].isin(SOFT) & standing["number"].isna() & standing["until_on"].notna()]
    return PageAccount(
        customer=customer,
        known_on=book.latest_on,
        items=items,
        under_way=sums,
        agreements=_agreements(desk, cases),
        paused_until=None if soft.empty else soft["until_on"].max().date(),
        is_all_contested=None in contested,
    )


def _item(row: dict[str, Any], under_way: dict[ItemName, int], contested: set[str | None]) -> PageItem:
    name = _name(row)
    return PageItem(
        name=name,
        number=name.number,
        currency=str(row["currency"]),
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        amount_minor=int(row["amount_minor"]),
        balance_minor=int(row["balance_minor"]),
        under_way_minor=under_way.get(name, 0),
        is_contested=bool(contested & {name.number, None}) or bool(row["is_wholly_disputed"]),
        reference=str(row["structured_reference"] or ""),
    )


def _under_way(
    rows: list[dict[str, Any]], standing: pd.DataFrame, credited: pd.DataFrame
) -> tuple[dict[ItemName, int], dict[str, int]]:
    """Return what is reported paid: of items by name, and together per currency; never more than is open of it."""
    open_minor = {_name(row): int(row["balance_minor"]) for row in rows if row["balance_minor"] > 0}
    sums = _summed((str(row["currency"]), int(row["balance_minor"])) for row in rows if row["balance_minor"] > 0)
    currency_of = {_name(row): str(row["currency"]) for row in rows}
    items: dict[ItemName, int] = {}
    loose: dict[str, int] = {}
    reported = standing[standing["kind"] == HoldKind.REPORTED_PAYMENT]
    for row in [*reported.to_dict("records"), *credited.to_dict("records")]:
        is_named = isinstance(row["number"], str)
        amount = row["amount_minor"]
        if is_named:
            for key in [key for key in open_minor if _is_of(key, row)]:
                items[key] = min(
                    open_minor[key], items.get(key, 0) + (open_minor[key] if _none(amount) else int(amount))
                )
        elif not _none(amount) and isinstance(row["currency"], str):
            loose[row["currency"]] = loose.get(row["currency"], 0) + int(amount)
    named = _summed((currency_of[key], minor) for key, minor in items.items())
    together = {currency: min(sums[currency], named.get(currency, 0) + loose.get(currency, 0)) for currency in sums}
    return items, {currency: minor for currency, minor in together.items() if minor}


def _agreements(desk: Desk, cases: pd.DataFrame) -> tuple[Agreement, ...]:
    chosen = cases[(cases["state"] == CaseState.OPEN) & cases["kind"].isin([HoldKind.PROMISE, HoldKind.PLAN])]
    return tuple(
        Agreement(
            case_id=int(row["case_id"]),
            kind=HoldKind(row["kind"]),
            amount_minor=int(row["amount_minor"]),
            currency=str(row["currency"]),
            until_on=row["until_on"].date(),
            parts=_parts(desk, int(row["case_id"])) if row["kind"] == HoldKind.PLAN else (),
        )
        for row in chosen.to_dict("records")
    )


def _parts(desk: Desk, case_id: int) -> tuple[Instalment, ...]:
    rows = instalments_of(desk, case_id).to_dict("records")
    return tuple(Instalment(due_on=row["due_on"].date(), amount_minor=int(row["amount_minor"])) for row in rows)


def _name(row: dict[str, Any]) -> ItemName:
    return ItemName(
        document_type=str(row["document_type"]),
        number=str(row["number"]),
        fiscal_year=int(row["fiscal_year"]),
        part_no=int(row["part_no"]),
    )


def _is_of(name: ItemName, row: Any) -> bool:  # noqa: ANN401 - a row of a frame
    return name.document_type == DocumentType.INVOICE and all(
        _none(row[part]) or row[part] == getattr(name, part) for part in PARTS
    )


def _none(value: object) -> bool:
    return value is None or value != value or str(value) == "<NA>"  # noqa: PLR0124 - NaN is not itself


def _summed(pairs: Any) -> dict[str, int]:  # noqa: ANN401 - an iterable of currency and minor units
    sums: dict[str, int] = {}
    for currency, minor in pairs:
        sums[currency] = sums.get(currency, 0) + minor
    return sums
