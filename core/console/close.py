"""Commands of the monthly close: close and reopen a month, compare it, reconcile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.closing.control import reconciled
from core.closing.months import close_month, look_again, reopen_month
from core.console.output import Json, emit, table
from core.desk.closes import closings
from core.errors import SaldoError
from core.metrics.metric import Unit
from core.metrics.period import month_end
from core.metrics.reconcile import import_ties
from core.metrics.reconcile.control import LABELS
from core.money import to_text
from core.wiring import wire

if TYPE_CHECKING:
    from core.closing.months import Look
    from core.metrics.close import Standing
    from core.metrics.reconcile import ImportTie, Reconciled

Month = Annotated[str, typer.Option("--month", help="The month, as 2026-09.")]
Entity = Annotated[str, typer.Option("--entity", help="One of our companies; without it every one and all together.")]
By = Annotated[str, typer.Option("--by", help="Who does this.")]
COMMAND_LINE = "command line"
_TIE_COLUMNS = (
    "import_id",
    "file",
    "entity",
    "currency",
    "rows_read",
    "accepted",
    "quarantined",
    "accepted_amount",
    "book_amount",
    "difference",
)


class BadMonthError(SaldoError):
    """A month that is not written as one."""

    def __init__(self, text: str) -> None:
        super().__init__("{text!r} is not a month: write it as 2026-09.", text=text)


def ends_on(text: str) -> date:
    """Return the last day of the month that ``text`` names."""
    try:
        return month_end(date.fromisoformat(f"{text}-01"))
    except ValueError:
        raise BadMonthError(text) from None


def close(
    *,
    month: Annotated[str | None, typer.Option("--month", help="The month to close, as 2026-09.")] = None,
    entity: Entity = "",
    why: Annotated[str, typer.Option(help="Why; stays beside the figures.")] = "",
    by: By = COMMAND_LINE,
    reopen: Annotated[bool, typer.Option("--reopen", help="Open a closed month again, with --why.")] = False,
    compare: Annotated[bool, typer.Option("--compare", help="As reported beside as known now.")] = False,
    as_json: Json = False,
) -> None:
    """Keep a month's figures as reported; with --compare see what changed since, with --reopen open it again."""
    application = wire()
    if month is None:
        _show_closings(as_json=as_json)
        return
    last_on = ends_on(month)
    if reopen:
        reopen_month(application.desk, last_on, entity=entity, by=by, why=why)
        emit({"month": month, "entity": entity, "is_closed": False}, as_json=as_json, lines=[f"{month} is open again."])
        return
    book = application.book()
    if compare:
        answer = _look(look_again(application.desk, book, last_on, entity))
        emit(answer, as_json=as_json, lines=_look_lines(answer))
        return
    reports = close_month(application.desk, book, last_on, by=by, why=why, entity=entity)
    entities = [each.entity or "all" for each in reports]
    line = f"{month} is closed for {', '.join(entities)}, as of version {book.version}."
    emit({"month": month, "entities": entities, "version": book.version}, as_json=as_json, lines=[line])


def _show_closings(*, as_json: bool) -> None:
    told = [
        {
            "month": f"{each.report.ends_on:%Y-%m}",
            "entity": each.report.entity or "all",
            "state": "closed" if each.is_closed else "reopened",
            "by": each.closed_by,
            "at": each.closed_at.isoformat(),
            "why": each.why if each.is_closed else each.reopened_why,
        }
        for each in closings(wire().desk)
    ]
    lines = table(("month", "entity", "state", "by", "at", "why"), [tuple(each.values()) for each in told])
    emit({"closings": told}, as_json=as_json, lines=lines if told else ["No month has been closed yet."])


def _look(look: Look) -> dict[str, Any]:
    return {
        "month": f"{look.closed.report.ends_on:%Y-%m}",
        "entity": look.closed.report.entity or "all",
        "closed_by": look.closed.closed_by,
        "closed_at": look.closed.closed_at.isoformat(),
        "is_changed": look.is_changed,
        "is_same_book": look.is_same_book,
        "currencies": {
            each.currency: {
                name: {one.name: _standing(one, each.currency) for one in told if one.is_changed}
                for name, told in (("figures", each.figures), ("aging", each.aging), ("parts", each.parts))
            }
            for each in look.by_currency
        },
    }


def _standing(told: Standing, currency: str) -> dict[str, str | float | None]:
    def said(value: float | None) -> str | float | None:
        return to_text(int(value), currency) if value is not None and told.unit is Unit.AMOUNT else value

    return {"reported": said(told.reported), "now": said(told.now), "difference": said(told.difference)}


def _look_lines(answer: dict[str, Any]) -> list[str]:
    if not answer["is_changed"]:
        return [f"{answer['month']} of {answer['entity']}: known now as it was reported."]
    rows = [
        (name, currency, *(in_words(each[column]) for column in ("reported", "now", "difference")))
        for currency, told in answer["currencies"].items()
        for group in told.values()
        for name, each in group.items()
    ]
    return table(("figure", "currency", "reported", "now", "difference"), rows)


def in_words(value: str | float | None) -> str:
    """Return a value for a person: n/a where it is undefined."""
    return "n/a" if value is None else value if isinstance(value, str) else f"{value:,.4f}".rstrip("0").rstrip(".")


def reconcile(
    *,
    month: Annotated[str | None, typer.Option("--month", help="Only this month, as 2026-09.")] = None,
    as_json: Json = False,
) -> None:
    """Tie the book to its files and to the control balances of the general ledger."""
    application = wire()
    book = application.book()
    ties = import_ties(book)
    told = reconciled(application.desk, book, ends_on=None if month is None else ends_on(month))
    answer = {"imports": [_tie(each) for each in ties], "control": [_control(each) for each in told]}
    lines = table(
        ("import", "file", "entity", "currency", "read", "taken", "refused", "file says", "book has", "difference"),
        [tuple("" if each[column] is None else each[column] for column in _TIE_COLUMNS) for each in answer["imports"]],
    )
    lines += ["", *_control_lines(answer["control"])]
    emit(answer, as_json=as_json, lines=lines)


def _tie(tie: ImportTie) -> dict[str, Any]:
    def amount(minor: int | None) -> str | None:
        return to_text(minor, tie.currency) if tie.has_amounts and tie.currency and minor is not None else None

    return {
        "import_id": tie.import_id,
        "file": tie.file_name,
        "list_on": tie.list_on.isoformat(),
        "entity": tie.entity or "-",
        "currency": tie.currency or "-",
        "rows_read": tie.rows_read,
        "accepted": tie.accepted,
        "quarantined": tie.quarantined,
        "accepted_amount": amount(tie.accepted_minor),
        "quarantined_amount": amount(tie.quarantined_minor),
        "book_amount": amount(tie.book_minor),
        "file_total": amount(tie.file_minor),
        "difference": amount(tie.difference_minor),
    }


def _control(told: Reconciled) -> dict[str, Any]:
    return {
        "entity": told.entity,
        "month": f"{told.ends_on:%Y-%m}",
        "currency": told.currency,
        "control": to_text(told.control_minor, told.currency),
        "book": to_text(told.book_minor, told.currency),
        "difference": to_text(told.difference_minor, told.currency),
        "causes": {
            each.kind.value: {
                "amount": to_text(each.minor, told.currency),
                "rows": each.rows,
                "is_counted": each.is_counted,
            }
            for each in told.causes
        },
        "unexplained": to_text(told.unexplained_minor, told.currency),
    }


def _control_lines(told: list[dict[str, Any]]) -> list[str]:
    if not told:
        return ["No control balance of the general ledger was given yet."]
    lines = []
    for each in told:
        lines.append(
            f"{each['month']} {each['entity']} {each['currency']}: general ledger {each['control']}, book {each['book']}, "
            f"difference {each['difference']}, unexplained {each['unexplained']}"
        )
        lines += [
            f"  {LABELS[kind]}: {cause['amount']} in {cause['rows']} rows{'' if cause['is_counted'] else ' (not counted)'}"
            for kind, cause in each["causes"].items()
        ]
    return lines


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command("close")(close)
    app.command("reconcile")(reconcile)
