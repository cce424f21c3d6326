"""Evidence of registered mail: the provider's PDF, kept with its message by the hash of its bytes, and never changed."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from sqlalchemy import insert, select

from core.channels.answers import found
from core.channels.base import ChannelDownError
from core.channels.http_line import HttpLine, HttpRequest, NoAnswerError
from core.desk import deliveries
from core.desk.deliveries import DeliveryEvent
from core.desk.gateway_tables import Evidence
from core.errors import SaldoError
from core.gateways.writing import AGENT, authorisation
from core.sentence import Sentence
from core.vocabulary import DeliveryKind

if TYPE_CHECKING:
    from datetime import datetime

    from core.channels.gateway_terms import GatewayTerms
    from core.desk.engine import Desk
    from core.vocabulary import ChannelName

LARGEST: Final = 8_000_000  # bytes
PDF: Final = b"%PDF-"
_OK: Final = 200


class EvidenceError(SaldoError):
    """Evidence that cannot be kept."""

    def __init__(self, why: str, *, is_for_now: bool = False) -> None:
        self.is_for_now = is_for_now  # it may be there later
        super().__init__(
            "This evidence was not kept: {why}. Ask the provider for it, and take it in with `receipts`.",
            why=Sentence(why),
        )


class TamperedEvidenceError(SaldoError):
    """Evidence whose bytes are not those that were kept."""

    def __init__(self, name: str) -> None:
        super().__init__("{name} is not what was kept: its hash is another. Restore the desk from a backup.", name=name)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One document of evidence, without its bytes."""

    evidence_id: int
    message_id: int
    name: str
    sha256: str
    source: str
    kept_at: datetime


def keep(desk: Desk, message_id: int, content: bytes, *, name: str, source: str, channel: ChannelName) -> str:
    """Keep a PDF as evidence of a message and return its SHA-256; the same document twice is kept once."""
    if not content.startswith(PDF):
        raise EvidenceError("it is no PDF")
    if len(content) > LARGEST:
        raise EvidenceError(Sentence("it is larger than {largest:,} bytes", largest=LARGEST))
    digest = sha256(content).hexdigest()
    with desk.session() as session:
        seen = select(Evidence.id).where(Evidence.message_id == message_id, Evidence.sha256 == digest)
        if session.scalar(seen) is None:
            row = {"message_id": message_id, "sha256": digest, "name": name, "media_type": "application/pdf"}
            session.execute(insert(Evidence).values(**row, content=content, source=source, kept_at=desk.now()))
            event = DeliveryEvent(
                message_id=message_id,
                channel=channel,
                kind=DeliveryKind.EVIDENCE,
                at=desk.now(),
                source=source,
                source_id=f"{message_id} {digest}",
                words=name,
                detail={"sha256": digest},
            )
            deliveries.note_within(session, desk, [event])
    return digest


def evidence_of(desk: Desk, message_ids: list[int]) -> list[Kept]:
    """Return the evidence of these messages, in the order it came."""
    columns = (Evidence.id, Evidence.message_id, Evidence.name, Evidence.sha256, Evidence.source, Evidence.kept_at)
    with desk.reading() as session:
        rows = session.execute(select(*columns).where(Evidence.message_id.in_(message_ids)).order_by(Evidence.id)).all()
    return [
        Kept(evidence_id=row[0], message_id=row[1], name=row[2], sha256=row[3], source=row[4], kept_at=row[5])
        for row in rows
    ]


def read(desk: Desk, evidence_id: int) -> bytes:
    """Return the bytes of one document; raise ``TamperedEvidenceError`` when they are not those that were kept."""
    with desk.reading() as session:
        row = session.get_one(Evidence, evidence_id)
        if sha256(row.content).hexdigest() != row.sha256:
            raise TamperedEvidenceError(row.name)
        return row.content


def offered(terms: GatewayTerms, document: Any) -> bytes | None:  # noqa: ANN401 (JSON)
    """Return the evidence in a receipt, or where the receipt says it lies at the same gateway; None when there is none."""
    said = found(document, terms.receipt.evidence_at)
    if not said:
        return None
    if said.startswith(("https://", "http://")):
        return _fetched(terms, said)
    try:
        return b64decode(said, validate=True)
    except ValueError:
        raise EvidenceError("it is neither Base64 nor an address") from None


def _fetched(terms: GatewayTerms, address: str) -> bytes:
    """Fetch a document from the gateway itself: nobody who writes a receipt can send us, and our secret, elsewhere."""
    try:
        here, there = urlsplit(terms.address), urlsplit(address)
    except ValueError:
        raise EvidenceError("its address is none") from None
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        raise EvidenceError("its address is not the gateway's own")
    headers, hidden = authorisation(terms)
    line = HttpLine(
        terms.address,
        connect_seconds=terms.connect_seconds,
        answer_seconds=terms.answer_seconds,
        largest=LARGEST,
        ca_file=terms.ca_file,
    )
    path = f"{there.path or '/'}{f'?{there.query}' if there.query else ''}"
    asked = HttpRequest(method="GET", path=path, headers={**headers, "User-Agent": AGENT}, body=b"", hidden=hidden)
    try:
        line.ready()
        answer = line.ask(asked)
    except (ChannelDownError, NoAnswerError) as error:
        raise EvidenceError(
            Sentence("the gateway does not give it ({error})", error=str(error)), is_for_now=True
        ) from error
    finally:
        line.close()
    if answer.status != _OK or answer.is_cut:
        why = "it is too large" if answer.is_cut else f"the gateway answers {answer.status}"
        raise EvidenceError(why, is_for_now=not answer.is_cut)
    return answer.body
