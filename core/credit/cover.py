"""Cover of credit insurers: the terms of every customer, policy terms filled in, and which of them hold on a day."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from core.credit.match import MatchedBy, matched

COLUMNS: Final = (
    "policy",
    "buyer_limit_minor",
    "currency",
    "cover_percent",
    "decided_on",
    "valid_from",
    "valid_until",
    "terms_days",
    "extension_days",
    "notify_days",
    "notify_from",
    "waiting_days",
    "decision",
    "registration_number",
    "vat_number",
    "country",
    "company_name",
    "their_number",
)
_TERMS: Final = ("cover_percent", "terms_days", "extension_days", "notify_days", "notify_from", "waiting_days")
_WHOSE: Final = ("customer_id", "registration_number", "vat_number", "their_number")
FROM_DUE: Final = "due"
# A limit that can be cancelled is one that stands.
_WITHDRAWN: Final = r"(?i)withdrawn|cancel(?!lab|ab)|refus|ingetrokken|geweigerd|afgewezen|retir|abgelehnt|gek.ndigt"


def covers(facts: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return one row per customer and limit: the fact, customer_key (0: nobody's), and terms the policy gives where it is silent.

    A row of a policy without a buyer is no limit: its terms hold for every buyer of that policy who has none of his own. Where a
    policy had several over the years, those of the last stand in the row; ``terms_on`` gives those of a day. A limit that
    was withdrawn or refused covers nothing.
    """
    if facts.empty:
        return facts.assign(customer_key=pd.Series([], dtype="int64"), matched_by=pd.Series([], dtype="str"))
    is_policy = _silent(facts)
    policies, buyers = facts[is_policy], facts[~is_policy]
    told = matched(buyers, customers)
    general: dict[tuple[Any, Any], list[dict[Any, Any]]] = {}
    for row in policies.to_dict("records"):
        general.setdefault((row["source"], row["policy"]), []).append(row)
    named = zip(told["source"], told["policy"], strict=True)
    general_spans = {name: spans(rows) for name, rows in general.items()}
    told["policy_spans"] = pd.Series([general_spans.get(name, []) for name in named], index=told.index, dtype=object)
    told["own_terms"] = pd.Series([_own(row) for row in told.to_dict("records")], index=told.index, dtype=object)
    for name in _TERMS:
        told[name] = [
            _of_policy(name, known) if _is_nothing(own) else own
            for own, known in zip(told[name], told["policy_spans"], strict=True)
        ]
    gone = told["decision"].fillna("").astype(str).str.contains(_WITHDRAWN)
    told["buyer_limit_minor"] = told["buyer_limit_minor"].where(~gone, 0)
    return told.assign(is_withdrawn=gone)


def terms_on(row: dict[Any, Any], day: date) -> dict[Any, Any]:
    """Return a limit with the terms its policy had on ``day``; what the buyer's own row says stays."""
    known = row["policy_spans"]
    if len(known) < 2:  # noqa: PLR2004 - one set of terms holds for all days
        return row
    held = ruling(known, day)
    return row if held is None else {**row, **{name: held[name] for name in _TERMS if name not in row["own_terms"]}}


def _own(row: dict[Any, Any]) -> frozenset[str]:
    return frozenset(name for name in _TERMS if not _is_nothing(row[name]))


def _of_policy(name: str, known: list[Span]) -> Any:  # noqa: ANN401 (a cell)
    said = [row[name] for _began, _ended, row in known if not _is_nothing(row[name])]
    return said[-1] if said else None


def in_force(covered: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the limits that hold on ``day``, one per customer and source: the one that began last."""
    if covered.empty:
        return covered
    began = [_day(each, date.min) for each in covered["valid_from"]]
    ended = [_day(each, date.max) for each in covered["valid_until"]]
    holds = [start <= day <= end for start, end in zip(began, ended, strict=True)]
    order = covered.assign(_began=began)[holds]
    order = order.sort_values(["customer_key", "source", "_began", "fact_id"], kind="stable")
    known = order[order["matched_by"] != MatchedBy.NOBODY]
    last = known.drop_duplicates(["customer_key", "source"], keep="last").drop(columns="_began").reset_index(drop=True)
    for place in [place for place, held in enumerate(last["policy_spans"]) if len(held) > 1]:
        of_day = terms_on(last.iloc[place].to_dict(), day)
        last.loc[place, list(_TERMS)] = pd.Series({name: of_day[name] for name in _TERMS}, dtype=object)
    return last


Span = tuple[date, date, "dict[Any, Any]"]


def spans(limits: list[dict[Any, Any]]) -> list[Span]:
    """Return the limits of one customer and source with their days, in the order in which they began."""
    dated = [(_day(row["valid_from"], date.min), _day(row["valid_until"], date.max), row) for row in limits]
    return sorted(dated, key=lambda each: (each[0], each[2]["fact_id"]))


def ruling(dated: list[Span], day: date) -> dict[Any, Any] | None:
    """Return the limit that held on ``day``, the one that began last; None where none did."""
    return next((row for began, ended, row in reversed(dated) if began <= day <= ended), None)


def whole(value: Any) -> int | None:  # noqa: ANN401 (a cell)
    """Return a cell as a whole number, None when it says nothing."""
    return None if _is_nothing(value) else int(value)


def share(row: dict[Any, Any]) -> float:
    """Return the share that is covered; all of it when neither buyer nor policy says."""
    percent: Any = row.get("cover_percent")
    return 1.0 if _is_nothing(percent) else float(percent) / 100


def _silent(facts: pd.DataFrame) -> pd.Series[Any]:
    named = facts[[name for name in _WHOSE if name in facts]].fillna("").astype(str)
    silent: pd.Series[Any] = (named == "").all(axis=1)
    return silent


def _day(text: Any, otherwise: date) -> date:  # noqa: ANN401 (a date, its ISO text, or nothing)
    if _is_nothing(text):
        return otherwise
    return text if isinstance(text, date) else date.fromisoformat(str(text))


def _is_nothing(value: Any) -> bool:  # noqa: ANN401 (a cell)
    return value is None or value != value  # noqa: PLR0124 (NaN)
