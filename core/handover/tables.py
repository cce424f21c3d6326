"""The tables of a dossier: heads and rows of plain texts, the same for the CSV files and for the paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from core.clock import LOCAL
from core.intake.export import csv_text
from core.money import to_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from core.handover.dossier import Dossier
    from core.language import Words

HASH_SHOWN: Final = 16


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table: ``name`` of its file, ``title`` on paper; ``numbers`` are the columns that stand to the right."""

    name: str
    title: str
    note: str
    none: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numbers: tuple[int, ...] = ()

    def csv(self) -> bytes:
        """Return the table as CSV in UTF-8; no cell of it runs as a formula."""
        return csv_text(self.heads, self.rows).encode()


def tables(known: Dossier, words: Words) -> list[Table]:
    """Return every table of the dossier, in the words of its reader."""
    return [
        _items(known, words), _costs(known, words), _messages(known, words), _evidence(known, words),
        _cases(known, words), _calls(known, words), _log(known, words),
    ]  # fmt: skip


def _items(known: Dossier, _: Words) -> Table:
    return Table(
        name="items",
        title=_("What is owed"),
        note="",
        none="",
        heads=(_("Invoice"), _("Issued"), _("Due"), _("Days late"), _("Open"), _("Currency")),
        rows=tuple(
            (
                each.number,
                each.issued_on.isoformat(),
                each.due_on.isoformat(),
                str(each.days_past_due),
                to_text(each.balance_minor, each.currency),
                each.currency,
            )
            for each in known.candidate.parts
        ),
        widths=(4, 3, 3, 2, 3, 2),
        numbers=(3, 4),
    )


def _costs(known: Dossier, _: Words) -> Table:
    claim = known.candidate.claim
    told = [
        (_("Principal"), known.candidate.principal_minor),
        (_("Collection costs by law"), claim.costs_minor),
        (_("VAT on the costs"), claim.vat_minor),
        (_("Interest by law"), claim.interest_minor),
        (_("Together"), known.candidate.principal_minor + claim.costs_total_minor + claim.interest_minor),
    ]
    currency = known.candidate.currency
    return Table(
        name="claim",
        title=_("Costs and interest"),
        note=_("Ground: {source}", source=known.law) if known.law else _("No table of this country: nothing is asked."),
        none="",
        heads=(_("What"), _("Amount"), _("Currency")),
        rows=tuple((label, to_text(minor, currency), currency) for label, minor in told),
        widths=(5, 3, 2),
        numbers=(1,),
    )


def _messages(known: Dossier, _: Words) -> Table:
    return Table(
        name="messages",
        title=_("What was sent"),
        note=_(
            "The hash is that of the bytes as they were approved and sent; the messages themselves are in this file."
        ),
        none=_("Nothing was sent with Saldo."),
        heads=(_("Sent"), _("Channel"), _("Message"), _("To"), _("Invoices"), _("State"), _("File"), "SHA-256"),
        rows=tuple(
            (
                f"{each.at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
                each.channel.replace("_", " "),
                each.subject or each.template.replace("_", " "),
                _one_line(each.address),
                ", ".join(each.numbers),
                each.state,
                each.file_name,
                each.sha256,
            )
            for each in known.sent
        ),
        widths=(3, 2, 4, 4, 3, 2, 4, 5),
    )


def _evidence(known: Dossier, _: Words) -> Table:
    return Table(
        name="delivery",
        title=_("Evidence of delivery"),
        note="",
        none=_("Nothing was heard of the messages after they left."),
        heads=(_("When"), _("Message"), _("Channel"), _("What"), _("In its words")),
        rows=tuple(
            (
                f"{row['at'].tz_convert(LOCAL):%Y-%m-%d %H:%M}",
                _text(row, "message_id"),
                _text(row, "channel").replace("_", " "),
                _text(row, "kind").replace("_", " "),
                _one_line(f"{_text(row, 'code')} {_text(row, 'words')}"),
            )
            for row in known.delivered
        ),
        widths=(3, 2, 2, 3, 6),
    )


def _cases(known: Dossier, _: Words) -> Table:
    return Table(
        name="cases",
        title=_("Promises, plans and disputes"),
        note="",
        none=_("None."),
        heads=(_("Made"), _("What"), _("State"), _("Amount"), _("Until"), _("Cause"), _("Invoices"), _("Note")),
        rows=tuple(
            (
                _day(row, "made_on"),
                _text(row, "kind").replace("_", " "),
                _text(row, "state"),
                ""
                if pd.isna(row["amount_minor"])
                else f"{to_text(int(row['amount_minor']), str(row['currency']))} {row['currency']}",
                _day(row, "until_on"),
                _text(row, "cause").replace("_", " "),
                _text(row, "numbers"),
                _one_line(_text(row, "why")),
            )
            for row in known.cases.to_dict("records")
        ),
        widths=(3, 2, 2, 3, 3, 3, 3, 5),
    )


def _calls(known: Dossier, _: Words) -> Table:
    return Table(
        name="calls",
        title=_("Calls"),
        note="",
        none=_("None."),
        heads=(_("When"), _("Number"), _("What came of it")),
        rows=tuple(
            (
                f"{row['called_at'].tz_convert(LOCAL):%Y-%m-%d %H:%M}",
                _text(row, "number"),
                _text(row, "outcome").replace("_", " "),
            )
            for row in known.calls.to_dict("records")
        ),
        widths=(3, 3, 4),
    )


def _log(known: Dossier, _: Words) -> Table:
    return Table(
        name="contact-log",
        title=_("What happened, in order"),
        note=_("Two years up to the day of the file."),
        none=_("Nothing."),
        heads=(_("Day"), _("What"), _("Number"), _("Amount"), _("Currency"), _("Told")),
        rows=tuple(
            (
                _day(row, "on"),
                _text(row, "kind").replace("_", " "),
                _text(row, "number"),
                ""
                if pd.isna(row["amount_minor"])
                else to_text(int(row["amount_minor"]), _text(row, "currency") or "EUR"),
                _text(row, "currency"),
                _one_line(_text(row, "word")),
            )
            for row in known.log.to_dict("records")
        ),
        widths=(3, 3, 3, 3, 2, 5),
        numbers=(3,),
    )


def _text(row: Mapping[Hashable, Any], name: str) -> str:
    value = row[name]
    return "" if value is None or pd.isna(value) else str(value)


def _day(row: Mapping[Hashable, Any], name: str) -> str:
    return "" if pd.isna(row[name]) else f"{row[name]:%Y-%m-%d}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def shortened(row: Sequence[str]) -> list[str]:
    """Return a row as the paper shows it: a hash by its beginning."""
    return [f"{cell[:HASH_SHOWN]}…" if len(cell) == 64 and cell.isalnum() else cell for cell in row]  # noqa: PLR2004 - a SHA-256
