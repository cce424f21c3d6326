"""On a campaign's page: before its launch whether it is measured and could be, afterwards what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.experiments.said import arm_name, finding
from core.strategy.choice import from_body
from core.vocabulary import CampaignState
from dashboard.doors import link
from dashboard.effect import reads as effects
from dashboard.effect.begin import answer
from dashboard.plain import plain
from dashboard.reads import latest_on

if TYPE_CHECKING:
    from core.desk.campaign_tables import Campaign
    from core.experiments.kept import Kept
    from core.strategy.choice import AudienceChoice
    from core.strategy.mix import Rung
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def before(of: Edition, choice: AudienceChoice, words: Words) -> None:
    """Draw whether a campaign of this choice is measured, and if not, whether it could be."""
    _ = words
    if choice.only is not None:
        return
    with st.container(border=True, gap="small", key="effect_panel"):
        st.header(_("Will you know what it did?"), anchor=False)
        concerned = [each for each in effects.experiments() if each.is_running and _meets(each, choice)]
        if concerned:
            for each in concerned:
                _running(each, _)
            return
        rungs = tuple(each for each in effects.gentle_rungs() if _chosen(each, choice))
        if not rungs:
            st.caption(
                _("Only gentle steps can be measured: what the law requires, and firmer letters, go to everybody.")
            )
            return
        question = effects.Question(
            rungs=rungs, segments=tuple(sorted(choice.segments)), entities=tuple(sorted(choice.entities))
        )
        if answer(effects.feasible(of, question), _):
            link("effect", _("Start a holdout or a delay"), icon=":material/science:", view="start")
        else:
            link("effect", _("What it did"), icon=":material/science:", view="campaigns")


def after(of: Edition, campaign: Campaign, words: Words) -> None:
    """Draw in one sentence what the campaign did, or why that is not known."""
    _ = words
    if campaign.launched_at is None or CampaignState(campaign.state) is CampaignState.CANCELLED:
        return
    told = next((each for each in effects.campaigns() if each.id == campaign.id), None)
    if told is None:
        return
    with st.container(border=True, gap="small", key="effect_panel"):
        st.header(_("What it did"), anchor=False)
        for name in told.experiments:
            found = effects.results(of, name)
            st.markdown(f":material/science: **{plain(name)}**: {plain(finding(found, _))}")
            link("effect", _("All that was measured"), icon=":material/arrow_forward:", view="experiments", name=name)
        if told.experiments:
            return
        over_on = told.over_on(effects.decided().window_days)
        described = None if over_on > latest_on(of) else effects.description(of, told, effects.decided().window_days)
        if described is None or described.paid_share is None:
            st.caption(_("What came in within its window is known on {day}.", day=_.day(over_on)))
        else:
            st.markdown(
                _(
                    "{share} paid in full within {n} days. How much of that would have come anyway is not known: nobody was left alone.",
                    share=_.share(described.paid_share, 1),
                    n=str((described.over_on - told.start_on).days),
                )
            )
        link("effect", _("All campaigns and what came in"), icon=":material/arrow_forward:", view="campaigns")


def _running(kept: Kept, words: Words) -> None:
    _ = words
    groups = ", ".join(f"{arm_name(arm, _)} {_.share(arm.share, 0)}" for arm in kept.design.arms)
    st.markdown(
        f":material/science: **{plain(kept.name)}**: "
        + plain(
            _(
                "its customers are drawn into {groups}, read after {n} days.",
                groups=groups,
                n=str(kept.design.window_days),
            )
        )
    )
    st.caption(
        _("Who is left alone stands among the reasons, as “Held out”, with the day on which each is free again.")
    )
    link("effect", _("The experiment"), icon=":material/arrow_forward:", view="experiments", name=kept.name)


def _meets(kept: Kept, choice: AudienceChoice) -> bool:
    design = kept.design
    return (
        any(_chosen(each, choice) for each in design.rungs)
        and (not design.segments or not choice.segments or bool(set(design.segments) & choice.segments))
        and (not design.entities or not choice.entities or bool(set(design.entities) & choice.entities))
    )


def _chosen(rung: Rung, choice: AudienceChoice) -> bool:
    if choice.rungs:
        return tuple(rung) in choice.rungs
    return not choice.steps or rung.step in choice.steps


def before_kept(of: Edition, campaign: Campaign, words: Words) -> None:
    """Draw the same for a campaign that was planned."""
    before(of, from_body(campaign.choice), words)
