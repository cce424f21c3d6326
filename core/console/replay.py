"""Commands of the time machine: ``replay``, ``replays`` and ``look-back``."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.console.output import Json, emit, table
from core.desk import replays as kept
from core.desk.replays import RunKind
from core.errors import SaldoError
from core.money import to_text
from core.strategy.replay.conduct import MOST_BANKING_DAYS, Conduct
from core.strategy.replay.history import keep_history
from core.strategy.replay.history_file import read_history
from core.strategy.replay.keep import begin_run, carry_out
from core.strategy.replay.proposal import proposal
from core.strategy.replay.totals import only_in_one, paid_share, wrong_share
from core.wiring import wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.replays import Run
    from core.wiring import Application

By = Annotated[str, typer.Option(help="Who does this.")]
SOMEBODY = "command line"
_KINDS = {
    "paid": "paid already",
    "agency": "at the agency",
    "stopped": "stopped",
    "dispute": "in dispute",
    "direct_debit": "direct debit under way",
}


class ColumnTextError(SaldoError):
    """A column option that is not NAME=HEADER."""

    def __init__(self, text: str) -> None:
        super().__init__(
            "{text!r} does not name a column: write --column customer_id=Klantnummer (customer_id, number, day, "
            "level, channel, entity).",
            text=text,
        )


def replay_(
    *,
    from_on: Annotated[str, typer.Option("--from", help="The first day, as 2026-07-01.")],
    to_on: Annotated[str | None, typer.Option("--to", help="The last day; default: that one day.")] = None,
    segments: Annotated[int | None, typer.Option(help="Segment policy of this version; 0: as shipped.")] = None,
    ladders: Annotated[int | None, typer.Option(help="Ladders of this version; 0: as shipped.")] = None,
    mix: Annotated[int | None, typer.Option(help="Channel mix of this version; 0: as shipped.")] = None,
    every_day: Annotated[
        bool, typer.Option("--every-day", help="Send every day, also on days without a new file.")
    ] = False,
    most_days_old: Annotated[
        int, typer.Option(help="Banking days that ledger and bank may be old; -1: look at no age.")
    ] = MOST_BANKING_DAYS,
    title: Annotated[str, typer.Option(help="What to call the run.")] = "",
    by: By = SOMEBODY,
    as_json: Json = False,
) -> None:
    """Run a policy on past days with what was known then, and keep what it would have sent and what became of it."""
    application = wire()
    desk, book = application.desk, application.book()
    first_on, last_on = application.as_of(from_on), application.as_of(to_on or from_on)
    chosen = proposal(desk, segments=segments, ladders=ladders, mix=mix)
    rules = Conduct(only_with_news=not every_day, most_banking_days=None if most_days_old < 0 else most_days_old)
    run_id = begin_run(desk, book, chosen, first_on, last_on, by=by, title=title, conduct=rules)
    progress = None if as_json else _progress
    try:
        carry_out(
            desk, book, chosen, run_id, conduct=rules, spill=str(application.settings.spill_folder), progress=progress
        )
    except KeyboardInterrupt:
        kept.cancel(desk, run_id, by=by)
        kept.end(desk, run_id, kept.RunState.CANCELLED, why="Stopped on the command line.")
        raise typer.Exit(130) from None
    _show(application, run_id, as_json=as_json)


def look_back_(
    file: Annotated[
        Path, typer.Argument(help="CSV or XLSX with customer, invoice, day, level and channel of each reminder.")
    ],
    *,
    column: Annotated[
        list[str] | None, typer.Option(help="A column that is not found, as customer_id=Klantnummer; may be repeated.")
    ] = None,
    title: Annotated[str, typer.Option(help="What to call the run.")] = "",
    by: By = SOMEBODY,
    as_json: Json = False,
) -> None:
    """Look back at reminders that were really sent: how many reached people who had paid, and what was known then."""
    application = wire()
    given = dict(_column(each) for each in column or ())
    run_id = keep_history(application.desk, application.book(), read_history(file, given), by=by, title=title)
    _show(application, run_id, as_json=as_json)


def replays_(
    run: Annotated[int | None, typer.Argument(help="The number of one run.")] = None,
    *,
    beside: Annotated[int | None, typer.Option("--with", help="Compare with this run.")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Take the run away.")] = False,
    as_json: Json = False,
) -> None:
    """List the runs, show one, or compare two."""
    application = wire()
    if run is None:
        found = kept.runs(application.desk)
        rows = [
            (
                each.id,
                each.title,
                each.state,
                each.totals.get("messages", ""),
                _share(wrong_share(dict(each.totals)) if each.totals else None),
            )
            for each in found
        ]
        emit(
            {"runs": [_answer(each) for each in found]},
            as_json=as_json,
            lines=table(("run", "what", "state", "messages", "wrong"), rows),
        )
    elif forget:
        emit({"forgotten": kept.forget(application.desk, run)}, as_json=as_json, lines=[f"Run {run} is taken away."])
    elif beside is None:
        _show(application, run, as_json=as_json)
    else:
        _compare(application, run, beside, as_json=as_json)


def _show(application: Application, run_id: int, *, as_json: bool) -> None:
    run = kept.run_of(application.desk, run_id)
    lines = _history_lines(run) if run.kind is RunKind.HISTORY else _policy_lines(run)
    emit(
        _answer(run),
        as_json=as_json,
        lines=[f"Run {run.id}: {run.title} ({run.state})", *([run.why] if run.why else []), *lines],
    )


def _compare(application: Application, run_id: int, beside_id: int, *, as_json: bool) -> None:
    desk = application.desk
    first, second = kept.run_of(desk, run_id), kept.run_of(desk, beside_id)
    alone = only_in_one(kept.result(desk, run_id, "messages"), kept.result(desk, beside_id, "messages"))
    counts = {number: int((alone["run"] == place).sum()) for place, number in ((1, run_id), (2, beside_id))}
    answer = {
        "first": _answer(first),
        "second": _answer(second),
        "only_in": {str(name): count for name, count in counts.items()},
    }
    rows = [
        (name, _figure(first.totals, name), _figure(second.totals, name))
        for name in ("messages", "customers", "cost_minor", "paid", "over", "disputed", "wrong_messages")
    ]
    rows.append(("only this run writes to", counts[run_id], counts[beside_id]))
    emit(answer, as_json=as_json, lines=table(("", f"run {run_id}", f"run {beside_id}"), rows))


def _policy_lines(run: Run) -> list[str]:
    told = run.totals
    if not told:
        return []
    asked = ", ".join(f"{to_text(minor, currency)} {currency}" for currency, minor in told["asked"].items())
    rows = [
        ("days (reconstructed, idle)", f"{told['days']} ({told['reconstructed_days']}, {told['idle_days']})"),
        ("messages to customers", f"{told['messages']} to {told['customers']}"),
        ("asked for", asked or "nothing"),
        ("cost", f"{to_text(told['cost_minor'], 'EUR')} EUR"),
        (
            "paid within 7 days, whatever was sent",
            f"{told['paid']} of {told['over']} ({_share(paid_share(dict(told)))})",
        ),
        ("in dispute a week later", told["disputed"]),
        ("wrong reminders", f"{told['wrong_messages']} ({_share(wrong_share(dict(told)), digits=3)})"),
        *((f"  {_KINDS[name]}", number) for name, number in told["wrong"].items()),
        ("  that nobody could know then", told["wrong_later"]),
    ]
    return table(("", ""), rows)[1:]


def _history_lines(run: Run) -> list[str]:
    told = run.totals
    if not told:
        return []
    rows = [("reminders that could be matched", f"{told['messages']} of {told['rows']}")]
    for name, number in told["wrong"].items():
        by = told["wrong_known"][name]
        rows.append(
            (
                f"reached people: {_KINDS[name]}",
                f"{number} (known here then {by.get('known', 0)}, told later {by.get('later', 0)}, before the first file {by.get('before', 0)})",
            )
        )
    rows += [(f"not used: {name}", str(number)) for name, number in told["refused"].items()]
    return table(("", ""), rows)[1:]


def _answer(run: Run) -> dict[str, Any]:
    return {
        "run": run.id,
        "kind": str(run.kind),
        "title": run.title,
        "state": str(run.state),
        "from": None if run.first_on is None else run.first_on.isoformat(),
        "to": None if run.last_on is None else run.last_on.isoformat(),
        "by": run.created_by,
        "why": run.why,
        "totals": dict(run.totals),
    }


def _figure(told: Mapping[str, Any], name: str) -> object:
    value = told.get(name, "")
    return f"{to_text(value, 'EUR')} EUR" if name == "cost_minor" and value != "" else value


def _share(value: float | None, *, digits: int = 1) -> str:
    return "n/a" if value is None else f"{value:.{digits}%}"


def _column(text: str) -> tuple[str, str]:
    field, is_given, header = text.partition("=")
    if not is_given:
        raise ColumnTextError(text)
    return field.strip(), header.strip()


def _progress(share: float, told: str) -> None:
    end = "\n" if share >= 0.95 else ""  # noqa: PLR2004 - the last day
    sys.stderr.write(f"\r{share:4.0%} {told:<12}{end}")
    sys.stderr.flush()


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command("replay")(replay_)
    app.command("look-back")(look_back_)
    app.command("replays")(replays_)
