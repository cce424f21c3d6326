"""What only a person decides on the work list: held and uncertain messages, one or many, and what is done with an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from core.actions import Action
from core.campaigns import decide, reading
from core.campaigns.rewrite import rewrite
from core.desk import stopped, work
from core.vocabulary import WorkKind
from dashboard import jobs, reads
from dashboard.campaign.evidence import evidence
from dashboard.campaign.held_why import held_why
from dashboard.customer.done import tell, turn
from dashboard.doors import go, link
from dashboard.plain import plain
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from dashboard.i18n import Words

HERE: Final = ("", "work list")
"""Where something was done, for the line that says so and takes it back."""
JOB: Final = "write held messages anew"
MOST_AT_ONCE: Final = 500


def held_board(entry: Mapping[str, Any], words: Words) -> None:
    """Draw the ways on for a held message: written anew, as it is after all, or not at all."""
    _ = words
    desk = reads.application().desk
    message_id, name = int(entry["ref_id"]), str(entry["campaign"])
    if st.button(
        _("Write it anew"),
        type="primary",
        icon=":material/edit_note:",
        key=f"anew_{message_id}",
        help=_(
            "By the ledger of now, in a campaign of its own, for you to read and approve. The old message never goes."
        ),
        disabled=not may(Action.CAMPAIGN),
    ):
        _anew([message_id], words)
    _choices(
        entry,
        (
            (
                later("Send it after all"),
                ":material/send:",
                lambda why: decide.release(desk, name, message_id, by=person(), why=why),
            ),
            (
                later("Drop it"),
                ":material/delete:",
                lambda why: decide.keep_back(desk, name, message_id, by=person(), why=why),
            ),
        ),
        words,
    )
    link("campaign", _("Open the campaign"), icon=":material/outgoing_mail:", name=name)


def decide_board(entry: Mapping[str, Any], words: Words) -> None:
    """Draw the two ways to decide on an uncertain message."""
    _ = words
    desk = reads.application().desk
    message_id, name = int(entry["ref_id"]), str(entry["campaign"])
    st.caption(_("The connection died at the worst moment: it may have arrived. It is never sent again by itself."))
    st.caption(" · ".join(evidence(reading.in_ledger(desk, message_id), words)))
    _choices(
        entry,
        (
            (
                later("Count it as sent"),
                ":material/check:",
                lambda why: decide.accept_as_sent(desk, name, message_id, by=person(), why=why),
            ),
            (
                later("Send it again"),
                ":material/replay:",
                lambda why: decide.resend(desk, name, message_id, by=person(), why=why),
            ),
        ),
        words,
    )
    link("campaign", _("Open the campaign"), icon=":material/outgoing_mail:", name=name)


def done_board(entry: Mapping[str, Any], words: Words) -> None:
    """Draw how an exception or a task ends: somebody says what was done about it."""
    _ = words
    sub = entry["what"]
    if sub == "channel":
        link("campaigns", _("See why it paused, and resume"), icon=":material/play_arrow:")
        return
    if sub == "standing":
        link("today", _("See why it paused, and resume"), icon=":material/play_arrow:")
        return
    acts: list[tuple[str, str, Callable[[str], object]]] = [
        (later("Done"), ":material/check:", lambda why: _finish(entry, why, words)),
    ]
    if sub == "stopped":
        desk, stop_id = reads.application().desk, int(entry["ref_id"])
        acts.append(
            (
                later("Let it be used again"),
                ":material/undo:",
                lambda why: stopped.lift(desk, stop_id, by=person(), why=why),
            )
        )
    _choices(entry, acts, words)


def all_held(rows: pd.DataFrame, words: Words) -> None:
    """Offer to write every held message of the shown list anew at once."""
    _ = words
    held = rows.loc[rows["kind"] == str(WorkKind.HELD), "ref_id"]
    ids = [int(each) for each in held.head(MOST_AT_ONCE)]
    done = jobs.watch(JOB, words)
    if done is not None:
        jobs.forget(JOB)
        if done.problem is not None:
            jobs.tell(done.problem, words)
        else:
            st.info(str(done.result), icon=":material/edit_note:")
    if len(ids) < 2 or jobs.find(JOB) is not None:  # noqa: PLR2004 - one has its own button
        return
    label = _.count("Write the {n} held message anew", "Write the {n} held messages anew", len(ids))
    if st.button(label, icon=":material/edit_note:", key="anew_all", disabled=not may(Action.CAMPAIGN)):
        app, who = reads.application(), person()

        def write(progress: jobs.Progress) -> str:
            progress(0.1, "")
            made = rewrite(app.desk, app.book(), ids, by=who)
            return words(
                "{n} messages are written anew and wait to be read under Campaigns; {left} stay held.",
                n=words.number(made.messages),
                left=words.number(len(made.left)),
            )

        jobs.start(JOB, later("Writing the held messages anew."), write)
        st.rerun()


def _anew(ids: Sequence[int], words: Words) -> None:
    app = reads.application()
    made = rewrite(app.desk, app.book(), ids, by=person())
    if made.campaigns:
        go("campaign", name=made.campaigns[0])
    why = next(iter(made.left.values()), "")
    st.warning(
        plain(
            words("No message is due to this customer now: {why}. Drop it, or leave it held.", why=held_why(why, words))
        ),
        icon=":material/block:",
    )


def _choices(entry: Mapping[str, Any], acts: Sequence[tuple[str, str, Callable[[str], object]]], words: Words) -> None:
    """Draw the reason and one button per act; what was done is said at the top of the page."""
    _ = words
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        why = st.text_input(_("Why?"), key=f"work_why_{entry['key']}_{turn()}", max_chars=300, width=260)
        for place, (label, icon, act) in enumerate(acts):
            if st.button(
                _(label),
                icon=icon,
                key=f"work_act_{entry['key']}_{place}",
                disabled=not why.strip() or not may(Action.HANDLE),
            ):
                undo = act(why.strip())
                said = f"{plain(entry['name'] or entry['campaign'] or '')}: {_(label)}"
                tell(HERE, said, undo if callable(undo) else None)


def _finish(entry: Mapping[str, Any], why: str, words: Words) -> Callable[[], object]:
    del words
    desk, by = reads.application().desk, person()
    customer = (entry["entity"] or "", entry["customer_id"] or "")
    done_id = work.finish(desk, str(entry["key"]), customer, by=by, why=why)
    return lambda: work.reopen(desk, done_id, by=by)
