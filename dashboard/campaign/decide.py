"""The two acts that cannot be taken back: approval fixes the bytes, launch hands them to the sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.acting import current
from core.actions import Action
from core.campaigns import reading
from core.campaigns.adverse import people_asked_costs
from core.campaigns.approve import approve
from core.campaigns.approvers import approver
from core.campaigns.finish import before_launch
from core.campaigns.launch import Launched
from core.campaigns.preview import exclude_all
from core.campaigns.search import Mark
from core.campaigns.states import get
from core.strategy.mix_words import CHANNELS
from core.vocabulary import ChannelName
from dashboard import jobs, reads
from dashboard.campaign.finish import open_hours, tell_finish
from dashboard.campaign.reads import listing
from dashboard.campaign.stale import stale_facts
from dashboard.people.second_looks import BECAUSE
from dashboard.plain import plain
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from dashboard.i18n import Words


def approval(name: str, words: Words) -> None:
    """Draw what approval means, by whom, and the button."""
    _ = words
    desk = reads.application().desk
    found = reading.counts(desk, name)
    with st.container(border=True, key="approval"):
        st.header(_("Approve"), anchor=False)
        st.markdown(
            _.count("{n} message is ready.", "{n} messages are ready.", found.messages)
            + " "
            + _(
                "Approval fixes date and number of each mail and the exact bytes; afterwards nothing in them can change."
            ),
        )
        st.caption(
            " · ".join(
                [
                    *(
                        f"{_(CHANNELS[ChannelName(each)])} {_.number(number)}"
                        for each, number in found.channels.items()
                    ),
                    _("cost {amount}", amount=_.money(found.cost_minor, "EUR")),
                ]
            )
        )
        if found.unlawful:
            st.error(
                _.count(
                    "{n} message breaks a rule of the law: change it, or leave it out. The filter above finds it.",
                    "{n} messages break a rule of the law: change them, or leave them out. The filter above finds them.",
                    found.unlawful,
                ),
                icon=":material/gavel:",
            )
            _leave_out_unlawful(name, found.unlawful, words)
        if found.left_out:
            st.caption(
                _.count("{n} customer was left out by hand.", "{n} customers were left out by hand.", found.left_out)
            )
        if found.with_remarks:
            st.caption(
                _.count(
                    "{n} message has a remark about its language.",
                    "{n} messages have a remark about their language.",
                    found.with_remarks,
                )
            )
        who = person()
        is_open = _four_eyes(name, who, words) and may(Action.APPROVE)
        people = _people(name, found.messages, words)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            label = _("Reason") if people else _("Remark")
            why = st.text_input(
                label, key="approve_why", max_chars=300, placeholder=_("Kept with the campaign"), width=360
            )
            said = (why or "").strip()
            if st.button(
                _("Approve"),
                type="primary",
                icon=":material/verified:",
                key="approve",
                disabled=not found.messages
                or bool(found.unlawful)
                or jobs.is_running(_approving(name))
                or not is_open
                or bool(people and not said),
            ):
                jobs.start(
                    _approving(name),
                    later("Approving the messages."),
                    lambda progress: approve(desk, name, by=who, why=said, progress=progress),
                )
        if _ended(_approving(name), words) is not None:
            st.rerun()


@st.cache_data(show_spinner=False, max_entries=64)
def _counted(home: str, name: str, revision: int, messages: int, limits: str) -> int:  # noqa: ARG001 - what the answer depends on
    return len(people_asked_costs(reads.application().desk, name))


def _people(name: str, messages: int, words: Words) -> int:
    """Return how many natural persons it is to the disadvantage of, and say that it takes a reason."""
    app = reads.application()
    with app.desk.reading() as session:
        revision = get(session, name).revision
    people = _counted(str(app.settings.home), name, revision, messages, current().limits.key)
    if people:
        told = words.count(
            "{n} natural person is warned for the last time or asked costs: you decide that by name, and write why.",
            "{n} natural persons are warned for the last time or asked costs: you decide that by name, and write why.",
            people,
        )
        st.info(told, icon=":material/gavel:")
    return people


def _approving(name: str) -> str:
    return f"approve-{name}"


def _launching(name: str) -> str:
    return f"launch-{name}"


def _ended(key: str, words: Words) -> object | None:
    """Show how far the work of ``key`` is, or what went wrong; return what came of it, once, when it is done."""
    done = jobs.watch(key, words)
    if done is None:
        return None
    jobs.forget(key)
    if done.problem is not None:
        jobs.tell(done.problem, words)
        return None
    return done.result


def _leave_out_unlawful(name: str, count: int, words: Words) -> None:
    """Offer to leave out everybody whose message the law forbids: the others can go."""
    _ = words
    label = _.count("Leave out the {n} that breaks a rule", "Leave out the {n} that break a rule", count)
    if st.button(label, icon=":material/group_remove:", key="out_unlawful", disabled=not may(Action.STOP)):
        shown = listing(name).now()
        ids = [int(each) for each in shown.listing.traits.ids[shown.marked(Mark.UNLAWFUL)]]
        why = _("the message breaks a rule of the law")
        exclude_all(reads.application().desk, name, ids, by=person(), why=why)
        st.rerun()


def launching(name: str, words: Words) -> None:
    """Draw where the mail will go, and the button."""
    _ = words
    app = reads.application()
    ready = reading.counts(app.desk, name).messages
    with st.container(border=True, key="launching"):
        st.header(_("Launch"), anchor=False)
        st.markdown(_.count("{n} message waits for the sign to go.", "{n} messages wait for the sign to go.", ready))
        where_mail_goes(words)
        st.caption(
            _(
                "A message whose facts changed since it was written is held and shown with the difference; the others go."
            )
        )
        tell_finish(before_launch(app.desk, name, **open_hours(app)), words)
        is_stale = stale_facts(name, words)
        who, key = person(), _launching(name)
        if st.button(
            _("Launch"),
            type="primary",
            icon=":material/send:",
            key="launch",
            disabled=is_stale or jobs.is_running(key) or not may(Action.LAUNCH),
        ):
            jobs.start(
                key,
                later("Launching the messages."),
                lambda progress: app.launch(name, by=who, progress=progress),
            )
        launched = _ended(key, words)
        if isinstance(launched, Launched):
            _say(launched, words)
            st.rerun()


def launched_now(name: str, words: Words) -> None:
    """Say once what a launch that has just ended added, on the page of what it became."""
    key = _launching(name)
    if jobs.find(key) is not None and not jobs.is_running(key):
        launched = _ended(key, words)
        if isinstance(launched, Launched):
            _say(launched, words)


def _say(launched: Launched, words: Words) -> None:
    _ = words
    said = _.count("{n} message is on its way.", "{n} messages are on their way.", launched.queued)
    if launched.held:
        said += " " + _.count("{n} is held.", "{n} are held.", launched.held)
    st.toast(said, icon=":material/send:")


def where_mail_goes(words: Words) -> None:
    """Say whether mail can leave this machine."""
    _ = words
    relay = reads.application().relay
    if relay is None:
        st.info(
            _("No relay is set: mail goes to the built-in mailbox, and nothing leaves this machine."),
            icon=":material/shield:",
        )
    else:
        st.warning(_("Mail goes out through {relay}.", relay=plain(relay)), icon=":material/outgoing_mail:")


def _four_eyes(name: str, who: str, words: Words) -> bool:
    """Say who may approve this, and who does; return whether four eyes leave room for ``who``."""
    _ = words
    found = approver(reads.application().desk, name, by=who)
    why = ", ".join(_(BECAUSE[each]) for each in found.because)
    if not found.may_approve:
        st.warning(
            _(
                "{who} had a hand in this campaign, and two people look at it ({why}): a colleague approves it.",
                who=f"**{plain(who)}**",
                why=why,
            ),
            icon=":material/visibility:",
        )
    elif found.looks_again:
        st.info(
            _(
                "You act as {who}, who had a hand in this campaign. Two people should look at it ({why}): in a team this small it waits"
                " for a second look afterwards, under Settings, People, Four eyes.",
                who=f"**{plain(who)}**",
                why=why,
            ),
            icon=":material/visibility:",
        )
    else:
        st.caption(_("You act as {who}.", who=f"**{plain(who)}**"))
    return found.may_approve
