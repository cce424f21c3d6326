"""A new campaign: which day, segments and steps; the counts follow every choice before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.actions import Action
from core.campaigns import reading
from core.campaigns.plan import find_audience, plan
from core.campaigns.preview import write_preview
from core.strategy import strategy_versions
from core.strategy.choice import AudienceChoice, from_body
from core.strategy.tally import plan_summary
from dashboard import jobs, reads
from dashboard.campaign.audience import reconciliation
from dashboard.campaign.behind import found_names
from dashboard.doors import go
from dashboard.effect import panel
from dashboard.moving import Found, moving, tell_old
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from datetime import date

    from core.desk.campaign_tables import Campaign
    from core.strategy.audience import Audience
    from core.strategy.strategy import Strategy
    from dashboard.i18n import Words
    from dashboard.reads import Edition


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A campaign as it was chosen."""

    name: str
    as_of: date
    choice: AudienceChoice


def choose(of: Edition, words: Words) -> None:
    """Draw the choices with who they would reach, and make the campaign with all its messages."""
    _ = words
    left, right = st.columns([1, 1.7], gap="small")
    with left, st.container(border=True):
        wanted = _choices(of, words)
    reached = would_reach(of, wanted.as_of, wanted.choice)
    totals = reached.answer
    currencies = reads.choices(of).currencies
    with right, st.container(border=True):
        people = int(totals["in"]["customers"])
        st.header(
            _.count("{n} customer would get a message", "{n} customers would get a message", people), anchor=False
        )
        tell_old(reached, words)
        reconciliation(
            totals,
            currencies[0] if currencies else "EUR",
            words,
            key="choose",
            names=lambda: found_names(would_find(of, wanted.as_of, wanted.choice), words),
        )
    with left:
        label = _.count("Write {n} message", "Write {n} messages", people)
        # While its messages are being written the new campaign is there already.
        is_taken = wanted.name in taken_names() and jobs.find(_job(wanted)) is None
        if is_taken:
            st.warning(_("There is a campaign of this name already: choose another name."), icon=":material/badge:")
        _start(of, wanted, label, words, is_possible=bool(people and wanted.name) and not is_taken)
        if not people:
            st.caption(_("Nobody is in: choose other steps, segments or another day. The reasons say why."))
        panel.before(of, wanted.choice, words)


def _choices(of: Edition, words: Words) -> Wanted:
    _ = words
    latest = reads.latest_on(of)
    strategy = strategy_versions.strategy_of(reads.application().desk)
    labels = reads.segment_labels(of)
    entities = reads.choices(of).entities
    name = st.text_input(
        _("Name"),
        value=free_name(_("Reminders of {day}", day=words.day(latest)), taken_names()),
        key="campaign_name",
        max_chars=120,
    )
    as_of = st.date_input(
        _("As of"),
        value=latest,
        max_value=latest,
        key="campaign_as_of",
        format="DD-MM-YYYY",
        help=_("What is known on this day decides who is in. Sending happens now, in contact hours."),
    )
    steps = st.pills(
        _("Steps"),
        list(strategy.step_numbers),
        selection_mode="multi",
        format_func=lambda number: step_label(strategy, number, words),
        key="campaign_steps",
        help=_("None chosen means all. A step is due from its number of days past due."),
    )
    segments = st.pills(
        _("Segments"),
        list(labels),
        selection_mode="multi",
        format_func=lambda segment: _(labels[segment]),
        key="campaign_segments",
        help=_("None chosen means all."),
    )
    chosen = (
        st.multiselect(_("Own companies"), entities, key="campaign_entities", placeholder=_("All"))
        if len(entities) > 1
        else []
    )
    return Wanted(
        name=(name or "").strip(),
        as_of=as_of or latest,
        choice=AudienceChoice(segments=frozenset(segments), steps=frozenset(steps), entities=frozenset(chosen)),
    )


def _job(wanted: Wanted) -> str:
    return f"preview-{wanted.name}"


def step_label(strategy: Strategy, number: int, words: Words) -> str:
    """Return a step by its number, its days on the ladders that have it, and its name on the ladder of most customers."""
    _ = words
    ladders = (strategy.ladders[strategy.otherwise], *strategy.ladders.values())
    steps = [step for ladder in ladders for step in ladder.steps if step.number == number]
    days = sorted({each.days_past_due for each in steps})
    span = f"{days[0]}" if len(days) == 1 else f"{days[0]}-{days[-1]}"
    return _("{step} · day {n}", step=f"{number}. {_(steps[0].label)}", n=span)


def taken_names() -> frozenset[str]:
    """Return the names of all campaigns: planning under one of them would write that one anew."""
    return frozenset(campaign.name for campaign in reading.campaigns(reads.application().desk))


def free_name(name: str, taken: frozenset[str]) -> str:
    """Return ``name``, with a number behind it when it is taken."""
    return next(
        each for each in (name, *(f"{name} ({turn})" for turn in range(2, len(taken) + 3))) if each not in taken
    )


def write_again(of: Edition, campaign: Campaign, words: Words) -> None:
    """Offer to write the messages of a draft with the choices it has."""
    wanted = Wanted(name=campaign.name, as_of=campaign.as_of, choice=from_body(campaign.choice))
    with st.container(border=True):
        st.markdown(words("This campaign was planned; its messages are still to be written."))
        _start(of, wanted, words("Write the messages"), words, is_possible=True)


def _start(of: Edition, wanted: Wanted, label: str, words: Words, *, is_possible: bool) -> None:
    """Draw the button that plans and writes, and how far it is; leave for the campaign when all is written."""
    key, who = _job(wanted), person()

    def write(progress: jobs.Progress) -> None:
        desk = reads.application().desk
        plan(desk, reads.book(of), wanted.name, as_of=wanted.as_of, by=who, choice=wanted.choice)
        write_preview(desk, wanted.name, by=who, progress=progress)

    if st.button(
        label,
        type="primary",
        icon=":material/edit_note:",
        key="write",
        disabled=not is_possible or not may(Action.CAMPAIGN),
        width="stretch",
    ):
        jobs.start(key, later("Writing the messages."), write)
    done = jobs.watch(key, words)
    if done is None:
        return
    jobs.forget(key)
    if done.problem is not None:
        jobs.tell(done.problem, words)
    else:
        go("campaign", name=wanted.name)


def would_reach(of: Edition, as_of: date, choice: AudienceChoice) -> Found[dict[str, Any]]:
    """Return the reconciliation of a campaign of ``as_of``: in, out per reason, portfolio; nothing is kept."""
    question = (of, as_of, choice)
    return moving("reach", question, lambda: plan_summary(_find(of, as_of, choice)), room=32)


def would_find(of: Edition, as_of: date, choice: AudienceChoice) -> Audience:
    """Return the audience of a campaign of ``as_of``, with everybody's reason."""
    return moving("audience", (of, as_of, choice), lambda: _find(of, as_of, choice), room=1).answer


def _find(of: Edition, as_of: date, choice: AudienceChoice) -> Audience:
    return find_audience(reads.application().desk, reads.book(of), as_of=as_of, choice=choice)
