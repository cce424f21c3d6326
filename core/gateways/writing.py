"""From a batch of finished messages to the requests that a gateway wants: what it says, to whom, and under which key."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import default
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from core import secret
from core.channels.base import ChannelDownError
from core.channels.gateway_terms import Encoding, GatewayTerms, GatewayTermsError
from core.channels.http_line import HttpRequest
from core.channels.numbers import dialled
from core.gateways.bodies import MEDIA_TYPES, Body
from core.secret import SecretError
from core.vocabulary import MAILED, ChannelName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.channels.base import Outgoing

AGENT: Final = "Saldo"
NO_NUMBER: Final = "{text!r} is no telephone number that can be dialled"
NO_TEMPLATE: Final = "The provider has approved no template for the message {name!r}: declare it under Ways to send"


@dataclass(frozen=True, kw_only=True, slots=True)
class Particulars:
    """What the ledger knows of a message beside its bytes; ``calls`` counts the calls that nobody answered."""

    reference: str = ""
    language: str = ""
    message: str = ""
    subject: str = ""
    country: str = ""
    calls: int = 0


NOTHING: Final = Particulars()


class Requests:
    """Writes the requests of one channel; what the settings say counts from the next batch on."""

    def __init__(
        self,
        channel: ChannelName,
        terms: Callable[[], GatewayTerms],
        known: Callable[[Sequence[int]], Mapping[int, Particulars]],
        callback: Callable[[], str],
    ) -> None:
        self.channel = channel
        self.terms = terms
        self.known = known
        self.callback = callback
        self._compiled: tuple[GatewayTerms, Body] | None = None

    def __call__(self, batch: Sequence[Outgoing]) -> dict[int, HttpRequest | str]:
        """Return the request of each message by its key, or in words why there is none; ``ChannelDownError`` without the secret."""
        terms = self.terms()
        try:
            auth, hidden = authorisation(terms)
            body = self._body(terms)
        except (SecretError, GatewayTermsError) as error:
            where = f"The gateway for {self.channel}"
            raise ChannelDownError(where, str(error).rstrip("."), "Messages stay queued") from error
        known, callback = self.known([message.key for message in batch]), self.callback()
        return {
            message.key: self._request(terms, body, auth, hidden, message, known.get(message.key, NOTHING), callback)
            for message in batch
        }

    def _body(self, terms: GatewayTerms) -> Body:
        if self._compiled is None or self._compiled[0] != terms:
            self._compiled = (terms, Body(terms))
        return self._compiled[1]

    def _request(  # noqa: PLR0917 - everything of one request
        self,
        terms: GatewayTerms,
        body: Body,
        auth: Mapping[str, str],
        hidden: tuple[str, ...],
        message: Outgoing,
        known: Particulars,
        callback: str,
    ) -> HttpRequest | str:
        to = (
            message.recipient
            if self.channel in MAILED
            else dialled(message.recipient, known.country, terms.number_form)
        )
        if to is None:
            return NO_NUMBER.format(text=message.recipient)
        if self.channel is ChannelName.WHATSAPP and not _template(terms, known.message):
            return NO_TEMPLATE.format(name=known.message)
        reference = known.reference or own_reference(message)
        values = _values(terms, known, to=to, text=message.content, reference=reference, callback=callback)
        if self.channel in MAILED:
            values |= parts_of(message.content)
        try:
            content, headers = body.written(values), body.headers(values)
            path = body.path()
        except GatewayTermsError as error:
            return str(error)
        key = {terms.idempotency_header: key_of(reference, known.calls)} if terms.idempotency_header else {}
        media = f"{MEDIA_TYPES[terms.encoding]}{'; charset=utf-8' if terms.encoding is Encoding.XML else ''}"
        fixed = {"Content-Type": media, "User-Agent": AGENT, "Accept": "application/json"}
        return HttpRequest(
            method=terms.method, path=path, headers={**fixed, **headers, **auth, **key}, body=content, hidden=hidden
        )


def authorisation(terms: GatewayTerms) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the header that opens the gateway, and what must never show of it; nothing where no secret is named."""
    if not terms.secret:
        return {}, ()
    value = secret.read(terms.secret).reveal()
    if not value.isascii() or not value.isprintable():
        raise SecretError(terms.secret, "cannot stand in a header", "take out line breaks and letters with accents")
    said = value
    if terms.auth_scheme == "Basic":
        said = b64encode(f"{terms.auth_user or terms.own.get('account', '')}:{value}".encode()).decode()
    header = f"{terms.auth_scheme} {said}".strip()
    return {terms.auth_header: header}, (value, said)


def parts_of(mail: bytes) -> dict[str, str]:
    """Return a mail as a service of registered mail takes it: subject, text and HTML apart, or the whole of it in Base64."""
    read = BytesParser(policy=default).parsebytes(mail)
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    return {
        "subject": str(read.get("Subject", "")),
        "text": "" if plain is None else str(plain.get_content()).strip(),
        "html": "" if html is None else str(html.get_content()),
        "mime": b64encode(mail).decode(),
    }


def own_reference(message: Outgoing) -> str:
    """Return a stable name for a message that the ledger has no Message-ID of: the same bytes to the same place."""
    said = b"\0".join((str(message.key).encode(), message.recipient.encode(), message.content))
    return f"saldo-{sha256(said).hexdigest()[:32]}"


def key_of(reference: str, calls: int) -> str:
    """Return the idempotency key: the reference, and for a call that is tried again how often it was tried."""
    return f"{reference}.{calls + 1}" if calls else reference


def bare(message_id: str) -> str:
    """Return a Message-ID without its brackets: what gateways take as a reference."""
    return message_id.strip("<>")


def example(terms: GatewayTerms) -> dict[str, Any]:
    """Return made-up values, to try a declaration on."""
    known = Particulars(reference="1.1.0f@saldo.example", language="nl", message="friendly_reminder", subject="Test")
    return _values(
        terms, known, to="+31612345678", text=b"Test\n& <test>", reference="1.1", callback="https://saldo.example/"
    )


def _values(
    terms: GatewayTerms, known: Particulars, *, to: str, text: bytes, reference: str, callback: str
) -> dict[str, Any]:
    said = text.decode(errors="replace").strip()
    return {
        "to": to,
        "text": said,
        "line": " ".join(said.split()),
        "reference": reference,
        "language": known.language,
        "tongue": known.language.partition("_")[0],
        "message": known.message,
        "template": _template(terms, known.message),
        "subject": known.subject,
        "callback": callback,
        "attempts": terms.attempts,
        "html": "",
        "mime": "",
        "own": dict(terms.own),
    }


def _template(terms: GatewayTerms, message: str) -> str:
    return terms.templates.get(message) or terms.templates.get("*", "")
