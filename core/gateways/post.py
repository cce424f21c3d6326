"""Receipt files of a printing house or a registered-mail service: what became of each letter, with track code and evidence."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from core.acting import permitted
from core.actions import Action
from core.desk import deliveries
from core.desk.campaign_tables import Message
from core.desk.deliveries import DeliveryEvent
from core.desk.statements import parts
from core.errors import SaldoError
from core.gateways.evidence import EvidenceError, keep
from core.sentence import Sentence
from core.vocabulary import POSTED, ChannelName, DeliveryKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.desk.engine import Desk

LARGEST: Final = 20_000_000  # bytes
AT_ONCE: Final = 5_000  # events in one transaction: fewer values than a statement may name
SOURCE: Final = "receipt file"
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "reference": ("reference", "referentie", "ref", "our reference", "kenmerk"),
    "printed": ("printed", "printed_on", "printed on", "geprint", "gedrukt"),
    "posted": ("posted", "posted_on", "posted on", "sent", "mailed", "gepost", "verzonden"),
    "delivered": ("delivered", "delivered_on", "delivered on", "bezorgd", "accepted", "aanvaard"),
    "refused": ("refused", "refused_on", "geweigerd", "expired", "verlopen"),
    "returned": ("returned", "returned_on", "returned on", "retour", "teruggestuurd"),
    "track": ("track", "track code", "track_code", "tracking", "trackcode", "barcode"),
    "reason": ("reason", "reden", "remark", "opmerking"),
    "evidence": ("evidence", "proof", "bewijs"),
}
KINDS: Final = {
    "printed": DeliveryKind.EVIDENCE,
    "posted": DeliveryKind.EVIDENCE,
    "delivered": DeliveryKind.DELIVERED,
    "refused": DeliveryKind.REFUSED,
    "returned": DeliveryKind.RETURNED,
}
"""Printing and posting prove that we sent; only the post itself says what became of a letter."""
_FORMS: Final = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d")
_KNOWN: Final = frozenset({*POSTED, ChannelName.REGISTERED_EMAIL})
_NOON: Final = time(12, tzinfo=UTC)


class ReceiptFileError(SaldoError):
    """A receipt file that cannot be read at all."""

    def __init__(self, name: str, why: str) -> None:
        wanted = "reference and one of printed, posted, delivered, returned"
        super().__init__(
            "The receipt file {name} cannot be read: {why}. It needs the columns {wanted}.",
            name=name,
            why=Sentence(why),
            wanted=wanted,
        )


@dataclass(frozen=True, kw_only=True)
class PostReport:
    """What came of a receipt file: events noted, known before, and in words every line that could not be used."""

    noted: int = 0
    known_before: int = 0
    faults: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return it in one line."""
        return f"{self.noted} noted, {self.known_before} known before, {len(self.faults)} lines that cannot be used"


@permitted(Action.HANDLE)
def note_file(desk: Desk, path: Path) -> PostReport:
    """Note what a receipt file says; the same file twice changes nothing. Raises ``ReceiptFileError``.

    Evidence is a PDF that lies beside the file.
    """
    if path.stat().st_size > LARGEST:
        raise ReceiptFileError(path.name, Sentence("it is larger than {largest:,} bytes", largest=LARGEST))
    rows = list(_rows(path))
    letters = _letters(desk, [row["reference"] for _, row in rows])
    events: list[DeliveryEvent] = []
    faults: list[str] = []
    for line, row in rows:
        letter = letters.get(row["reference"])
        if letter is None:
            faults.append(f"line {line}: no letter has the reference {row['reference'][:40]!r}")
            continue
        told, wrong = _told(row, letter, desk.now())
        events += told
        faults += [f"line {line}: {each}" for each in wrong]
        faults += [f"line {line}: {each}" for each in _evidence(desk, path, row, letter)]
    noted = sum(len(deliveries.note(desk, some)) for some in parts(events, AT_ONCE))
    return PostReport(noted=noted, known_before=len(events) - noted, faults=tuple(faults))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ReceiptFileError(path.name, "it is no text")
    head = text.partition("\n")[0]
    delimiter = max(";,\t|", key=head.count)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        names = [re.sub(r"\s+", " ", name).strip().lower() for name in next(lines, [])]
        places = {of: names.index(each) for of, known in COLUMNS.items() for each in known if each in names}
        if "reference" not in places or not places.keys() & KINDS.keys():
            raise ReceiptFileError(path.name, "it lacks columns")
        for cells in lines:
            row = {of: cells[at].strip() if at < len(cells) else "" for of, at in places.items()}
            if any(row.values()):
                yield lines.line_num, {of: row.get(of, "") for of in COLUMNS}
    except csv.Error as error:
        raise ReceiptFileError(path.name, str(error)) from error


def _letters(desk: Desk, references: list[str]) -> dict[str, tuple[int, ChannelName]]:
    """Return number and channel of each letter that a reference names: its number, as in the index of the print run, or its Message-ID."""
    numbers = sorted({int(each) for each in references if re.fullmatch(r"[0-9]{1,15}", each)})
    names = sorted({f"<{each.strip('<>')}>" for each in references if "@" in each})
    found: dict[str, tuple[int, ChannelName]] = {}
    with desk.reading() as session:
        for wanted in (
            *(Message.id.in_(some) for some in parts(numbers)),
            *(Message.message_id.in_(some) for some in parts(names)),
        ):
            for row in session.execute(select(Message.id, Message.message_id, Message.channel).where(wanted)):
                if row.channel in _KNOWN:
                    letter = (row.id, ChannelName(row.channel))
                    names_of = (str(row.id), row.message_id, row.message_id.strip("<>"))
                    found |= dict.fromkeys(names_of, letter)
    return found


def _told(
    row: Mapping[str, str], letter: tuple[int, ChannelName], now: datetime
) -> tuple[list[DeliveryEvent], list[str]]:
    events, wrong = [], []
    for what, kind in KINDS.items():
        said = row[what]
        if not said or said.lower() in {"no", "nee", "0", "n"}:
            continue
        on = _day(said)
        if on is None or on > now.date():
            wrong.append(f"{said[:40]!r} is no date that {what} can have")
            continue
        events.append(
            DeliveryEvent(
                message_id=letter[0],
                channel=letter[1],
                kind=kind,
                at=min(datetime.combine(on, _NOON), now),
                source=SOURCE,
                source_id=f"{letter[0]} {what} {on}",
                code=what,
                words=" ".join(filter(None, (row["track"], row["reason"]))),
                detail={"track": row["track"][:100]} if row["track"] else {},
            )
        )
    return events, wrong


def _day(said: str) -> date | None:
    for form in _FORMS:
        try:
            return datetime.strptime(said[:10].strip(), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def _evidence(desk: Desk, path: Path, row: Mapping[str, str], letter: tuple[int, ChannelName]) -> list[str]:
    name = row["evidence"]
    if not name:
        return []
    beside = path.parent / name
    if beside.parent != path.parent or not beside.is_file():
        return [f"the evidence {name[:60]!r} does not lie beside the file"]
    try:
        keep(desk, letter[0], beside.read_bytes(), name=name, source=SOURCE, channel=letter[1])
    except EvidenceError as error:
        return [str(error)]
    return []
