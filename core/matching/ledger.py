"""The items as bank lines use them up: found by reference, number, customer or amount, with what is left of each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from core.matching.match import Part
from core.matching.writing import is_like_name, name_words, plain
from core.messages.references import number_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.matching.match import BankLine, Match, OpenItem


class Ledger:
    """Open items of all entities; ``book`` takes off what a match pays, ``take_back`` gives it back."""

    def __init__(
        self,
        items: Iterable[OpenItem],
        *,
        names: Mapping[int, str],
        accounts: Mapping[tuple[str, str], Iterable[int]] | None = None,
    ) -> None:
        """Index ``items``; ``names`` by customer key, ``accounts``: (entity, account of the payer) -> customer keys."""
        self.names = names
        self._items = {item.key: item for item in items}
        self._left = {item.key: item.balance_minor for item in self._items.values()}
        self._by_reference: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_number: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_customer: dict[tuple[str, int, str], list[int]] = defaultdict(list)
        self._by_amount: dict[tuple[str, str, int], set[int]] = defaultdict(set)
        for item in sorted(self._items.values(), key=lambda each: (each.due_on, each.key)):
            if item.reference:
                self._by_reference[item.entity, plain(item.reference)].append(item.key)
            self._by_number[item.entity, plain(item.number)].append(item.key)
            self._by_customer[item.entity, item.customer_key, item.currency].append(item.key)
            if item.balance_minor > 0:
                self._by_amount[item.entity, item.currency, item.balance_minor].add(item.key)
        self._accounts: dict[tuple[str, str], set[int]] = defaultdict(set)
        for (entity, account), customers in (accounts or {}).items():
            self._accounts[entity, plain(account)].update(customers)
        self._by_name: dict[tuple[str, frozenset[str]], set[int]] = defaultdict(set)
        for entity, customer, _currency in self._by_customer:
            words = name_words(names.get(customer, ""))
            if words:
                self._by_name[entity, words].add(customer)

    def item(self, item_key: int) -> OpenItem:
        """Return an item as it was before the first line."""
        return self._items[item_key]

    def left_minor(self, item_key: int) -> int:
        """Return what is still open of an item."""
        return self._left[item_key]

    def customer_of(self, item_key: int) -> int:
        """Return the customer of an item."""
        return self._items[item_key].customer_key

    def number_of(self, item_key: int) -> str:
        """Return the number of the document of an item."""
        return self._items[item_key].number

    def by_reference(self, line: BankLine, reference: str) -> list[int]:
        """Return the items, paid or not, that ask for ``reference``, the earliest due first.

        A reference that no item came with may have been made of an invoice's number when it was reminded of.
        """
        asked = self._by_reference.get((line.entity, plain(reference)), ())
        if not asked:
            asked = [key for number in number_in(reference) for key in self._by_number.get((line.entity, number), ())]
        return self._fitting(asked, line)

    def by_number(self, line: BankLine, number: str) -> list[int]:
        """Return the items, paid or not, of the document written as ``number`` in its plain form."""
        return self._fitting(self._by_number.get((line.entity, number), ()), line)

    def open_of(self, line: BankLine, customer: int) -> list[int]:
        """Return what ``customer`` has open on the line's day, the earliest due first."""
        keys = self._by_customer.get((line.entity, customer, line.currency), ())
        return [key for key in self._fitting(keys, line) if self._left[key] > 0]

    def of_amount(self, line: BankLine) -> list[int]:
        """Return the items of which exactly the line's amount is left."""
        return self._fitting(sorted(self._by_amount.get((line.entity, line.currency, line.amount_minor), ())), line)

    def customers_of_account(self, line: BankLine) -> frozenset[int]:
        """Return the customers that are known to pay from the line's account."""
        if not line.account:
            return frozenset()
        return frozenset(self._accounts.get((line.entity, plain(line.account)), ()))

    def customers_of_name(self, line: BankLine) -> frozenset[int]:
        """Return the customers whose name is the payer's, word for word."""
        return frozenset(self._by_name.get((line.entity, name_words(line.party)), ())) if line.party else frozenset()

    def is_payer(self, line: BankLine, customer: int) -> bool:
        """Return whether the line's account is the customer's, or its name where the account is nobody's."""
        known = self.customers_of_account(line)
        return known == {customer} or (not known and is_like_name(line.party, self.names.get(customer, "")))

    def book(self, line: BankLine, match: Match) -> None:
        """Take off what ``match`` pays, and remember from which account its customer pays."""
        for part in match.parts:
            self._change(part.item_key, -part.amount_minor)
        if line.account and line.amount_minor > 0 and len(match.customer_keys) == 1:
            self._accounts[line.entity, plain(line.account)].add(match.customer_keys[0])

    def spread(self, keys: Iterable[int], amount_minor: int) -> tuple[tuple[Part, ...], int]:
        """Return ``amount_minor`` set against ``keys`` in their order, and what stays over."""
        parts = []
        for key in keys:
            taken = min(self._left[key], amount_minor)
            if taken > 0:
                parts.append(Part(item_key=key, customer_key=self.customer_of(key), amount_minor=taken))
                amount_minor -= taken
        return tuple(parts), amount_minor

    def parts_named(self, entity: str, named: Iterable[Mapping[str, Any]]) -> Iterator[Part]:
        """Yield the parts of ``named``, by number, fiscal year, part and amount, that are among these items."""
        for each in named:
            for key in self._by_number.get((entity, plain(each["number"])), ()):
                item = self._items[key]
                if (item.number, item.fiscal_year, item.part_no) == (
                    each["number"],
                    each["fiscal_year"],
                    each["part_no"],
                ):
                    yield Part(item_key=key, customer_key=item.customer_key, amount_minor=each["amount_minor"])

    def _fitting(self, keys: Iterable[int], line: BankLine) -> list[int]:
        """Return the items in the line's currency that existed on its day."""
        items = self._items
        return [key for key in keys if items[key].currency == line.currency and items[key].issued_on <= line.booked_on]

    def _change(self, key: int, by_minor: int) -> None:
        item, before = self._items[key], self._left[key]
        self._by_amount[item.entity, item.currency, before].discard(key)
        self._left[key] = before + by_minor
        if self._left[key] > 0:
            self._by_amount[item.entity, item.currency, self._left[key]].add(key)
