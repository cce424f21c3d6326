"""The dossier of one customer: everything an agency needs, read once, as plain tables for every form of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.campaigns.kept_contents import content_of
from core.campaigns.timeline import Happening, timeline
from core.desk.calls import calls_of
from core.desk.campaign_tables import Message, MessageItem, PreviewMessage
from core.desk.case_frames import case_items, cases_of
from core.desk.deliveries import events_of
from core.gateways import evidence
from core.law.costs import costs_ground
from core.law.errors import BeforeTableError, NoEntryError, UnknownCountryError
from core.vocabulary import MAILED, POSTED, CaseState, ChannelName, HoldKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date, datetime

    import pandas as pd

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.handover.candidates import Candidate
    from core.handover.terms import AgencyTerms
    from core.messages.context import Sender

MOST_CALLS: Final = 500
ASKED: Final = [str(each) for each in (Happening.REMINDER, Happening.PROMISE, Happening.DISPUTE, Happening.PLAN)]
SENT: Final = (MessageState.SENT, MessageState.UNCERTAIN)
SUFFIX: Final = {**dict.fromkeys(MAILED, "eml"), **dict.fromkeys(POSTED, "pdf")}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message that went: its day, its hash as it was approved, its bytes, and about which documents."""

    message_id: int
    at: datetime
    channel: ChannelName
    template: str
    subject: str
    address: str
    state: str
    sha256: str
    numbers: tuple[str, ...]
    content: bytes

    @property
    def file_name(self) -> str:
        """Return what its bytes are called in the file."""
        return f"messages/{self.at:%Y-%m-%d}-{self.message_id}.{SUFFIX.get(self.channel, 'txt')}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Dossier:
    """All that is known of one customer that the agency needs; tables have plain values only."""

    reference: str
    as_of: date
    candidate: Candidate
    agency: AgencyTerms
    creditor: Sender
    address: str
    contacts: tuple[tuple[str, str], ...]
    sent: tuple[Sent, ...]
    events: pd.DataFrame
    cases: pd.DataFrame
    log: pd.DataFrame
    calls: pd.DataFrame
    evidence: tuple[tuple[str, bytes], ...]
    law: str

    @property
    def delivered(self) -> list[dict[Hashable, Any]]:
        """Return what was heard of the messages, in the order it happened."""
        return self.events.to_dict("records")


def dossier(
    desk: Desk, book: Book, candidate: Candidate, *, reference: str, as_of: date, agency: AgencyTerms, creditor: Sender
) -> Dossier:
    """Return the dossier of ``candidate``: only what is about this claim and how it was asked for; no scores, no notes of ours."""
    who = (candidate.entity, candidate.customer_id)
    numbers = frozenset(each.number for each in candidate.parts)
    sent = _sent(desk, who, numbers)
    addresses = book.rows("handover_addresses", customer_key=candidate.customer_key)
    post = next((str(row["address"]) for row in addresses if row["kind"] == "post"), "")
    return Dossier(
        reference=reference,
        as_of=as_of,
        candidate=candidate,
        agency=agency,
        creditor=creditor,
        address=post,
        contacts=tuple((str(row["kind"]), str(row["address"])) for row in addresses if row["kind"] != "post"),
        sent=sent,
        events=events_of(desk, [each.message_id for each in sent]),
        cases=_cases(desk, who, numbers),
        log=_log(desk, book, candidate, as_of),
        calls=calls_of(desk, entity=who[0], customer_id=who[1], limit=MOST_CALLS).iloc[::-1].reset_index(drop=True),
        evidence=tuple(
            (f"evidence/{kept.message_id}-{kept.sha256[:8]}.pdf", evidence.read(desk, kept.evidence_id))
            for kept in evidence.evidence_of(desk, [each.message_id for each in sent])
        ),
        law=_law(candidate, as_of),
    )


def _sent(desk: Desk, who: tuple[str, str], numbers: frozenset[str]) -> tuple[Sent, ...]:
    """Return the messages that asked for one of ``numbers``, the oldest first; what was paid long ago is none of an agency's business."""
    about_it = select(MessageItem.message_id).where(MessageItem.number.in_(numbers))
    chosen = (
        select(Message, PreviewMessage.template, PreviewMessage.subject)
        .join(PreviewMessage, PreviewMessage.id == Message.id)
        .where(
            Message.entity == who[0],
            Message.customer_id == who[1],
            Message.state.in_(SENT),
            Message.id.in_(about_it),
        )
        .order_by(Message.id)
    )
    with desk.reading() as session:
        rows = session.execute(chosen).all()
        ids = [message.id for message, _, _ in rows]
        named: dict[int, set[str]] = {}
        about = select(MessageItem.message_id, MessageItem.number).where(MessageItem.message_id.in_(ids))
        for message_id, number in session.execute(about):
            named.setdefault(message_id, set()).add(number)
        return tuple(
            Sent(
                message_id=message.id,
                at=message.settled_at or message.queued_at,
                channel=ChannelName(message.channel),
                template=template,
                subject=subject,
                address=message.address,
                state=message.state,
                sha256=message.sha256.hex(),
                numbers=tuple(sorted(named.get(message.id, ()))),
                content=content_of(session, message),
            )
            for message, template, subject in rows
        )


def _cases(desk: Desk, who: tuple[str, str], numbers: frozenset[str]) -> pd.DataFrame:
    """Return promises, plans and disputes of these ``numbers`` or of the whole account, the oldest first, with the documents."""
    found = cases_of(desk, entity=who[0], customer_id=who[1])
    found = found[(found["state"] != CaseState.WITHDRAWN) & (found["kind"] != HoldKind.STOP)]
    items = case_items(desk, entity=who[0], customer_id=who[1])
    elsewhere = set(items.loc[items["number"].notna(), "case_id"]) - set(
        items.loc[items["number"].isin(numbers), "case_id"]
    )
    found = found[~found["case_id"].isin(elsewhere)]
    named = items.groupby("case_id")["number"].agg(lambda each: ", ".join(sorted({str(n) for n in each.dropna()})))
    return found.assign(numbers=found["case_id"].map(named).fillna("")).sort_values("case_id", ignore_index=True)


def _log(desk: Desk, book: Book, candidate: Candidate, as_of: date) -> pd.DataFrame:
    """Return what happened with the claim: its invoices and payments, reminders, promises and disputes."""
    known = timeline(desk, book, (candidate.entity, candidate.customer_id), candidate.customer_key, as_of=as_of)
    numbers = [each.number for each in candidate.parts]
    # Only what is about this claim: paid invoices of before are nobody's business but the customer's and ours.
    shown = known[known["kind"].isin(ASKED) | known["number"].isin(numbers)]
    return shown.sort_values(["on", "kind", "number"], kind="stable", ignore_index=True)


def _law(candidate: Candidate, as_of: date) -> str:
    try:
        ground = costs_ground(candidate.country, candidate.customer_type, as_of)
    except (NoEntryError, UnknownCountryError, BeforeTableError):
        return ""
    return ground.source
