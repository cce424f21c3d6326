"""What an audit row says of a value: plain, short, and without secrets, message texts and addresses."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TEXT: Final = 300
MOST_NAMED: Final = 20
DEEPEST: Final = 4
# Never in the trail in any form: whoever reads the trail could use it.
SECRET: Final = re.compile(r"secret|passw|token|credential|api_?key|private_key|cookie|authori[sz]ation|claim$")
# Said of a customer or to one, often by name: the desk keeps it where it can be erased, the trail only that it was another.
TEXTS: Final = frozenset({
    "address", "body", "content", "evidence", "forms", "from_address", "from_name", "html", "lines", "message_text",
    "name_and_address", "party", "raw", "reply", "said", "searched", "sender", "sources", "subject", "text", "texts",
    "to", "traits", "words",
})  # fmt: skip
# Tables whose documents are rules of the house and no text to a customer.
RULES: Final = frozenset({"policy_version", "setting", "saved_mapping", "routine", "saved_view"})
DOCUMENTS: Final = frozenset({"body"})
# Installations and what hangs on them: they lead to everything, settings with secrets among it.
MEANS: Final = frozenset({"Desk", "Application", "Settings", "Book", "BookStore", "Background", "Mailbox"})
_PLACE: Final = re.compile(r"(\w+://)(?:[^/@\s]+@)?([^/?#\s]+)[^\s]*")


def plain(value: object, salt: str, name: str = "", *, depth: int = 0) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return ``value``, called ``name``, as JSON keeps it: shortened, and only its digest where it may not be read."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if SECRET.search(name):
        return {"kept_out": "secret"}
    if isinstance(value, bytes | bytearray | memoryview):
        return digested(bytes(value), salt)
    if isinstance(value, str) and not isinstance(value, Enum):
        return digested(value.encode(), salt) if name in TEXTS and value else _shortened(value)
    if name in TEXTS and _is_of_words(value):
        return digested(repr(value).encode(), salt)
    simple = _simple(value)
    return simple if simple is not None else _structure(value, salt, name, depth)


def digested(content: bytes, salt: str) -> dict[str, Any]:
    """Return what the trail keeps of a text or file: whether it is another one can be seen, what it says cannot."""
    return {"bytes": len(content), "digest": blake2b(content, key=salt.encode(), digest_size=8).hexdigest()}


def _is_of_words(value: object) -> bool:
    return isinstance(value, dict | list | tuple | set | frozenset)


def _shortened(text: str) -> str:
    # Of an address on the web only the host: the rest may open a door.
    open_ = _PLACE.sub(r"\1\2", text) if "://" in text else text
    return open_ if len(open_) <= LONGEST_TEXT else f"{open_[:LONGEST_TEXT]}…"


def _simple(value: object) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, PurePath):
        return value.name  # where a machine keeps its files is nobody's business
    return None


def _structure(value: object, salt: str, name: str, depth: int) -> Any:  # noqa: ANN401 - as above
    if depth >= DEEPEST:
        return {"kept_out": "deeper"}
    if isinstance(value, dict):
        items: Iterable[tuple[str, object]] = ((str(key), each) for key, each in value.items())
        return _named(items, len(value), salt, depth)
    if isinstance(value, list | tuple | set | frozenset):
        listed = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        told = [plain(each, salt, name, depth=depth + 1) for each in listed[:MOST_NAMED]]
        return told if len(listed) <= MOST_NAMED else {"first": told, "count": len(listed)}
    if is_dataclass(value) and not isinstance(value, type) and type(value).__name__ not in MEANS:
        declared = fields(value)
        return _named(((each.name, getattr(value, each.name)) for each in declared), len(declared), salt, depth)
    if hasattr(value, "shape") and hasattr(value, "columns"):
        return {"rows": int(value.shape[0])}
    return {"kept_out": type(value).__name__}


def _named(items: Iterable[tuple[str, object]], count: int, salt: str, depth: int) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, each in items:
        if len(told) >= 2 * MOST_NAMED:
            told["count"] = count
            break
        told[name] = plain(each, salt, name, depth=depth + 1)
    return told
