"""Commands of the payment model: evaluate it honestly, train it, and forecast the cash that comes in."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.behaviour.prediction.evaluation import SCORED_DAYS, evaluate
from core.behaviour.prediction.lives import read_lives
from core.behaviour.prediction.model import Segments
from core.behaviour.prediction.store import serving_run
from core.console.output import AsOf, Json, emit, table
from core.money import to_text
from core.settings import Settings
from core.wiring import wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.behaviour.prediction.evaluation import Evaluation
    from core.behaviour.prediction.model import Verdict
    from core.wiring import Application

DateText = Annotated[
    str, typer.Option("--as-of", help="Train on what was known at the end of this day, and score what came after.")
]
SCORES = {
    "mae": "mean absolute error, days",
    "within_3_days": "within 3 days",
    "auc_late_0": "AUC late",
    "auc_late_5": "AUC late by more than 5 days",
    "auc_late_30": "AUC late by more than 30 days",
    "brier": "Brier score of late by more than 5 days",
    "ece": "calibration error of late by more than 5 days",
    "coverage": "inside the 80 % interval",
}


def evaluate_(
    *,
    as_of: DateText,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Any file that `import` takes; it is read for this once. Default: the current book."
        ),
    ] = None,
    preset: Annotated[str | None, typer.Option(help="Layout of the file, where it is not recognised.")] = None,
    as_json: Json = False,
) -> None:
    """Show how well a model trained on what was known on a day did on the invoices of the 30 days after it."""
    with _opened(data, preset) as application:
        day = application.as_of(as_of)
        lives = read_lives(application.book(), day)
        found = evaluate(lives, day, Segments.of(application.segments(day).segments_frame()))
    emit(found.as_dict(), as_json=as_json, lines=_evaluation_lines(found))


@contextmanager
def _opened(data: Path | None, preset: str | None) -> Iterator[Application]:
    """Yield the installation at hand, or one made of ``data`` in a folder that goes away afterwards."""
    if data is None:
        yield wire()
        return
    with tempfile.TemporaryDirectory(prefix="saldo-evaluate-") as home:
        application = wire(Settings(home=Path(home), desk_url=None, smtp_url=None))
        application.import_file(data, by="evaluate", preset=preset)
        yield application


def _counted(found: Evaluation) -> str:
    return (
        f"{found.rows} invoices issued in the {SCORED_DAYS} days after {found.as_of} and paid since are scored; "
        f"{found.unresolved} are not paid yet, {found.ended_otherwise} ended otherwise."
    )


def _evaluation_lines(found: Evaluation) -> list[str]:
    names = ("model", "customer_median", "due_date")
    heads = ("model", "customer's own median", "due date")
    lines = [_counted(found), ""]
    lines += table(
        ("on the same rows", *heads),
        [(label, *(_shown(found.scores[name][key]) for name in names)) for key, label in SCORES.items()],
    )
    lines += ["", *_served(found), "", "Calibration of late by more than 5 days, ten groups of equal count:"]
    lines += table(
        ("group", "rows", "said", "came"),
        [(at, row["rows"], f"{row['said']:.3f}", f"{row['came']:.3f}") for at, row in enumerate(found.calibration, 1)],
    )
    lines += ["", "Share of the euros more than 5 days late found in the first 20 % worked, in order of:"]
    return lines + table(("order", "share"), [(name, _shown(share)) for name, share in found.captured.items()])


def _served(found: Evaluation) -> list[str]:
    if found.model.hazard is None:
        return [f"The baseline serves everybody: {found.model.why_baseline}."]
    head = f"Served by the model: {found.by_model} of {found.rows} rows. Segments on the held-out weeks before the day:"
    rows = [each for each in (found.model.overall, *found.model.verdicts.values()) if each.rows]
    return [head, *table(("segment", "rows", "model", "own median", "served by"), [_verdict_row(row) for row in rows])]


def _verdict_row(verdict: Verdict) -> tuple[Any, ...]:
    served = "model" if verdict.by_model else "baseline"
    return verdict.segment, verdict.rows, _shown(verdict.model_mae), _shown(verdict.baseline_mae), served


def _shown(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.3f}"


def train_(
    *,
    as_of: AsOf = "latest",
    by: Annotated[str, typer.Option(help="Who trains.")] = "command line",
    as_json: Json = False,
) -> None:
    """Train the payment model anew; a model that is worse on the latest weeks never replaces the one that serves."""
    application = wire()
    run = application.train(by=by, as_of=application.as_of(as_of), progress=_told)
    answer = {
        "number": run.number,
        "as_of": run.as_of.isoformat(),
        "split_on": run.split_on.isoformat(),
        "invoices": run.invoices,
        "payments": run.payments,
        "is_kept": run.is_kept,
        "why": run.why,
        "scores": run.scores,
        "segments": list(run.verdicts),
    }
    lines = [f"Model {run.number} {'serves' if run.is_kept else 'is refused'}. {run.why}"]
    if run.scores:
        told = run.scores
        head = ("on the same rows", "model", "customer's own median", "due date")
        names = ("model", "customer_median", "due_date")
        lines += table(head, [(label, *(_shown(told[name][key]) for name in names)) for key, label in SCORES.items()])
    emit(answer, as_json=as_json, lines=lines)


def _told(share: float, step: str) -> None:
    typer.echo(f"{share:>4.0%}  {step}", err=True)


def forecast_(as_of: AsOf = "latest", as_json: Json = False) -> None:
    """Forecast the cash of the next 13 weeks from the invoices open today, per currency, with an 80 % interval."""
    application = wire()
    told = application.forecast(application.as_of(as_of))
    serving = serving_run(application.desk)
    tried = [] if serving is None else serving.forecast.get("tried", [])
    weeks = [
        {
            "week": row["week"],
            "from_on": row["from_on"].date().isoformat(),
            "to_on": row["to_on"].date().isoformat(),
            "currency": row["currency"],
            **{
                name: to_text(int(row[f"{name}_minor"]), row["currency"])
                for name in ("expected", "low", "high", "agreed")
            },
        }
        for row in told.weeks.to_dict("records")
    ]
    totals = [
        {"currency": row["currency"]}
        | {name: to_text(int(row[f"{name}_minor"]), row["currency"]) for name in ("open", "expected", "later", "never")}
        for row in told.totals.to_dict("records")
    ]
    groups = [
        {**{key: row[key] for key in ("segment", "entity", "currency", "week")}}
        | {"expected": to_text(int(row["expected_minor"]), row["currency"])}
        for row in told.groups.to_dict("records")
    ]
    answer = {
        "as_of": told.as_of.isoformat(),
        "weeks": weeks,
        "totals": totals,
        "groups": groups,
        "by_model_share": told.by_model_share,
        "promises_kept_share": told.agreed.kept_share,
        "backtest": tried,
    }
    names = ("week", "to_on", "currency", "expected", "low", "high", "agreed")
    lines = [*table(names, [tuple(row[name] for name in names) for row in weeks]), ""]
    lines += table(("currency", "open", "expected", "later", "never"), [tuple(row.values()) for row in totals])
    lines += ["", "Invoices not issued yet are not in it.", *map(_tried_line, tried)]
    emit(answer, as_json=as_json, lines=lines)


def _tried_line(told: dict[str, Any]) -> str:
    return (
        f"{told['currency']}: on {told['forecasts']} past forecasts the weekly error was {_shown(told['error'])} of what came "
        f"(due dates alone: {_shown(told['naive_error'])}); {_shown(told['coverage'])} of the weeks lay inside the interval."
    )


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command("evaluate")(evaluate_)
    app.command("train")(train_)
    app.command("forecast")(forecast_)
