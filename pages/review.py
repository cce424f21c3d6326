"""DSO review: why the figure moved between two dates, whose days they are, and what sooner payment is worth."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.empty import edition_or_stop, nothing
from dashboard.heading import heading
from dashboard.numbers.reads import house
from dashboard.numbers_nav import numbers_nav
from dashboard.review import group, reads
from dashboard.review.ask import ask
from dashboard.review.cash import cash
from dashboard.review.head import head
from dashboard.review.whose import whose
from dashboard.review.why import why
from dashboard.session import words
from dashboard.take_away import take_away

_ = words()
of = edition_or_stop(_("DSO review"))
asked = heading(_("DSO review"), of, _, group=group.currency())
numbers_nav(_)
review = ask(of, asked, house().dso, _)
if not asked.is_group:
    with st.container(horizontal=True, horizontal_alignment="right"):
        take_away(replace(asked, as_of=review.to_on), _, since=review.from_on)

if asked.is_group:
    group.change_together(of, review)
elif reads.bridge(of, review) is None:
    nothing(_("Nothing here"), _("No documents in this part of the portfolio on either date: widen the filters."))
else:
    target = house().targets.get(review.metric)
    head(of, review, target=target)
    why(of, review)
    whose(of, review)
    cash(of, review, target=target)
