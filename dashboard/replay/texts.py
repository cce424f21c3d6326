"""What the page of the time machine calls things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.desk.replays import RunState
from core.strategy.replay.history import Refused
from core.strategy.replay.run import ALL_STALE, NO_NEWS
from core.strategy.replay.wrong import Wrong
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.i18n import Words

WRONG: Final = {
    Wrong.PAID: later("Paid already"),
    Wrong.AGENCY: later("At the agency"),
    Wrong.STOPPED: later("Reminders were stopped"),
    Wrong.DISPUTE: later("In dispute"),
    Wrong.DIRECT_DEBIT: later("Direct debit under way"),
}
STATES: Final = {
    RunState.RUNNING: later("running"),
    RunState.DONE: later("done"),
    RunState.CANCELLED: later("stopped"),
    RunState.FAILED: later("failed"),
}
REFUSED: Final = {
    Refused.NO_DAY: later("No day that can be read"),
    Refused.OUTSIDE: later("A day outside the ledger"),
    Refused.NO_CUSTOMER: later("A customer that is not in the ledger"),
    Refused.NO_INVOICE: later("An invoice that this customer does not have"),
    Refused.NOTHING_DUE: later("Nothing was past due"),
}
IDLE: Final = {NO_NEWS: later("no new file"), ALL_STALE: later("facts too old")}
FIELDS: Final = {
    "customer_id": later("Customer number"),
    "number": later("Invoice number"),
    "day": later("Day of the reminder"),
    "level": later("Level"),
    "channel": later("Channel"),
    "entity": later("Own company"),
}


def reached(kind: Wrong, number: int, words: Words) -> str:
    """Return in a sentence how many of our reminders were wrong in this way."""
    _ = words
    told = {
        Wrong.PAID: _.count(
            "{n} of your reminders reached people who had already paid.",
            "{n} of your reminders reached people who had already paid.",
            number,
        ),
        Wrong.AGENCY: _.count(
            "{n} of your reminders was about an invoice at the agency.",
            "{n} of your reminders were about invoices at the agency.",
            number,
        ),
        Wrong.STOPPED: _.count(
            "{n} of your reminders reached people whose reminders had been stopped.",
            "{n} of your reminders reached people whose reminders had been stopped.",
            number,
        ),
        Wrong.DISPUTE: _.count(
            "{n} of your reminders was about an invoice in dispute.",
            "{n} of your reminders were about invoices in dispute.",
            number,
        ),
        Wrong.DIRECT_DEBIT: _.count(
            "{n} of your reminders was about an invoice that the bank was collecting.",
            "{n} of your reminders were about invoices that the bank was collecting.",
            number,
        ),
    }
    return told[kind]


def version_named(number: int, words: Words) -> str:
    """Return how people call a version of a policy."""
    return words("as shipped") if number == 0 else words("version {number}", number=number)


def parts_named(told: Mapping[str, str], words: Words) -> str:
    """Return which versions of segments, ladders and mix a run followed, as ``Proposal.told`` keeps them."""
    _ = words
    labels = {"segments": _("Segments"), "ladders": _("Ladders"), "mix": _("Channel mix")}
    return " · ".join(f"{labels[name]}: {_part(text, words)}" for name, text in told.items() if name in labels)


def _part(text: str, words: Words) -> str:
    _ = words
    name, _comma, rest = text.partition(", ")
    said = (
        _("proposed") if name == "proposed" else version_named(int(name.split()[-1]) if "version" in name else 0, words)
    )
    return f"{said} ({_('in force')})" if rest else said
