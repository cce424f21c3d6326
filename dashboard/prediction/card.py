"""The model card: what it was trained on, how it does beside the baselines, whom it serves, and what it is not for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.actions import Action
from core.behaviour.prediction.drift import LARGE, drift
from core.behaviour.prediction.predict import TOO_LITTLE
from core.behaviour.prediction.retrain import EVERY
from dashboard import jobs, reads, tables
from dashboard.charts.calibration import calibration_plot
from dashboard.drawn import draw
from dashboard.prediction.reads import backdrop, history
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from core.behaviour.prediction.model import Model, Verdict
    from core.behaviour.prediction.store import Run
    from dashboard.i18n import Words
    from dashboard.reads import Edition

TRAINING = "training"
CARD_PIXELS = 168
SCORES = {
    "mae": later("Mean error, in days"),
    "within_3_days": later("Within 3 days"),
    "auc_late_0": later("Ranks the late ones (AUC)"),
    "auc_late_5": later("Ranks those over 5 days late (AUC)"),
    "auc_late_30": later("Ranks those over 30 days late (AUC)"),
    "brier": later("Brier score, over 5 days late"),
    "ece": later("Calibration error, over 5 days late"),
    "coverage": later("Inside the 80% interval"),
}
SHARES = frozenset({"within_3_days", "coverage"})


def training_board(words: Words) -> None:
    """Draw the button that trains anew, how far it is, and what came of it."""
    _ = words
    done = jobs.watch(TRAINING, _)
    if done is not None:
        if done.problem is not None:
            jobs.tell(done.problem, _)
        else:
            run: Any = done.result
            told = (
                _("Model {n} serves now.", n=run.number) if run.is_kept else _("Model {n} was refused.", n=run.number)
            )
            (st.success if run.is_kept else st.warning)(f"{told} {_(run.why)}")
        jobs.forget(TRAINING)
    elif jobs.find(TRAINING) is not None:
        return
    label = _("Train anew") if history() else _("Train the first model")
    if st.button(label, icon=":material/model_training:", key="train", disabled=not may(Action.MODEL)):
        by = person()
        jobs.start(
            TRAINING, later("Training the model."), lambda progress: reads.application().train(by=by, progress=progress)
        )
        st.rerun()


def scores_board(model: Model, words: Words) -> None:
    """Draw the scores of model and baselines on the same held-out rows, and the calibration plot beside."""
    _ = words
    if model.hazard is None or not model.scores:
        st.info(_("{why}. The customers' own habits serve everybody.", why=_(TOO_LITTLE)), icon=":material/info:")
        return
    mine, own = model.scores["model"], model.scores["customer_median"]
    st.markdown(
        _(
            "On {n} invoices it had not seen, the model was **{mine} days** off; the customer's own median **{own} days**.",
            n=_.number(model.scores["rows"]),
            mine=_.number(mine["mae"], 2),
            own=_.number(own["mae"], 2),
        )
    )
    left, right = st.columns([1.25, 1], gap="medium")
    with left, st.container(border=True, key="model_scores"):
        st.header(_("Beside the baselines"), anchor=False)
        names = {"model": _("Model"), "customer_median": _("Own median"), "due_date": _("Due date")}
        shown = pd.DataFrame(
            {
                "score": [_(label) for label in SCORES.values()],
                **{name: [_said(model.scores[name][key], key, _) for key in SCORES] for name in names},
            }
        )
        text = st.column_config.TextColumn
        columns = {"score": text(_("On the same rows"), width=250)}
        columns |= {name: text(label, width=95) for name, label in names.items()}
        tables.table(shown, columns, alt=_("Scores of the model and the baselines"))
        st.caption(
            _(
                "Invoices issued in the weeks after {day}, with only what was known before each of them.",
                day=_.day(model.split_on),
            )
        )
    with right, st.container(border=True, key="model_calibration"):
        st.header(_("Calibration"), anchor=False)
        figure = calibration_plot(model.calibration, _)
        draw(figure, _("What was said against what came"), key="calibration")


def _said(value: float | None, key: str, words: Words) -> str:
    if value is None:
        return words("n/a")
    return words.share(value, 0) if key in SHARES else words.number(value, 2 if key == "mae" else 3)


def segments_board(of: Edition, model: Model, words: Words) -> None:
    """Draw per segment whether the model or the baseline serves it, and why."""
    _ = words
    labels = reads.segment_labels(of)
    rows = [model.overall, *model.verdicts.values()]
    with st.container(border=True, key="model_segments"):
        st.header(_("Who is served by what"), anchor=False)
        shown = pd.DataFrame([_verdict(row, labels, _) for row in rows if row.rows or row is model.overall])
        text, number = st.column_config.TextColumn, st.column_config.NumberColumn
        columns = {
            "segment": text(_("Segment"), width=230),
            "rows": tables.number_column(_("Invoices tried"), _, width=120),
            "model": number(_("Model, days off"), format="%.2f", width=120),
            "own": number(_("Own median, days off"), format="%.2f", width=150),
            "served": text(_("Served by"), width=130),
        }
        tables.table(shown, columns, alt=_("Segments, and what serves them"))
        st.caption(
            _(
                "A segment where the model does not beat the customers' own median is served by the baseline; with fewer than 30 invoices to tell by it follows everybody."
            )
        )


def _verdict(row: Verdict, labels: dict[str, str], words: Words) -> dict[str, Any]:
    name = words("Everybody") if row.segment == "everybody" else words(labels.get(row.segment, row.segment))
    served = words("Model") if row.by_model else words("Baseline")
    return {"segment": name, "rows": row.rows, "model": row.model_mae, "own": row.baseline_mae, "served": served}


def facts_board(of: Edition, model: Model, run: Run, words: Words) -> None:
    """Draw what the model was trained on, whether payments have changed since, and what it is not for."""
    _ = words
    found = drift(model, backdrop(of, reads.latest_on(of)), reads.latest_on(of))
    index = _("n/a") if found.index is None else _.number(found.index, 2)
    with st.container(border=True, key="model_facts"):
        st.header(_("What it is"), anchor=False)
        first = _.day(model.first_on) if model.first_on else _("n/a")
        st.markdown(
            "\n".join(
                f"- {line}"
                for line in (
                    _("Trained on {day} by {by}.", day=_.moment(run.trained_at), by=run.trained_by),
                    _(
                        "{payments} payments on invoices since {first}, known on {day}.",
                        payments=_.number(model.payments),
                        first=first,
                        day=_.day(model.trained_on),
                    ),
                    _(
                        "It looks at how the customer paid before (of late, by weekday of the due date, by weekday and day of the month of payment), how customers of its kind pay, the amount, and what stood open or past due when the invoice was issued. It has no name, age, address, sector or month of the year."
                    ),
                    _(
                        "Drift since training: {index} on {n} payments of the last 90 days; above {large} train it anew.",
                        index=index,
                        n=_.number(found.payments),
                        large=_.number(LARGE, 2),
                    ),
                )
            )
        )
        st.warning(
            _(
                "It plans work: whom to call first, and when cash comes in. It does not judge creditworthiness, and no person may be refused, charged or handed over on its word."
            ),
            icon=":material/gavel:",
        )


def runs_board(words: Words) -> None:
    """Draw every training: kept, or refused because the one before it was better."""
    _ = words
    told = history()
    with st.expander(_("All trainings"), icon=":material/history:"):
        st.caption(
            _(
                "The worker trains anew after every {n} days of new data; a worse model never replaces a better one.",
                n=EVERY.days,
            )
        )
        shown = pd.DataFrame(
            {
                "number": [run.number for run in told],
                "at": [tables.local(run.trained_at) for run in told],
                "by": [run.trained_by for run in told],
                "mae": [(run.scores.get("model") or {}).get("mae") for run in told],
                "kept": [_("Kept") if run.is_kept else _("Refused") for run in told],
                "why": [_(run.why) for run in told],
            }
        )
        text = st.column_config.TextColumn
        columns = {
            "number": st.column_config.NumberColumn(_("Model"), format="%d", width=80),
            "at": st.column_config.DatetimeColumn(_("Trained"), format="DD-MM-YYYY HH:mm", width=140),
            "by": text(_("By"), width=120),
            "mae": st.column_config.NumberColumn(_("Days off"), format="%.2f", width=90),
            "kept": text(_("Outcome"), width=90),
            "why": text(_("Why"), width=420),
        }
        tables.table(shown, columns, alt=_("All trainings"))
