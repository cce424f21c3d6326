"""Gateways as the desk keeps them: one declaration a channel, with the name of its secret and never the secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from core import secret
from core.acting import permitted
from core.actions import Action
from core.channels.gateway_terms import GatewayTerms, GatewayTermsError, SignatureForm
from core.desk import settings
from core.gateways.bodies import Body
from core.gateways.writing import example
from core.payments.links import public_address
from core.sentence import Sentence
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.engine import Desk

SETTING: Final = "gateway"
HOOK: Final = "/hook/receipt/"
CHANNELS: Final = (ChannelName.SMS, ChannelName.WHATSAPP, ChannelName.VOICE, ChannelName.REGISTERED_EMAIL)
"""What can go over a gateway; everything else has a way of its own."""


@dataclass(frozen=True, kw_only=True)
class KeptGateway:
    """The gateway of one channel; one that is off stays declared, and its messages are kept in the built-in outbox."""

    channel: ChannelName
    terms: GatewayTerms
    is_on: bool
    revision: int
    changed_by: str


def gateway_of(desk: Desk, channel: ChannelName) -> KeptGateway | None:
    """Return the gateway declared for ``channel``; None while there is none."""
    kept = settings.every(desk, SETTING, channel).get(channel)
    if kept is None or not kept.body.get("terms"):
        return None
    return KeptGateway(
        channel=channel,
        terms=GatewayTerms.from_dict(kept.body["terms"]),
        is_on=bool(kept.body.get("is_on")),
        revision=kept.revision,
        changed_by=kept.changed_by,
    )


def terms_in_use(desk: Desk, channel: ChannelName) -> GatewayTerms | None:
    """Return what messages of ``channel`` go by now; None while no gateway is on."""
    kept = gateway_of(desk, channel)
    return kept.terms if kept is not None and kept.is_on else None


@permitted(Action.CHANNEL)
def save_gateway(
    desk: Desk, channel: ChannelName, said: Mapping[str, Any], *, is_on: bool, by: str, based_on: int | None = None
) -> GatewayTerms:
    """Keep a declaration after trying it on a made-up message, and return it; nothing is sent.

    Raises ``GatewayTermsError`` or ``SecretError`` with what is wrong, ``SettingMovedError`` when somebody else changed it meanwhile.
    """
    if channel not in CHANNELS:
        raise GatewayTermsError(
            Sentence("{channel} goes by no gateway", channel=channel),
            Sentence("choose one of {given}", given=", ".join(CHANNELS)),
        )
    terms = GatewayTerms.from_dict(said)
    if channel is ChannelName.WHATSAPP and not terms.templates:
        raise GatewayTermsError("it names no approved template", "WhatsApp takes nothing else from a company")
    body = Body(terms)
    body.path()
    body.headers(example(terms))
    body.written(example(terms))
    if is_on:
        is_hooked = terms.receipt.signature is not SignatureForm.NONE
        for name in filter(None, (terms.secret, terms.receipt.secret if is_hooked else "")):
            secret.read(name)
    settings.save(desk, SETTING, {"terms": terms.to_dict(), "is_on": is_on}, by=by, scope=channel, based_on=based_on)
    return terms


@permitted(Action.CHANNEL)
def switch(desk: Desk, channel: ChannelName, *, is_on: bool, by: str) -> None:
    """Switch a declared gateway on or off; raise ``GatewayTermsError`` where none is declared."""
    kept = gateway_of(desk, channel)
    if kept is None:
        raise GatewayTermsError(Sentence("{channel} has no gateway yet", channel=channel), "declare one first")
    save_gateway(desk, channel, kept.terms.to_dict(), is_on=is_on, by=by, based_on=kept.revision)


def callback(desk: Desk, channel: ChannelName, terms: GatewayTerms) -> str:
    """Return where the gateway posts its receipts; '' without a public address, or when it cannot prove who it is."""
    address = public_address(desk)
    return f"{address}{HOOK}{channel}" if address and terms.receipt.signature is not SignatureForm.NONE else ""
