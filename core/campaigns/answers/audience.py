"""Who is answered: the customers of occasions as a campaign keeps them, and why some are left to a person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from core.campaigns.errors import ChannelClosedError, NoAddressError
from core.campaigns.treating import address_for, good_payers, open_ways, require_open
from core.desk import customers as known
from core.desk import holds
from core.desk.channel_terms import terms
from core.desk.known_better import known_better
from core.desk.stopped import stopped_addresses
from core.segments import versions as segment_versions
from core.segments.assign import assign
from core.segments.features import features
from core.strategy.addresses import reach_of
from core.strategy.ladder import NO_STEP
from core.strategy.mix_reach import WISH
from core.strategy.overrides import customer_key
from core.vocabulary import SHORT, ChannelName, HoldKind, MessageName

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

    from core.book.book import Book
    from core.campaigns.answers.occasions import Occasion
    from core.desk.engine import Desk
    from core.segments.features import Features
    from core.segments.policy import Policy

ANSWER: Final = "answer"
"""The part of a campaign's choice that names the message; no choice of an audience has it."""
FEW: Final = 20
"""Up to so many customers are looked up one by one; the whole book costs as much as some dozens."""
WAYS: Final = (ChannelName.EMAIL, *sorted(SHORT))
"""What an answer may go by unless the customer asked for another; nobody pays postage for a thank-you."""
BARRING: Final = frozenset(
    {HoldKind.LEGAL, HoldKind.INSOLVENCY, HoldKind.DECEASED, HoldKind.AGENCY, HoldKind.STOP, HoldKind.OPT_OUT}
)
ASKING: Final = frozenset({MessageName.INSTALMENT_MISSED})
"""Answers that ask for money, and so go to nobody whom no reminder would go to."""
QUIET: Final = frozenset(
    {
        HoldKind.HARDSHIP,
        HoldKind.VULNERABLE,
        HoldKind.REPORTED_PAYMENT,
        HoldKind.REPLY,
        HoldKind.DISPUTE,
        HoldKind.WAITING_ON_US,
    }
)
_NAMED: Final = ["customer_key", "entity", "customer_id", "name", "customer_type", "country", "language", "label"]
_ASKED: Final = ["place", "customer_key", "document_type", "number", "fiscal_year", "part_no"]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """``customers`` and ``items`` as a plan keeps them; ``left`` says of every other occasion (by key) why no message goes."""

    customers: pd.DataFrame
    items: pd.DataFrame
    keys: tuple[str, ...]
    left: Mapping[str, str]


def answered(desk: Desk, book: Book, found: Sequence[Occasion]) -> Answered:
    """Return who of ``found`` (one message of one kind) gets an answer; of one customer, the first occasion only."""
    left: dict[str, str] = {}
    rows, asked = [], []
    going: dict[str, Occasion] = {}
    is_asking = any(each.message in ASKING for each in found)
    held = {(each["entity"], each["customer_id"]): each["kind"] for each in _barring(desk, book, is_asking=is_asking)}
    for key, occasion, everything in _known(desk, book, found, left):
        who = (occasion.entity, occasion.customer_id)
        if who in held:
            left[occasion.key] = f"a hold keeps every message back: {held[who]}"
            continue
        try:
            row = _row(desk, book, occasion, key, everything)
        except (NoAddressError, ChannelClosedError) as problem:
            left[occasion.key] = str(problem)
            continue
        rows.append(row)
        going[occasion.key] = occasion
        asked += [(len(rows) - 1, key, *parts) for parts in _parts(occasion)]
    return _without_nothing(book, rows, _items(book, asked), going, left)


def _known(
    desk: Desk, book: Book, found: Sequence[Occasion], left: dict[str, str]
) -> Iterator[tuple[int, Occasion, Mapping[Hashable, Any]]]:
    """Yield the customers that the ledger has, with what is known of each."""
    keys: dict[str, int] = {}
    for occasion in found:
        key = customer_key(book, occasion.entity, occasion.customer_id)
        if key is None:
            left[occasion.key] = "the customer is not in the ledger any more"
        else:
            keys[occasion.key] = key
    facts = _facts(desk, book, set(keys.values()))
    for occasion in found:
        if occasion.key in keys:
            key = keys[occasion.key]
            yield key, occasion, facts[key]


def _facts(desk: Desk, book: Book, keys: Collection[int]) -> dict[int, dict[Hashable, Any]]:
    """Return by customer key what a plan keeps of each customer, beside the channel."""
    overrides, stopped = known_better(desk), stopped_addresses(desk)
    policy = segment_versions.active(desk).policy
    told: dict[int, dict[Hashable, Any]] = {}
    for key in keys if len(keys) <= FEW else (None,):
        them = features(book, book.latest_on, overrides, customer_key=key)
        reach = reach_of(book.frame("audience_addresses", customer_key=key), them, overrides, stopped)
        told |= _told(them, reach, policy)
    return told


def _told(them: Features, reach: pd.DataFrame, policy: Policy) -> dict[int, dict[Hashable, Any]]:
    assigned = assign(them, policy)
    told = them.frame[_NAMED].assign(
        is_good_payer=good_payers(them.frame).to_numpy(),
        person=reach["person"].array,
        segment=pd.Index(assigned.segments).take(assigned.codes),
        **open_ways(reach),
    )
    return {int(row["customer_key"]): row for row in told.to_dict("records")}


def _row(desk: Desk, book: Book, occasion: Occasion, key: int, known_of: Mapping[Hashable, Any]) -> dict[Hashable, Any]:
    """Return one customer as a plan keeps it; raise when no way is open by which an answer may go."""
    channel = _channel(desk, book, occasion, known_of)
    return {
        **known_of,
        "customer_key": key,
        "channel": str(channel),
        "address": address_for(known_of, channel),
        "cost_minor": terms(desk).cost_minor(channel, book.latest_on),
        "message": str(occasion.message),
        "step": NO_STEP,  # an answer is no reminder, and ends no step of a ladder
        "ladder": "",
        "is_in": True,
        "items": 0,
        "reason": None,
        "evidence": None,
        "why_channel": None,
        "is_overruled": False,
    }


def _channel(desk: Desk, book: Book, occasion: Occasion, known_of: Mapping[Hashable, Any]) -> ChannelName:
    noted = known.overrides(desk, entity=occasion.entity, customer_id=occasion.customer_id)
    wished = [ChannelName(value) for value in noted.loc[noted["field"] == WISH, "value"]]
    problem: NoAddressError | ChannelClosedError | None = None
    for channel in (*wished, *WAYS):
        try:
            address_for(known_of, channel)
            require_open(
                desk,
                channel,
                (occasion.entity, occasion.customer_id),
                message=occasion.message,
                customer_type=str(known_of["customer_type"]),
                on=book.latest_on,
            )
        except (NoAddressError, ChannelClosedError) as error:
            problem = problem or error
            continue
        return channel
    raise problem or NoAddressError(occasion.customer_id, str(ChannelName.EMAIL))


def _barring(desk: Desk, book: Book, *, is_asking: bool) -> list[dict[Hashable, Any]]:
    standing = holds.standing(desk, book.latest_on)
    whole = standing["number"].isna() | (standing["number"] == "")
    kinds = BARRING | QUIET if is_asking else BARRING
    return standing[standing["kind"].isin(kinds) & whole][["entity", "customer_id", "kind"]].to_dict("records")


def _parts(occasion: Occasion) -> list[tuple[str | None, str | None, int | None, int | None]]:
    named: list[tuple[str | None, str | None, int | None, int | None]] = [
        (each.document_type, each.number, each.fiscal_year, each.part_no) for each in occasion.items
    ]
    return named or [(None, None, None, None)]


def _items(book: Book, asked: list[tuple[Any, ...]]) -> pd.DataFrame:
    relation = pd.DataFrame(asked, columns=_ASKED).astype(
        {
            "place": "int64",
            "customer_key": "int64",
            "document_type": "str",
            "number": "str",
            "fiscal_year": "Int64",
            "part_no": "Int64",
        }
    )
    return book.frame("answer_items", relations={"asked": relation}, as_of=book.latest_on)


def _without_nothing(
    book: Book,
    rows: list[dict[Hashable, Any]],
    items: pd.DataFrame,
    found: Mapping[str, Occasion],
    left: dict[str, str],
) -> Answered:
    """Leave out what has nothing to speak of, and every later occasion of a customer: those wait for the next turn."""
    chosen: dict[int, str] = {}
    taken: set[int] = set()
    for place, (row, occasion) in enumerate(zip(rows, found.values(), strict=True)):
        about = items[items["place"] == place]
        why = _nothing(book, occasion.message, int(row["customer_key"]), about)
        if why is not None:
            left[occasion.key] = why
        elif row["customer_key"] not in taken:
            taken.add(row["customer_key"])
            chosen[place] = occasion.key
            row["items"], row["about"] = len(about), json.dumps(_with_amount(occasion.about, about))
    customers = pd.DataFrame([rows[place] for place in chosen])
    kept = items[items["place"].isin(chosen)].reset_index(drop=True)
    if chosen:
        kept = _as_planned(kept, customers.assign(place=list(chosen)))
    return Answered(customers=customers, items=kept, keys=tuple(chosen.values()), left=left)


def _nothing(book: Book, message: MessageName, customer_key: int, items: pd.DataFrame) -> str | None:
    """Return why nothing can be said about ``items``, None when something can."""
    if items.empty:
        return "the ledger has nothing of it"
    if message is MessageName.THANK_YOU:
        is_paid = (items["balance_minor"] <= 0) & (items["paid_minor"] > 0)
        if not is_paid.any():
            return "credited or written off, not paid"
        rest = book.rows("studio_items", customer_key=customer_key)
        is_behind = any(each["due_on"] < book.latest_on and each["balance_minor"] > 0 for each in rest)
        return "something else is past due" if is_behind else None
    if message is MessageName.DEBIT_REVERSED and not (items["balance_minor"] > 0).any():
        return "the ledger does not have it open again"
    return None


def _with_amount(about: Mapping[str, Any], items: pd.DataFrame) -> Mapping[str, Any]:
    """Return ``about`` with what is open on ``items`` where they are contested as a whole."""
    contested = about.get("dispute")
    if contested is None or contested["amount_minor"]:
        return about
    first = str(items["currency"].iloc[0])
    open_minor = int(items.loc[items["currency"] == first, "balance_minor"].sum())
    return {**about, "dispute": {**contested, "amount_minor": open_minor, "currency": first}}


def _as_planned(items: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return ``items`` with the columns of a kept audience."""
    named = customers.set_index("place")[["entity", "customer_id", "segment"]]
    beside = items.join(named, on="place")
    return beside.assign(
        asked_minor=beside["balance_minor"],
        step=NO_STEP,
        is_in=True,
        is_beside=False,
        reason=None,
        evidence=None,
        ladder="",
        aside=None,
    )
