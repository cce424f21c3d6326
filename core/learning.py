"""What this installation learns from its book: the payment model, and the cash forecast it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.behaviour.forecast.backtest import backtest, spread_of
from core.behaviour.forecast.cash import Forecast, forecast
from core.behaviour.prediction.lives import read_lives
from core.behaviour.prediction.predict import outlook
from core.behaviour.prediction.retrain import retrain
from core.behaviour.prediction.store import note_forecast, serving_run
from core.desk import case_frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from core.behaviour.prediction.store import Run
    from core.wiring import Application


def train(
    app: Application, *, by: str, as_of: date | None = None, progress: Callable[[float, str], None] | None = None
) -> Run:
    """Train the payment model on what is known on ``as_of`` (default: the book's latest); a worse one does not serve."""
    book = app.book()
    day = as_of or book.latest_on
    tell = progress or (lambda _share, _step: None)
    run = retrain(
        app.desk,
        app.settings.models_folder,
        book,
        version=book.version,
        as_of=day,
        segments=app.segments(day).segments_frame(),
        by=by,
        progress=lambda share, step: tell(share * 0.6, step),
    )
    tried = backtest(book, read_lives(book, day), day, lambda share, step: tell(0.6 + share * 0.4, step))
    note_forecast(app.desk, run.number, tried.as_dict())
    tell(1.0, "Done")
    return run


def cash_forecast(app: Application, as_of: date) -> Forecast:
    """Return the cash forecast of the 13 weeks after ``as_of``, promises and plans of today included."""
    given = outlook(app.book(), app.model(), as_of, segments=app.segments(as_of).segments_frame())
    serving = serving_run(app.desk)
    return forecast(
        given,
        promises=case_frames.promises(app.desk),
        instalments=case_frames.plan_instalments(app.desk),
        spread=None if serving is None else spread_of(serving.forecast),
    )
