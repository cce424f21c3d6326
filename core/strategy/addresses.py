"""The one e-mail address a customer is written to, and why there is none."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# What every mail server takes: no quoted local parts, no address literals. The server has the last word.
VALID = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,61}"


class Reach(StrEnum):
    """Whether a customer can be written to."""

    OPEN = "open"
    NO_ADDRESS = "no_address"
    INVALID = "invalid"
    NOT_ALLOWED = "not_allowed"


def best(addresses: pd.DataFrame, customer_keys: NDArray[np.int64]) -> pd.DataFrame:
    """Return address, person and reach of every customer, in the order of ``customer_keys`` (ascending).

    ``addresses`` has customer_key, person, address, is_allowed and is_preferred, the best first within a customer. An
    address that is allowed and valid wins; without one, the first tells why not.
    """
    is_valid = addresses["address"].str.fullmatch(VALID).to_numpy(dtype=bool, na_value=False)
    is_allowed = addresses["is_allowed"].to_numpy(dtype=bool)
    reach = np.where(is_allowed & is_valid, Reach.OPEN, np.where(is_allowed, Reach.INVALID, Reach.NOT_ALLOWED))
    judged = addresses.assign(reach=reach, is_closed=reach != Reach.OPEN)
    first = judged.sort_values("is_closed", kind="stable").drop_duplicates("customer_key")
    aligned = first.set_index("customer_key")[["address", "person", "reach"]].reindex(customer_keys)
    return aligned.assign(reach=aligned["reach"].fillna(str(Reach.NO_ADDRESS)).astype(str)).reset_index(drop=True)
