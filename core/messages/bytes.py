"""From a message to the bytes of its channel: the one way, so that what was previewed is what is sent."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Final

from core.messages.letters.source import letter_source
from core.messages.mime import Attached, content, headers_for
from core.messages.qr import code_of, read_path, read_png
from core.messages.spoken import spoken
from core.vocabulary import MAILED, POSTED, ChannelName

if TYPE_CHECKING:
    from core.messages.context import MessageContext
    from core.messages.render import Rendered
    from core.messages.transfer import Transfer

PICTURE: Final = "qr"
_PICTURE_PART: Final = f"Content-ID: <{PICTURE}>\r\n".encode()
_CODE_OF_LETTER: Final = b', code: "'


def content_for(channel: ChannelName, rendered: Rendered, context: MessageContext, address: str) -> bytes:
    """Return what leaves over ``channel``: a mail without Date and Message-ID, a text, what is spoken, a letter's source or a call script.

    Equal input gives equal bytes. Raises ``UnsafeHeaderError``, ``NoPostalAddressError`` or ``PaymentCodeError`` rather
    than write something that cannot be right.
    """
    if channel in MAILED:
        return _mail(rendered, context, address)
    if channel in POSTED:
        return letter_source(channel, rendered, context, address)
    if channel is ChannelName.PHONE:
        return rendered.call.encode()
    if channel is ChannelName.VOICE:
        return spoken(rendered, context).encode()
    return rendered.sms.encode()


def _mail(rendered: Rendered, context: MessageContext, address: str) -> bytes:
    transfer = context.transfer if f"cid:{PICTURE}" in rendered.html else None
    pictures = (
        () if transfer is None else (Attached(name=PICTURE, media_type="image/png", content=code_of(transfer).png()),)
    )
    files = [Attached(name=copy.file_name, media_type=copy.media_type, content=copy.content) for copy in context.copies]
    return content(rendered, headers_for(context, address), pictures=pictures, files=files)


def picture_in(mail: bytes) -> bytes | None:
    """Return the payment code's picture as it stands in a mail; None when there is none."""
    _, found, rest = mail.partition(_PICTURE_PART)
    if not found:
        return None
    return b64decode(rest.partition(b"\r\n\r\n")[2].partition(b"\r\n--")[0])


def transfer_read(channel: ChannelName, message: bytes) -> Transfer | None:
    """Return the transfer that a banking app reads in a message's own bytes; None when it holds no code.

    Raises ``PaymentCodeError`` for a code that cannot be read.
    """
    if channel in MAILED:
        picture = picture_in(message)
        return None if picture is None else read_png(picture)
    if channel not in POSTED:
        return None
    path = message.partition(_CODE_OF_LETTER)[2].partition(b'"')[0]
    return read_path(path.decode()) if path else None
