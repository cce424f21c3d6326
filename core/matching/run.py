"""Matching a batch of bank lines, in the order in which they were booked."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from core.language import later
from core.matching.match import BankLine, Certainty, Match, Part, Stage
from core.matching.stages import account, amount, name, number, reference
from core.matching.writing import is_like_name, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.matching.ledger import Ledger

STAGES: Final = (reference.propose, number.propose, account.propose, name.propose, amount.propose)
"""The strongest evidence first."""


WRITTEN: Final = (Stage.REFERENCE, Stage.NUMBER)
Past = dict[tuple[str, int], list[tuple[BankLine, Match]]]
"""Lines matched for certain, by entity and amount."""


def match_lines(
    lines: Iterable[BankLine],
    ledger: Ledger,
    *,
    progress: Callable[[float, str], None] | None = None,
) -> tuple[Match, ...]:
    """Return the match of every line that could be a customer's, in the order of ``lines``' days.

    Certain matches are taken off ``ledger`` as they are found, so that an item is paid once. What an account is learnt from later
    lines helps earlier ones too: what stays uncertain is looked at a second time.

    Parameters
    ----------
    lines
        Money in, and reversals of it. Money out that reverses nothing matches nothing.
    ledger
        Items with their balances before the first line; changed by this.

    """
    ordered = sorted(lines, key=lambda line: (line.booked_on, line.key))
    done: dict[int, Match] = {}
    for turn, waiting in enumerate((ordered, ordered)):
        past: Past = defaultdict(list)
        for place, line in enumerate(waiting):
            if progress is not None and place % 2000 == 0:
                progress((turn + place / len(ordered)) / 2, "matching")
            known = done.get(line.key)
            if known is not None and known.is_automatic:
                past[line.entity, line.amount_minor].append((line, known))
                continue
            found = _reversal(line, past) if line.amount_minor < 0 else _first(line, ledger)
            if found is None:
                continue
            done[line.key] = found
            if found.is_automatic:
                ledger.book(line, found)
                past[line.entity, line.amount_minor].append((line, found))
    return tuple(done[line.key] for line in ordered if line.key in done)


def _first(line: BankLine, ledger: Ledger) -> Match | None:
    """Return the best proposal; what the payer wrote is never overruled by what merely fits."""
    proposals = []
    for propose in STAGES:
        found = propose(line, ledger)
        if found is None:
            continue
        if found.certainty is Certainty.CERTAIN or found.stage in WRITTEN:
            return found
        proposals.append(found)
    return min(proposals, key=lambda each: each.certainty is not Certainty.LIKELY, default=None)


def _reversal(line: BankLine, past: Past) -> Match | None:
    """Return a match that gives back what an earlier payment of the same party and amount paid; the latest one counts."""
    for earlier, match in reversed(past.get((line.entity, -line.amount_minor), [])):
        if not _is_same_payer(line, earlier):
            continue
        return Match(
            line_key=line.key,
            stage=Stage.REVERSAL,
            certainty=Certainty.CERTAIN if line.is_reversal else Certainty.LIKELY,
            customer_keys=match.customer_keys,
            parts=tuple(
                Part(item_key=part.item_key, customer_key=part.customer_key, amount_minor=-part.amount_minor)
                for part in match.parts
            ),
            rest_minor=-match.rest_minor,
            evidence=later("takes back the payment of {day}"),
            values={"day": earlier.booked_on.isoformat()},
        )
    return None


def _is_same_payer(line: BankLine, earlier: BankLine) -> bool:
    if line.account and earlier.account:
        return plain(line.account) == plain(earlier.account)
    return is_like_name(line.party, earlier.party)
