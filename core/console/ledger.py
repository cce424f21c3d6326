"""Commands on the book: import, aging, metrics, segments."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer reads the annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.console.output import AsOf, Json, emit, table
from core.errors import SaldoError
from core.metrics.aging import aging
from core.metrics.buckets import AgedBy
from core.metrics.measures import evaluate
from core.metrics.metric import Unit
from core.metrics.scope import GroupBy
from core.money import to_text
from core.segments.assign import summary
from core.vocabulary import ImportMode
from core.wiring import wire

if TYPE_CHECKING:
    from core.intake.report import ImportReport
    from core.metrics.aging import AgedBalance, Cell
    from core.metrics.metric import Value


class BothModesError(SaldoError):
    """``--snapshot`` and ``--movements`` together."""

    def __init__(self) -> None:
        super().__init__(
            "Give either --snapshot (the file is the full list of open items) or --movements (only what changed)."
        )


def import_(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file.")],
    *,
    preset: Annotated[str | None, typer.Option(help="Layout of a known system, or a mapping saved by name.")] = None,
    snapshot: Annotated[
        bool, typer.Option("--snapshot", help="A full list of open items: absent means settled.")
    ] = False,
    movements: Annotated[bool, typer.Option("--movements", help="Only what changed: absent means unchanged.")] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day the file speaks of; default: found in the file.")
    ] = None,
    entity: Annotated[str | None, typer.Option(help="Our own company, where the file does not name it.")] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Publish although an unusual share would count as settled.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who imports.")] = "command line",
    as_json: Json = False,
) -> None:
    """Import a ledger, payments or customer file into the book: whole or not at all."""
    if snapshot and movements:
        raise BothModesError
    application = wire()
    report = application.import_file(
        file,
        preset=preset,
        mode=ImportMode.SNAPSHOT if snapshot else ImportMode.MOVEMENTS if movements else None,
        list_on=None if as_of is None else application.as_of(as_of),
        entity=entity,
        by=by,
        is_confirmed=confirm,
    )
    emit(_import_answer(report), as_json=as_json, lines=_import_lines(report))


def _import_lines(report: ImportReport) -> list[str]:
    told = report.as_dict()
    lines = [
        f"{key.replace('_', ' ')}: {told[key]}"
        for key in ("file", "preset", "mode", "list_on", "rows_read", "accepted", "quarantined")
    ]
    lines += [f"total {currency}: {amount}" for currency, amount in told["totals"].items()]
    lines += [
        f"differs from the file's own total by {amount} {currency}" for currency, amount in told["differences"].items()
    ]
    lines += [f"{count} rows: {reason}" for reason, count in told["reasons"].items()]
    return [*lines, *told["remarks"], f"version: {report.version}{' (unchanged)' if report.unchanged else ''}"]


def _import_answer(report: ImportReport) -> dict[str, Any]:
    return {
        "rows_read": report.rows_read,
        "accepted": report.accepted,
        "quarantined": report.quarantined,
        "inferred_settled": report.inferred_settled,
        "totals": {currency: to_text(minor, currency) for currency, minor in report.totals.items()},
        "version": report.version,
    }


def aging_(
    as_of: AsOf = "latest",
    by: Annotated[AgedBy, typer.Option(help="Age from the due date or from the issue date.")] = AgedBy.DUE,
    group: Annotated[GroupBy, typer.Option(help="Split the portfolio.")] = GroupBy.ALL,
    as_json: Json = False,
) -> None:
    """Show what is open by age, credits and unapplied cash apart."""
    application = wire()
    day = application.as_of(as_of)
    book = application.book()
    segments = application.segments(day).segments_frame() if group is GroupBy.SEGMENT else None
    aged = aging(book, day, by=by, group=group, segments=segments)
    groups = {
        name: {currency: _balance(balance, currency) for currency, balance in currencies.items()}
        for name, currencies in aged.groups.items()
    }
    lines = table(
        ("group", "currency", *(bucket.label for bucket in aged.buckets), "unallocated", "total"),
        [
            (name, currency, *(cell["amount"] for cell in cells.values()))
            for name, currencies in groups.items()
            for currency, cells in currencies.items()
        ],
    )
    emit({"as_of": day.isoformat(), "by": by.value, "groups": groups}, as_json=as_json, lines=lines)


def _balance(balance: AgedBalance, currency: str) -> dict[str, dict[str, Any]]:
    buckets = {_bucket(key): cell for key, cell in balance.cells.items()}
    cells = {**buckets, "unallocated": balance.unallocated, "total": balance.total}
    return {key: _cell(cell, currency) for key, cell in cells.items()}


def _bucket(key: str) -> str:
    """Return a bucket's name as documents write it: current, 1-30, 90+."""
    return key if key == "current" else key.removeprefix("d").replace("_plus", "+").replace("_", "-")


def _cell(cell: Cell, currency: str) -> dict[str, Any]:
    return {"count": cell.count, "amount": to_text(cell.minor, currency)}


def metrics_(as_of: AsOf = "latest", as_json: Json = False) -> None:
    """Show every key figure per currency; null where it is undefined."""
    application = wire()
    day = application.as_of(as_of)
    values = evaluate(application.book(), day)
    answer = {
        slug: {
            currency: {"value": _value(value, currency), "unit": value.unit} for currency, value in currencies.items()
        }
        for slug, currencies in values.items()
    }
    lines = table(
        ("metric", "currency", "value", "unit"),
        [
            (slug, currency, _in_words(told["value"]), told["unit"])
            for slug, currencies in answer.items()
            for currency, told in currencies.items()
        ],
    )
    emit({"as_of": day.isoformat(), "metrics": answer}, as_json=as_json, lines=lines)


def _value(value: Value, currency: str) -> str | float | None:
    """Return a figure as JSON has it: an amount as a decimal string, anything else as a number, null when undefined."""
    if value.value is None or value.unit is not Unit.AMOUNT:
        return value.value
    return to_text(int(value.value), currency)


def _in_words(value: str | float | None) -> str:
    match value:
        case None:
            return "n/a"
        case str():
            return value
        case _:
            return f"{value:.2f}"


def segments_(as_of: AsOf = "latest", as_json: Json = False) -> None:
    """Show customers and open amounts per segment under the active policy."""
    application = wire()
    found: dict[str, Any] = summary(application.segments(application.as_of(as_of)))
    currencies = sorted({currency for row in found.values() for currency in row["amounts"]})
    rows = [
        (name, row["customers"], *(row["amounts"].get(each, "0") for each in currencies)) for name, row in found.items()
    ]
    lines = table(("segment", "customers", *currencies), rows)
    emit(found, as_json=as_json, lines=lines)


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command("import")(import_)
    app.command("aging")(aging_)
    app.command("metrics")(metrics_)
    app.command("segments")(segments_)
