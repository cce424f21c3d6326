"""What this installation learns from its book: the payment model, and the cash forecast it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.acting import by_itself, permitted
from core.actions import Action
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


@permitted(Action.MODEL)
@by_itself
def train(
    app: Application, *, by: str, as_of: date | None = None, progress: Callable[[float, str], None] | None = None
) -> Run:
    """Train the payment model on what is known on ``as_of`` (default: the book's latest); a worse one does not serve.

    On every customer, whoever asks for it: it serves everybody.
    """
    book = app.book()
    day = as_of or book.latest_on
    tell, assigned = progress or (lambda _share, _step: None), app.segments(day)
    run = retrain(
        app.desk,
        app.settings.models_folder,
        book,
        version=book.version,
        as_of=day,
        segments=assigned.segments_frame(),
        by=by,
        objecting=assigned.objecting,
        progress=lambda share, step: tell(share * 0.6, step),
    )
    tried = backtest(book, read_lives(book, day), day, lambda share, step: tell(0.6 + share * 0.4, step))
    note_forecast(app.desk, run.number, tried.as_dict())
    tell(1.0, "Done")
    return run


def cash_forecast(app: Application, as_of: date) -> Forecast:
    """Return the cash forecast of the 13 weeks after ``as_of``, promises and plans of today included."""
    assigned = app.segments(as_of)
    given = outlook(app.book(), app.model(), as_of, segments=assigned.segments_frame(), objecting=assigned.objecting)
    serving = serving_run(app.desk)
    return forecast(
        given,
        promises=case_frames.promises(app.desk),
        instalments=case_frames.plan_instalments(app.desk),
        spread=None if serving is None else spread_of(serving.forecast),
    )
