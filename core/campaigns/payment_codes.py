"""Payment codes compared before a campaign may go: what a banking app reads must be what the customer reads."""

from __future__ import annotations

import quopri
import re
from typing import TYPE_CHECKING, Final

from core.messages.bytes import transfer_read
from core.messages.format import LOCALES, money
from core.messages.references import with_signs, written
from core.messages.transfer import PaymentCodeError
from core.sentence import Sentence
from core.vocabulary import MAILED, ChannelName

if TYPE_CHECKING:
    from core.desk.campaign_tables import PreviewMessage
    from core.messages.transfer import Transfer

_TEXT: Final = b"Content-Type: text/plain;"
_GROUP: Final = 4
_ESCAPED: Final = re.compile(r'\\(["\\])')  # as typst_text writes them


def prove(message: PreviewMessage, content: bytes) -> None:
    """Compare the payment code in ``content`` with its own words; nothing when there is none.

    Raises ``PaymentCodeError`` unless the account, the amount and the reference that a banking app would fill in all stand
    in the text of the message.
    """
    try:
        transfer = transfer_read(ChannelName(message.channel), content)
        if transfer is not None:
            _compare(transfer, _words(message, content), message.language)
    except PaymentCodeError as error:
        raise PaymentCodeError(
            Sentence("{why}, in the message to customer {customer_id}", why=error.why, customer_id=message.customer_id)
        ) from error


def _words(message: PreviewMessage, content: bytes) -> str:
    """Return what a customer reads: the plain text of a mail, the source of a letter with its texts as they are printed."""
    if message.channel not in MAILED:
        return _ESCAPED.sub(r"\1", content.decode())
    _, _, rest = content.partition(_TEXT)
    return quopri.decodestring(rest.partition(b"\r\n\r\n")[2].partition(b"\r\n--=_")[0]).decode()


def _compare(transfer: Transfer, words: str, language: str) -> None:
    spoken = language if language in LOCALES else "en"
    account = " ".join(transfer.iban[start : start + _GROUP] for start in range(0, len(transfer.iban), _GROUP))
    if account not in words:
        raise PaymentCodeError("it names another account than the text")
    if money(transfer.amount_minor, "EUR", spoken) not in words:
        raise PaymentCodeError("it asks another amount than the text")
    said = with_signs(transfer.reference) if transfer.is_structured else transfer.reference
    if said not in words and written(said) not in words:
        raise PaymentCodeError("it has another reference than the text")
