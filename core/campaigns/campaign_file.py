"""A campaign's file: audience with reasons, every text and its hash, approvals, receipts and the trail, as one ZIP."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import func, select

from core.acting import permitted
from core.actions import Action
from core.campaigns import file_tables
from core.campaigns.kept_contents import KeptContents
from core.campaigns.plan import kept_customers, kept_items
from core.campaigns.reading import totals
from core.campaigns.states import get
from core.desk import audit
from core.desk.campaign_tables import Message, PreviewMessage
from core.desk.gateway_tables import Evidence
from core.intake.export import csv_safe
from core.vocabulary import MAILED
from core.zipped import Zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from core.desk.campaign_tables import Campaign
    from core.desk.engine import Desk

    Progress = Callable[[float, str], None]

ONE_BY_ONE: Final = 2_000
"""Messages up to which each is a file of its own; of more, many follow each other in one, at the place messages.csv says."""
AT_A_TIME: Final = 250
ERASED: Final = "erased"
LEFT_OUT: Final = "left out"
README: Final = """The file of campaign {name}.

campaign.json            what was chosen, by which policies, and how the audience adds up to the portfolio
audience_customers.csv   everybody, in or out, with the one reason and its evidence
audience_items.csv       every open item, credit and unapplied payment that was looked at
messages.csv             each message: to whom, which text, why this channel and moment, and the SHA-256 of its exact bytes from
                         approval on; text says in which file it lies here and, where several lie in one, at which byte and how
                         long. 'erased': the customer was erased since. 'left out': by hand, and not kept
texts/                   the messages themselves, byte for byte as they were approved and sent
approvals.csv            who planned, edited, left out, approved, launched, paused and stopped, when and why
decisions.csv            decisions of a person on steps to a natural person's disadvantage
second_looks.csv         approvals given alone, and who looked again
ledger.csv               each message in the contact ledger: its state, attempts, and what the other side answered
receipts.csv             what was heard afterwards: delivered, came back, printed
evidence/                documents of registered mail, by the number of their message
trail.csv                the entries of the audit trail that name this campaign
manifest.json            SHA-256 of every part of this file
"""
Row = dict[str, Any]


@permitted(Action.EXPORT)
def write(desk: Desk, name: str, target: IO[bytes], *, by: str, progress: Progress | None = None) -> int:
    """Write the file of the campaign called ``name`` to ``target``, of the customers that its reader sees; return its messages.

    Raises ``UnknownNameError`` when there is no such campaign.
    """
    tell = progress or _silently
    summed = totals(desk, name)
    with desk.reading() as session, Zipped(target) as file:
        campaign = get(session, name)
        told = {**file_tables.about(session, campaign), "totals": summed, "made_by": by, "made_at": desk.now()}
        file.add("README.txt", README.format(name=name).encode())
        file.add("campaign.json", json.dumps(told, indent=1, ensure_ascii=False, default=str).encode() + b"\n")
        _table(file, "audience_customers", kept_customers(session, campaign))
        _table(file, "audience_items", kept_items(session, campaign))
        rows = _messages(session, campaign, file, tell)
        tell(0.9, "Writing what was done and heard")
        _table(file, "messages", pd.DataFrame(rows))
        for table in (file_tables.approvals, file_tables.decisions, file_tables.second_looks, file_tables.ledger):
            _table(file, table.__name__, table(session, campaign))
        _table(file, "receipts", file_tables.receipts(session, campaign))
        for message_id, number, content in _evidence(session, campaign):
            file.add(f"evidence/{message_id:08}-{number}.pdf", content)
        _table(file, "trail", file_tables.trail(desk, campaign))
    audit.keep(desk, file=f"campaign {name}.zip", messages=len(rows))
    tell(1.0, "The file is there")
    return len(rows)


def _silently(_share: float, _step: str) -> None:
    return None


def _table(file: Zipped, name: str, rows: pd.DataFrame) -> None:
    file.add(f"{name}.csv", csv_safe(rows).encode("utf-8-sig"))


def _messages(session: Session, campaign: Campaign, file: Zipped, tell: Progress) -> list[Row]:
    """Write the texts of every message and return the rows that say what they are and where they lie."""
    own = PreviewMessage.campaign_id == campaign.id
    count = session.scalar(select(func.count()).select_from(PreviewMessage).where(own)) or 0
    contents, last, rows = KeptContents(), 0, list[Row]()
    while True:
        wanted = (
            select(PreviewMessage).where(own, PreviewMessage.id > last).order_by(PreviewMessage.id).limit(AT_A_TIME)
        )
        part = list(session.scalars(wanted))
        if not part:
            return rows
        texts = {key: each.plain for key, each in contents.of(session, part).items()}
        places = _apart(file, part, texts) if count <= ONE_BY_ONE else _together(file, part, texts)
        rows.extend(file_tables.message_row(each, places[each.id]) for each in part)
        last = part[-1].id
        session.expunge_all()
        session.add(campaign)
        tell(0.85 * len(rows) / count, "Writing the messages")


def _apart(file: Zipped, part: Sequence[PreviewMessage], texts: dict[int, bytes]) -> dict[int, Row]:
    places: dict[int, Row] = {}
    for each in part:
        if each.id not in texts:
            places[each.id] = _missing(each)
            continue
        ending = "eml" if each.channel in MAILED else "txt"
        name = f"texts/{each.id:08}.{ending}"
        file.add(name, texts[each.id])
        places[each.id] = {"text": name, "at_byte": 0, "bytes": len(texts[each.id])}
    return places


def _together(file: Zipped, part: Sequence[PreviewMessage], texts: dict[int, bytes]) -> dict[int, Row]:
    name, at = f"texts/{part[0].id:08}-{part[-1].id:08}.bin", 0
    places: dict[int, Row] = {}
    for each in part:
        if each.id not in texts:
            places[each.id] = _missing(each)
            continue
        places[each.id] = {"text": name, "at_byte": at, "bytes": len(texts[each.id])}
        at += len(texts[each.id])
    file.add(name, b"".join(texts[each.id] for each in part if each.id in texts))
    return places


def _missing(message: PreviewMessage) -> Row:
    return {"text": LEFT_OUT if message.is_excluded else ERASED, "at_byte": None, "bytes": None}


def _evidence(session: Session, campaign: Campaign) -> Iterator[tuple[int, int, bytes]]:
    own = select(Message.id).where(Message.campaign_id == campaign.id)
    for number in session.scalars(select(Evidence.id).where(Evidence.message_id.in_(own)).order_by(Evidence.id)).all():
        kept = session.get_one(Evidence, number)
        yield kept.message_id, number, kept.content
