"""Commands on what was agreed with a customer: promise, dispute, payment plan, stop, and ending one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer

from core.campaigns import agreements
from core.campaigns.agreements import About
from core.campaigns.parts import Every, even_parts
from core.console.output import Json, emit, table
from core.desk.case_frames import cases_of
from core.errors import SaldoError
from core.money import to_minor, to_text
from core.vocabulary import DisputeCause  # noqa: TC001 (Typer reads the annotations)
from core.wiring import Application, BadDateError, wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.desk.cases import Done

SOMEBODY = "command line"
Customer = Annotated[str, typer.Argument(help="The customer id.")]
Entity = Annotated[str, typer.Option(help="Our own company that the customer belongs to.")]
Invoice = Annotated[list[str] | None, typer.Option(help="Only this invoice; may be given several times.")]
Currency = Annotated[str, typer.Option(help="Currency of the amount.")]
By = Annotated[str, typer.Option(help="Who does this.")]
Why = Annotated[str, typer.Option(help="Why; kept with it.")]
Day = Annotated[str, typer.Option("--on", help="The promised day, as 2026-11-25.")]
Until = Annotated[str, typer.Option("--until", help="The last day, as 2026-11-25.")]


class BadAmountError(SaldoError):
    """Text that is no amount."""

    def __init__(self, text: str) -> None:
        super().__init__("{text!r} is not an amount: write it as 1234.50.", text=text)


def promise_(
    customer: Customer,
    amount: Annotated[str, typer.Argument(help="How much, as 1234.50.")],
    *,
    on: Day,
    entity: Entity,
    why: Why,
    currency: Currency = "EUR",
    invoice: Invoice = None,
    by: By = SOMEBODY,
    as_json: Json = False,
) -> None:
    """Note that a customer will pay an amount by a day."""
    app = wire()
    about = _about(app, entity, customer, invoice, currency)
    done = agreements.promise(
        app.desk, app.book(), about, amount_minor=_minor(amount, currency), promised_on=_day(on), by=by, why=why
    )
    _told(done, as_json=as_json)


def dispute_(
    customer: Customer,
    cause: Annotated[DisputeCause, typer.Argument(help="Why it is contested.")],
    *,
    entity: Entity,
    why: Why,
    amount: Annotated[str | None, typer.Option(help="How much of it, as 1234.50; default all of it.")] = None,
    currency: Currency = "EUR",
    invoice: Invoice = None,
    owner: Annotated[str, typer.Option(help="Who takes care of it; default who notes it.")] = "",
    answer_by: Annotated[str | None, typer.Option(help="The day by which there is an answer.")] = None,
    by: By = SOMEBODY,
    as_json: Json = False,
) -> None:
    """Note what a customer contests; a cause that is ours waits on us."""
    app = wire()
    done = agreements.dispute(
        app.desk,
        app.book(),
        _about(app, entity, customer, invoice, currency),
        cause=cause,
        amount_minor=None if amount is None else _minor(amount, currency),
        owner=owner,
        deadline_on=None if answer_by is None else _day(answer_by),
        by=by,
        why=why,
    )
    _told(done, as_json=as_json)


def plan_payment_(
    customer: Customer,
    *,
    parts: Annotated[int, typer.Option(min=2, help="Into how many parts.")],
    first: Annotated[str, typer.Option(help="The first day, as 2026-11-25.")],
    entity: Entity,
    why: Why,
    every: Annotated[Every, typer.Option(help="How far apart.")] = Every.MONTH,
    total: Annotated[str | None, typer.Option(help="How much in all; default all that is open.")] = None,
    currency: Currency = "EUR",
    invoice: Invoice = None,
    by: By = SOMEBODY,
    as_json: Json = False,
) -> None:
    """Note a payment plan in even parts."""
    app = wire()
    about = _about(app, entity, customer, invoice, currency)
    book = app.book()
    total_minor = int(agreements.open_items(book, about)["balance_minor"].sum())
    if total is not None:
        total_minor = _minor(total, currency)
    proposed = even_parts(total_minor, parts, first_on=_day(first), every=every)
    done = agreements.plan(app.desk, book, about, parts=proposed, total_minor=total_minor, by=by, why=why)
    _told(done, as_json=as_json)


def stop_(
    customer: Customer,
    *,
    until: Until,
    entity: Entity,
    why: Why,
    invoice: Invoice = None,
    by: By = SOMEBODY,
    as_json: Json = False,
) -> None:
    """Stop reminders up to and including a day; they begin again by themselves."""
    app = wire()
    about = _about(app, entity, customer, invoice, None)
    _told(agreements.stop(app.desk, app.book(), about, until_on=_day(until), by=by, why=why), as_json=as_json)


def cases_(customer: Customer, *, entity: Entity, as_json: Json = False) -> None:
    """Show every promise, dispute, plan and stop of a customer with its state."""
    known = cases_of(wire().desk, entity=entity, customer_id=customer)
    rows = [_row(row) for row in known.to_dict("records")]
    head = ("number", "kind", "state", "amount", "currency", "until", "cause", "why", "by")
    emit({"cases": rows}, as_json=as_json, lines=table(head, [[row[name] or "" for name in head] for row in rows]))


def end_case_(
    number: Annotated[int, typer.Argument(help="The number that `cases` shows.")],
    *,
    why: Why,
    outcome: Annotated[str | None, typer.Option(help="How a dispute ended.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the latest act on it back instead.")] = False,
    by: By = SOMEBODY,
) -> None:
    """End a promise, dispute, plan or stop, or take the latest act on it back."""
    app = wire()
    if undo:
        agreements.undo_latest(app.desk, app.book(), number, by=by)
        typer.echo(f"The latest act on {number} was taken back.")
        return
    agreements.close(app.desk, number, by=by, why=why, outcome=outcome)
    typer.echo(f"{number} is closed: the customer is reminded again.")


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    amount = None if pd.isna(row["amount_minor"]) else to_text(row["amount_minor"], row["currency"])
    return {
        "number": row["case_id"],
        "kind": row["kind"],
        "state": row["state"],
        "amount": amount,
        "currency": None if pd.isna(row["currency"]) else row["currency"],
        "until": None if pd.isna(row["until_on"]) else row["until_on"].date().isoformat(),
        "cause": None if pd.isna(row["cause"]) else row["cause"],
        "why": row["why"],
        "by": row["created_by"],
    }


def _about(app: Application, entity: str, customer: str, invoices: list[str] | None, currency: str | None) -> About:
    whole = About(entity=entity, customer_id=customer, currency=currency)
    if not invoices:
        return whole
    return About(
        entity=entity, customer_id=customer, currency=currency, items=agreements.named(app.book(), whole, invoices)
    )


def _minor(text: str, currency: str) -> int:
    try:
        return to_minor(Decimal(text), currency)
    except (InvalidOperation, ValueError):
        raise BadAmountError(text) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDateError(text) from None


def _told(done: Done, *, as_json: bool) -> None:
    emit({"number": done.case_id}, as_json=as_json, lines=[f"Noted as number {done.case_id}; reminders wait for it."])


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    commands: dict[str, Callable[..., None]] = {}
    commands |= {"promise": promise_, "dispute": dispute_, "plan-payment": plan_payment_, "stop": stop_}
    commands |= {"cases": cases_, "end-case": end_case_}
    for name, command in commands.items():
        app.command(name)(command)
