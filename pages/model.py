"""Model card: when invoices are paid as the model sees it, how far it can be trusted, and what it is not for."""

from __future__ import annotations

import streamlit as st

from dashboard.empty import edition_or_stop, nothing
from dashboard.numbers_nav import numbers_nav
from dashboard.prediction import reads as prediction
from dashboard.prediction.card import facts_board, runs_board, scores_board, segments_board, training_board
from dashboard.refusals import refuse
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Payment model"))
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title(_("Payment model"), anchor=False, width="stretch")
    training = st.container(width="content")
numbers_nav(_)
with training:
    training_board(_)

run = prediction.run()
model, problem = prediction.model(of, prediction.number())
if problem is not None:
    refuse(problem)
if model is None or run is None:
    nothing(
        _("No model yet"),
        _(
            "Nothing has been trained yet: the customers' own habits serve as long as there is no model. The worker trains the "
            "first one by itself, from ten minutes after it first started; the button above does it now, in about a minute."
        ),
        icon=":material/science:",
    )
else:
    scores_board(model, _)
    segments_board(of, model, _)
    facts_board(of, model, run, _)
runs_board(_)
