"""A call: the number, the best hour, the script, and one button per outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import streamlit as st

from core.actions import Action
from core.campaigns import agreements, calling, reading
from core.campaigns.agreements import About
from core.campaigns.best_hour import HourFrom, best_hour
from core.campaigns.call_outcome import Conversation, DisputeOf, PromiseOf, conclude, take_back
from core.campaigns.one_message import approve_one, write_one
from core.clock import LOCAL
from core.desk.group_currency import group_currency
from core.money import precision, to_decimal
from core.vocabulary import CallOutcome, ChannelName, DisputeCause
from dashboard import reads
from dashboard.components.mail import script_frame
from dashboard.customer.done import tell, turn
from dashboard.plain import plain
from dashboard.privacy.warned import may_be_kept
from dashboard.session import may, person
from dashboard.texts import CAUSES
from dashboard.work.decide import HERE
from dashboard.work.numbers import numbers_of
from dashboard.work.texts import HOURS, OUTCOME_ICONS, OUTCOMES, SAID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.campaigns.best_hour import BestHour
    from core.campaigns.calling import Taken
    from dashboard.i18n import Words
    from dashboard.reads import Edition

CHOSEN: Final = "work_outcome"
TAKEN: Final = "work_taken"
FRAME_PIXELS: Final = 360


def call_board(of: Edition, entry: Mapping[str, Any], words: Words) -> None:
    """Draw a call with its outcomes."""
    _ = words
    if entry["kind"] == "call" and entry["what"] in {"phone_large", "account_manager"}:
        _into_ledger(of, entry, words)
        return
    hour = _hour(of, entry)
    number = _number(of, entry, hour, words)
    is_of_ledger = entry["kind"] == "call" and entry["what"] == "campaign"
    if entry["has_it"] and entry["has_it"] != person():
        st.warning(plain(_("{who} has this call open.", who=entry["has_it"])), icon=":material/phone_in_talk:")
    if is_of_ledger:
        _taking(int(entry["ref_id"]), hour, words)
    _outcomes(of, entry, number, hour, words)
    if is_of_ledger:
        with st.expander(_("What to say"), icon=":material/description:", expanded=True):
            text = reading.opened(reads.application().desk, int(entry["ref_id"])).text
            script_frame(text, title=_("Call script"), height=FRAME_PIXELS)


def _hour(of: Edition, entry: Mapping[str, Any]) -> BestHour:
    who = (entry["entity"], entry["customer_id"])
    app = reads.application()
    return best_hour(app.desk, reads.book(of), who, int(entry["customer_key"]), entry["country"] or "")


def _number(of: Edition, entry: Mapping[str, Any], hour: BestHour, words: Words) -> str:
    """Draw the number to call as a link, unless nobody may be called now, and the best hour."""
    _ = words
    known = [entry["address"]] if entry["address"] and entry["kind"] == "call" else numbers_of(of, entry)
    if not known:
        st.warning(_("No telephone number that may be used is known."), icon=":material/phone_disabled:")
        return ""
    number = known[0] if len(known) == 1 else str(st.selectbox(_("Number"), known, key=f"number_{entry['key']}"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if hour.is_open:
            digits = "".join(each for each in number if each.isdigit() or each == "+")
            st.link_button(plain(number), f"tel:{digits}", icon=":material/call:", type="primary", shortcut="alt+b")
        else:
            st.markdown(f":material/phone_disabled: {plain(number)}")
        st.caption(_hours(hour, words), width="stretch")
    return str(number)


def _hours(hour: BestHour, words: Words) -> str:
    _ = words
    zone = ZoneInfo(hour.zone)
    told = []
    if hour.source is not HourFrom.NOTHING and hour.minute is not None:
        told.append(_(HOURS[hour.source], time=f"{hour.minute // 60:02d}:{hour.minute % 60:02d}"))
    if hour.is_open:
        told.append(_("May be called until {time}.", time=f"{hour.closes:%H:%M}"))
    else:
        opens = hour.next_opening.astimezone(zone)
        told.append(
            _("May not be called now; from {day}, {time}.", day=_.short_day(opens.date()), time=f"{opens:%H:%M}")
        )
    return " ".join(told)


def _taking(message_id: int, hour: BestHour, words: Words) -> None:
    """Draw the button by which a person takes the call, so that nobody else makes it, and the one that gives it back."""
    _ = words
    desk, taken = reads.application().desk, _ours(message_id)
    if taken is None:
        if st.button(
            _("Take this call"),
            icon=":material/phone_in_talk:",
            key=f"take_{message_id}",
            shortcut="alt+t",
            disabled=not hour.is_open or not may(Action.HANDLE),
        ):
            st.session_state[TAKEN] = calling.take(desk, message_id, by=person())
            st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        until = taken.until_at.astimezone(LOCAL)
        st.caption(_("Yours until {time}: nobody else gets this call.", time=f"{until:%H:%M}"), width="stretch")
        if st.button(
            _("Give it back"), key=f"give_{message_id}", icon=":material/undo:", disabled=not may(Action.HANDLE)
        ):
            calling.give_back(desk, taken)
            st.session_state.pop(TAKEN, None)
            st.rerun()


def _ours(message_id: int) -> Taken | None:
    taken: Taken | None = st.session_state.get(TAKEN)
    return taken if taken is not None and taken.message_id == message_id else None


def _outcomes(of: Edition, entry: Mapping[str, Any], number: str, hour: BestHour, words: Words) -> None:
    _ = words
    with st.container(horizontal=True, gap="small", key="work_outcomes"):
        for place, outcome in enumerate(OUTCOMES, start=1):
            if st.button(
                _(OUTCOMES[outcome]),
                icon=OUTCOME_ICONS[outcome],
                key=f"outcome_{outcome}",
                shortcut=f"alt+{place}",
                type="primary" if st.session_state.get(CHOSEN) == (entry["key"], outcome) else "secondary",
                disabled=(outcome is CallOutcome.WRONG_NUMBER and not number) or not may(Action.HANDLE),
            ):
                st.session_state[CHOSEN] = (entry["key"], outcome)
                st.rerun()
    key, chosen = st.session_state.get(CHOSEN, ("", None))
    if key != entry["key"] or chosen is None:
        return
    talk = _form(of, entry, number, CallOutcome(chosen), hour, words)
    if talk is not None:
        _conclude(of, entry, talk, words)


def _form(  # noqa: PLR0917 - drawn as one
    of: Edition, entry: Mapping[str, Any], number: str, outcome: CallOutcome, hour: BestHour, words: Words
) -> Conversation | None:
    """Draw what an outcome asks for; return the call once it is sent off."""
    _ = words
    about, currency, open_minor = _about(of, entry, words)
    with st.form(f"talk_{outcome}_{turn()}", border=True, enter_to_submit=True):
        agreed: PromiseOf | DisputeOf | None = None
        again_at: datetime | None = None
        if outcome is CallOutcome.PROMISE:
            agreed = _promise(
                currency, _asked(entry, currency, open_minor), max(reads.today(), reads.latest_on(of)), words
            )
        elif outcome is CallOutcome.DISPUTE:
            cause = st.selectbox(_("Cause"), list(CAUSES), format_func=lambda each: _(CAUSES[each]))
            contested = _amount(_("Contested amount"), currency, open_minor)
            is_all = contested == open_minor
            agreed = DisputeOf(cause=DisputeCause(cause), amount_minor=None if is_all else contested, owner=person())
        elif outcome is CallOutcome.CALL_BACK:
            again_at = _again(hour, words)
        said = st.text_input(_("What was said") if outcome is not CallOutcome.NO_ANSWER else _("Remark"), max_chars=300)
        if not st.form_submit_button(
            _(OUTCOMES[outcome]),
            type="primary",
            icon=":material/check:",
            shortcut="alt+s",
            disabled=not may(Action.HANDLE),
        ):
            return None
    if not may_be_kept(said, words):
        return None
    return Conversation(
        about=about,
        number=number,
        outcome=outcome,
        said=said,
        agreed=agreed,
        again_at=again_at,
        entry=None if entry["kind"] == "call" and entry["what"] in {"campaign", "again"} else str(entry["key"]),
    )


def _asked(entry: Mapping[str, Any], currency: str, open_minor: int) -> int:
    """Return what to propose for a promise: what is past due where that is known in this currency, else all that is open."""
    past_due = round(entry["past_due"] * 10 ** precision(currency))
    is_known = currency == group_currency(reads.application().desk) and 0 < past_due <= open_minor
    return past_due if is_known else open_minor


def _promise(currency: str, open_minor: int, earliest: date, words: Words) -> PromiseOf:
    _ = words
    amount = _amount(_("Amount"), currency, open_minor)
    on = st.date_input(_("Promised for"), value=earliest + timedelta(days=7), format="DD-MM-YYYY")
    return PromiseOf(amount_minor=amount, promised_on=on if isinstance(on, date) else None)


def _amount(label: str, currency: str, minor: int) -> int:
    """Draw the box of an amount that begins with ``minor``, and return what stands in it in minor units."""
    digits = precision(currency)
    amount = st.number_input(
        f"{label} ({currency})",
        value=max(0.0, float(to_decimal(minor, currency))),
        min_value=0.0,
        step=10.0**-digits,
        format=f"%.{digits}f",
    )
    said: int = round(amount * 10**digits)
    return said


def _again(hour: BestHour, words: Words) -> datetime:
    _ = words
    zone = ZoneInfo(hour.zone)
    proposed = (hour.at if hour.at > reads.application().desk.now() else hour.next_opening).astimezone(zone)
    on = st.date_input(_("Call back on"), value=proposed.date(), format="DD-MM-YYYY")
    at = st.time_input(_("At"), value=time(proposed.hour, proposed.minute - proposed.minute % 15))
    day = on if isinstance(on, date) else proposed.date()
    return datetime.combine(day, at, zone).astimezone(UTC)


def _about(of: Edition, entry: Mapping[str, Any], words: Words) -> tuple[About, str, int]:
    """Return what an agreement is about: all that is open in one currency, chosen where there are several."""
    whole = About(entity=entry["entity"], customer_id=entry["customer_id"])
    items = agreements.open_items(reads.book(of), whole)
    known = sorted(items["currency"].unique()) or ["EUR"]
    currency = known[0] if len(known) == 1 else str(st.selectbox(words("Currency"), known, key=f"money_{entry['key']}"))
    minor = int(items.loc[items["currency"] == currency, "balance_minor"].sum())
    return About(entity=whole.entity, customer_id=whole.customer_id, currency=currency), currency, minor


def _conclude(of: Edition, entry: Mapping[str, Any], talk: Conversation, words: Words) -> None:
    app, by = reads.application(), person()
    taken = None
    if entry["kind"] == "call" and entry["what"] == "campaign":
        taken = _ours(int(entry["ref_id"])) or calling.take(app.desk, int(entry["ref_id"]), by=by, is_made=True)
        st.session_state[TAKEN] = taken  # kept when the outcome is refused: the call is still this person's
    done = conclude(app.desk, reads.book(of), replace(talk, taken=taken), by=by)
    for key in (TAKEN, CHOSEN):
        st.session_state.pop(key, None)
    said = f"{plain(str(entry['name']))}: {words(SAID[talk.outcome])}"
    if not done.is_settled:
        said += " " + words("Somebody else had taken this call meanwhile: it stays theirs.")
    tell(HERE, said, lambda: take_back(app.desk, app.book(), done.call_id, by=by))


def _into_ledger(of: Edition, entry: Mapping[str, Any], words: Words) -> None:
    """Offer to write the call that a ladder asks for, so that it is counted as every other contact."""
    _ = words
    st.caption(
        _(
            "The ladder asks for this call, and no campaign has it yet. Written into the ledger it counts as a step, as every message does."
        )
    )
    if st.button(
        _("Write the call"),
        type="primary",
        icon=":material/edit_note:",
        key=f"ledger_{entry['key']}",
        disabled=not may(Action.LAUNCH),
    ):
        app, who = reads.application(), (str(entry["entity"]), str(entry["customer_id"]))
        made = write_one(app.desk, reads.book(of), who, as_of=reads.latest_on(of), by=person())
        approve_one(app.desk, made.name, by=person())
        app.launch(made.name, by=person())
        is_call = reading.ledger(app.desk, made.name)[0].channel == ChannelName.PHONE
        tell(
            HERE,
            _("The call is in the list.") if is_call else _("It went by another channel: no number may be called."),
            None,
        )
