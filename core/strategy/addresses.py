"""The addresses a customer is reached at, one of each kind, and why there is none."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.segments.overridden import overridden
from core.vocabulary import ChannelName, ContactKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from core.segments.features import Features

# What every mail server takes: no quoted local parts, no address literals. The server has the last word.
_VALID = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,61}"
NOBODY: Final = -1
PARTS: Final = ("address", "person", "reach")
_SHORTEST_POST: Final = 6
_FEWEST_DIGITS: Final = 7
_MOST_DIGITS: Final = 15  # of an international number, ITU-T E.164


class Reach(StrEnum):
    """Whether a customer can be reached at an address of some kind."""

    OPEN = "open"
    NO_ADDRESS = "no_address"
    INVALID = "invalid"
    NOT_ALLOWED = "not_allowed"
    STOPPED = "stopped"  # what went there came back, or was complained about


KIND_OF: Final[dict[ChannelName, tuple[ContactKind, ...]]] = {
    ChannelName.EMAIL: (ContactKind.EMAIL,),
    ChannelName.REGISTERED_EMAIL: (ContactKind.EMAIL,),
    ChannelName.SMS: (ContactKind.MOBILE,),
    ChannelName.WHATSAPP: (ContactKind.MOBILE,),
    ChannelName.LETTER: (ContactKind.POST,),
    ChannelName.REGISTERED_LETTER: (ContactKind.POST,),
    ChannelName.PHONE: (ContactKind.PHONE, ContactKind.MOBILE),
    ChannelName.VOICE: (ContactKind.PHONE, ContactKind.MOBILE),
}
"""What a channel needs, the first that is open is used."""

_LOOKS_RIGHT = re.compile(_VALID)
_NUMBER = re.compile(r"\+?[0-9 ()./-]+")


def is_address(text: str) -> bool:
    """Return whether a mail to ``text`` can be written: it looks right, and its domain has a form in ASCII."""
    if _LOOKS_RIGHT.fullmatch(text) is None:
        return False
    if text.isascii():
        return True
    try:
        text.rpartition("@")[2].encode("idna")
    except UnicodeError:
        return False
    return True


def is_number(text: str) -> bool:
    """Return whether ``text`` can be dialled: a telephone number as people write them, of 7 to 15 digits."""
    digits = sum(each.isdigit() for each in text)
    return _FEWEST_DIGITS <= digits <= _MOST_DIGITS and _NUMBER.fullmatch(text.strip()) is not None


def is_place(text: str) -> bool:
    """Return whether a letter to ``text`` could arrive: long enough for a street and a town, and more than what parts lines."""
    return len(text.strip()) >= _SHORTEST_POST and any(letter.isalnum() for letter in text)


_CAN_BE: Final[dict[ContactKind, Callable[[str], bool]]] = {
    ContactKind.EMAIL: is_address,
    ContactKind.PHONE: is_number,
    ContactKind.MOBILE: is_number,
    ContactKind.POST: is_place,
}


def best(
    addresses: pd.DataFrame,
    customer_keys: NDArray[np.int64],
    kind: ContactKind = ContactKind.EMAIL,
    stopped: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """Return address, person and reach of every customer, in the order of ``customer_keys`` (ascending).

    ``addresses`` are of ``kind``: customer_key, person, address, is_allowed and is_preferred, the best first within a
    customer. An address that is allowed, valid and not among ``stopped`` (in small letters) wins; without one, the first
    tells why not.
    """
    keys = addresses["customer_key"].to_numpy(dtype=np.int64)
    texts, can_be = addresses["address"].tolist(), _CAN_BE[kind]
    is_valid = np.fromiter((isinstance(each, str) and can_be(each) for each in texts), dtype=bool, count=len(texts))
    is_allowed = addresses["is_allowed"].to_numpy(dtype=bool)
    is_stopped = _is_among(texts, stopped)
    is_open = is_allowed & is_valid & ~is_stopped
    order = np.lexsort((~is_open, keys))  # stable: the best first among equals
    _, first = np.unique(keys[order], return_index=True)
    chosen = order[first]
    place = np.searchsorted(keys[chosen], customer_keys)
    # One row of nobody after the last, for customers without an address.
    found_keys, found = np.append(keys[chosen], NOBODY), np.append(chosen, NOBODY)
    rows = np.where(found_keys[place] == customer_keys, found[place], NOBODY)
    why_not = np.append(np.select([is_open, ~is_allowed, is_stopped], [0, 2, 4], default=1), 3)
    reach = pd.Index([Reach.OPEN, Reach.INVALID, Reach.NOT_ALLOWED, Reach.NO_ADDRESS, Reach.STOPPED], dtype="str")
    return pd.DataFrame(
        {
            "address": _taken(addresses["address"], rows),
            "person": _taken(addresses["person"], rows),
            "reach": reach.take(why_not[rows]).array,
        },
    )


def _is_among(texts: list[Any], stopped: frozenset[str]) -> NDArray[np.bool_]:
    if not stopped:
        return np.zeros(len(texts), dtype=bool)
    found = (isinstance(each, str) and each.strip().casefold() in stopped for each in texts)
    return np.fromiter(found, dtype=bool, count=len(texts))


def _taken(column: pd.Series[str], rows: NDArray[np.int64]) -> pd.api.extensions.ExtensionArray:
    return pd.Series(column, dtype="str").array.take(rows, allow_fill=True)


def reach_of(
    addresses: pd.DataFrame, features: Features, overrides: pd.DataFrame, stopped: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return how every customer of ``features`` is reached, one row each.

    ``addresses`` has a column kind beside those that ``best`` needs; to the addresses of ``stopped`` (contact, address) nothing
    goes. Columns: address, person and reach of e-mail as people here
    know them, and for every ContactKind ``<kind>`` (the address), ``<kind>_person`` and ``<kind>_reach``.
    """
    columns: dict[str, Any] = {}
    for kind in ContactKind:
        closed = frozenset() if stopped is None else frozenset(stopped.loc[stopped["contact"] == kind, "address"])
        rows = addresses[(addresses["kind"] == kind).to_numpy(dtype=bool)]
        found = best(rows, features.keys, kind, closed)
        if kind is ContactKind.EMAIL:
            found = reach_as_known(found, features.frame, rows, overrides, closed)
            columns |= {name: found[name] for name in PARTS}
        columns |= dict(
            zip((str(kind), f"{kind}_person", f"{kind}_reach"), (found[name] for name in PARTS), strict=True)
        )
    return pd.DataFrame(columns)


def for_channel(reach: pd.DataFrame, channel: ChannelName) -> pd.DataFrame:
    """Return address, person and reach for ``channel`` from ``reach`` (of ``reach_of``): of the first kind that is open."""
    found = [
        reach[[str(kind), f"{kind}_person", f"{kind}_reach"]].set_axis([*PARTS], axis=1) for kind in KIND_OF[channel]
    ]
    first, *others = found
    for other in others:
        is_open = (first["reach"] == Reach.OPEN).to_numpy(dtype=bool) | (other["reach"] != Reach.OPEN).to_numpy(
            dtype=bool
        )
        first = first.where(pd.Series(is_open), other)
    return first


def open_channels(reach: pd.DataFrame) -> dict[ChannelName, NDArray[np.bool_]]:
    """Return per channel which rows of ``reach`` have an open address for it."""
    by_kind = {kind: (reach[f"{kind}_reach"] == Reach.OPEN).to_numpy(dtype=bool) for kind in ContactKind}
    return {channel: np.logical_or.reduce([by_kind[kind] for kind in kinds]) for channel, kinds in KIND_OF.items()}


def reach_as_known(
    said: pd.DataFrame,
    customers: pd.DataFrame,
    addresses: pd.DataFrame,
    overrides: pd.DataFrame,
    stopped: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """Return ``said`` (of ``best``) with address and person as people here know them, in the order of ``customers``.

    An address that people filled in opens the way, unless the ledger forbids writing to that very address, or it is stopped.
    """
    ledger = customers[["entity", "customer_id"]].assign(email=said["address"].array, person=said["person"].array)
    known = overridden(ledger, overrides)
    if known is ledger:
        return said
    rows = np.flatnonzero(known["email"].fillna("").to_numpy() != ledger["email"].fillna("").to_numpy())
    barred = barred_addresses(addresses, customers["customer_key"].to_numpy(dtype=np.int64)[rows])
    reach = said["reach"].to_numpy(dtype=object, copy=True)
    for row in rows.tolist():
        name = (int(customers["customer_key"].iloc[row]), str(known["email"].iloc[row]).casefold())
        reach[row] = str(Reach.NOT_ALLOWED if name in barred else Reach.STOPPED if name[1] in stopped else Reach.OPEN)
    return said.assign(address=known["email"].array, person=known["person"].array, reach=reach)


def barred_addresses(addresses: pd.DataFrame, customer_keys: NDArray[np.int64]) -> set[tuple[int, str]]:
    """Return customer key and address, in small letters, of all that the ledger does not allow to ``customer_keys``."""
    of_them = addresses[addresses["customer_key"].isin(customer_keys) & ~addresses["is_allowed"].astype(bool)]
    return {
        (int(key), str(address).casefold())
        for key, address in zip(of_them["customer_key"], of_them["address"], strict=True)
    }
