"""Customers that may be one and the same: pairs that share a number, an address or a name, each with its evidence. Nothing is merged."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from core.identity import reach
from core.identity.numbers import register_key, vat_key
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from core.identity.euros import Queries

MOST_OF_KEY: Final = 25
ALIKE, VERY_ALIKE, EQUAL = 0.80, 0.90, 0.97
TWO_WAYS: Final = 2  # of e-mail, telephone and front door
SHARED: Final = ("same_vat", "same_registration", "same_email", "same_phone", "same_address")
PAIR_COLUMNS: Final = ("place", "other_place", *SHARED, "other_vat", "other_registration", "name_share", "certainty")
_FORMS: Final = frozenset(
    [
        "bv",
        "nv",
        "vof",
        "cv",
        "sa",
        "sprl",
        "srl",
        "bvba",
        "bva",
        "bvco",
        "gmbh",
        "ag",
        "kg",
        "ohg",
        "gbr",
        "ug",
        "ev",
        "sarl",
        "sas",
        "sasu",
        "eurl",
        "snc",
        "ltd",
        "limited",
        "plc",
        "inc",
        "llc",
        "co",
        "cie",
        "holding",
        "stichting",
        "vereniging",
        "mbh",
        "und",
        "en",
        "et",
        "and",
        "the",
        "de",
        "het",
        "le",
        "la",
        "der",
        "die",
        "das",
        "van",
        "von",
        "den",
    ]
)


class Certainty(StrEnum):
    """How much speaks for a pair; the order is that of the list."""

    STRONG = "strong"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """``rows`` has PAIR_COLUMNS, places being rows of the customers asked; ``compared`` says how many pairs shared a key."""

    rows: pd.DataFrame
    compared: int


def find_pairs(book: Queries, customers: pd.DataFrame, *, most_of_key: int = MOST_OF_KEY) -> Pairs:
    """Return the pairs of ``customers`` (rows of identity_customers) that may be one, with what speaks for each.

    Two customers are compared only when they share a VAT or registration number, an e-mail address, a telephone number, a
    house, or the plain words of their name within a country, so that the work grows with the customers and not with their
    square. A name alone is never enough for people: only for businesses and public bodies with the very same name.
    """
    plain = plain_names(customers["name"])
    keys = _keys(customers, plain)
    pairs = book.frame("identity_pairs", {"keys": keys}, most=most_of_key)
    compared = len(pairs)
    one, other = (pairs[name].to_numpy(dtype=np.int64) for name in ("place", "other_place"))
    names = plain.to_numpy(dtype=object)
    share = (
        process.cpdist(names[one], names[other], scorer=fuzz.token_sort_ratio, dtype=np.float32).astype(np.float64)
        / 100
        if compared
        else np.zeros(0)
    )
    # Two customers without a word in their names are not alike.
    share = np.where((names[one] == "") | (names[other] == ""), 0.0, np.round(share, 4))
    pairs = pairs.assign(
        other_vat=_unlike(_vat_keys(customers), one, other),
        other_registration=_unlike(_register_keys(customers), one, other),
        name_share=share,
    )
    certainty = _certainty(pairs, customers, one)
    kept = pairs.assign(certainty=certainty)[certainty != ""]
    order = kept["certainty"].map({str(each): place for place, each in enumerate(Certainty)})
    kept = kept.assign(_order=order).sort_values(["_order", "name_share", "place"], ascending=[True, False, True])
    return Pairs(rows=kept[list(PAIR_COLUMNS)].reset_index(drop=True), compared=compared)


def plain_names(names: pd.Series[Any]) -> pd.Series[Any]:
    """Return names in small plain letters without legal forms and particles, as they compare."""
    return names.map(_plain_name)


def _plain_name(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", folded.replace(".", ""))
    return " ".join(word for word in words if word not in _FORMS)


def _keys(customers: pd.DataFrame, plain: pd.Series[Any]) -> pd.DataFrame:
    places = np.arange(len(customers), dtype=np.int64)
    parts = []
    for kind, keys in _key_columns(customers, plain):
        told = keys.to_numpy(dtype=object)
        has = told != ""
        parts.append(pd.DataFrame({"place": places[has], "kind": kind, "key": told[has].astype(str)}))
    # Telephone and mobile may hold the same number.
    return pd.concat(parts, ignore_index=True).drop_duplicates()


def _key_columns(customers: pd.DataFrame, plain: pd.Series[Any]) -> Iterator[tuple[str, pd.Series[Any]]]:
    country = customers["country"]
    yield "vat", pd.Series(_vat_keys(customers))
    yield "registration", pd.Series(_register_keys(customers))
    yield "email", customers["email"].str.lower()
    for field in ("phone", "mobile"):
        yield "phone", _paired(country, customers[field], reach.phone)
    yield "address", _paired(country, customers["post"], _house)
    yield "name", (country + " " + plain.map(lambda each: " ".join(sorted(each.split())))).where(plain != "", "")


def _vat_keys(customers: pd.DataFrame) -> NDArray[Any]:
    return _paired(customers["country"], customers["vat_number"], vat_key).to_numpy(dtype=object)


def _register_keys(customers: pd.DataFrame) -> NDArray[Any]:
    told = _paired(customers["country"], customers["registration_number"], register_key)
    return (customers["country"] + " " + told).where(told != "", "").to_numpy(dtype=object)


def _paired(country: pd.Series[Any], values: pd.Series[Any], key: Any) -> pd.Series[Any]:  # noqa: ANN401 (a function of two texts)
    told = [key(one, value) if value else "" for one, value in zip(country.tolist(), values.tolist(), strict=True)]
    return pd.Series(told, index=values.index, dtype=object)


def _house(country: str, post: str) -> str:
    """Return postcode and house number of an address, which together are one front door; empty when either is missing."""
    code = reach.postcode(country, post)
    street = re.split(r"[;\n]|,\s", post)[0]
    number = re.search(r"\d{1,5}\s?[A-Za-z]?\b", street.replace(code, " ") if code else street)
    return f"{country} {code} {number.group()}".replace("  ", " ").upper() if code and number else ""


def _unlike(keys: NDArray[Any], one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 1 where both have a number and the two differ: evidence against."""
    left, right = keys[one], keys[other]
    unlike: NDArray[np.int64] = ((left != "") & (right != "") & (left != right)).astype(np.int64)
    return unlike


def _certainty(pairs: pd.DataFrame, customers: pd.DataFrame, one: NDArray[np.int64]) -> NDArray[Any]:
    shared = {name: pairs[name].to_numpy() == 1 for name in SHARED}
    numbered = shared["same_vat"] | shared["same_registration"]
    against = (pairs["other_vat"].to_numpy() == 1) | (pairs["other_registration"].to_numpy() == 1)
    reached = sum(shared[name].astype(np.int64) for name in ("same_email", "same_phone", "same_address"))
    name = pairs["name_share"].to_numpy()
    is_person = (customers["customer_type"].to_numpy()[one] == CustomerType.CONSUMER) if len(one) else name < 0
    conditions = [
        (numbered & (name >= ALIKE)) | (~against & (name >= VERY_ALIKE) & (reached >= TWO_WAYS)),
        numbered | (~against & (name >= VERY_ALIKE) & (reached >= 1)),
        (~against & (name >= EQUAL) & ~is_person)
        | (~against & (reached >= TWO_WAYS))
        | (against & (name >= EQUAL) & (reached >= 1)),
    ]
    told: NDArray[Any] = np.select(conditions, [str(each) for each in Certainty], default="")
    return told
