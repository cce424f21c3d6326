"""What can go wrong with a campaign and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_NAME = 200  # as wide as its column on the desk


class CampaignStateError(SaldoError):
    """An act that the campaign's state does not allow."""

    def __init__(self, name: str, state: str, act: str, allowed: Sequence[str]) -> None:
        super().__init__(
            "Campaign {name!r} is {state}: it cannot be {act} now. What can be done: {choice}.",
            name=name,
            state=state,
            act=Sentence(act),
            choice=allowed or Sentence("nothing more"),
        )


class CampaignMovedError(SaldoError):
    """Somebody else, or another window, changed the campaign in between."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "Campaign {name!r} changed while you were looking at it: reload the page and try again.", name=name
        )


class FactsMovedError(SaldoError):
    """Holds or a ledger that came in again and again while a campaign was being launched."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "Holds or a newer ledger came in while {name!r} was being launched, and nothing went: launch it again.",
            name=name,
        )


class CampaignNameError(SaldoError):
    """A campaign without a name, or with one that fits no list."""

    def __init__(self) -> None:
        super().__init__(
            "Give the campaign a name of 1 to {longest_name} characters: it is how everybody finds it again.",
            longest_name=LONGEST_NAME,
        )


class StaleApprovalError(SaldoError):
    """A message that may not go any more, because its approval is too old."""

    def __init__(self, name: str, days: int) -> None:
        super().__init__(
            "Campaign {name!r} was approved more than {days} days ago: plan and approve these messages anew.",
            name=name,
            days=days,
        )


class EmptyAudienceError(SaldoError):
    """A campaign that would write to nobody."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "Campaign {name!r} has nobody in it: look at the reasons, and choose other segments, steps or another "
            "date.",
            name=name,
        )


class NoSuchMessageError(SaldoError):
    """A customer without a message in a campaign."""

    def __init__(self, name: str, customer_id: str) -> None:
        super().__init__(
            "Campaign {name!r} has no message for customer {customer_id!r}: look at the reasons to see why.",
            name=name,
            customer_id=customer_id,
        )


class SeveralCustomersError(SaldoError):
    """A customer id that several of our own companies use."""

    def __init__(self, customer_id: str, entities: list[str]) -> None:
        super().__init__(
            "{customer_id!r} is a customer of {entities}: say of which one you mean, with the entity.",
            customer_id=customer_id,
            entities=tuple(entities),
        )


class NothingSaidError(SaldoError):
    """A human act without its reason."""

    def __init__(self, act: str) -> None:
        super().__init__("Say why you want to {act}: the reason is kept with the campaign.", act=Sentence(act))


class ChannelClosedError(SaldoError):
    """A channel that is off, or that law or its provider's terms close to a customer."""

    def __init__(self, channel: str, why: str) -> None:
        super().__init__(
            "The channel {channel} is not open for this message: {why}. Choose another channel.",
            channel=channel,
            why=Sentence(why),
        )


class NoAddressError(SaldoError):
    """A customer who cannot be reached by the channel that somebody chose."""

    def __init__(self, customer_id: str, channel: str) -> None:
        super().__init__(
            "Customer {customer_id} has no address for the channel {channel} that may be used: add one at its "
            "source, or choose another channel.",
            customer_id=customer_id,
            channel=channel,
        )


class NoSuchHeldMessageError(SaldoError):
    """A message to be written anew that is not held any more."""

    def __init__(self) -> None:
        super().__init__("One of these messages is not held any more: somebody decided on it. Reload the page.")
