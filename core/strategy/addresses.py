"""The one e-mail address a customer is written to, and why there is none."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from core.segments.overridden import overridden

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# What every mail server takes: no quoted local parts, no address literals. The server has the last word.
_VALID = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,61}"


class Reach(StrEnum):
    """Whether a customer can be written to."""

    OPEN = "open"
    NO_ADDRESS = "no_address"
    INVALID = "invalid"
    NOT_ALLOWED = "not_allowed"


_LOOKS_RIGHT = re.compile(_VALID)


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


def best(addresses: pd.DataFrame, customer_keys: NDArray[np.int64]) -> pd.DataFrame:
    """Return address, person and reach of every customer, in the order of ``customer_keys`` (ascending).

    ``addresses`` has customer_key, person, address, is_allowed and is_preferred, the best first within a customer. An
    address that is allowed and valid wins; without one, the first tells why not.
    """
    is_valid = addresses["address"].map(is_address, na_action="ignore").fillna(value=False).to_numpy(dtype=bool)
    is_allowed = addresses["is_allowed"].to_numpy(dtype=bool)
    reach = np.where(is_allowed & is_valid, Reach.OPEN, np.where(is_allowed, Reach.INVALID, Reach.NOT_ALLOWED))
    judged = addresses.assign(reach=reach, is_closed=reach != Reach.OPEN)
    first = judged.sort_values("is_closed", kind="stable").drop_duplicates("customer_key")
    aligned = first.set_index("customer_key")[["address", "person", "reach"]].reindex(customer_keys)
    return aligned.assign(reach=aligned["reach"].fillna(str(Reach.NO_ADDRESS)).astype(str)).reset_index(drop=True)


def reach_as_known(
    said: pd.DataFrame,
    customers: pd.DataFrame,
    addresses: pd.DataFrame,
    overrides: pd.DataFrame,
) -> pd.DataFrame:
    """Return ``said`` (of ``best``) with address and person as people here know them, in the order of ``customers``.

    An address that people filled in opens the way, unless the ledger forbids writing to that very address.
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
        reach[row] = str(Reach.NOT_ALLOWED if name in barred else Reach.OPEN)
    return said.assign(address=known["email"].array, person=known["person"].array, reach=reach)


def barred_addresses(addresses: pd.DataFrame, customer_keys: NDArray[np.int64]) -> set[tuple[int, str]]:
    """Return customer key and address, in small letters, of all that the ledger does not allow to ``customer_keys``."""
    of_them = addresses[addresses["customer_key"].isin(customer_keys) & ~addresses["is_allowed"].astype(bool)]
    return {
        (int(key), str(address).casefold())
        for key, address in zip(of_them["customer_key"], of_them["address"], strict=True)
    }
