"""Overrides as people make them: checked against the source, and ended when the source says something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.acting import permitted
from core.actions import Action
from core.desk import customers
from core.desk.customers import OverrideField
from core.errors import SaldoError, UnknownNameError
from core.messages.templates import shipped
from core.strategy.addresses import barred_addresses, best, is_address
from core.vocabulary import ChannelName, ContactKind, Label

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from core.segments.features import Queries

NAMES = ["entity", "customer_id"]


class BadAddressError(SaldoError):
    """Text that no mail server takes as an address."""

    def __init__(self, value: str) -> None:
        super().__init__("{value!r} is not an e-mail address: write it as name@example.org.", value=value)


class BarredAddressError(SaldoError):
    """An address that the ledger says not to write to."""

    def __init__(self, value: str) -> None:
        super().__init__(
            "The ledger does not allow e-mail to {value}: change that in the source system, or use another.",
            value=value,
        )


class NoValueError(SaldoError):
    """An override that says nothing."""

    def __init__(self) -> None:
        super().__init__("Fill in what should be used, or take the change back to follow the source again.")


class AlreadySaidError(SaldoError):
    """An override with the source's own value."""

    def __init__(self, value: str) -> None:
        super().__init__("The source already says {value}: there is nothing to change.", value=value)


def source_says(book: Queries, named: pd.DataFrame) -> pd.DataFrame:
    """Return what ``book`` says today of the customers in ``named`` (entity, customer_id), those it knows.

    One row per customer: entity, customer_id and a column per OverrideField, null where the source says nothing. E-mail
    and person are those of the address a message would go to.
    """
    return _said(_addresses(book, named))


def customer_key(book: Queries, entity: str, customer_id: str) -> int | None:
    """Return the key ``book`` has for a customer, None for one it does not know."""
    found = _addresses(book, pd.DataFrame({"entity": [entity], "customer_id": [customer_id]}))
    return None if found.empty else int(found["customer_key"].iloc[0])


@permitted(Action.CUSTOMER)
def change(
    desk: Desk, book: Queries, *, entity: str, customer_id: str, field: OverrideField, value: str, by: str, why: str
) -> None:
    """Let ``value`` win over what the source says of ``field`` until the source says something else.

    The source's own value takes an earlier change back. Raises ``BadAddressError``, ``BarredAddressError``,
    ``NoValueError``, ``AlreadySaidError``; ``UnknownNameError`` for a customer, language, label or channel there is not.
    """
    asked = " ".join(value.split())
    addresses = _addresses(book, pd.DataFrame({"entity": [entity], "customer_id": [customer_id]}))
    if addresses.empty:
        raise UnknownNameError("customer", customer_id, [])
    said = _said(addresses)[str(field)].iloc[0]
    source_value = said if isinstance(said, str) else None
    check(field, asked)
    if asked == source_value:
        if not customers.end_override(desk, entity=entity, customer_id=customer_id, field=field, by=by):
            raise AlreadySaidError(asked)
        return
    keys = addresses["customer_key"].to_numpy(dtype=np.int64)
    if field is OverrideField.EMAIL and (int(keys[0]), asked.casefold()) in barred_addresses(_stated(addresses), keys):
        raise BarredAddressError(asked)
    customers.override(
        desk,
        entity=entity,
        customer_id=customer_id,
        field=field,
        value=asked,
        source_value=source_value,
        by=by,
        why=why,
    )


def check(field: OverrideField, value: str) -> None:
    """Raise when ``value`` cannot be a value of ``field``, whatever the source says."""
    if not value:
        raise NoValueError
    if field is OverrideField.EMAIL and not is_address(value):
        raise BadAddressError(value)
    if field is OverrideField.LANGUAGE and value not in shipped().spoken:
        raise UnknownNameError("language", value, list(shipped().spoken))
    if field is OverrideField.LABEL and value not in set(Label):
        raise UnknownNameError("label", value, list(Label))
    if field is OverrideField.CHANNEL and value not in set(ChannelName):
        raise UnknownNameError("channel", value, list(ChannelName))


def standing(overrides: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``overrides`` whose ``source_value`` is what the source still says (``source_says``)."""
    return overrides[~_is_lapsed(overrides, said)]


def end_lapsed(desk: Desk, book: Queries) -> int:
    """End for good the overrides of a value that ``book`` has changed since; return how many.

    To be called when a book is published: without it, a source that changes its mind twice would revive them. Customers
    that are not in ``book`` keep theirs.
    """
    known = customers.overrides(desk)
    if known.empty:
        return 0
    lapsed = known[_is_lapsed(known, source_says(book, known[NAMES].drop_duplicates()))]
    return customers.end_overrides(desk, lapsed["override_id"].tolist()) if len(lapsed) else 0


def _is_lapsed(overrides: pd.DataFrame, said: pd.DataFrame) -> pd.Series[bool]:
    by_field = said.melt(NAMES, var_name="field", value_name="now")
    beside = overrides[[*NAMES, "field", "source_value"]].merge(
        by_field, on=[*NAMES, "field"], how="left", indicator=True
    )
    is_other = beside["now"].fillna("").ne(beside["source_value"].fillna(""))
    return pd.Series((is_other & beside["_merge"].eq("both")).to_numpy(dtype=bool), index=overrides.index)


def _addresses(book: Queries, named: pd.DataFrame) -> pd.DataFrame:
    return book.frame("customer_source", relations={"named": named}, kind=str(ContactKind.EMAIL))


def _stated(addresses: pd.DataFrame) -> pd.DataFrame:
    return addresses[addresses["address"].notna()]


def _said(addresses: pd.DataFrame) -> pd.DataFrame:
    each = addresses.drop_duplicates("customer_key").reset_index(drop=True)
    reach = best(_stated(addresses), each["customer_key"].to_numpy(dtype=np.int64))
    known = each[[*NAMES, OverrideField.LANGUAGE, OverrideField.LABEL]]
    # A source prefers a kind of address; which channel a customer agreed to only people know.
    nobody = pd.Series(None, index=known.index, dtype="str")
    return known.assign(email=reach["address"].array, person=reach["person"].array, channel=nobody)
