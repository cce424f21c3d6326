"""What a gateway wants to hear and how it answers: its address, its body and its codes, as declared in the settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Final, Self
from urllib.parse import urlsplit

from core import secret
from core.channels.relay import is_loopback
from core.errors import SaldoError
from core.sentence import Sentence
from core.vocabulary import DeliveryKind

_CODE: Final = re.compile(r"[2-5](xx|[0-9]{2})")
_PLACE: Final = re.compile(r"(header:[A-Za-z0-9-]{1,60}|query:[\w-]{1,60}|[\w$.@|\[\]-]{1,200})?")
_HEADER: Final = re.compile(r"[A-Za-z0-9-]{1,60}")
_OWN_HEADERS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "content-type"})
NO_ANSWER: Final = "no_answer"
"""What a receipt of a call turns into that nobody took: not lost, to be tried again."""
LONGEST_WAIT: Final = 120.0  # seconds for one answer
LARGEST_ANSWER: Final = 1_000_000


class GatewayTermsError(SaldoError):
    """A declaration that cannot be used."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__("This gateway cannot be used: {what}; {advice}.", what=Sentence(what), advice=Sentence(advice))


class Encoding(StrEnum):
    """How the body is written; of JSON and a form the fields are declared, so that no value can break out of its own."""

    JSON = "json"
    FORM = "form"
    XML = "xml"


class NumberForm(StrEnum):
    """How the gateway writes a telephone number."""

    PLUS = "plus"  # +31612345678
    DIGITS = "digits"  # 31612345678
    ZEROS = "zeros"  # 0031612345678


class SignatureForm(StrEnum):
    """How the gateway proves that a delivery receipt is its own."""

    NONE = "none"  # no receipts are taken
    SIGNED = "signed"  # HMAC-SHA256 with the moment of signing, as core.signed makes it
    PLAIN = "plain"  # HMAC-SHA256 of the body alone, in a header
    URL = "url"  # HMAC-SHA1 over the address and the sorted fields, Base64, in a header
    TOKEN = "token"  # the secret itself in a header  # noqa: S105 - the name of a form
    BASIC = "basic"  # user and secret by HTTP Basic


@dataclass(frozen=True, kw_only=True)
class ReceiptTerms:
    """How a delivery receipt says which message it is of and what became of it.

    ``kinds`` turns the gateway's words into kinds of delivery; a word that is not in it says nothing new. The message is found by
    our own reference where ``reference_at`` says where it stands (``query:NAME``: in the address), else by the gateway's id.
    """

    signature: SignatureForm = SignatureForm.NONE
    signature_header: str = ""
    signature_user: str = ""
    secret: str = ""
    many_at: str = ""
    reference_at: str = ""
    id_at: str = ""
    status_at: str = ""
    moment_at: str = ""
    error_at: str = ""
    evidence_at: str = ""  # a PDF in Base64, or where it lies at the same gateway
    kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class GatewayTerms:
    """One gateway. ``own`` are values of this account that are no secret; ``secret`` names where the secret is kept.

    ``body`` is a tree of templates for JSON, a flat one for a form, a text for XML. An HTTP code that no list names leaves open
    whether the message was taken.
    """

    label: str
    address: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)  # the provider's approved templates by message name
    encoding: Encoding = Encoding.JSON
    body: Any = field(default_factory=dict)
    number_form: NumberForm = NumberForm.PLUS
    auth_header: str = "Authorization"
    auth_scheme: str = "Bearer"  # "Basic" with auth_user; "": the secret alone
    auth_user: str = ""
    secret: str = ""
    idempotency_header: str = ""
    id_at: str = ""
    error_at: str = ""
    code_at: str = ""  # where the answer itself says whether it took the message
    accepted_values: tuple[str, ...] = ()
    deferred_values: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ("2xx",)
    deferred: tuple[str, ...] = ("408", "423", "425", "429", "503")
    misset: tuple[str, ...] = (
        "3xx",
        "401",
        "403",
        "404",
        "405",
        "407",
    )  # not about the message: the settings are wrong
    refused: tuple[str, ...] = ("4xx",)
    connect_seconds: float = 10.0
    answer_seconds: float = 30.0
    largest_answer: int = 64_000
    ca_file: str = ""
    attempts: int = 1  # of a call that nobody answers
    receipt: ReceiptTerms = field(default_factory=ReceiptTerms)

    @property
    def is_idempotent(self) -> bool:
        """Return whether the gateway knows a message again by its key, so that asking twice sends once."""
        return bool(self.idempotency_header)

    def to_dict(self) -> dict[str, Any]:
        """Return the declaration as the desk keeps it: no secret is in it, only its name."""
        return asdict(self)

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Self:
        """Return the declaration that ``said`` holds, checked; raise ``GatewayTermsError`` or ``SecretError``."""
        known = _typed(cls, said, "gateway")
        receipt = ReceiptTerms(**_typed(ReceiptTerms, said.get("receipt") or {}, "receipt"))
        terms = cls(**{**known, "receipt": receipt})
        _check(terms)
        return terms


def _typed(of: type, said: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Return ``said`` in the types of the fields of ``of``; a name or a type that does not fit is refused."""
    if not isinstance(said, Mapping):
        raise GatewayTermsError(
            Sentence("the {what} is no table of names and values", what=what), "write it as the presets do"
        )
    defaults = of(**{each.name: "x" for each in fields(of) if each.name in {"label", "address"}})
    found: dict[str, Any] = {}
    for name, value in said.items():
        if not hasattr(defaults, name) or name not in {each.name for each in fields(of)}:
            raise GatewayTermsError(
                Sentence("{name!r} is no setting of a {what}", name=name, what=what), "take it out, or correct its name"
            )
        found[name] = _as(name, value, getattr(defaults, name))
    if of is GatewayTerms and not {"label", "address"} <= found.keys():
        raise GatewayTermsError("it has no name or no address", "fill in both")
    return found


def _as(name: str, value: Any, like: Any) -> Any:  # noqa: ANN401 - whatever a setting holds
    if name in {"body", "receipt"}:
        return value
    try:
        if isinstance(like, StrEnum):
            return type(like)(value)
        if isinstance(like, tuple):
            return tuple(str(each) for each in ([value] if isinstance(value, str) else value))
        if isinstance(like, Mapping):
            return {str(key): str(each) for key, each in value.items()}
        if isinstance(like, int | float) and not isinstance(value, bool):
            return type(like)(value)
    except (TypeError, ValueError, AttributeError):
        raise GatewayTermsError(
            Sentence("{name} cannot be {value!r}", name=name, value=value), "write it as the presets do"
        ) from None
    if not isinstance(value, str) or not value.isprintable():
        raise GatewayTermsError(Sentence("{name} is not one line of text", name=name), "write it in one line")
    return value.strip()


def _check(terms: GatewayTerms) -> None:
    check_address(terms.address)
    if terms.method not in {"POST", "PUT"}:
        raise GatewayTermsError(
            Sentence("the method {method!r}", method=terms.method), "messages are sent with POST or PUT"
        )
    _check_names(terms)
    _check_bounds(terms)
    if terms.secret:
        secret.checked(terms.secret)
    receipt = terms.receipt
    if receipt.signature is not SignatureForm.NONE:
        secret.checked(receipt.secret)
        if not receipt.status_at or not (receipt.reference_at or receipt.id_at):
            raise GatewayTermsError("its receipts", "say where the status and the reference or id stand")
    for kind in receipt.kinds.values():
        if kind not in {*DeliveryKind, NO_ANSWER}:
            known = ", ".join((*DeliveryKind, NO_ANSWER))
            raise GatewayTermsError(
                Sentence("{kind!r} is no kind of delivery", kind=kind), Sentence("choose one of {known}", known=known)
            )


def _check_names(terms: GatewayTerms) -> None:
    receipt = terms.receipt
    for name in (*terms.headers, terms.auth_header, terms.idempotency_header, receipt.signature_header):
        if name and (not _HEADER.fullmatch(name) or name.lower() in _OWN_HEADERS):
            raise GatewayTermsError(Sentence("the header {name!r}", name=name), "it is no header that can be set")
    for code in (*terms.accepted, *terms.deferred, *terms.misset, *terms.refused):
        if not _CODE.fullmatch(code):
            raise GatewayTermsError(
                Sentence("{code!r} is no HTTP code", code=code), "write 429, or 4xx for all of its kind"
            )
    for place in (terms.id_at, terms.error_at, terms.code_at, *_places(receipt)):
        if not _PLACE.fullmatch(place):
            raise GatewayTermsError(
                Sentence("{place!r} is no place in an answer", place=place), "write messages.0.id, or header:X-Id"
            )


def _places(receipt: ReceiptTerms) -> tuple[str, ...]:
    named = (receipt.many_at, receipt.reference_at, receipt.id_at, receipt.status_at, receipt.moment_at)
    return (*named, receipt.error_at, receipt.evidence_at)


def _check_bounds(terms: GatewayTerms) -> None:
    if not 0 < terms.answer_seconds <= LONGEST_WAIT or not 0 < terms.connect_seconds <= LONGEST_WAIT:
        raise GatewayTermsError(
            "its time-out", Sentence("choose between 0 and {longest_wait:.0f} seconds", longest_wait=LONGEST_WAIT)
        )
    if not 0 < terms.largest_answer <= LARGEST_ANSWER:
        raise GatewayTermsError(
            "its largest answer", Sentence("choose at most {largest_answer:,} bytes", largest_answer=LARGEST_ANSWER)
        )
    if not 1 <= terms.attempts <= 5:  # noqa: PLR2004 - more is pestering
        raise GatewayTermsError("its attempts", "choose 1 to 5")


def check_address(address: str) -> None:
    """Raise ``GatewayTermsError`` unless ``address`` is https, or http on this very machine, and holds no password."""
    try:
        parts = urlsplit(address)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        port_is_fine = False
        parts = urlsplit("")
    host = parts.hostname or ""
    if not port_is_fine or not host or parts.fragment or "{" in host:
        raise GatewayTermsError("its address", "write it as https://gateway.example/messages")
    if parts.username or parts.password:
        raise GatewayTermsError("its address holds a password", "name where the secret is kept instead")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise GatewayTermsError("its address is not https", "messages and secrets would go in the open")
