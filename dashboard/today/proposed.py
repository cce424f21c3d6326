"""The proposed campaign of the day: its steps, what they cost, the calls for the team, and one click to every message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.access.second_looks import waiting
from core.actions import Action
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.campaigns.proposal import Proposal, propose
from core.money import to_decimal
from core.strategy.mix_words import CHANNELS
from dashboard import jobs, reads, tables
from dashboard.bank.reads import lines
from dashboard.campaign.choose import free_name, taken_names
from dashboard.doors import go, link
from dashboard.exports import export_menu
from dashboard.moving import Found, moving, tell_old
from dashboard.session import may, person, words
from dashboard.texts import later
from dashboard.work import reads as work_reads
from dashboard.work.texts import ICONS, KINDS

if TYPE_CHECKING:
    from datetime import date

    from dashboard.i18n import Words
    from dashboard.reads import Edition

JOB = "campaign of the day"


@st.fragment
def proposed(of: Edition, as_of: date) -> None:
    """Draw what is due today and the way to its preview; a click reruns only this."""
    _ = words()
    known = _proposal(of, as_of)
    found = known.answer
    with st.container(border=True, key="proposal"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_("Proposed for today"), anchor=False, width="stretch")
            tell_old(known, _)
            link("campaign", _("Choose otherwise"), icon=":material/tune:")
        if not found.customers:
            st.caption(_("Nobody is due a step today. The reasons stand under a new campaign."))
        else:
            _figures(found, _)
            _steps(found, _)
            _beside(found, _)
            _write(of, as_of, found, _)


def _figures(found: Proposal, words: Words) -> None:
    _ = words
    asked = _("n/a") if found.euros_minor is None else words.round_money(found.euros_minor, "EUR")
    with st.container(horizontal=True, gap="large"):
        for label, value in (
            (_("Customers"), words.number(found.customers)),
            (_("Asked for"), asked),
            (_("Cost"), words.money(found.cost_minor, "EUR")),
            (_("Calls for the team"), words.number(found.calls)),
        ):
            st.metric(label, value, width="content")


def _steps(found: Proposal, words: Words) -> None:
    _ = words
    frame = _frame(found, words)
    columns = {
        "step": st.column_config.TextColumn(_("Step"), width=225),
        "ladder": st.column_config.TextColumn(_("Ladder"), width=150),
        "customers": st.column_config.NumberColumn(_("Customers"), width=75),
        "euros": tables.money_column(_("Asked for"), "EUR", words, width=100),
        "cost": tables.money_column(_("Cost"), "EUR", words, width=70),
        "channels": st.column_config.TextColumn(_("How"), width=200),
    }
    tables.table(frame, columns, alt=_("Steps due today"), key="proposal_steps", most=12)
    export_menu(lambda: _frame(found, words), name="proposal", words=words, key="proposal")


def _beside(found: Proposal, words: Words) -> None:
    """Offer what people do beside the messages, and the items that are ready for the agency."""
    _ = words
    with st.container(horizontal=True):
        if len(found.tasks):
            label = _.count("{n} task beside the messages", "{n} tasks beside the messages", len(found.tasks))
            link("work", label, icon=":material/checklist:")
        if len(found.for_agency):
            label = _.count(
                "{n} invoice ready for the agency", "{n} invoices ready for the agency", len(found.for_agency)
            )
            with st.popover(label, icon=":material/outbox:"):
                columns = {
                    "name": st.column_config.TextColumn(_("Customer"), width=180),
                    "number": st.column_config.TextColumn(_("Invoice"), width=110),
                    "days_past_due": st.column_config.NumberColumn(_("Days past due"), width=90),
                    "currency": st.column_config.TextColumn(_("Currency"), width=70),
                }
                tables.table(found.for_agency, columns, alt=_("Ready for the agency"), key="proposal_agency", most=12)
                export_menu(lambda: found.for_agency, name="agency", words=words, key="proposal_agency")
                link("agency", _("Hand over, and what is with the agency"), icon=":material/gavel:")


def _frame(found: Proposal, words: Words) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "step": words("{step} · day {n}", step=words(each.step_label), n=each.days_past_due),
                "ladder": words(each.ladder_label),
                "customers": each.customers,
                "euros": None if each.euros_minor is None else float(to_decimal(each.euros_minor, "EUR")),
                "channels": ", ".join(
                    f"{words(CHANNELS[channel])} {words.number(number)}" for channel, number in each.channels.items()
                ),
                "cost": float(to_decimal(each.cost_minor, "EUR")),
            }
            for each in found.steps
        ]
    )


def _write(of: Edition, as_of: date, found: Proposal, words: Words) -> None:
    """Draw the button that writes every message of the day, and leave for them when they are written."""
    who = person()

    def write(progress: jobs.Progress) -> str:
        desk = reads.application().desk
        name = free_name(words("Reminders of {day}", day=words.day(as_of)), taken_names())
        plan(desk, reads.book(of), name, as_of=as_of, by=who)
        write_preview(desk, name, by=who, progress=progress)
        return name

    label = words.count("Write and read {n} message", "Write and read {n} messages", found.customers)
    if st.button(
        label, type="primary", icon=":material/edit_note:", key="proposal_write", disabled=not may(Action.CAMPAIGN)
    ):
        jobs.start(JOB, later("Writing the messages."), write)
    done = jobs.watch(JOB, words)
    if done is None:
        return
    jobs.forget(JOB)
    if done.problem is not None:
        jobs.tell(done.problem, words)
    else:
        go("campaign", name=str(done.result))


def for_a_person(of: Edition, words: Words) -> None:
    """Draw what only a person can do, each with the way to it on the work list; nothing when nothing waits."""
    _ = words
    counts = work_reads.found(of).counts()
    unreachable = _proposal(of, reads.latest_on(of)).answer.unreachable
    at_bank = len(lines(of).waiting)
    alone = len(waiting(reads.application().desk)) if may(Action.APPROVE) else 0
    with st.container(border=True, height="stretch", key="for_a_person"):
        st.header(_("Needs a person"), anchor=False)
        if not (any(counts.values()) or at_bank or unreachable or alone):
            st.caption(_("Nothing waits for a decision."))
        for kind, label in KINDS.items():
            if counts[kind]:
                told = f"{_(label)}: {_.number(counts[kind])}"
                link("work", told, icon=ICONS[kind], kind=str(kind))
        if at_bank:
            told = _.count("{n} payment on the bank needs a look", "{n} payments on the bank need a look", at_bank)
            link("bank", told, icon=":material/account_balance:")
        if alone:
            told = _.count("{n} approval waits for a second look", "{n} approvals wait for a second look", alone)
            link("audit", told, icon=":material/visibility:", view="looks")
        if unreachable:
            told = _.count(
                "{n} customer without a usable address", "{n} customers without a usable address", unreachable
            )
            link("campaigns", told, icon=":material/wrong_location:")


def _proposal(of: Edition, as_of: date) -> Found[Proposal]:
    return moving("proposal", (of, as_of), lambda: propose(reads.application().desk, reads.book(of), as_of), room=8)
