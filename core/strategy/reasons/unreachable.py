"""No channel of the step is open: no address, one that cannot be right, not wanted, or barred by the law or its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.language import later
from core.strategy.addresses import KIND_OF, Reach
from core.strategy.mix_reach import BY_KIND, CHANNELS, ways
from core.strategy.reason import Reason, hold_evidence, whole
from core.vocabulary import ChannelName, ContactKind, HoldKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows

_WORDS = {
    ContactKind.EMAIL: {
        Reach.NO_ADDRESS: later("no e-mail address is known"),
        Reach.INVALID: later("the e-mail address {address} cannot be right"),
        Reach.NOT_ALLOWED: later("the ledger does not allow e-mail to {address}"),
        Reach.STOPPED: later("nothing more goes to the e-mail address {address} ({why})"),
    },
    ContactKind.MOBILE: {
        Reach.NO_ADDRESS: later("no mobile number is known"),
        Reach.INVALID: later("the mobile number {address} cannot be right"),
        Reach.NOT_ALLOWED: later("the ledger does not allow messages to {address}"),
        Reach.STOPPED: later("nothing more goes to the mobile number {address} ({why})"),
    },
    ContactKind.PHONE: {
        Reach.NO_ADDRESS: later("no telephone number is known"),
        Reach.INVALID: later("the telephone number {address} cannot be right"),
        Reach.NOT_ALLOWED: later("the ledger does not allow calls to {address}"),
        Reach.STOPPED: later("nothing more goes to the telephone number {address} ({why})"),
    },
    ContactKind.POST: {
        Reach.NO_ADDRESS: later("no postal address is known"),
        Reach.INVALID: later("the postal address {address} cannot be right"),
        Reach.NOT_ALLOWED: later("the ledger does not allow letters to {address}"),
        Reach.STOPPED: later("nothing more goes to the postal address {address} ({why})"),
    },
}
Cell = tuple[int, int, int]  # places of segment, ladder and step


def channels_of(items: Candidates, cell: Cell) -> tuple[ChannelName, ...]:
    """Return the channels that a segment's customers may be reached by at a step."""
    segment, code, place = cell
    step = items.ladders.step(code, place)
    if items.channels is None:
        return step.channels
    return items.channels(items.assignment.segments[segment], items.ladders.names[code], step.number)


def _cells(items: Candidates) -> Iterator[tuple[Cell, NDArray[np.int64]]]:
    """Yield every combination of segment, ladder and step that occurs, with its rows; the last step where all are done."""
    segment = items.assignment.codes[items.position]
    place = np.minimum(items.coming, items.ladders.size[items.code] - 1)
    width = items.ladders.width
    cell = (segment * len(items.ladders.all) + items.code) * width + place
    order = np.argsort(cell, kind="stable")
    known, starts = np.unique(cell[order], return_index=True)
    for each, rows in zip(known.tolist(), np.split(order, starts)[1:], strict=True):
        above, of_step = divmod(each, width)
        yield (*divmod(above, len(items.ladders.all)), of_step), rows


def _by_wish(items: Candidates) -> Mask:
    """Return which customers are reached by what they asked for: that goes before whatever the step says."""
    known, is_reached = ways(items), items.is_reached
    found = np.zeros(len(items.customers), dtype=bool)
    for place, channel in enumerate(CHANNELS):
        found |= (known.channel_wished == place) & is_reached[channel]
    for place, channels in enumerate(BY_KIND.values()):
        found |= (known.kind_wished == place) & np.logical_or.reduce([is_reached[each] for each in channels])
    return found


def _matches(items: Candidates, _: Left) -> Mask:
    by_wish, is_closed = _by_wish(items), np.zeros(len(items), dtype=bool)
    for cell, rows in _cells(items):
        is_open = np.logical_or.reduce([by_wish, *(items.is_reached[each] for each in channels_of(items, cell))])
        is_closed[rows] = ~is_open[items.position[rows]]
    if items.barred is not None:
        is_closed |= items.barred[items.position]
    return items.holds(HoldKind.OPT_OUT).is_held | is_closed


def _why_closed(items: Candidates, rows: Rows, words: Words) -> list[str]:
    cells = np.empty(len(items), dtype=object)
    for cell, of_cell in _cells(items):
        cells[of_cell] = [channels_of(items, cell)] * len(of_cell)
    kinds = {each: tuple(dict.fromkeys(kind for name in each for kind in KIND_OF[name])) for each in set(cells[rows])}
    known = {
        kind: (items.reach[f"{kind}_reach"].tolist(), items.reach[str(kind)].tolist())
        for kind in {kind for each in kinds.values() for kind in each}
    }
    told: dict[tuple[ContactKind, str], str] = {
        (kind, Reach.NO_ADDRESS): words(said[Reach.NO_ADDRESS]) for kind, said in _WORDS.items()
    }

    stopped = items.facts.stopped.set_index(["contact", "address"])["why"].to_dict()

    def sentence(kind: ContactKind, position: int) -> str:
        reach, address = known[kind][0][position], known[kind][1][position]
        why = stopped.get((str(kind), address.strip().casefold()), "") if reach == Reach.STOPPED else ""
        return told.get((kind, reach)) or words(_WORDS[kind][Reach(reach)], address=address, why=why)

    def barred(position: int) -> bool:
        return items.barred is not None and bool(items.barred[position])

    return [
        words("no channel that is switched on and allowed leads to this customer")
        if barred(position)
        else "; ".join(sentence(kind, position) for kind in kinds[channels])
        for position, channels in zip(items.position[rows].tolist(), cells[rows].tolist(), strict=True)
    ]


REASON = Reason(
    code="unreachable",
    place=170,
    label="No usable address",
    explanation="No channel of this step is open: there is no address for it, it cannot be right, or the customer does not want it.",
    takes=whole(_matches),
    evidence=hold_evidence(HoldKind.OPT_OUT, otherwise=_why_closed),
)
