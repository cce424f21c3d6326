"""A team's own history of reminders, read from a file: customer, invoice, day, level and channel, whatever the columns are called."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import pandas as pd

from core.intake.errors import AmbiguousDatesError
from core.intake.files import sniff
from core.intake.mapping import normalised
from core.intake.readers.xlsx_reader import as_text
from core.intake.scan import scan
from core.intake.synonyms import SYNONYMS
from core.strategy.replay.errors import HistoryColumnsError, HistoryUnreadableError
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.intake.files import Sniffed

FIELDS: Final = ("customer_id", "number", "day", "level", "channel", "entity")
REQUIRED: Final = {"customer_id": "the customer number", "day": "the day of the reminder"}
"""An invoice number may be lacking: the reminder is then about all that was past due."""
_OWN: Final = {
    "day": "reminder date | reminded on | sent on | sent | date sent | day | date | verzonden op | verzenddatum | herinnering verstuurd | "
    "datum herinnering | datum | aanmaandatum | mahndatum | versendet am | datum der mahnung | date de relance | date d envoi | relance le",
    "level": "level | reminder level | dunning level | step | reminder | niveau | stap | herinnering | aanmaning | herinneringsniveau | "
    "aanmaanniveau | mahnstufe | stufe | niveau de relance",
    "channel": "channel | medium | sent by | kanaal | verzendwijze | kanal | versandart | canal | moyen",
}
_CHANNELS: Final = {
    ChannelName.EMAIL: ("email", "e mail", "mail", "courriel"),
    ChannelName.SMS: ("sms", "text", "text message"),
    ChannelName.WHATSAPP: ("whatsapp",),
    ChannelName.LETTER: ("letter", "post", "brief", "lettre", "courrier", "papier"),
    ChannelName.REGISTERED_LETTER: (
        "registered letter",
        "registered",
        "aangetekend",
        "aangetekende brief",
        "einschreiben",
        "recommandé",
    ),
    ChannelName.REGISTERED_EMAIL: ("registered email", "aangetekende mail"),
    ChannelName.PHONE: ("phone", "call", "telefoon", "bellen", "telefon", "anruf", "téléphone", "appel"),
    ChannelName.VOICE: ("voice", "voicemail", "ingesproken"),
}
_FORMATS: Final = {
    "dmy": ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y", "%d/%m/%y", "%d.%m.%y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y"),
    "ymd": (),
}
_ISO: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")
READ: Final = {
    "row": "int64",
    "customer_id": "str",
    "number": "str",
    "entity": "str",
    "day": "datetime64[us]",
    "day_told": "str",
    "level": "Int64",
    "level_told": "str",
    "channel": "str",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class HistoryFile:
    """What a file says: ``columns`` gives the header taken for each field, ``rows`` one row per line with READ.

    A day or level that cannot be read is null, with what the file says in day_told and level_told.
    """

    name: str
    columns: Mapping[str, str]
    headers: tuple[str, ...]
    rows: pd.DataFrame


def read_history(path: Path, columns: Mapping[str, str] | None = None, *, is_guessed: bool = True) -> HistoryFile:
    """Return the reminders that ``path`` (CSV or XLSX) tells of; ``columns`` names headers of fields that are not found.

    Without ``is_guessed`` only the columns named count.

    Raises ``HistoryColumnsError`` when customer or day has no column, ``AmbiguousDatesError`` when every day reads both ways, and
    what intake raises for a file that is none.
    """
    sniffed = sniff(path, scan(path))
    headers = sniffed.layout.columns
    taken = (guess_columns(headers) if is_guessed else {}) | _given(path, columns or {}, headers)
    missing = [told for name, told in REQUIRED.items() if name not in taken]
    if missing:
        raise HistoryColumnsError(path.name, missing, headers)
    place = {name: headers.index(header) for name, header in taken.items()}
    table = [(row, cells) for row, cells in _cells(path, sniffed) if any(cells)]
    if not table:
        raise HistoryUnreadableError(path.name, "it has no rows below its header.")
    texts = {name: [cells[at].strip() if at < len(cells) else "" for _, cells in table] for name, at in place.items()}
    days = texts["day"]
    order = _order(path, days, sniffed.layout.date_order)
    rows = pd.DataFrame(
        {
            "row": [row for row, _ in table],
            "customer_id": texts["customer_id"],
            "number": _texts(texts, "number", len(table)),
            "entity": _texts(texts, "entity", len(table)),
            "day": pd.Series([_day(each, order) for each in days], dtype="datetime64[us]"),
            "day_told": days,
            "level": pd.Series([_level(each) for each in _plain(texts, "level", len(table))], dtype="Int64"),
            "level_told": _plain(texts, "level", len(table)),
            "channel": [_channel(each) for each in _plain(texts, "channel", len(table))],
        }
    ).astype(READ)
    return HistoryFile(name=path.name, columns=taken, headers=headers, rows=rows)


def guess_columns(headers: tuple[str, ...]) -> dict[str, str]:
    """Return the header that stands for each field, as far as one is known by its name."""
    known = {normalised(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for field in FIELDS:
        for name in (*_OWN.get(field, "").split(" | "), *(() if field in _OWN else SYNONYMS[field])):
            if normalised(name) in known and known[normalised(name)] not in found.values():
                found[field] = known[normalised(name)]
                break
    return found


def _given(path: Path, columns: Mapping[str, str], headers: tuple[str, ...]) -> dict[str, str]:
    known = {normalised(header): header for header in reversed(headers)}
    unknown = [header for header in columns.values() if normalised(header) not in known]
    if unknown or set(columns) - set(FIELDS):
        named = [*unknown, *sorted(set(columns) - set(FIELDS))]
        raise HistoryColumnsError(path.name, named, headers)
    return {field: known[normalised(header)] for field, header in columns.items()}


def _cells(path: Path, sniffed: Sniffed) -> Iterator[tuple[int, list[str]]]:
    """Yield every row below the header with its number in the file."""
    layout = sniffed.layout
    if layout.file_kind == "xlsx":
        for row, cells in enumerate(sniffed.sheet[layout.first_row - 1 :], start=layout.first_row):
            yield row, [as_text(cell) for cell in cells]
        return
    text = path.read_text(encoding=layout.encoding, errors="replace").removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter)
    before = 0
    for cells in reader:
        row, before = before + 1, reader.line_num
        if row >= layout.first_row:
            yield row, cells


def _order(path: Path, days: list[str], seen: str | None) -> str:
    """Return the order of day and month; raise when the file leaves it open."""
    if seen is not None:
        return seen
    for each in days:
        readings = {_day(each, order) for order in ("dmy", "mdy")} - {None}
        if len(readings) > 1:
            raise AmbiguousDatesError(path, each)
    return "dmy"


def _day(text: str, order: str) -> date | None:
    first = text.split(" ", maxsplit=1)[0].split("T", maxsplit=1)[0]
    for form in (*_ISO, *_FORMATS[order]):
        try:
            return datetime.strptime(first, form).date()  # noqa: DTZ007 - a day, not an instant
        except ValueError:
            continue
    return None


def _level(text: str) -> int | None:
    digits = "".join(letter for letter in text if letter.isdigit())
    return int(digits) if digits and len(digits) <= 2 else None  # noqa: PLR2004 - a level, not a number of a letter


def _channel(text: str) -> str | None:
    told = normalised(text)
    for channel, names in _CHANNELS.items():
        if told in names or told == normalised(channel):
            return str(channel)
    return text or None


def _plain(texts: Mapping[str, list[str]], name: str, size: int) -> list[str]:
    return texts.get(name, [""] * size)


def _texts(texts: Mapping[str, list[str]], name: str, size: int) -> list[str | None]:
    return [each or None for each in _plain(texts, name, size)]
