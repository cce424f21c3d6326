"""The open entry: who it is, why it is on the list, what is owed, what was said before, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.campaigns import agreements, reading
from core.campaigns.agreements import About
from core.campaigns.work_value import effects
from core.clock import LOCAL
from core.desk import replies
from core.desk.calls import calls_of
from core.desk.customer_requests import files_of, open_requests
from core.errors import SaldoError
from core.strategy.mix_words import CHANNELS
from core.vocabulary import CallOutcome, ChannelName, MessageState, WorkKind
from dashboard import reads
from dashboard.campaign.called import called
from dashboard.campaign.differences import in_words
from dashboard.campaign.held_why import held_why
from dashboard.customer.done import turn
from dashboard.customer.own_page import request_card
from dashboard.doors import link
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.replies.buttons import buttons
from dashboard.tables import local
from dashboard.texts import MESSAGE_STATES
from dashboard.work.call import call_board
from dashboard.work.decide import decide_board, done_board, held_board
from dashboard.work.people import hand_over
from dashboard.work.queue import what
from dashboard.work.texts import CHANCES, ICONS, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.campaigns.work_list import WorkList
    from dashboard.i18n import Words
    from dashboard.reads import Edition

MOST = 4
REQUEST = "request"
MOST_LINES = 12


def entry_board(of: Edition, found: WorkList, entry: Mapping[str, Any], words: Words) -> None:
    """Draw the open entry with its acts."""
    _ = words
    kind = WorkKind(entry["kind"])
    with st.container(border=True, gap="small", key="work_open"):
        with st.container(horizontal=True, vertical_alignment="center"):
            name = entry["name"] or called(entry["campaign"] or "", words) or entry["address"] or _("Unknown sender")
            st.header(f"{ICONS[kind]} {plain(name)}", anchor=False, width="stretch")
            st.badge(what(entry["kind"], entry["what"], words), color="red" if entry["is_legal"] else "blue")
        _owed(of, found, entry, words)
        _why(entry, found, words)
        try:
            _acts(of, kind, entry, words)
        except SaldoError as refused:
            refuse(refused, icon=":material/block:")
        if entry["customer_key"] is not None:
            _before(entry, words)
        hand_over(found, entry, words)


def _acts(of: Edition, kind: WorkKind, entry: Mapping[str, Any], words: Words) -> None:
    if kind in {WorkKind.CALL, WorkKind.BROKEN}:
        call_board(of, entry, words)
    elif kind is WorkKind.HELD:
        held_board(entry, words)
    elif kind is WorkKind.UNCERTAIN:
        decide_board(entry, words)
    elif kind is WorkKind.REPLY:
        _reply(entry, words)
    else:
        done_board(entry, words)


def _reply(entry: Mapping[str, Any], words: Words) -> None:
    """Draw what the customer wrote and what can be made of it; a reply of nobody is attached on its own page."""
    if entry["what"] == REQUEST:
        _request(entry, words)
        return
    if entry["customer_id"] is None:
        link("replies", words("Say whose it is"), icon=":material/person_search:", view="nobody")
        return
    found = replies.reply_of(reads.application().desk, int(entry["ref_id"]))
    lines = str(found["text"]).splitlines() if found is not None else []
    st.markdown("  \n".join(plain(line) for line in lines[:MOST_LINES]) or words("No text."))
    buttons(int(entry["ref_id"]), entry["what"] or None, words)
    link("replies", words("All replies"), icon=":material/reply:")


def _request(entry: Mapping[str, Any], words: Words) -> None:
    """Draw what the customer asked for on the own page, its files, and the buttons that decide it."""
    desk = reads.application().desk
    found = open_requests(desk, entity=entry["entity"], customer_id=entry["customer_id"])
    files = files_of(desk, [int(entry["ref_id"])])
    for row in found[found["request_id"] == int(entry["ref_id"])].to_dict("records"):
        request_card(row, files.get(int(entry["ref_id"]), []), words)


def _owed(of: Edition, found: WorkList, entry: Mapping[str, Any], words: Words) -> None:
    _ = words
    if entry["customer_key"] is None:
        return
    parts = [
        _("{amount} past due", amount=f"**{plain(words.money(round(entry['past_due'] * 100), found.currency))}**"),
        _("oldest {n} days", n=_.number(entry["oldest_days"] or 0)),
        plain(_("{entity}, customer {number}", entity=entry["entity"], number=entry["customer_id"])),
    ]
    st.markdown(" · ".join(parts))
    about = About(entity=entry["entity"], customer_id=entry["customer_id"])
    items = agreements.open_items(reads.book(of), about)
    with st.expander(_.count("{n} open invoice", "{n} open invoices", len(items)), icon=":material/receipt_long:"):
        for row in items.head(12).to_dict("records"):
            st.markdown(f"{plain(row['number'])} · {plain(words.money(row['balance_minor'], row['currency']))}")
        link(
            "customer",
            _("Everything about this customer"),
            icon=":material/person:",
            id=str(int(entry["customer_key"])),
        )


def _why(entry: Mapping[str, Any], found: WorkList, words: Words) -> None:
    """Say why the entry is on the list, and why at this place."""
    _ = words
    told = _said(entry, words)
    if told:
        st.markdown(told)
    if entry["campaign"] and entry["step"]:
        st.caption(
            plain(
                _("Campaign {name}, step {step}.", name=called(entry["campaign"], words), step=_.number(entry["step"]))
            )
        )
    if entry["is_legal"]:
        st.warning(_("A legal notice: its term does not run before it has arrived."), icon=":material/gavel:")
    if entry["customer_key"] is None or not entry["channel"]:
        return
    effect = effects(reads.application().desk, found.capacity.on).get(entry["channel"], 0.0)
    st.caption(
        plain(
            _(
                "Expected {amount}: what is past due and not expected by itself ({who}), of which one contact by {channel} brings in {effect}.",
                amount=words.round_money(round(entry["expected"] * 100), found.currency),
                who=_(CHANCES[entry["chance"] or ""]),
                channel=_(CHANNELS[ChannelName(entry["channel"])]),
                effect=words.share(effect, 0),
            )
        )
    )


def _said(entry: Mapping[str, Any], words: Words) -> str:
    if entry["what"] == REQUEST:
        return ""  # its card says it
    told = plain(held_why(entry["told"], words))
    if entry["kind"] == WorkKind.CALL and entry["what"] == "campaign" and entry["ref_id"] is not None and not told:
        why = reading.opened(reads.application().desk, int(entry["ref_id"])).message.treatment.get("channel")
        return plain(words(str(why))) if why else ""
    if entry["kind"] == WorkKind.HELD and entry["ref_id"] is not None:
        message = reading.in_ledger(reads.application().desk, int(entry["ref_id"]))
        lines = in_words(message.difference, words)
        return "\n".join([told, "", *(f"- {plain(line)}" for line in lines)]) if lines else told
    return told


def _before(entry: Mapping[str, Any], words: Words) -> None:
    """Draw the last contacts: messages and calls, the newest first."""
    _ = words
    desk, who = reads.application().desk, (entry["entity"], entry["customer_id"])
    rows: list[tuple[Any, str]] = [
        (
            row["called_at"].to_pydatetime(),
            f":material/call: {_(OUTCOMES[CallOutcome(row['outcome'])])} · {plain(row['called_by'])} · {plain(row['said'])}",
        )
        for row in calls_of(desk, entity=who[0], customer_id=who[1], limit=MOST).to_dict("records")
    ]
    rows += [
        (
            message.settled_at or message.queued_at,
            f":material/outgoing_mail: {_(CHANNELS[ChannelName(message.channel)])} · {_(MESSAGE_STATES[MessageState(message.state)])} · {plain(campaign)}",
        )
        for message, campaign in reading.messages_to(desk, *who)[:MOST]
        if message.id != entry["ref_id"]
    ]
    if not rows:
        st.caption(_("No contact before this."))
        return
    with st.container(gap=None, key=f"before_{turn()}"):
        for at, said in sorted(rows, key=lambda each: each[0], reverse=True)[:MOST]:
            moment = local(at)
            day = words.short_day(at.astimezone(LOCAL).date()) if moment else ""
            st.caption(f"{day} · {said}")
