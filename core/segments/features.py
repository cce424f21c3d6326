"""Features: what the book knew of every customer on a day, one row per customer, ready to be compared with thresholds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from core.book.book import Book
from core.book.kept import kept
from core.desk.objections import FIELD
from core.money import precision
from core.segments.credit_fields import own_limits, with_standing
from core.segments.fields import FIELDS, NUMERIC, FieldKind
from core.segments.lever_bins import bins
from core.segments.overridden import overridden

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

HISTORY = timedelta(days=730)
YEAR = timedelta(days=365)
BASE = "EUR"
MOST_BINNED = 64
MOST_DAYS = 3
# Whatever may be unknown is a float, so that unknown is NaN and not a third kind of nothing.
_FLOATS = tuple(each.name for each in FIELDS.values() if each.kind in NUMERIC - {FieldKind.COUNT})


class Queries(Protocol):
    """The one thing asked of the book here: a named query as a frame."""

    def frame(self, name: str, /, relations: Mapping[str, Any] | None = None, **params: Any) -> pd.DataFrame:  # noqa: ANN401
        """Return the rows of the named query."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """A text feature as codes into its words; -1 where it is unknown."""

    codes: NDArray[np.int32]
    words: tuple[str, ...]

    def code(self, word: str) -> int:
        """Return the code of ``word``, or -2 when no customer has it (-1 would match the unknown)."""
        return self.words.index(word) if word in self.words else -2

    def word(self, position: int) -> str | None:
        """Return the word of the customer at row ``position``, None where it is unknown."""
        code = int(self.codes[position])
        return self.words[code] if code >= 0 else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Features:
    """The customers known on ``as_of``, in the order of their key.

    ``frame`` has one row per customer: customer_key, entity, customer_id, name, language and every name of FIELDS.
    ``balance_minor`` (net of credits and unmatched cash) and ``past_due_minor`` have one row per customer and one column
    per currency. ``without_rate`` names currencies that counted one to one with the euro, for want of a rate. ``objects`` says
    who objects to profiling (None: nobody); to a rule nothing is known of them.
    """

    as_of: date
    frame: pd.DataFrame
    currencies: tuple[str, ...]
    balance_minor: NDArray[np.int64]
    past_due_minor: NDArray[np.int64]
    without_rate: tuple[str, ...] = ()
    objects: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        """Return the number of customers."""
        return len(self.frame)

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """The customer keys, ascending."""
        return self.frame["customer_key"].to_numpy(dtype=np.int64)

    @property
    def is_objecting(self) -> NDArray[np.bool_]:
        """Which customers object to profiling, as ``objects`` without None."""
        return np.zeros(len(self), dtype=bool) if self.objects is None else self.objects

    @cached_property
    def numbers(self) -> dict[str, NDArray[np.float64]]:
        """Every numeric and yes-or-no field as floats; NaN where unknown."""
        wanted = [field.name for field in FIELDS.values() if field.kind is not FieldKind.TEXT]
        return {name: self.frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in wanted}

    @cached_property
    def words(self) -> dict[str, Words]:
        """Every text field as codes."""
        wanted = [field.name for field in FIELDS.values() if field.kind is FieldKind.TEXT]
        return {name: _coded(self.frame[name]) for name in wanted}

    @cached_property
    def balance_columns(self) -> tuple[NDArray[np.float64], ...]:
        """The net balances, one array per currency, as sums want them."""
        return tuple(
            np.ascontiguousarray(self.balance_minor[:, each], dtype=np.float64) for each in range(len(self.currencies))
        )

    @cached_property
    def past_due_columns(self) -> tuple[NDArray[np.float64], ...]:
        """The past-due balances, one array per currency, as sums want them."""
        return tuple(
            np.ascontiguousarray(self.past_due_minor[:, each], dtype=np.float64) for each in range(len(self.currencies))
        )

    def binned(self, field: str, marks: tuple[float, ...]) -> NDArray[np.int16]:
        """Return where every customer is among ``marks`` by ``field`` (see ``lever_groups.bins``); kept, for levers ask again."""
        if (field, marks) not in self._binned:
            if len(self._binned) >= MOST_BINNED:
                self._binned.clear()
            numbers = self.numbers[field]
            known = numbers if self.objects is None else np.where(self.objects, np.nan, numbers)
            self._binned[field, marks] = bins(known, marks)
        return self._binned[field, marks]

    @cached_property
    def _binned(self) -> dict[tuple[str, tuple[float, ...]], NDArray[np.int16]]:
        return {}

    @cached_property
    def position_by_name(self) -> dict[tuple[str, str], int]:
        """The row of every customer by (entity, customer id), for facts that know no key."""
        names = zip(self.frame["entity"].tolist(), self.frame["customer_id"].tolist(), strict=True)
        return {name: position for position, name in enumerate(names)}

    def positions(self, customer_keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each of ``customer_keys``; raise ``KeyError`` for a customer not known on ``as_of``."""
        places = np.searchsorted(self.keys, customer_keys)
        bounded = np.minimum(places, max(len(self) - 1, 0))
        if len(customer_keys) and (not len(self) or not np.array_equal(self.keys[bounded], customer_keys)):
            raise KeyError("a customer has items but no features")
        return bounded


def features(
    book: Queries, as_of: date, overrides: pd.DataFrame | None = None, *, customer_key: int | None = None
) -> Features:
    """Return the features of every customer known on ``as_of``, or of one of them; any past day can be asked.

    ``overrides`` is what people know better (entity, customer_id, field, value, source_value), if anything.
    """
    said = (
        # Half a gigabyte of every customer of a large book: whoever asks about the same day shares it.
        kept(book, "features", as_of, lambda: _said(book, as_of, None), room=MOST_DAYS)
        if customer_key is None and isinstance(book, Book)
        else _said(book, as_of, customer_key)
    )
    return said if overrides is None else with_overrides(said, overrides)


def _said(book: Queries, as_of: date, customer_key: int | None) -> Features:
    """Return what the book itself says."""
    return features_of(
        customers=book.frame("customer_features", as_of=as_of, since=as_of - HISTORY, customer_key=customer_key),
        balances=book.frame("customer_balances", as_of=as_of, year_ago=as_of - YEAR, customer_key=customer_key),
        rates=book.frame("euro_rates", as_of=as_of),
        as_of=as_of,
    )


def with_overrides(said: Features, overrides: pd.DataFrame) -> Features:
    """Return ``said`` with what people here and files of others know better, and who objects; the same object when nothing is other."""
    frame = with_standing(overridden(said.frame, overrides), overrides)
    objects = _objecting(said.frame, overrides)
    return said if frame is said.frame and objects is None else replace(said, frame=frame, objects=objects)


def _objecting(said: pd.DataFrame, overrides: pd.DataFrame) -> NDArray[np.bool_] | None:
    """Return which rows of ``said`` are of customers who object to profiling; None when none is."""
    rows = overrides.loc[overrides["field"] == FIELD, ["entity", "customer_id"]]
    if rows.empty:
        return None
    asked = set(rows.itertuples(index=False, name=None))
    maybe = said["customer_id"].isin(rows["customer_id"]).to_numpy(dtype=bool)
    found = np.zeros(len(said), dtype=bool)
    for place in np.flatnonzero(maybe).tolist():
        found[place] = (said["entity"].iloc[place], said["customer_id"].iloc[place]) in asked
    return found if found.any() else None


def features_of(*, customers: pd.DataFrame, balances: pd.DataFrame, rates: pd.DataFrame, as_of: date) -> Features:
    """Return the features made of the three query results; ``customers`` must be in the order of customer_key."""
    keys = customers["customer_key"].to_numpy(dtype=np.int64)
    currencies = tuple(sorted(str(each) for each in balances["currency"].unique()))
    rows = np.searchsorted(keys, balances["customer_key"].to_numpy(dtype=np.int64))
    columns = np.searchsorted(np.array(currencies), balances["currency"].to_numpy(dtype=str)) if currencies else rows

    def matrix(name: str) -> NDArray[np.int64]:
        cells = np.zeros((len(keys), len(currencies)), dtype=np.int64)
        cells[rows, columns] = balances[name].to_numpy(dtype=np.int64)
        return cells

    euros, without_rate = _euros_per_minor(currencies, rates)
    limits = own_limits(customers, rates)
    balance, past_due = matrix("balance_minor"), matrix("past_due_minor")
    measured = customers.assign(
        past_due_eur=_converted(past_due, euros),
        balance_eur=_converted(balance, euros),
        sales_12m_eur=_converted(matrix("sales_minor"), euros),
        open_invoices=matrix("open_invoices").sum(axis=1),
        past_due_invoices=matrix("past_due_invoices").sum(axis=1),
        oldest_days_past_due=matrix("oldest_days_past_due").max(axis=1, initial=0),
    )
    measured = measured.assign(
        credit_limit_use_share=(measured["balance_eur"].clip(lower=0) / limits).round(4),
        insured_share=np.nan,  # as files of others say, with_standing
        external_score_band=pd.Series([None] * len(measured), dtype="str"),
    )
    return Features(
        as_of=as_of,
        frame=_with_floats(measured).reset_index(drop=True),
        currencies=currencies,
        balance_minor=balance,
        past_due_minor=past_due,
        without_rate=without_rate,
    )


def _with_floats(measured: pd.DataFrame) -> pd.DataFrame:
    """Return ``measured`` with floats where something may be unknown; ``astype`` of a whole frame costs most where nothing is to do."""
    others = [name for name in _FLOATS if measured[name].dtype != np.float64]
    return measured.assign(**{name: measured[name].astype("float64") for name in others})


def _euros_per_minor(currencies: tuple[str, ...], rates: pd.DataFrame) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    known = {BASE: 1.0, **dict(zip(rates["currency"], rates["rate"], strict=True))}
    factors = [known.get(each, 1.0) / 10 ** precision(each) for each in currencies]
    return np.array(factors, dtype=np.float64), tuple(each for each in currencies if each not in known)


def _converted(minor: NDArray[np.int64], euros: NDArray[np.float64]) -> NDArray[np.float64]:
    # To the cent: a sum of rounded products must compare with a threshold as people read it.
    converted: NDArray[np.float64] = np.round(minor @ euros, 2)
    return converted


def _coded(column: pd.Series[Any]) -> Words:
    codes, words = pd.factorize(column, use_na_sentinel=True)
    return Words(codes=codes.astype(np.int32), words=tuple(str(each) for each in words))
