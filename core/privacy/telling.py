"""Everything that is known of one customer, as the customer may have it (GDPR art. 15 and 20): facts, messages, files, sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import LargeBinary, select

from core.acting import permitted, require
from core.actions import Action
from core.campaigns.kept_contents import KeptContents
from core.customer_page.uploads import place_of
from core.desk import audit
from core.desk.campaign_tables import Message, PreviewMessage
from core.desk.customer_page_tables import CustomerFile, CustomerRequest
from core.desk.gateway_tables import Evidence
from core.desk.reply_tables import Reply, ReplyFile
from core.desk.scope_rules import tables
from core.errors import UnknownNameError
from core.messages.letters.press import pdf
from core.privacy.own_rows import asked
from core.vocabulary import MAILED, POSTED, ChannelName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from core.privacy.called import Customer
    from core.privacy.erasing import Places

LEDGER: Final = {
    "addresses": "told_addresses",
    "documents": "told_documents",
    "payments": "told_payments",
    "disputes": "told_disputes",
    "sources": "told_sources",
}
"""Parts of the ledger by the query that gives them."""
NOT_TOLD: Final = frozenset(
    {
        "audit_value", "customer_place", "customer_secret", "gateway_message", "held_out", "ladder_task", "mail_read",
        "preview_batch", "work_assignment", "work_look",
    }
)  # fmt: skip
"""Keys, clockwork, the trail of what people of the house did, and what is told elsewhere in the file."""
_HIDDEN: Final = frozenset({"searched", "treatment", "fingerprint", "token_sha256", "claim", "worker_id"})


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is told: the ledger's part, the desk's rows by table, how they are judged in words, and files by name."""

    customer: Customer
    name: str
    made_at: datetime
    ledger: Mapping[str, Any]
    desk: Mapping[str, Sequence[Mapping[str, Any]]]
    judged: Sequence[str]
    files: Mapping[str, bytes]

    def with_judged(self, judged: Sequence[str]) -> Told:
        """Return it with how the customer is judged."""
        return replace(self, judged=tuple(judged))

    def document(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "entity": self.customer[0],
            "customer_id": self.customer[1],
            "made_at": self.made_at.isoformat(),
            "ledger": dict(self.ledger),
            "desk": {name: list(rows) for name, rows in self.desk.items()},
            "judged": list(self.judged),
            "files": sorted(self.files),
        }


@permitted(Action.PRIVACY)
def tell(places: Places, customer: Customer, *, by: str) -> Told:
    """Return everything that is known of ``customer``, but how it is judged (core.privacy.judging).

    That it was asked for stands in the audit trail. Raises ``UnknownNameError`` for nobody the ledger knows.
    """
    require(Action.PRIVACY)  # also where it is part of another act, such as a download
    entity, customer_id = customer
    book = places.book()
    known = [] if book is None else book.rows("told_customer", entity=entity, customer_id=customer_id)
    if book is None or not known:
        raise UnknownNameError("customer", customer_id, [])
    ledger: dict[str, Any] = {"customer": _plain(known[0])}
    for name, query in LEDGER.items():
        ledger[name] = [_plain(row) for row in book.rows(query, entity=entity, customer_id=customer_id)]
    with places.desk.reading() as session:
        desk = _rows(session, customer)
        files = _messages(session, customer) | _files(session, places, customer)
    audit.took_away(places.desk, "everything of one customer", by=by, customer_id=customer_id, files=len(files))
    return Told(
        customer=customer,
        name=str(known[0]["name"]),
        made_at=places.desk.now(),
        ledger=ledger,
        desk=desk,
        judged=(),
        files=files,
    )


def _rows(session: Session, customer: Customer) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for name, table in sorted(tables().items()):
        question = None if name in NOT_TOLD else asked(table, customer)
        if question is None:
            continue
        bytes_of = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
        rows = [
            {column: value for column, value in row.items() if column not in bytes_of | _HIDDEN and value is not None}
            for row in session.execute(question).mappings()
        ]
        if rows:
            found[name] = [_plain(row) for row in rows]
    return found


def _messages(session: Session, customer: Customer) -> dict[str, bytes]:
    """Return every message that was written to ``customer``, as it went or would have gone."""
    chosen = select(PreviewMessage).where(
        PreviewMessage.entity == customer[0], PreviewMessage.customer_id == customer[1]
    )
    rows = session.scalars(chosen.order_by(PreviewMessage.id)).all()
    states = select(Message.id, Message.state).where(Message.entity == customer[0], Message.customer_id == customer[1])
    sent = {row.id: row.state for row in session.execute(states)}
    contents, found = KeptContents().of(session, rows), dict[str, bytes]()
    for row in rows:
        if row.id in contents and contents[row.id].plain:
            channel = ChannelName(row.channel)
            plain = contents[row.id].plain
            name = f"messages/{row.id:08d}-{row.template}-{sent.get(row.id, 'not sent').replace(' ', '_')}"
            if channel in MAILED:
                found[f"{name}.eml"] = plain
            elif channel in POSTED:
                found[f"{name}.pdf"] = pdf(plain)
            else:
                found[f"{name}.txt"] = plain
    return found


def _files(session: Session, places: Places, customer: Customer) -> dict[str, bytes]:
    """Return the files that ``customer`` sent, and the proof of registered mail to it."""
    found: dict[str, bytes] = {}
    uploads = (
        select(CustomerFile.id, CustomerFile.sha256, CustomerFile.name)
        .join(CustomerRequest, CustomerRequest.id == CustomerFile.request_id)
        .where(CustomerRequest.entity == customer[0], CustomerRequest.customer_id == customer[1])
    )
    for row in session.execute(uploads):
        place = place_of(places.home, row.sha256)
        if place.is_file():
            found[_named("uploads", row.id, row.name)] = place.read_bytes()
    replies = (
        select(ReplyFile.id, ReplyFile.name, ReplyFile.content)
        .join(Reply, Reply.id == ReplyFile.reply_id)
        .where(Reply.entity == customer[0], Reply.customer_id == customer[1], ReplyFile.content.is_not(None))
    )
    proofs = (
        select(Evidence.id, Evidence.name, Evidence.content)
        .join(Message, Message.id == Evidence.message_id)
        .where(Message.entity == customer[0], Message.customer_id == customer[1])
    )
    for folder, question in (("replies", replies), ("proofs", proofs)):
        found |= {_named(folder, row.id, row.name): bytes(row.content) for row in session.execute(question)}
    return found


def _named(folder: str, number: int, name: str) -> str:
    safe = "".join(letter if letter.isalnum() or letter in "._- " else "_" for letter in name).strip(". ")
    return f"{folder}/{number:08d}-{safe or 'file'}"


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): _value(value) for name, value in row.items() if value is not None}


def _value(value: Any) -> Any:  # noqa: ANN401 - whatever a database holds
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
