"""What a provider posts when a payment changed: names to ask about, and nothing else is believed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from core.errors import SaldoError
from core.payments import links_kept
from core.signed import check_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.desk.engine import Desk
    from core.desk.pay_tables import PayLink

MOST_BYTES: Final = 64_000
"""A named payment takes forty; the largest event with the whole object in it a few thousand."""
MOLLIE_HEADER: Final = "X-Mollie-Signature"
_ID: Final = re.compile(r"(?:pl|tr)_[A-Za-z0-9]{4,64}")
_KEY: Final = re.compile(r"[0-9a-f]{32}-[0-9]{1,6}")
_MOST_NAMES: Final = 4


class WebhookError(SaldoError):
    """A message to the webhook that names nothing."""

    def __init__(self) -> None:
        super().__init__("The message names no payment: post id=... as a form, or an event as JSON.")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one message names: ids at the provider, and the order of ours that its address carries."""

    ids: tuple[str, ...]
    key: str = ""


def read(body: bytes, *, key: str = "", signature: str | None = None, secrets: Sequence[bytes] = ()) -> Told:
    """Return what a message of the provider names, in either of Mollie's two forms.

    The first form posts ``id=tr_...`` and is not signed; the second posts an event as JSON, signed in ``signature``. With ``secrets`` a
    signature that is there must be right, an event without one is refused, and the first form still passes: of neither more is believed than
    a name. Raises ``WebhookError`` and ``core.signed.SignatureError``.
    """
    is_event = body.lstrip()[:1] == b"{"
    if secrets and (signature is not None or is_event):
        check_plain(body, signature, secrets)
    named = _of_event(body) if is_event else _of_form(body)
    ids = tuple(dict.fromkeys(each for each in named if _ID.fullmatch(each)))[:_MOST_NAMES]
    asked = key if _KEY.fullmatch(key) else ""
    if not ids and not asked and not (is_event and _is_ping(body)):
        raise WebhookError
    return Told(ids=ids, key=asked)


def links_meant(desk: Desk, provider: str, told: Told) -> list[PayLink]:
    """Return the links of ours that a message is about; none for a message about nothing we know."""
    found = [links_kept.by_provider_id(desk, provider, each) for each in told.ids if each.startswith("pl_")]
    found.append(links_kept.by_key(desk, provider, told.key) if told.key else None)
    return list({link.id: link for link in found if link is not None}.values())


def _of_form(body: bytes) -> list[str]:
    try:
        return parse_qs(body.decode("ascii"), max_num_fields=8).get("id", [])
    except ValueError:
        return []


def _of_event(body: bytes) -> list[str]:
    """Return the names in an event: of what it is about, and of the object it may carry."""
    said = _json(body)
    embedded = said.get("_embedded")
    inside = embedded.get("entity") if isinstance(embedded, dict) else None
    named = [said.get("entityId"), said.get("id"), inside.get("id") if isinstance(inside, dict) else None]
    return [each for each in named if isinstance(each, str)]


def _is_ping(body: bytes) -> bool:
    return _json(body).get("type") == "hook.ping"


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
