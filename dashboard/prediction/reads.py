"""Cached reads of the payment model and the cash forecast, keyed by the edition, the day and the model that serves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from core.behaviour.forecast.backtest import spread_of
from core.behaviour.forecast.cash import Forecast
from core.behaviour.forecast.cash import forecast as forecast_of
from core.behaviour.prediction.backdrop import Backdrop, read_backdrop
from core.behaviour.prediction.model import UnreadableModelError
from core.behaviour.prediction.predict import Outlook, outlook
from core.behaviour.prediction.store import Run, load, runs, serving_number, serving_run
from core.desk import case_frames
from core.desk.revisions import Topic, revisions
from dashboard import reads

if TYPE_CHECKING:
    from datetime import date

    from core.behaviour.prediction.model import Model
    from core.metrics.scope import Scope
    from dashboard.reads import Edition


def number() -> int:
    """Return the number of the model that serves, 0 when none was trained."""
    return serving_number(reads.application().desk)


def run() -> Run | None:
    """Return the training whose model serves."""
    return serving_run(reads.application().desk)


def history() -> list[Run]:
    """Return the latest trainings."""
    return runs(reads.application().desk)


def model(of: Edition, serving: int) -> tuple[Model | None, UnreadableModelError | None]:
    """Return the model of number ``serving``, or None and why it cannot be read."""
    try:
        return _model(of.home, serving), None
    except UnreadableModelError as error:
        return None, error


@st.cache_resource(show_spinner=False, max_entries=4)
def _model(_home: str, serving: int) -> Model | None:
    app = reads.application()
    return load(app.desk, app.settings.models_folder) if serving else None


@st.cache_resource(show_spinner=False, max_entries=4)
def backdrop(of: Edition, as_of: date) -> Backdrop:
    """Return how the portfolio pays, as known on ``as_of``."""
    return read_backdrop(reads.book(of), as_of)


@st.cache_resource(show_spinner=False, max_entries=2)
def whole(of: Edition, as_of: date, serving: int) -> Outlook:
    """Return the outlook of everything open on ``as_of``."""
    served, _ = model(of, serving)
    return outlook(
        reads.book(of),
        served,
        as_of,
        segments=reads.segments(of, as_of),
        backdrop=backdrop(of, as_of),
        objecting=reads.assignment(of, as_of).objecting,
    )


def forecast(of: Edition, as_of: date, scope: Scope) -> Forecast:
    """Return the cash forecast of ``scope``; what was promised or agreed on the desk by now is in it."""
    return _forecast(of, as_of, scope, number(), _agreed_revision())


@st.cache_resource(show_spinner=False, max_entries=32)
def _forecast(of: Edition, as_of: date, scope: Scope, serving: int, _agreed: int) -> Forecast:
    app = reads.application()
    told = serving_run(app.desk)
    return forecast_of(
        _narrowed(whole(of, as_of, serving), of, as_of, scope),
        promises=case_frames.promises(app.desk),
        instalments=case_frames.plan_instalments(app.desk),
        spread=None if told is None else spread_of(told.forecast),
    )


def _agreed_revision() -> int:
    """Return a number that grows with every change of promises and plans."""
    return revisions(reads.application().desk)[Topic.HOLDS]


def _narrowed(given: Outlook, of: Edition, as_of: date, scope: Scope) -> Outlook:
    """Return the part of ``given`` in ``scope``."""
    frame = given.frame
    keep = np.ones(len(frame), dtype=bool)
    for name in ("entity", "currency", "segment"):
        wanted = getattr(scope, name)
        if wanted is not None:
            keep &= (frame[name] == wanted).to_numpy()
    if scope.country is not None or scope.customer_type is not None:
        known = reads.features(of, as_of).frame.set_index("customer_key")
        told = known.reindex(frame["customer_key"])
        for name in ("country", "customer_type"):
            wanted = getattr(scope, name)
            if wanted is not None:
                keep &= (told[name] == wanted).to_numpy()
    if keep.all():
        return given
    at = np.flatnonzero(keep)
    return replace(
        given,
        frame=frame.iloc[at].reset_index(drop=True),
        open=given.open.rows(at),
        chances=given.chances[at],
        first_day=given.first_day[at],
        prospect=replace(given.prospect, by_model=given.prospect.by_model[at]),
    )
