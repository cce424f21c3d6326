"""What was matched and is not in the ledger yet: a table, with the way back and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.money import to_decimal
from dashboard import tables
from dashboard.bank.queue import undo
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.i18n import SOURCE_LANGUAGE
from dashboard.plain import plain
from dashboard.texts import later

if TYPE_CHECKING:
    from core.desk.bank_tables import BankLine, BankMatch
    from dashboard.bank.reads import Names
    from dashboard.i18n import Words

STATES = {
    "booked": later("matched"),
    "accepted": later("matched by hand"),
    "dismissed": later("no customer's"),
    "nobody": later("no customer's, as before"),
}

LABELS = {
    "booked_on": later("Booked on"),
    "entity": later("Company"),
    "amount": later("Amount"),
    "currency": later("Currency"),
    "payer": later("Payer"),
    "customer": later("Customer"),
    "documents": later("Pays"),
    "state": later("State"),
    "evidence": later("Because"),
}


def matched(pairs: list[tuple[BankLine, BankMatch]], names: Names, words: Words) -> None:
    """Draw the lines; a click on one that a person decided offers to take that back."""
    _ = words
    if not pairs:
        nothing(_("Nothing under way"), _("What the bank booked and the ledger does not have yet is listed here."))
        return
    frame = _frame(pairs, names, words)
    heads = {name: _(label) for name, label in LABELS.items()}
    columns: dict[str, Any] = {name: st.column_config.TextColumn(head) for name, head in heads.items()}
    columns["booked_on"] = tables.day_column(heads["booked_on"], words)
    shown = "%,.2f" if words.language == SOURCE_LANGUAGE else "localized"
    columns["amount"] = st.column_config.NumberColumn(heads["amount"], format=shown)
    row = tables.table(frame, columns, alt=_("Payments that the ledger does not have yet"), key="bank_matched")
    export_menu(
        lambda: frame.rename(columns=heads),
        name="bank",
        words=words,
        key="bank_export",
    )
    if row is None:
        return
    line, match = pairs[row]
    if match.decided_by is None:
        st.caption(_("The evidence decided on this one; it goes away when the ledger has it."))
    elif st.button(
        _("Take back what {who} said", who=plain(match.decided_by)), icon=":material/undo:", key="bank_back"
    ):
        undo(line.id)


def _frame(pairs: list[tuple[BankLine, BankMatch]], names: Names, words: Words) -> pd.DataFrame:
    _ = words
    return pd.DataFrame(
        [
            {
                "booked_on": line.booked_on,
                "entity": line.entity,
                "amount": float(to_decimal(line.amount_minor, line.currency)),
                "currency": line.currency,
                "payer": line.party,
                "customer": ", ".join(names.name(line.entity, str(each)) for each in match.customers),
                "documents": ", ".join(str(part["number"]) for part in match.parts),
                "state": _(STATES[match.state]),
                "evidence": _(match.evidence, **match.slots),
            }
            for line, match in pairs
        ]
    )
