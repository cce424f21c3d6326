"""Saying anew, after every statement and every ledger, what the lines on the desk pay."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from core.desk import bank, bank_rules
from core.desk.bank import MatchRow
from core.desk.bank_lines import DECIDED
from core.language import later
from core.matching.book import Asked, Customers, open_items
from core.matching.ledger import Ledger
from core.matching.match import BankLine, Certainty, Match, Stage
from core.matching.run import match_lines
from core.matching.writing import is_like_name, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.book.book import Book
    from core.desk.bank_tables import BankLine as KeptLine
    from core.desk.bank_tables import BankMatch
    from core.desk.engine import Desk
    from core.matching.match import Part

PAIRED_DAYS: Final = 5
"""Days between what the bank books and what the ledger says: weekends, and accountants who book on Monday."""
LOOKED_BACK_DAYS: Final = 120
"""Older lines are history: the ledger has them, or a person has decided."""
BOOKED, PROPOSED, IN_LEDGER, NOBODYS = "booked", "proposed", "in_ledger", "nobody"
NOBODY: Final = ""  # the customer id of a payer that a person said is no customer


@dataclass(frozen=True, kw_only=True)
class Rematched:
    """How many lines of money in are in the ledger, are matched for certain, need a look, and are nobody's."""

    in_ledger: int
    booked: int
    proposed: int
    unmatched: int
    customers: tuple[tuple[str, str], ...]  # (entity, customer id) of those whose money is not in the ledger yet


def rematch(desk: Desk, book: Book, *, progress: Callable[[float, str], None] | None = None) -> Rematched:
    """Match the lines that the ledger does not have, and keep the outcome; what a person decided stays as it is.

    Lines the ledger has show which account is whose, and are set aside, also those a person decided on. The rest is matched with
    what is open today.
    """
    latest_on, through = bank.reach(desk)
    # A day mistyped far ahead must not make history of everything else.
    since = min(latest_on or book.latest_on, book.latest_on) - timedelta(days=LOOKED_BACK_DAYS)
    kept = bank.lines(desk, since=since)
    if not kept:
        return Rematched(in_ledger=0, booked=0, proposed=0, unmatched=0, customers=())
    decided = {line.id: match for line, match in bank.matches(desk, *DECIDED)}
    found = matched(book, kept, decided=decided, rules=bank_rules.rules(desk), progress=progress)
    rows = list(found.rows.values())
    bank.keep_matches(desk, rows, through=through)
    return Rematched(
        in_ledger=sum(row.state == IN_LEDGER for row in rows),
        booked=sum(row.state == BOOKED for row in rows),
        proposed=sum(row.state == PROPOSED for row in rows),
        unmatched=found.unmatched,
        customers=found.customers,
    )


@dataclass(frozen=True, kw_only=True)
class Matched:
    """What the lines pay, by line: those a person decided on only where the ledger has them by now.

    ``unmatched`` lines of money in say nothing about anybody; ``customers`` are (entity, customer id) of those whose money is not
    in the ledger yet.
    """

    rows: Mapping[int, MatchRow]
    unmatched: int
    customers: tuple[tuple[str, str], ...]


def matched(
    book: Asked,
    kept: Sequence[KeptLine],
    *,
    decided: Mapping[int, BankMatch],
    rules: Mapping[tuple[str, str], set[str]],
    progress: Callable[[float, str], None] | None = None,
) -> Matched:
    """Return what ``kept`` lines, the earliest first, pay by what ``book`` knows; nothing is written.

    ``decided`` has what a person said of a line, ``rules`` whose account is whose as people said.
    """
    known = Customers(book)
    paired = _paired(book, kept, known, {line_id: match.customers for line_id, match in decided.items()})
    learnt = _learnt(kept, paired, rules)
    today = book.latest_on
    items = open_items(book, since=today + timedelta(days=1), until=max(today, kept[-1].booked_on))
    ledger = Ledger(items, names=known.names, accounts=known.keys_of(learnt))
    for line in kept:
        if line.id in decided and line.id not in paired:
            _take_off(ledger, line, decided[line.id], known)
    waiting = [line for line in kept if line.id not in paired and line.id not in decided]
    found = match_lines([told(line) for line in waiting], ledger, progress=progress)
    rows = {line.id: _in_ledger(line, paired[line.id]) for line in kept if line.id in paired}
    rows |= {match.line_key: _row(match, known, ledger) for match in found}
    nobodys = {
        line.id: _nobodys(line)
        for line in waiting
        if line.id not in rows and line.amount_minor > 0 and NOBODY in rules.get((line.entity, payer(line)), ())
    }
    return Matched(
        rows=rows | nobodys,
        unmatched=sum(line.amount_minor > 0 and line.id not in rows for line in waiting) - len(nobodys),
        customers=tuple(sorted({known.ids[key] for match in found for key in match.customer_keys})),
    )


_Amount = tuple[str, str, int]  # entity, currency, minor units


def _take_off(ledger: Ledger, line: KeptLine, match: BankMatch, known: Customers) -> None:
    """Take off what a person said that ``line`` pays: another line must not pay the same again."""
    keys = [known.key_of(line.entity, str(each)) for each in match.customers]
    ledger.book(
        told(line),
        Match(
            line_key=line.id,
            stage=Stage.NUMBER,
            certainty=Certainty.CERTAIN,
            customer_keys=tuple(key for key in keys if key is not None),
            parts=tuple(ledger.parts_named(line.entity, match.parts)),
            evidence=match.evidence,
        ),
    )


def _paired(
    book: Asked, kept: Sequence[KeptLine], known: Customers, said: Mapping[int, Sequence[str]]
) -> dict[int, str]:
    """Return line id -> customer id of the ledger's own payment: same entity and amount, near in time, each payment once.

    The name has to be alike; where it is not, there must be one such line and one such payment, or the money of one customer
    would be taken for another's. ``said`` has the customers of lines that a person decided on: no other's payment is theirs.
    """
    days = timedelta(days=PAIRED_DAYS)
    payments: dict[_Amount, list[dict[str, Any]]] = defaultdict(list)
    lines: dict[_Amount, list[KeptLine]] = defaultdict(list)
    for row in book.rows("bank_payments", since=kept[0].booked_on - days, until=kept[-1].booked_on + days):
        payments[row["entity"], row["currency"], row["amount_minor"]].append(row)
    for line in kept:
        lines[line.entity, line.currency, line.amount_minor].append(line)
    found: dict[int, str] = {}
    for amount, same in lines.items():
        near = [
            _Pair(
                apart=abs((row["received_on"] - line.booked_on).days),
                line_id=line.id,
                payment_key=row["payment_key"],
                is_alike=line.id in said or is_like_name(line.party, known.names.get(row["customer_key"], "")),
                customer_id=row["customer_id"],
            )
            for line in same
            for row in payments.get(amount, ())
            if abs(row["received_on"] - line.booked_on) <= days
            and (line.id not in said or row["customer_id"] in said[line.id])
        ]
        found |= _chosen(near)
    return found


@dataclass(frozen=True, kw_only=True, order=True)
class _Pair:
    """A line and a payment of the ledger that may be the same money."""

    apart: int  # days
    line_id: int
    payment_key: int
    is_alike: bool
    customer_id: str


def _chosen(near: list[_Pair]) -> dict[int, str]:
    """Return line id -> customer id: names alike first and nearest day first, then what has no rival."""
    found: dict[int, str] = {}
    used: set[int] = set()
    for pair in sorted(each for each in near if each.is_alike):
        if pair.line_id not in found and pair.payment_key not in used:
            found[pair.line_id] = pair.customer_id
            used.add(pair.payment_key)
    rest = [each for each in near if each.line_id not in found and each.payment_key not in used]
    for pair in rest:
        rivals = [each for each in rest if pair.line_id == each.line_id or pair.payment_key == each.payment_key]
        if len(rivals) == 1:
            found[pair.line_id] = pair.customer_id
    return found


def _learnt(
    kept: Sequence[KeptLine], paired: Mapping[int, str], rules: Mapping[tuple[str, str], set[str]]
) -> dict[tuple[str, str], set[str]]:
    """Return whose the payers' accounts are: as people said, and where they did not, as most of the ledger's pairs show."""
    shown: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for line in kept:
        if line.account and line.id in paired and line.amount_minor > 0:
            shown[line.entity, line.account][paired[line.id]] += 1
    found = {account: {counts.most_common(1)[0][0]} for account, counts in shown.items()}
    said = {account: customers - {NOBODY} for account, customers in rules.items()}
    return found | {account: customers for account, customers in said.items() if customers}


def payer(line: KeptLine) -> str:
    """Return what a payer is known by: the account, else the name in plain letters."""
    return line.account or plain(line.party)


def told(line: KeptLine) -> BankLine:
    """Return a kept line as matching reads it."""
    return BankLine(
        key=line.id,
        entity=line.entity,
        booked_on=line.booked_on,
        amount_minor=line.amount_minor,
        currency=line.currency,
        party=line.party,
        account=line.account,
        references=tuple(line.references),
        text=line.text,
        is_reversal=line.is_reversal,
    )


def _in_ledger(line: KeptLine, customer_id: str) -> MatchRow:
    return MatchRow(
        line_id=line.id,
        state=IN_LEDGER,
        stage="ledger",
        certainty="certain",
        customers=[customer_id],
        parts=[],
        rest_minor=0,
        evidence=later("the ledger has this payment"),
    )


def _nobodys(line: KeptLine) -> MatchRow:
    return MatchRow(
        line_id=line.id,
        state=NOBODYS,
        stage="person",
        certainty="certain",
        customers=[],
        parts=[],
        rest_minor=line.amount_minor,
        evidence=later("from a payer that a person said is no customer"),
    )


def _row(match: Match, known: Customers, ledger: Ledger) -> MatchRow:
    return MatchRow(
        line_id=match.line_key,
        state=BOOKED if match.is_automatic else PROPOSED,
        stage=match.stage.value,
        certainty=match.certainty.value,
        customers=[known.ids[key][1] for key in match.customer_keys],
        parts=[part_told(part, known.ids[part.customer_key][1], ledger) for part in match.parts],
        rest_minor=match.rest_minor,
        evidence=match.evidence,
        slots=match.values,
    )


def part_told(part: Part, customer_id: str, ledger: Ledger) -> dict[str, object]:
    """Return a part by the names that survive another version of the book."""
    item = ledger.item(part.item_key)
    return {
        "customer_id": customer_id,
        "number": item.number,
        "fiscal_year": item.fiscal_year,
        "part_no": item.part_no,
        "amount_minor": part.amount_minor,
    }
